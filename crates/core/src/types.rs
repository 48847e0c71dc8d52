//! [`SqlType`]: the generic types and the SQL-standard ones, as data.
//!
//! How a dialect spells a type is in `compiler/type_ddl.rs`; how values cross to a driver and back is
//! in `types/processor.rs`.

mod coerce;
mod enum_type;
mod processor;
mod repr;

use std::any::Any;
use std::fmt;
use std::rc::Rc;

pub use enum_type::EnumType;
pub use processor::{BindProcessor, ResultProcessor, json_dumps, json_loads, parse_datetime};

use crate::dialect::Dialect;
use crate::error::Result;
use crate::value::Value;

/// `String(length, collation)` and its kin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringOptions {
    pub length: Option<u32>,
    pub collation: Option<Rc<str>>,
}

/// `Numeric(precision, scale, asdecimal)`; for floats `scale` is not rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumericOptions {
    pub precision: Option<u32>,
    pub scale: Option<u32>,
    /// Whether results are `Decimal`; `None` is the type's own habit.
    pub asdecimal: Option<bool>,
    pub decimal_return_scale: Option<u32>,
}

/// A type that the layer above defines: `TypeDecorator`, `UserDefinedType`, `PickleType`.
pub trait CustomType: fmt::Debug {
    fn name(&self) -> String;
    /// The type that it is made on, dialects apart: what operators go by.
    fn base(&self) -> SqlType;
    /// The type that it is stored as on a dialect.
    fn implementation(&self, dialect: &dyn Dialect) -> Result<SqlType>;
    /// Before the implementation's own processing.
    fn bind(&self, value: Value, dialect: &'static str) -> Result<Value>;
    /// After the implementation's own processing.
    fn result(&self, value: Value, dialect: &'static str) -> Result<Value>;
    /// `cache_ok`: whether statements with it may be cached.
    fn is_cacheable(&self) -> bool {
        true
    }
    fn as_any(&self) -> &dyn Any;
}

/// A type by its role; which spelling it has is the dialect's business.
#[derive(Clone, Debug, Default)]
pub enum SqlType {
    /// No type is known.
    #[default]
    Null,
    Integer,
    SmallInteger,
    BigInteger,
    Numeric(NumericOptions),
    Float(NumericOptions),
    Double(NumericOptions),
    String(StringOptions),
    Text(StringOptions),
    Unicode(StringOptions),
    UnicodeText(StringOptions),
    Boolean {
        create_constraint: bool,
        name: Option<Rc<str>>,
    },
    Date,
    DateTime {
        timezone: bool,
    },
    Time {
        timezone: bool,
    },
    Interval,
    LargeBinary {
        length: Option<u32>,
    },
    Json {
        none_as_null: bool,
    },
    /// The key or number in `json["key"]`.
    JsonIndex,
    /// The path in `json[("a", 1)]`.
    JsonPath,
    Uuid {
        as_uuid: bool,
    },
    Enum(Rc<EnumType>),
    Array {
        item: Rc<SqlType>,
        dimensions: Option<u32>,
    },
    Tuple(Rc<[SqlType]>),
    /// A type that is rendered by its own name: `VARCHAR(50)`; it behaves as `base`.
    Standard {
        /// In upper case: `VARCHAR`, `BIGINT`, `TIMESTAMP`.
        name: &'static str,
        base: Rc<SqlType>,
    },
    /// `type.with_variant(variant, *dialects)`.
    Variant {
        base: Rc<SqlType>,
        variants: Rc<[(Rc<str>, SqlType)]>,
    },
    Custom(Rc<dyn CustomType>),
}

/// What operators and coercions ask of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Affinity {
    Null,
    Integer,
    Numeric,
    Float,
    String,
    Boolean,
    Date,
    DateTime,
    Time,
    Interval,
    Binary,
    Json,
    Uuid,
    Array,
    Tuple,
    Custom,
}

impl SqlType {
    pub const BOOLEAN: SqlType = SqlType::Boolean { create_constraint: false, name: None };
    pub const DATETIME: SqlType = SqlType::DateTime { timezone: false };

    pub fn string(length: Option<u32>) -> SqlType {
        SqlType::String(StringOptions { length, collation: None })
    }

    pub fn is_null(&self) -> bool {
        matches!(self, SqlType::Null)
    }

    /// `_type_affinity`.
    pub fn affinity(&self) -> Affinity {
        match self {
            SqlType::Null => Affinity::Null,
            SqlType::Integer | SqlType::SmallInteger | SqlType::BigInteger => Affinity::Integer,
            SqlType::Numeric(_) => Affinity::Numeric,
            SqlType::Float(_) | SqlType::Double(_) => Affinity::Float,
            SqlType::String(_)
            | SqlType::Text(_)
            | SqlType::Unicode(_)
            | SqlType::UnicodeText(_)
            | SqlType::Enum(_) => Affinity::String,
            SqlType::Boolean { .. } => Affinity::Boolean,
            SqlType::Date => Affinity::Date,
            SqlType::DateTime { .. } => Affinity::DateTime,
            SqlType::Time { .. } => Affinity::Time,
            SqlType::Interval => Affinity::Interval,
            SqlType::LargeBinary { .. } => Affinity::Binary,
            SqlType::Json { .. } => Affinity::Json,
            SqlType::JsonIndex | SqlType::JsonPath => Affinity::String,
            SqlType::Uuid { .. } => Affinity::Uuid,
            SqlType::Array { .. } => Affinity::Array,
            SqlType::Tuple(_) => Affinity::Tuple,
            SqlType::Standard { base, .. } | SqlType::Variant { base, .. } => base.affinity(),
            SqlType::Custom(custom) => match custom.base().affinity() {
                Affinity::Null => Affinity::Custom,
                affinity => affinity,
            },
        }
    }
}
