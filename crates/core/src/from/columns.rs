//! The columns of a FROM element: its own, or proxies of what it is made of.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Alias, AliasElement, AliasKind, FromClause, Join};
use crate::column::Column;
use crate::expr::Expr;
use crate::select::{Exported, LabelStyle};
use crate::statement::Statement;

#[derive(Debug, Default)]
struct ColumnsData {
    list: Vec<(Rc<str>, Column)>,
    /// The first of each key.
    by_key: FxHashMap<Rc<str>, usize>,
}

/// Columns in order, by key; a key may occur more than once, and then means the first. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Columns(Rc<ColumnsData>);

impl FromIterator<(Rc<str>, Column)> for Columns {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Column)>>(pairs: I) -> Columns {
        let list: Vec<(Rc<str>, Column)> = pairs.into_iter().collect();
        let mut by_key = FxHashMap::default();
        for (index, (key, _)) in list.iter().enumerate() {
            by_key.entry(key.clone()).or_insert(index);
        }
        Columns(Rc::new(ColumnsData { list, by_key }))
    }
}

impl Columns {
    pub fn len(&self) -> usize {
        self.0.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.list.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&Column> {
        self.0.by_key.get(key).map(|index| &self.0.list[*index].1)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Column> + ExactSizeIterator {
        self.0.list.iter().map(|(_, column)| column)
    }

    /// With their keys.
    pub fn pairs(&self) -> &[(Rc<str>, Column)] {
        &self.0.list
    }
}

impl FromClause {
    /// `.c`: the columns by key, in order.
    pub fn columns(&self) -> Columns {
        match self {
            FromClause::Table(table) => table.collection(),
            FromClause::Light(table) => table.0.columns.get().cloned().unwrap_or_default(),
            FromClause::Alias(alias) => alias.columns(),
            FromClause::Join(join) => join.columns(),
            FromClause::Entity(entity) => {
                entity.selectable().map(|from| from.columns()).unwrap_or_default()
            }
            FromClause::Text(_) => Columns::default(),
        }
    }

    /// `.c[key]`.
    pub fn column(&self, key: &str) -> Option<Column> {
        match self {
            FromClause::Table(table) => table.column(key),
            other => other.columns().get(key).cloned(),
        }
    }

    /// The columns that make up the primary key.
    pub fn primary_key(&self) -> Vec<Column> {
        match self {
            FromClause::Table(table) => table.primary_key(),
            other => other.columns().iter().filter(|c| c.is_primary_key()).cloned().collect(),
        }
    }

    /// The column of it that stands for `column`; itself if it is one of it already.
    pub fn corresponding_column(&self, column: &Column) -> Option<Column> {
        let columns = self.columns();
        if columns.iter().any(|own| own == column) {
            return Some(column.clone());
        }
        let targets = column.proxy_set();
        let overlap = |own: &Column| own.proxy_set().iter().filter(|c| targets.contains(c)).count();
        let mut best: Option<(usize, &Column)> = None;
        for own in columns.iter() {
            let size = overlap(own);
            if size > best.map_or(0, |(size, _)| size) {
                best = Some((size, own));
            }
        }
        best.map(|(_, own)| own.clone())
    }
}

impl Alias {
    /// `.c`: a proxy for each column inside.
    pub fn columns(&self) -> Columns {
        self.0.columns.get_or_init(|| self.make_columns()).clone()
    }

    fn make_columns(&self) -> Columns {
        match &self.0.element {
            AliasElement::From(from) => self.proxies_of(from),
            AliasElement::Select(select) => self.named(select.exported()),
            AliasElement::Expr(function) => self.column_of(function),
            AliasElement::Statement(statement) => self.named(returned(statement)),
        }
    }

    fn proxies_of(&self, from: &FromClause) -> Columns {
        let weak = FromClause::from(self.clone()).downgrade();
        let proxy = |(key, column): &(Rc<str>, Column)| {
            let name =
                if matches!(from, FromClause::Join(_)) { key.clone() } else { column.name() };
            (key.clone(), Column::proxy(&name, key, Expr::from(column), weak.clone()))
        };
        from.columns().pairs().iter().map(proxy).collect()
    }

    fn named(&self, exported: Vec<Exported>) -> Columns {
        let weak = FromClause::from(self.clone()).downgrade();
        let proxy = |Exported { key, name, inners }| {
            let column = Column::proxy_of(&name, &key, inners, weak.clone());
            (key, column)
        };
        exported.into_iter().map(proxy).collect()
    }

    /// A function without said columns has one.
    fn column_of(&self, function: &Expr) -> Columns {
        let weak = FromClause::from(self.clone()).downgrade();
        let label = function.anonymous_label();
        let key = function.proxy_key().unwrap_or_else(|| label.clone());
        let column = Column::proxy(&label, &key, function.clone(), weak);
        std::iter::once((key, column)).collect()
    }

    /// Whether it is a `WITH` element.
    pub fn is_cte(&self) -> bool {
        matches!(self.0.kind, AliasKind::Cte(_))
    }
}

/// The columns of RETURNING.
fn returned(statement: &Statement) -> Vec<Exported> {
    let columns = match statement {
        Statement::Insert(insert) => insert.base.returning_columns(),
        Statement::Update(update) => update.base.returning_columns(),
        Statement::Delete(delete) => delete.base.returning_columns(),
        Statement::Select(select) => return select.exported(),
        _ => Ok(Vec::new()),
    };
    crate::select::export(&columns.unwrap_or_default(), LabelStyle::DisambiguateOnly)
}

impl Join {
    /// `.c`: the columns of both sides by `table_column`.
    pub fn columns(&self) -> Columns {
        let sides = [&self.0.left, &self.0.right];
        let columns =
            sides.into_iter().flat_map(|side| side.columns().iter().cloned().collect::<Vec<_>>());
        columns.map(|column| (column.table_qualified_key(), column)).collect()
    }
}
