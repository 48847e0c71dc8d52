//! What is selected, unions, and what follows WHERE.

use ormlab_core::from::CteOptions;
use ormlab_core::statement::{SelectBase, SetOperation};
use ormlab_core::{Expr, FromClause, Statement, select};

use crate::schema::{Schema, alias_col, all, check, col, joined, of, schema, statement};

#[test]
fn tails_and_unions() {
    let Schema { u, p, c, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(
                select(vec![col(&u, "id").label("q").into()]).order_by([col(&u, "id").label("q")]),
            ),
            "SELECT users.id AS q  FROM users ORDER BY q",
        ),
        (
            statement(
                all(&u)
                    .limit(Some(5.into()))
                    .and_then(|s| s.offset(Some(10.into())))
                    .expect("numbers"),
            ),
            "SELECT users.id, users.name  FROM users  LIMIT :param_1 OFFSET :param_2",
        ),
        (statement(of(&u, "name").distinct()), "SELECT DISTINCT users.name  FROM users"),
        (
            statement(of(&u, "id").set_operation(SetOperation::Union, vec![of(&p, "id").into()])),
            "SELECT users.id  FROM users UNION SELECT posts.id  FROM posts",
        ),
        (
            statement(
                of(&u, "id")
                    .limit(Some(5.into()))
                    .expect("a number")
                    .set_operation(SetOperation::UnionAll, vec![of(&p, "id").into()])
                    .order_by(["id"]),
            ),
            "(SELECT users.id  FROM users  LIMIT :param_1) UNION ALL SELECT posts.id  FROM posts ORDER BY id",
        ),
        (
            statement({
                let both = SelectBase::from(
                    of(&u, "id").set_operation(SetOperation::Union, vec![of(&p, "user_id").into()]),
                );
                select(vec![alias_col(&both.subquery(None), "id").into()])
            }),
            "SELECT anon_1.id  FROM (SELECT users.id AS id  FROM users UNION SELECT posts.user_id AS user_id  FROM posts) AS anon_1",
        ),
        (
            statement({
                let inner =
                    of(&p, "id").set_operation(SetOperation::Union, vec![of(&c, "id").into()]);
                of(&u, "id").set_operation(SetOperation::Intersect, vec![inner.into()])
            }),
            "SELECT users.id  FROM users INTERSECT (SELECT posts.id  FROM posts UNION SELECT comments.id  FROM comments)",
        ),
        (
            statement(select(vec![of(&u, "id").cte(Some("q"), CteOptions::default()).into()])),
            "WITH q AS  (SELECT users.id AS id  FROM users)  SELECT q.id  FROM q",
        ),
    ];
    check(cases);
}

#[test]
fn what_is_selected() {
    let Schema { u, p, c, ua, sub, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(all(&u).with_only_columns(vec![col(&u, "id").into()], false)),
            "SELECT users.id  FROM users",
        ),
        (
            statement(all(&u).where_(col(&u, "id").eq(col(&p, "user_id")))),
            "SELECT users.id, users.name  FROM users, posts  WHERE users.id = posts.user_id",
        ),
        (
            statement({
                let inner = of(&p, "user_id").where_(col(&p, "title").eq(col(&u, "name")));
                of(&u, "id").where_(col(&u, "id").eq(inner))
            }),
            "SELECT users.id  FROM users  WHERE users.id = (SELECT posts.user_id  FROM posts  WHERE posts.title = users.name)",
        ),
        (
            statement(select(vec![(&ua).into()])),
            "SELECT users_1.id, users_1.name  FROM users AS users_1",
        ),
        (
            statement(
                select(vec![Expr::text("a").into()]).select_from(FromClause::Text("tbl".into())),
            ),
            "SELECT a  FROM tbl",
        ),
        (
            statement(all(&u).where_(Expr::true_())),
            "SELECT users.id, users.name  FROM users  WHERE true",
        ),
        (
            statement(select(vec![FromClause::from(joined(&u, &p)).into()])),
            "SELECT users.id, users.name, posts.id AS id_1, posts.user_id, posts.title  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(select(vec![col(&u, "id").into(), (&p).into()]).select_from(joined(&u, &p))),
            "SELECT users.id, posts.id AS id_1, posts.user_id, posts.title  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement(select(vec![
                alias_col(&sub, "user_id").into(),
                alias_col(&sub.alias(None), "n").into(),
            ])),
            "SELECT anon_1.user_id, anon_2.n  FROM (SELECT posts.user_id AS user_id, count(*) AS n  FROM posts GROUP BY posts.user_id) AS anon_1, (SELECT posts.user_id AS user_id, count(*) AS n  FROM posts GROUP BY posts.user_id) AS anon_2",
        ),
        (
            statement(
                all(&u)
                    .join(&p, Some(col(&p, "user_id").eq(col(&u, "id"))))
                    .join(&c, Some(col(&c, "author_id").eq(col(&u, "id")))),
            ),
            "SELECT users.id, users.name  FROM users JOIN posts ON posts.user_id = users.id JOIN comments ON comments.author_id = users.id",
        ),
    ];
    check(cases);
}
