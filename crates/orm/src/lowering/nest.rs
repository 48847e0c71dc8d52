//! A limited SELECT with joined collections: the limit belongs to the objects, not to the joined rows.
//!
//! The SELECT becomes a subquery, and the eager joins are attached to that.

use ormlab_core::element::ElementId;
use ormlab_core::expr::{ExprKind, Operator};
use ormlab_core::select::{Execution, SelectData, SelectItem, SelectTail};
use ormlab_core::{Expr, FromClause, Result, Select};
use rustc_hash::FxHashMap;
use std::rc::Rc;

use super::builder::Builder;

/// Whether it limits or merges rows.
pub(super) fn is_limited(select: &Select) -> bool {
    select.tail.limit.is_some()
        || select.tail.offset.is_some()
        || select.tail.fetch.is_some()
        || select.is_distinct
        || !select.distinct_on.is_empty()
        || !select.tail.group_by.is_empty()
}

/// The outer SELECT, and the number of columns that come from the inner one.
pub(super) fn nested(builder: &mut Builder<'_>) -> Result<(Select, usize)> {
    let given = &builder.request.select;
    let mut columns = builder.primary.clone();
    let order_by = given.tail.order_by.clone();
    for part in order_by.iter().flat_map(ordered_parts) {
        if !columns.iter().any(|column| same(column, &part)) {
            columns.push(part);
        }
    }
    let style = builder.label_style();
    let froms = builder.froms.clone();
    let inner = given.clone().edit(|data| {
        data.items = columns.iter().map(|column| SelectItem::Expr(column.clone())).collect();
        data.froms = froms;
        data.joins = Vec::new();
        data.plugin = None;
        data.is_lowered = true;
        data.tail.label_style = style;
        data.tail.execution = Execution::default();
    });
    let inner = inner.subquery(None);
    let outer: Vec<Expr> = inner.columns().iter().map(Expr::from).collect();
    let by_column: FxHashMap<ElementId, Expr> =
        columns.iter().map(key).zip(outer.iter().cloned()).collect();
    let adapt =
        |expr: &Expr| -> Expr { expr.transform(&mut |node| by_column.get(&key(node)).cloned()) };
    let mut from = FromClause::from(inner);
    for index in 0..builder.eager.len() {
        if !builder.is_within_another(index) {
            from = builder.attach(&from, index, &adapt)?;
        }
    }
    let width = outer.len();
    let items =
        outer.iter().chain(&builder.secondary).map(|column| SelectItem::Expr(column.clone()));
    let items = items.collect();
    let mut order_by: Vec<Expr> = order_by.iter().map(adapt).collect();
    order_by.extend(builder.eager_order_by());
    let tail = SelectTail {
        order_by,
        label_style: style,
        execution: given.tail.execution.clone(),
        ..SelectTail::default()
    };
    let data =
        SelectData { items, froms: vec![from], tail, is_lowered: true, ..SelectData::default() };
    Ok((Select(Rc::new(data)), width))
}

fn key(expr: &Expr) -> ElementId {
    expr.as_column().map_or_else(|| expr.id(), |column| column.id())
}

fn same(a: &Expr, b: &Expr) -> bool {
    let inner = match a.kind() {
        ExprKind::Label { element, .. } => element,
        _ => a,
    };
    key(inner) == key(b) || key(a) == key(b)
}

/// What an ORDER BY element orders by, without `DESC` and the like.
fn ordered_parts(expr: &Expr) -> Vec<Expr> {
    match expr.kind() {
        ExprKind::Unary {
            operator: Operator::Asc | Operator::Desc | Operator::NullsFirst | Operator::NullsLast,
            operand,
            ..
        } => ordered_parts(operand),
        ExprKind::Grouping(inner) | ExprKind::LabelReference(inner) => ordered_parts(inner),
        ExprKind::Label { element, .. } => ordered_parts(element),
        ExprKind::List(items) => items.iter().flat_map(ordered_parts).collect(),
        ExprKind::TextualLabelReference(_) | ExprKind::Text(_) => Vec::new(),
        _ => vec![expr.clone()],
    }
}
