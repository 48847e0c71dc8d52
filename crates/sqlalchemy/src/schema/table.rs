//! `Table(…)`: what it is called with, its attributes, how it prints.

use std::rc::Rc;

use ormlab_core::constraint::ForeignKey;
use ormlab_core::from::FromClause;
use ormlab_core::metadata::{Table, TableOptions};
use ormlab_core::table::{Existing, TableItem};
use ormlab_python::{Args, Class, ClassBuilder, Object, PyResult, Set, Str, Vm};

use super::metadata::{metadata_object, metadata_of};
use super::{SchemaItem, SchemaObject, column_from, column_object, item_object};
use crate::arguments::{flag, given, mapping, maybe_flag, maybe_text, refuse, text};
use crate::error::{OrRaise, argument_error};
use crate::from::from_object;
use crate::inspect::Autoload;

/// The table as a Python object, the same one for the same table.
pub fn table_object(vm: &Vm, table: &Table) -> Object {
    from_object(vm, &FromClause::Table(table.clone()))
}

/// The table that an object is.
pub fn table_of(vm: &Vm, object: &Object) -> PyResult<Table> {
    match crate::from::maybe_from(vm, object)? {
        Some(FromClause::Table(table)) => Ok(table),
        Some(FromClause::Entity(entity)) => match entity.selectable().or_raise(vm)? {
            FromClause::Table(table) => Ok(table),
            _ => Err(argument_error(vm, "a Table object is expected")),
        },
        _ => {
            let shown = vm.repr(object)?;
            Err(argument_error(vm, format!("a Table object is expected, got {shown}")))
        }
    }
}

/// `Table`.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .method("create", |vm, args| crate::ddl::create_table(vm, args, true))
        .method("drop", |vm, args| crate::ddl::create_table(vm, args, false))
        .method("append_column", |vm, mut args| {
            let table = table_of(vm, &crate::arguments::receiver(&mut args))?;
            refuse(vm, &mut args, "Table.append_column", &["replace_existing"])?;
            let [column] = args.bind(vm, "Table.append_column", ["column"], 1)?;
            match column_from(vm, &column.unwrap_or(Object::None))? {
                Some(column) => table.append_column(&column).or_raise(vm)?,
                None => return Err(argument_error(vm, "a Column is expected")),
            }
            Ok(Object::None)
        })
        .method("append_constraint", |vm, mut args| {
            let table = table_of(vm, &crate::arguments::receiver(&mut args))?;
            let [item] = args.bind(vm, "Table.append_constraint", ["constraint"], 1)?;
            match item
                .and_then(|item| item.downcast::<SchemaObject>())
                .map(|known| known.item.clone())
            {
                Some(SchemaItem::Constraint(constraint)) => {
                    table.append_constraint(&constraint).or_raise(vm)?;
                }
                _ => return Err(argument_error(vm, "a Constraint is expected")),
            }
            Ok(Object::None)
        })
        .method("to_metadata", to_metadata)
}

fn construct(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    if args.len() < 2 {
        let message = "Table() takes at least two positional-only arguments 'name', and 'metadata'";
        return Err(vm.type_error(message));
    }
    let name = text(vm, &crate::arguments::receiver(&mut args))?;
    let metadata = crate::arguments::receiver(&mut args);
    if metadata.downcast_ref::<super::metadata::MetaDataObject>().is_none() {
        return Err(vm.no_attribute(&metadata, &"schema".into()));
    }
    let metadata = metadata_of(vm, &metadata)?;
    let autoload = given(args.take("autoload_with"));
    let include = given(args.take("include_columns"));
    crate::arguments::refuse_false(vm, &mut args, "Table", "autoload_replace")?;
    let resolve_fks = flag(vm, args.take("resolve_fks"), true)?;
    let options = options(vm, &mut args)?;
    let mut items = typed_columns(vm, &mut args)?;
    for item in &args.positional {
        items.push(table_item(vm, item)?);
    }
    if let Some(bind) = autoload {
        let autoload = Autoload { bind, include_columns: include, resolve_fks };
        return crate::inspect::autoload(vm, &autoload, &name, &metadata, items, options);
    }
    let table = Table::new(&name, &metadata, items, options).or_raise(vm)?;
    Ok(table_object(vm, &table))
}

/// The columns of a class that stands where the first column would.
fn typed_columns(vm: &Vm, args: &mut Args) -> PyResult<Vec<TableItem>> {
    let Some(class) = args.get(0).and_then(Object::as_class).cloned() else {
        return Ok(Vec::new());
    };
    if !class.is_subclass(&crate::names::class(vm, "TypedColumns")) {
        let message = "The ``typed_columns_cls`` argument requires a TypedColumns subclass.";
        return Err(crate::error::invalid_request(vm, message));
    }
    args.take_first();
    let columns = super::typed::columns(vm, &class)?;
    Ok(columns.into_iter().map(TableItem::Column).collect())
}

fn options(vm: &Vm, args: &mut Args) -> PyResult<TableOptions> {
    let mut options = TableOptions {
        quote: maybe_flag(vm, args.take("quote"))?,
        comment: maybe_text(vm, args.take("comment"))?,
        must_exist: flag(vm, args.take("must_exist"), false)?,
        no_implicit_returning: !flag(vm, args.take("implicit_returning"), true)?,
        ..TableOptions::default()
    };
    if let Some(schema) = given(args.take("schema")) {
        match schema.as_str() {
            Some(name) => options.schema = Some(name.as_str().into()),
            None => options.blank_schema = true,
        }
    }
    if flag(vm, args.take("keep_existing"), false)? {
        options.existing = Existing::Keep;
    } else if flag(vm, args.take("extend_existing"), false)? {
        options.existing = Existing::Extend;
    }
    if let Some(prefixes) = given(args.take("prefixes")) {
        for prefix in vm.collect(&prefixes)? {
            options.prefixes.push(text(vm, &prefix)?);
        }
    }
    if let Some(info) = given(args.take("info")) {
        for (key, value) in mapping(vm, &info)? {
            let value = crate::conversion::to_value(vm, &value)?;
            options.info.insert(vm.str(&key)?.as_str().into(), value);
        }
    }
    crate::arguments::refuse_any(vm, args, "Table", &["quote_schema", "listeners"])?;
    const KNOWN: &[&str] =
        &["sqlite_with_rowid", "sqlite_strict", "sqlite_autoincrement", "mysql_", "mariadb_"];
    let dialect = super::constraint::dialect_options(vm, args, "Table", KNOWN)?;
    options.dialect_options = super::constraint::dialect_values(vm, dialect)?;
    if let Some((name, _)) = args.keywords.first() {
        let message =
            format!("Additional arguments should be named <dialectname>_<argument>, got '{name}'");
        return Err(vm.type_error(message));
    }
    Ok(options)
}

/// A column, a constraint or an index.
pub fn table_item(vm: &Vm, object: &Object) -> PyResult<TableItem> {
    if let Some(known) = object.downcast_ref::<SchemaObject>() {
        match &known.item {
            SchemaItem::Constraint(constraint) => {
                return Ok(TableItem::Constraint(constraint.clone()));
            }
            SchemaItem::Index(index) => return Ok(TableItem::Index(index.clone())),
            _ => {}
        }
    }
    match column_from(vm, object)? {
        Some(column) if column.schema().is_some() => Ok(TableItem::Column(column)),
        _ => {
            let shown = vm.repr(object)?;
            let message = format!(
                "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {shown}"
            );
            Err(argument_error(vm, message))
        }
    }
}

/// A set of these foreign keys.
pub(crate) fn foreign_key_set(vm: &Vm, keys: Vec<ForeignKey>) -> PyResult {
    set_of(vm, keys.into_iter().map(SchemaItem::ForeignKey))
}

fn set_of(vm: &Vm, items: impl Iterator<Item = SchemaItem>) -> PyResult {
    let items = items.map(|item| item_object(vm, item));
    Ok(Object::Set(Rc::new(Set::of(vm, items)?)))
}

/// `table.metadata` and its kin.
pub(crate) fn attribute(vm: &Vm, table: &Table, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "metadata" => metadata_object(vm, &table.metadata()),
        "fullname" | "key" | "description" => (&*table.fullname()).into(),
        "primary_key" => match table.primary_key_constraint() {
            Some(constraint) => item_object(vm, SchemaItem::Constraint(constraint)),
            None => Object::None,
        },
        "foreign_keys" => {
            let keys = table.columns().into_iter().flat_map(|column| column.foreign_keys());
            foreign_key_set(vm, keys.collect())?
        }
        "constraints" => set_of(vm, table.constraints().into_iter().map(SchemaItem::Constraint))?,
        "foreign_key_constraints" => {
            set_of(vm, table.foreign_key_constraints().into_iter().map(SchemaItem::Constraint))?
        }
        "indexes" => set_of(vm, table.indexes().into_iter().map(SchemaItem::Index))?,
        "comment" => table.0.comment.borrow().as_deref().map(Object::from).into(),
        "autoincrement_column" | "_autoincrement_column" => {
            let column = table.autoincrement_column().or_raise(vm)?;
            column.map(|column| column_object(vm, &column)).into()
        }
        "info" => {
            let info = table.0.info.borrow();
            Object::dict(
                info.iter().map(|(key, value)| {
                    (Str::from(&**key), crate::conversion::to_object(vm, value))
                }),
            )
        }
        _ => return Ok(None),
    }))
}

/// `Table('users', MetaData(), …, schema=None)`.
pub(crate) fn repr(vm: &Vm, table: &Table) -> PyResult<String> {
    let mut shown = vec![crate::conversion::quoted(&table.name()), "MetaData()".to_owned()];
    for column in table.columns() {
        shown.push(super::column::repr(vm, &column)?);
    }
    let schema =
        table.schema().map_or("None".to_owned(), |schema| crate::conversion::quoted(&schema));
    shown.push(format!("schema={schema}"));
    Ok(format!("Table({})", shown.join(", ")))
}

/// The metadata's other copy of a table.
fn to_metadata(vm: &Vm, mut args: Args) -> PyResult {
    let table = table_of(vm, &crate::arguments::receiver(&mut args))?;
    let name = maybe_text(vm, args.take("name"))?;
    refuse(vm, &mut args, "Table.to_metadata", &["referred_schema_fn"])?;
    let [metadata, schema] = args.bind(vm, "Table.to_metadata", ["metadata", "schema"], 1)?;
    let metadata = metadata_of(vm, &metadata.unwrap_or(Object::None))?;
    let schema: Option<Rc<str>> =
        schema.and_then(|schema| schema.as_str().map(|name| name.as_str().into()));
    let copied = table.to_metadata(&metadata, schema, name.as_deref());
    Ok(table_object(vm, &copied.or_raise(vm)?))
}
