//! `inspect(…)` and reflection.

use std::rc::Rc;

use ormlab_core::metadata::{MetaData, TableOptions};
use ormlab_core::table::TableItem;
use ormlab_core::value::Value;
use ormlab_engine::result::Fetch;
use ormlab_engine::{Connection, Parameters};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, NativeFn, Object, PyResult, Str, Vm};

use crate::arguments::{maybe_text, text};
use crate::connection::maybe_connection;
use crate::engine::{Bind, bind_of, engine_object, maybe_engine};
use crate::error::OrRaise;
use crate::names::{self, ClassSpec, Names};

/// `inspect(engine)`.
pub struct InspectorObject {
    bind: Object,
}

impl HostObject for InspectorObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Inspector")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match (name.as_str(), bind_of(vm, &self.bind)?) {
            ("bind", _) => self.bind.clone(),
            ("engine", Bind::Engine(engine)) => engine_object(vm, &engine),
            ("engine", Bind::Connection(connection)) => engine_object(vm, connection.engine()),
            ("default_schema_name", _) => "main".into(),
            _ => return Ok(None),
        }))
    }
}

/// `inspect(subject)`.
fn inspect(vm: &Vm, args: Args) -> PyResult {
    let [subject, raise] = args.bind(vm, "inspect", ["subject", "raiseerr"], 1)?;
    let subject = subject.unwrap_or(Object::None);
    for inspector in Names::of(vm).inspectors() {
        if let Some(found) = inspector.inspect(vm, &subject)? {
            return Ok(found);
        }
    }
    if maybe_engine(&subject).is_some() || maybe_connection(&subject).is_some() {
        return Ok(Object::host(InspectorObject { bind: subject }));
    }
    if crate::coercion::clause(vm, &subject)?.is_some() {
        return Ok(subject);
    }
    if !crate::arguments::flag(vm, raise, true)? {
        return Ok(Object::None);
    }
    let class = vm.repr(&vm.class_of(&subject).into())?;
    let message = format!("No inspection system is available for object of type {class}");
    Err(vm.raise(&names::class(vm, "NoInspectionAvailable"), message))
}

/// Runs on the connection of the inspector, or on one of its engine that is closed after.
fn on_connection<T>(
    vm: &Vm,
    bind: &Object,
    work: impl FnOnce(&Connection) -> PyResult<T>,
) -> PyResult<T> {
    match bind_of(vm, bind)? {
        Bind::Connection(connection) => work(&connection),
        Bind::Engine(engine) => {
            let connection = engine.connect().or_raise(vm)?;
            let outcome = work(&connection);
            connection.close().or_raise(vm)?;
            outcome
        }
    }
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<InspectorObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("an Inspector is required"))
}

fn only_sqlite(vm: &Vm, connection: &Connection) -> PyResult<()> {
    match connection.dialect().name() {
        "sqlite" => Ok(()),
        other => Err(vm.unsupported(&format!("reflection of {other}"))),
    }
}

/// The first column of what a query of the catalogue gives.
fn names_of(vm: &Vm, connection: &Connection, sql: &str) -> PyResult<Vec<Object>> {
    only_sqlite(vm, connection)?;
    let options = ormlab_engine::ExecutionOptions::default();
    let result = connection.exec_driver_sql(sql, Parameters::none(), &options).or_raise(vm)?;
    let mut names = Vec::new();
    for row in result.all().or_raise(vm)? {
        if let Value::Str(name) = row.get(0).or_raise(vm)? {
            names.push(Object::from(&*name));
        }
    }
    Ok(names)
}

const TABLES: &str = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name";
const VIEWS: &str = "SELECT name FROM sqlite_master WHERE type='view' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name";

fn catalogue(vm: &Vm, mut args: Args, sql: &str) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let names = on_connection(vm, &this.bind, |connection| names_of(vm, connection, sql))?;
    Ok(names.into())
}

fn not_yet(vm: &Vm, what: &str) -> PyResult {
    Err(vm.unsupported(&format!("Inspector.{what}()")))
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("get_table_names", |vm, args| catalogue(vm, args, TABLES))
        .method("get_view_names", |vm, args| catalogue(vm, args, VIEWS))
        .method("get_schema_names", |_, _| Ok(Object::list([Object::from("main")])))
        .method("has_table", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [name, schema] =
                args.bind(vm, "Inspector.has_table", ["table_name", "schema"], 1)?;
            let name = text(vm, &name.unwrap_or(Object::None))?;
            let schema = maybe_text(vm, schema)?;
            let found = on_connection(vm, &this.bind, |connection| {
                connection.has_table(&name, schema.as_deref()).or_raise(vm)
            })?;
            Ok(found.into())
        })
        .method("get_columns", |vm, _| not_yet(vm, "get_columns"))
        .method("get_pk_constraint", |vm, _| not_yet(vm, "get_pk_constraint"))
        .method("get_foreign_keys", |vm, _| not_yet(vm, "get_foreign_keys"))
        .method("get_indexes", |vm, _| not_yet(vm, "get_indexes"))
        .method("get_unique_constraints", |vm, _| not_yet(vm, "get_unique_constraints"))
        .method("get_check_constraints", |vm, _| not_yet(vm, "get_check_constraints"))
        .method("clear_cache", |_, _| Ok(Object::None))
}

/// `Table(name, metadata, autoload_with=bind)`.
pub(crate) fn autoload(
    vm: &Vm,
    _: &Object,
    _: &str,
    _: &MetaData,
    _: Vec<TableItem>,
    _: TableOptions,
    _: Option<Vec<Object>>,
) -> PyResult {
    Err(vm.unsupported("reflection: Table(autoload_with=…)"))
}

/// `metadata.reflect(bind)`.
pub(crate) fn reflect(vm: &Vm, _: Args) -> PyResult {
    Err(vm.unsupported("reflection: MetaData.reflect()"))
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[("inspect", inspect)];

/// The class of inspectors.
pub(crate) const CLASSES: &[ClassSpec] =
    &[ClassSpec::new("Inspector", "sqlalchemy.engine.reflection", &[], methods)];
