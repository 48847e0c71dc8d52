//! `text(…)`, with its parameters and columns.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::expr::{Bind, BindValue, Expr, ExprKind, TextClause};
use ormlab_core::select::Execution;
use ormlab_core::statement::{SelectBase, Statement, TextualData, TextualSelect};
use ormlab_python::object::args::Args;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Vm};

use super::{expr_object, receiver};
use crate::coercion::{Clause, clause};
use crate::conversion::{quoted, to_value};
use crate::error::argument_error;
use crate::types::type_of;

/// `text("…")`.
pub(super) fn text(vm: &Vm, args: Args) -> PyResult {
    let [sql] = args.bind(vm, "text", ["text"], 1)?;
    let sql = sql.unwrap_or(Object::None);
    let Some(sql) = sql.as_str() else {
        let kind = vm.class_name(&sql);
        return Err(vm.type_error(format!("expected string or bytes-like object, got '{kind}'")));
    };
    Ok(expr_object(vm, &Expr::text(sql.as_str())))
}

fn clause_of(vm: &Vm, args: &mut Args) -> PyResult<TextClause> {
    let expr = receiver(vm, args)?;
    match expr.kind() {
        ExprKind::Text(clause) => Ok(clause.clone()),
        _ => Err(vm.type_error("not a text()")),
    }
}

/// `TextClause`.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("bindparams", bindparams)
        .method("columns", columns)
        .method("label", |vm, _| Err(vm.unsupported("text().label(); use literal_column()")))
        .method("self_group", |_, mut args| Ok(crate::arguments::receiver(&mut args)))
        .method("execution_options", crate::statement::execution_options)
        .method("__and__", |vm, args| join(vm, args, Expr::and))
        .method("__or__", |vm, args| join(vm, args, Expr::or))
}

fn join(vm: &Vm, mut args: Args, make: fn([Expr; 2]) -> Expr) -> PyResult {
    let own = receiver(vm, &mut args)?;
    let [other] = args.exactly(vm, "__and__")?;
    let other = crate::coercion::condition(vm, &other)?;
    Ok(expr_object(vm, &make([own, other])))
}

/// Whether the text has a parameter of this name.
fn mentions(text: &str, name: &str) -> bool {
    let marker = format!(":{name}");
    text.match_indices(&marker).any(|(at, found)| {
        let after = text[at + found.len()..].chars().next();
        let before = text[..at].chars().next_back();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_') && before != Some(':')
    })
}

fn add(vm: &Vm, clause: &mut TextClause, bind: Bind) -> PyResult<()> {
    if !mentions(&clause.text, &bind.name) {
        let message = format!(
            "This text() construct doesn't define a bound parameter named {}",
            quoted(&bind.name)
        );
        return Err(argument_error(vm, message));
    }
    clause.binds.retain(|known| known.name != bind.name);
    clause.binds.push(bind);
    Ok(())
}

fn bindparams(vm: &Vm, mut args: Args) -> PyResult {
    let mut text = clause_of(vm, &mut args)?;
    for object in &args.positional {
        match clause(vm, object)? {
            Some(Clause::Expr(expr)) => match expr.kind() {
                ExprKind::Bind(bind) => add(vm, &mut text, bind.clone())?,
                _ => return Err(vm.type_error("bindparams() takes bindparam() objects")),
            },
            _ => return Err(vm.type_error("bindparams() takes bindparam() objects")),
        }
    }
    for (name, value) in &args.keywords {
        let value = to_value(vm, value)?;
        let known = text.binds.iter().find(|bind| *bind.name == **name);
        let sql_type = known.map(|bind| bind.sql_type.clone()).filter(|known| !known.is_null());
        let sql_type = sql_type.unwrap_or_else(|| SqlType::of_value(&value));
        let bind = Bind::named(name.as_str(), BindValue::Given(value), sql_type);
        add(vm, &mut text, bind)?;
    }
    Ok(expr_object(vm, &Expr::new(ExprKind::Text(text), SqlType::Null)))
}

fn columns(vm: &Vm, mut args: Args) -> PyResult {
    let text = clause_of(vm, &mut args)?;
    let mut columns: Vec<(Rc<str>, SqlType)> = Vec::new();
    let mut targets = Vec::new();
    for object in &args.positional {
        match clause(vm, object)? {
            Some(Clause::Expr(expr)) => {
                columns.push((expr.name().unwrap_or_default(), expr.sql_type()));
                targets.push(expr);
            }
            _ => return Err(crate::coercion::expected(vm, "Column expression", object, "")),
        }
    }
    let positional = !columns.is_empty();
    for (name, wanted) in &args.keywords {
        columns.push((name.as_str().into(), type_of(vm, wanted)?));
    }
    let data = TextualData { text, columns, targets, positional, execution: Execution::default() };
    let textual = SelectBase::Textual(TextualSelect(Rc::new(data)));
    Ok(crate::statement::statement_object(Statement::Select(textual)))
}
