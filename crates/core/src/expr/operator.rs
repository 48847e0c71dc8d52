//! [`Operator`]: the operators by the names of `sqlalchemy.sql.operators`.

use std::rc::Rc;

use crate::types::SqlType;

/// Where a unary operator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryPosition {
    Before,
    After,
}

/// `op("…")`.
#[derive(Clone, Debug)]
pub struct CustomOperator {
    pub text: Rc<str>,
    pub precedence: i32,
    pub is_comparison: bool,
    pub return_type: Option<SqlType>,
    pub eager_grouping: bool,
}

/// An operator of an expression.
#[derive(Clone, Debug)]
pub enum Operator {
    // Arithmetic.
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Neg,
    // Bits.
    BitwiseAnd,
    BitwiseOr,
    BitwiseXor,
    BitwiseLshift,
    BitwiseRshift,
    BitwiseNot,
    // Comparison.
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    IsDistinctFrom,
    IsNotDistinctFrom,
    Between,
    NotBetween,
    In,
    NotIn,
    IsTrue,
    IsFalse,
    // Strings.
    Concat,
    Like,
    NotLike,
    Ilike,
    NotIlike,
    Contains,
    NotContains,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    Match,
    NotMatch,
    RegexpMatch,
    NotRegexpMatch,
    RegexpReplace,
    Collate,
    // Boolean.
    And,
    Or,
    Inv,
    // Containers.
    GetItem,
    JsonGetItem,
    JsonPathGetItem,
    // Ordering and modifiers.
    Asc,
    Desc,
    NullsFirst,
    NullsLast,
    Distinct,
    Exists,
    Any,
    All,
    Comma,
    As,
    From,
    Custom(Rc<CustomOperator>),
}
