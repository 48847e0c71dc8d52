//! Instances taken out of the life of a session by hand: `make_transient` and its kin.

use ormlab_core::{Error, Result};

use super::key_values;
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::passive::Passive;
use crate::property::Property;

/// `make_transient(instance)`: as if it were newly made, with the values that it has.
pub fn make_transient(instance: &Instance) -> Result<()> {
    if let Some(session) = instance.session() {
        session.expunge_instances(std::slice::from_ref(instance), false)?;
    }
    for slot in 0..instance.slot_count() {
        if !instance.is_loaded(slot) {
            instance.put_slot(slot, Slot::Unset);
        }
    }
    instance.set_key(None);
    instance.mark(|marks| marks.deleted = false);
    Ok(())
}

/// `make_transient_to_detached(instance)`: as if it had been loaded by its primary key and expunged.
pub fn make_transient_to_detached(instance: &Instance) -> Result<()> {
    if instance.session().is_some() || instance.has_key() {
        return Err(Error::invalid_request("Given object must be transient"));
    }
    let mapper = instance.mapper().clone();
    let values = key_values(&mapper, instance, Passive::RETURN_NO_VALUE)?;
    instance.set_key(Some(mapper.identity_key(KeyValues::new(&values))));
    instance.mark(|marks| marks.deleted = false);
    instance.commit_all(None);
    let missing: Vec<Property> = mapper
        .properties()
        .into_iter()
        .filter(|property| !instance.is_loaded(property.slot))
        .collect();
    instance.expire_attributes(&missing)
}

/// `was_deleted(instance)`.
pub fn was_deleted(instance: &Instance) -> bool {
    instance.marks().deleted
}
