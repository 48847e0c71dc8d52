//! Constraints of a table, and [`ForeignKey`], which a column may carry before its table exists.

use std::cell::RefCell;
use std::rc::Rc;

use crate::column::Column;
use crate::element::ElementId;
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Expr;
use crate::metadata::{MetaData, Table};

/// What every constraint may say.
#[derive(Clone, Debug, Default)]
pub struct ConstraintOptions {
    pub name: Option<Rc<str>>,
    pub deferrable: Option<bool>,
    pub initially: Option<Rc<str>>,
    /// Of foreign keys.
    pub onupdate: Option<Rc<str>>,
    pub ondelete: Option<Rc<str>>,
    pub match_: Option<Rc<str>>,
    pub use_alter: bool,
    pub comment: Option<Rc<str>>,
}

/// Where a foreign key points to.
#[derive(Clone, Debug)]
pub enum ForeignKeyTarget {
    /// `"users.id"` or `"schema.users.id"`, found when asked.
    Name(Rc<str>),
    Column(Column),
}

#[derive(Debug)]
pub struct ForeignKeyData {
    pub target: ForeignKeyTarget,
    pub options: ConstraintOptions,
    /// The column that has it, once attached.
    pub parent: RefCell<Option<Column>>,
    /// The constraint that it is an element of, once its table exists.
    pub constraint: RefCell<Option<Constraint>>,
}

/// `ForeignKey("users.id")`; cheap to clone.
#[derive(Clone, Debug)]
pub struct ForeignKey(pub Rc<ForeignKeyData>);

impl ForeignKey {
    pub fn new(target: ForeignKeyTarget, options: ConstraintOptions) -> ForeignKey {
        ForeignKey(Rc::new(ForeignKeyData {
            target,
            options,
            parent: RefCell::new(None),
            constraint: RefCell::new(None),
        }))
    }

    /// The text of the target: `users.id`.
    pub fn target_fullname(&self) -> String {
        match &self.0.target {
            ForeignKeyTarget::Name(name) => name.to_string(),
            ForeignKeyTarget::Column(column) => match column.schema_table() {
                Some(table) => format!("{}.{}", table.fullname(), column.key()),
                None => column.key().to_string(),
            },
        }
    }

    /// The column it refers to; an error where its table or column is not there.
    pub fn column(&self) -> Result<Column> {
        match &self.0.target {
            ForeignKeyTarget::Column(column) => Ok(column.clone()),
            ForeignKeyTarget::Name(name) => self.find(name),
        }
    }

    fn find(&self, name: &str) -> Result<Column> {
        let parent = self.0.parent.borrow().clone();
        let table = parent.as_ref().and_then(Column::schema_table).ok_or_else(|| {
            Error::invalid_request(
                "this ForeignKey object does not yet have a parent Column associated with it.",
            )
        })?;
        let (table_name, column_name) = name.rsplit_once('.').unwrap_or((name, ""));
        let parent_name = parent.map(|column| column.name()).unwrap_or_default();
        let target = find_table(&table.metadata(), &table, table_name).ok_or_else(|| {
            Error::new(ErrorKind::NoReferencedTable, format!(
                "Foreign key associated with column '{}.{parent_name}' could not find table '{table_name}' with which to generate a foreign key to target column '{column_name}'",
                table.fullname(),
            ))
        })?;
        target.column(column_name).ok_or_else(|| {
            Error::new(ErrorKind::NoReferencedColumn, format!(
                "Could not initialize target column for ForeignKey '{name}' on table '{}': table '{}' has no column named '{column_name}'",
                table.name(),
                target.name(),
            ))
        })
    }
}

/// By full name; without a schema in it, in the schema of the metadata.
fn find_table(metadata: &MetaData, _from: &Table, name: &str) -> Option<Table> {
    metadata.table(name).or_else(|| {
        let schema = metadata.schema()?;
        metadata.table(&format!("{schema}.{name}"))
    })
}

#[derive(Clone, Debug)]
pub enum ConstraintKind {
    PrimaryKey { columns: Vec<Column> },
    Unique { columns: Vec<Column> },
    Check { sqltext: Expr },
    ForeignKey { columns: Vec<Column>, elements: Vec<ForeignKey> },
}

#[derive(Debug)]
pub struct ConstraintData {
    pub kind: RefCell<ConstraintKind>,
    /// Columns by name, until the constraint is attached: `UniqueConstraint("a", "b")`.
    pub pending_columns: Vec<Rc<str>>,
    pub options: ConstraintOptions,
    pub table: RefCell<Option<Table>>,
    /// Made of `unique=True` or `ForeignKey(…)` on a column, or by a type (Boolean, Enum).
    pub implicit: bool,
}

/// A constraint of a table; cheap to clone.
#[derive(Clone, Debug)]
pub struct Constraint(pub Rc<ConstraintData>);

impl Constraint {
    pub fn new(kind: ConstraintKind, options: ConstraintOptions, implicit: bool) -> Constraint {
        Constraint::with_pending(kind, Vec::new(), options, implicit)
    }

    /// With columns that are named before their table is known.
    pub fn with_pending(
        kind: ConstraintKind,
        pending_columns: Vec<Rc<str>>,
        options: ConstraintOptions,
        implicit: bool,
    ) -> Constraint {
        Constraint(Rc::new(ConstraintData {
            kind: RefCell::new(kind),
            pending_columns,
            options,
            table: RefCell::new(None),
            implicit,
        }))
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn kind(&self) -> ConstraintKind {
        self.0.kind.borrow().clone()
    }

    pub fn table(&self) -> Option<Table> {
        self.0.table.borrow().clone()
    }

    pub fn columns(&self) -> Vec<Column> {
        match &*self.0.kind.borrow() {
            ConstraintKind::PrimaryKey { columns }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::ForeignKey { columns, .. } => columns.clone(),
            ConstraintKind::Check { .. } => Vec::new(),
        }
    }

    /// The name that it is created with: given, or made by the naming convention of the metadata.
    pub fn effective_name(&self) -> Result<Option<Rc<str>>> {
        crate::naming::constraint_name(self)
    }

    /// The foreign keys of a `ForeignKeyConstraint`; empty for others.
    pub fn elements(&self) -> Vec<ForeignKey> {
        match &*self.0.kind.borrow() {
            ConstraintKind::ForeignKey { elements, .. } => elements.clone(),
            _ => Vec::new(),
        }
    }
}
