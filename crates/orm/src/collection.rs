//! [`Collection`]: the objects of a to-many relationship: a list, a set or a dictionary.
//!
//! Mutations tell the owner's attribute, which keeps the other side and the session in step.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use indexmap::{IndexMap, IndexSet};
use ormlab_core::{Error, Result, Value};
use rustc_hash::FxBuildHasher;

use crate::attribute::{self, Token};
use crate::identity::KeyValues;
use crate::instance::{Instance, WeakInstance};
use crate::property::Property;
use crate::relationship::CollectionKind;

enum Items {
    List(Vec<Instance>),
    Set(IndexSet<Instance, FxBuildHasher>),
    /// By the value that the attribute of this name has when the item comes in.
    Dict(Rc<str>, IndexMap<KeyValues, Instance, FxBuildHasher>),
}

/// The parts of a collection.
pub struct CollectionData {
    owner: WeakInstance,
    property: Property,
    items: RefCell<Items>,
    /// Its owner has another one by now; it is a plain container.
    disposed: Cell<bool>,
    /// Expired under its holder.
    invalidated: Cell<bool>,
    /// Read from an owner that has none yet: becomes the owner's by the first change.
    is_empty_stand_in: Cell<bool>,
    /// The object of the layer above that stands for it.
    pub host_weak: RefCell<Option<Weak<dyn Any>>>,
    pub host: RefCell<Option<Rc<dyn Any>>>,
}

/// A collection; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct Collection(Rc<CollectionData>);

impl PartialEq for Collection {
    fn eq(&self, other: &Collection) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.items()).finish()
    }
}

impl std::ops::Deref for Collection {
    type Target = CollectionData;

    fn deref(&self) -> &CollectionData {
        &self.0
    }
}

impl Collection {
    /// An empty collection of `owner`'s attribute.
    pub fn new(owner: &Instance, property: &Property) -> Collection {
        let kind = property.as_relationship().map(|r| r.spec.collection.clone());
        let items = match kind.unwrap_or_default() {
            CollectionKind::List => Items::List(Vec::new()),
            CollectionKind::Set => Items::Set(IndexSet::default()),
            CollectionKind::KeyedBy(key) => Items::Dict(key, IndexMap::default()),
        };
        Collection(Rc::new(CollectionData {
            owner: owner.downgrade(),
            property: property.clone(),
            items: RefCell::new(items),
            disposed: Cell::new(false),
            invalidated: Cell::new(false),
            is_empty_stand_in: Cell::new(false),
            host_weak: RefCell::new(None),
            host: RefCell::new(None),
        }))
    }

    pub fn kind_name(&self) -> &'static str {
        match &*self.items.borrow() {
            Items::List(_) => "list",
            Items::Set(_) => "set",
            Items::Dict(..) => "dict",
        }
    }

    /// The instance whose attribute it is, while that lives.
    pub fn owner(&self) -> Option<Instance> {
        self.owner.upgrade()
    }

    /// The owner's property.
    pub fn property(&self) -> &Property {
        &self.property
    }

    pub fn items(&self) -> Vec<Instance> {
        match &*self.items.borrow() {
            Items::List(items) => items.clone(),
            Items::Set(items) => items.iter().cloned().collect(),
            Items::Dict(_, items) => items.values().cloned().collect(),
        }
    }

    /// Keys of a dictionary; empty for others.
    pub fn keys(&self) -> Vec<Value> {
        match &*self.items.borrow() {
            Items::Dict(_, items) => items.keys().flat_map(KeyValues::to_vec).collect(),
            _ => Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        match &*self.items.borrow() {
            Items::List(items) => items.len(),
            Items::Set(items) => items.len(),
            Items::Dict(_, items) => items.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, position: usize) -> Option<Instance> {
        match &*self.items.borrow() {
            Items::List(items) => items.get(position).cloned(),
            Items::Set(items) => items.get_index(position).cloned(),
            Items::Dict(_, items) => items.get_index(position).map(|(_, item)| item.clone()),
        }
    }

    /// Of a dictionary.
    pub fn get_key(&self, key: &Value) -> Option<Instance> {
        match &*self.items.borrow() {
            Items::Dict(_, items) => items.get(&KeyValues::one(key)).cloned(),
            _ => None,
        }
    }

    pub fn contains(&self, item: &Instance) -> bool {
        match &*self.items.borrow() {
            Items::List(items) => items.contains(item),
            Items::Set(items) => items.contains(item),
            Items::Dict(_, items) => items.values().any(|other| other == item),
        }
    }

    pub fn position(&self, item: &Instance) -> Option<usize> {
        match &*self.items.borrow() {
            Items::List(items) => items.iter().position(|other| other == item),
            Items::Set(items) => items.get_index_of(item),
            Items::Dict(_, items) => items.values().position(|other| other == item),
        }
    }

    /// How often the item occurs.
    pub(crate) fn count(&self, item: &Instance) -> usize {
        match &*self.items.borrow() {
            Items::List(items) => items.iter().filter(|other| *other == item).count(),
            _ => usize::from(self.contains(item)),
        }
    }

    pub fn is_disposed(&self) -> bool {
        self.disposed.get()
    }

    pub(crate) fn dispose(&self) {
        self.disposed.set(true);
    }

    pub(crate) fn invalidate(&self) {
        self.invalidated.set(true);
    }

    pub(crate) fn stand_in(&self) {
        self.is_empty_stand_in.set(true);
    }

    pub(crate) fn is_stand_in(&self) -> bool {
        self.is_empty_stand_in.get()
    }

    pub(crate) fn adopt(&self) {
        self.is_empty_stand_in.set(false);
    }

    /// The owner to tell of a change; none once the collection is nobody's.
    fn listening_owner(&self) -> Result<Option<Instance>> {
        if self.disposed.get() {
            return Ok(None);
        }
        let owner = self.owner();
        if let Some(owner) = &owner {
            if self.invalidated.get() {
                attribute::warn(owner, "This collection has been invalidated.");
            }
            attribute::adopt_stand_in(owner, self);
        }
        Ok(owner)
    }
}

/// Changes without events: what loaders use.
impl Collection {
    /// Puts an item at the end (a dictionary: at its key).
    pub fn append_silently(&self, item: Instance) -> Result<()> {
        let key = match &*self.items.borrow() {
            Items::Dict(key, _) => Some(key.clone()),
            _ => None,
        };
        // Reading an attribute may load, so that nothing is borrowed here.
        let key = key.map(|key| attribute::read_value(&item, &key)).transpose()?;
        match (&mut *self.items.borrow_mut(), key) {
            (Items::List(items), _) => items.push(item),
            (Items::Set(items), _) => {
                items.insert(item);
            }
            (Items::Dict(_, items), Some(key)) => {
                items.insert(KeyValues::one(&key), item);
            }
            (Items::Dict(..), None) => {}
        }
        Ok(())
    }

    /// Takes the first occurrence out; whether there was one.
    pub fn remove_silently(&self, item: &Instance) -> bool {
        let Some(position) = self.position(item) else {
            return false;
        };
        self.take_at(position).is_some()
    }

    /// The error of taking out what is not in.
    pub(crate) fn missing(&self, item: &Instance) -> Error {
        match &*self.items.borrow() {
            Items::List(_) => Error::value_error("list.remove(x): x not in list"),
            _ => Error::key_error(item.describe()),
        }
    }

    fn take_at(&self, position: usize) -> Option<Instance> {
        match &mut *self.items.borrow_mut() {
            Items::List(items) if position < items.len() => Some(items.remove(position)),
            Items::List(_) => None,
            Items::Set(items) => items.shift_remove_index(position),
            Items::Dict(_, items) => items.shift_remove_index(position).map(|(_, item)| item),
        }
    }
}

/// Changes with events.
impl Collection {
    pub fn append(&self, item: &Instance) -> Result<()> {
        self.append_from(item, None)
    }

    pub(crate) fn append_from(&self, item: &Instance, token: Option<&Token>) -> Result<()> {
        let is_known = !matches!(&*self.items.borrow(), Items::List(_)) && self.contains(item);
        let Some(owner) = self.listening_owner()? else {
            return self.append_silently(item.clone());
        };
        if is_known {
            return attribute::fire_append_without_change(&owner, &self.property, item, token);
        }
        let item = attribute::fire_append(&owner, &self.property, item.clone(), token)?;
        self.append_silently(item)
    }

    /// `list.insert(position, item)`.
    pub fn insert(&self, position: usize, item: &Instance) -> Result<()> {
        let item = match self.listening_owner()? {
            Some(owner) => attribute::fire_append(&owner, &self.property, item.clone(), None)?,
            None => item.clone(),
        };
        if let Items::List(items) = &mut *self.items.borrow_mut() {
            let position = position.min(items.len());
            items.insert(position, item);
        }
        Ok(())
    }

    /// `list[position] = item`.
    pub fn set(&self, position: usize, item: &Instance) -> Result<()> {
        let existing = self.get(position).ok_or_else(|| {
            Error::new(ormlab_core::ErrorKind::Index, "list assignment index out of range")
        })?;
        let mut item = item.clone();
        if let Some(owner) = self.listening_owner()? {
            attribute::fire_remove(&owner, &self.property, &existing, None)?;
            item = attribute::fire_append(&owner, &self.property, item, None)?;
        }
        if let Items::List(items) = &mut *self.items.borrow_mut()
            && let Some(place) = items.get_mut(position)
        {
            *place = item;
        }
        Ok(())
    }

    /// `list.remove(item)`; an error where it is not in.
    pub fn remove(&self, item: &Instance) -> Result<()> {
        self.remove_from(item, None)
    }

    pub(crate) fn remove_from(&self, item: &Instance, token: Option<&Token>) -> Result<()> {
        let is_list = matches!(&*self.items.borrow(), Items::List(_));
        // A list tells first and looks after; the others look first.
        if !is_list && !self.contains(item) {
            return Err(self.missing(item));
        }
        if let Some(owner) = self.listening_owner()? {
            attribute::fire_remove(&owner, &self.property, item, token)?;
        }
        if self.remove_silently(item) { Ok(()) } else { Err(self.missing(item)) }
    }

    /// `set.discard(item)`.
    pub fn discard(&self, item: &Instance) -> Result<()> {
        if self.contains(item) { self.remove(item) } else { Ok(()) }
    }

    /// `list.pop(position)`, `set.pop()`: takes it out, then tells.
    pub fn pop(&self, position: usize) -> Result<Instance> {
        let owner = self.listening_owner()?;
        if let Some(owner) = &owner {
            attribute::flag_collection_change(owner, &self.property)?;
        }
        let item = self.take_at(position).ok_or_else(|| {
            let message =
                if self.is_empty() { "pop from empty list" } else { "pop index out of range" };
            Error::new(ormlab_core::ErrorKind::Index, message)
        })?;
        if let Some(owner) = &owner {
            attribute::fire_remove(owner, &self.property, &item, None)?;
        }
        Ok(item)
    }

    /// `del list[position]`.
    pub fn delete_at(&self, position: usize) -> Result<()> {
        let item = self.get(position).ok_or_else(|| {
            Error::new(ormlab_core::ErrorKind::Index, "list assignment index out of range")
        })?;
        if let Some(owner) = self.listening_owner()? {
            attribute::fire_remove(&owner, &self.property, &item, None)?;
        }
        self.take_at(position);
        Ok(())
    }

    /// `list.clear()`.
    pub fn clear(&self) -> Result<()> {
        let owner = self.listening_owner()?;
        if let Some(owner) = &owner {
            for item in self.items() {
                attribute::fire_remove(owner, &self.property, &item, None)?;
            }
        }
        while self.take_at(self.len().saturating_sub(1)).is_some() {}
        Ok(())
    }

    /// `dict[key] = item`: `key` is what the layer above was given.
    pub fn set_key(&self, key: &Value, item: &Instance) -> Result<()> {
        let mut item = item.clone();
        let existing = self.get_key(key);
        if let Some(owner) = self.listening_owner()? {
            if let Some(existing) = existing {
                attribute::fire_remove(&owner, &self.property, &existing, None)?;
            }
            item = attribute::fire_append(&owner, &self.property, item, None)?;
        }
        if let Items::Dict(_, items) = &mut *self.items.borrow_mut() {
            items.insert(KeyValues::one(key), item);
        }
        Ok(())
    }

    /// Reorders a list: `sort`, `reverse`; no events, as the real one has none.
    pub fn reorder(&self, order: Vec<Instance>) {
        if let Items::List(items) = &mut *self.items.borrow_mut() {
            *items = order;
        }
    }
}
