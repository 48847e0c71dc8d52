//! `filter_by(name=value)`: the name is looked for in all that the statement reads from.

use std::rc::Rc;

use ormlab_core::expr::{Expr, Operator};
use ormlab_core::from::{AliasElement, FromClause};
use ormlab_core::select::{JoinTarget, Select, SelectItem};
use ormlab_core::statement::Statement;
use ormlab_python::{CompareOp, Object, PyResult, Str, Vm};

use crate::coercion::{condition, operand};
use crate::error::{OrRaise, invalid_request};
use crate::names::{self, Names};

/// What a SELECT reads from, what was joined first.
fn entities_of(vm: &Vm, select: &Select) -> Vec<FromClause> {
    let inspectors = Names::of(vm).inspectors();
    let joined = select.joins.iter().filter_map(|join| match &join.target {
        JoinTarget::From(from) => Some(from.clone()),
        JoinTarget::Relationship(relationship) => inspectors
            .iter()
            .find_map(|inspector| inspector.join_entity(&**relationship))
            .map(FromClause::Entity),
    });
    let selected = select.items.iter().flat_map(|item| match item {
        SelectItem::From(from) => from.from_objects(),
        SelectItem::Entity(entity) => vec![FromClause::Entity(Rc::clone(entity))],
        SelectItem::Expr(expr) => match expr.entity_within() {
            Some(entity) => vec![FromClause::Entity(entity)],
            None => expr.from_objects(),
        },
        SelectItem::Foreign(_) => Vec::new(),
    });
    let mut entities: Vec<FromClause> = Vec::new();
    for from in joined.chain(select.froms.iter().flat_map(FromClause::from_objects)).chain(selected)
    {
        if !entities.iter().any(|known| known.is(&from)) {
            entities.push(from);
        }
    }
    entities
}

/// The conditions that these keywords mean for a SELECT.
pub(super) fn criteria(
    vm: &Vm,
    select: &Select,
    keywords: &[(Str, Object)],
) -> PyResult<Vec<Expr>> {
    criteria_of(vm, &entities_of(vm, select), keywords)
}

/// The conditions that these keywords mean where these are read from.
pub(crate) fn criteria_of(
    vm: &Vm,
    entities: &[FromClause],
    keywords: &[(Str, Object)],
) -> PyResult<Vec<Expr>> {
    keywords.iter().map(|(name, value)| criterion(vm, entities, name, value)).collect()
}

fn criterion(vm: &Vm, entities: &[FromClause], name: &Str, value: &Object) -> PyResult<Expr> {
    let mut found: Option<Found> = None;
    for entity in entities {
        let Some(next) = find(vm, entity, name)? else { continue };
        if found.replace(next).is_some() {
            let message = format!(
                "Attribute name \"{name}\" is ambiguous; it exists in multiple FROM clause entities ({}). Use filter() with explicit column references instead of filter_by().",
                described(vm, entities)?
            );
            return Err(vm.raise(&names::class(vm, "AmbiguousColumnError"), message));
        }
    }
    match found {
        Some(Found::Attribute(attribute)) => {
            condition(vm, &vm.compare(CompareOp::Eq, &attribute, value)?)
        }
        Some(Found::Column(column)) => {
            column.operate(Operator::Eq, operand(vm, value)?).or_raise(vm)
        }
        None => {
            let message = format!(
                "None of the FROM clause entities have a property \"{name}\". Searched entities: {}",
                described(vm, entities)?
            );
            Err(invalid_request(vm, message))
        }
    }
}

enum Found {
    /// Of a mapped class, as its attribute.
    Attribute(Object),
    Column(Expr),
}

fn find(vm: &Vm, from: &FromClause, name: &Str) -> PyResult<Option<Found>> {
    let FromClause::Entity(entity) = from else {
        return Ok(from.column(name).map(|column| Found::Column(Expr::from(column))));
    };
    for inspector in Names::of(vm).inspectors() {
        if let Some(attribute) = inspector.entity_attribute(vm, entity, name)? {
            return Ok(Some(Found::Attribute(attribute)));
        }
    }
    let columns = entity.columns().or_raise(vm)?;
    let is_it = |column: &Expr| column.proxy_key().as_deref() == Some(name.as_str());
    Ok(columns.into_iter().find(is_it).map(Found::Column))
}

fn described(vm: &Vm, entities: &[FromClause]) -> PyResult<String> {
    let mut shown = Vec::new();
    for entity in entities.iter().take(3) {
        shown.push(describe(vm, entity)?);
    }
    let more = if entities.len() > 3 {
        format!(", ... ({} total)", entities.len())
    } else {
        String::new()
    };
    Ok(format!("{}{more}", shown.join(", ")))
}

fn describe(vm: &Vm, entity: &FromClause) -> PyResult<String> {
    match entity {
        FromClause::Table(table) => Ok(table.fullname().to_string()),
        FromClause::Entity(entity) => match entity.selectable().or_raise(vm)? {
            FromClause::Table(table) => Ok(format!("Mapper[{}({})]", entity.name(), table.name())),
            _ => Ok(format!("aliased({})", entity.name())),
        },
        FromClause::Alias(alias) => match &alias.0.element {
            AliasElement::Select(select) => {
                crate::compiled::text(vm, &Statement::Select(select.clone()))
            }
            _ => Ok(String::new()),
        },
        other => Ok(other.description()),
    }
}
