//! Joins added for eager loading, and how they are attached to FROM.

use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::from::{Join, JoinKind};
use ormlab_core::{Error, Expr, FromClause, Result};

use super::builder::Builder;
use super::entity::Spot;
use crate::entity::MappedEntity;
use crate::property::Property;
use crate::relationship::joins::{Between, Sides};

/// One join of eager loading.
pub(super) struct EagerJoin {
    /// The entity of the statement that the chain starts from.
    pub(super) root: Rc<MappedEntity>,
    pub(super) primary: Expr,
    secondary: Option<(FromClause, Expr)>,
    target: FromClause,
    pub(super) is_outer: bool,
    /// The outer join that this inner one is part of.
    pub(super) nested_in: Option<usize>,
    /// It starts at the root itself.
    starts_at_root: bool,
    pub(super) is_contained: bool,
    pub(super) order_by: Vec<Expr>,
}

impl EagerJoin {
    pub(super) fn new(
        spot: &Spot,
        target: &Rc<MappedEntity>,
        property: &Property,
        criteria: &[Expr],
    ) -> Result<EagerJoin> {
        let between = Between {
            source: Some(&spot.entity),
            target: Some(target.clone()),
            alias_secondary: true,
            criteria,
        };
        let Sides { primary, secondary_on, target: from, secondary, .. } =
            between.sides(property)?;
        let resolved = property
            .as_relationship()
            .ok_or_else(|| Error::invalid_request("not a relationship"))?
            .resolved()?;
        let order_by = resolved.order_by.iter().map(|expr| {
            let placed = target.adapt(expr);
            match &secondary {
                Some(table) => crate::relationship::joins::read_from(&placed, table),
                None => placed,
            }
        });
        Ok(EagerJoin {
            root: spot.root.clone(),
            order_by: order_by.collect(),
            primary,
            secondary: secondary.zip(secondary_on),
            target: from,
            is_outer: true,
            nested_in: None,
            starts_at_root: spot.entity.is(&spot.root),
            is_contained: false,
        })
    }

    /// The columns of the root that its condition reads.
    pub(super) fn root_columns(&self) -> Vec<Expr> {
        if !self.starts_at_root {
            return Vec::new();
        }
        let from = self.root.from_clause();
        let columns = self.primary.columns_within().into_iter();
        let is_of_root = |column: &Expr| {
            let columns = from.columns();
            column.as_column().is_some_and(|column| columns.iter().any(|own| own == column))
        };
        columns.filter(is_of_root).collect()
    }

    fn kind(&self) -> JoinKind {
        if self.is_outer { JoinKind::Outer } else { JoinKind::Inner }
    }
}

/// Changes conditions that start at a root, where the root was put into a subquery.
pub(super) type Adapt<'a> = &'a dyn Fn(&Expr) -> Expr;

impl Builder<'_> {
    /// FROM with the eager joins attached.
    pub(super) fn eager_froms(&self) -> Result<Vec<FromClause>> {
        let mut froms = self.froms.clone();
        let mut joined: Vec<(ElementId, FromClause)> = Vec::new();
        for (index, join) in self.eager.iter().enumerate() {
            if self.is_within_another(index) {
                continue;
            }
            let root = join.root.from_clause();
            let is_of_root =
                |from: &FromClause| from.from_objects().iter().any(|part| part.is(&root));
            let known = joined.iter().position(|(id, _)| *id == root.id());
            let at = known.unwrap_or_else(|| {
                let found = froms.iter().position(is_of_root).map(|at| froms.remove(at));
                joined.push((root.id(), found.unwrap_or_else(|| root.clone())));
                joined.len() - 1
            });
            joined[at].1 = self.attach(&joined[at].1, index, &Expr::clone)?;
        }
        froms.extend(joined.into_iter().map(|(_, from)| from));
        Ok(froms)
    }

    /// Whether it is rendered inside of an outer join.
    pub(super) fn is_within_another(&self, index: usize) -> bool {
        self.eager[index].nested_in.is_some()
    }

    /// The outermost join that a nested one belongs to.
    fn group_of(&self, index: usize) -> usize {
        self.eager[index].nested_in.map_or(index, |outer| self.group_of(outer))
    }

    /// `left` joined by one eager join and those nested in it.
    pub(super) fn attach(
        &self,
        left: &FromClause,
        index: usize,
        adapt: Adapt<'_>,
    ) -> Result<FromClause> {
        let join = &self.eager[index];
        let on = adapt(&join.primary);
        let nested: Vec<usize> = (index + 1..self.eager.len())
            .filter(|other| self.is_within_another(*other) && self.group_of(*other) == index)
            .collect();
        let with_nested = |mut right: FromClause| -> Result<FromClause> {
            for other in &nested {
                right = chained(right, &self.eager[*other], self.eager[*other].primary.clone())?;
            }
            Ok(right)
        };
        match &join.secondary {
            None => {
                let right = with_nested(join.target.clone())?;
                Ok(Join::new(left, &right, Some(on), join.kind())?.into())
            }
            Some((secondary, far)) if join.is_outer => {
                let right = secondary.join(join.target.clone(), Some(far.clone()))?;
                let right = with_nested(right.into())?;
                Ok(Join::new(left, &right, Some(on), JoinKind::Outer)?.into())
            }
            Some(_) => with_nested(chained(left.clone(), join, on)?),
        }
    }
}

/// `left JOIN secondary ON … JOIN target ON …`
fn chained(left: FromClause, join: &EagerJoin, on: Expr) -> Result<FromClause> {
    Ok(match &join.secondary {
        None => left.join(join.target.clone(), Some(on))?.into(),
        Some((secondary, far)) => {
            let middle = left.join(secondary.clone(), Some(on))?;
            FromClause::from(middle).join(join.target.clone(), Some(far.clone()))?.into()
        }
    })
}
