//! [`Dialect`]: what one database spells or does differently. Data where data is enough.

use std::fmt;

/// What a database can do, as the compiler and the planner of DDL ask.
#[derive(Clone, Debug)]
pub struct DialectTraits {
    pub supports_alter: bool,
    pub supports_sequences: bool,
    pub sequences_optional: bool,
    pub supports_comments: bool,
    pub inline_comments: bool,
    pub supports_constraint_comments: bool,
    pub insert_returning: bool,
    pub update_returning: bool,
    pub delete_returning: bool,
    /// Many rows in one INSERT with RETURNING: `insertmanyvalues`.
    pub insert_executemany_returning: bool,
    pub use_insertmanyvalues: bool,
    pub supports_multivalues_insert: bool,
    pub supports_default_values: bool,
    pub supports_native_boolean: bool,
    pub supports_native_decimal: bool,
    pub supports_native_uuid: bool,
    pub supports_native_enum: bool,
    /// Whether the database gives the id of the row inserted last.
    pub postfetch_lastrowid: bool,
    pub favor_returning_over_lastrowid: bool,
    pub max_identifier_length: usize,
}

/// How parameters are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamStyle {
    /// `?`
    Qmark,
    /// `:name`
    Named,
    /// `%s`
    Format,
    /// `%(name)s`
    Pyformat,
    /// `$1`
    NumericDollar,
}

/// A database's way with SQL.
pub trait Dialect: fmt::Debug {
    fn name(&self) -> &'static str;
    fn driver(&self) -> &'static str;
    fn traits(&self) -> &DialectTraits;
    fn param_style(&self) -> ParamStyle;
}
