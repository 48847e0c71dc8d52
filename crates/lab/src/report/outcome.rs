//! What a cell said: printed lines, result tables, the error that ended it.

use serde::{Deserialize, Serialize};

/// Where a line was written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stream {
    #[default]
    Stdout,
    Stderr,
}

/// One line that the script wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedLine {
    pub text: String,
    /// The line of the cell that wrote it.
    pub line: Option<u32>,
    #[serde(default)]
    pub stream: Stream,
}

/// A result as a table: what the cell's value, or an explicit query of it, gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultTable {
    /// The line of the cell that asked for it.
    pub line: Option<u32>,
    pub columns: Vec<ResultColumn>,
    /// Each cell as Python's `repr` shows it.
    pub rows: Vec<Vec<String>>,
    /// Rows there were; `rows` holds the first of them.
    pub total_rows: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultColumn {
    pub name: String,
    /// Name of the Python type of its values, `None` where they are of several.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
}

/// An error at its place in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScriptError {
    /// Name of the class with its module, as a traceback prints it.
    #[serde(rename = "type")]
    pub type_name: String,
    pub message: String,
    /// The traceback as CPython prints it.
    pub traceback: String,
    pub line: Option<u32>,
    /// Columns are counted from 1 in characters; `end_column` is one past the last.
    pub column: Option<u32>,
    pub end_line: Option<u32>,
    pub end_column: Option<u32>,
    /// SQLAlchemy's code for the error, `gkpj`, which has a page of its own.
    pub code: Option<String>,
    pub hint: Option<String>,
    pub fix: Option<super::finding::Fix>,
}

impl ScriptError {
    pub fn new(type_name: impl Into<String>, message: impl Into<String>) -> ScriptError {
        ScriptError {
            type_name: type_name.into(),
            message: message.into(),
            ..ScriptError::default()
        }
    }
}
