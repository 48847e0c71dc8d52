//! [`Inspector`]: what a database says of its own schema; [`reflect_table`] makes tables of it.
//!
//! The statements are those of the original, in its order; what one inspector has asked it does not
//! ask again.

mod build;
mod sqlite;
mod sqlite_type;
mod table_text;

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result, SqlType, Value};
use rustc_hash::FxHashMap;

pub use build::{ReflectOptions, reflect_all, reflect_table};

use crate::connection::Connection;
use crate::engine::Engine;
use crate::statement_log::{Cause, Origin};

/// A column as the database tells it.
#[derive(Clone, Debug)]
pub struct ReflectedColumn {
    pub name: Rc<str>,
    pub sql_type: SqlType,
    pub nullable: bool,
    /// SQL text.
    pub default: Option<Rc<str>>,
    /// Its place in the primary key, from 1; 0 if it is not in it.
    pub primary_key: i64,
    pub computed: Option<ReflectedComputed>,
}

/// A generated column's expression.
#[derive(Clone, Debug)]
pub struct ReflectedComputed {
    pub sqltext: Rc<str>,
    pub persisted: bool,
}

/// The primary key.
#[derive(Clone, Debug, Default)]
pub struct ReflectedPrimaryKey {
    pub constrained_columns: Vec<Rc<str>>,
    pub name: Option<Rc<str>>,
}

/// A foreign key.
#[derive(Clone, Debug)]
pub struct ReflectedForeignKey {
    pub name: Option<Rc<str>>,
    pub constrained_columns: Vec<Rc<str>>,
    pub referred_schema: Option<Rc<str>>,
    pub referred_table: Rc<str>,
    pub referred_columns: Vec<Rc<str>>,
    /// `ondelete`, `onupdate`, `deferrable`, `initially`.
    pub options: Vec<(Rc<str>, Value)>,
}

/// An index.
#[derive(Clone, Debug)]
pub struct ReflectedIndex {
    pub name: Rc<str>,
    pub column_names: Vec<Rc<str>>,
    pub unique: bool,
    /// The condition of a partial index.
    pub condition: Option<Rc<str>>,
}

/// A UNIQUE constraint.
#[derive(Clone, Debug)]
pub struct ReflectedUnique {
    pub name: Option<Rc<str>>,
    pub column_names: Vec<Rc<str>>,
}

/// A CHECK constraint.
#[derive(Clone, Debug)]
pub struct ReflectedCheck {
    pub name: Option<Rc<str>>,
    pub sqltext: Rc<str>,
}

/// What an inspector asks.
#[derive(Clone)]
pub enum Bind {
    /// Each question has a connection of its own.
    Engine(Engine),
    Connection(Connection),
}

/// Answers so far, by question.
type Answers = RefCell<FxHashMap<String, Rc<dyn Any>>>;

/// `inspect(engine)`, `inspect(connection)`.
#[derive(Clone)]
pub struct Inspector {
    bind: Bind,
    answers: Rc<Answers>,
}

/// The schema as one connection shows it.
pub(crate) struct Catalog<'a> {
    connection: &'a Connection,
    answers: &'a Answers,
}

impl Catalog<'_> {
    /// Asks once.
    fn once<T: Clone + 'static>(
        &self,
        question: String,
        ask: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let known = self.answers.borrow().get(&question).cloned();
        if let Some(answer) = known.and_then(|answer| answer.downcast::<T>().ok()) {
            return Ok((*answer).clone());
        }
        let answer = ask()?;
        self.answers.borrow_mut().insert(question, Rc::new(answer.clone()));
        Ok(answer)
    }
}

fn no_such_table(name: &str, schema: Option<&str>) -> Error {
    let full = match schema {
        Some(schema) => format!("{schema}.{name}"),
        None => name.to_owned(),
    };
    Error::new(ErrorKind::NoSuchTable, full)
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Inspector {
            $($(#[$doc])* pub fn $name(&self, $($argument: $kind),*) -> Result<$answer> {
                self.ask(|catalog| catalog.$name($($argument),*))
            })*
        }
    };
}

questions! {
    get_schema_names() -> Vec<Rc<str>>;
    get_table_names(schema: Option<&str>) -> Vec<Rc<str>>;
    get_view_names(schema: Option<&str>) -> Vec<Rc<str>>;
    get_temp_table_names() -> Vec<Rc<str>>;
    get_temp_view_names() -> Vec<Rc<str>>;
    get_view_definition(view: &str, schema: Option<&str>) -> Rc<str>;
    has_table(table: &str, schema: Option<&str>) -> bool;
    get_columns(table: &str, schema: Option<&str>) -> Vec<ReflectedColumn>;
    get_pk_constraint(table: &str, schema: Option<&str>) -> ReflectedPrimaryKey;
    get_foreign_keys(table: &str, schema: Option<&str>) -> Vec<ReflectedForeignKey>;
    get_indexes(table: &str, schema: Option<&str>) -> Vec<ReflectedIndex>;
    get_unique_constraints(table: &str, schema: Option<&str>) -> Vec<ReflectedUnique>;
    get_check_constraints(table: &str, schema: Option<&str>) -> Vec<ReflectedCheck>;
    /// `sqlite_strict`, `sqlite_with_rowid`.
    get_table_options(table: &str, schema: Option<&str>) -> Vec<(Rc<str>, Value)>;
}

impl Inspector {
    /// `inspect(engine)`: connects once, as the original does.
    pub fn of_engine(engine: &Engine) -> Result<Inspector> {
        engine.connect()?.close()?;
        Ok(Inspector { bind: Bind::Engine(engine.clone()), answers: Rc::default() })
    }

    /// `inspect(connection)`.
    pub fn of_connection(connection: &Connection) -> Inspector {
        Inspector { bind: Bind::Connection(connection.clone()), answers: Rc::default() }
    }

    pub fn engine(&self) -> &Engine {
        match &self.bind {
            Bind::Engine(engine) => engine,
            Bind::Connection(connection) => connection.engine(),
        }
    }

    pub fn bind(&self) -> &Bind {
        &self.bind
    }

    /// `default_schema_name`.
    pub fn default_schema_name(&self) -> Option<&'static str> {
        (self.engine().dialect().name() == "sqlite").then_some("main")
    }

    /// `clear_cache()`.
    pub fn clear_cache(&self) {
        self.answers.take();
    }

    /// `has_index(table, index)`.
    pub fn has_index(&self, table: &str, index: &str, schema: Option<&str>) -> Result<bool> {
        if !self.has_table(table, schema)? {
            return Ok(false);
        }
        Ok(self.get_indexes(table, schema)?.iter().any(|found| *found.name == *index))
    }

    /// The questions of `ask` on one connection.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Catalog<'_>) -> Result<T>) -> Result<T> {
        let log = self.engine().environment().statements.clone();
        let _cause = log.map(|log| log.with_cause(Cause::new(Origin::Reflection)));
        match &self.bind {
            Bind::Connection(connection) => ask(&Catalog { connection, answers: &self.answers }),
            Bind::Engine(engine) => {
                let connection = engine.connect()?;
                let catalog = Catalog { connection: &connection, answers: &self.answers };
                let answer = ask(&catalog);
                connection.close()?;
                answer
            }
        }
    }
}
