//! Small containers of the session: an ordered map with quick removal, a map by slot.

use std::collections::HashMap;
use std::hash::Hash;

use rustc_hash::FxBuildHasher;

/// A map that keeps the order of insertion and forgets an entry without moving the others.
#[derive(Debug)]
pub(crate) struct OrderedMap<K, V> {
    entries: Vec<Option<(K, V)>>,
    places: HashMap<K, usize, FxBuildHasher>,
}

impl<K, V> Default for OrderedMap<K, V> {
    fn default() -> Self {
        OrderedMap { entries: Vec::new(), places: HashMap::default() }
    }
}

impl<K: Clone + Eq + Hash, V> OrderedMap<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub(crate) fn contains_key(&self, key: &K) -> bool {
        self.places.contains_key(key)
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let place = *self.places.get(key)?;
        self.entries[place].as_ref().map(|(_, value)| value)
    }

    /// A known key keeps its place.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        if let Some(place) = self.places.get(&key) {
            let old = self.entries[*place].replace((key, value));
            return old.map(|(_, value)| value);
        }
        self.places.insert(key.clone(), self.entries.len());
        self.entries.push(Some((key, value)));
        None
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.places.remove(key)?;
        let removed = self.entries[place].take();
        self.compact();
        removed.map(|(_, value)| value)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().flatten().map(|(_, value)| value)
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        for entry in &mut self.entries {
            if let Some((key, _)) = entry.take_if(|(_, value)| !keep(value)) {
                self.places.remove(&key);
            }
        }
        self.compact();
    }

    /// Closes the gaps once they are the greater part.
    fn compact(&mut self) {
        if self.entries.len() < 32 || self.entries.len() < self.places.len() * 2 {
            return;
        }
        self.entries.retain(Option::is_some);
        for (place, entry) in self.entries.iter().enumerate() {
            if let Some((key, _)) = entry
                && let Some(known) = self.places.get_mut(key)
            {
                *known = place;
            }
        }
    }
}

/// Values by slot, for the few attributes that have one; keeps the order of insertion.
#[derive(Clone, Debug)]
pub struct SlotMap<T>(Vec<(usize, T)>);

impl<T> Default for SlotMap<T> {
    fn default() -> Self {
        SlotMap(Vec::new())
    }
}

impl<T> SlotMap<T> {
    pub fn get(&self, slot: usize) -> Option<&T> {
        self.0.iter().find(|(other, _)| *other == slot).map(|(_, value)| value)
    }

    pub fn contains(&self, slot: usize) -> bool {
        self.get(slot).is_some()
    }

    pub fn insert(&mut self, slot: usize, value: T) -> Option<T> {
        match self.0.iter_mut().find(|(other, _)| *other == slot) {
            Some(entry) => Some(std::mem::replace(&mut entry.1, value)),
            None => {
                self.0.push((slot, value));
                None
            }
        }
    }

    pub fn remove(&mut self, slot: usize) -> Option<T> {
        let place = self.0.iter().position(|(other, _)| *other == slot)?;
        Some(self.0.remove(place).1)
    }

    pub fn slots(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(slot, _)| *slot)
    }
}

impl<T: Default> SlotMap<T> {
    /// The value of the slot, made where there is none.
    pub fn entry(&mut self, slot: usize) -> &mut T {
        let place = self.0.iter().position(|(other, _)| *other == slot).unwrap_or_else(|| {
            self.0.push((slot, T::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }
}

#[cfg(test)]
mod tests {
    use super::OrderedMap;

    #[test]
    fn order_survives_removal_and_compaction() {
        let mut map = OrderedMap::default();
        for number in 0..100 {
            map.insert(number, number * 10);
        }
        for number in 0..90 {
            assert_eq!(map.remove(&number), Some(number * 10));
        }
        map.insert(95, 1);
        map.insert(5, 2);
        let values: Vec<i32> = map.values().copied().collect();
        assert_eq!(values, [900, 910, 920, 930, 940, 1, 960, 970, 980, 990, 2]);
        assert_eq!((map.len(), map.get(&5), map.get(&6)), (11, Some(&2), None));
        map.retain(|value| *value > 900);
        assert_eq!(map.len(), 8);
    }
}
