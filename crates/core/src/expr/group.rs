//! Parentheses: where an expression becomes the operand of another.

use super::{Expr, ExprKind, Operator, UnaryPosition};
use crate::types::{Affinity, SqlType};

impl Expr {
    /// In parentheses.
    #[must_use]
    pub fn grouped(&self) -> Expr {
        Expr::new(ExprKind::Grouping(self.clone()), self.sql_type())
    }

    /// The expression as an operand of `against`, in parentheses where the precedence needs them; a
    /// Boolean column as a condition becomes `x IS true` in the dialect's way. `None`: anywhere.
    #[must_use]
    pub fn self_group(&self, against: Option<&Operator>) -> Expr {
        let is_grouped = match self.kind() {
            ExprKind::Binary { operator, .. } => operator_needs_group(operator, against),
            ExprKind::BooleanList { operator, clauses } => {
                !clauses.is_empty() && operator_needs_group(operator, against)
            }
            ExprKind::Unary { operator: Operator::IsTrue | Operator::IsFalse, .. } => false,
            ExprKind::Unary { operator, position: UnaryPosition::Before, .. } => {
                operator.is_precedent(against)
            }
            ExprKind::Exists(_) => Operator::Exists.is_precedent(against),
            ExprKind::Filter { .. } | ExprKind::WithinGroup { .. } => {
                Operator::Filter.is_precedent(against)
            }
            ExprKind::List(_) => Operator::Comma.is_precedent(against),
            ExprKind::Text(_) => against == Some(&Operator::In),
            ExprKind::Tuple(_)
            | ExprKind::Grouping(_)
            | ExprKind::ScalarSelect(_)
            | ExprKind::Quantified { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Unary { .. } => false,
            ExprKind::Label { name, element } => {
                return self.rewrapped(element, element.self_group(against), |element| {
                    ExprKind::Label { name: name.clone(), element }
                });
            }
            ExprKind::TypeCoerce(inner) => {
                return self.rewrapped(inner, inner.self_group(against), ExprKind::TypeCoerce);
            }
            _ => return self.column_group(against),
        };
        if is_grouped { self.grouped() } else { self.clone() }
    }

    pub(super) fn rewrapped(
        &self,
        before: &Expr,
        after: Expr,
        wrap: impl FnOnce(Expr) -> ExprKind,
    ) -> Expr {
        if std::rc::Rc::ptr_eq(&before.0, &after.0) {
            self.clone()
        } else {
            Expr::new(wrap(after), self.sql_type())
        }
    }

    fn column_group(&self, against: Option<&Operator>) -> Expr {
        match against {
            Some(Operator::And | Operator::Or | Operator::AsBool) if self.is_boolean() => {
                self.as_boolean(Operator::IsTrue)
            }
            Some(Operator::Any | Operator::All) => self.grouped(),
            _ => self.clone(),
        }
    }

    pub(super) fn is_boolean(&self) -> bool {
        self.sql_type().affinity() == Affinity::Boolean
    }

    /// The expression as a condition of its own: [`Operator::IsTrue`] or [`Operator::IsFalse`].
    pub(super) fn as_boolean(&self, operator: Operator) -> Expr {
        let position = UnaryPosition::Before;
        let kind = ExprKind::Unary { operator, position, operand: self.clone() };
        Expr::new(kind, SqlType::BOOLEAN)
    }
}

/// A negation groups also what has no Boolean operator.
fn operator_needs_group(operator: &Operator, against: Option<&Operator>) -> bool {
    operator.is_precedent(against) || (against == Some(&Operator::Inv) && !operator.is_boolean())
}
