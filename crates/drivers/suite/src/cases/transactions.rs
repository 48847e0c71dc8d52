//! Transactions: begun before writes, ended by COMMIT and ROLLBACK.

use crate::case::Capability::{
    Savepoints, SharedDatabases, Sqlite, TransactionalDdl, Transactions,
};
use crate::case::Expect::{Done, Rows};
use crate::case::Param::{Int, Text};
use crate::case::Step::{Autocommit, Close, Commit, Rollback, Run};
use crate::case::{Case, Step};

const TABLE: Step = Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Done);

pub(super) const CASES: &[Case] = &[
    Case {
        name: "ROLLBACK undoes",
        needs: &[Transactions],
        database: None,
        steps: &[
            TABLE,
            Commit(0),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Commit(0),
            Run(0, "INSERT INTO t VALUES (2, 'b')", &[], Done),
            Run(0, "UPDATE t SET s = 'x'", &[], Done),
            Run(0, "DELETE FROM t WHERE id = 1", &[], Done),
            Rollback(0),
            Run(0, "SELECT id, s FROM t", &[], Rows(&[&[Int(1), Text("a")]])),
        ],
    },
    Case {
        name: "COMMIT and ROLLBACK where nothing was begun",
        needs: &[],
        database: None,
        steps: &[Commit(0), Rollback(0), TABLE, Commit(0), Rollback(0)],
    },
    Case {
        name: "a refused statement leaves the transaction open",
        needs: &[Transactions],
        database: None,
        steps: &[
            TABLE,
            Commit(0),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(
                0,
                "INSERT INTO t VALUES (1, 'b')",
                &[],
                crate::case::Expect::Refused(ormlab_engine::driver::DriverErrorKind::Integrity),
            ),
            Run(0, "INSERT INTO t VALUES (2, 'b')", &[], Done),
            Commit(0),
            Run(0, "SELECT id FROM t ORDER BY id", &[], Rows(&[&[Int(1)], &[Int(2)]])),
        ],
    },
    Case {
        name: "savepoints",
        needs: &[Savepoints],
        database: None,
        steps: &[
            TABLE,
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(0, "SAVEPOINT sp", &[], Done),
            Run(0, "INSERT INTO t VALUES (2, 'b')", &[], Done),
            Run(0, "ROLLBACK TO SAVEPOINT sp", &[], Done),
            Run(0, "INSERT INTO t VALUES (3, 'c')", &[], Done),
            Run(0, "RELEASE SAVEPOINT sp", &[], Done),
            Commit(0),
            Run(0, "SELECT id FROM t ORDER BY id", &[], Rows(&[&[Int(1)], &[Int(3)]])),
        ],
    },
    Case {
        name: "savepoints that nothing encloses",
        needs: &[Savepoints, Sqlite],
        database: None,
        steps: &[
            TABLE,
            Commit(0),
            Run(0, "SAVEPOINT sp", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(0, "RELEASE SAVEPOINT sp", &[], Done),
            Rollback(0),
            Run(0, "SELECT id FROM t", &[], Rows(&[&[Int(1)]])),
        ],
    },
    Case {
        name: "DDL alone begins nothing",
        needs: &[Sqlite],
        database: None,
        steps: &[TABLE, Rollback(0), Run(0, "SELECT id FROM t", &[], Rows(&[]))],
    },
    Case {
        name: "DDL within a transaction is undone with it",
        needs: &[Transactions, TransactionalDdl],
        database: None,
        steps: &[
            TABLE,
            Commit(0),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(0, "CREATE TABLE other (id INTEGER PRIMARY KEY)", &[], Done),
            Rollback(0),
            Run(0, "CREATE TABLE other (id INTEGER PRIMARY KEY)", &[], Done),
        ],
    },
    Case {
        name: "statements that commit by themselves",
        needs: &[Sqlite],
        database: None,
        steps: &[
            TABLE,
            Autocommit(0, true),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Rollback(0),
            Autocommit(0, false),
            Run(0, "INSERT INTO t VALUES (2, 'b')", &[], Done),
            Rollback(0),
            Run(0, "SELECT id FROM t", &[], Rows(&[&[Int(1)]])),
        ],
    },
    Case {
        name: "connections of one named database see what is committed",
        needs: &[SharedDatabases, Transactions],
        database: Some("shop.db"),
        steps: &[
            TABLE,
            Commit(0),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(1, "SELECT id FROM t", &[], Rows(&[])),
            Commit(0),
            Run(1, "SELECT id FROM t", &[], Rows(&[&[Int(1)]])),
            Close(0),
            Close(1),
            Run(2, "SELECT id FROM t", &[], Rows(&[&[Int(1)]])),
        ],
    },
    Case {
        name: "connections without a name have databases of their own",
        needs: &[],
        database: None,
        steps: &[TABLE, Commit(0), Run(1, "CREATE TABLE t (id INTEGER PRIMARY KEY)", &[], Done)],
    },
];
