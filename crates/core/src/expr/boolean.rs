//! `and_`, `or_`, `not_`: conjunctions that flatten and that know true and false.

use super::{Expr, ExprKind, Operator, UnaryPosition};
use crate::types::SqlType;

impl Expr {
    /// `and_(*clauses)`; of nothing it is an empty list, which renders as nothing.
    pub fn and(clauses: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::conjunction(Operator::And, clauses)
    }

    /// `or_(*clauses)`.
    pub fn or(clauses: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::conjunction(Operator::Or, clauses)
    }

    fn conjunction(operator: Operator, clauses: impl IntoIterator<Item = Expr>) -> Expr {
        let mut clauses = simplify(&operator, clauses);
        match clauses.len() {
            1 => clauses.remove(0),
            _ => {
                let flat = clauses.into_iter().flat_map(|clause| clause.flattened(&operator));
                Expr::boolean_list(operator.clone(), flat.collect())
            }
        }
    }

    fn boolean_list(operator: Operator, clauses: Vec<Expr>) -> Expr {
        Expr::new(ExprKind::BooleanList { operator, clauses }, SqlType::BOOLEAN)
    }

    /// The operands of a list or a binary of this operator; itself otherwise.
    pub(super) fn flattened(&self, of: &Operator) -> Vec<Expr> {
        match self.kind() {
            ExprKind::BooleanList { operator, clauses } if operator == of => clauses.clone(),
            ExprKind::Binary { left, operator, right, .. } if operator == of => {
                vec![left.clone(), right.clone()]
            }
            _ => vec![self.clone()],
        }
    }

    /// The criteria of `where()` calls as one condition; `None` where there are none.
    pub fn where_clause(criteria: &[Expr]) -> Option<Expr> {
        let mut clauses = simplify(&Operator::And, criteria.iter().cloned());
        match clauses.len() {
            0 => None,
            1 => Some(clauses.remove(0)),
            _ => Some(Expr::boolean_list(Operator::And, clauses)),
        }
    }

    /// `~expr`, `not_(expr)`.
    #[must_use]
    pub fn negate(&self) -> Expr {
        match self.kind() {
            ExprKind::True => Expr::false_(),
            ExprKind::False => Expr::true_(),
            ExprKind::Label { name, element } => {
                self.rewrapped(element, element.negate(), |element| ExprKind::Label {
                    name: name.clone(),
                    element,
                })
            }
            ExprKind::Binary { left, operator, right, modifiers } => {
                match operator.negated().filter(|_| !compares_with_any(left, right)) {
                    Some(negated) => Expr::new(
                        ExprKind::Binary {
                            left: left.clone(),
                            operator: negated,
                            right: right.clone(),
                            modifiers: modifiers.clone(),
                        },
                        self.sql_type(),
                    ),
                    None => self.grouped_not(),
                }
            }
            ExprKind::BooleanList { .. } => self.inverted(SqlType::Null),
            ExprKind::Unary { operator, operand, .. }
                if matches!(operator, Operator::IsTrue | Operator::IsFalse) =>
            {
                match (operand.kind(), operator.negated()) {
                    (ExprKind::True | ExprKind::False, _) | (_, None) => operand.negate(),
                    (_, Some(negated)) => operand.as_boolean(negated),
                }
            }
            ExprKind::Unary { .. } | ExprKind::Exists(_) if self.is_boolean() => {
                self.inverted(SqlType::BOOLEAN)
            }
            _ if self.is_boolean() => self.as_boolean(Operator::IsFalse),
            _ => self.inverted(SqlType::Null),
        }
    }

    /// A condition without an opposite, in parentheses, as Boolean or not as its type is.
    fn grouped_not(&self) -> Expr {
        let grouped = self.self_group(None);
        if self.is_boolean() {
            grouped.as_boolean(Operator::IsFalse)
        } else {
            grouped.inverted(SqlType::Null)
        }
    }

    fn inverted(&self, sql_type: SqlType) -> Expr {
        let operand = self.self_group(Some(&Operator::Inv)).self_group(Some(&Operator::Inv));
        let position = UnaryPosition::Before;
        Expr::new(ExprKind::Unary { operator: Operator::Inv, position, operand }, sql_type)
    }
}

fn compares_with_any(left: &Expr, right: &Expr) -> bool {
    [left, right].iter().any(|side| matches!(side.kind(), ExprKind::Quantified { .. }))
}

/// Leaves out what does not matter (`AND true`), keeps only what decides (`AND false`), groups the rest.
fn simplify(operator: &Operator, clauses: impl IntoIterator<Item = Expr>) -> Vec<Expr> {
    let is_and = *operator == Operator::And;
    let mut neutral = None;
    let mut kept: Vec<Expr> = Vec::new();
    let mut decided = None;
    for clause in clauses {
        match clause.kind() {
            ExprKind::True if is_and => neutral = Some(clause),
            ExprKind::False if !is_and => neutral = Some(clause),
            ExprKind::True | ExprKind::False => {
                decided = Some(clause);
                break;
            }
            _ => kept.push(clause),
        }
    }
    if let Some(decided) = decided {
        return vec![decided.self_group(Some(&Operator::AsBool))];
    }
    if kept.is_empty() {
        kept.extend(neutral);
    }
    let against = if kept.len() > 1 { operator.clone() } else { Operator::AsBool };
    kept.iter().map(|clause| clause.self_group(Some(&against))).collect()
}
