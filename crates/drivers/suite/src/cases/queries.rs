//! SELECT.

use ormlab_engine::driver::DriverErrorKind as Kind;

use crate::case::Capability::{
    CommonTableExpressions, SetOperations, ThreeValuedLogic, WindowFunctions,
};
use crate::case::Expect::{Done, Refused, Rows, Table};
use crate::case::Param::{Int, Null, Text};
use crate::case::Step::Run;
use crate::case::{Case, Step};

const USERS: Step =
    Run(0, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER)", &[], Done);
const POSTS: Step =
    Run(0, "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER, title TEXT)", &[], Done);
const SOME_USERS: Step =
    Run(0, "INSERT INTO users VALUES (1, 'ann', 30), (2, 'bob', 20), (3, 'cid', NULL)", &[], Done);
const SOME_POSTS: Step =
    Run(0, "INSERT INTO posts VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')", &[], Done);

pub(super) const CASES: &[Case] = &[
    Case {
        name: "columns keep their names where there are no rows",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            Run(
                0,
                "SELECT id, name AS who FROM users WHERE id = ?",
                &[Int(7)],
                Table(&["id", "who"], &[]),
            ),
        ],
    },
    Case {
        name: "conditions and order",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            SOME_USERS,
            Run(
                0,
                "SELECT name FROM users WHERE age > ? AND name LIKE ? ORDER BY age DESC",
                &[Int(10), Text("%b%")],
                Rows(&[&[Text("bob")]]),
            ),
            Run(
                0,
                "SELECT name FROM users WHERE id IN (?, ?) ORDER BY id DESC LIMIT 1 OFFSET 1",
                &[Int(1), Int(3)],
                Rows(&[&[Text("ann")]]),
            ),
            Run(0, "SELECT name FROM users WHERE age IS NULL", &[], Rows(&[&[Text("cid")]])),
        ],
    },
    Case {
        name: "joins",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            POSTS,
            SOME_USERS,
            SOME_POSTS,
            Run(
                0,
                "SELECT users.name, posts.title FROM users JOIN posts ON posts.user_id = users.id \
                 ORDER BY posts.id",
                &[],
                Rows(&[
                    &[Text("ann"), Text("a")],
                    &[Text("ann"), Text("b")],
                    &[Text("bob"), Text("c")],
                ]),
            ),
            Run(
                0,
                "SELECT users.name, posts.title FROM users LEFT OUTER JOIN posts ON posts.user_id \
                 = users.id WHERE posts.id IS NULL",
                &[],
                Rows(&[&[Text("cid"), Null]]),
            ),
        ],
    },
    Case {
        name: "groups",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            POSTS,
            SOME_USERS,
            SOME_POSTS,
            Run(
                0,
                "SELECT user_id, count(id) AS n FROM posts GROUP BY user_id HAVING count(id) > ? \
                 ORDER BY user_id",
                &[Int(1)],
                Table(&["user_id", "n"], &[&[Int(1), Int(2)]]),
            ),
            Run(0, "SELECT count(*), sum(age) FROM users", &[], Rows(&[&[Int(3), Int(50)]])),
        ],
    },
    Case {
        name: "subqueries",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            POSTS,
            SOME_USERS,
            SOME_POSTS,
            Run(
                0,
                "SELECT name FROM users WHERE id IN (SELECT user_id FROM posts) ORDER BY id",
                &[],
                Rows(&[&[Text("ann")], &[Text("bob")]]),
            ),
            Run(
                0,
                "SELECT name FROM users WHERE EXISTS (SELECT id FROM posts WHERE posts.user_id = \
                 users.id AND posts.title = ?)",
                &[Text("c")],
                Rows(&[&[Text("bob")]]),
            ),
        ],
    },
    Case {
        name: "set operations",
        needs: &[SetOperations],
        database: None,
        steps: &[
            Run(
                0,
                "SELECT 2 AS n UNION SELECT 1 UNION SELECT 2 ORDER BY n",
                &[],
                Rows(&[&[Int(1)], &[Int(2)]]),
            ),
            Run(0, "SELECT 1 EXCEPT SELECT 1", &[], Rows(&[])),
        ],
    },
    Case {
        name: "recursive common table expressions",
        needs: &[CommonTableExpressions],
        database: None,
        steps: &[Run(
            0,
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?) SELECT \
             sum(x) FROM n",
            &[Int(4)],
            Rows(&[&[Int(10)]]),
        )],
    },
    Case {
        name: "window functions",
        needs: &[WindowFunctions],
        database: None,
        steps: &[
            USERS,
            SOME_USERS,
            Run(
                0,
                "SELECT name, row_number() OVER (ORDER BY name DESC) FROM users ORDER BY id",
                &[],
                Rows(&[&[Text("ann"), Int(3)], &[Text("bob"), Int(2)], &[Text("cid"), Int(1)]]),
            ),
        ],
    },
    Case {
        name: "NULL is neither true nor false",
        needs: &[ThreeValuedLogic],
        database: None,
        steps: &[
            USERS,
            SOME_USERS,
            Run(
                0,
                "SELECT id FROM users WHERE NOT (age = 30) ORDER BY id",
                &[],
                Rows(&[&[Int(2)]]),
            ),
            Run(
                0,
                "SELECT id FROM users WHERE age > 5 OR id = 3 ORDER BY id",
                &[],
                Rows(&[&[Int(1)], &[Int(2)], &[Int(3)]]),
            ),
            Run(0, "SELECT id FROM users WHERE id NOT IN (1, NULL)", &[], Rows(&[])),
        ],
    },
    Case {
        name: "what is not there",
        needs: &[],
        database: None,
        steps: &[
            USERS,
            Run(0, "SELECT id FROM nowhere", &[], Refused(Kind::Operational)),
            Run(0, "SELECT nothing FROM users", &[], Refused(Kind::Operational)),
            Run(0, "SELEC 1", &[], Refused(Kind::Operational)),
        ],
    },
];
