//! [`IdentityKey`]: which row of which class an object is.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use ormlab_core::Value;

use crate::mapper::Mapper;

/// The values of a primary key; one integer, the usual case, costs no allocation.
#[derive(Clone, Debug)]
pub enum KeyValues {
    Int(i64),
    One(Value),
    Many(Rc<[Value]>),
}

impl KeyValues {
    /// From the values in the order of the primary key.
    pub fn new(values: &[Value]) -> KeyValues {
        match values {
            [value] => KeyValues::one(value),
            _ => KeyValues::Many(values.into()),
        }
    }

    /// From the value of a key of one column.
    pub fn one(value: &Value) -> KeyValues {
        match value {
            Value::Int(value) => KeyValues::Int(*value),
            _ => KeyValues::One(value.clone()),
        }
    }

    pub fn to_vec(&self) -> Vec<Value> {
        match self {
            KeyValues::Int(value) => vec![Value::Int(*value)],
            KeyValues::One(value) => vec![value.clone()],
            KeyValues::Many(values) => values.to_vec(),
        }
    }
}

impl PartialEq for KeyValues {
    fn eq(&self, other: &KeyValues) -> bool {
        match (self, other) {
            (KeyValues::Int(a), KeyValues::Int(b)) => a == b,
            (KeyValues::One(a), KeyValues::One(b)) => a == b,
            (KeyValues::Int(a), KeyValues::One(b)) | (KeyValues::One(b), KeyValues::Int(a)) => {
                *b == Value::Int(*a)
            }
            (KeyValues::Many(a), KeyValues::Many(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for KeyValues {}

impl Hash for KeyValues {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            KeyValues::Int(value) => value.hash(state),
            KeyValues::One(value) => hash_value(value, state),
            KeyValues::Many(values) => values.iter().for_each(|value| hash_value(value, state)),
        }
    }
}

/// Values that are equal hash alike: `1`, `1.0`, `True` and `Decimal(1)` are.
fn hash_value<H: Hasher>(value: &Value, state: &mut H) {
    match value {
        Value::Bool(value) => i64::from(*value).hash(state),
        Value::Int(value) => value.hash(state),
        Value::Str(value) => value.hash(state),
        Value::Bytes(value) => value.hash(state),
        Value::Date(value) => value.hash(state),
        Value::Time(value) => value.hash(state),
        Value::DateTime(value, _) => value.hash(state),
        Value::Uuid(value) => value.hash(state),
        // Rare keys, whose equality crosses types: one bucket.
        _ => 0_i64.hash(state),
    }
}

/// The identity of a persistent object: the root of its class hierarchy and its primary key.
#[derive(Clone, Debug)]
pub struct IdentityKey {
    /// The base mapper of the hierarchy.
    pub mapper: Mapper,
    pub values: KeyValues,
}

impl PartialEq for IdentityKey {
    fn eq(&self, other: &IdentityKey) -> bool {
        self.mapper == other.mapper && self.values == other.values
    }
}

impl Eq for IdentityKey {}

impl Hash for IdentityKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.mapper.hash(state);
        self.values.hash(state);
    }
}
