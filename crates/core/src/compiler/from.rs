//! FROM: tables, joins, aliases, subqueries, VALUES.

use super::names::NameKind;
use super::select::Place;
use super::text::{Compiler, Context};
use crate::dialect::Feature;
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::from::{Alias, AliasElement, AliasKind, FromClause, Join};
use crate::statement::{SelectBase, Values};

impl Compiler<'_> {
    /// A FROM element as it stands in FROM.
    pub fn from(&mut self, from: &FromClause, ctx: Context) -> Result<()> {
        match from {
            FromClause::Table(_) | FromClause::Light(_) => self.table(from, ctx),
            FromClause::Alias(alias) => self.alias(alias, ctx),
            FromClause::Join(join) => self.join(join, ctx),
            FromClause::Entity(entity) => self.from(&entity.selectable()?, ctx),
            FromClause::Text(text) => {
                self.linter.from(from, text.clone());
                self.write_escaped(text);
                Ok(())
            }
        }
    }

    pub(super) fn table(&mut self, from: &FromClause, ctx: Context) -> Result<()> {
        self.lint_from(from);
        if ctx.use_schema {
            self.schema_prefix(from);
        }
        let quote = from.as_table().and_then(|table| table.0.quote);
        let name = from.name().unwrap_or_default();
        let text = self.dialect.quoting().quote_as(&name, quote);
        self.write(&text);
        Ok(())
    }

    fn lint_from(&mut self, from: &FromClause) {
        if self.linter.is_active() {
            let name = from.as_table().map(|table| table.fullname()).or_else(|| from.name());
            self.linter.from(from, name.unwrap_or_default());
        }
    }

    fn join(&mut self, join: &Join, ctx: Context) -> Result<()> {
        let data = &*join.0;
        if data.is_full {
            self.dialect.require(Feature::FullJoin)?;
        }
        if self.linter.is_active() {
            self.linter.join(&data.left.from_objects(), &data.right.from_objects());
        }
        self.from(&data.left, ctx)?;
        self.write(match (data.is_full, data.is_outer) {
            (true, _) => " FULL OUTER JOIN ",
            (false, true) => " LEFT OUTER JOIN ",
            (false, false) => self.dialect.join_word(),
        });
        match &data.right {
            FromClause::Join(_) => self.parenthesized(|sql| sql.from(&data.right, ctx))?,
            right => self.from(right, ctx)?,
        }
        let Some(on) = &data.on else {
            return Err(Error::compile("a join has no ON clause"));
        };
        self.write(" ON ");
        self.expr(on, Context { lint: self.linter.is_active(), filter: true, ..ctx })
    }

    /// The name of an alias in this statement; a CTE that restates another shares its name.
    pub(super) fn alias_name(&mut self, alias: &Alias) -> std::rc::Rc<str> {
        if let AliasKind::Cte(options) = &alias.0.kind
            && let (None, Some(earlier)) = (&alias.0.name, &options.restates)
        {
            return self.alias_name(&earlier.clone());
        }
        self.names.alias(alias.id(), || alias.name())
    }

    fn alias(&mut self, alias: &Alias, ctx: Context) -> Result<()> {
        match &alias.0.kind {
            AliasKind::Cte(_) => return self.cte_reference(alias, ctx),
            AliasKind::Values => return self.values_alias(alias, ctx),
            AliasKind::Lateral => {
                self.dialect.require(Feature::Lateral)?;
                self.write("LATERAL ");
            }
            _ => {}
        }
        let name = self.alias_name(alias);
        if self.linter.is_active() && !joins_implicitly(alias) {
            self.linter.from(&FromClause::from(alias.clone()), name.clone());
        }
        self.alias_element(alias, ctx)?;
        self.write(self.dialect.traits().alias_word);
        self.identifier(&name);
        self.alias_columns(alias)?;
        self.sample(alias, ctx)
    }

    /// What the alias is of; linted apart from what is around it.
    fn alias_element(&mut self, alias: &Alias, ctx: Context) -> Result<()> {
        let place = match alias.0.kind {
            AliasKind::Lateral => Place::Lateral,
            _ => Place::From,
        };
        let linter = self.linter.enter(false);
        let outcome = match &alias.0.element {
            AliasElement::From(from @ FromClause::Join(_)) => {
                self.parenthesized(|sql| sql.from(from, ctx))
            }
            // An alias of an alias is another alias of what that is of.
            AliasElement::From(FromClause::Alias(inner)) if !inner.is_cte() => {
                self.alias_element(inner, ctx)
            }
            AliasElement::From(from) => self.from(from, ctx),
            AliasElement::Select(select) => {
                select.refuse_renamed_labels()?;
                self.parenthesized(|sql| sql.select_base(select, place, ctx))
            }
            AliasElement::Expr(expr) => self.table_function(alias, expr, ctx),
            AliasElement::Statement(_) => {
                Err(Error::compile("an INSERT, UPDATE or DELETE may only be a CTE"))
            }
        };
        self.linter.restore(linter);
        outcome
    }

    fn table_function(&mut self, alias: &Alias, function: &Expr, ctx: Context) -> Result<()> {
        if self.dialect.traits().wraps_table_functions {
            self.write("TABLE ");
            self.parenthesized(|sql| sql.expr(function, ctx))?;
        } else {
            self.expr(function, ctx)?;
        }
        if let AliasKind::TableValued { with_ordinality: Some(_), .. } = &alias.0.kind {
            self.write(" WITH ORDINALITY");
        }
        Ok(())
    }

    /// `AS anon_1(a, b)`.
    fn alias_columns(&mut self, alias: &Alias) -> Result<()> {
        let AliasKind::TableValued { render_derived: true, with_types, .. } = &alias.0.kind else {
            return Ok(());
        };
        let columns: Vec<_> = alias.columns().iter().cloned().collect();
        self.parenthesized(|sql| {
            sql.separated(&columns, ", ", |sql, column| {
                sql.identifier(&column.name());
                if *with_types {
                    let name = sql.dialect.type_name(&column.sql_type())?;
                    sql.write(" ");
                    sql.write(&name);
                }
                Ok(())
            })
        })
    }

    fn sample(&mut self, alias: &Alias, ctx: Context) -> Result<()> {
        let AliasKind::TableSample { sampling, seed } = &alias.0.kind else { return Ok(()) };
        self.write(" TABLESAMPLE ");
        self.expr(sampling, ctx)?;
        if let Some(seed) = seed {
            self.write(" REPEATABLE (");
            self.expr(seed, ctx)?;
            self.write(")");
        }
        Ok(())
    }

    fn values_alias(&mut self, alias: &Alias, ctx: Context) -> Result<()> {
        let AliasElement::Select(SelectBase::Values(values)) = &alias.0.element else {
            return self.alias_element(alias, ctx);
        };
        let name = alias.name();
        let name = self.names.resolve(NameKind::Values, &name);
        self.linter.from(&FromClause::from(alias.clone()), name.clone());
        self.parenthesized(|sql| sql.values_rows(values, ctx))?;
        self.write(self.dialect.traits().alias_word);
        self.identifier(&name);
        self.write(" (");
        self.separated(&values.0.columns, ", ", |sql, (name, _)| {
            sql.identifier(name);
            Ok(())
        })?;
        self.word(")")
    }

    /// `VALUES (…), (…)`.
    pub(super) fn values_rows(&mut self, values: &Values, ctx: Context) -> Result<()> {
        self.dialect.require(Feature::Values)?;
        let ctx = Context { literal_binds: ctx.literal_binds || values.0.literal_binds, ..ctx };
        self.write("VALUES ");
        self.separated(&values.0.rows, ", ", |sql, row| {
            sql.parenthesized(|sql| sql.comma_list(row, ctx))
        })
    }
}

fn joins_implicitly(alias: &Alias) -> bool {
    matches!(alias.0.kind, AliasKind::TableValued { joins_implicitly: true, .. })
}
