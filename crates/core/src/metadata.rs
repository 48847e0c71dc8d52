//! [`MetaData`]: the tables of a schema, by name.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::constraint::Constraint;
use crate::default::Sequence;
use crate::error::Result;
use crate::index::Index;

pub use crate::table::{Table, TableData, TableOptions, WeakTable};

/// What a naming convention names.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    Constraint(&'a Constraint),
    Index(&'a Index),
}

/// A token of a naming convention that the layer above defines: `fk_guid`.
#[derive(Clone)]
pub struct NamingToken(pub Rc<NamingFunction>);

/// Gives the text of a token for what is named and its table.
pub type NamingFunction = dyn Fn(Named<'_>, &Table) -> Result<String>;

impl fmt::Debug for NamingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamingToken")
    }
}

/// The parts of a [`MetaData`].
#[derive(Debug, Default)]
pub struct MetaDataData {
    pub tables: RefCell<IndexMap<Rc<str>, Table>>,
    pub schema: Option<Rc<str>>,
    /// `naming_convention`: by `ix`, `uq`, `ck`, `fk`, `pk`.
    pub naming_convention: IndexMap<Rc<str>, Rc<str>>,
    pub naming_tokens: IndexMap<Rc<str>, NamingToken>,
    pub sequences: RefCell<Vec<Sequence>>,
}

/// A collection of tables; cheap to clone, equal by identity.
#[derive(Clone, Debug, Default)]
pub struct MetaData(pub Rc<MetaDataData>);

impl MetaData {
    pub fn new() -> MetaData {
        MetaData::default()
    }

    /// `MetaData(schema=…, naming_convention=…)`.
    pub fn with_options(
        schema: Option<Rc<str>>,
        naming_convention: IndexMap<Rc<str>, Rc<str>>,
        naming_tokens: IndexMap<Rc<str>, NamingToken>,
    ) -> MetaData {
        MetaData(Rc::new(MetaDataData {
            schema,
            naming_convention,
            naming_tokens,
            ..MetaDataData::default()
        }))
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

    /// The tables in the order of their foreign keys, parents first, and those of them that form a circle
    /// (then their order is a guess, and SQLAlchemy warns).
    pub fn sorted_tables(&self) -> (Vec<Table>, Vec<Table>) {
        let mut tables = self.tables();
        tables.sort_by_key(Table::fullname);
        crate::ddl::sort_tables(&tables)
    }

    /// Lists a sequence; once.
    pub fn add_sequence(&self, sequence: &Sequence) {
        let mut sequences = self.0.sequences.borrow_mut();
        if !sequences.iter().any(|other| Rc::ptr_eq(&other.0, &sequence.0)) {
            sequences.push(sequence.clone());
        }
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
