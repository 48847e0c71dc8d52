//! SQLite itself, natively: the stand-in for sql.js in tests and in the command.
//!
//! Behaves as Python's `sqlite3` module does in its legacy transaction mode. All databases are in
//! memory; a named one is shared by the connections of one driver value, with the locks of a file.

mod connection;
mod refusal;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use ormlab_core::dialect::{self, Dialect};
use ormlab_engine::driver::{Driver, DriverConnection, DriverOutcome};
use rusqlite::{Connection, OpenFlags};

use connection::SqliteConnection;

/// SQLite in this process.
pub struct Sqlite {
    /// Tells the databases of this value from those of others.
    number: u64,
    /// A connection for each named database that is never used: it keeps the database in being.
    anchors: RefCell<HashMap<String, Connection>>,
}

impl Default for Sqlite {
    fn default() -> Sqlite {
        Sqlite::new()
    }
}

impl Sqlite {
    pub fn new() -> Sqlite {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Sqlite { number: NEXT.fetch_add(1, Ordering::Relaxed), anchors: RefCell::default() }
    }

    fn open(&self, database: Option<&str>) -> rusqlite::Result<Connection> {
        let Some(name) = database else { return Connection::open_in_memory() };
        let uri = self.uri(name);
        let mut anchors = self.anchors.borrow_mut();
        if !anchors.contains_key(name) {
            anchors.insert(name.to_owned(), open_uri(&uri)?);
        }
        open_uri(&uri)
    }

    /// A name for SQLite's file system in memory; all but letters and digits in hexadecimal.
    fn uri(&self, name: &str) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        let safe: String = name
            .bytes()
            .map(|b| if plain(b) { char::from(b).to_string() } else { format!("_{b:02x}") })
            .collect();
        format!("file:/ormlab-{}-{safe}?vfs=memdb", self.number)
    }
}

fn open_uri(uri: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(uri, flags)
}

impl Driver for Sqlite {
    fn dialect(&self) -> Rc<dyn Dialect> {
        dialect::sqlite()
    }

    fn dbapi(&self) -> &'static str {
        "sqlite3"
    }

    fn connect(&self, database: Option<&str>) -> DriverOutcome<Box<dyn DriverConnection>> {
        let connection = self.open(database).map_err(refusal::refusal)?;
        // Nobody else can release a lock while this thread waits for it.
        connection.busy_timeout(std::time::Duration::ZERO).map_err(refusal::refusal)?;
        Ok(Box::new(SqliteConnection::new(connection)))
    }
}
