//! Runs the cells of a script as the oracle does: schema and data once, each other cell after them.

#![allow(clippy::disallowed_types, reason = "tests run natively, where there is a clock")]

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::Environment;
use ormlab_engine::environment::{Clock, SingleDriver};
use ormlab_engine::statement_log::{StatementLog, StatementRecord, TimelineEvent, TimelineStep};
use ormlab_python::{Host, Raised, Stream, Vm, VmOptions};
use serde_json::{Value, json};

use crate::normalise::normalise;

struct Cell {
    kind: String,
    offset: usize,
    source: String,
}

const KINDS: [&str; 5] = ["schema", "data", "core", "orm", "script"];

fn marker(line: &str) -> Option<String> {
    let kind = line.trim_start().strip_prefix("# %%")?.trim().to_lowercase();
    KINDS.contains(&kind.as_str()).then_some(kind)
}

fn parse(text: &str) -> Vec<Cell> {
    let mut cells = vec![Cell { kind: "script".to_owned(), offset: 0, source: String::new() }];
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match marker(line) {
            Some(kind) => cells.push(Cell { kind, offset: index + 1, source: String::new() }),
            None => cells.last_mut().expect("there is a first").source += line,
        }
    }
    let runs = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if cells.len() > 1 && !cells[0].source.lines().any(runs) {
        cells.remove(0);
    }
    cells
}

/// Keeps what is printed.
#[derive(Default)]
struct Output {
    stdout: RefCell<String>,
    stderr: RefCell<String>,
}

impl Host for Output {
    fn write(&self, stream: Stream, text: &str) {
        match stream {
            Stream::Stdout => self.stdout.borrow_mut().push_str(text),
            Stream::Stderr => self.stderr.borrow_mut().push_str(text),
        }
    }

    fn now(&self) -> i128 {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        i128::try_from(since.as_nanos()).unwrap_or_default()
    }

    fn monotonic(&self) -> f64 {
        std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64()
    }

    fn sleep(&self, _: f64) {}
}

struct HostClock(Rc<Output>);

impl Clock for HostClock {
    fn monotonic(&self) -> f64 {
        Host::monotonic(&*self.0)
    }
}

fn event(record: &StatementRecord) -> Value {
    json!({
        "sql": normalise(&record.sql),
        "parameters": normalise(&record.parameters),
        "executemany": record.executemany,
    })
}

fn step(event: &TimelineEvent) -> Option<Value> {
    let name = match event.step {
        TimelineStep::Begin => "BEGIN",
        TimelineStep::Commit => "COMMIT",
        TimelineStep::Rollback => "ROLLBACK",
        _ => return None,
    };
    Some(json!({ "transaction": name }))
}

/// Statements and steps of transactions in the order in which they happened. Savepoints are events
/// of their own in the original, not statements.
fn events(log: &StatementLog) -> Value {
    let (statements, timeline) = log.take();
    let first = statements.first().map_or(0, |record| record.id);
    let mut events = Vec::new();
    let mut steps = timeline.iter().peekable();
    for (place, record) in statements.iter().enumerate() {
        while let Some(next) = steps.next_if(|next| next.before.saturating_sub(first) <= place) {
            events.extend(step(next));
        }
        events.push(event(record));
    }
    events.extend(steps.filter_map(step));
    Value::Array(events)
}

fn exception(vm: &Vm, raised: &Raised) -> Value {
    raised.instance().exception().set_cause(None);
    let class = raised.class();
    let module =
        if class.module() == *"builtins" { String::new() } else { format!("{}.", class.module()) };
    let message = vm.str(&raised.value()).map(|text| text.to_string()).unwrap_or_default();
    json!({
        "type": format!("{module}{}", class.qualname()),
        "message": normalise(&message),
        "traceback": normalise(&vm.format_traceback(raised)),
    })
}

/// Runs cells in one namespace, until one fails.
fn run(cells: &[&Cell]) -> Vec<Value> {
    let output = Rc::new(Output::default());
    let vm = Rc::new(Vm::new(VmOptions::new(output.clone())));
    let mut environment = Environment::new(Rc::new(SingleDriver(Rc::new(Sqlite::new()))));
    environment.clock = Rc::new(HostClock(output.clone()));
    let log = StatementLog::new();
    environment.statements = Some(log.clone());
    let _environment = ormlab_sqlalchemy::install(&vm, environment);
    let globals = vm.new_globals("__main__");
    let mut records = Vec::new();
    for cell in cells {
        let outcome = vm.run_source(&cell.source, &format!("<{}>", cell.kind), &globals);
        let failed = outcome.is_err();
        let raised = outcome.err().map_or(Value::Null, |raised| exception(&vm, &raised));
        records.push(json!({
            "kind": cell.kind,
            "offset": cell.offset,
            "stdout": normalise(&output.stdout.take()),
            "stderr": normalise(&output.stderr.take()),
            "events": events(&log),
            "exception": raised,
        }));
        if failed {
            break;
        }
    }
    records
}

/// What we do with a script, as the oracle records it.
pub(crate) fn record(text: &str) -> Value {
    let cells = parse(text);
    let is_setup = |cell: &&Cell| matches!(cell.kind.as_str(), "schema" | "data");
    let setup: Vec<&Cell> = cells.iter().filter(is_setup).collect();
    let mut records = if setup.is_empty() { Vec::new() } else { run(&setup) };
    let failed = records.iter().any(|record| !record["exception"].is_null());
    if !failed {
        for cell in cells.iter().filter(|cell| !is_setup(cell)) {
            let mut all = if cell.kind == "script" { Vec::new() } else { setup.clone() };
            all.push(cell);
            records.extend(run(&all).pop());
        }
    }
    records.sort_by_key(|record| record["offset"].as_u64());
    json!({ "cells": records })
}
