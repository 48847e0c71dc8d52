//! What the tests stand on: an engine over native SQLite whose log is kept as text.
#![allow(dead_code)]

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::expr::TextClause;
use ormlab_core::metadata::MetaData;
use ormlab_core::select::{SelectItem, select};
use ormlab_core::table::TableOptions;
use ormlab_core::{Column, Result, SqlType, Statement, Table, Value};
use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::environment::SingleDriver;
use ormlab_engine::log::{Echo, Level, LogSink};
use ormlab_engine::{
    Connection, CursorResult, Engine, EngineOptions, Environment, Fetch, ParameterSet,
    StatementLog, create_engine, make_url,
};

/// Keeps the lines of the log.
#[derive(Default)]
pub(crate) struct Lines(RefCell<Vec<String>>);

impl LogSink for Lines {
    fn is_enabled(&self, _logger: &str, level: Level) -> bool {
        level >= Level::Warning
    }

    fn emit(&self, _logger: &str, _level: Level, message: &str) {
        self.0.borrow_mut().push(timeless(message));
    }

    fn ensure_handler(&self, _logger: &str) {}
}

impl Lines {
    pub(crate) fn add(&self, line: &str) {
        self.0.borrow_mut().push(line.to_owned());
    }

    pub(crate) fn take(&self) -> String {
        self.0.take().join("\n") + "\n"
    }
}

/// Without durations and addresses.
fn timeless(message: &str) -> String {
    let mut words = Vec::new();
    for word in message.split(' ') {
        let tail = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".e-".contains(c));
        let is_duration = word.starts_with(|c: char| c.is_ascii_digit()) && tail.starts_with('s');
        words.push(if is_duration { format!("T{tail}") } else { word.to_owned() });
    }
    words.join(" ")
}

pub(crate) struct Stage {
    pub(crate) lines: Rc<Lines>,
    pub(crate) log: Rc<StatementLog>,
    pub(crate) environment: Rc<Environment>,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        let lines = Rc::new(Lines::default());
        let log = StatementLog::keeping(2);
        let mut environment = Environment::new(Rc::new(SingleDriver(Rc::new(Sqlite::new()))));
        environment.log_sink = Some(lines.clone());
        environment.statements = Some(log.clone());
        Stage { lines, log, environment: Rc::new(environment) }
    }

    pub(crate) fn engine(&self, url: &str, options: EngineOptions) -> Engine {
        let url = make_url(url).expect("a URL");
        create_engine(&self.environment, url, options).expect("an engine")
    }

    pub(crate) fn echoing(&self, echo: Echo) -> Engine {
        self.engine("sqlite://", EngineOptions { echo, ..EngineOptions::default() })
    }
}

/// `t (id, n)`.
pub(crate) fn table(metadata: &MetaData) -> Table {
    let columns = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("n", SqlType::string(Some(10))).into(),
    ];
    Table::new("t", metadata, columns, TableOptions::default()).expect("a table")
}

pub(crate) fn all_of(table: &Table) -> Statement {
    select(vec![SelectItem::from(table)]).into()
}

pub(crate) fn text(sql: &str) -> Statement {
    TextClause::new(sql).into_statement()
}

pub(crate) fn sets(values: &[&str]) -> Vec<ParameterSet> {
    values.iter().map(|value| vec![("n".into(), Value::from(*value))]).collect()
}

/// The rows as Python prints them.
pub(crate) fn shown(result: Result<CursorResult>) -> String {
    match result.and_then(|result| result.all()) {
        Ok(rows) => {
            let row = |row: &ormlab_engine::Row| {
                Value::Tuple(row.values().expect("values").into()).repr()
            };
            rows.iter().map(row).collect::<Vec<_>>().join(" ")
        }
        Err(error) => format!("{:?}: {}", error.kind, error.message),
    }
}

pub(crate) fn execute(connection: &Connection, statement: &Statement) -> Result<CursorResult> {
    connection.execute(statement.clone(), &[])
}
