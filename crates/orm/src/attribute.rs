//! Reading and writing the attributes of an instance: loads, history, events.
//!
//! What a change does to the other side of a relationship and to the session is in `backref.rs`.

mod change;
mod event;
mod read;

use ormlab_core::{Error, Expr, Result, Value};

use crate::collection::Collection;
use crate::instance::{Committed, Instance, Slot};
use crate::passive::Passive;
use crate::property::{Property, PropertyKind};
use crate::relationship::{Direction, Relationship};

pub(crate) use change::{append_to, pop_from, set_quietly};
pub(crate) use event::{
    fire_append, fire_append_without_change, fire_remove, flag_collection_change, has_parent,
    is_orphan, modified_event,
};
pub use read::Read;
pub(crate) use read::{adopt_stand_in, load_all_expired, set_loaded};

/// What an attribute is, as it is read and written.
#[derive(Clone, Debug)]
pub enum Attribute {
    Value(Value),
    Expr(Expr),
    Object(Option<Instance>),
    Collection(Collection),
}

impl Attribute {
    /// Whether both are the same thing: equal values, one object.
    pub fn is_same(&self, other: &Attribute) -> bool {
        match (self, other) {
            (Attribute::Value(a), Attribute::Value(b)) => a == b,
            (Attribute::Expr(a), Attribute::Expr(b)) => a.id() == b.id(),
            (Attribute::Object(a), Attribute::Object(b)) => a == b,
            (Attribute::Collection(a), Attribute::Collection(b)) => a == b,
            _ => false,
        }
    }

    pub(crate) fn of_slot(slot: &Slot) -> Option<Attribute> {
        Some(match slot {
            Slot::Value(value) => Attribute::Value(value.clone()),
            Slot::Expr(expr) => Attribute::Expr(expr.clone()),
            Slot::Object(object) => Attribute::Object(object.clone()),
            Slot::Collection(collection) => Attribute::Collection(collection.clone()),
            Slot::Unset | Slot::Expired | Slot::Deferred => return None,
        })
    }

    pub(crate) fn into_slot(self) -> Slot {
        match self {
            Attribute::Value(value) => Slot::Value(value),
            Attribute::Expr(expr) => Slot::Expr(expr),
            Attribute::Object(object) => Slot::Object(object),
            Attribute::Collection(collection) => Slot::Collection(collection),
        }
    }

    /// As history keeps it.
    pub(crate) fn to_committed(&self) -> Committed {
        match self {
            Attribute::Value(value) => Committed::Value(value.clone()),
            Attribute::Expr(expr) => Committed::Expr(expr.clone()),
            Attribute::Object(object) => Committed::Object(object.clone()),
            Attribute::Collection(collection) => Committed::Collection(collection.items().into()),
        }
    }
}

impl<T: Into<Value>> From<T> for Attribute {
    fn from(value: T) -> Attribute {
        Attribute::Value(value.into())
    }
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Append,
    Remove,
    Replace,
    BulkReplace,
    Modified,
}

/// Where a chain of changes began; keeps two sides from answering each other for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub property: Property,
    pub operation: Operation,
}

impl Token {
    pub(crate) fn new(property: &Property, operation: Operation) -> Token {
        Token { property: property.clone(), operation }
    }
}

/// How an attribute behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    Scalar,
    Object,
    Collection,
}

pub(crate) fn kind_of(property: &Property) -> Result<AttributeKind> {
    match &property.kind {
        PropertyKind::Relationship(relationship) if relationship.uselist()? => {
            Ok(AttributeKind::Collection)
        }
        PropertyKind::Relationship(_) => Ok(AttributeKind::Object),
        _ => Ok(AttributeKind::Scalar),
    }
}

/// Whether the old value is read before a new one is set.
pub(crate) fn has_active_history(property: &Property) -> bool {
    if property.events.active_history.get() {
        return true;
    }
    match &property.kind {
        PropertyKind::Column(column) => {
            column.spec.active_history
                || column.column().is_some_and(|column| {
                    column.is_primary_key()
                        || property.parent().version_id_column.as_ref() == Some(column)
                })
        }
        PropertyKind::Relationship(relationship) => {
            relationship.spec.active_history || relationship.spec.single_parent
        }
        PropertyKind::Synonym(_) => false,
    }
}

/// Whether the old object is read when history is asked for, not when a new one is set.
pub(crate) fn has_deferred_history(relationship: &Relationship) -> Result<bool> {
    let resolved = relationship.resolved()?;
    Ok(!relationship.spec.active_history
        && (resolved.direction != Direction::ManyToOne || !resolved.use_get))
}

/// Whether children remember their parent along it.
pub(crate) fn tracks_parent(relationship: &Relationship) -> Result<bool> {
    Ok(relationship.spec.single_parent || relationship.direction()? == Direction::OneToMany)
}

/// Warns through the session of an instance, if it has one.
pub(crate) fn warn(instance: &Instance, message: &str) {
    if let Some(session) = instance.session() {
        session.warn(message);
    }
}

/// The value of a column attribute by its key; loads it where it must.
pub(crate) fn read_value(instance: &Instance, key: &str) -> Result<Value> {
    match instance.get_by_key(key)? {
        Attribute::Value(value) => Ok(value),
        _ => Err(Error::invalid_request(format!(
            "attribute '{key}' of {instance} holds no plain value"
        ))),
    }
}

impl Instance {
    /// The property of that key, through synonyms.
    pub fn property(&self, key: &str) -> Result<Property> {
        self.mapper().require(key)
    }

    /// Reads an attribute; loads it where it must.
    pub fn get(&self, property: &Property) -> Result<Attribute> {
        match self.read(property, Passive::OFF)? {
            Read::Found(attribute) => Ok(attribute),
            Read::NoResult | Read::NoValue => self.default_of(property),
        }
    }

    pub fn get_by_key(&self, key: &str) -> Result<Attribute> {
        self.get(&self.property(key)?)
    }

    /// Sets a column, or the object of a to-one relationship, with all that follows from it.
    pub fn set(&self, property: &Property, value: impl Into<Attribute>) -> Result<()> {
        change::set(self, property, value.into(), None, Passive::OFF)
    }

    pub fn set_by_key(&self, key: &str, value: impl Into<Attribute>) -> Result<()> {
        self.set(&self.property(key)?, value)
    }

    pub fn set_object(&self, property: &Property, object: Option<Instance>) -> Result<()> {
        change::set(self, property, Attribute::Object(object), None, Passive::OFF)
    }

    /// Assigns a collection: `user.posts = [...]`; `source` is the collection that was assigned, if it
    /// was one of a mapped attribute.
    pub fn set_items(
        &self,
        property: &Property,
        items: Vec<Instance>,
        source: Option<&Collection>,
    ) -> Result<()> {
        change::set_items(self, property, items, source)
    }

    /// The collection of a to-many relationship; loads it where it must.
    pub fn collection(&self, property: &Property) -> Result<Collection> {
        match self.get(property)? {
            Attribute::Collection(collection) => Ok(collection),
            _ => Err(Error::invalid_request(format!("attribute '{property}' is no collection"))),
        }
    }

    /// `del instance.attribute`.
    pub fn delete(&self, property: &Property) -> Result<()> {
        change::delete(self, property)
    }

    /// `flag_modified(instance, key)`.
    pub fn flag_modified(&self, property: &Property) -> Result<()> {
        let token = Token::new(property, Operation::Modified);
        property.events.modified.each(|hook| hook(self, &token))?;
        if !self.is_loaded(property.slot) {
            return Err(Error::invalid_request(format!(
                "Can't flag attribute '{}' modified; it's not present in the object state",
                property.key
            )));
        }
        self.forget_committed(property.slot);
        modified_event(self, property, Committed::NoValue)
    }

    /// `flag_dirty(instance)`.
    pub fn flag_dirty(&self) -> Result<()> {
        event::touch(self)
    }
}
