//! Experiments: the ORM cell under each loading strategy, and the fix of each finding, by running them.

use std::rc::Rc;

use ormlab_orm::{LoaderOverride, LoaderOverrides};

use crate::document::{CellKind, Document};
use crate::host::Host;
use crate::pass::{Facts, cells_before, run_cells, same_output};
use crate::report::{CellReport, Finding, Forecast, LoadingComparison, LoadingRun, Report};

/// The strategies that are compared, by the names that the report gives them.
const STRATEGIES: &[(&str, LoaderOverride)] = &[
    ("lazy", LoaderOverride::Lazy),
    ("joined", LoaderOverride::Joined),
    ("subquery", LoaderOverride::Subquery),
    ("selectin", LoaderOverride::Selectin),
    ("raise", LoaderOverride::Raise),
];

/// Adds what the document's options ask for; `loaded` says which relationships each cell followed.
pub(crate) fn run(
    document: &Document,
    host: &Rc<dyn Host>,
    loaded: &[(usize, Vec<String>)],
    report: &mut Report,
) {
    if document.options.compare_loading {
        for (index, relationships) in loaded {
            let comparison = compare_loading(document, host, *index, relationships, report);
            report.loading.extend(comparison);
        }
    }
    if document.options.measure_fixes {
        let mut findings = std::mem::take(&mut report.findings);
        for finding in &mut findings {
            measure_fix(document, host, finding, report);
        }
        report.findings = findings;
    }
}

/// The cell under each strategy; `None` where it follows no relationship or fails as it stands.
fn compare_loading(
    document: &Document,
    host: &Rc<dyn Host>,
    index: usize,
    relationships: &[String],
    report: &Report,
) -> Option<LoadingComparison> {
    let as_written = report.cells.iter().find(|cell| cell.cell == index)?;
    let is_of_interest = matches!(as_written.kind, CellKind::Orm | CellKind::Script);
    if relationships.is_empty() || as_written.error.is_some() || !is_of_interest {
        return None;
    }
    let experiment = Experiment { document, host, index, relationships, as_written };
    let mut runs: Vec<LoadingRun> = STRATEGIES
        .iter()
        .map(|(name, strategy)| experiment.strategy(name, Some(*strategy)))
        .collect();
    if !runs.iter().any(|run| run.as_written) {
        runs.insert(0, experiment.strategy("as written", None));
    }
    Some(LoadingComparison { cell: index, relationships: relationships.to_vec(), runs })
}

struct Experiment<'a> {
    document: &'a Document,
    host: &'a Rc<dyn Host>,
    index: usize,
    relationships: &'a [String],
    as_written: &'a CellReport,
}

impl Experiment<'_> {
    /// Runs the cell several times; figures are those of the first run, times of the others.
    fn strategy(&self, name: &str, strategy: Option<LoaderOverride>) -> LoadingRun {
        let (first, facts) = self.once(strategy);
        let mut run = LoadingRun {
            strategy: name.to_owned(),
            as_written: strategy.is_none() || same_statements(&first, self.as_written),
            statements: first.totals.statements,
            rows: first.totals.rows,
            cells: first.totals.cells,
            bytes: first.totals.bytes,
            objects: facts.objects,
            first_time: first.totals.time,
            same_output: same_output(&first.printed, &self.as_written.printed),
            error: first.error,
            ..LoadingRun::default()
        };
        let repeats = if run.error.is_some() { 0 } else { self.document.options.repeat };
        let mut times: Vec<f64> = (0..repeats).map(|_| self.once(strategy).0.totals.time).collect();
        times.sort_by(f64::total_cmp);
        run.time = times.get(times.len() / 2).copied().unwrap_or(run.first_time);
        run.spread = times.last().zip(times.first()).map_or(0.0, |(most, least)| most - least);
        run
    }

    fn once(&self, strategy: Option<LoaderOverride>) -> (CellReport, Facts) {
        let indexes = cells_before(self.document, self.index);
        let set = |overrides: &LoaderOverrides| {
            for name in self.relationships {
                if let Some(strategy) = strategy {
                    overrides.set(name, strategy);
                }
            }
        };
        let (mut cells, facts) = run_cells(self.document, self.host, &indexes, None, set);
        let last = cells.pop().unwrap_or_else(|| CellReport::new(self.index, self.as_written.kind));
        (last, facts)
    }
}

fn same_statements(a: &CellReport, b: &CellReport) -> bool {
    let texts = |cell: &CellReport| {
        let of = |statement: &crate::report::StatementReport| {
            (statement.sql.clone(), statement.parameters.clone())
        };
        cell.statements.iter().map(of).collect::<Vec<_>>()
    };
    texts(a) == texts(b)
}

/// Runs the cell with the fix in it and notes what changed.
fn measure_fix(document: &Document, host: &Rc<dyn Host>, finding: &mut Finding, report: &Report) {
    let Some(before) = report.cells.iter().find(|cell| cell.cell == finding.cell) else { return };
    let Some(fix) = finding.fix.as_mut() else { return };
    let source = fix.apply(&document.cells[finding.cell].source);
    let indexes = cells_before(document, finding.cell);
    let (cells, _) = run_cells(document, host, &indexes, Some(&source), |_| ());
    let after = cells.last().filter(|cell| cell.cell == finding.cell && cell.error.is_none());
    match after {
        Some(after) => {
            fix.forecast = Some(Forecast {
                statements_before: before.totals.statements,
                statements_after: after.totals.statements,
                same_output: same_output(&before.printed, &after.printed),
            });
        }
        // A fix that does not run is none.
        None => finding.fix = None,
    }
}
