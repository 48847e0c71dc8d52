//! Events of mapped classes and their objects.

use std::rc::Rc;

use ormlab_orm::event::{Hooks, NamesHook, PersistHook};
use ormlab_orm::{Instance, Mapper};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::{Listener, hang};
use crate::connection::connection_object;
use crate::error::invalid_request;
use crate::orm::class::{MappedClass, maybe_mapper};
use crate::orm::mapper::mapper_object;
use crate::orm::value::object_of;

const KNOWN: &[&str] = &[
    "before_insert",
    "after_insert",
    "before_update",
    "after_update",
    "before_delete",
    "after_delete",
    "load",
    "refresh",
    "refresh_flush",
    "expire",
    "init",
];

const UNSUPPORTED: &[&str] = &[
    "instrument_class",
    "after_mapper_constructed",
    "before_mapper_configured",
    "mapper_configured",
    "before_configured",
    "after_configured",
    "first_init",
    "init_failure",
    "pickle",
    "unpickle",
    "class_instrument",
    "class_uninstrument",
    "attribute_instrument",
];

/// The complaint about an event that classes do not have.
pub(super) fn check(vm: &Vm, target: &Object, name: &str) -> PyResult<()> {
    if KNOWN.contains(&name) {
        return Ok(());
    }
    if UNSUPPORTED.contains(&name) {
        return Err(vm.unsupported(&format!("the event '{name}' of mapped classes")));
    }
    let shown = vm.repr(target)?;
    Err(invalid_request(vm, format!("No such event '{name}' for target '{shown}'")))
}

fn on_persist(hooks: &Hooks<PersistHook>, listener: &Listener) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |mapper: &Mapper, connection: &ormlab_engine::Connection, instance: &Instance| {
            let values = |vm: &Vm| {
                vec![
                    mapper_object(vm, mapper),
                    connection_object(vm, connection),
                    object_of(vm, instance),
                ]
            };
            listener.hear(&["mapper", "connection", "target"], values).map(drop)
        }
    });
}

/// The names of attributes by their slots.
fn names_of(instance: &Instance, slots: Option<&[usize]>) -> Object {
    let Some(slots) = slots else { return Object::None };
    let properties = instance.mapper().properties();
    let names = properties.iter().filter(|property| slots.contains(&property.slot));
    Object::list(names.map(|property| Object::from(&*property.key)))
}

fn on_names(hooks: &Hooks<NamesHook>, listener: &Listener, has_context: bool) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |instance: &Instance, slots: Option<&[usize]>| {
            let values = |vm: &Vm| {
                let mut values = vec![object_of(vm, instance)];
                if has_context {
                    values.push(Object::None);
                }
                values.push(names_of(instance, slots));
                values
            };
            let names: &[&str] =
                if has_context { &["target", "context", "attrs"] } else { &["target", "attrs"] };
            listener.hear(names, values).map(drop)
        }
    });
}

/// Adds a listener to a mapped class.
pub(super) fn listen(_: &Vm, class: &Class, name: &str, listener: &Listener) -> PyResult<()> {
    let Some(mapper) = maybe_mapper(class) else { return Ok(()) };
    let events = &mapper.events;
    match name {
        "before_insert" => on_persist(&events.before_insert, listener),
        "after_insert" => on_persist(&events.after_insert, listener),
        "before_update" => on_persist(&events.before_update, listener),
        "after_update" => on_persist(&events.after_update, listener),
        "before_delete" => on_persist(&events.before_delete, listener),
        "after_delete" => on_persist(&events.after_delete, listener),
        "refresh" => on_names(&events.refresh, listener, true),
        "refresh_flush" => on_names(&events.refresh_flush, listener, true),
        "expire" => on_names(&events.expire, listener, false),
        "load" => {
            hang!(events.load, listener, {
                let listener = listener.clone();
                move |instance: &Instance| {
                    let values = |vm: &Vm| vec![object_of(vm, instance), Object::None];
                    listener.hear(&["target", "context"], values).map(drop)
                }
            });
        }
        _ => on_init(class, listener),
    }
    Ok(())
}

fn on_init(class: &Class, listener: &Listener) {
    let Some(mapped) = class.payload::<MappedClass>() else { return };
    let listener = listener.clone();
    let hook = move |vm: &Vm, object: &Object, args: &Args| -> PyResult<()> {
        let keywords: Vec<(Str, Object)> = args.keywords.clone();
        let values = vec![
            object.clone(),
            Object::tuple(args.positional.iter().cloned()),
            Object::dict(keywords),
        ];
        listener.call(vm, &["target", "args", "kwargs"], values).map(drop)
    };
    mapped.on_init.borrow_mut().push(Rc::new(hook));
}
