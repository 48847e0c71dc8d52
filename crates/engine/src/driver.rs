//! [`Driver`]: what a database must do for the engine. The port that `drivers/*` implement.
//!
//! Synchronous: opening a database may have been asynchronous, but that was before a driver exists.
//! A connection behaves as a DBAPI connection of its database does: SQLite's begins a transaction
//! before the first INSERT, UPDATE or DELETE and not before, as Python's `sqlite3` does.

use std::rc::Rc;

use ormlab_core::dialect::Dialect;

/// A value as a database takes and gives it.
#[derive(Clone, Debug, PartialEq)]
pub enum DriverValue {
    Null,
    /// Of databases that have the type; SQLite never gives it.
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(Rc<str>),
    Blob(Rc<[u8]>),
    /// What only some databases know: dates, decimals, … of chrono and bigdecimal.
    Other(ormlab_core::Value),
}

/// The rows of a statement, in columns by position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DriverResult {
    /// Names of the columns; empty for a statement that gives no rows.
    pub columns: Vec<Rc<str>>,
    /// All values, row after row: `columns.len()` of them a row.
    pub values: Vec<DriverValue>,
    /// Rows changed; -1 where that is unknown, as the DBAPI has it.
    pub rowcount: i64,
    /// The row id of the last INSERT.
    pub lastrowid: Option<i64>,
}

impl DriverResult {
    /// Number of rows.
    pub fn len(&self) -> usize {
        if self.columns.is_empty() { 0 } else { self.values.len() / self.columns.len() }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The DBAPI's class for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverErrorKind {
    Integrity,
    Operational,
    Programming,
    Data,
    Interface,
    Internal,
    NotSupported,
    Database,
}

/// A refusal of the database, with its own message.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverError {
    pub kind: DriverErrorKind,
    pub message: String,
}

impl DriverError {
    pub fn not_supported(feature: &str) -> DriverError {
        let message = format!("{feature} is not supported by this driver");
        DriverError { kind: DriverErrorKind::NotSupported, message }
    }
}

pub type DriverOutcome<T> = Result<T, DriverError>;

/// A database system, opened: gives connections to databases by name.
pub trait Driver {
    /// The dialect to compile for.
    fn dialect(&self) -> Rc<dyn Dialect>;
    /// Module of its DBAPI as error messages print it: `sqlite3`.
    fn dbapi(&self) -> &'static str;
    /// Connects to a database: `None` is a fresh one in memory, a name is one that all connections of
    /// this driver value share.
    fn connect(&self, database: Option<&str>) -> DriverOutcome<Box<dyn DriverConnection>>;
}

/// One connection.
pub trait DriverConnection {
    /// Sends one statement with one set of positional parameters.
    fn execute(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult>;

    /// Sends one statement once for each set; gives the sum of the row counts.
    fn execute_many(
        &mut self,
        sql: &str,
        sets: &[Vec<DriverValue>],
    ) -> DriverOutcome<DriverResult> {
        let mut total = DriverResult::default();
        for set in sets {
            let one = self.execute(sql, set)?;
            total.rowcount += one.rowcount.max(0);
        }
        Ok(total)
    }

    fn commit(&mut self) -> DriverOutcome<()>;
    fn rollback(&mut self) -> DriverOutcome<()>;

    /// With `on`, statements commit by themselves: no transaction is begun before a write.
    fn set_autocommit(&mut self, on: bool) -> DriverOutcome<()> {
        if on { Err(DriverError::not_supported("AUTOCOMMIT")) } else { Ok(()) }
    }

    fn close(&mut self) {}
}
