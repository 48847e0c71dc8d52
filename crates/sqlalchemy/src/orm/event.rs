//! `event.listens_for` of sessions, mapped classes and their attributes.

mod attribute;
mod mapper;
mod session;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use ormlab_orm::event::SessionEvents;
use ormlab_python::object::class::Class;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::attribute::AttributeObject;
use super::class::maybe_mapper;
use crate::arguments::flag;
use crate::names::{self, Names};

/// A function of the script that hears of something, and how it wants to be called.
#[derive(Clone)]
pub(super) struct Listener {
    vm: Weak<Vm>,
    function: Object,
    /// Arguments by name.
    named: bool,
    /// What it returns is used.
    retval: bool,
    insert: bool,
    active_history: bool,
    once: Option<Rc<Cell<bool>>>,
}

impl Listener {
    fn new(vm: &Vm, function: &Object, options: &Args) -> PyResult<Listener> {
        let mut options = options.clone();
        let once = flag(vm, options.take("once"), false)?;
        let listener = Listener {
            vm: Names::of(vm).vm(),
            function: function.clone(),
            named: flag(vm, options.take("named"), false)?,
            retval: flag(vm, options.take("retval"), false)?,
            insert: flag(vm, options.take("insert"), false)?,
            active_history: flag(vm, options.take("active_history"), false)?,
            once: once.then(|| Rc::new(Cell::new(false))),
        };
        crate::arguments::refuse(vm, &mut options, "listen", &["raw"])?;
        for ignored in ["propagate", "restore_load_context"] {
            options.take(ignored);
        }
        options.no_more_keywords(vm, "listen")?;
        Ok(listener)
    }

    /// Calls the function; none if it has been called and wanted that once only.
    fn call(&self, vm: &Vm, names: &[&str], values: Vec<Object>) -> PyResult<Option<Object>> {
        if self.once.as_ref().is_some_and(|done| done.replace(true)) {
            return Ok(None);
        }
        let args = if self.named {
            let pairs = names.iter().map(|name| Str::intern(name)).zip(values);
            Args { positional: Default::default(), keywords: pairs.collect() }
        } else {
            Args::of(values)
        };
        vm.call(&self.function, args).map(Some)
    }

    /// The same from a hook of Rust.
    fn hear(
        &self,
        names: &[&str],
        values: impl FnOnce(&Vm) -> Vec<Object>,
    ) -> ormlab_core::Result<Option<Object>> {
        super::value::callback(&self.vm, |vm| self.call(vm, names, values(vm)))
    }
}

/// Hangs a hook into a list of them.
macro_rules! hang {
    ($hooks:expr, $listener:expr, $hook:expr) => {
        if $listener.insert {
            $hooks.listen_first(Rc::new($hook))
        } else {
            $hooks.listen(Rc::new($hook))
        }
    };
}
use hang;

/// Listeners of classes, for those that are mapped later.
#[derive(Default)]
struct Propagating {
    listeners: RefCell<Vec<(Class, Rc<str>, Listener)>>,
}

/// The hooks of all sessions of a class.
#[derive(Default)]
struct SessionClass {
    events: Rc<SessionEvents>,
}

/// The hooks of all sessions.
pub(super) fn session_class_events(vm: &Vm) -> Vec<Rc<SessionEvents>> {
    vec![Rc::clone(&vm.extension::<SessionClass>().events)]
}

/// `event.listen(target, name, function, **options)`; whether the target is one of ours.
pub(super) fn listen(
    vm: &Vm,
    target: &Object,
    name: &str,
    function: &Object,
    options: &Args,
) -> PyResult<bool> {
    if let Some(events) = session_events(vm, target) {
        let listener = Listener::new(vm, function, options)?;
        return session::listen(vm, &events, name, listener).map(|()| true);
    }
    if let Some(attribute) = target.downcast_ref::<AttributeObject>() {
        let listener = Listener::new(vm, function, options)?;
        return attribute::listen(vm, &attribute.target(), name, listener).map(|()| true);
    }
    let Some(class) = mapped_target(vm, target) else { return Ok(false) };
    let listener = Listener::new(vm, function, options)?;
    mapper::check(vm, target, name)?;
    apply_to_mapped(vm, &class, name, &listener)?;
    let is_general = maybe_mapper(&class).is_none();
    let propagates = options
        .keywords
        .iter()
        .any(|(name, value)| *name == "propagate" && matches!(value, Object::Bool(true)));
    if is_general || propagates {
        vm.extension::<Propagating>().listeners.borrow_mut().push((class, name.into(), listener));
    }
    Ok(true)
}

fn session_events(vm: &Vm, target: &Object) -> Option<Rc<SessionEvents>> {
    if let Some(class) = target.as_class() {
        let names = Names::of(vm);
        let is_session = class.is_subclass(&names.class(vm, "Session"))
            || class.is_subclass(&names.class(vm, "sessionmaker"));
        return is_session.then(|| Rc::clone(&vm.extension::<SessionClass>().events));
    }
    if let Some(session) = super::session::maybe_session(target) {
        return Some(session.events());
    }
    super::session::maker_events(target)
}

/// The class whose mapped objects are listened to: `Mapper` stands for all.
fn mapped_target(vm: &Vm, target: &Object) -> Option<Class> {
    if let Some(known) = target.downcast_ref::<super::mapper::MapperObject>() {
        return super::value::class_of(&known.mapper);
    }
    let class = target.as_class()?;
    if *class == names::class(vm, "Mapper") {
        return Some(vm.types().object.clone());
    }
    let is_base = class.inherited_payload::<super::declarative::BaseClass>().is_some();
    (maybe_mapper(class).is_some() || is_base).then(|| class.clone())
}

fn apply_to_mapped(vm: &Vm, class: &Class, name: &str, listener: &Listener) -> PyResult<()> {
    if maybe_mapper(class).is_some() {
        return mapper::listen(vm, class, name, listener);
    }
    let mut pending = class.subclasses();
    while let Some(sub) = pending.pop() {
        if maybe_mapper(&sub).is_some() {
            mapper::listen(vm, &sub, name, listener)?;
        }
        pending.extend(sub.subclasses());
    }
    Ok(())
}

/// Lets those who listen to a base of the class hear of it, too.
pub(super) fn newly_mapped(vm: &Vm, class: &Class) -> PyResult<()> {
    let all = vm.extension::<Propagating>().listeners.borrow().clone();
    for (base, name, listener) in all {
        if class.is_subclass(&base) {
            mapper::listen(vm, class, &name, &listener)?;
        }
    }
    Ok(())
}
