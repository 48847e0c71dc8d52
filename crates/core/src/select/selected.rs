//! The columns that come out of a SELECT or a UNION.

use std::rc::Rc;

use super::{Exported, LabelStyle, Select, SelectItem, export};
use crate::column::Column;
use crate::element::is_anonymous;
use crate::error::{Error, Result};
use crate::expr::{Expr, ExprKind};
use crate::statement::{CompoundSelect, SelectBase, TextualSelect, Values};

impl Select {
    /// All selected columns: tables and entities stand for theirs.
    pub fn all_columns(&self) -> Result<Vec<Expr>> {
        let mut columns = Vec::new();
        for item in &self.items {
            match item {
                SelectItem::Expr(expr) => columns.push(expr.clone()),
                SelectItem::From(from) => columns.extend(from.columns().iter().map(Expr::from)),
                SelectItem::Entity(entity) => columns.extend(entity.columns()?),
                SelectItem::Foreign(item) => {
                    return Err(Error::not_implemented(format!(
                        "{item:?} as a column of a subquery"
                    )));
                }
            }
        }
        Ok(columns)
    }
}

impl SelectBase {
    /// The columns of its rows.
    pub fn all_columns(&self) -> Result<Vec<Expr>> {
        match self {
            SelectBase::Select(select) => select.all_columns(),
            SelectBase::Compound(compound) => compound.all_columns(),
            SelectBase::Textual(textual) => Ok(textual.all_columns()),
            SelectBase::Values(values) => Ok(values.all_columns()),
            SelectBase::Grouping(inner) => inner.all_columns(),
        }
    }

    pub fn label_style(&self) -> LabelStyle {
        match self {
            SelectBase::Select(select) => select.tail.label_style,
            SelectBase::Compound(compound) => match compound.0.selects.first() {
                Some(first) if compound.0.tail.label_style == LabelStyle::default() => {
                    first.label_style()
                }
                _ => compound.0.tail.label_style,
            },
            SelectBase::Textual(_) | SelectBase::Values(_) => LabelStyle::None,
            SelectBase::Grouping(inner) => inner.label_style(),
        }
    }

    /// A subquery cannot have two labels of one name.
    pub(crate) fn refuse_renamed_labels(&self) -> Result<()> {
        let columns = self.all_columns()?;
        if !columns.iter().any(|column| matches!(column.kind(), ExprKind::Label { .. })) {
            return Ok(());
        }
        for Exported { name, inners, .. } in export(&columns, self.label_style()) {
            let label = match inners.first().map(Expr::kind) {
                Some(ExprKind::Label { name, .. }) => name,
                _ => continue,
            };
            if *label != name && !is_anonymous(label) {
                return Err(Error::invalid_request(format!(
                    "Label name {label} is being renamed to an anonymous label due to \
                     disambiguation which is not supported right now.  Please use unique names \
                     for explicit labels."
                )));
            }
        }
        Ok(())
    }

    /// The columns that a subquery of it has.
    pub(crate) fn exported(&self) -> Vec<Exported> {
        match self {
            SelectBase::Compound(compound) => compound.exported(self.label_style()),
            SelectBase::Grouping(inner) => inner.exported(),
            _ => export(&self.all_columns().unwrap_or_default(), self.label_style()),
        }
    }
}

impl CompoundSelect {
    pub fn all_columns(&self) -> Result<Vec<Expr>> {
        match self.0.selects.first() {
            Some(first) => first.all_columns(),
            None => Ok(Vec::new()),
        }
    }
}

impl CompoundSelect {
    /// The columns as ORDER BY names them: of no table.
    pub(crate) fn label_columns(&self) -> Vec<Expr> {
        let exported = SelectBase::Compound(self.clone()).exported().into_iter();
        let column = |Exported { name, inners, .. }| {
            let sql_type = inners.first().map(Expr::sql_type).unwrap_or_default();
            Expr::from(Column::free(&name, sql_type))
        };
        exported.map(column).collect()
    }

    /// Named as the columns of the first part, standing for those of all.
    fn exported(&self, style: LabelStyle) -> Vec<Exported> {
        let mut parts = self.0.selects.iter().map(|part| part.all_columns().unwrap_or_default());
        let mut exported = export(&parts.next().unwrap_or_default(), style);
        for part in parts {
            for (column, inner) in exported.iter_mut().zip(part) {
                column.inners.push(inner);
            }
        }
        exported
    }
}

impl TextualSelect {
    pub fn all_columns(&self) -> Vec<Expr> {
        self.0.targets.clone()
    }
}

impl Values {
    pub fn all_columns(&self) -> Vec<Expr> {
        let column = |(name, sql_type): &(Rc<str>, _)| {
            Expr::from(Column::free(name, crate::types::SqlType::clone(sql_type)))
        };
        self.0.columns.iter().map(column).collect()
    }
}
