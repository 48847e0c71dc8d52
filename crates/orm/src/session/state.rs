//! Instances coming into a session and leaving it: add, delete, expunge, what a flush makes of them.

use ormlab_core::{Error, ErrorKind, Result};
use ormlab_engine::statement_log::Origin;

use super::{CascadeKind, Session};
use crate::identity::{IdentityKey, KeyValues};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::passive::Passive;

impl Session {
    /// `session.add(instance)`.
    pub fn add(&self, instance: &Instance) -> Result<()> {
        self.warn_in_flush("Session.add()");
        self.save_or_update_cascading(instance)
    }

    /// `session.add_all(instances)`.
    pub fn add_all(&self, instances: &[Instance]) -> Result<()> {
        self.warn_in_flush("Session.add_all()");
        instances.iter().try_for_each(|instance| self.save_or_update_cascading(instance))
    }

    /// Takes an instance in, with all that `save-update` leads to.
    pub(crate) fn save_or_update_cascading(&self, instance: &Instance) -> Result<()> {
        instance.mark(|marks| marks.orphaned_outside_of_session = false);
        self.save_or_update(instance)?;
        let known = |other: &Instance| self.contains(other);
        instance
            .cascade(CascadeKind::SaveUpdate, Some(&known), &mut |other| self.save_or_update(other))
    }

    fn save_or_update(&self, instance: &Instance) -> Result<()> {
        if instance.has_key() { self.update(instance, false) } else { self.save(instance) }
    }

    fn save(&self, instance: &Instance) -> Result<()> {
        let attach = self.before_attach(instance)?;
        if !self.is_pending(instance) {
            let mut new = self.new.borrow_mut();
            new.insert(instance.id(), instance.clone());
            instance.insert_order.set(u32::try_from(new.len()).unwrap_or(u32::MAX));
        }
        if attach { self.after_attach(instance) } else { Ok(()) }
    }

    /// Takes in an instance that has a row; `reverts` a deletion that was rolled back.
    pub(crate) fn update(&self, instance: &Instance, reverts: bool) -> Result<()> {
        let Some(key) = instance.key() else {
            return Err(Error::invalid_request(format!("Instance '{instance}' is not persisted")));
        };
        if instance.marks().deleted {
            if !reverts {
                return Err(Error::invalid_request(format!(
                    "Instance '{instance}' has been deleted.  Use the make_transient() function to send this object back to the transient state."
                )));
            }
            if !instance.is_attached() {
                return Ok(());
            }
            instance.mark(|marks| marks.deleted = false);
        }
        let attach = self.before_attach(instance)?;
        self.forget_deleted(instance);
        if reverts {
            self.identity_map.replace(&key, instance);
        } else {
            self.add_to_map(&key, instance)?;
        }
        if attach {
            self.after_attach(instance)
        } else if reverts {
            self.fire(|events| events.deleted_to_persistent.each(|hook| hook(self, instance)))
        } else {
            Ok(())
        }
    }

    fn forget_deleted(&self, instance: &Instance) {
        let forgotten = self.deleted.borrow_mut().remove(&instance.id());
        drop(forgotten);
    }

    fn forget_new(&self, instance: &Instance) -> bool {
        let forgotten = self.new.borrow_mut().remove(&instance.id());
        forgotten.is_some()
    }

    /// Puts an instance into the identity map, where no other one may be.
    fn add_to_map(&self, key: &IdentityKey, instance: &Instance) -> Result<()> {
        match self.identity_map.get(key) {
            Some(other) if other != *instance => Err(Error::invalid_request(format!(
                "Can't attach instance {instance}; another instance with key {} is already present in this session.",
                describe_key(key),
            ))),
            Some(_) => Ok(()),
            None => {
                self.identity_map.replace(key, instance);
                if instance.marks().modified {
                    self.identity_map.remember_modified(instance);
                }
                Ok(())
            }
        }
    }

    /// Whether the instance must be attached; an error where another session has it.
    fn before_attach(&self, instance: &Instance) -> Result<bool> {
        self.autobegin()?;
        match instance.session() {
            Some(session) if session == *self => Ok(false),
            Some(session) => Err(Error::invalid_request(format!(
                "Object '{instance}' is already attached to session '{}' (this is '{}')",
                session.number(),
                self.number(),
            ))),
            None => {
                self.fire(|events| events.before_attach.each(|hook| hook(self, instance)))?;
                Ok(true)
            }
        }
    }

    fn after_attach(&self, instance: &Instance) -> Result<()> {
        instance.set_session(Some(self.downgrade()));
        self.fire(|events| events.after_attach.each(|hook| hook(self, instance)))?;
        self.fire(|events| {
            let hooks = if instance.has_key() {
                &events.detached_to_persistent
            } else {
                &events.transient_to_pending
            };
            hooks.each(|hook| hook(self, instance))
        })
    }

    /// Takes in an instance that a loader made of a row.
    pub fn register_loaded(&self, instance: &Instance) {
        if let Some(key) = instance.key() {
            instance.set_session(Some(self.downgrade()));
            self.identity_map.replace(&key, instance);
        }
    }

    /// `session.delete(instance)`.
    pub fn delete(&self, instance: &Instance) -> Result<()> {
        self.warn_in_flush("Session.delete()");
        let Some(key) = instance.key() else {
            return Err(Error::invalid_request(format!("Instance '{instance}' is not persisted")));
        };
        if !self.attach_for_delete(&key, instance)? {
            return Ok(());
        }
        // Found before the first is marked, so that an autoflush while loading deletes nothing yet.
        let mut children = Vec::new();
        let cause = self.cause(Origin::Cascade);
        instance.cascade(CascadeKind::Delete, None, &mut |child| {
            children.push(child.clone());
            Ok(())
        })?;
        drop(cause);
        self.mark_deleted(instance);
        for child in children {
            if let Some(key) = child.key()
                && self.attach_for_delete(&key, &child)?
            {
                self.mark_deleted(&child);
            }
        }
        Ok(())
    }

    fn mark_deleted(&self, instance: &Instance) {
        self.deleted.borrow_mut().insert(instance.id(), instance.clone());
    }

    /// Whether the instance is to be marked: it was not before.
    fn attach_for_delete(&self, key: &IdentityKey, instance: &Instance) -> Result<bool> {
        let attach = self.before_attach(instance)?;
        if self.is_marked_deleted(instance) {
            return Ok(false);
        }
        self.add_to_map(key, instance)?;
        if attach {
            self.after_attach(instance)?;
        }
        Ok(true)
    }

    /// `session.expunge(instance)`.
    pub fn expunge(&self, instance: &Instance) -> Result<()> {
        if instance.session().as_ref() != Some(self) {
            return Err(Error::invalid_request(format!(
                "Instance {instance} is not present in this Session"
            )));
        }
        let mut all = vec![instance.clone()];
        instance.cascade(CascadeKind::Expunge, None, &mut |other| {
            all.push(other.clone());
            Ok(())
        })?;
        self.expunge_instances(&all, false)
    }

    /// `session.expunge_all()`.
    pub fn expunge_all(&self) -> Result<()> {
        let mut all = self.identity_map.instances();
        all.extend(self.new_instances());
        self.identity_map.clear();
        let new = std::mem::take(&mut *self.new.borrow_mut());
        let deleted = std::mem::take(&mut *self.deleted.borrow_mut());
        drop((new, deleted));
        self.detach(&all, false)
    }

    pub(crate) fn expunge_instances(&self, all: &[Instance], to_transient: bool) -> Result<()> {
        for instance in all {
            if self.forget_new(instance) {
                continue;
            }
            if self.identity_map.contains(instance) {
                self.identity_map.discard(instance);
                self.forget_deleted(instance);
            } else if let Some(transaction) = self.transaction() {
                transaction.forget_deleted(instance);
            }
        }
        self.detach(all, to_transient)
    }

    pub(crate) fn detach(&self, all: &[Instance], to_transient: bool) -> Result<()> {
        for instance in all {
            let (has_key, deleted) = (instance.has_key(), instance.marks().deleted);
            instance.set_session(None);
            if to_transient {
                instance.set_key(None);
            }
            self.fire(|events| {
                let hooks = match (has_key, deleted) {
                    (_, true) => &events.deleted_to_detached,
                    (false, false) => &events.pending_to_transient,
                    (true, false) if to_transient => &events.persistent_to_transient,
                    (true, false) => &events.persistent_to_detached,
                };
                hooks.each(|hook| hook(self, instance))
            })?;
        }
        Ok(())
    }

    /// After a flush: instances whose rows were written.
    pub(crate) fn register_persistent(&self, all: &[Instance]) -> Result<()> {
        for instance in all {
            self.settle_key(instance)?;
            instance.mark(|marks| marks.orphaned_outside_of_session = false);
        }
        for instance in all {
            instance.commit_all(Some(self));
        }
        self.register_altered(all);
        let pending: Vec<&Instance> =
            all.iter().filter(|instance| self.is_pending(instance)).collect();
        for instance in &pending {
            self.fire(|events| events.pending_to_persistent.each(|hook| hook(self, instance)))?;
        }
        for instance in pending {
            self.forget_new(instance);
        }
        Ok(())
    }

    fn settle_key(&self, instance: &Instance) -> Result<()> {
        let mapper = instance.mapper().clone();
        let values = key_values(&mapper, instance, Passive::RETURN_NO_VALUE)?;
        if values.iter().all(ormlab_core::Value::is_null) {
            return Err(Error::new(
                ErrorKind::Flush,
                format!(
                    "Instance {instance} has a NULL identity key.  If this is an auto-generated value, check that the database table allows generation of new primary key values, and that the mapped Column object is configured to expect these generated values.  Ensure also that this flush() is not occurring at an inappropriate time, such as within a load() event."
                ),
            ));
        }
        let key = mapper.identity_key(KeyValues::new(&values));
        match instance.key() {
            None => instance.set_key(Some(key.clone())),
            Some(old) if old != key => {
                self.identity_map.discard(instance);
                if let Some(transaction) = self.transaction() {
                    transaction.note_key_switch(instance, old, key.clone());
                }
                instance.set_key(Some(key.clone()));
            }
            Some(_) => {}
        }
        if let Some(old) = self.identity_map.replace(&key, instance) {
            self.warn_of_displaced(&mapper, &old, &key)?;
        }
        Ok(())
    }

    fn warn_of_displaced(&self, mapper: &Mapper, old: &Instance, key: &IdentityKey) -> Result<()> {
        let values = key_values(mapper, old, Passive::NO_FETCH)?;
        if mapper.identity_key(KeyValues::new(&values)) == *key {
            self.warn(&format!(
                "Identity map already had an identity for {}, replacing it with newly flushed object.   Are there load operations occurring inside of an event handler within the flush?",
                describe_key(key)
            ));
        }
        Ok(())
    }

    /// Notes what a rollback to a savepoint must read again.
    pub(crate) fn register_altered(&self, all: &[Instance]) {
        if let Some(transaction) = self.transaction() {
            for instance in all {
                transaction.note_altered(instance, self.is_pending(instance));
            }
        }
    }

    /// After a flush: instances whose rows were deleted.
    pub(crate) fn remove_newly_deleted(&self, all: &[Instance]) -> Result<()> {
        for instance in all {
            if let Some(transaction) = self.transaction() {
                transaction.note_deleted(instance);
            }
            self.identity_map.discard(instance);
            self.forget_deleted(instance);
            instance.mark(|marks| marks.deleted = true);
            self.fire(|events| events.persistent_to_deleted.each(|hook| hook(self, instance)))?;
        }
        Ok(())
    }
}

/// The values of the primary key that an instance has now.
pub(crate) fn key_values(
    mapper: &Mapper,
    instance: &Instance,
    passive: Passive,
) -> Result<Vec<ormlab_core::Value>> {
    let values = mapper.primary_key_properties().into_iter().map(|property| {
        match instance.read(&property, passive)?.found() {
            Some(crate::attribute::Attribute::Value(value)) => Ok(value),
            _ => Ok(ormlab_core::Value::Null),
        }
    });
    values.collect()
}

/// A key as messages print it: `(<class '__main__.User'>, (1,), None)`.
pub(crate) fn describe_key(key: &IdentityKey) -> String {
    let values = ormlab_core::Value::Tuple(key.values.to_vec().into());
    format!("({}, {}, None)", key.mapper.class_repr(), values.repr())
}
