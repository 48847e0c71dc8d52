//! What the editors show beside and under the lines, read out of a report. Pure.

use ormlab_lab::report::{Finding, FindingKind, Origin, StatementReport};
use ormlab_lab::{CellKind, CellReport, Report, ScriptError};

use crate::components::{Diagnostic, Mark};
use crate::words;

/// How many statements each line of a cell sent.
pub(crate) fn marks(report: &Report, kind: CellKind) -> Vec<Mark> {
    let Some(cell) = report.cell(kind) else { return Vec::new() };
    let mut lines: Vec<u32> =
        cell.statements.iter().filter_map(|statement| statement.cause.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(|line| mark(report, cell, line)).collect()
}

fn mark(report: &Report, cell: &CellReport, line: u32) -> Mark {
    let sent: Vec<&StatementReport> =
        cell.statements.iter().filter(|statement| statement.cause.line == Some(line)).collect();
    let rows: usize = sent.iter().map(|statement| statement.rows).sum();
    let time: f64 = sent.iter().map(|statement| statement.times.total()).sum();
    let found = report
        .findings
        .iter()
        .any(|finding| is_at(finding, cell, line) && finding.kind == FindingKind::NPlusOne);
    let eager = sent.iter().any(|statement| statement.cause.origin == Origin::EagerLoad);
    let tone = match (found, eager) {
        (true, _) => "warn",
        (false, true) => "eager",
        (false, false) => "plain",
    };
    let title = format!(
        "Line {line} sent {}, {}, {}",
        words::count(sent.len(), "statement"),
        words::count(rows, "row"),
        words::time(time)
    );
    Mark { line, count: sent.len(), tone, title }
}

fn is_at(finding: &Finding, cell: &CellReport, line: u32) -> bool {
    finding.cell == cell.cell && finding.line == Some(line)
}

/// The error and the findings of a cell, at their lines.
pub(crate) fn diagnostics(report: &Report, kind: CellKind) -> Vec<Diagnostic> {
    let Some(cell) = report.cell(kind) else { return Vec::new() };
    let error = cell.error.as_ref().and_then(of_error);
    let findings =
        report.findings.iter().filter(|finding| finding.cell == cell.cell).filter_map(of_finding);
    error.into_iter().chain(findings).collect()
}

/// The report counts columns from 1, the editor from 0.
fn of_error(error: &ScriptError) -> Option<Diagnostic> {
    Some(Diagnostic {
        line: error.line?,
        column: error.column.map(|column| column.saturating_sub(1)),
        end_line: error.end_line,
        end_column: error.end_column.map(|column| column.saturating_sub(1)),
        severity: "error",
        message: format!(
            "{}: {}",
            error.type_name,
            error.message.lines().next().unwrap_or_default()
        ),
    })
}

fn of_finding(finding: &Finding) -> Option<Diagnostic> {
    Some(Diagnostic {
        line: finding.line?,
        column: None,
        end_line: None,
        end_column: None,
        severity: "warning",
        message: finding.message.clone(),
    })
}

/// Statements that stand in the list as one: sent one after another by one line, with the same text for the same reason.
pub(crate) fn groups(statements: &[StatementReport]) -> Vec<&[StatementReport]> {
    statements
        .chunk_by(|one, next| {
            one.sql == next.sql
                && one.cause.line == next.cause.line
                && one.cause.origin == next.cause.origin
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use ormlab_lab::report::{Cause, StatementKind, Times};

    use super::*;

    fn statement(id: usize, sql: &str, line: u32, origin: Origin) -> StatementReport {
        StatementReport {
            id,
            sql: sql.to_owned(),
            parameters: String::new(),
            parameter_sets: 1,
            executemany: false,
            kind: StatementKind::Select,
            rows: 2,
            columns: 1,
            rows_affected: None,
            bytes: 0,
            times: Times::default(),
            cached: false,
            transaction: None,
            connection: 0,
            cause: Cause { line: Some(line), origin, ..Cause::default() },
            error: None,
        }
    }

    fn report(statements: Vec<StatementReport>) -> Report {
        let cell = CellReport { statements, ..CellReport::new(0, CellKind::Orm) };
        Report { cells: vec![cell], ..Report::default() }
    }

    #[test]
    fn a_line_is_marked_with_what_it_sent() {
        let report = report(vec![
            statement(0, "SELECT a", 3, Origin::Explicit),
            statement(1, "SELECT b", 5, Origin::LazyLoad),
            statement(2, "SELECT b", 5, Origin::LazyLoad),
        ]);
        let found: Vec<(u32, usize)> =
            marks(&report, CellKind::Orm).iter().map(|mark| (mark.line, mark.count)).collect();
        assert_eq!(found, [(3, 1), (5, 2)]);
        assert!(marks(&report, CellKind::Core).is_empty());
    }

    #[test]
    fn repeated_statements_are_one_group() {
        let statements = [
            statement(0, "SELECT a", 3, Origin::Explicit),
            statement(1, "SELECT b", 5, Origin::LazyLoad),
            statement(2, "SELECT b", 5, Origin::LazyLoad),
            statement(3, "SELECT b", 9, Origin::LazyLoad),
        ];
        let sizes: Vec<usize> = groups(&statements).iter().map(|group| group.len()).collect();
        assert_eq!(sizes, [1, 2, 1]);
    }
}
