//! Constraints of a table, and [`ForeignKey`], which a column may carry before its table exists.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::column::Column;
use crate::element::ElementId;
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Expr;
use crate::metadata::{MetaData, Table};
use crate::types::SqlType;

/// What every constraint may say.
#[derive(Clone, Debug, Default)]
pub struct ConstraintOptions {
    pub name: Option<Rc<str>>,
    /// `conv(name)`: no naming convention applies to it.
    pub is_final_name: bool,
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

    /// The full name of the table it refers to.
    pub fn target_table(&self) -> String {
        let target = self.target_fullname();
        let table = target.rsplit_once('.').map(|(table, _)| table.to_owned());
        let table = table.unwrap_or(target);
        match self.default_schema() {
            Some(schema) if !table.contains('.') && self.is_by_name() => {
                format!("{schema}.{table}")
            }
            _ => table,
        }
    }

    fn is_by_name(&self) -> bool {
        matches!(self.0.target, ForeignKeyTarget::Name(_))
    }

    fn default_schema(&self) -> Option<Rc<str>> {
        let parent = self.0.parent.borrow();
        parent.as_ref().and_then(Column::schema_table)?.metadata().schema()
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
        let parent_key = parent.as_ref().map(Column::key).unwrap_or_default();
        let parent_name = parent.map(|column| column.name()).unwrap_or_default();
        // A table alone means its column of the same key.
        let (table_name, column_name) = name.rsplit_once('.').unwrap_or((name, &parent_key));
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
    /// The Boolean or Enum that a CHECK was made for: only where the dialect has no such type.
    pub of_type: Option<SqlType>,
    order: u64,
    /// Made of `unique=True` or `ForeignKey(…)` on a column, or by a type (Boolean, Enum).
    pub implicit: bool,
}

thread_local! {
    static NEXT_ORDER: Cell<u64> = const { Cell::new(0) };
}

fn next_order() -> u64 {
    NEXT_ORDER.replace(NEXT_ORDER.get() + 1)
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
            of_type: None,
            order: next_order(),
            implicit,
        }))
    }

    /// The CHECK of a Boolean or Enum column.
    pub(crate) fn of_type(sqltext: Expr, name: Option<Rc<str>>, sql_type: SqlType) -> Constraint {
        Constraint(Rc::new(ConstraintData {
            kind: RefCell::new(ConstraintKind::Check { sqltext }),
            pending_columns: Vec::new(),
            options: ConstraintOptions { name, ..ConstraintOptions::default() },
            table: RefCell::new(None),
            of_type: Some(sql_type),
            order: next_order(),
            implicit: true,
        }))
    }

    /// `PrimaryKeyConstraint("a", "b")`.
    pub fn primary_key<T: Into<Rc<str>>>(
        columns: impl IntoIterator<Item = T>,
        options: ConstraintOptions,
    ) -> Constraint {
        let names = columns.into_iter().map(Into::into).collect();
        let kind = ConstraintKind::PrimaryKey { columns: Vec::new() };
        Constraint::with_pending(kind, names, options, false)
    }

    /// `UniqueConstraint("a", "b")`.
    pub fn unique<T: Into<Rc<str>>>(
        columns: impl IntoIterator<Item = T>,
        options: ConstraintOptions,
    ) -> Constraint {
        let names = columns.into_iter().map(Into::into).collect();
        let kind = ConstraintKind::Unique { columns: Vec::new() };
        Constraint::with_pending(kind, names, options, false)
    }

    /// `CheckConstraint(sqltext)`.
    pub fn check(sqltext: Expr, options: ConstraintOptions) -> Constraint {
        Constraint::new(ConstraintKind::Check { sqltext }, options, false)
    }

    /// `ForeignKeyConstraint(columns, targets)`.
    pub fn foreign_key<T: Into<Rc<str>>>(
        columns: impl IntoIterator<Item = T>,
        targets: Vec<ForeignKeyTarget>,
        options: ConstraintOptions,
    ) -> Result<Constraint> {
        let names: Vec<Rc<str>> = columns.into_iter().map(Into::into).collect();
        if names.len() != targets.len() {
            return Err(Error::argument(
                "ForeignKeyConstraint number of constrained columns must match the number of \
                 referenced columns.",
            ));
        }
        let element = |target| ForeignKey::new(target, options.clone());
        let elements = targets.into_iter().map(element).collect();
        let kind = ConstraintKind::ForeignKey { columns: Vec::new(), elements };
        Ok(Constraint::with_pending(kind, names, options, false))
    }

    /// Of all constraints, when it was made.
    pub fn order(&self) -> u64 {
        self.0.order
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    /// Lets go of its table and of what its foreign keys are of.
    pub(crate) fn dispose(&self) {
        for key in self.elements() {
            key.0.constraint.take();
            key.0.parent.take();
        }
        self.0.table.take();
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

    /// Name of its class in Python.
    pub fn class_name(&self) -> &'static str {
        match &*self.0.kind.borrow() {
            ConstraintKind::PrimaryKey { .. } => "PrimaryKeyConstraint",
            ConstraintKind::Unique { .. } => "UniqueConstraint",
            ConstraintKind::Check { .. } => "CheckConstraint",
            ConstraintKind::ForeignKey { .. } => "ForeignKeyConstraint",
        }
    }

    /// Sets the columns that were named before their table was known.
    pub(crate) fn resolve(&self, named: Vec<Column>) {
        if named.is_empty() {
            return;
        }
        match &mut *self.0.kind.borrow_mut() {
            ConstraintKind::PrimaryKey { columns }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::ForeignKey { columns, .. } => *columns = named,
            ConstraintKind::Check { .. } => {}
        }
    }

    /// The foreign keys of a `ForeignKeyConstraint`; empty for others.
    pub fn elements(&self) -> Vec<ForeignKey> {
        match &*self.0.kind.borrow() {
            ConstraintKind::ForeignKey { elements, .. } => elements.clone(),
            _ => Vec::new(),
        }
    }
}
