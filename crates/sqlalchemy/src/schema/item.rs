//! The attributes of schema items, and how they print.

use ormlab_core::constraint::{Constraint, ConstraintKind, ConstraintOptions, ForeignKey};
use ormlab_core::default::{ColumnDefault, Sequence, SequenceOptions, ServerDefault};
use ormlab_core::expr::Expr;
use ormlab_core::index::{Index, IndexElement};
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

use super::{SchemaItem, column_object, item_object, table_object};
use crate::conversion::{quoted, to_object};
use crate::error::OrRaise;
use crate::expr::expr_object;
use crate::from::columns_object;

/// `item.name`.
pub(super) fn attribute(vm: &Vm, item: &SchemaItem, name: &Str) -> PyResult<Option<Object>> {
    match item {
        SchemaItem::ForeignKey(key) => foreign_key(vm, key, name),
        SchemaItem::Constraint(constraint) => constraint_attribute(vm, constraint, name),
        SchemaItem::Index(index) => Ok(index_attribute(vm, index, name)),
        SchemaItem::Sequence(sequence) => Ok(sequence_attribute(sequence, name)),
        SchemaItem::Computed(computed) => Ok(match name.as_str() {
            "sqltext" => Some(expr_object(vm, &computed.sqltext)),
            "persisted" => Some(computed.persisted.into()),
            _ => None,
        }),
        SchemaItem::Identity(identity) => Ok(match name.as_str() {
            "always" => Some(identity.always.into()),
            other => option_of(&identity.options, other),
        }),
        SchemaItem::Default(default) => Ok(default_attribute(vm, default, name)),
        SchemaItem::ServerDefault(default) => Ok(match (name.as_str(), default) {
            ("arg", ServerDefault::Literal(text)) => Some((&**text).into()),
            ("arg", ServerDefault::Expr(expr)) => Some(expr_object(vm, expr)),
            _ => None,
        }),
    }
}

fn maybe(text: Option<&std::rc::Rc<str>>) -> Object {
    text.map_or(Object::None, |text| Object::from(&**text))
}

fn options_attribute(options: &ConstraintOptions, name: &str) -> Option<Object> {
    Some(match name {
        "ondelete" => maybe(options.ondelete.as_ref()),
        "onupdate" => maybe(options.onupdate.as_ref()),
        "initially" => maybe(options.initially.as_ref()),
        "match" => maybe(options.match_.as_ref()),
        "comment" => maybe(options.comment.as_ref()),
        "deferrable" => options.deferrable.into(),
        "use_alter" => options.use_alter.into(),
        _ => return None,
    })
}

fn foreign_key(vm: &Vm, key: &ForeignKey, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "column" => column_object(vm, &key.column().or_raise(vm)?),
        "target_fullname" => key.target_fullname().into(),
        "name" => maybe(key.0.options.name.as_ref()),
        "parent" => key.0.parent.borrow().as_ref().map(|column| column_object(vm, column)).into(),
        "constraint" => {
            let constraint = key.0.constraint.borrow().clone();
            constraint.map(|found| item_object(vm, SchemaItem::Constraint(found))).into()
        }
        other => return Ok(options_attribute(&key.0.options, other)),
    }))
}

fn constraint_attribute(vm: &Vm, constraint: &Constraint, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "name" => maybe(constraint.effective_name().or_raise(vm)?.as_ref()),
        "table" => constraint.table().map(|table| table_object(vm, &table)).into(),
        "columns" | "c" => columns_object(vm, &constraint.columns()),
        "column_keys" => Object::list(constraint.columns().iter().map(|c| Object::from(&*c.key()))),
        "elements" => {
            let keys = constraint.elements().into_iter();
            Object::list(keys.map(|key| item_object(vm, SchemaItem::ForeignKey(key))))
        }
        "referred_table" => match constraint.elements().first() {
            Some(key) => {
                let column = key.column().or_raise(vm)?;
                column.schema_table().map(|table| table_object(vm, &table)).into()
            }
            None => return Ok(None),
        },
        "sqltext" => match constraint.kind() {
            ConstraintKind::Check { sqltext } => expr_object(vm, &sqltext),
            _ => return Ok(None),
        },
        other => return Ok(options_attribute(&constraint.0.options, other)),
    }))
}

fn index_expressions(index: &Index) -> Vec<Expr> {
    let expressions = index.0.expressions.borrow();
    let exprs = expressions.iter().filter_map(|element| match element {
        IndexElement::Expr(expr) => Some(expr.clone()),
        IndexElement::Name(_) => None,
    });
    exprs.collect()
}

fn index_attribute(vm: &Vm, index: &Index, name: &Str) -> Option<Object> {
    Some(match name.as_str() {
        "name" => maybe(index.effective_name().ok().flatten().as_ref()),
        "unique" => index.0.unique.into(),
        "table" => index.0.table.borrow().as_ref().map(|table| table_object(vm, table)).into(),
        "expressions" => {
            Object::list(index_expressions(index).iter().map(|expr| expr_object(vm, expr)))
        }
        "columns" => {
            let columns = index_expressions(index);
            let columns: Vec<_> =
                columns.iter().filter_map(|expr| expr.as_column().cloned()).collect();
            columns_object(vm, &columns)
        }
        _ => return None,
    })
}

fn option_of(options: &SequenceOptions, name: &str) -> Option<Object> {
    Some(match name {
        "start" => options.start.into(),
        "increment" => options.increment.into(),
        "minvalue" => options.minvalue.into(),
        "maxvalue" => options.maxvalue.into(),
        "cycle" => options.cycle.into(),
        "cache" => options.cache.into(),
        _ => return None,
    })
}

fn sequence_attribute(sequence: &Sequence, name: &Str) -> Option<Object> {
    match name.as_str() {
        "name" => Some((&*sequence.0.name).into()),
        "schema" => Some(maybe(sequence.0.schema.as_ref())),
        "optional" => Some(sequence.0.optional.into()),
        "is_sequence" => Some(true.into()),
        other => option_of(&sequence.0.options, other),
    }
}

fn default_attribute(vm: &Vm, default: &ColumnDefault, name: &Str) -> Option<Object> {
    Some(match name.as_str() {
        "arg" => default_argument(vm, default),
        "is_scalar" => matches!(default, ColumnDefault::Scalar(_)).into(),
        "is_callable" => matches!(default, ColumnDefault::Callable(_)).into(),
        "is_clause_element" => matches!(default, ColumnDefault::Expr(_)).into(),
        "is_sequence" => false.into(),
        _ => return None,
    })
}

fn default_argument(vm: &Vm, default: &ColumnDefault) -> Object {
    match default {
        ColumnDefault::Scalar(value) => to_object(vm, value),
        ColumnDefault::Callable(function) => super::default::callable_of(vm, function),
        ColumnDefault::Expr(expr) => expr_object(vm, expr),
        ColumnDefault::Sequence(sequence) => {
            item_object(vm, SchemaItem::Sequence(sequence.clone()))
        }
    }
}

/// How the item prints.
pub(super) fn repr(vm: &Vm, item: &SchemaItem) -> PyResult<String> {
    let name = item.class_name();
    Ok(match item {
        SchemaItem::ForeignKey(key) => key.repr(),
        SchemaItem::Constraint(constraint) => constraint_repr(vm, name, constraint)?,
        SchemaItem::Index(index) => {
            let mut shown = vec![
                index.effective_name().or_raise(vm)?.as_deref().map_or("None".to_owned(), quoted),
            ];
            for expr in index_expressions(index) {
                shown.push(vm.repr(&expr_object(vm, &expr))?.to_string());
            }
            if index.0.unique {
                shown.push("unique=True".to_owned());
            }
            format!("Index({})", shown.join(", "))
        }
        SchemaItem::Sequence(sequence) => {
            let shown: Vec<String> = std::iter::once(quoted(&sequence.0.name))
                .chain(sequence.0.options.start.map(|start| format!("start={start}")))
                .collect();
            format!("Sequence({})", shown.join(", "))
        }
        SchemaItem::Identity(identity) => format!("Identity({})", identity_arguments(identity)),
        SchemaItem::Computed(computed) => {
            format!("Computed({})", vm.repr(&expr_object(vm, &computed.sqltext))?)
        }
        SchemaItem::Default(default) => {
            format!("{name}({})", vm.repr(&default_argument(vm, default))?)
        }
        SchemaItem::ServerDefault(ServerDefault::Literal(text)) => {
            format!("DefaultClause({}, for_update=False)", quoted(text))
        }
        SchemaItem::ServerDefault(ServerDefault::Expr(expr)) => {
            format!("DefaultClause({}, for_update=False)", vm.repr(&expr_object(vm, expr))?)
        }
        SchemaItem::ServerDefault(ServerDefault::Fetched) => "FetchedValue()".to_owned(),
    })
}

fn identity_arguments(identity: &ormlab_core::default::Identity) -> String {
    let options = &identity.options;
    let mut shown = Vec::new();
    if identity.always {
        shown.push("always=True".to_owned());
    }
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("minvalue", options.minvalue),
        ("maxvalue", options.maxvalue),
    ];
    shown.extend(
        numbers.iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}"))),
    );
    shown.join(", ")
}

fn constraint_repr(vm: &Vm, name: &str, constraint: &Constraint) -> PyResult<String> {
    let mut shown = Vec::new();
    match constraint.kind() {
        ConstraintKind::Check { sqltext } => {
            shown.push(vm.repr(&expr_object(vm, &sqltext))?.to_string());
        }
        ConstraintKind::ForeignKey { .. } => {
            let columns = columns_object(vm, &constraint.columns());
            shown.push(vm.repr(&columns)?.to_string());
            shown.push("None".to_owned());
        }
        _ => {
            for column in constraint.columns() {
                shown.push(vm.repr(&column_object(vm, &column))?.to_string());
            }
        }
    }
    let in_table = matches!(
        constraint.kind(),
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. }
    );
    if let (true, Some(table)) = (in_table, constraint.table()) {
        shown.push(format!("table={}", vm.repr(&table_object(vm, &table))?));
    }
    Ok(format!("{name}({})", shown.join(", ")))
}
