//! Values on their way to GlueSQL and back.

use std::rc::Rc;
use std::str::FromStr;

use gluesql_core::prelude::Value as GlueValue;
use gluesql_core::translate::{IntoParamLiteral, ParamLiteral};
use ormlab_core::Value;
use ormlab_engine::driver::{DriverError, DriverErrorKind, DriverValue};
use rust_decimal::Decimal;

fn unsupported(value: &Value) -> DriverError {
    DriverError {
        kind: DriverErrorKind::Interface,
        message: format!("type '{}' is not supported", value.type_name()),
    }
}

/// A parameter.
pub(crate) fn parameter(value: &DriverValue) -> Result<ParamLiteral, DriverError> {
    Ok(match value {
        DriverValue::Null => ParamLiteral::null(),
        DriverValue::Bool(value) => value.into_param(),
        DriverValue::Int(value) => value.into_param(),
        DriverValue::Real(value) => value.into_param(),
        DriverValue::Text(text) => text.to_string().into_param_literal(),
        DriverValue::Blob(bytes) => bytes.to_vec().into_param_literal(),
        DriverValue::Other(value) => match value {
            Value::Date(date) => date.into_param(),
            Value::Time(time) => time.into_param(),
            Value::DateTime(moment, None) => moment.into_param(),
            Value::Decimal(decimal) => Decimal::from_str(&decimal.to_plain_string())
                .map_err(|_| unsupported(value))?
                .into_param_literal(),
            other => return Err(unsupported(other)),
        },
    })
}

/// By reference, for what is copied anyway.
trait IntoParam {
    fn into_param(self) -> ParamLiteral;
}

impl<T: Copy + IntoParamLiteral> IntoParam for &T {
    fn into_param(self) -> ParamLiteral {
        (*self).into_param_literal()
    }
}

/// A value of a result.
pub(crate) fn result(value: GlueValue) -> Result<DriverValue, DriverError> {
    let int = |number: Option<i64>| number.map_or(DriverValue::Null, DriverValue::Int);
    Ok(match value {
        GlueValue::Null => DriverValue::Null,
        GlueValue::Bool(value) => DriverValue::Bool(value),
        GlueValue::I8(value) => DriverValue::Int(value.into()),
        GlueValue::I16(value) => DriverValue::Int(value.into()),
        GlueValue::I32(value) => DriverValue::Int(value.into()),
        GlueValue::I64(value) => DriverValue::Int(value),
        GlueValue::U8(value) => DriverValue::Int(value.into()),
        GlueValue::U16(value) => DriverValue::Int(value.into()),
        GlueValue::U32(value) => DriverValue::Int(value.into()),
        GlueValue::U64(value) => int(i64::try_from(value).ok()),
        GlueValue::F32(value) => DriverValue::Real(value.into()),
        GlueValue::F64(value) => DriverValue::Real(value),
        GlueValue::Str(text) => DriverValue::Text(text.into()),
        GlueValue::Bytea(bytes) => DriverValue::Blob(bytes.into()),
        GlueValue::Date(date) => DriverValue::Other(Value::Date(date)),
        GlueValue::Time(time) => DriverValue::Other(Value::Time(time)),
        GlueValue::Timestamp(moment) => DriverValue::Other(Value::DateTime(moment, None)),
        GlueValue::Decimal(decimal) => {
            let text = decimal.to_string();
            let exact = bigdecimal::BigDecimal::from_str(&text).unwrap_or_default();
            DriverValue::Other(Value::Decimal(Rc::new(exact)))
        }
        GlueValue::Uuid(bits) => DriverValue::Other(Value::Uuid(bits)),
        other => {
            let message = format!("GlueSQL gave a value that has no place here: {other:?}");
            return Err(DriverError { kind: DriverErrorKind::NotSupported, message });
        }
    })
}
