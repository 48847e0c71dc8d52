//! The generative methods of a SELECT: each gives a new statement.

use std::rc::Rc;

use super::{
    Affix, Correlate, Fetch, ForUpdate, JoinTarget, LabelStyle, Select, SelectData, SelectItem,
    SelectTail, SetupJoin,
};
use crate::column::Column;
use crate::element::ElementId;
use crate::entity::StatementOption;
use crate::error::{Error, Result};
use crate::expr::{Bind, Expr, ExprKind, Operand, UnaryPosition};
use crate::from::{Alias, FromClause};
use crate::metadata::Table;
use crate::statement::{CompoundSelect, SelectBase, SetOperation};
use crate::types::SqlType;
use crate::value::Value;

macro_rules! item_from {
    ($($from:ty => $convert:expr),* $(,)?) => {
        $(impl From<$from> for SelectItem {
            fn from(item: $from) -> SelectItem {
                $convert(item)
            }
        })*
    };
}

item_from! {
    Expr => SelectItem::Expr,
    &Expr => |expr: &Expr| SelectItem::Expr(expr.clone()),
    Column => |column: Column| SelectItem::Expr(Expr::from(column)),
    &Column => |column: &Column| SelectItem::Expr(Expr::from(column)),
    FromClause => SelectItem::From,
    Table => |table: Table| SelectItem::From(table.into()),
    &Table => |table: &Table| SelectItem::From(table.into()),
    Alias => |alias: Alias| SelectItem::From(alias.into()),
    &Alias => |alias: &Alias| SelectItem::From(alias.clone().into()),
}

/// What ORDER BY and GROUP BY take: an expression, or the name of a label.
#[derive(Clone, Debug)]
pub enum OrderItem {
    Expr(Expr),
    Label(Rc<str>),
}

impl From<&str> for OrderItem {
    fn from(label: &str) -> OrderItem {
        OrderItem::Label(label.into())
    }
}

macro_rules! order_item_from {
    ($($from:ty),*) => {
        $(impl From<$from> for OrderItem {
            fn from(expr: $from) -> OrderItem {
                OrderItem::Expr(expr.clone().into())
            }
        })*
    };
}

order_item_from!(Expr, &Expr, Column);

impl From<&Column> for OrderItem {
    fn from(column: &Column) -> OrderItem {
        OrderItem::Expr(column.into())
    }
}

impl OrderItem {
    /// The expression, a name as a reference to a label.
    pub fn into_expr(self) -> Expr {
        match self {
            OrderItem::Expr(expr) => expr,
            OrderItem::Label(name) => Expr::label_name(name),
        }
    }
}

impl Expr {
    /// `order_by("name")`, `desc("name")`: looked up among the labels when compiled.
    pub fn label_name(name: impl Into<Rc<str>>) -> Expr {
        Expr::new(ExprKind::TextualLabelReference(name.into()), SqlType::Null)
    }

    /// In ORDER BY a label stands for itself, however its order is modified.
    pub fn as_order_by(&self) -> Expr {
        if self.orders_by_label() {
            return Expr::new(ExprKind::LabelReference(self.clone()), self.sql_type());
        }
        self.clone()
    }

    fn orders_by_label(&self) -> bool {
        match self.kind() {
            ExprKind::Label { .. } => true,
            ExprKind::Unary { position: UnaryPosition::After, operand, .. } => {
                operand.orders_by_label()
            }
            _ => false,
        }
    }
}

/// A LIMIT or OFFSET: a number is a parameter of its own name.
pub(crate) fn row_limit(operand: Operand) -> Result<Expr> {
    match operand {
        Operand::Expr(expr) => Ok(expr),
        Operand::Value(Value::Int(value)) => {
            Ok(Bind::anonymous("param", Value::Int(value), SqlType::Integer).into_expr())
        }
        Operand::Value(value) => Err(Error::argument(format!(
            "SQL expression element or literal value expected, got {}.",
            value.repr()
        ))),
    }
}

impl Select {
    /// `where(criterion)`.
    #[must_use]
    pub fn where_(self, criterion: impl Into<Expr>) -> Select {
        self.edit(|data| data.where_criteria.push(criterion.into()))
    }

    #[must_use]
    pub fn having(self, criterion: impl Into<Expr>) -> Select {
        self.edit(|data| data.having.push(criterion.into()))
    }

    #[must_use]
    pub fn distinct(self) -> Select {
        self.edit(|data| data.is_distinct = true)
    }

    /// `distinct(*on)`.
    #[must_use]
    pub fn distinct_on(self, on: Vec<Expr>) -> Select {
        self.edit(|data| {
            data.is_distinct = true;
            data.distinct_on.extend(on);
        })
    }

    #[must_use]
    pub fn select_from(self, from: impl Into<FromClause>) -> Select {
        self.edit(|data| data.froms.push(from.into()))
    }

    /// `add_columns(*items)`.
    #[must_use]
    pub fn add_columns(self, items: Vec<SelectItem>) -> Select {
        self.edit(|data| data.items.extend(items))
    }

    /// `with_only_columns(*items)`: FROMs that only the old items gave are gone, unless kept.
    #[must_use]
    pub fn with_only_columns(self, items: Vec<SelectItem>, maintain_column_froms: bool) -> Select {
        let froms = if maintain_column_froms { self.all_froms().ok() } else { None };
        self.edit(|data| {
            if let Some(froms) = froms {
                data.froms = froms;
                data.joins.clear();
            }
            data.items = items;
        })
    }

    /// `join(target, onclause)`: the left side is found among the FROMs.
    #[must_use]
    pub fn join(self, target: impl Into<JoinTarget>, on: Option<Expr>) -> Select {
        self.set_join(None, target.into(), on, false, false)
    }

    #[must_use]
    pub fn outerjoin(self, target: impl Into<JoinTarget>, on: Option<Expr>) -> Select {
        self.set_join(None, target.into(), on, true, false)
    }

    /// `join_from(left, target, onclause)`.
    #[must_use]
    pub fn join_from(
        self,
        left: impl Into<FromClause>,
        target: impl Into<JoinTarget>,
        on: Option<Expr>,
    ) -> Select {
        self.set_join(Some(left.into()), target.into(), on, false, false)
    }

    fn set_join(
        self,
        left: Option<FromClause>,
        target: JoinTarget,
        on: Option<Expr>,
        is_outer: bool,
        is_full: bool,
    ) -> Select {
        let on_relationship = None;
        self.add_join(SetupJoin { left, target, on, on_relationship, is_outer, is_full })
    }

    /// A join with all that may be said of it.
    #[must_use]
    pub fn add_join(self, join: SetupJoin) -> Select {
        self.edit(|data| data.joins.push(join))
    }

    /// `correlate(*froms)`.
    #[must_use]
    pub fn correlate(self, froms: Vec<FromClause>) -> Select {
        self.edit(|data| match &mut data.correlate {
            Correlate::To(to) => to.extend(froms),
            other => *other = Correlate::To(froms),
        })
    }

    /// `correlate(None)`.
    #[must_use]
    pub fn correlate_never(self) -> Select {
        self.edit(|data| data.correlate = Correlate::Never)
    }

    /// `correlate_except(*froms)`.
    #[must_use]
    pub fn correlate_except(self, froms: Vec<FromClause>) -> Select {
        self.edit(|data| match &mut data.correlate {
            Correlate::Except(except) => except.extend(froms),
            other => *other = Correlate::Except(froms),
        })
    }

    #[must_use]
    pub fn prefix_with(self, text: Expr, dialect: Option<Rc<str>>) -> Select {
        self.edit(|data| data.prefixes.push(Affix { text, dialect }))
    }

    #[must_use]
    pub fn suffix_with(self, text: Expr, dialect: Option<Rc<str>>) -> Select {
        self.edit(|data| data.suffixes.push(Affix { text, dialect }))
    }

    /// `union(*others)` and its kin.
    pub fn set_operation(self, operation: SetOperation, others: Vec<SelectBase>) -> CompoundSelect {
        let mut selects = vec![SelectBase::from(self)];
        selects.extend(others);
        CompoundSelect::new(operation, selects)
    }

    /// `with_hint(from, text, dialect)`; `*` is every dialect.
    #[must_use]
    pub fn with_hint(
        self,
        from: impl Into<FromClause>,
        text: impl Into<Rc<str>>,
        dialect: impl Into<Rc<str>>,
    ) -> Select {
        self.edit(|data| data.hints.push((from.into(), text.into(), dialect.into())))
    }

    /// `with_statement_hint(text, dialect)`.
    #[must_use]
    pub fn with_statement_hint(
        self,
        text: impl Into<Rc<str>>,
        dialect: impl Into<Rc<str>>,
    ) -> Select {
        self.edit(|data| data.statement_hints.push((text.into(), dialect.into())))
    }

    /// The columns by key, as `selected_columns`.
    pub fn selected_columns(&self) -> Result<Vec<(Rc<str>, Expr)>> {
        let mut keys = super::names::KeyNames::new(self.tail.label_style);
        let columns = self.all_columns()?.into_iter();
        Ok(columns.filter_map(|column| Some((keys.key(&column)?, column))).collect())
    }
}

/// The generative methods that SELECT and UNION share.
macro_rules! tail_methods {
    ($statement:ident) => {
        impl $statement {
            fn edit_tail(mut self, edit: impl FnOnce(&mut SelectTail)) -> $statement {
                edit(&mut self.data_mut().tail);
                self
            }

            /// `order_by(*items)`; a string is the name of a label.
            #[must_use]
            pub fn order_by<I>(self, items: I) -> $statement
            where
                I: IntoIterator,
                I::Item: Into<OrderItem>,
            {
                let items = items.into_iter().map(|item| item.into().into_expr().as_order_by());
                let items: Vec<Expr> = items.collect();
                self.edit_tail(|tail| tail.order_by.extend(items))
            }

            /// `order_by(None)`.
            #[must_use]
            pub fn order_by_nothing(self) -> $statement {
                self.edit_tail(|tail| tail.order_by.clear())
            }

            /// `group_by(*items)`; a string is the name of a label.
            #[must_use]
            pub fn group_by<I>(self, items: I) -> $statement
            where
                I: IntoIterator,
                I::Item: Into<OrderItem>,
            {
                let items: Vec<Expr> =
                    items.into_iter().map(|item| item.into().into_expr()).collect();
                self.edit_tail(|tail| tail.group_by.extend(items))
            }

            #[must_use]
            pub fn group_by_nothing(self) -> $statement {
                self.edit_tail(|tail| tail.group_by.clear())
            }

            /// `limit(count)`; replaces `fetch`. `None` takes the limit away.
            pub fn limit(self, count: Option<Operand>) -> Result<$statement> {
                let limit = count.map(row_limit).transpose()?;
                Ok(self.edit_tail(|tail| {
                    tail.fetch = None;
                    tail.limit = limit;
                }))
            }

            pub fn offset(self, count: Option<Operand>) -> Result<$statement> {
                let offset = count.map(row_limit).transpose()?;
                Ok(self.edit_tail(|tail| tail.offset = offset))
            }

            /// `fetch(count, with_ties=…, percent=…)`; replaces `limit`.
            pub fn fetch(
                self,
                count: Operand,
                with_ties: bool,
                percent: bool,
            ) -> Result<$statement> {
                let count = row_limit(count)?;
                Ok(self.edit_tail(|tail| {
                    tail.limit = None;
                    tail.fetch = Some(Fetch { count, with_ties, percent });
                }))
            }

            #[must_use]
            pub fn with_for_update(self, for_update: ForUpdate) -> $statement {
                self.edit_tail(|tail| tail.for_update = Some(for_update))
            }

            #[must_use]
            pub fn set_label_style(self, style: LabelStyle) -> $statement {
                self.edit_tail(|tail| tail.label_style = style)
            }

            /// `add_cte(cte, nest_here=…)`.
            #[must_use]
            pub fn add_cte(self, cte: Alias, nest_here: bool) -> $statement {
                self.edit_tail(|tail| tail.independent_ctes.push((cte, nest_here)))
            }

            #[must_use]
            pub fn options(self, options: Vec<Rc<dyn StatementOption>>) -> $statement {
                self.edit_tail(|tail| tail.execution.options.extend(options))
            }

            #[must_use]
            pub fn execution_options(self, options: Vec<(Rc<str>, Value)>) -> $statement {
                self.edit_tail(|tail| tail.execution.execution_options.extend(options))
            }
        }
    };
}

tail_methods!(Select);
tail_methods!(CompoundSelect);

impl From<FromClause> for JoinTarget {
    fn from(from: FromClause) -> JoinTarget {
        JoinTarget::From(from)
    }
}

impl From<&Table> for JoinTarget {
    fn from(table: &Table) -> JoinTarget {
        JoinTarget::From(table.into())
    }
}

impl From<&Alias> for JoinTarget {
    fn from(alias: &Alias) -> JoinTarget {
        JoinTarget::From(alias.clone().into())
    }
}

impl CompoundSelect {
    /// `union(*selects)` and its kin; a part with ORDER BY or LIMIT is put in parentheses.
    pub fn new(operation: SetOperation, selects: Vec<SelectBase>) -> CompoundSelect {
        let selects = selects.into_iter().map(SelectBase::grouped_in_compound).collect();
        let tail = SelectTail::default();
        CompoundSelect(Rc::new(crate::statement::CompoundData { operation, selects, tail }))
    }

    /// The parts, to be changed in place; a shared statement is copied first.
    pub fn data_mut(&mut self) -> &mut crate::statement::CompoundData {
        Rc::make_mut(&mut self.0)
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }
}

impl SelectBase {
    fn grouped_in_compound(self) -> SelectBase {
        let needs = match &self {
            SelectBase::Select(select) => needs_parentheses(&select.tail),
            SelectBase::Compound(_) => true,
            SelectBase::Textual(_) | SelectBase::Values(_) | SelectBase::Grouping(_) => false,
        };
        if needs { SelectBase::Grouping(Rc::new(self)) } else { self }
    }
}

fn needs_parentheses(tail: &SelectTail) -> bool {
    let SelectTail { limit, offset, fetch, order_by, .. } = tail;
    limit.is_some() || offset.is_some() || fetch.is_some() || !order_by.is_empty()
}

impl From<CompoundSelect> for SelectBase {
    fn from(compound: CompoundSelect) -> SelectBase {
        SelectBase::Compound(compound)
    }
}

impl SelectData {
    /// Whether LIMIT, OFFSET or FETCH bounds the rows.
    pub fn has_row_limit(&self) -> bool {
        self.tail.limit.is_some() || self.tail.offset.is_some() || self.tail.fetch.is_some()
    }
}
