//! Values go in and come back as they were.

use ormlab_engine::driver::DriverErrorKind as Kind;

use crate::case::Capability::{DynamicTypes, Sqlite};
use crate::case::Case;
use crate::case::Expect::{Done, Refused, Rows, Table};
use crate::case::Param::{Blob, Int, Null, Real, Text};
use crate::case::Step::Run;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "values of each type come back as they were",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, x FLOAT, s TEXT)", &[], Done),
            Run(
                0,
                "INSERT INTO t (id, x, s) VALUES (?, ?, ?)",
                &[Int(1), Real(2.5), Text("ä€😀 it's")],
                Done,
            ),
            Run(0, "INSERT INTO t (id, x, s) VALUES (?, ?, ?)", &[Int(2), Null, Null], Done),
            Run(
                0,
                "SELECT id, x, s FROM t ORDER BY id",
                &[],
                Table(
                    &["id", "x", "s"],
                    &[&[Int(1), Real(2.5), Text("ä€😀 it's")], &[Int(2), Null, Null]],
                ),
            ),
        ],
    },
    Case {
        name: "a whole number in a column of reals is a real",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, x FLOAT)", &[], Done),
            Run(0, "INSERT INTO t (id, x) VALUES (?, ?)", &[Int(1), Real(2.0)], Done),
            Run(0, "SELECT x FROM t", &[], Rows(&[&[Real(2.0)]])),
        ],
    },
    Case {
        name: "integers keep all their bits",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", &[], Done),
            Run(0, "INSERT INTO t VALUES (?, ?)", &[Int(1), Int(9_007_199_254_740_993)], Done),
            Run(0, "INSERT INTO t VALUES (?, ?)", &[Int(2), Int(i64::MAX)], Done),
            Run(0, "INSERT INTO t VALUES (?, ?)", &[Int(3), Int(-9_223_372_036_854_775_807)], Done),
            Run(
                0,
                "SELECT n FROM t ORDER BY id",
                &[],
                Rows(&[
                    &[Int(9_007_199_254_740_993)],
                    &[Int(i64::MAX)],
                    &[Int(-9_223_372_036_854_775_807)],
                ]),
            ),
        ],
    },
    Case {
        name: "empty text is not NULL",
        needs: &[],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)", &[], Done),
            Run(0, "INSERT INTO t VALUES (?, ?)", &[Int(1), Text("")], Done),
            Run(0, "SELECT s FROM t WHERE s IS NOT NULL", &[], Rows(&[&[Text("")]])),
        ],
    },
    Case {
        name: "blobs",
        needs: &[DynamicTypes],
        database: None,
        steps: &[
            Run(0, "CREATE TABLE t (b BLOB)", &[], Done),
            Run(0, "INSERT INTO t VALUES (?)", &[Blob(&[0, 1, 254, 255])], Done),
            Run(0, "INSERT INTO t VALUES (?)", &[Blob(&[])], Done),
            Run(
                0,
                "SELECT b, length(b) FROM t",
                &[],
                Rows(&[&[Blob(&[0, 1, 254, 255]), Int(4)], &[Blob(&[]), Int(0)]]),
            ),
        ],
    },
    Case {
        name: "types of values, not of columns",
        needs: &[DynamicTypes],
        database: None,
        steps: &[
            Run(
                0,
                "SELECT ?, ?, ?, ?",
                &[Int(1), Real(1.0), Text("1"), Null],
                Rows(&[&[Int(1), Real(1.0), Text("1"), Null]]),
            ),
            Run(
                0,
                "SELECT typeof(?), typeof(?)",
                &[Int(3), Real(3.0)],
                Rows(&[&[Text("integer"), Text("real")]]),
            ),
        ],
    },
    Case {
        name: "text with a NUL within",
        needs: &[Sqlite],
        database: None,
        steps: &[Run(0, "SELECT ?", &[Text("a\0b")], Rows(&[&[Text("a\0b")]]))],
    },
    Case {
        name: "text that is no UTF-8",
        needs: &[Sqlite],
        database: None,
        steps: &[Run(0, "SELECT CAST(x'ff' AS TEXT)", &[], Refused(Kind::Operational))],
    },
];
