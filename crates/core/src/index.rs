//! [`Index`]: an index over columns or expressions of a table.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::error::Result;
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

impl Index {
    /// `Index(name, *elements, unique=…)`; attached to the table of its columns, if they have one.
    pub fn new(name: Option<Rc<str>>, elements: Vec<IndexElement>, unique: bool) -> Index {
        Index::with_options(name, elements, unique, Vec::new(), IndexMap::new())
    }

    /// With what only a dialect knows: `sqlite_where`, `postgresql_using`.
    pub fn with_options(
        name: Option<Rc<str>>,
        elements: Vec<IndexElement>,
        unique: bool,
        dialect_where: Vec<(Rc<str>, Expr)>,
        dialect_options: IndexMap<Rc<str>, Value>,
    ) -> Index {
        Index(Rc::new(IndexData {
            name,
            unique,
            table: RefCell::new(None),
            expressions: RefCell::new(elements),
            dialect_where,
            dialect_options,
        }))
    }

    pub fn table(&self) -> Option<Table> {
        self.0.table.borrow().clone()
    }

    /// Adds it to the table that its columns are of, if they are of one.
    pub fn attach(&self) -> Result<()> {
        match self.columns().iter().find_map(crate::column::Column::schema_table) {
            Some(table) => table.append_index(self),
            None => Ok(()),
        }
    }
}
