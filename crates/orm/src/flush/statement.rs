//! The statements of a flush and the connection that they are sent on.

use std::rc::Rc;

use ormlab_core::expr::{Bind, BindValue, ExprKind, Operator};
use ormlab_core::{Column, Expr, Result, SqlType, Statement, Table, Value};
use ormlab_engine::connection::Connection;
use ormlab_engine::context::ExecutionContext;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::{CursorDetails, CursorResult, Row};

pub(crate) use ormlab_engine::connection::ParameterSet;

use super::Flush;
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::property::Property;

/// Sets a parameter, in place of one of that name.
pub(super) fn set_parameter(set: &mut ParameterSet, name: Rc<str>, value: Value) {
    match set.iter_mut().find(|(other, _)| *other == name) {
        Some(entry) => entry.1 = value,
        None => set.push((name, value)),
    }
}

pub(super) fn has_parameter(set: &ParameterSet, name: &str) -> bool {
    set.iter().any(|(other, _)| &**other == name)
}

pub(super) fn remove_parameter(set: &mut ParameterSet, name: &str) {
    set.retain(|(other, _)| &**other != name);
}

/// Whether both have the same names, in whatever order.
pub(super) fn has_same_names(a: &ParameterSet, b: &ParameterSet) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // Mostly both were made by one layout: the very same names in the same order.
    a.iter().zip(b).all(|(a, b)| Rc::ptr_eq(&a.0, &b.0))
        || a.iter().all(|(name, _)| has_parameter(b, name))
}

/// What is written of one instance to one table.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// `None` for a plain row of a bulk operation.
    pub(crate) instance: Option<Instance>,
    pub(crate) params: ParameterSet,
    /// Columns that get an SQL expression.
    pub(crate) exprs: Vec<(Column, Expr)>,
    pub(crate) has_all_pks: bool,
    pub(crate) has_all_defaults: bool,
}

impl Change {
    /// Whether both go to the database by one statement.
    pub(super) fn goes_with(&self, other: &Change) -> bool {
        has_same_names(&self.params, &other.params)
            && self.exprs.is_empty() == other.exprs.is_empty()
            && self.has_all_pks == other.has_all_pks
            && self.has_all_defaults == other.has_all_defaults
    }
}

/// Splits into runs of neighbours that belong together.
pub(super) fn runs<T>(items: &[T], together: impl Fn(&T, &T) -> bool) -> Vec<&[T]> {
    items.chunk_by(|a, b| together(a, b)).collect()
}

/// A parameter for the value of a column, under a name of its own.
pub(super) fn bind_of(column: &Column, name: Rc<str>) -> Expr {
    Bind::named(name, BindValue::Required, column.sql_type()).into_expr()
}

/// `column = :name`.
pub(super) fn equals(column: &Column, name: Rc<str>) -> Expr {
    let kind = ExprKind::Binary {
        left: Expr::from(column),
        operator: Operator::Eq,
        right: bind_of(column, name),
        modifiers: Vec::new(),
    };
    Expr::new(kind, SqlType::BOOLEAN)
}

/// `a AND b AND …`.
pub(super) fn all_of(mut clauses: Vec<Expr>) -> Expr {
    if clauses.len() == 1 {
        return clauses.remove(0);
    }
    Expr::new(ExprKind::BooleanList { operator: Operator::And, clauses }, SqlType::BOOLEAN)
}

/// The name of the parameter that finds a row to be updated: `users_id`.
pub(crate) fn label_of(column: &Column) -> Rc<str> {
    let Some(table) = column.schema_table() else { return column.name() };
    let prefix = match table.schema() {
        Some(schema) => format!("{}_{}", schema.replace('.', "_"), table.name()),
        None => table.name().to_string(),
    };
    let label = format!("{prefix}_{}", column.name());
    let mut free = label.clone();
    let mut number = 1;
    while table.column(&free).is_some() {
        free = format!("{label}_{number}");
        number += 1;
    }
    free.into()
}

/// A column of a table that a class stores, with what a flush asks of it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) property: Property,
    pub(super) column: Column,
    pub(super) key: Rc<str>,
    /// JSON that says `null` itself: `None` is a value like others.
    pub(super) evaluates_none: bool,
    /// Without any default: given NULL where nothing was set.
    pub(super) is_none_by_habit: bool,
}

/// The mapped columns of a table, in its order.
pub(super) fn stored_columns(mapper: &Mapper, table: &Table) -> Vec<Stored> {
    let found = table.columns().into_iter().filter_map(|column| {
        let property = mapper.property_of_column(&column)?;
        Some(Stored {
            property,
            key: column.key(),
            evaluates_none: super::save::evaluates_none(&column),
            is_none_by_habit: super::save::is_none_by_habit(&column),
            column,
        })
    });
    found.collect()
}

/// The primary key as a mapper has it of one of its tables.
pub(crate) fn primary_key_of(mapper: &Mapper, table: &Table) -> Vec<Column> {
    let own = |column: &Column| column.schema_table().as_ref() == Some(table);
    if mapper.primary_key.iter().any(own) {
        return mapper.primary_key.iter().filter(|column| own(column)).cloned().collect();
    }
    table.primary_key()
}

/// The tables of a hierarchy, each after those that it refers to.
pub(super) fn tables_of(base: &Mapper) -> Vec<Table> {
    vec![base.table.clone()]
}

/// What a statement of a flush gave.
pub(crate) struct Sent(pub(crate) CursorResult);

impl Sent {
    fn details(&self) -> &CursorDetails {
        self.0.cursor().expect("a statement of a flush goes to a cursor")
    }

    pub(super) fn context(&self) -> &Rc<ExecutionContext> {
        self.details().context()
    }

    pub(super) fn rowcount(&self) -> i64 {
        self.details().rowcount()
    }

    /// The primary keys of the inserted rows.
    pub(super) fn keys(&self) -> Result<Vec<Vec<Value>>> {
        let rows = self.details().inserted_primary_key_rows()?;
        rows.iter().map(Row::values).collect()
    }

    /// The row that RETURNING gave for the set of parameters at `position`.
    pub(super) fn returned(&self, position: usize) -> Result<Vec<Value>> {
        let rows = self.details().returned_defaults_rows().unwrap_or_default();
        rows.get(position).map_or(Ok(Vec::new()), Row::values)
    }
}

/// A connection as a flush uses it.
#[derive(Clone)]
pub(crate) struct FlushConnection(pub(crate) Connection);

impl FlushConnection {
    pub(crate) fn execute(&self, statement: &Statement, sets: &[ParameterSet]) -> Result<Sent> {
        self.0.execute_with(statement, sets, &ExecutionOptions::default()).map(Sent)
    }

    /// Executes and tells how many rows were changed.
    pub(super) fn execute_sets(&self, statement: &Statement, sets: &[ParameterSet]) -> Result<i64> {
        Ok(self.execute(statement, sets)?.rowcount())
    }

    /// Whether the driver says how many rows one statement changed.
    pub(super) fn counts_rows(&self) -> bool {
        true
    }

    /// Whether the driver says how many rows a statement with many sets of parameters changed.
    pub(super) fn counts_rows_of_many(&self) -> bool {
        true
    }
}

impl Flush {
    /// The stored columns of a class, worked out once a flush.
    pub(super) fn stored(&self, mapper: &Mapper, table: &Table) -> Rc<[Stored]> {
        let key = (mapper.id(), table.id());
        if let Some(known) = self.layouts.borrow().get(&key) {
            return known.clone();
        }
        let stored: Rc<[Stored]> = stored_columns(mapper, table).into();
        self.layouts.borrow_mut().insert(key, stored.clone());
        stored
    }

    pub(super) fn connection(&self, mapper: &Mapper) -> Result<FlushConnection> {
        self.session.connection_for(Some(mapper)).map(FlushConnection)
    }
}
