//! One connection: Python's `sqlite3` transactions over rusqlite.

use std::rc::Rc;

use ormlab_engine::driver::{
    DriverConnection, DriverError, DriverErrorKind, DriverOutcome, DriverResult, DriverValue,
};
use ormlab_engine::sqlite3::{self, Effect};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::refusal::refusal;

pub(crate) struct SqliteConnection {
    connection: Option<Connection>,
    autocommit: bool,
}

/// A parameter on its way in.
struct Parameter<'a>(&'a DriverValue);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            DriverValue::Null => ToSqlOutput::Owned(Value::Null),
            DriverValue::Bool(value) => ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
            DriverValue::Int(value) => ToSqlOutput::Owned(Value::Integer(*value)),
            DriverValue::Real(value) => ToSqlOutput::Owned(Value::Real(*value)),
            DriverValue::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            DriverValue::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            DriverValue::Other(value) => {
                let message = format!("type '{}' is not supported", value.type_name());
                return Err(rusqlite::Error::ToSqlConversionFailure(message.into()));
            }
        })
    }
}

fn refuse(kind: DriverErrorKind, message: impl Into<String>) -> DriverError {
    DriverError { kind, message: message.into() }
}

impl SqliteConnection {
    pub(crate) fn new(connection: Connection) -> SqliteConnection {
        connection.set_prepared_statement_cache_capacity(128);
        SqliteConnection { connection: Some(connection), autocommit: false }
    }

    fn connection(&self) -> DriverOutcome<&Connection> {
        let closed =
            || refuse(DriverErrorKind::Programming, "Cannot operate on a closed database.");
        self.connection.as_ref().ok_or_else(closed)
    }

    fn prepare(&self, sql: &str) -> DriverOutcome<CachedStatement<'_>> {
        if sql.contains('\0') {
            let message = "the query contains a null character";
            return Err(refuse(DriverErrorKind::Programming, message));
        }
        self.connection()?.prepare_cached(sql).map_err(refusal)
    }

    /// Begins the transaction that the module begins before a write.
    fn begin_for(&self, effect: Effect) -> DriverOutcome<()> {
        let connection = self.connection()?;
        if effect == Effect::Writes && !self.autocommit && connection.is_autocommit() {
            connection.execute_batch("BEGIN ").map_err(refusal)?;
        }
        Ok(())
    }

    fn end(&self, sql: &str) -> DriverOutcome<()> {
        let connection = self.connection()?;
        if connection.is_autocommit() {
            return Ok(());
        }
        connection.execute_batch(sql).map_err(refusal)
    }
}

fn bind(statement: &mut CachedStatement<'_>, parameters: &[DriverValue]) -> DriverOutcome<()> {
    let uses = statement.parameter_count();
    if uses != parameters.len() {
        return Err(sqlite3::wrong_bindings(uses, parameters.len()));
    }
    for (index, parameter) in parameters.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Parameter(parameter)).map_err(
            |error| match error {
                rusqlite::Error::ToSqlConversionFailure(message) => refuse(
                    DriverErrorKind::Programming,
                    format!("Error binding parameter {}: {message}", index + 1),
                ),
                other => refusal(other),
            },
        )?;
    }
    Ok(())
}

/// Steps to the end.
fn read(statement: &mut CachedStatement<'_>) -> DriverOutcome<DriverResult> {
    let columns: Vec<Rc<str>> = statement.column_names().map(Rc::from).collect();
    let mut values = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(refusal)? {
        for (index, column) in columns.iter().enumerate() {
            values.push(value(row.get_ref(index).map_err(refusal)?, column)?);
        }
    }
    Ok(DriverResult { columns, values, rowcount: -1, lastrowid: None })
}

fn value(raw: ValueRef<'_>, column: &str) -> DriverOutcome<DriverValue> {
    Ok(match raw {
        ValueRef::Null => DriverValue::Null,
        ValueRef::Integer(value) => DriverValue::Int(value),
        ValueRef::Real(value) => DriverValue::Real(value),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => DriverValue::Text(text.into()),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes);
                let message =
                    format!("Could not decode to UTF-8 column '{column}' with text '{text}'");
                return Err(refuse(DriverErrorKind::Operational, message));
            }
        },
        ValueRef::Blob(bytes) => DriverValue::Blob(bytes.into()),
    })
}

impl DriverConnection for SqliteConnection {
    fn execute(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult> {
        if sqlite3::is_empty(sql) {
            return Ok(DriverResult { rowcount: -1, ..DriverResult::default() });
        }
        let effect = sqlite3::effect(sql);
        let mut statement = self.prepare(sql)?;
        self.begin_for(effect)?;
        bind(&mut statement, parameters)?;
        let mut result = read(&mut statement)?;
        let connection = self.connection()?;
        if effect == Effect::Writes {
            result.rowcount = i64::try_from(connection.changes()).unwrap_or(i64::MAX);
        }
        result.lastrowid = Some(connection.last_insert_rowid());
        Ok(result)
    }

    fn execute_many(
        &mut self,
        sql: &str,
        sets: &[Vec<DriverValue>],
    ) -> DriverOutcome<DriverResult> {
        let effect = sqlite3::effect(sql);
        if effect != Effect::Writes {
            let message = "executemany() can only execute DML statements.";
            return Err(refuse(DriverErrorKind::Programming, message));
        }
        let mut statement = self.prepare(sql)?;
        self.begin_for(effect)?;
        let mut total = DriverResult::default();
        for parameters in sets {
            bind(&mut statement, parameters)?;
            read(&mut statement)?;
            let changes = self.connection()?.changes();
            total.rowcount += i64::try_from(changes).unwrap_or(i64::MAX);
        }
        Ok(total)
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
        self.connection = None;
    }
}
