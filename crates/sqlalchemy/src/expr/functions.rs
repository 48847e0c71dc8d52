//! The functions that make expressions: `and_`, `case`, `cast`, `literal`, `column`, …

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::column::Column;
use ormlab_core::expr::{Bind, BindValue, Expr};
use ormlab_core::value::Value;
use ormlab_python::object::args::Args;
use ormlab_python::object::native::NativeFn;
use ormlab_python::{Object, PyResult, Vm};

use super::{case, expr_object, func, text as textual};
use crate::arguments::{flag, given, maybe_text, text};
use crate::coercion::{condition, expression, operand, ordering};
use crate::conversion::to_value;
use crate::error::{OrRaise, to_error};
use crate::names::Names;
use crate::types::type_of;

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("and_", and),
    ("or_", or),
    ("not_", not),
    ("case", case::case),
    ("exists", case::exists),
    ("cast", |vm, args| typed(vm, args, "cast", Expr::cast_of)),
    ("try_cast", |vm, args| typed(vm, args, "try_cast", Expr::try_cast)),
    ("type_coerce", |vm, args| typed(vm, args, "type_coerce", Expr::type_coerce)),
    ("literal", literal),
    ("literal_column", literal_column),
    ("text", textual::text),
    ("bindparam", bindparam),
    ("null", |vm, _| Ok(expr_object(vm, &Expr::null()))),
    ("true", |vm, _| Ok(expr_object(vm, &Expr::true_()))),
    ("false", |vm, _| Ok(expr_object(vm, &Expr::false_()))),
    ("distinct", |vm, args| of_one(vm, args, "distinct", Expr::distinct)),
    ("bitwise_not", |vm, args| of_one(vm, args, "bitwise_not", Expr::bitwise_not)),
    ("any_", |vm, args| of_one(vm, args, "any_", |expr| Expr::any(expr))),
    ("all_", |vm, args| of_one(vm, args, "all_", |expr| Expr::all(expr))),
    ("desc", |vm, args| by(vm, args, "desc", Expr::desc)),
    ("asc", |vm, args| by(vm, args, "asc", Expr::asc)),
    ("nulls_first", |vm, args| by(vm, args, "nulls_first", Expr::nulls_first)),
    ("nullsfirst", |vm, args| by(vm, args, "nulls_first", Expr::nulls_first)),
    ("nulls_last", |vm, args| by(vm, args, "nulls_last", Expr::nulls_last)),
    ("nullslast", |vm, args| by(vm, args, "nulls_last", Expr::nulls_last)),
    ("tuple_", tuple),
    ("between", between),
    ("collate", collate),
    ("extract", extract),
    ("label", label),
    ("column", column),
    ("over", func::over),
    ("within_group", func::within_group),
    ("aggregate_order_by", func::aggregate_order_by),
    ("funcfilter", func::filter),
];

fn first(args: &mut Args) -> Object {
    args.take_first().unwrap_or(Object::None)
}

/// `and_(*clauses)`.
pub(super) fn and(vm: &Vm, args: Args) -> PyResult {
    conjunction(vm, &args, "and_", "true", Expr::and)
}

/// `or_(*clauses)`.
pub(super) fn or(vm: &Vm, args: Args) -> PyResult {
    conjunction(vm, &args, "or_", "false", Expr::or)
}

fn conjunction(
    vm: &Vm,
    args: &Args,
    name: &str,
    neutral: &str,
    make: fn(Vec<Expr>) -> Expr,
) -> PyResult {
    if args.positional.is_empty() {
        let python = if neutral == "true" { "True" } else { "False" };
        let message = format!(
            "Invoking {name}() without arguments is deprecated, and will be disallowed in a future release.   For an empty {name}() construct, use '{name}({neutral}(), *args)' or '{name}({python}, *args)'."
        );
        let sink = Names::of(vm).environment().warnings.clone();
        if let Some(sink) = sink {
            sink.warn("SADeprecationWarning", &message).or_raise(vm)?;
        }
    }
    let clauses: PyResult<Vec<Expr>> =
        args.positional.iter().map(|one| condition(vm, one)).collect();
    Ok(expr_object(vm, &make(clauses?)))
}

fn not(vm: &Vm, args: Args) -> PyResult {
    let [one] = args.bind(vm, "not_", ["clause"], 1)?;
    let one = expression(vm, &one.unwrap_or(Object::None), "param", None)?;
    Ok(expr_object(vm, &one.negate()))
}

fn typed(
    vm: &Vm,
    args: Args,
    name: &str,
    make: fn(ormlab_core::expr::Operand, SqlType) -> Expr,
) -> PyResult {
    let [operand_, wanted] = args.bind(vm, name, ["expression", "type_"], 2)?;
    let inner = operand(vm, &operand_.unwrap_or(Object::None))?;
    let wanted = type_of(vm, &wanted.unwrap_or(Object::None))?;
    Ok(expr_object(vm, &make(inner, wanted)))
}

fn literal(vm: &Vm, args: Args) -> PyResult {
    let [value, wanted, execute] =
        args.bind(vm, "literal", ["value", "type_", "literal_execute"], 1)?;
    let object = value.unwrap_or(Object::None);
    if crate::coercion::clause(vm, &object)?.is_some() {
        return Err(crate::coercion::expected(vm, "Literal Python value", &object, ""));
    }
    let value = to_value(vm, &object)?;
    let sql_type = match given(wanted) {
        Some(wanted) => type_of(vm, &wanted)?,
        None => SqlType::of_value(&value),
    };
    let mut bind = Bind::anonymous("param", value, sql_type);
    bind.literal_execute = flag(vm, execute, false)?;
    Ok(expr_object(vm, &bind.into_expr()))
}

fn literal_column(vm: &Vm, args: Args) -> PyResult {
    let [name, wanted] = args.bind(vm, "literal_column", ["text", "type_"], 1)?;
    let name = text(vm, &name.unwrap_or(Object::None))?;
    let sql_type = type_of(vm, &wanted.unwrap_or(Object::None))?;
    Ok(expr_object(vm, &Expr::literal_column(&name, sql_type)))
}

fn bindparam(vm: &Vm, mut args: Args) -> PyResult {
    let unique = flag(vm, args.take("unique"), false)?;
    let required = args.take("required");
    let expanding = flag(vm, args.take("expanding"), false)?;
    let literal_execute = flag(vm, args.take("literal_execute"), false)?;
    let isoutparam = flag(vm, args.take("isoutparam"), false)?;
    let callable = given(args.take("callable_"));
    crate::arguments::refuse(vm, &mut args, "bindparam", &["quote"])?;
    let [key, value, wanted] = args.bind(vm, "bindparam", ["key", "value", "type_"], 1)?;
    let key = maybe_text(vm, key)?.unwrap_or_else(|| "param".into());
    let required = flag(vm, required, value.is_none() && callable.is_none())?;
    let plain = value.as_ref().map(|value| to_value(vm, value)).transpose()?;
    let sql_type = match given(wanted) {
        Some(wanted) => type_of(vm, &wanted)?,
        None => plain.as_ref().map_or(SqlType::Null, first_type),
    };
    let value = match (callable, plain) {
        (Some(callable), _) => BindValue::Callable(later(vm, callable)),
        (None, _) if required => BindValue::Required,
        (None, Some(Value::List(values) | Value::Tuple(values))) if expanding => {
            BindValue::Many(values)
        }
        (None, value) => BindValue::Given(value.unwrap_or_default()),
    };
    let mut bind = Bind::named(key, value, sql_type);
    bind.unique = unique;
    bind.expanding = expanding;
    bind.literal_execute = literal_execute;
    bind.isoutparam = isoutparam;
    Ok(expr_object(vm, &bind.into_expr()))
}

/// The type of a value, of a list that of its items.
fn first_type(value: &Value) -> SqlType {
    match value {
        Value::List(items) | Value::Tuple(items) => {
            items.first().map_or(SqlType::Null, SqlType::of_value)
        }
        other => SqlType::of_value(other),
    }
}

fn later(vm: &Vm, callable: Object) -> Rc<dyn Fn() -> ormlab_core::Result<Value>> {
    let weak = Names::of(vm).vm();
    Rc::new(move || {
        let Some(vm) = weak.upgrade() else { return Ok(Value::Null) };
        let made = vm.call(&callable, Args::none()).and_then(|made| to_value(&vm, &made));
        made.map_err(|raised| to_error(&vm, raised))
    })
}

fn of_one(vm: &Vm, mut args: Args, name: &str, make: fn(&Expr) -> Expr) -> PyResult {
    let one = first(&mut args);
    let expr = expression(vm, &one, name, None)?;
    Ok(expr_object(vm, &make(&expr)))
}

fn by(vm: &Vm, mut args: Args, _: &str, make: fn(&Expr) -> Expr) -> PyResult {
    let expr = ordering(vm, &first(&mut args), "ORDER BY expression")?;
    Ok(expr_object(vm, &make(&expr)))
}

fn tuple(vm: &Vm, mut args: Args) -> PyResult {
    crate::arguments::refuse(vm, &mut args, "tuple_", &["types"])?;
    let items: PyResult<Vec<Expr>> =
        args.positional.iter().map(|item| expression(vm, item, "param", None)).collect();
    Ok(expr_object(vm, &Expr::tuple(items?)))
}

fn between(vm: &Vm, mut args: Args) -> PyResult {
    let expr = expression(vm, &first(&mut args), "param", None)?;
    vm.call_method(&expr_object(vm, &expr), "between", args)
}

fn collate(vm: &Vm, mut args: Args) -> PyResult {
    let expr = expression(vm, &first(&mut args), "param", None)?;
    vm.call_method(&expr_object(vm, &expr), "collate", args)
}

fn extract(vm: &Vm, args: Args) -> PyResult {
    let [field, inner] = args.bind(vm, "extract", ["field", "expr"], 2)?;
    let field = text(vm, &field.unwrap_or(Object::None))?;
    let inner = operand(vm, &inner.unwrap_or(Object::None))?;
    Ok(expr_object(vm, &Expr::extract(field, inner)))
}

/// `label(name, element)`.
fn label(vm: &Vm, args: Args) -> PyResult {
    let [name, element, _] = args.bind(vm, "label", ["name", "element", "type_"], 2)?;
    let element = expression(vm, &element.unwrap_or(Object::None), "param", None)?;
    Ok(match maybe_text(vm, name)? {
        Some(name) => expr_object(vm, &element.label(name)),
        None => expr_object(vm, &element.label_anonymously()),
    })
}

/// `column(name, type)`.
pub(super) fn column(vm: &Vm, mut args: Args) -> PyResult {
    let is_literal = flag(vm, args.take("is_literal"), false)?;
    args.take("_selectable");
    let [name, wanted] = args.bind(vm, "column", ["text", "type_"], 1)?;
    let name = text(vm, &name.unwrap_or(Object::None))?;
    let sql_type = type_of(vm, &wanted.unwrap_or(Object::None))?;
    let column =
        if is_literal { Column::literal(&name, sql_type) } else { Column::free(&name, sql_type) };
    Ok(crate::schema::column_object(vm, &column))
}
