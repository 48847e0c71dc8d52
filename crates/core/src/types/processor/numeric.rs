//! Numbers: `Decimal` where a type says so, floats for databases that have no decimals.

use std::rc::Rc;
use std::str::FromStr as _;

use bigdecimal::{BigDecimal, ToPrimitive as _};

use super::ResultProcessor;
use crate::error::{Error, Result};
use crate::types::NumericOptions;
use crate::value::{Value, str_repr};

const DEFAULT_SCALE: u32 = 10;

/// `float(value)`.
pub(super) fn to_float(value: Value) -> Result<Value> {
    let float = match &value {
        Value::Null => return Ok(Value::Null),
        Value::Float(_) => return Ok(value),
        Value::Str(text) => text.trim().replace('_', "").parse().map_err(|_| {
            Error::value_error(format!("could not convert string to float: {}", str_repr(text)))
        })?,
        other => other.as_f64().ok_or_else(|| {
            Error::type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                other.type_name()
            ))
        })?,
    };
    Ok(Value::Float(float))
}

impl Value {
    /// As a float, if it is a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            Value::Int(value) => value.to_f64(),
            Value::BigInt(value) => value.to_f64(),
            Value::Float(value) => Some(*value),
            Value::Decimal(value) => value.to_string().parse().ok(),
            _ => None,
        }
    }
}

pub(super) fn numeric_result(options: &NumericOptions, is_native: bool) -> Option<ResultProcessor> {
    match (options.asdecimal.unwrap_or(true), is_native) {
        (true, true) | (false, false) => None,
        (true, false) => Some(to_decimal(scale(options))),
        (false, true) => Some(Box::new(to_float)),
    }
}

pub(super) fn float_result(options: &NumericOptions, is_native: bool) -> Option<ResultProcessor> {
    match (options.asdecimal.unwrap_or(false), is_native) {
        (true, _) => Some(to_decimal(scale(options))),
        (false, true) => Some(Box::new(to_float)),
        (false, false) => None,
    }
}

fn scale(options: &NumericOptions) -> u32 {
    options.decimal_return_scale.or(options.scale).unwrap_or(DEFAULT_SCALE)
}

/// `Decimal("%.10f" % value)`.
fn to_decimal(scale: u32) -> ResultProcessor {
    Box::new(move |value| {
        if value.is_null() {
            return Ok(Value::Null);
        }
        let float = value.as_f64().ok_or_else(|| {
            Error::type_error(format!("must be real number, not {}", value.type_name()))
        })?;
        let text = format!("{float:.*}", scale as usize);
        let decimal = BigDecimal::from_str(&text)
            .map_err(|_| Error::value_error(format!("{text} has no decimal form in ormlab")))?;
        Ok(Value::Decimal(Rc::new(decimal)))
    })
}
