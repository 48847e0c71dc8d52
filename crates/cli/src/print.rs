//! A report for a terminal: each cell's output as it was printed, then its statements.

use std::io::{self, Write};

use ormlab_lab::report::{Finding, StatementReport};
use ormlab_lab::{CellReport, Report};

pub(crate) fn report(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let several = report.cells.len() > 1;
    for cell in report.cells.iter().filter(|cell| !cell.skipped) {
        if several {
            writeln!(out, "== {}", cell.kind)?;
        }
        self::cell(cell, out)?;
    }
    for finding in &report.findings {
        self::finding(finding, out)?;
    }
    for notice in &report.notices {
        writeln!(out, "note: {notice}")?;
    }
    if let Some(failure) = &report.failure {
        writeln!(out, "{}: {}", failure.type_name, failure.message)?;
    }
    Ok(())
}

fn cell(cell: &CellReport, out: &mut dyn Write) -> io::Result<()> {
    for line in &cell.printed {
        writeln!(out, "{}", line.text)?;
    }
    if let Some(error) = &cell.error {
        write!(out, "{}", error.traceback)?;
        if let Some(hint) = &error.hint {
            writeln!(out, "hint: {hint}")?;
        }
    }
    if cell.statements.is_empty() {
        return Ok(());
    }
    let totals = &cell.totals;
    writeln!(out, "-- {} statements, {} rows", totals.statements, totals.rows)?;
    for statement in &cell.statements {
        self::statement(statement, out)?;
    }
    Ok(())
}

fn statement(statement: &StatementReport, out: &mut dyn Write) -> io::Result<()> {
    let cause = &statement.cause;
    let place = cause.line.map_or_else(String::new, |line| format!(" line {line}"));
    let relationship =
        cause.relationship.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    writeln!(
        out,
        "-- [{}]{place}, {}{relationship}, {} rows, {:.2} ms",
        statement.id + 1,
        cause.origin.label(),
        statement.rows,
        statement.times.total() / 1000.0
    )?;
    writeln!(out, "{}", statement.sql.trim())?;
    if statement.parameters != "()" {
        writeln!(out, "   {}", statement.parameters)?;
    }
    Ok(())
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = finding.line.map_or_else(String::new, |line| format!("line {line}: "));
    writeln!(out, "finding: {place}{}", finding.message)?;
    let Some(fix) = &finding.fix else { return Ok(()) };
    match &fix.forecast {
        Some(forecast) => writeln!(
            out,
            "  {}: {} -> {} statements",
            fix.title, forecast.statements_before, forecast.statements_after
        ),
        None => writeln!(out, "  {}", fix.title),
    }
}
