//! How columns, constraints and indexes become parts of a table.

use std::rc::Rc;

use super::{
    Column, Constraint, ConstraintKind, Error, ErrorKind, FromClause, Index, Result, Table,
    TableItem,
};
use crate::constraint::{ConstraintOptions, ForeignKey};
use crate::default::ColumnDefault;
use crate::expr::{Expr, InOperand, Operand};
use crate::index::IndexElement;
use crate::types::SqlType;
use crate::value::Value;

impl Table {
    /// Columns in order, with what they ask for; then constraints and indexes, which may name them.
    pub(super) fn append_all(&self, items: Vec<TableItem>) -> Result<()> {
        if self.primary_key_constraint().is_none() {
            let kind = ConstraintKind::PrimaryKey { columns: Vec::new() };
            let implicit = Constraint::new(kind, ConstraintOptions::default(), true);
            *implicit.0.table.borrow_mut() = Some(self.clone());
            self.0.constraints.borrow_mut().push(implicit);
        }
        for item in items {
            match item {
                TableItem::Column(column) => self.append_column(&column)?,
                TableItem::Constraint(constraint) => self.append_constraint(&constraint)?,
                TableItem::Index(index) => self.append_index(&index)?,
            }
        }
        Ok(())
    }

    pub fn primary_key_constraint(&self) -> Option<Constraint> {
        let is_key =
            |c: &&Constraint| matches!(&*c.0.kind.borrow(), ConstraintKind::PrimaryKey { .. });
        self.0.constraints.borrow().iter().find(is_key).cloned()
    }

    /// `append_column(column)`.
    pub fn append_column(&self, column: &Column) -> Result<()> {
        if column.name().is_empty() {
            return Err(Error::argument(
                "Column must be constructed with a non-blank name or assign a non-blank .name \
                 before adding to a Table.",
            ));
        }
        if let Some(other) = column.table().filter(|other| other.id() != self.id()) {
            return Err(Error::argument(format!(
                "Column object '{}' already assigned to Table '{}'",
                column.key(),
                other.description()
            )));
        }
        self.refuse_duplicate(column)?;
        self.0.columns.borrow_mut().insert(column.key(), column.clone());
        *self.0.collection.borrow_mut() = None;
        *column.0.table.borrow_mut() = Some(FromClause::from(self).downgrade());
        self.place_in_primary_key(column)?;
        self.attach_flags(column)?;
        self.attach_type(column);
        self.attach_foreign_keys(column)
    }

    fn refuse_duplicate(&self, column: &Column) -> Result<()> {
        let columns = self.0.columns.borrow();
        let same_key = columns.get(&column.key()).filter(|other| *other != column);
        let same_name =
            || columns.values().find(|other| *other != column && other.name() == column.name());
        let Some(_) = same_key.or_else(same_name) else {
            return Ok(());
        };
        let by_key = same_key.is_some() && column.key() != column.name();
        let (what, value) = if by_key { ("key", column.key()) } else { ("name", column.name()) };
        Err(Error::new(
            ErrorKind::DuplicateColumn,
            format!(
                "A column with {what} '{value}' is already present in table '{}'.",
                self.name()
            ),
        ))
    }

    fn place_in_primary_key(&self, column: &Column) -> Result<()> {
        let Some(key) = self.primary_key_constraint() else {
            return Ok(());
        };
        let mut kind = key.0.kind.borrow_mut();
        let ConstraintKind::PrimaryKey { columns } = &mut *kind else {
            return Ok(());
        };
        if column.is_primary_key() {
            columns.retain(|other| other.key() != column.key());
            columns.push(column.clone());
        } else if columns.iter().any(|other| other.key() == column.key()) {
            return Err(Error::argument(format!(
                "Trying to redefine primary-key column '{}' as a non-primary-key column on table \
                 '{}'",
                column.key(),
                self.fullname()
            )));
        }
        Ok(())
    }

    /// `unique=True` and `index=True`.
    fn attach_flags(&self, column: &Column) -> Result<()> {
        let Some(schema) = column.schema() else {
            return Ok(());
        };
        let is_unique = schema.unique.get() == Some(true);
        if schema.index.get() == Some(true) {
            let elements = vec![IndexElement::Name(column.key())];
            return self.append_index(&Index::new(None, elements, is_unique));
        }
        if is_unique {
            let kind = ConstraintKind::Unique { columns: Vec::new() };
            let names = vec![column.key()];
            let constraint =
                Constraint::with_pending(kind, names, ConstraintOptions::default(), true);
            return self.append_constraint(&constraint);
        }
        if let Some(ColumnDefault::Sequence(sequence)) = &*schema.default.borrow() {
            self.metadata().add_sequence(sequence);
        }
        Ok(())
    }

    /// The CHECK of a Boolean or Enum that asks for one.
    fn attach_type(&self, column: &Column) {
        let sql_type = column.sql_type();
        let (values, name): (Vec<Value>, Option<Rc<str>>) = match &sql_type {
            SqlType::Boolean { create_constraint: true, name } => {
                (vec![Value::Int(0), Value::Int(1)], name.clone())
            }
            SqlType::Enum(labels) if labels.create_constraint => {
                (labels.labels.iter().cloned().map(Value::Str).collect(), labels.name.clone())
            }
            _ => return,
        };
        let values = values.into_iter().map(Operand::Value).collect();
        let stored = Expr::type_coerce(column, stored_type(&sql_type));
        let check = stored.in_(InOperand::List(values));
        let constraint = Constraint::of_type(check, name, sql_type);
        *constraint.0.table.borrow_mut() = Some(self.clone());
        self.0.constraints.borrow_mut().push(constraint);
    }

    /// Each `ForeignKey` of a column becomes a constraint of its own.
    fn attach_foreign_keys(&self, column: &Column) -> Result<()> {
        for key in column.foreign_keys() {
            *key.0.parent.borrow_mut() = Some(column.clone());
            if key.0.constraint.borrow().is_some() {
                continue;
            }
            let columns = vec![column.clone()];
            let kind = ConstraintKind::ForeignKey { columns, elements: vec![key.clone()] };
            let constraint = Constraint::new(kind, key.0.options.clone(), true);
            *key.0.constraint.borrow_mut() = Some(constraint.clone());
            self.append_constraint(&constraint)?;
        }
        Ok(())
    }

    /// `append_constraint(constraint)`.
    pub fn append_constraint(&self, constraint: &Constraint) -> Result<()> {
        let named = self.named_columns(constraint)?;
        constraint.resolve(named);
        *constraint.0.table.borrow_mut() = Some(self.clone());
        match constraint.kind() {
            ConstraintKind::PrimaryKey { columns } => {
                self.replace_primary_key(constraint, &columns)
            }
            ConstraintKind::ForeignKey { columns, elements } => {
                self.attach_elements(constraint, &columns, &elements)?;
            }
            ConstraintKind::Unique { .. } | ConstraintKind::Check { .. } => {}
        }
        let mut constraints = self.0.constraints.borrow_mut();
        if !constraints.iter().any(|other| other.id() == constraint.id()) {
            constraints.push(constraint.clone());
        }
        Ok(())
    }

    fn named_columns(&self, constraint: &Constraint) -> Result<Vec<Column>> {
        let find = |name: &Rc<str>| {
            self.column(name).ok_or_else(|| {
                Error::new(
                    ErrorKind::ConstraintColumnNotFound,
                    format!(
                        "Can't create {} on table '{}': no column named '{name}' is present.",
                        constraint.class_name(),
                        self.name()
                    ),
                )
            })
        };
        constraint.0.pending_columns.iter().map(find).collect()
    }

    fn replace_primary_key(&self, constraint: &Constraint, columns: &[Column]) {
        let mut columns = columns.to_vec();
        if let Some(old) = self.primary_key_constraint().filter(|o| o.id() != constraint.id()) {
            self.0.constraints.borrow_mut().retain(|other| other.id() != old.id());
            if columns.is_empty() {
                columns = old.columns();
            }
        }
        for column in self.columns() {
            if let Some(schema) = column.schema() {
                schema.primary_key.set(columns.contains(&column));
            }
        }
        *constraint.0.kind.borrow_mut() = ConstraintKind::PrimaryKey { columns };
    }

    fn attach_elements(
        &self,
        constraint: &Constraint,
        columns: &[Column],
        elements: &[ForeignKey],
    ) -> Result<()> {
        for (column, key) in columns.iter().zip(elements) {
            *key.0.parent.borrow_mut() = Some(column.clone());
            *key.0.constraint.borrow_mut() = Some(constraint.clone());
            if let Some(schema) = column.schema() {
                let mut keys = schema.foreign_keys.borrow_mut();
                if !keys.iter().any(|other| Rc::ptr_eq(&other.0, &key.0)) {
                    keys.push(key.clone());
                }
            }
        }
        self.refuse_two_targets(columns, elements)
    }

    fn refuse_two_targets(&self, columns: &[Column], elements: &[ForeignKey]) -> Result<()> {
        let mut targets: Vec<String> = elements.iter().map(ForeignKey::target_table).collect();
        targets.sort();
        targets.dedup();
        let [first, second, ..] = &targets[..] else {
            return Ok(());
        };
        let names: Vec<String> = columns.iter().map(|column| column.key().to_string()).collect();
        Err(Error::argument(format!(
            "ForeignKeyConstraint on {}({}) refers to multiple remote tables: {first} and {second}",
            self.fullname(),
            names.join(", ")
        )))
    }

    /// Adds an index; columns that it names are looked up.
    pub fn append_index(&self, index: &Index) -> Result<()> {
        let elements = index.0.expressions.borrow().clone();
        let resolve = |element: IndexElement| match element {
            IndexElement::Name(name) => match self.column(&name) {
                Some(column) => Ok(IndexElement::Expr(Expr::from(column))),
                None => Err(Error::new(
                    ErrorKind::ConstraintColumnNotFound,
                    format!(
                        "Can't create Index on table '{}': no column named '{name}' is present.",
                        self.name()
                    ),
                )),
            },
            expr => Ok(expr),
        };
        let resolved = elements.into_iter().map(resolve).collect::<Result<Vec<_>>>()?;
        *index.0.expressions.borrow_mut() = resolved;
        *index.0.table.borrow_mut() = Some(self.clone());
        let mut indexes = self.0.indexes.borrow_mut();
        if !indexes.iter().any(|other| Rc::ptr_eq(&other.0, &index.0)) {
            indexes.push(index.clone());
        }
        Ok(())
    }
}

/// What a CHECK compares a Boolean or Enum as.
fn stored_type(sql_type: &SqlType) -> SqlType {
    match sql_type {
        SqlType::Boolean { .. } => SqlType::Integer,
        _ => SqlType::string(None),
    }
}
