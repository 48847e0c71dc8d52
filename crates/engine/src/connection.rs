//! [`Connection`]: checked out of the pool, with its transactions and its options.

mod catalog;
mod execute;
mod gate;
mod insert_many;
mod prepare;
mod savepoint;
mod transaction;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use ormlab_core::dialect::Dialect;
use ormlab_core::{Error, ErrorKind, Result, Value};

pub use transaction::Transaction;
use transaction::TransactionState;

use crate::engine::Engine;
use crate::event::{EventArgs, EventKind, Hook, Registry, fire};
use crate::host::HostSlot;
use crate::log::Level;
use crate::options::ExecutionOptions;
use crate::pool::{ConnectionRecord, PooledConnection};

/// One set of parameters, by name.
pub type ParameterSet = Vec<(Rc<str>, Value)>;

struct ConnectionData {
    engine: Engine,
    fairy: RefCell<Option<PooledConnection>>,
    can_reconnect: Cell<bool>,
    transaction: RefCell<Option<Rc<TransactionState>>>,
    nested: RefCell<Option<Rc<TransactionState>>>,
    /// The innermost transaction that a `with` block holds.
    context_manager: RefCell<Option<Rc<TransactionState>>>,
    savepoints: Cell<u32>,
    in_begin: Cell<bool>,
    allow_autobegin: Cell<bool>,
    options: RefCell<ExecutionOptions>,
    events: Registry,
    echo: bool,
    host: HostSlot,
}

/// A connection; cheap to clone, equal by identity. Gives its database connection back when the
/// last clone is dropped.
#[derive(Clone)]
pub struct Connection(Rc<ConnectionData>);

impl PartialEq for Connection {
    fn eq(&self, other: &Connection) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({:?})", self.0.engine)
    }
}

fn closed_error() -> Error {
    Error::new(ErrorKind::ResourceClosed, "This Connection is closed")
}

impl Connection {
    pub(crate) fn open(engine: &Engine) -> Result<Connection> {
        let fairy = engine.raw_connection()?;
        let connection = Connection(Rc::new(ConnectionData {
            engine: engine.clone(),
            fairy: RefCell::new(Some(fairy)),
            can_reconnect: Cell::new(true),
            transaction: RefCell::new(None),
            nested: RefCell::new(None),
            context_manager: RefCell::new(None),
            savepoints: Cell::new(0),
            in_begin: Cell::new(false),
            allow_autobegin: Cell::new(true),
            options: RefCell::new(engine.options()),
            events: Registry::default(),
            echo: engine.logger().is_enabled(Level::Info),
            host: HostSlot::default(),
        }));
        connection.fire(EventKind::EngineConnect, &EventArgs::Connection(&connection))?;
        connection.apply_isolation_level(&engine.options())?;
        Ok(connection)
    }

    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub fn dialect(&self) -> &Rc<dyn Dialect> {
        self.0.engine.dialect()
    }

    /// Listeners of this connection alone.
    pub fn events(&self) -> &Registry {
        &self.0.events
    }

    pub fn host(&self) -> &HostSlot {
        &self.0.host
    }

    /// A number that stands for the connection while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }

    /// What a connection without "autobegin" needs to be told; the session opens its own.
    pub fn set_allow_autobegin(&self, allow: bool) {
        self.0.allow_autobegin.set(allow);
    }

    /// `closed`.
    pub fn is_closed(&self) -> bool {
        self.0.fairy.borrow().is_none() && !self.0.can_reconnect.get()
    }

    /// `invalidated`.
    pub fn is_invalidated(&self) -> bool {
        self.0.can_reconnect.get() && !self.has_valid_connection()
    }

    fn has_valid_connection(&self) -> bool {
        self.0.fairy.borrow().as_ref().is_some_and(PooledConnection::is_valid)
    }

    /// `connection`: the checkout; checks out again after an invalidation.
    pub fn pooled(&self) -> Result<PooledConnection> {
        let fairy = self.0.fairy.borrow().clone();
        match fairy {
            Some(fairy) if fairy.is_valid() => Ok(fairy),
            _ => self.revalidate(),
        }
    }

    fn revalidate(&self) -> Result<PooledConnection> {
        if !self.is_invalidated() {
            return Err(closed_error());
        }
        if self.0.transaction.borrow().is_some() {
            return Err(self.invalid_transaction());
        }
        let fairy = self.0.engine.raw_connection()?;
        self.0.fairy.replace(Some(fairy.clone()));
        Ok(fairy)
    }

    /// The record behind it: its `info`, and raw access past log and events.
    pub fn record(&self) -> Result<Rc<ConnectionRecord>> {
        self.pooled()?.record().ok_or_else(closed_error)
    }

    /// `get_execution_options()`.
    pub fn options(&self) -> ExecutionOptions {
        self.0.options.borrow().clone()
    }

    /// `execution_options(…)`: changes this connection in place.
    pub fn execution_options(&self, options: &[(Rc<str>, Value)]) -> Result<()> {
        let args = EventArgs::ConnectionOptions { connection: self, options };
        self.fire(EventKind::SetConnectionExecutionOptions, &args)?;
        let pairs = options.iter().map(|(name, value)| (name, value));
        let merged = self.options().union(pairs);
        let given: ExecutionOptions = options.iter().cloned().collect();
        if given.get("isolation_level").is_some() && self.in_transaction() {
            return Err(Error::invalid_request(
                "This connection has already initialized a SQLAlchemy Transaction() object via \
                 begin() or autobegin; isolation_level may not be altered unless rollback() or \
                 commit() is called first.",
            ));
        }
        self.0.options.replace(merged);
        self.apply_isolation_level(&given)
    }

    fn apply_isolation_level(&self, options: &ExecutionOptions) -> Result<()> {
        let Some(level) = options.text("isolation_level") else { return Ok(()) };
        let record = self.record()?;
        let refused = |refusal| crate::error::refused(record.dbapi(), &refusal);
        let level = level.replace('_', " ").to_ascii_uppercase();
        match (level.as_str(), self.dialect().name()) {
            ("AUTOCOMMIT", _) => record.set_autocommit(true).map_err(refused),
            ("SERIALIZABLE" | "READ UNCOMMITTED", "sqlite") => {
                record.set_autocommit(false).map_err(refused)?;
                let on = i32::from(level != "SERIALIZABLE");
                let sql = format!("PRAGMA read_uncommitted = {on}");
                record.execute(&sql, &[]).map_err(refused).map(|_| ())
            }
            (_, "sqlite") => Err(Error::argument(format!(
                "Invalid value '{level}' for isolation_level. Valid isolation levels for \
                 'sqlite' are READ UNCOMMITTED, SERIALIZABLE, AUTOCOMMIT"
            ))),
            _ => record.set_autocommit(false).map_err(refused),
        }
    }

    fn is_autocommit(&self) -> bool {
        let options = self.0.options.borrow();
        options
            .text("isolation_level")
            .is_some_and(|level| level.eq_ignore_ascii_case("AUTOCOMMIT"))
    }

    /// `invalidate(exception)`: the database connection is thrown away; the next use connects.
    pub fn invalidate(&self, error: Option<&Error>) -> Result<()> {
        if self.is_invalidated() {
            return Ok(());
        }
        if self.is_closed() {
            return Err(closed_error());
        }
        let fairy = self.0.fairy.take();
        if let Some(fairy) = fairy {
            fairy.invalidate(error, false);
        }
        Ok(())
    }

    /// `detach()`: the database connection belongs to the pool no more.
    pub fn detach(&self) -> Result<()> {
        if self.is_closed() {
            return Err(closed_error());
        }
        self.pooled()?.detach();
        Ok(())
    }

    /// `close()`: ends the transaction and gives the database connection back.
    pub fn close(&self) -> Result<()> {
        let transaction = self.get_transaction();
        let ended = transaction.as_ref().map_or(Ok(()), Transaction::close);
        let fairy = self.0.fairy.take();
        self.0.can_reconnect.set(false);
        if let Some(fairy) = fairy {
            fairy.close(transaction.is_some() && ended.is_ok());
        }
        ended
    }

    pub(crate) fn hears(&self, kind: EventKind) -> bool {
        self.0.engine.hears(kind) || self.0.events.has(kind)
    }

    pub(crate) fn hooks(&self, kind: EventKind) -> Vec<Hook> {
        let mut hooks = self.0.engine.hooks(kind);
        self.0.events.collect(kind, &mut hooks);
        hooks
    }

    pub(crate) fn fire(&self, kind: EventKind, args: &EventArgs<'_>) -> Result<()> {
        if self.hears(kind) { fire(&self.hooks(kind), kind, args) } else { Ok(()) }
    }

    pub(crate) fn is_echoing(&self) -> bool {
        self.0.echo
    }

    /// Says a line in the engine's log, with the `logging_token` before it.
    pub(crate) fn log(&self, level: Level, message: &str) {
        let token = self.0.options.borrow().text("logging_token").map(str::to_owned);
        let logger = self.0.engine.logger();
        match token {
            Some(token) => logger.log(level, &format!("[{token}] {message}")),
            None => logger.log(level, message),
        }
    }

    fn log_if_echoing(&self, message: &str) {
        if self.0.echo {
            self.log(Level::Info, message);
        }
    }
}

impl Drop for ConnectionData {
    fn drop(&mut self) {
        // A transaction that is forgotten is ended by the reset of the pool.
        if let Some(fairy) = self.fairy.take() {
            fairy.close(false);
        }
    }
}
