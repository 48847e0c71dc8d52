//! What follows from a change of a relationship: the other side, cascades into the session.

use ormlab_core::{Error, Result};

use crate::attribute::{self, AttributeKind, Operation, Token, kind_of};
use crate::instance::{Instance, Slot};
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::Relationship;

/// The attribute of the other side that is kept in step, if there is one.
pub(crate) fn reverse_of(relationship: &Relationship) -> Result<Option<Property>> {
    if !relationship.syncs_backref() {
        return Ok(None);
    }
    let spec = &relationship.spec;
    let key = spec.back_populates.as_ref().or(spec.backref.as_ref().map(|backref| &backref.key));
    key.map(|key| relationship.target()?.require(key)).transpose()
}

/// The other side as the class of `other` has it.
fn reverse_on(other: &Instance, reverse: &Property) -> Result<Property> {
    let key = &reverse.key;
    other.mapper().property(key).ok_or_else(|| Error::key_error(format!("'{key}'")))
}

fn check_initiator(
    owner: &Instance,
    property: &Property,
    child_property: &Property,
    token: &Token,
) -> Result<()> {
    if token.property == *property || token.property == *child_property {
        return Ok(());
    }
    Err(Error::value_error(format!(
        "Bidirectional attribute conflict detected: Passing object {owner} to attribute \"{}\" triggers a modify event on attribute \"{child_property}\" via the backref \"{property}\".",
        token.property,
    )))
}

/// Whether the chain began by a change of that kind on that very attribute.
fn began_by(token: &Token, property: &Property, operations: &[Operation]) -> bool {
    token.property == *property && operations.contains(&token.operation)
}

/// What appending to the other side is called there.
fn append_operations(property: &Property) -> Result<&'static [Operation]> {
    Ok(match kind_of(property)? {
        AttributeKind::Collection => &[Operation::Append, Operation::BulkReplace],
        _ => &[Operation::Replace],
    })
}

/// A to-one relationship got another object.
pub(crate) fn object_set(
    owner: &Instance,
    property: &Property,
    reverse: &Property,
    object: Option<&Instance>,
    old: Option<&Instance>,
    token: &Token,
) -> Result<()> {
    if let Some(old) = old {
        let reverse = reverse_on(old, reverse)?;
        let operation = match kind_of(&reverse)? {
            AttributeKind::Collection => Operation::Remove,
            _ => Operation::Replace,
        };
        if !began_by(token, &reverse, &[operation]) {
            let append = match kind_of(property)? {
                AttributeKind::Collection => Operation::Append,
                _ => Operation::Replace,
            };
            let token = Token::new(property, append);
            attribute::pop_from(old, &reverse, owner, &token, Passive::NO_FETCH)?;
        }
    }
    match object {
        Some(child) => pass_on(owner, property, reverse, child, token),
        None => Ok(()),
    }
}

/// An item came into a collection.
pub(crate) fn collection_append(
    owner: &Instance,
    property: &Property,
    reverse: &Property,
    child: &Instance,
    token: &Token,
) -> Result<()> {
    pass_on(owner, property, reverse, child, token)
}

fn pass_on(
    owner: &Instance,
    property: &Property,
    reverse: &Property,
    child: &Instance,
    token: &Token,
) -> Result<()> {
    let reverse = reverse_on(child, reverse)?;
    check_initiator(owner, property, &reverse, token)?;
    if began_by(token, &reverse, append_operations(&reverse)?) {
        return Ok(());
    }
    attribute::append_to(child, &reverse, owner, token, Passive::NO_FETCH)
}

/// An item went out of a collection, or an object was deleted from an attribute.
pub(crate) fn removed(
    owner: &Instance,
    property: &Property,
    reverse: &Property,
    child: &Instance,
    token: &Token,
) -> Result<()> {
    let reverse = reverse_on(child, reverse)?;
    let is_collection = kind_of(&reverse)? == AttributeKind::Collection;
    let operations: &[Operation] = if is_collection {
        &[Operation::Remove, Operation::BulkReplace]
    } else {
        &[Operation::Remove, Operation::Replace]
    };
    if began_by(token, &reverse, operations) {
        return Ok(());
    }
    // A list that holds the item twice keeps it after this removal.
    let has_other = !is_collection
        && kind_of(property)? == AttributeKind::Collection
        && matches!(owner.slot(property.slot), Slot::Collection(items) if items.count(child) > 1);
    if has_other {
        return Ok(());
    }
    attribute::pop_from(child, &reverse, owner, token, Passive::NO_FETCH)
}

/// An item that came into a collection comes into the session of its owner.
pub(crate) fn cascade_append(
    owner: &Instance,
    property: &Property,
    relationship: &Relationship,
    item: &Instance,
    token: &Token,
) -> Result<()> {
    let Some(session) = owner.session() else {
        return Ok(());
    };
    session.warn_in_flush("collection append");
    let cascades = relationship.cascade.save_update && token.property.key == property.key;
    if cascades && !session.contains(item) {
        session.save_or_update_cascading(item)?;
    }
    Ok(())
}

/// A new object of a to-one relationship comes into the session; an orphan that was only pending leaves.
pub(crate) fn cascade_set(
    owner: &Instance,
    property: &Property,
    relationship: &Relationship,
    object: Option<&Instance>,
    old: Option<&Instance>,
    token: &Token,
) -> Result<()> {
    let Some(session) = owner.session() else {
        return Ok(());
    };
    session.warn_in_flush("related attribute set");
    if let Some(object) = object {
        let cascades = relationship.cascade.save_update && token.property.key == property.key;
        if cascades && !session.contains(object) {
            session.save_or_update_cascading(object)?;
        }
    }
    if let Some(old) = old.filter(|_| relationship.cascade.delete_orphan)
        && session.is_pending(old)
        && attribute::is_orphan(old)
    {
        session.expunge(old)?;
    }
    Ok(())
}

/// An orphan that was only pending leaves the session.
pub(crate) fn cascade_remove(
    owner: &Instance,
    property: &Property,
    relationship: &Relationship,
    item: &Instance,
) -> Result<()> {
    let session = owner.session();
    if let Some(session) = &session {
        let is_collection = kind_of(property)? == AttributeKind::Collection;
        session.warn_in_flush(if is_collection {
            "collection remove"
        } else {
            "related attribute delete"
        });
    }
    if !relationship.cascade.delete_orphan || !attribute::is_orphan(item) {
        return Ok(());
    }
    match session.filter(|session| session.is_pending(item)) {
        Some(session) => session.expunge(item),
        None => {
            item.mark(|marks| marks.orphaned_outside_of_session = true);
            Ok(())
        }
    }
}
