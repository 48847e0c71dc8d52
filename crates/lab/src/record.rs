//! Turns what the engine logged into what a report says: the same facts in the learner's words.

use std::collections::HashMap;

use ormlab_core::Value;
use ormlab_engine::statement_log::{
    Cause as LogCause, LogFrame, LoggedKind, Origin as LogOrigin, Sample, StatementRecord,
    TimelineEvent as LogEvent, TimelineStep as LogStep,
};

use crate::report::{
    Cause, Frame, Origin, ResultColumn, ResultTable, StatementKind, StatementReport, TimelineEvent,
    TimelineStep, Times,
};

/// Names of the cells by the names of their files.
pub(crate) type Files = HashMap<String, String>;

/// A statement of the cell whose file is `file`.
pub(crate) fn statement(record: &StatementRecord, file: &str, files: &Files) -> StatementReport {
    StatementReport {
        id: record.id,
        sql: record.sql.to_string(),
        parameters: record.parameters.clone(),
        parameter_sets: record.sets,
        executemany: record.executemany,
        kind: kind(record.kind),
        rows: record.rows,
        columns: record.columns,
        rows_affected: record.rows_affected,
        bytes: record.bytes,
        times: Times {
            compile: record.times.compile,
            execute: record.times.execute,
            fetch: record.times.fetch,
            hydrate: record.times.hydrate,
        },
        cached: record.cached,
        transaction: record.transaction,
        connection: record.connection,
        cause: cause(&record.cause, file, files),
        error: record.error.clone(),
    }
}

fn kind(kind: LoggedKind) -> StatementKind {
    match kind {
        LoggedKind::Select => StatementKind::Select,
        LoggedKind::Insert => StatementKind::Insert,
        LoggedKind::Update => StatementKind::Update,
        LoggedKind::Delete => StatementKind::Delete,
        LoggedKind::Ddl => StatementKind::Ddl,
        LoggedKind::Pragma => StatementKind::Pragma,
        LoggedKind::Savepoint => StatementKind::Savepoint,
        LoggedKind::Other => StatementKind::Other,
    }
}

fn origin(origin: LogOrigin) -> Origin {
    match origin {
        LogOrigin::Explicit => Origin::Explicit,
        LogOrigin::LazyLoad => Origin::LazyLoad,
        LogOrigin::EagerLoad => Origin::EagerLoad,
        LogOrigin::Refresh => Origin::Refresh,
        LogOrigin::Autoflush => Origin::Autoflush,
        LogOrigin::Flush => Origin::Flush,
        LogOrigin::Cascade => Origin::Cascade,
        LogOrigin::Ddl => Origin::Ddl,
        LogOrigin::Reflection => Origin::Reflection,
        LogOrigin::Default => Origin::Default,
        LogOrigin::Pool => Origin::Pool,
    }
}

fn cause(cause: &LogCause, file: &str, files: &Files) -> Cause {
    let frame = |frame: &LogFrame| {
        Some(Frame {
            file: files.get(&*frame.file)?.clone(),
            function: frame.function.to_string(),
            line: frame.line,
        })
    };
    let text = |text: &Option<std::rc::Rc<str>>| text.as_ref().map(ToString::to_string);
    Cause {
        line: cause.frames.iter().rev().find(|frame| &*frame.file == file).map(|frame| frame.line),
        stack: cause.frames.iter().filter_map(frame).collect(),
        origin: origin(cause.origin),
        relationship: text(&cause.relationship),
        loader: text(&cause.loader),
        owner: text(&cause.owner),
        parent: cause.parent,
    }
}

pub(crate) fn timeline(event: &LogEvent) -> TimelineEvent {
    TimelineEvent {
        step: match event.step {
            LogStep::Begin => TimelineStep::Begin,
            LogStep::Commit => TimelineStep::Commit,
            LogStep::Rollback => TimelineStep::Rollback,
            LogStep::Connect => TimelineStep::Connect,
            LogStep::Checkout => TimelineStep::Checkout,
            LogStep::Checkin => TimelineStep::Checkin,
            LogStep::Close => TimelineStep::Close,
            LogStep::Invalidate => TimelineStep::Invalidate,
            LogStep::Timeout => TimelineStep::Timeout,
        },
        connection: event.connection,
        transaction: event.transaction,
        line: event.line,
        before: event.before,
        status: event.status.clone(),
    }
}

/// The result of a query that the script asked for, as a table; `None` for anything else.
pub(crate) fn table(record: &StatementRecord, file: &str) -> Option<ResultTable> {
    let asked = record.cause.origin == LogOrigin::Explicit && record.kind == LoggedKind::Select;
    if !asked || record.sample.columns.is_empty() || record.error.is_some() {
        return None;
    }
    let line = record.cause.frames.iter().rev().find(|frame| &*frame.file == file);
    Some(ResultTable {
        line: line.map(|frame| frame.line),
        columns: columns(&record.sample),
        rows: record.sample.rows.iter().map(|row| row.iter().map(Value::repr).collect()).collect(),
        total_rows: record.rows,
    })
}

fn columns(sample: &Sample) -> Vec<ResultColumn> {
    let of = |(at, name): (usize, &std::rc::Rc<str>)| ResultColumn {
        name: name.to_string(),
        type_name: type_name(sample, at),
    };
    sample.columns.iter().enumerate().map(of).collect()
}

/// The one type that all values of a column have, NULLs aside.
fn type_name(sample: &Sample, column: usize) -> Option<String> {
    let values = sample.rows.iter().filter_map(|row| row.get(column));
    let mut names = values.filter(|value| !value.is_null()).map(Value::type_name);
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}
