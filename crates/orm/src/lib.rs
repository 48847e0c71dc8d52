//! Declarative mapping, mapper, relationships, session, identity map, unit of work, loading strategies.
//!
//! Called by `sqlalchemy`, which decides what a class is; here a [`mapper::Mapper`] says how the objects of one are
//! stored and related. Speaks to databases through `core` statements only.

pub mod attribute;
mod backref;
pub mod cascade;
pub mod collection;
pub mod comparator;
mod configure;
pub mod dml;
pub mod entity;
pub mod event;
mod flush;
pub mod history;
pub mod identity;
pub mod identity_map;
pub mod instance;
mod live;
pub mod loading;
mod lowering;
pub mod mapper;
pub mod option;
mod ordered;
pub mod overrides;
pub mod passive;
pub mod plugin;
pub mod property;
pub mod registry;
pub mod relationship;
pub mod session;
mod text;

pub use attribute::Attribute;
pub use cascade::Cascade;
pub use collection::Collection;
pub use comparator::RelationshipAttribute;
pub use entity::{EntityAttribute, MappedEntity};
pub use identity::{IdentityKey, KeyValues};
pub use instance::{Instance, Lifecycle, Slot};
pub use live::dispose_instances;
pub use loading::{InstanceValue, instance_of};
pub use mapper::{ClassHost, Mapper};
pub use option::{InnerJoin, LoadAction, LoaderOption};
pub use overrides::{LoaderOverride, LoaderOverrides};
pub use property::{ColumnProperty, ColumnSpec, Property, PropertyKind, PropertySpec};
pub use registry::{Lazy, MappingSpec, Registry, Target, dispose_registries};
pub use relationship::{Direction, Relationship, RelationshipSpec, Strategy};
pub use session::{
    Bind, BindKey, GetOptions, ScopedSession, Session, SessionMaker, SessionOptions,
};
