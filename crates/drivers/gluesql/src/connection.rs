//! One connection: executes, and keeps transactions as snapshots.

use std::rc::Rc;

use gluesql_core::ast::Statement;
use gluesql_core::executor::{Payload, execute};
use gluesql_core::prelude::parse;
use gluesql_core::store::Planner;
use gluesql_core::translate::{ParamLiteral, translate_with_params};
use gluesql_memory_storage::MemoryStorage;
use ormlab_engine::driver::{
    DriverConnection, DriverError, DriverErrorKind, DriverOutcome, DriverResult, DriverValue,
};

use crate::database::Database;
use crate::insert::{Insert, assign_keys};
use crate::names::check_names;
use crate::refusal::{check_text, refusal, unsupported};
use crate::value;

pub(crate) struct GlueSqlConnection {
    database: Rc<Database>,
    number: u64,
    savepoints: Vec<(String, MemoryStorage)>,
}

impl GlueSqlConnection {
    pub(crate) fn new(database: Rc<Database>) -> GlueSqlConnection {
        let number = database.number();
        GlueSqlConnection { database, number, savepoints: Vec::new() }
    }

    /// `SAVEPOINT x`, `RELEASE SAVEPOINT x`, `ROLLBACK TO SAVEPOINT x`; `None` for anything else.
    fn savepoint(&mut self, sql: &str) -> Option<DriverOutcome<DriverResult>> {
        let words: Vec<&str> = sql.split_whitespace().collect();
        let upper: Vec<String> = words.iter().map(|word| word.to_ascii_uppercase()).collect();
        let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
        let name = words.last().map(|name| name.trim_matches('"').to_owned())?;
        let done = match upper.as_slice() {
            ["SAVEPOINT", _] => self.database.begin(self.number).map(|()| {
                self.savepoints.push((name, self.database.snapshot()));
            }),
            ["RELEASE", "SAVEPOINT", _] | ["RELEASE", _] => {
                self.place_of(&name).map(|at| self.savepoints.truncate(at))
            }
            ["ROLLBACK", "TO", "SAVEPOINT", _] | ["ROLLBACK", "TO", _] => {
                self.place_of(&name).map(|at| {
                    self.savepoints.truncate(at + 1);
                    self.database.restore(self.savepoints[at].1.clone());
                })
            }
            _ => return None,
        };
        Some(done.map(|()| without_rows(-1)))
    }

    fn place_of(&self, name: &str) -> DriverOutcome<usize> {
        self.savepoints.iter().rposition(|(known, _)| known == name).ok_or_else(|| DriverError {
            kind: DriverErrorKind::Operational,
            message: format!("no such savepoint: {name}"),
        })
    }

    fn run(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult> {
        let parameters: Vec<ParamLiteral> =
            parameters.iter().map(value::parameter).collect::<Result<_, _>>()?;
        let parsed = parse(sql).map_err(|error| refusal(&error))?;
        let [one] = parsed.as_slice() else {
            return Err(several_statements());
        };
        let mut statement =
            translate_with_params(one, &parameters).map_err(|error| refusal(&error))?;
        check(&statement)?;
        if let Statement::Query(_) = statement {
            return self.database.read(self.number, |storage| query(storage, statement));
        }
        self.database.begin(self.number)?;
        let key = self.complete(&mut statement)?;
        let mut glue = self.database.glue.borrow_mut();
        let plan = glue.storage.plan(statement.into()).map_err(|error| refusal(&error))?;
        let payload = execute(&mut glue.storage, &plan).map_err(|error| refusal(&error))?;
        let mut result = unpack(payload)?;
        result.lastrowid = key;
        Ok(result)
    }

    fn complete(&self, statement: &mut Statement) -> DriverOutcome<Option<i64>> {
        let Statement::Insert { table_name, columns, source } = statement else {
            return Ok(None);
        };
        let glue = self.database.glue.borrow();
        assign_keys(Insert { table: table_name, columns, source }, &glue.storage)
    }

    fn end(&mut self, keep: bool) {
        self.savepoints.clear();
        self.database.end(self.number, keep);
    }
}

fn query(storage: &mut MemoryStorage, statement: Statement) -> DriverOutcome<DriverResult> {
    let plan = storage.plan(statement.clone().into()).map_err(|error| refusal(&error))?;
    let result = unpack(execute(storage, &plan).map_err(|error| refusal(&error))?)?;
    if result.is_empty() {
        check_names(&statement, storage)?;
    }
    Ok(result)
}

fn several_statements() -> DriverError {
    DriverError {
        kind: DriverErrorKind::Programming,
        message: "You can only execute one statement at a time.".to_owned(),
    }
}

/// Statements that GlueSQL takes and does nothing for.
fn check(statement: &Statement) -> DriverOutcome<()> {
    match statement {
        Statement::StartTransaction | Statement::Commit | Statement::Rollback => {
            Err(unsupported("transaction control in SQL text"))
        }
        _ => Ok(()),
    }
}

fn without_rows(rowcount: i64) -> DriverResult {
    DriverResult { rowcount, ..DriverResult::default() }
}

fn unpack(payload: Payload) -> DriverOutcome<DriverResult> {
    let count = |number: usize| without_rows(i64::try_from(number).unwrap_or(i64::MAX));
    Ok(match payload {
        Payload::Select { labels, rows } => DriverResult {
            columns: labels.into_iter().map(Into::into).collect(),
            values: rows.into_iter().flatten().map(value::result).collect::<Result<_, _>>()?,
            rowcount: -1,
            lastrowid: None,
        },
        Payload::Insert(number) | Payload::Update(number) | Payload::Delete(number) => {
            count(number)
        }
        Payload::SelectMap(_) => return Err(unsupported("a table without columns")),
        _ => without_rows(-1),
    })
}

impl DriverConnection for GlueSqlConnection {
    fn execute(&mut self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult> {
        if let Some(outcome) = self.savepoint(sql) {
            return outcome;
        }
        check_text(sql)?;
        self.run(sql, parameters)
    }

    fn commit(&mut self) -> DriverOutcome<()> {
        self.end(true);
        Ok(())
    }

    fn rollback(&mut self) -> DriverOutcome<()> {
        self.end(false);
        Ok(())
    }

    fn close(&mut self) {
        self.end(false);
    }
}

impl Drop for GlueSqlConnection {
    fn drop(&mut self) {
        self.end(false);
    }
}
