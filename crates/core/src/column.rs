//! [`Column`]: a column of a table, of an alias or subquery (a proxy), or of nothing (`column("x")`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;

use crate::constraint::{ConstraintOptions, ForeignKey, ForeignKeyTarget};
use crate::default::{ColumnDefault, Computed, Identity, ServerDefault};
use crate::element::ElementId;
use crate::expr::Expr;
use crate::from::{FromClause, WeakFrom};
use crate::metadata::Table;
use crate::types::SqlType;
use crate::value::Value;

/// `autoincrement=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Autoincrement {
    #[default]
    Auto,
    True,
    False,
    IgnoreFk,
}

/// What only a column of a schema has.
#[derive(Debug, Default)]
pub struct SchemaColumn {
    pub primary_key: Cell<bool>,
    /// `None`: not said; then it is the negation of `primary_key`.
    pub nullable: Cell<Option<bool>>,
    pub unique: Cell<Option<bool>>,
    pub index: Cell<Option<bool>>,
    pub autoincrement: Cell<Autoincrement>,
    pub default: RefCell<Option<ColumnDefault>>,
    pub onupdate: RefCell<Option<ColumnDefault>>,
    pub server_default: RefCell<Option<ServerDefault>>,
    pub server_onupdate: RefCell<Option<ServerDefault>>,
    pub computed: RefCell<Option<Computed>>,
    pub identity: RefCell<Option<Identity>>,
    pub foreign_keys: RefCell<Vec<ForeignKey>>,
    pub comment: RefCell<Option<Rc<str>>>,
    pub system: Cell<bool>,
    pub insert_default_sentinel: Cell<bool>,
    pub info: RefCell<IndexMap<Rc<str>, Value>>,
    pub dialect_options: RefCell<IndexMap<Rc<str>, Value>>,
}

/// The parts of a column.
#[derive(Debug)]
pub struct ColumnData {
    /// Empty until a table or a mapped class names it.
    pub name: RefCell<Rc<str>>,
    /// What `table.c` calls it; empty: as `name`.
    pub key: RefCell<Rc<str>>,
    pub sql_type: RefCell<SqlType>,
    /// What the column is read from.
    pub table: RefCell<Option<WeakFrom>>,
    pub schema: Option<SchemaColumn>,
    /// For a column of an alias or subquery: what it stands for inside.
    pub proxies: Vec<Expr>,
    /// Rendered as it is written: `literal_column`.
    pub is_literal: bool,
}

/// A column; cheap to clone, equal by identity.
#[derive(Clone, Debug)]
pub struct Column(pub Rc<ColumnData>);

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Column {}

impl std::hash::Hash for Column {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl Column {
    fn from_parts(name: &str, sql_type: SqlType, schema: Option<SchemaColumn>) -> Column {
        Column(Rc::new(ColumnData {
            name: RefCell::new(name.into()),
            key: RefCell::new("".into()),
            sql_type: RefCell::new(sql_type),
            table: RefCell::new(None),
            schema,
            proxies: Vec::new(),
            is_literal: false,
        }))
    }

    /// `Column(name, type)`: a column for a table; its options are set through [`Column::schema`].
    pub fn new(name: &str, sql_type: SqlType) -> Column {
        Column::from_parts(name, sql_type, Some(SchemaColumn::default()))
    }

    /// `column(name, type)`: a name without a table.
    pub fn free(name: &str, sql_type: SqlType) -> Column {
        Column::from_parts(name, sql_type, None)
    }

    /// `literal_column(text, type)`.
    pub fn literal(text: &str, sql_type: SqlType) -> Column {
        Column(Rc::new(ColumnData {
            name: RefCell::new(text.into()),
            key: RefCell::new("".into()),
            sql_type: RefCell::new(sql_type),
            table: RefCell::new(None),
            schema: None,
            proxies: Vec::new(),
            is_literal: true,
        }))
    }

    /// A column of an alias, subquery or CTE that stands for `inner` of it.
    pub fn proxy(name: &str, key: &str, inner: Expr, table: WeakFrom) -> Column {
        Column::proxy_of(name, key, vec![inner], table)
    }

    /// A column that stands for several, as one of a UNION does; typed as the first.
    pub fn proxy_of(name: &str, key: &str, inners: Vec<Expr>, table: WeakFrom) -> Column {
        Column(Rc::new(ColumnData {
            name: RefCell::new(name.into()),
            key: RefCell::new(key.into()),
            sql_type: RefCell::new(inners.first().map(Expr::sql_type).unwrap_or_default()),
            table: RefCell::new(Some(table)),
            schema: None,
            proxies: inners,
            is_literal: false,
        }))
    }

    #[must_use]
    pub fn primary_key(self) -> Column {
        if let Some(schema) = self.schema() {
            schema.primary_key.set(true);
        }
        self
    }

    #[must_use]
    pub fn nullable(self, nullable: bool) -> Column {
        if let Some(schema) = self.schema() {
            schema.nullable.set(Some(nullable));
        }
        self
    }

    /// `ForeignKey("users.id")`, with more said by `options`.
    #[must_use]
    pub fn foreign_key_with(self, target: ForeignKeyTarget, options: ConstraintOptions) -> Column {
        if let Some(schema) = self.schema() {
            schema.foreign_keys.borrow_mut().push(ForeignKey::new(target, options));
        }
        self
    }

    /// `ForeignKey("users.id")`.
    #[must_use]
    pub fn foreign_key(self, target: &str) -> Column {
        let target = ForeignKeyTarget::Name(target.into());
        self.foreign_key_with(target, ConstraintOptions::default())
    }

    #[must_use]
    pub fn unique(self) -> Column {
        if let Some(schema) = self.schema() {
            schema.unique.set(Some(true));
        }
        self
    }

    #[must_use]
    pub fn index(self) -> Column {
        if let Some(schema) = self.schema() {
            schema.index.set(Some(true));
        }
        self
    }

    /// `default=`.
    #[must_use]
    pub fn default(self, default: ColumnDefault) -> Column {
        if let Some(schema) = self.schema() {
            *schema.default.borrow_mut() = Some(default);
        }
        self
    }

    /// `onupdate=`.
    #[must_use]
    pub fn onupdate(self, default: ColumnDefault) -> Column {
        if let Some(schema) = self.schema() {
            *schema.onupdate.borrow_mut() = Some(default);
        }
        self
    }

    /// `server_default=`.
    #[must_use]
    pub fn server_default(self, default: ServerDefault) -> Column {
        if let Some(schema) = self.schema() {
            *schema.server_default.borrow_mut() = Some(default);
        }
        self
    }

    #[must_use]
    pub fn autoincrement(self, autoincrement: Autoincrement) -> Column {
        if let Some(schema) = self.schema() {
            schema.autoincrement.set(autoincrement);
        }
        self
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn name(&self) -> Rc<str> {
        self.0.name.borrow().clone()
    }

    pub fn key(&self) -> Rc<str> {
        let key = self.0.key.borrow();
        if key.is_empty() { self.name() } else { key.clone() }
    }

    /// A column without a type has that of the column it refers to.
    pub fn sql_type(&self) -> SqlType {
        let own = self.0.sql_type.borrow().clone();
        if !own.is_null() {
            return own;
        }
        let Some(schema) = self.schema() else {
            return own;
        };
        let referred = schema.foreign_keys.borrow().iter().find_map(|key| key.column().ok());
        match referred {
            Some(referred) if referred != *self => referred.sql_type(),
            _ => own,
        }
    }

    pub fn schema(&self) -> Option<&SchemaColumn> {
        self.0.schema.as_ref()
    }

    /// What it is read from; `None` while it belongs to nothing.
    pub fn table(&self) -> Option<FromClause> {
        self.0.table.borrow().as_ref().and_then(WeakFrom::upgrade)
    }

    /// The schema's table, for a column of one.
    pub fn schema_table(&self) -> Option<Table> {
        match self.table() {
            Some(FromClause::Table(table)) => Some(table),
            _ => None,
        }
    }

    pub fn is_primary_key(&self) -> bool {
        match self.schema() {
            Some(schema) => schema.primary_key.get(),
            None => self.base_columns().iter().any(|base| base != self && base.is_primary_key()),
        }
    }

    pub fn is_nullable(&self) -> bool {
        self.schema()
            .is_none_or(|schema| schema.nullable.get().unwrap_or_else(|| !schema.primary_key.get()))
    }

    pub fn foreign_keys(&self) -> Vec<ForeignKey> {
        match self.schema() {
            Some(schema) => schema.foreign_keys.borrow().clone(),
            None => Vec::new(),
        }
    }

    /// The innermost columns that this one stands for; itself if it is no proxy.
    pub fn base_columns(&self) -> Vec<Column> {
        if self.0.proxies.is_empty() {
            return vec![self.clone()];
        }
        let inner = self.0.proxies.iter().filter_map(Expr::through_label);
        let found: Vec<Column> = inner.flat_map(|column| column.base_columns()).collect();
        if found.is_empty() { vec![self.clone()] } else { found }
    }

    /// The foreign keys of what it stands for.
    pub fn base_foreign_keys(&self) -> Vec<ForeignKey> {
        if self.schema().is_some() {
            return self.foreign_keys();
        }
        let inner = self.0.proxies.iter().filter_map(Expr::through_label);
        inner.flat_map(|column| column.base_foreign_keys()).collect()
    }

    /// Itself and all that it stands for, through any number of aliases.
    pub fn proxy_set(&self) -> Vec<Column> {
        let mut set = vec![self.clone()];
        for inner in self.0.proxies.iter().filter_map(Expr::through_label) {
            set.extend(inner.proxy_set());
        }
        set
    }

    /// Whether it stands, through any number of aliases, for `other` or for what that stands for.
    pub fn stands_for(&self, other: &Column) -> bool {
        self.shares_lineage(other)
    }

    /// Whether both stand for one column: `shares_lineage`.
    pub fn shares_lineage(&self, other: &Column) -> bool {
        let others = other.base_columns();
        self.base_columns().iter().any(|column| others.contains(column))
    }
}
