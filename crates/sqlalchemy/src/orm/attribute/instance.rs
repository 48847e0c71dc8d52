//! Attributes of mapped objects: reading loads, writing keeps the other side in step.

use std::rc::Rc;

use ormlab_orm::instance::Slot;
use ormlab_orm::property::PropertyKind;
use ormlab_orm::relationship::CollectionKind;
use ormlab_orm::{Attribute, Instance, Property};
use ormlab_python::{Object, PyResult, Vm};

use super::AttributeObject;
use crate::coercion::{Clause, clause};
use crate::conversion::{to_object, to_value};
use crate::error::OrRaise;
use crate::expr::expr_object;
use crate::orm::collection::{self, collection_object};
use crate::orm::value::{object_of, related, state_of};

fn owner(vm: &Vm, this: &AttributeObject, object: &Object) -> PyResult<Instance> {
    let known = match object.as_instance() {
        Some(wrapper) => state_of(vm, wrapper)?,
        None => None,
    };
    known.ok_or_else(|| {
        let class = this.property.parent().name();
        let given = vm.class_name(object);
        vm.type_error(format!(
            "descriptor '{}' for '{class}' objects doesn't apply to a '{given}' object",
            this.property.key
        ))
    })
}

/// `user.name`.
pub(super) fn get(vm: &Vm, this: &AttributeObject, object: &Object) -> PyResult {
    let instance = owner(vm, this, object)?;
    if let PropertyKind::Column(_) = &this.property.kind {
        let present = instance.with_slot(this.property.slot, |slot| match slot {
            Slot::Value(value) => Some(value.clone()),
            _ => None,
        });
        if let Some(value) = present {
            return Ok(to_object(vm, &value));
        }
    }
    if let PropertyKind::Synonym(name) = &this.property.kind {
        return vm.attr(object, name);
    }
    let attribute = instance.get(&this.property).or_raise(vm)?;
    Ok(attribute_object(vm, &attribute))
}

/// What an attribute holds, in Python.
pub(crate) fn attribute_object(vm: &Vm, attribute: &Attribute) -> Object {
    match attribute {
        Attribute::Value(value) => to_object(vm, value),
        Attribute::Expr(expr) => expr_object(vm, expr),
        Attribute::Object(object) => object.as_ref().map(|object| object_of(vm, object)).into(),
        Attribute::Collection(collection) => collection_object(collection),
    }
}

/// `user.name = value`.
pub(super) fn set(
    vm: &Vm,
    this: &AttributeObject,
    object: &Object,
    value: &Object,
) -> PyResult<()> {
    let instance = owner(vm, this, object)?;
    if let PropertyKind::Synonym(name) = &this.property.kind {
        return vm.set_attr(object, &(&**name).into(), value.clone());
    }
    write(vm, &instance, &this.property, value)
}

/// Sets an attribute of an instance, with events.
pub(crate) fn write(
    vm: &Vm,
    instance: &Instance,
    property: &Property,
    value: &Object,
) -> PyResult<()> {
    let Some(relationship) = property.as_relationship() else {
        return instance.set(property, column_value(vm, value)?).or_raise(vm);
    };
    instance.mapper().check_configure().or_raise(vm)?;
    if relationship.uselist().or_raise(vm)? {
        let kind = &relationship.spec.collection;
        let (items, source) = assigned(vm, kind, value)?;
        return instance.set_items(property, items, source.as_deref()).or_raise(vm);
    }
    let related = if value.is_none() { None } else { Some(related(vm, value)?) };
    instance.set_object(property, related).or_raise(vm)
}

/// What is put into a column attribute: a value, or an expression for the database.
pub(crate) fn column_value(vm: &Vm, value: &Object) -> PyResult<Attribute> {
    if matches!(value, Object::Host(_))
        && let Some(Clause::Expr(expr)) = clause(vm, value)?
    {
        return Ok(Attribute::Expr(expr));
    }
    Ok(Attribute::Value(to_value(vm, value)?))
}

type Assigned = (Vec<Instance>, Option<Rc<ormlab_orm::Collection>>);

/// The members of what is assigned to a collection.
fn assigned(vm: &Vm, kind: &CollectionKind, value: &Object) -> PyResult<Assigned> {
    if let Some(known) = value.downcast_ref::<collection::CollectionObject>() {
        let source = known.collection.clone();
        return Ok((source.items(), Some(Rc::new(source))));
    }
    let (wanted, fits) = match kind {
        CollectionKind::List => ("list", value.as_list().is_some() || appends(vm, value)?),
        CollectionKind::Set => {
            ("set", matches!(value.unwrapped(), Object::Set(_) | Object::FrozenSet(_)))
        }
        CollectionKind::KeyedBy(_) => ("dict", value.as_dict().is_some()),
    };
    if !fits {
        let given = if value.is_none() { "None".into() } else { vm.class_name(value) };
        return Err(
            vm.type_error(format!("Incompatible collection type: {given} is not {wanted}-like"))
        );
    }
    let items = match value.as_dict() {
        Some(dict) => dict.values(),
        None => vm.collect(value)?,
    };
    let items: PyResult<Vec<Instance>> = items.iter().map(|item| related(vm, item)).collect();
    Ok((items?, None))
}

/// Whatever has `append` is as good as a list.
fn appends(vm: &Vm, value: &Object) -> PyResult<bool> {
    Ok(vm.attr_if_any(value, "append")?.is_some() && vm.iter_if_any(value)?.is_some())
}

/// `del user.name`.
pub(super) fn delete(vm: &Vm, this: &AttributeObject, object: &Object) -> PyResult<()> {
    let instance = owner(vm, this, object)?;
    instance.delete(&this.target()).or_raise(vm)
}
