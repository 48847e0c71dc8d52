//! [`FromClause`]: what may stand in FROM: tables, aliases, subqueries, CTEs, joins.

mod alias;
mod columns;
mod join;
mod light;
mod table_valued;

use std::cell::OnceCell;
use std::fmt;
use std::rc::{Rc, Weak};

use crate::element::ElementId;
use crate::entity::Entity;
use crate::expr::Expr;
use crate::metadata::{Table, WeakTable};
use crate::statement::SelectBase;

pub use columns::Columns;
pub use join::{JoinKind, join_condition, join_condition_among};
pub use light::table;
pub use table_valued::TableValued;

pub(crate) use join::can_join;

/// `table("name", column("x"), …)`: a table that no metadata knows.
#[derive(Debug)]
pub struct LightTableData {
    pub name: Rc<str>,
    pub schema: Option<Rc<str>>,
    pub columns: OnceCell<Columns>,
}

/// A light table; cheap to clone.
#[derive(Clone, Debug)]
pub struct LightTable(pub Rc<LightTableData>);

/// What an alias is of.
#[derive(Clone, Debug)]
pub enum AliasElement {
    From(FromClause),
    Select(SelectBase),
    /// A table-valued function, or `VALUES`.
    Expr(Expr),
    /// INSERT, UPDATE or DELETE with RETURNING, as a CTE.
    Statement(Rc<crate::statement::Statement>),
}

/// `cte(recursive=…, nesting=…)`.
#[derive(Clone, Debug, Default)]
pub struct CteOptions {
    pub recursive: bool,
    pub nesting: bool,
    /// `WITH x AS MATERIALIZED`: prefixes by dialect.
    pub prefixes: Vec<crate::select::Affix>,
    pub suffixes: Vec<crate::select::Affix>,
    /// The CTE that this one is `cte.alias()` of.
    pub alias_of: Option<Alias>,
    /// The CTE that `union()` was called on.
    pub restates: Option<Alias>,
}

/// How an alias is rendered.
#[derive(Clone, Debug)]
pub enum AliasKind {
    Alias,
    Subquery,
    Cte(CteOptions),
    Lateral,
    TableSample {
        sampling: Expr,
        seed: Option<Expr>,
    },
    TableValued {
        with_ordinality: Option<Rc<str>>,
        joins_implicitly: bool,
        render_derived: bool,
        with_types: bool,
    },
    /// `VALUES (…), (…)` with typed columns.
    Values,
}

#[derive(Debug)]
pub struct AliasData {
    pub element: AliasElement,
    pub kind: AliasKind,
    /// `None`: named when compiled: `users_1` for a table, `anon_1` for a subquery.
    pub name: Option<Rc<str>>,
    pub columns: OnceCell<Columns>,
}

/// A named selectable; cheap to clone.
#[derive(Clone, Debug)]
pub struct Alias(pub Rc<AliasData>);

/// A join's `ON`, and how it joins.
#[derive(Debug)]
pub struct JoinData {
    pub left: FromClause,
    pub right: FromClause,
    /// `None`: rendered as `CROSS JOIN`-like by what asks; [`Join`] made by the builders always has one.
    pub on: Option<Expr>,
    pub is_outer: bool,
    pub is_full: bool,
}

#[derive(Clone, Debug)]
pub struct Join(pub Rc<JoinData>);

/// What rows are read from.
#[derive(Clone)]
pub enum FromClause {
    Table(Table),
    Light(LightTable),
    Alias(Alias),
    Join(Join),
    /// A mapped class, until a plug-in lowers the statement.
    Entity(Rc<dyn Entity>),
    /// `text("…")` in `select_from`.
    Text(Rc<str>),
}

impl fmt::Debug for FromClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FromClause::Table(table) => write!(f, "Table({})", table.fullname()),
            FromClause::Light(table) => write!(f, "Light({})", table.0.name),
            FromClause::Alias(alias) => write!(f, "Alias({:?})", alias.0.name),
            FromClause::Join(join) => write!(f, "Join({:?}, {:?})", join.0.left, join.0.right),
            FromClause::Entity(entity) => write!(f, "Entity({})", entity.name()),
            FromClause::Text(text) => write!(f, "Text({text})"),
        }
    }
}

impl FromClause {
    pub fn id(&self) -> ElementId {
        match self {
            FromClause::Table(table) => table.id(),
            FromClause::Light(table) => ElementId::of(&table.0),
            FromClause::Alias(alias) => ElementId::of(&alias.0),
            FromClause::Join(join) => ElementId::of(&join.0),
            FromClause::Entity(entity) => entity.id(),
            FromClause::Text(text) => ElementId::of(text),
        }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match self {
            FromClause::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What a column of it holds to find it again.
    pub fn downgrade(&self) -> WeakFrom {
        match self {
            FromClause::Table(table) => WeakFrom::Table(table.downgrade()),
            FromClause::Light(table) => WeakFrom::Light(Rc::downgrade(&table.0)),
            FromClause::Alias(alias) => WeakFrom::Alias(Rc::downgrade(&alias.0)),
            other => WeakFrom::Strong(Box::new(other.clone())),
        }
    }
}

/// A [`FromClause`] that its columns may hold without keeping it alive.
///
/// An [`Expr`] over a column keeps both.
#[derive(Clone, Debug)]
pub enum WeakFrom {
    Table(WeakTable),
    Light(Weak<LightTableData>),
    Alias(Weak<AliasData>),
    Strong(Box<FromClause>),
}

impl WeakFrom {
    pub fn upgrade(&self) -> Option<FromClause> {
        match self {
            WeakFrom::Table(table) => table.upgrade().map(FromClause::Table),
            WeakFrom::Light(table) => table.upgrade().map(|t| FromClause::Light(LightTable(t))),
            WeakFrom::Alias(alias) => alias.upgrade().map(|a| FromClause::Alias(Alias(a))),
            WeakFrom::Strong(from) => Some((**from).clone()),
        }
    }
}

impl From<Table> for FromClause {
    fn from(table: Table) -> FromClause {
        FromClause::Table(table)
    }
}

impl From<&Table> for FromClause {
    fn from(table: &Table) -> FromClause {
        FromClause::Table(table.clone())
    }
}

impl From<Alias> for FromClause {
    fn from(alias: Alias) -> FromClause {
        FromClause::Alias(alias)
    }
}

impl From<Rc<dyn Entity>> for FromClause {
    fn from(entity: Rc<dyn Entity>) -> FromClause {
        FromClause::Entity(entity)
    }
}
