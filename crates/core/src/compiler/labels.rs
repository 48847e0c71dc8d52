//! The columns clause: labels, and what each column of the result answers to.

use std::rc::Rc;

use super::compiled::{ResultColumn, ResultMatching};
use super::names::NameKind;
use super::text::{Compiler, Context, Labels};
use crate::error::{Error, Result};
use crate::expr::{Expr, ExprKind, Operator, UnaryPosition};
use crate::select::ColumnName;
use crate::types::{Affinity, SqlType};

/// Where a columns clause stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnsPlace {
    /// Its columns are those of the result.
    pub(super) is_result: bool,
    /// Of a subquery in FROM.
    pub(super) asfrom: bool,
}

impl Compiler<'_> {
    /// One column with its label, if it needs one.
    pub(super) fn select_column(
        &mut self,
        named: &ColumnName,
        place: ColumnsPlace,
        ctx: Context,
    ) -> Result<()> {
        let column = &named.column;
        let ctx = Context { within_columns: true, within_label: false, ..ctx };
        let label = if matches!(unattributed(column).kind(), ExprKind::Label { .. }) {
            None
        } else if let Some(required) = &named.required_label {
            Some(required.clone())
        } else if self.needs_label(column, place.asfrom) {
            named.fallback_label.clone().or_else(|| Some(column.anonymous_label()))
        } else {
            None
        };
        match label {
            Some(label) => self.labelled(named, &label, place, ctx),
            None => self.unlabelled(named, place, ctx),
        }
    }

    fn labelled(
        &mut self,
        named: &ColumnName,
        label: &Rc<str>,
        place: ColumnsPlace,
        ctx: Context,
    ) -> Result<()> {
        let label = self.names.resolve(NameKind::Column, label);
        self.expr(&named.column, Context { within_label: true, ..ctx })?;
        self.write(" AS ");
        self.identifier(&label);
        if place.is_result {
            self.add_result(Some(label.clone()), Some(label), named)?;
        }
        Ok(())
    }

    fn unlabelled(&mut self, named: &ColumnName, place: ColumnsPlace, ctx: Context) -> Result<()> {
        self.expr(&named.column, ctx)?;
        if !place.is_result {
            return Ok(());
        }
        let (name, key) = match named_within(&named.column).kind() {
            ExprKind::Label { name, .. } => {
                let name = self.names.resolve(NameKind::Column, name);
                (Some(name.clone()), Some(name))
            }
            ExprKind::Column(reference) => {
                let name = self.names.resolve(NameKind::Column, &reference.column.name());
                (Some(name.clone()), Some(name))
            }
            ExprKind::Text(_) => (None, None),
            _ => {
                let name = named.fallback_label.clone();
                let name = name.map(|name| self.names.resolve(NameKind::Column, &name));
                (name.clone(), name)
            }
        };
        let key = match named.column.kind() {
            ExprKind::Attribute { key, .. } => Some(key.clone()),
            _ => key,
        };
        self.add_result(name, key, named)
    }

    fn needs_label(&self, column: &Expr, asfrom: bool) -> bool {
        match column.kind() {
            ExprKind::Attribute { column, .. } => self.needs_label(column, asfrom),
            ExprKind::Column(reference) => {
                let has_table = reference.from.is_some() || reference.column.table().is_some();
                asfrom && !reference.column.0.is_literal && has_table
            }
            ExprKind::Text(_) | ExprKind::Label { .. } => false,
            ExprKind::Unary { operator, operand, .. } => {
                let is_truth = matches!(operator, Operator::IsTrue | Operator::IsFalse);
                (is_truth && !self.dialect.traits().supports_native_boolean)
                    || wraps_unnamed(operand)
                    || asfrom
            }
            _ => column.own_label().is_none(),
        }
    }

    fn add_result(
        &mut self,
        name: Option<Rc<str>>,
        key: Option<Rc<str>>,
        named: &ColumnName,
    ) -> Result<()> {
        let column = &named.column;
        let sql_type = column.sql_type();
        if sql_type.affinity() == Affinity::Tuple {
            return Err(Error::compile(
                "Most backends don't support SELECTing from a tuple() object.  If this is an ORM \
                 query, consider using the Bundle object.",
            ));
        }
        if name.as_deref().is_none_or(|name| name == "*") {
            self.matching = ResultMatching::Named;
        }
        let (targets, names) = if named.is_repeated {
            (Vec::new(), Vec::new())
        } else {
            (targets(column), alternative_names(named))
        };
        let element = Some(column.clone());
        self.results.push(ResultColumn { name, key, sql_type, targets, names, element });
        Ok(())
    }

    /// ORDER BY over a label: its name, if it is selected here.
    pub(super) fn label_reference(&mut self, inner: &Expr, ctx: Context) -> Result<()> {
        let Some(label) = ordered_label(inner) else { return self.expr(inner, ctx) };
        let ExprKind::Label { name, .. } = label.kind() else { return self.expr(inner, ctx) };
        if !self.dialect.orders_by_label() || !self.selects(name, label, ctx) {
            return self.expr(inner, ctx);
        }
        let outer = self.label_as_label.replace(label.id());
        let outcome = self.expr(inner, ctx);
        self.label_as_label = outer;
        outcome
    }

    /// Whether the SELECT at hand has the label among its columns.
    fn selects(&self, name: &Rc<str>, label: &Expr, ctx: Context) -> bool {
        if ctx.within_columns {
            return false;
        }
        let Some(labels) = self.stack.last().and_then(|entry| entry.labels.as_ref()) else {
            return false;
        };
        let found =
            labels.columns.iter().rev().find(|column| labels.key(column).as_ref() == Some(name));
        found.is_some_and(|column| column.id() == label.id() || shares_lineage(column, label))
    }

    /// `order_by("name")`.
    pub(super) fn textual_label_reference(&mut self, name: &Rc<str>, ctx: Context) -> Result<()> {
        let Some(entry) = self.stack.last() else {
            let name = name.clone();
            self.identifier(&name);
            return Ok(());
        };
        let labels = entry.labels.clone().unwrap_or_default();
        let found = find_label(&labels, name).ok_or_else(|| no_label(name))?;
        if !self.dialect.orders_by_text() {
            return self.expr(&found, ctx);
        }
        let outer = self.label_as_label.replace(found.id());
        let outcome = self.expr(&found, ctx);
        self.label_as_label = outer;
        outcome
    }
}

fn unattributed(expr: &Expr) -> &Expr {
    match expr.kind() {
        ExprKind::Attribute { column, .. } => unattributed(column),
        _ => expr,
    }
}

/// What a result column without a label goes by: a sign before a column does not change its name.
fn named_within(expr: &Expr) -> &Expr {
    match expr.kind() {
        ExprKind::Unary { operand, .. } | ExprKind::Grouping(operand) => named_within(operand),
        ExprKind::Attribute { column, .. } => named_within(column),
        _ => expr,
    }
}

fn wraps_unnamed(operand: &Expr) -> bool {
    match unattributed(operand).kind() {
        ExprKind::Grouping(inner) => wraps_unnamed(inner),
        ExprKind::Column(_) | ExprKind::Label { .. } => false,
        _ => operand.own_label().is_none(),
    }
}

/// The label that an element of ORDER BY is, or is `desc()` of.
fn ordered_label(expr: &Expr) -> Option<&Expr> {
    match expr.kind() {
        ExprKind::Label { .. } => Some(expr),
        ExprKind::Attribute { column, .. } => ordered_label(column),
        ExprKind::Unary {
            operator: Operator::Asc | Operator::Desc | Operator::NullsFirst | Operator::NullsLast,
            position: UnaryPosition::After,
            operand,
        } => ordered_label(operand),
        _ => None,
    }
}

fn shares_lineage(a: &Expr, b: &Expr) -> bool {
    let inner = |expr: &Expr| match unattributed(expr).kind() {
        ExprKind::Label { element, .. } => element.clone(),
        _ => expr.clone(),
    };
    let (a, b) = (inner(a), inner(b));
    match (a.as_column(), b.as_column()) {
        (Some(a), Some(b)) => a.shares_lineage(b),
        _ => a.id() == b.id(),
    }
}

fn find_label(labels: &Labels, name: &str) -> Option<Expr> {
    let of_column = |column: &&Expr| labels.key(column).as_deref() == Some(name);
    if let Some(found) = labels.columns.iter().rev().find(of_column) {
        return Some(found.clone());
    }
    let columns =
        labels.froms.iter().flat_map(|from| from.columns().iter().cloned().collect::<Vec<_>>());
    columns.filter(|column| *column.key() == *name).last().map(|column| Expr::from(&column))
}

fn no_label(name: &str) -> Error {
    Error::compile(format!(
        "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL \
         expression '{name}' should be explicitly declared as text('{name}')"
    ))
}

fn targets(column: &Expr) -> Vec<crate::element::ElementId> {
    let mut targets = vec![column.id()];
    let mut inner = column;
    while let ExprKind::Attribute { column, .. } = inner.kind() {
        targets.push(column.id());
        inner = column;
    }
    targets.dedup();
    targets
}

fn alternative_names(named: &ColumnName) -> Vec<Rc<str>> {
    let mut names = Vec::new();
    if let Some(key) = &named.proxy_key {
        names.push(key.clone());
    }
    if named.column.as_column().is_some() {
        names.extend(named.column.table_qualified_label());
    }
    names
}

/// The result type of a column, for statements that are no SELECT.
pub(super) fn plain_result(
    name: Rc<str>,
    sql_type: SqlType,
    element: Option<Expr>,
) -> ResultColumn {
    let targets = element.as_ref().map(|expr| vec![expr.id()]).unwrap_or_default();
    ResultColumn {
        name: Some(name.clone()),
        key: Some(name),
        sql_type,
        targets,
        names: Vec::new(),
        element,
    }
}
