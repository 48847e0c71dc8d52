//! The statement log: what it says of each statement, and who caused it.

mod stage;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::dml::insert;
use ormlab_core::metadata::MetaData;
use ormlab_engine::log::Echo;
use ormlab_engine::statement_log::{LoggedKind, TimelineStep};
use ormlab_engine::{Cause, Fetch, Origin};
use stage::{Stage, all_of, execute, sets, table, text};

#[test]
fn each_statement_is_told() {
    let stage = Stage::new();
    let engine = stage.echoing(Echo::Off);
    let metadata = MetaData::new();
    let table = table(&metadata);
    engine.begin(|c| c.create_all(&metadata, None, CheckFirst::NONE)).expect("created");
    let connection = engine.connect().expect("connected");
    connection.execute(insert(&table), &sets(&["a", "b", "c"])).expect("inserted");
    let cause = Cause { relationship: Some("T.n".into()), ..Cause::new(Origin::LazyLoad) };
    let guard = stage.log.with_cause(cause);
    execute(&connection, &all_of(&table)).expect("selected").all().expect("rows");
    drop(guard);
    execute(&connection, &text("selec")).map(drop).expect_err("refused");
    connection.close().expect("closed");
    let said: Vec<_> = stage.log.statements();
    let kinds: Vec<LoggedKind> = said.iter().map(|record| record.kind).collect();
    use LoggedKind::{Ddl, Insert, Other, Select};
    assert_eq!(kinds, [Ddl, Insert, Select, Other]);
    let origins: Vec<Origin> = said.iter().map(|record| record.cause.origin).collect();
    let expected = [Origin::Ddl, Origin::Explicit, Origin::LazyLoad, Origin::Explicit];
    assert_eq!(origins, expected);
    assert_eq!((said[1].sets, said[1].executemany, said[1].rows_affected), (3, true, Some(3)));
    assert_eq!((said[2].rows, said[2].columns, said[2].bytes), (3, 2, 27));
    assert_eq!(said[2].sample.rows.len(), 2);
    assert_eq!(said[3].error.as_deref(), Some("near \"selec\": syntax error"));
    assert_eq!((said[0].transaction, said[1].transaction), (Some(1), Some(2)));
    let steps: Vec<TimelineStep> = stage.log.timeline().iter().map(|event| event.step).collect();
    use TimelineStep::{Begin, Checkin, Checkout, Commit, Connect, Rollback};
    let expected = [Connect, Checkout, Begin, Commit, Checkin, Checkout, Begin, Rollback, Checkin];
    assert_eq!(steps, expected);
}
