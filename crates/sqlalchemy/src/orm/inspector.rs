//! What the ORM's objects are to the Core half of the binding.

use std::rc::Rc;

use ormlab_core::Value;
use ormlab_core::entity::{Entity, RelationshipJoin};
use ormlab_core::value::ForeignValue;
use ormlab_orm::RelationshipAttribute;
use ormlab_python::{Args, Object, PyResult, Vm};

use super::aliased::AliasedObject;
use super::attribute::AttributeObject;
use super::class::{MappedClass, maybe_mapper};
use super::from_statement::FromStatementObject;
use super::hybrid::HybridExpr;
use super::mapper::{MapperObject, mapper_object};
use super::query::QueryObject;
use super::{inspection, option, property, value};
use crate::coercion::{Clause, Inspector};
use crate::error::OrRaise;

/// The ORM's part of coercion, conversion, inspection and events.
pub(super) struct OrmInspector;

fn of_host(object: &Object) -> Option<Clause> {
    if let Some(attribute) = object.downcast_ref::<AttributeObject>() {
        return attribute.clause();
    }
    if let Some(aliased) = object.downcast_ref::<AliasedObject>() {
        let entity: Rc<dyn Entity> = aliased.entity.clone();
        return Some(Clause::Entity(entity));
    }
    if let Some(option) = option::clause_of(object) {
        return Some(Clause::Option(option));
    }
    if let Some(query) = object.downcast_ref::<QueryObject>() {
        return Some(query.clause());
    }
    if let Some(statement) = object.downcast_ref::<FromStatementObject>() {
        return Some(statement.clause());
    }
    if let Some(hybrid) = object.downcast_ref::<HybridExpr>() {
        return Some(hybrid.clause());
    }
    if let Some(known) = object.downcast_ref::<MapperObject>() {
        let entity: Rc<dyn Entity> = known.mapper.entity();
        return Some(Clause::Entity(entity));
    }
    property::clause_of(object)
}

impl Inspector for OrmInspector {
    fn clause(&self, vm: &Vm, object: &Object) -> PyResult<Option<Clause>> {
        match object {
            Object::Host(_) => Ok(of_host(object)),
            Object::Class(class) => {
                let Some(mapper) = maybe_mapper(class) else { return Ok(None) };
                mapper.check_configure().or_raise(vm)?;
                if let Some(known) = class.payload::<MappedClass>() {
                    known.refresh(vm, class);
                }
                let entity: Rc<dyn Entity> = mapper.entity();
                Ok(Some(Clause::Entity(entity)))
            }
            _ => Ok(None),
        }
    }

    fn value(&self, vm: &Vm, object: &Object) -> PyResult<Option<Value>> {
        match object {
            Object::Instance(wrapper) => {
                let known = value::state_of(vm, wrapper)?;
                Ok(known.map(|instance| value::value_of(&instance)))
            }
            _ => Ok(None),
        }
    }

    fn object(&self, vm: &Vm, carried: &dyn ForeignValue) -> Option<Object> {
        value::carried(carried).map(|instance| value::object_of(vm, &instance))
    }

    fn entity_attribute(
        &self,
        vm: &Vm,
        entity: &Rc<dyn Entity>,
        name: &str,
    ) -> PyResult<Option<Object>> {
        super::attribute::entity_attribute(vm, entity, name)
    }

    fn join_entity(&self, relationship: &dyn RelationshipJoin) -> Option<Rc<dyn Entity>> {
        let known = relationship.as_any().downcast_ref::<RelationshipAttribute>()?;
        let entity: Rc<dyn Entity> = known.target_entity().ok()?;
        Some(entity)
    }

    fn listen(
        &self,
        vm: &Vm,
        target: &Object,
        name: &str,
        function: &Object,
        options: &Args,
    ) -> PyResult<bool> {
        super::event::listen(vm, target, name, function, options)
    }

    fn inspect(&self, vm: &Vm, object: &Object) -> PyResult<Option<Object>> {
        Ok(match object {
            Object::Class(class) => match maybe_mapper(class) {
                Some(mapper) => {
                    mapper.check_configure().or_raise(vm)?;
                    Some(mapper_object(vm, &mapper))
                }
                None => None,
            },
            Object::Instance(wrapper) => {
                value::state_of(vm, wrapper)?.map(|instance| inspection::state_object(&instance))
            }
            Object::Host(_)
                if object.downcast_ref::<MapperObject>().is_some()
                    || object.downcast_ref::<AttributeObject>().is_some()
                    || object.downcast_ref::<AliasedObject>().is_some() =>
            {
                Some(object.clone())
            }
            _ => None,
        })
    }
}
