//! How values cross to a driver and back, by type and dialect.
//!
//! Only what differs from the value as it is; `None` means that nothing does.

mod datetime;
mod enumeration;
mod json;
mod numeric;

use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime};

use super::{CustomType, SqlType};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::value::{MemoryView, Value, uuid_text};

pub use datetime::parse_datetime;
pub use json::{json_dumps, json_loads};

/// Turns a Python value into what the driver takes.
pub type BindProcessor = Box<dyn Fn(Value) -> Result<Value>>;
/// Turns what the driver gave into a Python value.
pub type ResultProcessor = Box<dyn Fn(Value) -> Result<Value>>;

impl SqlType {
    /// The variant for a dialect, or what the type is without variants.
    pub fn for_dialect(&self, dialect: &str) -> &SqlType {
        match self {
            SqlType::Variant { base, variants } => {
                let variant = variants.iter().find(|(name, _)| &**name == dialect);
                variant.map_or(&**base, |(_, variant)| variant).for_dialect(dialect)
            }
            SqlType::Standard { base, .. } => base.for_dialect(dialect),
            other => other,
        }
    }

    /// What a parameter of this type goes through before the driver gets it.
    pub fn bind_processor(&self, dialect: &dyn Dialect) -> Option<BindProcessor> {
        let traits = dialect.traits();
        let is_sqlite = dialect.name() == "sqlite";
        Some(match self.for_dialect(dialect.name()) {
            SqlType::Boolean { .. } => boolean_bind(traits.supports_native_boolean),
            SqlType::Numeric(_) | SqlType::Float(_) | SqlType::Double(_)
                if !has_decimals(dialect) =>
            {
                Box::new(numeric::to_float)
            }
            SqlType::DateTime { .. } if is_sqlite => Box::new(datetime::datetime_to_text),
            SqlType::Date if is_sqlite => Box::new(datetime::date_to_text),
            SqlType::Time { .. } if is_sqlite => Box::new(datetime::time_to_text),
            SqlType::Interval if dialect.name() != "postgresql" => interval_bind(is_sqlite),
            SqlType::LargeBinary { .. } => Box::new(binary_bind),
            SqlType::Json { none_as_null } => json_bind(*none_as_null),
            SqlType::JsonIndex if is_sqlite || dialect.name() == "mysql" => {
                Box::new(|value| Ok(json::index_text(&value)))
            }
            SqlType::JsonPath => json_path_bind(dialect.name() == "postgresql"),
            SqlType::Uuid { as_uuid } if !traits.supports_native_uuid => uuid_bind(*as_uuid),
            SqlType::Enum(labels) => {
                let labels = labels.clone();
                Box::new(move |value| labels.stored(value))
            }
            SqlType::Custom(custom) => return custom_bind(custom, dialect),
            _ => return None,
        })
    }

    /// What a value of a result goes through before a row holds it.
    pub fn result_processor(&self, dialect: &dyn Dialect) -> Option<ResultProcessor> {
        let traits = dialect.traits();
        let is_sqlite = dialect.name() == "sqlite";
        Some(match self.for_dialect(dialect.name()) {
            SqlType::Boolean { .. } if !traits.supports_native_boolean => Box::new(to_boolean),
            SqlType::Numeric(options) => {
                return numeric::numeric_result(options, has_decimals(dialect));
            }
            SqlType::Float(options) | SqlType::Double(options) => {
                return numeric::float_result(options, has_decimals(dialect));
            }
            SqlType::DateTime { .. } if is_sqlite => Box::new(datetime::text_to_datetime),
            SqlType::Date if is_sqlite => Box::new(datetime::text_to_date),
            SqlType::Time { .. } if is_sqlite => Box::new(datetime::text_to_time),
            SqlType::Interval if dialect.name() != "postgresql" => interval_result(is_sqlite),
            SqlType::Json { .. } if dialect.name() != "postgresql" => {
                Box::new(move |value| json_result(value, is_sqlite))
            }
            SqlType::Uuid { as_uuid } => {
                return uuid_result(*as_uuid, traits.supports_native_uuid);
            }
            SqlType::Enum(labels) => {
                let labels = labels.clone();
                Box::new(move |value| labels.loaded(value))
            }
            SqlType::Custom(custom) => return custom_result(custom, dialect),
            _ => return None,
        })
    }
}

/// PostgreSQL's driver has decimals, though the dialect does not claim so.
fn has_decimals(dialect: &dyn Dialect) -> bool {
    dialect.traits().supports_native_decimal || dialect.name() == "postgresql"
}

fn boolean_bind(is_native: bool) -> BindProcessor {
    Box::new(move |value| {
        let truth = match &value {
            Value::Null => return Ok(Value::Null),
            Value::Bool(truth) => *truth,
            other if *other == Value::Int(0) => false,
            other if *other == Value::Int(1) => true,
            Value::Int(_) | Value::BigInt(_) => {
                let shown = value.repr();
                return Err(Error::value_error(format!(
                    "Value {shown} is not None, True, or False"
                )));
            }
            other => {
                return Err(Error::type_error(format!("Not a boolean value: {}", other.repr())));
            }
        };
        Ok(if is_native { Value::Bool(truth) } else { Value::Int(i64::from(truth)) })
    })
}

fn to_boolean(value: Value) -> Result<Value> {
    Ok(match value {
        Value::Null => Value::Null,
        other => Value::Bool(is_true(&other)),
    })
}

/// Python's truth of a value that a driver gives.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Str(text) => !text.is_empty(),
        Value::Bytes(bytes) => !bytes.is_empty(),
        other => *other != Value::Int(0),
    }
}

fn binary_bind(value: Value) -> Result<Value> {
    match value {
        Value::Null => Ok(value),
        Value::Bytes(bytes) => Ok(MemoryView(bytes).into()),
        other => Err(Error::type_error(format!(
            "memoryview: a bytes-like object is required, not '{}'",
            other.type_name()
        ))),
    }
}

fn json_bind(none_as_null: bool) -> BindProcessor {
    Box::new(move |value| match value {
        Value::Null if none_as_null => Ok(Value::Null),
        value => Ok(Value::from(json_dumps(&value)?)),
    })
}

fn json_result(value: Value, keeps_numbers: bool) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Str(text) => json_loads(&text),
        Value::Bytes(bytes) => json_loads(&String::from_utf8_lossy(&bytes)),
        Value::Int(_) | Value::Float(_) if keeps_numbers => Ok(value),
        other => Err(Error::type_error(format!(
            "the JSON object must be str, bytes or bytearray, not {}",
            other.type_name()
        ))),
    }
}

fn json_path_bind(is_postgresql: bool) -> BindProcessor {
    Box::new(move |value| match &value {
        Value::List(steps) | Value::Tuple(steps) if is_postgresql => {
            let steps = steps.iter().map(json::step_text);
            Ok(Value::from(format!("{{{}}}", steps.collect::<Vec<_>>().join(", "))))
        }
        _ => Ok(json::path_text(&value)),
    })
}

fn uuid_bind(as_uuid: bool) -> BindProcessor {
    Box::new(move |value| match value {
        Value::Null => Ok(Value::Null),
        Value::Uuid(uuid) if as_uuid => Ok(Value::from(format!("{uuid:032x}"))),
        Value::Str(text) if !as_uuid => Ok(Value::from(text.replace('-', ""))),
        other => {
            let attribute = if as_uuid { "hex" } else { "replace" };
            let class = other.type_name();
            Err(Error::attribute_error(format!("'{class}' object has no attribute '{attribute}'")))
        }
    })
}

fn uuid_result(as_uuid: bool, is_native: bool) -> Option<ResultProcessor> {
    if is_native && as_uuid {
        return None;
    }
    Some(Box::new(move |value| {
        let uuid = match &value {
            Value::Null => return Ok(Value::Null),
            Value::Uuid(uuid) => *uuid,
            Value::Str(text) => parse_uuid(text)?,
            other => {
                return Err(Error::attribute_error(format!(
                    "'{}' object has no attribute 'replace'",
                    other.type_name()
                )));
            }
        };
        Ok(if as_uuid { Value::Uuid(uuid) } else { Value::from(uuid_text(uuid)) })
    }))
}

fn parse_uuid(text: &str) -> Result<u128> {
    let hex = text.replace("urn:", "").replace("uuid:", "");
    let hex = hex.trim_matches(['{', '}']).replace('-', "");
    let is_whole = hex.len() == 32;
    let parsed = u128::from_str_radix(&hex, 16).ok().filter(|_| is_whole);
    parsed.ok_or_else(|| Error::value_error("badly formed hexadecimal UUID string"))
}

/// What an interval is stored as the distance from.
fn epoch() -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc()
}

fn interval_bind(as_text: bool) -> BindProcessor {
    Box::new(move |value| {
        let at = match value {
            Value::Interval(interval) => Value::from(epoch() + interval),
            Value::Null => Value::Null,
            other => {
                return Err(Error::type_error(format!(
                    "unsupported operand type(s) for +: 'datetime.datetime' and '{}'",
                    other.type_name()
                )));
            }
        };
        if as_text { datetime::datetime_to_text(at) } else { Ok(at) }
    })
}

fn interval_result(from_text: bool) -> ResultProcessor {
    Box::new(move |value| {
        let at = if from_text { datetime::text_to_datetime(value)? } else { value };
        Ok(match at {
            Value::DateTime(at, _) => Value::Interval(at - epoch()),
            other => other,
        })
    })
}

fn custom_bind(custom: &Rc<dyn CustomType>, dialect: &dyn Dialect) -> Option<BindProcessor> {
    let custom = custom.clone();
    let stored = match custom.implementation(dialect) {
        Ok(stored) => stored.bind_processor(dialect),
        Err(error) => return Some(Box::new(move |_| Err(error.clone()))),
    };
    let dialect = dialect.name();
    Some(Box::new(move |value| {
        let value = custom.bind(value, dialect)?;
        match &stored {
            Some(stored) => stored(value),
            None => Ok(value),
        }
    }))
}

fn custom_result(custom: &Rc<dyn CustomType>, dialect: &dyn Dialect) -> Option<ResultProcessor> {
    let custom = custom.clone();
    let stored = match custom.implementation(dialect) {
        Ok(stored) => stored.result_processor(dialect),
        Err(error) => return Some(Box::new(move |_| Err(error.clone()))),
    };
    let dialect = dialect.name();
    Some(Box::new(move |value| {
        let value = match &stored {
            Some(stored) => stored(value)?,
            None => value,
        };
        custom.result(value, dialect)
    }))
}
