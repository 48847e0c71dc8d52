//! [`Value`]: what a bind parameter carries and what a result holds, in Python's terms.
//!
//! Dates and numbers are those of chrono, num-bigint and bigdecimal, as in the evaluator, so that
//! crossing costs nothing. Types (`types.rs`) turn these into what a driver takes and back.

mod memory;
mod repr;

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use bigdecimal::BigDecimal;
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use indexmap::IndexMap;
use num_bigint::BigInt;

pub use memory::MemoryView;
pub use repr::{decimal_text, float_repr, str_repr, uuid_text};

/// A value that only the layer above understands: an enum member, an object for JSON or a pickle.
pub trait ForeignValue: fmt::Debug {
    /// As the layer above prints it in a log.
    fn repr(&self) -> String;
    /// Name of its class, for errors of binding.
    fn type_name(&self) -> String;
    fn equals(&self, other: &dyn ForeignValue) -> bool;
    /// Equal values have equal keys; `None` where none can be had cheaply, or at all.
    fn hash_key(&self) -> Option<u64> {
        None
    }
    fn as_any(&self) -> &dyn Any;
}

/// A scalar or small structure, as Python has it.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    /// An integer outside of `i64`.
    BigInt(Rc<BigInt>),
    Float(f64),
    Decimal(Rc<BigDecimal>),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Date(NaiveDate),
    Time(NaiveTime),
    /// With the offset of an aware datetime.
    DateTime(NaiveDateTime, Option<FixedOffset>),
    Interval(TimeDelta),
    Uuid(u128),
    List(Rc<[Value]>),
    Tuple(Rc<[Value]>),
    Dict(Rc<IndexMap<Rc<str>, Value>>),
    Foreign(Rc<dyn ForeignValue>),
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub fn str(text: impl Into<Rc<str>>) -> Value {
        Value::Str(text.into())
    }

    /// Name of the Python class, as error messages have it.
    pub fn type_name(&self) -> String {
        let name = match self {
            Value::Null => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::BigInt(_) => "int",
            Value::Float(_) => "float",
            Value::Decimal(_) => "decimal.Decimal",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::Date(_) => "datetime.date",
            Value::Time(_) => "datetime.time",
            Value::DateTime(..) => "datetime.datetime",
            Value::Interval(_) => "datetime.timedelta",
            Value::Uuid(_) => "UUID",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Dict(_) => "dict",
            Value::Foreign(value) => return value.type_name(),
        };
        name.to_owned()
    }
}

/// Equality as Python's `==` has it: `1 == 1.0`, `True == 1`.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        use Value as V;
        match (self, other) {
            (V::Null, V::Null) => true,
            (V::Int(a), V::Int(b)) => a == b,
            (V::Float(a), V::Float(b)) => a == b,
            (V::Bool(a), V::Bool(b)) => a == b,
            (V::Str(a), V::Str(b)) => a == b,
            (V::Bytes(a), V::Bytes(b)) => a == b,
            (V::BigInt(a), V::BigInt(b)) => a == b,
            (V::Decimal(a), V::Decimal(b)) => a == b,
            (V::Date(a), V::Date(b)) => a == b,
            (V::Time(a), V::Time(b)) => a == b,
            (V::DateTime(a, x), V::DateTime(b, y)) => a == b && x == y,
            (V::Interval(a), V::Interval(b)) => a == b,
            (V::Uuid(a), V::Uuid(b)) => a == b,
            (V::List(a), V::List(b)) | (V::Tuple(a), V::Tuple(b)) => a == b,
            (V::Dict(a), V::Dict(b)) => a == b,
            (V::Foreign(a), V::Foreign(b)) => a.equals(b.as_ref()),
            _ => match (self.as_number(), other.as_number()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }
}

impl Value {
    fn as_number(&self) -> Option<BigDecimal> {
        match self {
            Value::Bool(value) => Some(BigDecimal::from(i64::from(*value))),
            Value::Int(value) => Some(BigDecimal::from(*value)),
            Value::BigInt(value) => Some(BigDecimal::from((**value).clone())),
            Value::Float(value) => BigDecimal::try_from(*value).ok(),
            Value::Decimal(value) => Some((**value).clone()),
            _ => None,
        }
    }
}

macro_rules! value_from {
    ($($from:ty => $variant:expr),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Value {
                $variant(value)
            }
        })*
    };
}

value_from! {
    bool => Value::Bool,
    i64 => Value::Int,
    i32 => |value| Value::Int(i64::from(value)),
    f64 => Value::Float,
    &str => |value: &str| Value::Str(value.into()),
    String => |value: String| Value::Str(value.into()),
    Rc<str> => Value::Str,
    NaiveDate => Value::Date,
    NaiveDateTime => |value| Value::DateTime(value, None),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
