//! `subqueryload`: the related objects by the original SELECT as a subquery, joined along the path.

use std::rc::Rc;

use ormlab_core::entity::Entity;
use ormlab_core::select::{JoinTarget, LabelStyle, SelectItem};
use ormlab_core::{Column, Error, Expr, FromClause, Result, Select, select};
use rustc_hash::{FxHashMap, FxHashSet};

use super::hydrate::Cell;
use super::run::{Ready, Run, SubqueryOrigin, make_ready};
use super::selectin::{plain_join, set};
use crate::attribute::{Attribute, Read};
use crate::comparator::RelationshipAttribute;
use crate::entity::MappedEntity;
use crate::identity::KeyValues;
use crate::instance::Instance;
use crate::lowering::{self, LaterPlan, Request};
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::Resolved;

pub(super) fn load(
    run: &Run,
    ready: &Ready,
    plan: &LaterPlan,
    owners: &[(Instance, bool)],
    statement: Option<usize>,
) -> Result<()> {
    let resolved = resolved(&plan.property)?;
    let origin = origin(run, ready, plan);
    let mut run = run.follow_up(&plan.property, "subquery", statement);
    run.sets = origin.sets.clone();
    run.origin = Some(origin.clone());
    let request = Request {
        select: joined(&origin, plan, resolved)?,
        is_eager: true,
        base: Some(plan.base.clone()),
        last_order_by: Vec::new(),
        ..Request::default()
    };
    let ready = make_ready(&run.session, request)?;
    let table = run.load(&ready)?;
    let mut found: FxHashMap<KeyValues, Vec<Instance>> = FxHashMap::default();
    let mut seen: FxHashSet<(KeyValues, Instance)> = FxHashSet::default();
    for row in table.rows() {
        let Some((Cell::Object(Some(instance)), keys)) = row.split_first() else { continue };
        let values = keys.iter().filter_map(|cell| match cell {
            Cell::Value(value) => Some(value.clone()),
            Cell::Object(_) => None,
        });
        let key = KeyValues::new(&values.collect::<Vec<_>>());
        if seen.insert((key.clone(), instance.clone())) {
            found.entry(key).or_default().push(instance.clone());
        }
    }
    let keys = |owner: &Instance| key_of(owner, &resolved.local_columns);
    set(plan, resolved, owners.iter(), |owner| {
        keys(owner).and_then(|key| found.get(&key).cloned()).unwrap_or_default()
    })
}

fn resolved(property: &Property) -> Result<&Resolved> {
    property
        .as_relationship()
        .ok_or_else(|| Error::invalid_request(format!("{property} is not a relationship")))?
        .resolved()
}

/// The values of the owner's columns that the relationship goes by.
fn key_of(owner: &Instance, columns: &[Column]) -> Option<KeyValues> {
    let value = |column: &Column| {
        let property = owner.mapper().property_of_column(column)?;
        match owner.read(&property, Passive::OFF.without(Passive::INIT_OK)).ok()? {
            Read::Found(Attribute::Value(value)) => Some(value),
            _ => None,
        }
    };
    let values: Option<Vec<_>> = columns.iter().map(value).collect();
    values.map(|values| KeyValues::new(&values))
}

/// The first statement of a chain of subquery loads, with the path from its entity to here.
fn origin(run: &Run, ready: &Ready, plan: &LaterPlan) -> SubqueryOrigin {
    match &run.origin {
        Some(origin) => {
            let path = origin.path.iter().chain(plan.from_root.iter()).cloned().collect();
            SubqueryOrigin { path, ..origin.clone() }
        }
        None => SubqueryOrigin {
            given: ready.given.clone(),
            sets: run.sets.clone(),
            root: plan.root.clone(),
            path: plan.from_root.to_vec(),
        },
    }
}

/// The original statement, for the columns only that the first relationship goes by.
fn embedded(origin: &SubqueryOrigin, first: &Property) -> Result<Select> {
    let facts = resolved(first)?;
    let mapper = first.parent();
    let columns: Vec<Expr> = facts
        .local_columns
        .iter()
        .filter_map(|column| {
            let property = mapper.property_of_column(column)?;
            origin.root.column(&property)
        })
        .collect();
    let given = &origin.given;
    let froms = if given.froms.is_empty() { entities(given) } else { given.froms.clone() };
    let is_limited =
        given.tail.limit.is_some() || given.tail.offset.is_some() || given.tail.fetch.is_some();
    let distinct = first
        .as_relationship()
        .and_then(|relationship| relationship.spec.distinct_target_key)
        .unwrap_or_else(|| !mapper.primary_key.iter().all(|key| facts.local_columns.contains(key)));
    let inner = given.clone().edit(|data| {
        data.items = columns.into_iter().map(SelectItem::Expr).collect();
        data.froms = froms;
        data.is_distinct |= distinct;
        data.plugin = None;
        data.tail.execution.options = Vec::new();
        data.tail.label_style = LabelStyle::TablenamePlusCol;
        if !is_limited {
            data.tail.order_by = Vec::new();
        }
    });
    let request = Request { select: inner, ..Request::default() };
    Ok(lowering::lower(&request)?.select)
}

fn entities(select: &Select) -> Vec<FromClause> {
    let mut froms: Vec<FromClause> = Vec::new();
    for item in &select.items {
        let entity = match item {
            SelectItem::Entity(entity) => Some(entity.clone()),
            SelectItem::From(FromClause::Entity(entity)) => Some(entity.clone()),
            SelectItem::Expr(expr) => expr.entity_within(),
            _ => None,
        };
        if let Some(from) = entity.map(FromClause::Entity)
            && !froms.iter().any(|known| known.is(&from))
        {
            froms.push(from);
        }
    }
    // Joins start from what is there.
    if select.joins.is_empty() { froms } else { froms.into_iter().take(1).collect() }
}

/// The subquery joined along the path to the related objects.
fn joined(origin: &SubqueryOrigin, plan: &LaterPlan, facts: &Resolved) -> Result<Select> {
    let (first, last) = match (origin.path.first(), origin.path.last()) {
        (Some(first), Some(last)) => (first, last),
        _ => return Err(Error::invalid_request("a subquery load without a path")),
    };
    let inner = embedded(origin, first)?.subquery(None);
    let start = MappedEntity::aliased(&first.parent(), Some(inner.into()), None, false);
    let target = plan.target.clone().unwrap_or_else(|| MappedEntity::of(&facts.target));
    let mut joins = Vec::new();
    let mut at = start.clone();
    for (index, property) in origin.path.iter().enumerate() {
        let is_last = index + 1 == origin.path.len();
        let next = if is_last {
            target.clone()
        } else {
            MappedEntity::aliased(&origin.path[index + 1].parent(), None, None, false)
        };
        let mut attribute =
            RelationshipAttribute::new(at.clone(), property.clone()).of_type(next.clone());
        if is_last {
            attribute = attribute.and_(plan.criteria.iter().cloned());
        } else {
            at = next;
        }
        joins.push(plain_join(JoinTarget::Relationship(Rc::new(attribute)), None));
    }
    let local = facts.local_columns.iter().filter_map(|column| {
        let property = last.parent().property_of_column(column)?;
        at.column(&property)
    });
    let entity: Rc<dyn Entity> = target.clone();
    let items = std::iter::once(SelectItem::Entity(entity)).chain(local.map(SelectItem::Expr));
    let start: Rc<dyn Entity> = start;
    Ok(select(items.collect()).edit(|data| {
        data.froms = vec![FromClause::Entity(start)];
        data.joins = joins;
        data.tail.order_by = facts.order_by.iter().map(|expr| target.adapt(expr)).collect();
        data.tail.label_style = LabelStyle::TablenamePlusCol;
    }))
}
