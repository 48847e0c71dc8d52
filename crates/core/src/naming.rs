//! Naming conventions: names of constraints and indexes that were given none.

use std::rc::Rc;

use crate::column::Column;
use crate::constraint::{Constraint, ConstraintKind};
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::index::{Index, IndexElement};
use crate::metadata::{Named, Table};

/// The convention that every metadata has: `ix_users_name`.
const DEFAULT_INDEX: &str = "ix_%(column_0_label)s";

impl Constraint {
    /// The name that it is created with: given, or made by the naming convention of its metadata.
    pub fn effective_name(&self) -> Result<Option<Rc<str>>> {
        let given = self.0.options.name.clone();
        if given.is_some() && self.0.options.is_final_name {
            return Ok(given);
        }
        let prefix = match self.kind() {
            ConstraintKind::PrimaryKey { .. } => "pk",
            ConstraintKind::Unique { .. } => "uq",
            ConstraintKind::Check { .. } => "ck",
            ConstraintKind::ForeignKey { .. } => "fk",
        };
        let Some(table) = self.table() else {
            return Ok(given);
        };
        let convention = table.metadata().0.naming_convention.get(prefix).cloned();
        match convention {
            Some(convention) if given.is_none() || convention.contains("constraint_name") => {
                let subject = Subject { named: Named::Constraint(self), table: &table, given };
                Ok(Some(subject.expand(&convention)?.into()))
            }
            _ => Ok(given),
        }
    }
}

impl Index {
    /// The name that it is created with: given, or made by the naming convention of its metadata.
    pub fn effective_name(&self) -> Result<Option<Rc<str>>> {
        let given = self.0.name.clone();
        let Some(table) = self.0.table.borrow().clone() else {
            return Ok(given);
        };
        if given.is_some() {
            return Ok(given);
        }
        let metadata = table.metadata();
        let convention = metadata.0.naming_convention.get("ix").cloned();
        let convention = convention.unwrap_or_else(|| DEFAULT_INDEX.into());
        let subject = Subject { named: Named::Index(self), table: &table, given };
        Ok(Some(subject.expand(&convention)?.into()))
    }

    /// The columns that it is over, also inside of expressions.
    pub fn columns(&self) -> Vec<Column> {
        let expressions = self.0.expressions.borrow();
        let of_element = |element: &IndexElement| match element {
            IndexElement::Expr(expr) => expr.columns_within(),
            IndexElement::Name(_) => Vec::new(),
        };
        let columns = expressions.iter().flat_map(of_element);
        columns.filter_map(|expr: Expr| expr.as_column().cloned()).collect()
    }
}

/// What is named, with its table and the name that was given.
struct Subject<'a> {
    named: Named<'a>,
    table: &'a Table,
    given: Option<Rc<str>>,
}

impl Subject<'_> {
    /// Python's `convention % tokens`.
    fn expand(&self, convention: &str) -> Result<String> {
        let mut name = String::new();
        let mut rest = convention;
        while let Some((before, after)) = rest.split_once("%(") {
            name.push_str(before);
            let (token, after) = after.split_once(")s").unwrap_or((after, ""));
            name.push_str(&self.token(token)?);
            rest = after;
        }
        name.push_str(rest);
        Ok(name.replace("%%", "%"))
    }

    fn token(&self, token: &str) -> Result<String> {
        if let Some(custom) = self.table.metadata().0.naming_tokens.get(token).cloned() {
            return (custom.0)(self.named, self.table);
        }
        match token {
            "table_name" => return Ok(self.table.name().to_string()),
            "constraint_name" => {
                return self.given.as_ref().map(Rc::to_string).ok_or_else(|| {
                    Error::invalid_request(
                        "Naming convention including %(constraint_name)s token requires that \
                         constraint is explicitly named.",
                    )
                });
            }
            "referred_table_name" => return self.referred_table(),
            _ => {}
        }
        let unknown = || Error::key_error(token);
        let (is_referred, rest) = match token.strip_prefix("referred_column_") {
            Some(rest) => (true, rest),
            None => (false, token.strip_prefix("column_").ok_or_else(unknown)?),
        };
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = rest.split_at(digits);
        let index: usize = number.parse().map_err(|_| unknown())?;
        let part = |columns: &[Column], index: usize, attribute: &str| {
            columns.get(index).map(|c| column_part(c, attribute)).transpose()
        };
        let columns = if is_referred { self.referred_columns()? } else { self.columns() };
        let (separator, attribute) = match (rest.strip_prefix("N_"), rest.strip_prefix("_N_")) {
            (Some(attribute), _) => (Some(""), attribute),
            (_, Some(attribute)) => (Some("_"), attribute),
            _ => (None, rest.strip_prefix('_').ok_or_else(unknown)?),
        };
        match separator {
            None => Ok(part(&columns, index, attribute)?.unwrap_or_default()),
            Some(separator) => {
                let parts: Result<Vec<String>> =
                    columns.iter().map(|column| column_part(column, attribute)).collect();
                Ok(parts?.join(separator))
            }
        }
    }

    fn columns(&self) -> Vec<Column> {
        match self.named {
            Named::Constraint(constraint) => constraint.columns(),
            Named::Index(index) => index.columns(),
        }
    }

    fn referred_columns(&self) -> Result<Vec<Column>> {
        match self.named {
            Named::Constraint(constraint) => {
                constraint.elements().iter().map(crate::constraint::ForeignKey::column).collect()
            }
            Named::Index(_) => Ok(Vec::new()),
        }
    }

    fn referred_table(&self) -> Result<String> {
        let Named::Constraint(constraint) = self.named else {
            return Err(Error::key_error("referred_table_name"));
        };
        let elements = constraint.elements();
        let first = elements.first().ok_or_else(|| Error::key_error("referred_table_name"))?;
        let table = first.target_table();
        Ok(table.rsplit_once('.').map_or(table.clone(), |(_, name)| name.to_owned()))
    }
}

fn column_part(column: &Column, attribute: &str) -> Result<String> {
    match attribute {
        "name" => Ok(column.name().to_string()),
        "key" => Ok(column.key().to_string()),
        "label" => Ok(ddl_label(column)),
        _ => Err(Error::key_error(attribute)),
    }
}

/// `users_name`, with the schema in front if there is one.
fn ddl_label(column: &Column) -> String {
    let Some(table) = column.schema_table() else {
        return column.name().to_string();
    };
    let schema = table.schema().map(|schema| schema.replace('.', "_") + "_").unwrap_or_default();
    format!("{schema}{}_{}", table.name(), column.name())
}
