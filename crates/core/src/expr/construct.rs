//! Expressions that are no operators: `case`, `cast`, `extract`, tuples, subqueries as values.

use std::rc::Rc;

use super::{Case, Expr, ExprKind, Operand, Operator};
use crate::column::Column;
use crate::select::{LabelStyle, Select};
use crate::statement::SelectBase;
use crate::types::SqlType;

impl Expr {
    /// `tuple_(*items)`.
    pub fn tuple(items: Vec<Expr>) -> Expr {
        let sql_type = SqlType::Tuple(items.iter().map(Expr::sql_type).collect());
        let items = items.iter().map(|item| item.self_group(Some(&Operator::Comma))).collect();
        Expr::new(ExprKind::Tuple(items), sql_type)
    }

    /// `case(*whens, value=…, else_=…)`.
    pub fn case(
        whens: Vec<(Operand, Operand)>,
        value: Option<Operand>,
        else_: Option<Operand>,
    ) -> Expr {
        let when = |(when, then): (Operand, Operand)| {
            (when.into_expr().self_group(None), then.into_expr())
        };
        let whens: Vec<(Expr, Expr)> = whens.into_iter().map(when).collect();
        let else_ = else_.map(Operand::into_expr);
        let typed = whens.iter().rev().map(|(_, then)| then.sql_type());
        let sql_type = typed.chain(else_.iter().map(Expr::sql_type)).find(|t| !t.is_null());
        let case = Case { value: value.map(Operand::into_expr), whens, else_ };
        Expr::new(ExprKind::Case(case), sql_type.unwrap_or_default())
    }

    /// `cast(operand, type)`.
    pub fn cast_of(operand: impl Into<Operand>, sql_type: SqlType) -> Expr {
        let inner = operand.into().into_typed(&sql_type);
        Expr::new(ExprKind::Cast(inner), sql_type)
    }

    /// `expr.cast(type)`.
    #[must_use]
    pub fn cast(&self, sql_type: SqlType) -> Expr {
        Expr::cast_of(self, sql_type)
    }

    /// `try_cast(operand, type)`.
    pub fn try_cast(operand: impl Into<Operand>, sql_type: SqlType) -> Expr {
        let inner = operand.into().into_typed(&sql_type);
        Expr::new(ExprKind::TryCast(inner), sql_type)
    }

    /// `type_coerce(operand, type)`.
    pub fn type_coerce(operand: impl Into<Operand>, sql_type: SqlType) -> Expr {
        let inner = operand.into().into_typed(&sql_type);
        Expr::new(ExprKind::TypeCoerce(inner), sql_type)
    }

    /// `extract(field, operand)`.
    pub fn extract(field: impl Into<Rc<str>>, operand: impl Into<Operand>) -> Expr {
        let operand = operand.into().into_expr();
        Expr::new(ExprKind::Extract { field: field.into(), operand }, SqlType::Integer)
    }

    /// `any_(operand)`.
    pub fn any(operand: impl Into<Operand>) -> Expr {
        Expr::quantified(Operator::Any, operand.into())
    }

    /// `all_(operand)`.
    pub fn all(operand: impl Into<Operand>) -> Expr {
        Expr::quantified(Operator::All, operand.into())
    }

    fn quantified(operator: Operator, operand: Operand) -> Expr {
        let operand = operand.into_expr();
        let grouped = operand.self_group(Some(&operator));
        Expr::new(ExprKind::Quantified { operator, operand: grouped }, SqlType::BOOLEAN)
    }

    /// `literal_column(text)`: a column name that is rendered as it is written.
    pub fn literal_column(text: &str, sql_type: SqlType) -> Expr {
        Expr::from(Column::literal(text, sql_type))
    }
}

impl Expr {
    /// A scalar subquery or EXISTS with its SELECT edited: `exists().where(…)`; `None` for what is neither.
    pub fn edit_subquery(&self, edit: impl FnOnce(Select) -> Select) -> Option<Expr> {
        let (ExprKind::ScalarSelect(SelectBase::Select(select))
        | ExprKind::Exists(SelectBase::Select(select))) = self.kind()
        else {
            return None;
        };
        let edited = SelectBase::from(edit(select.clone()));
        Some(match self.kind() {
            ExprKind::Exists(_) => edited.exists(),
            _ => edited.scalar_subquery(),
        })
    }
}

impl SelectBase {
    /// `scalar_subquery()`.
    pub fn scalar_subquery(&self) -> Expr {
        Expr::new(ExprKind::ScalarSelect(self.unlabelled()), self.scalar_type())
    }

    /// `exists()`.
    pub fn exists(&self) -> Expr {
        Expr::new(ExprKind::Exists(self.unlabelled()), SqlType::BOOLEAN)
    }

    /// As an operand nobody reads the names of its columns.
    fn unlabelled(&self) -> SelectBase {
        match self {
            SelectBase::Select(select) if select.tail.label_style != LabelStyle::None => {
                select.clone().set_label_style(LabelStyle::None).into()
            }
            SelectBase::Grouping(inner) => SelectBase::Grouping(Rc::new(inner.unlabelled())),
            other => other.clone(),
        }
    }

    /// The type of the first column.
    fn scalar_type(&self) -> SqlType {
        let columns = self.all_columns().unwrap_or_default();
        columns.first().map(Expr::sql_type).unwrap_or_default()
    }
}

impl Select {
    /// `scalar_subquery()`.
    pub fn scalar_subquery(&self) -> Expr {
        SelectBase::from(self.clone()).scalar_subquery()
    }

    /// `exists()`.
    pub fn exists(&self) -> Expr {
        SelectBase::from(self.clone()).exists()
    }
}
