//! The join condition between two tables, found from their foreign keys.

use ormlab_core::constraint::Constraint;
use ormlab_core::element::ElementId;
use ormlab_core::expr::{ExprKind, Operator};
use ormlab_core::{Column, Expr, FromClause, Result, SqlType};

use super::ColumnPair;

/// What the foreign keys between two selectables say.
pub(crate) enum Inferred {
    Condition(Expr),
    NoForeignKeys,
    Ambiguous,
}

/// Foreign keys of either side that lead to the other, by constraint, as (referred, referring).
fn scan(left: &FromClause, right: &FromClause) -> Result<Vec<(Constraint, Vec<ColumnPair>)>> {
    let mut found: Vec<(Constraint, Vec<ColumnPair>)> = Vec::new();
    scan_one(right, left, &mut found)?;
    if left.id() != right.id() {
        scan_one(left, right, &mut found)?;
    }
    Ok(found)
}

fn scan_one(
    referring: &FromClause,
    referred: &FromClause,
    found: &mut Vec<(Constraint, Vec<ColumnPair>)>,
) -> Result<()> {
    for column in referring.columns().iter() {
        for key in column.base_columns().iter().flat_map(Column::foreign_keys) {
            // A table that is not there yet cannot be the other side.
            let Ok(target) = key.column() else { continue };
            let Some(target) = referred.corresponding_column(&target) else { continue };
            let Some(constraint) = key.0.constraint.borrow().clone() else { continue };
            let pair = (target, column.clone());
            match found.iter_mut().find(|(known, _)| known.id() == constraint.id()) {
                Some((_, pairs)) => pairs.push(pair),
                None => found.push((constraint, vec![pair])),
            }
        }
    }
    Ok(())
}

/// Finds the condition; `foreign` narrows down several paths.
pub(crate) fn infer(left: &FromClause, right: &FromClause, foreign: &[Column]) -> Result<Inferred> {
    let mut found = scan(left, right)?;
    if found.len() > 1 && !foreign.is_empty() {
        found.retain(|(_, pairs)| pairs.iter().all(|(_, column)| foreign.contains(column)));
    }
    if found.len() > 1 {
        let set = |pairs: &[ColumnPair]| -> Vec<(ElementId, ElementId)> {
            let mut ids: Vec<_> = pairs.iter().map(|(a, b)| (a.id(), b.id())).collect();
            ids.sort_unstable();
            ids
        };
        let first = set(&found[0].1);
        if found.iter().all(|(_, pairs)| set(pairs) == first) {
            found.truncate(1);
        }
    }
    Ok(match found.as_slice() {
        [] => Inferred::NoForeignKeys,
        [(_, pairs)] => Inferred::Condition(equalities(pairs)),
        _ => Inferred::Ambiguous,
    })
}

fn equalities(pairs: &[ColumnPair]) -> Expr {
    all_of(pairs.iter().map(|(a, b)| equal(Expr::from(a), Expr::from(b))).collect())
}

/// `left = right`, as it is: no coercion, no grouping.
pub(crate) fn equal(left: Expr, right: Expr) -> Expr {
    let kind = ExprKind::Binary { left, operator: Operator::Eq, right, modifiers: Vec::new() };
    Expr::new(kind, SqlType::BOOLEAN)
}

/// The criteria joined by AND; one stays alone, nested ANDs are flattened.
pub(crate) fn all_of(criteria: Vec<Expr>) -> Expr {
    let mut clauses = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        match criterion.kind() {
            ExprKind::BooleanList { operator: Operator::And, clauses: inner } => {
                clauses.extend(inner.iter().cloned());
            }
            _ => clauses.push(criterion.self_group(Some(&Operator::And))),
        }
    }
    match clauses.len() {
        1 => clauses.remove(0),
        _ => {
            Expr::new(ExprKind::BooleanList { operator: Operator::And, clauses }, SqlType::BOOLEAN)
        }
    }
}
