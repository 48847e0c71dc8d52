//! [`Select`]: the parts of a SELECT as data, edited by generative methods.
//!
//! What FROM holds, how joins find their sides and conditions, and which columns come out is worked
//! out in `select/froms.rs`; texts are written in `compiler/select.rs`.

mod builder;
mod froms;
mod names;
mod selected;
mod transform;

use std::rc::Rc;

use crate::element::ElementId;
use crate::entity::{Entity, Plugin, RelationshipJoin, StatementOption};
use crate::expr::Expr;
use crate::from::{Alias, FromClause};
use crate::value::Value;

pub use builder::OrderItem;
pub use froms::Enclosing;
pub use names::{ColumnName, Repeated, columns_plus_names};
pub(crate) use names::{Exported, export};

/// A prefix, suffix: text, and the dialect it is for (`None`: all).
#[derive(Clone, Debug)]
pub struct Affix {
    pub text: Expr,
    pub dialect: Option<Rc<str>>,
}

/// What a statement carries for the one that executes it.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    pub options: Vec<Rc<dyn StatementOption>>,
    pub execution_options: Vec<(Rc<str>, Value)>,
}

/// One thing selected.
#[derive(Clone, Debug)]
pub enum SelectItem {
    Expr(Expr),
    /// A table or alias: all its columns.
    From(FromClause),
    Entity(Rc<dyn Entity>),
    /// What only a plug-in understands: a `Bundle`.
    Foreign(Rc<dyn StatementOption>),
}

/// The right side of a join.
#[derive(Clone, Debug)]
pub enum JoinTarget {
    From(FromClause),
    /// `join(User.posts)`, `join(User.posts.of_type(alias))`.
    Relationship(Rc<dyn RelationshipJoin>),
}

/// One `.join(…)`, in order.
#[derive(Clone, Debug)]
pub struct SetupJoin {
    /// `join_from(left, …)`; `None`: found among the FROMs.
    pub left: Option<FromClause>,
    pub target: JoinTarget,
    pub on: Option<Expr>,
    /// `join(Post, User.posts)`: a relationship as the ON.
    pub on_relationship: Option<Rc<dyn RelationshipJoin>>,
    pub is_outer: bool,
    pub is_full: bool,
}

/// `correlate`, `correlate_except`.
#[derive(Clone, Debug, Default)]
pub enum Correlate {
    /// To whatever encloses it.
    #[default]
    Auto,
    To(Vec<FromClause>),
    Except(Vec<FromClause>),
    Never,
}

/// How columns of a SELECT are labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelStyle {
    None,
    /// `users.id AS users_id` always.
    TablenamePlusCol,
    /// Only names that occur twice.
    #[default]
    DisambiguateOnly,
    /// What `session.query` compiles with.
    LegacyOrm,
}

/// `FOR UPDATE …`.
#[derive(Clone, Debug, Default)]
pub struct ForUpdate {
    pub read: bool,
    pub nowait: bool,
    pub skip_locked: bool,
    pub key_share: bool,
    pub of: Vec<Expr>,
}

/// `fetch(count, with_ties=…, percent=…)`.
#[derive(Clone, Debug)]
pub struct Fetch {
    pub count: Expr,
    pub with_ties: bool,
    pub percent: bool,
}

/// The parts that a SELECT and a UNION share.
#[derive(Clone, Debug, Default)]
pub struct SelectTail {
    pub group_by: Vec<Expr>,
    pub order_by: Vec<Expr>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    pub fetch: Option<Fetch>,
    pub for_update: Option<ForUpdate>,
    pub label_style: LabelStyle,
    pub independent_ctes: Vec<(Alias, bool)>,
    pub execution: Execution,
}

/// The parts of a [`Select`].
#[derive(Clone, Debug, Default)]
pub struct SelectData {
    pub items: Vec<SelectItem>,
    pub is_distinct: bool,
    /// `distinct(*on)`.
    pub distinct_on: Vec<Expr>,
    /// `select_from(…)`.
    pub froms: Vec<FromClause>,
    pub joins: Vec<SetupJoin>,
    pub where_criteria: Vec<Expr>,
    pub having: Vec<Expr>,
    pub correlate: Correlate,
    pub prefixes: Vec<Affix>,
    pub suffixes: Vec<Affix>,
    /// `with_hint(table, text, dialect)`.
    pub hints: Vec<(FromClause, Rc<str>, Rc<str>)>,
    pub statement_hints: Vec<(Rc<str>, Rc<str>)>,
    pub tail: SelectTail,
    /// Says how it must be lowered whatever its items: set by `session.query`.
    pub plugin: Option<PluginRef>,
    /// Set on what a plug-in gave back.
    pub is_lowered: bool,
}

/// A plug-in that data can hold.
#[derive(Clone)]
pub struct PluginRef(pub Rc<dyn Plugin>);

impl std::fmt::Debug for PluginRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PluginRef")
    }
}

/// `SELECT`. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Select(pub Rc<SelectData>);

impl std::ops::Deref for Select {
    type Target = SelectData;

    fn deref(&self) -> &SelectData {
        &self.0
    }
}

/// `select(*items)`.
pub fn select(items: Vec<SelectItem>) -> Select {
    Select(Rc::new(SelectData { items, ..SelectData::default() }))
}

impl Select {
    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    /// The parts, to be changed in place; a shared statement is copied first.
    pub fn data_mut(&mut self) -> &mut SelectData {
        Rc::make_mut(&mut self.0)
    }

    #[must_use]
    pub fn edit(mut self, edit: impl FnOnce(&mut SelectData)) -> Select {
        edit(self.data_mut());
        self
    }
}
