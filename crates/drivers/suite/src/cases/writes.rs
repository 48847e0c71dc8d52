//! INSERT, UPDATE, DELETE: counts, keys, refusals.

use ormlab_engine::driver::DriverErrorKind as Kind;

use crate::case::Capability::{
    CheckConstraints, CompositeKeys, GeneratedKeys, InsertSelect, Returning, Sqlite, Upsert,
};
use crate::case::Case;
use crate::case::Expect::{Changed, Done, LastRowid, Refused, RefusedWith, Rows, Table};
use crate::case::Param::{Int, Null, Text};
use crate::case::Step::{Run, RunMany};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "counts of changed rows",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)", &[], Changed(3)),
            Run(0, "UPDATE t SET n = ? WHERE id > ?", &[Int(9), Int(1)], Changed(2)),
            Run(0, "UPDATE t SET n = 0 WHERE id > 10", &[], Changed(0)),
            Run(0, "DELETE FROM t WHERE n = ?", &[Int(9)], Changed(2)),
            Run(0, "SELECT id, n FROM t", &[], Rows(&[&[Int(1), Int(1)]])),
            Run(0, "SELECT id FROM t", &[], Changed(-1)),
        ],
    },
    Case {
        name: "one statement for many sets of parameters",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Done),
            RunMany(
                0,
                "INSERT INTO t VALUES (?, ?)",
                &[&[Int(1), Text("a")], &[Int(2), Null], &[Int(3), Text("c")]],
                Changed(3),
            ),
            RunMany(
                0,
                "UPDATE t SET s = ? WHERE id = ?",
                &[&[Text("x"), Int(1)], &[Text("y"), Int(9)]],
                Changed(1),
            ),
            Run(
                0,
                "SELECT s FROM t ORDER BY id",
                &[],
                Rows(&[&[Text("x")], &[Null], &[Text("c")]]),
            ),
        ],
    },
    Case {
        name: "a key that is there already",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT UNIQUE)", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 'a')", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 'b')", &[], Refused(Kind::Integrity)),
            Run(0, "INSERT INTO t VALUES (2, 'a')", &[], Refused(Kind::Integrity)),
            Run(0, "SELECT id, s FROM t", &[], Rows(&[&[Int(1), Text("a")]])),
        ],
    },
    Case {
        name: "NULL where there must be none",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL)", &[], Done),
            Run(0, "INSERT INTO t VALUES (?, ?)", &[Int(1), Null], Refused(Kind::Integrity)),
            Run(0, "SELECT id FROM t", &[], Rows(&[])),
        ],
    },
    Case {
        name: "what constraints say when they refuse",
        needs: &[Sqlite, CheckConstraints],
        database: None,
        steps: &[
            Run(
                0,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT NOT NULL UNIQUE, n INTEGER CHECK \
                 (n > 0))",
                &[],
                Done,
            ),
            Run(0, "INSERT INTO t VALUES (1, 'a', 1)", &[], Done),
            Run(
                0,
                "INSERT INTO t VALUES (2, 'a', 1)",
                &[],
                RefusedWith(Kind::Integrity, "UNIQUE constraint failed: t.s"),
            ),
            Run(
                0,
                "INSERT INTO t VALUES (1, 'b', 1)",
                &[],
                RefusedWith(Kind::Integrity, "UNIQUE constraint failed: t.id"),
            ),
            Run(
                0,
                "INSERT INTO t VALUES (2, NULL, 1)",
                &[],
                RefusedWith(Kind::Integrity, "NOT NULL constraint failed: t.s"),
            ),
            Run(
                0,
                "INSERT INTO t VALUES (2, 'b', 0)",
                &[],
                RefusedWith(Kind::Integrity, "CHECK constraint failed: n > 0"),
            ),
        ],
    },
    Case {
        name: "keys that the database makes",
        needs: &[GeneratedKeys],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Done),
            Run(0, "INSERT INTO t (s) VALUES (?)", &[Text("a")], LastRowid(1)),
            Run(0, "INSERT INTO t (s) VALUES (?)", &[Text("b")], LastRowid(2)),
            Run(0, "INSERT INTO t (id, s) VALUES (?, ?)", &[Int(41), Text("c")], LastRowid(41)),
            Run(0, "INSERT INTO t (s) VALUES (?), (?)", &[Text("d"), Text("e")], LastRowid(43)),
        ],
    },
    Case {
        name: "keys of two columns",
        needs: &[CompositeKeys],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 1), (1, 2)", &[], Changed(2)),
            Run(0, "INSERT INTO t VALUES (1, 2)", &[], Refused(Kind::Integrity)),
        ],
    },
    Case {
        name: "RETURNING",
        needs: &[Returning, GeneratedKeys],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Done),
            Run(
                0,
                "INSERT INTO t (s) VALUES (?), (?) RETURNING id, s",
                &[Text("a"), Text("b")],
                Table(&["id", "s"], &[&[Int(1), Text("a")], &[Int(2), Text("b")]]),
            ),
            Run(0, "UPDATE t SET s = 'z' WHERE id = 2 RETURNING s", &[], Rows(&[&[Text("z")]])),
            Run(0, "DELETE FROM t WHERE id = 1 RETURNING id", &[], Rows(&[&[Int(1)]])),
            Run(0, "DELETE FROM t WHERE id = 9 RETURNING id", &[], Table(&["id"], &[])),
        ],
    },
    Case {
        name: "ON CONFLICT",
        needs: &[Upsert],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 1)", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 5) ON CONFLICT DO NOTHING", &[], Changed(0)),
            Run(
                0,
                "INSERT INTO t VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET n = excluded.n + ?",
                &[Int(1)],
                Changed(1),
            ),
            Run(0, "SELECT n FROM t", &[], Rows(&[&[Int(6)]])),
        ],
    },
    Case {
        name: "INSERT of a query",
        needs: &[InsertSelect],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", &[], Done),
            Run(0, "INSERT INTO t VALUES (1, 10), (2, 20)", &[], Done),
            Run(0, "INSERT INTO t SELECT id + 2, n FROM t WHERE n > 10", &[], Changed(1)),
            Run(
                0,
                "SELECT id, n FROM t ORDER BY id",
                &[],
                Rows(&[&[Int(1), Int(10)], &[Int(2), Int(20)], &[Int(4), Int(20)]]),
            ),
        ],
    },
];
