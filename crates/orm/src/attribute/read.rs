//! Reading an attribute: what is there, what must be loaded, what stands in for nothing.

use ormlab_core::{Error, Result, Value};

use super::{Attribute, AttributeKind, kind_of, modified_event};
use crate::collection::Collection;
use crate::instance::{Committed, Instance, PendingCollection, Slot};
use crate::loading::{self, Loaded};
use crate::passive::Passive;
use crate::property::{Property, PropertyKind};

/// What reading an attribute under flags gave.
#[derive(Clone, Debug)]
pub enum Read {
    /// It is not there and the flags forbid to load it: `PASSIVE_NO_RESULT`.
    NoResult,
    /// It has no value and the flags forbid to make one: `NO_VALUE`.
    NoValue,
    Found(Attribute),
}

impl Read {
    pub fn found(self) -> Option<Attribute> {
        match self {
            Read::Found(attribute) => Some(attribute),
            Read::NoResult | Read::NoValue => None,
        }
    }

    /// As history keeps it.
    pub(crate) fn to_committed(&self) -> Committed {
        match self {
            Read::NoResult => Committed::NoResult,
            Read::NoValue => Committed::NoValue,
            Read::Found(attribute) => attribute.to_committed(),
        }
    }
}

impl Instance {
    /// Reads an attribute as far as `passive` allows.
    pub fn read(&self, property: &Property, passive: Passive) -> Result<Read> {
        if let Some(found) = self.with_slot(property.slot, Attribute::of_slot) {
            return Ok(Read::Found(found));
        }
        let has_history = !matches!(self.committed(property.slot), None | Some(Committed::NoValue));
        if !has_history {
            if !passive.has(Passive::CALLABLES_OK) {
                return Ok(Read::NoResult);
            }
            match load(self, property, passive)? {
                Loaded::NoResult => return Ok(Read::NoResult),
                Loaded::NoValue => return Ok(Read::NoValue),
                Loaded::WasSet => return self.read_after_load(property),
                Loaded::Value(slot) => {
                    return Ok(match set_loaded(self, property, slot)? {
                        Some(attribute) => Read::Found(attribute),
                        None => Read::NoValue,
                    });
                }
                Loaded::Empty => {}
            }
        }
        if passive.has(Passive::INIT_OK) {
            self.default_of(property).map(Read::Found)
        } else {
            Ok(Read::NoValue)
        }
    }

    fn read_after_load(&self, property: &Property) -> Result<Read> {
        let found = self.with_slot(property.slot, Attribute::of_slot);
        found.map(Read::Found).ok_or_else(|| {
            Error::key_error(format!(
                "\"Deferred loader for attribute '{}' failed to populate correctly\"",
                property.key
            ))
        })
    }

    /// What stands in for an attribute without a value.
    pub(crate) fn default_of(&self, property: &Property) -> Result<Attribute> {
        Ok(match kind_of(property)? {
            AttributeKind::Scalar => Attribute::Value(Value::Null),
            AttributeKind::Object => Attribute::Object(None),
            AttributeKind::Collection => Attribute::Collection(empty_collection(self, property)),
        })
    }
}

/// The empty collection that stands in until it is changed.
fn empty_collection(instance: &Instance, property: &Property) -> Collection {
    let known = instance.with_extra(|extra| extra.empty.get(property.slot).cloned()).flatten();
    known.unwrap_or_else(|| {
        let collection = Collection::new(instance, property);
        collection.stand_in();
        instance.edit_extra(|extra| extra.empty.insert(property.slot, collection.clone()));
        collection
    })
}

/// Makes a stand-in the owner's collection: it is about to be changed.
pub(crate) fn adopt_stand_in(owner: &Instance, collection: &Collection) {
    if !collection.is_stand_in() {
        return;
    }
    collection.adopt();
    let slot = collection.property().slot;
    owner.edit_extra(|extra| extra.empty.remove(slot));
    owner.put_slot(slot, Slot::Collection(collection.clone()));
}

fn load(instance: &Instance, property: &Property, passive: Passive) -> Result<Loaded> {
    match &property.kind {
        PropertyKind::Column(column) => {
            let slot = instance.slot(property.slot);
            match slot {
                Slot::Expired if !column.spec.deferred => load_expired(instance, passive),
                Slot::Deferred => loading::load_attribute(instance, property, passive),
                _ if column.spec.deferred => loading::load_attribute(instance, property, passive),
                _ => Ok(Loaded::Empty),
            }
        }
        PropertyKind::Relationship(_) => loading::load_attribute(instance, property, passive),
        PropertyKind::Synonym(_) => Ok(Loaded::Empty),
    }
}

/// Reads all expired attributes of an instance again.
pub(crate) fn load_all_expired(instance: &Instance) -> Result<()> {
    load_expired(instance, Passive::OFF).map(drop)
}

/// Reads all expired attributes again, by one statement.
fn load_expired(instance: &Instance, passive: Passive) -> Result<Loaded> {
    if !passive.has(Passive::SQL_OK) {
        return Ok(Loaded::NoResult);
    }
    let is_due = |property: &Property| {
        let is_deferred = property.as_column().is_some_and(|column| column.spec.deferred);
        matches!(instance.slot(property.slot), Slot::Expired)
            && !is_deferred
            && !instance.is_changed(property.slot)
    };
    let due: Vec<Property> = instance.mapper().properties().into_iter().filter(is_due).collect();
    loading::load_expired(instance, &due, passive)?;
    clear_expired(instance);
    Ok(Loaded::WasSet)
}

fn clear_expired(instance: &Instance) {
    for slot in 0..instance.slot_count() {
        if instance.with_slot(slot, |slot| matches!(slot, Slot::Expired)) {
            instance.put_slot(slot, Slot::Unset);
        }
    }
}

/// Takes in what a loader gave, as the committed value; changes made to an unloaded collection are
/// applied to the loaded one.
pub(crate) fn set_loaded(
    instance: &Instance,
    property: &Property,
    slot: Slot,
) -> Result<Option<Attribute>> {
    instance.set_loaded(property.slot, slot);
    instance.mark(|marks| marks.expired = false);
    let attribute = instance.with_slot(property.slot, Attribute::of_slot);
    let pending = instance
        .with_extra(|extra| extra.pending.contains(property.slot))
        .unwrap_or(false)
        .then(|| instance.edit_extra(|extra| extra.pending.remove(property.slot)))
        .flatten();
    if let (Some(pending), Some(Attribute::Collection(collection))) = (pending, &attribute) {
        apply_pending(instance, property, collection, pending)?;
    }
    Ok(attribute)
}

fn apply_pending(
    instance: &Instance,
    property: &Property,
    collection: &Collection,
    pending: PendingCollection,
) -> Result<()> {
    let before = Committed::Collection(collection.items().into());
    modified_event(instance, property, before)?;
    for item in pending.added {
        collection.append_silently(item)?;
    }
    for item in &pending.removed {
        if !collection.remove_silently(item) {
            return Err(collection.missing(item));
        }
    }
    Ok(())
}
