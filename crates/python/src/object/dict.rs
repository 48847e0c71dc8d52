//! `dict`: keeps the order of insertion; keys are compared by Python's own equality.
//!
//! Nothing of Python runs while the table is borrowed: a key whose equality is not plain is looked
//! at after the search has collected the candidates.

use std::cell::RefCell;

use hashbrown::HashTable;
use smallvec::SmallVec;

use super::Object;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;

/// A Python dict; also the namespace of modules, classes and instances.
#[derive(Default)]
pub struct Dict {
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    table: HashTable<u32>,
    /// In the order of insertion; a removed one has the key [`Object::Unbound`].
    entries: Vec<Entry>,
    live: usize,
}

#[derive(Clone)]
struct Entry {
    hash: i64,
    key: Object,
    value: Object,
}

/// Whether two keys of one hash are equal, where no code of Python is needed to tell.
pub(crate) fn plain_eq(a: &Object, b: &Object) -> Option<bool> {
    match (a, b) {
        (Object::Str(a), Object::Str(b)) => Some(a == b),
        (Object::Int(a), Object::Int(b)) => Some(a == b),
        (Object::None, Object::None) => Some(true),
        (Object::Str(_), Object::Int(_) | Object::None)
        | (Object::Int(_) | Object::None, Object::Str(_))
        | (Object::Int(_), Object::None)
        | (Object::None, Object::Int(_)) => Some(false),
        (Object::Class(a), Object::Class(b)) if a.address() == b.address() => Some(true),
        _ if a.is(b) => Some(true),
        _ => None,
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        super::trash::discard(
            entries.into_iter().flat_map(|entry| [entry.key, entry.value]).collect(),
        );
    }
}

impl Inner {
    fn find_str(&self, key: &Str, hash: i64) -> Option<usize> {
        let found = self.table.find(hash.cast_unsigned(), |index| {
            let entry = &self.entries[*index as usize];
            entry.hash == hash
                && match &entry.key {
                    Object::Str(text) => text == key,
                    other => other.as_str().is_some_and(|text| text == key),
                }
        });
        found.map(|index| *index as usize)
    }

    fn push(&mut self, hash: i64, key: Object, value: Object) {
        let index =
            u32::try_from(self.entries.len()).expect("memory ends before four billion entries");
        self.entries.push(Entry { hash, key, value });
        self.live += 1;
        let entries = &self.entries;
        self.table.insert_unique(hash.cast_unsigned(), index, |index| {
            entries[*index as usize].hash.cast_unsigned()
        });
    }

    fn remove_at(&mut self, index: usize) -> (Object, Object) {
        let hash = self.entries[index].hash;
        if let Ok(place) =
            self.table.find_entry(hash.cast_unsigned(), |other| *other as usize == index)
        {
            place.remove();
        }
        self.live -= 1;
        let entry = &mut self.entries[index];
        let key = std::mem::replace(&mut entry.key, Object::Unbound);
        let value = std::mem::replace(&mut entry.value, Object::Unbound);
        if self.live == 0 {
            self.entries.clear();
        } else if index + 1 == self.entries.len() {
            self.entries.pop();
        } else if self.entries.len() > 32 && self.live * 4 < self.entries.len() {
            self.compact();
        }
        (key, value)
    }

    fn compact(&mut self) {
        self.entries.retain(|entry| !entry.key.is_unbound());
        self.table.clear();
        let entries = &self.entries;
        for (index, entry) in entries.iter().enumerate() {
            self.table.insert_unique(entry.hash.cast_unsigned(), index as u32, |index| {
                entries[*index as usize].hash.cast_unsigned()
            });
        }
    }
}

impl Dict {
    /// An empty dict.
    pub fn new() -> Dict {
        Dict::default()
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.inner.borrow().live
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key of text.
    pub fn get_str(&self, key: &Str) -> Option<Object> {
        let inner = self.inner.borrow();
        inner.find_str(key, key.hash_value()).map(|index| inner.entries[index].value.clone())
    }

    /// The value of a key of text.
    pub fn get_text(&self, key: &str) -> Option<Object> {
        self.get_str(&Str::intern(key))
    }

    /// Sets the value of a key of text, and gives back the former one.
    pub fn set_str(&self, key: &Str, value: Object) -> Option<Object> {
        let mut inner = self.inner.borrow_mut();
        let hash = key.hash_value();
        match inner.find_str(key, hash) {
            Some(index) => Some(std::mem::replace(&mut inner.entries[index].value, value)),
            None => {
                inner.push(hash, Object::Str(key.clone()), value);
                None
            }
        }
    }

    /// Sets the value of a key of text.
    pub fn set_text(&self, key: &str, value: impl Into<Object>) {
        self.set_str(&Str::intern(key), value.into());
    }

    /// Removes a key of text.
    pub fn remove_str(&self, key: &Str) -> Option<Object> {
        let mut inner = self.inner.borrow_mut();
        let index = inner.find_str(key, key.hash_value())?;
        Some(inner.remove_at(index).1)
    }

    fn find(&self, vm: &Vm, key: &Object, hash: i64) -> PyResult<Option<usize>> {
        let mut unsure: SmallVec<[(usize, Object); 2]> = SmallVec::new();
        {
            let inner = self.inner.borrow();
            let found = inner.table.find(hash.cast_unsigned(), |index| {
                let entry = &inner.entries[*index as usize];
                if entry.hash != hash {
                    return false;
                }
                plain_eq(&entry.key, key).unwrap_or_else(|| {
                    unsure.push((*index as usize, entry.key.clone()));
                    false
                })
            });
            if let Some(index) = found {
                return Ok(Some(*index as usize));
            }
        }
        for (index, candidate) in unsure {
            if vm.eq(&candidate, key)? {
                return Ok(Some(index).filter(|index| self.holds(*index, &candidate)));
            }
        }
        Ok(None)
    }

    fn holds(&self, index: usize, key: &Object) -> bool {
        self.inner.borrow().entries.get(index).is_some_and(|entry| entry.key.is(key))
    }

    /// `dict.get(key)`.
    pub fn get(&self, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        if let Object::Str(key) = key {
            let inner = self.inner.borrow();
            if let Some(index) = inner.find_str(key, key.hash_value()) {
                return Ok(Some(inner.entries[index].value.clone()));
            }
        }
        let hash = vm.hash(key)?;
        let found = self.find(vm, key, hash)?;
        Ok(found.map(|index| self.inner.borrow().entries[index].value.clone()))
    }

    /// Whether there is such a key.
    pub fn contains(&self, vm: &Vm, key: &Object) -> PyResult<bool> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, key, hash)?.is_some())
    }

    /// `dict[key] = value`; gives back the former value.
    pub fn insert(&self, vm: &Vm, key: Object, value: Object) -> PyResult<Option<Object>> {
        let hash = vm.hash(&key)?;
        match self.find(vm, &key, hash)? {
            Some(index) => {
                let mut inner = self.inner.borrow_mut();
                Ok(Some(std::mem::replace(&mut inner.entries[index].value, value)))
            }
            None => {
                vm.check_items(self.len())?;
                self.inner.borrow_mut().push(hash, key, value);
                Ok(None)
            }
        }
    }

    /// Removes a key; gives back its value.
    pub fn remove(&self, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        let hash = vm.hash(key)?;
        let found = self.find(vm, key, hash)?;
        Ok(found.map(|index| self.inner.borrow_mut().remove_at(index).1))
    }

    /// Removes the newest item.
    pub fn pop_last(&self) -> Option<(Object, Object)> {
        let mut inner = self.inner.borrow_mut();
        let index = inner.entries.iter().rposition(|entry| !entry.key.is_unbound())?;
        Some(inner.remove_at(index))
    }

    /// Removes everything.
    pub fn clear(&self) {
        let old = std::mem::take(&mut *self.inner.borrow_mut());
        drop(old);
    }

    /// The first item at or after a position of iteration, and the position after it.
    pub fn item_from(&self, position: usize) -> Option<(usize, Object, Object)> {
        let inner = self.inner.borrow();
        let rest = inner.entries.get(position..)?;
        let offset = rest.iter().position(|entry| !entry.key.is_unbound())?;
        let entry = &rest[offset];
        Some((position + offset + 1, entry.key.clone(), entry.value.clone()))
    }

    /// The last item before a position of iteration, and its position.
    pub fn item_before(&self, position: usize) -> Option<(usize, Object, Object)> {
        let inner = self.inner.borrow();
        let position = position.min(inner.entries.len());
        let index = inner.entries[..position].iter().rposition(|entry| !entry.key.is_unbound())?;
        let entry = &inner.entries[index];
        Some((index, entry.key.clone(), entry.value.clone()))
    }

    /// A copy of the keys.
    pub fn keys(&self) -> Vec<Object> {
        self.items().into_iter().map(|(key, _)| key).collect()
    }

    /// A copy of the values.
    pub fn values(&self) -> Vec<Object> {
        self.items().into_iter().map(|(_, value)| value).collect()
    }

    /// A copy of the items.
    pub fn items(&self) -> Vec<(Object, Object)> {
        let inner = self.inner.borrow();
        let live = inner.entries.iter().filter(|entry| !entry.key.is_unbound());
        live.map(|entry| (entry.key.clone(), entry.value.clone())).collect()
    }

    /// The items whose key is text.
    pub fn str_items(&self) -> Vec<(Str, Object)> {
        let items = self.items().into_iter();
        items.filter_map(|(key, value)| key.as_str().cloned().map(|key| (key, value))).collect()
    }

    /// A shallow copy.
    pub fn copy(&self) -> Dict {
        let inner = self.inner.borrow();
        let live = inner.entries.iter().filter(|entry| !entry.key.is_unbound());
        let mut copy =
            Inner { table: HashTable::new(), entries: live.cloned().collect(), live: inner.live };
        copy.compact();
        Dict { inner: RefCell::new(copy) }
    }

    /// Takes over the items of another dict.
    pub fn merge(&self, vm: &Vm, other: &Dict) -> PyResult<()> {
        for (key, value) in other.items() {
            self.insert(vm, key, value)?;
        }
        Ok(())
    }
}
