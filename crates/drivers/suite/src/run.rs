//! Runs cases on a driver.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ormlab_core::dialect::ParamStyle;
use ormlab_engine::driver::{
    Driver, DriverConnection, DriverErrorKind, DriverOutcome, DriverResult, DriverValue,
};

use crate::case::{Capability, Case, Expect, Param, Step};
use crate::cases::cases;

/// Runs all cases that the driver can pass; what failed, each with its case and step.
///
/// A fresh driver for each case, so that named databases are empty.
pub fn check_all(
    make: &mut dyn FnMut() -> Box<dyn Driver>,
    lacks: &[Capability],
) -> Result<usize, String> {
    let mut passed = 0;
    let mut failed = Vec::new();
    for case in cases().filter(|case| !case.needs.iter().any(|need| lacks.contains(need))) {
        match check(&*make(), case) {
            Ok(()) => passed += 1,
            Err(message) => failed.push(message),
        }
    }
    if failed.is_empty() { Ok(passed) } else { Err(failed.join("\n")) }
}

/// Runs one case.
pub fn check(driver: &dyn Driver, case: &Case) -> Result<(), String> {
    let mut connections = BTreeMap::new();
    for (number, step) in case.steps.iter().enumerate() {
        take(driver, case, step, &mut connections).map_err(|message| {
            format!("{}, step {}: {message}\n  {step:?}", case.name, number + 1)
        })?;
    }
    Ok(())
}

type Connections = BTreeMap<usize, Box<dyn DriverConnection>>;

fn connection<'a>(
    driver: &dyn Driver,
    case: &Case,
    number: usize,
    connections: &'a mut Connections,
) -> Result<&'a mut Box<dyn DriverConnection>, String> {
    match connections.entry(number) {
        Entry::Occupied(entry) => Ok(entry.into_mut()),
        Entry::Vacant(entry) => {
            let made = driver.connect(case.database).map_err(|refusal| refusal.message)?;
            Ok(entry.insert(made))
        }
    }
}

fn take(
    driver: &dyn Driver,
    case: &Case,
    step: &Step,
    connections: &mut Connections,
) -> Result<(), String> {
    let on = connection(driver, case, step.connection(), connections)?;
    let shown = |outcome: DriverOutcome<()>| outcome.map_err(|refusal| format!("{refusal:?}"));
    let style = driver.dialect().param_style();
    match step {
        Step::Run(_, sql, parameters, expected) => {
            compare(on.execute(&marked(sql, style), &values(parameters)), expected)
        }
        Step::RunMany(_, sql, sets, expected) => {
            let sets: Vec<Vec<DriverValue>> = sets.iter().map(|set| values(set)).collect();
            compare(on.execute_many(&marked(sql, style), &sets), expected)
        }
        Step::Commit(_) => shown(on.commit()),
        Step::Rollback(_) => shown(on.rollback()),
        Step::Autocommit(_, value) => shown(on.set_autocommit(*value)),
        Step::Close(_) => {
            on.close();
            Ok(())
        }
    }
}

fn values(parameters: &[Param]) -> Vec<DriverValue> {
    parameters.iter().map(|parameter| parameter.to_driver()).collect()
}

/// The statement with the driver's own marks for parameters; cases hold no other question marks.
fn marked(sql: &str, style: ParamStyle) -> String {
    if style != ParamStyle::NumericDollar {
        return sql.to_owned();
    }
    let mut pieces = sql.split('?');
    let mut marked = pieces.next().unwrap_or_default().to_owned();
    for (index, piece) in pieces.enumerate() {
        marked += &format!("${}{piece}", index + 1);
    }
    marked
}

fn compare(outcome: DriverOutcome<DriverResult>, expected: &Expect) -> Result<(), String> {
    let result = match (outcome, expected) {
        (Ok(result), _) => result,
        (Err(refusal), Expect::Refused(kind)) => return is_kind(refusal.kind, *kind),
        (Err(refusal), Expect::RefusedWith(kind, message)) => {
            is_kind(refusal.kind, *kind)?;
            return same(refusal.message.as_str(), *message);
        }
        (Err(refusal), _) => return Err(format!("refused: {refusal:?}")),
    };
    match expected {
        Expect::Done => Ok(()),
        Expect::Rows(rows) => same_rows(&result, rows),
        Expect::Table(columns, rows) => {
            let found: Vec<&str> = result.columns.iter().map(|name| &**name).collect();
            same(found.as_slice(), *columns)?;
            same_rows(&result, rows)
        }
        Expect::Changed(count) => same(result.rowcount, *count),
        Expect::LastRowid(id) => same(result.lastrowid, Some(*id)),
        Expect::Refused(_) | Expect::RefusedWith(..) => Err("not refused".to_owned()),
    }
}

fn is_kind(found: DriverErrorKind, expected: DriverErrorKind) -> Result<(), String> {
    same(found, expected)
}

fn same<T: PartialEq<U> + std::fmt::Debug, U: std::fmt::Debug>(
    found: T,
    expected: U,
) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{found:?} instead of {expected:?}")) }
}

fn same_rows(result: &DriverResult, rows: &[&[Param]]) -> Result<(), String> {
    let expected: Vec<DriverValue> = rows.iter().flat_map(|row| values(row)).collect();
    same(result.len(), rows.len())?;
    same(result.values.as_slice(), expected.as_slice())
}
