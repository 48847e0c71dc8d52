//! Copying values between instances along a join condition.

use ormlab_core::{Column, Error, ErrorKind, Result, Value};

use super::Flush;
use crate::attribute::{self, Attribute, Read};
use crate::instance::{Committed, Instance};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::ColumnPair;

fn describe(column: &Column) -> String {
    match column.schema_table() {
        Some(table) => format!("{}.{}", table.name(), column.name()),
        None => column.name().to_string(),
    }
}

fn source_property(mapper: &Mapper, pair: &ColumnPair) -> Result<Property> {
    mapper.property_of_column(&pair.0).ok_or_else(|| {
        Error::new(
            ErrorKind::UnmappedColumn,
            format!(
                "Can't execute sync rule for source column '{}'; mapper '{mapper}' does not map this column.  Try using an explicit `foreign_keys` collection which does not include destination column '{}' (or use a viewonly=True relation).",
                describe(&pair.0),
                describe(&pair.1),
            ),
        )
    })
}

fn destination_property(mapper: &Mapper, pair: &ColumnPair) -> Result<Property> {
    mapper.property_of_column(&pair.1).ok_or_else(|| {
        Error::new(
            ErrorKind::UnmappedColumn,
            format!(
                "Can't execute sync rule for destination column '{}'; mapper '{mapper}' does not map this column.  Try using an explicit `foreign_keys` collection which does not include this column (or use a viewonly=True relation).",
                describe(&pair.1),
            ),
        )
    })
}

/// The value of a column that an instance has now.
pub(crate) fn value_of(
    instance: &Instance,
    property: &Property,
    passive: Passive,
) -> Result<Attribute> {
    Ok(match instance.read(property, passive)? {
        Read::Found(attribute) => attribute,
        Read::NoResult | Read::NoValue => Attribute::Value(Value::Null),
    })
}

/// The value of a column before it was changed.
pub(crate) fn committed_value_of(
    instance: &Instance,
    property: &Property,
    passive: Passive,
) -> Result<Attribute> {
    Ok(match instance.committed(property.slot) {
        Some(Committed::Value(value)) => Attribute::Value(value),
        Some(Committed::Expr(expr)) => Attribute::Expr(expr),
        Some(_) => Attribute::Value(Value::Null),
        None => return value_of(instance, property, passive),
    })
}

impl Flush {
    /// Copies values of `source` into the foreign keys of `destination`.
    pub(super) fn populate(
        &mut self,
        source: (&Instance, &Mapper),
        destination: (&Instance, &Mapper),
        pairs: &[ColumnPair],
        flags_cascaded: bool,
    ) -> Result<()> {
        for pair in pairs {
            let from = source_property(source.1, pair)?;
            let to = destination_property(destination.1, pair)?;
            let value = value_of(source.0, &from, Passive::OFF)?;
            attribute::set_quietly(destination.0, &to, value)?;
            if flags_cascaded && pair.0.is_primary_key() && pair.1.is_primary_key() && refers(pair)
            {
                self.cascaded_keys.insert((destination.0.clone(), pair.1.id()));
            }
        }
        Ok(())
    }
}

fn refers((source, destination): &ColumnPair) -> bool {
    let keys = destination.foreign_keys();
    keys.iter().any(|key| key.column().is_ok_and(|column| column == *source))
}

/// Sets the foreign keys of an instance to NULL.
pub(super) fn clear(instance: &Instance, mapper: &Mapper, pairs: &[ColumnPair]) -> Result<()> {
    for pair in pairs {
        let to = destination_property(mapper, pair)?;
        if pair.1.is_primary_key() {
            let current = value_of(instance, &to, Passive::OFF)?;
            if !matches!(&current, Attribute::Value(value) if value.is_null()) {
                return Err(Error::new(
                    ErrorKind::Assertion,
                    format!(
                        "Dependency rule on column '{}' tried to blank-out primary key column '{}' on instance '{instance}'",
                        describe(&pair.0),
                        describe(&pair.1),
                    ),
                ));
            }
        }
        attribute::set_quietly(instance, &to, Attribute::Value(Value::Null))?;
    }
    Ok(())
}

/// Values for a row of a secondary table, by the keys of its columns.
pub(super) fn values_for(
    instance: &Instance,
    mapper: &Mapper,
    pairs: &[ColumnPair],
    row: &mut super::ParameterSet,
) -> Result<()> {
    for pair in pairs {
        let from = source_property(mapper, pair)?;
        let value = plain(value_of(instance, &from, Passive::OFF)?)?;
        super::statement::set_parameter(row, pair.1.key(), value);
    }
    Ok(())
}

/// New and old values for a changed row of a secondary table; the old ones under `old_`.
pub(super) fn changed_values_for(
    instance: &Instance,
    mapper: &Mapper,
    pairs: &[ColumnPair],
    row: &mut super::ParameterSet,
) -> Result<()> {
    for pair in pairs {
        let from = source_property(mapper, pair)?;
        let old = plain(committed_value_of(instance, &from, Passive::OFF)?)?;
        let new = plain(value_of(instance, &from, Passive::OFF)?)?;
        super::statement::set_parameter(row, pair.1.key(), new);
        super::statement::set_parameter(row, format!("old_{}", pair.1.key()).into(), old);
    }
    Ok(())
}

/// The plain value; an SQL expression has none before it was sent.
pub(super) fn plain(attribute: Attribute) -> Result<Value> {
    match attribute {
        Attribute::Value(value) => Ok(value),
        other => Err(Error::invalid_request(format!("a plain value is needed, not {other:?}"))),
    }
}

/// Whether a column that others are copied from has another value than before.
pub(super) fn source_modified(
    instance: &Instance,
    mapper: &Mapper,
    pairs: &[ColumnPair],
) -> Result<bool> {
    for pair in pairs {
        let property = source_property(mapper, pair)?;
        // Without a change there is nothing that history could say.
        if !instance.is_changed(property.slot) {
            continue;
        }
        if !instance.value_history(&property, Passive::NO_INITIALIZE)?.deleted.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
