//! The names of expressions: what labels, keys and generated names are made of.
//!
//! Names may be anonymous, see [`anonymous_name`]; the compiler numbers them.

use std::rc::Rc;

use super::{Expr, ExprKind};
use crate::column::Column;
use crate::element::{anonymous_name, dedupe_name, is_anonymous};
use crate::from::FromClause;

/// Which of the two names of a column a table-qualified label is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NamePart {
    Name,
    Key,
}

impl Expr {
    /// `.name`: of columns, labels and functions.
    pub fn name(&self) -> Option<Rc<str>> {
        match self.kind() {
            ExprKind::Column(reference) => Some(reference.column.name()),
            ExprKind::Attribute { column, .. } => column.name(),
            ExprKind::Label { name, .. } => Some(name.clone()),
            ExprKind::Function(function) => Some(function.name.clone()),
            ExprKind::WithinGroup { function, .. } => function.name(),
            ExprKind::NextValue(_) => Some("next_value".into()),
            ExprKind::TableValued(from) => from.name(),
            _ => None,
        }
    }

    /// The expression whose name a cast or a grouping goes by.
    fn named_within(&self) -> Option<&Expr> {
        match self.kind() {
            ExprKind::Cast(inner) | ExprKind::TypeCoerce(inner) | ExprKind::TryCast(inner) => {
                Some(inner)
            }
            ExprKind::ScalarSelect(_) => None,
            ExprKind::Grouping(inner) => inner.named_within().or(Some(inner)),
            _ => None,
        }
    }

    /// The name that it is selected by without a label; `_non_anon_label`.
    pub fn own_label(&self) -> Option<Rc<str>> {
        match self.kind() {
            ExprKind::Column(_) | ExprKind::Label { .. } | ExprKind::TableValued(_) => self.name(),
            // Of a column property over an expression, it goes by the expression.
            ExprKind::Attribute { column, .. } => column.own_label(),
            _ => None,
        }
    }

    /// What `.c` of a subquery calls it; `_proxy_key`.
    pub fn proxy_key(&self) -> Option<Rc<str>> {
        let key = match self.kind() {
            ExprKind::Attribute { key, .. } => return Some(key.clone()),
            ExprKind::Column(reference) => Some(reference.column.key()),
            ExprKind::Bind(bind) if !bind.unique => Some(bind.name.clone()),
            ExprKind::Function(function) => return Some(function.name.clone()),
            ExprKind::NextValue(_) => return Some("next_value".into()),
            ExprKind::Over(over) => return over.function.proxy_key().filter(|_| false),
            _ => match self.named_within() {
                Some(inner) => return inner.proxy_key(),
                None => self.own_label(),
            },
        };
        key.filter(|key| !is_anonymous(key))
    }

    /// `users_id` for the column of a table; `_tq_label`.
    pub fn table_qualified_label(&self) -> Option<Rc<str>> {
        self.table_qualified(NamePart::Name)
    }

    /// The same of the key; `_tq_key_label`.
    pub fn table_qualified_key(&self) -> Option<Rc<str>> {
        self.table_qualified(NamePart::Key)
    }

    fn table_qualified(&self, part: NamePart) -> Option<Rc<str>> {
        match self.kind() {
            ExprKind::Column(reference) => {
                let table = reference.from.clone().or_else(|| reference.column.table());
                qualified(&reference.column, table.as_ref(), self.name_part(part)?)
            }
            ExprKind::Attribute { column, .. } => match column.kind() {
                ExprKind::Column(reference) => {
                    let table = reference.from.clone().or_else(|| reference.column.table());
                    qualified(&reference.column, table.as_ref(), self.name_part(part)?)
                }
                _ => column.table_qualified(part),
            },
            ExprKind::Label { name, .. } => Some(name.clone()),
            ExprKind::TableValued(from) => from.name(),
            ExprKind::Over(_) | ExprKind::Filter { .. } | ExprKind::WithinGroup { .. } => None,
            _ => match (self.named_within(), part) {
                (Some(inner), NamePart::Name) => inner.table_qualified_label(),
                (Some(_), NamePart::Key) => self.proxy_key(),
                (None, _) if part == NamePart::Key => self.proxy_key(),
                _ => None,
            },
        }
    }

    fn name_part(&self, part: NamePart) -> Option<Rc<str>> {
        match part {
            NamePart::Name => self.name(),
            NamePart::Key => self.proxy_key().or_else(|| self.name()),
        }
    }

    /// The name that is made for it when it must have one; `_anon_name_label`.
    pub fn anonymous_label(&self) -> Rc<str> {
        let is_text = |inner: &&Expr| matches!(inner.kind(), ExprKind::Text(_));
        if let Some(inner) = self.named_within().filter(|inner| !is_text(inner)) {
            return inner.own_label().unwrap_or_else(|| inner.anonymous_label());
        }
        self.anonymous(self.name().as_deref())
    }

    /// A generated name that starts with `stem`, or `anon`.
    pub(crate) fn anonymous(&self, stem: Option<&str>) -> Rc<str> {
        anonymous_name(self.id(), stem.filter(|stem| !stem.is_empty()).unwrap_or("anon"))
    }

    pub(crate) fn anonymous_table_qualified(&self) -> Rc<str> {
        self.anonymous(self.table_qualified_label().as_deref())
    }

    /// `name__1`: for a column that is selected more than once.
    pub(crate) fn dedupe_label(&self, index: usize) -> Rc<str> {
        if let Some(own) = self.named_within().and_then(Expr::own_label) {
            return self.anonymous(Some(&format!("{own}_")));
        }
        match self.name() {
            Some(name) if self.named_within().is_none() => dedupe_name(self.id(), &name, index),
            _ => self.dedupe_table_qualified(index),
        }
    }

    pub(crate) fn dedupe_table_qualified(&self, index: usize) -> Rc<str> {
        let stem = self.table_qualified_label();
        dedupe_name(self.id(), stem.as_deref().unwrap_or("anon"), index)
    }

    /// Whether a SELECT may label it: not `text()`, not a column without a table.
    pub fn may_be_labelled(&self) -> bool {
        match self.kind() {
            ExprKind::Text(_) => false,
            ExprKind::Column(reference) => reference.column.0.table.borrow().is_some(),
            _ => true,
        }
    }
}

fn qualified(column: &Column, table: Option<&FromClause>, name: Rc<str>) -> Option<Rc<str>> {
    if column.0.is_literal {
        return None;
    }
    let Some((table, table_name)) = table.and_then(|t| Some((t, t.name()?))) else {
        return Some(name);
    };
    let label = match table.schema() {
        Some(schema) => format!("{}_{table_name}_{name}", schema.replace('.', "_")),
        None => format!("{table_name}_{name}"),
    };
    Some(distinct_from_columns(table, label))
}

/// A label must not be the name of another column of the table: `owner.name` beside `owner.owner_name`.
fn distinct_from_columns(table: &FromClause, label: String) -> Rc<str> {
    let taken = |label: &str| table.column(label).is_some();
    if !taken(&label) {
        return label.into();
    }
    let mut numbered = (1..).map(|n| format!("{label}_{n}"));
    numbered.find(|label| !taken(label)).unwrap_or(label.clone()).into()
}

impl Column {
    /// `users_id`: the key of the column in a join.
    pub fn table_qualified_key(&self) -> Rc<str> {
        Expr::from(self).table_qualified_key().unwrap_or_else(|| self.key())
    }
}
