//! Expressions as messages show them: as the default dialect compiles them.

use std::rc::Rc;

use ormlab_core::compiler::{CompileOptions, compile};
use ormlab_core::dialect::{DefaultDialect, Dialect};
use ormlab_core::{Column, Expr, Statement};

/// `users.id = posts.user_id`.
pub(crate) fn sql_text(expr: &Expr) -> String {
    let dialect: Rc<dyn Dialect> = Rc::new(DefaultDialect);
    let statement = Statement::Expr(expr.clone());
    match compile(&statement, &dialect, &CompileOptions::default()) {
        Ok(compiled) => compiled.sql.to_string(),
        Err(error) => format!("<{error}>"),
    }
}

/// `users.id`.
pub(crate) fn column_text(column: &Column) -> String {
    match column.table().and_then(|table| table.name()) {
        Some(table) => format!("{table}.{}", column.name()),
        None => column.name().to_string(),
    }
}
