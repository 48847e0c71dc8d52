//! Functions in FROM: `func.json_each(…).table_valued("key", "value")`.

use std::rc::Rc;

use super::{Alias, AliasElement, AliasKind, Columns, FromClause};
use crate::column::Column;
use crate::expr::{Expr, ExprKind};
use crate::types::SqlType;

/// How a function stands in FROM.
#[derive(Clone, Debug, Default)]
pub struct TableValued {
    pub name: Option<Rc<str>>,
    /// `WITH ORDINALITY`, and the name of its column.
    pub with_ordinality: Option<Rc<str>>,
    /// No warning of a cartesian product.
    pub joins_implicitly: bool,
}

impl Expr {
    /// `table_valued(*columns, name=…, with_ordinality=…)`: columns by name and type; without any it is
    /// `alias(name)`, which has one.
    pub fn table_valued(&self, columns: &[(Rc<str>, SqlType)], options: TableValued) -> Alias {
        let kind = AliasKind::TableValued {
            with_ordinality: options.with_ordinality.clone(),
            joins_implicitly: options.joins_implicitly,
            render_derived: false,
            with_types: false,
        };
        let alias = Alias::new(AliasElement::Expr(self.clone()), kind, options.name.as_deref());
        if columns.is_empty() && options.with_ordinality.is_none() {
            return alias;
        }
        let ordinality = options.with_ordinality.map(|name| (name, SqlType::Integer));
        alias.set_columns(columns.iter().cloned().chain(ordinality));
        alias
    }

    /// `column_valued(name)`: the function in FROM, its one column as a value.
    pub fn column_valued(&self, name: Option<&str>, joins_implicitly: bool) -> Expr {
        let kind = AliasKind::TableValued {
            with_ordinality: None,
            joins_implicitly,
            render_derived: false,
            with_types: false,
        };
        Alias::new(AliasElement::Expr(self.clone()), kind, name).column_value()
    }
}

impl FromClause {
    /// `table.table_valued()`: each row as a whole.
    pub fn table_value(&self) -> Expr {
        Expr::new(ExprKind::TableValued(self.clone()), SqlType::Null)
    }
}

impl Alias {
    /// `alias.column`: what the function gives, as a value.
    pub fn column_value(&self) -> Expr {
        let sql_type = match &self.0.element {
            AliasElement::Expr(function) => function.sql_type(),
            _ => SqlType::Null,
        };
        Expr::new(ExprKind::TableValued(self.clone().into()), sql_type)
    }

    /// `render_derived(name, with_types)`: the columns are listed behind the name.
    #[must_use]
    pub fn render_derived(&self, name: Option<&str>, with_types: bool) -> Alias {
        let AliasKind::TableValued { with_ordinality, joins_implicitly, .. } = &self.0.kind else {
            return self.clone();
        };
        let kind = AliasKind::TableValued {
            with_ordinality: with_ordinality.clone(),
            joins_implicitly: *joins_implicitly,
            render_derived: true,
            with_types,
        };
        let alias = Alias::new(self.0.element.clone(), kind, name.or(self.0.name.as_deref()));
        let columns: Vec<_> =
            self.columns().iter().map(|column| (column.name(), column.sql_type())).collect();
        alias.set_columns(columns);
        alias
    }

    /// Gives it columns of its own, once.
    pub(super) fn set_columns(&self, columns: impl IntoIterator<Item = (Rc<str>, SqlType)>) {
        let weak = FromClause::from(self.clone()).downgrade();
        let column = |(name, sql_type): (Rc<str>, SqlType)| {
            let column = Column::free(&name, sql_type);
            *column.0.table.borrow_mut() = Some(weak.clone());
            (name, column)
        };
        let columns: Columns = columns.into_iter().map(column).collect();
        self.0.columns.set(columns).unwrap_or_default();
    }
}
