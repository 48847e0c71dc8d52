//! [`compile`]: a statement becomes SQL text with its parameters, for one dialect.
//!
//! The door; the worker is `compiler/text.rs` and its clause-by-clause siblings. Called by the engine
//! for every statement, by `str(statement)` and by `statement.compile(…)`. Total: text, or an error
//! that names what the dialect lacks.

mod bind;
mod compiled;
mod crud;
mod crud_defaults;
mod cte;
mod ddl;
mod ddl_index;
mod expr;
mod from;
mod insert;
mod labels;
mod linter;
mod literal;
mod lowering;
mod multi_table;
mod names;
mod operator;
mod params;
mod select;
mod text;
mod type_ddl;
mod update;
mod upsert;

pub use compiled::{
    Compiled, DmlCompiled, Executable, ExpandOperator, InsertManyValues, Prefetch, ResultColumn,
    ResultMatching, StatementKind,
};
pub use ddl::DdlCompiler;
pub use expr::text_bind_names;
pub(crate) use literal::quoted;
pub(crate) use multi_table::is_joined;
pub use operator::BinaryParts;
pub(crate) use operator::standard_operator;
pub use text::{Compiler, Context, Fragment};
pub(crate) use type_ddl::{numeric_name, standard_type_name, string_name};
pub(crate) use upsert::in_table_order;

use std::cell::OnceCell;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::ddl::DdlStatement;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::expr::Expr;
use crate::statement::{Statement, TextData};

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
    if let Statement::Ddl(ddl) = statement {
        return compile_ddl(ddl, dialect);
    }
    let lowered = match statement.plugin() {
        Some(plugin) => Some(plugin.lower(statement, &**dialect, true)?),
        None => None,
    };
    let statement = lowered.as_ref().unwrap_or(statement);
    let mut sql = Compiler::new(dialect, options);
    let (kind, dml) = sql.statement(statement)?;
    let compiled = sql.finish(kind, dml);
    if options.render_postcompile { rendered(compiled) } else { Ok(compiled) }
}

impl Compiler<'_> {
    fn statement(&mut self, statement: &Statement) -> Result<(StatementKind, Option<DmlCompiled>)> {
        let ctx = self.context();
        Ok(match statement {
            Statement::Select(select) => {
                self.select_base(select, select::Place::Top, ctx)?;
                (StatementKind::Select, None)
            }
            Statement::Insert(insert) => {
                (StatementKind::Insert, Some(self.insert(insert, false, ctx)?))
            }
            Statement::Update(update) => {
                (StatementKind::Update, Some(self.update(update, false, ctx)?))
            }
            Statement::Delete(delete) => {
                (StatementKind::Delete, Some(self.delete(delete, false, ctx)?))
            }
            Statement::Text(text) => {
                self.plain_text(text, ctx)?;
                (StatementKind::Text, None)
            }
            Statement::Expr(expr) => {
                self.lone_expression(expr, ctx)?;
                (StatementKind::Expr, None)
            }
            Statement::Ddl(_) => (StatementKind::Ddl, None),
        })
    }

    fn plain_text(&mut self, text: &TextData, ctx: Context) -> Result<()> {
        self.matching = ResultMatching::Named;
        self.text_clause(&text.clause, ctx)
    }

    fn lone_expression(&mut self, expr: &Expr, ctx: Context) -> Result<()> {
        self.expr(expr, ctx)
    }

    fn finish(self, kind: StatementKind, dml: Option<DmlCompiled>) -> Compiled {
        let mut indexes = self.out.positions;
        if self.style == crate::dialect::ParamStyle::NumericDollar {
            // Each name has one number; numbers are in the order of the names.
            indexes = (0..self.binds.len()).collect();
        }
        let name = |index: usize| self.binds.get_index(index).map(|(name, _)| name.clone());
        Compiled {
            sql: self.out.text.into(),
            dialect: self.shared.clone(),
            kind,
            positions: indexes.into_iter().filter_map(name).collect(),
            binds: self.binds,
            result_columns: self.results,
            matching: self.matching,
            dml,
            is_cacheable: self.is_cacheable,
            warnings: self.linter.warnings(),
            postcompile: self.postcompile,
            processors: OnceCell::new(),
        }
    }
}

fn compile_ddl(ddl: &DdlStatement, dialect: &Rc<dyn Dialect>) -> Result<Compiled> {
    let text = DdlCompiler::new(dialect).statement(ddl)?;
    Ok(Compiled {
        sql: text.into(),
        dialect: dialect.clone(),
        kind: StatementKind::Ddl,
        binds: IndexMap::new(),
        positions: Vec::new(),
        result_columns: Vec::new(),
        matching: ResultMatching::Named,
        dml: None,
        is_cacheable: false,
        warnings: Vec::new(),
        postcompile: FxHashMap::default(),
        processors: OnceCell::new(),
    })
}

/// `render_postcompile`: with its lists expanded, for reading.
fn rendered(mut compiled: Compiled) -> Result<Compiled> {
    if compiled.postcompile.is_empty() {
        return Ok(compiled);
    }
    let params = compiled.construct_params(None, None)?;
    let expanded = compiled.expand(&params)?;
    compiled.sql = expanded.sql.into();
    compiled.binds = expanded.binds;
    compiled.positions = expanded.names;
    compiled.postcompile.clear();
    compiled.processors = OnceCell::new();
    Ok(compiled)
}
