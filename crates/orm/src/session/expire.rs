//! Forgetting what was read: expire, and what a flush or commit leaves of changes.

use ormlab_core::{Error, Result};

use super::{CascadeKind, Session};
use crate::instance::{Instance, Slot};
use crate::property::{Property, PropertyKind};

impl Instance {
    /// Forgets all values and changes; columns are read again when they are needed.
    pub(crate) fn expire_all(&self, session: Option<&Session>) -> Result<()> {
        if self.marks().modified
            && let Some(session) = session
        {
            session.identity_map().forget_modified(self);
        }
        self.mark(|marks| {
            marks.expired = true;
            marks.modified = false;
        });
        let forgotten = self.edit_extra_if_any(|extra| {
            extra.parents.clear();
            (std::mem::take(&mut extra.committed), std::mem::take(&mut extra.pending))
        });
        drop(forgotten);
        for slot in 0..self.slot_count() {
            if let Slot::Collection(collection) = self.put_slot(slot, Slot::Expired) {
                collection.invalidate();
            }
        }
        self.mapper().events.expire.each(|hook| hook(self, None))
    }

    /// Forgets the values and changes of some attributes.
    pub(crate) fn expire_attributes(&self, properties: &[Property]) -> Result<()> {
        for property in properties {
            let empty = match property.kind {
                PropertyKind::Column(_) => Slot::Expired,
                _ => Slot::Unset,
            };
            if let Slot::Collection(collection) = self.put_slot(property.slot, empty) {
                collection.invalidate();
            }
            self.forget_committed(property.slot);
            let forgotten = self.edit_extra_if_any(|extra| extra.pending.remove(property.slot));
            drop(forgotten);
        }
        let slots: Vec<usize> = properties.iter().map(|property| property.slot).collect();
        self.mapper().events.expire.each(|hook| hook(self, Some(&slots)))
    }

    /// What is there now is what the database has.
    pub(crate) fn commit_all(&self, session: Option<&Session>) {
        let forgotten = self.edit_extra_if_any(|extra| {
            (std::mem::take(&mut extra.committed), std::mem::take(&mut extra.pending))
        });
        drop(forgotten);
        if self.marks().modified
            && let Some(session) = session
        {
            session.identity_map().forget_modified(self);
        }
        self.mark(|marks| {
            marks.modified = false;
            marks.expired = false;
        });
    }
}

impl Session {
    /// `session.expire(instance, names)`; no names: all.
    pub fn expire(&self, instance: &Instance, names: Option<&[&str]>) -> Result<()> {
        if !self.identity_map.contains(instance) {
            return Err(Error::invalid_request(format!(
                "Instance '{instance}' is not persistent within this Session"
            )));
        }
        match names {
            Some(names) if !names.is_empty() => {
                let properties: Result<Vec<Property>> =
                    names.iter().map(|name| instance.property(name)).collect();
                instance.expire_attributes(&properties?)
            }
            _ => self.expire_cascading(instance),
        }
    }

    fn expire_cascading(&self, instance: &Instance) -> Result<()> {
        let mut all = vec![instance.clone()];
        instance.cascade(CascadeKind::RefreshExpire, None, &mut |other| {
            all.push(other.clone());
            Ok(())
        })?;
        for instance in &all {
            if instance.has_key() {
                instance.expire_all(Some(self))?;
            } else if self.is_pending(instance) {
                self.expunge_instances(std::slice::from_ref(instance), false)?;
            }
        }
        Ok(())
    }

    /// `session.expire_all()`.
    pub fn expire_all(&self) -> Result<()> {
        let all = self.identity_map.instances();
        all.iter().try_for_each(|instance| instance.expire_all(Some(self)))
    }
}
