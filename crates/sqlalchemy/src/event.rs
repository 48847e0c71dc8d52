//! `event.listen` and its kin: listeners of engines, connections, pools and schema.

mod arguments;
mod context;
mod ddl;

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::value::Value;
use ormlab_engine::event::{EventAnswer, EventKind, Hook, ListenerId, Registry};
use ormlab_engine::{Connection, Engine, Environment};
use ormlab_python::{Args, NativeFn, NativeFunction, Object, PyResult, Vm};

pub(crate) use context::context_object;

use crate::arguments::{flag, text};
use crate::connection::maybe_connection;
use crate::engine::maybe_engine;
use crate::error::{invalid_request, to_error};
use crate::names::{ClassSpec, Names};
use crate::pool::PoolObject;

/// Where a listener was put.
#[derive(Clone)]
enum Place {
    /// The class: it hears of every engine and pool.
    Environment(Rc<Environment>),
    Engine(Engine),
    EnginePool(Engine),
    Connection(Connection),
    Pool(ormlab_engine::pool::Pool),
}

impl Place {
    fn with<T>(&self, act: impl FnOnce(&Registry) -> T) -> T {
        match self {
            Place::Environment(environment) => act(&environment.events),
            Place::Engine(engine) => act(engine.events()),
            Place::EnginePool(engine) => act(engine.pool_events()),
            Place::Connection(connection) => act(connection.events()),
            Place::Pool(pool) => act(pool.events()),
        }
    }
}

/// A listener that was added, to find it again.
struct Known {
    target: Object,
    name: Rc<str>,
    function: Object,
    place: Place,
    id: ListenerId,
}

/// The listeners of a run.
#[derive(Default)]
struct Listening {
    known: RefCell<Vec<Known>>,
}

/// How a listener wants to be called.
#[derive(Clone, Copy, Default)]
struct Wishes {
    /// Arguments by name.
    named: bool,
    /// What it returns replaces what is going on.
    retval: bool,
    once: bool,
    insert: bool,
}

fn wishes(vm: &Vm, args: &mut Args) -> PyResult<Wishes> {
    Ok(Wishes {
        named: flag(vm, args.take("named"), false)?,
        retval: flag(vm, args.take("retval"), false)?,
        once: flag(vm, args.take("once"), false)?,
        insert: flag(vm, args.take("insert"), false)?,
    })
}

/// Where listeners for an event of this target go.
fn place(vm: &Vm, target: &Object, kind: EventKind) -> Option<Place> {
    let environment = || Place::Environment(Rc::clone(Names::of(vm).environment()));
    if let Some(class) = target.as_class() {
        let names = Names::of(vm);
        let known = ["Engine", "Connection", "Pool", "Dialect"];
        let is_ours = known.iter().any(|name| class.is_subclass(&names.class(vm, name)));
        return is_ours.then(environment);
    }
    if let Some(engine) = maybe_engine(target) {
        return Some(if kind.is_of_pool() {
            Place::EnginePool(engine)
        } else {
            Place::Engine(engine)
        });
    }
    if let Some(connection) = maybe_connection(target) {
        return Some(Place::Connection(connection));
    }
    target.downcast_ref::<PoolObject>().map(|pool| Place::Pool(pool.0.clone()))
}

fn no_such_event(vm: &Vm, target: &Object, name: &str) -> Box<ormlab_python::Raised> {
    match vm.repr(target) {
        Ok(shown) => invalid_request(vm, format!("No such event '{name}' for target '{shown}'")),
        Err(raised) => raised,
    }
}

fn add(vm: &Vm, target: &Object, name: &str, function: &Object, mut args: Args) -> PyResult<()> {
    for inspector in Names::of(vm).inspectors() {
        if inspector.listen(vm, target, name, function, &args)? {
            return Ok(());
        }
    }
    let wishes = wishes(vm, &mut args)?;
    if ddl::listen(vm, target, name, function)? {
        return Ok(());
    }
    if let Some(targets) = target.as_list() {
        for one in targets.snapshot() {
            add(vm, &one, name, function, args.clone())?;
        }
        return Ok(());
    }
    let kind = EventKind::from_name(name);
    let found = kind.and_then(|kind| Some((kind, place(vm, target, kind)?)));
    let Some((kind, place)) = found else { return Err(no_such_event(vm, target, name)) };
    let hook = hook(vm, function, wishes);
    let id = place.with(|registry| {
        if wishes.insert { registry.listen_first(kind, hook) } else { registry.listen(kind, hook) }
    });
    let known =
        Known { target: target.clone(), name: name.into(), function: function.clone(), place, id };
    vm.extension::<Listening>().known.borrow_mut().push(known);
    Ok(())
}

/// Calls the function of the script.
fn hook(vm: &Vm, function: &Object, wishes: Wishes) -> Hook {
    let (weak, function) = (Names::of(vm).vm(), function.clone());
    let done = std::cell::Cell::new(false);
    Rc::new(move |kind, event| {
        let Some(vm) = weak.upgrade() else { return Ok(EventAnswer::Nothing) };
        if wishes.once && done.replace(true) {
            return Ok(EventAnswer::Nothing);
        }
        let run = || -> PyResult<EventAnswer> {
            let args = arguments::of(&vm, kind, event, wishes.named)?;
            let answer = vm.call(&function, args)?;
            arguments::answer(&vm, kind, event, &answer, wishes.retval)
        };
        run().map_err(|raised| to_error(&vm, raised))
    })
}

fn named(vm: &Vm, args: &mut Args, function: &str) -> PyResult<(Object, Rc<str>)> {
    let target = args.take_first().or_else(|| args.take("target"));
    let name = args.take_first().or_else(|| args.take("identifier"));
    match (target, name) {
        (Some(target), Some(name)) => Ok((target, text(vm, &name)?)),
        _ => Err(vm.type_error(format!(
            "{function}() missing required positional arguments: 'target' and 'identifier'"
        ))),
    }
}

/// `event.listen(target, name, fn, …)`.
fn listen(vm: &Vm, mut args: Args) -> PyResult {
    let (target, name) = named(vm, &mut args, "listen")?;
    let function = args.take_first().or_else(|| args.take("fn"));
    let Some(function) = function else {
        return Err(vm.type_error("listen() missing 1 required positional argument: 'fn'"));
    };
    add(vm, &target, &name, &function, args)?;
    Ok(Object::None)
}

/// `@event.listens_for(target, name)`.
fn listens_for(vm: &Vm, mut args: Args) -> PyResult {
    let (target, name) = named(vm, &mut args, "listens_for")?;
    let decorate = NativeFunction::closure("decorate", move |vm, given| {
        let [function] = given.exactly(vm, "decorate")?;
        add(vm, &target, &name, &function, args.clone())?;
        Ok(function)
    });
    Ok(decorate.object())
}

fn found(
    vm: &Vm,
    args: Args,
    function: &str,
) -> PyResult<(Object, Rc<str>, Object, Option<usize>)> {
    let mut args = args;
    let (target, name) = named(vm, &mut args, function)?;
    let called = args.take_first().unwrap_or(Object::None);
    let listening = vm.extension::<Listening>();
    let known = listening.known.borrow();
    let place = known
        .iter()
        .position(|one| one.name == name && one.function.is(&called) && one.target.is(&target));
    Ok((target, name, called, place))
}

/// `event.remove(target, name, fn)`.
fn remove(vm: &Vm, args: Args) -> PyResult {
    let (target, name, function, place) = found(vm, args, "remove")?;
    if let Some(place) = place {
        let known = vm.extension::<Listening>().known.borrow_mut().remove(place);
        known.place.with(|registry| registry.remove(known.id));
        return Ok(Object::None);
    }
    if ddl::remove(vm, &target, &name, &function)? {
        return Ok(Object::None);
    }
    let (target, function) = (vm.repr(&target)?, vm.repr(&function)?);
    Err(invalid_request(
        vm,
        format!("No listeners found for event {target} / '{name}' / {function} "),
    ))
}

/// `event.contains(target, name, fn)`.
fn contains(vm: &Vm, args: Args) -> PyResult {
    let (.., place) = found(vm, args, "contains")?;
    Ok(place.is_some().into())
}

/// A value of the engine's options.
fn option_dict(vm: &Vm, options: &[(Rc<str>, Value)]) -> Object {
    let pairs = options.iter().map(|(name, value)| {
        (ormlab_python::Str::from(&**name), crate::conversion::to_object(vm, value))
    });
    Object::dict(pairs)
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] =
    &[("listen", listen), ("listens_for", listens_for), ("remove", remove), ("contains", contains)];

/// The classes of what listeners are given.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("ExecutionContext", "sqlalchemy.engine.interfaces", &[]),
    ClassSpec::new(
        "DefaultExecutionContext",
        "sqlalchemy.engine.default",
        &["ExecutionContext"],
        context::default_context,
    ),
    ClassSpec::plain(
        "SQLiteExecutionContext",
        "sqlalchemy.dialects.sqlite.base",
        &["DefaultExecutionContext"],
    ),
    ClassSpec::plain("ExceptionContext", "sqlalchemy.engine.interfaces", &[]),
    ClassSpec::plain("ExceptionContextImpl", "sqlalchemy.engine.base", &["ExceptionContext"]),
    ClassSpec::plain("PoolResetState", "sqlalchemy.pool.base", &[]),
];
