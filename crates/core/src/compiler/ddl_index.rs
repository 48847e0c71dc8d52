//! `CREATE INDEX` and `DROP INDEX`.

use std::rc::Rc;

use super::ddl::{DdlCompiler, exists, not_exists};
use crate::dialect::Feature;
use crate::error::{Error, Result};
use crate::index::{Index, IndexElement};
use crate::metadata::Table;

impl DdlCompiler<'_> {
    /// `CREATE INDEX`; in some dialects the schema goes with the index instead of the table.
    pub fn standard_create_index(
        &self,
        index: &Index,
        if_not_exists: bool,
        schema_with_index: bool,
    ) -> Result<String> {
        self.dialect.require(Feature::Index)?;
        let table = self.index_table(index)?;
        let unique = if index.0.unique { "UNIQUE " } else { "" };
        let schema = table.schema().filter(|_| schema_with_index);
        let name = self.qualified(schema.as_deref(), &self.index_name(index, "CREATE")?);
        let on = if schema_with_index { self.quote(&table.name()) } else { self.table(&table) };
        Ok(format!(
            "CREATE {unique}INDEX {}{name} ON {on} ({})",
            not_exists(if_not_exists),
            self.index_expressions(index)?,
        ))
    }

    pub fn index_table(&self, index: &Index) -> Result<Table> {
        index.0.table.borrow().clone().ok_or_else(|| {
            let name = index.0.name.as_deref().unwrap_or("None");
            Error::compile(format!("Index '{name}' is not associated with any table."))
        })
    }

    pub fn index_name(&self, index: &Index, doing: &str) -> Result<Rc<str>> {
        index.effective_name()?.ok_or_else(|| {
            Error::compile(format!("{doing} INDEX requires that the index have a name"))
        })
    }

    pub fn index_expressions(&self, index: &Index) -> Result<String> {
        let mut texts = Vec::new();
        for element in index.0.expressions.borrow().iter() {
            texts.push(match element {
                IndexElement::Name(name) => self.quote(name),
                IndexElement::Expr(expr) => self.dialect.index_expression(self, expr)?,
            });
        }
        Ok(texts.join(", "))
    }

    /// The criterion of a partial index, for this dialect.
    pub fn index_where(&self, index: &Index) -> Result<Option<String>> {
        let found = index.0.dialect_where.iter().find(|(name, _)| {
            **name == *self.dialect.name()
                || name.strip_suffix("_where") == Some(self.dialect.name())
        });
        found.map(|(_, criterion)| self.expression(criterion)).transpose()
    }

    pub fn standard_drop_index(&self, index: &Index, if_exists: bool) -> Result<String> {
        self.dialect.require(Feature::Index)?;
        let name = self.index_name(index, "DROP")?;
        let schema = index.0.table.borrow().as_ref().and_then(Table::schema);
        Ok(format!(
            "\nDROP INDEX {}{}",
            exists(if_exists),
            self.qualified(schema.as_deref(), &name)
        ))
    }
}
