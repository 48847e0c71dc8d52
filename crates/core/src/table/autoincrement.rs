//! Which column of a primary key the database numbers by itself.

use super::{Column, Error, Result, Table};
use crate::column::{Autoincrement, SchemaColumn};
use crate::default::{ColumnDefault, ServerDefault};
use crate::types::{Affinity, NumericOptions, SqlType};

impl Table {
    /// `_autoincrement_column`: of a primary key of one integer, that one; of more, the one that says so.
    pub fn autoincrement_column(&self) -> Result<Option<Column>> {
        let key = self.primary_key();
        if let [column] = &key[..] {
            return Ok(of_single(column)?.then(|| column.clone()));
        }
        let mut found: Option<Column> = None;
        for column in key {
            let is_wanted = column
                .schema()
                .is_some_and(|schema| schema.autoincrement.get() == Autoincrement::True);
            if !is_wanted {
                continue;
            }
            can_autoincrement(&column, true)?;
            if let Some(other) = &found {
                return Err(Error::argument(format!(
                    "Only one Column may be marked autoincrement=True, found both {} and {}.",
                    column.name(),
                    other.name()
                )));
            }
            found = Some(column);
        }
        Ok(found)
    }
}

fn of_single(column: &Column) -> Result<bool> {
    let Some(schema) = column.schema() else {
        return Ok(false);
    };
    match schema.autoincrement.get() {
        Autoincrement::True => can_autoincrement(column, true).map(|_| true),
        Autoincrement::Auto | Autoincrement::IgnoreFk => can_autoincrement(column, false),
        Autoincrement::False => Ok(false),
    }
}

fn can_autoincrement(column: &Column, is_explicit: bool) -> Result<bool> {
    let Some(schema) = column.schema() else {
        return Ok(false);
    };
    let sql_type = column.sql_type();
    match sql_type.affinity() {
        Affinity::Numeric => numeric_can(column, &sql_type, is_explicit),
        Affinity::Integer => Ok(is_explicit || integer_can(column, schema)),
        _ if is_explicit => Err(Error::argument(format!(
            "Column type {} on column '{}' is not compatible with autoincrement=True",
            sql_type.repr(),
            qualified(column)
        ))),
        _ => Ok(false),
    }
}

fn numeric_can(column: &Column, sql_type: &SqlType, is_explicit: bool) -> Result<bool> {
    let scale = match sql_type {
        SqlType::Numeric(NumericOptions { scale, .. }) => *scale,
        _ => None,
    };
    match (scale, is_explicit) {
        (_, false) => Ok(false),
        (Some(0), true) => Ok(true),
        (scale, true) => Err(Error::argument(format!(
            "Column type {} with non-zero scale {} on column '{}' is not compatible with \
             autoincrement=True",
            sql_type.repr(),
            scale.map_or("None".to_owned(), |scale| scale.to_string()),
            qualified(column)
        ))),
    }
}

fn integer_can(column: &Column, schema: &SchemaColumn) -> bool {
    let has_default = match &*schema.default.borrow() {
        None | Some(ColumnDefault::Sequence(_)) => false,
        Some(_) => true,
    };
    let has_server_default = matches!(
        &*schema.server_default.borrow(),
        Some(ServerDefault::Literal(_) | ServerDefault::Expr(_) | ServerDefault::Fetched)
    ) || schema.computed.borrow().is_some();
    let is_foreign =
        !column.foreign_keys().is_empty() && schema.autoincrement.get() != Autoincrement::IgnoreFk;
    !(has_default || has_server_default || is_foreign)
}

/// `table.column`, as `str(column)` has it.
fn qualified(column: &Column) -> String {
    match column.table().and_then(|table| table.name()) {
        Some(table) => format!("{table}.{}", column.name()),
        None => column.name().to_string(),
    }
}
