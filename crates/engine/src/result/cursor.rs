//! [`CursorDetails`]: what only the result of a cursor knows: counts, keys, the context.

use std::cell::OnceCell;
use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::compiler::{DmlCompiled, StatementKind};
use ormlab_core::{Error, Result, Statement, Value};

use super::{Row, RowMeta};
use crate::connection::Connection;
use crate::context::{ExecuteStyle, ExecutionContext};
use crate::driver::DriverResult;
use crate::environment::Clock;
use crate::statement_log::{StatementId, StatementLog};

/// What a cursor knows besides its rows.
pub struct CursorDetails {
    context: Rc<ExecutionContext>,
    rowcount: i64,
    lastrowid: Option<i64>,
    statement: Option<StatementId>,
    returned: OnceCell<Vec<Row>>,
}

fn dml(context: &ExecutionContext) -> Option<&DmlCompiled> {
    context.compiled.as_ref().and_then(|compiled| compiled.dml.as_ref())
}

/// Whether it is an INSERT, UPDATE or DELETE that a compiler wrote.
pub(super) fn is_crud(context: &ExecutionContext) -> bool {
    dml(context).is_some()
}

/// Whether its RETURNING is the script's.
pub(super) fn gives_rows(context: &ExecutionContext) -> bool {
    dml(context).is_some_and(|dml| !dml.returning.is_empty() && !dml.is_implicit_returning)
}

/// Whether its RETURNING was added.
pub(super) fn is_implicit(context: &ExecutionContext) -> bool {
    dml(context).is_some_and(|dml| dml.is_implicit_returning)
}

/// Whether the rows of the added RETURNING are for the script too: `return_defaults` with
/// `supplemental_cols`.
fn is_supplemental(context: &ExecutionContext) -> bool {
    let base = match &context.statement {
        Some(Statement::Insert(insert)) => &insert.base,
        Some(Statement::Update(update)) => &update.base,
        Some(Statement::Delete(delete)) => &delete.base,
        _ => return false,
    };
    !base.supplemental_returning.is_empty()
}

impl CursorDetails {
    pub(super) fn new(
        context: Rc<ExecutionContext>,
        rows: &DriverResult,
        statement: Option<StatementId>,
    ) -> CursorDetails {
        CursorDetails {
            context,
            rowcount: rows.rowcount,
            lastrowid: rows.lastrowid,
            statement,
            returned: OnceCell::new(),
        }
    }

    pub fn context(&self) -> &Rc<ExecutionContext> {
        &self.context
    }

    pub fn connection(&self) -> &Connection {
        &self.context.connection
    }

    /// What it takes to note times in the statement log.
    pub(super) fn timing(&self) -> Option<(Rc<dyn Clock>, Rc<StatementLog>, StatementId)> {
        let environment = self.connection().engine().environment();
        let log = environment.statements.clone()?;
        Some((environment.clock.clone(), log, self.statement?))
    }

    pub(super) fn statement_id(&self) -> Option<StatementId> {
        self.statement
    }

    /// `rowcount`.
    pub fn rowcount(&self) -> i64 {
        match self.returned.get() {
            Some(rows) if !self.is_insert() => i64::try_from(rows.len()).unwrap_or(i64::MAX),
            _ => self.rowcount,
        }
    }

    /// `lastrowid`.
    pub fn lastrowid(&self) -> Option<i64> {
        self.lastrowid
    }

    /// `is_insert`.
    pub fn is_insert(&self) -> bool {
        self.is_kind(StatementKind::Insert)
    }

    fn is_kind(&self, kind: StatementKind) -> bool {
        self.context.compiled.as_ref().is_some_and(|compiled| compiled.kind == kind)
    }

    /// Whether the rows are the script's as well.
    pub(super) fn set_returned_defaults(&self, rows: Vec<Row>) -> bool {
        let supplemental = is_supplemental(&self.context);
        // Set once: the cursor is read once.
        let _ = self.returned.set(rows);
        supplemental
    }

    /// `returned_defaults_rows`.
    pub fn returned_defaults_rows(&self) -> Option<&[Row]> {
        self.returned.get().map(Vec::as_slice)
    }

    /// `returned_defaults`.
    pub fn returned_defaults(&self) -> Result<Option<Row>> {
        if self.context.is_executemany() {
            return Err(Error::invalid_request(
                "This statement was an executemany call; if return defaults is supported, please \
                 use .returned_defaults_rows.",
            ));
        }
        Ok(self.returned.get().and_then(|rows| rows.first().cloned()))
    }

    fn insert(&self) -> Result<&DmlCompiled> {
        let not = |what: &str| Error::invalid_request(format!("Statement is not {what}."));
        if self.context.compiled.is_none() {
            return Err(not("a compiled expression construct"));
        }
        if !self.is_insert() {
            return Err(not("an insert() expression construct"));
        }
        dml(&self.context).ok_or_else(|| not("an insert() expression construct"))
    }

    /// `inserted_primary_key`.
    pub fn inserted_primary_key(&self) -> Result<Option<Row>> {
        if self.context.is_executemany() {
            return Err(Error::invalid_request(
                "This statement was an executemany call; if primary key returning is supported, \
                 please use .inserted_primary_key_rows.",
            ));
        }
        Ok(self.inserted_primary_key_rows()?.into_iter().next())
    }

    /// `inserted_primary_key_rows`.
    pub fn inserted_primary_key_rows(&self) -> Result<Vec<Row>> {
        let dml = self.insert()?;
        if gives_rows(&self.context) {
            return Err(Error::invalid_request(
                "Can't call inserted_primary_key when returning() is used.",
            ));
        }
        let keys = dml.primary_key.iter().map(Column::key).collect();
        let meta = RowMeta::of_keys(keys);
        let rows = self.context.compiled_parameters.len();
        let rows = self.returned.get().map_or(rows, Vec::len);
        let row = |index: usize| {
            let values: Result<Vec<Value>> =
                dml.primary_key.iter().map(|column| self.key_value(dml, column, index)).collect();
            Ok(Row::new(meta.clone(), values?))
        };
        (0..rows).map(row).collect()
    }

    /// The value of a key column in the row inserted at `index`.
    fn key_value(&self, dml: &DmlCompiled, column: &Column, index: usize) -> Result<Value> {
        if let Some(row) = self.returned.get().and_then(|rows| rows.get(index))
            && let Some(place) = row.meta().find_element(column.id())
        {
            return row.get(place);
        }
        let given = self.context.compiled_parameters.get(index);
        let given = given.and_then(|set| set.get(&column.key())).cloned().unwrap_or_default();
        let single = self.context.style == ExecuteStyle::Execute && index == 0;
        let is_last = single
            && dml.postfetch_lastrowid
            && dml.autoincrement_column.as_ref() == Some(column)
            && given.is_null();
        match (is_last, self.lastrowid) {
            (true, Some(id)) => self.processed(column, Value::Int(id)),
            _ => Ok(given),
        }
    }

    fn processed(&self, column: &Column, value: Value) -> Result<Value> {
        match column.sql_type().result_processor(&**self.connection().dialect()) {
            Some(processor) => processor(value),
            None => Ok(value),
        }
    }

    /// `lastrow_has_defaults()`.
    pub fn lastrow_has_defaults(&self) -> bool {
        dml(&self.context).is_some_and(|dml| !dml.postfetch.is_empty())
    }

    /// `postfetch_cols()`.
    pub fn postfetch_columns(&self) -> &[Column] {
        dml(&self.context).map_or(&[], |dml| &dml.postfetch)
    }

    /// `last_inserted_params()`, `last_updated_params()`.
    pub fn last_parameters(&self) -> Option<&indexmap::IndexMap<Rc<str>, Value>> {
        self.context.compiled_parameters.first()
    }
}
