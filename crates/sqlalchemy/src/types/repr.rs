//! How types print, `String(length=50)`, and the attributes they have.

use ormlab_core::SqlType;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use super::type_object;
use crate::conversion::to_object;

/// `Name(argument=…)`, with the arguments that are not the usual ones.
pub(super) fn repr(name: &str, sql_type: &SqlType) -> String {
    let shown = sql_type.repr();
    let arguments = shown.split_once('(').map_or(")", |(_, arguments)| arguments);
    format!("{name}({arguments}")
}

/// `type.length` and its kin.
pub(super) fn attribute(vm: &Vm, sql_type: &SqlType, name: &Str) -> PyResult<Option<Object>> {
    let base = match sql_type {
        SqlType::Standard { base, .. } | SqlType::Variant { base, .. } => base,
        other => other,
    };
    Ok(match (name.as_str(), base) {
        ("python_type", _) => python_type(vm, base),
        ("length", SqlType::Enum(known)) => Some(i64::from(known.column_length()).into()),
        ("enums", SqlType::Enum(known)) => {
            Some(Object::list(known.labels.iter().map(|label| Object::from(&**label))))
        }
        ("name", SqlType::Enum(known)) => Some(known.name.as_deref().map(Object::from).into()),
        ("enum_class", SqlType::Enum(known)) => Some(
            known.members.first().map_or(Object::None, |m| vm.class_of(&to_object(vm, m)).into()),
        ),
        ("length", SqlType::LargeBinary { length }) => Some(length.map(i64::from).into()),
        ("timezone", SqlType::DateTime { timezone } | SqlType::Time { timezone }) => {
            Some((*timezone).into())
        }
        ("item_type", SqlType::Array { item, .. }) => Some(type_object(vm, item)),
        ("as_uuid", SqlType::Uuid { as_uuid }) => Some((*as_uuid).into()),
        (name, base) => string_or_number(name, base),
    })
}

fn string_or_number(name: &str, base: &SqlType) -> Option<Object> {
    match base {
        SqlType::String(options)
        | SqlType::Text(options)
        | SqlType::Unicode(options)
        | SqlType::UnicodeText(options) => match name {
            "length" => Some(options.length.map(i64::from).into()),
            "collation" => Some(options.collation.as_deref().map(Object::from).into()),
            _ => None,
        },
        SqlType::Numeric(options) | SqlType::Float(options) | SqlType::Double(options) => {
            match name {
                "precision" => Some(options.precision.map(i64::from).into()),
                "scale" => Some(options.scale.map(i64::from).into()),
                "asdecimal" => {
                    let usual = matches!(base, SqlType::Numeric(_));
                    Some(options.asdecimal.unwrap_or(usual).into())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn python_type(vm: &Vm, base: &SqlType) -> Option<Object> {
    let types = vm.types();
    Some(match base {
        SqlType::Integer | SqlType::SmallInteger | SqlType::BigInteger => (&types.int).into(),
        SqlType::Float(_) | SqlType::Double(_) => (&types.float).into(),
        SqlType::String(_) | SqlType::Text(_) | SqlType::Unicode(_) | SqlType::UnicodeText(_) => {
            (&types.str).into()
        }
        SqlType::Boolean { .. } => (&types.bool).into(),
        SqlType::LargeBinary { .. } => (&types.bytes).into(),
        SqlType::Json { .. } => (&types.dict).into(),
        SqlType::Array { .. } => (&types.list).into(),
        _ => return crate::conversion::python_class(vm, base),
    })
}
