//! What a run showed: the one report that page, element, command line and tests read.
//!
//! Plain data in the learner's words; `camelCase` in JSON. All lines are counted from 1 within
//! their cell. Times are in microseconds. Nothing here computes but sums.

mod comparison;
mod finding;
mod outcome;
mod statement;

pub use comparison::{Comparison, LoadingComparison, LoadingRun, StyleFigures};
pub use finding::{Finding, FindingKind, Fix, Forecast, TextEdit};
pub use outcome::{PrintedLine, ResultColumn, ResultTable, ScriptError, Stream};
pub use statement::{
    Cause, Frame, Origin, StatementKind, StatementReport, TimelineEvent, TimelineStep, Times,
    Totals,
};

use serde::{Deserialize, Serialize};

use crate::document::{CellKind, EngineKind};

/// The report of one run of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Report {
    pub engine: EngineKind,
    /// One for each cell of the document, in its order.
    pub cells: Vec<CellReport>,
    /// Core against ORM, where the document has both.
    pub comparison: Option<Comparison>,
    /// The loading strategies of each ORM cell that follows a relationship.
    pub loading: Vec<LoadingComparison>,
    pub findings: Vec<Finding>,
    /// What the reader must know about how this ran.
    pub notices: Vec<String>,
    /// A failure of the run itself rather than of a cell.
    pub failure: Option<ScriptError>,
}

impl Report {
    /// A report of a run that could not begin.
    pub fn of_failure(engine: EngineKind, failure: ScriptError) -> Report {
        Report { engine, failure: Some(failure), ..Report::default() }
    }

    /// The first error of any cell, or of the run.
    pub fn first_error(&self) -> Option<&ScriptError> {
        self.failure.as_ref().or_else(|| self.cells.iter().find_map(|cell| cell.error.as_ref()))
    }

    pub fn cell(&self, kind: CellKind) -> Option<&CellReport> {
        self.cells.iter().find(|cell| cell.kind == kind)
    }
}

/// What one cell did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CellReport {
    /// Position of the cell in the document.
    pub cell: usize,
    pub kind: CellKind,
    pub printed: Vec<PrintedLine>,
    pub tables: Vec<ResultTable>,
    pub error: Option<ScriptError>,
    /// Not run, since a cell before it failed.
    pub skipped: bool,
    pub statements: Vec<StatementReport>,
    /// Transaction and pool steps, in order, each before the statement it names.
    pub timeline: Vec<TimelineEvent>,
    pub totals: Totals,
}

impl CellReport {
    pub fn new(cell: usize, kind: CellKind) -> CellReport {
        CellReport {
            cell,
            kind,
            printed: Vec::new(),
            tables: Vec::new(),
            error: None,
            skipped: false,
            statements: Vec::new(),
            timeline: Vec::new(),
            totals: Totals::default(),
        }
    }

    /// The printed lines as one text.
    pub fn output(&self) -> String {
        self.printed.iter().map(|line| format!("{}\n", line.text)).collect()
    }

    pub fn statement(&self, id: usize) -> Option<&StatementReport> {
        self.statements.iter().find(|statement| statement.id == id)
    }
}
