//! Transactions: what may follow what, and what the refusals say.

mod stage;

use expect_test::expect;
use ormlab_core::Result;
use ormlab_core::ddl::CheckFirst;
use ormlab_core::dml::insert;
use ormlab_core::metadata::MetaData;
use ormlab_engine::log::Echo;
use stage::{Stage, all_of, execute, sets, shown, table, text};

fn outcome<T>(outcome: Result<T>) -> String {
    outcome.map_or_else(|error| format!("{:?}: {error}", error.kind), |_| "done".to_owned())
}

#[test]
fn one_at_a_time() {
    let engine = Stage::new().echoing(Echo::Off);
    let connection = engine.connect().expect("connected");
    let transaction = connection.begin().expect("begun");
    let mut said = vec![outcome(connection.begin())];
    said.push(outcome(connection.commit()));
    said.push(format!("{}", connection.in_transaction()));
    said.push(outcome(transaction.commit()));
    said.push(outcome(transaction.rollback()));
    let nested = connection.begin_nested().expect("begun");
    said.push(outcome(nested.rollback()));
    said.push(outcome(nested.commit()));
    said.push(outcome(connection.commit()));
    connection.close().expect("closed");
    said.push(outcome(execute(&connection, &text("select 1"))));
    said.push(outcome(connection.begin()));
    said.push(outcome(connection.commit()));
    expect![[r#"
        InvalidRequest: This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; can't call begin() here unless rollback() or commit() is called first.
        done
        false
        InvalidRequest: This transaction is inactive
        done
        done
        InvalidRequest: This nested transaction is inactive
        done
        ResourceClosed: This Connection is closed
        ResourceClosed: This Connection is closed
        done"#]]
    .assert_eq(&said.join("\n"));
}

#[test]
fn blocks_end_their_transaction() {
    let stage = Stage::new();
    let engine = stage.echoing(Echo::On);
    let connection = engine.connect().expect("connected");
    let transaction = connection.begin().expect("begun");
    transaction.enter();
    transaction.rollback().expect("rolled back");
    let refused = execute(&connection, &text("select 1"));
    stage.lines.add(&outcome(refused));
    transaction.exit(false).expect("left");
    let transaction = connection.begin().expect("begun");
    transaction.enter();
    let nested = connection.begin_nested().expect("begun");
    nested.enter();
    nested.exit(false).expect("left");
    transaction.exit(true).expect("left");
    execute(&connection, &text("select 1")).expect("done");
    connection.close().expect("closed");
    expect![[r#"
        BEGIN (implicit)
        ROLLBACK
        InvalidRequest: Can't operate on closed transaction inside context manager.  Please complete the context manager before emitting further commands.
        BEGIN (implicit)
        SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        ROLLBACK TO SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        COMMIT
        BEGIN (implicit)
        select 1
        [cached since Ts ago] ()
        ROLLBACK
    "#]]
    .assert_eq(&stage.lines.take());
}

#[test]
fn a_savepoint_undoes_what_follows_it() {
    let stage = Stage::new();
    let engine = stage.echoing(Echo::Off);
    let metadata = MetaData::new();
    let table = table(&metadata);
    let rows = engine.begin(|connection| {
        connection.create_all(&metadata, None, CheckFirst::ALL)?;
        connection.execute(insert(&table), &sets(&["a"]))?;
        let nested = connection.begin_nested()?;
        connection.execute(insert(&table), &sets(&["b"]))?;
        nested.rollback()?;
        Ok(shown(execute(connection, &all_of(&table))))
    });
    assert_eq!(rows.expect("done"), "(1, 'a')");
    let connection = engine.connect().expect("connected");
    connection.execute(insert(&table), &sets(&["c"])).expect("inserted");
    connection.close().expect("closed");
    let connection = engine.connect().expect("connected");
    assert_eq!(shown(execute(&connection, &all_of(&table))), "(1, 'a')");
}
