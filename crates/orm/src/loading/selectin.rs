//! `selectinload`: the related objects of many owners by one SELECT … IN, in chunks.

use std::rc::Rc;

use ormlab_core::entity::Entity;
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::select::{JoinTarget, SelectItem, SetupJoin};
use ormlab_core::{Column, Expr, FromClause, Result, Select, SqlType, Value, select};
use rustc_hash::{FxHashMap, FxHashSet};

use super::hydrate::{Cell, Table, collection_of};
use super::run::{Ready, Run, make_ready, unlabelled};
use crate::attribute::{self, Attribute, Read};
use crate::comparator::RelationshipAttribute;
use crate::entity::MappedEntity;
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::lowering::{LaterPlan, Request};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::relationship::{Direction, Resolved};

const CHUNK: usize = 500;
const KEYS: &str = "primary_keys";

/// What the owners' keys are compared with.
enum Way {
    /// The primary key of the target, which the owners hold as foreign keys.
    Child(Vec<Column>),
    /// Foreign keys of the target, or of the secondary table, that are the owners' keys.
    ForeignKey(Vec<Column>),
    /// An alias of the owners' table, joined.
    Joined(Rc<MappedEntity>),
}

pub(super) fn load(
    run: &Run,
    plan: &LaterPlan,
    owners: &[(Instance, bool)],
    statement: Option<usize>,
) -> Result<()> {
    let Some(relationship) = plan.property.as_relationship() else { return Ok(()) };
    let resolved = relationship.resolved()?;
    let parent = plan.property.parent();
    let run = run.follow_up(&plan.property, "selectin", statement);
    let way = way(resolved, &parent, relationship.spec.keep_join);
    if let Way::Child(columns) = &way {
        match keys_of_children(resolved, columns, owners)? {
            Some(groups) => return by_child(&run, plan, resolved, columns, &groups),
            None => {
                let alias = MappedEntity::aliased(&parent, None, None, false);
                return by_parent(&run, plan, resolved, &Way::Joined(alias), owners);
            }
        }
    }
    by_parent(&run, plan, resolved, &way, owners)
}

fn way(resolved: &Resolved, parent: &Mapper, keep_join: bool) -> Way {
    let joined = || Way::Joined(MappedEntity::aliased(parent, None, None, false));
    if keep_join {
        return joined();
    }
    match resolved.direction {
        Direction::ManyToOne if resolved.use_get => Way::Child(resolved.target.primary_key.clone()),
        Direction::ManyToMany if resolved.is_self_referential => joined(),
        Direction::OneToMany | Direction::ManyToMany if resolved.is_by_owner_key => {
            let remote = |key: &Column| {
                let pairs = &resolved.local_remote_pairs;
                pairs.iter().find(|(local, _)| local == key).map(|(_, remote)| remote.clone())
            };
            Way::ForeignKey(parent.primary_key.iter().filter_map(remote).collect())
        }
        _ => joined(),
    }
}

/// The SELECT with the key columns in front.
fn statement(plan: &LaterPlan, resolved: &Resolved, way: &Way) -> Result<Select> {
    let target = plan.target.clone().unwrap_or_else(|| MappedEntity::of(&resolved.target));
    let entity: Rc<dyn Entity> = target.clone();
    let is_m2m = resolved.secondary.is_some();
    let keys: Vec<Expr> = match way {
        Way::Child(columns) => adapted(&target, columns),
        Way::ForeignKey(columns) if is_m2m => columns.iter().map(Expr::from).collect(),
        Way::ForeignKey(columns) => adapted(&target, columns),
        Way::Joined(alias) => {
            let key = alias.mapper.primary_key.iter();
            key.filter_map(|column| alias.adapt_column(column)).collect()
        }
    };
    let items = keys.iter().cloned().map(SelectItem::Expr);
    let items = items.chain([SelectItem::Entity(entity.clone())]).collect();
    let bind = Bind::named(KEYS, BindValue::Required, SqlType::Null).into_expr();
    let compared = match keys.as_slice() {
        [key] => key.clone(),
        _ => Expr::tuple(keys.clone()),
    };
    let mut criteria = vec![compared.in_(bind)];
    criteria.extend(plan.criteria.iter().map(|criterion| target.adapt(criterion)));
    Ok(select(items).edit(|data| {
        data.where_criteria = criteria;
        data.tail.order_by = resolved.order_by.iter().map(|expr| target.adapt(expr)).collect();
        match (way, &resolved.secondary, &resolved.secondaryjoin) {
            (Way::ForeignKey(_), Some(secondary), Some(join)) => {
                data.froms = vec![secondary.clone()];
                data.joins = vec![plain_join(
                    JoinTarget::From(FromClause::Entity(entity)),
                    Some(target.adapt(&join.expr)),
                )];
            }
            (Way::Joined(alias), _, _) => {
                let attribute = RelationshipAttribute::new(alias.clone(), plan.property.clone());
                let attribute = match target.is_aliased() {
                    true => attribute.of_type(target),
                    false => attribute,
                };
                let owner: Rc<dyn Entity> = alias.clone();
                data.froms = vec![FromClause::Entity(owner)];
                data.joins = vec![plain_join(JoinTarget::Relationship(Rc::new(attribute)), None)];
            }
            _ => data.froms = vec![FromClause::Entity(entity)],
        }
    }))
}

fn adapted(target: &MappedEntity, columns: &[Column]) -> Vec<Expr> {
    columns.iter().filter_map(|column| target.adapt_column(column)).collect()
}

pub(super) fn plain_join(target: JoinTarget, on: Option<Expr>) -> SetupJoin {
    SetupJoin { left: None, target, on, on_relationship: None, is_outer: false, is_full: false }
}

fn ready(run: &Run, plan: &LaterPlan, resolved: &Resolved, way: &Way) -> Result<Ready> {
    let request = Request {
        select: unlabelled(statement(plan, resolved, way)?),
        is_eager: true,
        base: Some(plan.base.clone()),
        ..Request::default()
    };
    make_ready(&run.session, request)
}

fn key_value(key: &KeyValues) -> Value {
    match key.to_vec().as_slice() {
        [value] => value.clone(),
        several => Value::Tuple(several.into()),
    }
}

/// One chunk: rows of key and object.
fn chunk(run: &Run, ready: &Ready, keys: &[KeyValues]) -> Result<Table> {
    let values: Vec<Value> = keys.iter().map(key_value).collect();
    let set = Run::parameter(KEYS, Value::List(values.into()));
    run.clone().with_parameters(set).load(ready)
}

/// The key and the object of a row.
fn split(row: &[Cell]) -> Option<(KeyValues, Instance)> {
    let (last, keys) = row.split_last()?;
    let Cell::Object(Some(instance)) = last else { return None };
    let values = keys.iter().filter_map(|cell| match cell {
        Cell::Value(value) => Some(value.clone()),
        Cell::Object(_) => None,
    });
    Some((KeyValues::new(&values.collect::<Vec<_>>()), instance.clone()))
}

type Groups =
    indexmap::IndexMap<Option<KeyValues>, Vec<(Instance, bool)>, rustc_hash::FxBuildHasher>;

/// The owners by the key of what they refer to; `None` where an owner does not hold that.
fn keys_of_children(
    resolved: &Resolved,
    columns: &[Column],
    owners: &[(Instance, bool)],
) -> Result<Option<Groups>> {
    let mut groups = Groups::default();
    let passive = Passive::NO_FETCH.without(Passive::INIT_OK);
    for (owner, overwrite) in owners {
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            let pair = resolved.local_remote_pairs.iter().find(|(_, remote)| remote == column);
            let property = pair.and_then(|(local, _)| owner.mapper().property_of_column(local));
            let Some(property) = property else { return Ok(None) };
            match owner.read(&property, passive)? {
                Read::Found(Attribute::Value(value)) => values.push(value),
                Read::NoResult => return Ok(None),
                Read::NoValue | Read::Found(_) => values.push(Value::Null),
            }
        }
        let has_null = values.iter().any(Value::is_null);
        let key = (!has_null).then(|| KeyValues::new(&values));
        groups.entry(key).or_default().push((owner.clone(), *overwrite));
    }
    Ok(Some(groups))
}

fn by_child(
    run: &Run,
    plan: &LaterPlan,
    resolved: &Resolved,
    columns: &[Column],
    groups: &Groups,
) -> Result<()> {
    let ready = ready(run, plan, resolved, &Way::Child(columns.to_vec()))?;
    let keys: Vec<KeyValues> = groups.keys().flatten().cloned().collect();
    for keys in keys.chunks(CHUNK) {
        let table = chunk(run, &ready, keys)?;
        let found: FxHashMap<KeyValues, Instance> = table.rows().filter_map(split).collect();
        for key in keys {
            let related = found.get(key).cloned();
            let owners = groups.get(&Some(key.clone())).into_iter().flatten();
            set(plan, resolved, owners, |_| related.clone().into_iter().collect())?;
        }
    }
    set(plan, resolved, groups.get(&None).into_iter().flatten(), |_| Vec::new())
}

fn by_parent(
    run: &Run,
    plan: &LaterPlan,
    resolved: &Resolved,
    way: &Way,
    owners: &[(Instance, bool)],
) -> Result<()> {
    let ready = ready(run, plan, resolved, way)?;
    for owners in owners.chunks(CHUNK) {
        let keys: Vec<KeyValues> =
            owners.iter().filter_map(|(owner, _)| owner.key()).map(|key| key.values).collect();
        let table = chunk(run, &ready, &keys)?;
        let mut found: FxHashMap<KeyValues, Vec<Instance>> = FxHashMap::default();
        let mut seen: FxHashSet<(KeyValues, Instance)> = FxHashSet::default();
        let is_unique = ready.plan.has_joined_collections;
        for (key, instance) in table.rows().filter_map(split) {
            if !is_unique || seen.insert((key.clone(), instance.clone())) {
                found.entry(key).or_default().push(instance);
            }
        }
        set(plan, resolved, owners.iter(), |owner| {
            let key = owner.key().map(|key| key.values);
            key.and_then(|key| found.get(&key).cloned()).unwrap_or_default()
        })?;
    }
    Ok(())
}

/// Puts the loaded objects into their owners.
pub(super) fn set<'a>(
    plan: &LaterPlan,
    resolved: &Resolved,
    owners: impl Iterator<Item = &'a (Instance, bool)>,
    related: impl Fn(&Instance) -> Vec<Instance>,
) -> Result<()> {
    for (owner, overwrite) in owners {
        if !overwrite && owner.is_loaded(plan.property.slot) {
            continue;
        }
        let items = related(owner);
        let slot = if resolved.uselist {
            collection_of(owner, &plan.property, items)?
        } else {
            if items.len() > 1
                && let Some(session) = owner.session()
            {
                session.warn(&format!(
                    "Multiple rows returned with uselist=False for eagerly-loaded attribute '{}' ",
                    plan.property
                ));
            }
            Slot::Object(items.into_iter().next())
        };
        attribute::set_loaded(owner, &plan.property, slot)?;
    }
    Ok(())
}
