//! Function calls and windows: `func.count(…)`, `… OVER (…)`.

use std::rc::Rc;

use super::Expr;

/// What is known of a function by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionKind {
    /// Any name: `func.whatever`.
    #[default]
    Generic,
    /// Rendered without parentheses: `CURRENT_TIMESTAMP`.
    Ansi,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: Rc<str>,
    /// `func.pkg.name`.
    pub packages: Vec<Rc<str>>,
    pub arguments: Vec<Expr>,
    pub kind: FunctionKind,
}

/// One end of a window's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameBound {
    Unbounded,
    CurrentRow,
    Preceding(i64),
    Following(i64),
}

/// `rows=`, `range_=`, `groups=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `ROWS`, `RANGE` or `GROUPS`.
    pub unit: &'static str,
    pub start: FrameBound,
    pub end: FrameBound,
}

/// `function OVER (PARTITION BY … ORDER BY … frame)`.
#[derive(Clone, Debug)]
pub struct Over {
    pub function: Expr,
    pub partition_by: Vec<Expr>,
    pub order_by: Vec<Expr>,
    pub frame: Option<Frame>,
}
