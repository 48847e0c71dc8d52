//! Aliases of functions and tables, and what CTEs can do.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::expr::Expr;
use ormlab_core::from::{Alias, AliasElement, FromClause, TableValued};
use ormlab_core::statement::{SelectBase, SetOperation};
use ormlab_python::object::args::Args;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Vm};

use super::from_object;
use crate::arguments::{flag, maybe_text};
use crate::coercion::{Clause, clause, select_base};
use crate::statement::statement_object;

/// What an alias is of.
pub(super) fn element(vm: &Vm, element: &AliasElement) -> Object {
    match element {
        AliasElement::From(from) => from_object(vm, from),
        AliasElement::Select(select) => {
            statement_object(ormlab_core::Statement::Select(select.clone()))
        }
        AliasElement::Expr(expr) => crate::expr::expr_object(vm, expr),
        AliasElement::Statement(statement) => statement_object((**statement).clone()),
    }
}

/// A function in FROM.
pub(super) fn function_from(expr: &Expr) -> Alias {
    expr.table_valued(&[], TableValued::default())
}

/// `func.x().alias(name)`.
pub(crate) fn function_alias(vm: &Vm, mut args: Args) -> PyResult {
    let expr = crate::expr::receiver(vm, &mut args)?;
    let joins = flag(vm, args.take("joins_implicitly"), false)?;
    let [name] = args.bind(vm, "alias", ["name"], 0)?;
    let options = TableValued {
        name: maybe_text(vm, name)?,
        joins_implicitly: joins,
        ..TableValued::default()
    };
    let alias = expr.table_valued(&[], options);
    Ok(from_object(vm, &alias.into()))
}

/// `func.x().table_valued(*columns)`.
pub(crate) fn table_valued(vm: &Vm, mut args: Args) -> PyResult {
    let expr = crate::expr::receiver(vm, &mut args)?;
    let name = maybe_text(vm, args.take("name"))?;
    let ordinality = maybe_text(vm, args.take("with_ordinality"))?;
    let joins = flag(vm, args.take("joins_implicitly"), false)?;
    args.no_more_keywords(vm, "table_valued")?;
    let mut columns: Vec<(Rc<str>, SqlType)> = Vec::new();
    for object in &args.positional {
        match (clause(vm, object)?, object.as_str()) {
            (Some(Clause::Expr(expr)), _) => {
                columns.push((expr.name().unwrap_or_default(), expr.sql_type()))
            }
            (_, Some(text)) => columns.push((text.as_str().into(), SqlType::Null)),
            _ => {
                return Err(crate::coercion::expected(
                    vm,
                    "Column expression or string key",
                    object,
                    "",
                ));
            }
        }
    }
    let options = TableValued { name, with_ordinality: ordinality, joins_implicitly: joins };
    let alias = expr.table_valued(&columns, options);
    Ok(from_object(vm, &alias.into()))
}

/// `func.x().column_valued(name)`.
pub(crate) fn column_valued(vm: &Vm, mut args: Args) -> PyResult {
    let expr = crate::expr::receiver(vm, &mut args)?;
    let joins = flag(vm, args.take("joins_implicitly"), false)?;
    let [name] = args.bind(vm, "column_valued", ["name"], 0)?;
    let name = maybe_text(vm, name)?;
    Ok(crate::expr::expr_object(vm, &expr.column_valued(name.as_deref(), joins)))
}

/// `TableValuedAlias`.
pub(super) fn table_valued_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("render_derived", |vm, mut args| {
            let FromClause::Alias(alias) = super::receiver(vm, &mut args)? else {
                return Err(vm.type_error("a table-valued alias is required"));
            };
            let [name, with_types] = args.bind(vm, "render_derived", ["name", "with_types"], 0)?;
            let name = maybe_text(vm, name)?;
            let with_types = flag(vm, with_types, false)?;
            Ok(from_object(vm, &alias.render_derived(name.as_deref(), with_types).into()))
        })
        .getter("column", |vm, this| match crate::coercion::from_clause(vm, this)? {
            FromClause::Alias(alias) => Ok(crate::expr::expr_object(vm, &alias.column_value())),
            _ => Err(vm.type_error("a table-valued alias is required")),
        })
}

/// `CTE`.
pub(super) fn cte_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("union", |vm, args| restate(vm, args, SetOperation::Union))
        .method("union_all", |vm, args| restate(vm, args, SetOperation::UnionAll))
}

fn restate(vm: &Vm, mut args: Args, operation: SetOperation) -> PyResult {
    let FromClause::Alias(cte) = super::receiver(vm, &mut args)? else {
        return Err(vm.type_error("a CTE is required"));
    };
    const ROLE: &str = "SELECT construct for inclusion in a UNION or other set construct";
    let others: PyResult<Vec<SelectBase>> =
        args.positional.iter().map(|other| select_base(vm, other, ROLE)).collect();
    let Some(made) = cte.restated(operation, others?) else {
        return Err(vm.type_error("a CTE of a SELECT is required"));
    };
    Ok(from_object(vm, &made.into()))
}
