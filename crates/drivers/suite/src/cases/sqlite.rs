//! Habits of SQLite and of Python's `sqlite3`.

use ormlab_engine::driver::DriverErrorKind as Kind;

use crate::case::Capability::Sqlite;
use crate::case::Case;
use crate::case::Expect::{Changed, Done, LastRowid, RefusedWith, Rows};
use crate::case::Param::{Int, Text};
use crate::case::Step::{Close, Run, RunMany};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "what errors say",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(
                0,
                "SELECT * FROM nowhere",
                &[],
                RefusedWith(Kind::Operational, "no such table: nowhere"),
            ),
            Run(0, "SELEC 1", &[], RefusedWith(Kind::Operational, "near \"SELEC\": syntax error")),
            Run(0, "SELECT nope", &[], RefusedWith(Kind::Operational, "no such column: nope")),
            Run(
                0,
                "SELECT ?",
                &[],
                RefusedWith(
                    Kind::Programming,
                    "Incorrect number of bindings supplied. The current statement uses 1, and \
                     there are 0 supplied.",
                ),
            ),
            Run(
                0,
                "SELECT 1; SELECT 2",
                &[],
                RefusedWith(Kind::Programming, "You can only execute one statement at a time."),
            ),
            RunMany(
                0,
                "SELECT ?",
                &[&[Int(1)]],
                RefusedWith(Kind::Programming, "executemany() can only execute DML statements."),
            ),
        ],
    },
    Case {
        name: "nothing to run",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "", &[], Done),
            Run(0, " ; ", &[], Done),
            Run(0, "-- a note", &[], Done),
            Run(0, "SELECT 1;  -- a note", &[], Rows(&[&[Int(1)]])),
        ],
    },
    Case {
        name: "a mismatch is a matter of integrity",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY)", &[], Done),
            Run(
                0,
                "INSERT INTO t VALUES ('x')",
                &[],
                RefusedWith(Kind::Integrity, "datatype mismatch"),
            ),
        ],
    },
    Case {
        name: "foreign keys count once they are turned on",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE a (id INTEGER PRIMARY KEY)", &[], Done),
            Run(0, "CREATE TABLE b (a_id INTEGER REFERENCES a (id))", &[], Done),
            Run(0, "INSERT INTO b VALUES (9)", &[], Done),
            crate::case::Step::Commit(0),
            Run(0, "PRAGMA foreign_keys = ON", &[], Done),
            Run(0, "PRAGMA foreign_keys", &[], Rows(&[&[Int(1)]])),
            Run(
                0,
                "INSERT INTO b VALUES (8)",
                &[],
                RefusedWith(Kind::Integrity, "FOREIGN KEY constraint failed"),
            ),
        ],
    },
    Case {
        name: "counts that are not known",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Changed(-1)),
            Run(0, "WITH x AS (SELECT 5) INSERT INTO t (id) SELECT * FROM x", &[], Changed(-1)),
            Run(0, "REPLACE INTO t VALUES (5, ?)", &[Text("a")], LastRowid(5)),
            Run(0, "PRAGMA user_version", &[], Changed(-1)),
        ],
    },
    Case {
        name: "the columns of a table",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER NOT NULL, PRIMARY KEY (id))", &[], Done),
            Run(
                0,
                "PRAGMA main.table_info(\"t\")",
                &[],
                Rows(&[&[
                    Int(0),
                    Text("id"),
                    Text("INTEGER"),
                    Int(1),
                    crate::case::Param::Null,
                    Int(1),
                ]]),
            ),
            Run(0, "PRAGMA temp.table_info(\"t\")", &[], Rows(&[])),
        ],
    },
    Case {
        name: "a closed connection",
        needs: &[Sqlite],
        database: None,
        steps: &[
            Run(0, "SELECT 1", &[], Done),
            Close(0),
            Run(
                0,
                "SELECT 1",
                &[],
                RefusedWith(Kind::Programming, "Cannot operate on a closed database."),
            ),
        ],
    },
];
