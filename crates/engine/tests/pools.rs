//! Pools: what `status()` counts, and when they refuse.

mod stage;

use expect_test::{Expect, expect};
use ormlab_engine::pool::{PoolClass, PoolOptions};
use ormlab_engine::{Engine, EngineOptions};
use stage::{Stage, execute, shown, text};

fn queue(size: usize, max_overflow: i64) -> Engine {
    let pool = PoolOptions { pool_size: size, max_overflow, ..PoolOptions::default() };
    Stage::new().engine("sqlite:///x.db", EngineOptions { pool, ..EngineOptions::default() })
}

#[track_caller]
fn check(said: &[String], expected: Expect) {
    expected.assert_eq(&said.join("\n"));
}

#[test]
fn a_queue_counts_its_connections() {
    let engine = queue(2, 1);
    let mut said = vec![engine.pool().status()];
    let connections: Vec<_> = (0..3).map(|_| engine.connect().expect("connected")).collect();
    said.push(engine.pool().status());
    for connection in connections {
        connection.close().expect("closed");
        said.push(engine.pool().status());
    }
    engine.dispose(true).expect("disposed");
    said.push(engine.pool().status());
    check(
        &said,
        expect![[r#"
        Pool size: 2  Connections in pool: 0 Current Overflow: -2 Current Checked out connections: 0
        Pool size: 2  Connections in pool: 0 Current Overflow: 1 Current Checked out connections: 3
        Pool size: 2  Connections in pool: 1 Current Overflow: 1 Current Checked out connections: 2
        Pool size: 2  Connections in pool: 2 Current Overflow: 1 Current Checked out connections: 1
        Pool size: 2  Connections in pool: 2 Current Overflow: 0 Current Checked out connections: 0
        Pool size: 2  Connections in pool: 0 Current Overflow: -2 Current Checked out connections: 0"#]],
    );
}

#[test]
fn a_queue_has_a_limit() {
    let engine = queue(1, 0);
    let held = engine.connect().expect("connected");
    let error = engine.connect().expect_err("no room");
    assert_eq!(
        error.message,
        "QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 30.00"
    );
    assert_eq!(error.code, Some("3o7r"));
    drop(held);
    engine.connect().expect("what is forgotten is given back");
}

#[test]
fn a_database_in_memory_has_one_connection() {
    let engine = Stage::new().engine("sqlite://", EngineOptions::default());
    assert_eq!(engine.pool().class(), PoolClass::SingletonThread);
    let first = engine.connect().expect("connected");
    let second = engine.connect().expect("connected");
    execute(&first, &text("create table t (x)")).expect("created");
    assert_eq!(shown(execute(&second, &text("select x from t"))), "");
    first.close().expect("closed");
    assert_eq!(shown(execute(&second, &text("select 1"))), "(1,)");
    second.close().expect("closed");
}

#[test]
fn other_pools() {
    let status = |class| {
        let options = EngineOptions { pool_class: Some(class), ..EngineOptions::default() };
        let engine = Stage::new().engine("sqlite:///x.db", options);
        let connection = engine.connect().expect("connected");
        assert_eq!(shown(execute(&connection, &text("select 1"))), "(1,)");
        engine.pool().status()
    };
    assert_eq!(status(PoolClass::Null), "NullPool");
    assert_eq!(status(PoolClass::Static), "StaticPool");
    assert_eq!(status(PoolClass::Assertion), "AssertionPool");
}
