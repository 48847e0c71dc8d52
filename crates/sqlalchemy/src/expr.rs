//! Expressions as Python objects: every operator and method of `ColumnElement`.

mod attribute;
mod case;
mod func;
mod functions;
mod methods;
mod operators;
mod text;

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_core::expr::{Expr, ExprKind, Operator};
use ormlab_core::statement::{SelectBase, Statement};
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::string::Str;
use ormlab_python::vm::operator::{BinaryOp, CompareOp, UnaryOp};
use ormlab_python::{Object, PyResult, Raised, Vm};

pub(crate) use functions::FUNCTIONS;
pub use operators::{binary, compare, unary};

use crate::coercion::{Clause, clause};
use crate::names::{self, ClassSpec, Names};

const ELEMENTS: &str = "sqlalchemy.sql.elements";

/// An expression as a Python object.
pub struct ExprObject {
    pub expr: Expr,
}

impl ExprObject {
    /// The expression; of a column that was not in a table when it was wrapped, with its table.
    pub fn current(&self) -> Expr {
        match self.expr.kind() {
            ExprKind::Column(reference) if reference.from.is_none() => {
                Expr::from(&reference.column)
            }
            _ => self.expr.clone(),
        }
    }
}

/// The expression as a Python object; a column has one object.
pub fn expr_object(vm: &Vm, expr: &Expr) -> Object {
    match expr.kind() {
        ExprKind::Column(reference) => crate::schema::column_object(vm, &reference.column),
        _ => Object::host(ExprObject { expr: expr.clone() }),
    }
}

/// The class of an expression.
fn class_name(expr: &Expr) -> &'static str {
    match expr.kind() {
        ExprKind::Column(reference) => {
            let bases = reference.column.base_columns();
            if bases.iter().any(|base| base.schema().is_some()) { "Column" } else { "ColumnClause" }
        }
        ExprKind::Attribute { .. } => "Column",
        ExprKind::Bind(_) => "BindParameter",
        ExprKind::Null => "Null",
        ExprKind::True => "True_",
        ExprKind::False => "False_",
        ExprKind::Text(_) => "TextClause",
        ExprKind::Unary { operator: Operator::IsTrue | Operator::IsFalse, .. } => "AsBoolean",
        ExprKind::Unary { .. } => "UnaryExpression",
        ExprKind::Binary { .. } => "BinaryExpression",
        ExprKind::BooleanList { .. } => "BooleanClauseList",
        ExprKind::List(_) => "ClauseList",
        ExprKind::Tuple(_) => "Tuple",
        ExprKind::Grouping(_) => "Grouping",
        ExprKind::Label { .. } => "Label",
        ExprKind::Function(function) => func::class_name(function),
        ExprKind::Over(_) => "Over",
        ExprKind::Filter { .. } => "FunctionFilter",
        ExprKind::WithinGroup { .. } => "WithinGroup",
        ExprKind::Cast(_) => "Cast",
        ExprKind::TryCast(_) => "TryCast",
        ExprKind::TypeCoerce(_) => "TypeCoerce",
        ExprKind::Extract { .. } => "Extract",
        ExprKind::Case(_) => "Case",
        ExprKind::ScalarSelect(_) => "ScalarSelect",
        ExprKind::Exists(_) => "Exists",
        ExprKind::NextValue(_) => "next_value",
        ExprKind::Quantified { .. } => "CollectionAggregate",
        _ => "ColumnElement",
    }
}

impl HostObject for ExprObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, class_name(&self.expr))
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match attribute::get(vm, &self.current(), name)? {
            Some(found) => Ok(Some(found)),
            None if name.starts_with("__") || self.class(vm).lookup(name).is_some() => Ok(None),
            None => {
                let class = self.class(vm).name();
                let message = format!(
                    "Neither '{class}' object nor 'Comparator' object has an attribute '{name}'"
                );
                Err(vm.attribute_error(message, &Object::Host(self), name))
            }
        }
    }

    fn set_attr(self: Rc<Self>, vm: &Vm, name: &Str, value: Option<&Object>) -> PyResult<bool> {
        attribute::set(vm, &self.expr, name, value)
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        operators::binary(vm, &self.current(), op, other, reflected)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        operators::compare(vm, &self.current(), op, other).map(Some)
    }

    fn unary(self: Rc<Self>, vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(operators::unary(vm, &self.current(), op))
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        truth(vm, &self.expr).map(Some)
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        operators::item(vm, &self.current(), key).map(Some)
    }

    fn contains(&self, vm: &Vm, _: &Object) -> PyResult<Option<bool>> {
        let message = "Operator 'contains' is not supported on this expression";
        Err(vm.raise(&vm.exceptions().not_implemented.clone(), message))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        attribute::repr(vm, &self.expr, std::ptr::from_ref(self) as usize)
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        let expr = self.current();
        if let (Some(column), "Column") = (expr.as_column(), class_name(&expr)) {
            // As it is named, without quotes.
            let table = column.table().and_then(|table| table.name());
            return Ok(Some(match table {
                Some(table) => format!("{table}.{}", column.name()),
                None => column.name().to_string(),
            }));
        }
        crate::compiled::text(vm, &Statement::Expr(expr)).map(Some)
    }

    fn hash(&self, _: &Vm) -> PyResult<Option<i64>> {
        let mut hasher = rustc_hash::FxHasher::default();
        self.expr.id().hash(&mut hasher);
        Ok(Some(hasher.finish().cast_signed() >> 1))
    }
}

/// `bool(expr)`: only whether two sides of `==` are one object can be told.
pub fn truth(vm: &Vm, expr: &Expr) -> PyResult<bool> {
    match expr.kind() {
        ExprKind::Binary { left, operator: Operator::Eq, right, .. } => Ok(left.id() == right.id()),
        ExprKind::Binary { left, operator: Operator::Ne, right, .. } => Ok(left.id() != right.id()),
        _ => Err(no_truth(vm)),
    }
}

fn no_truth(vm: &Vm) -> Box<Raised> {
    vm.type_error("Boolean value of this clause is not defined")
}

/// `scalar_subquery()` of something that gives rows.
pub(crate) fn scalar(select: &SelectBase) -> Expr {
    select.scalar_subquery()
}

/// `literal_column(text, type)`.
pub(crate) fn literal_column(text: &str, sql_type: SqlType) -> Expr {
    Expr::literal_column(text, sql_type)
}

/// The receiver of a method as an expression, taken off its arguments.
pub(crate) fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Expr> {
    let this = crate::arguments::receiver(args);
    match clause(vm, &this)? {
        Some(Clause::Expr(expr)) => Ok(expr),
        Some(Clause::Statement(Statement::Select(select))) => Ok(scalar(&select)),
        _ => {
            let shown = vm.repr(&this)?;
            Err(vm.type_error(format!("{shown} is not a SQL expression")))
        }
    }
}

/// Constants that modules export.
pub(crate) fn constant(vm: &Vm, name: &str) -> Option<Object> {
    match name {
        "func" => Some(func::generator()),
        "modifier" => None,
        _ => crate::statement::constant(vm, name),
    }
}

const fn plain(name: &'static str, bases: &'static [&'static str]) -> ClassSpec {
    ClassSpec::plain(name, ELEMENTS, bases)
}

/// The classes of `sqlalchemy.sql.elements`.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("Visitable", "sqlalchemy.sql.visitors", &[]),
    ClassSpec::plain("Operators", "sqlalchemy.sql.operators", &[]),
    ClassSpec::new(
        "ColumnOperators",
        "sqlalchemy.sql.operators",
        &["Operators"],
        methods::operators,
    ),
    ClassSpec::new("ClauseElement", ELEMENTS, &["Visitable"], crate::statement::clause_methods),
    plain("SQLCoreOperations", &["ColumnOperators"]),
    plain("SQLColumnExpression", &["SQLCoreOperations"]),
    ClassSpec::new(
        "ColumnElement",
        ELEMENTS,
        &["SQLColumnExpression", "ClauseElement"],
        methods::column_element,
    ),
    plain("KeyedColumnElement", &["ColumnElement"]),
    plain("NamedColumn", &["KeyedColumnElement"]),
    ClassSpec::new("ColumnClause", ELEMENTS, &["NamedColumn"], methods::column_clause),
    ClassSpec::new("Label", ELEMENTS, &["NamedColumn"], methods::label),
    plain("BindParameter", &["KeyedColumnElement"]),
    plain("OperatorExpression", &["ColumnElement"]),
    plain("BinaryExpression", &["OperatorExpression"]),
    plain("ExpressionClauseList", &["OperatorExpression"]),
    ClassSpec::new("BooleanClauseList", ELEMENTS, &["ExpressionClauseList"], methods::boolean_list),
    plain("UnaryExpression", &["ColumnElement"]),
    plain("AsBoolean", &["WrapsColumnExpression", "UnaryExpression"]),
    plain("CollectionAggregate", &["UnaryExpression"]),
    plain("ClauseList", &["ClauseElement"]),
    plain("Tuple", &["ClauseList", "ColumnElement"]),
    plain("Grouping", &["ColumnElement"]),
    plain("WrapsColumnExpression", &["ColumnElement"]),
    plain("Cast", &["WrapsColumnExpression"]),
    plain("TryCast", &["Cast"]),
    plain("TypeCoerce", &["WrapsColumnExpression"]),
    plain("Case", &["ColumnElement"]),
    plain("Extract", &["ColumnElement"]),
    plain("Null", &["ColumnElement"]),
    plain("True_", &["ColumnElement"]),
    plain("False_", &["ColumnElement"]),
    plain("Over", &["ColumnElement"]),
    ClassSpec::new("FunctionFilter", ELEMENTS, &["ColumnElement"], func::methods),
    ClassSpec::new("AggregateOrderBy", ELEMENTS, &["ColumnElement"], func::methods),
    ClassSpec::new("WithinGroup", ELEMENTS, &["AggregateOrderBy"], func::methods),
    ClassSpec::plain("Executable", "sqlalchemy.sql.base", &[]),
    ClassSpec::new("TextClause", ELEMENTS, &["Executable", "ClauseElement"], text::methods),
    ClassSpec::new(
        "ScalarSelect",
        "sqlalchemy.sql.selectable",
        &["ColumnElement"],
        case::scalar_select,
    ),
    ClassSpec::new(
        "Exists",
        "sqlalchemy.sql.selectable",
        &["UnaryExpression"],
        case::exists_methods,
    ),
    ClassSpec::new(
        "FunctionElement",
        func::MODULE,
        &["Executable", "ColumnElement"],
        func::methods,
    ),
    ClassSpec::new("Function", func::MODULE, &["FunctionElement"], func::callable),
    ClassSpec::new("GenericFunction", func::MODULE, &["Function"], func::subclassed),
    ClassSpec::plain("next_value", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("AnsiFunction", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("_FunctionGenerator", func::MODULE, &[]),
];

/// A method made of a closure, for tables of operators.
pub(crate) fn closure(
    owner: &str,
    name: &str,
    call: impl Fn(&Vm, Args) -> PyResult + 'static,
) -> Object {
    use ormlab_python::object::native::NativeFunction;
    let function = NativeFunction {
        owner: Some(Str::intern(owner)),
        binds: true,
        ..NativeFunction::closure(name, call)
    };
    function.object()
}

/// Whether the object is of one of our classes.
pub(crate) fn is_of(vm: &Vm, object: &Object, class: &str) -> bool {
    let names = Names::of(vm);
    vm.is_instance(object, &names.class(vm, class))
}

/// The classes of single functions.
pub(crate) const FUNCTION_CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("count", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("sum", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("max", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("min", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("coalesce", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("now", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("concat", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("char_length", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("random", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("pow", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("array_agg", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("aggregate_strings", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("mode", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("percentile_cont", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("percentile_disc", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("rank", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("dense_rank", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("percent_rank", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("cume_dist", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("cube", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("rollup", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("grouping_sets", func::MODULE, &["GenericFunction"]),
    ClassSpec::plain("current_date", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("current_time", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("current_timestamp", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("current_user", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("localtime", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("localtimestamp", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("session_user", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("sysdate", func::MODULE, &["AnsiFunction"]),
    ClassSpec::plain("user", func::MODULE, &["AnsiFunction"]),
];
