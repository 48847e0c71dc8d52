//! One connection: Python's `sqlite3` transactions over sql.js.

use std::borrow::Cow;

use js_sys::{JsString, Uint8Array};
use ormlab_engine::driver::{DriverConnection, DriverOutcome, DriverResult, DriverValue};
use ormlab_engine::sqlite3::{self, Effect};
use wasm_bindgen::JsCast;

use crate::bindings::{self, Connection, Packed};
use crate::packed::{Batch, decode};
use crate::parameters::{encode, with_casts};

pub(crate) struct SqlJsConnection {
    connection: Connection,
    in_transaction: bool,
    is_open: bool,
}

impl SqlJsConnection {
    pub(crate) fn new(connection: Connection) -> SqlJsConnection {
        SqlJsConnection { connection, in_transaction: false, is_open: true }
    }

    fn send(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<Packed> {
        let encoded = encode(parameters)?;
        let sql: Cow<'_, str> = match encoded.big.as_slice() {
            [] => sql.into(),
            big => with_casts(sql, big).into(),
        };
        bindings::execute(&self.connection, &sql, &encoded.values, &encoded.reals)
            .map_err(|error| bindings::refusal(&error))
    }

    fn control(&mut self, sql: &str) -> DriverOutcome<()> {
        self.send(sql, &[]).map(drop)
    }

    /// Begins the transaction that the module begins before a write.
    fn begin_for(&mut self, effect: Effect) -> DriverOutcome<()> {
        if effect == Effect::Writes && !self.in_transaction {
            self.control("BEGIN ")?;
            self.in_transaction = true;
        }
        Ok(())
    }

    fn note(&mut self, effect: Effect) {
        match effect {
            Effect::Begins => self.in_transaction = true,
            Effect::Ends => self.in_transaction = false,
            Effect::Writes | Effect::None => {}
        }
    }

    fn end(&mut self, sql: &str) -> DriverOutcome<()> {
        if !self.in_transaction {
            return Ok(());
        }
        self.control(sql)?;
        self.in_transaction = false;
        Ok(())
    }
}

impl DriverConnection for SqlJsConnection {
    fn execute(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult> {
        if sqlite3::is_empty(sql) {
            return Ok(DriverResult { rowcount: -1, ..DriverResult::default() });
        }
        check_count(sql, parameters.len())?;
        let effect = sqlite3::effect(sql);
        self.begin_for(effect)?;
        let packed = self.send(sql, parameters)?;
        self.note(effect);
        let mut result = unpack(&packed);
        if effect == Effect::Writes {
            result.rowcount = packed.modified() as i64;
            if result.columns.is_empty() {
                result.lastrowid = bindings::last_rowid(&self.connection).ok().map(|id| id as i64);
            }
        }
        Ok(result)
    }

    fn commit(&mut self) -> DriverOutcome<()> {
        self.end("COMMIT")
    }

    fn rollback(&mut self) -> DriverOutcome<()> {
        self.end("ROLLBACK")
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            bindings::close(&self.connection);
        }
    }
}

impl Drop for SqlJsConnection {
    fn drop(&mut self) {
        self.close();
    }
}

/// sql.js binds NULL where a parameter lacks; the module refuses.
fn check_count(sql: &str, given: usize) -> DriverOutcome<()> {
    let places = sqlite3::placeholders(sql);
    let numbered = |at: &usize| sql.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    if places.len() == given || places.iter().any(numbered) {
        return Ok(());
    }
    Err(sqlite3::wrong_bindings(places.len(), given))
}

fn unpack(packed: &Packed) -> DriverResult {
    let columns = packed.columns();
    let name = |column| JsString::unchecked_from_js(column);
    let columns: Vec<_> = columns.iter().map(|column| String::from(name(column)).into()).collect();
    let (tags, numbers, lengths) =
        (packed.tags().to_vec(), packed.numbers().to_vec(), packed.lengths().to_vec());
    let text = if lengths.is_empty() { String::new() } else { packed.text() };
    let batch = Batch { tags: &tags, numbers: &numbers, lengths: &lengths, text: &text };
    let blobs = packed.blobs();
    let mut next = blobs.iter();
    let blob = || {
        let bytes = next.next().map(|blob| Uint8Array::unchecked_from_js(blob).to_vec());
        bytes.unwrap_or_default().into()
    };
    DriverResult { columns, values: decode(&batch, blob), rowcount: -1, lastrowid: None }
}
