//! FROM: joins, correlation and what is selected, against what the real library gives.

use std::rc::Rc;

use ormlab_core::compiler::{CompileOptions, compile};
use ormlab_core::dialect::{DefaultDialect, Dialect};
use ormlab_core::from::{Alias, CteOptions, Join};
use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::select::{Select, SetupJoin};
use ormlab_core::statement::{SelectBase, SetOperation};
use ormlab_core::{Column, ErrorKind, Expr, FromClause, SqlType, Statement, select};

struct Schema {
    u: Table,
    p: Table,
    c: Table,
    n: Table,
    x: Table,
    ua: Alias,
    na: Alias,
    un: Alias,
    sub: Alias,
}

fn id() -> Column {
    Column::new("id", SqlType::Integer).primary_key()
}

fn key(name: &str, target: &str) -> Column {
    Column::new(name, SqlType::Null).foreign_key(target)
}

fn schema() -> Schema {
    let metadata = MetaData::new();
    let table = |name: &str, columns: Vec<Column>| {
        let items = columns.into_iter().map(Into::into).collect();
        Table::new(name, &metadata, items, TableOptions::default()).expect("no such table yet")
    };
    let text = |name: &str| Column::new(name, SqlType::string(None));
    let u = table("users", vec![id(), text("name")]);
    let p = table("posts", vec![id(), key("user_id", "users.id"), text("title")]);
    let c = table("comments", vec![id(), key("post_id", "posts.id"), key("author_id", "users.id")]);
    let n = table("nodes", vec![id(), key("parent_id", "nodes.id")]);
    let x = table("x", vec![Column::new("id", SqlType::Integer)]);
    let count = Expr::function("count", Vec::<Expr>::new()).label("n");
    let sub = select(vec![col(&p, "user_id").into(), count.into()]).group_by([col(&p, "user_id")]);
    Schema {
        ua: FromClause::from(&u).alias(None),
        na: FromClause::from(&n).alias(None),
        un: FromClause::from(&u).alias(Some("un")),
        sub: sub.subquery(None),
        u,
        p,
        c,
        n,
        x,
    }
}

fn col(table: &Table, key: &str) -> Expr {
    table.c(key).expect("defined").into()
}

fn alias_col(alias: &Alias, key: &str) -> Expr {
    alias.columns().get(key).expect("defined").into()
}

fn all(table: &Table) -> Select {
    select(vec![table.into()])
}

fn of(table: &Table, key: &str) -> Select {
    select(vec![col(table, key).into()])
}

fn joined(left: &Table, right: &Table) -> Join {
    FromClause::from(left).join(right, None).expect("a key")
}

fn posts_of(users: &Table, posts: &Table) -> Select {
    of(posts, "id").where_(col(posts, "user_id").eq(col(users, "id")))
}

fn statement(select: impl Into<SelectBase>) -> Statement {
    Statement::Select(select.into())
}

fn text(statement: &Statement) -> Result<String, (ErrorKind, String)> {
    let dialect: Rc<dyn Dialect> = Rc::new(DefaultDialect);
    let compiled = compile(statement, &dialect, &CompileOptions::default());
    match compiled {
        Ok(compiled) => Ok(compiled.sql.replace('\n', " ")),
        Err(error) => Err((error.kind, error.message.clone())),
    }
}

#[track_caller]
fn check(cases: Vec<(Statement, &str)>) {
    for (statement, sql) in cases {
        assert_eq!(text(&statement), Ok(sql.to_owned()));
    }
}

#[test]
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
fn subqueries_correlate() {
    let Schema { u, p, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(all(&u).where_(col(&u, "id").in_(of(&p, "user_id")))),
            "SELECT users.id, users.name  FROM users  WHERE users.id IN (SELECT posts.user_id  FROM posts)",
        ),
        (
            statement(all(&u).where_(posts_of(&u, &p).exists())),
            "SELECT users.id, users.name  FROM users  WHERE EXISTS (SELECT posts.id  FROM posts  WHERE posts.user_id = users.id)",
        ),
        (
            statement({
                let count = Expr::function("count", [col(&p, "id")]);
                let inner = select(vec![count.into()]).where_(col(&p, "user_id").eq(col(&u, "id")));
                select(vec![col(&u, "name").into(), inner.scalar_subquery().label("n").into()])
            }),
            "SELECT users.name, (SELECT count(posts.id) AS count_1  FROM posts  WHERE posts.user_id = users.id) AS n  FROM users",
        ),
        (
            statement(all(&u).where_(posts_of(&u, &p).correlate(vec![(&u).into()]).exists())),
            "SELECT users.id, users.name  FROM users  WHERE EXISTS (SELECT posts.id  FROM posts  WHERE posts.user_id = users.id)",
        ),
        (
            statement(all(&u).where_(posts_of(&u, &p).correlate_never().exists())),
            "SELECT users.id, users.name  FROM users  WHERE EXISTS (SELECT posts.id  FROM posts, users  WHERE posts.user_id = users.id)",
        ),
        (
            statement(
                all(&u).where_(posts_of(&u, &p).correlate_except(vec![(&p).into()]).exists()),
            ),
            "SELECT users.id, users.name  FROM users  WHERE EXISTS (SELECT posts.id  FROM posts  WHERE posts.user_id = users.id)",
        ),
        (
            statement(select(vec![col(&u, "name").label("q").into()]).order_by(["q"])),
            "SELECT users.name AS q  FROM users ORDER BY q",
        ),
        (
            statement(
                select(vec![col(&u, "name").label("q").into()])
                    .order_by([Expr::label_name("q").desc()]),
            ),
            "SELECT users.name AS q  FROM users ORDER BY q DESC",
        ),
        (
            statement(select(vec![col(&u, "name").label("q").into()]).group_by(["q"])),
            "SELECT users.name AS q  FROM users GROUP BY q",
        ),
    ];
    check(cases);
}

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
    let refused = FromClause::from(&u).join(&pairs.expect("new"), None).expect_err("two keys");
    assert_eq!(refused.kind, ErrorKind::AmbiguousForeignKeys);
    assert_eq!(
        refused.message,
        "Can't determine join between 'users' and 'pairs'; tables have more than one foreign key \
         constraint relationship between them. Please specify the 'onclause' of this join explicitly."
    );
}
