//! WITH: common table expressions, written once and put before the statement.

use indexmap::IndexMap;
use std::rc::Rc;

use super::select::Place;
use super::text::{Compiler, Context, Fragment, Mark};
use crate::dialect::Feature;
use crate::element::ElementId;
use crate::error::{Error, Result};
use crate::from::{Alias, AliasElement, AliasKind, CteOptions, FromClause};
use crate::select::{Repeated, columns_plus_names};
use crate::statement::SelectBase;

/// The CTEs met so far.
#[derive(Debug, Default)]
pub(super) struct Ctes {
    /// Written ones in order, by identity.
    written: IndexMap<ElementId, Written>,
    /// The one that is being written: it may refer to itself.
    open: Vec<ElementId>,
    by_name: IndexMap<(usize, Rc<str>), Alias>,
}

#[derive(Debug)]
struct Written {
    fragment: Fragment,
    is_recursive: bool,
    /// The depth of the statement it is written before; `None`: the outermost.
    level: Option<usize>,
    key: (usize, Rc<str>),
}

impl Compiler<'_> {
    /// `add_cte()`: written though nothing refers to them.
    pub(super) fn independent_ctes(&mut self, ctes: &[(Alias, bool)], ctx: Context) -> Result<()> {
        for (cte, nest_here) in ctes {
            self.define_cte(cte, *nest_here, ctx)?;
        }
        Ok(())
    }

    /// A CTE in FROM: its name; it is written before the statement when met first.
    pub(super) fn cte_reference(&mut self, cte: &Alias, ctx: Context) -> Result<()> {
        self.define_cte(cte, false, ctx)?;
        let name = self.alias_name(cte);
        self.linter.from(&FromClause::from(cte.clone()), name.clone());
        match &options(cte).alias_of {
            Some(inner) => {
                let inner = self.alias_name(inner);
                self.identifier(&inner);
                self.write(self.dialect.traits().alias_word);
                self.identifier(&name);
            }
            None => self.identifier(&name),
        }
        Ok(())
    }

    fn define_cte(&mut self, cte: &Alias, nest_here: bool, ctx: Context) -> Result<()> {
        self.dialect.require(Feature::Cte)?;
        let options = options(cte);
        if let Some(inner) = &options.alias_of {
            return self.define_cte(&inner.clone(), nest_here, ctx);
        }
        if self.ctes.written.contains_key(&cte.id()) || self.ctes.open.contains(&cte.id()) {
            return Ok(());
        }
        let is_nested = options.nesting || nest_here;
        let level = if is_nested { self.stack.len() } else { 1 };
        let key = (level, self.alias_name(cte));
        if let Some(existing) = self.ctes.by_name.get(&key).cloned() {
            if restates(&existing, cte) {
                return Ok(());
            }
            if !restates(cte, &existing) {
                return Err(Error::compile(format!(
                    "Multiple, unrelated CTEs found with the same name: '{}'",
                    key.1
                )));
            }
            self.ctes.written.shift_remove(&existing.id());
        }
        self.ctes.by_name.insert(key.clone(), cte.clone());
        self.write_cte(cte, key, is_nested, ctx)
    }

    fn write_cte(
        &mut self,
        cte: &Alias,
        key: (usize, Rc<str>),
        is_nested: bool,
        ctx: Context,
    ) -> Result<()> {
        self.ctes.open.push(cte.id());
        let linter = self.linter.enter(false);
        let level = is_nested.then_some(key.0);
        let name = key.1.clone();
        let fragment = self.fragment(|sql| sql.cte_text(cte, &name, ctx.outside()));
        self.linter.restore(linter);
        self.ctes.open.pop();
        let is_recursive = options(cte).recursive;
        let written = Written { fragment: fragment?, is_recursive, level, key };
        self.ctes.written.insert(cte.id(), written);
        Ok(())
    }

    fn cte_text(&mut self, cte: &Alias, name: &str, ctx: Context) -> Result<()> {
        let options = options(cte);
        self.identifier(name);
        if options.recursive {
            self.cte_columns(cte)?;
        }
        self.write(" AS ");
        self.affixes(&options.prefixes, "", " ", ctx)?;
        self.write("\n(");
        match &cte.0.element {
            AliasElement::Select(select) => self.select_base(select, Place::From, ctx)?,
            AliasElement::Statement(statement) => self.dml_cte(statement, ctx)?,
            AliasElement::From(from) => self.from(from, ctx)?,
            AliasElement::Expr(expr) => self.expr(expr, ctx)?,
        }
        self.write(")");
        self.affixes(&options.suffixes, " ", " ", ctx)
    }

    /// `name(a, b)` of a recursive one.
    fn cte_columns(&mut self, cte: &Alias) -> Result<()> {
        let AliasElement::Select(select) = &cte.0.element else { return Ok(()) };
        let columns = select.all_columns()?;
        let named = columns_plus_names(&columns, first_style(select), Repeated::Labelled);
        let names: Vec<_> = named
            .iter()
            .filter(|column| !column.is_repeated)
            .filter_map(|column| column.fallback_label.clone().or_else(|| column.proxy_key.clone()))
            .collect();
        self.parenthesized(|sql| {
            sql.separated(&names, ", ", |sql, name| {
                let name = sql.names.resolve(super::names::NameKind::Column, name);
                sql.identifier(&name);
                Ok(())
            })
        })
    }

    /// Puts the CTEs of this level before what was written of the statement since `start`.
    pub(super) fn write_ctes(&mut self, is_top: bool, start: Mark) -> Result<()> {
        self.write_ctes_within(is_top, start, 0)
    }

    /// The same for statements that wrap others: a UNION writes those of its members.
    pub(super) fn write_ctes_within(
        &mut self,
        is_top: bool,
        start: Mark,
        below: usize,
    ) -> Result<()> {
        if self.ctes.written.is_empty() {
            return Ok(());
        }
        let levels = self.stack.len()..=self.stack.len() + below;
        let is_here =
            |written: &Written| is_top || written.level.is_some_and(|at| levels.contains(&at));
        let here = self.ctes.written.iter().filter(|(_, written)| is_here(written));
        let ids: Vec<ElementId> = here.map(|(id, _)| *id).collect();
        if !ids.is_empty() {
            let clause = self.cte_clause(&ids, !is_top);
            self.insert_at(start, &clause);
        }
        Ok(())
    }

    fn cte_clause(&mut self, ids: &[ElementId], forget: bool) -> Fragment {
        let is_recursive = ids.iter().any(|id| self.ctes.written[id].is_recursive);
        let mut clause = Fragment::default();
        let recursive = self.dialect.traits().recursive_with;
        clause.text.push_str(if is_recursive { recursive } else { "WITH " });
        for (index, id) in ids.iter().enumerate() {
            if index > 0 {
                clause.text.push_str(", \n");
            }
            let written = &self.ctes.written[id];
            clause.text.push_str(&written.fragment.text);
            clause.positions.extend_from_slice(&written.fragment.positions);
        }
        clause.text.push_str("\n ");
        for id in ids.iter().filter(|_| forget) {
            if let Some(written) = self.ctes.written.shift_remove(id) {
                self.ctes.by_name.shift_remove(&written.key);
            }
        }
        clause
    }

    /// The WITH clause apart, for dialects that put it between INSERT and SELECT.
    pub(super) fn take_cte_clause(&mut self) -> Option<Fragment> {
        if self.ctes.written.is_empty() {
            return None;
        }
        let ids: Vec<ElementId> = self.ctes.written.keys().copied().collect();
        Some(self.cte_clause(&ids, true))
    }
}

fn first_style(select: &SelectBase) -> crate::select::LabelStyle {
    select.label_style()
}

fn options(cte: &Alias) -> CteOptions {
    match &cte.0.kind {
        AliasKind::Cte(options) => options.clone(),
        _ => CteOptions::default(),
    }
}

/// Whether `cte` is what `union()` made of `other`, at some distance.
fn restates(cte: &Alias, other: &Alias) -> bool {
    let mut at = options(cte).restates;
    while let Some(earlier) = at {
        if earlier.id() == other.id() {
            return true;
        }
        at = options(&earlier).restates;
    }
    false
}
