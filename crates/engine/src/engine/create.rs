//! [`create_engine`]: from a URL and options to an engine.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Error, Result, Value};

use super::{Engine, Shared};
use crate::cache::CompiledCache;
use crate::environment::Environment;
use crate::event::Registry;
use crate::log::Echo;
use crate::pool::{Creator, Pool, PoolClass, PoolOptions};
use crate::url::Url;

/// What `create_engine` takes besides the URL.
#[derive(Clone)]
pub struct EngineOptions {
    pub echo: Echo,
    pub hide_parameters: bool,
    pub logging_name: Option<Rc<str>>,
    pub execution_options: Vec<(Rc<str>, Value)>,
    /// `isolation_level=`.
    pub isolation_level: Option<Rc<str>>,
    /// `None`: what fits the database.
    pub pool_class: Option<PoolClass>,
    /// Its `class` is not read.
    pub pool: PoolOptions,
    /// Compiled statements that are kept; 0: none.
    pub query_cache_size: usize,
    pub insertmanyvalues_page_size: usize,
    /// Connects in place of the driver.
    pub creator: Option<Creator>,
}

impl Default for EngineOptions {
    fn default() -> EngineOptions {
        EngineOptions {
            echo: Echo::Off,
            hide_parameters: false,
            logging_name: None,
            execution_options: Vec::new(),
            isolation_level: None,
            pool_class: None,
            pool: PoolOptions::default(),
            query_cache_size: 500,
            insertmanyvalues_page_size: 1000,
            creator: None,
        }
    }
}

/// The pool that a database has unless told otherwise.
pub fn default_pool_class(url: &Url) -> PoolClass {
    let alone = url.backend_name() == "sqlite" && url.is_memory();
    if alone { PoolClass::SingletonThread } else { PoolClass::Queue }
}

/// `create_engine(url, …)`; connects to nothing yet.
pub fn create_engine(
    environment: &Rc<Environment>,
    url: Url,
    options: EngineOptions,
) -> Result<Engine> {
    check_sqlite(&url)?;
    let driver = environment.drivers.resolve(&url)?;
    let dialect = driver.dialect();
    let mut pool_options = options.pool.clone();
    pool_options.class = options.pool_class.unwrap_or_else(|| default_pool_class(&url));
    let creator = options.creator.clone().unwrap_or_else(|| {
        let driver = driver.clone();
        let database = (!url.is_memory()).then(|| url.database.clone()).flatten();
        Rc::new(move || driver.connect(database.as_deref()))
    });
    let pool_events: Rc<Registry> = Rc::default();
    let pool =
        Pool::new(environment.clone(), creator, driver.dbapi(), pool_options, pool_events.clone());
    let shared = Shared {
        environment: environment.clone(),
        url,
        driver,
        dialect,
        pool: RefCell::new(pool),
        pool_events,
        hide_parameters: options.hide_parameters,
        logging_name: options.logging_name.clone(),
        insertmanyvalues_page_size: options.insertmanyvalues_page_size,
        cache: CompiledCache::new(options.query_cache_size),
    };
    let engine = Engine::new(Rc::new(shared), None, options.echo);
    engine.update_execution_options(&initial_options(&options))?;
    Ok(engine)
}

fn initial_options(options: &EngineOptions) -> Vec<(Rc<str>, Value)> {
    let mut pairs = options.execution_options.clone();
    if let Some(level) = &options.isolation_level {
        pairs.insert(0, ("isolation_level".into(), Value::Str(level.clone())));
    }
    pairs
}

/// SQLite knows files, not hosts.
fn check_sqlite(url: &Url) -> Result<()> {
    let has_address = url.username.is_some() || url.host.is_some() || url.port.is_some();
    if url.backend_name() != "sqlite" || !has_address {
        return Ok(());
    }
    Err(Error::argument(format!(
        "Invalid SQLite URL: {url}\nValid SQLite URL forms are:\n sqlite:///:memory: (or, \
         sqlite://)\n sqlite:///relative/path/to/file.db\n sqlite:////absolute/path/to/file.db"
    )))
}
