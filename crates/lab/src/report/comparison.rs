//! Runs side by side: Core against ORM, and one loading strategy against another.

use serde::{Deserialize, Serialize};

/// The Core cell against the ORM cell, from one state of the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    pub core: StyleFigures,
    pub orm: StyleFigures,
    /// Whether both printed the same lines; `None` where either failed.
    pub same_output: Option<bool>,
}

/// What one style cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StyleFigures {
    /// Position of the cell in the document.
    pub cell: usize,
    pub statements: usize,
    pub rows: usize,
    pub bytes: usize,
    /// Compile, execute, fetch and hydrate together, in microseconds.
    pub statement_time: f64,
    /// The whole cell, in microseconds.
    pub time: f64,
}

/// One ORM cell under each loading strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadingComparison {
    pub cell: usize,
    /// Relationships whose loader was set: `User.posts`.
    pub relationships: Vec<String>,
    pub runs: Vec<LoadingRun>,
}

/// The cell's figures under one strategy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LoadingRun {
    /// As written by the script, or `lazy`, `joined`, `subquery`, `selectin`, `raise`.
    pub strategy: String,
    /// Whether this is the cell as it stands.
    pub as_written: bool,
    pub statements: usize,
    pub rows: usize,
    /// Values that crossed: rows times columns.
    pub cells: usize,
    pub bytes: usize,
    /// Distinct mapped objects that the rows became.
    pub objects: usize,
    /// Median of the repeated runs, in microseconds.
    pub time: f64,
    /// Between the fastest and the slowest repeated run.
    pub spread: f64,
    pub first_time: f64,
    /// Whether it printed what the cell as written printed.
    pub same_output: bool,
    /// What stopped it, as `raise` does where a loader is missing.
    pub error: Option<super::outcome::ScriptError>,
}
