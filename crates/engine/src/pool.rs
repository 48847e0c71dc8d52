//! [`Pool`]: connections kept for reuse, with SQLAlchemy's accounting.
//!
//! Everything happens on one thread: a pool that is at its limit cannot wait for another thread to
//! give back, so that it refuses at once what the original refuses after its timeout.

mod fairy;
mod options;
mod record;
mod storage;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result};

pub use fairy::PooledConnection;
pub use options::{PoolClass, PoolOptions, ResetOnReturn};
pub use record::ConnectionRecord;

use crate::driver::{DriverConnection, DriverOutcome};
use crate::environment::Environment;
use crate::event::{EventArgs, EventKind, Registry, fire};
use crate::log::Logger;
use crate::statement_log::TimelineStep;
use storage::Storage;

/// Makes a connection of the database.
pub type Creator = Rc<dyn Fn() -> DriverOutcome<Box<dyn DriverConnection>>>;

/// The parts of a [`Pool`].
struct PoolData {
    environment: Rc<Environment>,
    creator: Creator,
    dbapi: &'static str,
    options: PoolOptions,
    logger: Logger,
    events: Rc<Registry>,
    storage: RefCell<Storage>,
    overflow: Cell<i64>,
    /// Connections made before this moment are not used again.
    invalidated: Cell<f64>,
    was_connected: Cell<bool>,
    fairies: Cell<u64>,
}

/// A pool; cheap to clone.
#[derive(Clone)]
pub struct Pool(Rc<PoolData>);

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({})", self.status())
    }
}

impl Pool {
    pub fn new(
        environment: Rc<Environment>,
        creator: Creator,
        dbapi: &'static str,
        options: PoolOptions,
        events: Rc<Registry>,
    ) -> Pool {
        let class = format!("sqlalchemy.pool.impl.{}", options.class.name());
        let qualifier = options.logging_name.as_deref();
        let logger = Logger::new(&class, qualifier, options.echo, environment.log_sink.clone());
        Pool(Rc::new(PoolData {
            environment,
            creator,
            dbapi,
            overflow: Cell::new(-options.overflow_base()),
            options,
            logger,
            events,
            storage: RefCell::default(),
            invalidated: Cell::new(f64::NEG_INFINITY),
            was_connected: Cell::new(false),
            fairies: Cell::new(0),
        }))
    }

    pub fn class(&self) -> PoolClass {
        self.0.options.class
    }

    pub fn options(&self) -> &PoolOptions {
        &self.0.options
    }

    /// Listeners of this pool; an engine's pool events are here too.
    pub fn events(&self) -> &Rc<Registry> {
        &self.0.events
    }

    pub fn logger(&self) -> &Logger {
        &self.0.logger
    }

    /// Whether both are one pool.
    pub fn is(&self, other: &Pool) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `pool.size()`.
    pub fn size(&self) -> usize {
        match self.class() {
            PoolClass::SingletonThread => usize::from(self.0.storage.borrow().single().is_some()),
            _ => self.0.options.pool_size,
        }
    }

    /// `pool.checkedin()`.
    pub fn checkedin(&self) -> usize {
        self.0.storage.borrow().idle_count()
    }

    /// `pool.overflow()`.
    pub fn overflow(&self) -> i64 {
        if self.0.options.pool_size == 0 { 0 } else { self.0.overflow.get() }
    }

    /// `pool.checkedout()`.
    pub fn checkedout(&self) -> i64 {
        let idle = i64::try_from(self.checkedin()).unwrap_or(i64::MAX);
        self.0.options.overflow_base() - idle + self.0.overflow.get()
    }

    /// `pool.timeout()`.
    pub fn timeout(&self) -> f64 {
        self.0.options.timeout
    }

    /// `pool.status()`.
    pub fn status(&self) -> String {
        match self.class() {
            PoolClass::Queue | PoolClass::AsyncAdaptedQueue => format!(
                "Pool size: {}  Connections in pool: {} Current Overflow: {} Current Checked out \
                 connections: {}",
                self.0.options.pool_size,
                self.checkedin(),
                self.overflow(),
                self.checkedout()
            ),
            PoolClass::SingletonThread => format!(
                "SingletonThreadPool id:{} size: {}",
                Rc::as_ptr(&self.0).cast::<()>() as usize,
                self.size()
            ),
            class => class.name().to_owned(),
        }
    }

    /// Checks a connection out.
    pub fn connect(&self) -> Result<PooledConnection> {
        let current = self.0.storage.borrow().current_fairy();
        if let (Some(fairy), PoolClass::SingletonThread) = (current, self.class()) {
            fairy.check_out_again();
            return Ok(fairy);
        }
        let record = self.take_record()?;
        if let Err(error) = self.revive(&record) {
            self.give_up(&record, &error);
            return Err(error);
        }
        let fairy = PooledConnection::new(self, record);
        if self.class() == PoolClass::SingletonThread {
            self.0.storage.borrow_mut().set_current_fairy(&fairy);
        }
        fairy.begin_checkout()?;
        self.note(TimelineStep::Checkout, fairy.record().as_deref());
        Ok(fairy)
    }

    fn next_fairy(&self) -> u64 {
        self.0.fairies.set(self.0.fairies.get() + 1);
        self.0.fairies.get()
    }

    fn now(&self) -> f64 {
        self.0.environment.clock.monotonic()
    }

    /// A record out of the store, or a new one.
    fn take_record(&self) -> Result<Rc<ConnectionRecord>> {
        match self.class() {
            PoolClass::Queue | PoolClass::AsyncAdaptedQueue => self.take_queued(),
            PoolClass::SingletonThread | PoolClass::Static => self.take_single(),
            PoolClass::Null => self.create_record(),
            PoolClass::Assertion => self.take_asserted(),
        }
    }

    fn take_queued(&self) -> Result<Rc<ConnectionRecord>> {
        let lifo = self.0.options.use_lifo;
        let idle = self.0.storage.borrow_mut().take_idle(lifo);
        if let Some(record) = idle {
            return Ok(record);
        }
        let max = self.0.options.effective_max_overflow();
        if max > -1 && self.0.overflow.get() >= max {
            return Err(self.exhausted());
        }
        self.0.overflow.set(self.0.overflow.get() + 1);
        self.create_record().inspect_err(|_| self.0.overflow.set(self.0.overflow.get() - 1))
    }

    fn exhausted(&self) -> Error {
        self.note(TimelineStep::Timeout, None);
        let message = format!(
            "QueuePool limit of size {} overflow {} reached, connection timed out, timeout {:.2}",
            self.0.options.pool_size,
            self.overflow(),
            self.0.options.timeout
        );
        Error::new(ErrorKind::Timeout, message).with_code("3o7r")
    }

    fn take_single(&self) -> Result<Rc<ConnectionRecord>> {
        let kept = self.0.storage.borrow().single();
        let usable = kept
            .filter(|record| self.class() == PoolClass::SingletonThread || !self.is_stale(record));
        if let Some(record) = usable {
            return Ok(record);
        }
        let record = self.create_record()?;
        self.0.storage.borrow_mut().set_single(Some(record.clone()));
        Ok(record)
    }

    fn take_asserted(&self) -> Result<Rc<ConnectionRecord>> {
        if self.0.storage.borrow().is_checked_out() {
            return Err(Error::new(ErrorKind::Assertion, "connection is already checked out"));
        }
        let record = self.take_single()?;
        self.0.storage.borrow_mut().set_checked_out(true);
        Ok(record)
    }

    fn is_stale(&self, record: &ConnectionRecord) -> bool {
        !record.is_open() || self.0.invalidated.get() > record.started() || record.is_soft_invalid()
    }

    fn create_record(&self) -> Result<Rc<ConnectionRecord>> {
        let record = Rc::new(ConnectionRecord::new(self.0.dbapi));
        self.open(&record)?;
        Ok(record)
    }

    /// Connects a record, and tells the listeners.
    fn open(&self, record: &Rc<ConnectionRecord>) -> Result<()> {
        let number = self.0.environment.statements.as_ref().map_or(0, |log| log.next_connection());
        let connection = (self.0.creator)().map_err(|refusal| {
            self.0.logger.debug(|| format!("Error on connect(): {}", refusal.message));
            crate::error::refused(self.0.dbapi, &refusal)
        })?;
        record.opened(connection, number, self.now());
        self.0.logger.debug(|| format!("Created new connection {}", record.describe()));
        self.note(TimelineStep::Connect, Some(record));
        let first = !self.0.was_connected.replace(true);
        let told = if first { self.tell(EventKind::FirstConnect, record) } else { Ok(()) };
        told.and_then(|()| self.tell(EventKind::Connect, record)).inspect_err(|_| record.close())
    }

    /// Connects again what was closed, is too old, or was declared invalid.
    fn revive(&self, record: &Rc<ConnectionRecord>) -> Result<()> {
        if !record.is_open() {
            record.info.clear();
            return self.open(record);
        }
        let recycle = self.0.options.recycle;
        let reason = if recycle > -1.0 && self.now() - record.started() > recycle {
            "exceeded timeout; recycling"
        } else if self.0.invalidated.get() > record.started() {
            "invalidated due to pool invalidation; recycling"
        } else if record.is_soft_invalid() {
            "invalidated due to local soft invalidation; recycling"
        } else {
            return Ok(());
        };
        self.0.logger.info(|| format!("Connection {} {reason}", record.describe()));
        self.close_record(record);
        record.info.clear();
        self.open(record)
    }

    /// Gives back a record whose checkout failed.
    fn give_up(&self, record: &Rc<ConnectionRecord>, error: &Error) {
        self.invalidate_record(record, Some(error), false);
        self.check_in(record);
    }

    /// Closes the connection of a record, and tells the listeners.
    fn close_record(&self, record: &Rc<ConnectionRecord>) {
        if record.is_open() {
            // As in the original, an error of a listener must not keep the connection open.
            let _ = self.tell(EventKind::Close, record);
            self.0.logger.debug(|| format!("Closing connection {}", record.describe()));
            record.close();
            self.note(TimelineStep::Close, Some(record));
        }
    }

    fn invalidate_record(&self, record: &Rc<ConnectionRecord>, error: Option<&Error>, soft: bool) {
        if !record.is_open() {
            return;
        }
        let kind = if soft { EventKind::SoftInvalidate } else { EventKind::Invalidate };
        let args = EventArgs::Pool { record, fairy: None, error, transaction_was_reset: false };
        let _ = self.fire(kind, &args);
        let prefix = if soft { "Soft " } else { "" };
        let reason = error.map_or_else(String::new, |error| {
            let class = crate::error::class_name(error.kind);
            format!(" (reason: {class}:{error})")
        });
        self.0
            .logger
            .info(|| format!("{prefix}Invalidate connection {}{reason}", record.describe()));
        self.note(TimelineStep::Invalidate, Some(record));
        if soft { record.invalidate_softly() } else { self.close_record(record) }
    }

    /// All connections made so far are not to be used again.
    pub(crate) fn invalidate_all(&self) {
        self.0.invalidated.set(self.now());
    }

    /// Puts a record back into the store.
    fn check_in(&self, record: &Rc<ConnectionRecord>) {
        record.set_in_use(None);
        let _ = self.tell(EventKind::Checkin, record);
        self.give_back(record);
        self.note(TimelineStep::Checkin, Some(record));
    }

    fn give_back(&self, record: &Rc<ConnectionRecord>) {
        match self.class() {
            PoolClass::Queue | PoolClass::AsyncAdaptedQueue => {
                let size = self.0.options.pool_size;
                let kept = self.0.storage.borrow_mut().put_idle(record, size);
                if !kept {
                    self.close_record(record);
                    self.0.overflow.set(self.0.overflow.get() - 1);
                }
            }
            PoolClass::Null => self.close_record(record),
            PoolClass::SingletonThread => self.0.storage.borrow_mut().forget_current_fairy(),
            PoolClass::Static => {}
            PoolClass::Assertion => self.0.storage.borrow_mut().set_checked_out(false),
        }
    }

    /// `pool.dispose()`: closes what is checked in.
    pub fn dispose(&self) {
        let records = self.0.storage.borrow_mut().drain();
        for record in records {
            self.close_record(&record);
        }
        if matches!(self.class(), PoolClass::Queue | PoolClass::AsyncAdaptedQueue) {
            self.0.overflow.set(-self.0.options.overflow_base());
            self.0.logger.info(|| format!("Pool disposed. {}", self.status()));
        }
    }

    /// `pool.recreate()`: an empty pool of the same kind, with the same listeners.
    pub fn recreate(&self) -> Pool {
        self.0.logger.info(|| "Pool recreating".to_owned());
        Pool::new(
            self.0.environment.clone(),
            self.0.creator.clone(),
            self.0.dbapi,
            self.0.options.clone(),
            self.0.events.clone(),
        )
    }

    /// Forgets a connection that is checked out: it is someone else's now.
    fn let_go(&self) {
        match self.class() {
            PoolClass::Queue | PoolClass::AsyncAdaptedQueue => {
                self.0.overflow.set(self.0.overflow.get() - 1);
            }
            _ => self.0.storage.borrow_mut().set_single(None),
        }
    }

    fn tell(&self, kind: EventKind, record: &Rc<ConnectionRecord>) -> Result<()> {
        let args =
            EventArgs::Pool { record, fairy: None, error: None, transaction_was_reset: false };
        self.fire(kind, &args)
    }

    fn has(&self, kind: EventKind) -> bool {
        self.0.environment.events.has(kind) || self.0.events.has(kind)
    }

    fn fire(&self, kind: EventKind, args: &EventArgs<'_>) -> Result<()> {
        if !self.has(kind) {
            return Ok(());
        }
        let mut hooks = Vec::new();
        self.0.environment.events.collect(kind, &mut hooks);
        self.0.events.collect(kind, &mut hooks);
        fire(&hooks, kind, args)
    }

    /// Notes a step in the statement log, if there is one.
    fn note(&self, step: TimelineStep, record: Option<&ConnectionRecord>) {
        if let Some(log) = &self.0.environment.statements {
            let number = record.map_or(0, ConnectionRecord::number);
            log.step(step, number, None, Some(self.status()));
        }
    }
}
