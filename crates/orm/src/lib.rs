//! Declarative mapping, mapper, relationships, session, identity map, unit of work, loading strategies.
//!
//! Called by `sqlalchemy`, which decides what a class is; here a [`mapper::Mapper`] says how the objects of one are
//! stored and related. Speaks to databases through `core` statements only.

pub mod cascade;
mod configure;
pub mod entity;
pub mod identity;
pub mod mapper;
pub mod plugin;
pub mod property;
pub mod registry;
pub mod relationship;
mod text;

pub use cascade::Cascade;
pub use entity::MappedEntity;
pub use identity::{IdentityKey, KeyValues};
pub use mapper::{ClassHost, Mapper};
pub use property::{ColumnProperty, ColumnSpec, Property, PropertyKind, PropertySpec};
pub use registry::{Lazy, MappingSpec, Registry, Target};
pub use relationship::{Direction, Relationship, RelationshipSpec, Strategy};
