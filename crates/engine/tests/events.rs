//! Events: who hears what, in which order, and what listeners may answer.

mod stage;

use std::rc::Rc;

use expect_test::expect;
use ormlab_core::Error;
use ormlab_engine::Engine;
use ormlab_engine::event::{EventAnswer, EventArgs, EventKind, Hook};
use ormlab_engine::log::Echo;
use stage::{Lines, Stage, execute, shown, text};

fn speaking(lines: &Rc<Lines>, who: &'static str) -> Hook {
    let lines = lines.clone();
    Rc::new(move |kind, args| {
        let what = match args {
            EventArgs::Cursor(event) => {
                format!(" {} {}", event.statement, event.parameters.display())
            }
            EventArgs::Savepoint { name, .. } => format!(" {name:?}"),
            _ => String::new(),
        };
        lines.add(&format!("{who}: {}{what}", kind.name()));
        Ok(EventAnswer::Nothing)
    })
}

/// An engine whose events of each kind are said.
fn speaking_engine(stage: &Stage) -> Engine {
    let engine = stage.echoing(Echo::On);
    let kinds = [
        EventKind::EngineConnect,
        EventKind::Begin,
        EventKind::BeforeExecute,
        EventKind::BeforeCursorExecute,
        EventKind::AfterCursorExecute,
        EventKind::AfterExecute,
        EventKind::Savepoint,
        EventKind::RollbackSavepoint,
        EventKind::Commit,
        EventKind::Rollback,
    ];
    for kind in kinds {
        engine.events().listen(kind, speaking(&stage.lines, "engine"));
    }
    let of_pool =
        [EventKind::FirstConnect, EventKind::Connect, EventKind::Checkout, EventKind::Checkin];
    for kind in of_pool {
        engine.pool_events().listen(kind, speaking(&stage.lines, "pool"));
    }
    stage.environment.events.listen(EventKind::Begin, speaking(&stage.lines, "class"));
    engine
}

#[test]
fn listeners_hear_all_in_order() {
    let stage = Stage::new();
    let engine = speaking_engine(&stage);
    let connection = engine.connect().expect("connected");
    execute(&connection, &text("select 1")).expect("done");
    connection.begin_nested().expect("begun").rollback().expect("rolled back");
    connection.commit().expect("committed");
    execute(&connection, &text("select 1")).expect("done");
    connection.close().expect("closed");
    expect![[r#"
        pool: first_connect
        pool: connect
        pool: checkout
        engine: engine_connect
        engine: before_execute
        BEGIN (implicit)
        class: begin
        engine: begin
        engine: before_cursor_execute select 1 ()
        select 1
        [generated in Ts] ()
        engine: after_cursor_execute select 1 ()
        engine: after_execute
        engine: savepoint None
        engine: before_cursor_execute SAVEPOINT sa_savepoint_1 ()
        SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        engine: after_cursor_execute SAVEPOINT sa_savepoint_1 ()
        engine: rollback_savepoint Some("sa_savepoint_1")
        engine: before_cursor_execute ROLLBACK TO SAVEPOINT sa_savepoint_1 ()
        ROLLBACK TO SAVEPOINT sa_savepoint_1
        [no key Ts] ()
        engine: after_cursor_execute ROLLBACK TO SAVEPOINT sa_savepoint_1 ()
        engine: commit
        COMMIT
        engine: before_execute
        BEGIN (implicit)
        class: begin
        engine: begin
        engine: before_cursor_execute select 1 ()
        select 1
        [cached since Ts ago] ()
        engine: after_cursor_execute select 1 ()
        engine: after_execute
        engine: rollback
        ROLLBACK
        pool: checkin
    "#]]
    .assert_eq(&stage.lines.take());
}

#[test]
fn listeners_may_change_fail_and_execute() {
    let stage = Stage::new();
    let engine = stage.echoing(Echo::Off);
    let connection = engine.connect().expect("connected");
    let id = engine.events().listen(
        EventKind::BeforeCursorExecute,
        Rc::new(|_, args| match args {
            EventArgs::Cursor(event) if event.statement == "select 1" => {
                Ok(EventAnswer::Cursor("select 2".into(), event.parameters.clone()))
            }
            EventArgs::Cursor(event) if event.statement == "select 3" => {
                execute(event.connection, &text("select 4"))?;
                Err(Error::value_error("no threes"))
            }
            _ => Ok(EventAnswer::Nothing),
        }),
    );
    assert_eq!(shown(execute(&connection, &text("select 1"))), "(2,)");
    assert_eq!(shown(execute(&connection, &text("select 3"))), "Value: no threes");
    assert!(engine.events().remove(id));
    assert_eq!(shown(execute(&connection, &text("select 1"))), "(1,)");
    engine.events().listen(
        EventKind::HandleError,
        Rc::new(|_, _| Ok(EventAnswer::Error(Box::new(Error::value_error("instead"))))),
    );
    assert_eq!(shown(execute(&connection, &text("selec"))), "Value: instead");
}
