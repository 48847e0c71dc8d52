//! Operators: who is asked first, and what is said when nobody answers.

use std::rc::Rc;

use super::{Vm, arithmetic};
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::string::Str;

/// A binary operator other than comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    MatMul,
    LShift,
    RShift,
    And,
    Or,
    Xor,
}

impl BinaryOp {
    /// `+`.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::FloorDiv => "//",
            BinaryOp::Mod => "%",
            BinaryOp::Pow => "**",
            BinaryOp::MatMul => "@",
            BinaryOp::LShift => "<<",
            BinaryOp::RShift => ">>",
            BinaryOp::And => "&",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
        }
    }

    /// `add`, as in `__add__`, `__radd__`, `__iadd__`.
    pub fn stem(self) -> &'static str {
        match self {
            BinaryOp::Add => "add",
            BinaryOp::Sub => "sub",
            BinaryOp::Mul => "mul",
            BinaryOp::Div => "truediv",
            BinaryOp::FloorDiv => "floordiv",
            BinaryOp::Mod => "mod",
            BinaryOp::Pow => "pow",
            BinaryOp::MatMul => "matmul",
            BinaryOp::LShift => "lshift",
            BinaryOp::RShift => "rshift",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
            BinaryOp::Xor => "xor",
        }
    }

    /// All of them.
    pub const ALL: [BinaryOp; 13] = [
        BinaryOp::Add,
        BinaryOp::Sub,
        BinaryOp::Mul,
        BinaryOp::Div,
        BinaryOp::FloorDiv,
        BinaryOp::Mod,
        BinaryOp::Pow,
        BinaryOp::MatMul,
        BinaryOp::LShift,
        BinaryOp::RShift,
        BinaryOp::And,
        BinaryOp::Or,
        BinaryOp::Xor,
    ];
}

/// A unary operator other than `not`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    Neg,
    Pos,
    Invert,
}

impl UnaryOp {
    /// `-`.
    pub fn symbol(self) -> &'static str {
        match self {
            UnaryOp::Neg => "-",
            UnaryOp::Pos => "+",
            UnaryOp::Invert => "~",
        }
    }

    /// `__neg__`.
    pub fn method(self) -> &'static str {
        match self {
            UnaryOp::Neg => "__neg__",
            UnaryOp::Pos => "__pos__",
            UnaryOp::Invert => "__invert__",
        }
    }
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl CompareOp {
    /// `==`.
    pub fn symbol(self) -> &'static str {
        match self {
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        }
    }

    /// `__eq__`.
    pub fn method(self) -> &'static str {
        match self {
            CompareOp::Eq => "__eq__",
            CompareOp::Ne => "__ne__",
            CompareOp::Lt => "__lt__",
            CompareOp::Le => "__le__",
            CompareOp::Gt => "__gt__",
            CompareOp::Ge => "__ge__",
        }
    }

    /// The same with the sides exchanged.
    #[must_use]
    pub fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            same => same,
        }
    }

    /// Whether an order satisfies it.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        }
    }

    /// All of them.
    pub const ALL: [CompareOp; 6] =
        [CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge];
}

/// Whether only classes know what an operator does with it.
pub(crate) fn is_foreign(object: &Object) -> bool {
    matches!(object, Object::Instance(_) | Object::Host(_))
        || matches!(object, Object::Class(class) if class.metaclass().is_some())
}

impl Vm {
    /// `a op b`.
    pub fn binary(&self, op: BinaryOp, a: &Object, b: &Object) -> PyResult {
        match self.binary_if_any(op, a, b)? {
            Some(value) => Ok(value),
            None => Err(self.no_operator(op, op.symbol(), a, b)),
        }
    }

    pub(crate) fn binary_if_any(
        &self,
        op: BinaryOp,
        a: &Object,
        b: &Object,
    ) -> PyResult<Option<Object>> {
        if let (Object::Int(x), Object::Int(y)) = (a, b)
            && let Some(value) = arithmetic::small(self, op, *x, *y)?
        {
            return Ok(Some(value));
        }
        if !is_foreign(a) && !is_foreign(b) {
            return arithmetic::binary(self, op, a, b);
        }
        let (left, right) = (self.class_of(a), self.class_of(b));
        let right_first =
            left != right && right.is_subclass(&left) && self.overrides(op, &left, &right);
        if right_first && let Some(value) = self.binary_side(op, b, a, true)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.binary_side(op, a, b, false)? {
            return Ok(Some(value));
        }
        if right_first || (left == right && !matches!(a, Object::Host(_))) {
            return Ok(None);
        }
        self.binary_side(op, b, a, true)
    }

    fn overrides(
        &self,
        op: BinaryOp,
        left: &crate::object::class::Class,
        right: &crate::object::class::Class,
    ) -> bool {
        let name = Str::intern(&format!("__r{}__", op.stem()));
        match (left.lookup(&name), right.lookup(&name)) {
            (Some(a), Some(b)) => !a.is(&b),
            (None, Some(_)) => true,
            _ => false,
        }
    }

    fn binary_side(
        &self,
        op: BinaryOp,
        x: &Object,
        y: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        if let Object::Host(host) = x
            && let Some(value) = Rc::clone(host).binary(self, op, y, reflected)?
        {
            return Ok(Some(value));
        }
        if !is_foreign(x) {
            let (x, y) = (x.unwrapped(), y.unwrapped());
            let formats = op == BinaryOp::Mod && !reflected && matches!(x, Object::Str(_));
            if is_foreign(y) && !formats {
                return Ok(None);
            }
            return if reflected {
                arithmetic::binary(self, op, y, x)
            } else {
                arithmetic::binary(self, op, x, y)
            };
        }
        let prefix = if reflected { "r" } else { "" };
        let answer =
            self.call_special(x, &format!("__{prefix}{}__", op.stem()), Args::one(y.clone()))?;
        Ok(answer.filter(|value| !matches!(value, Object::NotImplemented)))
    }

    /// `a op= b`.
    pub fn binary_in_place(&self, op: BinaryOp, a: &Object, b: &Object) -> PyResult {
        if let Some(value) = arithmetic::in_place(self, op, a, b)? {
            return Ok(value);
        }
        if is_foreign(a) {
            let answer =
                self.call_special(a, &format!("__i{}__", op.stem()), Args::one(b.clone()))?;
            if let Some(value) = answer.filter(|value| !matches!(value, Object::NotImplemented)) {
                return Ok(value);
            }
        }
        match self.binary_if_any(op, a, b)? {
            Some(value) => Ok(value),
            None => Err(self.no_operator(op, &format!("{}=", op.symbol()), a, b)),
        }
    }

    fn no_operator(&self, op: BinaryOp, symbol: &str, a: &Object, b: &Object) -> Box<Raised> {
        let (left, right) = (self.class_name(a), self.class_name(b));
        let concatenates = match a.unwrapped() {
            Object::Str(_) => Some("str"),
            Object::List(_) => Some("list"),
            Object::Tuple(_) => Some("tuple"),
            _ => None,
        };
        match (op, concatenates) {
            (BinaryOp::Add, Some(kind)) => {
                return self.type_error(format!(
                    "can only concatenate {kind} (not \"{right}\") to {kind}"
                ));
            }
            (BinaryOp::Add, None) if matches!(a, Object::Bytes(_)) => {
                return self.type_error(format!("can't concat {right} to bytes"));
            }
            (BinaryOp::Mul, _) if is_sequence(a) => {
                return self
                    .type_error(format!("can't multiply sequence by non-int of type '{right}'"));
            }
            (BinaryOp::Mul, _) if is_sequence(b) => {
                return self
                    .type_error(format!("can't multiply sequence by non-int of type '{left}'"));
            }
            _ => {}
        }
        let symbol = if symbol == "**" { "** or pow()" } else { symbol };
        self.type_error(format!("unsupported operand type(s) for {symbol}: '{left}' and '{right}'"))
    }

    /// `op a`.
    pub fn unary(&self, op: UnaryOp, a: &Object) -> PyResult {
        if let Some(value) = arithmetic::unary(op, a) {
            return Ok(value);
        }
        if let Object::Host(host) = a
            && let Some(value) = Rc::clone(host).unary(self, op)?
        {
            return Ok(value);
        }
        if is_foreign(a)
            && let Some(value) = self.call_special(a, op.method(), Args::none())?
        {
            return Ok(value);
        }
        let class = self.class_name(a);
        Err(self.type_error(format!("bad operand type for unary {}: '{class}'", op.symbol())))
    }
}

fn is_sequence(object: &Object) -> bool {
    matches!(
        object.unwrapped(),
        Object::Str(_) | Object::List(_) | Object::Tuple(_) | Object::Bytes(_)
    )
}
