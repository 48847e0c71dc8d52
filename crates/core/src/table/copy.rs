//! Copies of columns, constraints and tables for another table or metadata: mixins, `to_metadata`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{
    Column, Constraint, ConstraintKind, Index, MetaData, Result, Table, TableItem, TableOptions,
};
use crate::column::{ColumnData, SchemaColumn};
use crate::constraint::{ForeignKey, ForeignKeyTarget};
use crate::expr::Expr;
use crate::index::IndexElement;

impl Column {
    /// A column of no table with all that was said of this one.
    #[must_use]
    pub fn copy(&self) -> Column {
        let schema = self.schema().map(SchemaColumn::copy);
        Column(Rc::new(ColumnData {
            name: self.0.name.clone(),
            key: self.0.key.clone(),
            sql_type: self.0.sql_type.clone(),
            table: RefCell::new(None),
            schema,
            proxies: self.0.proxies.clone(),
            is_literal: self.0.is_literal,
        }))
    }
}

impl SchemaColumn {
    fn copy(&self) -> SchemaColumn {
        let keys = self.foreign_keys.borrow();
        // A key of a constraint of its own is copied with that constraint.
        let own = keys.iter().filter(|key| key.is_of_column());
        let foreign_keys = RefCell::new(own.map(ForeignKey::copy).collect());
        SchemaColumn {
            primary_key: Cell::new(self.primary_key.get()),
            nullable: Cell::new(self.nullable.get()),
            unique: Cell::new(self.unique.get()),
            index: Cell::new(self.index.get()),
            autoincrement: Cell::new(self.autoincrement.get()),
            default: self.default.clone(),
            onupdate: self.onupdate.clone(),
            server_default: self.server_default.clone(),
            server_onupdate: self.server_onupdate.clone(),
            computed: self.computed.clone(),
            identity: self.identity.clone(),
            foreign_keys,
            comment: self.comment.clone(),
            system: Cell::new(self.system.get()),
            insert_default_sentinel: Cell::new(self.insert_default_sentinel.get()),
            info: self.info.clone(),
            dialect_options: self.dialect_options.clone(),
        }
    }
}

impl ForeignKey {
    /// The same target and options, of no column yet.
    #[must_use]
    pub fn copy(&self) -> ForeignKey {
        ForeignKey::new(self.0.target.clone(), self.0.options.clone())
    }

    /// Whether it was given to a column rather than to a `ForeignKeyConstraint`.
    fn is_of_column(&self) -> bool {
        self.0.constraint.borrow().as_ref().is_none_or(|constraint| constraint.0.implicit)
    }

    /// By name, in the schema that its table goes to.
    fn moved(&self, table: &Table, schema: Option<&Rc<str>>) -> ForeignKeyTarget {
        let target = self.target_fullname();
        match schema {
            Some(schema) if table.schema().is_none() && !target_has_schema(&target) => {
                ForeignKeyTarget::Name(format!("{schema}.{target}").into())
            }
            _ => ForeignKeyTarget::Name(target.into()),
        }
    }
}

fn target_has_schema(target: &str) -> bool {
    target.matches('.').count() > 1
}

impl Table {
    /// `to_metadata(metadata, schema=…, name=…)`.
    pub fn to_metadata(
        &self,
        metadata: &MetaData,
        schema: Option<Rc<str>>,
        name: Option<&str>,
    ) -> Result<Table> {
        let own_name = self.name();
        let schema = schema.or_else(|| self.schema());
        let mut items: Vec<TableItem> = Vec::new();
        for column in self.columns() {
            items.push(TableItem::Column(self.moved_column(&column, schema.as_ref())));
        }
        let explicit = self.constraints().into_iter().filter(|constraint| !constraint.0.implicit);
        for constraint in explicit {
            items.push(TableItem::Constraint(constraint.copy()));
        }
        for index in self.indexes().iter().filter(|index| !index.is_of_column()) {
            items.push(TableItem::Index(index.copy()));
        }
        let options = TableOptions {
            schema,
            quote: self.0.quote,
            comment: self.0.comment.borrow().clone(),
            prefixes: self.0.prefixes.clone(),
            info: self.0.info.borrow().clone(),
            dialect_options: self.0.dialect_options.clone(),
            ..TableOptions::default()
        };
        Table::new(name.unwrap_or(&own_name), metadata, items, options)
    }

    fn moved_column(&self, column: &Column, schema: Option<&Rc<str>>) -> Column {
        let copy = column.copy();
        if let Some(options) = copy.schema() {
            let mut keys = options.foreign_keys.borrow_mut();
            for key in keys.iter_mut() {
                *key = ForeignKey::new(key.moved(self, schema), key.0.options.clone());
            }
        }
        copy
    }
}

impl Constraint {
    /// The same over columns by key, of no table yet.
    #[must_use]
    pub fn copy(&self) -> Constraint {
        let names = self.columns().iter().map(Column::key).collect();
        let kind = match self.kind() {
            ConstraintKind::PrimaryKey { .. } => ConstraintKind::PrimaryKey { columns: Vec::new() },
            ConstraintKind::Unique { .. } => ConstraintKind::Unique { columns: Vec::new() },
            ConstraintKind::Check { sqltext } => ConstraintKind::Check { sqltext },
            ConstraintKind::ForeignKey { elements, .. } => {
                let elements = elements.iter().map(ForeignKey::copy).collect();
                ConstraintKind::ForeignKey { columns: Vec::new(), elements }
            }
        };
        let options = self.0.options.clone();
        Constraint::with_pending(kind, names, options, self.0.implicit)
    }
}

impl Index {
    /// Whether `index=True` of a column made it.
    fn is_of_column(&self) -> bool {
        let columns = self.columns();
        let [column] = &columns[..] else {
            return false;
        };
        let is_flagged = |schema: &SchemaColumn| schema.index.get() == Some(true);
        self.0.name.is_none() && column.schema().is_some_and(is_flagged)
    }

    /// The same over columns by key, of no table yet.
    #[must_use]
    pub fn copy(&self) -> Index {
        let by_key = |element: &IndexElement| match element {
            IndexElement::Expr(expr) => match expr.as_column() {
                Some(column) => IndexElement::Name(column.key()),
                None => IndexElement::Expr(Expr::clone(expr)),
            },
            other => other.clone(),
        };
        let elements = self.0.expressions.borrow().iter().map(by_key).collect();
        Index::with_options(
            self.0.name.clone(),
            elements,
            self.0.unique,
            self.0.dialect_where.clone(),
            self.0.dialect_options.clone(),
        )
    }
}
