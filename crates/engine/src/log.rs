//! [`Logger`]: the lines of `echo=True` and of `logging.getLogger("sqlalchemy.engine")`.

use std::rc::Rc;

/// Levels by Python's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Debug = 10,
    Info = 20,
    Warning = 30,
    Error = 40,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warning => "WARNING",
            Level::Error => "ERROR",
        }
    }
}

/// Where log lines go: Python's `logging`, as the layer above has it.
pub trait LogSink {
    /// Whether the named logger lets the level through.
    fn is_enabled(&self, logger: &str, level: Level) -> bool;
    /// Hands a line to the logger's handlers, whatever its level.
    fn emit(&self, logger: &str, level: Level, message: &str);
    /// Gives the logger a handler on standard output unless it has one: what `echo` needs.
    fn ensure_handler(&self, logger: &str);
}

/// `echo=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Echo {
    #[default]
    Off,
    /// `True`.
    On,
    /// `"debug"`: rows too.
    Debug,
}

impl Echo {
    fn level(self) -> Option<Level> {
        match self {
            Echo::Off => None,
            Echo::On => Some(Level::Info),
            Echo::Debug => Some(Level::Debug),
        }
    }
}

/// A named logger of an engine or a pool.
#[derive(Clone)]
pub struct Logger {
    name: Rc<str>,
    echo: Echo,
    sink: Option<Rc<dyn LogSink>>,
}

impl Logger {
    /// `qualifier` is `logging_name=` or `pool_logging_name=`.
    pub fn new(
        class: &str,
        qualifier: Option<&str>,
        echo: Echo,
        sink: Option<Rc<dyn LogSink>>,
    ) -> Logger {
        let name: Rc<str> = match qualifier {
            Some(qualifier) => format!("{class}.{qualifier}").into(),
            None => class.into(),
        };
        if let (Some(sink), true) = (&sink, echo != Echo::Off) {
            sink.ensure_handler(&name);
        }
        Logger { name, echo, sink }
    }

    pub fn echo(&self) -> Echo {
        self.echo
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn is_enabled(&self, level: Level) -> bool {
        match (&self.sink, self.echo.level()) {
            (None, _) => false,
            (Some(_), Some(own)) => level >= own,
            (Some(sink), None) => sink.is_enabled(&self.name, level),
        }
    }

    pub fn log(&self, level: Level, message: &str) {
        if let (Some(sink), true) = (&self.sink, self.is_enabled(level)) {
            sink.emit(&self.name, level, message);
        }
    }

    /// As `log`, with a message that is made only if someone reads it.
    pub fn debug(&self, message: impl FnOnce() -> String) {
        self.lazily(Level::Debug, message);
    }

    pub fn info(&self, message: impl FnOnce() -> String) {
        self.lazily(Level::Info, message);
    }

    fn lazily(&self, level: Level, message: impl FnOnce() -> String) {
        if let (Some(sink), true) = (&self.sink, self.is_enabled(level)) {
            sink.emit(&self.name, level, &message());
        }
    }
}
