//! Operators: the text and the type of what they make, against what the real library gives.

use std::rc::Rc;

use ormlab_core::compiler::{CompileOptions, compile};
use ormlab_core::dialect::{DefaultDialect, Dialect};
use ormlab_core::expr::{Bind, BindValue, CustomOperator, LikeOptions, Operand, Operator};
use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::types::NumericOptions;
use ormlab_core::{Column, Expr, SqlType, Statement, Value, select};

struct Columns {
    a: Expr,
    b: Expr,
    c: Expr,
    s: Expr,
    d: Expr,
    j: Expr,
    x: Expr,
    n: Expr,
    f: Expr,
}

fn columns() -> Columns {
    let money = NumericOptions { precision: Some(10), scale: Some(2), ..NumericOptions::default() };
    let array = SqlType::Array { item: Rc::new(SqlType::Integer), dimensions: None };
    let types = [
        ("a", SqlType::Integer),
        ("b", SqlType::Integer),
        ("c", SqlType::BOOLEAN),
        ("s", SqlType::string(Some(20))),
        ("d", SqlType::DATETIME),
        ("j", SqlType::Json { none_as_null: false }),
        ("x", array),
        ("n", SqlType::Numeric(money)),
        ("f", SqlType::Float(NumericOptions::default())),
    ];
    let items = types.into_iter().map(|(name, sql_type)| Column::new(name, sql_type).into());
    let metadata = MetaData::new();
    let table = Table::new("t", &metadata, items.collect(), TableOptions::default());
    let table = table.expect("no such table yet");
    let column = |key: &str| Expr::from(table.c(key).expect("defined"));
    Columns {
        a: column("a"),
        b: column("b"),
        c: column("c"),
        s: column("s"),
        d: column("d"),
        j: column("j"),
        x: column("x"),
        n: column("n"),
        f: column("f"),
    }
}

fn custom(left: &Expr, text: &str, right: &Expr) -> Expr {
    let operator = Operator::Custom(Rc::new(CustomOperator::new(text)));
    left.operate(operator, right).expect("no constants")
}

fn like(
    expr: &Expr,
    operator: Operator,
    other: &str,
    escape: Option<&str>,
    autoescape: bool,
) -> Expr {
    let options = LikeOptions { escape: escape.map(str::to_owned), autoescape };
    expr.match_like(operator, other, options).expect("a string")
}

fn bindparam(name: &str) -> Expr {
    Bind::named(name, BindValue::Required, SqlType::Null).into_expr()
}

fn pair(a: i64, b: i64) -> Value {
    Value::Tuple([Value::Int(a), Value::Int(b)].as_slice().into())
}

fn item(of: &Expr, index: Value) -> Expr {
    of.operate(Operator::GetItem, index).expect("a container")
}

#[track_caller]
fn check(cases: Vec<(Expr, &str, &str)>) {
    let dialect: Rc<dyn Dialect> = Rc::new(DefaultDialect);
    let options = CompileOptions::default();
    for (expr, text, sql_type) in cases {
        let compiled = compile(&Statement::Expr(expr.clone()), &dialect, &options);
        let sql = compiled.map(|compiled| compiled.sql.replace('\n', " "));
        assert_eq!(sql.as_deref().map_err(|error| &*error.message), Ok(text));
        assert_eq!(expr.sql_type().repr(), sql_type, "{text}");
    }
}

#[test]
fn comparisons_and_conjunctions() {
    let Columns { a, b, c, .. } = columns();
    let cases = vec![
        (a.eq(5), "t.a = :a_1", "Boolean()"),
        (a.eq(Value::Null), "t.a IS NULL", "Boolean()"),
        (a.ne(Value::Null), "t.a IS NOT NULL", "Boolean()"),
        (a.eq(true), "t.a = true", "Boolean()"),
        (a.lt(5), "t.a < :a_1", "Boolean()"),
        (a.is_(Value::Null), "t.a IS NULL", "Boolean()"),
        (a.is_not(true), "t.a IS NOT true", "Boolean()"),
        (a.is_distinct_from(Value::Null), "t.a IS DISTINCT FROM NULL", "Boolean()"),
        (a.is_distinct_from(5), "t.a IS DISTINCT FROM :a_1", "Boolean()"),
        (a.eq(5).negate(), "t.a != :a_1", "Boolean()"),
        (a.lt(5).negate(), "t.a >= :a_1", "Boolean()"),
        (a.is_(Value::Null).negate(), "t.a IS NOT NULL", "Boolean()"),
        (c.negate(), "NOT t.c", "Boolean()"),
        (c.negate().negate(), "t.c", "Boolean()"),
        (Expr::and([a.gt(1), b.gt(2)]).negate(), "NOT (t.a > :a_1 AND t.b > :b_1)", "NullType()"),
        (a.add(&b).negate(), "NOT (t.a + t.b)", "NullType()"),
        (custom(&a, "x", &b).negate(), "NOT (t.a x t.b)", "NullType()"),
        (Expr::and([a.gt(1), c.clone()]), "t.a > :a_1 AND t.c", "Boolean()"),
        (
            Expr::and([a.gt(1), b.gt(2), Expr::or([c.clone(), a.gt(3)])]),
            "t.a > :a_1 AND t.b > :b_1 AND (t.c OR t.a > :a_2)",
            "Boolean()",
        ),
        (
            Expr::or([Expr::and([a.gt(1), b.gt(1)]), c.clone()]),
            "t.a > :a_1 AND t.b > :b_1 OR t.c",
            "Boolean()",
        ),
        (Expr::and([Expr::true_(), a.gt(1)]), "t.a > :a_1", "Boolean()"),
        (Expr::and([Expr::false_(), a.gt(1)]), "false", "Boolean()"),
        (Expr::or([Expr::true_(), a.gt(1)]), "true", "Boolean()"),
        (Expr::and([Expr::true_()]), "true", "Boolean()"),
    ];
    check(cases);
}

#[test]
fn arithmetic() {
    let Columns { a, b, c, n, f, .. } = columns();
    let cases = vec![
        (
            Expr::and([Expr::and([a.gt(1), b.gt(2)]), c.clone()]),
            "t.a > :a_1 AND t.b > :b_1 AND t.c",
            "Boolean()",
        ),
        (a.add(&b), "t.a + t.b", "Integer()"),
        (a.add(5), "t.a + :a_1", "Integer()"),
        (a.reverse_operate(Operator::Add, 5).expect("a number"), ":a_1 + t.a", "Integer()"),
        (a.add(&b).add(5), "t.a + t.b + :param_1", "Integer()"),
        (a.add(b.add(&a)), "t.a + t.b + t.a", "Integer()"),
        (a.sub(b.sub(&a)), "t.a - (t.b - t.a)", "Integer()"),
        (a.sub(&b).sub(&a), "(t.a - t.b) - t.a", "Integer()"),
        (a.mul(b.add(&a)), "t.a * (t.b + t.a)", "Integer()"),
        (a.mul(&b).add(&a), "t.a * t.b + t.a", "Integer()"),
        (a.div(&b), "t.a / CAST(t.b AS NUMERIC)", "Numeric()"),
        (a.floor_div(&b), "t.a / t.b", "Integer()"),
        (a.modulo(5), "t.a % :a_1", "Integer()"),
        (a.neg(), "-t.a", "Integer()"),
        (a.neg().neg(), "-(-t.a)", "Integer()"),
        (a.add(&b).neg(), "-(t.a + t.b)", "Integer()"),
        (a.div(2.5), "t.a / CAST(:a_1 AS DOUBLE)", "Double()"),
        (n.add(&a), "t.n + t.a", "Numeric(precision=10, scale=2)"),
        (n.div(&a), "t.n / CAST(t.a AS NUMERIC)", "Numeric(precision=10, scale=2)"),
        (f.floor_div(2), "FLOOR(t.f / :f_1)", "Float()"),
        (a.bitwise_and(5), "t.a & :a_1", "Integer()"),
        (a.bitwise_or(&b).bitwise_xor(1), "(t.a | t.b) ^ :param_1", "Integer()"),
        (a.bitwise_not(), "~t.a", "Integer()"),
        (a.bitwise_lshift(1), "t.a << :a_1", "Integer()"),
    ];
    check(cases);
}

#[test]
fn strings() {
    let Columns { s, .. } = columns();
    let cases = vec![
        (s.add("x"), "t.s || :s_1", "String(length=20)"),
        (s.add(&s).add("y"), "t.s || t.s || :param_1", "String(length=20)"),
        (
            s.reverse_operate(Operator::Add, "x").expect("a string"),
            ":s_1 || t.s",
            "String(length=20)",
        ),
        (s.concat("x"), "t.s || :s_1", "String(length=20)"),
        (s.like("x%"), "t.s LIKE :s_1", "Boolean()"),
        (s.like("x").negate(), "t.s NOT LIKE :s_1", "Boolean()"),
        (s.ilike("x"), "lower(t.s) LIKE lower(:s_1)", "Boolean()"),
        (s.not_ilike("x"), "lower(t.s) NOT LIKE lower(:s_1)", "Boolean()"),
        (like(&s, Operator::Like, "x", Some("/"), false), "t.s LIKE :s_1 ESCAPE '/'", "Boolean()"),
        (s.contains("x"), "t.s LIKE '%' || :s_1 || '%'", "Boolean()"),
        (s.startswith("x"), "t.s LIKE :s_1 || '%'", "Boolean()"),
        (s.endswith("x"), "t.s LIKE '%' || :s_1", "Boolean()"),
        (s.contains("x").negate(), "t.s NOT LIKE '%' || :s_1 || '%'", "Boolean()"),
        (
            like(&s, Operator::Contains, "a%b_c/d", None, true),
            "t.s LIKE '%' || :s_1 || '%' ESCAPE '/'",
            "Boolean()",
        ),
        (
            like(&s, Operator::StartsWith, "a%", Some("^"), true),
            "t.s LIKE :s_1 || '%' ESCAPE '^'",
            "Boolean()",
        ),
        (s.icontains("x"), "lower(t.s) LIKE '%' || lower(:s_1) || '%'", "Boolean()"),
        (s.contains(&s), "t.s LIKE '%' || t.s || '%'", "Boolean()"),
        (s.regexp_match("x", None), "t.s <regexp> :s_1", "NullType()"),
        (s.regexp_match("x", None).negate(), "t.s <not regexp> :s_1", "NullType()"),
        (s.regexp_replace("a", "b", None), "<regexp replace>(t.s, :s_1, :s_2)", "NullType()"),
        (s.match_("x"), "t.s MATCH :s_1", "Boolean()"),
        (s.collate("nocase"), "t.s COLLATE nocase", "String(length=20, collation='nocase')"),
        (s.collate("nocase").eq("x"), "(t.s COLLATE nocase) = :param_1", "Boolean()"),
        (
            s.add("x").collate("nocase"),
            "t.s || :s_1 COLLATE nocase",
            "String(length=20, collation='nocase')",
        ),
    ];
    check(cases);
}

#[test]
fn membership_and_custom_operators() {
    let Columns { a, b, c, x, .. } = columns();
    let cases = vec![
        (a.in_([1, 2]), "t.a IN (__[POSTCOMPILE_a_1])", "Boolean()"),
        (a.in_(Vec::<i64>::new()), "t.a IN (__[POSTCOMPILE_a_1])", "Boolean()"),
        (a.not_in([1]), "(t.a NOT IN (__[POSTCOMPILE_a_1]))", "Boolean()"),
        (a.in_([1]).negate(), "(t.a NOT IN (__[POSTCOMPILE_a_1]))", "Boolean()"),
        (a.in_(vec![Operand::from(1), Operand::from(&b)]), "t.a IN (:a_1, t.b)", "Boolean()"),
        (a.in_(select(vec![(&b).into()])), "t.a IN (SELECT t.b  FROM t)", "Boolean()"),
        (a.in_(bindparam("q")), "t.a IN (__[POSTCOMPILE_q])", "Boolean()"),
        (
            Expr::tuple(vec![a.clone(), b.clone()]).in_(vec![pair(1, 2)]),
            "(t.a, t.b) IN (__[POSTCOMPILE_param_1])",
            "Boolean()",
        ),
        (
            Expr::tuple(vec![a.clone(), b.clone()]).eq(pair(1, 2)),
            "(t.a, t.b) = (:param_1, :param_2)",
            "Boolean()",
        ),
        (a.between(1, 2), "t.a BETWEEN :a_1 AND :a_2", "NullType()"),
        (a.between(1, 2).negate(), "t.a NOT BETWEEN :a_1 AND :a_2", "NullType()"),
        (
            a.between_with(1.into(), 2.into(), vec![("symmetric", true.into())]),
            "t.a BETWEEN SYMMETRIC :a_1 AND :a_2",
            "NullType()",
        ),
        (a.between(b.add(1), b.mul(2)), "t.a BETWEEN t.b + :b_1 AND t.b * :b_2", "NullType()"),
        (a.between(1, 2).eq(&c), "(t.a BETWEEN :a_1 AND :a_2) = t.c", "Boolean()"),
        (custom(&a, "->", &b), "t.a -> t.b", "Integer()"),
        (a.eq(&b).eq(&c), "(t.a = t.b) = t.c", "Boolean()"),
        (a.lt(&b).ne(b.lt(&a)), "(t.a < t.b) != (t.b < t.a)", "Boolean()"),
        (a.eq(Expr::any(&x)), "t.a = ANY (t.x)", "Boolean()"),
        (Expr::any(&x).gt(5), ":param_1 < ANY (t.x)", "Boolean()"),
        (a.eq(Expr::any(&x)).negate(), "NOT (t.a = ANY (t.x))", "Boolean()"),
        (
            Expr::case(
                vec![(a.eq(1).into(), "x".into()), (a.eq(2).into(), "y".into())],
                None,
                Some("z".into()),
            ),
            "CASE WHEN (t.a = :a_1) THEN :param_1 WHEN (t.a = :a_2) THEN :param_2 ELSE :param_3 END",
            "String()",
        ),
        (
            Expr::case(vec![(1.into(), "x".into())], Some((&a).into()), None),
            "CASE t.a WHEN :param_1 THEN :param_2 END",
            "String()",
        ),
        (a.cast(SqlType::string(None)), "CAST(t.a AS VARCHAR)", "String()"),
        (Expr::cast_of("5", SqlType::Integer), "CAST(:param_1 AS INTEGER)", "Integer()"),
    ];
    check(cases);
}

#[test]
fn constructs() {
    let Columns { a, b, c, s, d, j, x, .. } = columns();
    let cases = vec![
        (a.cast(SqlType::string(None)).add("x"), "CAST(t.a AS VARCHAR) || :param_1", "String()"),
        (Expr::type_coerce(&a, SqlType::string(None)).add("x"), "t.a || :param_1", "String()"),
        (Expr::extract("year", &d), "EXTRACT(year FROM t.d)", "Integer()"),
        (a.desc(), "t.a DESC", "NullType()"),
        (a.desc().nulls_last(), "t.a DESC NULLS LAST", "NullType()"),
        (a.add(&b).desc(), "t.a + t.b DESC", "NullType()"),
        (Expr::function("count", [a.distinct()]), "count(DISTINCT t.a)", "Integer()"),
        (item(&j, "k".into()), "t.j[:j_1]", "JSON()"),
        (item(&item(&j, "k".into()), "l".into()), "t.j[:j_1][:param_1]", "JSON()"),
        (item(&j, 5.into()), "t.j[:j_1]", "JSON()"),
        (
            item(&j, Value::Tuple([Value::from("a"), Value::from(1)].as_slice().into())),
            "t.j[:j_1]",
            "JSON()",
        ),
        (
            item(&j, "k".into()).json_as(SqlType::string(None)).expect("an item").eq("x"),
            "t.j[:j_1] = :param_1",
            "Boolean()",
        ),
        (item(&x, 1.into()), "t.x[:x_1]", "Integer()"),
        (item(&x, 1.into()).add(5), "t.x[:x_1] + :param_1", "Integer()"),
        (select(vec![(&a).into()]).exists(), "EXISTS (SELECT t.a  FROM t)", "Boolean()"),
        (
            select(vec![(&a).into()]).exists().negate(),
            "NOT (EXISTS (SELECT t.a  FROM t))",
            "Boolean()",
        ),
        (
            Expr::and([select(vec![(&a).into()]).exists(), c.clone()]),
            "(EXISTS (SELECT t.a  FROM t)) AND t.c",
            "Boolean()",
        ),
        (
            select(vec![(&a).into()]).scalar_subquery().add(5),
            "(SELECT t.a  FROM t) + :param_1",
            "Integer()",
        ),
        (Expr::function("count", Vec::<Expr>::new()), "count(*)", "Integer()"),
        (Expr::function("max", [&a]).add(1), "max(t.a) + :max_1", "Integer()"),
        (
            Expr::function("coalesce", vec![Operand::from(&a), 5.into()]),
            "coalesce(t.a, :coalesce_1)",
            "Integer()",
        ),
        (Expr::function("lower", [&s]).add("x"), "lower(t.s) || :lower_1", "String()"),
        (Expr::function("lower", [&s]).eq("x"), "lower(t.s) = :lower_1", "Boolean()"),
        (Expr::function("now", Vec::<Expr>::new()), "now()", "DateTime()"),
    ];
    check(cases);
}

#[test]
fn functions() {
    let Columns { a, b, c, s, d, .. } = columns();
    let cases = vec![
        (
            Expr::function("f", [a.add(&b), a.gt(5), c.clone()]),
            "f(t.a + t.b, t.a > :a_1, t.c)",
            "NullType()",
        ),
        (
            Expr::function("sum", [&a]).over(vec![b.clone()], vec![a.desc(), s.clone()], None),
            "sum(t.a) OVER (PARTITION BY t.b ORDER BY t.a DESC, t.s)",
            "Integer()",
        ),
        (
            Expr::function("count", [&a]).filter([a.gt(5), c.clone()]),
            "count(t.a) FILTER (WHERE t.a > :a_1 AND t.c)",
            "Integer()",
        ),
        (
            Expr::function("count", [&a]).filter([a.gt(5)]).add(1),
            "(count(t.a) FILTER (WHERE t.a > :a_1)) + :param_1",
            "Integer()",
        ),
        (
            Expr::function("percentile_cont", [0.5]).within_group(vec![a.desc()]),
            "percentile_cont(:percentile_cont_1) WITHIN GROUP (ORDER BY t.a DESC)",
            "Integer()",
        ),
        (Expr::literal(5).add(3), ":param_1 + :param_2", "Integer()"),
        (Expr::literal("x").add("y"), ":param_1 || :param_2", "String()"),
        (Expr::null(), "NULL", "NullType()"),
        (Expr::true_(), "true", "Boolean()"),
        (Expr::literal_column("q", SqlType::Null).add(5), "q + :q_1", "Integer()"),
        (bindparam("p").add(&a), ":p + t.a", "Integer()"),
        (a.add(bindparam("p")), "t.a + :p", "Integer()"),
        (Expr::and([Expr::text("x = 5"), a.gt(1)]), "x = 5 AND t.a > :a_1", "Boolean()"),
        (a.eq(Expr::text("q")), "t.a = q", "Boolean()"),
        (d.sub(&d), "t.d - t.d", "Interval()"),
    ];
    check(cases);
}

#[test]
fn constants_are_refused_where_they_mean_nothing() {
    let Columns { a, s, .. } = columns();
    let message = "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', \
                   'is_not_distinct_from()' operators can be used with None/True/False";
    let refused = a.operate(Operator::Lt, Value::Null).expect_err("no order with None");
    assert_eq!(refused.message, message);
    let options = LikeOptions { autoescape: true, ..LikeOptions::default() };
    let refused = s.match_like(Operator::Contains, &s, options).expect_err("no string");
    assert_eq!(refused.message, "String value expected when autoescape=True");
    let refused = a.operate(Operator::GetItem, 1).expect_err("no container");
    assert_eq!(refused.message, "Operator 'getitem' is not supported on this expression");
}
