//! A relationship's condition between two given selectables: aliased, restricted, with its parameters.

use ormlab_core::expr::ExprKind;
use ormlab_core::{Column, Expr, FromClause, Result};

use super::marks::MarkedJoin;
use super::{Resolved, inference};
use crate::entity::MappedEntity;
use crate::property::Property;

/// Both sides of a relationship, ready to be joined.
pub(crate) struct Sides {
    /// From the source to the target, or to the secondary table.
    pub(crate) primary: Expr,
    /// From the secondary table to the target.
    pub(crate) secondary_on: Option<Expr>,
    pub(crate) target: FromClause,
    pub(crate) secondary: Option<FromClause>,
    /// What criteria about the target must be adapted to.
    pub(crate) aliased_target: Option<std::rc::Rc<MappedEntity>>,
}

/// What the two sides are.
#[derive(Default)]
pub(crate) struct Between<'a> {
    /// An alias of the owner; `None`: its table.
    pub(crate) source: Option<&'a MappedEntity>,
    pub(crate) target: Option<std::rc::Rc<MappedEntity>>,
    pub(crate) alias_secondary: bool,
    pub(crate) criteria: &'a [Expr],
}

type Replace<'a> = &'a dyn Fn(&Column) -> Option<Expr>;

/// Replaces the mentions of each side.
fn place(join: &MarkedJoin, local: Replace<'_>, remote: Replace<'_>) -> Expr {
    join.expr.transform(&mut |node| {
        let ExprKind::Column(reference) = node.kind() else { return None };
        let marks = join.marks(node);
        let column = &reference.column;
        match (marks.local, marks.remote) {
            (true, _) => local(column),
            (false, true) => remote(column),
            (false, false) => remote(column).or_else(|| local(column)),
        }
    })
}

impl Between<'_> {
    pub(crate) fn sides(&self, property: &Property) -> Result<Sides> {
        let resolved = property.as_relationship().map(super::Relationship::resolved).transpose()?;
        let resolved = resolved.ok_or_else(|| crate::comparator::not_a_relationship(property))?;
        let given = self.target.clone().filter(|target| target.is_aliased());
        let must_alias = given.is_none() && resolved.is_self_referential && self.source.is_none();
        let aliased_target = if must_alias {
            Some(MappedEntity::aliased(&resolved.target, None, None, false))
        } else {
            given
        };
        let target = aliased_target
            .clone()
            .or_else(|| self.target.clone())
            .unwrap_or_else(|| MappedEntity::of(&resolved.target));
        let is_aliased = self.alias_secondary || aliased_target.is_some() || {
            self.source.is_some_and(MappedEntity::is_aliased)
        };
        let secondary = resolved
            .secondary
            .clone()
            .map(|table| if is_aliased { FromClause::Alias(table.alias(None)) } else { table });
        Ok(self.place_sides(resolved, &target, secondary, aliased_target))
    }

    fn place_sides(
        &self,
        resolved: &Resolved,
        target: &MappedEntity,
        secondary: Option<FromClause>,
        aliased_target: Option<std::rc::Rc<MappedEntity>>,
    ) -> Sides {
        let source = |column: &Column| self.source.and_then(|source| source.adapt_column(column));
        let to_target = |column: &Column| target.adapt_column(column);
        let to_secondary = |column: &Column| {
            let found = secondary.as_ref()?.corresponding_column(column)?;
            Some(Expr::from(&found))
        };
        let remote: Replace<'_> = if secondary.is_some() { &to_secondary } else { &to_target };
        let mut primary = place(&resolved.primaryjoin, &source, remote);
        let mut secondary_on = resolved.secondaryjoin.as_ref().map(|join| {
            place(join, &to_target, &|column| to_secondary(column).or_else(|| to_target(column)))
        });
        if !self.criteria.is_empty() {
            let criteria = self.criteria.iter().map(|criterion| target.adapt(criterion));
            let on = secondary_on.as_mut().unwrap_or(&mut primary);
            let all = std::iter::once(on.clone()).chain(criteria).collect();
            *on = inference::all_of(all);
        }
        Sides { primary, secondary_on, target: target.from_clause(), secondary, aliased_target }
    }
}

/// The condition that finds the objects related to one owner: its columns are given by `bind`.
pub(crate) fn lazy_clause(resolved: &Resolved, bind: &mut dyn FnMut(&Column) -> Expr) -> Expr {
    let primary = resolved.primaryjoin.expr.transform(&mut |node| {
        let ExprKind::Column(reference) = node.kind() else { return None };
        resolved.primaryjoin.marks(node).local.then(|| bind(&reference.column))
    });
    match &resolved.secondaryjoin {
        None => primary,
        Some(secondary) => inference::all_of(vec![primary, secondary.expr.clone()]),
    }
}

/// The condition that finds the owners of one related object: its columns are given by `bind`.
pub(crate) fn reverse_clause(resolved: &Resolved, bind: &mut dyn FnMut(&Column) -> Expr) -> Expr {
    let Some(secondary) = &resolved.secondaryjoin else {
        return resolved.primaryjoin.expr.transform(&mut |node| {
            let ExprKind::Column(reference) = node.kind() else { return None };
            resolved.primaryjoin.marks(node).remote.then(|| bind(&reference.column))
        });
    };
    let far = secondary.expr.transform(&mut |node| {
        let ExprKind::Column(reference) = node.kind() else { return None };
        (!secondary.marks(node).remote).then(|| bind(&reference.column))
    });
    inference::all_of(vec![resolved.primaryjoin.expr.clone(), far])
}

/// Replaces the columns of a table by those of an alias of it.
pub(crate) fn read_from(expr: &Expr, from: &FromClause) -> Expr {
    expr.transform(&mut |node| {
        let ExprKind::Column(reference) = node.kind() else { return None };
        from.corresponding_column(&reference.column).map(|column| Expr::from(&column))
    })
}
