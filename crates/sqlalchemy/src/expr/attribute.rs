//! The attributes of expressions and how they print.

use ormlab_core::expr::{BindValue, Expr, ExprKind};
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use super::expr_object;
use crate::conversion::{quoted, to_object};
use crate::types::type_object;

fn text(text: Option<std::rc::Rc<str>>) -> Object {
    text.map_or(Object::None, |text| Object::from(&*text))
}

/// `expr.name`.
pub(super) fn get(vm: &Vm, expr: &Expr, name: &Str) -> PyResult<Option<Object>> {
    if name.starts_with("__") {
        return Ok(None);
    }
    if name == "type" {
        return Ok(Some(type_object(vm, &expr.sql_type())));
    }
    if let Some(column) = expr.as_column()
        && let Some(found) = crate::schema::column::attribute(vm, column, name)?
    {
        return Ok(Some(found));
    }
    Ok(match (expr.kind(), name.as_str()) {
        (ExprKind::Label { .. } | ExprKind::Function(_), "name" | "key") => Some(text(expr.name())),
        (ExprKind::Label { element, .. }, "element") => Some(expr_object(vm, element)),
        (ExprKind::Binary { left, .. }, "left") => Some(expr_object(vm, left)),
        (ExprKind::Binary { right, .. }, "right") => Some(expr_object(vm, right)),
        (
            ExprKind::BooleanList { clauses, .. }
            | ExprKind::List(clauses)
            | ExprKind::Tuple(clauses),
            "clauses",
        ) => Some(Object::list(clauses.iter().map(|clause| expr_object(vm, clause)))),
        (ExprKind::Unary { operand, .. }, "element") | (ExprKind::Grouping(operand), "element") => {
            Some(expr_object(vm, operand))
        }
        (
            ExprKind::Cast(inner) | ExprKind::TryCast(inner) | ExprKind::TypeCoerce(inner),
            "clause",
        ) => Some(expr_object(vm, inner)),
        (ExprKind::Text(clause), "text") => Some((&*clause.text).into()),
        (ExprKind::Extract { field, .. }, "field") => Some((&**field).into()),
        (ExprKind::Bind(bind), "key") => Some((&*bind.name).into()),
        (ExprKind::Bind(bind), "value" | "effective_value") => Some(bound_value(vm, &bind.value)),
        (_, "key" | "description") => Some(text(expr.name())),
        _ => None,
    })
}

fn bound_value(vm: &Vm, value: &BindValue) -> Object {
    match value {
        BindValue::Given(value) => to_object(vm, value),
        BindValue::Many(values) => Object::list(values.iter().map(|value| to_object(vm, value))),
        BindValue::Required | BindValue::Callable(_) => Object::None,
    }
}

/// `column.name = …` of a column that no table has yet.
pub(super) fn set(vm: &Vm, expr: &Expr, name: &Str, value: Option<&Object>) -> PyResult<bool> {
    match (expr.as_column(), value) {
        (Some(column), Some(value)) => {
            crate::schema::column::set_attribute(vm, column, name, value)
        }
        _ => Ok(false),
    }
}

/// `<module.Class at 0x…; name>`, or as a column or parameter prints; none for what has no name.
pub(super) fn repr(vm: &Vm, expr: &Expr, address: usize) -> PyResult<Option<String>> {
    match expr.kind() {
        ExprKind::Column(reference) if super::class_name(expr) == "Column" => {
            crate::schema::column::repr(vm, &reference.column).map(Some)
        }
        ExprKind::Bind(bind) => {
            let value = vm.repr(&bound_value(vm, &bind.value))?;
            let kind = vm.repr(&type_object(vm, &bind.sql_type))?;
            let key = if bind.unique {
                format!("%({address} {})s", bind.name)
            } else {
                bind.name.to_string()
            };
            Ok(Some(format!("BindParameter({}, {value}, type_={kind})", quoted(&key))))
        }
        ExprKind::Column(_) | ExprKind::Label { .. } | ExprKind::Function(_) => {
            let Some(name) = expr.name() else { return Ok(None) };
            let class = crate::names::class(vm, super::class_name(expr));
            Ok(Some(format!("<{}.{} at {address:#x}; {name}>", class.module(), class.name())))
        }
        _ => Ok(None),
    }
}
