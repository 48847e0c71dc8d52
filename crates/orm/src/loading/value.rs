//! Objects as values: in rows of results, in parameters of comparisons.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use ormlab_core::value::ForeignValue;
use ormlab_core::{Column, Error, Expr, Result, Value};

use crate::attribute::{Attribute, Read};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::passive::Passive;

/// An instance in a row.
#[derive(Clone)]
pub struct InstanceValue(pub Instance);

impl fmt::Debug for InstanceValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ForeignValue for InstanceValue {
    fn repr(&self) -> String {
        self.0.describe()
    }

    fn type_name(&self) -> String {
        self.0.mapper().name().to_string()
    }

    fn equals(&self, other: &dyn ForeignValue) -> bool {
        other.as_any().downcast_ref::<InstanceValue>().is_some_and(|other| other.0 == self.0)
    }

    fn hash_key(&self) -> Option<u64> {
        Some(self.0.address() as u64)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl InstanceValue {
    /// An instance as a value.
    pub fn of(instance: &Instance) -> Value {
        InstanceValue::value(Some(instance.clone()))
    }

    /// An instance, or `None`, as a value.
    pub fn value(instance: Option<Instance>) -> Value {
        instance.map_or(Value::Null, |instance| Value::Foreign(Rc::new(InstanceValue(instance))))
    }
}

/// The instance that a value of a row is.
pub fn instance_of(value: &Value) -> Option<Instance> {
    match value {
        Value::Foreign(foreign) => {
            foreign.as_any().downcast_ref::<InstanceValue>().map(|held| held.0.clone())
        }
        _ => None,
    }
}

/// The value of a column of an instance, for a comparison with it.
pub(crate) fn value_for_bind(
    instance: &Instance,
    mapper: &Mapper,
    column: &Column,
) -> Result<Value> {
    let property = instance
        .mapper()
        .property_of_column(column)
        .or_else(|| mapper.property_of_column(column))
        .ok_or_else(|| {
            Error::invalid_request(format!("Column '{}' is not mapped", column.name()))
        })?;
    let passive = if instance.has_key() && instance.is_attached() {
        Passive::OFF.without(Passive::INIT_OK)
    } else {
        Passive::NO_FETCH.without(Passive::INIT_OK)
    };
    let name = || crate::text::sql_text(&Expr::from(column));
    match instance.read(&property, passive)? {
        Read::Found(Attribute::Value(value)) => Ok(value),
        Read::Found(_) => Err(Error::invalid_request(format!(
            "Can't resolve value for column {} on object {instance}; it is an SQL expression",
            name()
        ))),
        Read::NoValue => Err(Error::invalid_request(format!(
            "Can't resolve value for column {} on object {instance}; no value has been set for this column",
            name()
        ))),
        Read::NoResult => Err(Error::invalid_request(format!(
            "Can't resolve value for column {} on object {instance}; the object is detached and the value was expired",
            name()
        ))),
    }
}
