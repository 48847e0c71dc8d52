//! `inspect(…)` and reflection.

use std::rc::Rc;

use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::table::TableItem;
use ormlab_engine::reflection::{
    Inspector, ReflectOptions, ReflectedCheck, ReflectedColumn, ReflectedForeignKey,
    ReflectedIndex, ReflectedPrimaryKey, ReflectedUnique, reflect_all, reflect_table,
};
use ormlab_python::{Args, Class, ClassBuilder, HostObject, NativeFn, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given, maybe_text, text};
use crate::connection::maybe_connection;
use crate::conversion::to_object;
use crate::engine::{Bind, bind_of, engine_object, maybe_engine};
use crate::error::OrRaise;
use crate::names::{self, ClassSpec, Names};
use crate::schema::metadata::{metadata_of, name_list};
use crate::schema::table_object;
use crate::types::type_object;

/// `inspect(engine)`.
pub struct InspectorObject {
    inspector: Inspector,
    bind: Object,
}

impl HostObject for InspectorObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Inspector")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "bind" => self.bind.clone(),
            "engine" => engine_object(vm, self.inspector.engine()),
            "default_schema_name" => self.inspector.default_schema_name().map(Object::from).into(),
            _ => return Ok(None),
        }))
    }
}

fn inspector_of(vm: &Vm, bind: &Object) -> PyResult<Inspector> {
    match bind_of(vm, bind)? {
        Bind::Engine(engine) => Inspector::of_engine(&engine).or_raise(vm),
        Bind::Connection(connection) => Ok(Inspector::of_connection(&connection)),
        Bind::Mock(_) => Err(vm.unsupported("inspecting a mock engine")),
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
        let inspector = inspector_of(vm, &subject)?;
        return Ok(Object::host(InspectorObject { inspector, bind: subject }));
    }
    if crate::coercion::clause(vm, &subject)?.is_some() {
        return Ok(subject);
    }
    if !flag(vm, raise, true)? {
        return Ok(Object::None);
    }
    let class = vm.repr(&vm.class_of(&subject).into())?;
    let message = format!("No inspection system is available for object of type {class}");
    Err(vm.raise(&names::class(vm, "NoInspectionAvailable"), message))
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<InspectorObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("an Inspector is required"))
}

fn names_object(names: &[Rc<str>]) -> Object {
    Object::list(names.iter().map(|name| Object::from(&**name)))
}

fn maybe(text: Option<&Rc<str>>) -> Object {
    text.map_or(Object::None, |text| Object::from(&**text))
}

type SchemaQuestion = fn(&Inspector, Option<&str>) -> ormlab_core::Result<Vec<Rc<str>>>;

/// A question about a schema.
fn of_schema(vm: &Vm, mut args: Args, ask: SchemaQuestion) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [schema] = args.bind(vm, "Inspector.get_table_names", ["schema"], 0)?;
    let schema = maybe_text(vm, schema)?;
    Ok(names_object(&ask(&this.inspector, schema.as_deref()).or_raise(vm)?))
}

/// A question about a table.
fn of_table<T>(
    vm: &Vm,
    mut args: Args,
    ask: fn(&Inspector, &str, Option<&str>) -> ormlab_core::Result<T>,
) -> PyResult<T> {
    let this = receiver(vm, &mut args)?;
    let [name, schema] = args.bind(vm, "Inspector.get_columns", ["table_name", "schema"], 1)?;
    let name = text(vm, &name.unwrap_or(Object::None))?;
    let schema = maybe_text(vm, schema)?;
    ask(&this.inspector, &name, schema.as_deref()).or_raise(vm)
}

fn column(vm: &Vm, column: &ReflectedColumn) -> Object {
    let mut items: Vec<(Str, Object)> = vec![
        ("name".into(), (&*column.name).into()),
        ("type".into(), type_object(vm, &column.sql_type)),
        ("nullable".into(), column.nullable.into()),
        ("default".into(), maybe(column.default.as_ref())),
        ("primary_key".into(), column.primary_key.into()),
    ];
    if let Some(computed) = &column.computed {
        let fields = [
            ("sqltext".into(), Object::from(&*computed.sqltext)),
            ("persisted".into(), computed.persisted.into()),
        ];
        items.push(("computed".into(), Object::dict(fields)));
    }
    Object::dict(items)
}

fn primary_key(key: &ReflectedPrimaryKey) -> Object {
    Object::dict([
        ("constrained_columns".into(), names_object(&key.constrained_columns)),
        ("name".into(), maybe(key.name.as_ref())),
    ])
}

fn foreign_key(vm: &Vm, key: &ReflectedForeignKey) -> Object {
    let options =
        key.options.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value)));
    Object::dict([
        ("name".into(), maybe(key.name.as_ref())),
        ("constrained_columns".into(), names_object(&key.constrained_columns)),
        ("referred_schema".into(), maybe(key.referred_schema.as_ref())),
        ("referred_table".into(), (&*key.referred_table).into()),
        ("referred_columns".into(), names_object(&key.referred_columns)),
        ("options".into(), Object::dict(options)),
    ])
}

fn index(index: &ReflectedIndex) -> Object {
    let condition = index.condition.iter();
    let options = condition.map(|text| ("sqlite_where".into(), Object::from(&**text)));
    Object::dict([
        ("name".into(), (&*index.name).into()),
        ("column_names".into(), names_object(&index.column_names)),
        ("unique".into(), i64::from(index.unique).into()),
        ("dialect_options".into(), Object::dict(options)),
    ])
}

fn unique(constraint: &ReflectedUnique) -> Object {
    Object::dict([
        ("name".into(), maybe(constraint.name.as_ref())),
        ("column_names".into(), names_object(&constraint.column_names)),
    ])
}

fn check(constraint: &ReflectedCheck) -> Object {
    Object::dict([
        ("sqltext".into(), (&*constraint.sqltext).into()),
        ("name".into(), maybe(constraint.name.as_ref())),
    ])
}

fn methods(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    table_methods(vm, builder)
        .method("get_table_names", |vm, args| of_schema(vm, args, Inspector::get_table_names))
        .method("get_view_names", |vm, args| of_schema(vm, args, Inspector::get_view_names))
        .method("get_schema_names", |vm, mut args| {
            let names = receiver(vm, &mut args)?.inspector.get_schema_names().or_raise(vm)?;
            Ok(names_object(&names))
        })
        .method("get_temp_table_names", |vm, mut args| {
            let names = receiver(vm, &mut args)?.inspector.get_temp_table_names().or_raise(vm)?;
            Ok(names_object(&names))
        })
        .method("has_index", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let names = ["table_name", "index_name", "schema"];
            let [table, index, schema] = args.bind(vm, "Inspector.has_index", names, 2)?;
            let table = text(vm, &table.unwrap_or(Object::None))?;
            let index = text(vm, &index.unwrap_or(Object::None))?;
            let schema = maybe_text(vm, schema)?;
            Ok(this.inspector.has_index(&table, &index, schema.as_deref()).or_raise(vm)?.into())
        })
        .method("reflect_table", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [table, _] = args.bind(vm, "reflect_table", ["table", "include_columns"], 1)?;
            let table = crate::schema::table::table_of(vm, &table.unwrap_or(Object::None))?;
            reflect_table(&this.inspector, &table, &ReflectOptions::default()).or_raise(vm)?;
            Ok(Object::None)
        })
        .method("clear_cache", |vm, mut args| {
            receiver(vm, &mut args)?.inspector.clear_cache();
            Ok(Object::None)
        })
}

/// Questions about one table.
fn table_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("has_table", |vm, args| Ok(of_table(vm, args, Inspector::has_table)?.into()))
        .method("get_columns", |vm, args| {
            let columns = of_table(vm, args, Inspector::get_columns)?;
            Ok(Object::list(columns.iter().map(|found| column(vm, found))))
        })
        .method("get_pk_constraint", |vm, args| {
            Ok(primary_key(&of_table(vm, args, Inspector::get_pk_constraint)?))
        })
        .method("get_foreign_keys", |vm, args| {
            let keys = of_table(vm, args, Inspector::get_foreign_keys)?;
            Ok(Object::list(keys.iter().map(|key| foreign_key(vm, key))))
        })
        .method("get_indexes", |vm, args| {
            Ok(Object::list(of_table(vm, args, Inspector::get_indexes)?.iter().map(index)))
        })
        .method("get_unique_constraints", |vm, args| {
            Ok(Object::list(
                of_table(vm, args, Inspector::get_unique_constraints)?.iter().map(unique),
            ))
        })
        .method("get_check_constraints", |vm, args| {
            Ok(Object::list(
                of_table(vm, args, Inspector::get_check_constraints)?.iter().map(check),
            ))
        })
        .method("get_view_definition", |vm, args| {
            Ok((&*of_table(vm, args, Inspector::get_view_definition)?).into())
        })
        .method("get_table_options", |vm, args| {
            let options = of_table(vm, args, Inspector::get_table_options)?;
            let pairs =
                options.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value)));
            Ok(Object::dict(pairs))
        })
        .method("get_table_comment", |vm, _| {
            Err(vm.raise(&vm.exceptions().not_implemented.clone(), ""))
        })
}

/// What `Table(name, metadata, autoload_with=…)` is made of.
pub(crate) struct Autoload {
    pub(crate) bind: Object,
    pub(crate) include_columns: Option<Object>,
    pub(crate) resolve_fks: bool,
}

/// `Table(name, metadata, autoload_with=bind)`.
pub(crate) fn autoload(
    vm: &Vm,
    autoload: &Autoload,
    name: &str,
    metadata: &MetaData,
    items: Vec<TableItem>,
    options: TableOptions,
) -> PyResult {
    let inspector = inspector_of(vm, &autoload.bind)?;
    let include_columns =
        autoload.include_columns.as_ref().map(|names| name_list(vm, names)).transpose()?;
    let reflect = ReflectOptions {
        include_columns,
        resolve_fks: autoload.resolve_fks,
        ..ReflectOptions::default()
    };
    let is_known = metadata.table(name).is_some();
    let table = Table::new(name, metadata, items, options).or_raise(vm)?;
    if !is_known && let Err(error) = reflect_table(&inspector, &table, &reflect) {
        metadata.remove(&table);
        return Err(crate::error::to_raised(vm, error));
    }
    Ok(table_object(vm, &table))
}

/// `metadata.reflect(bind, schema, views, only, …)`.
pub(crate) fn reflect(vm: &Vm, mut args: Args) -> PyResult {
    let metadata = metadata_of(vm, &crate::arguments::receiver(&mut args))?;
    let resolve_fks = flag(vm, args.take("resolve_fks"), true)?;
    crate::arguments::refuse(vm, &mut args, "MetaData.reflect", &["extend_existing"])?;
    crate::arguments::refuse_false(vm, &mut args, "MetaData.reflect", "autoload_replace")?;
    let names = ["bind", "schema", "views", "only"];
    let [bind, schema, views, only] = args.bind(vm, "MetaData.reflect", names, 1)?;
    let inspector = inspector_of(vm, &bind.unwrap_or(Object::None))?;
    let only = given(only);
    if only.as_ref().is_some_and(|only| vm.is_callable(only)) {
        return Err(vm.unsupported("MetaData.reflect(only=<function>)"));
    }
    let only = only.map(|names| name_list(vm, &names)).transpose()?;
    let schema = maybe_text(vm, schema)?;
    let views = flag(vm, views, false)?;
    reflect_all(&inspector, &metadata, schema.as_deref(), views, only.as_deref(), resolve_fks)
        .or_raise(vm)?;
    Ok(Object::None)
}

/// Exported functions by name.
pub(crate) const FUNCTIONS: &[(&str, NativeFn)] = &[("inspect", inspect)];

/// The class of inspectors.
pub(crate) const CLASSES: &[ClassSpec] =
    &[ClassSpec::new("Inspector", "sqlalchemy.engine.reflection", &[], methods)];
