//! Sends INSERTs and UPDATEs, many rows by one statement where that may be.

use ormlab_core::dml::{DmlKey, DmlValue, ReturnDefaults, insert, update};
use ormlab_core::{Error, ErrorKind, Result, Statement, Table, Value};

use super::Flush;
use super::postfetch::Fetched;
use super::save::{is_in, prefers_eager_defaults, server_default_columns};
use super::statement::{
    Change, FlushConnection, ParameterSet, Sent, all_of, equals, label_of, primary_key_of, runs,
};
use super::update::onupdate_columns;
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;

fn assignments(change: &Change) -> Vec<(DmlKey, DmlValue)> {
    let pairs = change.exprs.iter();
    pairs.map(|(column, expr)| (DmlKey::from(column), DmlValue::Expr(expr.clone()))).collect()
}

fn params_of(run: &[Change]) -> Vec<ParameterSet> {
    run.iter().map(|change| change.params.clone()).collect()
}

/// UPDATE.
impl Flush {
    /// Sends changes that go together.
    pub(super) fn emit_updates(
        &mut self,
        base: &Mapper,
        table: &Table,
        run: &[Change],
    ) -> Result<()> {
        if run.is_empty() {
            return Ok(());
        }
        let connection = self.connection(base)?;
        let count = self.emit_update_run(base, table, &connection, run)?;
        check_updated(&connection, table, run.len(), count)
    }

    fn emit_update_run(
        &mut self,
        base: &Mapper,
        table: &Table,
        connection: &FlushConnection,
        run: &[Change],
    ) -> Result<i64> {
        let version = base.version_id_column.as_ref().filter(|column| is_in(column, table));
        let mut criteria: Vec<_> = primary_key_of(base, table)
            .iter()
            .map(|column| equals(column, label_of(column)))
            .collect();
        criteria.extend(version.map(|column| equals(column, label_of(column))));
        let mut statement = update(table).where_(all_of(criteria));
        let mut returns = false;
        if !run[0].has_all_pks {
            let columns = Some(primary_key_of(base, table));
            statement = statement.return_defaults(ReturnDefaults { columns, ..Default::default() });
            returns = true;
        }
        let is_eager = !run[0].has_all_defaults && base.eager_defaults == Some(true);
        if is_eager && connection.0.dialect().traits().update_returning {
            let columns = Some(onupdate_columns(base, table));
            statement = statement.return_defaults(ReturnDefaults { columns, ..Default::default() });
            returns = true;
        }
        if !run[0].exprs.is_empty() || returns || version.is_some() {
            return self.emit_updates_singly(table, connection, &statement, run);
        }
        let result = connection.execute(&statement.into(), &params_of(run))?;
        for (position, change) in run.iter().enumerate() {
            self.postfetch(table, change, Fetched::of_update(&result, position)?)?;
        }
        Ok(result.rowcount())
    }

    fn emit_updates_singly(
        &mut self,
        table: &Table,
        connection: &FlushConnection,
        statement: &ormlab_core::dml::Update,
        run: &[Change],
    ) -> Result<i64> {
        let mut rows = 0;
        for change in run {
            let mut statement = statement.clone();
            if !change.exprs.is_empty() {
                statement = statement.values(assignments(change));
            }
            let statement = Statement::from(statement);
            let result = connection.execute(&statement, std::slice::from_ref(&change.params))?;
            self.postfetch(table, change, Fetched::of_update(&result, 0)?)?;
            rows += result.rowcount();
        }
        Ok(rows)
    }
}

pub(super) fn check_updated(
    connection: &FlushConnection,
    table: &Table,
    expected: usize,
    found: i64,
) -> Result<()> {
    let counts = connection.counts_rows_of_many() || (connection.counts_rows() && expected == 1);
    if !counts || found == i64::try_from(expected).unwrap_or(i64::MAX) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::StaleData,
        format!(
            "UPDATE statement on table '{}' expected to update {expected} row(s); {found} were matched.",
            table.fullname()
        ),
    ))
}

/// INSERT.
impl Flush {
    pub(super) fn emit_inserts(
        &mut self,
        base: &Mapper,
        table: &Table,
        changes: &[Change],
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let connection = self.connection(base)?;
        for run in runs(changes, Change::goes_with) {
            let prefers = prefers_eager_defaults(base, table)
                && !server_default_columns(base, table).is_empty();
            let fetches_defaults = !run[0].has_all_defaults
                && prefers
                && table.0.implicit_returning
                && connection.0.dialect().traits().insert_returning;
            if run[0].has_all_pks && run[0].exprs.is_empty() && !fetches_defaults {
                self.emit_known_inserts(table, &connection, run)?;
            } else {
                self.emit_fetching_inserts(base, table, &connection, run, prefers)?;
            }
        }
        Ok(())
    }

    /// Nothing is to be learnt of the rows.
    fn emit_known_inserts(
        &mut self,
        table: &Table,
        connection: &FlushConnection,
        run: &[Change],
    ) -> Result<()> {
        let result = connection.execute(&insert(table).into(), &params_of(run))?;
        for (position, change) in run.iter().enumerate() {
            self.postfetch(table, change, Fetched::of_insert(&result, position, None)?)?;
        }
        Ok(())
    }

    /// Primary keys or defaults come back.
    fn emit_fetching_inserts(
        &mut self,
        base: &Mapper,
        table: &Table,
        connection: &FlushConnection,
        run: &[Change],
        prefers_defaults: bool,
    ) -> Result<()> {
        let together = table.0.implicit_returning
            && run[0].exprs.is_empty()
            && run.len() > 1
            && connection.0.dialect().traits().insert_executemany_returning;
        let mut statement = insert(table);
        let returning = |columns| ReturnDefaults {
            columns: Some(columns),
            sort_by_parameter_order: true,
            ..Default::default()
        };
        if !run[0].has_all_defaults && prefers_defaults {
            statement = statement.return_defaults(returning(server_default_columns(base, table)));
        }
        if let Some(version) = &base.version_id_column {
            statement = statement.return_defaults(returning(vec![version.clone()]));
        } else if together {
            statement = statement.return_defaults(returning(table.primary_key()));
        }
        if together {
            let result = connection.execute(&statement.into(), &params_of(run))?;
            return self.take_keys(base, table, &result, run);
        }
        for change in run {
            let mut statement = statement.clone();
            if !change.exprs.is_empty() {
                statement = statement.values(assignments(change));
            }
            let statement = Statement::from(statement);
            let result = connection.execute(&statement, std::slice::from_ref(&change.params))?;
            let key = result.keys()?.into_iter().next().unwrap_or_default();
            self.take_key(base, table, change, key)?;
            self.postfetch(table, change, Fetched::of_insert(&result, 0, Some(0))?)?;
        }
        Ok(())
    }

    /// Gives each of many inserted instances the key that came back for it.
    fn take_keys(
        &mut self,
        base: &Mapper,
        table: &Table,
        result: &Sent,
        run: &[Change],
    ) -> Result<()> {
        let keys = result.keys()?;
        for (position, change) in run.iter().enumerate() {
            let Some(key) = keys.get(position).cloned() else {
                return Err(Error::new(
                    ErrorKind::Flush,
                    format!(
                        "Multi-row INSERT statement for {base} did not produce the correct number of INSERTed rows for RETURNING.  Ensure there are no triggers or special driver issues preventing INSERT from functioning properly."
                    ),
                ));
            };
            self.take_key(base, table, change, key)?;
            self.postfetch(table, change, Fetched::of_insert(result, position, Some(position))?)?;
        }
        Ok(())
    }

    fn take_key(
        &self,
        base: &Mapper,
        table: &Table,
        change: &Change,
        key: Vec<Value>,
    ) -> Result<()> {
        let Some(instance) = &change.instance else { return Ok(()) };
        for (value, column) in key.into_iter().zip(primary_key_of(base, table)) {
            let Some(property) = instance.mapper().property_of_column(&column) else { continue };
            let by_expr = change.exprs.iter().any(|(other, _)| *other == column);
            if by_expr || is_missing(instance, property.slot) {
                instance.put_slot(property.slot, Slot::Value(value));
            }
        }
        Ok(())
    }
}

fn is_missing(instance: &Instance, slot: usize) -> bool {
    instance.with_slot(slot, |slot| match slot {
        Slot::Value(value) => value.is_null(),
        other => !other.is_present(),
    })
}
