//! `post_update`: foreign keys that are written by an UPDATE of their own, after or before everything else.

use ormlab_core::dml::update;
use ormlab_core::{Column, Result, Table};

use super::save::{is_in, sorted, split_value};
use super::statement::{
    ParameterSet, Stored, all_of, equals, has_parameter, has_same_names, label_of, primary_key_of,
    runs, set_parameter, tables_of,
};
use super::update::{next_version, properties_of};
use super::{Flush, emit, value_of};
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;
use crate::passive::Passive;

impl Flush {
    pub(super) fn post_update(&mut self, base: &Mapper, is_delete: bool) -> Result<()> {
        let Some((instances, columns)) = self.post_updates.get(&base.id()).cloned() else {
            return Ok(());
        };
        self.connection(base)?;
        let mut chosen: Vec<Instance> = instances.into_iter().collect();
        chosen.retain(|instance| self.is_deleted(instance) == is_delete);
        let chosen = sorted(&chosen)?;
        for table in tables_of(base) {
            let mut rows = Vec::new();
            for instance in &chosen {
                if let Some(params) = self.post_update_of(&table, instance, &columns)? {
                    rows.push((instance.clone(), params));
                }
            }
            self.emit_post_updates(base, &table, &rows)?;
        }
        Ok(())
    }

    fn post_update_of(
        &self,
        table: &Table,
        instance: &Instance,
        columns: &[Column],
    ) -> Result<Option<ParameterSet>> {
        let mapper = instance.mapper();
        let primary_key = primary_key_of(mapper, table);
        let mut params = ParameterSet::default();
        let mut has_data = false;
        for Stored { property, column, .. } in &*self.stored(mapper, table) {
            if primary_key.contains(column) {
                let value = split_value(value_of(instance, property, Passive::OFF)?).0;
                set_parameter(&mut params, label_of(column), value.unwrap_or_default());
                continue;
            }
            let has_onupdate =
                column.schema().is_some_and(|schema| schema.onupdate.borrow().is_some());
            if !columns.contains(column) && !has_onupdate {
                continue;
            }
            let history = instance.value_history(property, Passive::NO_INITIALIZE)?;
            if let Some(added) = history.added.into_iter().next() {
                let value = split_value(added).0;
                set_parameter(&mut params, column.key(), value.unwrap_or_default());
                has_data = true;
            }
        }
        if !has_data {
            return Ok(None);
        }
        if let Some(version) = mapper.version_id_column.as_ref().filter(|c| is_in(c, table)) {
            let old = self.committed_column(instance, version)?.unwrap_or_default();
            if instance.has_key() && !has_parameter(&params, &version.key()) {
                set_parameter(&mut params, version.key(), next_version(&old));
            }
            set_parameter(&mut params, label_of(version), old);
        }
        Ok(Some(params))
    }

    fn emit_post_updates(
        &mut self,
        base: &Mapper,
        table: &Table,
        rows: &[(Instance, ParameterSet)],
    ) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let connection = self.connection(base)?;
        let version = base.version_id_column.as_ref().filter(|column| is_in(column, table));
        let mut criteria: Vec<_> = primary_key_of(base, table)
            .iter()
            .map(|column| equals(column, label_of(column)))
            .collect();
        criteria.extend(version.map(|column| equals(column, label_of(column))));
        let statement = update(table).where_(all_of(criteria));
        for run in runs(rows, |a, b| has_same_names(&a.1, &b.1)) {
            let sets: Vec<ParameterSet> = run.iter().map(|(_, set)| set.clone()).collect();
            let result = connection.execute(&statement.clone().into(), &sets)?;
            for (position, (instance, _)) in run.iter().enumerate() {
                self.after_post_update(&result, position, instance, version)?;
            }
            emit::check_updated(&connection, table, run.len(), result.rowcount())?;
        }
        Ok(())
    }

    fn after_post_update(
        &self,
        result: &super::statement::Sent,
        position: usize,
        instance: &Instance,
        version: Option<&Column>,
    ) -> Result<()> {
        let is_deleted = self.is_deleted(instance);
        if is_deleted && version.is_none() {
            return Ok(());
        }
        let context = result.context();
        let Some(sent) = context.compiled_parameters.get(position) else { return Ok(()) };
        let dml = context.compiled.as_ref().and_then(|compiled| compiled.dml.as_ref());
        let mut made: Vec<Column> = version.cloned().into_iter().collect();
        let mut unknown = Vec::new();
        if let Some(dml) = dml.filter(|_| !is_deleted) {
            made.extend(dml.update_prefetch.iter().map(|prefetch| prefetch.column.clone()));
            unknown.extend(dml.postfetch.iter().cloned());
        }
        for column in made {
            let property = instance.mapper().property_of_column(&column);
            if let (Some(property), Some(value)) = (property, sent.get(&column.key())) {
                instance.put_slot(property.slot, Slot::Value(value.clone()));
            }
        }
        let unknown = properties_of(instance.mapper(), &unknown);
        if unknown.is_empty() { Ok(()) } else { instance.expire_attributes(&unknown) }
    }
}
