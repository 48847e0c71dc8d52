//! `case(…)`, `exists(…)` and scalar subqueries.

use ormlab_core::expr::{Expr, ExprKind, Operand};
use ormlab_core::select::{Select, SelectItem};
use ormlab_core::statement::{SelectBase, Statement};
use ormlab_core::{SqlType, select};
use ormlab_python::object::args::Args;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Vm};

use super::{expr_object, receiver};
use crate::arguments::{given, is_mapping, mapping};
use crate::coercion::{Clause, clause, column_items, condition, operand};
use crate::error::argument_error;

/// `case(*whens, value=…, else_=…)`.
pub(super) fn case(vm: &Vm, mut args: Args) -> PyResult {
    let value = given(args.take("value"));
    let else_ = args.take("else_");
    args.no_more_keywords(vm, "case")?;
    let value = value.map(|value| operand(vm, &value)).transpose()?;
    let else_ = else_.map(|value| operand(vm, &value)).transpose()?;
    let mut whens = Vec::new();
    for pair in pairs(vm, &args.positional)? {
        let (when, then) = pair;
        let when = if value.is_some() { operand(vm, &when)? } else { as_condition(vm, &when)? };
        whens.push((when, operand(vm, &then)?));
    }
    Ok(expr_object(vm, &Expr::case(whens, value, else_)))
}

fn as_condition(vm: &Vm, object: &Object) -> PyResult<Operand> {
    match object {
        Object::Bool(_) => condition(vm, object).map(Operand::Expr),
        _ => operand(vm, object),
    }
}

fn pairs(vm: &Vm, whens: &[Object]) -> PyResult<Vec<(Object, Object)>> {
    if let [one] = whens {
        if is_mapping(vm, one) {
            return mapping(vm, one);
        }
        if one.as_list().is_some() {
            let message = "The \"whens\" argument to case(), when referring to a sequence of items, is now passed as a series of positional elements, rather than as a list. ";
            return Err(argument_error(vm, message));
        }
    }
    let pair = |when: &Object| -> PyResult<(Object, Object)> {
        if vm.iter_if_any(when)?.is_none() {
            return Err(
                vm.type_error(format!("cannot unpack non-iterable {} object", vm.class_name(when)))
            );
        }
        match vm.collect(when)?.as_slice() {
            [condition, then] => Ok((condition.clone(), then.clone())),
            short @ ([] | [_]) => {
                let got = short.len();
                Err(vm.value_error(format!("not enough values to unpack (expected 2, got {got})")))
            }
            _ => Err(vm.value_error("too many values to unpack (expected 2)")),
        }
    };
    whens.iter().map(pair).collect()
}

/// `exists(*items)`.
pub(super) fn exists(vm: &Vm, args: Args) -> PyResult {
    let base = match args.positional.as_slice() {
        [] => select(vec![SelectItem::Expr(Expr::literal_column("*", SqlType::Null))]).into(),
        [one] => match clause(vm, one)? {
            Some(Clause::Statement(Statement::Select(select))) => select,
            Some(Clause::Expr(expr)) => match expr.kind() {
                ExprKind::ScalarSelect(select) => select.clone(),
                _ => select(vec![SelectItem::Expr(expr)]).into(),
            },
            _ => select(column_items(vm, std::slice::from_ref(one))?).into(),
        },
        several => {
            let items = column_items(vm, several);
            select(items?).into()
        }
    };
    Ok(expr_object(vm, &base.exists()))
}

/// The SELECT inside, changed.
fn edited(
    vm: &Vm,
    args: Args,
    edit: impl FnOnce(Select, &[Object]) -> PyResult<Select>,
) -> PyResult {
    let mut args = args;
    let expr = receiver(vm, &mut args)?;
    let (ExprKind::Exists(base) | ExprKind::ScalarSelect(base)) = expr.kind() else {
        return Err(vm.type_error("not a subquery"));
    };
    let SelectBase::Select(inner) = base else {
        return Err(vm.unsupported("changing the subquery of a UNION"));
    };
    let made = SelectBase::from(edit(inner.clone(), &args.positional)?);
    let made = match expr.kind() {
        ExprKind::Exists(_) => made.exists(),
        _ => made.scalar_subquery(),
    };
    Ok(expr_object(vm, &made))
}

fn add_where(vm: &Vm, args: Args) -> PyResult {
    edited(vm, args, |mut select, criteria| {
        for criterion in criteria {
            select = select.where_(condition(vm, criterion)?);
        }
        Ok(select)
    })
}

fn froms(vm: &Vm, objects: &[Object]) -> PyResult<Vec<ormlab_core::FromClause>> {
    objects.iter().map(|object| crate::select::read_from(vm, object)).collect()
}

fn correlate(vm: &Vm, args: Args) -> PyResult {
    edited(vm, args, |select, objects| match objects {
        [Object::None] => Ok(select.correlate_never()),
        _ => Ok(select.correlate(froms(vm, objects)?)),
    })
}

fn correlate_except(vm: &Vm, args: Args) -> PyResult {
    edited(vm, args, |select, objects| match objects {
        [Object::None] => Ok(select.correlate_except(Vec::new())),
        _ => Ok(select.correlate_except(froms(vm, objects)?)),
    })
}

/// `ScalarSelect`.
pub(super) fn scalar_select(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("where", add_where)
        .method("correlate", correlate)
        .method("correlate_except", correlate_except)
}

/// `Exists`.
pub(super) fn exists_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("where", add_where)
        .method("correlate", correlate)
        .method("correlate_except", correlate_except)
        .method("select_from", |vm, args| {
            edited(vm, args, |mut select, objects| {
                for from in froms(vm, objects)? {
                    select = select.select_from(from);
                }
                Ok(select)
            })
        })
        .method("select", |vm, mut args| {
            let expr = receiver(vm, &mut args)?;
            let statement = select(vec![SelectItem::Expr(expr)]);
            Ok(crate::statement::statement_object(statement.into()))
        })
}
