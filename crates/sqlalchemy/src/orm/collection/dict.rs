//! Dictionaries of related objects: `attribute_keyed_dict("name")`.

use std::rc::Rc;

use ormlab_orm::Collection;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Dict, Object, PyResult, Vm};

use super::{member, receiver};
use crate::conversion::{to_object, to_value};
use crate::error::OrRaise;
use crate::orm::value::object_of;

/// `dict`.
pub(super) fn methods(vm: &Vm, mut builder: ClassBuilder) -> ClassBuilder {
    builder = builder
        .base(&vm.types().dict.clone())
        .method("set", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [item] = args.exactly(vm, "KeyFuncDict.set")?;
            this.collection.append(&member(vm, &item)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("remove", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [item] = args.exactly(vm, "KeyFuncDict.remove")?;
            this.collection.remove(&member(vm, &item)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("pop", pop)
        .method("clear", |vm, mut args| {
            receiver(vm, &mut args)?.collection.clear().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("setdefault", setdefault)
        .method("update", update);
    for name in ["keys", "values", "items", "get", "copy"] {
        let call = move |vm: &Vm, mut args: Args| {
            let this = receiver(vm, &mut args)?;
            vm.call_method(&this.plain(vm)?, name, args)
        };
        let function = ormlab_python::NativeFunction {
            binds: true,
            owner: Some("KeyFuncDict".into()),
            ..ormlab_python::NativeFunction::closure(name, call)
        };
        builder = builder.attribute(name, function.object());
    }
    builder
}

fn pop(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [key, default] = args.between(vm, "pop", 1)?;
    let key = key.unwrap_or(Object::None);
    match this.collection.get_key(&to_value(vm, &key)?) {
        Some(found) => {
            this.collection.remove(&found).or_raise(vm)?;
            Ok(object_of(vm, &found))
        }
        None => default.ok_or_else(|| vm.key_error(key)),
    }
}

fn setdefault(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [key, default] = args.between(vm, "setdefault", 1)?;
    let (key, default) = (key.unwrap_or(Object::None), default.unwrap_or(Object::None));
    if let Some(found) = this.collection.get_key(&to_value(vm, &key)?) {
        return Ok(object_of(vm, &found));
    }
    set_item(vm, &this.collection, &key, Some(&default))?;
    Ok(default)
}

fn update(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    for (key, value) in std::mem::take(&mut args.keywords) {
        set_item(vm, &this.collection, &Object::Str(key), Some(&value))?;
    }
    if let [Some(others)] = args.between(vm, "update", 0)? {
        for (key, value) in crate::arguments::mapping(vm, &others)? {
            set_item(vm, &this.collection, &key, Some(&value))?;
        }
    }
    Ok(Object::None)
}

/// The keys, in order.
pub(super) fn keys(vm: &Vm, collection: &Collection) -> Vec<Object> {
    collection.keys().iter().map(|key| to_object(vm, key)).collect()
}

/// A plain dict with the same members.
pub(super) fn plain(vm: &Vm, collection: &Collection) -> PyResult {
    let dict = Dict::new();
    for (key, item) in collection.keys().iter().zip(collection.items()) {
        dict.insert(vm, to_object(vm, key), object_of(vm, &item))?;
    }
    Ok(Object::Dict(Rc::new(dict)))
}

/// `dict[key]`.
pub(super) fn get_item(vm: &Vm, collection: &Collection, key: &Object) -> PyResult {
    match collection.get_key(&to_value(vm, key)?) {
        Some(found) => Ok(object_of(vm, &found)),
        None => Err(vm.key_error(key.clone())),
    }
}

/// `dict[key] = value`, `del dict[key]`.
pub(super) fn set_item(
    vm: &Vm,
    collection: &Collection,
    key: &Object,
    value: Option<&Object>,
) -> PyResult<()> {
    let known = to_value(vm, key)?;
    match (value, collection.get_key(&known)) {
        (Some(value), _) => collection.set_key(&known, &member(vm, value)?).or_raise(vm),
        (None, Some(found)) => collection.remove(&found).or_raise(vm),
        (None, None) => Err(vm.key_error(key.clone())),
    }
}
