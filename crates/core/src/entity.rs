//! What Core knows of the ORM: an entity has columns and a plug-in that lowers statements over it.
//!
//! Implemented by `ormlab-orm`; Core only asks. As SQLAlchemy's compile-state plug-ins, but resolved
//! before compiling instead of looked up while at it.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::dialect::Dialect;
use crate::element::ElementId;
use crate::error::Result;
use crate::expr::Expr;
use crate::from::FromClause;
use crate::statement::Statement;

/// A mapped class, or an alias of one, standing in a statement.
pub trait Entity: fmt::Debug {
    /// Name of the class.
    fn name(&self) -> Rc<str>;
    fn id(&self) -> ElementId;
    /// The columns that `select(Entity)` means, each an attribute of it.
    fn columns(&self) -> Result<Vec<Expr>>;
    /// The table or alias that the entity is read from.
    fn selectable(&self) -> Result<FromClause>;
    fn plugin(&self) -> Rc<dyn Plugin>;
    fn as_any(&self) -> &dyn Any;
}

/// Makes a plain Core statement of one that speaks of entities, relationships and loader options.
pub trait Plugin {
    /// The statement without entities, marked as lowered. Only the statement that is compiled itself is
    /// top level, not its subqueries: eager loading by joins happens there.
    fn lower(
        &self,
        statement: &Statement,
        dialect: &dyn Dialect,
        is_toplevel: bool,
    ) -> Result<Statement>;
    fn as_any(&self) -> &dyn Any;
}

/// The right side of a join that names a relationship rather than a table: `join(User.posts)`.
pub trait RelationshipJoin: fmt::Debug {
    fn as_any(&self) -> &dyn Any;
}

/// An option of a statement that Core only carries: `selectinload(User.posts)`.
pub trait StatementOption: fmt::Debug {
    fn as_any(&self) -> &dyn Any;
}
