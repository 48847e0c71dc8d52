//! [`Bind`]: a bind parameter.

use std::fmt;
use std::rc::Rc;

use super::{Expr, ExprKind};
use crate::error::Result;
use crate::types::SqlType;
use crate::value::Value;

/// Where a bind's value comes from.
#[derive(Clone)]
pub enum BindValue {
    /// Given when the statement is executed.
    Required,
    Given(Value),
    /// `in_([…])`: as many parameters as there are values when executed.
    Many(Rc<[Value]>),
    /// Asked when the statement is executed: `callable_=`.
    Callable(Rc<dyn Fn() -> Result<Value>>),
}

impl fmt::Debug for BindValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BindValue::Required => f.write_str("Required"),
            BindValue::Given(value) => write!(f, "Given({value:?})"),
            BindValue::Many(values) => write!(f, "Many({values:?})"),
            BindValue::Callable(_) => f.write_str("Callable"),
        }
    }
}

/// `bindparam(name, value, …)`.
#[derive(Clone, Debug)]
pub struct Bind {
    /// The name, or the stem of one that is made when compiled: `name_1`.
    pub name: Rc<str>,
    pub unique: bool,
    pub value: BindValue,
    pub sql_type: SqlType,
    pub expanding: bool,
    /// Rendered in place when executed: `literal_execute=`.
    pub literal_execute: bool,
    pub isoutparam: bool,
    /// Made for the value of an INSERT or UPDATE.
    pub is_crud: bool,
}

impl Bind {
    fn of_value(name: Rc<str>, unique: bool, value: BindValue, sql_type: SqlType) -> Bind {
        Bind {
            name,
            unique,
            value,
            sql_type,
            expanding: false,
            literal_execute: false,
            isoutparam: false,
            is_crud: false,
        }
    }

    /// A parameter whose name is made of `stem` when compiled.
    pub fn anonymous(stem: impl Into<Rc<str>>, value: Value, sql_type: SqlType) -> Bind {
        Bind::of_value(stem.into(), true, BindValue::Given(value), sql_type)
    }

    /// A parameter of a fixed name.
    pub fn named(name: impl Into<Rc<str>>, value: BindValue, sql_type: SqlType) -> Bind {
        Bind::of_value(name.into(), false, value, sql_type)
    }

    pub fn into_expr(self) -> Expr {
        let sql_type = self.sql_type.clone();
        Expr::new(ExprKind::Bind(self), sql_type)
    }
}
