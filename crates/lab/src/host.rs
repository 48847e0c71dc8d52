//! [`Host`]: what a run needs from outside: databases and clocks. Implemented by `wasm`, `cli` and tests.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind};
use ormlab_engine::driver::Driver;
use ormlab_engine::environment::{Clock, DriverResolver};
use ormlab_engine::url::Url;

use crate::document::EngineKind;

/// The world around a run.
pub trait Host {
    /// A driver without any database yet; each run asks for a new one. The error is for the reader.
    fn driver(&self, engine: EngineKind) -> Result<Rc<dyn Driver>, String>;

    /// Nanoseconds since 1970 in UTC.
    fn now(&self) -> i128;

    /// Seconds on a clock that never goes back.
    fn monotonic(&self) -> f64;

    /// Waits, as `time.sleep` does.
    fn sleep(&self, seconds: f64);

    /// Steps of a script after which it is stopped; `None` for no bound.
    fn step_budget(&self) -> Option<u64> {
        None
    }
}

/// The host's clock for the engine.
pub(crate) struct HostClock(pub(crate) Rc<dyn Host>);

impl Clock for HostClock {
    fn monotonic(&self) -> f64 {
        self.0.monotonic()
    }
}

/// Finds the driver of a URL among what the host has, and notes what the reader must know of it.
pub(crate) struct Drivers {
    host: Rc<dyn Host>,
    engine: EngineKind,
    /// One for the whole run, so that all engines of one URL share their databases.
    opened: RefCell<Vec<(EngineKind, Rc<dyn Driver>)>>,
    pub(crate) notices: RefCell<Vec<String>>,
}

/// Names of servers that the embedded engine stands in for.
const SERVERS: &[&str] = &["postgresql", "mysql", "mariadb", "oracle", "mssql"];

impl Drivers {
    pub(crate) fn new(host: Rc<dyn Host>, engine: EngineKind) -> Drivers {
        Drivers { host, engine, opened: RefCell::default(), notices: RefCell::default() }
    }

    fn note(&self, notice: String) {
        let mut notices = self.notices.borrow_mut();
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    fn opened(&self, engine: EngineKind) -> Result<Rc<dyn Driver>, Error> {
        let known = self.opened.borrow().iter().find(|(kind, _)| *kind == engine).cloned();
        if let Some((_, driver)) = known {
            return Ok(driver);
        }
        let driver = self
            .host
            .driver(engine)
            .map_err(|message| Error::new(ErrorKind::NotImplemented, message))?;
        self.opened.borrow_mut().push((engine, driver.clone()));
        Ok(driver)
    }
}

impl DriverResolver for Drivers {
    fn resolve(&self, url: &Url) -> Result<Rc<dyn Driver>, Error> {
        let backend = url.backend_name();
        match backend {
            "sqlite" => {
                if !url.is_memory() {
                    self.note(format!(
                        "{} lives in memory and ends with the run.",
                        url.render(true)
                    ));
                }
                self.opened(self.engine)
            }
            "gluesql" => self.opened(EngineKind::Gluesql),
            server if SERVERS.contains(&server) => {
                let name = self.engine.title();
                self.note(format!("{server}:// runs on the embedded {name}: no server is asked."));
                self.opened(self.engine)
            }
            other => Err(Error::new(
                ErrorKind::NoSuchModule,
                format!("Can't load plugin: sqlalchemy.dialects:{}", dialect_name(url, other)),
            )),
        }
    }
}

/// As the real library spells a dialect that it cannot find.
fn dialect_name(url: &Url, backend: &str) -> String {
    match url.driver_name() {
        Some(driver) => format!("{backend}.{driver}"),
        None => backend.to_owned(),
    }
}
