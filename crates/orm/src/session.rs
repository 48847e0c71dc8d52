//! [`Session`]: the instances that a program works on, and the transaction it works in.
//!
//! Here are its parts and its plain questions; what it does is in the files of `session/`.

mod block;
mod cascade;
mod connection;
mod execute;
mod expire;
mod get;
mod maker;
mod merge;
mod state;
mod transaction;
mod transient;
mod warning;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use ormlab_core::element::ElementId;
use ormlab_core::{Error, Result, Value};
use ormlab_engine::statement_log::Origin;

use crate::attribute;
use crate::event::SessionEvents;
use crate::identity_map::IdentityMap;
use crate::instance::Instance;
use crate::ordered::OrderedMap;
use crate::passive::Passive;

pub use cascade::CascadeKind;
pub use connection::{Bind, BindKey};
pub use get::{GetOptions, Identity, Lookup};
pub use maker::{ScopedSession, SessionMaker};
pub(crate) use state::{describe_key, key_values};
pub use transaction::{SessionTransaction, TransactionOrigin, TransactionState};
pub use transient::{make_transient, make_transient_to_detached, was_deleted};
pub use warning::render_error;

/// What `Session(…)` is given.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    pub autoflush: bool,
    pub autobegin: bool,
    pub expire_on_commit: bool,
    pub bind: Option<Bind>,
    /// Binds of single classes and tables.
    pub binds: Vec<(BindKey, Bind)>,
    /// `execution_options=`.
    pub execution_options: Vec<(Rc<str>, Value)>,
    pub join_transaction_mode: Option<Rc<str>>,
    /// `close_resets_only=False`: closed for ever by `close()`.
    pub closes_for_good: bool,
    pub info: IndexMap<Rc<str>, Value>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        SessionOptions {
            autoflush: true,
            autobegin: true,
            expire_on_commit: true,
            bind: None,
            binds: Vec::new(),
            execution_options: Vec::new(),
            join_transaction_mode: None,
            closes_for_good: false,
            info: IndexMap::new(),
        }
    }
}

type Instances = OrderedMap<ElementId, Instance>;

/// The parts of a session.
pub struct SessionData {
    pub autoflush: Cell<bool>,
    pub autobegin: Cell<bool>,
    pub expire_on_commit: Cell<bool>,
    closes_for_good: bool,
    closed: Cell<bool>,
    bind: RefCell<Option<Bind>>,
    binds: RefCell<Vec<(BindKey, Bind)>>,
    execution_options: Vec<(Rc<str>, Value)>,
    join_transaction_mode: Option<Rc<str>>,
    /// What the flush that is under way was asked by.
    flush_origin: Cell<Origin>,
    in_autoflush: Cell<bool>,
    pub info: RefCell<IndexMap<Rc<str>, Value>>,
    identity_map: IdentityMap,
    new: RefCell<Instances>,
    deleted: RefCell<Instances>,
    transaction: RefCell<Option<SessionTransaction>>,
    nested_transaction: RefCell<Option<SessionTransaction>>,
    /// The innermost transaction that a `with` block holds.
    block: RefCell<Option<SessionTransaction>>,
    flushing: Cell<bool>,
    /// The statements of a flush are being sent.
    executing_flush: Cell<bool>,
    /// Its own hooks, then those of its maker and of all sessions.
    events: RefCell<Vec<Rc<SessionEvents>>>,
    number: usize,
    /// The object of the layer above that stands for it.
    pub host_weak: RefCell<Option<Weak<dyn std::any::Any>>>,
}

/// A session; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct Session(Rc<SessionData>);

/// A [`Session`] that is not kept alive.
#[derive(Clone)]
pub struct WeakSession(Weak<SessionData>);

impl WeakSession {
    pub fn upgrade(&self) -> Option<Session> {
        self.0.upgrade().map(Session)
    }
}

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Session {}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.number)
    }
}

impl std::ops::Deref for Session {
    type Target = SessionData;

    fn deref(&self) -> &SessionData {
        &self.0
    }
}

/// How many sessions a run has made: error messages number them.
#[derive(Default)]
struct SessionNumbers(Cell<usize>);

fn next_number(options: &SessionOptions) -> usize {
    let bind = options.bind.as_ref().or(options.binds.first().map(|(_, bind)| bind));
    let numbers = bind.map(|bind| {
        let extensions = &bind.engine().environment().extensions;
        extensions.get_or_insert(SessionNumbers::default)
    });
    numbers.map_or(1, |numbers| {
        numbers.0.set(numbers.0.get() + 1);
        numbers.0.get()
    })
}

impl Session {
    pub fn new(options: SessionOptions) -> Session {
        let number = next_number(&options);
        Session(Rc::new(SessionData {
            autoflush: Cell::new(options.autoflush),
            autobegin: Cell::new(options.autobegin),
            expire_on_commit: Cell::new(options.expire_on_commit),
            closes_for_good: options.closes_for_good,
            closed: Cell::new(false),
            bind: RefCell::new(options.bind),
            binds: RefCell::new(options.binds),
            execution_options: options.execution_options,
            join_transaction_mode: options.join_transaction_mode,
            flush_origin: Cell::new(Origin::Flush),
            in_autoflush: Cell::new(false),
            info: RefCell::new(options.info),
            identity_map: IdentityMap::default(),
            new: RefCell::default(),
            deleted: RefCell::default(),
            transaction: RefCell::new(None),
            nested_transaction: RefCell::new(None),
            block: RefCell::new(None),
            flushing: Cell::new(false),
            executing_flush: Cell::new(false),
            events: RefCell::new(vec![Rc::default()]),
            number,
            host_weak: RefCell::new(None),
        }))
    }

    pub fn downgrade(&self) -> WeakSession {
        WeakSession(Rc::downgrade(&self.0))
    }

    /// Its own hooks.
    pub fn events(&self) -> Rc<SessionEvents> {
        self.events.borrow()[0].clone()
    }

    /// Lets hooks of its maker, or of all sessions, hear of this one too.
    pub fn share_events(&self, events: &Rc<SessionEvents>) {
        self.events.borrow_mut().push(events.clone());
    }

    /// Calls `call` with each set of hooks: those of all sessions first, its own last.
    pub(crate) fn fire(&self, mut call: impl FnMut(&SessionEvents) -> Result<()>) -> Result<()> {
        let all = self.events.borrow().clone();
        all.iter().rev().try_for_each(|events| call(events))
    }

    pub fn identity_map(&self) -> &IdentityMap {
        &self.0.identity_map
    }

    /// Whether the instance is pending or persistent here.
    pub fn contains(&self, instance: &Instance) -> bool {
        self.is_pending(instance) || self.identity_map.contains(instance)
    }

    /// Whether the instance waits here for its INSERT.
    pub fn is_pending(&self, instance: &Instance) -> bool {
        self.new.borrow().contains_key(&instance.id())
    }

    /// Whether the instance waits here for its DELETE.
    pub fn is_marked_deleted(&self, instance: &Instance) -> bool {
        self.deleted.borrow().contains_key(&instance.id())
    }

    /// `session.new`.
    pub fn new_instances(&self) -> Vec<Instance> {
        self.new.borrow().values().cloned().collect()
    }

    /// `session.deleted`.
    pub fn deleted_instances(&self) -> Vec<Instance> {
        self.deleted.borrow().values().cloned().collect()
    }

    /// `session.dirty`.
    pub fn dirty_instances(&self) -> Vec<Instance> {
        let mut dirty = self.identity_map.modified();
        dirty.retain(|instance| !self.is_marked_deleted(instance));
        dirty
    }

    /// `iter(session)`: pending ones, then persistent ones.
    pub fn instances(&self) -> Vec<Instance> {
        let mut all = self.new_instances();
        all.extend(self.identity_map.instances());
        all
    }

    /// Whether a flush would find nothing to do.
    pub fn is_clean(&self) -> bool {
        !self.identity_map.has_modified()
            && self.deleted.borrow().is_empty()
            && self.new.borrow().is_empty()
    }

    pub fn is_flushing(&self) -> bool {
        self.flushing.get()
    }

    pub(crate) fn set_flushing(&self, flushing: bool) {
        self.flushing.set(flushing);
    }

    pub(crate) fn set_executing_flush(&self, executing: bool) {
        self.executing_flush.set(executing);
    }

    /// `session.is_modified(instance)`.
    pub fn is_modified(&self, instance: &Instance, include_collections: bool) -> Result<bool> {
        if !instance.marks().modified {
            return Ok(false);
        }
        for property in instance.mapper().properties() {
            let is_collection =
                attribute::kind_of(&property)? == attribute::AttributeKind::Collection;
            if is_collection && !include_collections {
                continue;
            }
            if instance.history(&property, Passive::NONE)?.has_changes() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The number that messages call the session by.
    pub fn number(&self) -> usize {
        self.0.number
    }

    fn check_open(&self) -> Result<()> {
        if self.closed.get() {
            return Err(Error::invalid_request(
                "This Session has been permanently closed and is unable to handle any more transaction requests.",
            ));
        }
        Ok(())
    }
}

/// `object_session(instance)`.
pub fn object_session(instance: &Instance) -> Option<Session> {
    instance.session()
}
