//! INSERTs of a flush: who is inserted, with which values.

use std::collections::HashSet;

use ormlab_core::default::ColumnDefault;
use ormlab_core::{Column, Error, ErrorKind, Expr, Result, SqlType, Table, Value};
use rustc_hash::FxBuildHasher;

use super::Flush;
use super::statement::{
    Change, ParameterSet, has_parameter, primary_key_of, set_parameter, stored_columns, tables_of,
};
use crate::attribute::Attribute;
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::session::{describe_key, key_values};

/// An instance to be updated.
pub(super) struct Updated {
    pub(super) instance: Instance,
    /// The version that its row must have.
    pub(super) version: Option<Value>,
}

impl Flush {
    /// Inserts and updates instances of one hierarchy.
    pub(super) fn save(&mut self, base: &Mapper, instances: &[Instance]) -> Result<()> {
        // Taken even if there is nothing to do, as the original does: it begins the transaction.
        self.connection(base)?;
        let mut inserted = Vec::new();
        let mut updated = Vec::new();
        for instance in sorted(instances)? {
            self.organize(&instance, &mut inserted, &mut updated)?;
        }
        for table in tables_of(base) {
            self.save_updated(base, &table, &updated)?;
            let inserts = self.collect_inserts(base, &table, &inserted)?;
            self.emit_inserts(base, &table, &inserts)?;
        }
        let updated: Vec<Instance> = updated.into_iter().map(|updated| updated.instance).collect();
        self.finish_saved(&inserted, &updated)
    }

    fn organize(
        &mut self,
        instance: &Instance,
        inserted: &mut Vec<Instance>,
        updated: &mut Vec<Updated>,
    ) -> Result<()> {
        let mapper = instance.mapper().clone();
        let events = &mapper.events;
        let hooks = if instance.has_key() { &events.before_update } else { &events.before_insert };
        if !hooks.is_empty() {
            let connection = self.connection(&mapper)?;
            hooks.each(|hook| hook(&mapper, &connection.0, instance))?;
        }
        let switched = if instance.has_key() { None } else { self.row_switch(instance)? };
        if !instance.has_key() && switched.is_none() {
            inserted.push(instance.clone());
            return Ok(());
        }
        let owner = switched.as_ref().unwrap_or(instance);
        let version = match &mapper.version_id_column {
            Some(column) => self.committed_column(owner, column)?,
            None => None,
        };
        updated.push(Updated { instance: instance.clone(), version });
        Ok(())
    }

    pub(super) fn committed_column(
        &self,
        instance: &Instance,
        column: &Column,
    ) -> Result<Option<Value>> {
        let Some(property) = instance.mapper().property_of_column(column) else {
            return Ok(None);
        };
        let value = super::committed_value_of(instance, &property, Passive::RETURN_NO_VALUE)?;
        Ok(match value {
            Attribute::Value(value) => Some(value),
            _ => None,
        })
    }

    /// The instance that is being deleted and whose row a new one takes over.
    fn row_switch(&mut self, instance: &Instance) -> Result<Option<Instance>> {
        let mapper = instance.mapper();
        let values = key_values(mapper, instance, Passive::RETURN_NO_VALUE)?;
        if values.iter().any(Value::is_null) {
            return Ok(None);
        }
        let key = mapper.identity_key(KeyValues::new(&values));
        let Some(existing) = self.session.identity_map().get(&key) else {
            return Ok(None);
        };
        if self.was_already_deleted(&existing)? {
            return Ok(None);
        }
        if !self.is_deleted(&existing) {
            self.session.warn(&format!(
                "New instance {instance} with identity key {} conflicts with persistent instance {existing}",
                describe_key(&key)
            ));
            return Ok(None);
        }
        if let Some(fate) = self.states.get_mut(&existing) {
            fate.listonly = true;
        }
        Ok(Some(existing))
    }

    /// Whether an expired instance turns out to have lost its row.
    fn was_already_deleted(&self, instance: &Instance) -> Result<bool> {
        if !instance.marks().expired {
            return Ok(false);
        }
        match crate::attribute::load_all_expired(instance) {
            Err(error) if error.kind == ErrorKind::ObjectDeleted => {
                self.session.remove_newly_deleted(std::slice::from_ref(instance))?;
                Ok(true)
            }
            outcome => outcome.map(|()| false),
        }
    }

    pub(super) fn collect_inserts(
        &self,
        base: &Mapper,
        table: &Table,
        instances: &[Instance],
    ) -> Result<Vec<Change>> {
        let prefers_defaults = prefers_eager_defaults(base, table);
        instances.iter().map(|instance| self.insert_of(instance, table, prefers_defaults)).collect()
    }
}

impl Flush {
    fn insert_of(
        &self,
        instance: &Instance,
        table: &Table,
        prefers_defaults: bool,
    ) -> Result<Change> {
        let mapper = instance.mapper();
        let stored = self.stored(mapper, table);
        let mut params = ParameterSet::with_capacity(stored.len());
        let mut exprs = Vec::new();
        for stored in &*stored {
            let value = instance.with_slot(stored.property.slot, |slot| match slot {
                Slot::Expr(expr) => {
                    exprs.push((stored.column.clone(), expr.clone()));
                    None
                }
                Slot::Value(value) if !value.is_null() || stored.evaluates_none => {
                    Some(value.clone())
                }
                _ => stored.is_none_by_habit.then_some(Value::Null),
            });
            params.extend(value.map(|value| (stored.key.clone(), value)));
        }
        let has = |column: &Column| has_parameter(&params, &column.key());
        let has_all_pks = primary_key_of(mapper, table).iter().all(has);
        let has_all_defaults =
            !prefers_defaults || server_default_columns(mapper, table).iter().all(has);
        let version = mapper.version_id_column.as_ref().filter(|column| is_in(column, table));
        if let Some(version) = version {
            set_parameter(&mut params, version.key(), Value::Int(1));
        }
        Ok(Change {
            instance: Some(instance.clone()),
            params,
            exprs,
            has_all_pks,
            has_all_defaults,
        })
    }
}

pub(super) fn is_in(column: &Column, table: &Table) -> bool {
    column.schema_table().as_ref() == Some(table)
}

/// JSON says `null` itself, where it was not told otherwise.
pub(super) fn evaluates_none(column: &Column) -> bool {
    matches!(column.sql_type(), SqlType::Json { none_as_null: false })
}

/// Columns without any default are given NULL where nothing was set.
pub(super) fn is_none_by_habit(column: &Column) -> bool {
    let Some(schema) = column.schema() else { return false };
    !column.is_primary_key()
        && schema.server_default.borrow().is_none()
        && schema.computed.borrow().is_none()
        && schema.identity.borrow().is_none()
        && schema.default.borrow().is_none()
        && !evaluates_none(column)
}

/// Mapped columns whose value the database makes on INSERT.
pub(super) fn server_default_columns(mapper: &Mapper, table: &Table) -> Vec<Column> {
    let is_made = |column: &Column| {
        column.schema().is_some_and(|schema| {
            schema.server_default.borrow().is_some()
                || schema.computed.borrow().is_some()
                || schema.identity.borrow().is_some()
                || matches!(&*schema.default.borrow(), Some(ColumnDefault::Expr(_)))
        })
    };
    let columns = stored_columns(mapper, table).into_iter().map(|stored| stored.column);
    columns.filter(is_made).collect()
}

/// Whether values made by the database are fetched along with the INSERT.
pub(super) fn prefers_eager_defaults(mapper: &Mapper, table: &Table) -> bool {
    mapper.eager_defaults.unwrap_or(table.0.implicit_returning)
}

/// New ones as they were added, then persistent ones by their keys.
pub(super) fn sorted(instances: &[Instance]) -> Result<Vec<Instance>> {
    let mut seen: HashSet<&Instance, FxBuildHasher> = HashSet::default();
    let all: Vec<Instance> =
        instances.iter().filter(|instance| seen.insert(*instance)).cloned().collect();
    let (mut persistent, mut pending): (Vec<Instance>, Vec<Instance>) =
        all.into_iter().partition(|instance| instance.has_key());
    pending.sort_by_key(|instance| instance.insert_order.get());
    let mut keyed: Vec<(Vec<Value>, Instance)> = persistent
        .drain(..)
        .map(|instance| {
            let values = instance.key().map(|key| key.values.to_vec()).unwrap_or_default();
            (values, instance)
        })
        .collect();
    let mut failure = None;
    keyed.sort_by(|(a, _), (b, _)| {
        compare_keys(a, b).unwrap_or_else(|error| {
            failure.get_or_insert(error);
            std::cmp::Ordering::Equal
        })
    });
    if let Some(error) = failure {
        return Err(error);
    }
    pending.extend(keyed.into_iter().map(|(_, instance)| instance));
    Ok(pending)
}

fn compare_keys(a: &[Value], b: &[Value]) -> Result<std::cmp::Ordering> {
    for (a, b) in a.iter().zip(b) {
        let order = compare_values(a, b).ok_or_else(|| {
            Error::invalid_request(format!(
                "Could not sort objects by primary key; primary key values must be sortable in Python (was: '<' not supported between instances of '{}' and '{}')",
                a.type_name(),
                b.type_name(),
            ))
        })?;
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(std::cmp::Ordering::Equal)
}

/// The order of two values, where they have one.
pub(crate) fn compare_values(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Str(a), Value::Str(b)) => Some(a.cmp(b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::DateTime(a, _), Value::DateTime(b, _)) => Some(a.cmp(b)),
        (Value::Interval(a), Value::Interval(b)) => Some(a.cmp(b)),
        (Value::Uuid(a), Value::Uuid(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        // An enum sorts by the order of its members, which the layer above knows.
        (Value::Foreign(a), Value::Foreign(b)) => Some(a.repr().cmp(&b.repr())),
        _ if a == b => Some(std::cmp::Ordering::Equal),
        _ => None,
    }
}

/// The value as it stands in a statement.
pub(super) fn split_value(attribute: Attribute) -> (Option<Value>, Option<Expr>) {
    match attribute {
        Attribute::Value(value) => (Some(value), None),
        Attribute::Expr(expr) => (None, Some(expr)),
        Attribute::Object(_) | Attribute::Collection(_) => (None, None),
    }
}
