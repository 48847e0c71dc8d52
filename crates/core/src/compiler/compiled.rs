//! [`Compiled`]: the text of a statement, its parameters, and what its result means.
//!
//! Made by [`super::compile`]; the engine turns it and the given values into an [`Executable`].

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::column::Column;
use crate::dialect::Dialect;
use crate::element::ElementId;
use crate::expr::{Bind, Expr};
use crate::from::FromClause;
use crate::types::{BindProcessor, SqlType};
use crate::value::Value;

/// What kind of statement a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    Select,
    Insert,
    Update,
    Delete,
    Text,
    Ddl,
    Expr,
}

/// How the columns of a result are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResultMatching {
    /// The n-th column of the cursor is the n-th of [`Compiled::result_columns`].
    #[default]
    Positional,
    /// By name: `text()` and `*` have a say in what comes back.
    Named,
    /// By name, where `table_column` stands for `table.column`: `text().columns(table.c.x)`.
    Loose,
}

/// One column of the result.
#[derive(Clone, Debug)]
pub struct ResultColumn {
    /// As the cursor reports it; `None` for a `text()` in the columns clause.
    pub name: Option<Rc<str>>,
    /// The attribute of the row.
    pub key: Option<Rc<str>>,
    pub sql_type: SqlType,
    /// The columns and labels that it answers to.
    pub targets: Vec<ElementId>,
    /// More names that it answers to: the key of its column, `table_column`.
    pub names: Vec<Rc<str>>,
    /// Keeps the targets alive.
    pub element: Option<Expr>,
}

/// A column whose Python-side default is evaluated for each row before it is sent.
#[derive(Clone, Debug)]
pub struct Prefetch {
    pub column: Column,
    /// The parameter that takes the value: the key of the column, or `key_m1` in a multi-row INSERT.
    pub key: Rc<str>,
}

/// What is needed to send many rows in one INSERT.
#[derive(Clone, Debug)]
pub struct InsertManyValues {
    /// Where `(?, ?)` stands in the text; for a row of defaults, where `DEFAULT VALUES` does.
    pub values: Range<usize>,
    /// Which of [`Compiled::positions`] are within.
    pub parameters: Range<usize>,
    pub is_default_values: bool,
    pub sort_by_parameter_order: bool,
    pub includes_upsert: bool,
    /// Whether the SET of an upsert has parameters, so that rows cannot share a statement.
    pub has_upsert_parameters: bool,
    /// Columns that come last in RETURNING and put the rows in the order of the parameters.
    pub sentinel_columns: Vec<Column>,
    /// The parameters that hold the sentinels, where the client knows them.
    pub sentinel_keys: Option<Vec<Rc<str>>>,
    /// The database makes the sentinels in order.
    pub implicit_sentinel: bool,
}

/// What an INSERT, UPDATE or DELETE asks of the one who executes it.
#[derive(Clone, Debug)]
pub struct DmlCompiled {
    pub table: FromClause,
    /// The keys in the order of the primary key, as parameters are called.
    pub primary_key: Vec<Column>,
    pub autoincrement_column: Option<Column>,
    pub is_inline: bool,
    /// `return_defaults()` was asked for.
    pub return_defaults: bool,
    pub insert_prefetch: Vec<Prefetch>,
    pub update_prefetch: Vec<Prefetch>,
    /// Columns whose value the server makes and nobody fetched.
    pub postfetch: Vec<Column>,
    /// The columns of RETURNING, given or implicit.
    pub returning: Vec<Expr>,
    /// RETURNING was added to learn the primary key or defaults; its rows are not the script's.
    pub is_implicit_returning: bool,
    /// The primary key is the cursor's `lastrowid`.
    pub postfetch_lastrowid: bool,
    pub insertmanyvalues: Option<InsertManyValues>,
    pub is_multi_values: bool,
}

/// Whether the list is that of IN or of NOT IN: an empty one is written differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpandOperator {
    #[default]
    None,
    In,
    NotIn,
}

/// What is done with a parameter when its value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Postcompile {
    Expanding(ExpandOperator),
    /// Written as a literal: `literal_execute=True`.
    Literal(ExpandOperator),
}

/// A compiled statement.
///
/// Its methods, in `compiler/params.rs`: `construct_params(&self, given: Option<&[(Rc<str>, Value)]>,
/// group: Option<usize>) -> Result<IndexMap<Rc<str>, Value>>`, `params(&self)` and
/// `finish(&self, params: &IndexMap<Rc<str>, Value>) -> Result<Executable>`.
pub struct Compiled {
    /// With a token `__[POSTCOMPILE_name]` for each expanding parameter.
    pub sql: Rc<str>,
    pub dialect: Rc<dyn Dialect>,
    pub kind: StatementKind,
    /// By the names in the text.
    pub binds: IndexMap<Rc<str>, Bind>,
    /// The names in the order in which their values are sent.
    pub positions: Vec<Rc<str>>,
    pub result_columns: Vec<ResultColumn>,
    pub matching: ResultMatching,
    pub dml: Option<DmlCompiled>,
    pub is_cacheable: bool,
    /// Of FROM elements that nothing joins.
    pub warnings: Vec<String>,
    /// The parameters that are written out when the values are known.
    pub(super) postcompile: FxHashMap<Rc<str>, Postcompile>,
    pub(super) processors: OnceCell<Vec<Option<BindProcessor>>>,
}

/// What goes to the driver.
#[derive(Clone, Debug)]
pub struct Executable {
    pub sql: Rc<str>,
    /// In the order of the placeholders, as the driver takes them.
    pub parameters: Vec<Value>,
}
