//! Joins: their sides, their conditions, what cannot be joined.

use ormlab_core::metadata::{Table, TableOptions};
use ormlab_core::select::SetupJoin;
use ormlab_core::{ErrorKind, Expr, FromClause, Statement, select};

use crate::schema::{
    Schema, alias_col, all, check, col, id, joined, key, of, schema, statement, text,
};

#[test]
#[expect(clippy::too_many_lines, reason = "cases")]
fn joins_find_their_sides() {
    let Schema { u, p, c, x, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(select(vec![(&u).into(), (&p).into()])),
            "SELECT users.id, users.name, posts.id AS id_1, posts.user_id, posts.title  FROM users, posts",
        ),
        (
            statement(all(&u).join(&p, None)),
            "SELECT users.id, users.name  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(all(&u).outerjoin(&p, None)),
            "SELECT users.id, users.name  FROM users LEFT OUTER JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(of(&u, "id").join(&p, None).join(&c, None)),
            "SELECT users.id  FROM users JOIN posts ON users.id = posts.user_id JOIN comments ON posts.id = comments.post_id",
        ),
        (
            statement(
                all(&u)
                    .join(&p, Some(col(&u, "id").eq(col(&p, "user_id"))))
                    .where_(col(&p, "title").eq("x")),
            ),
            "SELECT users.id, users.name  FROM users JOIN posts ON users.id = posts.user_id  WHERE posts.title = :title_1",
        ),
        (
            statement(all(&u).add_join(SetupJoin {
                left: None,
                target: (&p).into(),
                on: None,
                on_relationship: None,
                is_outer: false,
                is_full: true,
            })),
            "SELECT users.id, users.name  FROM users FULL OUTER JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(all(&p).join(&u, None)),
            "SELECT posts.id, posts.user_id, posts.title  FROM posts JOIN users ON users.id = posts.user_id",
        ),
        (
            statement(all(&c).join(&p, None).join(&u, None)),
            "SELECT comments.id, comments.post_id, comments.author_id  FROM comments JOIN posts ON posts.id = comments.post_id JOIN users ON users.id = posts.user_id",
        ),
        (
            statement(all(&u).select_from(joined(&u, &p))),
            "SELECT users.id, users.name  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement({
                let left = FromClause::from(&u).outerjoin(&p, None).expect("a key");
                let on = col(&c, "post_id").eq(col(&p, "id"));
                let both = FromClause::from(left).join(&c, Some(on)).expect("a condition");
                all(&u).select_from(both)
            }),
            "SELECT users.id, users.name  FROM users LEFT OUTER JOIN posts ON users.id = posts.user_id JOIN comments ON comments.post_id = posts.id",
        ),
        (
            statement(of(&c, "id").select_from(&c).join_from(&c, &p, None)),
            "SELECT comments.id  FROM comments JOIN posts ON posts.id = comments.post_id",
        ),
        (
            statement(all(&u).join_from(&u, &p, None).join_from(&p, &c, None)),
            "SELECT users.id, users.name  FROM users JOIN posts ON users.id = posts.user_id JOIN comments ON posts.id = comments.post_id",
        ),
        (
            statement(select(vec![(&u).into(), (&x).into()]).join(&p, None)),
            "SELECT users.id, users.name, x.id AS id_1  FROM users JOIN posts ON users.id = posts.user_id, x",
        ),
    ];
    check(cases);
}

#[test]
fn aliases_and_subqueries_join() {
    let Schema { u, p, n, ua, na, un, sub, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(
                select(vec![Expr::function("count", Vec::<Expr>::new()).into()])
                    .select_from(&u)
                    .join(&p, None),
            ),
            "SELECT count(*) AS count_1  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(all(&u).join(&ua, Some(col(&u, "id").eq(alias_col(&ua, "id"))))),
            "SELECT users.id, users.name  FROM users JOIN users AS users_1 ON users.id = users_1.id",
        ),
        (
            statement(all(&n).join(&na, None)),
            "SELECT nodes.id, nodes.parent_id  FROM nodes JOIN nodes AS nodes_1 ON nodes.id = nodes_1.parent_id AND nodes_1.id = nodes.parent_id",
        ),
        (
            statement(
                select(vec![alias_col(&un, "id").into()])
                    .join(&p, Some(col(&p, "user_id").eq(alias_col(&un, "id")))),
            ),
            "SELECT un.id  FROM users AS un JOIN posts ON posts.user_id = un.id",
        ),
        (
            statement(select(vec![(&u).into(), alias_col(&sub, "n").into()]).join(&sub, None)),
            "SELECT users.id, users.name, anon_1.n  FROM users JOIN (SELECT posts.user_id AS user_id, count(*) AS n  FROM posts GROUP BY posts.user_id) AS anon_1 ON users.id = anon_1.user_id",
        ),
        (
            statement(
                select(vec![col(&u, "name").into(), alias_col(&sub, "n").into()])
                    .join_from(&u, &sub, None),
            ),
            "SELECT users.name, anon_1.n  FROM users JOIN (SELECT posts.user_id AS user_id, count(*) AS n  FROM posts GROUP BY posts.user_id) AS anon_1 ON users.id = anon_1.user_id",
        ),
    ];
    check(cases);
}

#[test]
fn joins_that_cannot_be_are_refused() {
    let Schema { u, p, c, x, .. } = schema();
    let advice = "Please use the .select_from() method to establish an explicit left side, as well \
                  as providing an explicit ON clause if not present already to help resolve the \
                  ambiguity.";
    let several = "Can't determine which FROM clause to join from, there are multiple FROMS which \
                   can join to this entity.";
    let cases = [
        (
            text(&statement(all(&u).join(&x, None))),
            ErrorKind::InvalidRequest,
            format!(
                "Don't know how to join to Table('x', MetaData(), Column('id', Integer(), \
                 table=<x>), schema=None). {advice}"
            ),
        ),
        (
            text(&statement(select(vec![(&u).into(), (&p).into()]).join(&c, None))),
            ErrorKind::InvalidRequest,
            format!("{several} {advice}"),
        ),
        (
            text(&statement(all(&u).join_from(&u, &x, None))),
            ErrorKind::NoForeignKeys,
            "Can't find any foreign key relationships between 'users' and 'x'.".to_owned(),
        ),
    ];
    for (found, kind, message) in cases {
        assert_eq!(found, Err((kind, message)));
    }
}

#[test]
fn two_keys_between_tables_are_ambiguous() {
    let Schema { u, .. } = schema();
    let columns = vec![id().into(), key("a", "users.id").into(), key("b", "users.id").into()];
    let metadata = u.metadata();
    let pairs = Table::new("pairs", &metadata, columns, TableOptions::default());
    let refused = FromClause::from(&u).join(pairs.expect("new"), None).expect_err("two keys");
    assert_eq!(refused.kind, ErrorKind::AmbiguousForeignKeys);
    assert_eq!(
        refused.message,
        "Can't determine join between 'users' and 'pairs'; tables have more than one foreign key \
         constraint relationship between them. Please specify the 'onclause' of this join explicitly."
    );
}
