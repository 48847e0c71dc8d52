//! What an INSERT or UPDATE made of a row, taken back into its instance.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::{Column, Result, Table, Value};

use super::Flush;
use super::save::is_in;
use super::statement::{Change, Sent};
use super::update::properties_of;
use crate::instance::{Instance, Slot};

/// What a statement says of one row.
pub(super) struct Fetched {
    is_insert: bool,
    /// Values that were made before the statement was sent.
    prefetched: Vec<(Column, Value)>,
    /// Columns whose values only the database knows.
    unknown: Vec<Column>,
    /// Values that came back by RETURNING.
    returned: Vec<(Column, Value)>,
    sent: IndexMap<Rc<str>, Value>,
}

impl Fetched {
    pub(super) fn of_update(result: &Sent, position: usize) -> Result<Fetched> {
        Fetched::new(result, false, position, Some(position))
    }

    pub(super) fn of_insert(
        result: &Sent,
        position: usize,
        returned: Option<usize>,
    ) -> Result<Fetched> {
        Fetched::new(result, true, position, returned)
    }

    fn new(
        result: &Sent,
        is_insert: bool,
        position: usize,
        returned: Option<usize>,
    ) -> Result<Fetched> {
        let context = result.context();
        let sent = context.compiled_parameters.get(position).cloned().unwrap_or_default();
        let dml = context.compiled.as_ref().and_then(|compiled| compiled.dml.as_ref());
        let Some(dml) = dml else {
            let (prefetched, unknown, returned) = (Vec::new(), Vec::new(), Vec::new());
            return Ok(Fetched { is_insert, prefetched, unknown, returned, sent });
        };
        let prefetch = if is_insert { &dml.insert_prefetch } else { &dml.update_prefetch };
        let made = prefetch.iter().filter_map(|prefetch| {
            Some((prefetch.column.clone(), sent.get(&prefetch.key)?.clone()))
        });
        let prefetched = made.collect();
        let row = returned.map_or(Ok(Vec::new()), |position| result.returned(position))?;
        let columns = dml.returning.iter().map(|expr| expr.as_column().cloned());
        let returned = columns.zip(row).filter_map(|(column, value)| Some((column?, value)));
        let returned = returned.collect();
        Ok(Fetched { is_insert, prefetched, unknown: dml.postfetch.clone(), returned, sent })
    }
}

impl Flush {
    /// Takes back what the statement made of the row of `change`.
    pub(super) fn postfetch(
        &mut self,
        table: &Table,
        change: &Change,
        fetched: Fetched,
    ) -> Result<()> {
        let Some(instance) = change.instance.clone() else { return Ok(()) };
        let mapper = instance.mapper().clone();
        let mut refreshed = Vec::new();
        for (column, value) in &fetched.returned {
            if column.is_primary_key() && fetched.is_insert {
                continue;
            }
            if let Some(property) = mapper.property_of_column(column) {
                instance.put_slot(property.slot, Slot::Value(value.clone()));
                refreshed.push(property.slot);
            }
        }
        let mut made = fetched.prefetched.clone();
        if let Some(version) =
            mapper.version_id_column.as_ref().filter(|column| is_in(column, table))
            && let Some(value) = fetched.sent.get(&version.key())
        {
            made.push((version.clone(), value.clone()));
        }
        for (column, value) in made {
            if let Some(property) = mapper.property_of_column(&column) {
                instance.set_loaded(property.slot, Slot::Value(value));
                refreshed.push(property.slot);
            }
        }
        if !refreshed.is_empty() {
            let events = &mapper.events.refresh_flush;
            events.each(|hook| hook(&instance, Some(&refreshed)))?;
        }
        expire_unknown(&instance, change, &fetched)
    }
}

/// Values that only the database knows are read when they are asked for.
fn expire_unknown(instance: &Instance, change: &Change, fetched: &Fetched) -> Result<()> {
    let mut unknown = fetched.unknown.clone();
    if !fetched.is_insert {
        let known = |column: &Column| fetched.returned.iter().any(|(other, _)| other == column);
        let keys = change.exprs.iter().map(|(column, _)| column);
        unknown.extend(keys.filter(|c| c.is_primary_key() && !known(c)).cloned());
    }
    if unknown.is_empty() {
        return Ok(());
    }
    instance.expire_attributes(&properties_of(instance.mapper(), &unknown))
}
