//! Rows of secondary tables: what a many-to-many relationship writes itself.

use std::rc::Rc;

use ormlab_core::dml::{delete, insert, update};
use ormlab_core::element::ElementId;
use ormlab_core::{Error, ErrorKind, Expr, Result, Table};

use super::processor::Processor;
use super::statement::{ParameterSet, has_parameter};
use super::{Flush, process, sync};
use crate::instance::{Instance, Lifecycle};
use crate::passive::Passive;

/// Rows to be written, in the order in which they were found.
#[derive(Default)]
struct Rows {
    deletes: Vec<ParameterSet>,
    updates: Vec<ParameterSet>,
    inserts: Vec<ParameterSet>,
}

impl Flush {
    pub(super) fn process_deleted_pairs(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let key = pair_key(processor)?;
        let mut rows = Rows::default();
        let mut seen = Vec::new();
        for instance in instances {
            let passive = processor.delete_flag()?;
            let history = self.history(instance, &processor.property, passive)?;
            for child in history.non_added().into_iter().flatten() {
                if !self.was_seen_to(key.as_ref(), instance, &child)
                    && let Some(row) = self.row(processor, instance, Some(&child), "delete")?
                {
                    rows.deletes.push(row);
                }
                seen.push((child, instance.clone()));
            }
        }
        self.note_seen(key, seen);
        self.write_rows(processor, rows)
    }

    pub(super) fn process_saved_pairs(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let key = pair_key(processor)?;
        let mut rows = Rows::default();
        let mut seen = Vec::new();
        for instance in instances {
            let moves = !processor.passive_updates()? && self.keys_changed(processor, instance)?;
            let passive = if moves { Passive::OFF } else { Passive::NO_INITIALIZE };
            let passive = passive | Passive::INCLUDE_PENDING_MUTATIONS;
            let history = self.history(instance, &processor.property, passive)?;
            for child in &history.added {
                let known =
                    child.as_ref().is_some_and(|c| self.was_seen_to(key.as_ref(), instance, c));
                if !known && let Some(row) = self.row(processor, instance, child.as_ref(), "add")? {
                    rows.inserts.push(row);
                }
            }
            for child in history.deleted.iter().flatten() {
                if !self.was_seen_to(key.as_ref(), instance, child)
                    && let Some(row) = self.row(processor, instance, Some(child), "delete")?
                {
                    rows.deletes.push(row);
                }
            }
            let changed = process::changed_objects(&history);
            seen.extend(changed.into_iter().map(|child| (child, instance.clone())));
            if moves {
                for child in history.unchanged.iter().flatten() {
                    rows.updates.push(moved_row(processor, instance, child)?);
                }
            }
        }
        self.note_seen(key, seen);
        self.write_rows(processor, rows)
    }

    fn was_seen_to(
        &self,
        key: Option<&Vec<ElementId>>,
        instance: &Instance,
        child: &Instance,
    ) -> bool {
        let seen = key.and_then(|key| self.processed_pairs.get(key));
        seen.is_some_and(|seen| seen.contains(&(instance.clone(), child.clone())))
    }

    fn note_seen(&mut self, key: Option<Vec<ElementId>>, pairs: Vec<(Instance, Instance)>) {
        if let Some(key) = key {
            self.processed_pairs.entry(key).or_default().extend(pairs);
        }
    }

    /// The row that ties both; none where the child cannot have one.
    fn row(
        &self,
        processor: &Processor,
        instance: &Instance,
        child: Option<&Instance>,
        operation: &str,
    ) -> Result<Option<ParameterSet>> {
        processor.check_object(child)?;
        let Some(child) = child else { return Ok(None) };
        if !self.session.contains(child) {
            if child.lifecycle() != Lifecycle::Deleted {
                self.session.warn(&format!(
                    "Object of type <{}> not in session, {operation} operation along '{}' won't proceed",
                    child.mapper().name(),
                    processor.property,
                ));
            }
            return Ok(None);
        }
        let resolved = processor.relationship()?.resolved()?;
        let mut row = ParameterSet::default();
        sync::values_for(instance, &processor.parent(), &resolved.synchronize_pairs, &mut row)?;
        let pairs = &resolved.secondary_synchronize_pairs;
        sync::values_for(child, &resolved.target, pairs, &mut row)?;
        Ok(Some(row))
    }

    fn write_rows(&mut self, processor: &Processor, rows: Rows) -> Result<()> {
        let resolved = processor.relationship()?.resolved()?;
        let Some(table) = resolved.secondary_table() else {
            return Err(Error::not_implemented("writing to a secondary that is no table"));
        };
        let connection = self.connection(&resolved.target)?;
        if !rows.deletes.is_empty() {
            let statement = delete(&table).where_(matches(&table, &rows.deletes[0], ""));
            let count = connection.execute_sets(&statement.into(), &rows.deletes)?;
            check_count(&connection, &table, ("DELETE", "delete"), rows.deletes.len(), count)?;
        }
        if !rows.updates.is_empty() {
            let statement = update(&table).where_(matches(&table, &rows.updates[0], "old_"));
            let count = connection.execute_sets(&statement.into(), &rows.updates)?;
            check_count(&connection, &table, ("UPDATE", "update"), rows.updates.len(), count)?;
        }
        if !rows.inserts.is_empty() {
            connection.execute_sets(&insert(&table).into(), &rows.inserts)?;
        }
        Ok(())
    }
}

fn check_count(
    connection: &super::statement::FlushConnection,
    table: &Table,
    (verb, what): (&str, &str),
    expected: usize,
    found: i64,
) -> Result<()> {
    if !connection.counts_rows_of_many() || found == i64::try_from(expected).unwrap_or(i64::MAX) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::StaleData,
        format!(
            "{verb} statement on table '{}' expected to {what} {expected} row(s); Only {found} were matched.",
            table.fullname()
        ),
    ))
}

/// The columns of the row equal their parameters.
fn matches(table: &Table, row: &ParameterSet, prefix: &str) -> Expr {
    let columns = table.columns().into_iter().filter(|column| has_parameter(row, &column.key()));
    let clauses = columns.map(|column| {
        let name: Rc<str> = format!("{prefix}{}", column.key()).into();
        super::statement::equals(&column, name)
    });
    super::statement::all_of(clauses.collect())
}

fn moved_row(processor: &Processor, instance: &Instance, child: &Instance) -> Result<ParameterSet> {
    let resolved = processor.relationship()?.resolved()?;
    let mut row = ParameterSet::default();
    sync::changed_values_for(instance, &processor.parent(), &resolved.synchronize_pairs, &mut row)?;
    let pairs = &resolved.secondary_synchronize_pairs;
    sync::changed_values_for(child, &resolved.target, pairs, &mut row)?;
    Ok(row)
}

/// What both sides of a relationship know each other's work by.
fn pair_key(processor: &Processor) -> Result<Option<Vec<ElementId>>> {
    let reverse = processor.relationship()?.reverse();
    if reverse.is_empty() {
        return Ok(None);
    }
    let mut key: Vec<ElementId> = reverse.iter().map(crate::property::Property::id).collect();
    key.push(processor.id());
    key.sort();
    Ok(Some(key))
}
