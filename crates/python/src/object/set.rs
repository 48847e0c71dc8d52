//! `set` and `frozenset`: the table of CPython, probe for probe, so that a set prints in its order.

use std::cell::RefCell;

use smallvec::SmallVec;

use super::Object;
use super::dict::plain_eq;
use crate::exception::PyResult;
use crate::vm::Vm;

/// A Python set.
pub struct Set {
    inner: RefCell<Inner>,
}

struct Inner {
    slots: Vec<Slot>,
    /// Slots that are not free: live and removed ones.
    filled: usize,
    live: usize,
}

#[derive(Clone)]
enum Slot {
    Free,
    Removed,
    Live(i64, Object),
}

const LINEAR_PROBES: usize = 9;

/// The slots that a hash tries, in order.
struct Probe {
    mask: usize,
    perturb: u64,
    base: usize,
    step: usize,
}

impl Probe {
    fn new(mask: usize, hash: i64) -> Probe {
        let hash = hash.cast_unsigned();
        Probe { mask, perturb: hash, base: low_bits(hash, mask), step: 0 }
    }

    fn next(&mut self) -> usize {
        let linear = if self.base + LINEAR_PROBES <= self.mask { LINEAR_PROBES } else { 0 };
        if self.step > linear {
            self.perturb >>= 5;
            let next =
                (self.base as u64).wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb);
            self.base = low_bits(next, self.mask);
            self.step = 0;
        }
        let slot = self.base + self.step;
        self.step += 1;
        slot
    }
}

fn low_bits(value: u64, mask: usize) -> usize {
    (value & mask as u64) as usize
}

impl Default for Set {
    fn default() -> Set {
        Set { inner: RefCell::new(Inner { slots: vec![Slot::Free; 8], filled: 0, live: 0 }) }
    }
}

impl Inner {
    fn mask(&self) -> usize {
        self.slots.len() - 1
    }

    fn insert_new(&mut self, hash: i64, key: Object) {
        let mut probe = Probe::new(self.mask(), hash);
        let free = loop {
            let slot = probe.next();
            if matches!(self.slots[slot], Slot::Free) {
                break slot;
            }
        };
        self.slots[free] = Slot::Live(hash, key);
        self.filled += 1;
        self.live += 1;
        if self.filled * 5 >= self.mask() * 3 {
            self.resize(if self.live > 50_000 { self.live * 2 } else { self.live * 4 });
        }
    }

    fn resize(&mut self, wanted: usize) {
        let mut size = 8;
        while size <= wanted {
            size <<= 1;
        }
        let old = std::mem::replace(&mut self.slots, vec![Slot::Free; size]);
        self.filled = self.live;
        for slot in old {
            if let Slot::Live(hash, key) = slot {
                let mut probe = Probe::new(self.mask(), hash);
                loop {
                    let place = probe.next();
                    if matches!(self.slots[place], Slot::Free) {
                        self.slots[place] = Slot::Live(hash, key);
                        break;
                    }
                }
            }
        }
    }
}

impl Set {
    /// An empty set.
    pub fn new() -> Set {
        Set::default()
    }

    /// A set of these items.
    pub fn of(vm: &Vm, items: impl IntoIterator<Item = Object>) -> PyResult<Set> {
        let set = Set::new();
        for item in items {
            set.add(vm, item)?;
        }
        Ok(set)
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.inner.borrow().live
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find(&self, vm: &Vm, key: &Object, hash: i64) -> PyResult<Option<usize>> {
        let mut unsure: SmallVec<[(usize, Object); 2]> = SmallVec::new();
        {
            let inner = self.inner.borrow();
            let mut probe = Probe::new(inner.mask(), hash);
            loop {
                let place = probe.next();
                match &inner.slots[place] {
                    Slot::Free => break,
                    Slot::Live(other, candidate) if *other == hash => {
                        match plain_eq(candidate, key) {
                            Some(true) => return Ok(Some(place)),
                            Some(false) => {}
                            None => unsure.push((place, candidate.clone())),
                        }
                    }
                    _ => {}
                }
            }
        }
        for (place, candidate) in unsure {
            if vm.eq(&candidate, key)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Whether the item is in.
    pub fn contains(&self, vm: &Vm, key: &Object) -> PyResult<bool> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, key, hash)?.is_some())
    }

    /// Adds an item; whether it is new.
    pub fn add(&self, vm: &Vm, key: Object) -> PyResult<bool> {
        let hash = vm.hash(&key)?;
        if self.find(vm, &key, hash)?.is_some() {
            return Ok(false);
        }
        vm.check_items(self.len())?;
        self.inner.borrow_mut().insert_new(hash, key);
        Ok(true)
    }

    /// Removes an item; whether it was in.
    pub fn remove(&self, vm: &Vm, key: &Object) -> PyResult<bool> {
        let hash = vm.hash(key)?;
        let Some(place) = self.find(vm, key, hash)? else { return Ok(false) };
        let mut inner = self.inner.borrow_mut();
        if let Some(Slot::Live(..)) = inner.slots.get(place) {
            inner.slots[place] = Slot::Removed;
            inner.live -= 1;
        }
        Ok(true)
    }

    /// Removes the first item.
    pub fn pop(&self) -> Option<Object> {
        let mut inner = self.inner.borrow_mut();
        let place = inner.slots.iter().position(|slot| matches!(slot, Slot::Live(..)))?;
        let Slot::Live(_, key) = std::mem::replace(&mut inner.slots[place], Slot::Removed) else {
            return None;
        };
        inner.live -= 1;
        Some(key)
    }

    /// Removes everything.
    pub fn clear(&self) {
        let old =
            std::mem::replace(&mut *self.inner.borrow_mut(), Set::default().inner.into_inner());
        drop(old);
    }

    /// A copy of the items, in the order of the table.
    pub fn items(&self) -> Vec<Object> {
        let inner = self.inner.borrow();
        let live = inner.slots.iter().filter_map(|slot| match slot {
            Slot::Live(_, key) => Some(key.clone()),
            _ => None,
        });
        live.collect()
    }

    /// The hashes of the items.
    pub(crate) fn hashes(&self) -> Vec<i64> {
        let inner = self.inner.borrow();
        let live = inner.slots.iter().filter_map(|slot| match slot {
            Slot::Live(hash, _) => Some(*hash),
            _ => None,
        });
        live.collect()
    }

    /// The first item at or after a position of iteration, and the position after it.
    pub fn item_from(&self, position: usize) -> Option<(usize, Object)> {
        let inner = self.inner.borrow();
        let rest = inner.slots.get(position..)?;
        rest.iter().enumerate().find_map(|(offset, slot)| match slot {
            Slot::Live(_, key) => Some((position + offset + 1, key.clone())),
            _ => None,
        })
    }

    /// Takes over the items of another set.
    pub fn merge(&self, vm: &Vm, other: &Set) -> PyResult<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        {
            let theirs = other.inner.borrow();
            let mut ours = self.inner.borrow_mut();
            if (ours.filled + theirs.live) * 5 >= ours.mask() * 3 {
                let wanted = (ours.live + theirs.live) * 2;
                ours.resize(wanted);
            }
            if ours.filled == 0
                && ours.slots.len() == theirs.slots.len()
                && theirs.filled == theirs.live
            {
                ours.slots.clone_from(&theirs.slots);
                ours.filled = theirs.filled;
                ours.live = theirs.live;
                return Ok(());
            }
        }
        for item in other.items() {
            self.add(vm, item)?;
        }
        Ok(())
    }

    /// A copy.
    pub fn copy(&self, vm: &Vm) -> PyResult<Set> {
        let copy = Set::new();
        copy.merge(vm, self)?;
        Ok(copy)
    }
}
