//! What attributes ask of the loaders: one attribute, or the expired ones of an instance.

use ormlab_core::{Error, Result};

use crate::instance::{Instance, Slot};
use crate::passive::Passive;
use crate::property::Property;

/// What a loader gave.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// The flags forbid to look further: `PASSIVE_NO_RESULT`.
    NoResult,
    /// What would be loaded by has no value: `NO_VALUE`.
    NoValue,
    /// There is nothing to load: `ATTR_EMPTY`.
    Empty,
    /// The loader put the value in its slot itself.
    WasSet,
    Value(Slot),
}

/// Loads one attribute: a relationship lazily, a deferred column.
pub fn load_attribute(
    instance: &Instance,
    property: &Property,
    _passive: Passive,
) -> Result<Loaded> {
    if !instance.has_key() {
        return Ok(Loaded::Empty);
    }
    Err(Error::not_implemented(format!("loading of {property}")))
}

/// Reads the given expired attributes again by one SELECT; an error where the row is gone.
pub fn load_expired(instance: &Instance, due: &[Property], _passive: Passive) -> Result<()> {
    let _ = due;
    Err(Error::not_implemented(format!("refreshing of {instance}")))
}

/// A lazy load made ready.
#[derive(Debug)]
pub(crate) struct Prepared;

/// The value of a column of an instance, for a comparison with it.
pub(crate) fn value_for_bind(instance: &Instance, mapper: &crate::mapper::Mapper, column: &ormlab_core::Column) -> Result<ormlab_core::Value> {
    let _ = (mapper, column);
    Err(Error::not_implemented(format!("{instance} as a value")))
}
