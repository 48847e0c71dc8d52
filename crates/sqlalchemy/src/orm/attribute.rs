//! `User.name`, `User.posts`: attributes of a mapped class, as descriptors and as expressions.

mod instance;
mod relationship;

use std::cell::OnceCell;
use std::rc::Rc;

use ormlab_core::entity::Entity;
use ormlab_core::{Column, Expr};
use ormlab_orm::property::PropertyKind;
use ormlab_orm::{EntityAttribute, MappedEntity, Property, RelationshipAttribute};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::string::Str;
use ormlab_python::{BinaryOp, CompareOp, Object, PyResult, UnaryOp, Vm};

pub(crate) use instance::{attribute_object, column_value, write};

use super::aliased::AliasedObject;
use crate::coercion::Clause;
use crate::error::{OrRaise, invalid_request};
use crate::expr::{self, expr_object};
use crate::names;

/// An attribute of a mapped class or of an alias of one.
pub(crate) struct AttributeObject {
    pub entity: Rc<MappedEntity>,
    pub property: Property,
    /// A relationship with what `of_type` and `and_` added.
    refined: Option<RelationshipAttribute>,
    expr: OnceCell<Option<Expr>>,
}

impl AttributeObject {
    pub(super) fn new(entity: &Rc<MappedEntity>, property: &Property) -> AttributeObject {
        AttributeObject {
            entity: Rc::clone(entity),
            property: property.clone(),
            refined: None,
            expr: OnceCell::new(),
        }
    }

    fn refined(attribute: RelationshipAttribute) -> AttributeObject {
        AttributeObject {
            refined: Some(attribute.clone()),
            ..AttributeObject::new(&attribute.entity, &attribute.property)
        }
    }

    /// What the attribute is behind other names for it.
    pub(super) fn target(&self) -> Property {
        match &self.property.kind {
            PropertyKind::Synonym(_) => {
                let found = self.entity.mapper.require(&self.property.key);
                found.unwrap_or_else(|_| self.property.clone())
            }
            _ => self.property.clone(),
        }
    }

    /// The column or expression that it reads.
    pub(super) fn expr(&self) -> Option<Expr> {
        let find = || match self.entity.attribute_of(&self.property) {
            Some(EntityAttribute::Column(expr)) => Some(expr),
            _ => None,
        };
        self.expr.get_or_init(find).clone()
    }

    /// The relationship.
    pub(super) fn relationship(&self) -> Option<RelationshipAttribute> {
        if let Some(refined) = &self.refined {
            return Some(refined.clone());
        }
        match self.entity.attribute_of(&self.property) {
            Some(EntityAttribute::Relationship(relationship)) => Some(relationship),
            _ => None,
        }
    }

    /// What it is in SQL.
    pub(super) fn clause(&self) -> Option<Clause> {
        match self.relationship() {
            Some(relationship) => Some(Clause::Relationship(Rc::new(relationship))),
            None => self.expr().map(Clause::Expr),
        }
    }

    /// `User.name`, as messages have it.
    pub(super) fn text(&self) -> String {
        format!("{}.{}", self.entity.describe_class(), self.property.key)
    }

    fn required(&self, vm: &Vm) -> PyResult<Expr> {
        match (self.expr(), self.relationship()) {
            (Some(expr), _) => Ok(expr),
            (None, Some(relationship)) => relationship.condition().or_raise(vm),
            (None, None) => Err(invalid_request(vm, format!("{} has no column here", self.text()))),
        }
    }
}

/// The attribute of an entity by its name, for `filter_by` and the like.
pub(crate) fn entity_attribute(
    vm: &Vm,
    entity: &Rc<dyn Entity>,
    name: &str,
) -> PyResult<Option<Object>> {
    let Some(mapped) = MappedEntity::from_core(entity) else { return Ok(None) };
    match mapped.mapper.property(name) {
        Some(property) => Ok(Some(Object::host(AttributeObject::new(&mapped, &property)))),
        None => match super::value::class_of(&mapped.mapper) {
            Some(class) if !mapped.is_aliased() => vm.attr_if_any(&class.into(), name),
            _ => vm.attr_if_any(&Object::host(AliasedObject { entity: mapped }), name),
        },
    }
}

/// The column that an attribute of a class reads, if it reads one.
pub(super) fn column_of(vm: &Vm, object: &Object) -> PyResult<Option<Column>> {
    match crate::coercion::clause(vm, object)? {
        Some(Clause::Expr(expr)) => Ok(expr.as_column().cloned()),
        _ => Ok(None),
    }
}

impl HostObject for AttributeObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "InstrumentedAttribute")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some(found) = attribute(vm, &self, name)? {
            return Ok(Some(found));
        }
        if name.starts_with("__") {
            return Ok(None);
        }
        if self.relationship().is_some() {
            return match relationship::method(&self, name) {
                Some(method) => Ok(Some(method)),
                None => Err(self.lacks(vm, name)),
            };
        }
        let Some(expr) = self.expr() else { return Err(self.lacks(vm, name)) };
        match vm.get_attr_if_any(&expr_object(vm, &expr), name)? {
            Some(found) => Ok(Some(found)),
            None => Err(self.lacks(vm, name)),
        }
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        expr::binary(vm, &self.required(vm)?, op, other, reflected)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        match self.relationship() {
            Some(relationship) => relationship::compare(vm, &relationship, op, other),
            None => expr::compare(vm, &self.required(vm)?, op, other).map(Some),
        }
    }

    fn unary(self: Rc<Self>, vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(expr::unary(vm, &self.required(vm)?, op))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&expr_object(vm, &self.required(vm)?), key).map(Some)
    }

    fn contains(&self, vm: &Vm, _: &Object) -> PyResult<Option<bool>> {
        let message = "Operator 'contains' is not supported on this expression";
        Err(vm.raise(&vm.exceptions().not_implemented.clone(), message))
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.text()))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let address = std::ptr::from_ref(self) as usize;
        Ok(Some(format!(
            "<sqlalchemy.orm.attributes.InstrumentedAttribute object at {address:#x}>"
        )))
    }

    fn descr_get(
        self: Rc<Self>,
        vm: &Vm,
        instance: Option<&Object>,
        _: &Class,
    ) -> PyResult<Option<Object>> {
        match instance {
            Some(object) => instance::get(vm, &self, object).map(Some),
            None => Ok(Some(Object::Host(self))),
        }
    }

    fn descr_set(
        self: Rc<Self>,
        vm: &Vm,
        instance: &Object,
        value: Option<&Object>,
    ) -> PyResult<bool> {
        match value {
            Some(value) if super::inspection::is_dont_set(value) => {}
            Some(value) => instance::set(vm, &self, instance, value)?,
            None => instance::delete(vm, &self, instance)?,
        }
        Ok(true)
    }

    fn is_data_descriptor(&self) -> bool {
        true
    }
}

impl AttributeObject {
    fn lacks(self: &Rc<Self>, vm: &Vm, name: &Str) -> Box<ormlab_python::Raised> {
        let message = format!(
            "Neither 'InstrumentedAttribute' object nor 'Comparator' object associated with {} has an attribute '{name}'",
            self.text()
        );
        vm.attribute_error(message, &Object::Host(Rc::clone(self) as Rc<dyn HostObject>), name)
    }
}

/// What an attribute says of itself.
fn attribute(vm: &Vm, this: &Rc<AttributeObject>, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "key" => (&*this.property.key).into(),
        "property" | "prop" => {
            this.entity.mapper.check_configure().or_raise(vm)?;
            super::mapper::property_object(&this.target())
        }
        "class_" => super::value::class_of(&this.entity.mapper).map(Object::from).into(),
        "parent" => super::mapper::entity_object(vm, &this.entity),
        "is_attribute" => true.into(),
        "expression" => expr_object(vm, &this.required(vm)?),
        "__clause_element__" => {
            let expr = this.required(vm)?;
            ormlab_python::NativeFunction::closure("__clause_element__", move |vm, _| {
                Ok(expr_object(vm, &expr))
            })
            .object()
        }
        _ => return Ok(None),
    }))
}
