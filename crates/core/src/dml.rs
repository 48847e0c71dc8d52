//! What INSERT, UPDATE and DELETE have in common: the target, assigned values, RETURNING.
//!
//! Only data and its editing; the texts are written in `compiler/insert.rs` and its siblings.

mod delete;
mod insert;
mod update;
mod upsert;

use std::rc::Rc;

use indexmap::IndexMap;

use crate::column::Column;
use crate::entity::{Entity, Plugin, StatementOption};
use crate::error::{Error, Result};
use crate::expr::{Bind, Expr};
use crate::from::{Alias, FromClause};
use crate::select::{Affix, Execution, PluginRef, SelectItem};
use crate::types::SqlType;
use crate::value::Value;

pub use delete::{Delete, DeleteData, delete};
pub use insert::{Insert, InsertData, MultiRow, insert};
pub use update::{Update, UpdateData, update};
pub use upsert::{ConflictTarget, OnConflict, OnConflictUpdate, OnDuplicateKey, Upsert};

/// What a value is assigned to.
#[derive(Clone, Debug)]
pub enum DmlKey {
    /// A column by its key.
    Name(Rc<str>),
    /// A column, or an expression over one (`array[1]`).
    Expr(Expr),
}

impl DmlKey {
    /// The key of the column; an expression that is no column has none.
    pub fn column_key(&self) -> Option<Rc<str>> {
        match self {
            DmlKey::Name(name) => Some(name.clone()),
            DmlKey::Expr(expr) => expr.as_column().map(Column::key),
        }
    }

    pub fn as_column(&self) -> Option<&Column> {
        match self {
            DmlKey::Expr(expr) => expr.as_column(),
            DmlKey::Name(_) => None,
        }
    }

    fn is_same(&self, other: &DmlKey) -> bool {
        match (self, other) {
            (DmlKey::Name(a), DmlKey::Name(b)) => a == b,
            (DmlKey::Expr(a), DmlKey::Expr(b)) => a.id() == b.id(),
            _ => false,
        }
    }
}

impl From<&str> for DmlKey {
    fn from(name: &str) -> DmlKey {
        DmlKey::Name(name.into())
    }
}

impl From<Rc<str>> for DmlKey {
    fn from(name: Rc<str>) -> DmlKey {
        DmlKey::Name(name)
    }
}

impl From<Expr> for DmlKey {
    fn from(expr: Expr) -> DmlKey {
        DmlKey::Expr(expr)
    }
}

impl From<&Column> for DmlKey {
    fn from(column: &Column) -> DmlKey {
        DmlKey::Expr(Expr::from(column))
    }
}

/// What is assigned.
#[derive(Clone, Debug)]
pub enum DmlValue {
    Value(Value),
    Expr(Expr),
}

impl DmlValue {
    /// The expression: a plain value becomes a bind that is named when compiled.
    pub fn into_expr(self) -> Expr {
        match self {
            DmlValue::Value(value) => Bind::anonymous("param", value, SqlType::Null).into_expr(),
            DmlValue::Expr(expr) => expr,
        }
    }
}

impl From<Expr> for DmlValue {
    fn from(expr: Expr) -> DmlValue {
        DmlValue::Expr(expr)
    }
}

impl<T: Into<Value>> From<T> for DmlValue {
    fn from(value: T) -> DmlValue {
        DmlValue::Value(value.into())
    }
}

/// Assignments in order; a key occurs once.
#[derive(Clone, Debug, Default)]
pub struct Assignments(Vec<(DmlKey, Expr)>);

impl Assignments {
    pub fn iter(&self) -> impl Iterator<Item = &(DmlKey, Expr)> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds or replaces, as `dict.update` does.
    pub fn set(&mut self, key: DmlKey, value: Expr) {
        match self.0.iter_mut().find(|(other, _)| other.is_same(&key)) {
            Some(entry) => entry.1 = value,
            None => self.0.push((key, value)),
        }
    }
}

impl FromIterator<(DmlKey, Expr)> for Assignments {
    fn from_iter<I: IntoIterator<Item = (DmlKey, Expr)>>(pairs: I) -> Assignments {
        let mut assignments = Assignments::default();
        for (key, value) in pairs {
            assignments.set(key, value);
        }
        assignments
    }
}

/// The parts that every DML statement has.
#[derive(Clone, Debug)]
pub struct DmlBase {
    pub table: FromClause,
    pub returning: Vec<SelectItem>,
    /// `return_defaults()`: fetch what the server generated, as the ORM needs it.
    pub return_defaults: bool,
    /// The columns of `return_defaults(*cols)`; `None` for all.
    pub return_defaults_columns: Option<Vec<Column>>,
    pub supplemental_returning: Vec<Expr>,
    pub sort_by_parameter_order: bool,
    pub prefixes: Vec<Affix>,
    /// Table, text, dialect (`*` for all).
    pub hints: Vec<(FromClause, Rc<str>, Rc<str>)>,
    /// `add_cte`: rendered though nothing refers to them.
    pub independent_ctes: Vec<(Alias, bool)>,
    /// `mysql_limit` and the like.
    pub dialect_options: IndexMap<Rc<str>, DmlValue>,
    pub execution: Execution,
    pub plugin: Option<PluginRef>,
    /// Set on what a plug-in gave back.
    pub is_lowered: bool,
}

impl DmlBase {
    fn new(table: FromClause) -> DmlBase {
        DmlBase {
            table,
            returning: Vec::new(),
            return_defaults: false,
            return_defaults_columns: None,
            supplemental_returning: Vec::new(),
            sort_by_parameter_order: false,
            prefixes: Vec::new(),
            hints: Vec::new(),
            independent_ctes: Vec::new(),
            dialect_options: IndexMap::new(),
            execution: Execution::default(),
            plugin: None,
            is_lowered: false,
        }
    }

    fn add_returning(&mut self, items: Vec<SelectItem>) -> Result<()> {
        if self.return_defaults {
            return Err(Error::invalid_request(
                "return_defaults() is already configured on this statement",
            ));
        }
        self.returning.extend(items);
        Ok(())
    }

    fn add_return_defaults(&mut self, defaults: ReturnDefaults) {
        self.return_defaults_columns = match (defaults.columns, self.return_defaults_columns.take())
        {
            (None, _) => None,
            (Some(new), None) => Some(new),
            (Some(new), Some(mut old)) => {
                old.extend(new);
                Some(old)
            }
        };
        self.return_defaults = true;
        self.sort_by_parameter_order |= defaults.sort_by_parameter_order;
        for column in defaults.supplemental {
            if !self.supplemental_returning.iter().any(|other| other.id() == column.id()) {
                self.supplemental_returning.push(column);
            }
        }
    }

    /// The columns of RETURNING: entities and tables stand for all of theirs.
    pub fn returning_columns(&self) -> Result<Vec<Expr>> {
        let mut columns = Vec::new();
        for item in &self.returning {
            match item {
                SelectItem::Expr(expr) => columns.push(expr.clone()),
                SelectItem::From(from) => columns.extend(from.columns().iter().map(Expr::from)),
                SelectItem::Entity(entity) => columns.extend(entity.columns()?),
                SelectItem::Foreign(item) => return Err(not_lowered(item)),
            }
        }
        Ok(columns)
    }

    /// The plug-in that must lower the statement before it is compiled.
    fn find_plugin(&self, expressions: &mut dyn Iterator<Item = &Expr>) -> Option<Rc<dyn Plugin>> {
        if self.is_lowered {
            return None;
        }
        if let Some(plugin) = &self.plugin {
            return Some(plugin.0.clone());
        }
        if let FromClause::Entity(entity) = &self.table {
            return Some(entity.plugin());
        }
        let of_item = |item: &SelectItem| match item {
            SelectItem::Entity(entity) | SelectItem::From(FromClause::Entity(entity)) => {
                Some(entity.plugin())
            }
            SelectItem::Expr(expr) => entity_plugin(expr),
            SelectItem::From(_) | SelectItem::Foreign(_) => None,
        };
        let returned = self.returning.iter().find_map(of_item);
        if returned.is_some() {
            return returned;
        }
        for expr in expressions {
            if let Some(plugin) = entity_plugin(expr) {
                return Some(plugin);
            }
        }
        None
    }
}

fn not_lowered(item: &Rc<dyn StatementOption>) -> Error {
    Error::not_implemented(format!("{item:?} in RETURNING"))
}

fn entity_plugin(expr: &Expr) -> Option<Rc<dyn Plugin>> {
    expr.entity_within().map(|entity: Rc<dyn Entity>| entity.plugin())
}

/// The arguments of `return_defaults`.
#[derive(Clone, Debug, Default)]
pub struct ReturnDefaults {
    pub columns: Option<Vec<Column>>,
    pub supplemental: Vec<Expr>,
    pub sort_by_parameter_order: bool,
}

/// The generative methods that INSERT, UPDATE and DELETE share.
macro_rules! dml_methods {
    ($statement:ident, $data:ident) => {
        impl std::ops::Deref for $statement {
            type Target = $data;

            fn deref(&self) -> &$data {
                &self.0
            }
        }

        impl $statement {
            pub fn from_data(data: $data) -> $statement {
                $statement(Rc::new(data))
            }

            pub fn id(&self) -> crate::element::ElementId {
                crate::element::ElementId::of(&self.0)
            }

            /// The parts, to be changed in place; a shared statement is copied first.
            pub fn data_mut(&mut self) -> &mut $data {
                Rc::make_mut(&mut self.0)
            }

            fn edit_base(mut self, edit: impl FnOnce(&mut DmlBase)) -> $statement {
                edit(&mut self.data_mut().base);
                self
            }

            pub fn table(&self) -> &FromClause {
                &self.base.table
            }

            /// `returning(*items)`.
            pub fn returning(mut self, items: Vec<SelectItem>) -> Result<$statement> {
                self.data_mut().base.add_returning(items)?;
                Ok(self)
            }

            /// `return_defaults(*cols)`.
            pub fn return_defaults(self, defaults: ReturnDefaults) -> $statement {
                self.edit_base(|base| base.add_return_defaults(defaults))
            }

            pub fn prefix_with(self, text: Expr, dialect: Option<Rc<str>>) -> $statement {
                self.edit_base(|base| base.prefixes.push(Affix { text, dialect }))
            }

            /// `with_hint(text, selectable, dialect_name)`.
            pub fn with_hint(
                self,
                text: impl Into<Rc<str>>,
                selectable: Option<FromClause>,
                dialect: impl Into<Rc<str>>,
            ) -> $statement {
                self.edit_base(|base| {
                    let selectable = selectable.unwrap_or_else(|| base.table.clone());
                    base.hints.push((selectable, text.into(), dialect.into()));
                })
            }

            /// `add_cte(cte, nest_here=…)`.
            pub fn add_cte(self, cte: Alias, nest_here: bool) -> $statement {
                self.edit_base(|base| base.independent_ctes.push((cte, nest_here)))
            }

            /// `with_dialect_options(mysql_limit=…)`.
            pub fn with_dialect_option(
                self,
                name: impl Into<Rc<str>>,
                value: impl Into<DmlValue>,
            ) -> $statement {
                self.edit_base(|base| {
                    base.dialect_options.insert(name.into(), value.into());
                })
            }

            pub fn options(self, options: Vec<Rc<dyn StatementOption>>) -> $statement {
                self.edit_base(|base| base.execution.options.extend(options))
            }

            pub fn execution_options(self, options: Vec<(Rc<str>, Value)>) -> $statement {
                self.edit_base(|base| base.execution.execution_options.extend(options))
            }

            pub fn execution(&self) -> &Execution {
                &self.base.execution
            }
        }
    };
}

use dml_methods;
