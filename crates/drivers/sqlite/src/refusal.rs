//! Errors of SQLite as Python's `sqlite3` classes.

use ormlab_engine::driver::{DriverError, DriverErrorKind};
use ormlab_engine::sqlite3::MANY_STATEMENTS;
use rusqlite::{Error, ffi};

/// The class that the module raises for a result code.
fn kind(extended_code: i32) -> DriverErrorKind {
    match extended_code & 0xff {
        ffi::SQLITE_INTERNAL | ffi::SQLITE_NOTFOUND => DriverErrorKind::Internal,
        ffi::SQLITE_ERROR
        | ffi::SQLITE_PERM
        | ffi::SQLITE_ABORT
        | ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_INTERRUPT
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_FULL
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_EMPTY
        | ffi::SQLITE_SCHEMA => DriverErrorKind::Operational,
        ffi::SQLITE_TOOBIG => DriverErrorKind::Data,
        ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH => DriverErrorKind::Integrity,
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => DriverErrorKind::Interface,
        _ => DriverErrorKind::Database,
    }
}

pub(crate) fn refusal(error: Error) -> DriverError {
    match error {
        Error::SqliteFailure(code, message) => DriverError {
            kind: kind(code.extended_code),
            message: message.unwrap_or_else(|| code.to_string()),
        },
        Error::SqlInputError { error, msg, .. } => {
            DriverError { kind: kind(error.extended_code), message: msg }
        }
        Error::MultipleStatement => {
            DriverError { kind: DriverErrorKind::Programming, message: MANY_STATEMENTS.to_owned() }
        }
        other => DriverError { kind: DriverErrorKind::Database, message: other.to_string() },
    }
}
