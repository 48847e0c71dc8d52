//! DELETEs of a flush, and what is done after rows were written.

use ormlab_core::dml::delete;
use ormlab_core::{Error, ErrorKind, Result, Table};

use super::Flush;
use super::save::{is_in, prefers_eager_defaults, server_default_columns, sorted};
use super::statement::{
    FlushConnection, ParameterSet, all_of, equals, primary_key_of, set_parameter, tables_of,
};
use super::update::{column_name, onupdate_columns};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::property::Property;

impl Flush {
    /// Deletes the rows of instances of one hierarchy.
    pub(super) fn delete(&mut self, base: &Mapper, instances: &[Instance]) -> Result<()> {
        let connection = self.connection(base)?;
        let instances = sorted(instances)?;
        if instances.is_empty() {
            return Ok(());
        }
        for instance in &instances {
            let mapper = instance.mapper();
            mapper.events.before_delete.each(|hook| hook(mapper, &connection.0, instance))?;
        }
        for table in tables_of(base).iter().rev() {
            self.delete_from(base, table, &connection, &instances)?;
        }
        for instance in &instances {
            let mapper = instance.mapper();
            mapper.events.after_delete.each(|hook| hook(mapper, &connection.0, instance))?;
        }
        Ok(())
    }

    fn delete_from(
        &mut self,
        base: &Mapper,
        table: &Table,
        connection: &FlushConnection,
        instances: &[Instance],
    ) -> Result<()> {
        let version = base.version_id_column.as_ref().filter(|column| is_in(column, table));
        let mut columns = primary_key_of(base, table);
        columns.extend(version.cloned());
        let mut sets = Vec::new();
        for instance in instances {
            let mut set = ParameterSet::default();
            for column in &columns {
                let value = self.committed_column(instance, column)?.unwrap_or_default();
                if value.is_null() {
                    return Err(Error::new(
                        ErrorKind::Flush,
                        format!(
                            "Can't delete from table {} using NULL for primary key value on column {}",
                            table.fullname(),
                            column_name(table, column),
                        ),
                    ));
                }
                set_parameter(&mut set, column.key(), value);
            }
            sets.push(set);
        }
        let criteria = columns.iter().map(|column| equals(column, column.key())).collect();
        let statement = delete(table).where_(all_of(criteria));
        let found = connection.execute_sets(&statement.into(), &sets)?;
        self.check_deleted(base, table, connection, (sets.len(), found), version.is_some())
    }

    fn check_deleted(
        &self,
        base: &Mapper,
        table: &Table,
        connection: &FlushConnection,
        (expected, found): (usize, i64),
        has_version: bool,
    ) -> Result<()> {
        let is_known = found > -1 && (connection.counts_rows_of_many() || expected == 1);
        let is_right = found == i64::try_from(expected).unwrap_or(i64::MAX);
        if !base.confirm_deleted_rows || !is_known || is_right {
            return Ok(());
        }
        let message = format!(
            "DELETE statement on table '{}' expected to delete {expected} row(s); {found} were matched.  Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning.",
            table.fullname()
        );
        if has_version {
            return Err(Error::new(ErrorKind::StaleData, message));
        }
        self.session.warn(&message);
        Ok(())
    }

    /// Hooks and defaults after INSERTs and UPDATEs.
    pub(super) fn finish_saved(
        &mut self,
        inserted: &[Instance],
        updated: &[Instance],
    ) -> Result<()> {
        for (instance, is_insert) in
            inserted.iter().map(|i| (i, true)).chain(updated.iter().map(|i| (i, false)))
        {
            let mapper = instance.mapper().clone();
            expire_readonly(instance)?;
            if mapper.eager_defaults == Some(true) {
                self.load_defaults(instance)?;
            }
            let events = &mapper.events;
            let hooks = if is_insert { &events.after_insert } else { &events.after_update };
            if !hooks.is_empty() {
                let connection = self.connection(&mapper)?;
                hooks.each(|hook| hook(&mapper, &connection.0, instance))?;
            }
        }
        Ok(())
    }

    /// Reads what the database made by a SELECT, where RETURNING did not bring it.
    fn load_defaults(&self, instance: &Instance) -> Result<()> {
        let mapper = instance.mapper();
        let mut due: Vec<Property> = Vec::new();
        for table in tables_of(&mapper.base_mapper()) {
            let columns = server_default_columns(mapper, &table);
            for column in columns.into_iter().chain(onupdate_columns(mapper, &table)) {
                let property = mapper.property_of_column(&column);
                due.extend(property.filter(|property| {
                    !instance.is_loaded(property.slot) && !instance.is_changed(property.slot)
                }));
            }
            debug_assert!(prefers_eager_defaults(mapper, &table));
        }
        if due.is_empty() {
            return Ok(());
        }
        self.session.load_after_flush(instance, &due)
    }
}

/// Attributes that are read from expressions are read again.
fn expire_readonly(instance: &Instance) -> Result<()> {
    let is_due = |property: &Property| {
        let column = property.as_column();
        column.is_some_and(|column| {
            let loaded = instance.is_loaded(property.slot);
            column.spec.expression.is_some() && (!column.spec.deferred || loaded)
        })
    };
    let due: Vec<Property> = instance.mapper().properties().into_iter().filter(is_due).collect();
    if due.is_empty() { Ok(()) } else { instance.expire_attributes(&due) }
}
