//! [`SessionTransaction`]: a session's transaction, its savepoints, and what a rollback restores.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::element::ElementId;
use ormlab_core::{Error, ErrorKind, Result};
use rustc_hash::FxBuildHasher;

use super::{Session, WeakSession, warning};
use crate::identity::IdentityKey;
use crate::instance::{Instance, WeakInstance};

/// What began a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionOrigin {
    Autobegin,
    Begin,
    BeginNested,
    /// The inner mark of a flush.
    Subtransaction,
}

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionState {
    Active,
    Prepared,
    Committed,
    /// Rolled back by a failed flush; waits for `rollback()`.
    Deactive,
    Closed,
    ProvisioningConnection,
}

impl TransactionState {
    fn name(self) -> &'static str {
        match self {
            TransactionState::Active => "active",
            TransactionState::Prepared => "prepared",
            TransactionState::Committed => "committed",
            TransactionState::Deactive => "deactive",
            TransactionState::Closed => "closed",
            TransactionState::ProvisioningConnection => "provisioning_connection",
        }
    }
}

type Noted<T> = RefCell<IndexMap<ElementId, T, FxBuildHasher>>;

/// What happened to instances in a transaction, for a rollback to undo.
#[derive(Default)]
struct Snapshot {
    new: Noted<WeakInstance>,
    deleted: Noted<WeakInstance>,
    dirty: Noted<WeakInstance>,
    key_switches: Noted<(WeakInstance, IdentityKey)>,
}

fn living(noted: &Noted<WeakInstance>) -> Vec<Instance> {
    noted.borrow().values().filter_map(WeakInstance::upgrade).collect()
}

/// The parts of a transaction.
pub(super) struct TransactionData {
    session: WeakSession,
    origin: TransactionOrigin,
    parent: Option<SessionTransaction>,
    previous_nested: Option<SessionTransaction>,
    state: Cell<TransactionState>,
    snapshot: Rc<Snapshot>,
    /// What made the flush within it fail.
    rollback_error: RefCell<Option<Error>>,
    /// What the block around its own held.
    pub(super) outer_block: RefCell<Option<SessionTransaction>>,
    pub(super) connections: super::connection::Connections,
}

/// A transaction of a session; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct SessionTransaction(pub(super) Rc<TransactionData>);

impl PartialEq for SessionTransaction {
    fn eq(&self, other: &SessionTransaction) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for SessionTransaction {}

impl fmt::Debug for SessionTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTransaction({:?}, {:?})", self.0.origin, self.0.state.get())
    }
}

impl Session {
    /// The innermost transaction.
    pub fn transaction(&self) -> Option<SessionTransaction> {
        self.transaction.borrow().clone()
    }

    /// `session.get_transaction()`: the outermost one.
    pub fn root_transaction(&self) -> Option<SessionTransaction> {
        let mut transaction = self.transaction()?;
        while let Some(parent) = transaction.parent() {
            transaction = parent;
        }
        Some(transaction)
    }

    /// `session.get_nested_transaction()`.
    pub fn nested_transaction(&self) -> Option<SessionTransaction> {
        self.nested_transaction.borrow().clone()
    }

    pub fn in_transaction(&self) -> bool {
        self.transaction.borrow().is_some()
    }

    pub fn in_nested_transaction(&self) -> bool {
        self.nested_transaction.borrow().is_some()
    }

    /// `session.is_active`.
    pub fn is_active(&self) -> bool {
        let transaction = self.transaction();
        transaction.map_or(self.autobegin.get(), |transaction| transaction.is_active())
    }

    /// Begins a transaction where there is none.
    pub(crate) fn autobegin(&self) -> Result<()> {
        self.required_transaction().map(drop)
    }

    /// The transaction; begins one where there is none.
    pub(crate) fn required_transaction(&self) -> Result<SessionTransaction> {
        match self.transaction() {
            Some(transaction) => Ok(transaction),
            None if !self.autobegin.get() => Err(Error::invalid_request(
                "Autobegin is disabled on this Session; please call session.begin() to start a new transaction",
            )),
            None => SessionTransaction::start(self, TransactionOrigin::Autobegin, None),
        }
    }

    /// `session.begin()`.
    pub fn begin(&self) -> Result<SessionTransaction> {
        if self.in_transaction() {
            return Err(Error::invalid_request("A transaction is already begun on this Session."));
        }
        SessionTransaction::start(self, TransactionOrigin::Begin, None)
    }

    /// `session.begin_nested()`.
    pub fn begin_nested(&self) -> Result<SessionTransaction> {
        let parent = match self.transaction() {
            Some(transaction) => transaction,
            None => SessionTransaction::start(self, TransactionOrigin::Begin, None)?,
        };
        parent.require(&[TransactionState::Active])?;
        let nested = SessionTransaction::start(self, TransactionOrigin::BeginNested, Some(parent))?;
        *self.nested_transaction.borrow_mut() = Some(nested.clone());
        Ok(nested)
    }

    /// `session.commit()`.
    pub fn commit(&self) -> Result<()> {
        self.required_transaction()?.commit_to_root()
    }

    /// `session.rollback()`.
    pub fn rollback(&self) -> Result<()> {
        match self.transaction() {
            Some(transaction) => transaction.rollback_to_root(),
            None => Ok(()),
        }
    }

    /// `session.close()`.
    pub fn close(&self) -> Result<()> {
        if self.closes_for_good {
            self.closed.set(true);
        }
        self.reset()
    }

    /// `session.reset()`.
    pub fn reset(&self) -> Result<()> {
        self.expunge_all()?;
        let mut next = self.transaction();
        while let Some(transaction) = next {
            transaction.close()?;
            next = transaction.parent();
        }
        Ok(())
    }
}

impl SessionTransaction {
    pub(super) fn start(
        session: &Session,
        origin: TransactionOrigin,
        parent: Option<SessionTransaction>,
    ) -> Result<SessionTransaction> {
        session.check_block()?;
        session.check_open()?;
        let nested = origin == TransactionOrigin::BeginNested;
        if nested && !session.is_flushing() {
            session.flush()?;
        }
        let snapshot = match (&parent, origin) {
            (Some(parent), TransactionOrigin::Subtransaction) => parent.0.snapshot.clone(),
            _ => Rc::default(),
        };
        let transaction = SessionTransaction(Rc::new(TransactionData {
            session: session.downgrade(),
            origin,
            parent,
            previous_nested: session.nested_transaction().filter(|_| nested),
            state: Cell::new(TransactionState::Active),
            snapshot,
            rollback_error: RefCell::new(None),
            outer_block: RefCell::new(None),
            connections: Default::default(),
        }));
        *session.transaction.borrow_mut() = Some(transaction.clone());
        session.fire(|events| {
            events.after_transaction_create.each(|hook| hook(session, &transaction))
        })?;
        Ok(transaction)
    }

    /// The mark of a flush within this transaction.
    pub(crate) fn begin_subtransaction(&self, session: &Session) -> Result<SessionTransaction> {
        self.require(&[TransactionState::Active])?;
        SessionTransaction::start(session, TransactionOrigin::Subtransaction, Some(self.clone()))
    }

    pub fn parent(&self) -> Option<SessionTransaction> {
        self.0.parent.clone()
    }

    pub fn origin(&self) -> TransactionOrigin {
        self.0.origin
    }

    pub fn is_nested(&self) -> bool {
        self.0.origin == TransactionOrigin::BeginNested
    }

    pub fn is_active(&self) -> bool {
        self.0.state.get() == TransactionState::Active
    }

    pub fn state(&self) -> TransactionState {
        self.0.state.get()
    }

    pub(super) fn rollback_error(&self) -> Option<Error> {
        self.0.rollback_error.borrow().clone()
    }

    pub(super) fn set_state(&self, state: TransactionState) {
        self.0.state.set(state);
    }

    pub(super) fn session(&self) -> Result<Session> {
        self.0
            .session
            .upgrade()
            .ok_or_else(|| Error::new(ErrorKind::ResourceClosed, "This transaction is closed"))
    }

    /// Whether it has a BEGIN or SAVEPOINT of its own.
    fn is_boundary(&self) -> bool {
        self.is_nested() || self.0.parent.is_none()
    }

    /// An error in the real library's words unless the state is one of these.
    pub(super) fn require(&self, states: &[TransactionState]) -> Result<()> {
        let state = self.0.state.get();
        if states.contains(&state) {
            return Ok(());
        }
        Err(match state {
            TransactionState::Deactive => match &*self.0.rollback_error.borrow() {
                Some(error) => Error::new(
                    ErrorKind::PendingRollback,
                    format!(
                        "This Session's transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: {}",
                        warning::render_error(error)
                    ),
                )
                .with_code("7s2a"),
                None => Error::invalid_request(
                    "This session is in 'inactive' state, due to the SQL transaction being rolled back; no further SQL can be emitted within this transaction.",
                ),
            },
            TransactionState::Closed => {
                Error::new(ErrorKind::ResourceClosed, "This transaction is closed")
            }
            TransactionState::ProvisioningConnection => Error::invalid_request(
                "This session is provisioning a new connection; concurrent operations are not permitted",
            )
            .with_code("isce"),
            other => Error::invalid_request(format!(
                "This session is in '{}' state; no further SQL can be emitted within this transaction.",
                other.name()
            )),
        })
    }

    /// This one and those around it, up to `upto`, which is left out.
    fn chain(&self, upto: Option<&SessionTransaction>) -> Vec<SessionTransaction> {
        let mut chain = vec![self.clone()];
        let mut at = self.clone();
        while let Some(parent) = at.parent().filter(|parent| Some(parent) != upto) {
            chain.push(parent.clone());
            at = parent;
        }
        chain
    }
}

/// Ends.
impl SessionTransaction {
    /// `transaction.commit()`.
    pub fn commit(&self) -> Result<()> {
        self.require(&[TransactionState::Active, TransactionState::Prepared])?;
        let session = self.session()?;
        if self.0.state.get() != TransactionState::Prepared {
            self.prepare(&session)?;
        }
        if self.is_boundary() {
            self.commit_connections()?;
            self.set_state(TransactionState::Committed);
            session.fire(|events| events.after_commit.each(|hook| hook(&session)))?;
            self.remove_snapshot(&session)?;
        }
        self.close()
    }

    pub(super) fn commit_to_root(&self) -> Result<()> {
        self.commit()?;
        match self.parent() {
            Some(parent) => parent.commit_to_root(),
            None => Ok(()),
        }
    }

    fn prepare(&self, session: &Session) -> Result<()> {
        if self.is_boundary() {
            session.fire(|events| events.before_commit.each(|hook| hook(session)))?;
        }
        if let Some(innermost) = session.transaction().filter(|innermost| innermost != self) {
            for inner in innermost.chain(Some(self)) {
                inner.commit()?;
            }
        }
        if !session.is_flushing() {
            let mut flushes = 0;
            while !session.is_clean() {
                if flushes == 100 {
                    return Err(Error::new(
                        ErrorKind::Flush,
                        "Over 100 subsequent flushes have occurred within session.commit() - is an after_flush() hook creating new objects?",
                    ));
                }
                session.flush()?;
                flushes += 1;
            }
        }
        self.set_state(TransactionState::Prepared);
        Ok(())
    }

    /// `transaction.rollback()`.
    pub fn rollback(&self) -> Result<()> {
        self.rollback_because(None)
    }

    pub(super) fn rollback_to_root(&self) -> Result<()> {
        self.rollback()?;
        match self.parent() {
            Some(parent) => parent.rollback_to_root(),
            None => Ok(()),
        }
    }

    /// Rolls back; `cause` is what made a flush fail, which the transaction around it remembers.
    pub(crate) fn rollback_because(&self, cause: Option<&Error>) -> Result<()> {
        let allowed =
            [TransactionState::Active, TransactionState::Deactive, TransactionState::Prepared];
        self.require(&allowed)?;
        let session = self.session()?;
        if let Some(innermost) = session.transaction().filter(|innermost| innermost != self) {
            for inner in innermost.chain(Some(self)) {
                inner.close()?;
            }
        }
        let (boundary, failure) = self.roll_back_boundary(&session)?;
        if failure.is_none() && !session.is_clean() {
            session.warn("Session's state has been changed on a non-active transaction - this state will be discarded.");
            boundary.restore_snapshot(&session, boundary.is_nested())?;
        }
        self.close()?;
        if let (Some(parent), Some(cause)) = (self.parent(), cause) {
            *parent.0.rollback_error.borrow_mut() = Some(cause.clone());
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        session.fire(|events| events.after_soft_rollback.each(|hook| hook(&session, self)))
    }

    /// Rolls the innermost BEGIN or SAVEPOINT back; gives its transaction, and what failed in that.
    fn roll_back_boundary(&self, session: &Session) -> Result<(SessionTransaction, Option<Error>)> {
        if !matches!(self.state(), TransactionState::Active | TransactionState::Prepared) {
            return Ok((self.clone(), None));
        }
        for transaction in self.chain(None) {
            if !transaction.is_boundary() {
                transaction.set_state(TransactionState::Deactive);
                continue;
            }
            let outcome = transaction.rollback_connections().and_then(|()| {
                transaction.set_state(TransactionState::Deactive);
                session.fire(|events| events.after_rollback.each(|hook| hook(session)))
            });
            transaction.set_state(TransactionState::Deactive);
            transaction.restore_snapshot(session, transaction.is_nested())?;
            return Ok((transaction, outcome.err()));
        }
        Ok((self.clone(), None))
    }

    /// `transaction.close()`.
    pub fn close(&self) -> Result<()> {
        let session = self.session()?;
        if self.is_nested() {
            *session.nested_transaction.borrow_mut() = self.0.previous_nested.clone();
        }
        *session.transaction.borrow_mut() = self.parent();
        self.close_connections()?;
        self.set_state(TransactionState::Closed);
        session.fire(|events| events.after_transaction_end.each(|hook| hook(&session, self)))
    }
}

/// What a rollback restores.
impl SessionTransaction {
    pub(super) fn note_altered(&self, instance: &Instance, is_new: bool) {
        let noted = if is_new { &self.0.snapshot.new } else { &self.0.snapshot.dirty };
        noted.borrow_mut().insert(instance.id(), instance.downgrade());
    }

    pub(super) fn note_deleted(&self, instance: &Instance) {
        self.0.snapshot.deleted.borrow_mut().insert(instance.id(), instance.downgrade());
    }

    pub(super) fn forget_deleted(&self, instance: &Instance) {
        self.0.snapshot.deleted.borrow_mut().shift_remove(&instance.id());
    }

    pub(super) fn note_key_switch(&self, instance: &Instance, old: IdentityKey, _new: IdentityKey) {
        let mut switches = self.0.snapshot.key_switches.borrow_mut();
        switches.entry(instance.id()).or_insert_with(|| (instance.downgrade(), old));
    }

    fn restore_snapshot(&self, session: &Session, dirty_only: bool) -> Result<()> {
        let snapshot = &self.0.snapshot;
        let mut to_expunge = living(&snapshot.new);
        to_expunge.extend(session.new_instances());
        session.expunge_instances(&to_expunge, true)?;
        let switches: Vec<_> = snapshot.key_switches.borrow().values().cloned().collect();
        for (instance, old) in switches {
            if let Some(instance) = instance.upgrade() {
                session.identity_map.discard(&instance);
                instance.set_key(Some(old.clone()));
                if !to_expunge.contains(&instance) {
                    session.identity_map.replace(&old, &instance);
                }
            }
        }
        let mut deleted = living(&snapshot.deleted);
        deleted.extend(session.deleted_instances());
        for instance in deleted {
            session.update(&instance, true)?;
        }
        for instance in session.identity_map.instances() {
            let is_dirty =
                instance.marks().modified || snapshot.dirty.borrow().contains_key(&instance.id());
            if !dirty_only || is_dirty {
                instance.expire_all(Some(session))?;
            }
        }
        Ok(())
    }

    fn remove_snapshot(&self, session: &Session) -> Result<()> {
        let snapshot = &self.0.snapshot;
        if !self.is_nested() && session.expire_on_commit.get() {
            session.expire_all()?;
            session.detach(&living(&snapshot.deleted), false)?;
            snapshot.deleted.borrow_mut().clear();
        } else if let Some(parent) = self.parent().filter(|_| self.is_nested()) {
            let into = &parent.0.snapshot;
            into.new.borrow_mut().extend(snapshot.new.borrow().clone());
            into.dirty.borrow_mut().extend(snapshot.dirty.borrow().clone());
            into.deleted.borrow_mut().extend(snapshot.deleted.borrow().clone());
            into.key_switches.borrow_mut().extend(snapshot.key_switches.borrow().clone());
        }
        Ok(())
    }
}
