//! More SELECTs of `record.py`, by the same names: labels, subqueries, CTEs, functions in FROM.
#![expect(clippy::too_many_lines, reason = "cases are data")]

use std::rc::Rc;

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use ormlab_core::dml::insert;
use ormlab_core::expr::{Bind, BindValue, Frame, FrameBound, Operand, Operator};
use ormlab_core::from::{Alias, AliasElement, AliasKind, CteOptions, TableValued};
use ormlab_core::select::{Affix, LabelStyle, OrderItem, Select, select};
use ormlab_core::statement::{CompoundSelect, SelectBase, SetOperation, Statement};
use ormlab_core::types::NumericOptions;
use ormlab_core::{Expr, FromClause, SqlType, Table, Value};

use crate::schema::Schema;
use crate::statements::{Named, ac, c, func, lit, rows, sel};

pub(crate) fn all(schema: &Schema) -> Vec<Named> {
    let first = [schemas(schema), ctes(schema), labels(schema), subqueries(schema)].concat();
    let second = [conditions(schema), values(schema), functions(schema), unions(schema)].concat();
    [first, second, joins(schema)].concat()
}

const QUALIFIED: LabelStyle = LabelStyle::TablenamePlusCol;

fn alias(table: &Table, name: Option<&str>) -> Alias {
    FromClause::from(table).alias(name)
}

fn cte(select: Select, name: &str) -> Alias {
    select.cte(Some(name), CteOptions::default())
}

fn compound(operation: SetOperation, selects: Vec<Select>) -> CompoundSelect {
    CompoundSelect::new(operation, selects.into_iter().map(SelectBase::from).collect())
}

fn limit(select: Select, count: i64) -> Select {
    select.limit(Some(count.into())).expect("a number")
}

fn schemas(s: &Schema) -> Vec<Named> {
    let (u, r) = (&s.users, &s.remote);
    let ra = alias(r, Some("ra"));
    vec![
        ("schema", rows(r).where_(c(r, "price").gt(3)).into()),
        ("schema_join", sel([c(r, "id"), c(u, "name")]).join_from(r, u, None).into()),
        ("schema_alias", sel([ac(&ra, "id")]).into()),
        ("distinct_on", sel([c(u, "id"), c(u, "name")]).distinct_on(vec![c(u, "name")]).into()),
    ]
}

fn ctes(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let nesting = CteOptions { nesting: true, ..CteOptions::default() };
    let inner = sel([c(u, "id")]).cte(Some("inner"), nesting);
    let around = sel([ac(&inner, "id")]).subquery(Some("s"));
    let good = cte(sel([c(p, "user_id")]).where_(c(p, "score").gt(3)), "good");
    let materialized = CteOptions {
        prefixes: vec![Affix {
            text: Expr::text("MATERIALIZED"),
            dialect: Some("postgresql".into()),
        }],
        ..CteOptions::default()
    };
    let m = sel([c(u, "id")]).cte(Some("m"), materialized);
    let both = cte(sel([c(u, "id")]), "both");
    let new = insert(u)
        .values([("name", Value::from("x")), ("age", Value::from(1))])
        .returning(vec![c(u, "id").into(), c(u, "name").into()])
        .expect("nothing returned before");
    let new = Statement::from(new).cte(Some("new"), CteOptions::default());
    vec![
        ("cte_nesting", sel([ac(&around, "id")]).into()),
        (
            "cte_in_subquery",
            sel([c(u, "id")]).where_(c(u, "id").in_(sel([ac(&good, "user_id")]))).into(),
        ),
        ("cte_add", sel([c(u, "id")]).add_cte(good, false).into()),
        ("cte_materialized", sel([ac(&m, "id")]).into()),
        (
            "cte_union",
            Statement::Select(
                compound(
                    SetOperation::Union,
                    vec![
                        sel([ac(&both, "id")]),
                        sel([ac(&both, "id")]).where_(ac(&both, "id").gt(1)),
                    ],
                )
                .into(),
            ),
        ),
        ("cte_insert_returning", rows(&new).into()),
    ]
}

fn labels(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let both = sel([c(u, "id"), c(p, "id")])
        .join_from(u, p, None)
        .set_label_style(QUALIFIED)
        .subquery(None);
    let two = limit(rows(u).set_label_style(QUALIFIED), 2).subquery(None);
    let ordered =
        sel([c(u, "id"), c(u, "name")]).set_label_style(QUALIFIED).order_by([c(u, "name")]);
    let limited = limit(ordered, 2).subquery(None);
    let p1 = alias(p, None);
    let on = ac(&limited, "users_id").eq(ac(&p1, "user_id"));
    let joined = FromClause::from(limited.clone()).outerjoin(p1.clone(), Some(on)).expect("a join");
    let (u1, u2) = (alias(u, None), alias(u, None));
    let as_string = || c(u, "age").cast(SqlType::string(None));
    let as_float = c(u, "age").cast(SqlType::Float(NumericOptions::default()));
    let x = |table: &Table| c(table, "id").label("x");
    let low = func("lower", &[c(u, "name")]).label("low");
    let count = || func("count", &[]);
    vec![
        ("labels_in_subquery", sel([ac(&both, "users_id"), ac(&both, "posts_id")]).into()),
        ("labels_over_subquery", rows(&two).set_label_style(QUALIFIED).into()),
        (
            "joined_over_limited",
            select(vec![(&limited).into(), ac(&p1, "id").into(), ac(&p1, "title").into()])
                .set_label_style(QUALIFIED)
                .select_from(joined)
                .order_by([ac(&limited, "users_name")])
                .into(),
        ),
        (
            "alias_labels",
            select(vec![(&u1).into(), (&u2).into()]).set_label_style(QUALIFIED).into(),
        ),
        ("dedupe_labels", sel([c(u, "id"), c(p, "id"), c(u, "id"), c(p, "id")]).into()),
        (
            "dedupe_tablename",
            sel([c(u, "id"), c(u, "id"), c(p, "id")]).set_label_style(QUALIFIED).into(),
        ),
        ("label_none", sel([c(u, "id"), c(p, "id")]).set_label_style(LabelStyle::None).into()),
        ("label_collision", sel([x(u), x(p), c(u, "age")]).into()),
        ("cast_label", sel([as_string(), as_string().label("z"), func("sum", &[as_float])]).into()),
        (
            "group_by_expression",
            sel([func("lower", &[c(u, "name")]), count()])
                .group_by([func("lower", &[c(u, "name")])])
                .into(),
        ),
        ("group_by_label", sel([low.clone(), count()]).group_by([low]).into()),
        ("quoted_label", sel([c(u, "id").label("My Label"), c(u, "name").label("select")]).into()),
        ("quoted_alias", sel([ac(&alias(u, Some("Big Name")), "id")]).into()),
    ]
}

fn subqueries(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let inner = sel([c(u, "id")]).subquery(None);
    let outer = sel([ac(&inner, "id")]).subquery(None);
    let own = || c(p, "user_id").eq(c(u, "id"));
    let posts_of = || sel([func("count", &[c(p, "id")])]).where_(own()).scalar_subquery();
    let tagged = sel([c(t, "tag")]).where_(c(t, "post_id").eq(c(p, "id"))).exists();
    let all =
        compound(SetOperation::Union, vec![sel([c(p, "user_id")]), sel([c(&s.orders, "user")])]);
    vec![
        ("subquery_of_subquery", rows(&outer).into()),
        ("scalar_in_order", sel([c(u, "id")]).order_by([posts_of().desc()]).into()),
        (
            "exists_column",
            sel([sel([c(p, "id")]).where_(own()).exists().label("has")]).select_from(u).into(),
        ),
        (
            "correlated_twice",
            sel([c(u, "id")])
                .where_(sel([c(p, "id")]).where_(own()).where_(tagged).exists())
                .into(),
        ),
        (
            "not_in_subquery",
            sel([c(u, "id")]).where_(c(u, "id").not_in(sel([c(p, "user_id")]))).into(),
        ),
        (
            "exists_union",
            sel([c(u, "id")])
                .where_(c(u, "id").in_(ormlab_core::expr::InOperand::Select(all.into())))
                .into(),
        ),
    ]
}

fn conditions(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let (id, age, name, active) = (c(u, "id"), c(u, "age"), c(u, "name"), c(u, "active"));
    let ids = |criteria: Vec<Expr>| -> Statement {
        criteria.into_iter().fold(sel([c(u, "id")]), Select::where_).into()
    };
    let mut many = Bind::named("ids", BindValue::Required, SqlType::Integer);
    many.expanding = true;
    let expressions: Vec<Operand> = vec![(&age).into(), lit(3).into(), c(p, "id").into()];
    let one_two = Expr::tuple(vec![lit(1), lit(2)]);
    vec![
        ("in_bind", ids(vec![id.in_(many.into_expr())])),
        ("in_expressions", ids(vec![id.in_(expressions)])),
        ("in_null", ids(vec![name.in_(vec![Value::from("a"), Value::Null])])),
        ("order_by_text", sel([id.clone()]).order_by([Expr::text("name DESC")]).into()),
        ("order_by_expression", sel([id.clone()]).order_by([age.add(1).desc(), id.neg()]).into()),
        ("where_true", ids(vec![Expr::true_()])),
        ("where_false", ids(vec![Expr::false_(), id.eq(1)])),
        ("or_empty", ids(vec![Expr::or([Expr::false_(), age.gt(1)])])),
        ("is_true", ids(vec![active.is_(true), active.is_not(Expr::null())])),
        ("active_false", ids(vec![active.eq(false)])),
        ("extract_where", ids(vec![Expr::extract("month", c(u, "created")).eq(5)])),
        (
            "tuple_compare",
            ids(vec![
                Expr::tuple(vec![id.clone(), age.clone()])
                    .operate(Operator::Gt, one_two)
                    .expect("a comparison"),
            ]),
        ),
        ("percent", ids(vec![name.like("50%"), Expr::text("x LIKE 'a%'")])),
        ("string_quote", ids(vec![name.eq("it's 50%")])),
    ]
}

fn values(s: &Schema) -> Vec<Named> {
    let (u, p, o) = (&s.users, &s.posts, &s.orders);
    let date = NaiveDate::from_ymd_opt(2020, 1, 2).expect("a date");
    let at = date.and_hms_opt(3, 4, 5).expect("a time");
    let price: BigDecimal = "3.50".parse().expect("a number");
    let price = Value::Decimal(Rc::new(price));
    let bind = |name: &str, value: Value| {
        let sql_type = SqlType::of_value(&value);
        Bind::named(name, BindValue::Given(value), sql_type).into_expr()
    };
    let amount = c(o, "amount");
    vec![
        ("boolean_bind", sel([c(u, "id")]).where_(c(u, "active").in_(vec![true, false])).into()),
        ("date_bind", sel([c(u, "id")]).where_(c(u, "created").gt(at)).into()),
        ("numeric_bind", sel([c(o, "id")]).where_(amount.gt(price)).where_(amount.lt(5.5)).into()),
        ("float_bind", sel([c(p, "id")]).where_(c(p, "score").eq(1.5)).into()),
        ("date_literal", sel([lit(date)]).into()),
        ("literal_types", sel([lit(1), lit("x"), lit(Value::Null), lit(true), lit(1.5)]).into()),
        ("bind_in_columns", sel([bind("x", 5.into()), bind("y", "z".into()).label("w")]).into()),
    ]
}

fn functions(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let name = || c(u, "name");
    let text = |name: &str, arguments: Vec<Operand>| Expr::function(name, arguments);
    let column = |name: &str| (Rc::from(name), SqlType::Null);
    let each = text("json_each", vec!["[1]".into()])
        .table_valued(&[column("value")], TableValued::default());
    let named = TableValued { name: Some("je".into()), ..TableValued::default() };
    let je =
        func("json_each", &[c(p, "data")]).table_valued(&[column("key"), column("value")], named);
    let series = text("generate_series", vec![1.into(), 5.into()]).column_valued(Some("n"), false);
    let sampling = text("bernoulli", vec![1.into()]);
    let sample = Alias::new(
        AliasElement::From(u.into()),
        AliasKind::TableSample { sampling, seed: None },
        Some("ts"),
    );
    let sum = || func("sum", &[c(p, "score")]);
    let frame = |unit, start, end| Some(Frame { unit, start, end });
    let case = Expr::case(vec![(c(u, "active").into(), 1.into())], None, Some(0.into()));
    let largest = func("max", &[c(u, "age")]);
    vec![
        ("nested_functions", sel([text("coalesce", vec![largest.into(), 0.into()]).add(1)]).into()),
        ("count_distinct", sel([func("count", &[name().distinct()])]).into()),
        ("table_function", sel([ac(&each, "value")]).into()),
        ("table_function_named", sel([ac(&je, "key"), ac(&je, "value")]).into()),
        ("column_function", sel([series]).into()),
        ("tablesample", sel([ac(&sample, "id")]).into()),
        (
            "string_functions",
            sel([
                func("upper", &[name()]),
                func("length", &[name()]),
                text("substr", vec![name().into(), 1.into(), 2.into()]),
                text("replace", vec![name().into(), "a".into(), "b".into()]),
            ])
            .into(),
        ),
        (
            "aggregate_strings",
            sel([text("aggregate_strings", vec![name().into(), ", ".into()])]).into(),
        ),
        (
            "window_named",
            sel([func("rank", &[])
                .over(
                    vec![c(p, "user_id"), c(p, "title")],
                    vec![c(p, "score").desc(), c(p, "id")],
                    None,
                )
                .label("rank")])
            .into(),
        ),
        (
            "window_range",
            sel([
                sum().over(
                    vec![],
                    vec![c(p, "id")],
                    frame("RANGE", FrameBound::Unbounded, FrameBound::CurrentRow),
                ),
                sum().over(
                    vec![],
                    vec![c(p, "id")],
                    frame("ROWS", FrameBound::Following(1), FrameBound::Unbounded),
                ),
            ])
            .into(),
        ),
        (
            "within_group",
            sel([text("percentile_cont", vec![0.5.into()]).within_group(vec![c(p, "score")])])
                .into(),
        ),
        ("case_in_sum", sel([func("sum", &[case])]).into()),
        ("without_from", sel([Expr::literal_column("1", SqlType::Null)]).into()),
    ]
}

fn unions(s: &Schema) -> Vec<Named> {
    let (u, p, o) = (&s.users, &s.posts, &s.orders);
    let ids = |table: &Table| sel([c(table, "id")]);
    let named = |name: &str| ids(u).where_(c(u, "name").eq(name));
    let statement = |compound: CompoundSelect| Statement::Select(compound.into());
    let labelled = compound(SetOperation::Union, vec![sel([c(u, "id").label("a")]), ids(p)]);
    let by_label = OrderItem::Expr(Expr::label_name("a").desc());
    vec![
        ("except_all", statement(compound(SetOperation::ExceptAll, vec![ids(u), ids(p)]))),
        ("union_labels", statement(labelled.order_by([by_label]))),
        ("union_three", statement(compound(SetOperation::Union, vec![ids(u), ids(p), ids(o)]))),
        (
            "union_where_bind",
            statement(compound(SetOperation::Union, vec![named("a"), named("b")])),
        ),
    ]
}

fn joins(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let manager = alias(u, Some("manager"));
    let (x1, x2) = (alias(p, None), alias(p, None));
    let own = |x: &Alias| Some(ac(x, "user_id").eq(c(u, "id")));
    let counts =
        sel([c(p, "user_id"), func("count", &[])]).group_by([c(p, "user_id")]).subquery(None);
    vec![
        (
            "self_join",
            sel([c(u, "name"), ac(&manager, "name")])
                .join(&manager, Some(c(u, "age").eq(ac(&manager, "id"))))
                .into(),
        ),
        ("join_alias_twice", sel([c(u, "id")]).join(&x1, own(&x1)).outerjoin(&x2, own(&x2)).into()),
        (
            "join_subquery_lateral_free",
            sel([c(u, "id"), ac(&counts, "count")]).outerjoin(&counts, own(&counts)).into(),
        ),
        (
            "select_from_join",
            sel([func("count", &[])])
                .select_from(FromClause::from(u).join(p, None).expect("a foreign key"))
                .into(),
        ),
    ]
}
