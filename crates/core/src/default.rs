//! What a column gets when nothing is given: Python-side defaults, server defaults, sequences.

use std::fmt;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::error::Result;
use crate::expr::Expr;
use crate::value::Value;

/// What a callable default may look at: the parameters of the row that is written.
pub struct DefaultContext<'a> {
    /// Parameters of the row by column key.
    pub parameters: &'a IndexMap<Rc<str>, Value>,
}

/// A function of the layer above that makes a value: `default=datetime.utcnow`.
#[derive(Clone)]
pub struct DefaultFunction(pub Rc<DefaultFn>);

/// Makes a value for a row.
pub type DefaultFn = dyn Fn(&DefaultContext<'_>) -> Result<Value>;

impl fmt::Debug for DefaultFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DefaultFunction")
    }
}

/// `default=` or `onupdate=`.
#[derive(Clone, Debug)]
pub enum ColumnDefault {
    Scalar(Value),
    Callable(DefaultFunction),
    /// An SQL expression, rendered in place.
    Expr(Expr),
    Sequence(Sequence),
}

/// `server_default=`.
#[derive(Clone, Debug)]
pub enum ServerDefault {
    /// A string: rendered as a quoted literal.
    Literal(Rc<str>),
    /// `text()` or another expression.
    Expr(Expr),
    /// `FetchedValue()`: something in the database makes it.
    Fetched,
}

/// `Computed(sqltext, persisted=…)`.
#[derive(Clone, Debug)]
pub struct Computed {
    pub sqltext: Expr,
    pub persisted: Option<bool>,
}

/// `Identity(…)`.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    pub always: bool,
    pub on_null: Option<bool>,
    pub options: SequenceOptions,
}

#[derive(Clone, Debug, Default)]
pub struct SequenceOptions {
    pub start: Option<i64>,
    pub increment: Option<i64>,
    pub minvalue: Option<i64>,
    pub maxvalue: Option<i64>,
    pub nominvalue: Option<bool>,
    pub nomaxvalue: Option<bool>,
    pub cycle: Option<bool>,
    pub cache: Option<i64>,
    pub order: Option<bool>,
}

#[derive(Debug)]
pub struct SequenceData {
    pub name: Rc<str>,
    pub schema: Option<Rc<str>>,
    pub optional: bool,
    pub options: SequenceOptions,
}

/// `Sequence(name, …)`; cheap to clone.
#[derive(Clone, Debug)]
pub struct Sequence(pub Rc<SequenceData>);
