//! Setting and deleting attributes, appending to and removing from collections that may not be loaded.

use indexmap::IndexSet;
use ormlab_core::{Error, Result};
use rustc_hash::FxBuildHasher;

use super::{Attribute, AttributeKind, Operation, Read, Token, event, has_active_history, kind_of};
use crate::collection::Collection;
use crate::instance::{Committed, Instance, Slot};
use crate::passive::Passive;
use crate::property::Property;

/// Sets a column or an object.
pub(crate) fn set(
    instance: &Instance,
    property: &Property,
    value: Attribute,
    token: Option<&Token>,
    passive: Passive,
) -> Result<()> {
    match (kind_of(property)?, value) {
        (AttributeKind::Scalar, value) => set_scalar(instance, property, value, token),
        (AttributeKind::Object, Attribute::Object(object)) => {
            set_object(instance, property, object, token, None)
        }
        (AttributeKind::Object, Attribute::Value(value)) if value.is_null() => {
            set_object(instance, property, None, token, None)
        }
        (AttributeKind::Collection, Attribute::Collection(collection)) => {
            set_items_passive(instance, property, collection.items(), Some(&collection), passive)
        }
        (_, value) => Err(Error::invalid_request(format!(
            "attribute '{property}' cannot be set to {value:?}"
        ))),
    }
}

fn set_scalar(
    instance: &Instance,
    property: &Property,
    value: Attribute,
    token: Option<&Token>,
) -> Result<()> {
    let old = if has_active_history(property) {
        instance.read(property, Passive::RETURN_NO_VALUE)?
    } else {
        instance.read_present(property)
    };
    let value = event::fire_set_value(instance, property, value, &old, token)?;
    event::modified_event(instance, property, old.to_committed())?;
    instance.put_slot(property.slot, value.into_slot());
    Ok(())
}

/// Sets a column without hooks, but with history: what the unit of work copies into foreign keys.
pub(crate) fn set_quietly(
    instance: &Instance,
    property: &Property,
    value: Attribute,
) -> Result<()> {
    set_scalar(instance, property, value, None)
}

impl Instance {
    /// What is there, without any load.
    pub(crate) fn read_present(&self, property: &Property) -> Read {
        self.with_slot(property.slot, Attribute::of_slot).map_or(Read::NoValue, Read::Found)
    }
}

/// How far the old object is read before another one is set.
fn read_old_object(instance: &Instance, property: &Property) -> Result<Read> {
    let passive = if has_active_history(property) {
        Passive::ONLY_PERSISTENT | Passive::NO_AUTOFLUSH | Passive::LOAD_AGAINST_COMMITTED
    } else {
        Passive::NO_FETCH.without(Passive::INIT_OK)
            | Passive::LOAD_AGAINST_COMMITTED
            | Passive::NO_RAISE
    };
    instance.read(property, passive)
}

/// What to do where the old object is not the expected one.
pub(crate) struct Expected<'a> {
    pub(crate) object: &'a Instance,
    /// Leave it then, instead of an error.
    pub(crate) is_pop: bool,
}

fn set_object(
    instance: &Instance,
    property: &Property,
    object: Option<Instance>,
    token: Option<&Token>,
    expected: Option<Expected<'_>>,
) -> Result<()> {
    let old = read_old_object(instance, property)?;
    if let Some(expected) = expected
        && !matches!(old, Read::NoResult)
    {
        let is_it =
            matches!(&old, Read::Found(Attribute::Object(Some(old))) if old == expected.object);
        if !is_it {
            return if expected.is_pop {
                Ok(())
            } else {
                Err(Error::value_error(format!(
                    "Object {} not associated with {instance} on attribute '{}'",
                    expected.object, property.key
                )))
            };
        }
    }
    let object = event::fire_set_object(instance, property, object, &old, token)?;
    let replaced = instance.put_slot(property.slot, Slot::Object(object));
    drop(replaced);
    Ok(())
}

/// Assigns a collection.
pub(crate) fn set_items(
    instance: &Instance,
    property: &Property,
    items: Vec<Instance>,
    source: Option<&Collection>,
) -> Result<()> {
    set_items_passive(instance, property, items, source, Passive::OFF)
}

fn set_items_passive(
    instance: &Instance,
    property: &Property,
    items: Vec<Instance>,
    source: Option<&Collection>,
    passive: Passive,
) -> Result<()> {
    let token = Token::new(property, Operation::BulkReplace);
    let mut items = items;
    for hook in property.events.bulk_replace.to_vec() {
        items = hook(instance, items, &token)?;
    }
    let mut how = Passive::ONLY_PERSISTENT;
    if passive.has(Passive::NO_RAISE) {
        how = how | Passive::NO_RAISE;
    }
    let old = match instance.read(property, how)?.found() {
        Some(Attribute::Collection(collection)) => collection,
        _ => match instance.default_of(property)? {
            Attribute::Collection(collection) => collection,
            _ => return Err(Error::invalid_request("a collection attribute has no collection")),
        },
    };
    if source == Some(&old) {
        return Ok(());
    }
    let before = Committed::Collection(old.items().into());
    event::modified_event(instance, property, before)?;
    let new = Collection::new(instance, property);
    let displaced = instance.put_slot(property.slot, Slot::Collection(new.clone()));
    drop(displaced);
    bulk_replace(instance, property, &items, &old, &new, &token)?;
    old.dispose();
    instance.edit_extra(|extra| extra.empty.remove(property.slot));
    Ok(())
}

/// Fills `new`: what was not in `old` is appended with events, what is in it no more is removed so.
fn bulk_replace(
    instance: &Instance,
    property: &Property,
    items: &[Instance],
    old: &Collection,
    new: &Collection,
    token: &Token,
) -> Result<()> {
    let existing: IndexSet<Instance, FxBuildHasher> = old.items().into_iter().collect();
    let wanted: IndexSet<Instance, FxBuildHasher> = items.iter().cloned().collect();
    for item in items {
        if existing.contains(item) {
            new.append_silently(item.clone())?;
        } else {
            new.append_from(item, Some(token))?;
        }
    }
    for item in existing.intersection(&wanted) {
        event::fire_append_without_change(instance, property, item, Some(token))?;
    }
    for item in existing.difference(&wanted) {
        event::fire_remove(instance, property, item, Some(token))?;
    }
    Ok(())
}

/// `del instance.attribute`.
pub(crate) fn delete(instance: &Instance, property: &Property) -> Result<()> {
    match kind_of(property)? {
        AttributeKind::Scalar => delete_scalar(instance, property),
        AttributeKind::Object => delete_object(instance, property),
        AttributeKind::Collection => delete_collection(instance, property),
    }
}

fn no_value(property: &Property) -> Error {
    Error::attribute_error(format!("{property} object does not have a value"))
}

fn delete_scalar(instance: &Instance, property: &Property) -> Result<()> {
    let old = if has_active_history(property) {
        instance.read(property, Passive::RETURN_NO_VALUE)?
    } else {
        instance.read_present(property)
    };
    if let Read::Found(attribute) = &old {
        let token = Token::new(property, Operation::Remove);
        property.events.remove.each(|hook| hook(instance, attribute, &token))?;
    }
    event::modified_event(instance, property, old.to_committed())?;
    let is_expired = instance.marks().expired
        || instance.with_slot(property.slot, |slot| matches!(slot, Slot::Expired));
    let existing = instance.put_slot(property.slot, Slot::Unset);
    if !existing.is_present() && matches!(old, Read::NoValue) && !is_expired {
        return Err(no_value(property));
    }
    Ok(())
}

fn delete_object(instance: &Instance, property: &Property) -> Result<()> {
    let old = read_old_object(instance, property)?;
    event::fire_remove_object(instance, property, &old)?;
    let existing = instance.put_slot(property.slot, Slot::Unset);
    if !existing.is_present() && !matches!(old, Read::NoResult) && !instance.has_key() {
        return Err(no_value(property));
    }
    Ok(())
}

fn delete_collection(instance: &Instance, property: &Property) -> Result<()> {
    let Slot::Collection(collection) = instance.slot(property.slot) else {
        return Ok(());
    };
    event::flag_collection_change(instance, property)?;
    for item in collection.items() {
        collection.remove_from(&item, None)?;
    }
    instance.put_slot(property.slot, Slot::Unset);
    Ok(())
}

/// Passes an object on to the other side: sets it there, or appends it.
pub(crate) fn append_to(
    instance: &Instance,
    property: &Property,
    object: &Instance,
    token: &Token,
    passive: Passive,
) -> Result<()> {
    match kind_of(property)? {
        AttributeKind::Collection => match instance.read(property, passive)? {
            Read::Found(Attribute::Collection(collection)) => {
                collection.append_from(object, Some(token))
            }
            _ => {
                let item = event::fire_append(instance, property, object.clone(), Some(token))?;
                instance.edit_extra(|extra| extra.pending.entry(property.slot).append(item));
                Ok(())
            }
        },
        AttributeKind::Object => {
            set_object(instance, property, Some(object.clone()), Some(token), None)
        }
        AttributeKind::Scalar => Err(no_value(property)),
    }
}

/// Takes an object from the other side, if it is there.
pub(crate) fn pop_from(
    instance: &Instance,
    property: &Property,
    object: &Instance,
    token: &Token,
    passive: Passive,
) -> Result<()> {
    match kind_of(property)? {
        AttributeKind::Collection => match instance.read(property, passive)? {
            Read::Found(Attribute::Collection(collection)) => {
                pop_loaded(instance, &collection, object, token)
            }
            _ => {
                event::fire_remove(instance, property, object, Some(token))?;
                instance.edit_extra(|extra| extra.pending.entry(property.slot).remove(object));
                Ok(())
            }
        },
        AttributeKind::Object => {
            let expected = Expected { object, is_pop: true };
            set_object(instance, property, None, Some(token), Some(expected))
        }
        AttributeKind::Scalar => Err(no_value(property)),
    }
}

/// A list tells of the removal even of what it does not hold.
fn pop_loaded(
    _instance: &Instance,
    collection: &Collection,
    object: &Instance,
    token: &Token,
) -> Result<()> {
    match collection.remove_from(object, Some(token)) {
        Err(error)
            if matches!(
                error.kind,
                ormlab_core::ErrorKind::Value
                    | ormlab_core::ErrorKind::Key
                    | ormlab_core::ErrorKind::Index
            ) =>
        {
            Ok(())
        }
        outcome => outcome,
    }
}
