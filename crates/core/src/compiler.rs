//! [`compile`]: a statement becomes SQL text with its parameters, for one dialect.
//!
//! The door; the worker is `compiler/text.rs` and its clause-by-clause siblings. Called by the engine
//! for every statement, by `str(statement)` and by `statement.compile(…)`. Total: text, or an error
//! that names what the dialect lacks.

mod compiled;

pub use compiled::{
    Compiled, DmlCompiled, Executable, InsertManyValues, Prefetch, ResultColumn, ResultMatching,
    StatementKind,
};

use std::rc::Rc;

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::statement::Statement;

/// How a statement is compiled.
#[derive(Clone, Debug, Default)]
pub struct CompileOptions {
    /// The keys of the parameters given when executed: the columns of an INSERT or UPDATE.
    pub column_keys: Option<Vec<Rc<str>>>,
    pub for_executemany: bool,
    /// Values in place of parameters.
    pub literal_binds: bool,
    /// Expanding parameters are expanded in [`Compiled::sql`].
    pub render_postcompile: bool,
    /// Warn of FROM elements that nothing joins.
    pub lint: bool,
}

/// Compiles a statement; one that speaks of entities is lowered by its plug-in first.
pub fn compile(
    statement: &Statement,
    dialect: &Rc<dyn Dialect>,
    options: &CompileOptions,
) -> Result<Compiled> {
    let _ = (statement, dialect, options);
    Err(Error::not_implemented("compiling statements"))
}
