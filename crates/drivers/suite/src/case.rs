//! What a case is made of.

use std::rc::Rc;

use ormlab_engine::driver::{DriverErrorKind, DriverValue};

/// What a database may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// BEGIN before a write, COMMIT, ROLLBACK.
    Transactions,
    Savepoints,
    /// CREATE TABLE is undone by a ROLLBACK.
    TransactionalDdl,
    Returning,
    Upsert,
    /// Keys that the database makes, and `lastrowid`.
    GeneratedKeys,
    /// Keys of more than one column.
    CompositeKeys,
    CheckConstraints,
    /// UNION, INTERSECT, EXCEPT.
    SetOperations,
    CommonTableExpressions,
    WindowFunctions,
    /// INSERT of a query's rows.
    InsertSelect,
    /// Boolean logic of three values.
    ThreeValuedLogic,
    /// Columns whose values may be of any type.
    DynamicTypes,
    /// A named database is seen by all its connections.
    SharedDatabases,
    /// Messages and oddities of SQLite and of Python's `sqlite3`.
    Sqlite,
}

/// A value in a case.
#[derive(Clone, Copy, Debug)]
pub enum Param {
    Null,
    Int(i64),
    Real(f64),
    Text(&'static str),
    Blob(&'static [u8]),
}

impl Param {
    pub(crate) fn to_driver(self) -> DriverValue {
        match self {
            Param::Null => DriverValue::Null,
            Param::Int(value) => DriverValue::Int(value),
            Param::Real(value) => DriverValue::Real(value),
            Param::Text(text) => DriverValue::Text(Rc::from(text)),
            Param::Blob(bytes) => DriverValue::Blob(Rc::from(bytes)),
        }
    }
}

/// What must come of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// No refusal.
    Done,
    Rows(&'static [&'static [Param]]),
    /// Names of the columns, and the rows.
    Table(&'static [&'static str], &'static [&'static [Param]]),
    /// `rowcount`.
    Changed(i64),
    LastRowid(i64),
    Refused(DriverErrorKind),
    RefusedWith(DriverErrorKind, &'static str),
}

/// One thing done on one of the connections, by number.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A statement with `?` for each parameter, whatever the driver's own mark.
    Run(usize, &'static str, &'static [Param], Expect),
    RunMany(usize, &'static str, &'static [&'static [Param]], Expect),
    Commit(usize),
    Rollback(usize),
    Close(usize),
    Autocommit(usize, bool),
}

impl Step {
    /// The number of its connection.
    pub(crate) fn connection(&self) -> usize {
        match self {
            Step::Run(number, ..)
            | Step::RunMany(number, ..)
            | Step::Commit(number)
            | Step::Rollback(number)
            | Step::Close(number)
            | Step::Autocommit(number, _) => *number,
        }
    }
}

/// A case.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub name: &'static str,
    pub needs: &'static [Capability],
    /// `None`: the first connection has a database of its own.
    pub database: Option<&'static str>,
    pub steps: &'static [Step],
}
