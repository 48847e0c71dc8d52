//! The collections of mapped objects as Python sees them: lists, sets and dictionaries that tell their owner.

mod dict;
mod list;
mod set;

use std::any::Any;
use std::rc::{Rc, Weak};

use ormlab_orm::{Collection, Instance};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::{Args, BinaryOp, CompareOp, Object, PyResult, Vm};

use super::value::{object_of, objects_of, related};
use crate::names::{self, ClassSpec};

const COLLECTIONS: &str = "sqlalchemy.orm.collections";

/// A collection as a Python object.
pub(crate) struct CollectionObject {
    pub collection: Collection,
}

/// The collection as a Python object, the same one while it lives.
pub(crate) fn collection_object(collection: &Collection) -> Object {
    let known = collection.host_weak.borrow().as_ref().and_then(Weak::upgrade);
    if let Some(known) = known.and_then(|any| any.downcast::<CollectionObject>().ok()) {
        return Object::Host(known);
    }
    let made = Rc::new(CollectionObject { collection: collection.clone() });
    let any: Rc<dyn Any> = Rc::clone(&made) as Rc<dyn Any>;
    *collection.host_weak.borrow_mut() = Some(Rc::downgrade(&any));
    Object::Host(made)
}

impl CollectionObject {
    /// The members in a plain list.
    pub(super) fn objects(&self, vm: &Vm) -> Vec<Object> {
        objects_of(vm, &self.collection.items())
    }

    fn is_list(&self) -> bool {
        self.collection.kind_name() == "list"
    }

    fn is_dict(&self) -> bool {
        self.collection.kind_name() == "dict"
    }

    /// A plain list, set or dict with the same members.
    fn plain(&self, vm: &Vm) -> PyResult {
        match self.collection.kind_name() {
            "list" => Ok(self.objects(vm).into()),
            "set" => Ok(Object::Set(Rc::new(ormlab_python::Set::of(vm, self.objects(vm))?))),
            _ => dict::plain(vm, &self.collection),
        }
    }
}

/// The member that an object is: compared by identity, or by the script's `__eq__`.
pub(super) fn position(
    vm: &Vm,
    collection: &Collection,
    object: &Object,
) -> PyResult<Option<usize>> {
    for (place, item) in collection.items().iter().enumerate() {
        if vm.eq(&object_of(vm, item), object)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// A member to be put in.
pub(super) fn member(vm: &Vm, object: &Object) -> PyResult<Instance> {
    related(vm, object)
}

impl HostObject for CollectionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(
            vm,
            match self.collection.kind_name() {
                "list" => "InstrumentedList",
                "set" => "InstrumentedSet",
                _ => "KeyFuncDict",
            },
        )
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.collection.len()))
    }

    fn truth(&self, _: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(!self.collection.is_empty()))
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        if self.is_dict() {
            let keys: Object = dict::keys(vm, &self.collection).into();
            return vm.iter(&keys).map(Some);
        }
        let mut next = 0;
        let name = if self.is_list() { "list_iterator" } else { "set_iterator" };
        let iterator = ormlab_python::Iter::native(name, move |vm| {
            let found = self.collection.get(next).map(|item| object_of(vm, &item));
            next += 1;
            Ok(found)
        });
        Ok(Some(iterator))
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        if self.is_dict() {
            let key = crate::conversion::to_value(vm, item)?;
            return Ok(Some(self.collection.get_key(&key).is_some()));
        }
        Ok(Some(position(vm, &self.collection, item)?.is_some()))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        match self.collection.kind_name() {
            "list" => list::get_item(vm, &self, key).map(Some),
            "dict" => dict::get_item(vm, &self.collection, key).map(Some),
            _ => Ok(None),
        }
    }

    fn set_item(self: Rc<Self>, vm: &Vm, key: &Object, value: Option<&Object>) -> PyResult<bool> {
        match self.collection.kind_name() {
            "list" => list::set_item(vm, &self, key, value)?,
            "dict" => dict::set_item(vm, &self.collection, key, value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let other = match other.downcast_ref::<CollectionObject>() {
            Some(known) => known.plain(vm)?,
            None => other.clone(),
        };
        vm.compare(op, &self.plain(vm)?, &other).map(Some)
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        let other = match other.downcast_ref::<CollectionObject>() {
            Some(known) => known.plain(vm)?,
            None => other.clone(),
        };
        let own = self.plain(vm)?;
        let made =
            if reflected { vm.binary(op, &other, &own) } else { vm.binary(op, &own, &other) };
        made.map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let shown = vm.repr(&self.plain(vm)?)?.to_string();
        Ok(Some(match self.collection.kind_name() {
            "set" if self.collection.is_empty() => "InstrumentedSet()".to_owned(),
            "set" => format!("InstrumentedSet({shown})"),
            _ => shown,
        }))
    }

    fn hash(&self, vm: &Vm) -> PyResult<Option<i64>> {
        let name = self.collection.kind_name();
        Err(vm.type_error(format!(
            "unhashable type: 'Instrumented{}{}'",
            name[..1].to_uppercase(),
            &name[1..]
        )))
    }
}

/// The receiver of a method, taken off its arguments.
fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<CollectionObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast::<CollectionObject>().ok_or_else(|| {
        let given = vm.class_name(&this);
        vm.type_error(format!("descriptor requires a collection of a mapped class, not '{given}'"))
    })
}

/// The classes of collections.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("InstrumentedList", COLLECTIONS, &[], list::methods),
    ClassSpec::new("InstrumentedSet", COLLECTIONS, &[], set::methods),
    ClassSpec::new("KeyFuncDict", "sqlalchemy.orm.mapped_collection", &[], dict::methods),
];
