//! [`History`]: what was added to an attribute, left in it, taken from it since the last flush.

use ormlab_core::Result;

use crate::attribute::{self, Attribute, AttributeKind, Read};
use crate::collection::Collection;
use crate::instance::{Committed, Instance, PendingCollection};
use crate::loading::{self, Loaded};
use crate::passive::Passive;
use crate::property::Property;

/// Changes of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T> {
    pub added: Vec<T>,
    pub unchanged: Vec<T>,
    pub deleted: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        History { added: Vec::new(), unchanged: Vec::new(), deleted: Vec::new() }
    }
}

impl<T: Clone> History<T> {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.unchanged.is_empty() && self.deleted.is_empty()
    }

    pub fn has_changes(&self) -> bool {
        !self.added.is_empty() || !self.deleted.is_empty()
    }

    fn joined(a: &[T], b: &[T], c: &[T]) -> Vec<T> {
        a.iter().chain(b).chain(c).cloned().collect()
    }

    /// Added, unchanged, deleted.
    pub fn sum(&self) -> Vec<T> {
        History::joined(&self.added, &self.unchanged, &self.deleted)
    }

    /// Unchanged and deleted.
    pub fn non_added(&self) -> Vec<T> {
        History::joined(&self.unchanged, &self.deleted, &[])
    }

    pub fn non_deleted(&self) -> Vec<T> {
        History::joined(&self.added, &self.unchanged, &[])
    }
}

/// History of a relationship: objects, `None` for an empty to-one.
pub type ObjectHistory = History<Option<Instance>>;

impl Instance {
    /// History of a column, as the layer above shows it; of a relationship with its objects.
    pub fn history(&self, property: &Property, passive: Passive) -> Result<History<Attribute>> {
        if attribute::kind_of(property)? == AttributeKind::Scalar {
            return self.value_history(property, passive);
        }
        let history = self.object_history(property, passive)?;
        let wrap = |objects: Vec<Option<Instance>>| {
            objects.into_iter().map(Attribute::Object).collect::<Vec<_>>()
        };
        Ok(History {
            added: wrap(history.added),
            unchanged: wrap(history.unchanged),
            deleted: wrap(history.deleted),
        })
    }

    /// History of a column.
    pub fn value_history(
        &self,
        property: &Property,
        passive: Passive,
    ) -> Result<History<Attribute>> {
        let committed = self.committed(property.slot);
        let current = match self.read_present(property) {
            Read::NoValue if committed.is_none() => {
                match self.read(property, passive.without(Passive::INIT_OK))? {
                    Read::NoResult => return Ok(History::default()),
                    current => current,
                }
            }
            current => current,
        };
        Ok(value_changes(committed, current.found()))
    }

    /// History of a relationship.
    pub fn object_history(&self, property: &Property, passive: Passive) -> Result<ObjectHistory> {
        match attribute::kind_of(property)? {
            AttributeKind::Collection => self.collection_history(property, passive),
            _ => self.single_history(property, passive),
        }
    }

    fn single_history(&self, property: &Property, passive: Passive) -> Result<ObjectHistory> {
        let current = match self.read_present(property) {
            Read::NoValue => match self.read(property, passive.without(Passive::INIT_OK))? {
                Read::NoResult => return Ok(History::default()),
                current => current,
            },
            current => current,
        };
        let mut original = self.committed(property.slot);
        let relationship = property.as_relationship();
        let is_due = matches!(original, Some(Committed::NoResult))
            && relationship.map_or(Ok(false), attribute::has_deferred_history)?;
        if is_due {
            original = Some(self.load_original(property, passive)?);
        }
        let current = match current {
            Read::Found(Attribute::Object(object)) => Some(object),
            _ => None,
        };
        Ok(object_changes(original, current))
    }

    /// Loads what an attribute was before it was set without looking.
    fn load_original(&self, property: &Property, passive: Passive) -> Result<Committed> {
        let how = passive
            | Passive::ONLY_PERSISTENT
            | Passive::NO_AUTOFLUSH
            | Passive::LOAD_AGAINST_COMMITTED
            | Passive::NO_RAISE
            | Passive::DEFERRED_HISTORY_LOAD;
        Ok(match loading::load_attribute(self, property, how)? {
            Loaded::Value(slot) => match Attribute::of_slot(&slot) {
                Some(attribute) => attribute.to_committed(),
                None => Committed::NoValue,
            },
            Loaded::NoResult => Committed::NoResult,
            Loaded::NoValue | Loaded::Empty | Loaded::WasSet => Committed::NoValue,
        })
    }

    fn collection_history(&self, property: &Property, passive: Passive) -> Result<ObjectHistory> {
        let collection = match self.read(property, passive)? {
            Read::Found(Attribute::Collection(collection)) => collection,
            Read::NoResult if passive.has(Passive::INCLUDE_PENDING_MUTATIONS) => {
                return Ok(self.pending_history(property));
            }
            _ => return Ok(History::default()),
        };
        Ok(collection_changes(self.committed(property.slot), &collection))
    }

    fn pending_history(&self, property: &Property) -> ObjectHistory {
        let pending: PendingCollection = self
            .with_extra(|extra| extra.pending.get(property.slot).cloned())
            .flatten()
            .unwrap_or_default();
        History {
            added: some(pending.added),
            unchanged: Vec::new(),
            deleted: some(pending.removed),
        }
    }

    /// All objects of a relationship as it is now and as it was, without loading it unless `passive`
    /// says so: what is new first.
    pub(crate) fn all_pending(
        &self,
        property: &Property,
        passive: Passive,
    ) -> Result<Vec<Option<Instance>>> {
        if attribute::kind_of(property)? == AttributeKind::Collection {
            let Read::Found(Attribute::Collection(collection)) = self.read_present(property) else {
                return Ok(Vec::new());
            };
            let history = collection_changes(self.committed(property.slot), &collection);
            return Ok(history.sum());
        }
        let current = match self.read_present(property) {
            Read::NoValue if passive.has(Passive::CALLABLES_OK) => self.read(property, passive)?,
            Read::NoValue => return Ok(Vec::new()),
            current => current,
        };
        let current = match current {
            Read::Found(Attribute::Object(object)) => object,
            _ => None,
        };
        let mut found = vec![current.clone()];
        if let Some(Committed::Object(Some(original))) = self.committed(property.slot)
            && current.as_ref() != Some(&original)
        {
            found.push(Some(original));
        }
        Ok(found)
    }
}

fn some(instances: Vec<Instance>) -> Vec<Option<Instance>> {
    instances.into_iter().map(Some).collect()
}

fn value_changes(original: Option<Committed>, current: Option<Attribute>) -> History<Attribute> {
    let mut history = History::default();
    let original = match original {
        None => {
            history.unchanged.extend(current);
            return history;
        }
        Some(Committed::Value(value)) => Some(Attribute::Value(value)),
        Some(Committed::Expr(expr)) => Some(Attribute::Expr(expr)),
        Some(_) => None,
    };
    match (original, current) {
        (Some(original), Some(current)) if original.is_same(&current) => {
            history.unchanged.push(current);
        }
        (Some(original), current) => {
            history.added.extend(current);
            history.deleted.push(original);
        }
        // A `del` of what was not known is a change to nothing.
        (None, current) => {
            history.added.push(current.unwrap_or(Attribute::Value(ormlab_core::Value::Null)));
        }
    }
    history
}

fn object_changes(original: Option<Committed>, current: Option<Option<Instance>>) -> ObjectHistory {
    let mut history = ObjectHistory::default();
    match original {
        None => history.unchanged.extend(current),
        Some(Committed::Object(original)) if current.as_ref() == Some(&original) => {
            history.unchanged.extend(current);
        }
        Some(Committed::Object(Some(original))) => {
            history.added.extend(current);
            history.deleted.push(Some(original));
        }
        Some(_) => history.added.push(current.unwrap_or(None)),
    }
    history
}

fn collection_changes(original: Option<Committed>, collection: &Collection) -> ObjectHistory {
    let current = collection.items();
    let original = match original {
        None => return History { unchanged: some(current), ..History::default() },
        Some(Committed::Collection(original)) => original,
        Some(_) => return History { added: some(current), ..History::default() },
    };
    let was: std::collections::HashSet<&Instance, rustc_hash::FxBuildHasher> =
        original.iter().collect();
    let is: std::collections::HashSet<&Instance, rustc_hash::FxBuildHasher> =
        current.iter().collect();
    let pick = |items: &[Instance], keep: &dyn Fn(&Instance) -> bool| -> Vec<Option<Instance>> {
        items.iter().filter(|item| keep(item)).cloned().map(Some).collect()
    };
    History {
        added: pick(&current, &|item| !was.contains(item)),
        unchanged: pick(&current, &|item| was.contains(item)),
        deleted: pick(&original, &|item| !is.contains(item)),
    }
}
