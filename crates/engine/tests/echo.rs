//! The log of an engine: the lines of the original, one by one.

mod stage;

use expect_test::{Expect, expect};
use ormlab_core::ddl::CheckFirst;
use ormlab_core::dml::insert;
use ormlab_core::metadata::MetaData;
use ormlab_core::select::SelectItem;
use ormlab_core::{Result, Statement, Table, Value};
use ormlab_engine::log::Echo;
use ormlab_engine::{Connection, Engine, ExecutionOptions, Fetch, Parameters};
use stage::{Stage, all_of, execute, sets, shown, table, text};

fn create(engine: &Engine, metadata: &MetaData) {
    engine.begin(|c| c.create_all(metadata, None, CheckFirst::ALL)).expect("created");
}

/// What is logged of an act after the table was created.
#[track_caller]
fn check(echo: Echo, act: impl FnOnce(&Stage, &Connection, &Table) -> Result<()>, lines: Expect) {
    let stage = Stage::new();
    let engine = stage.echoing(echo);
    let metadata = MetaData::new();
    let table = table(&metadata);
    create(&engine, &metadata);
    stage.lines.take();
    let connection = engine.connect().expect("connected");
    act(&stage, &connection, &table).expect("done");
    connection.close().expect("closed");
    lines.assert_eq(&stage.lines.take());
}

fn returning(table: &Table) -> Statement {
    let id = table.column("id").expect("a column");
    insert(table).returning(vec![SelectItem::from(id)]).expect("returning").into()
}

#[test]
fn create_and_drop_ask_first() {
    let stage = Stage::new();
    let engine = stage.echoing(Echo::Debug);
    let metadata = MetaData::new();
    table(&metadata);
    create(&engine, &metadata);
    engine.begin(|c| c.drop_all(&metadata, None, CheckFirst::ALL)).expect("dropped");
    expect![[r#"
        BEGIN (implicit)
        PRAGMA main.table_info("t")
        [raw sql] ()
        Col ('cid', 'name', 'type', 'notnull', 'dflt_value', 'pk')
        PRAGMA temp.table_info("t")
        [raw sql] ()
        Col ('cid', 'name', 'type', 'notnull', 'dflt_value', 'pk')

        CREATE TABLE t (
        	id INTEGER NOT NULL, 
        	n VARCHAR(10), 
        	PRIMARY KEY (id)
        )


        [no key Ts] ()
        COMMIT
        BEGIN (implicit)
        PRAGMA main.table_info("t")
        [raw sql] ()
        Col ('cid', 'name', 'type', 'notnull', 'dflt_value', 'pk')
        Row (0, 'id', 'INTEGER', 1, None, 1)
        Row (1, 'n', 'VARCHAR(10)', 0, None, 0)

        DROP TABLE t
        [no key Ts] ()
        COMMIT
    "#]]
    .assert_eq(&stage.lines.take());
}

#[test]
fn inserts_in_each_manner() {
    let act = |stage: &Stage, connection: &Connection, table: &Table| {
        connection.execute(insert(table), &sets(&["a", "b"]))?;
        let rows = shown(connection.execute(returning(table), &sets(&["a", "b", "c"])));
        stage.lines.add(&rows);
        let id = table.column("id").expect("a column");
        let ordered = insert(table).returning_in_parameter_order(vec![SelectItem::from(id)])?;
        stage.lines.add(&shown(connection.execute(ordered, &sets(&["a", "b", "c"]))));
        let one = connection.execute(insert(table), &sets(&["z"]))?;
        let details = one.cursor().expect("a cursor");
        let key = details.inserted_primary_key()?.expect("a key").values()?;
        stage.lines.add(&format!("{} {}", Value::Tuple(key.into()).repr(), details.rowcount()));
        connection.commit()
    };
    check(
        Echo::On,
        act,
        expect![[r#"
        BEGIN (implicit)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] [('a',), ('b',)]
        INSERT INTO t (n) VALUES (?), (?), (?) RETURNING id
        [generated in Ts (insertmanyvalues) 1/1 (unordered)] ('a', 'b', 'c')
        (3,) (4,) (5,)
        INSERT INTO t (n) VALUES (?) RETURNING id
        [generated in Ts (insertmanyvalues) 1/3 (ordered; batch not supported)] ('a',)
        INSERT INTO t (n) VALUES (?) RETURNING id
        [insertmanyvalues 2/3 (ordered; batch not supported)] ('b',)
        INSERT INTO t (n) VALUES (?) RETURNING id
        [insertmanyvalues 3/3 (ordered; batch not supported)] ('c',)
        (6,) (7,) (8,)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] ('z',)
        (9,) 1
        COMMIT
    "#]],
    );
}

#[test]
fn savepoints() {
    let act = |stage: &Stage, connection: &Connection, table: &Table| {
        connection.execute(insert(table), &sets(&["a"]))?;
        let nested = connection.begin_nested()?;
        execute(connection, &all_of(table))?.all()?;
        nested.commit()?;
        connection.begin_nested()?;
        stage.lines.add(&shown(execute(connection, &text("foo"))));
        connection.commit()
    };
    let lines = expect![[r#"
        BEGIN (implicit)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] ('a',)
        SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        SELECT t.id, t.n 
        FROM t
        [generated in Ts] ()
        Col ('id', 'n')
        Row (1, 'a')
        RELEASE SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        SAVEPOINT sa_savepoint_2
        [no key Ts] ()
        foo
        [generated in Ts] ()
        Operational: (sqlite3.OperationalError) near "foo": syntax error
        COMMIT
    "#]];
    check(Echo::Debug, act, lines);
}

#[test]
fn what_is_cached() {
    let act = |_: &Stage, connection: &Connection, table: &Table| {
        connection.execute(insert(table), &sets(&["a"]))?;
        execute(connection, &all_of(table))?.first()?;
        let raw = ExecutionOptions::default();
        connection.exec_driver_sql("select 1", Parameters::none(), &raw)?.scalar()?;
        execute(connection, &text("select 1"))?.scalar()?;
        connection.execute(text("select :x"), &[vec![("x".into(), Value::from(1))]])?;
        execute(connection, &all_of(table))?.all().map(drop)
    };
    let lines = expect![[r#"
        BEGIN (implicit)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] ('a',)
        SELECT t.id, t.n 
        FROM t
        [generated in Ts] ()
        Col ('id', 'n')
        Row (1, 'a')
        select 1
        [raw sql] ()
        Col ('1',)
        Row (1,)
        select 1
        [generated in Ts] ()
        Col ('1',)
        Row (1,)
        select ?
        [generated in Ts] (1,)
        Col ('?',)
        SELECT t.id, t.n 
        FROM t
        [cached since Ts ago] ()
        Col ('id', 'n')
        Row (1, 'a')
        ROLLBACK
    "#]];
    check(Echo::Debug, act, lines);
}

#[test]
fn autocommit_says_so() {
    let act = |_: &Stage, connection: &Connection, table: &Table| {
        let level = ("isolation_level".into(), Value::from("AUTOCOMMIT"));
        connection.execution_options(&[level])?;
        connection.execute(insert(table), &sets(&["a"]))?;
        connection.commit()?;
        execute(connection, &all_of(table)).map(drop)
    };
    check(
        Echo::On,
        act,
        expect![[r#"
        BEGIN (implicit; DBAPI should not BEGIN due to autocommit mode)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] ('a',)
        COMMIT using DBAPI connection.commit(), has no effect due to autocommit mode
        BEGIN (implicit; DBAPI should not BEGIN due to autocommit mode)
        SELECT t.id, t.n 
        FROM t
        [generated in Ts] ()
        ROLLBACK using DBAPI connection.rollback(); set skip_autocommit_rollback to prevent fully
    "#]],
    );
}

#[test]
fn long_lists_of_parameters_are_cut() {
    let act = |_: &Stage, connection: &Connection, table: &Table| {
        connection.execute(insert(table), &sets(&["a"; 12]))?;
        connection.rollback()
    };
    check(
        Echo::On,
        act,
        expect![[r#"
        BEGIN (implicit)
        INSERT INTO t (n) VALUES (?)
        [generated in Ts] [('a',), ('a',), ('a',), ('a',), ('a',), ('a',), ('a',), ('a',)  ... displaying 10 of 12 total bound parameter sets ...  ('a',), ('a',)]
        ROLLBACK
    "#]],
    );
}
