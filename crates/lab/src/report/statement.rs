//! One statement sent to the database: what, at what cost, and who caused it.

use serde::{Deserialize, Serialize};

/// One statement, as the page lists it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementReport {
    /// Number of the statement within its cell, from 0.
    pub id: usize,
    pub sql: String,
    /// As the engine's log prints them.
    pub parameters: String,
    /// Sets of parameters; more than one for an executemany.
    pub parameter_sets: usize,
    pub executemany: bool,
    pub kind: StatementKind,
    /// Rows that came back.
    pub rows: usize,
    pub columns: usize,
    /// Rows changed, where the driver counts them.
    pub rows_affected: Option<u64>,
    pub bytes: usize,
    pub times: Times,
    /// Whether the compiled text was reused.
    pub cached: bool,
    /// Number of the transaction it ran in.
    pub transaction: Option<u32>,
    pub connection: u32,
    pub cause: Cause,
    /// The database's refusal.
    pub error: Option<String>,
}

impl StatementReport {
    /// Whether it leaves the database as it was.
    pub fn is_read(&self) -> bool {
        matches!(self.kind, StatementKind::Select | StatementKind::Pragma)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StatementKind {
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

/// Microseconds, by what they were spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Times {
    pub compile: f64,
    pub execute: f64,
    /// Making values of what crossed from the database.
    pub fetch: f64,
    /// Making objects of rows.
    pub hydrate: f64,
}

impl Times {
    pub fn total(&self) -> f64 {
        self.compile + self.execute + self.fetch + self.hydrate
    }
}

/// Why a statement was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Cause {
    /// The line of this cell that caused it, the innermost call of it.
    pub line: Option<u32>,
    /// The script's calls, the innermost last.
    pub stack: Vec<Frame>,
    pub origin: Origin,
    /// `User.posts`.
    pub relationship: Option<String>,
    /// `lazy`, `joined`, `subquery`, `selectin`, …
    pub loader: Option<String>,
    /// The object that was asked: `User#1`.
    pub owner: Option<String>,
    /// The statement whose result brought the owner, or which this one completes.
    pub parent: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Name of the cell: `schema`, `data`, …
    pub file: String,
    pub function: String,
    pub line: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// The script asked for it.
    #[default]
    Explicit,
    LazyLoad,
    EagerLoad,
    Refresh,
    Autoflush,
    Flush,
    Cascade,
    Ddl,
    Reflection,
    Default,
    Pool,
}

impl Origin {
    /// The words a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            Origin::Explicit => "explicit",
            Origin::LazyLoad => "lazy load",
            Origin::EagerLoad => "eager load",
            Origin::Refresh => "refresh",
            Origin::Autoflush => "autoflush",
            Origin::Flush => "flush",
            Origin::Cascade => "cascade",
            Origin::Ddl => "DDL",
            Origin::Reflection => "reflection",
            Origin::Default => "default",
            Origin::Pool => "pool",
        }
    }
}

/// A step of a transaction or of the pool; not a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEvent {
    pub step: TimelineStep,
    pub connection: u32,
    pub transaction: Option<u32>,
    pub line: Option<u32>,
    /// The statement that it came before; past the last one at the end.
    pub before: usize,
    /// `pool.status()` after the step, for steps of the pool.
    pub status: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TimelineStep {
    Begin,
    Commit,
    Rollback,
    Connect,
    Checkout,
    Checkin,
    Close,
    Invalidate,
    Timeout,
}

/// Sums over the statements of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Totals {
    pub statements: usize,
    pub rows: usize,
    /// Values that crossed: rows times columns.
    pub cells: usize,
    pub bytes: usize,
    pub times: Times,
    /// The whole cell, script and database, in microseconds.
    pub time: f64,
}

impl Totals {
    pub fn of(statements: &[StatementReport], time: f64) -> Totals {
        let mut totals = Totals { statements: statements.len(), time, ..Totals::default() };
        for statement in statements {
            totals.rows += statement.rows;
            totals.cells += statement.rows * statement.columns;
            totals.bytes += statement.bytes;
            totals.times.compile += statement.times.compile;
            totals.times.execute += statement.times.execute;
            totals.times.fetch += statement.times.fetch;
            totals.times.hydrate += statement.times.hydrate;
        }
        totals
    }
}
