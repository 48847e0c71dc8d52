//! Refusals and mistakes, wrapped as the original wraps them.

mod stage;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::dml::insert;
use ormlab_core::metadata::MetaData;
use ormlab_core::{ErrorKind, Statement, Value};
use ormlab_engine::log::Echo;
use ormlab_engine::{Connection, ParameterSet};
use stage::{Stage, sets, table, text};

fn connection() -> (Connection, Statement) {
    let engine = Stage::new().echoing(Echo::Off);
    let metadata = MetaData::new();
    let table = table(&metadata);
    let connection = engine.connect().expect("connected");
    connection.create_all(&metadata, None, CheckFirst::ALL).expect("created");
    (connection, insert(&table).into())
}

#[track_caller]
fn check(statement: Statement, sets: &[ParameterSet], kind: ErrorKind, text: &str) {
    let (connection, _) = connection();
    check_on(&connection, statement, sets, kind, text);
}

#[track_caller]
fn check_on(
    connection: &Connection,
    statement: Statement,
    sets: &[ParameterSet],
    kind: ErrorKind,
    text: &str,
) {
    let error = match connection.execute(statement, sets) {
        Ok(_) => panic!("no error"),
        Err(error) => error,
    };
    let failed = error.statement.clone().expect("a statement");
    let parameters = failed.parameters.unwrap_or_default();
    let found =
        format!("{}|{}|{parameters}|{}", error.message, failed.sql, error.code.unwrap_or_default());
    assert_eq!((error.kind, found.as_str()), (kind, text));
}

fn named(pairs: &[(&str, Value)]) -> ParameterSet {
    pairs.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

#[test]
fn refusals_of_the_database() {
    check(
        text("SELECT * FROM nowhere"),
        &[],
        ErrorKind::Operational,
        "(sqlite3.OperationalError) no such table: nowhere|SELECT * FROM nowhere||e3q8",
    );
    let (connection, insert) = connection();
    check_on(
        &connection,
        text("INSERT INTO t (id) VALUES (1), (1)"),
        &[],
        ErrorKind::Integrity,
        "(sqlite3.IntegrityError) UNIQUE constraint failed: t.id|INSERT INTO t (id) VALUES (1), \
         (1)||gkpj",
    );
    let list = Value::List([Value::Int(1)].into());
    check_on(
        &connection,
        insert,
        &[named(&[("n", list)])],
        ErrorKind::Programming,
        "(sqlite3.ProgrammingError) Error binding parameter 1: type 'list' is not \
         supported|INSERT INTO t (n) VALUES (?)|([1],)|f405",
    );
}

#[test]
fn parameters_that_are_missing() {
    check(
        text("select :a"),
        &[named(&[("b", Value::Int(1))])],
        ErrorKind::StatementError,
        "(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter 'a'|select \
         ?|[{'b': 1}]|cd3x",
    );
    check(
        text("select :a"),
        &[],
        ErrorKind::StatementError,
        "(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter 'a'|select \
         ?||cd3x",
    );
    let first = named(&[("a", Value::Int(1)), ("b", Value::Int(1))]);
    check(
        text("select :a, :b"),
        &[first, named(&[("a", Value::Int(1))])],
        ErrorKind::StatementError,
        "(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter 'b', in \
         parameter group 1|select ?, ?|[{'a': 1, 'b': 1}, {'a': 1}]|cd3x",
    );
}

#[test]
fn a_refused_batch_shows_all_sets() {
    let (connection, insert) = connection();
    connection.execute(text("create unique index u on t (n)"), &[]).expect("created");
    check_on(
        &connection,
        insert,
        &sets(&["q", "q"]),
        ErrorKind::Integrity,
        "(sqlite3.IntegrityError) UNIQUE constraint failed: t.n|INSERT INTO t (n) VALUES \
         (?)|[('q',), ('q',)]|gkpj",
    );
}
