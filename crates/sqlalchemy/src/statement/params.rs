//! `statement.params(name=value)`: parameters given their values in a copy.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::expr::{Bind, BindValue, Expr, ExprKind};
use ormlab_core::statement::{SelectBase, Statement, TextData};
use ormlab_core::value::Value;
use ormlab_python::{PyResult, Vm};

type Given = [(Rc<str>, Value)];

fn replaced(expr: &Expr, given: &Given) -> Option<Expr> {
    match expr.kind() {
        ExprKind::Bind(bind) => {
            let (_, value) = given.iter().find(|(name, _)| *name == bind.name)?;
            Some(Bind { value: BindValue::Given(value.clone()), ..bind.clone() }.into_expr())
        }
        ExprKind::Text(text) => {
            let mut text = text.clone();
            let names = ormlab_core::compiler::text_bind_names(&text.text);
            let mut changed = false;
            for (name, value) in given.iter().filter(|(name, _)| names.contains(name)) {
                changed = true;
                let known = text.binds.iter().find(|bind| bind.name == *name);
                let sql_type =
                    known.map_or_else(|| SqlType::of_value(value), |bind| bind.sql_type.clone());
                text.binds.retain(|bind| bind.name != *name);
                text.binds.push(Bind::named(
                    name.clone(),
                    BindValue::Given(value.clone()),
                    sql_type,
                ));
            }
            changed.then(|| Expr::new(ExprKind::Text(text), expr.sql_type()))
        }
        _ => None,
    }
}

/// The expression with these parameters given.
pub(super) fn in_expr(expr: &Expr, given: &Given) -> Expr {
    expr.transform(&mut |inner| replaced(inner, given))
}

/// The statement with these parameters given.
pub(super) fn in_statement(vm: &Vm, statement: &Statement, given: &Given) -> PyResult<Statement> {
    Ok(match statement {
        Statement::Select(base) => Statement::Select(in_select(base, given)),
        Statement::Expr(expr) => Statement::Expr(in_expr(expr, given)),
        Statement::Text(text) => {
            let whole = Expr::new(ExprKind::Text(text.clause.clone()), SqlType::Null);
            match in_expr(&whole, given).kind() {
                ExprKind::Text(clause) => Statement::Text(Rc::new(TextData {
                    clause: clause.clone(),
                    execution: text.execution.clone(),
                })),
                _ => statement.clone(),
            }
        }
        Statement::Update(update) => {
            let mut update = update.clone();
            let data = update.data_mut();
            data.where_criteria
                .iter_mut()
                .for_each(|criterion| *criterion = in_expr(criterion, given));
            update.into()
        }
        Statement::Delete(delete) => {
            let mut delete = delete.clone();
            let data = delete.data_mut();
            data.where_criteria
                .iter_mut()
                .for_each(|criterion| *criterion = in_expr(criterion, given));
            delete.into()
        }
        Statement::Insert(_) | Statement::Ddl(_) => {
            return Err(vm.unsupported("params() of this construct"));
        }
    })
}

fn in_select(base: &SelectBase, given: &Given) -> SelectBase {
    let found = base.transform(&mut |inner| replaced(inner, given));
    found.unwrap_or_else(|| base.clone())
}
