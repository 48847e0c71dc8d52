//! Operators: how two sides become one expression, with its type.

use std::rc::Rc;

use super::{CustomOperator, Expr, ExprKind, InOperand, Operand, Operator, UnaryPosition};
use crate::error::{Error, Result};
use crate::types::SqlType;
use crate::value::Value;

/// `escape=` of LIKE, `flags=` of a regular expression, by name.
pub type Modifiers = Vec<(&'static str, Value)>;

/// Which operand is the expression that the operator was called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    /// `5 + column`.
    Right,
}

impl Expr {
    /// `self operator other`, as the operator of that name in Python.
    ///
    /// Refuses what SQLAlchemy refuses: `column < None`.
    pub fn operate(&self, operator: Operator, other: impl Into<Operand>) -> Result<Expr> {
        self.operate_with(operator, other.into(), Side::Left, Vec::new())
    }

    /// `other operator self`.
    pub fn reverse_operate(&self, operator: Operator, other: impl Into<Operand>) -> Result<Expr> {
        self.operate_with(operator, other.into(), Side::Right, Vec::new())
    }

    /// An operator with all that may be said of it.
    pub fn operate_with(
        &self,
        operator: Operator,
        other: Operand,
        side: Side,
        modifiers: Modifiers,
    ) -> Result<Expr> {
        if matches!(self.kind(), ExprKind::Quantified { .. }) {
            if !operator.is_comparison() {
                return Err(Error::argument("Only comparison operators may be used with ANY/ALL"));
            }
            return self.compare(operator.mirrored(), other, Side::Right, modifiers);
        }
        match &operator {
            Operator::And => Ok(Expr::and([self.clone(), other.into_expr()])),
            Operator::Or => Ok(Expr::or([self.clone(), other.into_expr()])),
            Operator::GetItem => self.get_item(other),
            Operator::Custom(custom) => {
                let custom = custom.clone();
                Ok(self.custom(&custom, other, side, modifiers))
            }
            operator if operator.is_comparison() => {
                self.compare(operator.clone(), other, side, modifiers)
            }
            _ => Ok(self.calculate(operator, other, side, modifiers)),
        }
    }

    /// A comparison; `None`, `True` and `False` are constants, which `=` turns into `IS`.
    fn compare(
        &self,
        operator: Operator,
        other: Operand,
        side: Side,
        modifiers: Modifiers,
    ) -> Result<Expr> {
        let (operator, other) = match other.as_constant() {
            Some(constant) => (self.constant_operator(operator, &constant)?, constant),
            None => (operator, self.coerce(other)),
        };
        let (left, right) = match side {
            Side::Left => (self.clone(), other),
            Side::Right => (other, self.clone()),
        };
        Ok(Expr::binary(left, operator, right, SqlType::BOOLEAN, modifiers))
    }

    /// Which operator compares with a constant.
    fn constant_operator(&self, operator: Operator, constant: &Expr) -> Result<Operator> {
        let is_bool = matches!(constant.kind(), ExprKind::True | ExprKind::False);
        match operator {
            Operator::Eq | Operator::Ne if is_bool => Ok(operator),
            Operator::IsDistinctFrom | Operator::IsNotDistinctFrom => Ok(operator),
            _ if matches!(self.kind(), ExprKind::Quantified { .. }) => Ok(operator),
            Operator::Eq | Operator::Is => Ok(Operator::Is),
            Operator::Ne | Operator::IsNot => Ok(Operator::IsNot),
            _ => Err(Error::argument(
                "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', \
                 'is_not_distinct_from()' operators can be used with None/True/False",
            )),
        }
    }

    fn calculate(
        &self,
        operator: Operator,
        other: Operand,
        side: Side,
        modifiers: Modifiers,
    ) -> Expr {
        let other = self.coerce(other);
        let (left, right) = match side {
            Side::Left => (self.clone(), other),
            Side::Right => (other, self.clone()),
        };
        let (operator, sql_type) = SqlType::adapt(operator, &left.sql_type(), &right.sql_type());
        Expr::binary(left, operator, right, sql_type, modifiers)
    }

    fn custom(
        &self,
        custom: &Rc<CustomOperator>,
        other: Operand,
        side: Side,
        modifiers: Modifiers,
    ) -> Expr {
        let operator = Operator::Custom(custom.clone());
        let sql_type = match &custom.return_type {
            Some(sql_type) => sql_type.clone(),
            None if custom.is_comparison => SqlType::BOOLEAN,
            None => return self.calculate(operator, other, side, modifiers),
        };
        let other = self.coerce(other);
        let (left, right) = match side {
            Side::Left => (self.clone(), other),
            Side::Right => (other, self.clone()),
        };
        Expr::binary(left, operator, right, sql_type, modifiers)
    }

    /// Two operands, grouped as they must be; a chain of one associative operator becomes a list.
    pub(crate) fn binary(
        left: Expr,
        operator: Operator,
        right: Expr,
        sql_type: SqlType,
        modifiers: Modifiers,
    ) -> Expr {
        if operator.is_associative() {
            let continues = |side: &Expr| {
                let is_same = side.operator() == Some(&operator);
                is_same && side.sql_type().affinity() == sql_type.affinity()
            };
            if continues(&left) || continues(&right) {
                let sides = [&left, &right].into_iter().flat_map(|side| {
                    if continues(side) { side.flattened(&operator) } else { vec![side.clone()] }
                });
                let clauses = sides.map(|clause| clause.self_group(Some(&operator))).collect();
                return Expr::new(ExprKind::BooleanList { operator, clauses }, sql_type);
            }
        }
        Expr::binary_of_two(left, operator, right, sql_type, modifiers)
    }

    pub(super) fn binary_of_two(
        left: Expr,
        operator: Operator,
        right: Expr,
        sql_type: SqlType,
        modifiers: Modifiers,
    ) -> Expr {
        let left = left.self_group(Some(&operator));
        let right = right.self_group(Some(&operator));
        Expr::new(ExprKind::Binary { left, operator, right, modifiers }, sql_type)
    }

    fn operator(&self) -> Option<&Operator> {
        match self.kind() {
            ExprKind::Binary { operator, .. } | ExprKind::BooleanList { operator, .. } => {
                Some(operator)
            }
            _ => None,
        }
    }

    /// `in_(…)`.
    #[must_use]
    pub fn in_(&self, items: impl Into<InOperand>) -> Expr {
        self.is_in(Operator::In, items.into())
    }

    /// `not_in(…)`.
    #[must_use]
    pub fn not_in(&self, items: impl Into<InOperand>) -> Expr {
        self.is_in(Operator::NotIn, items.into())
    }

    fn is_in(&self, operator: Operator, items: InOperand) -> Expr {
        let right = self.coerce_in(items);
        Expr::binary_of_two(self.clone(), operator, right, SqlType::BOOLEAN, Vec::new())
    }

    /// `between(low, high)`.
    #[must_use]
    pub fn between(&self, low: impl Into<Operand>, high: impl Into<Operand>) -> Expr {
        self.between_with(low.into(), high.into(), Vec::new())
    }

    /// `between(low, high, symmetric=True)`: with the modifier `symmetric`.
    #[must_use]
    pub fn between_with(&self, low: Operand, high: Operand, modifiers: Modifiers) -> Expr {
        let clauses = vec![self.coerce(low), self.coerce(high)];
        let limits = ExprKind::BooleanList { operator: Operator::And, clauses };
        let right = Expr::new(limits, SqlType::Null);
        let left = self.self_group(Some(&Operator::Between));
        let operator = Operator::Between;
        Expr::new(ExprKind::Binary { left, operator, right, modifiers }, SqlType::Null)
    }

    /// `-expr`.
    #[must_use]
    pub fn neg(&self) -> Expr {
        self.unary(Operator::Neg, self.sql_type())
    }

    /// `expr.bitwise_not()`.
    #[must_use]
    pub fn bitwise_not(&self) -> Expr {
        self.unary(Operator::BitwiseNot, self.sql_type())
    }

    /// `expr.distinct()`: `DISTINCT expr`, for an aggregate.
    #[must_use]
    pub fn distinct(&self) -> Expr {
        self.unary(Operator::Distinct, self.sql_type())
    }

    pub(super) fn unary(&self, operator: Operator, sql_type: SqlType) -> Expr {
        let operand = self.self_group(Some(&operator));
        Expr::new(ExprKind::Unary { operator, position: UnaryPosition::Before, operand }, sql_type)
    }

    fn modified(&self, operator: Operator) -> Expr {
        let operand = self.self_group(Some(&operator));
        let position = UnaryPosition::After;
        Expr::new(ExprKind::Unary { operator, position, operand }, SqlType::Null)
    }

    #[must_use]
    pub fn desc(&self) -> Expr {
        self.modified(Operator::Desc)
    }

    #[must_use]
    pub fn asc(&self) -> Expr {
        self.modified(Operator::Asc)
    }

    #[must_use]
    pub fn nulls_first(&self) -> Expr {
        self.modified(Operator::NullsFirst)
    }

    #[must_use]
    pub fn nulls_last(&self) -> Expr {
        self.modified(Operator::NullsLast)
    }

    /// `collate(name)`.
    #[must_use]
    pub fn collate(&self, collation: impl Into<Rc<str>>) -> Expr {
        let collation: Rc<str> = collation.into();
        let sql_type = self.sql_type().collated(&collation);
        let name = Expr::new(ExprKind::Collation(collation), SqlType::Null);
        Expr::binary_of_two(self.clone(), Operator::Collate, name, sql_type, Vec::new())
    }
}

macro_rules! operators {
    ($($name:ident => $operator:ident),* $(,)?) => {
        impl Expr {
            $(
                /// The operator of that name; `NULL` where SQLAlchemy would refuse `None`, see
                /// [`Expr::operate`].
                #[must_use]
                pub fn $name(&self, other: impl Into<Operand>) -> Expr {
                    let other = other.into();
                    self.operate(Operator::$operator, other).unwrap_or_else(|_| {
                        let null = Expr::null();
                        let sql_type = SqlType::BOOLEAN;
                        Expr::binary(self.clone(), Operator::$operator, null, sql_type, Vec::new())
                    })
                }
            )*
        }

        impl crate::column::Column {
            $(
                /// See the method of [`Expr`].
                #[must_use]
                pub fn $name(&self, other: impl Into<Operand>) -> Expr {
                    Expr::from(self).$name(other)
                }
            )*
        }
    };
}

operators! {
    eq => Eq,
    ne => Ne,
    lt => Lt,
    le => Le,
    gt => Gt,
    ge => Ge,
    is_ => Is,
    is_not => IsNot,
    is_distinct_from => IsDistinctFrom,
    is_not_distinct_from => IsNotDistinctFrom,
    add => Add,
    sub => Sub,
    mul => Mul,
    div => TrueDiv,
    floor_div => FloorDiv,
    modulo => Mod,
    concat => Concat,
    bitwise_and => BitwiseAnd,
    bitwise_or => BitwiseOr,
    bitwise_xor => BitwiseXor,
    bitwise_lshift => BitwiseLshift,
    bitwise_rshift => BitwiseRshift,
}
