//! GlueSQL as a database of the engine: pure Rust, in memory, a restricted SQL.
//!
//! What GlueSQL lacks and can be had without wrong answers is added here: keys are assigned,
//! transactions and savepoints are snapshots of the storage. What it would do wrong is refused, here
//! for SQL that a script writes itself and by the dialect of `ormlab-core` for the rest.

mod connection;
mod database;
mod insert;
mod names;
mod refusal;
mod value;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ormlab_core::dialect::{Dialect, GlueSqlDialect};
use ormlab_engine::driver::{Driver, DriverConnection, DriverOutcome};

use connection::GlueSqlConnection;
use database::Database;

/// GlueSQL; named databases are shared by all connections of this value.
#[derive(Default)]
pub struct GlueSql {
    databases: RefCell<HashMap<String, Rc<Database>>>,
}

impl GlueSql {
    pub fn new() -> GlueSql {
        GlueSql::default()
    }
}

impl Driver for GlueSql {
    fn dialect(&self) -> Rc<dyn Dialect> {
        Rc::new(GlueSqlDialect)
    }

    fn dbapi(&self) -> &'static str {
        "gluesql"
    }

    fn connect(&self, database: Option<&str>) -> DriverOutcome<Box<dyn DriverConnection>> {
        let database = match database {
            None => Rc::default(),
            Some(name) => self.databases.borrow_mut().entry(name.to_owned()).or_default().clone(),
        };
        Ok(Box::new(GlueSqlConnection::new(database)))
    }
}
