//! Expressions as messages show them: as the default dialect compiles them.

use ormlab_core::{Column, Expr};

/// `users.id = posts.user_id`.
pub(crate) fn sql_text(expr: &Expr) -> String {
    format!("{expr:?}")
}

/// `users.id`.
pub(crate) fn column_text(column: &Column) -> String {
    match column.table().and_then(|table| table.name()) {
        Some(table) => format!("{table}.{}", column.name()),
        None => column.name().to_string(),
    }
}
