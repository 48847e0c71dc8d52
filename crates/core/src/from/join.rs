//! [`Join`]: joins and the conditions that foreign keys give them.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{Alias, AliasElement, FromClause, Join, JoinData};
use crate::column::Column;
use crate::constraint::ForeignKey;
use crate::element::{ElementId, is_anonymous};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Expr, ExprKind, Operator};
use crate::statement::SelectBase;

/// How a join joins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JoinKind {
    #[default]
    Inner,
    /// `LEFT OUTER JOIN`.
    Outer,
    /// `FULL OUTER JOIN`.
    Full,
}

impl JoinKind {
    pub fn of(is_outer: bool, is_full: bool) -> JoinKind {
        match (is_outer, is_full) {
            (_, true) => JoinKind::Full,
            (true, false) => JoinKind::Outer,
            (false, false) => JoinKind::Inner,
        }
    }
}

impl Join {
    /// `join(left, right, onclause)`; without a condition it is found by foreign keys.
    pub fn new(
        left: &FromClause,
        right: &FromClause,
        on: Option<Expr>,
        kind: JoinKind,
    ) -> Result<Join> {
        let on = match on {
            Some(on) => on.self_group(Some(&Operator::AsBool)),
            None => join_condition(left, right, subset(left))?,
        };
        Ok(Join(Rc::new(JoinData {
            left: left.clone(),
            right: right.clone(),
            on: Some(on),
            is_outer: kind == JoinKind::Outer,
            is_full: kind == JoinKind::Full,
        })))
    }
}

impl From<Join> for FromClause {
    fn from(join: Join) -> FromClause {
        FromClause::Join(join)
    }
}

/// Of a join, its right side is tried first.
fn subset(left: &FromClause) -> Option<&FromClause> {
    match left {
        FromClause::Join(join) => Some(&join.0.right),
        _ => None,
    }
}

impl FromClause {
    /// `join(right, onclause)`.
    pub fn join(&self, right: impl Into<FromClause>, on: Option<Expr>) -> Result<Join> {
        Join::new(self, &right.into(), on, JoinKind::Inner)
    }

    /// `outerjoin(right, onclause)`.
    pub fn outerjoin(&self, right: impl Into<FromClause>, on: Option<Expr>) -> Result<Join> {
        Join::new(self, &right.into(), on, JoinKind::Outer)
    }

    /// Whether both are the same element.
    pub fn is(&self, other: &FromClause) -> bool {
        self.id() == other.id()
    }

    /// Itself and, of a join, all of its parts.
    pub fn from_objects(&self) -> Vec<FromClause> {
        match self {
            FromClause::Join(join) => {
                let mut froms = vec![self.clone()];
                froms.extend(join.0.left.from_objects());
                froms.extend(join.0.right.from_objects());
                froms
            }
            _ => vec![self.clone()],
        }
    }

    /// What is not rendered beside it, for it is a part of it.
    pub fn hidden_froms(&self) -> Vec<FromClause> {
        match self {
            FromClause::Join(join) => {
                [join.0.left.from_objects(), join.0.right.from_objects()].concat()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is `other`, or made of it.
    pub fn is_derived_from(&self, other: &FromClause) -> bool {
        if self.is(other) {
            return true;
        }
        match self {
            FromClause::Join(join) => {
                join.0.left.is_derived_from(other) || join.0.right.is_derived_from(other)
            }
            FromClause::Alias(alias) => alias.is_derived_from(other),
            _ => false,
        }
    }

    /// As the messages of errors describe it.
    pub fn description(&self) -> String {
        match self {
            FromClause::Join(join) => format!(
                "Join object on {}({}) and {}({})",
                join.0.left.description(),
                join.0.left.id(),
                join.0.right.description(),
                join.0.right.id()
            ),
            FromClause::Table(table) => table.name().to_string(),
            FromClause::Alias(alias) => match &alias.0.name {
                Some(name) => name.to_string(),
                None => anonymous_description(alias),
            },
            other => other.name().unwrap_or_default().to_string(),
        }
    }

    /// Foreign keys with the column of it that has each, in the order of the columns.
    pub fn foreign_keys(&self) -> Vec<(ForeignKey, Column)> {
        let columns = self.columns();
        let of_column = |column: &Column| {
            let keys = column.base_foreign_keys().into_iter();
            keys.map(|key| (key, column.clone())).collect::<Vec<_>>()
        };
        columns.iter().flat_map(of_column).collect()
    }
}

fn anonymous_description(alias: &Alias) -> String {
    let named = match &alias.0.element {
        AliasElement::From(from) => from.name().filter(|name| !is_anonymous(name)),
        _ => None,
    };
    named.map_or("anon_1".to_owned(), |name| format!("Anonymous alias of {name}"))
}

impl Alias {
    fn is_derived_from(&self, other: &FromClause) -> bool {
        match &self.0.element {
            AliasElement::From(from) => from.is_derived_from(other),
            AliasElement::Select(select) => select.is_derived_from(other),
            _ => false,
        }
    }
}

impl SelectBase {
    fn is_derived_from(&self, other: &FromClause) -> bool {
        match self {
            SelectBase::Select(select) => {
                let froms = select.all_froms().unwrap_or_default();
                froms.iter().any(|from| from.is_derived_from(other))
            }
            SelectBase::Compound(compound) => {
                compound.0.selects.iter().any(|select| select.is_derived_from(other))
            }
            SelectBase::Grouping(inner) => inner.is_derived_from(other),
            _ => false,
        }
    }
}

/// Pairs of columns by the constraint that pairs them.
type Pairs = IndexMap<ElementId, Vec<(Column, Column)>>;

/// Whether foreign keys join the two.
pub(crate) fn can_join(left: &FromClause, right: &FromClause) -> Result<bool> {
    Ok(!scan(left, subset(left), right, None)?.is_empty())
}

/// The condition on which foreign keys join `left` and `right`; `subset` of `left` is tried first.
pub fn join_condition(
    left: &FromClause,
    right: &FromClause,
    subset: Option<&FromClause>,
) -> Result<Expr> {
    join_condition_among(left, right, subset, None)
}

/// The same with only the given columns counted as foreign keys.
pub fn join_condition_among(
    left: &FromClause,
    right: &FromClause,
    subset: Option<&FromClause>,
    foreign: Option<&[Column]>,
) -> Result<Expr> {
    let mut pairs = scan(left, subset, right, foreign)?;
    if pairs.len() > 1 {
        trim(left, right, &mut pairs, foreign)?;
    }
    let Some((_, criteria)) = pairs.first() else {
        let hint = match right {
            FromClause::Join(_) => {
                " Perhaps you meant to convert the right side to a subquery using alias()?"
            }
            _ => "",
        };
        return Err(Error::new(
            ErrorKind::NoForeignKeys,
            format!(
                "Can't find any foreign key relationships between '{}' and '{}'.{hint}",
                left.description(),
                right.description()
            ),
        ));
    };
    Ok(Expr::and(criteria.iter().map(|(a, b)| a.eq(b))))
}

fn scan(
    left: &FromClause,
    subset: Option<&FromClause>,
    right: &FromClause,
    foreign: Option<&[Column]>,
) -> Result<Pairs> {
    let mut pairs = Pairs::new();
    for left in subset.into_iter().chain([left]) {
        collect(&mut pairs, right, left, foreign)?;
        if !left.is(right) {
            collect(&mut pairs, left, right, foreign)?;
        }
        if !pairs.is_empty() {
            break;
        }
    }
    Ok(pairs)
}

/// The keys of `child` that refer to a column of `parent`.
fn collect(
    pairs: &mut Pairs,
    child: &FromClause,
    parent: &FromClause,
    foreign: Option<&[Column]>,
) -> Result<()> {
    for (key, column) in child.foreign_keys() {
        if foreign.is_some_and(|foreign| !foreign.contains(&column)) {
            continue;
        }
        let referred = match key.column() {
            Ok(referred) => referred,
            Err(error) if concerns(&key, parent) => return Err(error),
            Err(_) => continue,
        };
        if let Some(referred) = parent.corresponding_column(&referred) {
            let constraint = key.0.constraint.borrow().as_ref().map(|constraint| constraint.id());
            let constraint = constraint.unwrap_or_else(|| ElementId::of(&key.0));
            pairs.entry(constraint).or_default().push((referred, column));
        }
    }
    Ok(())
}

/// Whether a key that cannot be resolved names a table of `parent`.
fn concerns(key: &ForeignKey, parent: &FromClause) -> bool {
    let target = key.target_fullname();
    let table = target.rsplit_once('.').map_or("", |(table, _)| table);
    parent.from_objects().iter().any(|from| from.name().as_deref() == Some(table))
}

fn trim(
    left: &FromClause,
    right: &FromClause,
    pairs: &mut Pairs,
    foreign: Option<&[Column]>,
) -> Result<()> {
    if let Some(foreign) = foreign {
        pairs.retain(|_, criteria| {
            criteria.len() == foreign.len() && criteria.iter().all(|(_, c)| foreign.contains(c))
        });
    }
    let is_one = pairs.values().all(|criteria| Some(criteria) == pairs.values().next());
    if pairs.len() > 1 && !is_one {
        return Err(Error::new(
            ErrorKind::AmbiguousForeignKeys,
            format!(
                "Can't determine join between '{}' and '{}'; tables have more than one foreign \
                 key constraint relationship between them. Please specify the 'onclause' of this \
                 join explicitly.",
                left.description(),
                right.description()
            ),
        ));
    }
    Ok(())
}

impl Expr {
    /// What must stand in FROM for this expression; a subquery needs nothing.
    pub fn from_objects(&self) -> Vec<FromClause> {
        let mut froms = Vec::new();
        self.collect_froms(&mut froms);
        froms
    }

    fn collect_froms(&self, froms: &mut Vec<FromClause>) {
        match self.kind() {
            ExprKind::Column(reference) => {
                froms.extend(reference.from.clone().or_else(|| reference.column.table()));
            }
            ExprKind::LabelReference(_) => {}
            ExprKind::TableValued(from) => froms.push(from.clone()),
            _ => self.each_child(&mut |child| child.collect_froms(froms)),
        }
    }

    /// The columns in it, as expressions, each once.
    pub fn columns_within(&self) -> Vec<Expr> {
        let mut columns: IndexMap<ElementId, Expr> = IndexMap::new();
        self.walk(&mut |expr| {
            if matches!(expr.kind(), ExprKind::Column(_)) {
                columns.entry(expr.id()).or_insert_with(|| expr.clone());
            }
        });
        columns.into_values().collect()
    }
}
