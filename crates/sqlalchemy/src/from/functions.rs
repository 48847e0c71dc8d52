//! The methods of what stands in FROM, and the functions that make such.

use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::expr::{Expr, ExprKind, Operand};
use ormlab_core::from::{Alias, AliasElement, AliasKind, FromClause, Join, JoinKind, LightTable};
use ormlab_core::select::SelectItem;
use ormlab_core::statement::{SelectBase, Values, ValuesData};
use ormlab_core::{SqlType, select};
use ormlab_python::object::args::Args;
use ormlab_python::object::native::{ClassBuilder, NativeFn};
use ormlab_python::{Object, PyResult, Vm};

use super::{from_object, receiver};
use crate::arguments::{flag, given, maybe_text, text};
use crate::coercion::{Clause, clause, condition, expected, from_clause};
use crate::error::{OrRaise, argument_error};
use crate::statement::statement_object;

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("alias", alias_function),
    ("join", |vm, args| join(vm, args, false)),
    ("outerjoin", |vm, args| join(vm, args, true)),
    ("table", table),
    ("lateral", |vm, args| vm_method(vm, args, "lateral")),
    ("tablesample", |vm, args| vm_method(vm, args, "tablesample")),
    ("cte", |vm, args| vm_method(vm, args, "cte")),
    ("values", values),
];

/// `function(selectable, …)` as the method of that name.
fn vm_method(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    vm.call_method(&this, name, args)
}

fn alias_function(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let name = if crate::expr::is_of(vm, &this, "SelectBase") { "subquery" } else { "alias" };
    vm.call_method(&this, name, args)
}

/// `FromClause`.
pub(super) fn from_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("alias", alias)
        .method("select", |vm, mut args| {
            let from = receiver(vm, &mut args)?;
            Ok(statement_object(select(vec![SelectItem::From(from)]).into()))
        })
        .method("join", |vm, args| join(vm, args, false))
        .method("outerjoin", |vm, args| join(vm, args, true))
        .method("lateral", |vm, args| special_alias(vm, args, AliasKind::Lateral))
        .method("tablesample", tablesample)
        .method("is_derived_from", is_derived_from)
        .method("corresponding_column", |vm, mut args| {
            let from = receiver(vm, &mut args)?;
            let expr = crate::expr::receiver(vm, &mut args)?;
            let found = expr.as_column().and_then(|column| from.corresponding_column(column));
            Ok(found.map(|column| crate::schema::column_object(vm, &column)).into())
        })
        .method("with_cols", |_, mut args| Ok(crate::arguments::receiver(&mut args)))
        .method("table_valued", |vm, mut args| {
            let from = receiver(vm, &mut args)?;
            Ok(crate::expr::expr_object(vm, &from.table_value()))
        })
}

fn alias(vm: &Vm, mut args: Args) -> PyResult {
    let from = receiver(vm, &mut args)?;
    let flat = flag(vm, args.take("flat"), false)?;
    let [name] = args.bind(vm, "FromClause.alias", ["name"], 0)?;
    let name = maybe_text(vm, name)?;
    if matches!(from, FromClause::Join(_)) {
        let how = if flat { "alias(flat=True) of a join" } else { "alias() of a join" };
        return Err(vm.unsupported(how));
    }
    Ok(from_object(vm, &from.alias(name.as_deref()).into()))
}

fn special_alias(vm: &Vm, mut args: Args, kind: AliasKind) -> PyResult {
    let from = receiver(vm, &mut args)?;
    let [name] = args.bind(vm, "lateral", ["name"], 0)?;
    let name = maybe_text(vm, name)?;
    Ok(from_object(vm, &Alias::new(AliasElement::From(from), kind, name.as_deref()).into()))
}

fn tablesample(vm: &Vm, mut args: Args) -> PyResult {
    let from = receiver(vm, &mut args)?;
    let [sampling, name, seed] = args.bind(vm, "tablesample", ["sampling", "name", "seed"], 1)?;
    let expression = |object: &Object| crate::coercion::expression(vm, object, "param", None);
    let sampling = match crate::coercion::operand(vm, &sampling.unwrap_or(Object::None))? {
        Operand::Expr(expr) if matches!(expr.kind(), ExprKind::Function(_)) => expr,
        other => Expr::function("system", [other]),
    };
    let seed = given(seed).map(|seed| expression(&seed)).transpose()?;
    let name = maybe_text(vm, name)?;
    let kind = AliasKind::TableSample { sampling, seed };
    Ok(from_object(vm, &Alias::new(AliasElement::From(from), kind, name.as_deref()).into()))
}

fn is_derived_from(vm: &Vm, mut args: Args) -> PyResult {
    let from = receiver(vm, &mut args)?;
    let other = receiver(vm, &mut args)?;
    let mut inner = Some(from);
    while let Some(from) = inner {
        if from.id() == other.id() {
            return Ok(true.into());
        }
        inner = match from {
            FromClause::Alias(alias) => match &alias.0.element {
                AliasElement::From(from) => Some(from.clone()),
                _ => None,
            },
            _ => None,
        };
    }
    Ok(false.into())
}

/// `left.join(right, onclause, isouter, full)`, and the function of that name.
fn join(vm: &Vm, mut args: Args, outer: bool) -> PyResult {
    let left = receiver(vm, &mut args)?;
    let isouter = args.take("isouter");
    let full = args.take("full");
    let [right, on, positional_outer, positional_full] =
        args.bind(vm, "join", ["right", "onclause", "isouter", "full"], 1)?;
    let right = from_clause(vm, &right.unwrap_or(Object::None))?;
    let on = given(on).map(|on| on_clause(vm, &on)).transpose()?;
    let isouter = outer || flag(vm, isouter.or(positional_outer), false)?;
    let full = flag(vm, full.or(positional_full), false)?;
    let made = Join::new(&left, &right, on, JoinKind::of(isouter, full)).or_raise(vm)?;
    Ok(from_object(vm, &made.into()))
}

/// The ON of a join.
pub(crate) fn on_clause(vm: &Vm, object: &Object) -> PyResult<ormlab_core::Expr> {
    const ROLE: &str = "ON clause, typically a SQL expression or ORM relationship attribute";
    match clause(vm, object)? {
        Some(Clause::From(_) | Clause::Entity(_)) => Err(expected(vm, ROLE, object, "")),
        Some(_) => condition(vm, object),
        None if matches!(object, Object::Bool(_)) => condition(vm, object),
        None => Err(expected(vm, ROLE, object, "")),
    }
}

/// `TableClause`: the methods that make DML.
pub(super) fn table_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, _, args| table(vm, args))
        .method("insert", |vm, mut args| {
            Ok(statement_object(ormlab_core::dml::insert(receiver(vm, &mut args)?).into()))
        })
        .method("update", |vm, mut args| {
            Ok(statement_object(ormlab_core::dml::update(receiver(vm, &mut args)?).into()))
        })
        .method("delete", |vm, mut args| {
            Ok(statement_object(ormlab_core::dml::delete(receiver(vm, &mut args)?).into()))
        })
}

/// `Join`.
pub(super) fn join_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.construct(|vm, _, args| join(vm, args, false))
}

/// `table(name, *columns)`.
fn table(vm: &Vm, mut args: Args) -> PyResult {
    let schema = maybe_text(vm, args.take("schema"))?;
    args.no_more_keywords(vm, "table")?;
    let name = text(vm, &crate::arguments::receiver(&mut args))?;
    let mut columns = Vec::new();
    for object in &args.positional {
        match crate::schema::column_from(vm, object)? {
            Some(column) => columns.push(column),
            None => return Err(argument_error(vm, "column objects expected")),
        }
    }
    let light = LightTable::new(&name, schema.as_deref(), columns);
    Ok(from_object(vm, &FromClause::Light(light)))
}

/// `values(*columns, name=…)`.
fn values(vm: &Vm, mut args: Args) -> PyResult {
    let name = maybe_text(vm, args.take("name"))?;
    let literal_binds = flag(vm, args.take("literal_binds"), false)?;
    let mut columns: Vec<(Rc<str>, SqlType)> = Vec::new();
    for object in &args.positional {
        match crate::schema::column_from(vm, object)? {
            Some(column) => columns.push((Column::name(&column), column.sql_type())),
            None => return Err(expected(vm, "Column expression", object, "")),
        }
    }
    let data = ValuesData { columns, name, rows: Vec::new(), literal_binds };
    Ok(values_object(vm, data))
}

fn values_object(vm: &Vm, data: ValuesData) -> Object {
    let name = data.name.clone();
    let select = SelectBase::Values(Values(Rc::new(data)));
    let alias = Alias::new(AliasElement::Select(select), AliasKind::Values, name.as_deref());
    from_object(vm, &alias.into())
}

/// `Values`.
pub(super) fn values_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.construct(|vm, _, args| values(vm, args)).method("data", |vm, mut args| {
        let mut data = values_data(vm, &receiver(vm, &mut args)?)?;
        let rows = crate::arguments::receiver(&mut args);
        for row in vm.collect(&rows)? {
            let mut made = Vec::new();
            for (value, (_, sql_type)) in vm.collect(&row)?.iter().zip(&data.columns) {
                made.push(crate::coercion::expression(vm, value, "param", Some(sql_type))?);
            }
            data.rows.push(made);
        }
        Ok(values_object(vm, data))
    })
}

fn values_data(vm: &Vm, from: &FromClause) -> PyResult<ValuesData> {
    if let FromClause::Alias(alias) = from
        && let AliasElement::Select(SelectBase::Values(values)) = &alias.0.element
    {
        return Ok((*values.0).clone());
    }
    Err(vm.type_error("values() is required"))
}
