//! [`Table`]: a table of the schema.

mod attach;
mod autoincrement;
mod copy;
mod repr;

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use crate::column::Column;
use crate::constraint::{Constraint, ConstraintKind};
use crate::element::ElementId;
use crate::error::{Error, ErrorKind, Result};
use crate::from::{Columns, FromClause};
use crate::index::Index;
use crate::metadata::MetaData;
use crate::value::Value;

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
    /// `columns` as others hold them; gone when one is added.
    collection: RefCell<Option<Columns>>,
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

thread_local! {
    /// All tables that are alive: a table, its constraints and their foreign keys refer to each other.
    static LIVE: RefCell<Vec<WeakTable>> = const { RefCell::new(Vec::new()) };
}

/// Takes all tables of this thread apart, so that their circles are freed: what a run does when it
/// has ended. None may be used after.
pub fn dispose_tables() {
    let live: Vec<Table> = LIVE.take().iter().filter_map(WeakTable::upgrade).collect();
    for table in &live {
        table.metadata().clear();
        table.0.constraints.take().iter().for_each(Constraint::dispose);
        for index in table.0.indexes.take() {
            index.0.table.take();
            index.0.expressions.take();
        }
        table.0.columns.take();
        table.0.collection.take();
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

/// What a table whose name is taken already is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// An error, unless nothing is said of it.
    #[default]
    Refuse,
    /// `keep_existing=True`: the first one.
    Keep,
    /// `extend_existing=True`: the first one, with the new items added.
    Extend,
}

/// What `Table(…)` is given besides columns and constraints.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    pub schema: Option<Rc<str>>,
    /// `BLANK_SCHEMA`: not even that of the metadata.
    pub blank_schema: bool,
    pub quote: Option<bool>,
    pub comment: Option<Rc<str>>,
    pub prefixes: Vec<Rc<str>>,
    pub info: IndexMap<Rc<str>, Value>,
    pub dialect_options: IndexMap<Rc<str>, Value>,
    pub no_implicit_returning: bool,
    pub existing: Existing,
    /// `must_exist=True`.
    pub must_exist: bool,
}

impl TableOptions {
    fn schema_in(&self, metadata: &MetaData) -> Option<Rc<str>> {
        if self.blank_schema {
            return None;
        }
        self.schema.clone().or_else(|| metadata.schema())
    }
}

/// What a table is made of.
#[derive(Clone, Debug)]
pub enum TableItem {
    Column(Column),
    Constraint(Constraint),
    Index(Index),
}

impl From<Column> for TableItem {
    fn from(column: Column) -> TableItem {
        TableItem::Column(column)
    }
}

impl From<Constraint> for TableItem {
    fn from(constraint: Constraint) -> TableItem {
        TableItem::Constraint(constraint)
    }
}

impl From<Index> for TableItem {
    fn from(index: Index) -> TableItem {
        TableItem::Index(index)
    }
}

/// `schema.name`, or `name`.
fn full_name(name: &str, schema: Option<&Rc<str>>) -> Rc<str> {
    match schema {
        Some(schema) => format!("{schema}.{name}").into(),
        None => name.into(),
    }
}

impl Table {
    /// `Table(name, metadata, *items, **options)`.
    pub fn new(
        name: &str,
        metadata: &MetaData,
        items: Vec<TableItem>,
        options: TableOptions,
    ) -> Result<Table> {
        let key = full_name(name, options.schema_in(metadata).as_ref());
        if let Some(table) = metadata.table(&key) {
            return table.redefined(&key, items, &options);
        }
        if options.must_exist {
            return Err(Error::invalid_request(format!("Table '{key}' not defined")));
        }
        let table = Table::empty(name, metadata, options);
        metadata.0.tables.borrow_mut().insert(key, table.clone());
        table.append_all(items).inspect_err(|_| metadata.remove(&table))?;
        Ok(table)
    }

    fn redefined(self, key: &str, items: Vec<TableItem>, options: &TableOptions) -> Result<Table> {
        match options.existing {
            Existing::Refuse if !items.is_empty() => Err(Error::invalid_request(format!(
                "Table '{key}' is already defined for this MetaData instance.  Specify \
                 'extend_existing=True' to redefine options and columns on an existing Table \
                 object."
            ))),
            Existing::Extend => {
                if options.comment.is_some() {
                    self.0.comment.borrow_mut().clone_from(&options.comment);
                }
                self.append_all(items)?;
                Ok(self)
            }
            _ => Ok(self),
        }
    }

    fn empty(name: &str, metadata: &MetaData, options: TableOptions) -> Table {
        let table = Table(Rc::new(TableData {
            name: name.into(),
            schema: options.schema_in(metadata),
            quote: options.quote,
            metadata: metadata.clone(),
            columns: RefCell::default(),
            constraints: RefCell::default(),
            indexes: RefCell::default(),
            comment: RefCell::new(options.comment),
            prefixes: options.prefixes,
            info: RefCell::new(options.info),
            dialect_options: options.dialect_options,
            implicit_returning: !options.no_implicit_returning,
            fullname: OnceCell::new(),
            collection: RefCell::default(),
        }));
        LIVE.with_borrow_mut(|live| live.push(table.downgrade()));
        table
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
        let full = || full_name(&self.0.name, self.0.schema.as_ref());
        self.0.fullname.get_or_init(full).clone()
    }

    pub fn metadata(&self) -> MetaData {
        self.0.metadata.clone()
    }

    /// `table.c`, in order.
    pub fn columns(&self) -> Vec<Column> {
        self.0.columns.borrow().values().cloned().collect()
    }

    /// `table.c` as a collection.
    pub(crate) fn collection(&self) -> Columns {
        let mut cached = self.0.collection.borrow_mut();
        let make = || {
            let columns = self.0.columns.borrow();
            columns.iter().map(|(key, column)| (key.clone(), column.clone())).collect()
        };
        cached.get_or_insert_with(make).clone()
    }

    /// `table.c[key]`.
    pub fn column(&self, key: &str) -> Option<Column> {
        self.0.columns.borrow().get(key).cloned()
    }

    /// `table.c[key]`, or an error that says what is missing.
    pub fn c(&self, key: &str) -> Result<Column> {
        self.column(key).ok_or_else(|| Error::key_error(key))
    }

    /// In the order in which they were made.
    pub fn constraints(&self) -> Vec<Constraint> {
        let mut constraints = self.0.constraints.borrow().clone();
        constraints.sort_by_key(Constraint::order);
        constraints
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

    pub fn foreign_key_constraints(&self) -> Vec<Constraint> {
        let is_foreign =
            |c: &&Constraint| matches!(&*c.0.kind.borrow(), ConstraintKind::ForeignKey { .. });
        self.constraints().iter().filter(is_foreign).cloned().collect()
    }
}
