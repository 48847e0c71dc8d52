//! The methods of expressions, most of them from tables of operators.

use ormlab_core::expr::{
    CustomOperator, Expr, ExprKind, InOperand, LikeOptions, Operand, Operator, Side,
};
use ormlab_core::statement::Statement;
use ormlab_core::value::Value;
use ormlab_python::object::args::Args;
use ormlab_python::object::native::{ClassBuilder, NativeFunction};
use ormlab_python::{Object, PyResult, Vm};

use super::{closure, expr_object, receiver};
use crate::arguments::{flag, given, maybe_int, maybe_text, text};
use crate::coercion::{Clause, clause, expected, operand};
use crate::error::OrRaise;
use crate::types::type_of;

/// Methods with one operand.
const BINARY: &[(&str, Operator)] = &[
    ("__eq__", Operator::Eq),
    ("__ne__", Operator::Ne),
    ("__lt__", Operator::Lt),
    ("__le__", Operator::Le),
    ("__gt__", Operator::Gt),
    ("__ge__", Operator::Ge),
    ("is_", Operator::Is),
    ("is_not", Operator::IsNot),
    ("isnot", Operator::IsNot),
    ("is_distinct_from", Operator::IsDistinctFrom),
    ("is_not_distinct_from", Operator::IsNotDistinctFrom),
    ("isnot_distinct_from", Operator::IsNotDistinctFrom),
    ("concat", Operator::Concat),
    ("bitwise_and", Operator::BitwiseAnd),
    ("bitwise_or", Operator::BitwiseOr),
    ("bitwise_xor", Operator::BitwiseXor),
    ("bitwise_lshift", Operator::BitwiseLshift),
    ("bitwise_rshift", Operator::BitwiseRshift),
];

/// Methods of the LIKE family, with `escape` and perhaps `autoescape`.
const LIKE: &[(&str, Operator)] = &[
    ("like", Operator::Like),
    ("ilike", Operator::Ilike),
    ("not_like", Operator::NotLike),
    ("notlike", Operator::NotLike),
    ("not_ilike", Operator::NotIlike),
    ("notilike", Operator::NotIlike),
    ("contains", Operator::Contains),
    ("startswith", Operator::StartsWith),
    ("endswith", Operator::EndsWith),
    ("icontains", Operator::Icontains),
    ("istartswith", Operator::Istartswith),
    ("iendswith", Operator::Iendswith),
];

type UnaryMethod = (&'static str, fn(&Expr) -> Expr);

/// Methods without arguments.
const UNARY: &[UnaryMethod] = &[
    ("desc", Expr::desc),
    ("asc", Expr::asc),
    ("nulls_first", Expr::nulls_first),
    ("nullsfirst", Expr::nulls_first),
    ("nulls_last", Expr::nulls_last),
    ("nullslast", Expr::nulls_last),
    ("distinct", Expr::distinct),
    ("bitwise_not", Expr::bitwise_not),
    ("__neg__", Expr::neg),
    ("__invert__", Expr::negate),
    ("any_", |expr| Expr::any(expr)),
    ("all_", |expr| Expr::all(expr)),
];

/// `ColumnOperators`.
pub(super) fn operators(_: &Vm, mut builder: ClassBuilder) -> ClassBuilder {
    const OWNER: &str = "ColumnOperators";
    for (name, operator) in BINARY {
        builder = builder.attribute(
            name,
            closure(OWNER, name, move |vm, mut args| {
                let expr = receiver(vm, &mut args)?;
                let [other] = args.bind(vm, &format!("{OWNER}.{name}"), ["other"], 1)?;
                let other = operand(vm, &other.unwrap_or(Object::None))?;
                Ok(expr_object(vm, &expr.operate(operator.clone(), other).or_raise(vm)?))
            }),
        );
    }
    for (name, operator) in LIKE {
        builder = builder
            .attribute(name, closure(OWNER, name, move |vm, args| like(vm, args, name, operator)));
    }
    for (name, make) in UNARY {
        builder = builder.attribute(
            name,
            closure(OWNER, name, move |vm, mut args| {
                Ok(expr_object(vm, &make(&receiver(vm, &mut args)?)))
            }),
        );
    }
    builder
        .method("in_", |vm, args| is_in(vm, args, false))
        .method("not_in", |vm, args| is_in(vm, args, true))
        .method("notin_", |vm, args| is_in(vm, args, true))
        .method("between", between)
        .method("collate", collate)
        .method("match", matches)
        .method("regexp_match", regexp_match)
        .method("regexp_replace", regexp_replace)
        .method("op", custom)
        .method("bool_op", custom_comparison)
        .method("self_group", |vm, mut args| {
            let expr = receiver(vm, &mut args)?;
            Ok(expr_object(vm, &expr.self_group(None)))
        })
}

fn like(vm: &Vm, mut args: Args, name: &str, operator: &Operator) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let escape = maybe_text(vm, args.take("escape"))?;
    let autoescape = flag(vm, args.take("autoescape"), false)?;
    let [other, positional] =
        args.bind(vm, &format!("ColumnOperators.{name}"), ["other", "escape"], 1)?;
    let escape = escape.or(maybe_text(vm, positional)?).map(|escape| escape.to_string());
    let other = operand(vm, &other.unwrap_or(Object::None))?;
    let made = expr.match_like(operator.clone(), other, LikeOptions { escape, autoescape });
    Ok(expr_object(vm, &made.or_raise(vm)?))
}

fn is_in(vm: &Vm, mut args: Args, negated: bool) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [other] = args.bind(vm, "ColumnOperators.in_", ["other"], 1)?;
    let items = in_operand(vm, &other.unwrap_or(Object::None))?;
    let made = if negated { expr.not_in(items) } else { expr.in_(items) };
    Ok(expr_object(vm, &made))
}

/// What IN is given: a list, a SELECT, a parameter.
fn in_operand(vm: &Vm, object: &Object) -> PyResult<InOperand> {
    const ROLE: &str = "IN expression list, SELECT construct, or bound parameter object";
    match clause(vm, object)? {
        Some(Clause::Statement(Statement::Select(select))) => return Ok(InOperand::Select(select)),
        Some(Clause::Expr(expr)) => return Ok(of_expression(expr)),
        Some(Clause::From(from)) => return from_operand(vm, &from),
        Some(_) => return Err(expected(vm, ROLE, object, "")),
        None => {}
    }
    if object.as_str().is_some() || vm.iter_if_any(object)?.is_none() {
        return Err(expected(vm, ROLE, object, ""));
    }
    let items = vm.collect(object)?;
    let items: PyResult<Vec<Operand>> = items.iter().map(|item| operand(vm, item)).collect();
    Ok(InOperand::List(items?))
}

fn of_expression(expr: Expr) -> InOperand {
    match expr.kind() {
        ExprKind::ScalarSelect(select) => InOperand::Select(select.clone()),
        _ => InOperand::Expr(expr),
    }
}

fn from_operand(vm: &Vm, from: &ormlab_core::FromClause) -> PyResult<InOperand> {
    let names = crate::names::Names::of(vm);
    let kind = crate::from::class_name(from);
    let message = format!(
        "Coercing {kind} object into a select() for use in IN(); please pass a select() construct explicitly"
    );
    names.environment().warn(&message).or_raise(vm)?;
    let item = ormlab_core::select::SelectItem::From(from.clone());
    Ok(InOperand::Select(ormlab_core::select(vec![item]).into()))
}

fn between(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let names = ["cleft", "cright", "symmetric"];
    let [low, high, symmetric] = args.bind(vm, "ColumnOperators.between", names, 2)?;
    let (low, high) = (low.unwrap_or(Object::None), high.unwrap_or(Object::None));
    let symmetric = flag(vm, symmetric, false)?;
    let modifiers = if symmetric { vec![("symmetric", Value::Bool(true))] } else { Vec::new() };
    let made = expr.between_with(operand(vm, &low)?, operand(vm, &high)?, modifiers);
    Ok(expr_object(vm, &made))
}

fn collate(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [name] = args.bind(vm, "ColumnOperators.collate", ["collation"], 1)?;
    let name = text(vm, &name.unwrap_or(Object::None))?;
    Ok(expr_object(vm, &expr.collate(name)))
}

fn matches(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let Some(other) = args.take_first() else {
        return Err(vm.type_error(
            "ColumnOperators.match() missing 1 required positional argument: 'other'",
        ));
    };
    let other = operand(vm, &other)?;
    Ok(expr_object(vm, &expr.operate(Operator::Match, other).or_raise(vm)?))
}

fn regexp_match(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [pattern, flags] =
        args.bind(vm, "ColumnOperators.regexp_match", ["pattern", "flags"], 1)?;
    let pattern = operand(vm, &pattern.unwrap_or(Object::None))?;
    let flags = maybe_text(vm, flags)?;
    Ok(expr_object(vm, &expr.regexp_match(pattern, flags.as_deref())))
}

fn regexp_replace(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let names = ["pattern", "replacement", "flags"];
    let [pattern, replacement, flags] =
        args.bind(vm, "ColumnOperators.regexp_replace", names, 2)?;
    let pattern = operand(vm, &pattern.unwrap_or(Object::None))?;
    let replacement = operand(vm, &replacement.unwrap_or(Object::None))?;
    let flags = maybe_text(vm, flags)?;
    Ok(expr_object(vm, &expr.regexp_replace(pattern, replacement, flags.as_deref())))
}

fn custom(vm: &Vm, args: Args) -> PyResult {
    operator_function(vm, args, false)
}

fn custom_comparison(vm: &Vm, args: Args) -> PyResult {
    operator_function(vm, args, true)
}

/// `expr.op("||")`: a function that takes the other side.
fn operator_function(vm: &Vm, mut args: Args, comparison: bool) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    args.take("python_impl");
    args.take("operator_class");
    let names = ["opstring", "precedence", "is_comparison", "return_type"];
    let [opstring, precedence, is_comparison, return_type] =
        args.bind(vm, "Operators.op", names, 1)?;
    let mut operator = CustomOperator::new(text(vm, &opstring.unwrap_or(Object::None))?);
    operator.precedence = i32::try_from(maybe_int(vm, precedence)?.unwrap_or(0)).unwrap_or(0);
    operator.is_comparison = comparison || flag(vm, is_comparison, false)?;
    operator.return_type = given(return_type).map(|found| type_of(vm, &found)).transpose()?;
    let operator = Operator::Custom(operator.into());
    let against = NativeFunction::closure("against", move |vm, args| {
        let [other] = args.bind(vm, "against", ["other"], 1)?;
        let other = operand(vm, &other.unwrap_or(Object::None))?;
        let made = expr.operate_with(operator.clone(), other, Side::Left, Vec::new());
        Ok(expr_object(vm, &made.or_raise(vm)?))
    });
    Ok(against.object())
}

/// `ColumnElement`.
pub(super) fn column_element(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("label", make_label)
        .method("cast", cast)
        .method("compare", compare)
        .method("shares_lineage", shares_lineage)
        .method("as_string", |vm, args| {
            json_as(vm, args, ormlab_core::SqlType::Unicode(Default::default()))
        })
        .method("as_integer", |vm, args| json_as(vm, args, ormlab_core::SqlType::Integer))
        .method("as_float", |vm, args| {
            json_as(vm, args, ormlab_core::SqlType::Float(Default::default()))
        })
        .method("as_boolean", |vm, args| json_as(vm, args, ormlab_core::SqlType::BOOLEAN))
        .method("as_json", |vm, args| {
            json_as(vm, args, ormlab_core::SqlType::Json { none_as_null: false })
        })
}

fn json_as(vm: &Vm, mut args: Args, sql_type: ormlab_core::SqlType) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    Ok(expr_object(vm, &expr.json_as(sql_type).or_raise(vm)?))
}

fn make_label(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [name] = args.bind(vm, "ColumnElement.label", ["name"], 1)?;
    Ok(match given(name) {
        Some(name) => expr_object(vm, &expr.label(text(vm, &name)?)),
        None => expr_object(vm, &expr.label_anonymously()),
    })
}

fn cast(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [wanted] = args.bind(vm, "ColumnElement.cast", ["type_"], 1)?;
    let wanted = type_of(vm, &wanted.unwrap_or(Object::None))?;
    Ok(expr_object(vm, &expr.cast(wanted)))
}

fn compare(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [other] = args.bind(vm, "ColumnElement.compare", ["other"], 1)?;
    let Some(Clause::Expr(other)) = clause(vm, &other.unwrap_or(Object::None))? else {
        return Ok(false.into());
    };
    if expr.id() == other.id() {
        return Ok(true.into());
    }
    let text = |expr: Expr| crate::compiled::text(vm, &Statement::Expr(expr));
    Ok((text(expr)? == text(other)?).into())
}

fn shares_lineage(vm: &Vm, mut args: Args) -> PyResult {
    let expr = receiver(vm, &mut args)?;
    let [other] = args.bind(vm, "ColumnElement.shares_lineage", ["othercolumn"], 1)?;
    let other = crate::schema::column_from(vm, &other.unwrap_or(Object::None))?;
    let shares = match (expr.as_column(), other) {
        (Some(own), Some(other)) => own.shares_lineage(&other),
        _ => false,
    };
    Ok(shares.into())
}

/// `column("x", Integer)` by its class.
pub(super) fn column_clause(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.construct(|vm, _, args| super::functions::column(vm, args))
}

/// `Label`.
pub(super) fn label(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// `BooleanClauseList.and_`.
pub(super) fn boolean_list(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.static_method("and_", super::functions::and).static_method("or_", super::functions::or)
}
