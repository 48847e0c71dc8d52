//! Results: how rows are fetched, counted and named, and what the refusals say.

mod stage;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::dml::insert;
use ormlab_core::metadata::MetaData;
use ormlab_core::select::SelectItem;
use ormlab_core::{Result, Statement, Table, Value};
use ormlab_engine::log::Echo;
use ormlab_engine::{Connection, CursorResult, Fetch, Row};
use stage::{Stage, all_of, execute, sets, table, text};

struct Case {
    connection: Connection,
    table: Table,
}

impl Case {
    fn new() -> Case {
        let engine = Stage::new().echoing(Echo::Off);
        let metadata = MetaData::new();
        let table = table(&metadata);
        let connection = engine.connect().expect("connected");
        connection.create_all(&metadata, None, CheckFirst::ALL).expect("created");
        connection.execute(insert(&table), &sets(&["a", "b", "a"])).expect("inserted");
        Case { connection, table }
    }

    fn run(&self, statement: &Statement) -> CursorResult {
        execute(&self.connection, statement).expect("executed")
    }
}

fn row(row: &Row) -> String {
    Value::Tuple(row.values().expect("values").into()).repr()
}

fn rows(rows: Result<Vec<Row>>) -> String {
    rows.map_or_else(failure, |rows| rows.iter().map(row).collect::<Vec<_>>().join(" "))
}

fn failure(error: ormlab_core::Error) -> String {
    format!("{:?}: {error}", error.kind)
}

#[test]
fn rows_are_fetched_as_asked() {
    let case = Case::new();
    let result = case.run(&all_of(&case.table));
    assert_eq!(rows(result.fetch_many(Some(2))), "(1, 'a') (2, 'b')");
    assert_eq!(rows(result.fetch_many(Some(9))), "(3, 'a')");
    assert_eq!(rows(result.fetch_many(None)), "");
    assert!(!result.is_closed());
    let result = case.run(&all_of(&case.table));
    assert_eq!(row(&result.first().expect("a row").expect("a row")), "(1, 'a')");
    assert_eq!(rows(result.all()), "ResourceClosed: This result object is closed.");
    let result = case.run(&all_of(&case.table));
    let many = "MultipleResultsFound: Multiple rows were found when exactly one was required";
    assert_eq!(result.one().map_or_else(failure, |found| row(&found)), many);
    let none = case.run(&text("select 1 where 0"));
    let message = "NoResultFound: No row was found when one was required";
    assert_eq!(none.one().map_or_else(failure, |found| row(&found)), message);
    assert_eq!(
        rows(case.run(&text("select 1, 2, 3")).columns(&[2, 0]).expect("two").all()),
        "(3, 1)"
    );
}

#[test]
fn repetitions_are_left_out_when_asked() {
    let case = Case::new();
    let repeated = text("select 1 union all select 1 union all select 2");
    assert_eq!(rows(case.run(&repeated).unique(None).all()), "(1,) (2,)");
    assert_eq!(rows(case.run(&repeated).unique(None).fetch_many(Some(5))), "(1,) (2,)");
    let scalars = case.run(&repeated).scalars(0).expect("scalars").unique(None).all();
    assert_eq!(scalars.expect("values"), [Value::Int(1), Value::Int(2)]);
}

#[test]
fn columns_are_found_by_name_and_by_column() {
    let case = Case::new();
    let found = case.run(&all_of(&case.table)).first().expect("a row").expect("a row");
    let name = case.table.column("n").expect("a column");
    assert_eq!(found.get_named("n").expect("a value"), Value::from("a"));
    assert_eq!(found.get_element(name.id(), "t.n").expect("a value"), Value::from("a"));
    let missing = found.get_named("zz").map_or_else(failure, |value| value.repr());
    assert_eq!(missing, "NoSuchColumn: Could not locate column in row for column 'zz'");
    let twice = case.run(&text("select 1 as a, 2 as a")).first().expect("a row").expect("a row");
    assert_eq!(twice.get_named("a").expect("a value"), Value::Int(2));
}

#[test]
fn what_an_insert_tells() {
    let case = Case::new();
    let inserted = |values: &[&str]| {
        case.connection.execute(insert(&case.table), &sets(values)).expect("inserted")
    };
    let one = inserted(&["x"]);
    let details = one.cursor().expect("a cursor");
    assert_eq!((details.rowcount(), details.lastrowid()), (1, Some(4)));
    assert_eq!(row(&details.inserted_primary_key().expect("a key").expect("a key")), "(4,)");
    let closed = "ResourceClosed: This result object does not return rows. It has been closed \
                  automatically.";
    assert_eq!(rows(one.all()), closed);
    let many = inserted(&["y", "z"]);
    let details = many.cursor().expect("a cursor");
    assert_eq!(details.rowcount(), 2);
    assert_eq!(rows(details.inserted_primary_key_rows()), "(None,) (None,)");
    let refused = details.inserted_primary_key().expect_err("many rows");
    assert!(refused.message.starts_with("This statement was an executemany call;"));
    let id = SelectItem::from(case.table.column("id").expect("a column"));
    let returning = insert(&case.table).returning(vec![id]).expect("returning");
    let result = case.connection.execute(returning, &sets(&["w"])).expect("inserted");
    assert_eq!(rows(result.all()), "(7,)");
    let refused = result.cursor().expect("a cursor").inserted_primary_key();
    let message = "InvalidRequest: Can't call inserted_primary_key when returning() is used.";
    assert_eq!(refused.map_or_else(failure, |_| String::new()), message);
}

#[test]
fn values_in_one_list() {
    let case = Case::new();
    let flat = case.run(&all_of(&case.table)).take_values().expect("values");
    let expected: Vec<Value> =
        vec![1.into(), "a".into(), 2.into(), "b".into(), 3.into(), "a".into()];
    assert_eq!(flat, expected);
    let meta = ormlab_engine::result::RowMeta::of_keys(vec!["x".into(), "y".into()]);
    let made = CursorResult::of_values(meta, flat);
    assert_eq!(rows(made.all()), "(1, 'a') (2, 'b') (3, 'a')");
}

#[test]
fn frozen_and_merged() {
    let case = Case::new();
    let one = text("select 1, 2");
    let frozen = case.run(&one).freeze().expect("frozen");
    assert_eq!(rows(frozen.thaw().all()), "(1, 2)");
    assert_eq!(rows(frozen.thaw().all()), "(1, 2)");
    let merged = case.run(&one).merge(&[case.run(&text("select 3, 4"))]).expect("merged");
    assert_eq!(rows(merged.all()), "(1, 2) (3, 4)");
}
