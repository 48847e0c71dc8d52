//! SELECT: its clauses in the order in which they are written.

use std::rc::Rc;

use super::compiled::ResultMatching;
use super::labels::ColumnsPlace;
use super::text::{Compiler, Context, Entry, Labels};
use crate::dialect::Feature;
use crate::element::ElementId;
use crate::error::{Error, Result};
use crate::expr::{Expr, ExprKind, Operator};
use crate::from::FromClause;
use crate::select::{
    Affix, Enclosing, ForUpdate, Repeated, Select, SelectData, SelectTail, columns_plus_names,
};
use crate::statement::{SelectBase, SetOperation, Statement, TextualSelect};

/// Where a SELECT stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Top,
    /// In an expression: correlates to the statement around it.
    Nested,
    /// In FROM.
    From,
    Lateral,
    /// The n-th of a UNION.
    Compound {
        index: usize,
        asfrom: bool,
    },
    /// `INSERT … SELECT`.
    Insert,
}

impl Place {
    pub(super) fn is_from(self) -> bool {
        matches!(self, Place::From | Place::Lateral | Place::Compound { asfrom: true, .. })
    }

    fn is_embedded(self) -> bool {
        matches!(self, Place::Compound { .. } | Place::Insert)
    }
}

impl Compiler<'_> {
    pub(super) fn select_base(
        &mut self,
        select: &SelectBase,
        place: Place,
        ctx: Context,
    ) -> Result<()> {
        match select {
            SelectBase::Select(select) => match self.lowered(select)? {
                Some(SelectBase::Select(lowered)) => self.select(&lowered, place, ctx),
                Some(other) => self.select_base(&other, place, ctx),
                None => self.select(select, place, ctx),
            },
            SelectBase::Compound(compound) => self.compound(compound, place, ctx),
            SelectBase::Textual(textual) => self.textual(textual, place, ctx),
            SelectBase::Values(values) => self.values_rows(values, ctx),
            SelectBase::Grouping(inner) => {
                self.parenthesized(|sql| sql.select_base(inner, place, ctx))
            }
        }
    }

    /// What its plug-in makes of a SELECT that speaks of entities.
    fn lowered(&mut self, select: &Select) -> Result<Option<SelectBase>> {
        let statement = Statement::from(select.clone());
        let Some(plugin) = statement.plugin() else { return Ok(None) };
        let lowered = Rc::new(plugin.lower(&statement, self.dialect, false)?);
        self.kept_statements.push(lowered.clone());
        match &*lowered {
            Statement::Select(base) => Ok(Some(base.clone())),
            _ => Err(Error::compile("a SELECT was lowered to another kind of statement")),
        }
    }

    fn select(&mut self, select: &Select, place: Place, ctx: Context) -> Result<()> {
        let is_top = self.stack.is_empty();
        let start = self.mark();
        let ctx = ctx.outside();
        let is_result = self.is_result(is_top, place);
        let columns: Rc<[Expr]> = select.all_columns()?.into();
        self.check_width(columns.len(), place)?;
        let froms: Rc<[FromClause]> = self.displayed_froms(select, place)?.into();
        self.push_select(&froms, &columns);
        self.independent_ctes(&select.tail.independent_ctes, ctx)?;
        let linter = self.linter.enter(self.options.lint);
        self.select_columns(select, &columns, is_result, place, ctx)?;
        self.select_body(select, &froms, ctx)?;
        self.linter.leave(linter, "SELECT");
        self.statement_hints(&select.statement_hints);
        if !place.is_embedded() || is_top {
            self.write_ctes(is_top, start)?;
        }
        if !select.suffixes.is_empty() {
            self.write(" ");
            self.affixes(&select.suffixes, "", " ", ctx)?;
        }
        self.stack.pop();
        Ok(())
    }

    fn is_result(&self, is_top: bool, place: Place) -> bool {
        let needed = is_top || self.stack.last().is_some_and(|entry| entry.need_result_map);
        needed && !matches!(place, Place::Compound { index: 1.., .. })
    }

    fn check_width(&mut self, width: usize, place: Place) -> Result<()> {
        let Place::Compound { index, .. } = place else { return Ok(()) };
        let Some(entry) = self.stack.last_mut() else { return Ok(()) };
        let first = *entry.first_width.get_or_insert(width);
        if first == width {
            return Ok(());
        }
        Err(Error::compile(format!(
            "All selectables passed to CompoundSelect must have identical numbers of columns; \
             select #1 has {first} columns, select #{} has {width}",
            index + 1
        )))
    }

    /// The FROM elements to write: those of enclosing statements are left out where it correlates.
    fn displayed_froms(&self, select: &Select, place: Place) -> Result<Vec<FromClause>> {
        let (correlate, asfrom) = match self.stack.last() {
            Some(entry) => (entry.correlate_froms.clone(), entry.asfrom_froms.clone()),
            None => (Rc::from([]), Rc::from([])),
        };
        if place.is_from() && place != Place::Lateral {
            let is_own = |from: &&FromClause| !asfrom.iter().any(|own| own.id() == from.id());
            let explicit: Vec<FromClause> = correlate.iter().filter(is_own).cloned().collect();
            return select.froms_to_render(&Enclosing { explicit, implicit: Vec::new() });
        }
        let enclosing = Enclosing { explicit: correlate.to_vec(), implicit: asfrom.to_vec() };
        select.froms_to_render(&enclosing)
    }

    fn push_select(&mut self, froms: &Rc<[FromClause]>, columns: &Rc<[Expr]>) {
        let own: Rc<[FromClause]> = froms.iter().flat_map(FromClause::from_objects).collect();
        let correlate = match self.stack.last() {
            Some(entry) if !entry.correlate_froms.is_empty() => {
                own.iter().chain(entry.correlate_froms.iter()).cloned().collect()
            }
            _ => own.clone(),
        };
        self.stack.push(Entry {
            correlate_froms: correlate,
            asfrom_froms: own,
            labels: Some(Labels {
                columns: columns.clone(),
                froms: froms.clone(),
                is_compound: false,
            }),
            ..Entry::default()
        });
    }

    fn select_columns(
        &mut self,
        select: &Select,
        columns: &[Expr],
        is_result: bool,
        place: Place,
        ctx: Context,
    ) -> Result<()> {
        self.write("SELECT ");
        self.affixes(&select.prefixes, "", " ", ctx)?;
        let dialect = self.dialect;
        dialect.before_columns(self, select, ctx)?;
        let named = columns_plus_names(columns, select.tail.label_style, Repeated::Labelled);
        let place = ColumnsPlace { is_result, asfrom: place.is_from() };
        self.separated(&named, ", ", |sql, column| sql.select_column(column, place, ctx))?;
        if named.is_empty() {
            let trimmed = self.out.text.trim_end().len();
            self.out.text.truncate(trimmed);
        }
        Ok(())
    }

    fn select_body(&mut self, select: &Select, froms: &[FromClause], ctx: Context) -> Result<()> {
        if froms.len() > 1 && self.dialect.lacks(Feature::CrossJoin) {
            self.write(" \nFROM ");
            self.joined_froms(froms, &select.where_criteria, ctx)?;
        } else if !froms.is_empty() {
            self.write(" \nFROM ");
            self.separated(froms, ", ", |sql, from| {
                sql.from(from, ctx)?;
                sql.table_hint(&select.hints, from);
                Ok(())
            })?;
        }
        if froms.is_empty() {
            self.write(self.dialect.traits().from_nothing);
        }
        let lint = self.linter.is_active();
        self.criteria(" \nWHERE ", &select.where_criteria, Context { lint, ..ctx })?;
        self.list_clause(" GROUP BY ", &select.tail.group_by, ctx)?;
        self.criteria(" \nHAVING ", &select.having, ctx)?;
        self.tail(&select.tail, ctx)
    }

    /// `a JOIN b ON …` for `a, b`, by the criteria that compare their columns.
    fn joined_froms(
        &mut self,
        froms: &[FromClause],
        criteria: &[Expr],
        ctx: Context,
    ) -> Result<()> {
        let mut joined: Vec<ElementId> = Vec::new();
        for from in froms {
            let own: Vec<ElementId> = from.from_objects().iter().map(FromClause::id).collect();
            if joined.is_empty() {
                self.from(from, ctx)?;
            } else {
                self.write(self.dialect.join_word());
                self.from(from, ctx)?;
                self.write(" ON ");
                let on: Vec<Expr> = criteria
                    .iter()
                    .filter(|criterion| joins(criterion, &joined, &own))
                    .cloned()
                    .collect();
                match on.is_empty() {
                    true => self.write(self.dialect.boolean_text(true)),
                    false => self.criteria("", &on, ctx)?,
                }
            }
            joined.extend(own);
        }
        Ok(())
    }

    /// ORDER BY and what follows.
    pub(super) fn tail(&mut self, tail: &SelectTail, ctx: Context) -> Result<()> {
        self.order_by(&tail.order_by, ctx)?;
        let dialect = self.dialect;
        if tail.limit.is_some() || tail.offset.is_some() || tail.fetch.is_some() {
            dialect.limit(self, tail, ctx)?;
        }
        match &tail.for_update {
            Some(clause) => dialect.for_update(self, clause, ctx),
            None => Ok(()),
        }
    }

    /// Criteria joined by AND, with the word before them.
    pub(super) fn criteria(&mut self, word: &str, criteria: &[Expr], ctx: Context) -> Result<()> {
        if criteria.is_empty() {
            return Ok(());
        }
        let Some(whole) = Expr::where_clause(criteria) else { return Ok(()) };
        let whole = self.keep(whole);
        let ctx = Context { filter: true, ..ctx };
        self.write(word);
        match whole.kind() {
            ExprKind::BooleanList { operator: Operator::And, clauses } => {
                self.separated(clauses, " AND ", |sql, clause| sql.expr(clause, ctx))
            }
            _ => self.expr(&whole, ctx),
        }
    }

    fn order_by(&mut self, exprs: &[Expr], ctx: Context) -> Result<()> {
        if exprs.is_empty() {
            return Ok(());
        }
        self.write(" ORDER BY ");
        let dialect = self.dialect;
        self.separated(exprs, ", ", |sql, expr| dialect.order_by(sql, expr, ctx))
    }

    pub(super) fn list_clause(&mut self, word: &str, exprs: &[Expr], ctx: Context) -> Result<()> {
        if exprs.is_empty() {
            return Ok(());
        }
        self.write(word);
        self.comma_list(exprs, ctx)
    }

    pub fn standard_before_columns(&mut self, select: &SelectData, _ctx: Context) -> Result<()> {
        if select.is_distinct {
            self.write("DISTINCT ");
        }
        Ok(())
    }

    pub fn standard_limit(&mut self, tail: &SelectTail, ctx: Context) -> Result<()> {
        if tail.fetch.is_some() {
            return self.fetch(tail, ctx);
        }
        if let Some(limit) = &tail.limit {
            self.write("\n LIMIT ");
            self.expr(limit, ctx)?;
        }
        if let Some(offset) = &tail.offset {
            if tail.limit.is_none() {
                self.write("\n LIMIT -1");
            }
            self.write(" OFFSET ");
            self.expr(offset, ctx)?;
        }
        Ok(())
    }

    pub(crate) fn fetch(&mut self, tail: &SelectTail, ctx: Context) -> Result<()> {
        if let Some(offset) = &tail.offset {
            self.write("\n OFFSET ");
            self.expr(offset, ctx)?;
            self.write(" ROWS");
        }
        let Some(fetch) = &tail.fetch else { return Ok(()) };
        self.write("\n FETCH FIRST ");
        self.expr(&fetch.count, ctx)?;
        self.write(if fetch.percent { " PERCENT ROWS " } else { " ROWS " });
        self.word(if fetch.with_ties { "WITH TIES" } else { "ONLY" })
    }

    /// `OF table, …` of FOR UPDATE.
    pub(crate) fn for_update_of(&mut self, clause: &ForUpdate, ctx: Context) -> Result<()> {
        let froms = clause.of.iter().flat_map(Expr::from_objects);
        let mut names: Vec<Rc<str>> = Vec::new();
        for from in froms {
            let name = self.name_of(&from)?.unwrap_or_default();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let _ = ctx;
        if names.is_empty() {
            return Ok(());
        }
        self.write(" OF ");
        self.separated(&names, ", ", |sql, name| {
            sql.identifier(name);
            Ok(())
        })
    }

    /// Prefixes or suffixes for this dialect, each between the two texts.
    pub(super) fn affixes(
        &mut self,
        affixes: &[Affix],
        before: &str,
        after: &str,
        ctx: Context,
    ) -> Result<()> {
        for affix in affixes {
            let dialect = affix.dialect.as_deref();
            if dialect.is_none_or(|name| name == "*" || name == self.dialect.name()) {
                self.write(before);
                self.expr(&affix.text, ctx)?;
                self.write(after);
            }
        }
        Ok(())
    }

    fn statement_hints(&mut self, hints: &[(Rc<str>, Rc<str>)]) {
        for (dialect, text) in hints {
            if **dialect == *"*" || **dialect == *self.dialect.name() {
                self.write(" ");
                self.write(text);
            }
        }
    }

    fn table_hint(&mut self, hints: &[(FromClause, Rc<str>, Rc<str>)], from: &FromClause) {
        if self.dialect.name() != "default" {
            return;
        }
        for (hinted, text, dialect) in hints {
            if hinted.id() == from.id() && (**dialect == *"*") {
                self.write(" [");
                self.write(text);
                self.write("]");
            }
        }
    }

    pub(super) fn compound(
        &mut self,
        compound: &crate::statement::CompoundSelect,
        place: Place,
        ctx: Context,
    ) -> Result<()> {
        self.dialect.require(Feature::SetOperation)?;
        let is_top = self.stack.is_empty();
        let start = self.mark();
        let data = &*compound.0;
        let need_result_map = self.is_result(is_top, place);
        let (correlate_froms, asfrom_froms) = match self.stack.last() {
            Some(entry) => (entry.correlate_froms.clone(), entry.asfrom_froms.clone()),
            None => (Rc::from([]), Rc::from([])),
        };
        let columns: Rc<[Expr]> = compound.label_columns().into();
        self.check_width(columns.len(), place)?;
        let labels = Some(Labels { columns, froms: Rc::from([]), is_compound: true });
        let entry =
            Entry { correlate_froms, asfrom_froms, need_result_map, labels, first_width: None };
        self.stack.push(entry);
        self.independent_ctes(&data.tail.independent_ctes, ctx)?;
        let keyword = keyword(data.operation, self.dialect.traits().except);
        self.separated(data.selects.iter().enumerate(), &keyword, |sql, (index, select)| {
            sql.select_base(select, Place::Compound { index, asfrom: place.is_from() }, ctx)
        })?;
        let ctx = ctx.without_table();
        self.list_clause(" GROUP BY ", &data.tail.group_by, ctx)?;
        self.compound_tail(&data.tail, ctx)?;
        if !place.is_embedded() || is_top {
            self.write_ctes_within(is_top, start, 1)?;
        }
        self.stack.pop();
        Ok(())
    }

    fn compound_tail(&mut self, tail: &SelectTail, ctx: Context) -> Result<()> {
        self.order_by(&tail.order_by, ctx)?;
        if tail.limit.is_none() && tail.offset.is_none() && tail.fetch.is_none() {
            return Ok(());
        }
        let dialect = self.dialect;
        dialect.limit(self, tail, ctx)
    }

    /// `text().columns(…)`.
    fn textual(&mut self, textual: &TextualSelect, place: Place, ctx: Context) -> Result<()> {
        let is_top = self.stack.is_empty();
        let is_result = self.is_result(is_top, place);
        let start = self.mark();
        self.stack.push(Entry::default());
        if is_result {
            let data = &*textual.0;
            self.matching = match (data.positional, data.columns.is_empty()) {
                (true, _) => ResultMatching::Positional,
                (false, false) => ResultMatching::Loose,
                (false, true) => ResultMatching::Named,
            };
            for column in textual.all_columns() {
                let name = column.own_label().unwrap_or_default();
                let sql_type = column.sql_type();
                self.results.push(super::labels::plain_result(name, sql_type, Some(column)));
            }
        }
        self.text_clause(&textual.0.text, ctx)?;
        self.write_ctes(is_top, start)?;
        self.stack.pop();
        Ok(())
    }

    /// Pushes what is written where there is no SELECT around.
    pub(super) fn push_plain(&mut self, froms: Vec<FromClause>) {
        let froms: Rc<[FromClause]> = froms.into();
        self.stack.push(Entry {
            correlate_froms: froms.clone(),
            asfrom_froms: froms,
            ..Entry::default()
        });
    }
}

/// Whether a criterion compares a column of one side with one of the other.
fn joins(criterion: &Expr, joined: &[ElementId], own: &[ElementId]) -> bool {
    let ExprKind::Binary { left, operator: Operator::Eq, right, .. } = criterion.kind() else {
        return false;
    };
    let of = |side: &Expr| match side.as_column() {
        Some(_) => side.from_objects().first().map(FromClause::id),
        None => None,
    };
    match (of(left), of(right)) {
        (Some(a), Some(b)) => {
            (joined.contains(&a) && own.contains(&b)) || (own.contains(&a) && joined.contains(&b))
        }
        _ => false,
    }
}

fn keyword(operation: SetOperation, except: &str) -> String {
    match operation {
        SetOperation::Union => " UNION ".to_owned(),
        SetOperation::UnionAll => " UNION ALL ".to_owned(),
        SetOperation::Except => format!(" {except} "),
        SetOperation::ExceptAll => " EXCEPT ALL ".to_owned(),
        SetOperation::Intersect => " INTERSECT ".to_owned(),
        SetOperation::IntersectAll => " INTERSECT ALL ".to_owned(),
    }
}
