//! Engine, Pool, Connection, Transaction, Result, events, echo, reflection; the Driver trait; the statement log.

pub mod driver;
pub mod sqlite3;
