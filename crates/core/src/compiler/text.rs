//! [`Compiler`]: the text that grows, with its parameters and the statements it is within.
//!
//! One walk over the statement; clauses are in the siblings of this file.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::CompileOptions;
use super::compiled::{ExpandOperator, Postcompile, ResultColumn, ResultMatching};
use super::cte::Ctes;
use super::linter::Linter;
use super::names::Names;
use super::params::placeholder;
use crate::dialect::{Dialect, ParamStyle};
use crate::element::ElementId;
use crate::error::Result;
use crate::expr::{Bind, Expr};
use crate::from::FromClause;
use crate::statement::Statement;

/// What an enclosing clause says about how its parts are written.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Columns are qualified by their table.
    pub include_table: bool,
    pub use_schema: bool,
    pub literal_binds: bool,
    /// Parameters are written out when executed.
    pub literal_execute: bool,
    /// In the columns clause, where a label is written `AS name`.
    pub within_columns: bool,
    pub within_label: bool,
    pub in_operator: bool,
    pub eager_grouping: bool,
    /// Of the IN that a parameter stands in.
    pub expand: ExpandOperator,
    pub is_upsert_set: bool,
    /// Comparisons join FROM elements here.
    pub lint: bool,
    /// A condition that keeps a row or not: unknown is as good as false.
    pub filter: bool,
}

impl Context {
    pub const PLAIN: Context = Context {
        include_table: true,
        use_schema: true,
        literal_binds: false,
        literal_execute: false,
        within_columns: false,
        within_label: false,
        in_operator: false,
        eager_grouping: false,
        expand: ExpandOperator::None,
        is_upsert_set: false,
        lint: false,
        filter: false,
    };

    /// Out of the columns clause.
    #[must_use]
    pub fn outside(self) -> Context {
        Context { within_columns: false, within_label: false, filter: false, ..self }
    }

    #[must_use]
    pub fn without_table(self) -> Context {
        Context { include_table: false, ..self }
    }
}

/// A piece of text with the parameters in it, as indexes of the binds.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    pub text: String,
    pub(super) positions: Vec<usize>,
}

/// A place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    text: usize,
    positions: usize,
}

/// A statement that is being written.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// FROM elements of it and of what encloses it.
    pub(super) correlate_froms: Rc<[FromClause]>,
    /// Its own.
    pub(super) asfrom_froms: Rc<[FromClause]>,
    /// Whether the columns of the first SELECT in it are those of the result.
    pub(super) need_result_map: bool,
    /// Columns that ORDER BY may name.
    pub(super) labels: Option<Labels>,
    /// The number of columns of the first SELECT of a UNION.
    pub(super) first_width: Option<usize>,
}

/// What names in ORDER BY, GROUP BY and DISTINCT ON may mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    pub(super) columns: Rc<[Expr]>,
    pub(super) froms: Rc<[FromClause]>,
    /// Of a UNION: its columns have no tables.
    pub(super) is_compound: bool,
}

impl Labels {
    /// What ORDER BY calls a column.
    pub(super) fn key(&self, column: &Expr) -> Option<Rc<str>> {
        let qualified = if self.is_compound { None } else { column.table_qualified_label() };
        qualified.or_else(|| column.proxy_key())
    }
}

/// Writes one statement.
pub struct Compiler<'a> {
    pub dialect: &'a dyn Dialect,
    pub(super) shared: &'a Rc<dyn Dialect>,
    pub(super) options: &'a CompileOptions,
    pub(super) out: Fragment,
    pub(super) binds: IndexMap<Rc<str>, Bind>,
    /// The element that each bind was made of, by index.
    pub(super) bind_ids: Vec<ElementId>,
    pub(super) bind_names: FxHashMap<ElementId, Rc<str>>,
    pub(super) postcompile: FxHashMap<Rc<str>, Postcompile>,
    pub(super) names: Names,
    pub(super) stack: Vec<Entry>,
    pub(super) results: Vec<ResultColumn>,
    pub(super) matching: ResultMatching,
    pub(super) ctes: Ctes,
    pub(super) linter: Linter,
    /// The label that is written by its name, in ORDER BY.
    pub(super) label_as_label: Option<ElementId>,
    /// Elements made while compiling: identities are told by their addresses.
    pub(super) kept: Vec<Expr>,
    pub(super) kept_statements: Vec<Rc<Statement>>,
    pub(super) style: ParamStyle,
    pub(super) is_cacheable: bool,
    /// Set while the SET of an upsert holds a parameter without a value.
    pub(super) has_upsert_parameters: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(dialect: &'a Rc<dyn Dialect>, options: &'a CompileOptions) -> Compiler<'a> {
        Compiler {
            dialect: &**dialect,
            shared: dialect,
            options,
            out: Fragment { text: String::with_capacity(256), positions: Vec::with_capacity(8) },
            binds: IndexMap::new(),
            bind_ids: Vec::new(),
            bind_names: FxHashMap::default(),
            postcompile: FxHashMap::default(),
            names: Names::new(dialect.traits().max_identifier_length),
            stack: Vec::new(),
            results: Vec::new(),
            matching: ResultMatching::Positional,
            ctes: Ctes::default(),
            linter: Linter::default(),
            label_as_label: None,
            kept: Vec::new(),
            kept_statements: Vec::new(),
            style: dialect.param_style(),
            is_cacheable: true,
            has_upsert_parameters: false,
        }
    }

    /// The context that a statement starts with.
    pub(super) fn context(&self) -> Context {
        Context { literal_binds: self.options.literal_binds, ..Context::PLAIN }
    }

    pub fn write(&mut self, text: &str) {
        self.out.text.push_str(text);
    }

    /// An identifier, quoted where it must be.
    pub fn identifier(&mut self, name: &str) {
        self.dialect.quoting().write(&mut self.out.text, name);
    }

    /// Text that the script wrote: `%` is doubled where parameters are marked by it.
    pub(super) fn write_escaped(&mut self, text: &str) {
        if self.dialect.doubles_percents() && text.contains('%') {
            self.out.text.push_str(&text.replace('%', "%%"));
        } else {
            self.out.text.push_str(text);
        }
    }

    /// What `write` writes, apart.
    pub fn fragment(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<Fragment> {
        let outer = std::mem::take(&mut self.out);
        let outcome = write(self);
        let inner = std::mem::replace(&mut self.out, outer);
        outcome.map(|()| inner)
    }

    pub fn append(&mut self, fragment: &Fragment) {
        self.out.text.push_str(&fragment.text);
        self.out.positions.extend_from_slice(&fragment.positions);
    }

    /// Where the text ends now.
    pub(super) fn mark(&self) -> Mark {
        Mark { text: self.out.text.len(), positions: self.out.positions.len() }
    }

    /// Puts a piece of text where the mark was made.
    pub(super) fn insert_at(&mut self, mark: Mark, fragment: &Fragment) {
        self.out.text.insert_str(mark.text, &fragment.text);
        let at = mark.positions;
        self.out.positions.splice(at..at, fragment.positions.iter().copied());
    }

    /// Writes each item, with a separator between.
    pub fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &str,
        mut write: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.write(separator);
            }
            write(self, item)?;
        }
        Ok(())
    }

    pub fn comma_list(&mut self, exprs: &[Expr], ctx: Context) -> Result<()> {
        self.separated(exprs, ", ", |sql, expr| sql.expr(expr, ctx))
    }

    /// A parameter's mark.
    pub(super) fn write_placeholder(&mut self, index: usize) {
        self.out.positions.push(index);
        match self.style {
            ParamStyle::Qmark => self.out.text.push('?'),
            ParamStyle::Format => self.out.text.push_str("%s"),
            ParamStyle::NumericDollar => {
                let number = self.number(index);
                self.out.text.push_str(&format!("${number}"));
            }
            ParamStyle::Named => {
                let (name, _) = self.binds.get_index(index).expect("an index of a bind");
                let text = self.dialect.named_parameter(&escaped_name(name));
                self.out.text.push_str(&text);
            }
            ParamStyle::Pyformat => {
                let (name, _) = self.binds.get_index(index).expect("an index of a bind");
                let text = placeholder(self.style, &escaped_name(name), 0);
                self.out.text.push_str(&text);
            }
        }
    }

    /// Numbers are given to names as they come; a name keeps its number.
    fn number(&self, index: usize) -> usize {
        let before = self.binds.keys().take(index);
        before.filter(|name| !self.postcompile.contains_key(*name)).count() + 1
    }
}

/// A name without the characters that a mark may not have.
pub(super) fn escaped_name(name: &str) -> String {
    let escape = |character: char| match character {
        '%' => 'P',
        '(' => 'A',
        ')' => 'Z',
        ':' => 'C',
        '.' | '[' | ']' | ' ' => '_',
        other => other,
    };
    name.chars().map(escape).collect()
}
