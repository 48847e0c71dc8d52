//! [`Statement`]: whatever can be compiled and executed; [`SelectBase`]: what gives rows.

use std::rc::Rc;

use crate::ddl::DdlStatement;
use crate::dml::{Delete, Insert, Update};
use crate::element::ElementId;
use crate::expr::{Expr, TextClause};
use crate::select::{Execution, Select, SelectTail};
use crate::types::SqlType;

/// `UNION` and its kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperation {
    Union,
    UnionAll,
    Except,
    ExceptAll,
    Intersect,
    IntersectAll,
}

#[derive(Clone, Debug)]
pub struct CompoundData {
    pub operation: SetOperation,
    /// Each grouped already where it must be.
    pub selects: Vec<SelectBase>,
    pub tail: SelectTail,
}

/// `union(…)`, `intersect(…)`, …; cheap to clone.
#[derive(Clone, Debug)]
pub struct CompoundSelect(pub Rc<CompoundData>);

/// `text("…").columns(…)`.
#[derive(Clone, Debug)]
pub struct TextualData {
    pub text: TextClause,
    /// Name and type of each column.
    pub columns: Vec<(Rc<str>, SqlType)>,
    /// The columns that were given, one for each of `columns`: what a row answers to.
    pub targets: Vec<Expr>,
    /// Given as columns: matched by position.
    pub positional: bool,
    pub execution: Execution,
}

#[derive(Clone, Debug)]
pub struct TextualSelect(pub Rc<TextualData>);

/// `values(column(…), …).data([…])`.
#[derive(Clone, Debug)]
pub struct ValuesData {
    pub columns: Vec<(Rc<str>, SqlType)>,
    pub name: Option<Rc<str>>,
    pub rows: Vec<Vec<Expr>>,
    pub literal_binds: bool,
}

#[derive(Clone, Debug)]
pub struct Values(pub Rc<ValuesData>);

/// What gives rows: may be a subquery, a CTE, a scalar, a part of a UNION.
#[derive(Clone, Debug)]
pub enum SelectBase {
    Select(Select),
    Compound(CompoundSelect),
    Textual(TextualSelect),
    Values(Values),
    /// In parentheses.
    Grouping(Rc<SelectBase>),
}

impl SelectBase {
    pub fn id(&self) -> ElementId {
        match self {
            SelectBase::Select(select) => select.id(),
            SelectBase::Compound(compound) => ElementId::of(&compound.0),
            SelectBase::Textual(textual) => ElementId::of(&textual.0),
            SelectBase::Values(values) => ElementId::of(&values.0),
            SelectBase::Grouping(inner) => inner.id(),
        }
    }
}

impl From<Select> for SelectBase {
    fn from(select: Select) -> SelectBase {
        SelectBase::Select(select)
    }
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Statement {
    Select(SelectBase),
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    Text(Rc<TextData>),
    Ddl(DdlStatement),
    /// An expression alone, as `conn.execute(func.now())` or `print(expr)` has it.
    Expr(Expr),
}

/// `text("…")` as a statement.
#[derive(Clone, Debug)]
pub struct TextData {
    pub clause: TextClause,
    pub execution: Execution,
}

impl From<Select> for Statement {
    fn from(select: Select) -> Statement {
        Statement::Select(SelectBase::Select(select))
    }
}

impl From<Insert> for Statement {
    fn from(insert: Insert) -> Statement {
        Statement::Insert(insert)
    }
}

impl From<Update> for Statement {
    fn from(update: Update) -> Statement {
        Statement::Update(update)
    }
}

impl From<Delete> for Statement {
    fn from(delete: Delete) -> Statement {
        Statement::Delete(delete)
    }
}
