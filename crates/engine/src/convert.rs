//! Between [`Value`] and [`DriverValue`].

use ormlab_core::Value;
use ormlab_core::value::MemoryView;

use crate::driver::{DriverError, DriverErrorKind, DriverResult, DriverValue};

/// What a database gave, as a value; shares text and bytes.
pub fn from_driver(value: &DriverValue) -> Value {
    match value {
        DriverValue::Null => Value::Null,
        DriverValue::Bool(value) => Value::Bool(*value),
        DriverValue::Int(value) => Value::Int(*value),
        DriverValue::Real(value) => Value::Float(*value),
        DriverValue::Text(text) => Value::Str(text.clone()),
        DriverValue::Blob(bytes) => Value::Bytes(bytes.clone()),
        DriverValue::Other(value) => value.clone(),
    }
}

/// A processed parameter as the driver of `dbapi` takes it; `place` counts from 1.
///
/// `sqlite3` adapts dates and datetimes to text and refuses what else it does not know.
pub fn to_driver(dbapi: &str, place: usize, value: &Value) -> Result<DriverValue, DriverError> {
    Ok(match value {
        Value::Null => DriverValue::Null,
        Value::Bool(value) if dbapi == "sqlite3" => DriverValue::Int(i64::from(*value)),
        Value::Bool(value) => DriverValue::Bool(*value),
        Value::Int(value) => DriverValue::Int(*value),
        Value::Float(value) => DriverValue::Real(*value),
        Value::Str(text) => DriverValue::Text(text.clone()),
        Value::Bytes(bytes) => DriverValue::Blob(bytes.clone()),
        Value::Foreign(value) if MemoryView::of(&**value).is_some() => MemoryView::of(&**value)
            .map_or(DriverValue::Null, |bytes| DriverValue::Blob(bytes.clone())),
        other if dbapi == "sqlite3" => adapted(place, other)?,
        other => DriverValue::Other(other.clone()),
    })
}

fn adapted(place: usize, value: &Value) -> Result<DriverValue, DriverError> {
    let text = match value {
        Value::Date(date) => date.format("%Y-%m-%d").to_string(),
        Value::DateTime(moment, offset) => {
            let fraction =
                if moment.and_utc().timestamp_subsec_micros() == 0 { "" } else { "%.6f" };
            let text = moment.format(&format!("%Y-%m-%d %H:%M:%S{fraction}")).to_string();
            text + &offset.map_or_else(String::new, |offset| offset.to_string())
        }
        _ => return Err(unsupported(place, value)),
    };
    Ok(DriverValue::Text(text.into()))
}

fn unsupported(place: usize, value: &Value) -> DriverError {
    let message = match value {
        Value::BigInt(_) => "Python int too large to convert to SQLite INTEGER".to_owned(),
        other => format!(
            "Error binding parameter {place}: type '{}' is not supported",
            other.type_name()
        ),
    };
    DriverError { kind: DriverErrorKind::Programming, message }
}

/// About how many bytes a result is.
pub(crate) fn bytes_of(result: &DriverResult) -> usize {
    let size = |value: &DriverValue| match value {
        DriverValue::Null | DriverValue::Bool(_) => 1,
        DriverValue::Int(_) | DriverValue::Real(_) => 8,
        DriverValue::Text(text) => text.len(),
        DriverValue::Blob(bytes) => bytes.len(),
        DriverValue::Other(_) => 16,
    };
    result.values.iter().map(size).sum()
}
