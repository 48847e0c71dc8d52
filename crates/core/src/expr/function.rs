//! Function calls and windows: `func.count(…)`, `… OVER (…)`.

use std::rc::Rc;

use super::{Bind, Expr, ExprKind, Operand, Operator, UnaryPosition};
use crate::types::{NumericOptions, SqlType};

/// What is known of a function by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionKind {
    /// Any name: `func.whatever`.
    #[default]
    Generic,
    /// Rendered without parentheses: `CURRENT_TIMESTAMP`.
    Ansi,
}

impl Expr {
    /// `func.name(*arguments)`, with the return type that is known of the name.
    pub fn function<T: Into<Operand>>(name: &str, arguments: impl IntoIterator<Item = T>) -> Expr {
        Expr::function_of(&[name], arguments.into_iter().map(Into::into).collect(), None)
    }

    /// `func.package.name(*arguments, type_=…)`: the last of `path` is the name.
    pub fn function_of(path: &[&str], arguments: Vec<Operand>, sql_type: Option<SqlType>) -> Expr {
        let (name, packages) = path.split_last().unwrap_or((&"", &[]));
        let known = known(name).filter(|_| packages.is_empty());
        let name: Rc<str> =
            known.as_ref().map_or_else(|| (*name).into(), |known| known.name.into());
        let mut arguments: Vec<Expr> =
            arguments.into_iter().map(|argument| argument.into_argument(&name)).collect();
        if &*name == "count" && arguments.is_empty() {
            arguments.push(Expr::literal_column("*", SqlType::Null));
        }
        let returns = known.as_ref().map_or(Returns::Unknown, |known| known.returns.clone());
        let sql_type = sql_type.unwrap_or_else(|| returns.of(&arguments));
        let group = |argument: &Expr| argument.self_group(Some(&Operator::Comma));
        let arguments = arguments.iter().map(group).collect();
        let packages = packages.iter().map(|package| (*package).into()).collect();
        let kind = known.map_or(FunctionKind::Generic, |known| known.kind);
        let function = Function { name, packages, arguments, order_by: Vec::new(), kind };
        Expr::new(ExprKind::Function(function), sql_type)
    }

    /// `over(partition_by=…, order_by=…, rows=…)`.
    #[must_use]
    pub fn over(&self, partition_by: Vec<Expr>, order_by: Vec<Expr>, frame: Option<Frame>) -> Expr {
        let over = Over { function: self.clone(), partition_by, order_by, frame };
        Expr::new(ExprKind::Over(over), self.sql_type())
    }

    /// `filter(*criteria)` of an aggregate.
    #[must_use]
    pub fn filter(&self, criteria: impl IntoIterator<Item = Expr>) -> Expr {
        let mut criteria = criteria.into_iter().peekable();
        if criteria.peek().is_none() {
            return self.clone();
        }
        let criterion = Expr::and(criteria);
        let filter = ExprKind::Filter { function: self.clone(), criterion };
        Expr::new(filter, self.sql_type())
    }

    /// `aggregate_order_by(*order_by)` of an aggregate.
    #[must_use]
    pub fn aggregate_order_by(&self, order_by: Vec<Expr>) -> Expr {
        match self.kind() {
            ExprKind::Function(function) => {
                let ordered = Function { order_by, ..function.clone() };
                Expr::new(ExprKind::Function(ordered), self.sql_type())
            }
            _ => self.clone(),
        }
    }

    /// `within_group(*order_by)`.
    #[must_use]
    pub fn within_group(&self, order_by: Vec<Expr>) -> Expr {
        let sql_type = self.ordered_set_type(&order_by).unwrap_or_else(|| self.sql_type());
        Expr::new(ExprKind::WithinGroup { function: self.clone(), order_by }, sql_type)
    }

    /// `mode` and percentiles have the type of what they order by.
    fn ordered_set_type(&self, order_by: &[Expr]) -> Option<SqlType> {
        let ExprKind::Function(function) = self.kind() else {
            return None;
        };
        let sorted = order_by.first()?.without_order().sql_type();
        match &*function.name {
            "percentile_cont" | "percentile_disc" if function.arguments.len() > 1 => {
                Some(SqlType::Array { item: Rc::new(sorted), dimensions: None })
            }
            "mode" | "percentile_cont" | "percentile_disc" => Some(sorted),
            _ => None,
        }
    }

    /// Without `desc()`, `nulls_last()` and the like around it.
    fn without_order(&self) -> &Expr {
        match self.kind() {
            ExprKind::Unary { position: UnaryPosition::After, operand, .. } => {
                operand.without_order()
            }
            _ => self,
        }
    }
}

impl Operand {
    /// A value becomes a parameter that is named like the function.
    fn into_argument(self, name: &str) -> Expr {
        match self {
            Operand::Value(value) if !value.is_null() => {
                let sql_type = SqlType::of_value(&value);
                Bind::anonymous(name, value, sql_type).into_expr()
            }
            other => other.into_expr(),
        }
    }
}

/// What a function gives.
#[derive(Clone)]
enum Returns {
    Unknown,
    Type(SqlType),
    /// As its first argument whose type is known.
    Argument,
    /// An array of those.
    ArrayOfArgument,
}

impl Returns {
    fn of(&self, arguments: &[Expr]) -> SqlType {
        let of_argument = || {
            let typed = arguments.iter().map(Expr::sql_type);
            typed.into_iter().find(|sql_type| !sql_type.is_null()).unwrap_or_default()
        };
        match self {
            Returns::Unknown => SqlType::Null,
            Returns::Type(sql_type) => sql_type.clone(),
            Returns::Argument => of_argument(),
            Returns::ArrayOfArgument => match of_argument() {
                array @ SqlType::Array { .. } => array,
                item => SqlType::Array { item: Rc::new(item), dimensions: Some(1) },
            },
        }
    }
}

struct Known {
    /// As it is rendered, whatever the case it was called in.
    name: &'static str,
    kind: FunctionKind,
    returns: Returns,
}

/// The generic functions: their names in any case.
fn known(name: &str) -> Option<Known> {
    let name = name.to_ascii_lowercase();
    let ansi = |name, sql_type| Some((name, FunctionKind::Ansi, Returns::Type(sql_type)));
    let typed = |name, sql_type| Some((name, FunctionKind::Generic, Returns::Type(sql_type)));
    let given = |name, returns| Some((name, FunctionKind::Generic, returns));
    let found = match &*name {
        "coalesce" => given("coalesce", Returns::Argument),
        "max" => given("max", Returns::Argument),
        "min" => given("min", Returns::Argument),
        "sum" => given("sum", Returns::Argument),
        "pow" => given("pow", Returns::Argument),
        "array_agg" => given("array_agg", Returns::ArrayOfArgument),
        "now" => typed("now", SqlType::DATETIME),
        "concat" => typed("concat", SqlType::string(None)),
        "char_length" => typed("char_length", SqlType::Integer),
        "count" => typed("count", SqlType::Integer),
        "rank" => typed("rank", SqlType::Integer),
        "dense_rank" => typed("dense_rank", SqlType::Integer),
        "percent_rank" => typed("percent_rank", SqlType::Numeric(NumericOptions::default())),
        "cume_dist" => typed("cume_dist", SqlType::Numeric(NumericOptions::default())),
        "aggregate_strings" => typed("aggregate_strings", SqlType::string(None)),
        "random" => given("random", Returns::Unknown),
        "mode" => given("mode", Returns::Unknown),
        "percentile_cont" => given("percentile_cont", Returns::Unknown),
        "percentile_disc" => given("percentile_disc", Returns::Unknown),
        "cube" => given("cube", Returns::Unknown),
        "rollup" => given("rollup", Returns::Unknown),
        "grouping_sets" => given("grouping_sets", Returns::Unknown),
        "current_date" => ansi("current_date", SqlType::Date),
        "current_time" => ansi("current_time", SqlType::Time { timezone: false }),
        "current_timestamp" => ansi("current_timestamp", SqlType::DATETIME),
        "current_user" => ansi("current_user", SqlType::string(None)),
        "localtime" => ansi("localtime", SqlType::DATETIME),
        "localtimestamp" => ansi("localtimestamp", SqlType::DATETIME),
        "session_user" => ansi("session_user", SqlType::string(None)),
        "sysdate" => ansi("sysdate", SqlType::DATETIME),
        "user" => ansi("user", SqlType::string(None)),
        _ => None,
    };
    found.map(|(name, kind, returns)| Known { name, kind, returns })
}

/// A call.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: Rc<str>,
    /// `func.pkg.name`.
    pub packages: Vec<Rc<str>>,
    pub arguments: Vec<Expr>,
    /// `aggregate_order_by(…)`: the order in which an aggregate takes its rows.
    pub order_by: Vec<Expr>,
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

impl FrameBound {
    /// Of a start: `None` is unbounded, a negative number counts back.
    pub fn of_number(number: Option<i64>) -> FrameBound {
        match number {
            None => FrameBound::Unbounded,
            Some(0) => FrameBound::CurrentRow,
            Some(n) if n < 0 => FrameBound::Preceding(n.saturating_neg()),
            Some(n) => FrameBound::Following(n),
        }
    }
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
