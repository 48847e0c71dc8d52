//! What stands in FROM: what the columns and criteria need, joined as asked, less what encloses it.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{Correlate, JoinTarget, Select, SelectItem, SetupJoin};
use crate::element::ElementId;
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::from::{FromClause, Join, JoinKind, can_join, join_condition};

/// The FROMs of the statements around a subquery.
#[derive(Clone, Debug, Default)]
pub struct Enclosing {
    /// All of them: what `correlate()` may name.
    pub explicit: Vec<FromClause>,
    /// Those that a subquery correlates to by itself: none inside of FROM.
    pub implicit: Vec<FromClause>,
}

impl Select {
    /// The given FROMs with all joins made, without those of columns and criteria.
    pub fn joined_froms(&self) -> Result<Vec<FromClause>> {
        let mut froms = self.froms.clone();
        for join in &self.joins {
            self.set_up_join(&mut froms, join)?;
        }
        Ok(froms)
    }

    /// The FROMs before correlation, joins made.
    pub fn all_froms(&self) -> Result<Vec<FromClause>> {
        let mut froms = self.joined_froms()?;
        froms.extend(self.item_froms());
        froms.extend(self.where_criteria.iter().flat_map(Expr::from_objects));
        Ok(normalized(froms))
    }

    /// The FROMs to render inside of `enclosing`.
    pub fn froms_to_render(&self, enclosing: &Enclosing) -> Result<Vec<FromClause>> {
        self.correlated(self.all_froms()?, enclosing)
    }

    fn item_froms(&self) -> Vec<FromClause> {
        let of_item = |item: &SelectItem| match item {
            SelectItem::Expr(expr) => expr.from_objects(),
            SelectItem::From(from) => from.from_objects(),
            SelectItem::Entity(entity) => vec![FromClause::Entity(entity.clone())],
            SelectItem::Foreign(_) => Vec::new(),
        };
        self.items.iter().flat_map(of_item).collect()
    }

    fn set_up_join(&self, froms: &mut Vec<FromClause>, join: &SetupJoin) -> Result<()> {
        let JoinTarget::From(right) = &join.target else {
            return Err(Error::argument(
                "Expected mapped entity or selectable/table as join target",
            ));
        };
        let kind = JoinKind::of(join.is_outer, join.is_full);
        let mut on = join.on.clone();
        let (left, index) = match &join.left {
            None => self.implicit_left(froms, right, on.as_ref())?,
            Some(left) => {
                let index = explicit_left(froms, left)?;
                if index.is_some() && on.is_none() {
                    on = Some(join_condition(left, right, None)?);
                }
                (left.clone(), index)
            }
        };
        match index {
            Some(index) => froms[index] = Join::new(&froms[index], right, on, kind)?.into(),
            None => froms.push(Join::new(&left, right, on, kind)?.into()),
        }
        Ok(())
    }

    /// The FROM that a join without a left side starts from, and where it stands in `froms`.
    fn implicit_left(
        &self,
        froms: &[FromClause],
        right: &FromClause,
        on: Option<&Expr>,
    ) -> Result<(FromClause, Option<usize>)> {
        let in_froms = !froms.is_empty();
        let candidates = if in_froms { froms.to_vec() } else { self.potential_froms() };
        let found = joinable(&candidates, right, on)?;
        match found[..] {
            [index] => Ok((candidates[index].clone(), in_froms.then_some(index))),
            [] => Err(Error::invalid_request(format!(
                "Don't know how to join to {}. {ADVICE}",
                right.repr()
            ))),
            _ => Err(Error::invalid_request(format!(
                "Can't determine which FROM clause to join from, there are multiple FROMS which \
                 can join to this entity. {ADVICE}"
            ))),
        }
    }

    fn potential_froms(&self) -> Vec<FromClause> {
        let in_where = self.where_criteria.iter().flat_map(Expr::from_objects);
        let all = self.item_froms().into_iter().chain(in_where);
        let unique: IndexMap<ElementId, FromClause> = all.map(|from| (from.id(), from)).collect();
        unique.into_values().collect()
    }

    fn correlated(&self, froms: Vec<FromClause>, enclosing: &Enclosing) -> Result<Vec<FromClause>> {
        let explicit = |from: &FromClause| contains(&enclosing.explicit, from);
        let kept: Vec<FromClause> = match &self.correlate {
            Correlate::To(to) => {
                froms.into_iter().filter(|f| !(explicit(f) && contains(to, f))).collect()
            }
            Correlate::Except(except) => {
                froms.into_iter().filter(|f| !explicit(f) || contains(except, f)).collect()
            }
            Correlate::Auto | Correlate::Never => froms,
        };
        if !matches!(self.correlate, Correlate::Auto) || kept.len() < 2 {
            return Ok(kept);
        }
        let left: Vec<FromClause> =
            kept.into_iter().filter(|from| !contains(&enclosing.implicit, from)).collect();
        if left.is_empty() {
            return Err(Error::invalid_request(
                "Select statement '<sqlalchemy.sql.selectable.Select object at 0x7f0000000000>' \
                 returned no FROM clauses due to auto-correlation; specify correlate(<tables>) to \
                 control correlation manually.",
            ));
        }
        Ok(left)
    }
}

const ADVICE: &str = "Please use the .select_from() method to establish an explicit left side, as \
                      well as providing an explicit ON clause if not present already to help \
                      resolve the ambiguity.";

fn contains(froms: &[FromClause], from: &FromClause) -> bool {
    froms.iter().any(|other| other.is(from))
}

/// Each once, without those that are a part of a join that is there.
pub(crate) fn normalized(froms: impl IntoIterator<Item = FromClause>) -> Vec<FromClause> {
    let mut unique: IndexMap<ElementId, FromClause> = IndexMap::new();
    for from in froms {
        unique.entry(from.id()).or_insert(from);
    }
    let hidden: Vec<FromClause> = unique.values().flat_map(FromClause::hidden_froms).collect();
    unique.into_values().filter(|from| !contains(&hidden, from)).collect()
}

/// The positions of those that `right` can be joined to.
fn joinable(
    candidates: &[FromClause],
    right: &FromClause,
    on: Option<&Expr>,
) -> Result<Vec<usize>> {
    let in_on: Vec<Expr> = on.map(Expr::columns_within).unwrap_or_default();
    let targets = right.from_objects();
    let mut found = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        for target in targets.iter().filter(|target| !target.is(candidate)) {
            let fits = match on {
                Some(_) if candidates.len() > 1 => {
                    in_on.iter().all(|column| has_column(candidate, target, column))
                }
                Some(_) => true,
                None => can_join(candidate, target)?,
            };
            if fits {
                found.push(index);
                break;
            }
        }
    }
    if found.len() > 1 {
        let hidden: Vec<FromClause> =
            candidates.iter().flat_map(FromClause::hidden_froms).collect();
        found.retain(|index| !contains(&hidden, &candidates[*index]));
    }
    if found.is_empty() && on.is_some() {
        return Ok((0..candidates.len()).collect());
    }
    Ok(found)
}

fn has_column(left: &FromClause, right: &FromClause, column: &Expr) -> bool {
    let Some(column) = column.as_column() else {
        return false;
    };
    [left, right].iter().any(|from| from.columns().iter().any(|own| own == column))
}

/// Where in `froms` the given left side of a join stands, or what was made of it.
fn explicit_left(froms: &[FromClause], left: &FromClause) -> Result<Option<usize>> {
    let parts = left.from_objects();
    let indexes: Vec<usize> = (0..froms.len())
        .filter(|index| parts.iter().any(|part| froms[*index].is_derived_from(part)))
        .collect();
    let exact: Vec<usize> = indexes
        .iter()
        .copied()
        .filter(|index| froms[*index].from_objects().iter().any(|from| contains(&parts, from)))
        .collect();
    let indexes = if indexes.len() > 1 && !exact.is_empty() { exact } else { indexes };
    match indexes[..] {
        [] => Ok(None),
        [index] => Ok(Some(index)),
        _ => Err(Error::invalid_request(
            "Can't identify which entity in which to assign the left side of this join.   Please \
             use a more specific ON clause.",
        )),
    }
}

impl From<&Rc<dyn crate::entity::Entity>> for SelectItem {
    fn from(entity: &Rc<dyn crate::entity::Entity>) -> SelectItem {
        SelectItem::Entity(entity.clone())
    }
}
