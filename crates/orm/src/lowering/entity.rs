//! One entity of a SELECT: its columns, and how its relationships load with it.

use std::rc::Rc;

use ormlab_core::{Error, Result};

use super::builder::{Builder, Place};
use super::eager::EagerJoin;
use super::{Base, EntityPlan, JoinedPlan, LaterPlan, LoadContext};
use crate::entity::MappedEntity;
use crate::mapper::Mapper;
use crate::option::{InnerJoin, LoadAction, Said};
use crate::property::{Property, PropertyKind};
use crate::relationship::{Relationship, Strategy};

/// An entity whose columns are not placed yet.
pub(super) struct PendingEntity {
    mapper: Mapper,
    identity: Vec<Place>,
    columns: Vec<(usize, Place)>,
    deferred: Vec<usize>,
    joined: Vec<(Property, bool, PendingEntity)>,
    later: Vec<LaterPlan>,
    empty: Vec<Property>,
    context: Rc<LoadContext>,
}

impl PendingEntity {
    fn new(mapper: &Mapper, base: &Base) -> PendingEntity {
        PendingEntity {
            mapper: mapper.clone(),
            identity: Vec::new(),
            columns: Vec::new(),
            deferred: Vec::new(),
            joined: Vec::new(),
            later: Vec::new(),
            empty: Vec::new(),
            context: Rc::new(LoadContext { base: base.clone(), ..LoadContext::default() }),
        }
    }

    pub(super) fn placed(self, position: &dyn Fn(Place) -> usize) -> EntityPlan {
        let joined = self.joined.into_iter().map(|(property, is_collection, entity)| JoinedPlan {
            property,
            is_collection,
            plan: Rc::new(entity.placed(position)),
        });
        EntityPlan {
            mapper: self.mapper,
            identity: self.identity.into_iter().map(position).collect(),
            columns: self.columns.into_iter().map(|(slot, at)| (slot, position(at))).collect(),
            deferred: self.deferred,
            joined: joined.collect(),
            later: self.later,
            empty: self.empty,
            context: self.context,
        }
    }
}

/// Where an entity stands among the entities that are loaded together.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) root: Rc<MappedEntity>,
    pub(super) entity: Rc<MappedEntity>,
    /// Its columns come after those of the statement itself.
    is_secondary: bool,
    /// The join that brings it.
    join: Option<usize>,
    chained_from_outer: bool,
    from_root: Vec<Property>,
}

impl Spot {
    /// Whether it is what the statement selects, not something loaded with it.
    fn is_root(&self) -> bool {
        self.from_root.is_empty()
    }
}

/// How a relationship is to load.
struct Choice {
    strategy: Strategy,
    said: Said,
    /// An option asked for it.
    is_asked: bool,
}

impl Builder<'_> {
    pub(super) fn set_up_root(
        &mut self,
        entity: &Rc<MappedEntity>,
        base: Base,
    ) -> Result<PendingEntity> {
        let spot = Spot {
            root: entity.clone(),
            entity: entity.clone(),
            is_secondary: false,
            join: None,
            chained_from_outer: false,
            from_root: Vec::new(),
        };
        self.set_up(&spot, base)
    }

    fn set_up(&mut self, spot: &Spot, mut base: Base) -> Result<PendingEntity> {
        let mapper = spot.entity.mapper.clone();
        base.path.push(mapper.clone());
        let mut pending = PendingEntity::new(&mapper, &base);
        for property in mapper.properties() {
            match &property.kind {
                PropertyKind::Column(_) => self.set_up_column(spot, &base, &property, &mut pending),
                PropertyKind::Relationship(relationship) => {
                    self.set_up_relationship(spot, &base, &property, relationship, &mut pending)?;
                }
                PropertyKind::Synonym(_) => {}
            }
        }
        self.set_up_identity(spot, &mut pending);
        Ok(pending)
    }

    fn set_up_column(
        &mut self,
        spot: &Spot,
        base: &Base,
        property: &Property,
        pending: &mut PendingEntity,
    ) {
        let is_key = property
            .as_column()
            .and_then(|column| column.column())
            .is_some_and(|column| spot.entity.mapper.primary_key.contains(column));
        let only = self.request.only.as_ref().filter(|_| spot.is_root());
        if let Some(only) = only {
            if !only.contains(property) {
                return;
            }
        } else if !is_key && base.applying.column(property).0 {
            pending.deferred.push(property.slot);
            return;
        }
        let Some(column) = spot.entity.column(property) else { return };
        let place = self.add_once(column, spot.is_secondary);
        pending.columns.push((property.slot, place));
    }

    fn set_up_identity(&mut self, spot: &Spot, pending: &mut PendingEntity) {
        let is_partial = self.request.only.is_some() && !pending.columns.is_empty();
        if is_partial && spot.is_root() {
            return;
        }
        for column in &spot.entity.mapper.primary_key.clone() {
            let Some(column) = spot.entity.adapt_column(column) else { continue };
            let place = self.add_once(column, spot.is_secondary);
            pending.identity.push(place);
        }
    }

    fn choose(&self, base: &Base, property: &Property, relationship: &Relationship) -> Choice {
        let said = base.applying.relationship(property);
        let asked = match &said.action {
            Some(LoadAction::Relationship { strategy, .. }) => *strategy,
            _ => None,
        };
        let overridden = self.request.overrides.as_ref().and_then(|all| all.get(property));
        let strategy = overridden.or(asked).unwrap_or(relationship.spec.lazy);
        Choice { strategy, is_asked: said.action.is_some() || overridden.is_some(), said }
    }

    fn set_up_relationship(
        &mut self,
        spot: &Spot,
        base: &Base,
        property: &Property,
        relationship: &Relationship,
        pending: &mut PendingEntity,
    ) -> Result<()> {
        let only = self.request.only.as_ref().filter(|_| spot.is_root());
        if only.is_some_and(|only| !only.contains(property)) {
            return Ok(());
        }
        let choice = self.choose(base, property, relationship);
        let target = relationship.target()?;
        // A join goes round within the statement, a further statement along the whole path.
        let passed = match choice.strategy {
            Strategy::Joined => &base.path[self.path_before..],
            _ => base.path.as_slice(),
        };
        let is_circle = !choice.is_asked
            && match relationship.spec.join_depth {
                Some(depth) => passed.len() > depth,
                None => passed.iter().any(|passed| passed.isa(&target)),
            };
        match choice.strategy {
            Strategy::Noload => pending.empty.push(property.clone()),
            Strategy::Joined if self.can_join(&choice) && !is_circle => {
                if let Some(overrides) = &self.request.overrides {
                    overrides.touch(property);
                }
                self.set_up_joined(spot, base, property, choice, pending)?;
            }
            Strategy::Selectin | Strategy::Subquery | Strategy::Immediate
                if self.request.is_eager && !is_circle =>
            {
                pending.later.push(later_plan(spot, base, property, choice));
            }
            _ if only.is_some() && self.request.is_asked => {
                let choice = Choice { strategy: Strategy::Immediate, ..choice };
                pending.later.push(later_plan(spot, base, property, choice));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a joined relationship is in the rows: of another statement only if it is said to be there.
    fn can_join(&self, choice: &Choice) -> bool {
        let is_there =
            matches!(choice.said.action, Some(LoadAction::Relationship { is_contained: true, .. }));
        self.request.is_eager && (is_there || !self.request.is_of_statement)
    }

    fn set_up_joined(
        &mut self,
        spot: &Spot,
        base: &Base,
        property: &Property,
        choice: Choice,
        pending: &mut PendingEntity,
    ) -> Result<()> {
        let relationship = property.as_relationship().expect("the caller matched one");
        let is_collection = relationship.uselist()?;
        self.has_joined_collections |= is_collection;
        let (innerjoin, is_contained) = match &choice.said.action {
            Some(LoadAction::Relationship { innerjoin, is_contained, .. }) => {
                (*innerjoin, *is_contained)
            }
            _ => (None, false),
        };
        let target = relationship.target()?;
        let mut next = spot.clone();
        next.from_root.push(property.clone());
        if is_contained {
            next.entity = choice.said.of_type.clone().unwrap_or_else(|| MappedEntity::of(&target));
        } else {
            let default =
                if relationship.spec.innerjoin { InnerJoin::Nested } else { InnerJoin::Outer };
            let innerjoin = innerjoin.unwrap_or(default);
            self.add_eager_join(&mut next, spot, property, &choice.said, innerjoin)?;
        }
        let base = Base { applying: choice.said.beyond.within(), ..base.clone() };
        let entity = self.set_up(&next, base)?;
        pending.joined.push((property.clone(), is_collection, entity));
        Ok(())
    }

    fn add_eager_join(
        &mut self,
        next: &mut Spot,
        spot: &Spot,
        property: &Property,
        said: &Said,
        innerjoin: InnerJoin,
    ) -> Result<()> {
        let target = match &said.of_type {
            Some(target) if target.is_aliased() => target.clone(),
            _ => {
                let mapper = property
                    .as_relationship()
                    .ok_or_else(|| Error::invalid_request("not a relationship"))?
                    .target()?;
                MappedEntity::aliased(&mapper, None, None, false)
            }
        };
        let is_inner = innerjoin != InnerJoin::Outer;
        next.chained_from_outer = spot.chained_from_outer || !is_inner;
        let is_nested = next.chained_from_outer && innerjoin == InnerJoin::Nested;
        let mut join = EagerJoin::new(spot, &target, property, &said.criteria)?;
        let index = self.eager.len();
        join.is_outer = !is_inner || (next.chained_from_outer && !is_nested);
        join.nested_in = if is_nested { spot.join } else { None };
        self.eager.push(join);
        next.entity = target;
        next.is_secondary = true;
        next.join = Some(index);
        Ok(())
    }
}

fn later_plan(spot: &Spot, base: &Base, property: &Property, choice: Choice) -> LaterPlan {
    let mut from_root = spot.from_root.clone();
    from_root.push(property.clone());
    LaterPlan {
        property: property.clone(),
        strategy: choice.strategy,
        target: choice.said.of_type,
        criteria: choice.said.criteria,
        base: Base { applying: choice.said.beyond, ..base.clone() },
        from_root: from_root.into(),
        root: spot.root.clone(),
    }
}
