//! Python's `repr()` of tables, columns and what hangs on them.

use super::Table;
use crate::column::Column;
use crate::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::default::{ColumnDefault, ServerDefault};
use crate::from::FromClause;
use crate::index::{Index, IndexElement};
use crate::value::str_repr;

impl Table {
    /// `repr(table)`.
    pub fn repr(&self) -> String {
        let columns = self.columns();
        let columns: String = columns.iter().map(|column| column.repr() + ", ").collect();
        let schema = self.schema().map_or("None".to_owned(), |schema| str_repr(&schema));
        format!("Table({}, MetaData(), {columns}schema={schema})", str_repr(&self.name()))
    }
}

impl Column {
    /// `repr(column)`: of a column of the schema all that was said of it.
    pub fn repr(&self) -> String {
        let Some(schema) = self.schema() else {
            return format!(
                "<sqlalchemy.sql.elements.ColumnClause at 0x7f0000000000; {}>",
                self.name()
            );
        };
        let mut parts = vec![str_repr(&self.name()), self.sql_type().repr()];
        parts.extend(self.foreign_keys().iter().map(ForeignKey::repr));
        let table = self.table().map(|table| format!("<{}>", table.description()));
        parts.push(format!("table={}", table.unwrap_or_else(|| "None".to_owned())));
        if self.key() != self.name() {
            parts.push(format!("key={}", str_repr(&self.key())));
        }
        if schema.primary_key.get() {
            parts.push("primary_key=True".to_owned());
        }
        if !self.is_nullable() {
            parts.push("nullable=False".to_owned());
        }
        parts.extend(schema.onupdate.borrow().as_ref().map(|d| format!("onupdate={}", d.repr())));
        parts.extend(schema.default.borrow().as_ref().map(|d| format!("default={}", d.repr())));
        let server_default = schema.server_default.borrow();
        parts.extend(server_default.as_ref().map(|d| format!("server_default={}", d.repr())));
        let comment = schema.comment.borrow();
        parts.extend(comment.as_ref().map(|text| format!("comment={}", str_repr(text))));
        format!("Column({})", parts.join(", "))
    }
}

impl ColumnDefault {
    fn repr(&self) -> String {
        match self {
            ColumnDefault::Scalar(value) => format!("ScalarElementColumnDefault({})", value.repr()),
            ColumnDefault::Callable(_) => "CallableColumnDefault(<function>)".to_owned(),
            ColumnDefault::Expr(_) => "ColumnElementColumnDefault(<expression>)".to_owned(),
            ColumnDefault::Sequence(sequence) => {
                format!("Sequence({})", str_repr(&sequence.0.name))
            }
        }
    }
}

impl ServerDefault {
    fn repr(&self) -> String {
        match self {
            ServerDefault::Literal(text) => {
                format!("DefaultClause({}, for_update=False)", str_repr(text))
            }
            ServerDefault::Expr(_) => {
                "DefaultClause(<sqlalchemy.sql.elements.TextClause object>, for_update=False)"
                    .to_owned()
            }
            ServerDefault::Fetched => "FetchedValue()".to_owned(),
        }
    }
}

impl ForeignKey {
    /// `repr(foreign_key)`.
    pub fn repr(&self) -> String {
        format!("ForeignKey({})", str_repr(&self.target_fullname()))
    }
}

impl Constraint {
    /// `repr(constraint)`.
    pub fn repr(&self) -> String {
        let columns: Vec<String> = self.columns().iter().map(Column::repr).collect();
        match self.kind() {
            ConstraintKind::Check { .. } => {
                "CheckConstraint(<sqlalchemy.sql.elements.TextClause object>)".to_owned()
            }
            _ => format!("{}({})", self.class_name(), columns.join(", ")),
        }
    }
}

impl Index {
    /// `repr(index)`.
    pub fn repr(&self) -> String {
        let name = self.effective_name().ok().flatten();
        let mut parts = vec![name.map_or("None".to_owned(), |name| str_repr(&name))];
        for element in self.0.expressions.borrow().iter() {
            parts.push(match element {
                IndexElement::Name(name) => str_repr(name),
                IndexElement::Expr(expr) => match expr.as_column() {
                    Some(column) => column.repr(),
                    None => "<expression>".to_owned(),
                },
            });
        }
        if self.0.unique {
            parts.push("unique=True".to_owned());
        }
        format!("Index({})", parts.join(", "))
    }
}

impl FromClause {
    /// `repr(from)`, as error messages quote it.
    pub fn repr(&self) -> String {
        match self {
            FromClause::Table(table) => table.repr(),
            FromClause::Alias(alias) => {
                let class = alias.class_name();
                let description = self.description();
                format!("<sqlalchemy.sql.selectable.{class} at 0x7f0000000000; {description}>")
            }
            FromClause::Join(_) => format!(
                "<sqlalchemy.sql.selectable.Join at 0x7f0000000000; {}>",
                self.description()
            ),
            FromClause::Light(table) => format!(
                "<sqlalchemy.sql.selectable.TableClause at 0x7f0000000000; {}>",
                table.0.name
            ),
            FromClause::Entity(entity) => entity.name().to_string(),
            FromClause::Text(text) => text.to_string(),
        }
    }
}
