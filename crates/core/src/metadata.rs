//! [`MetaData`] and [`Table`]: the schema as objects.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use crate::column::Column;
use crate::constraint::{Constraint, ConstraintKind};
use crate::default::Sequence;
use crate::element::ElementId;
use crate::index::Index;
use crate::value::Value;

#[derive(Debug, Default)]
pub struct MetaDataData {
    pub tables: RefCell<IndexMap<Rc<str>, Table>>,
    pub schema: Option<Rc<str>>,
    /// `naming_convention`: by `ix`, `uq`, `ck`, `fk`, `pk`.
    pub naming_convention: IndexMap<Rc<str>, Rc<str>>,
    pub sequences: RefCell<Vec<Sequence>>,
}

/// A collection of tables; cheap to clone, equal by identity.
#[derive(Clone, Debug, Default)]
pub struct MetaData(pub Rc<MetaDataData>);

impl MetaData {
    pub fn new() -> MetaData {
        MetaData::default()
    }

    pub fn schema(&self) -> Option<Rc<str>> {
        self.0.schema.clone()
    }

    /// By full name: `schema.name`, or `name`.
    pub fn table(&self, fullname: &str) -> Option<Table> {
        self.0.tables.borrow().get(fullname).cloned()
    }

    /// In the order in which they were defined.
    pub fn tables(&self) -> Vec<Table> {
        self.0.tables.borrow().values().cloned().collect()
    }

    pub fn sequences(&self) -> Vec<Sequence> {
        self.0.sequences.borrow().clone()
    }

    pub fn remove(&self, table: &Table) {
        self.0.tables.borrow_mut().shift_remove(&table.fullname());
    }

    pub fn clear(&self) {
        self.0.tables.borrow_mut().clear();
    }

    pub fn is(&self, other: &MetaData) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The parts of a table.
#[derive(Debug)]
pub struct TableData {
    pub name: Rc<str>,
    pub schema: Option<Rc<str>>,
    pub quote: Option<bool>,
    metadata: MetaData,
    /// By key.
    pub columns: RefCell<IndexMap<Rc<str>, Column>>,
    pub constraints: RefCell<Vec<Constraint>>,
    pub indexes: RefCell<Vec<Index>>,
    pub comment: RefCell<Option<Rc<str>>>,
    pub prefixes: Vec<Rc<str>>,
    pub info: RefCell<IndexMap<Rc<str>, Value>>,
    /// `sqlite_autoincrement` and the like.
    pub dialect_options: IndexMap<Rc<str>, Value>,
    pub implicit_returning: bool,
    fullname: OnceCell<Rc<str>>,
}

/// A table; cheap to clone, equal by identity.
#[derive(Clone, Debug)]
pub struct Table(pub Rc<TableData>);

/// A table that does not keep it alive: what its columns hold.
#[derive(Clone, Debug)]
pub struct WeakTable(Weak<TableData>);

impl WeakTable {
    pub fn upgrade(&self) -> Option<Table> {
        self.0.upgrade().map(Table)
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Table {}

impl std::hash::Hash for Table {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

/// What `Table(…)` is given besides columns and constraints.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    pub schema: Option<Rc<str>>,
    pub quote: Option<bool>,
    pub comment: Option<Rc<str>>,
    pub prefixes: Vec<Rc<str>>,
    pub dialect_options: IndexMap<Rc<str>, Value>,
}

impl Table {
    /// An empty table that no metadata lists yet; `table.rs` of `schema` attaches items.
    pub(crate) fn empty(name: &str, metadata: &MetaData, options: TableOptions) -> Table {
        Table(Rc::new(TableData {
            name: name.into(),
            schema: options.schema.or_else(|| metadata.schema()),
            quote: options.quote,
            metadata: metadata.clone(),
            columns: RefCell::default(),
            constraints: RefCell::default(),
            indexes: RefCell::default(),
            comment: RefCell::new(options.comment),
            prefixes: options.prefixes,
            info: RefCell::default(),
            dialect_options: options.dialect_options,
            implicit_returning: true,
            fullname: OnceCell::new(),
        }))
    }

    pub fn downgrade(&self) -> WeakTable {
        WeakTable(Rc::downgrade(&self.0))
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn name(&self) -> Rc<str> {
        self.0.name.clone()
    }

    pub fn schema(&self) -> Option<Rc<str>> {
        self.0.schema.clone()
    }

    /// `schema.name`, or `name`.
    pub fn fullname(&self) -> Rc<str> {
        let full = || match &self.0.schema {
            Some(schema) => format!("{schema}.{}", self.0.name).into(),
            None => self.0.name.clone(),
        };
        self.0.fullname.get_or_init(full).clone()
    }

    pub fn metadata(&self) -> MetaData {
        self.0.metadata.clone()
    }

    /// `table.c`, in order.
    pub fn columns(&self) -> Vec<Column> {
        self.0.columns.borrow().values().cloned().collect()
    }

    /// `table.c[key]`.
    pub fn column(&self, key: &str) -> Option<Column> {
        self.0.columns.borrow().get(key).cloned()
    }

    pub fn constraints(&self) -> Vec<Constraint> {
        self.0.constraints.borrow().clone()
    }

    pub fn indexes(&self) -> Vec<Index> {
        self.0.indexes.borrow().clone()
    }

    /// The columns of the primary key, in its order.
    pub fn primary_key(&self) -> Vec<Column> {
        let constraints = self.0.constraints.borrow();
        let found = constraints.iter().find_map(|constraint| match &*constraint.0.kind.borrow() {
            ConstraintKind::PrimaryKey { columns } => Some(columns.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// In the order in which they were attached.
    pub fn foreign_key_constraints(&self) -> Vec<Constraint> {
        let is_foreign =
            |c: &&Constraint| matches!(&*c.0.kind.borrow(), ConstraintKind::ForeignKey { .. });
        self.0.constraints.borrow().iter().filter(is_foreign).cloned().collect()
    }
}
