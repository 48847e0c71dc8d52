//! Where the cases of a recording are tried: a database, a log, a session for each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::{MetaData, Result, Select, Statement};
use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::environment::SingleDriver;
use ormlab_engine::parameters::Parameters;
use ormlab_engine::statement_log::StatementRecord;
use ormlab_engine::{
    CursorResult, Engine, EngineOptions, Environment, ExecutionOptions, Fetch, Row, StatementLog,
    create_engine, make_url,
};
use ormlab_orm::session::Bind;
use ormlab_orm::{Instance, Session, SessionOptions};

use super::api::objects;

pub(crate) struct Stage {
    engine: Engine,
    log: Rc<StatementLog>,
    session: RefCell<Session>,
}

/// What a case prints at its end, if anything.
pub(crate) type Case<W> = fn(&W) -> Result<Option<String>>;

fn open(engine: &Engine) -> Session {
    let bind = Some(Bind::Engine(engine.clone()));
    Session::new(SessionOptions { bind, ..SessionOptions::default() })
}

impl Stage {
    /// A database with these tables and rows.
    pub(crate) fn new(metadata: &MetaData, rows: &[&str]) -> Result<Stage> {
        let log = StatementLog::new();
        let mut environment = Environment::new(Rc::new(SingleDriver(Rc::new(Sqlite::new()))));
        environment.statements = Some(log.clone());
        let engine =
            create_engine(&Rc::new(environment), make_url("sqlite://")?, EngineOptions::default())?;
        engine.begin(|connection| {
            connection.create_all(metadata, None, CheckFirst::NONE)?;
            for rows in rows {
                connection.exec_driver_sql(
                    *rows,
                    Parameters::none(),
                    &ExecutionOptions::default(),
                )?;
            }
            Ok(())
        })?;
        Ok(Stage { session: RefCell::new(open(&engine)), engine, log })
    }

    /// A session of its own for a case.
    pub(crate) fn start(&self) {
        let last = self.session.replace(open(&self.engine));
        last.close().expect("a session closes");
        self.log.take();
    }

    /// What was sent since.
    pub(crate) fn sent(&self) -> Vec<String> {
        let statements = self.log.statements();
        let line = |record: &StatementRecord| {
            format!("{} {}", record.sql.replace('\n', "\\n"), record.parameters)
        };
        statements.iter().map(line).collect()
    }

    /// What was sent since, with causes.
    pub(crate) fn records(&self) -> Vec<StatementRecord> {
        self.log.statements()
    }

    /// Of the engine.
    pub(crate) fn environment(&self) -> Rc<Environment> {
        self.engine.environment().clone()
    }

    pub(crate) fn session(&self) -> Session {
        self.session.borrow().clone()
    }

    pub(crate) fn execute(&self, statement: &Select) -> Result<CursorResult> {
        let statement = Statement::from(statement.clone());
        self.session().execute(&statement, &[], &ExecutionOptions::default())
    }

    pub(crate) fn rows(&self, statement: &Select) -> Result<Vec<Row>> {
        self.execute(statement)?.all()
    }

    pub(crate) fn all(&self, statement: &Select) -> Result<Vec<Instance>> {
        Ok(objects(&self.execute(statement)?.scalars(0)?.all()?))
    }

    pub(crate) fn unique(&self, statement: &Select) -> Result<Vec<Instance>> {
        Ok(objects(&self.execute(statement)?.unique(None).scalars(0)?.all()?))
    }

    /// `session.query(…)`
    pub(crate) fn query(&self, statement: &Select) -> Result<Vec<Row>> {
        self.session().query(statement, &[], &ExecutionOptions::default())?.all()
    }
}

fn recording(name: &str) -> BTreeMap<String, Vec<String>> {
    let path = format!("{}/tests/goldens/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("the recording is there");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut title = String::new();
    for line in text.lines() {
        match line.strip_prefix("## ") {
            Some(next) => {
                title = next.to_owned();
                found.insert(title.clone(), Vec::new());
            }
            None => found.entry(title.clone()).or_default().push(line.to_owned()),
        }
    }
    found
}

/// Addresses as the recordings have them.
fn without_addresses(message: &str) -> String {
    let mut parts = message.split("0x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("0x...");
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    text
}

fn outcome<W: AsRef<Stage>>(world: &W, case: Case<W>) -> Vec<String> {
    world.as_ref().start();
    let last = match case(world) {
        Ok(Some(text)) => Some(format!("-> {text}")),
        Ok(None) => None,
        Err(error) => Some(format!("!! {}", without_addresses(error.message.trim()))),
    };
    let mut lines = world.as_ref().sent();
    lines.extend(last);
    lines
}

/// Tries each case and compares with the recording.
pub(crate) fn check<'a, W: AsRef<Stage> + 'a>(
    recorded: &str,
    world: &W,
    cases: impl Iterator<Item = &'a (&'static str, Case<W>)>,
) {
    let goldens = recording(recorded);
    let mut wrong = Vec::new();
    let mut untried: Vec<&String> = goldens.keys().collect();
    for (title, case) in cases {
        untried.retain(|name| name != title);
        let expected = goldens.get(*title).unwrap_or_else(|| panic!("no recording of {title}"));
        let actual = outcome(world, *case);
        if actual != *expected {
            wrong.push(format!(
                "## {title}\nexpected\n  {}\nsent\n  {}",
                expected.join("\n  "),
                actual.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(untried.is_empty(), "recorded but not tried: {untried:?}");
}
