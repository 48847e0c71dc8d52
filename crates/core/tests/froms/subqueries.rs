//! Subqueries: correlation, names, CTEs, functions in FROM.

use ormlab_core::expr::TextClause;
use ormlab_core::from::{CteOptions, TableValued, table};
use ormlab_core::select::{LabelStyle, OrderItem};
use ormlab_core::statement::{SelectBase, SetOperation};
use ormlab_core::{Column, ErrorKind, Expr, FromClause, SqlType, Statement, Value, select};

use crate::schema::{Schema, alias_col, all, check, col, of, posts_of, schema, statement, text};

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
fn labels_of_a_subquery_must_differ() {
    let Schema { u, p, .. } = schema();
    let items = vec![col(&u, "id").label("a").into(), col(&p, "id").label("a").into()];
    let refused = text(&statement(FromClause::from(select(items).subquery(None)).select()));
    let message = "Label name a is being renamed to an anonymous label due to disambiguation which \
                   is not supported right now.  Please use unique names for explicit labels.";
    assert_eq!(refused, Err((ErrorKind::InvalidRequest, message.to_owned())));
}

#[test]
#[expect(clippy::too_many_lines, reason = "cases")]
fn subqueries_keep_names() {
    let Schema { u, p, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement(
                of(&u, "id").join(&p, None).with_only_columns(vec![col(&p, "title").into()], true),
            ),
            "SELECT posts.title  FROM users JOIN posts ON users.id = posts.user_id",
        ),
        (
            statement({
                let sum = || col(&u, "id").add(1).into();
                FromClause::from(select(vec![sum(), sum()]).subquery(None)).select()
            }),
            "SELECT anon_2.anon_1, anon_2.anon_3  FROM (SELECT users.id + :id_1 AS anon_1, users.id + :id_2 AS anon_3  FROM users) AS anon_2",
        ),
        (
            statement({
                let both = select(vec![(&u).into(), (&p).into()])
                    .set_label_style(LabelStyle::TablenamePlusCol);
                FromClause::from(both.subquery(None)).select()
            }),
            "SELECT anon_1.users_id, anon_1.users_name, anon_1.posts_id, anon_1.posts_user_id, anon_1.posts_title  FROM (SELECT users.id AS users_id, users.name AS users_name, posts.id AS posts_id, posts.user_id AS posts_user_id, posts.title AS posts_title  FROM users, posts) AS anon_1",
        ),
        (
            statement({
                let count = || Expr::function("count", Vec::<Expr>::new());
                let grouped = of(&u, "id")
                    .group_by([col(&u, "id")])
                    .having(count().gt(1))
                    .order_by([count().desc()])
                    .limit(Some(1.into()))
                    .expect("a number");
                FromClause::from(grouped.subquery(None)).select()
            }),
            "SELECT anon_1.id  FROM (SELECT users.id AS id  FROM users GROUP BY users.id  HAVING count(*) > :count_1 ORDER BY count(*) DESC  LIMIT :param_1) AS anon_1",
        ),
        (
            statement({
                let exists = select(vec![Expr::literal_column("*", SqlType::Null).into()]).exists();
                let on = col(&p, "user_id").eq(col(&u, "id"));
                let exists = exists.edit_subquery(|select| select.where_(on)).expect("a subquery");
                of(&u, "name").where_(exists.negate())
            }),
            "SELECT users.name  FROM users  WHERE NOT (EXISTS (SELECT *  FROM posts  WHERE posts.user_id = users.id))",
        ),
        (
            statement({
                let count = Expr::function("count", [col(&p, "id")]).label("n");
                select(vec![col(&u, "name").into(), count.into()])
                    .outerjoin(&p, None)
                    .group_by([col(&u, "name")])
                    .order_by([OrderItem::from(Expr::label_name("n").desc()), "name".into()])
            }),
            "SELECT users.name, count(posts.id) AS n  FROM users LEFT OUTER JOIN posts ON users.id = posts.user_id GROUP BY users.name ORDER BY n DESC, users.name",
        ),
        (
            statement({
                let case = Expr::case(
                    vec![(col(&u, "id").gt(5).into(), "a".into())],
                    None,
                    Some("b".into()),
                );
                select(vec![
                    case.label("k").into(),
                    Expr::function("count", Vec::<Expr>::new()).into(),
                ])
                .group_by(["k"])
            }),
            "SELECT CASE WHEN (users.id > :id_1) THEN :param_1 ELSE :param_2 END AS k, count(*) AS count_1  FROM users GROUP BY k",
        ),
    ];
    check(cases);
}

#[test]
#[expect(clippy::too_many_lines, reason = "cases")]
fn ctes_and_functions_in_from() {
    let Schema { u, p, n, .. } = schema();
    let cases: Vec<(Statement, &str)> = vec![
        (
            statement({
                let root = select(vec![col(&n, "id").into(), col(&n, "parent_id").into()])
                    .where_(col(&n, "parent_id").is_(Value::Null));
                let root =
                    root.cte(Some("tree"), CteOptions { recursive: true, ..CteOptions::default() });
                let on = col(&n, "parent_id").eq(alias_col(&root, "id"));
                let more = select(vec![col(&n, "id").into(), col(&n, "parent_id").into()])
                    .join(&root, Some(on));
                let tree = root.restated(SetOperation::UnionAll, vec![more.into()]).expect("a CTE");
                select(vec![tree.into()])
            }),
            "WITH RECURSIVE tree(id, parent_id) AS  (SELECT nodes.id AS id, nodes.parent_id AS parent_id  FROM nodes  WHERE nodes.parent_id IS NULL UNION ALL SELECT nodes.id AS id, nodes.parent_id AS parent_id  FROM nodes JOIN tree ON nodes.parent_id = tree.id)  SELECT tree.id, tree.parent_id  FROM tree",
        ),
        (
            statement({
                let last = of(&p, "title")
                    .where_(col(&p, "user_id").eq(col(&u, "id")))
                    .limit(Some(1.into()))
                    .expect("a number")
                    .lateral(Some("last"));
                select(vec![col(&u, "name").into(), alias_col(&last, "title").into()])
                    .join(&last, Some(Expr::true_()))
            }),
            "SELECT users.name, last.title  FROM users JOIN LATERAL (SELECT posts.title AS title  FROM posts  WHERE posts.user_id = users.id  LIMIT :param_1) AS last ON true",
        ),
        (
            statement({
                let q = of(&p, "user_id").cte(Some("q"), CteOptions::default());
                let q2 = q.alias(Some("q2"));
                let (a, b) = (alias_col(&q, "user_id"), alias_col(&q2, "user_id"));
                select(vec![(&a).into(), (&b).into()]).where_(a.eq(&b))
            }),
            "WITH q AS  (SELECT posts.user_id AS user_id  FROM posts)  SELECT q.user_id, q2.user_id AS user_id_1  FROM q, q AS q2  WHERE q.user_id = q2.user_id",
        ),
        (
            statement({
                let names = [("key".into(), SqlType::Null), ("value".into(), SqlType::Null)];
                let options = TableValued { name: Some("each".into()), ..TableValued::default() };
                let each =
                    Expr::function("json_each", [col(&u, "name")]).table_valued(&names, options);
                select(vec![col(&u, "id").into(), alias_col(&each, "value").into()])
                    .where_(alias_col(&each, "key").eq("a"))
            }),
            "SELECT users.id, each.value  FROM users, json_each(users.name) AS each  WHERE each.key = :key_1",
        ),
        (
            statement({
                let options =
                    TableValued { with_ordinality: Some("o".into()), ..TableValued::default() };
                let rows = Expr::function("unnest", [col(&u, "name")])
                    .table_valued(&[("x".into(), SqlType::Null)], options);
                select(vec![rows.render_derived(None, false).into()])
            }),
            "SELECT anon_1.x, anon_1.o  FROM unnest(users.name) WITH ORDINALITY AS anon_1(x, o)",
        ),
        (
            statement({
                let value =
                    Expr::function("unnest", [col(&u, "name")]).column_valued(Some("y"), false);
                select(vec![(&value).into()]).where_(value.gt(5))
            }),
            "SELECT y  FROM unnest(users.name) AS y  WHERE y > :y_1",
        ),
        (
            statement({
                let f = Expr::function("f", [col(&u, "id")]).table_valued(
                    &[],
                    TableValued { name: Some("q".into()), ..TableValued::default() },
                );
                select(vec![f.into()])
            }),
            "SELECT q.f_1  FROM f(users.id) AS q",
        ),
        (
            statement(select(vec![
                Expr::function("row_to_json", [FromClause::from(&u).table_value()]).into(),
            ])),
            "SELECT row_to_json(users) AS row_to_json_1  FROM users",
        ),
        (
            statement(select(vec![
                FromClause::from(table(
                    "q",
                    vec![Column::free("a", SqlType::Null), Column::free("b", SqlType::Null)],
                ))
                .into(),
            ])),
            "SELECT q.a, q.b  FROM q",
        ),
        (
            statement({
                let columns = vec![
                    Expr::from(Column::free("id", SqlType::Null)),
                    Column::free("name", SqlType::Null).into(),
                ];
                let text = TextClause::new("select id, name from q").columns(columns, true);
                select(vec![SelectBase::Textual(text).subquery(Some("t")).into()])
            }),
            "SELECT t.id, t.name  FROM (select id, name from q) AS t",
        ),
    ];
    check(cases);
}

#[test]
fn columns_are_replaced_also_inside_of_subqueries() {
    let Schema { u, p, ua, .. } = schema();
    let criterion = Expr::and([col(&u, "name").eq("x"), posts_of(&u, &p).exists()]);
    let alias = FromClause::from(ua);
    let adapt = |expr: &Expr| {
        let column = expr.as_column().filter(|column| column.schema_table() == Some(u.clone()))?;
        alias.corresponding_column(column).map(|column| Expr::from(&column))
    };
    let adapted = criterion.transform(&mut { adapt });
    check(vec![(
        statement(select(vec![alias.clone().into()]).where_(adapted)),
        "SELECT users_1.id, users_1.name  FROM users AS users_1  WHERE users_1.name = :name_1 AND \
         (EXISTS (SELECT posts.id  FROM posts  WHERE posts.user_id = users_1.id))",
    )]);
    let untouched = criterion.transform(&mut |_| None);
    assert_eq!(untouched.id(), criterion.id());
}
