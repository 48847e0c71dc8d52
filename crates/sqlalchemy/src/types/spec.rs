//! The classes of types: their bases, and what calling each makes.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::types::{EnumType, NumericOptions, StringOptions};
use ormlab_core::value::Value;
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::{Object, PyResult, Vm};

use super::{decorator, defined, type_engine, type_of};
use crate::arguments::{flag, maybe_flag, maybe_text, maybe_u32};
use crate::conversion;
use crate::names::ClassSpec;

const TYPES: &str = "sqlalchemy.sql.sqltypes";
const API: &str = "sqlalchemy.sql.type_api";

/// What calling a class makes.
pub(super) struct TypeSpec {
    pub(super) name: &'static str,
    pub(super) make: fn(&Vm, Args) -> PyResult<SqlType>,
}

impl TypeSpec {
    pub(super) const fn new(
        name: &'static str,
        make: fn(&Vm, Args) -> PyResult<SqlType>,
    ) -> TypeSpec {
        TypeSpec { name, make }
    }
}

const fn class(name: &'static str, bases: &'static [&'static str]) -> ClassSpec {
    ClassSpec::plain(name, TYPES, bases)
}

/// The classes of `sqlalchemy.types`.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("TypeEngine", API, &[], type_engine),
    ClassSpec::plain("ExternalType", API, &[]),
    ClassSpec::new("TypeDecorator", API, &["ExternalType", "TypeEngine"], decorator::fill),
    ClassSpec::new("UserDefinedType", API, &["ExternalType", "TypeEngine"], defined::fill),
    class("SchemaType", &[]),
    class("Concatenable", &[]),
    class("Indexable", &[]),
    class("NumericCommon", &[]),
    class("NullType", &["TypeEngine"]),
    class("Integer", &["TypeEngine"]),
    class("SmallInteger", &["Integer"]),
    class("BigInteger", &["Integer"]),
    class("Numeric", &["NumericCommon", "TypeEngine"]),
    class("Float", &["NumericCommon", "TypeEngine"]),
    class("Double", &["Float"]),
    class("String", &["Concatenable", "TypeEngine"]),
    class("Text", &["String"]),
    class("Unicode", &["String"]),
    class("UnicodeText", &["Text"]),
    class("Boolean", &["SchemaType", "TypeEngine"]),
    class("Date", &["TypeEngine"]),
    class("DateTime", &["TypeEngine"]),
    class("Time", &["TypeEngine"]),
    class("Interval", &["TypeDecorator"]),
    class("_Binary", &["TypeEngine"]),
    class("LargeBinary", &["_Binary"]),
    class("PickleType", &["TypeDecorator"]),
    class("JSON", &["Indexable", "TypeEngine"]),
    class("Uuid", &["TypeEngine"]),
    class("Enum", &["String", "SchemaType", "TypeEngine"]),
    class("ARRAY", &["Indexable", "Concatenable", "TypeEngine"]),
    class("TupleType", &["TypeEngine"]),
    class("INTEGER", &["Integer"]),
    class("INT", &["Integer"]),
    class("SMALLINT", &["SmallInteger"]),
    class("BIGINT", &["BigInteger"]),
    class("NUMERIC", &["Numeric"]),
    class("DECIMAL", &["Numeric"]),
    class("FLOAT", &["Float"]),
    class("REAL", &["Float"]),
    class("DOUBLE", &["Double"]),
    class("DOUBLE_PRECISION", &["Double"]),
    class("VARCHAR", &["String"]),
    class("CHAR", &["String"]),
    class("NCHAR", &["Unicode"]),
    class("NVARCHAR", &["Unicode"]),
    class("TEXT", &["Text"]),
    class("CLOB", &["Text"]),
    class("BOOLEAN", &["Boolean"]),
    class("DATE", &["Date"]),
    class("DATETIME", &["DateTime"]),
    class("TIMESTAMP", &["DateTime"]),
    class("TIME", &["Time"]),
    class("BLOB", &["LargeBinary"]),
    class("BINARY", &["_Binary"]),
    class("VARBINARY", &["_Binary"]),
    class("UUID", &["Uuid"]),
];

const fn spec(name: &'static str, make: fn(&Vm, Args) -> PyResult<SqlType>) -> TypeSpec {
    TypeSpec { name, make }
}

macro_rules! standard {
    ($name:literal, $make:ident) => {
        spec($name, |vm, args| {
            Ok(SqlType::Standard { name: $name, base: Rc::new($make(vm, args)?) })
        })
    };
}

const SPECS: &[TypeSpec] = &[
    spec("NullType", |vm, args| nothing(vm, args, SqlType::Null)),
    spec("Integer", integer),
    spec("SmallInteger", small_integer),
    spec("BigInteger", big_integer),
    spec("Numeric", numeric),
    spec("Float", float),
    spec("Double", double),
    spec("String", string),
    spec("Text", text),
    spec("Unicode", |vm, args| Ok(SqlType::Unicode(string_options(vm, args, "Unicode")?))),
    spec("UnicodeText", |vm, args| {
        Ok(SqlType::UnicodeText(string_options(vm, args, "UnicodeText")?))
    }),
    spec("Boolean", boolean),
    spec("Date", date),
    spec("DateTime", datetime),
    spec("Time", time),
    spec("Interval", |vm, args| {
        args.bind(vm, "Interval.__init__", ["native", "second_precision", "day_precision"], 0)?;
        Ok(SqlType::Interval)
    }),
    spec("LargeBinary", binary),
    spec("JSON", |vm, args| {
        let [none_as_null] = args.bind(vm, "JSON.__init__", ["none_as_null"], 0)?;
        Ok(SqlType::Json { none_as_null: flag(vm, none_as_null, false)? })
    }),
    spec("Uuid", uuid),
    spec("Enum", enumeration),
    spec("ARRAY", array),
    spec("TupleType", |vm, args| {
        let items: PyResult<Vec<SqlType>> =
            args.positional.iter().map(|item| type_of(vm, item)).collect();
        Ok(SqlType::Tuple(items?.into()))
    }),
    spec("PickleType", |vm, _| Err(vm.unsupported("PickleType"))),
    standard!("INTEGER", integer),
    standard!("INT", integer),
    standard!("SMALLINT", small_integer),
    standard!("BIGINT", big_integer),
    standard!("NUMERIC", numeric),
    standard!("DECIMAL", numeric),
    standard!("FLOAT", float),
    standard!("REAL", float),
    standard!("DOUBLE", double),
    standard!("DOUBLE_PRECISION", double),
    standard!("VARCHAR", string),
    standard!("CHAR", string),
    standard!("NCHAR", string),
    standard!("NVARCHAR", string),
    standard!("TEXT", text),
    standard!("CLOB", text),
    standard!("BOOLEAN", boolean),
    standard!("DATE", date),
    standard!("DATETIME", datetime),
    standard!("TIMESTAMP", datetime),
    standard!("TIME", time),
    standard!("BLOB", binary),
    standard!("BINARY", binary),
    standard!("VARBINARY", binary),
    standard!("UUID", uuid),
];

fn all() -> impl Iterator<Item = &'static TypeSpec> {
    SPECS.iter().chain(super::dialect::SPECS)
}

/// What calling this class makes, if it is one of ours.
pub(super) fn of_class(class: &Class) -> Option<&'static TypeSpec> {
    let spec = all().find(|spec| class.name() == *spec.name)?;
    class.module().starts_with("sqlalchemy.").then_some(spec)
}

/// The class of a type.
pub(super) fn class_name(sql_type: &SqlType) -> &'static str {
    match sql_type {
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
        SqlType::Json { .. } | SqlType::JsonIndex | SqlType::JsonPath => "JSON",
        SqlType::Uuid { .. } => "Uuid",
        SqlType::Enum(_) => "Enum",
        SqlType::Array { .. } => "ARRAY",
        SqlType::Tuple(_) => "TupleType",
        SqlType::Standard { name, base } => {
            if SPECS.iter().any(|spec| spec.name == *name) {
                name
            } else {
                class_name(base)
            }
        }
        SqlType::Variant { base, .. } => class_name(base),
        SqlType::Custom(_) => "TypeDecorator",
    }
}

fn nothing(vm: &Vm, args: Args, sql_type: SqlType) -> PyResult<SqlType> {
    if args.is_empty() {
        return Ok(sql_type);
    }
    Err(vm.type_error(format!("{}() takes no arguments", class_name(&sql_type))))
}

pub(super) fn integer(vm: &Vm, args: Args) -> PyResult<SqlType> {
    nothing(vm, args, SqlType::Integer)
}

fn small_integer(vm: &Vm, args: Args) -> PyResult<SqlType> {
    nothing(vm, args, SqlType::SmallInteger)
}

fn big_integer(vm: &Vm, args: Args) -> PyResult<SqlType> {
    nothing(vm, args, SqlType::BigInteger)
}

fn date(vm: &Vm, args: Args) -> PyResult<SqlType> {
    nothing(vm, args, SqlType::Date)
}

fn string_options(vm: &Vm, args: Args, name: &str) -> PyResult<StringOptions> {
    let function = format!("{name}.__init__");
    let names = ["self", "length", "collation", "collation_schema"];
    let [_, length, collation, _] = args.after(Object::None).bind(vm, &function, names, 1)?;
    Ok(StringOptions { length: maybe_u32(vm, length)?, collation: maybe_text(vm, collation)? })
}

pub(super) fn string(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::String(string_options(vm, args, "String")?))
}

pub(super) fn text(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::Text(string_options(vm, args, "Text")?))
}

fn numeric(vm: &Vm, args: Args) -> PyResult<SqlType> {
    let names = ["self", "precision", "scale", "decimal_return_scale", "asdecimal"];
    let [_, precision, scale, return_scale, asdecimal] =
        args.after(Object::None).bind(vm, "Numeric.__init__", names, 1)?;
    Ok(SqlType::Numeric(NumericOptions {
        precision: maybe_u32(vm, precision)?,
        scale: maybe_u32(vm, scale)?,
        decimal_return_scale: maybe_u32(vm, return_scale)?,
        asdecimal: maybe_flag(vm, asdecimal)?,
    }))
}

fn float_options(vm: &Vm, args: Args) -> PyResult<NumericOptions> {
    let names = ["self", "precision", "asdecimal", "decimal_return_scale"];
    let [_, precision, asdecimal, return_scale] =
        args.after(Object::None).bind(vm, "Float.__init__", names, 1)?;
    Ok(NumericOptions {
        precision: maybe_u32(vm, precision)?,
        scale: None,
        asdecimal: maybe_flag(vm, asdecimal)?,
        decimal_return_scale: maybe_u32(vm, return_scale)?,
    })
}

fn float(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::Float(float_options(vm, args)?))
}

fn double(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::Double(float_options(vm, args)?))
}

fn boolean(vm: &Vm, args: Args) -> PyResult<SqlType> {
    let [create, name] = args.bind(vm, "Boolean.__init__", ["create_constraint", "name"], 0)?;
    Ok(SqlType::Boolean {
        create_constraint: flag(vm, create, false)?,
        name: maybe_text(vm, name)?,
    })
}

fn timezone(vm: &Vm, args: Args, name: &str) -> PyResult<bool> {
    let [_, timezone] =
        args.after(Object::None).bind(vm, &format!("{name}.__init__"), ["self", "timezone"], 1)?;
    flag(vm, timezone, false)
}

fn datetime(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::DateTime { timezone: timezone(vm, args, "DateTime")? })
}

fn time(vm: &Vm, args: Args) -> PyResult<SqlType> {
    Ok(SqlType::Time { timezone: timezone(vm, args, "Time")? })
}

pub(super) fn binary(vm: &Vm, args: Args) -> PyResult<SqlType> {
    let [length] = args.bind(vm, "LargeBinary.__init__", ["length"], 0)?;
    Ok(SqlType::LargeBinary { length: maybe_u32(vm, length)? })
}

fn uuid(vm: &Vm, args: Args) -> PyResult<SqlType> {
    let [as_uuid, _native] = args.bind(vm, "Uuid.__init__", ["as_uuid", "native_uuid"], 0)?;
    Ok(SqlType::Uuid { as_uuid: flag(vm, as_uuid, true)? })
}

fn array(vm: &Vm, args: Args) -> PyResult<SqlType> {
    let names = ["item_type", "as_tuple", "dimensions", "zero_indexes"];
    let [item, _, dimensions, _] = args.bind(vm, "ARRAY.__init__", names, 1)?;
    let item = Rc::new(type_of(vm, &item.unwrap_or(Object::None))?);
    Ok(SqlType::Array { item, dimensions: maybe_u32(vm, dimensions)? })
}

pub(super) fn enumeration(vm: &Vm, mut args: Args) -> PyResult<SqlType> {
    let chosen = args.take("values_callable");
    let mut made = EnumType::of_labels(Vec::new());
    made.name = maybe_text(vm, args.take("name"))?;
    made.native_enum = flag(vm, args.take("native_enum"), true)?;
    made.create_constraint = flag(vm, args.take("create_constraint"), false)?;
    made.validate_strings = flag(vm, args.take("validate_strings"), false)?;
    made.length = maybe_u32(vm, args.take("length"))?;
    crate::arguments::refuse_any(vm, &mut args, "Enum", &["schema", "quote"])?;
    crate::arguments::refuse_false(vm, &mut args, "Enum", "omit_aliases")?;
    // They say where and in which order a type of its own stands, which only PostgreSQL has.
    for elsewhere in ["inherit_schema", "metadata", "sort_key_function"] {
        args.take(elsewhere);
    }
    args.no_more_keywords(vm, "Enum.__init__")?;
    match args.positional.as_slice() {
        [Object::Class(class)] => of_python_enum(vm, &mut made, class, chosen)?,
        labels => {
            for label in crate::arguments::items(vm, labels)? {
                made.labels.push(crate::arguments::text(vm, &label)?);
            }
        }
    }
    Ok(SqlType::Enum(Rc::new(made)))
}

/// `Enum(Level)`: the names of the members are stored, or what `values_callable` gives.
fn of_python_enum(
    vm: &Vm,
    made: &mut EnumType,
    class: &Class,
    chosen: Option<Object>,
) -> PyResult<()> {
    let object = Object::Class(class.clone());
    let members = vm.collect(&object)?;
    let labels = match crate::arguments::given(chosen) {
        Some(callable) => vm.collect(&vm.call(&callable, Args::one(object))?)?,
        None => {
            let name = |member: &Object| vm.attr(member, "name");
            members.iter().map(name).collect::<PyResult<_>>()?
        }
    };
    for label in labels {
        made.labels.push(crate::arguments::text(vm, &label)?);
    }
    let values: PyResult<Vec<Value>> =
        members.iter().map(|m| conversion::to_value(vm, m)).collect();
    made.members = values?;
    if made.name.is_none() {
        made.name = Some(class.name().to_lowercase().into());
    }
    Ok(())
}
