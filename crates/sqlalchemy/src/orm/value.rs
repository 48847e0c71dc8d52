//! Mapped objects in Python: the wrapper of an instance, and what it is to Core.

use std::any::Any;
use std::rc::{Rc, Weak};

use ormlab_core::value::ForeignValue;
use ormlab_core::{Error, Value};
use ormlab_orm::{Instance as Mapped, InstanceValue, Mapper, Session};
use ormlab_python::object::instance::Instance;
use ormlab_python::{Class, Dict, Object, PyResult, Raised, Vm};

use super::class::{MappedClass, PythonClass};
use crate::conversion::quoted;
use crate::error::{OrRaise, qualified_name};
use crate::names;

/// What the wrapper of a mapped object carries.
pub(super) struct Held(pub Mapped);

/// The class of the objects of a mapper.
pub(super) fn class_of(mapper: &Mapper) -> Option<Class> {
    let host = mapper.host()?;
    host.as_any().downcast_ref::<PythonClass>().map(|host| host.class.clone())
}

/// The Python object of an instance: the living one, or a new one around it.
pub(crate) fn object_of(vm: &Vm, mapped: &Mapped) -> Object {
    let known = mapped.host_weak.borrow().as_ref().and_then(Weak::upgrade);
    if let Some(known) = known.and_then(|any| any.downcast::<Instance>().ok()) {
        return Object::Instance(known);
    }
    let Some(class) = class_of(mapped.mapper()) else { return Object::None };
    if let Some(known) = class.payload::<MappedClass>() {
        known.refresh(vm, &class);
    }
    let wrapper = vm.new_instance(&class, None);
    attach(&wrapper, mapped);
    Object::Instance(wrapper)
}

/// Ties a wrapper to its instance; its own attributes stay with the instance.
fn attach(wrapper: &Rc<Instance>, mapped: &Mapped) {
    wrapper.set_payload(Rc::new(Held(mapped.clone())));
    let kept: Option<Rc<Dict>> = mapped.host.borrow().clone().and_then(|any| any.downcast().ok());
    match kept {
        Some(dict) => wrapper.with_dict(dict),
        None => *mapped.host.borrow_mut() = Some(wrapper.dict()),
    }
    let any: Rc<dyn Any> = Rc::clone(wrapper) as Rc<dyn Any>;
    *mapped.host_weak.borrow_mut() = Some(Rc::downgrade(&any));
}

/// The instance of a new object of a mapped class, made when it is first needed.
pub(super) fn state_of(vm: &Vm, wrapper: &Rc<Instance>) -> PyResult<Option<Mapped>> {
    if let Some(held) = wrapper.payload::<Held>() {
        return Ok(Some(held.0.clone()));
    }
    let class = wrapper.class();
    let Some(known) = class.payload::<MappedClass>().or_else(|| class.inherited_payload()) else {
        return Ok(None);
    };
    let Some(mapper) = known.mapper() else { return Ok(None) };
    mapper.check_configure().or_raise(vm)?;
    known.refresh(vm, &class);
    let mapped = Mapped::new(&mapper);
    attach(wrapper, &mapped);
    Ok(Some(mapped))
}

/// The instance that an object wraps; `None` of anything else.
pub(crate) fn maybe_instance(vm: &Vm, object: &Object) -> PyResult<Option<Mapped>> {
    match object {
        Object::Instance(wrapper) => state_of(vm, wrapper),
        _ => Ok(None),
    }
}

/// The instance that an object wraps; the complaint of `session.add(5)`.
pub(crate) fn instance(vm: &Vm, object: &Object) -> PyResult<Mapped> {
    match maybe_instance(vm, object)? {
        Some(mapped) => Ok(mapped),
        None => Err(unmapped(vm, object)),
    }
}

fn unmapped(vm: &Vm, object: &Object) -> Box<Raised> {
    let class = qualified_name(&vm.class_of(object));
    let mut message = format!("Class {} is not mapped", quoted(&class));
    if let Object::Class(given) = object {
        if given.payload::<MappedClass>().is_some() {
            message = format!(
                "Class {} is mapped, but was given as an instance: {}",
                quoted(&qualified_name(given)),
                "was a class supplied where an instance was required?"
            );
        } else {
            message.push_str("; was a class (");
            message.push_str(&qualified_name(given));
            message.push_str(") supplied where an instance was required?");
        }
    }
    vm.raise(&names::class(vm, "UnmappedInstanceError"), message)
}

/// The instance that is put into a relationship; the complaint of `post.author = 5`.
pub(super) fn related(vm: &Vm, object: &Object) -> PyResult<Mapped> {
    match maybe_instance(vm, object)? {
        Some(mapped) => Ok(mapped),
        None => Err(vm.no_attribute(object, &"_sa_instance_state".into())),
    }
}

/// The instance as a value that Core only carries.
pub(super) fn value_of(mapped: &Mapped) -> Value {
    InstanceValue::of(mapped)
}

/// The instance that a carried value is.
pub(super) fn carried(value: &dyn ForeignValue) -> Option<Mapped> {
    value.as_any().downcast_ref::<InstanceValue>().map(|value| value.0.clone())
}

/// The Python objects of instances, in a list.
pub(super) fn objects_of(vm: &Vm, all: &[Mapped]) -> Vec<Object> {
    all.iter().map(|mapped| object_of(vm, mapped)).collect()
}

/// Turns a failure of a callback into an error that passes through the layers below.
pub(super) fn callback<T>(
    vm: &Weak<Vm>,
    run: impl FnOnce(&Vm) -> PyResult<T>,
) -> ormlab_core::Result<T> {
    let Some(vm) = vm.upgrade() else {
        return Err(Error::invalid_request("the interpreter of this callback has ended"));
    };
    run(&vm).map_err(|raised| crate::error::to_error(&vm, raised))
}

/// The session of an instance as a Python object.
pub(super) fn session_of(vm: &Vm, session: Option<Session>) -> Object {
    session.map_or(Object::None, |session| super::session::session_object(vm, &session))
}
