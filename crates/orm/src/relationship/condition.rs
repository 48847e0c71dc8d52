//! Works out how a relationship joins: conditions, which columns are where, which way it points.

use ormlab_core::expr::{ExprKind, Operator};
use ormlab_core::{Column, Error, ErrorKind, Expr, FromClause, Result};

use super::inference::{self, Inferred};
use super::marks::{MarkedJoin, columns_in};
use super::{ColumnPair, Direction};
use crate::mapper::Mapper;
use crate::property::Property;

/// What a join condition is worked out from.
pub(crate) struct Given {
    pub(crate) property: Property,
    pub(crate) parent: Mapper,
    pub(crate) target: Mapper,
    pub(crate) secondary: Option<FromClause>,
    pub(crate) primaryjoin: Option<Expr>,
    pub(crate) secondaryjoin: Option<Expr>,
    pub(crate) foreign_keys: Vec<Column>,
    pub(crate) remote_side: Vec<Column>,
    pub(crate) viewonly: bool,
}

/// What was worked out.
pub(crate) struct JoinCondition {
    pub(crate) primary: MarkedJoin,
    pub(crate) secondary: Option<MarkedJoin>,
    pub(crate) direction: Direction,
    pub(crate) local_remote_pairs: Vec<ColumnPair>,
    pub(crate) synchronize_pairs: Vec<ColumnPair>,
    pub(crate) secondary_synchronize_pairs: Vec<ColumnPair>,
    /// The class marked the far side itself.
    pub(crate) remote_was_given: bool,
}

pub(crate) fn contains(from: &FromClause, column: &Column) -> bool {
    from.columns().iter().any(|own| own == column)
}

impl Given {
    pub(crate) fn resolve(&self) -> Result<JoinCondition> {
        if self.secondaryjoin.is_some() && self.secondary.is_none() {
            return Err(Error::argument(format!(
                "Property {} specified with secondary join condition but no secondary argument",
                self.property
            )));
        }
        let mut primary = MarkedJoin::new(&self.primary_condition()?);
        let mut secondary = self.secondary_condition()?.map(|expr| MarkedJoin::new(&expr));
        let remote_was_given = primary.any(|marks| marks.remote);
        self.mark_foreign(&mut primary, secondary.as_mut())?;
        self.mark_remote(&mut primary, secondary.as_mut());
        if !primary.any(|marks| marks.local) {
            let parent = self.parent.selectable();
            primary.mark_each(|column, marks| {
                marks.local = !marks.remote && contains(&parent, column);
            });
        }
        let mut pairs = Pairs::default();
        self.collect_pairs(&primary, false, &mut pairs);
        if let Some(secondary) = &secondary {
            self.collect_pairs(secondary, true, &mut pairs);
        }
        self.check_foreign(&primary, true, &pairs.sync)?;
        if let Some(secondary) = &secondary {
            self.check_foreign(secondary, false, &pairs.secondary_sync)?;
        }
        let direction = self.direction(&primary, secondary.is_some())?;
        if pairs.local_remote.is_empty() {
            return Err(self.no_pairs());
        }
        Ok(JoinCondition {
            primary,
            secondary,
            direction,
            local_remote_pairs: pairs.local_remote,
            synchronize_pairs: pairs.sync,
            secondary_synchronize_pairs: pairs.secondary_sync,
            remote_was_given,
        })
    }

    fn primary_condition(&self) -> Result<Expr> {
        match (&self.primaryjoin, &self.secondary) {
            (Some(given), _) => Ok(given.clone()),
            (None, Some(secondary)) => self.infer(&self.parent.selectable(), secondary),
            (None, None) => self.infer(&self.parent.selectable(), &self.target.selectable()),
        }
    }

    fn secondary_condition(&self) -> Result<Option<Expr>> {
        match (&self.secondaryjoin, &self.secondary) {
            (Some(given), _) => Ok(Some(given.clone())),
            (None, Some(secondary)) => self.infer(&self.target.selectable(), secondary).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn infer(&self, left: &FromClause, right: &FromClause) -> Result<Expr> {
        let relationship = &self.property;
        let via = self.secondary.as_ref().map(|secondary| secondary.name().unwrap_or_default());
        match (inference::infer(left, right, &self.foreign_keys)?, via) {
            (Inferred::Condition(condition), _) => Ok(condition),
            (Inferred::NoForeignKeys, Some(table)) => Err(Error::new(
                ErrorKind::NoForeignKeys,
                format!(
                    "Could not determine join condition between parent/child tables on relationship {relationship} - there are no foreign keys linking these tables via secondary table '{table}'.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify 'primaryjoin' and 'secondaryjoin' expressions."
                ),
            )),
            (Inferred::NoForeignKeys, None) => Err(Error::new(
                ErrorKind::NoForeignKeys,
                format!(
                    "Could not determine join condition between parent/child tables on relationship {relationship} - there are no foreign keys linking these tables.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify a 'primaryjoin' expression."
                ),
            )),
            (Inferred::Ambiguous, Some(table)) => Err(Error::new(
                ErrorKind::AmbiguousForeignKeys,
                format!(
                    "Could not determine join condition between parent/child tables on relationship {relationship} - there are multiple foreign key paths linking the tables via secondary table '{table}'.  Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference from the secondary table to each of the parent and child tables."
                ),
            )),
            (Inferred::Ambiguous, None) => Err(Error::new(
                ErrorKind::AmbiguousForeignKeys,
                format!(
                    "Could not determine join condition between parent/child tables on relationship {relationship} - there are multiple foreign key paths linking the tables.  Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference to the parent table."
                ),
            )),
        }
    }

    fn mark_foreign(
        &self,
        primary: &mut MarkedJoin,
        secondary: Option<&mut MarkedJoin>,
    ) -> Result<()> {
        if primary.any(|marks| marks.foreign) {
            return Ok(());
        }
        self.mark_foreign_in(primary)?;
        secondary.map_or(Ok(()), |join| self.mark_foreign_in(join))
    }

    fn mark_foreign_in(&self, join: &mut MarkedJoin) -> Result<()> {
        if !self.foreign_keys.is_empty() {
            join.mark_each(|column, marks| marks.foreign = self.foreign_keys.contains(column));
            return Ok(());
        }
        for (left, _, right) in binaries(&join.expr) {
            let (Some(a), Some(b)) = (left.as_column(), right.as_column()) else { continue };
            match self.foreign_of(a, b)? {
                Some(true) => {
                    join.marks.entry(super::marks::mention(&left)).or_default().foreign = true
                }
                Some(false) => {
                    join.marks.entry(super::marks::mention(&right)).or_default().foreign = true
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Whether the first refers to the second (`true`), or the second to the first.
    fn foreign_of(&self, a: &Column, b: &Column) -> Result<Option<bool>> {
        if references(a, b)? {
            return Ok(Some(true));
        }
        if references(b, a)? {
            return Ok(Some(false));
        }
        let Some(secondary) = &self.secondary else { return Ok(None) };
        Ok(match (contains(secondary, a), contains(secondary, b)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        })
    }

    fn mark_remote(&self, primary: &mut MarkedJoin, secondary: Option<&mut MarkedJoin>) {
        if primary.any(|marks| marks.remote) {
            return;
        }
        if let Some(table) = &self.secondary {
            let in_table = |column: &Column, marks: &mut super::Marks| {
                marks.remote = contains(table, column);
            };
            primary.mark_each(in_table);
            if let Some(join) = secondary {
                join.mark_each(in_table);
            }
        } else if self.refers_to_itself(primary) {
            self.mark_remote_of_itself(primary);
        } else if !self.remote_side.is_empty() {
            primary.mark_each(|column, marks| marks.remote = self.remote_side.contains(column));
        } else {
            let (parent, target) = (self.parent.selectable(), self.target.selectable());
            primary.mark_each(|column, marks| {
                marks.remote = contains(&target, column)
                    && (!contains(&parent, column) || parent.id() == target.id());
            });
        }
    }

    fn refers_to_itself(&self, primary: &MarkedJoin) -> bool {
        let (parent, target) = (self.parent.selectable(), self.target.selectable());
        binaries(&primary.expr).iter().any(|(left, _, right)| {
            let (Some(a), Some(b)) = (left.as_column(), right.as_column()) else { return false };
            [a, b].iter().all(|column| contains(&parent, column) && contains(&target, column))
        })
    }

    fn mark_remote_of_itself(&self, primary: &mut MarkedJoin) {
        for (left, _, right) in binaries(&primary.expr) {
            let (Some(a), Some(b)) = (left.as_column(), right.as_column()) else { continue };
            let is_equated = a == b;
            for (node, column, is_right) in [(&left, a, false), (&right, b, true)] {
                let is_remote = if self.remote_side.is_empty() {
                    primary.marks(node).foreign
                } else {
                    self.remote_side.contains(column)
                };
                if is_remote && !(is_right && is_equated) {
                    primary.marks.entry(super::marks::mention(node)).or_default().remote = true;
                }
            }
        }
    }

    fn is_mapped(&self, column: &Column) -> bool {
        self.secondary.as_ref().is_some_and(|secondary| contains(secondary, column))
            || contains(&self.parent.selectable(), column)
            || contains(&self.target.selectable(), column)
    }

    fn collect_pairs(&self, join: &MarkedJoin, is_secondary: bool, pairs: &mut Pairs) {
        for (left, operator, right) in binaries(&join.expr) {
            for (a_node, a) in columns_in(&left) {
                for (b_node, b) in columns_in(&right) {
                    let (x, y) = (join.marks(&a_node), join.marks(&b_node));
                    if y.remote && !x.remote && self.is_mapped(&a) {
                        pairs.add_local_remote(&a, &b);
                    } else if x.remote && !y.remote && self.is_mapped(&b) {
                        pairs.add_local_remote(&b, &a);
                    }
                    let can_sync = matches!(operator, Operator::Eq)
                        && self.is_mapped(&a)
                        && self.is_mapped(&b);
                    if can_sync && (x.foreign || y.foreign) {
                        let pair = if y.foreign { (a.clone(), b) } else { (b, a.clone()) };
                        pairs.of(is_secondary).push(pair);
                    }
                }
            }
        }
    }

    fn check_foreign(
        &self,
        join: &MarkedJoin,
        is_primary: bool,
        sync: &[ColumnPair],
    ) -> Result<()> {
        let has_foreign = join.any(|marks| marks.foreign);
        let is_enough = if self.viewonly { has_foreign } else { !sync.is_empty() };
        if is_enough {
            return Ok(());
        }
        let which = if is_primary { "primary" } else { "secondary" };
        let condition = crate::text::sql_text(&join.expr);
        let relationship = &self.property;
        Err(Error::argument(if !self.viewonly && has_foreign {
            format!(
                "Could not locate any simple equality expressions involving locally mapped foreign key columns for {which} join condition '{condition}' on relationship {relationship}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation. To allow comparison operators other than '==', the relationship can be marked as viewonly=True."
            )
        } else {
            format!(
                "Could not locate any relevant foreign key columns for {which} join condition '{condition}' on relationship {relationship}.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation."
            )
        }))
    }

    fn direction(&self, primary: &MarkedJoin, has_secondary: bool) -> Result<Direction> {
        if has_secondary {
            return Ok(Direction::ManyToMany);
        }
        let foreign = primary.columns(|marks| marks.foreign);
        let (parent, target) = (self.parent.selectable(), self.target.selectable());
        let in_target = foreign.iter().any(|column| contains(&target, column));
        let in_parent = foreign.iter().any(|column| contains(&parent, column));
        match (in_target, in_parent) {
            (true, false) => Ok(Direction::OneToMany),
            (false, true) => Ok(Direction::ManyToOne),
            (true, true) => self.direction_by_marks(primary),
            (false, false) => Err(Error::argument(format!(
                "Can't determine relationship direction for relationship '{}' - foreign key columns are present in neither the parent nor the child's mapped tables",
                self.property
            ))),
        }
    }

    fn direction_by_marks(&self, primary: &MarkedJoin) -> Result<Direction> {
        let mut far = primary.columns(|marks| marks.remote && marks.foreign);
        let mut near = primary.columns(|marks| marks.foreign && !marks.remote);
        if !far.is_empty() && !near.is_empty() {
            let (remote, local) =
                (primary.columns(|marks| marks.remote), primary.columns(|marks| marks.local));
            let is_both = |column: &Column| remote.contains(column) && local.contains(column);
            far.retain(|column| !is_both(column));
            near.retain(|column| !is_both(column));
        }
        match (far.is_empty(), near.is_empty()) {
            (false, true) => Ok(Direction::OneToMany),
            (true, false) => Ok(Direction::ManyToOne),
            _ => Err(Error::argument(format!(
                "Can't determine relationship direction for relationship '{}' - foreign key columns within the join condition are present in both the parent and the child's mapped tables.  Ensure that only those columns referring to a parent column are marked as foreign, either via the foreign() annotation or via the foreign_keys argument.",
                self.property
            ))),
        }
    }

    fn no_pairs(&self) -> Error {
        Error::argument(format!(
            "Relationship {} could not determine any unambiguous local/remote column pairs based on join condition and remote_side arguments.  Consider using the remote() annotation to accurately mark those elements of the join condition that are on the remote side of the relationship.",
            self.property
        ))
    }
}

#[derive(Default)]
struct Pairs {
    local_remote: Vec<ColumnPair>,
    sync: Vec<ColumnPair>,
    secondary_sync: Vec<ColumnPair>,
}

impl Pairs {
    fn add_local_remote(&mut self, local: &Column, remote: &Column) {
        let pair = (local.clone(), remote.clone());
        if !self.local_remote.contains(&pair) {
            self.local_remote.push(pair);
        }
    }

    fn of(&mut self, is_secondary: bool) -> &mut Vec<ColumnPair> {
        if is_secondary { &mut self.secondary_sync } else { &mut self.sync }
    }
}

/// Comparisons within a condition, outer ones first.
fn binaries(expr: &Expr) -> Vec<(Expr, Operator, Expr)> {
    let mut found = Vec::new();
    expr.walk(&mut |node| {
        if let ExprKind::Binary { left, operator, right, .. } = node.kind()
            && is_comparison(operator)
        {
            found.push((left.clone(), operator.clone(), right.clone()));
        }
    });
    found
}

fn is_comparison(operator: &Operator) -> bool {
    match operator {
        Operator::Eq
        | Operator::Ne
        | Operator::Lt
        | Operator::Le
        | Operator::Gt
        | Operator::Ge
        | Operator::Is
        | Operator::IsNot
        | Operator::IsDistinctFrom
        | Operator::IsNotDistinctFrom
        | Operator::Between
        | Operator::NotBetween
        | Operator::In
        | Operator::NotIn
        | Operator::Like
        | Operator::NotLike
        | Operator::Ilike
        | Operator::NotIlike
        | Operator::Contains
        | Operator::NotContains
        | Operator::StartsWith
        | Operator::NotStartsWith
        | Operator::EndsWith
        | Operator::NotEndsWith => true,
        Operator::Custom(custom) => custom.is_comparison,
        _ => false,
    }
}

/// Whether a foreign key of `a` leads to `b`.
fn references(a: &Column, b: &Column) -> Result<bool> {
    for key in a.foreign_keys() {
        if key.column()?.shares_lineage(b) {
            return Ok(true);
        }
    }
    Ok(false)
}
