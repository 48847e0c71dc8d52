//! [`IdentityMap`]: the instances of a session by the row that they stand for.

use std::cell::{Cell, RefCell};

use ormlab_core::element::ElementId;

use crate::identity::IdentityKey;
use crate::instance::{Instance, WeakInstance};
use crate::ordered::OrderedMap;

/// The persistent instances of a session, held weakly; changed ones are held strongly until flushed.
#[derive(Default)]
pub struct IdentityMap {
    entries: RefCell<OrderedMap<IdentityKey, WeakInstance>>,
    modified: RefCell<OrderedMap<ElementId, Instance>>,
    /// Entries whose instance was dropped, not yet taken out.
    dead: Cell<usize>,
}

impl IdentityMap {
    pub fn get(&self, key: &IdentityKey) -> Option<Instance> {
        self.entries.borrow().get(key).and_then(WeakInstance::upgrade)
    }

    pub fn contains_key(&self, key: &IdentityKey) -> bool {
        self.get(key).is_some()
    }

    /// Whether this very instance is in the map.
    pub fn contains(&self, instance: &Instance) -> bool {
        instance.key().is_some_and(|key| {
            self.entries.borrow().get(&key).is_some_and(|entry| entry.is(instance))
        })
    }

    /// Puts an instance in by its key; gives the one that it displaced.
    pub fn replace(&self, key: &IdentityKey, instance: &Instance) -> Option<Instance> {
        self.sweep();
        let old = self.entries.borrow_mut().insert(key.clone(), instance.downgrade());
        old.and_then(|entry| entry.upgrade()).filter(|old| old != instance)
    }

    /// Takes an instance out, if the entry of its key is it.
    pub fn discard(&self, instance: &Instance) {
        if let Some(key) = instance.key() {
            self.discard_at(&key, instance);
        }
    }

    /// Takes an instance out of the entry of `key`, if it is there.
    pub fn discard_at(&self, key: &IdentityKey, instance: &Instance) {
        let mut entries = self.entries.borrow_mut();
        if entries.get(key).is_some_and(|entry| entry.is(instance)) {
            entries.remove(key);
        }
        drop(entries);
        self.forget_modified(instance);
    }

    /// All instances, in the order in which they came.
    pub fn instances(&self) -> Vec<Instance> {
        self.entries.borrow().values().filter_map(WeakInstance::upgrade).collect()
    }

    pub fn len(&self) -> usize {
        self.instances().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn clear(&self) {
        let entries = std::mem::take(&mut *self.entries.borrow_mut());
        let modified = std::mem::take(&mut *self.modified.borrow_mut());
        self.dead.set(0);
        drop((entries, modified));
    }

    /// Instances with changes, in the order in which they were first changed.
    pub fn modified(&self) -> Vec<Instance> {
        self.modified.borrow().values().cloned().collect()
    }

    pub fn has_modified(&self) -> bool {
        !self.modified.borrow().is_empty()
    }

    pub fn remember_modified(&self, instance: &Instance) {
        self.modified.borrow_mut().insert(instance.id(), instance.clone());
    }

    pub fn forget_modified(&self, instance: &Instance) {
        let forgotten = self.modified.borrow_mut().remove(&instance.id());
        drop(forgotten);
    }

    /// An instance of this map was dropped.
    pub(crate) fn count_dead(&self) {
        self.dead.set(self.dead.get() + 1);
    }

    /// Takes dead entries out once they are as many as the living.
    fn sweep(&self) {
        let dead = self.dead.get();
        if dead >= 64 && dead * 2 > self.entries.borrow().len() {
            self.entries.borrow_mut().retain(WeakInstance::is_alive);
            self.dead.set(0);
        }
    }
}
