//! [`Environment`]: what everything of one run shares and the world outside provides.

use std::rc::Rc;

use ormlab_core::Result;

use crate::driver::Driver;
use crate::event::Registry;
use crate::host::Extensions;
use crate::log::LogSink;
use crate::statement_log::StatementLog;
use crate::url::Url;

/// The host's clock; the crates here have none of their own.
pub trait Clock {
    /// Seconds since some moment, never going back: `time.perf_counter()`.
    fn monotonic(&self) -> f64;
}

/// A clock that stands still: all durations are zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct StoppedClock;

impl Clock for StoppedClock {
    fn monotonic(&self) -> f64 {
        0.0
    }
}

/// Finds the driver for a URL.
pub trait DriverResolver {
    fn resolve(&self, url: &Url) -> Result<Rc<dyn Driver>>;
}

/// Takes warnings; a filter of the layer above may make an error of one.
pub trait WarningSink {
    /// `category` is the name in `sqlalchemy.exc`: `SAWarning`.
    fn warn(&self, category: &'static str, message: &str) -> Result<()>;
}

/// The surroundings of engines.
pub struct Environment {
    pub clock: Rc<dyn Clock>,
    pub drivers: Rc<dyn DriverResolver>,
    pub log_sink: Option<Rc<dyn LogSink>>,
    pub warnings: Option<Rc<dyn WarningSink>>,
    /// Present when someone wants to see what was sent.
    pub statements: Option<Rc<StatementLog>>,
    /// Listeners on the classes `Engine` and `Pool`: they hear of every engine.
    pub events: Registry,
    /// What layers above share through the run.
    pub extensions: Extensions,
}

impl Environment {
    /// Surroundings without log, warnings or clock.
    pub fn new(drivers: Rc<dyn DriverResolver>) -> Environment {
        Environment {
            clock: Rc::new(StoppedClock),
            drivers,
            log_sink: None,
            warnings: None,
            statements: None,
            events: Registry::default(),
            extensions: Extensions::default(),
        }
    }

    /// Says a warning of the class `SAWarning`.
    pub fn warn(&self, message: &str) -> Result<()> {
        match &self.warnings {
            Some(sink) => sink.warn("SAWarning", message),
            None => Ok(()),
        }
    }
}

/// One driver for every URL: for tests and for hosts with a single database.
pub struct SingleDriver(pub Rc<dyn Driver>);

impl DriverResolver for SingleDriver {
    fn resolve(&self, _url: &Url) -> Result<Rc<dyn Driver>> {
        Ok(self.0.clone())
    }
}
