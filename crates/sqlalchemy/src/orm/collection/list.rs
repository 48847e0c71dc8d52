//! `InstrumentedList`: every method of `list`.

use ormlab_orm::Instance;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Vm};

use super::{CollectionObject, member, position, receiver};
use crate::arguments::int;
use crate::error::OrRaise;
use crate::orm::value::object_of;

/// `list`.
pub(super) fn methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .base(&vm.types().list.clone())
        .method("append", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [item] = args.exactly(vm, "InstrumentedList.append")?;
            this.collection.append(&member(vm, &item)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("extend", extend)
        .method("__iadd__", |vm, mut args| {
            let this = args.get(0).cloned().unwrap_or(Object::None);
            let own = receiver(vm, &mut args)?;
            add_all(vm, &own, args)?;
            Ok(this)
        })
        .method("insert", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [at, item] = args.exactly(vm, "InstrumentedList.insert")?;
            let at = clamped(int(vm, &at)?, this.collection.len());
            this.collection.insert(at, &member(vm, &item)?).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("remove", remove)
        .method("pop", pop)
        .method("clear", |vm, mut args| {
            receiver(vm, &mut args)?.collection.clear().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("copy", |vm, mut args| receiver(vm, &mut args)?.plain(vm))
        .method("index", index)
        .method("count", count)
        .method("reverse", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let mut items = this.collection.items();
            items.reverse();
            this.collection.reorder(items);
            Ok(Object::None)
        })
        .method("sort", sort)
        .method("__reversed__", |vm, mut args| {
            let mut items = receiver(vm, &mut args)?.objects(vm);
            items.reverse();
            vm.iter(&items.into())
        })
}

fn extend(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    add_all(vm, &this, args)?;
    Ok(Object::None)
}

fn add_all(vm: &Vm, this: &CollectionObject, args: Args) -> PyResult<()> {
    let [items] = args.exactly(vm, "InstrumentedList.extend")?;
    for item in vm.collect(&items)? {
        this.collection.append(&member(vm, &item)?).or_raise(vm)?;
    }
    Ok(())
}

fn remove(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [item] = args.exactly(vm, "InstrumentedList.remove")?;
    // One that is equal but another object is the one that goes.
    let found = match position(vm, &this.collection, &item)? {
        Some(place) => this.collection.get(place),
        None => None,
    };
    let item = match found {
        Some(found) => found,
        None => member(vm, &item)?,
    };
    this.collection.remove(&item).or_raise(vm)?;
    Ok(Object::None)
}

fn pop(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [at] = args.between(vm, "pop", 0)?;
    let at = at.map_or(Ok(-1), |at| int(vm, &at))?;
    let place = place(at, this.collection.len()).unwrap_or(usize::MAX);
    let item = this.collection.pop(place).or_raise(vm)?;
    Ok(object_of(vm, &item))
}

fn index(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    vm.call_method(&this.plain(vm)?, "index", args)
}

fn count(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    vm.call_method(&this.plain(vm)?, "count", args)
}

fn sort(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let sorted = this.plain(vm)?;
    vm.call_method(&sorted, "sort", args)?;
    let order: PyResult<Vec<Instance>> =
        vm.collect(&sorted)?.iter().map(|item| member(vm, item)).collect();
    this.collection.reorder(order?);
    Ok(Object::None)
}

/// Where an index of Python's lies.
fn place(index: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    let index = if index < 0 { index + len } else { index };
    usize::try_from(index).ok().filter(|_| index < len)
}

fn clamped(index: i64, len: usize) -> usize {
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let index = if index < 0 { (index + len).max(0) } else { index.min(len) };
    usize::try_from(index).unwrap_or(0)
}

/// `list[key]`.
pub(super) fn get_item(vm: &Vm, this: &CollectionObject, key: &Object) -> PyResult {
    if let Object::Int(index) = key {
        let found =
            place(*index, this.collection.len()).and_then(|place| this.collection.get(place));
        return match found {
            Some(item) => Ok(object_of(vm, &item)),
            None => Err(vm.index_error("list index out of range")),
        };
    }
    vm.get_item(&this.plain(vm)?, key)
}

/// `list[key] = value`, `del list[key]`.
pub(super) fn set_item(
    vm: &Vm,
    this: &CollectionObject,
    key: &Object,
    value: Option<&Object>,
) -> PyResult<()> {
    if matches!(key, Object::Slice(_)) {
        return set_slice(vm, this, key, value);
    }
    let place = place(vm.index(key)?, this.collection.len()).unwrap_or(usize::MAX);
    match value {
        Some(value) => this.collection.set(place, &member(vm, value)?).or_raise(vm),
        None => this.collection.delete_at(place).or_raise(vm),
    }
}

/// By what a plain list would hold afterwards: who left is removed, who came is inserted.
fn set_slice(
    vm: &Vm,
    this: &CollectionObject,
    key: &Object,
    value: Option<&Object>,
) -> PyResult<()> {
    let before = this.objects(vm);
    let changed = this.plain(vm)?;
    match value {
        Some(value) => vm.set_item(&changed, key, value.clone())?,
        None => vm.del_item(&changed, key)?,
    }
    let after = vm.collect(&changed)?;
    let is_in = |list: &[Object], item: &Object| list.iter().any(|other| other.is(item));
    for item in before.iter().filter(|item| !is_in(&after, item)) {
        this.collection.remove(&member(vm, item)?).or_raise(vm)?;
    }
    for (place, item) in after.iter().enumerate().filter(|(_, item)| !is_in(&before, item)) {
        this.collection.insert(place, &member(vm, item)?).or_raise(vm)?;
    }
    let order: PyResult<Vec<Instance>> = after.iter().map(|item| member(vm, item)).collect();
    this.collection.reorder(order?);
    Ok(())
}
