//! The statements of `record.py`, by the same names.
#![expect(clippy::too_many_lines, reason = "cases are data")]

use std::rc::Rc;

use ormlab_core::compiler::text_bind_names;
use ormlab_core::dml::delete;
use ormlab_core::expr::{
    Bind, BindValue, CustomOperator, Frame, FrameBound, LikeOptions, Operand, Operator, TextClause,
};
use ormlab_core::from::{Alias, AliasElement, AliasKind, CteOptions, table};
use ormlab_core::select::{ForUpdate, LabelStyle, OrderItem, Select, SelectItem, select};
use ormlab_core::statement::{
    CompoundSelect, SelectBase, SetOperation, Statement, TextData, TextualData, TextualSelect,
    Values, ValuesData,
};
use ormlab_core::types::NumericOptions;
use ormlab_core::{Column, Expr, FromClause, SqlType, Table, Value};

use crate::schema::{Schema, schema};

pub(crate) type Named = (&'static str, Statement);

pub(crate) fn all() -> Vec<Named> {
    let schema = schema();
    let mut all = plain_selects(&schema);
    all.extend(conditions(&schema));
    all.extend(expressions(&schema));
    all.extend(clauses(&schema));
    all.extend(joins(&schema));
    all.extend(subqueries(&schema));
    all.extend(ctes(&schema));
    all.extend(unions(&schema));
    all.extend(texts(&schema));
    all.extend(crate::selects::all(&schema));
    all.extend(crate::writes::all(&schema));
    all
}

pub(crate) fn c(table: &Table, key: &str) -> Expr {
    Expr::from(table.column(key).expect("a column of the schema"))
}

pub(crate) fn ac(alias: &Alias, key: &str) -> Expr {
    let columns = alias.columns();
    Expr::from(columns.get(key).unwrap_or_else(|| panic!("no {key} in {columns:?}")))
}

pub(crate) fn sel(exprs: impl IntoIterator<Item = Expr>) -> Select {
    select(exprs.into_iter().map(SelectItem::Expr).collect())
}

pub(crate) fn rows(item: impl Into<SelectItem>) -> Select {
    select(vec![item.into()])
}

pub(crate) fn func(name: &str, arguments: &[Expr]) -> Expr {
    Expr::function(name, arguments.iter().cloned())
}

fn none() -> Expr {
    Expr::null()
}

pub(crate) fn lit(value: impl Into<Value>) -> Expr {
    Expr::literal(value)
}

fn operand(value: impl Into<Operand>) -> Operand {
    value.into()
}

fn plain_selects(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    vec![
        ("select_columns", sel([c(u, "id"), c(u, "name")]).into()),
        ("select_table", rows(u).into()),
        (
            "where_bind",
            sel([c(u, "id")]).where_(c(u, "name").eq("ed")).where_(c(u, "age").gt(5)).into(),
        ),
        ("reserved_words", rows(&s.orders).where_(c(&s.orders, "Group").eq("x")).into()),
        (
            "duplicate_names",
            sel([c(u, "id"), c(p, "id"), c(u, "name")]).join_from(u, p, None).into(),
        ),
        ("repeated_column", sel([c(u, "id"), c(u, "id"), c(u, "id").label("x")]).into()),
        (
            "tablename_labels",
            sel([c(u, "id"), c(p, "id"), c(p, "title")])
                .join_from(u, p, None)
                .set_label_style(LabelStyle::TablenamePlusCol)
                .into(),
        ),
        (
            "anonymous_labels",
            sel([
                c(u, "age").add(1),
                c(u, "age").mul(2),
                func("count", &[c(u, "id")]),
                func("lower", &[c(u, "name")]),
            ])
            .into(),
        ),
    ]
}

fn conditions(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let ids = |criteria: Vec<Expr>| -> Statement {
        criteria.into_iter().fold(sel([c(u, "id")]), Select::where_).into()
    };
    let (age, name) = (c(u, "age"), c(u, "name"));
    let like = |operator, text: &str, escape: Option<&str>, autoescape| {
        let options = LikeOptions { escape: escape.map(str::to_owned), autoescape };
        name.match_like(operator, text, options).expect("a pattern")
    };
    let pair = |id: i64, name: &str| -> Value {
        Value::Tuple(Rc::from([Value::Int(id), Value::from(name)]))
    };
    let wrong = Expr::and([age.gt(1), age.lt(9)]);
    vec![
        ("null_comparisons", ids(vec![age.eq(none()), name.ne(none()), c(u, "active").eq(true)])),
        ("boolean_where", ids(vec![c(u, "active")])),
        (
            "boolean_not",
            ids(vec![
                c(u, "active").negate(),
                age.gt(3).negate(),
                Expr::or([age.gt(1), age.lt(0)]).negate(),
            ]),
        ),
        ("and_or", ids(vec![Expr::or([wrong, name.eq("x")])])),
        ("in_list", ids(vec![c(u, "id").in_([1, 2, 3]), name.not_in(["a"])])),
        ("in_empty", ids(vec![c(u, "id").in_(Vec::<i64>::new()), name.not_in(Vec::<i64>::new())])),
        ("in_subquery", ids(vec![c(u, "id").in_(sel([c(p, "user_id")]))])),
        (
            "in_tuples",
            ids(vec![
                Expr::tuple(vec![c(u, "id"), name.clone()]).in_(vec![pair(1, "a"), pair(2, "b")]),
            ]),
        ),
        (
            "like",
            ids(vec![
                name.like("a%"),
                like(Operator::NotLike, "b%", Some("/"), false),
                name.ilike("C"),
            ]),
        ),
        (
            "contains",
            ids(vec![
                name.contains("a"),
                name.startswith("b"),
                like(Operator::EndsWith, "c/%", None, true),
            ]),
        ),
        ("icontains", ids(vec![name.icontains("a")])),
        ("between", ids(vec![age.between(1, 5), age.between(7, 8).negate()])),
        ("distinct_from", ids(vec![age.is_distinct_from(3), age.is_not_distinct_from(none())])),
        ("regexp", ids(vec![name.regexp_match("^a", None)])),
        ("any", ids(vec![c(u, "id").eq(Expr::any(sel([c(p, "user_id")]).scalar_subquery()))])),
        ("expression", Statement::Expr(name.eq("x"))),
        ("expression_and", Statement::Expr(Expr::and([age.gt(1), name.in_(["a", "b"])]))),
        (
            "bindparam",
            ids(vec![
                name.eq(Bind::named("who", BindValue::Required, name.sql_type()).into_expr()),
                age.gt(Bind::named("who_age", BindValue::Required, SqlType::Integer).into_expr()),
            ]),
        ),
        ("bindparam_twice", {
            let who = || {
                let value = BindValue::Given("ed".into());
                Bind::named("who", value, name.sql_type()).into_expr()
            };
            ids(vec![name.eq(who()), name.ne(who())])
        }),
        ("custom_operator", {
            let operator = Operator::Custom(CustomOperator::new("~~").into());
            ids(vec![name.operate(operator, "x").expect("an operator")])
        }),
    ]
}

fn expressions(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let (age, name) = (c(u, "age"), c(u, "name"));
    let numeric = SqlType::Numeric(NumericOptions {
        precision: Some(10),
        scale: Some(2),
        ..NumericOptions::default()
    });
    let whens =
        vec![(operand(age.gt(18)), operand("adult")), (operand(age.gt(12)), operand("teen"))];
    let equal_to = |n: i64, text: &str| (operand(n), operand(text));
    let item = |index: Value| c(p, "data").operate(Operator::GetItem, index).expect("an item");
    let path = Value::Tuple(Rc::from([Value::from("a"), Value::Int(1)]));
    vec![
        ("concat", sel([name.add(" ").add(&name)]).into()),
        (
            "arithmetic",
            sel([
                age.add(1).mul(2),
                age.div(2),
                age.floor_div(2),
                age.modulo(2),
                age.neg(),
                age.sub(age.sub(1)),
            ])
            .into(),
        ),
        (
            "bits",
            sel([age.bitwise_and(1), age.bitwise_or(2), age.bitwise_xor(3), age.bitwise_not()])
                .into(),
        ),
        ("case", sel([Expr::case(whens, None, Some("child".into())).label("kind")]).into()),
        (
            "case_value",
            sel([Expr::case(vec![equal_to(1, "a"), equal_to(2, "b")], Some((&age).into()), None)])
                .into(),
        ),
        (
            "cast",
            sel([
                age.cast(SqlType::string(None)),
                Expr::cast_of("5", SqlType::Integer),
                age.cast(numeric),
            ])
            .into(),
        ),
        ("extract", sel([Expr::extract("year", c(u, "created"))]).into()),
        (
            "functions",
            sel([
                func("now", &[]),
                func("current_timestamp", &[]),
                Expr::function("coalesce", [operand(&age), operand(0)]),
                Expr::function_of(&["my", "pkg", "f"], vec![1.into()], None),
                func("char_length", std::slice::from_ref(&name)),
            ])
            .into(),
        ),
        (
            "aggregates",
            sel([
                func("count", &[]),
                func("sum", &[c(p, "score")]),
                func("max", &[c(p, "score")]),
                func("count", &[c(p, "id").distinct()]),
            ])
            .select_from(p)
            .into(),
        ),
        (
            "window",
            sel([
                func("row_number", &[]).over(
                    vec![c(p, "user_id")],
                    vec![c(p, "score").desc()],
                    None,
                ),
                func("sum", &[c(p, "score")]).over(
                    vec![],
                    vec![c(p, "id")],
                    Some(Frame {
                        unit: "ROWS",
                        start: FrameBound::of_number(Some(-2)),
                        end: FrameBound::of_number(Some(0)),
                    }),
                ),
                func("count", &[]).over(vec![], vec![], None),
            ])
            .into(),
        ),
        ("filter", sel([func("count", &[c(p, "id")]).filter([c(p, "score").gt(5)])]).into()),
        ("collate", sel([name.collate("NOCASE")]).into()),
        (
            "json",
            sel([item("key".into()), item(path).json_as(SqlType::string(None)).expect("an item")])
                .into(),
        ),
        ("true_false", sel([Expr::true_(), Expr::false_(), Expr::null()]).into()),
        (
            "type_coerce",
            sel([
                Expr::type_coerce(&age, SqlType::string(None)),
                Expr::type_coerce("x", SqlType::string(None)).eq(&name),
            ])
            .into(),
        ),
        (
            "literal_column",
            sel([
                Expr::literal_column("'x'", SqlType::Null),
                lit("y"),
                Expr::literal_column("1", SqlType::Null).label("one"),
            ])
            .into(),
        ),
    ]
}

fn clauses(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let (id, age, name) = (c(u, "id"), c(u, "age"), c(u, "name"));
    let count = func("count", &[]).label("n");
    let counted = sel([id.clone(), count.clone()]).group_by([id.clone()]);
    let limited = |limit: Option<i64>, offset: Option<i64>| -> Statement {
        let select = sel([id.clone()]).limit(limit.map(operand)).expect("a number");
        select.offset(offset.map(operand)).expect("a number").into()
    };
    let _ = p;
    vec![
        ("order_by", rows(u).order_by([name.clone(), age.desc()]).into()),
        (
            "nulls_order",
            sel([id.clone()]).order_by([age.desc().nulls_last(), name.nulls_first()]).into(),
        ),
        (
            "order_by_label",
            sel([id.label("x"), func("count", &[]).label("n")])
                .group_by(["x"])
                .order_by([OrderItem::Expr(Expr::label_name("n").desc()), "x".into()])
                .into(),
        ),
        ("order_by_label_object", counted.order_by([count.desc()]).into()),
        ("order_by_name", sel([id.clone(), name.clone()]).order_by(["name"]).into()),
        (
            "group_having",
            sel([age.clone(), func("count", std::slice::from_ref(&id))])
                .group_by([age.clone()])
                .having(func("count", std::slice::from_ref(&id)).gt(2))
                .into(),
        ),
        ("limit", limited(Some(10), None)),
        ("offset", limited(None, Some(5))),
        ("limit_offset", limited(Some(10), Some(5))),
        (
            "fetch",
            sel([id.clone()])
                .fetch(4.into(), true, false)
                .and_then(|select| select.offset(Some(2.into())))
                .expect("numbers")
                .into(),
        ),
        ("distinct", sel([name.clone()]).distinct().into()),
        (
            "for_update",
            sel([id.clone()])
                .with_for_update(ForUpdate {
                    nowait: true,
                    of: vec![id.clone()],
                    ..ForUpdate::default()
                })
                .into(),
        ),
        (
            "prefix",
            sel([id.clone()])
                .prefix_with(Expr::text("ALL"), None)
                .suffix_with(Expr::text("/* end */"), None)
                .into(),
        ),
    ]
}

fn joins(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let two = || sel([c(u, "name"), c(p, "title")]);
    let on = || c(u, "id").eq(c(p, "user_id"));
    let on_tags = || c(p, "id").eq(c(t, "post_id"));
    let full =
        ormlab_core::from::Join::new(&u.into(), &p.into(), None, ormlab_core::from::JoinKind::Full)
            .expect("a foreign key");
    let inner = FromClause::from(p).join(t, Some(on_tags())).expect("a join");
    let nested = FromClause::from(u).outerjoin(inner, Some(on())).expect("a join");
    let a = FromClause::from(u).alias(None);
    let b = FromClause::from(u).alias(Some("b"));
    vec![
        ("join", two().join(p, None).into()),
        ("join_on", two().join(p, Some(on())).into()),
        ("outer_join", two().outerjoin(p, None).into()),
        ("full_join", sel([c(u, "name")]).select_from(full).into()),
        (
            "join_chain",
            sel([c(u, "name"), c(t, "tag")]).join(p, Some(on())).join(t, Some(on_tags())).into(),
        ),
        ("nested_join", sel([c(u, "name")]).select_from(nested).into()),
        ("cartesian", two().where_(on()).into()),
        ("alias", sel([ac(&a, "id"), ac(&a, "name")]).where_(ac(&a, "name").eq("x")).into()),
        ("aliases", sel([ac(&a, "id"), ac(&b, "id")]).where_(ac(&a, "id").lt(ac(&b, "id"))).into()),
    ]
}

fn subqueries(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let a = FromClause::from(u).alias(None);
    let counts = sel([c(p, "user_id"), func("count", &[c(p, "id")]).label("n")])
        .group_by([c(p, "user_id")])
        .subquery(None);
    let adults = sel([c(u, "id")]).where_(c(u, "age").gt(3)).subquery(Some("adults"));
    let unnamed =
        sel([c(u, "id"), func("lower", &[c(u, "name")]), c(u, "age").add(1)]).subquery(None);
    let own = || c(p, "user_id").eq(c(u, "id"));
    let posts_of = sel([func("count", &[c(p, "id")])]).where_(own()).scalar_subquery();
    let average = sel([func("avg", &[c(u, "age")])]).scalar_subquery();
    let correlated = sel([ac(&a, "id")])
        .where_(ac(&a, "name").eq(c(u, "name")))
        .correlate(vec![u.into()])
        .scalar_subquery();
    let star = sel([Expr::literal_column("*", SqlType::Null)]).where_(own());
    let lateral = sel([c(p, "title")]).where_(own()).lateral(Some("l"));
    vec![
        (
            "subquery",
            sel([c(u, "name"), ac(&counts, "n")])
                .join(&counts, Some(c(u, "id").eq(ac(&counts, "user_id"))))
                .into(),
        ),
        ("subquery_named", rows(&adults).into()),
        ("subquery_anonymous_columns", rows(&unnamed).into()),
        ("scalar_subquery", sel([c(u, "name"), posts_of.label("n")]).into()),
        ("scalar_comparison", sel([c(u, "name")]).where_(c(u, "age").gt(average)).into()),
        ("exists", sel([c(u, "name")]).where_(star.exists()).into()),
        (
            "exists_select",
            sel([c(u, "name")]).where_(sel([c(p, "id")]).where_(own()).exists().negate()).into(),
        ),
        ("correlate", sel([c(u, "name")]).where_(c(u, "id").eq(correlated)).into()),
        (
            "literal_subquery_in_from",
            select(vec![u.into(), (&lateral).into()]).join(&lateral, Some(Expr::true_())).into(),
        ),
        ("light_table", {
            let t = table("t", vec![Column::free("a", SqlType::Null)]);
            let b = || Expr::from(Column::free("b", SqlType::Null));
            sel([Expr::from(Column::free("a", SqlType::Null)), b()])
                .select_from(t)
                .where_(b().eq(3))
                .into()
        }),
        ("values", {
            let columns =
                vec![("id".into(), SqlType::Integer), ("name".into(), SqlType::string(None))];
            let row = |id: i64, name: &str| {
                vec![
                    Bind::anonymous("param", id.into(), SqlType::Integer).into_expr(),
                    Bind::anonymous("param", name.into(), SqlType::string(None)).into_expr(),
                ]
            };
            let data = ValuesData {
                columns,
                name: Some("v".into()),
                rows: vec![row(1, "a"), row(2, "b")],
                literal_binds: false,
            };
            let v = Values(Rc::new(data)).alias(None);
            sel([ac(&v, "id"), ac(&v, "name")]).into()
        }),
    ]
}

fn ctes(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let good =
        sel([c(p, "user_id")]).where_(c(p, "score").gt(3)).cte(Some("good"), CteOptions::default());
    let c2 = good.alias(Some("c2"));
    let one = sel([lit(1).label("n")]);
    let recursive = CteOptions { recursive: true, ..CteOptions::default() };
    let start = one.cte(Some("numbers"), recursive.clone());
    let step = sel([ac(&start, "n").add(1)]).where_(ac(&start, "n").lt(10));
    let whole = CompoundSelect::new(SetOperation::UnionAll, vec![one.into(), step.into()]);
    let numbers = Alias::new(
        AliasElement::Select(whole.into()),
        AliasKind::Cte(CteOptions { restates: Some(start), ..recursive }),
        Some("numbers"),
    );
    let anonymous = sel([c(u, "id")]).cte(None, CteOptions::default());
    let more = sel([ac(&good, "user_id")])
        .where_(ac(&good, "user_id").gt(1))
        .cte(Some("more"), CteOptions::default());
    let gone = delete(u)
        .where_(c(u, "age").gt(100))
        .returning(vec![c(u, "id").into()])
        .expect("nothing returned before");
    let gone = Statement::from(gone).cte(Some("gone"), CteOptions::default());
    vec![
        ("cte", sel([c(u, "name")]).join(&good, Some(c(u, "id").eq(ac(&good, "user_id")))).into()),
        (
            "cte_twice",
            sel([ac(&good, "user_id"), ac(&c2, "user_id")])
                .where_(ac(&good, "user_id").eq(ac(&c2, "user_id")))
                .into(),
        ),
        ("cte_recursive", sel([ac(&numbers, "n")]).into()),
        ("cte_anonymous", sel([ac(&anonymous, "id")]).into()),
        ("cte_of_cte", sel([ac(&more, "user_id")]).into()),
        ("dml_cte", sel([ac(&gone, "id")]).into()),
    ]
}

fn unions(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let users = || sel([c(u, "id")]);
    let posts = || sel([c(p, "id")]);
    let union =
        |a: Select, b: SelectBase| CompoundSelect::new(SetOperation::Union, vec![a.into(), b]);
    let statement = |compound: CompoundSelect| Statement::Select(compound.into());
    let ordered =
        union(users().where_(c(u, "age").gt(1)), posts().where_(c(p, "score").gt(2)).into());
    let inner = CompoundSelect::new(
        SetOperation::Intersect,
        vec![posts().into(), sel([c(t, "post_id")]).into()],
    );
    let both = SelectBase::from(union(users(), posts().into())).subquery(None);
    let first = users().order_by([c(u, "id")]).limit(Some(2.into())).expect("a number");
    vec![
        ("union", statement(ordered.order_by(["id"]).limit(Some(3.into())).expect("a number"))),
        (
            "union_all",
            statement(CompoundSelect::new(
                SetOperation::UnionAll,
                vec![users().into(), posts().into()],
            )),
        ),
        ("union_nested", statement(union(users(), inner.into()))),
        ("union_subquery", sel([ac(&both, "id")]).into()),
        ("union_ordered_member", statement(union(first, posts().into()))),
    ]
}

fn texts(s: &Schema) -> Vec<Named> {
    let u = &s.users;
    let clause = |text: &str, binds: Vec<Bind>| TextClause { text: text.into(), binds };
    let text = |text: &str, binds: Vec<Bind>| {
        let clause = clause(text, binds);
        Statement::Text(Rc::new(TextData { clause, execution: Default::default() }))
    };
    assert_eq!(text_bind_names("a = :x AND b = :y OR :x"), ["x".into(), "y".into()]);
    vec![
        (
            "text",
            text(
                "SELECT * FROM users WHERE id = :id AND name = ':x' AND t = '12\\:30'::text",
                vec![],
            ),
        ),
        (
            "text_bound",
            text(
                "SELECT :a, :b, :a",
                vec![
                    Bind::named("a", BindValue::Given(1.into()), SqlType::Integer),
                    Bind::named("b", BindValue::Given("x".into()), SqlType::string(None)),
                ],
            ),
        ),
        ("text_columns", {
            let data = TextualData {
                text: clause("SELECT id, name FROM users", vec![]),
                columns: vec![
                    ("id".into(), SqlType::Integer),
                    ("name".into(), SqlType::string(None)),
                ],
                targets: vec![],
                positional: true,
                execution: Default::default(),
            };
            Statement::Select(SelectBase::Textual(TextualSelect(Rc::new(data))))
        }),
        ("text_where", sel([c(u, "id")]).where_(Expr::text("age > :age")).select_from(u).into()),
    ]
}
