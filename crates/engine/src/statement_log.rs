//! [`StatementLog`]: what was sent, what it cost and who caused it. Kept only when someone asks.

mod cause;
mod record;
mod timeline;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use cause::{Cause, CauseGuard, Locator, LogFrame, Origin};
pub use record::{LoggedKind, Sample, StatementRecord, Times};
pub use timeline::{TimelineEvent, TimelineStep};

use ormlab_core::Value;

/// The number of a statement in its log, from 0.
pub type StatementId = usize;

/// The log of one run; shared by its engines and by the layers that know causes.
#[derive(Default)]
pub struct StatementLog {
    /// Rows of each result that are kept as they are fetched.
    keep_rows: usize,
    statements: RefCell<Vec<StatementRecord>>,
    timeline: RefCell<Vec<TimelineEvent>>,
    causes: RefCell<Vec<Rc<Cause>>>,
    locator: RefCell<Option<Rc<dyn Locator>>>,
    connections: Cell<u32>,
    transactions: Cell<u32>,
    objects: Cell<usize>,
}

impl StatementLog {
    pub fn new() -> Rc<StatementLog> {
        StatementLog::keeping(0)
    }

    /// A log that keeps the first rows of each result.
    pub fn keeping(keep_rows: usize) -> Rc<StatementLog> {
        Rc::new(StatementLog { keep_rows, ..StatementLog::default() })
    }

    /// Who can tell where the script is.
    pub fn set_locator(&self, locator: Option<Rc<dyn Locator>>) {
        self.locator.replace(locator);
    }

    /// Until the guard is dropped, statements are said to be caused by this.
    pub fn with_cause(self: &Rc<StatementLog>, cause: Cause) -> CauseGuard {
        self.causes.borrow_mut().push(Rc::new(cause));
        CauseGuard::new(self.clone())
    }

    fn end_cause(&self) {
        self.causes.borrow_mut().pop();
    }

    /// The cause that the next statement has.
    pub fn current_cause(&self) -> Cause {
        let innermost = self.causes.borrow().last().cloned();
        let mut cause = innermost.map_or_else(Cause::default, |cause| (*cause).clone());
        let locator = self.locator.borrow().clone();
        if let (Some(locator), true) = (locator, cause.frames.is_empty()) {
            cause.frames = locator.frames();
        }
        cause
    }

    /// Where the script is.
    pub fn current_line(&self) -> Option<u32> {
        let locator = self.locator.borrow().clone();
        locator.and_then(|locator| locator.line())
    }

    pub fn len(&self) -> usize {
        self.statements.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn statements(&self) -> Vec<StatementRecord> {
        self.statements.borrow().clone()
    }

    pub fn timeline(&self) -> Vec<TimelineEvent> {
        self.timeline.borrow().clone()
    }

    /// Takes all records out: a later cell of the document starts from nothing.
    pub fn take(&self) -> (Vec<StatementRecord>, Vec<TimelineEvent>) {
        self.objects.set(0);
        (self.statements.take(), self.timeline.take())
    }

    /// Adds a statement that is about to be sent.
    pub fn begin(&self, mut record: StatementRecord) -> StatementId {
        record.cause = self.current_cause();
        let mut statements = self.statements.borrow_mut();
        record.id = statements.len();
        statements.push(record);
        statements.len() - 1
    }

    /// Changes a record; one that was taken out meanwhile is left alone.
    pub fn update(&self, id: StatementId, change: impl FnOnce(&mut StatementRecord)) {
        if let Some(record) = self.statements.borrow_mut().get_mut(id) {
            change(record);
        }
    }

    pub fn add_fetch_time(&self, id: StatementId, microseconds: f64) {
        self.update(id, |record| record.times.fetch += microseconds);
    }

    /// Time spent on making objects of a statement's rows.
    pub fn add_hydrate_time(&self, id: StatementId, microseconds: f64) {
        self.update(id, |record| record.times.hydrate += microseconds);
    }

    /// Whether another row of this result is wanted for its sample.
    pub fn wants_row(&self, id: StatementId) -> bool {
        let full = |record: &StatementRecord| record.sample.rows.len() >= self.keep_rows;
        self.keep_rows > 0 && self.statements.borrow().get(id).is_some_and(|record| !full(record))
    }

    pub fn add_row(&self, id: StatementId, row: Vec<Value>) {
        self.update(id, |record| record.sample.rows.push(row));
    }

    /// Counts mapped objects that were made of rows.
    pub fn count_objects(&self, number: usize) {
        self.objects.set(self.objects.get() + number);
    }

    pub fn objects(&self) -> usize {
        self.objects.get()
    }

    /// A number for a new database connection, from 1.
    pub fn next_connection(&self) -> u32 {
        self.connections.set(self.connections.get() + 1);
        self.connections.get()
    }

    /// A number for a new transaction, from 1.
    pub fn next_transaction(&self) -> u32 {
        self.transactions.set(self.transactions.get() + 1);
        self.transactions.get()
    }

    /// Adds a step that is no statement.
    pub fn step(
        &self,
        step: TimelineStep,
        connection: u32,
        transaction: Option<u32>,
        status: Option<String>,
    ) {
        let line = self.current_line();
        let before = self.len();
        let event = TimelineEvent { step, connection, transaction, line, before, status };
        self.timeline.borrow_mut().push(event);
    }
}
