//! [`Transaction`]: what `begin()` and `begin_nested()` give; commit, rollback, `with` blocks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result};

use super::Connection;
use crate::error::refused;
use crate::event::{EventArgs, EventKind};
use crate::statement_log::TimelineStep;

/// A transaction without its connection, which holds it.
pub(super) struct TransactionState {
    kind: Kind,
    active: Cell<bool>,
    /// In the statement log.
    pub(super) number: u32,
    /// The `with` block around its own.
    outer: RefCell<Option<Rc<TransactionState>>>,
    entered: Cell<bool>,
}

enum Kind {
    Root,
    Nested { savepoint: Rc<str>, previous: Option<Rc<TransactionState>> },
}

/// A transaction with its connection; cheap to clone.
#[derive(Clone)]
pub struct Transaction {
    connection: Connection,
    state: Rc<TransactionState>,
}

fn is(a: &Option<Rc<TransactionState>>, b: &Rc<TransactionState>) -> bool {
    a.as_ref().is_some_and(|a| Rc::ptr_eq(a, b))
}

impl PartialEq for Transaction {
    fn eq(&self, other: &Transaction) -> bool {
        Rc::ptr_eq(&self.state, &other.state)
    }
}

const BEGUN: &str = "This connection has already initialized a SQLAlchemy Transaction() object via \
                     begin() or autobegin; can't call begin() here unless rollback() or commit() \
                     is called first.";

impl Connection {
    fn handle(&self, state: Rc<TransactionState>) -> Transaction {
        Transaction { connection: self.clone(), state }
    }

    /// `begin()`.
    pub fn begin(&self) -> Result<Transaction> {
        if self.0.transaction.borrow().is_some() {
            return Err(Error::invalid_request(BEGUN));
        }
        self.check_context_manager()?;
        self.begin_impl()?;
        let log = self.engine().environment().statements.clone();
        let number = log.as_ref().map_or(0, |log| log.next_transaction());
        let state = Rc::new(TransactionState::new(Kind::Root, number));
        self.0.transaction.replace(Some(state.clone()));
        self.note(TimelineStep::Begin);
        Ok(self.handle(state))
    }

    pub(super) fn autobegin(&self) -> Result<()> {
        if self.0.allow_autobegin.get() && !self.0.in_begin.get() {
            self.begin()?;
        }
        Ok(())
    }

    /// `begin_nested()`: a savepoint, within a transaction that is begun if there is none.
    pub fn begin_nested(&self) -> Result<Transaction> {
        if self.0.transaction.borrow().is_none() {
            self.autobegin()?;
        }
        self.check_context_manager()?;
        let savepoint = self.savepoint()?;
        let previous = self.0.nested.borrow().clone();
        let number = self.transaction_number().unwrap_or(0);
        let state = TransactionState::new(Kind::Nested { savepoint, previous }, number);
        let state = Rc::new(state);
        self.0.nested.replace(Some(state.clone()));
        Ok(self.handle(state))
    }

    /// `commit()`.
    pub fn commit(&self) -> Result<()> {
        self.get_transaction().map_or(Ok(()), |transaction| transaction.commit())
    }

    /// `rollback()`.
    pub fn rollback(&self) -> Result<()> {
        self.get_transaction().map_or(Ok(()), |transaction| transaction.rollback())
    }

    /// `in_transaction()`.
    pub fn in_transaction(&self) -> bool {
        self.0.transaction.borrow().as_ref().is_some_and(|transaction| transaction.active.get())
    }

    /// `in_nested_transaction()`.
    pub fn in_nested_transaction(&self) -> bool {
        self.0.nested.borrow().as_ref().is_some_and(|transaction| transaction.active.get())
    }

    /// `get_transaction()`.
    pub fn get_transaction(&self) -> Option<Transaction> {
        let state = self.0.transaction.borrow().clone();
        state.map(|state| self.handle(state))
    }

    /// `get_nested_transaction()`.
    pub fn get_nested_transaction(&self) -> Option<Transaction> {
        let state = self.0.nested.borrow().clone();
        state.map(|state| self.handle(state))
    }

    /// Number of the transaction in the statement log.
    pub(super) fn transaction_number(&self) -> Option<u32> {
        self.0.transaction.borrow().as_ref().map(|transaction| transaction.number)
    }

    /// Refuses to go on where a transaction failed and was not rolled back.
    pub(super) fn check_transaction(&self) -> Result<()> {
        let is_inactive = |transaction: &RefCell<Option<Rc<TransactionState>>>| {
            transaction.borrow().as_ref().is_some_and(|transaction| !transaction.active.get())
        };
        if is_inactive(&self.0.transaction) || is_inactive(&self.0.nested) {
            return Err(self.invalid_transaction());
        }
        self.check_context_manager()
    }

    fn check_context_manager(&self) -> Result<()> {
        let held = self.0.context_manager.borrow().clone();
        match held {
            Some(transaction) if !transaction.active.get() => Err(Error::invalid_request(
                "Can't operate on closed transaction inside context manager.  Please complete \
                 the context manager before emitting further commands.",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn invalid_transaction(&self) -> Error {
        let savepoint = if self.0.nested.borrow().is_some() { "savepoint " } else { "" };
        let message = format!(
            "Can't reconnect until invalid {savepoint}transaction is rolled back.  Please \
             rollback() fully before proceeding"
        );
        Error::new(ErrorKind::PendingRollback, message).with_code("8s2b")
    }

    fn note(&self, step: TimelineStep) {
        if let Some(log) = &self.engine().environment().statements {
            let number = self.record().map_or(0, |record| record.number());
            log.step(step, number, self.transaction_number(), None);
        }
    }

    fn begin_impl(&self) -> Result<()> {
        self.log_if_echoing(if self.is_autocommit() {
            "BEGIN (implicit; DBAPI should not BEGIN due to autocommit mode)"
        } else {
            "BEGIN (implicit)"
        });
        self.0.in_begin.set(true);
        let outcome = self.fire(EventKind::Begin, &EventArgs::Connection(self));
        self.0.in_begin.set(false);
        outcome?;
        self.pooled().map(drop)
    }

    fn commit_impl(&self) -> Result<()> {
        self.fire(EventKind::Commit, &EventArgs::Connection(self))?;
        self.log_if_echoing(if self.is_autocommit() {
            "COMMIT using DBAPI connection.commit(), has no effect due to autocommit mode"
        } else {
            "COMMIT"
        });
        let record = self.record()?;
        record.commit().map_err(|refusal| refused(record.dbapi(), &refusal))?;
        self.note(TimelineStep::Commit);
        Ok(())
    }

    fn rollback_impl(&self) -> Result<()> {
        self.fire(EventKind::Rollback, &EventArgs::Connection(self))?;
        if !self.has_valid_connection() {
            return Ok(());
        }
        self.log_if_echoing(if self.is_autocommit() {
            "ROLLBACK using DBAPI connection.rollback(); set skip_autocommit_rollback to prevent \
             fully"
        } else {
            "ROLLBACK"
        });
        let record = self.record()?;
        record.rollback().map_err(|refusal| refused(record.dbapi(), &refusal))?;
        self.note(TimelineStep::Rollback);
        Ok(())
    }

    /// All savepoints are void, without a word to the database.
    fn cancel_nested(&self) {
        let mut next = self.0.nested.take();
        while let Some(state) = next {
            state.active.set(false);
            next = state.previous();
        }
    }
}

impl TransactionState {
    fn new(kind: Kind, number: u32) -> TransactionState {
        TransactionState {
            kind,
            active: Cell::new(true),
            number,
            outer: RefCell::new(None),
            entered: Cell::new(false),
        }
    }

    fn previous(&self) -> Option<Rc<TransactionState>> {
        match &self.kind {
            Kind::Root => None,
            Kind::Nested { previous, .. } => previous.clone(),
        }
    }
}

impl Transaction {
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// `is_active`.
    pub fn is_active(&self) -> bool {
        self.state.active.get()
    }

    /// `is_valid`.
    pub fn is_valid(&self) -> bool {
        self.is_active() && !self.connection.is_invalidated()
    }

    pub fn is_nested(&self) -> bool {
        matches!(self.state.kind, Kind::Nested { .. })
    }

    /// The name of its savepoint.
    pub fn savepoint(&self) -> Option<Rc<str>> {
        match &self.state.kind {
            Kind::Root => None,
            Kind::Nested { savepoint, .. } => Some(savepoint.clone()),
        }
    }

    /// `commit()`.
    pub fn commit(&self) -> Result<()> {
        match self.savepoint() {
            None => self.commit_root(),
            Some(savepoint) => self.commit_nested(&savepoint),
        }
    }

    fn commit_root(&self) -> Result<()> {
        let data = &self.connection.0;
        if !self.is_active() {
            return Err(if is(&data.transaction.borrow(), &self.state) {
                self.connection.invalid_transaction()
            } else {
                Error::invalid_request("This transaction is inactive")
            });
        }
        let outcome = self.connection.commit_impl();
        self.connection.cancel_nested();
        self.state.active.set(false);
        // A transaction that could not be committed stays, so that it must be rolled back.
        outcome?;
        data.transaction.replace(None);
        Ok(())
    }

    fn commit_nested(&self, savepoint: &Rc<str>) -> Result<()> {
        let data = &self.connection.0;
        if !self.is_active() {
            return Err(if is(&data.nested.borrow(), &self.state) {
                self.connection.invalid_transaction()
            } else {
                Error::invalid_request("This nested transaction is inactive")
            });
        }
        let outcome = self.connection.release_savepoint(savepoint);
        self.state.active.set(false);
        outcome?;
        self.leave_nested();
        Ok(())
    }

    fn leave_nested(&self) {
        let data = &self.connection.0;
        let is_current = is(&data.nested.borrow(), &self.state);
        if is_current {
            data.nested.replace(self.state.previous());
        }
    }

    /// `rollback()`; warns where the transaction is over already.
    pub fn rollback(&self) -> Result<()> {
        let (held, kind) = if self.is_nested() {
            (&self.connection.0.nested, "nested transaction")
        } else {
            (&self.connection.0.transaction, "transaction")
        };
        let is_over = !is(&held.borrow(), &self.state) && (self.is_nested() || !self.is_active());
        self.close()?;
        if is_over {
            let message = format!("{kind} already deassociated from connection");
            self.connection.engine().environment().warn(&message)?;
        }
        Ok(())
    }

    /// `close()`.
    pub fn close(&self) -> Result<()> {
        match self.savepoint() {
            None => self.close_root(),
            Some(savepoint) => self.close_nested(&savepoint),
        }
    }

    fn close_root(&self) -> Result<()> {
        let data = &self.connection.0;
        let was_active = self.is_active();
        let outcome = if was_active { self.connection.rollback_impl() } else { Ok(()) };
        let is_current = is(&data.transaction.borrow(), &self.state);
        if is_current {
            self.connection.cancel_nested();
            data.transaction.replace(None);
        }
        self.state.active.set(false);
        outcome
    }

    fn close_nested(&self, savepoint: &Rc<str>) -> Result<()> {
        let roll_back = self.is_active() && self.connection.in_transaction();
        let outcome =
            if roll_back { self.connection.rollback_to_savepoint(savepoint) } else { Ok(()) };
        self.state.active.set(false);
        self.leave_nested();
        outcome
    }

    /// Enters a `with` block.
    pub fn enter(&self) {
        let outer = self.connection.0.context_manager.replace(Some(self.state.clone()));
        self.state.outer.replace(outer);
        self.state.entered.set(true);
    }

    /// Leaves its `with` block: commits if `success`, else rolls back.
    pub fn exit(&self, success: bool) -> Result<()> {
        let outcome = self.end_block(success);
        let is_innermost = is(&self.connection.0.context_manager.borrow(), &self.state);
        if self.state.entered.replace(false) && is_innermost {
            let outer = self.state.outer.take();
            self.connection.0.context_manager.replace(outer);
        }
        outcome
    }

    fn end_block(&self, success: bool) -> Result<()> {
        if success && self.is_active() {
            return self.commit().inspect_err(|_| {
                // The error of the commit is what is reported.
                let _ = self.rollback();
            });
        }
        let data = &self.connection.0;
        let held = if self.is_nested() { &data.nested } else { &data.transaction };
        let is_current = is(&held.borrow(), &self.state);
        match (self.is_active(), is_current) {
            (true, _) => self.rollback(),
            (false, true) => self.close(),
            (false, false) => Ok(()),
        }
    }
}
