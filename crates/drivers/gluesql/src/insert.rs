//! Keys: GlueSQL assigns none and lets the last of two equal ones in one INSERT win.
//!
//! An INSERT that leaves out the integer primary key, or gives NULL for it, gets the next free
//! number, as SQLite gives it.

use gluesql_core::ast::{ColumnDef, ColumnUniqueOption, DataType, Expr, Literal, Query, SetExpr};
use gluesql_core::prelude::{Key, Value};
use gluesql_core::store::Store;
use gluesql_memory_storage::MemoryStorage;
use ormlab_engine::driver::{DriverError, DriverErrorKind};

/// The parts of an INSERT that keys concern.
pub(crate) struct Insert<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a mut Vec<String>,
    pub(crate) source: &'a mut Query,
}

/// Completes the keys; gives the key of the last row, where it is an integer.
pub(crate) fn assign_keys(
    insert: Insert<'_>,
    storage: &MemoryStorage,
) -> Result<Option<i64>, DriverError> {
    let schema = storage.fetch_schema(insert.table).ok().flatten();
    let Some(definitions) = schema.and_then(|schema| schema.column_defs) else { return Ok(None) };
    let is_primary = |column: &&ColumnDef| {
        matches!(column.unique, Some(ColumnUniqueOption { is_primary: true }))
    };
    let Some(key) = definitions.iter().find(is_primary) else { return Ok(None) };
    let SetExpr::Values(values) = &mut insert.source.body else { return Ok(None) };
    if insert.columns.is_empty() {
        insert.columns.extend(definitions.iter().map(|column| column.name.clone()));
    }
    let place = insert.columns.iter().position(|column| *column == key.name);
    let is_integer = key.data_type == DataType::Int;
    let place = match place {
        Some(place) => place,
        None if is_integer => {
            insert.columns.push(key.name.clone());
            values.0.iter_mut().for_each(|row| row.push(Expr::Value(Value::Null)));
            insert.columns.len() - 1
        }
        None => return Ok(None),
    };
    let mut keys = Keys { next: next_key(storage, insert.table), seen: Vec::new() };
    let mut last = None;
    for row in &mut values.0 {
        if let Some(expr) = row.get_mut(place) {
            last = keys.complete(expr, is_integer)?;
        }
    }
    Ok(last)
}

/// One more than the largest key of a table.
fn next_key(storage: &MemoryStorage, table: &str) -> i64 {
    let last = storage.items.get(table).and_then(|item| item.rows.keys().next_back());
    match last {
        Some(Key::I64(number)) => number.saturating_add(1),
        _ => 1,
    }
}

struct Keys {
    next: i64,
    seen: Vec<Value>,
}

impl Keys {
    fn complete(&mut self, expr: &mut Expr, is_integer: bool) -> Result<Option<i64>, DriverError> {
        if is_integer && matches!(expr, Expr::Value(Value::Null)) {
            *expr = Expr::Value(Value::I64(self.next));
        }
        let value = match &*expr {
            Expr::Value(value) => value.clone(),
            Expr::Literal(Literal::QuotedString(text)) => Value::Str(text.clone()),
            Expr::Literal(Literal::Number(number)) => match number.to_string().parse() {
                Ok(number) => Value::I64(number),
                Err(_) => return Ok(None),
            },
            _ => return Ok(None),
        };
        if self.seen.contains(&value) {
            return Err(duplicate(&value));
        }
        let number = match &value {
            Value::I64(number) => Some(*number),
            _ => None,
        };
        self.seen.push(value);
        self.next = self.next.max(number.unwrap_or(0).saturating_add(1));
        Ok(number)
    }
}

fn duplicate(value: &Value) -> DriverError {
    DriverError {
        kind: DriverErrorKind::Integrity,
        message: format!("duplicate entry '{value:?}' for primary_key field"),
    }
}
