//! `InstrumentedSet`: every method of `set`.

use ormlab_python::object::native::{ClassBuilder, NativeFunction};
use ormlab_python::{Args, Object, PyResult, Vm};

use super::{CollectionObject, member, position, receiver};
use crate::error::OrRaise;
use crate::orm::value::object_of;

/// Methods that leave the set as it is: a plain set answers.
const ASKING: &[&str] = &[
    "copy",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
];

/// Methods that make it what a method without `_update` gives.
const UPDATING: &[(&str, &str)] = &[
    ("update", "union"),
    ("intersection_update", "intersection"),
    ("difference_update", "difference"),
    ("symmetric_difference_update", "symmetric_difference"),
    ("__ior__", "union"),
    ("__iand__", "intersection"),
    ("__isub__", "difference"),
    ("__ixor__", "symmetric_difference"),
];

/// `set`.
pub(super) fn methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    let mut builder = builder
        .base(&vm.types().set.clone())
        .method("add", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [item] = args.exactly(vm, "InstrumentedSet.add")?;
            this.collection.append(&member(vm, &item)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("remove", remove)
        .method("discard", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [item] = args.exactly(vm, "InstrumentedSet.discard")?;
            take_out(vm, &this, &item)?;
            Ok(Object::None)
        })
        .method("pop", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            if this.collection.is_empty() {
                return Err(vm.key_error("pop from an empty set"));
            }
            Ok(object_of(vm, &this.collection.pop(0).or_raise(vm)?))
        })
        .method("clear", |vm, mut args| {
            receiver(vm, &mut args)?.collection.clear().or_raise(vm)?;
            Ok(Object::None)
        });
    for name in ASKING {
        builder = builder.attribute(
            name,
            bound(name, move |vm, mut args| {
                let this = receiver(vm, &mut args)?;
                vm.call_method(&this.plain(vm)?, name, plain_arguments(vm, args)?)
            }),
        );
    }
    for (name, plain) in UPDATING {
        builder = builder.attribute(
            name,
            bound(name, move |vm, mut args| {
                let this = args.get(0).cloned().unwrap_or(Object::None);
                let own = receiver(vm, &mut args)?;
                let wanted = vm.call_method(&own.plain(vm)?, plain, plain_arguments(vm, args)?)?;
                become_equal(vm, &own, &wanted)?;
                Ok(if name.starts_with("__") { this } else { Object::None })
            }),
        );
    }
    builder
}

fn bound(name: &str, call: impl Fn(&Vm, Args) -> PyResult + 'static) -> Object {
    NativeFunction {
        binds: true,
        owner: Some("InstrumentedSet".into()),
        ..NativeFunction::closure(name, call)
    }
    .object()
}

fn plain_arguments(vm: &Vm, mut args: Args) -> PyResult<Args> {
    for item in &mut args.positional {
        if let Some(known) = item.downcast::<CollectionObject>() {
            *item = known.plain(vm)?;
        }
    }
    Ok(args)
}

fn become_equal(vm: &Vm, this: &CollectionObject, wanted: &Object) -> PyResult<()> {
    for item in this.objects(vm) {
        if !vm.contains(wanted, &item)? {
            this.collection.remove(&member(vm, &item)?).or_raise(vm)?;
        }
    }
    for item in vm.collect(wanted)? {
        let item = member(vm, &item)?;
        if !this.collection.contains(&item) {
            this.collection.append(&item).or_raise(vm)?;
        }
    }
    Ok(())
}

fn take_out(vm: &Vm, this: &CollectionObject, item: &Object) -> PyResult<bool> {
    let Some(place) = position(vm, &this.collection, item)? else { return Ok(false) };
    if let Some(found) = this.collection.get(place) {
        this.collection.remove(&found).or_raise(vm)?;
    }
    Ok(true)
}

fn remove(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [item] = args.exactly(vm, "InstrumentedSet.remove")?;
    if take_out(vm, &this, &item)? { Ok(Object::None) } else { Err(vm.key_error(item)) }
}
