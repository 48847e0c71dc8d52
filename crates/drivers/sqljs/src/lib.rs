//! SQLite in the page: a [`Driver`] over any sql.js module that a page has loaded.
//!
//! Execution is synchronous; loading sql.js was not and is the page's business. Rows cross from
//! JavaScript in one packed batch a statement (`js/connection.js`, `packed.rs`). Behaves as Python's
//! `sqlite3` module does. Called by `ormlab-wasm`.

mod bindings;
mod connection;
mod packed;
mod parameters;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ormlab_core::dialect::{Dialect, SqliteDialect};
use ormlab_engine::driver::{Driver, DriverConnection, DriverOutcome};
use wasm_bindgen::JsValue;

use connection::SqlJsConnection;

/// SQLite by sql.js: gives databases in memory, named ones shared by all connections of this value.
pub struct SqlJs {
    module: JsValue,
    /// A connection for each named database that is never used: it keeps the database in being.
    anchors: RefCell<HashMap<String, Anchor>>,
}

struct Anchor(bindings::Connection);

impl Drop for Anchor {
    fn drop(&mut self) {
        bindings::close(&self.0);
    }
}

impl SqlJs {
    /// Over what `await initSqlJs()` gave.
    pub fn new(module: JsValue) -> SqlJs {
        SqlJs { module, anchors: RefCell::default() }
    }

    fn open(&self, database: Option<&str>) -> Result<bindings::Connection, JsValue> {
        let Some(name) = database else {
            return bindings::connect(&self.module, &JsValue::UNDEFINED);
        };
        let mut anchors = self.anchors.borrow_mut();
        if !anchors.contains_key(name) {
            let anchor = bindings::connect(&self.module, &JsValue::UNDEFINED)?;
            anchors.insert(name.to_owned(), Anchor(anchor));
        }
        bindings::connect(&self.module, &anchors[name].0)
    }
}

impl Driver for SqlJs {
    fn dialect(&self) -> Rc<dyn Dialect> {
        Rc::new(SqliteDialect)
    }

    fn dbapi(&self) -> &'static str {
        "sqlite3"
    }

    fn connect(&self, database: Option<&str>) -> DriverOutcome<Box<dyn DriverConnection>> {
        let connection = self.open(database).map_err(|error| bindings::refusal(&error))?;
        Ok(Box::new(SqlJsConnection::new(connection)))
    }
}
