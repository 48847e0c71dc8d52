//! Python's `repr()` of types: `String(length=50)`.

use super::{EnumType, NumericOptions, SqlType, StringOptions};
use crate::value::str_repr;

/// Arguments that differ from their defaults, in order.
#[derive(Default)]
struct Arguments(Vec<String>);

impl Arguments {
    fn positional(mut self, text: impl Into<String>) -> Arguments {
        self.0.push(text.into());
        self
    }

    fn named(mut self, name: &str, value: Option<String>) -> Arguments {
        self.0.extend(value.map(|value| format!("{name}={value}")));
        self
    }

    fn flag(self, name: &str, is_set: bool) -> Arguments {
        self.named(name, is_set.then(|| "True".to_owned()))
    }
}

impl SqlType {
    /// Name of the class in Python.
    pub fn class_name(&self) -> String {
        let name = match self {
            SqlType::Null => "NullType",
            SqlType::Integer => "Integer",
            SqlType::SmallInteger => "SmallInteger",
            SqlType::BigInteger => "BigInteger",
            SqlType::Numeric(_) => "Numeric",
            SqlType::Float(_) => "Float",
            SqlType::Double(_) => "Double",
            SqlType::String(_) => "String",
            SqlType::Text(_) => "Text",
            SqlType::Unicode(_) => "Unicode",
            SqlType::UnicodeText(_) => "UnicodeText",
            SqlType::Boolean { .. } => "Boolean",
            SqlType::Date => "Date",
            SqlType::DateTime { .. } => "DateTime",
            SqlType::Time { .. } => "Time",
            SqlType::Interval => "Interval",
            SqlType::LargeBinary { .. } => "LargeBinary",
            SqlType::Json { .. } => "JSON",
            SqlType::JsonIndex => "JSONIndexType",
            SqlType::JsonPath => "JSONPathType",
            SqlType::Uuid { .. } => "Uuid",
            SqlType::Enum(_) => "Enum",
            SqlType::Array { .. } => "ARRAY",
            SqlType::Tuple(_) => "TupleType",
            SqlType::Standard { name, .. } => name,
            SqlType::Variant { base, .. } => return base.class_name(),
            SqlType::Custom(custom) => return custom.name(),
        };
        name.to_owned()
    }

    /// `repr(type)`.
    pub fn repr(&self) -> String {
        if let SqlType::Variant { base, .. } = self {
            return base.repr();
        }
        format!("{}({})", self.class_name(), self.arguments().0.join(", "))
    }

    fn arguments(&self) -> Arguments {
        let none = Arguments::default();
        match self {
            SqlType::Numeric(options) | SqlType::Float(options) | SqlType::Double(options) => {
                let habit = matches!(self, SqlType::Numeric(_));
                numeric_arguments(options, habit)
            }
            SqlType::String(options)
            | SqlType::Text(options)
            | SqlType::Unicode(options)
            | SqlType::UnicodeText(options) => string_arguments(options),
            SqlType::Boolean { create_constraint, name } => none
                .flag("create_constraint", *create_constraint)
                .named("name", name.as_deref().map(str_repr)),
            SqlType::DateTime { timezone } | SqlType::Time { timezone } => {
                none.flag("timezone", *timezone)
            }
            SqlType::LargeBinary { length } => none.named("length", text_of(length.as_ref())),
            SqlType::Json { none_as_null } => none.flag("none_as_null", *none_as_null),
            SqlType::Uuid { as_uuid: false } => none.named("as_uuid", Some("False".to_owned())),
            SqlType::Enum(labels) => enum_arguments(labels),
            SqlType::Array { item, dimensions } => {
                none.positional(item.repr()).named("dimensions", text_of(dimensions.as_ref()))
            }
            SqlType::Standard { base, .. } => base.arguments(),
            _ => none,
        }
    }
}

fn text_of<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(ToString::to_string)
}

fn string_arguments(options: &StringOptions) -> Arguments {
    Arguments::default()
        .named("length", text_of(options.length.as_ref()))
        .named("collation", options.collation.as_deref().map(str_repr))
}

fn numeric_arguments(options: &NumericOptions, is_decimal: bool) -> Arguments {
    let asdecimal = options.asdecimal.filter(|asdecimal| *asdecimal != is_decimal);
    Arguments::default()
        .named("precision", text_of(options.precision.as_ref()))
        .named("scale", text_of(options.scale.as_ref()))
        .named("asdecimal", asdecimal.map(|yes| if yes { "True" } else { "False" }.to_owned()))
        .named("decimal_return_scale", text_of(options.decimal_return_scale.as_ref()))
}

fn enum_arguments(labels: &EnumType) -> Arguments {
    let mut arguments = Arguments::default();
    for label in &labels.labels {
        arguments = arguments.positional(str_repr(label));
    }
    let not_native = (!labels.native_enum).then(|| "False".to_owned());
    arguments
        .named("name", labels.name.as_deref().map(str_repr))
        .named("native_enum", not_native)
        .flag("create_constraint", labels.create_constraint)
        .named("length", text_of(labels.length.as_ref()))
}
