//! SQLite itself, natively: the stand-in for sql.js in tests and in the command.
//!
//! Behaves as Python's `sqlite3` module does in its legacy transaction mode. A database without a
//! name is in memory. A named one is a file that lives as long as the driver value: only files have
//! the locks that the original has.

mod connection;
mod refusal;
mod scratch;

use std::cell::OnceCell;
use std::rc::Rc;

use ormlab_core::dialect::{self, Dialect};
use ormlab_engine::driver::{
    Driver, DriverConnection, DriverError, DriverErrorKind, DriverOutcome,
};
use rusqlite::Connection;

use connection::SqliteConnection;
use scratch::Scratch;

/// SQLite in this process.
#[derive(Default)]
pub struct Sqlite {
    /// Where named databases are, once there is one.
    scratch: OnceCell<Scratch>,
}

impl Sqlite {
    pub fn new() -> Sqlite {
        Sqlite::default()
    }

    fn scratch(&self) -> DriverOutcome<&Scratch> {
        if let Some(scratch) = self.scratch.get() {
            return Ok(scratch);
        }
        let made = Scratch::new().map_err(|error| DriverError {
            kind: DriverErrorKind::Operational,
            message: format!("unable to open database file: {error}"),
        })?;
        Ok(self.scratch.get_or_init(|| made))
    }

    fn open(&self, database: Option<&str>) -> DriverOutcome<Connection> {
        let opened = match database {
            None => Connection::open_in_memory(),
            Some(name) => Connection::open(self.scratch()?.path(name)),
        };
        let connection = opened.map_err(refusal::refusal)?;
        set_up(&connection, database.is_some()).map_err(refusal::refusal)?;
        Ok(connection)
    }
}

/// As SQLite is where Python brings it, and quicker: nobody needs these files after a crash.
fn set_up(connection: &Connection, is_file: bool) -> rusqlite::Result<()> {
    // Nobody else can release a lock while this thread waits for it.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    if is_file {
        connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")?;
    }
    Ok(())
}

impl Driver for Sqlite {
    fn dialect(&self) -> Rc<dyn Dialect> {
        Rc::new(dialect::SqliteDialect)
    }

    fn dbapi(&self) -> &'static str {
        "sqlite3"
    }

    fn connect(&self, database: Option<&str>) -> DriverOutcome<Box<dyn DriverConnection>> {
        Ok(Box::new(SqliteConnection::new(self.open(database)?)))
    }
}
