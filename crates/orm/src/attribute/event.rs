//! What happens when an attribute changes: hooks, the other side, history, the session's notice.

use ormlab_core::{Error, ErrorKind, Result};

use super::{Attribute, Operation, Read, Token, tracks_parent};
use crate::backref;
use crate::instance::{Committed, Instance, ParentLink};
use crate::property::Property;
use crate::relationship::Relationship;

/// Notes a change: what the attribute was, and that the instance is dirty.
pub(crate) fn modified_event(
    instance: &Instance,
    property: &Property,
    before: Committed,
) -> Result<()> {
    if property.as_relationship().is_some_and(|relationship| relationship.spec.viewonly) {
        return Ok(());
    }
    if !instance.is_changed(property.slot) {
        instance.edit_extra(|extra| extra.committed.insert(property.slot, before));
    }
    touch(instance)
}

/// Marks an instance as changed, and tells its session, which begins a transaction.
pub(crate) fn touch(instance: &Instance) -> Result<()> {
    let was_modified = instance.marks().modified;
    instance.mark(|marks| marks.modified = true);
    let Some(session) = instance.session() else {
        return Ok(());
    };
    let map = session.identity_map();
    let had_modified = map.has_modified();
    if !map.contains(instance) {
        return if was_modified { Ok(()) } else { session.autobegin() };
    }
    map.remember_modified(instance);
    if had_modified { Ok(()) } else { session.autobegin() }
}

/// What a collection attribute is before a change of its collection.
fn collection_before(instance: &Instance, property: &Property) -> Committed {
    if instance.is_changed(property.slot) {
        return Committed::NoValue;
    }
    instance
        .with_slot(property.slot, Attribute::of_slot)
        .map_or(Committed::NoValue, |attribute| attribute.to_committed())
}

/// A collection is about to change.
pub(crate) fn flag_collection_change(instance: &Instance, property: &Property) -> Result<()> {
    let before = collection_before(instance, property);
    modified_event(instance, property, before)
}

fn token_or(token: Option<&Token>, property: &Property, operation: Operation) -> Token {
    token.cloned().unwrap_or_else(|| Token::new(property, operation))
}

fn relationship(property: &Property) -> Result<&Relationship> {
    property
        .as_relationship()
        .ok_or_else(|| Error::invalid_request(format!("attribute '{property}' is no relationship")))
}

/// An item comes into a collection: gives back the item that goes in.
pub(crate) fn fire_append(
    owner: &Instance,
    property: &Property,
    item: Instance,
    token: Option<&Token>,
) -> Result<Instance> {
    let relationship = relationship(property)?;
    let token = token_or(token, property, Operation::Append);
    check_single_parent(owner, property, relationship, Some(&item), None, &token)?;
    let mut item = item;
    for hook in property.events.append_validators.to_vec() {
        item = hook(owner, item, &token)?;
    }
    backref::cascade_append(owner, property, relationship, &item, &token)?;
    if let Some(reverse) = backref::reverse_of(relationship)? {
        backref::collection_append(owner, property, &reverse, &item, &token)?;
    }
    for hook in property.events.append.to_vec() {
        item = hook(owner, item, &token)?;
    }
    flag_collection_change(owner, property)?;
    if tracks_parent(relationship)? {
        set_parent(&item, property, owner);
    }
    Ok(item)
}

/// An item is put where it is already: only the session hears of it.
pub(crate) fn fire_append_without_change(
    owner: &Instance,
    property: &Property,
    item: &Instance,
    token: Option<&Token>,
) -> Result<()> {
    let token = token_or(token, property, Operation::Append);
    backref::cascade_append(owner, property, relationship(property)?, item, &token)
}

/// An item goes out of a collection.
pub(crate) fn fire_remove(
    owner: &Instance,
    property: &Property,
    item: &Instance,
    token: Option<&Token>,
) -> Result<()> {
    let relationship = relationship(property)?;
    let token = token_or(token, property, Operation::Remove);
    if tracks_parent(relationship)? {
        drop_parent(item, property, owner)?;
    }
    remove_hooks(owner, property, relationship, &Attribute::Object(Some(item.clone())), &token)?;
    flag_collection_change(owner, property)
}

fn remove_hooks(
    owner: &Instance,
    property: &Property,
    relationship: &Relationship,
    item: &Attribute,
    token: &Token,
) -> Result<()> {
    property.events.remove_validators.each(|hook| hook(owner, item, token))?;
    if let Attribute::Object(Some(item)) = item {
        backref::cascade_remove(owner, property, relationship, item)?;
        if let Some(reverse) = backref::reverse_of(relationship)? {
            backref::removed(owner, property, &reverse, item, token)?;
        }
    }
    property.events.remove.each(|hook| hook(owner, item, token))
}

/// The object of a to-one relationship is taken away by `del`; `old` is it, if it is known.
pub(crate) fn fire_remove_object(owner: &Instance, property: &Property, old: &Read) -> Result<()> {
    let relationship = relationship(property)?;
    let token = Token::new(property, Operation::Remove);
    if let Read::Found(Attribute::Object(Some(item))) = old
        && tracks_parent(relationship)?
    {
        drop_parent(item, property, owner)?;
    }
    if let Read::Found(attribute) = old {
        remove_hooks(owner, property, relationship, attribute, &token)?;
    }
    modified_event(owner, property, old.to_committed())
}

/// A column gets a value: gives back the value that it gets.
pub(crate) fn fire_set_value(
    owner: &Instance,
    property: &Property,
    value: Attribute,
    old: &Read,
    token: Option<&Token>,
) -> Result<Attribute> {
    let events = &property.events;
    if events.set.is_empty() && events.validators.is_empty() {
        return Ok(value);
    }
    let token = token_or(token, property, Operation::Replace);
    let old = old.clone().found();
    let mut value = value;
    for hook in events.validators.to_vec().into_iter().chain(events.set.to_vec()) {
        value = hook(owner, value, old.as_ref(), &token)?;
    }
    Ok(value)
}

/// A to-one relationship gets an object: gives back the object that it gets.
pub(crate) fn fire_set_object(
    owner: &Instance,
    property: &Property,
    object: Option<Instance>,
    old: &Read,
    token: Option<&Token>,
) -> Result<Option<Instance>> {
    let relationship = relationship(property)?;
    let token = token_or(token, property, Operation::Replace);
    let old_object = match old {
        Read::Found(Attribute::Object(object)) => object.clone(),
        _ => None,
    };
    let tracks = tracks_parent(relationship)?;
    if let Some(previous) = old_object.as_ref().filter(|previous| object.as_ref() != Some(previous))
        && tracks
    {
        drop_parent(previous, property, owner)?;
    }
    check_single_parent(
        owner,
        property,
        relationship,
        object.as_ref(),
        old_object.as_ref(),
        &token,
    )?;
    let known_old = old.clone().found();
    let run = |hooks: Vec<std::rc::Rc<crate::event::SetHook>>, object: Option<Instance>| {
        hooks.iter().try_fold(object, |object, hook| {
            match hook(owner, Attribute::Object(object), known_old.as_ref(), &token)? {
                Attribute::Object(object) => Ok(object),
                _ => Err(Error::invalid_request("an object attribute was given no object")),
            }
        })
    };
    let object = run(property.events.validators.to_vec(), object)?;
    let known = matches!(old, Read::Found(_)).then_some(&old_object);
    let is_change = known.is_none_or(|old| *old != object);
    if is_change {
        backref::cascade_set(
            owner,
            property,
            relationship,
            object.as_ref(),
            old_object.as_ref(),
            &token,
        )?;
        if let Some(reverse) = backref::reverse_of(relationship)? {
            backref::object_set(
                owner,
                property,
                &reverse,
                object.as_ref(),
                old_object.as_ref(),
                &token,
            )?;
        }
    }
    let object = run(property.events.set.to_vec(), object)?;
    modified_event(owner, property, old.to_committed())?;
    if let Some(object) = object.as_ref().filter(|_| tracks) {
        set_parent(object, property, owner);
    }
    Ok(object)
}

fn check_single_parent(
    owner: &Instance,
    property: &Property,
    relationship: &Relationship,
    value: Option<&Instance>,
    old: Option<&Instance>,
    token: &Token,
) -> Result<()> {
    let Some(value) = value.filter(|_| relationship.spec.single_parent) else {
        return Ok(());
    };
    if token.property.key == property.key
        && has_parent(value, &token.property, false)
        && old != Some(value)
    {
        return Err(Error::invalid_request(format!(
            "Instance {value} is already associated with an instance of {} via its {property} attribute, and is only allowed a single parent.",
            owner.mapper().class_repr(),
        ))
        .with_code("bbf1"));
    }
    Ok(())
}

/// Whether an instance has a parent along a relationship; `optimistic` is the answer where nothing is
/// known.
pub(crate) fn has_parent(child: &Instance, property: &Property, optimistic: bool) -> bool {
    let link = child.with_extra(|extra| {
        extra.parents.get(&property.id()).map(|l| !matches!(l, ParentLink::Removed))
    });
    link.flatten().unwrap_or(optimistic)
}

pub(crate) fn set_parent(child: &Instance, property: &Property, parent: &Instance) {
    let link = ParentLink::Parent(parent.downgrade(), parent.key());
    child.edit_extra(|extra| extra.parents.insert(property.id(), link));
}

fn drop_parent(child: &Instance, property: &Property, parent: &Instance) -> Result<()> {
    let id = property.id();
    let last = child.with_extra(|extra| extra.parents.get(&id).cloned()).flatten();
    if let Some(ParentLink::Parent(last, key)) = last {
        let living = last.upgrade();
        let last_key = living.as_ref().map_or(key, |last| last.key());
        if last_key != parent.key() {
            if living.is_none() {
                return Err(Error::new(
                    ErrorKind::StaleData,
                    format!(
                        "Removing state {child} from parent state {parent} along attribute '{}', but the parent record has gone stale, can't be sure this is the most recent parent.",
                        property.key
                    ),
                ));
            }
            return Ok(());
        }
    }
    child.edit_extra(|extra| extra.parents.insert(id, ParentLink::Removed));
    Ok(())
}

/// Whether an instance lacks a parent that a `delete-orphan` cascade demands.
pub(crate) fn is_orphan(instance: &Instance) -> bool {
    let optimistic = instance.has_key();
    let parents = instance.mapper().orphan_parents();
    parents.iter().any(|property| !has_parent(instance, property, optimistic))
}
