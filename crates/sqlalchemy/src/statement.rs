//! Statements as Python objects, and what all of them can do.

mod params;

use std::rc::Rc;

use ormlab_core::dml::{Delete, Insert, Update};
use ormlab_core::expr::{Expr, ExprKind};
use ormlab_core::select::{Execution, LabelStyle};
use ormlab_core::statement::{SelectBase, Statement, TextData};
use ormlab_core::value::Value;
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, NativeFn, Object, PyResult, Str, Vm};

use crate::coercion::{Clause, clause};
use crate::conversion::{options, to_object};
use crate::error::OrRaise;
use crate::names::{self, ClassSpec};
use crate::{compiled, dml, select};

const SELECTABLE: &str = "sqlalchemy.sql.selectable";
const DML: &str = "sqlalchemy.sql.dml";

/// A statement as a Python object.
pub struct StatementObject {
    pub statement: Statement,
}

/// The statement as a Python object.
pub fn statement_object(statement: Statement) -> Object {
    Object::host(StatementObject { statement })
}

/// The class of a statement.
fn class_name(statement: &Statement) -> &'static str {
    match statement {
        Statement::Select(SelectBase::Select(_)) => "Select",
        Statement::Select(SelectBase::Compound(_)) => "CompoundSelect",
        Statement::Select(SelectBase::Textual(_)) => "TextualSelect",
        Statement::Select(SelectBase::Values(_)) => "ScalarValues",
        Statement::Select(SelectBase::Grouping(_)) => "SelectStatementGrouping",
        Statement::Insert(insert) => match insert.stringify_dialect.as_deref() {
            Some("sqlite") => "sqlite.Insert",
            Some("postgresql") => "postgresql.Insert",
            Some("mysql") => "mysql.Insert",
            _ => "Insert",
        },
        Statement::Update(_) => "Update",
        Statement::Delete(_) => "Delete",
        Statement::Text(_) => "TextClause",
        Statement::Ddl(ddl) => ddl.class_name(),
        Statement::Expr(_) => "ColumnElement",
    }
}

impl HostObject for StatementObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, class_name(&self.statement))
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name.starts_with("__") {
            return Ok(None);
        }
        match &self.statement {
            Statement::Select(base) => select::attribute(vm, base, name),
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
                dml::attribute(vm, &self.statement, name)
            }
            Statement::Text(text) if name == "text" => Ok(Some((&*text.clause.text).into())),
            Statement::Ddl(ddl) => crate::ddl::attribute(vm, ddl, name),
            _ => Ok(None),
        }
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        compiled::text(vm, &self.statement).map(Some)
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        Err(vm.type_error("Boolean value of this clause is not defined"))
    }
}

/// The receiver of a method as a statement, taken off its arguments.
pub(crate) fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Statement> {
    let this = crate::arguments::receiver(args);
    match clause(vm, &this)? {
        Some(Clause::Statement(statement)) => Ok(statement),
        Some(Clause::Expr(expr)) => Ok(executable(&expr).unwrap_or(Statement::Expr(expr))),
        Some(Clause::From(from)) => {
            let item = ormlab_core::select::SelectItem::From(from);
            Ok(ormlab_core::select(vec![item]).into())
        }
        _ => {
            let shown = vm.repr(&this)?;
            Err(vm.type_error(format!("{shown} is not a statement")))
        }
    }
}

/// `text("…")` and function calls can be executed as they are.
pub(crate) fn executable(expr: &Expr) -> Option<Statement> {
    match expr.kind() {
        ExprKind::Text(clause) => Some(Statement::Text(Rc::new(TextData {
            clause: clause.clone(),
            execution: Execution::default(),
        }))),
        ExprKind::Function(_) => Some(Statement::Expr(expr.clone())),
        _ => None,
    }
}

/// Constants that modules export.
pub(crate) fn constant(_: &Vm, name: &str) -> Option<Object> {
    let style = match name {
        "LABEL_STYLE_NONE" => LabelStyle::None,
        "LABEL_STYLE_TABLENAME_PLUS_COL" => LabelStyle::TablenamePlusCol,
        "LABEL_STYLE_DISAMBIGUATE_ONLY" | "LABEL_STYLE_DEFAULT" => LabelStyle::DisambiguateOnly,
        "BLANK_SCHEMA" => return Some(Object::host(Symbol("BLANK_SCHEMA"))),
        _ => return None,
    };
    Some(Object::host(LabelStyleObject(style)))
}

/// A constant with a name.
struct Symbol(&'static str);

impl HostObject for Symbol {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "SchemaConst")
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("<SchemaConst.{0}: 2>", self.0)))
    }
}

/// `LABEL_STYLE_…`.
pub(crate) struct LabelStyleObject(pub(crate) LabelStyle);

impl HostObject for LabelStyleObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "SelectLabelStyle")
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let (name, number) = match self.0 {
            LabelStyle::None => ("LABEL_STYLE_NONE", 0),
            LabelStyle::TablenamePlusCol => ("LABEL_STYLE_TABLENAME_PLUS_COL", 1),
            LabelStyle::DisambiguateOnly => ("LABEL_STYLE_DISAMBIGUATE_ONLY", 2),
            LabelStyle::LegacyOrm => ("LABEL_STYLE_LEGACY_ORM", 3),
        };
        Ok(Some(format!("<SelectLabelStyle.{name}: {number}>")))
    }
}

/// `ClauseElement`: what statements and expressions share.
pub(crate) fn clause_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("compile", compiled::compile)
        .method("params", with_params)
        .method("unique_params", with_params)
        .method("get_children", |_, _| Ok(Object::list([])))
}

/// `stmt.params(x=5)`: the same with the parameters of these names given values.
fn with_params(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let mut given = Vec::new();
    for mapping in &args.positional {
        for (key, value) in crate::arguments::mapping(vm, mapping)? {
            given.push((
                crate::arguments::text(vm, &key)?,
                crate::conversion::to_value(vm, &value)?,
            ));
        }
    }
    given.extend(options(vm, &args.keywords)?);
    match clause(vm, &this)? {
        Some(Clause::Statement(statement)) => {
            Ok(statement_object(params::in_statement(vm, &statement, &given)?))
        }
        Some(Clause::Expr(expr)) => {
            Ok(crate::expr::expr_object(vm, &params::in_expr(&expr, &given)))
        }
        _ => Err(vm.type_error("params() is of statements and expressions")),
    }
}

/// `Executable`.
fn executable_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("execution_options", execution_options)
        .method("get_execution_options", |vm, mut args| {
            let statement = receiver(vm, &mut args)?;
            let known =
                execution(&statement).map(|e| e.execution_options.clone()).unwrap_or_default();
            Ok(Object::dict(
                known.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))),
            ))
        })
        .method("options", with_options)
}

fn execution(statement: &Statement) -> Option<&Execution> {
    match statement {
        Statement::Select(SelectBase::Select(select)) => Some(&select.tail.execution),
        Statement::Select(SelectBase::Compound(compound)) => Some(&compound.0.tail.execution),
        Statement::Select(SelectBase::Textual(textual)) => Some(&textual.0.execution),
        Statement::Insert(insert) => Some(insert.execution()),
        Statement::Update(update) => Some(update.execution()),
        Statement::Delete(delete) => Some(delete.execution()),
        Statement::Text(text) => Some(&text.execution),
        _ => None,
    }
}

/// The statement with its execution options changed.
fn edit_execution(statement: Statement, edit: impl FnOnce(&mut Execution)) -> Option<Statement> {
    Some(match statement {
        Statement::Select(SelectBase::Select(mut select)) => {
            edit(&mut select.data_mut().tail.execution);
            select.into()
        }
        Statement::Select(SelectBase::Compound(mut compound)) => {
            edit(&mut compound.data_mut().tail.execution);
            Statement::Select(SelectBase::Compound(compound))
        }
        Statement::Select(SelectBase::Textual(mut textual)) => {
            edit(&mut Rc::make_mut(&mut textual.0).execution);
            Statement::Select(SelectBase::Textual(textual))
        }
        Statement::Insert(mut insert) => {
            edit(&mut insert.data_mut().base.execution);
            Insert::into(insert)
        }
        Statement::Update(mut update) => {
            edit(&mut update.data_mut().base.execution);
            Update::into(update)
        }
        Statement::Delete(mut delete) => {
            edit(&mut delete.data_mut().base.execution);
            Delete::into(delete)
        }
        Statement::Text(mut text) => {
            edit(&mut Rc::make_mut(&mut text).execution);
            Statement::Text(text)
        }
        Statement::Ddl(_) | Statement::Expr(_) | Statement::Select(_) => return None,
    })
}

/// `stmt.execution_options(…)`.
pub(crate) fn execution_options(vm: &Vm, mut args: Args) -> PyResult {
    let statement = receiver(vm, &mut args)?;
    let given: Vec<(Rc<str>, Value)> = options(vm, &args.keywords)?;
    let edit = |execution: &mut Execution| {
        for (name, value) in given {
            execution.execution_options.retain(|(known, _)| *known != name);
            execution.execution_options.push((name, value));
        }
    };
    let made = edit_execution(statement, edit);
    made.map(statement_object)
        .ok_or_else(|| vm.unsupported("execution_options() of this construct"))
}

/// `stmt.options(*loader_options)`.
fn with_options(vm: &Vm, mut args: Args) -> PyResult {
    let statement = receiver(vm, &mut args)?;
    let mut found = Vec::new();
    for object in &args.positional {
        match clause(vm, object)? {
            Some(Clause::Option(option)) => found.push(option),
            _ => {
                const ROLE: &str = "ExecutionOption Core or ORM object";
                return Err(crate::coercion::expected(vm, ROLE, object, ""));
            }
        }
    }
    let made = edit_execution(statement, |execution| execution.options.extend(found));
    made.map(statement_object).ok_or_else(|| vm.unsupported("options() of this construct"))
}

/// The columns of what gives rows.
pub(crate) fn selected_columns(vm: &Vm, base: &SelectBase) -> PyResult {
    let pairs = match base {
        SelectBase::Select(select) => select.selected_columns().or_raise(vm)?,
        other => {
            let columns = other.all_columns().or_raise(vm)?.into_iter();
            columns.filter_map(|column| Some((column.proxy_key()?, column))).collect()
        }
    };
    Ok(crate::from::pairs_object(pairs))
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("select", select::select),
    ("insert", dml::insert),
    ("update", dml::update),
    ("delete", dml::delete),
    ("union", |vm, args| select::compound(vm, args, ormlab_core::statement::SetOperation::Union)),
    ("union_all", |vm, args| {
        select::compound(vm, args, ormlab_core::statement::SetOperation::UnionAll)
    }),
    ("except_", |vm, args| {
        select::compound(vm, args, ormlab_core::statement::SetOperation::Except)
    }),
    ("except_all", |vm, args| {
        select::compound(vm, args, ormlab_core::statement::SetOperation::ExceptAll)
    }),
    ("intersect", |vm, args| {
        select::compound(vm, args, ormlab_core::statement::SetOperation::Intersect)
    }),
    ("intersect_all", |vm, args| {
        select::compound(vm, args, ormlab_core::statement::SetOperation::IntersectAll)
    }),
    ("sort_tables", crate::ddl::sort_tables),
];

/// The classes of statements.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new(
        "ExecutableStatement",
        "sqlalchemy.sql.base",
        &["Executable"],
        executable_methods,
    ),
    ClassSpec::plain("Generative", "sqlalchemy.sql.base", &[]),
    ClassSpec::new(
        "SelectBase",
        SELECTABLE,
        &["Selectable", "ExecutableStatement"],
        select::base_methods,
    ),
    ClassSpec::new(
        "GenerativeSelect",
        SELECTABLE,
        &["SelectBase", "Generative"],
        select::generative_methods,
    ),
    ClassSpec::new("Select", SELECTABLE, &["GenerativeSelect"], select::select_methods),
    ClassSpec::plain("CompoundSelect", SELECTABLE, &["GenerativeSelect"]),
    ClassSpec::plain("TextualSelect", SELECTABLE, &["SelectBase", "Generative"]),
    ClassSpec::plain("ScalarValues", SELECTABLE, &["SelectBase"]),
    ClassSpec::plain("SelectStatementGrouping", SELECTABLE, &["SelectBase"]),
    ClassSpec::plain("SelectLabelStyle", SELECTABLE, &[]),
    ClassSpec::plain("SchemaConst", "sqlalchemy.sql.schema", &[]),
    ClassSpec::plain("FacadeDict", "sqlalchemy.util._collections", &[]),
    ClassSpec::new(
        "UpdateBase",
        DML,
        &["ClauseElement", "ExecutableStatement", "Generative"],
        dml::base_methods,
    ),
    ClassSpec::new("ValuesBase", DML, &["UpdateBase"], dml::values_methods),
    ClassSpec::plain("DMLWhereBase", DML, &[]),
    ClassSpec::new("Insert", DML, &["ValuesBase"], dml::insert_methods),
    ClassSpec::new(
        "sqlite.Insert",
        "sqlalchemy.dialects.sqlite.dml",
        &["Insert"],
        dml::conflict_methods,
    ),
    ClassSpec::new(
        "postgresql.Insert",
        "sqlalchemy.dialects.postgresql.dml",
        &["Insert"],
        dml::conflict_methods,
    ),
    ClassSpec::new(
        "mysql.Insert",
        "sqlalchemy.dialects.mysql.dml",
        &["Insert"],
        dml::duplicate_methods,
    ),
    ClassSpec::new("Update", DML, &["DMLWhereBase", "ValuesBase"], dml::update_methods),
    ClassSpec::new("Delete", DML, &["DMLWhereBase", "UpdateBase"], dml::delete_methods),
];
