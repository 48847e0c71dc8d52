//! Loading: SELECTs that give objects, and what attributes ask of the loaders.

mod get;
mod hydrate;
mod immediate;
mod lazy;
mod refresh;
mod run;
mod selectin;
mod statement;
mod subquery;
mod value;

use ormlab_core::Result;

use crate::instance::{Instance, Slot};
use crate::lowering::LoadContext;
use crate::passive::Passive;
use crate::property::{Property, PropertyKind};

pub use get::{LoadRequest, load_by_key};
pub(crate) use lazy::Prepared;
pub use refresh::{load_expired, refresh};
pub(crate) use run::is_overridden;
pub use statement::{execute, from_statement, is_orm, query, select};
pub(crate) use value::value_for_bind;
pub use value::{InstanceValue, instance_of};

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
    passive: Passive,
) -> Result<Loaded> {
    match &property.kind {
        PropertyKind::Relationship(relationship) => {
            lazy::load(instance, property, relationship, passive)
        }
        PropertyKind::Column(_) => refresh::load_deferred(instance, property, passive),
        PropertyKind::Synonym(_) => Ok(Loaded::Empty),
    }
}

/// How the attributes of an instance load: as the statement said that brought it.
pub(crate) fn context_of(instance: &Instance) -> std::rc::Rc<LoadContext> {
    let held = instance.load_context.borrow().clone();
    held.and_then(|context| context.downcast::<LoadContext>().ok())
        .unwrap_or_else(|| instance.mapper().default_context())
}
