//! The names of types, as the standard spells them; dialects override what they spell differently.

use crate::dialect::{Dialect, Feature};
use crate::error::{Error, Result};
use crate::types::{NumericOptions, SqlType, StringOptions};

/// The name of a type where the dialect says nothing else.
pub(crate) fn standard_type_name(sql_type: &SqlType, dialect: &dyn Dialect) -> Result<String> {
    Ok(match sql_type {
        SqlType::Null => return null_name(dialect),
        SqlType::Integer => "INTEGER".to_owned(),
        SqlType::SmallInteger => "SMALLINT".to_owned(),
        SqlType::BigInteger => "BIGINT".to_owned(),
        SqlType::Numeric(options) => numeric_name("NUMERIC", options),
        SqlType::Float(_) => "FLOAT".to_owned(),
        SqlType::Double(_) => "DOUBLE".to_owned(),
        SqlType::String(options) | SqlType::Unicode(options) => {
            string_name("VARCHAR", options, dialect)
        }
        SqlType::Text(options) | SqlType::UnicodeText(options) => {
            string_name("TEXT", options, dialect)
        }
        SqlType::Boolean { .. } => "BOOLEAN".to_owned(),
        SqlType::Date => "DATE".to_owned(),
        SqlType::DateTime { .. } | SqlType::Interval => "DATETIME".to_owned(),
        SqlType::Time { .. } => "TIME".to_owned(),
        SqlType::LargeBinary { .. } => "BLOB".to_owned(),
        SqlType::Json { .. } => "JSON".to_owned(),
        SqlType::JsonIndex | SqlType::JsonPath => "VARCHAR".to_owned(),
        SqlType::Uuid { .. } if dialect.traits().supports_native_uuid => "UUID".to_owned(),
        SqlType::Uuid { .. } => "CHAR(32)".to_owned(),
        SqlType::Enum(enum_type) => format!("VARCHAR({})", enum_type.column_length()),
        SqlType::Array { .. } => return array_name(dialect),
        SqlType::Tuple(_) => {
            return Err(dialect.cannot_render("<class 'sqlalchemy.sql.sqltypes.TupleType'>"));
        }
        SqlType::Standard { name, base } => standard_name(name, base, dialect)?,
        SqlType::Variant { base, variants } => {
            let variant = variants.iter().find(|(name, _)| **name == *dialect.name());
            return dialect.type_name(variant.map_or(base, |(_, variant)| variant));
        }
        SqlType::Custom(custom) => return dialect.type_name(&custom.implementation(dialect)?),
    })
}

fn null_name(dialect: &dyn Dialect) -> Result<String> {
    if dialect.name() == "default" {
        return Ok("NULL".to_owned());
    }
    Err(Error::compile(
        "Can't generate DDL for NullType(); did you forget to specify a type on this Column?",
    ))
}

fn array_name(dialect: &dyn Dialect) -> Result<String> {
    if dialect.name() == "default" {
        return Ok("ARRAY".to_owned());
    }
    dialect.require(Feature::ArrayAccess)?;
    Err(dialect.cannot_render("<class 'sqlalchemy.sql.sqltypes.ARRAY'>"))
}

/// `VARCHAR(50) COLLATE "x"`.
pub(crate) fn string_name(name: &str, options: &StringOptions, dialect: &dyn Dialect) -> String {
    let mut text = name.to_owned();
    if let Some(length) = options.length {
        text.push_str(&format!("({length})"));
    }
    if let Some(collation) = &options.collation {
        text.push_str(" COLLATE ");
        if dialect.quoting().collations {
            dialect.quoting().write(&mut text, collation);
        } else {
            text.push_str(collation);
        }
    }
    text
}

/// `NUMERIC(10, 2)`.
pub(crate) fn numeric_name(name: &str, options: &NumericOptions) -> String {
    match (options.precision, options.scale) {
        (None, _) => name.to_owned(),
        (Some(precision), None) => format!("{name}({precision})"),
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
    }
}

/// A type of the SQL standard by its own name, with the arguments that it was given.
pub(crate) fn standard_name(name: &str, base: &SqlType, dialect: &dyn Dialect) -> Result<String> {
    let name = if name == "DOUBLE_PRECISION" { "DOUBLE PRECISION" } else { name };
    Ok(match base {
        SqlType::String(options)
        | SqlType::Text(options)
        | SqlType::Unicode(options)
        | SqlType::UnicodeText(options)
            if !matches!(name, "CLOB" | "NCLOB") =>
        {
            string_name(name, options, dialect)
        }
        SqlType::Numeric(options) if matches!(name, "NUMERIC" | "DECIMAL") => {
            numeric_name(name, options)
        }
        SqlType::LargeBinary { length: Some(length) } if matches!(name, "BINARY" | "VARBINARY") => {
            format!("{name}({length})")
        }
        _ => name.to_owned(),
    })
}
