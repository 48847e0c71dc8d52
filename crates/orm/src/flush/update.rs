//! UPDATEs of a flush: which columns of which rows.

use ormlab_core::{Column, Error, ErrorKind, Expr, Result, Table, Value};

use super::Flush;
use super::save::{Updated, is_in, split_value};
use super::statement::{
    Change, ParameterSet, has_parameter, label_of, primary_key_of, remove_parameter, set_parameter,
    stored_columns,
};
use crate::attribute::{Attribute, Read};
use crate::instance::{Committed, Instance};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;

/// What is set, and what finds the row.
#[derive(Default)]
struct Parts {
    params: ParameterSet,
    exprs: Vec<(Column, Expr)>,
}

impl Parts {
    fn is_empty(&self) -> bool {
        self.params.is_empty() && self.exprs.is_empty()
    }
}

/// How a row is found.
struct Locator {
    params: ParameterSet,
    has_all_pks: bool,
    /// The database itself changes the key after its parent's.
    is_cascaded: bool,
}

impl Flush {
    /// Updates instances: neighbours with the same columns by one statement, which is sent when the first
    /// of the next ones is known, as the original does; working a change out may load.
    pub(super) fn save_updated(
        &mut self,
        base: &Mapper,
        table: &Table,
        all: &[Updated],
    ) -> Result<()> {
        let mut run: Vec<Change> = Vec::new();
        for updated in all {
            let Some(change) = self.update_of(base, table, updated)? else { continue };
            if run.last().is_some_and(|last| !last.goes_with(&change)) {
                self.emit_updates(base, table, &run)?;
                run.clear();
            }
            run.push(change);
        }
        self.emit_updates(base, table, &run)
    }

    fn update_of(
        &mut self,
        base: &Mapper,
        table: &Table,
        updated: &Updated,
    ) -> Result<Option<Change>> {
        let instance = &updated.instance;
        let mapper = instance.mapper().clone();
        let mut parts = self.changed_columns(&mapper, table, instance)?;
        let has_all_defaults = base.eager_defaults != Some(true)
            || onupdate_columns(&mapper, table)
                .iter()
                .all(|column| has_parameter(&parts.params, &column.key()));
        let version = mapper.version_id_column.as_ref().filter(|column| is_in(column, table));
        match (version, &updated.version) {
            (Some(column), Some(old)) => {
                if parts.is_empty() && !has_any_change(&mapper, instance)? {
                    return Ok(None);
                }
                add_version(&mut parts, column, old);
            }
            _ if parts.is_empty() => return Ok(None),
            _ => {}
        }
        let locator = self.locate(&mapper, table, instance, &mut parts)?;
        if parts.is_empty() {
            if locator.is_cascaded {
                return Err(Error::not_implemented(
                    "primary keys that cascade through joined inheritance",
                ));
            }
            return Ok(None);
        }
        parts.params.extend(locator.params);
        Ok(Some(Change {
            instance: Some(instance.clone()),
            params: parts.params,
            exprs: parts.exprs,
            has_all_pks: locator.has_all_pks,
            has_all_defaults,
        }))
    }

    /// Finds the row by its key as the database has it.
    fn locate(
        &self,
        mapper: &Mapper,
        table: &Table,
        instance: &Instance,
        parts: &mut Parts,
    ) -> Result<Locator> {
        let mut found =
            Locator { params: ParameterSet::default(), has_all_pks: true, is_cascaded: false };
        for column in primary_key_of(mapper, table) {
            let Some(property) = mapper.property_of_column(&column) else { continue };
            let history = instance.value_history(&property, Passive::OFF)?;
            let value = match (history.added.first(), history.deleted.first()) {
                (Some(added), deleted) => {
                    let cascaded = self.cascaded_keys.contains(&(instance.clone(), column.id()));
                    match deleted.filter(|_| !cascaded) {
                        None => {
                            found.is_cascaded = true;
                            remove_parameter(&mut parts.params, &column.key());
                            added.clone()
                        }
                        Some(deleted) => {
                            let by_expr = |(other, _): &(Column, Expr)| *other == column;
                            found.has_all_pks &= !parts.exprs.iter().any(by_expr);
                            deleted.clone()
                        }
                    }
                }
                (None, _) => {
                    history.unchanged.first().cloned().unwrap_or(Attribute::Value(Value::Null))
                }
            };
            let value = split_value(value).0.unwrap_or_default();
            if value.is_null() {
                return Err(Error::new(
                    ErrorKind::Flush,
                    format!(
                        "Can't update table {} using NULL for primary key value on column {}",
                        table.fullname(),
                        column_name(table, &column),
                    ),
                ));
            }
            set_parameter(&mut found.params, label_of(&column), value);
        }
        Ok(found)
    }
}

pub(super) fn column_name(table: &Table, column: &Column) -> String {
    format!("{}.{}", table.fullname(), column.name())
}

impl Flush {
    fn changed_columns(
        &self,
        mapper: &Mapper,
        table: &Table,
        instance: &Instance,
    ) -> Result<Parts> {
        let mut parts = Parts::default();
        for stored in &*self.stored(mapper, table) {
            let Some(committed) = instance.committed(stored.property.slot) else { continue };
            let current = match instance.read_present(&stored.property) {
                Read::Found(attribute) => attribute,
                // Deleted by `del`: the original fails in the same way.
                Read::NoResult | Read::NoValue => {
                    return Err(Error::key_error(format!("'{}'", stored.property.key)));
                }
            };
            match (current, committed) {
                (Attribute::Expr(expr), _) => parts.exprs.push((stored.column.clone(), expr)),
                (Attribute::Value(value), Committed::Value(old)) if is_equal(&value, &old) => {}
                (Attribute::Value(value), _) => parts.params.push((stored.key.clone(), value)),
                _ => {}
            }
        }
        Ok(parts)
    }
}

/// Quick for the usual types.
fn is_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Str(a), Value::Str(b)) => a == b,
        _ => a == b,
    }
}

/// Whether any column of the instance has another value than before.
fn has_any_change(mapper: &Mapper, instance: &Instance) -> Result<bool> {
    for property in mapper.column_properties() {
        if !instance.value_history(&property, Passive::NO_INITIALIZE)?.added.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The row must have the old version and gets the next one.
fn add_version(parts: &mut Parts, column: &Column, old: &Value) {
    set_parameter(&mut parts.params, label_of(column), old.clone());
    if !has_parameter(&parts.params, &column.key()) {
        set_parameter(&mut parts.params, column.key(), next_version(old));
    }
}

pub(super) fn next_version(old: &Value) -> Value {
    match old {
        Value::Int(old) => Value::Int(old + 1),
        _ => Value::Int(1),
    }
}

/// Mapped columns whose value the database makes on UPDATE.
pub(super) fn onupdate_columns(mapper: &Mapper, table: &Table) -> Vec<Column> {
    let is_made = |column: &Column| {
        column.schema().is_some_and(|schema| {
            schema.server_onupdate.borrow().is_some()
                || schema.computed.borrow().is_some()
                || matches!(
                    &*schema.onupdate.borrow(),
                    Some(ormlab_core::default::ColumnDefault::Expr(_))
                )
        })
    };
    let columns = stored_columns(mapper, table).into_iter().map(|stored| stored.column);
    columns.filter(is_made).collect()
}

/// The properties of some columns.
pub(super) fn properties_of(mapper: &Mapper, columns: &[Column]) -> Vec<Property> {
    columns.iter().filter_map(|column| mapper.property_of_column(column)).collect()
}
