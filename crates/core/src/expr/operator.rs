//! [`Operator`]: the operators by the names of `sqlalchemy.sql.operators`, with their precedence.

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

impl CustomOperator {
    /// `op(text)` with nothing else said.
    pub fn new(text: impl Into<Rc<str>>) -> CustomOperator {
        CustomOperator {
            text: text.into(),
            precedence: 0,
            is_comparison: false,
            return_type: None,
            eager_grouping: false,
        }
    }
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
    /// Right of it is an ungrouped list of two, joined by [`Operator::And`].
    Between,
    NotBetween,
    In,
    NotIn,
    /// Of an expression as a condition: `x` or `x = 1`.
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
    Icontains,
    NotIcontains,
    Istartswith,
    NotIstartswith,
    Iendswith,
    NotIendswith,
    Match,
    NotMatch,
    RegexpMatch,
    NotRegexpMatch,
    /// Right of it is an ungrouped list of pattern and replacement, joined by [`Operator::Comma`].
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
    /// `aggregate FILTER (…)`.
    Filter,
    /// No operator: an operand that is used as a condition.
    AsBool,
    Custom(Rc<CustomOperator>),
}

/// Two custom operators are one if they are the same object, as in Python.
impl PartialEq for Operator {
    fn eq(&self, other: &Operator) -> bool {
        match (self, other) {
            (Operator::Custom(a), Operator::Custom(b)) => Rc::ptr_eq(a, b),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

use Operator as O;

impl Operator {
    /// `None` where the table of precedences does not list it.
    fn precedence(&self) -> Option<i32> {
        Some(match self {
            O::From | O::Any | O::All | O::GetItem | O::JsonGetItem | O::JsonPathGetItem => 15,
            O::Mul | O::TrueDiv | O::FloorDiv | O::Mod | O::Neg | O::BitwiseNot => 8,
            O::Add | O::Sub => 7,
            O::BitwiseXor | O::BitwiseOr | O::BitwiseAnd => 7,
            O::BitwiseLshift | O::BitwiseRshift => 7,
            O::Filter => 6,
            O::Concat | O::Match | O::NotMatch => 5,
            O::RegexpMatch | O::NotRegexpMatch | O::RegexpReplace => 5,
            O::Ilike | O::NotIlike | O::Like | O::NotLike | O::In | O::NotIn => 5,
            O::Is | O::IsNot | O::IsDistinctFrom | O::IsNotDistinctFrom => 5,
            O::Eq | O::Ne | O::Gt | O::Lt | O::Ge | O::Le | O::Between | O::NotBetween => 5,
            O::Distinct | O::Inv | O::IsTrue | O::IsFalse => 5,
            O::Collate => 4,
            O::And | O::Desc | O::Asc => 3,
            O::Or => 2,
            O::Exists => 0,
            O::Comma | O::As => -1,
            O::AsBool => -10,
            O::Custom(custom) => custom.precedence,
            _ => return None,
        })
    }

    /// Whether an operand of this operator needs parentheses under `against`; `None`: anywhere.
    pub fn is_precedent(&self, against: Option<&Operator>) -> bool {
        let Some(against) = against else {
            return true;
        };
        if self == against && self.is_natural_self_precedent() {
            return false;
        }
        self.precedence().unwrap_or(-100) <= against.precedence().unwrap_or(100)
    }

    fn is_natural_self_precedent(&self) -> bool {
        let is_container = matches!(self, O::GetItem | O::JsonGetItem | O::JsonPathGetItem);
        self.is_associative() || is_container
    }

    /// Whether `a op (b op c)` is `a op b op c`.
    pub fn is_associative(&self) -> bool {
        matches!(self, O::Add | O::Mul | O::Concat | O::And | O::Or)
    }

    pub fn is_commutative(&self) -> bool {
        matches!(self, O::Eq | O::Ne | O::Add | O::Mul)
    }

    pub fn is_comparison(&self) -> bool {
        match self {
            O::Eq | O::Ne | O::Lt | O::Le | O::Gt | O::Ge | O::Is | O::IsNot => true,
            O::IsDistinctFrom | O::IsNotDistinctFrom | O::Between | O::NotBetween => true,
            O::In | O::NotIn | O::Like | O::NotLike | O::Ilike | O::NotIlike => true,
            O::Contains | O::NotContains | O::StartsWith | O::NotStartsWith => true,
            O::EndsWith | O::NotEndsWith | O::Icontains | O::NotIcontains => true,
            O::Istartswith | O::NotIstartswith | O::Iendswith | O::NotIendswith => true,
            O::Match | O::NotMatch | O::RegexpMatch | O::NotRegexpMatch => true,
            O::Custom(custom) => custom.is_comparison,
            _ => false,
        }
    }

    /// Whether an expression of it is a condition.
    pub fn is_boolean(&self) -> bool {
        self.is_comparison() || matches!(self, O::Inv | O::IsTrue | O::IsFalse | O::And | O::Or)
    }

    /// `<` for `>`: the operator with its sides exchanged.
    #[must_use]
    pub fn mirrored(&self) -> Operator {
        match self {
            O::Gt => O::Lt,
            O::Ge => O::Le,
            O::Lt => O::Gt,
            O::Le => O::Ge,
            other => other.clone(),
        }
    }

    /// The operator that says the opposite; `None`: only `NOT` does.
    pub fn negated(&self) -> Option<Operator> {
        let negated = NEGATIONS.iter().find_map(|(a, b)| match self {
            operator if operator == a => Some(b),
            operator if operator == b => Some(a),
            _ => None,
        });
        negated.cloned()
    }
}

const NEGATIONS: &[(Operator, Operator)] = &[
    (O::Eq, O::Ne),
    (O::Lt, O::Ge),
    (O::Gt, O::Le),
    (O::Is, O::IsNot),
    (O::IsDistinctFrom, O::IsNotDistinctFrom),
    (O::Between, O::NotBetween),
    (O::In, O::NotIn),
    (O::IsTrue, O::IsFalse),
    (O::Like, O::NotLike),
    (O::Ilike, O::NotIlike),
    (O::Contains, O::NotContains),
    (O::StartsWith, O::NotStartsWith),
    (O::EndsWith, O::NotEndsWith),
    (O::Icontains, O::NotIcontains),
    (O::Istartswith, O::NotIstartswith),
    (O::Iendswith, O::NotIendswith),
    (O::Match, O::NotMatch),
    (O::RegexpMatch, O::NotRegexpMatch),
];
