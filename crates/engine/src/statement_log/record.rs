//! [`StatementRecord`]: one statement, as it was sent and what came of it.

use std::rc::Rc;

use ormlab_core::Value;

use super::{Cause, StatementId};

/// What a statement does, by its first word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LoggedKind {
    Select,
    Insert,
    Update,
    Delete,
    Ddl,
    Pragma,
    Savepoint,
    #[default]
    Other,
}

impl LoggedKind {
    pub fn of(sql: &str) -> LoggedKind {
        let text = sql.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        match text[..end].to_ascii_uppercase().as_str() {
            "SELECT" | "VALUES" => LoggedKind::Select,
            "WITH" => LoggedKind::of_cte(text),
            "INSERT" | "REPLACE" => LoggedKind::Insert,
            "UPDATE" => LoggedKind::Update,
            "DELETE" => LoggedKind::Delete,
            "CREATE" | "DROP" | "ALTER" | "COMMENT" | "TRUNCATE" => LoggedKind::Ddl,
            "PRAGMA" => LoggedKind::Pragma,
            "SAVEPOINT" | "RELEASE" | "ROLLBACK" => LoggedKind::Savepoint,
            _ => LoggedKind::Other,
        }
    }

    /// Of `WITH …`: what follows the CTEs, the first such word outside of parentheses.
    fn of_cte(text: &str) -> LoggedKind {
        let mut depth = 0_i32;
        let mut word = String::new();
        for c in text.chars().skip(4).chain([' ']) {
            depth += i32::from(c == '(') - i32::from(c == ')');
            if c.is_ascii_alphabetic() && depth == 0 {
                word.push(c.to_ascii_uppercase());
                continue;
            }
            match std::mem::take(&mut word).as_str() {
                "INSERT" => return LoggedKind::Insert,
                "UPDATE" => return LoggedKind::Update,
                "DELETE" => return LoggedKind::Delete,
                "SELECT" => return LoggedKind::Select,
                _ => {}
            }
        }
        LoggedKind::Select
    }
}

/// Microseconds, by what they were spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    pub compile: f64,
    pub execute: f64,
    /// Making values of what crossed from the database.
    pub fetch: f64,
    /// Making objects of rows.
    pub hydrate: f64,
}

/// The first rows of a result.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    pub columns: Vec<Rc<str>>,
    /// As far as they were fetched.
    pub rows: Vec<Vec<Value>>,
}

/// One statement.
#[derive(Clone, Debug, Default)]
pub struct StatementRecord {
    pub id: StatementId,
    pub sql: Rc<str>,
    /// As the engine's log prints them.
    pub parameters: String,
    /// Sets of parameters.
    pub sets: usize,
    pub executemany: bool,
    pub kind: LoggedKind,
    /// Rows that came back.
    pub rows: usize,
    pub columns: usize,
    /// Rows changed, where the driver counts them.
    pub rows_affected: Option<u64>,
    /// What crossed from the database.
    pub bytes: usize,
    pub times: Times,
    /// Whether the compiled text was reused.
    pub cached: bool,
    pub transaction: Option<u32>,
    pub connection: u32,
    pub cause: Cause,
    /// The database's refusal.
    pub error: Option<String>,
    pub sample: Sample,
}

#[cfg(test)]
mod tests {
    use super::LoggedKind;

    #[test]
    fn kinds_are_told_by_the_first_word() {
        let check = |sql: &str, kind| assert_eq!(LoggedKind::of(sql), kind, "{sql}");
        check("\nCREATE TABLE t (x)", LoggedKind::Ddl);
        check("(SELECT 1) UNION (SELECT 2)", LoggedKind::Select);
        check("WITH a AS \n(SELECT 1)\n INSERT INTO t SELECT * FROM a", LoggedKind::Insert);
        check("WITH a AS (DELETE FROM t RETURNING x) SELECT * FROM a", LoggedKind::Select);
        check("PRAGMA main.table_info(\"t\")", LoggedKind::Pragma);
        check("RELEASE SAVEPOINT sa_savepoint_1", LoggedKind::Savepoint);
    }
}
