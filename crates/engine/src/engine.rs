//! [`Engine`]: a database with its pool, dialect, log and listeners; [`create_engine`] makes one.

mod create;

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use ormlab_core::dialect::Dialect;
use ormlab_core::{Result, Value};

pub use create::{EngineOptions, create_engine, default_pool_class};

use crate::cache::CompiledCache;
use crate::connection::Connection;
use crate::driver::Driver;
use crate::environment::Environment;
use crate::event::{EventArgs, EventKind, Hook, Registry, fire};
use crate::host::HostSlot;
use crate::log::{Echo, Logger};
use crate::options::ExecutionOptions;
use crate::pool::{Pool, PooledConnection};
use crate::url::Url;

/// What an engine shares with the engines that `execution_options()` makes of it.
struct Shared {
    environment: Rc<Environment>,
    url: Url,
    driver: Rc<dyn Driver>,
    dialect: Rc<dyn Dialect>,
    pool: RefCell<Pool>,
    pool_events: Rc<Registry>,
    hide_parameters: bool,
    logging_name: Option<Rc<str>>,
    insertmanyvalues_page_size: usize,
    cache: CompiledCache,
}

struct EngineData {
    shared: Rc<Shared>,
    /// The engine that this one is an option engine of.
    parent: Option<Engine>,
    logger: RefCell<Logger>,
    events: Registry,
    options: RefCell<ExecutionOptions>,
    host: HostSlot,
}

/// An engine; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct Engine(Rc<EngineData>);

impl PartialEq for Engine {
    fn eq(&self, other: &Engine) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.url())
    }
}

const LOGGER: &str = "sqlalchemy.engine.Engine";

impl Engine {
    fn new(shared: Rc<Shared>, parent: Option<Engine>, echo: Echo) -> Engine {
        let sink = shared.environment.log_sink.clone();
        let logger = Logger::new(LOGGER, shared.logging_name.as_deref(), echo, sink);
        let options = parent.as_ref().map_or_else(ExecutionOptions::default, Engine::options);
        Engine(Rc::new(EngineData {
            shared,
            parent,
            logger: RefCell::new(logger),
            events: Registry::default(),
            options: RefCell::new(options),
            host: HostSlot::default(),
        }))
    }

    /// A number that stands for the engine while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }

    pub fn environment(&self) -> &Rc<Environment> {
        &self.0.shared.environment
    }

    pub fn url(&self) -> &Url {
        &self.0.shared.url
    }

    pub fn driver(&self) -> &Rc<dyn Driver> {
        &self.0.shared.driver
    }

    pub fn dialect(&self) -> &Rc<dyn Dialect> {
        &self.0.shared.dialect
    }

    pub fn pool(&self) -> Pool {
        self.0.shared.pool.borrow().clone()
    }

    /// Listeners of this engine.
    pub fn events(&self) -> &Registry {
        &self.0.events
    }

    /// Listeners of its pool, which later pools of it inherit.
    pub fn pool_events(&self) -> &Rc<Registry> {
        &self.0.shared.pool_events
    }

    pub fn host(&self) -> &HostSlot {
        &self.0.host
    }

    pub fn hide_parameters(&self) -> bool {
        self.0.shared.hide_parameters
    }

    pub fn logger(&self) -> Logger {
        self.0.logger.borrow().clone()
    }

    pub fn echo(&self) -> Echo {
        self.0.logger.borrow().echo()
    }

    /// `engine.echo = …`; connections that are open keep theirs.
    pub fn set_echo(&self, echo: Echo) {
        let shared = &self.0.shared;
        let sink = shared.environment.log_sink.clone();
        self.0.logger.replace(Logger::new(LOGGER, shared.logging_name.as_deref(), echo, sink));
    }

    pub(crate) fn cache(&self) -> &CompiledCache {
        &self.0.shared.cache
    }

    /// `clear_compiled_cache()`.
    pub fn clear_compiled_cache(&self) {
        self.cache().clear();
    }

    pub(crate) fn insertmanyvalues_page_size(&self) -> usize {
        self.0.shared.insertmanyvalues_page_size
    }

    /// `get_execution_options()`.
    pub fn options(&self) -> ExecutionOptions {
        self.0.options.borrow().clone()
    }

    /// `update_execution_options(…)`.
    pub fn update_execution_options(&self, options: &[(Rc<str>, Value)]) -> Result<()> {
        let args = EventArgs::EngineOptions { engine: self, options };
        self.fire(EventKind::SetEngineExecutionOptions, &args)?;
        let pairs = options.iter().map(|(name, value)| (name, value));
        let merged = self.options().union(pairs);
        self.0.options.replace(merged);
        Ok(())
    }

    /// `execution_options(…)`: another engine over the same pool.
    pub fn execution_options(&self, options: &[(Rc<str>, Value)]) -> Result<Engine> {
        let engine = Engine::new(self.0.shared.clone(), Some(self.clone()), self.echo());
        engine.update_execution_options(options)?;
        Ok(engine)
    }

    /// `connect()`.
    pub fn connect(&self) -> Result<Connection> {
        Connection::open(self)
    }

    /// `raw_connection()`.
    pub fn raw_connection(&self) -> Result<PooledConnection> {
        self.pool().connect()
    }

    /// `begin()`: what `body` does in one transaction; committed unless it fails.
    pub fn begin<T>(&self, body: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.connect()?;
        let outcome = connection.begin().and_then(|transaction| {
            transaction.enter();
            let outcome = body(&connection);
            transaction.exit(outcome.is_ok())?;
            outcome
        });
        let closed = connection.close();
        let value = outcome?;
        closed?;
        Ok(value)
    }

    /// `dispose(close=…)`.
    pub fn dispose(&self, close: bool) -> Result<()> {
        let pool = self.pool();
        if close {
            pool.dispose();
        }
        let fresh = pool.recreate();
        self.0.shared.pool.replace(fresh);
        self.fire(EventKind::EngineDisposed, &EventArgs::EngineDisposed(self))
    }

    /// Whether anyone listens to an event of connections.
    pub(crate) fn hears(&self, kind: EventKind) -> bool {
        self.environment().events.has(kind) || self.hears_itself(kind)
    }

    fn hears_itself(&self, kind: EventKind) -> bool {
        self.0.events.has(kind)
            || self.0.parent.as_ref().is_some_and(|parent| parent.hears_itself(kind))
    }

    /// Listeners on the class first, then those on the engines it was made of, then its own.
    pub(crate) fn hooks(&self, kind: EventKind) -> Vec<Hook> {
        let mut hooks = Vec::new();
        self.environment().events.collect(kind, &mut hooks);
        self.collect_own(kind, &mut hooks);
        hooks
    }

    fn collect_own(&self, kind: EventKind, hooks: &mut Vec<Hook>) {
        if let Some(parent) = &self.0.parent {
            parent.collect_own(kind, hooks);
        }
        self.0.events.collect(kind, hooks);
    }

    fn fire(&self, kind: EventKind, args: &EventArgs<'_>) -> Result<()> {
        if self.hears(kind) { fire(&self.hooks(kind), kind, args) } else { Ok(()) }
    }
}
