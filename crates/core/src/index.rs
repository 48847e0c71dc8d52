//! [`Index`]: an index over columns or expressions of a table.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::expr::Expr;
use crate::metadata::Table;
use crate::value::Value;

/// The parts of an index.
#[derive(Debug)]
pub struct IndexData {
    /// `None`: named by the convention of the metadata when asked.
    pub name: Option<Rc<str>>,
    pub unique: bool,
    pub table: RefCell<Option<Table>>,
    /// Columns by name until the index is attached, then expressions.
    pub expressions: RefCell<Vec<IndexElement>>,
    /// `sqlite_where` and the like.
    pub dialect_where: Vec<(Rc<str>, Expr)>,
    pub dialect_options: IndexMap<Rc<str>, Value>,
}

/// What an index is over.
#[derive(Clone, Debug)]
pub enum IndexElement {
    Name(Rc<str>),
    Expr(Expr),
}

/// An index; cheap to clone.
#[derive(Clone, Debug)]
pub struct Index(pub Rc<IndexData>);
