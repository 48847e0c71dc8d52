//! `.join(User.posts)`, `.join(Post)`, `.select_from(User)`: FROM over tables.

use std::rc::Rc;

use ormlab_core::entity::RelationshipJoin;
use ormlab_core::from::{Join, JoinKind};
use ormlab_core::select::{JoinTarget, SelectItem, SetupJoin};
use ormlab_core::{Error, Expr, FromClause, Result, Select, select};

use crate::comparator::RelationshipAttribute;
use crate::entity::MappedEntity;
use crate::relationship::joins::Between;

/// A FROM element without entities.
pub(super) fn plain(from: &FromClause) -> FromClause {
    match from {
        FromClause::Entity(entity) => match MappedEntity::from_core(entity) {
            Some(mapped) => mapped.from_clause(),
            None => from.clone(),
        },
        FromClause::Join(join) => {
            let (left, right) = (plain(&join.0.left), plain(&join.0.right));
            if left.is(&join.0.left) && right.is(&join.0.right) {
                return from.clone();
            }
            let kind = JoinKind::of(join.0.is_outer, join.0.is_full);
            let joined = Join::new(&left, &right, join.0.on.clone(), kind);
            joined.map_or_else(|_| from.clone(), FromClause::Join)
        }
        other => other.clone(),
    }
}

/// FROM with all joins made.
pub(super) fn froms(given: &Select, entities: &[Rc<MappedEntity>]) -> Result<Vec<FromClause>> {
    let froms: Vec<FromClause> = given.froms.iter().map(plain).collect();
    if given.joins.is_empty() {
        return Ok(froms);
    }
    let mut joining = Joining { froms, candidates: candidates(given, entities) };
    for join in &given.joins {
        joining.add(join)?;
    }
    Ok(joining.froms)
}

/// What is selected, as something to join from.
fn candidates(given: &Select, entities: &[Rc<MappedEntity>]) -> Vec<SelectItem> {
    let mut items: Vec<SelectItem> =
        entities.iter().map(|entity| SelectItem::From(entity.from_clause())).collect();
    for item in &given.items {
        match item {
            SelectItem::Expr(expr) => items.push(SelectItem::Expr(expr.clone())),
            SelectItem::From(from) => items.push(SelectItem::From(plain(from))),
            _ => {}
        }
    }
    items
}

struct Joining {
    froms: Vec<FromClause>,
    candidates: Vec<SelectItem>,
}

fn relationship(join: &Rc<dyn RelationshipJoin>) -> Result<&RelationshipAttribute> {
    join.as_any()
        .downcast_ref::<RelationshipAttribute>()
        .ok_or_else(|| Error::argument("Expected mapped entity or selectable/table as join target"))
}

impl Joining {
    fn add(&mut self, join: &SetupJoin) -> Result<()> {
        match (&join.target, &join.on_relationship) {
            (JoinTarget::Relationship(attribute), _) => {
                self.along(relationship(attribute)?.clone(), join)
            }
            (JoinTarget::From(target), Some(attribute)) => {
                let mut attribute = relationship(attribute)?.clone();
                if let FromClause::Entity(entity) = target {
                    attribute.target = MappedEntity::from_core(entity);
                }
                self.along(attribute, join)
            }
            (JoinTarget::From(target), None) => self.plain_join(target, join),
        }
    }

    /// A join that names its relationship.
    fn along(&mut self, attribute: RelationshipAttribute, join: &SetupJoin) -> Result<()> {
        attribute.resolved()?;
        let source = match &join.left {
            Some(FromClause::Entity(entity)) => {
                MappedEntity::from_core(entity).unwrap_or_else(|| attribute.entity.clone())
            }
            _ => attribute.entity.clone(),
        };
        let target = attribute.target_entity()?;
        if target.from_clause().is(&source.from_clause()) {
            return Err(same_entity(&source, &target));
        }
        let between = Between {
            source: Some(&source),
            target: Some(target),
            alias_secondary: true,
            criteria: &attribute.criteria,
        };
        let sides = between.sides(&attribute.property)?;
        let kind = JoinKind::of(join.is_outer, join.is_full);
        let left = source.from_clause();
        match sides.secondary.zip(sides.secondary_on) {
            None => self.place(&left, &sides.target, Some(sides.primary), kind),
            Some((secondary, far)) if kind == JoinKind::Inner => {
                self.place(&left, &secondary, Some(sides.primary), kind)?;
                let anchor = secondary.clone();
                self.place(&anchor, &sides.target, Some(far), kind)
            }
            Some((secondary, far)) => {
                let right = secondary.join(sides.target, Some(far))?;
                self.place(&left, &right.into(), Some(sides.primary), kind)
            }
        }
    }

    /// Joins `right` to where `left` stands.
    fn place(
        &mut self,
        left: &FromClause,
        right: &FromClause,
        on: Option<Expr>,
        kind: JoinKind,
    ) -> Result<()> {
        let setup = SetupJoin {
            left: Some(left.clone()),
            target: JoinTarget::From(right.clone()),
            on,
            on_relationship: None,
            is_outer: kind == JoinKind::Outer,
            is_full: kind == JoinKind::Full,
        };
        self.set_up(setup)
    }

    fn plain_join(&mut self, target: &FromClause, join: &SetupJoin) -> Result<()> {
        let right = plain(target);
        let left = join.left.as_ref().map(plain);
        if let (FromClause::Entity(entity), Some(from)) = (target, &left) {
            let target = MappedEntity::from_core(entity);
            if let Some(target) = target.filter(|_| from.is(&right)) {
                return Err(same_entity(&target, &target));
            }
        }
        let setup = SetupJoin { left, target: JoinTarget::From(right), ..join.clone() };
        self.set_up(setup).map_err(|error| named_target(error, target))
    }

    /// Core finds the left side and, where none is given, the condition.
    fn set_up(&mut self, setup: SetupJoin) -> Result<()> {
        let statement = select(self.candidates.clone()).edit(|data| {
            data.froms = std::mem::take(&mut self.froms);
            data.joins = vec![setup];
        });
        self.froms = statement.joined_froms()?;
        Ok(())
    }
}

fn same_entity(left: &MappedEntity, right: &MappedEntity) -> Error {
    Error::invalid_request(format!(
        "Can't construct a join from {} to {}, they are the same entity",
        left.describe(),
        right.describe()
    ))
}

/// Messages name the class, not its table.
fn named_target(mut error: Error, target: &FromClause) -> Error {
    if let (FromClause::Entity(entity), Some(rest)) =
        (target, error.message.strip_prefix("Don't know how to join to "))
        && let (Some(mapped), Some((_, advice))) =
            (MappedEntity::from_core(entity), rest.split_once(". Please"))
    {
        let address = std::rc::Rc::as_ptr(&mapped.mapper.0).cast::<()>() as usize;
        error.message = format!(
            "Don't know how to join to <Mapper at 0x{address:x}; {}>. Please{advice}",
            mapped.mapper.name()
        );
    }
    error
}
