//! How types print, `String(length=50)`, and the attributes they have.

use ormlab_core::SqlType;
use ormlab_core::types::{EnumType, NumericOptions, StringOptions};
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use super::type_object;
use crate::conversion::{quoted, to_object};

/// Arguments in the order of the constructor, those left out as `None`.
type Shown = Vec<(&'static str, Option<String>)>;

/// `Name(argument=…)`, with the arguments that are not the usual ones.
pub(super) fn repr(vm: &Vm, name: &str, sql_type: &SqlType) -> PyResult<String> {
    if let SqlType::Variant { base, .. } = sql_type {
        return repr(vm, name, base);
    }
    if let SqlType::Enum(enumeration) = sql_type {
        return Ok(format!("Enum({})", enum_arguments(enumeration).join(", ")));
    }
    let shown = arguments(vm, sql_type)?.into_iter();
    let shown: Vec<String> =
        shown.filter_map(|(name, value)| value.map(|value| format!("{name}={value}"))).collect();
    Ok(format!("{name}({})", shown.join(", ")))
}

fn enum_arguments(enumeration: &EnumType) -> Vec<String> {
    let mut shown: Vec<String> = enumeration.labels.iter().map(|label| quoted(label)).collect();
    if let Some(name) = &enumeration.name {
        shown.push(format!("name={}", quoted(name)));
    }
    if !enumeration.native_enum {
        shown.push("native_enum=False".to_owned());
    }
    if enumeration.create_constraint {
        shown.push("create_constraint=True".to_owned());
    }
    shown
}

fn arguments(vm: &Vm, sql_type: &SqlType) -> PyResult<Shown> {
    Ok(match sql_type {
        SqlType::String(options)
        | SqlType::Text(options)
        | SqlType::Unicode(options)
        | SqlType::UnicodeText(options) => strings(options),
        SqlType::Numeric(options) => vec![
            ("precision", number(options.precision)),
            ("scale", number(options.scale)),
            ("decimal_return_scale", number(options.decimal_return_scale)),
            ("asdecimal", options.asdecimal.filter(|on| !on).map(|_| "False".to_owned())),
        ],
        SqlType::Float(options) | SqlType::Double(options) => floats(options),
        SqlType::Boolean { create_constraint, name } => vec![
            ("create_constraint", when(*create_constraint)),
            ("name", name.as_deref().map(quoted)),
        ],
        SqlType::DateTime { timezone } | SqlType::Time { timezone } => {
            vec![("timezone", when(*timezone))]
        }
        SqlType::LargeBinary { length } => vec![("length", number(*length))],
        SqlType::Json { none_as_null } => vec![("none_as_null", when(*none_as_null))],
        SqlType::Uuid { as_uuid } => vec![("as_uuid", (!as_uuid).then(|| "False".to_owned()))],
        SqlType::Array { item, dimensions } => {
            let item = vm.repr(&type_object(vm, item))?.to_string();
            return Ok(vec![("item_type", Some(item)), ("dimensions", number(*dimensions))]);
        }
        SqlType::Standard { base, .. } => arguments(vm, base)?,
        _ => Vec::new(),
    })
}

fn strings(options: &StringOptions) -> Shown {
    vec![
        ("length", number(options.length)),
        ("collation", options.collation.as_deref().map(quoted)),
    ]
}

fn floats(options: &NumericOptions) -> Shown {
    vec![
        ("precision", number(options.precision)),
        ("asdecimal", when(options.asdecimal == Some(true))),
        ("decimal_return_scale", number(options.decimal_return_scale)),
    ]
}

fn number(value: Option<u32>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn when(on: bool) -> Option<String> {
    on.then(|| "True".to_owned())
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
