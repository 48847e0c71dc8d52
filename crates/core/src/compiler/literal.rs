//! Values written in the text: `literal_binds`, `literal_execute`, server defaults.

use super::compiled::ExpandOperator;
use super::params::{as_row, element_types};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::expr::Bind;
use crate::types::{Affinity, SqlType};
use crate::value::Value;

/// A value as SQL has it.
pub(crate) fn render(value: &Value, sql_type: &SqlType, dialect: &dyn Dialect) -> Result<String> {
    if value.is_null() {
        return Ok("NULL".to_owned());
    }
    if let stored @ SqlType::Custom(_) = sql_type.for_dialect(dialect.name()) {
        return custom(value, stored, dialect);
    }
    let text = match sql_type.affinity() {
        Affinity::Null => {
            return Err(Error::compile(format!(
                "No literal value renderer is available for literal value \"{}\" with datatype NULL",
                value.repr()
            )));
        }
        Affinity::Custom => return custom(value, sql_type, dialect),
        Affinity::Integer => integer(value),
        Affinity::Numeric | Affinity::Float => number(value),
        Affinity::Boolean => boolean(value, dialect),
        Affinity::String => bound(value, sql_type, dialect)?,
        Affinity::Array | Affinity::Tuple | Affinity::Json => None,
        Affinity::Date
        | Affinity::DateTime
        | Affinity::Time
        | Affinity::Interval
        | Affinity::Binary
        | Affinity::Uuid => bound(value, sql_type, dialect)?,
    };
    text.ok_or_else(|| cannot_render(value, sql_type, dialect))
}

/// The elements of an IN, without its parentheses.
pub(super) fn render_list(
    values: &[Value],
    bind: &Bind,
    operator: ExpandOperator,
    dialect: &dyn Dialect,
) -> Result<String> {
    let types = element_types(bind);
    if values.is_empty() {
        return dialect.empty_set(&types, operator);
    }
    let mut is_rows = false;
    let mut parts = Vec::with_capacity(values.len());
    for value in values {
        let Some(row) = as_row(bind, value) else {
            parts.push(render(value, &bind.sql_type, dialect)?);
            continue;
        };
        is_rows = true;
        let typed = row.iter().zip(types.iter().chain(std::iter::repeat(&SqlType::Null)));
        let items = typed.map(|(value, sql_type)| render(value, sql_type, dialect));
        parts.push(format!("({})", items.collect::<Result<Vec<_>>>()?.join(", ")));
    }
    let prefix = if is_rows && dialect.traits().tuple_in_values { "VALUES " } else { "" };
    Ok(format!("{prefix}{}", parts.join(", ")))
}

/// A text in quotes.
pub(crate) fn quoted(text: &str, dialect: &dyn Dialect) -> String {
    let mut escaped = text.replace('\'', "''");
    if dialect.escape_backslashes() {
        escaped = escaped.replace('\\', "\\\\");
    }
    if dialect.doubles_percents() {
        escaped = escaped.replace('%', "%%");
    }
    format!("'{escaped}'")
}

fn integer(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(i64::from(*value).to_string()),
        Value::Int(value) => Some(value.to_string()),
        Value::BigInt(value) => Some(value.to_string()),
        Value::Float(value) if value.is_finite() => Some(format!("{:.0}", value.trunc())),
        Value::Str(text) => text.trim().parse::<i64>().ok().map(|number| number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Float(_) => Some(value.repr()),
        Value::Decimal(value) => Some(value.to_string()),
        Value::Str(text) => text.trim().parse::<f64>().ok().map(|_| text.to_string()),
        other => integer(other),
    }
}

fn boolean(value: &Value, dialect: &dyn Dialect) -> Option<String> {
    let value = match value {
        Value::Bool(value) => *value,
        Value::Int(0) => false,
        Value::Int(1) => true,
        _ => return None,
    };
    Some(dialect.boolean_text(value).to_owned())
}

/// As the value goes to the driver, in quotes.
fn bound(value: &Value, sql_type: &SqlType, dialect: &dyn Dialect) -> Result<Option<String>> {
    let processed = match sql_type.bind_processor(dialect) {
        Some(processor) => processor(value.clone())?,
        None => value.clone(),
    };
    Ok(match &processed {
        Value::Str(text) => Some(quoted(text, dialect)),
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(|text| quoted(text, dialect)),
        Value::Date(date) => Some(format!("'{date}'")),
        Value::DateTime(at, offset) => {
            let offset = offset.map(|offset| offset.to_string()).unwrap_or_default();
            Some(format!("'{at}{offset}'"))
        }
        Value::Time(time) => Some(format!("'{time}'")),
        Value::Uuid(number) if dialect.traits().supports_native_uuid => {
            Some(format!("'{}'", hyphenated(*number)))
        }
        Value::Uuid(number) => Some(format!("'{number:032x}'")),
        other => integer(other),
    })
}

fn hyphenated(number: u128) -> String {
    let hex = format!("{number:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn custom(value: &Value, sql_type: &SqlType, dialect: &dyn Dialect) -> Result<String> {
    match sql_type {
        SqlType::Custom(custom) => {
            let inner = custom.bind(value.clone(), dialect.name())?;
            render(&inner, &custom.implementation(dialect)?, dialect)
        }
        SqlType::Standard { base, .. } | SqlType::Variant { base, .. } => {
            custom_base(value, base, dialect)
        }
        _ => Err(cannot_render(value, sql_type, dialect)),
    }
}

fn custom_base(value: &Value, base: &SqlType, dialect: &dyn Dialect) -> Result<String> {
    render(value, base, dialect)
}

fn cannot_render(value: &Value, sql_type: &SqlType, dialect: &dyn Dialect) -> Error {
    let name = dialect.type_name(sql_type).unwrap_or_else(|_| "NULL".to_owned());
    Error::compile(format!(
        "Could not render literal value \"{}\" with datatype {name}; see parent stack trace for \
         more detail.",
        value.repr()
    ))
}
