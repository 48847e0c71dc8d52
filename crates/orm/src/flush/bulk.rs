//! Rows written without instances: the statements of bulk operations.

use ormlab_core::dml::{Insert, Update};
use ormlab_core::{Error, Result, Statement, Table, Value};
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::CursorResult;

use super::Flush;
use super::emit::check_updated;
use super::save::evaluates_none;
use super::statement::{
    FlushConnection, ParameterSet, Stored, all_of, equals, has_same_names, label_of,
    primary_key_of, runs, set_parameter, stored_columns, tables_of,
};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::session::Session;

/// `session.execute(insert(User), [...])`.
pub(crate) struct BulkInsert<'a> {
    pub(crate) session: &'a Session,
    pub(crate) mapper: &'a Mapper,
    pub(crate) statement: &'a Insert,
    pub(crate) render_nulls: bool,
    pub(crate) options: &'a ExecutionOptions,
}

/// The value that a row gives for an attribute.
fn given<'a>(row: &'a ParameterSet, key: &str) -> Option<&'a Value> {
    row.iter().find(|(name, _)| &**name == key).map(|(_, value)| value)
}

fn splice(results: Vec<CursorResult>) -> Result<CursorResult> {
    let mut results = results.into_iter().filter(CursorResult::returns_rows);
    let Some(first) = results.next() else { return Ok(CursorResult::without_rows()) };
    let rest: Vec<CursorResult> = results.collect();
    if rest.is_empty() { Ok(first) } else { first.merge(&rest) }
}

impl BulkInsert<'_> {
    pub(crate) fn execute(&self, rows: &[ParameterSet]) -> Result<CursorResult> {
        let connection = self.session.connection_for(Some(self.mapper))?;
        let mut results = Vec::new();
        for table in tables_of(&self.mapper.base_mapper()) {
            let sets: Vec<ParameterSet> = rows.iter().map(|row| self.set(&table, row)).collect();
            for run in runs(&sets, has_same_names) {
                let statement = Statement::from(self.statement.clone());
                results.push(if self.statement.base.returning.is_empty() {
                    let lowered = crate::dml::lower(&statement)?;
                    connection.execute_with(&lowered, run, self.options)?
                } else {
                    crate::dml::returning(
                        self.session,
                        &statement,
                        &self.statement.base,
                        run,
                        self.options,
                    )?
                });
            }
        }
        splice(results)
    }

    fn set(&self, table: &Table, row: &ParameterSet) -> ParameterSet {
        let mut set = ParameterSet::default();
        for Stored { property, column, .. } in stored_columns(self.mapper, table) {
            match given(row, &property.key) {
                Some(value) if !value.is_null() || self.render_nulls || evaluates_none(&column) => {
                    set_parameter(&mut set, column.key(), value.clone());
                }
                _ => {}
            }
        }
        set
    }
}

/// `session.execute(update(User), [...])`: each row by its primary key.
pub(crate) struct BulkUpdate<'a> {
    pub(crate) session: &'a Session,
    pub(crate) mapper: &'a Mapper,
    pub(crate) statement: &'a Update,
    pub(crate) options: &'a ExecutionOptions,
}

impl BulkUpdate<'_> {
    pub(crate) fn execute(&self, rows: &[ParameterSet]) -> Result<CursorResult> {
        let connection = self.session.connection_for(Some(self.mapper))?;
        let checks = self.statement.where_criteria.is_empty();
        for table in tables_of(&self.mapper.base_mapper()) {
            let mut sets = Vec::new();
            for row in rows {
                sets.extend(self.set(&table, row)?);
            }
            let keys = primary_key_of(self.mapper, &table);
            let criteria = keys.iter().map(|column| equals(column, label_of(column))).collect();
            let statement = Statement::from(self.statement.clone().where_(all_of(criteria)));
            let statement = crate::dml::lower(&statement)?;
            for run in runs(&sets, has_same_names) {
                let result = connection.execute_with(&statement, run, self.options)?;
                if checks {
                    let count = result.cursor().map_or(-1, |cursor| cursor.rowcount());
                    let connection = FlushConnection(connection.clone());
                    check_updated(&connection, &table, run.len(), count)?;
                }
            }
        }
        Ok(CursorResult::without_rows())
    }

    fn set(&self, table: &Table, row: &ParameterSet) -> Result<Option<ParameterSet>> {
        let keys = primary_key_of(self.mapper, table);
        let mut set = ParameterSet::default();
        let mut locator = ParameterSet::default();
        let mut missing: Vec<String> = Vec::new();
        for Stored { property, column, .. } in stored_columns(self.mapper, table) {
            let value = given(row, &property.key);
            if !keys.contains(&column) {
                if let Some(value) = value {
                    set_parameter(&mut set, column.key(), value.clone());
                }
            } else if let Some(value) = value.filter(|value| !value.is_null()) {
                set_parameter(&mut locator, label_of(&column), value.clone());
            } else {
                missing.push(super::update::column_name(table, &column));
            }
        }
        if set.is_empty() && self.statement.values.is_none() {
            return Ok(None);
        }
        if !missing.is_empty() {
            return Err(Error::invalid_request(format!(
                "No primary key value supplied for column(s) {}; per-row ORM Bulk UPDATE by Primary Key requires that records contain primary key values",
                missing.join(", ")
            ))
            .with_code("bupq"));
        }
        set.extend(locator);
        Ok(Some(set))
    }
}

/// Inserts instances and gives them their keys, without cascades, hooks or a session.
pub(crate) fn insert_plainly(
    session: &Session,
    mapper: &Mapper,
    instances: &[Instance],
) -> Result<()> {
    let mut flush = Flush::new(session);
    let base = mapper.base_mapper();
    for table in tables_of(&base) {
        let changes = flush.collect_inserts(&base, &table, instances)?;
        flush.emit_inserts(&base, &table, &changes)?;
    }
    for instance in instances {
        let passive = crate::passive::Passive::RETURN_NO_VALUE;
        let values = crate::session::key_values(mapper, instance, passive)?;
        let key = crate::identity::KeyValues::new(&values);
        instance.set_key(Some(mapper.identity_key(key)));
    }
    Ok(())
}
