//! One connection: Python's `sqlite3` transactions over sql.js.

use std::borrow::Cow;

use js_sys::{Array, JsString, Uint8Array};
use ormlab_engine::driver::{DriverConnection, DriverOutcome, DriverResult, DriverValue};
use ormlab_engine::sqlite3::{self, Effect};
use wasm_bindgen::JsCast;

use crate::bindings::{self, Connection, Packed};
use crate::packed::{Batch, decode};
use crate::parameters::{encode, with_casts};

pub(crate) struct SqlJsConnection {
    connection: Connection,
    /// `None`: not known, since sql.js does not tell and the last statement may have ended one.
    in_transaction: Option<bool>,
    autocommit: bool,
    is_open: bool,
}

/// SQLite's words where a transaction is or is not open.
const ALREADY_BEGUN: &str = "cannot start a transaction within a transaction";
const NONE_ACTIVE: &str = "no transaction is active";

impl SqlJsConnection {
    pub(crate) fn new(connection: Connection) -> SqlJsConnection {
        SqlJsConnection {
            connection,
            in_transaction: Some(false),
            autocommit: false,
            is_open: true,
        }
    }

    fn check_open(&self) -> DriverOutcome<()> {
        if self.is_open { Ok(()) } else { Err(sqlite3::refusal(sqlite3::CLOSED)) }
    }

    fn send(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<Packed> {
        self.check_open()?;
        let encoded = encode(parameters)?;
        let sql: Cow<'_, str> = match encoded.big.as_slice() {
            [] => sql.into(),
            big => with_casts(sql, big).into(),
        };
        bindings::execute(&self.connection, &sql, &encoded.values, &encoded.reals)
            .map_err(|error| bindings::refusal(&error))
    }

    /// Many sets in one crossing; gives the number of rows changed.
    fn send_sets(&mut self, sql: &str, sets: &Array, reals: &Array) -> DriverOutcome<f64> {
        self.check_open()?;
        bindings::execute_many(&self.connection, sql, sets, reals)
            .map_err(|error| bindings::refusal(&error))
    }

    fn control(&mut self, sql: &str) -> DriverOutcome<()> {
        self.send(sql, &[]).map(drop)
    }

    /// Begins the transaction that the module begins before a write.
    fn begin_for(&mut self, effect: Effect) -> DriverOutcome<()> {
        if effect != Effect::Writes || self.autocommit || self.in_transaction == Some(true) {
            return Ok(());
        }
        match self.control("BEGIN ") {
            Err(error) if error.message != ALREADY_BEGUN => return Err(error),
            _ => self.in_transaction = Some(true),
        }
        Ok(())
    }

    fn note(&mut self, effect: Effect, sql: &str) {
        match effect {
            Effect::Begins => self.in_transaction = Some(true),
            Effect::Ends => self.in_transaction = Some(false),
            Effect::None if sqlite3::releases(sql) => self.in_transaction = None,
            Effect::Writes | Effect::None => {}
        }
    }

    fn end(&mut self, sql: &str) -> DriverOutcome<()> {
        if self.in_transaction == Some(false) {
            return Ok(());
        }
        match self.control(sql) {
            Err(error) if !error.message.contains(NONE_ACTIVE) => return Err(error),
            _ => self.in_transaction = Some(false),
        }
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
        let packed = match self.send(sql, parameters) {
            Ok(packed) => packed,
            Err(error) => {
                // A conflict may have rolled it back.
                self.in_transaction = self.in_transaction.filter(|begun| !begun);
                return Err(error);
            }
        };
        self.note(effect, sql);
        let mut result = unpack(&packed);
        if effect == Effect::Writes {
            result.rowcount = packed.modified() as i64;
            if result.columns.is_empty() {
                result.lastrowid = bindings::last_rowid(&self.connection).ok().map(|id| id as i64);
            }
        }
        Ok(result)
    }

    fn execute_many(
        &mut self,
        sql: &str,
        sets: &[Vec<DriverValue>],
    ) -> DriverOutcome<DriverResult> {
        if sqlite3::effect(sql) != Effect::Writes {
            return Err(sqlite3::refusal(sqlite3::MANY_OF_OTHERS));
        }
        self.begin_for(Effect::Writes)?;
        let (all, reals) = (Array::new(), Array::new());
        let mut modified = 0.0;
        for set in sets {
            check_count(sql, set.len())?;
            let encoded = encode(set)?;
            if !encoded.big.is_empty() {
                modified += self.send_sets(sql, &all, &reals)?;
                all.set_length(0);
                reals.set_length(0);
                modified += self.send(sql, set)?.modified();
                continue;
            }
            all.push(&encoded.values);
            reals.push(&encoded.reals);
        }
        modified += self.send_sets(sql, &all, &reals)?;
        Ok(DriverResult { rowcount: modified as i64, ..DriverResult::default() })
    }

    fn commit(&mut self) -> DriverOutcome<()> {
        self.end("COMMIT")
    }

    fn rollback(&mut self) -> DriverOutcome<()> {
        self.end("ROLLBACK")
    }

    fn set_autocommit(&mut self, on: bool) -> DriverOutcome<()> {
        // As the module does when `isolation_level` becomes None.
        if on {
            self.end("COMMIT")?;
        }
        self.autocommit = on;
        Ok(())
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
