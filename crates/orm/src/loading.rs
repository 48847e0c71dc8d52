//! What attributes ask of the loaders: one attribute, or the expired ones of an instance.

use std::rc::Rc;

use ormlab_core::entity::StatementOption;
use ormlab_core::select::ForUpdate;
use ormlab_core::statement::SelectBase;
use ormlab_core::{Error, Result, Value};
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::CursorResult;

use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;
use crate::session::Session;

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

/// What a load by primary key or a refresh is asked for.
#[derive(Clone, Debug, Default)]
pub struct LoadRequest {
    pub options: Vec<Rc<dyn StatementOption>>,
    pub execution_options: Vec<(Rc<str>, Value)>,
    /// Values that are there are overwritten.
    pub populate_existing: bool,
    pub for_update: Option<ForUpdate>,
}

/// Loads the instance of a primary key by one SELECT, after an autoflush; `None` where there is no row.
pub fn load_by_key(
    session: &Session,
    mapper: &Mapper,
    _key: &KeyValues,
    _request: &LoadRequest,
) -> Result<Option<Instance>> {
    Err(Error::not_implemented(format!("loading of {mapper} in {session:?}")))
}

/// Reads attributes of an instance again (`None`: all of them) by one SELECT, without an autoflush; whether
/// there still is a row.
pub fn refresh(
    _session: &Session,
    instance: &Instance,
    _only: Option<&[Property]>,
    _request: &LoadRequest,
) -> Result<bool> {
    Err(Error::not_implemented(format!("refreshing of {instance}")))
}

/// Executes a SELECT over mapped classes.
pub fn execute(
    _session: &Session,
    _select: &SelectBase,
    _sets: &[ParameterSet],
    _options: &ExecutionOptions,
) -> Result<CursorResult> {
    Err(Error::not_implemented("queries over mapped classes"))
}

/// A lazy load made ready.
#[derive(Debug)]
pub(crate) struct Prepared;

/// The value of a column of an instance, for a comparison with it.
pub(crate) fn value_for_bind(
    instance: &Instance,
    mapper: &crate::mapper::Mapper,
    column: &ormlab_core::Column,
) -> Result<ormlab_core::Value> {
    let _ = (mapper, column);
    Err(Error::not_implemented(format!("{instance} as a value")))
}
