//! `str(statement)`, `statement.compile(…)` and dialects.

use std::cell::OnceCell;
use std::rc::Rc;

use ormlab_core::compiler::{self, CompileOptions, Compiled};
use ormlab_core::dialect::{self, DefaultDialect, Dialect, ParamStyle};
use ormlab_core::from::AliasElement;
use ormlab_core::select::SelectItem;
use ormlab_core::statement::Statement;
use ormlab_core::{Expr, FromClause, SqlType};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given};
use crate::conversion::to_object;
use crate::error::{OrRaise, argument_error};
use crate::names::{self, ClassSpec};

/// The text of a statement as `print` shows it.
pub(crate) fn text(vm: &Vm, statement: &Statement) -> PyResult<String> {
    let compiled =
        compiler::compile(statement, &printing_dialect(statement), &CompileOptions::default());
    Ok(compiled.or_raise(vm)?.sql.to_string())
}

/// The dialect that `print` uses: the default one, or the one whose `insert()` made the statement.
fn printing_dialect(statement: &Statement) -> Rc<dyn Dialect> {
    let wanted = match statement {
        Statement::Insert(insert) => insert.stringify_dialect.as_deref(),
        _ => None,
    };
    wanted.and_then(dialect::by_name).unwrap_or_else(default_dialect)
}

/// The dialect of `print`.
pub(crate) fn default_dialect() -> Rc<dyn Dialect> {
    Rc::new(DefaultDialect)
}

/// The text of an element of FROM: of an alias what it is of, of a CTE its name.
pub(crate) fn from_text(vm: &Vm, from: &FromClause, dialect: &Rc<dyn Dialect>) -> PyResult<String> {
    match from {
        FromClause::Join(_) => joined_text(vm, from, dialect),
        FromClause::Alias(alias) if !alias.is_cte() => match &alias.0.element {
            AliasElement::From(inner) => from_text(vm, inner, dialect),
            AliasElement::Select(select) => {
                text_in(vm, &Statement::Select(select.clone()), dialect)
            }
            AliasElement::Expr(expr) => text_in(vm, &Statement::Expr(expr.clone()), dialect),
            AliasElement::Statement(statement) => text_in(vm, statement, dialect),
        },
        other => Ok(other.description()),
    }
}

/// The text of a statement in a dialect.
pub(crate) fn text_in(
    vm: &Vm,
    statement: &Statement,
    dialect: &Rc<dyn Dialect>,
) -> PyResult<String> {
    let compiled =
        compiler::compile(statement, dialect, &CompileOptions::default()).or_raise(vm)?;
    Ok(compiled.sql.to_string())
}

/// A join is written as it stands behind FROM.
fn joined_text(vm: &Vm, from: &FromClause, dialect: &Rc<dyn Dialect>) -> PyResult<String> {
    let star = Expr::literal_column("*", SqlType::Null);
    let select = ormlab_core::select(vec![SelectItem::Expr(star)]).select_from(from.clone());
    let text = text_in(vm, &select.into(), dialect)?;
    Ok(text.split_once("FROM ").map_or_else(String::new, |(_, joined)| joined.to_owned()))
}

/// A dialect as a Python object.
pub(crate) struct DialectObject(pub(crate) Rc<dyn Dialect>);

impl HostObject for DialectObject {
    fn class(&self, vm: &Vm) -> Class {
        dialect_class(vm, self.0.name())
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "name" => self.0.name().into(),
            "driver" => self.0.driver().into(),
            "paramstyle" => param_style_name(self.0.param_style()).into(),
            "insert_returning" => self.0.traits().insert_returning.into(),
            "update_returning" => self.0.traits().update_returning.into(),
            "delete_returning" => self.0.traits().delete_returning.into(),
            "supports_sequences" => self.0.traits().supports_sequences.into(),
            "max_identifier_length" => self.0.traits().max_identifier_length.into(),
            _ => return Ok(None),
        }))
    }
}

/// The class of a dialect: `sqlalchemy.dialects.sqlite.dialect`.
pub(crate) fn dialect_class(vm: &Vm, name: &str) -> Class {
    names::class(
        vm,
        match name {
            "sqlite" => "SQLiteDialect_pysqlite",
            "postgresql" => "PGDialect_psycopg2",
            "mysql" => "MySQLDialect_mysqldb",
            "oracle" => "OracleDialect_oracledb",
            _ => "DefaultDialect",
        },
    )
}

fn param_style_name(style: ParamStyle) -> &'static str {
    match style {
        ParamStyle::Qmark => "qmark",
        ParamStyle::Named => "named",
        ParamStyle::Format => "format",
        ParamStyle::Pyformat => "pyformat",
        ParamStyle::NumericDollar => "numeric_dollar",
    }
}

/// A dialect by its name.
pub(crate) fn dialect_object(vm: &Vm, name: &str) -> Object {
    let _ = vm;
    Object::host(DialectObject(dialect::by_name(name).unwrap_or_else(default_dialect)))
}

/// `dialect=`: a dialect, an engine, or nothing.
pub(crate) fn dialect_of(vm: &Vm, object: Option<Object>) -> PyResult<Rc<dyn Dialect>> {
    let Some(object) = given(object) else { return Ok(default_dialect()) };
    if let Some(known) = object.downcast_ref::<DialectObject>() {
        return Ok(Rc::clone(&known.0));
    }
    if let Some(engine) = crate::engine::maybe_engine(&object) {
        return Ok(Rc::clone(engine.dialect()));
    }
    let shown = vm.repr(&object)?;
    Err(argument_error(vm, format!("a dialect is expected, got {shown}")))
}

/// `statement.compile(bind, dialect, compile_kwargs)`.
pub(crate) fn compile(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let column_keys = given(args.take("column_keys"));
    let executemany = flag(vm, args.take("for_executemany"), false)?;
    crate::arguments::refuse(vm, &mut args, "compile", &["schema_translate_map"])?;
    let kwargs = given(args.take("compile_kwargs"));
    let [bind, chosen] = args.bind(vm, "compile", ["bind", "dialect"], 0)?;
    if let Some(from) = crate::from::maybe_from(vm, &this)? {
        let text = from_text(vm, &from, &dialect_of(vm, given(chosen).or(bind))?)?;
        return Ok(text.into());
    }
    let statement = crate::statement::receiver(vm, &mut Args::one(this.clone()))?;
    let dialect = match given(chosen).or(given(bind)) {
        Some(chosen) => dialect_of(vm, Some(chosen))?,
        None => printing_dialect(&statement),
    };
    let mut options = CompileOptions { for_executemany: executemany, ..CompileOptions::default() };
    if let Some(kwargs) = kwargs {
        for (name, value) in crate::arguments::mapping(vm, &kwargs)? {
            match name.as_str().map(Str::as_str) {
                Some("literal_binds") => options.literal_binds = vm.truth(&value)?,
                Some("render_postcompile") => options.render_postcompile = vm.truth(&value)?,
                _ => {
                    let shown = vm.repr(&name)?;
                    return Err(vm.unsupported(&format!("compile_kwargs with {shown}")));
                }
            }
        }
    }
    if let Some(keys) = column_keys {
        options.column_keys = Some(crate::schema::metadata::name_list(vm, &keys)?);
    }
    let compiled = compiler::compile(&statement, &dialect, &options).or_raise(vm)?;
    Ok(Object::host(CompiledObject {
        compiled: Rc::new(compiled),
        statement: this,
        positional: OnceCell::new(),
    }))
}

/// A compiled statement as a Python object.
pub(crate) struct CompiledObject {
    pub(crate) compiled: Rc<Compiled>,
    statement: Object,
    positional: OnceCell<Object>,
}

impl HostObject for CompiledObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(
            vm,
            match self.compiled.dialect.name() {
                "default" => "StrSQLCompiler",
                "sqlite" => "SQLiteCompiler",
                "postgresql" => "PGCompiler",
                "mysql" => "MySQLCompiler",
                "oracle" => "OracleCompiler_cx_oracle",
                _ => "SQLCompiler",
            },
        )
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "string" => (&*self.compiled.sql).into(),
            "params" => self.params(vm)?,
            "statement" => self.statement.clone(),
            "dialect" => Object::host(DialectObject(Rc::clone(&self.compiled.dialect))),
            "positiontup" if !self.compiled.positions.is_empty() => self.positions(),
            _ => return Ok(None),
        }))
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.compiled.sql.to_string()))
    }
}

impl CompiledObject {
    fn params(&self, vm: &Vm) -> PyResult {
        let params = self.compiled.params().or_raise(vm)?;
        Ok(Object::dict(
            params.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))),
        ))
    }

    fn positions(&self) -> Object {
        let names =
            || Object::list(self.compiled.positions.iter().map(|name| Object::from(&**name)));
        self.positional.get_or_init(names).clone()
    }
}

fn compiled_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("construct_params", |vm, mut args| {
        let this = crate::arguments::receiver(&mut args);
        let Some(known) = this.downcast_ref::<CompiledObject>() else {
            return Err(vm.type_error("a compiled statement is required"));
        };
        known.params(vm)
    })
}

fn make_dialect(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let name = match class.name().as_str() {
        "SQLiteDialect_pysqlite" => "sqlite",
        "PGDialect_psycopg2" => "postgresql",
        "MySQLDialect_mysqldb" => "mysql",
        "OracleDialect_oracledb" => "oracle",
        _ => "default",
    };
    let made = dialect_object(vm, name);
    for (option, value) in &args.keywords {
        let own = vm.attr_if_any(&made, option)?;
        // What it is anyway may be said.
        if !own.map_or(Ok(false), |own| vm.eq(&own, value))? {
            return Err(vm.unsupported(&format!("dialect({option}=…)")));
        }
    }
    Ok(made)
}

const COMPILER: &str = "sqlalchemy.sql.compiler";

/// The classes of compilers and dialects.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("Compiled", COMPILER, &[]),
    ClassSpec::new("SQLCompiler", COMPILER, &["Compiled"], compiled_methods),
    ClassSpec::plain("StrSQLCompiler", COMPILER, &["SQLCompiler"]),
    ClassSpec::plain("SQLiteCompiler", "sqlalchemy.dialects.sqlite.base", &["SQLCompiler"]),
    ClassSpec::plain("PGCompiler", "sqlalchemy.dialects.postgresql.base", &["SQLCompiler"]),
    ClassSpec::plain("MySQLCompiler", "sqlalchemy.dialects.mysql.base", &["SQLCompiler"]),
    ClassSpec::plain("Dialect", "sqlalchemy.engine.interfaces", &[]),
    ClassSpec::new("DefaultDialect", "sqlalchemy.engine.default", &["Dialect"], |_, b| {
        b.construct(make_dialect)
    }),
    ClassSpec::plain(
        "SQLiteDialect_pysqlite",
        "sqlalchemy.dialects.sqlite.pysqlite",
        &["DefaultDialect"],
    ),
    ClassSpec::plain(
        "PGDialect_psycopg2",
        "sqlalchemy.dialects.postgresql.psycopg2",
        &["DefaultDialect"],
    ),
    ClassSpec::plain(
        "OracleDialect_oracledb",
        "sqlalchemy.dialects.oracle.oracledb",
        &["DefaultDialect"],
    ),
    ClassSpec::plain(
        "OracleCompiler_cx_oracle",
        "sqlalchemy.dialects.oracle.cx_oracle",
        &["SQLCompiler"],
    ),
    ClassSpec::plain(
        "MySQLDialect_mysqldb",
        "sqlalchemy.dialects.mysql.mysqldb",
        &["DefaultDialect"],
    ),
];
