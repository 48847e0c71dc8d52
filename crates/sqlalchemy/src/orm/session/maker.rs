//! `sessionmaker(…)`: sessions with the same options.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_orm::event::SessionEvents;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::context::BeginBlock;
use super::session_of;
use crate::arguments::given;
use crate::names;

/// What a `sessionmaker` carries.
struct Maker {
    class: Object,
    options: RefCell<Vec<(Str, Object)>>,
    events: Rc<SessionEvents>,
}

fn maker(vm: &Vm, object: &Object) -> PyResult<Rc<Maker>> {
    let known = object.as_instance().and_then(|instance| instance.payload::<Maker>());
    known.ok_or_else(|| vm.type_error("a sessionmaker is required"))
}

/// The hooks of all sessions of a maker.
pub(in crate::orm) fn maker_events(object: &Object) -> Option<Rc<SessionEvents>> {
    object.as_instance()?.payload::<Maker>().map(|maker| Rc::clone(&maker.events))
}

fn merge(options: &mut Vec<(Str, Object)>, given: Vec<(Str, Object)>) {
    for (name, value) in given {
        options.retain(|(known, _)| *known != name);
        options.push((name, value));
    }
}

/// `sessionmaker(bind=None, *, class_=Session, autoflush=True, …)`.
fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let class = given(args.take("class_")).unwrap_or_else(|| names::class(vm, "Session").into());
    let mut options = Vec::new();
    if let Some(bind) = args.take_first() {
        options.push(("bind".into(), bind));
    }
    if !args.positional.is_empty() {
        let given = args.len() + 2;
        return Err(vm.type_error(format!(
            "sessionmaker.__init__() takes from 1 to 2 positional arguments but {given} were given"
        )));
    }
    merge(&mut options, args.keywords);
    let maker = Maker { class, options: RefCell::new(options), events: Rc::default() };
    if let Some(instance) = this.as_instance() {
        instance.set_payload(Rc::new(maker));
    }
    Ok(Object::None)
}

/// `maker(**options)`.
fn call(vm: &Vm, mut args: Args) -> PyResult {
    let this = maker(vm, &crate::arguments::receiver(&mut args))?;
    if !args.positional.is_empty() {
        let given = args.len() + 1;
        return Err(vm.type_error(format!(
            "sessionmaker.__call__() takes 1 positional argument but {given} were given"
        )));
    }
    let mut options = this.options.borrow().clone();
    merge(&mut options, args.keywords);
    let made = vm.call(&this.class, Args { positional: Default::default(), keywords: options })?;
    session_of(vm, &made)?.share_events(&this.events);
    Ok(made)
}

fn shown(vm: &Vm, this: &Maker) -> PyResult<String> {
    let class = match &this.class {
        Object::Class(class) => class.name().to_string(),
        other => vm.repr(other)?.to_string(),
    };
    let mut parts = vec![format!("class_={}", crate::conversion::quoted(&class))];
    let options = this.options.borrow().clone();
    let value = |name: &str, default: &str| -> PyResult<String> {
        match options.iter().find(|(known, _)| *known == *name) {
            Some((_, value)) => Ok(vm.repr(value)?.to_string()),
            None => Ok(default.to_owned()),
        }
    };
    let known = [("bind", "None"), ("autoflush", "True"), ("expire_on_commit", "True")];
    for (name, default) in known {
        parts.push(format!("{name}={}", value(name, default)?));
    }
    for (name, value) in &options {
        if !known.iter().any(|(known, _)| *name == **known) {
            parts.push(format!("{name}={}", vm.repr(value)?));
        }
    }
    Ok(format!("sessionmaker({})", parts.join(", ")))
}

/// `sessionmaker`.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__init__", initialise)
        .method("__call__", call)
        .method("begin", |vm, args| Ok(Object::host(BeginBlock { session: call(vm, args)? })))
        .method("configure", |vm, mut args| {
            let this = maker(vm, &crate::arguments::receiver(&mut args))?;
            merge(&mut this.options.borrow_mut(), args.keywords);
            Ok(Object::None)
        })
        .getter("kw", |vm, this| Ok(Object::dict(maker(vm, this)?.options.borrow().clone())))
        .getter("class_", |vm, this| Ok(maker(vm, this)?.class.clone()))
        .method("__repr__", |vm, mut args| {
            let this = maker(vm, &crate::arguments::receiver(&mut args))?;
            Ok(shown(vm, &this)?.into())
        })
        .class_getitem(|_, class, _| Ok(class.into()))
        .class_method("object_session", |vm, mut args| {
            crate::arguments::receiver(&mut args);
            crate::orm::inspection::object_session(vm, args)
        })
}
