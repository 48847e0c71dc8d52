//! [`Instance`]: an object of a mapped class: its attributes, its changes, where it stands.
//!
//! Counted references stand for Python's: the identity map holds an instance weakly, a loaded
//! relationship strongly. Reading and writing with events is in `attribute.rs`; here is plain storage.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::{Rc, Weak};

use ormlab_core::element::ElementId;
use ormlab_core::{Expr, Value};
use rustc_hash::FxHashMap;

use crate::collection::Collection;
use crate::identity::IdentityKey;
use crate::live;
use crate::mapper::Mapper;
use crate::ordered::SlotMap;
use crate::session::{Session, WeakSession};

/// What an attribute of an instance holds, addressed by the index of its property in the mapper.
#[derive(Clone, Debug, Default)]
pub enum Slot {
    /// Nothing: never set or loaded. A relationship loads when it is read.
    #[default]
    Unset,
    /// A column whose value is read again, with all other expired ones, when it is needed.
    Expired,
    /// A column that was left out when the row was read: `defer`, `load_only`.
    Deferred,
    Value(Value),
    /// An SQL expression to be evaluated by the next flush.
    Expr(Expr),
    /// A related object, or `None`.
    Object(Option<Instance>),
    Collection(Collection),
}

impl Slot {
    /// Whether it holds something: the attribute is in the instance's `__dict__`.
    pub fn is_present(&self) -> bool {
        !matches!(self, Slot::Unset | Slot::Expired | Slot::Deferred)
    }
}

/// What an attribute was before its first change since the last flush.
#[derive(Clone, Debug)]
pub enum Committed {
    /// It was not set, or not loaded.
    NoValue,
    /// It was not loaded and is to be loaded when history is asked for.
    NoResult,
    Value(Value),
    Expr(Expr),
    Object(Option<Instance>),
    Collection(Rc<[Instance]>),
}

/// Changes of a collection that is not loaded.
#[derive(Clone, Debug, Default)]
pub struct PendingCollection {
    pub added: Vec<Instance>,
    pub removed: Vec<Instance>,
}

impl PendingCollection {
    /// An item comes in: what was taken away comes back.
    pub fn append(&mut self, item: Instance) {
        if let Some(place) = self.removed.iter().position(|other| *other == item) {
            self.removed.remove(place);
        } else if !self.added.contains(&item) {
            self.added.push(item);
        }
    }

    /// An item goes out: what was added is forgotten.
    pub fn remove(&mut self, item: &Instance) {
        if let Some(place) = self.added.iter().position(|other| other == item) {
            self.added.remove(place);
        } else if !self.removed.contains(item) {
            self.removed.push(item.clone());
        }
    }
}

/// Who an instance belongs to along one relationship.
#[derive(Clone, Debug)]
pub enum ParentLink {
    /// Taken from its parent.
    Removed,
    Parent(WeakInstance, Option<IdentityKey>),
}

/// Where an instance stands with respect to its session and its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    Transient,
    Pending,
    Persistent,
    Deleted,
    Detached,
}

/// Marks of an instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// All its columns are to be read again.
    pub expired: bool,
    pub modified: bool,
    /// Its row was deleted by a flush.
    pub deleted: bool,
    pub orphaned_outside_of_session: bool,
}

/// What most instances do not need.
#[derive(Default)]
pub struct InstanceExtra {
    pub committed: SlotMap<Committed>,
    /// By relationship.
    pub parents: FxHashMap<ElementId, ParentLink>,
    pub pending: SlotMap<PendingCollection>,
    /// Empty collections that were read but not changed: not part of the state yet.
    pub empty: SlotMap<Collection>,
}

/// The parts of an instance.
pub struct InstanceState {
    mapper: Mapper,
    slots: RefCell<Box<[Slot]>>,
    key: RefCell<Option<IdentityKey>>,
    session: RefCell<Option<WeakSession>>,
    marks: Cell<Marks>,
    /// Order in which it was added to its session.
    pub insert_order: Cell<u32>,
    /// The statement of the log whose result brought it.
    pub loaded_by: Cell<Option<usize>>,
    /// The loader options and path that it was loaded with; the loader's own.
    pub load_context: RefCell<Option<Rc<dyn Any>>>,
    /// What the layer above keeps with it as long as it lives.
    pub host: RefCell<Option<Rc<dyn Any>>>,
    /// The object of the layer above that stands for it, if that one lives.
    pub host_weak: RefCell<Option<Weak<dyn Any>>>,
    extra: RefCell<Option<Box<InstanceExtra>>>,
    /// Its place among the living.
    place: u32,
}

impl Drop for InstanceState {
    fn drop(&mut self) {
        live::leave(self.place);
        if self.key.get_mut().is_none() {
            return;
        }
        if let Some(session) = self.session.get_mut().as_ref().and_then(WeakSession::upgrade) {
            session.identity_map().count_dead();
        }
    }
}

/// An object of a mapped class; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct Instance(Rc<InstanceState>);

/// An [`Instance`] that is not kept alive.
#[derive(Clone, Debug)]
pub struct WeakInstance(Weak<InstanceState>);

impl fmt::Debug for InstanceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstanceState({})", self.mapper.name())
    }
}

impl WeakInstance {
    pub fn upgrade(&self) -> Option<Instance> {
        self.0.upgrade().map(Instance)
    }

    pub fn is(&self, instance: &Instance) -> bool {
        std::ptr::eq(self.0.as_ptr(), Rc::as_ptr(&instance.0))
    }

    pub fn is_alive(&self) -> bool {
        self.0.strong_count() > 0
    }
}

impl PartialEq for Instance {
    fn eq(&self, other: &Instance) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Instance {}

impl Hash for Instance {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl std::ops::Deref for Instance {
    type Target = InstanceState;

    fn deref(&self) -> &InstanceState {
        &self.0
    }
}

impl Instance {
    /// A transient instance: nothing set, no session.
    pub fn new(mapper: &Mapper) -> Instance {
        let slots = vec![Slot::Unset; mapper.slot_count()].into_boxed_slice();
        Instance::build(mapper, None, slots)
    }

    /// An instance of a row with its values; not in any session yet.
    pub(crate) fn of_row(mapper: &Mapper, key: IdentityKey, slots: Box<[Slot]>) -> Instance {
        Instance::build(mapper, Some(key), slots)
    }

    fn build(mapper: &Mapper, key: Option<IdentityKey>, slots: Box<[Slot]>) -> Instance {
        Instance(Rc::new_cyclic(|own| InstanceState {
            mapper: mapper.clone(),
            slots: RefCell::new(slots),
            key: RefCell::new(key),
            session: RefCell::new(None),
            marks: Cell::new(Marks::default()),
            insert_order: Cell::new(0),
            loaded_by: Cell::new(None),
            load_context: RefCell::new(None),
            host: RefCell::new(None),
            host_weak: RefCell::new(None),
            extra: RefCell::new(None),
            place: live::enter(own),
        }))
    }

    pub(crate) fn from_state(state: Rc<InstanceState>) -> Instance {
        Instance(state)
    }

    /// Lets go of everything that it refers to.
    pub(crate) fn empty(&self) {
        let slots = self.slots.take();
        let extra = self.extra.take();
        let kept = (self.load_context.take(), self.host.take(), self.host_weak.take());
        drop((slots, extra, kept));
    }

    /// An instance for a row that was read; not in any session yet.
    pub fn new_persistent(mapper: &Mapper, key: IdentityKey) -> Instance {
        let instance = Instance::new(mapper);
        *instance.key.borrow_mut() = Some(key);
        instance
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn downgrade(&self) -> WeakInstance {
        WeakInstance(Rc::downgrade(&self.0))
    }

    /// What stands for its address where Python would print one.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// As error messages name it: `<User at 0x7f…>`.
    pub fn describe(&self) -> String {
        format!("<{} at 0x{:x}>", self.mapper.name(), self.address())
    }

    pub fn session(&self) -> Option<Session> {
        self.session.borrow().as_ref().and_then(WeakSession::upgrade)
    }
}

impl InstanceState {
    pub fn mapper(&self) -> &Mapper {
        &self.mapper
    }

    pub fn key(&self) -> Option<IdentityKey> {
        self.key.borrow().clone()
    }

    pub fn has_key(&self) -> bool {
        self.key.borrow().is_some()
    }

    pub(crate) fn set_key(&self, key: Option<IdentityKey>) {
        *self.key.borrow_mut() = key;
    }

    /// Whether it was given to a session and not taken from it.
    pub fn is_attached(&self) -> bool {
        self.session.borrow().as_ref().is_some_and(|session| session.upgrade().is_some())
    }

    pub(crate) fn set_session(&self, session: Option<WeakSession>) {
        *self.session.borrow_mut() = session;
    }

    pub fn lifecycle(&self) -> Lifecycle {
        match (self.has_key(), self.is_attached()) {
            (false, false) => Lifecycle::Transient,
            (false, true) => Lifecycle::Pending,
            (true, true) if self.marks().deleted => Lifecycle::Deleted,
            (true, true) => Lifecycle::Persistent,
            (true, false) => Lifecycle::Detached,
        }
    }

    pub fn marks(&self) -> Marks {
        self.marks.get()
    }

    pub(crate) fn mark(&self, change: impl FnOnce(&mut Marks)) {
        let mut marks = self.marks.get();
        change(&mut marks);
        self.marks.set(marks);
    }

    /// What the attribute holds; never loads.
    pub fn slot(&self, index: usize) -> Slot {
        self.slots.borrow().get(index).cloned().unwrap_or_default()
    }

    /// Looks at an attribute in place; `look` must not call back.
    pub fn with_slot<T>(&self, index: usize, look: impl FnOnce(&Slot) -> T) -> T {
        match self.slots.borrow().get(index) {
            Some(slot) => look(slot),
            None => look(&Slot::Unset),
        }
    }

    /// Whether the attribute is in the instance's `__dict__`.
    pub fn is_loaded(&self, index: usize) -> bool {
        self.with_slot(index, Slot::is_present)
    }

    /// Puts a value in without any event; gives what was there.
    pub fn put_slot(&self, index: usize, slot: Slot) -> Slot {
        let mut slots = self.slots.borrow_mut();
        if index >= slots.len() {
            // The attribute was added to the class after this instance was made.
            let mut grown = std::mem::take(&mut *slots).into_vec();
            grown.resize(index + 1, Slot::Unset);
            *slots = grown.into_boxed_slice();
        }
        std::mem::replace(&mut slots[index], slot)
    }

    /// The number of slots.
    pub fn slot_count(&self) -> usize {
        self.slots.borrow().len()
    }

    /// Indices of the attributes that are present.
    pub fn loaded_indices(&self) -> Vec<usize> {
        let slots = self.slots.borrow();
        (0..slots.len()).filter(|index| slots[*index].is_present()).collect()
    }

    /// A value read from the database: no event, and no change is left of the attribute.
    pub fn set_loaded(&self, index: usize, slot: Slot) {
        let old = self.put_slot(index, slot);
        self.forget_committed(index);
        drop(old);
    }

    /// Looks at the rarely used parts, if there are any; `look` must not call back.
    pub fn with_extra<T>(&self, look: impl FnOnce(&InstanceExtra) -> T) -> Option<T> {
        self.extra.borrow().as_deref().map(look)
    }

    /// Changes the rarely used parts; `change` must not call back.
    pub fn edit_extra<T>(&self, change: impl FnOnce(&mut InstanceExtra) -> T) -> T {
        change(self.extra.borrow_mut().get_or_insert_with(Box::default))
    }

    /// Changes the rarely used parts if there are any; `change` must not call back.
    pub(crate) fn edit_extra_if_any<T>(
        &self,
        change: impl FnOnce(&mut InstanceExtra) -> T,
    ) -> Option<T> {
        self.extra.borrow_mut().as_deref_mut().map(change)
    }

    /// The value before the first change; `None`: unchanged.
    pub fn committed(&self, index: usize) -> Option<Committed> {
        self.with_extra(|extra| extra.committed.get(index).cloned()).flatten()
    }

    pub fn is_changed(&self, index: usize) -> bool {
        self.with_extra(|extra| extra.committed.contains(index)).unwrap_or(false)
    }

    /// Indices of attributes with a change, in the order of their first changes.
    pub fn changed_indices(&self) -> Vec<usize> {
        self.with_extra(|extra| extra.committed.slots().collect()).unwrap_or_default()
    }

    pub(crate) fn forget_committed(&self, index: usize) {
        let mut extra = self.extra.borrow_mut();
        let forgotten = extra.as_mut().and_then(|extra| extra.committed.remove(index));
        drop(extra);
        drop(forgotten);
    }
}
