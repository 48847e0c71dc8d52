//! Runs a document: a report of every cell, then the comparisons and findings.

use std::rc::Rc;

use crate::document::{CellKind, Document};
use crate::experiment;
use crate::finding;
use crate::host::Host;
use crate::pass::{cells_before, run_cells, same_output};
use crate::report::{CellReport, Comparison, Report, StyleFigures};

/// Runs all cells of a document and reports what they did.
///
/// Schema and data cells run first; each other cell runs from the state they leave. A failure of a
/// script is part of the report.
pub fn run(document: &Document, host: &Rc<dyn Host>) -> Report {
    let mut report = Report { engine: document.engine, ..Report::default() };
    let mut loaded = Vec::new();
    run_setup_alone(document, host, &mut report);
    for index in 0..document.cells.len() {
        if !document.cells[index].kind.is_setup() {
            let relationships = run_query(document, host, index, &mut report);
            loaded.push((index, relationships));
        }
    }
    complete(document, &mut report);
    report.comparison = compare_styles(&report);
    experiment::run(document, host, &loaded, &mut report);
    report
}

/// Without a query cell there is nobody to run the others for.
fn run_setup_alone(document: &Document, host: &Rc<dyn Host>, report: &mut Report) {
    let needs_setup = |kind: CellKind| !kind.is_setup() && kind != CellKind::Script;
    if document.cells.iter().any(|cell| needs_setup(cell.kind)) {
        return;
    }
    let setup: Vec<usize> =
        (0..document.cells.len()).filter(|at| document.cells[*at].kind.is_setup()).collect();
    if !setup.is_empty() {
        let (cells, facts) = run_cells(document, host, &setup, None, |_| ());
        report.cells.extend(cells);
        note(report, facts.notices);
    }
}

fn note(report: &mut Report, notices: Vec<String>) {
    for notice in notices {
        if !report.notices.contains(&notice) {
            report.notices.push(notice);
        }
    }
}

/// Runs one query cell after those it needs; gives the relationships it loaded.
fn run_query(
    document: &Document,
    host: &Rc<dyn Host>,
    index: usize,
    report: &mut Report,
) -> Vec<String> {
    let is_stopped = |cell: &CellReport| cell.kind.is_setup() && cell.error.is_some();
    let stands_alone = document.cells[index].kind == CellKind::Script;
    if !stands_alone && report.cells.iter().any(is_stopped) {
        return Vec::new();
    }
    let (cells, facts) = run_cells(document, host, &cells_before(document, index), None, |_| ());
    for cell in cells {
        if report.cells.iter().all(|known| known.cell != cell.cell) {
            report.cells.push(cell);
        }
    }
    note(report, facts.notices);
    facts.relationships
}

/// Orders the cells as in the document, the skipped ones among them, and looks for findings.
fn complete(document: &Document, report: &mut Report) {
    for (index, cell) in document.cells.iter().enumerate() {
        if report.cells.iter().all(|known| known.cell != index) {
            let skipped = CellReport { skipped: true, ..CellReport::new(index, cell.kind) };
            report.cells.push(skipped);
        }
    }
    report.cells.sort_by_key(|cell| cell.cell);
    let setup: String = document
        .cells
        .iter()
        .filter(|cell| cell.kind.is_setup())
        .map(|cell| format!("{}\n", cell.source))
        .collect();
    for cell in report.cells.iter().filter(|cell| !cell.kind.is_setup()) {
        let source = &document.cells[cell.cell].source;
        let known = if cell.kind == CellKind::Script { "" } else { &setup };
        report.findings.extend(finding::findings(cell, source, known));
    }
}

fn compare_styles(report: &Report) -> Option<Comparison> {
    let core = report.cell(CellKind::Core).filter(|cell| !cell.skipped)?;
    let orm = report.cell(CellKind::Orm).filter(|cell| !cell.skipped)?;
    let failed = core.error.is_some() || orm.error.is_some();
    Some(Comparison {
        core: figures(core),
        orm: figures(orm),
        same_output: (!failed).then(|| same_output(&core.printed, &orm.printed)),
    })
}

fn figures(cell: &CellReport) -> StyleFigures {
    StyleFigures {
        cell: cell.cell,
        statements: cell.totals.statements,
        rows: cell.totals.rows,
        bytes: cell.totals.bytes,
        statement_time: cell.totals.times.total(),
        time: cell.totals.time,
    }
}
