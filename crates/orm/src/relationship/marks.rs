//! Which side of a relationship each column of its join condition stands on.
//!
//! Marks belong to a mention of a column, not to the column: where a table refers to itself, one column
//! may be mentioned on both sides.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::entity::{Entity, Plugin};
use ormlab_core::expr::ExprKind;
use ormlab_core::{Column, Error, Expr, FromClause, Result};
use rustc_hash::FxHashMap;

/// The marks of one mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub local: bool,
    pub remote: bool,
    pub foreign: bool,
}

/// The identity of a mention: of its node, not of its column.
pub(crate) fn mention(expr: &Expr) -> usize {
    Rc::as_ptr(&expr.0).cast::<()>() as usize
}

/// A join condition whose mentions of columns are marked.
#[derive(Clone, Debug)]
pub struct MarkedJoin {
    pub expr: Expr,
    pub(crate) marks: FxHashMap<usize, Marks>,
}

impl MarkedJoin {
    /// Gives each mention of a column a node of its own, and takes over what `foreign()`, `remote()` marked.
    pub(crate) fn new(expr: &Expr) -> MarkedJoin {
        let mut marks = FxHashMap::default();
        let expr = expr.transform(&mut |node| {
            let found = given_marks(node);
            node.as_column().is_some().then(|| {
                let fresh = Expr::new(column_of(node).kind().clone(), ormlab_core::SqlType::Null);
                marks.insert(mention(&fresh), found);
                fresh
            })
        });
        MarkedJoin { expr, marks }
    }

    pub(crate) fn marks(&self, expr: &Expr) -> Marks {
        self.marks.get(&mention(expr)).copied().unwrap_or_default()
    }

    /// All mentions of columns, in order.
    pub(crate) fn mentions(&self) -> Vec<(Expr, Column)> {
        columns_in(&self.expr)
    }

    pub(crate) fn any(&self, is: impl Fn(&Marks) -> bool) -> bool {
        self.marks.values().any(is)
    }

    /// Changes the marks of each mention.
    pub(crate) fn mark_each(&mut self, mut change: impl FnMut(&Column, &mut Marks)) {
        for (node, column) in self.mentions() {
            change(&column, self.marks.entry(mention(&node)).or_default());
        }
    }

    /// Columns whose mentions have a mark, each once.
    pub(crate) fn columns(&self, has: impl Fn(&Marks) -> bool) -> Vec<Column> {
        let mut found: Vec<Column> = Vec::new();
        for (node, column) in self.mentions() {
            if has(&self.marks(&node)) && !found.contains(&column) {
                found.push(column);
            }
        }
        found
    }

    /// The condition with the marks written into it, changed by `change`: what a backref is made of.
    pub(crate) fn restated(&self, change: impl Fn(Marks) -> Marks) -> Expr {
        self.expr.transform(&mut |node| {
            let column = node.as_column().is_some().then(|| node.clone())?;
            let marks = change(self.marks(node));
            Some(if marks == Marks::default() { column } else { with_marks(column, marks) })
        })
    }
}

/// The columns mentioned, in order; a marked one once.
pub(crate) fn columns_in(expr: &Expr) -> Vec<(Expr, Column)> {
    let mut found = Vec::new();
    expr.walk(&mut |node| {
        if let ExprKind::Column(reference) = node.kind() {
            found.push((node.clone(), reference.column.clone()));
        }
    });
    found
}

/// The expression of the column itself, without attribute or marks around it.
fn column_of(expr: &Expr) -> Expr {
    match expr.kind() {
        ExprKind::Attribute { column, .. } => column_of(column),
        _ => expr.clone(),
    }
}

/// Carries marks within an expression; never compiled, as configuring takes it off.
struct MarkCarrier(Marks);

impl fmt::Debug for MarkCarrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Entity for MarkCarrier {
    fn name(&self) -> Rc<str> {
        "foreign() or remote()".into()
    }

    fn id(&self) -> ElementId {
        ElementId::of(&Rc::new(0_u8))
    }

    fn columns(&self) -> Result<Vec<Expr>> {
        Err(Error::invalid_request("foreign() and remote() belong into a relationship()"))
    }

    fn selectable(&self) -> Result<FromClause> {
        Err(Error::invalid_request("foreign() and remote() belong into a relationship()"))
    }

    fn plugin(&self) -> Rc<dyn Plugin> {
        Rc::new(crate::plugin::OrmPlugin)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn with_marks(column: Expr, marks: Marks) -> Expr {
    let sql_type = column.sql_type();
    let key = column.as_column().map(Column::key).unwrap_or_default();
    let kind = ExprKind::Attribute { column, entity: Rc::new(MarkCarrier(marks)), key };
    Expr::new(kind, sql_type)
}

fn given_marks(expr: &Expr) -> Marks {
    let ExprKind::Attribute { column, entity, .. } = expr.kind() else { return Marks::default() };
    let inner = given_marks(column);
    match entity.as_any().downcast_ref::<MarkCarrier>() {
        None => inner,
        Some(MarkCarrier(outer)) => Marks {
            local: inner.local || outer.local,
            remote: inner.remote || outer.remote,
            foreign: inner.foreign || outer.foreign,
        },
    }
}

/// `foreign(column)`: the mention is of a foreign key.
pub fn foreign(column: Expr) -> Expr {
    with_marks(column, Marks { foreign: true, ..Marks::default() })
}

/// `remote(column)`: the mention is on the far side.
pub fn remote(column: Expr) -> Expr {
    with_marks(column, Marks { remote: true, ..Marks::default() })
}
