//! [`Operand`]: what may stand on the other side of an operator, and how it becomes an expression.

use std::rc::Rc;

use super::{Bind, BindValue, Expr, ExprKind};
use crate::column::Column;
use crate::element::is_anonymous;
use crate::select::Select;
use crate::statement::SelectBase;
use crate::types::{Affinity, SqlType};
use crate::value::Value;

/// A value or an expression.
#[derive(Clone, Debug)]
pub enum Operand {
    Value(Value),
    Expr(Expr),
}

/// The right side of `IN`.
#[derive(Clone, Debug)]
pub enum InOperand {
    List(Vec<Operand>),
    Select(SelectBase),
    /// A bind parameter that is given a list when executed, or another expression.
    Expr(Expr),
}

impl<T: Into<Value>> From<T> for Operand {
    fn from(value: T) -> Operand {
        Operand::Value(value.into())
    }
}

macro_rules! operand_from_expr {
    ($($from:ty => $convert:expr),* $(,)?) => {
        $(impl From<$from> for Operand {
            fn from(expr: $from) -> Operand {
                Operand::Expr($convert(expr))
            }
        })*
    };
}

operand_from_expr! {
    Expr => std::convert::identity,
    &Expr => Expr::clone,
    Column => Expr::from,
    &Column => Expr::from,
    Select => |select: Select| SelectBase::from(select).scalar_subquery(),
}

impl From<Select> for InOperand {
    fn from(select: Select) -> InOperand {
        InOperand::Select(select.into())
    }
}

impl From<Expr> for InOperand {
    fn from(expr: Expr) -> InOperand {
        InOperand::Expr(expr)
    }
}

impl<T: Into<Operand>> From<Vec<T>> for InOperand {
    fn from(items: Vec<T>) -> InOperand {
        InOperand::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Operand>, const N: usize> From<[T; N]> for InOperand {
    fn from(items: [T; N]) -> InOperand {
        InOperand::List(items.into_iter().map(Into::into).collect())
    }
}

impl Operand {
    /// As an expression of its own: a value becomes a parameter, `None` becomes `NULL`.
    pub fn into_expr(self) -> Expr {
        match self {
            Operand::Expr(expr) => expr,
            Operand::Value(Value::Null) => Expr::null(),
            Operand::Value(value) => Expr::literal(value),
        }
    }

    /// As an expression of its own where a type is known; a value takes that type.
    pub fn into_typed(self, sql_type: &SqlType) -> Expr {
        match self {
            Operand::Value(value) if !value.is_null() && !sql_type.is_null() => {
                Bind::anonymous("param", value, sql_type.clone()).into_expr()
            }
            other => other.into_expr(),
        }
    }

    /// `None`, `True`, `False` and the constants of SQL, as constants.
    pub(super) fn as_constant(&self) -> Option<Expr> {
        match self {
            Operand::Value(Value::Null) => Some(Expr::null()),
            Operand::Value(Value::Bool(true)) => Some(Expr::true_()),
            Operand::Value(Value::Bool(false)) => Some(Expr::false_()),
            Operand::Expr(expr) => {
                let is = matches!(expr.kind(), ExprKind::Null | ExprKind::True | ExprKind::False);
                is.then(|| expr.clone())
            }
            Operand::Value(_) => None,
        }
    }
}

impl Expr {
    /// `literal(value)`: a parameter of the value's own type.
    pub fn literal(value: impl Into<Value>) -> Expr {
        let value = value.into();
        let sql_type = SqlType::of_value(&value);
        Bind::anonymous("param", value, sql_type).into_expr()
    }

    pub fn true_() -> Expr {
        Expr::new(ExprKind::True, SqlType::BOOLEAN)
    }

    pub fn false_() -> Expr {
        Expr::new(ExprKind::False, SqlType::BOOLEAN)
    }

    /// The stem of the parameters that are compared with it: the key of a column, else `param`.
    fn bind_stem(&self) -> Rc<str> {
        let key = match self.kind() {
            ExprKind::Column(reference) => Some(reference.column.key()),
            ExprKind::Attribute { column, .. } => return column.bind_stem(),
            ExprKind::Function(function) => Some(function.name.clone()),
            ExprKind::TableValued(from) => from.name(),
            _ => None,
        };
        key.filter(|key| !is_anonymous(key)).unwrap_or_else(|| "param".into())
    }

    /// The type that values compared with it start from.
    fn compared_type(&self) -> SqlType {
        match (self.kind(), self.sql_type()) {
            (ExprKind::Quantified { operand, .. }, _) => match operand.sql_type() {
                SqlType::Array { item, .. } => (*item).clone(),
                other => other,
            },
            (_, sql_type) => sql_type,
        }
    }

    /// A parameter for a value that is compared with this expression; `_bind_param`.
    pub(super) fn bind_value(&self, value: Value) -> Expr {
        if let (ExprKind::Tuple(items), Value::Tuple(values) | Value::List(values)) =
            (self.kind(), &value)
        {
            let pairs = items.iter().zip(values.iter());
            let binds = pairs.map(|(item, value)| {
                let sql_type = item.sql_type().coerce_compared_value(value);
                Bind::anonymous("param", value.clone(), sql_type).into_expr()
            });
            return Expr::tuple(binds.collect());
        }
        let sql_type = self.compared_type().coerce_compared_value(&value);
        Bind::anonymous(self.bind_stem(), value, sql_type).into_expr()
    }

    /// A parameter of a given type for a value that is compared with this expression.
    pub(super) fn bind_typed(&self, value: Value, sql_type: SqlType) -> Expr {
        Bind::anonymous(self.bind_stem(), value, sql_type).into_expr()
    }

    /// The other side of an operator on this expression.
    pub(super) fn coerce(&self, operand: Operand) -> Expr {
        match operand {
            Operand::Value(value) => self.bind_value(value),
            Operand::Expr(expr) => expr.with_binary_type(&self.sql_type()),
        }
    }

    /// A parameter of no type takes that of the other side.
    fn with_binary_type(self, sql_type: &SqlType) -> Expr {
        match self.kind() {
            ExprKind::Bind(bind) if bind.sql_type.is_null() && !sql_type.is_null() => {
                Bind { sql_type: sql_type.clone(), ..bind.clone() }.into_expr()
            }
            _ => self,
        }
    }

    /// The right side of `IN`: parameters, a subquery or an expanding parameter.
    pub(super) fn coerce_in(&self, operand: InOperand) -> Expr {
        match operand {
            InOperand::Select(select) => select.scalar_subquery(),
            InOperand::Expr(expr) => match expr.kind() {
                ExprKind::Bind(bind) => {
                    let expanding = Bind { expanding: true, ..bind.clone() };
                    expanding.into_expr().with_binary_type(&self.sql_type())
                }
                _ => expr,
            },
            InOperand::List(items) => self.in_list(items),
        }
    }

    fn in_list(&self, items: Vec<Operand>) -> Expr {
        if items.iter().any(|item| matches!(item, Operand::Expr(_))) {
            let exprs = items.into_iter().map(|item| match item {
                Operand::Value(value) => self.bind_value(value),
                Operand::Expr(expr) => expr,
            });
            let list = Expr::new(ExprKind::List(exprs.collect()), SqlType::Null);
            return Expr::new(ExprKind::Grouping(list), SqlType::Null);
        }
        let values: Rc<[Value]> = items
            .into_iter()
            .filter_map(|item| match item {
                Operand::Value(value) => Some(value),
                Operand::Expr(_) => None,
            })
            .collect();
        let own = self.compared_type();
        let sql_type = match values.first() {
            Some(first) => own.coerce_compared_value(first),
            None => own,
        };
        let stem =
            if sql_type.affinity() == Affinity::Tuple { "param".into() } else { self.bind_stem() };
        let bind = Bind {
            expanding: true,
            value: BindValue::Many(values),
            ..Bind::anonymous(stem, Value::Null, sql_type)
        };
        bind.into_expr()
    }
}
