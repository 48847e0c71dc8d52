//! `scoped_session(maker)`: there is one thread, so there is one session.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Class, HostObject, Object, PyResult, Vm};

use super::session_of;
use crate::arguments::given;
use crate::error::{OrRaise, invalid_request};

/// What a `scoped_session` carries.
struct Scoped {
    factory: Object,
    scope: Option<Object>,
    /// By what `scopefunc` gives; under `None` without one.
    sessions: RefCell<Vec<(Object, Object)>>,
}

fn scoped(object: &Object) -> Option<Rc<Scoped>> {
    object.as_instance()?.payload::<Scoped>()
}

fn required(vm: &Vm, object: &Object) -> PyResult<Rc<Scoped>> {
    scoped(object).ok_or_else(|| vm.type_error("a scoped_session is required"))
}

impl Scoped {
    fn key(&self, vm: &Vm) -> PyResult {
        self.scope.as_ref().map_or(Ok(Object::None), |scope| vm.call(scope, Args::none()))
    }

    fn known(&self, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        let all = self.sessions.borrow().clone();
        for (own, session) in all {
            if vm.eq(&own, key)? {
                return Ok(Some(session));
            }
        }
        Ok(None)
    }

    fn session(&self, vm: &Vm) -> PyResult {
        let key = self.key(vm)?;
        if let Some(known) = self.known(vm, &key)? {
            return Ok(known);
        }
        let made = vm.call(&self.factory, Args::none())?;
        self.sessions.borrow_mut().push((key, made.clone()));
        Ok(made)
    }
}

/// The session that a `scoped_session` stands for now; `None` of anything else.
pub(super) fn current(vm: &Vm, object: &Object) -> PyResult<Option<Object>> {
    scoped(object).map(|scoped| scoped.session(vm)).transpose()
}

fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let names = ["session_factory", "scopefunc"];
    let [factory, scope] = args.bind(vm, "scoped_session.__init__", names, 1)?;
    let scoped = Scoped {
        factory: factory.unwrap_or(Object::None),
        scope: given(scope),
        sessions: RefCell::default(),
    };
    if let Some(instance) = this.as_instance() {
        instance.dict().set_text("session_factory", scoped.factory.clone());
        instance.set_payload(Rc::new(scoped));
    }
    Ok(Object::None)
}

fn call(vm: &Vm, mut args: Args) -> PyResult {
    let this = required(vm, &crate::arguments::receiver(&mut args))?;
    if args.keywords.is_empty() {
        return this.session(vm);
    }
    let key = this.key(vm)?;
    if this.known(vm, &key)?.is_some() {
        return Err(invalid_request(
            vm,
            "Scoped session is already present; no new arguments may be specified.",
        ));
    }
    let made = vm.call(&this.factory, args)?;
    this.sessions.borrow_mut().push((key, made.clone()));
    Ok(made)
}

fn remove(vm: &Vm, mut args: Args) -> PyResult {
    let this = required(vm, &crate::arguments::receiver(&mut args))?;
    let key = this.key(vm)?;
    if let Some(session) = this.known(vm, &key)? {
        session_of(vm, &session)?.close().or_raise(vm)?;
        this.sessions.borrow_mut().retain(|(_, own)| !own.is(&session));
    }
    Ok(Object::None)
}

/// `Base.query = session.query_property()`: a query of whatever class it is read from.
struct QueryProperty {
    session: Object,
}

impl HostObject for QueryProperty {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().object.clone()
    }

    fn descr_get(
        self: Rc<Self>,
        vm: &Vm,
        _: Option<&Object>,
        owner: &Class,
    ) -> PyResult<Option<Object>> {
        if crate::orm::class::maybe_mapper(owner).is_none() {
            return Ok(Some(Object::None));
        }
        let session = required(vm, &self.session)?.session(vm)?;
        vm.call_method(&session, "query", Args::one(owner)).map(Some)
    }
}

/// `scoped_session`: what it does not have itself its session has.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__init__", initialise)
        .method("__call__", call)
        .method("remove", remove)
        .method("configure", |vm, mut args| {
            let this = required(vm, &crate::arguments::receiver(&mut args))?;
            vm.call_method(&this.factory, "configure", args)
        })
        .method("query_property", |_, mut args| {
            let session = crate::arguments::receiver(&mut args);
            Ok(Object::host(QueryProperty { session }))
        })
        .method("__contains__", |vm, mut args| {
            let this = required(vm, &crate::arguments::receiver(&mut args))?;
            let [item] = args.exactly(vm, "__contains__")?;
            Ok(vm.contains(&this.session(vm)?, &item)?.into())
        })
        .method("__iter__", |vm, mut args| {
            let this = required(vm, &crate::arguments::receiver(&mut args))?;
            vm.iter(&this.session(vm)?)
        })
        .getter("registry", |_, this| Ok(this.clone()))
        .method("has", |vm, mut args| {
            let this = required(vm, &crate::arguments::receiver(&mut args))?;
            let key = this.key(vm)?;
            Ok(this.known(vm, &key)?.is_some().into())
        })
        .method("__getattr__", |vm, args| {
            let [this, name] = args.exactly(vm, "__getattr__")?;
            let Some(name) = name.as_str().cloned() else {
                return Err(vm.type_error("a name is required"));
            };
            if name.starts_with("__") {
                return Err(vm.no_attribute(&this, &name));
            }
            let session = required(vm, &this)?.session(vm)?;
            vm.get_attr(&session, &name)
        })
}
