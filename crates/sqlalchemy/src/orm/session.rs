//! `Session`: what it is called with, and its methods.

mod context;
mod execute;
mod instances;
mod maker;
mod option;
mod scoped;
mod transaction;

use std::any::Any;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_orm::Session;
use ormlab_orm::session::WeakSession;
use ormlab_python::object::instance::Instance;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Dict, Object, PyResult, Vm};

pub(super) use instances::{get_options, identity};
pub(super) use maker::maker_events;
pub(super) use transaction::transaction_object;

use crate::connection::connection_object;
use crate::engine::engine_object;
use crate::error::OrRaise;
use crate::names::{self, ClassSpec};
use option::options;

const SESSION: &str = "sqlalchemy.orm.session";

/// What a Python session carries.
pub(super) struct SessionState {
    pub session: Session,
    pub info: Rc<Dict>,
    /// The class of what `query()` makes.
    pub query_class: Option<Object>,
}

/// The session as a Python object: the living one, or a new one around it.
pub(super) fn session_object(vm: &Vm, session: &Session) -> Object {
    let known = session.host_weak.borrow().as_ref().and_then(Weak::upgrade);
    if let Some(known) = known.and_then(|any| any.downcast::<Instance>().ok()) {
        return Object::Instance(known);
    }
    let made = vm.new_instance(&names::class(vm, "Session"), None);
    attach(&made, session, None);
    Object::Instance(made)
}

fn attach(object: &Rc<Instance>, session: &Session, query_class: Option<Object>) {
    let state = SessionState { session: session.clone(), info: Rc::default(), query_class };
    object.set_payload(Rc::new(state));
    let any: Rc<dyn Any> = Rc::clone(object) as Rc<dyn Any>;
    *session.host_weak.borrow_mut() = Some(Rc::downgrade(&any));
}

/// What a session's object carries.
pub(super) fn state_of(vm: &Vm, object: &Object) -> PyResult<Rc<SessionState>> {
    if let Some(known) =
        object.as_instance().and_then(|instance| instance.payload::<SessionState>())
    {
        return Ok(known);
    }
    if let Some(inner) = scoped::current(vm, object)? {
        return state_of(vm, &inner);
    }
    let given = vm.class_name(object);
    Err(vm.type_error(format!("a Session is required, not '{given}'")))
}

/// The session that an object is.
pub(super) fn session_of(vm: &Vm, object: &Object) -> PyResult<Session> {
    Ok(state_of(vm, object)?.session.clone())
}

/// The session that an object is; `None` of anything else.
pub(super) fn maybe_session(object: &Object) -> Option<Session> {
    object.as_instance()?.payload::<SessionState>().map(|state| state.session.clone())
}

/// The receiver of a method, taken off its arguments.
pub(super) fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Session> {
    session_of(vm, &crate::arguments::receiver(args))
}

/// `Session(bind=None, …)`.
fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let Some(object) = this.as_instance() else {
        return Err(vm.type_error("Session.__init__() requires a Session"));
    };
    let info = args.take("info");
    let query_class = crate::arguments::given(args.take("query_cls"));
    let session = Session::new(options(vm, args)?);
    for events in super::event::session_class_events(vm) {
        session.share_events(&events);
    }
    let all = &vm.extension::<AllSessions>().0;
    all.borrow_mut().retain(|other| other.upgrade().is_some());
    all.borrow_mut().push(session.downgrade());
    attach(object, &session, query_class);
    if let (Some(info), Some(state)) =
        (crate::arguments::given(info), object.payload::<SessionState>())
    {
        for (key, value) in crate::arguments::mapping(vm, &info)? {
            state.info.insert(vm, key, value)?;
        }
    }
    Ok(Object::None)
}

/// `session.bind`.
fn bind(vm: &Vm, this: &Object) -> PyResult {
    Ok(match session_of(vm, this)?.bind() {
        Some(ormlab_orm::Bind::Engine(engine)) => engine_object(vm, &engine),
        Some(ormlab_orm::Bind::Connection(connection)) => connection_object(vm, &connection),
        None => Object::None,
    })
}

fn set_bind(vm: &Vm, this: &Object, value: Option<Object>) -> PyResult<()> {
    let bind = option::maybe_bind(vm, value)?;
    session_of(vm, this)?.set_bind(bind);
    Ok(())
}

fn get_bind(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let mapper = match args.take_first().or_else(|| args.take("mapper")) {
        Some(given) if !given.is_none() => Some(super::class::class_mapper(vm, &given)?),
        _ => None,
    };
    Ok(match session.bind_for(mapper.as_ref()).or_raise(vm)? {
        ormlab_orm::Bind::Engine(engine) => engine_object(vm, &engine),
        ormlab_orm::Bind::Connection(connection) => connection_object(vm, &connection),
    })
}

fn connection(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    crate::arguments::refuse(vm, &mut args, "Session.connection", &["bind_arguments"])?;
    let options = match args.take("execution_options") {
        Some(given) if !given.is_none() => option::named_values(vm, &given)?,
        _ => Vec::new(),
    };
    args.no_more_keywords(vm, "Session.connection")?;
    Ok(connection_object(vm, &session.connection(&options).or_raise(vm)?))
}

macro_rules! switch {
    ($builder:expr, $($name:ident),*) => {
        $builder$(.getter_setter(
            stringify!($name),
            |vm, this| Ok(session_of(vm, this)?.$name.get().into()),
            |vm, this, value| {
                let value = vm.truth(&value.unwrap_or(Object::None))?;
                session_of(vm, this)?.$name.set(value);
                Ok(())
            },
        ))*
    };
}

fn session_methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .method("__init__", initialise)
        .getter_setter("bind", bind, set_bind)
        .getter("info", |vm, this| Ok(Object::Dict(Rc::clone(&state_of(vm, this)?.info))))
        .method("get_bind", get_bind)
        .method("connection", connection)
        .class_method("object_session", |vm, mut args| {
            crate::arguments::receiver(&mut args);
            super::inspection::object_session(vm, args)
        })
        .method("bind_mapper", option::bind_mapper)
        .method("bind_table", option::bind_table);
    let builder = switch!(builder, autoflush, expire_on_commit);
    let builder = instances::methods(builder);
    let builder = execute::methods(builder);
    let builder = transaction::methods(builder);
    let _ = vm;
    context::methods(builder)
}

/// The classes of sessions.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("_SessionClassMethods", SESSION, &[]),
    ClassSpec::new("Session", SESSION, &["_SessionClassMethods"], session_methods),
    ClassSpec::new("sessionmaker", SESSION, &["_SessionClassMethods"], maker::methods),
    ClassSpec::new("SessionTransaction", SESSION, &[], transaction::transaction_methods),
    ClassSpec::new("scoped_session", "sqlalchemy.orm.scoping", &[], scoped::methods),
    ClassSpec::plain("IdentitySet", "sqlalchemy.util._collections", &[]),
    ClassSpec::plain("WeakInstanceDict", "sqlalchemy.orm.identity", &[]),
    ClassSpec::plain("ORMExecuteState", SESSION, &[]),
    ClassSpec::plain("UOWTransaction", "sqlalchemy.orm.unitofwork", &[]),
];

/// The sessions there are.
#[derive(Default)]
struct AllSessions(RefCell<Vec<WeakSession>>);

/// `close_all_sessions()`.
pub(super) fn close_all_sessions(vm: &Vm, _: Args) -> PyResult {
    let known = vm.extension::<AllSessions>().0.take();
    for session in known.iter().filter_map(WeakSession::upgrade) {
        session.close().or_raise(vm)?;
    }
    vm.extension::<AllSessions>().0.replace(known);
    Ok(Object::None)
}
