//! `Column(…)`: what it is called with, its attributes, how it prints.

use std::rc::Rc;

use ormlab_core::column::{Autoincrement, Column, SchemaColumn};
use ormlab_core::default::ServerDefault;
use ormlab_core::expr::Expr;
use ormlab_core::types::SqlType;
use ormlab_python::{Args, Class, ClassBuilder, Dict, Object, PyResult, Str, Vm};

use super::{SchemaItem, SchemaObject, item_object};
use crate::arguments::{flag, given, maybe_flag, maybe_text};
use crate::coercion::{Clause, clause};
use crate::error::argument_error;
use crate::expr::ExprObject;
use crate::names::Names;
use crate::types::{maybe_type, type_object, type_of};

/// The column as a Python object, the same one for the same column.
pub fn column_object(vm: &Vm, column: &Column) -> Object {
    Names::of(vm).wrapper(column.id(), || ExprObject { expr: Expr::from(column) })
}

/// The column that an object is, if it is one.
pub fn column_from(vm: &Vm, object: &Object) -> PyResult<Option<Column>> {
    Ok(match clause(vm, object)? {
        Some(Clause::Expr(expr)) => expr.as_column().cloned(),
        _ => None,
    })
}

/// `Column`.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .class_getitem(super::typed::annotation_of)
        .method("references", |vm, mut args| {
            let own = crate::expr::receiver(vm, &mut args)?;
            let [other] = args.bind(vm, "Column.references", ["column"], 1)?;
            let other = column_from(vm, &other.unwrap_or(Object::None))?;
            let keys = own.as_column().map(Column::foreign_keys).unwrap_or_default();
            let refers = keys.iter().any(|key| key.column().ok() == other);
            Ok((other.is_some() && refers).into())
        })
        .method("copy", |vm, mut args| {
            let own = crate::expr::receiver(vm, &mut args)?;
            match own.as_column() {
                Some(column) => Ok(column_object(vm, &column.copy())),
                None => Err(vm.type_error("a Column is required")),
            }
        })
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    if *class != crate::names::class(vm, "Column") {
        return Err(vm.unsupported(&format!("{}, a subclass of Column", class.name())));
    }
    let column = build(vm, args, "Column")?;
    Ok(column_object(vm, &column))
}

/// A column of these arguments; `mapped_column` takes its own off first.
pub fn build(vm: &Vm, mut args: Args, function: &str) -> PyResult<Column> {
    let name = take_name(vm, &mut args)?;
    let explicit_type = given(args.take("type_"));
    let mut positional: Vec<Object> = std::mem::take(&mut args.positional).into_vec();
    let mut sql_type = explicit_type.map(|found| type_of(vm, &found)).transpose()?;
    if let Some(first) = positional.first()
        && let Some(found) =
            if first.is_none() { Some(SqlType::Null) } else { maybe_type(vm, first)? }
    {
        positional.remove(0);
        sql_type.get_or_insert(found);
    }
    let column = Column::new(name.as_deref().unwrap_or(""), sql_type.unwrap_or_default());
    let schema = column.schema().expect("a column for a table has the schema's part");
    if let Some(key) = maybe_text(vm, args.take("key"))? {
        *column.0.key.borrow_mut() = key;
    }
    flags(vm, schema, &mut args)?;
    defaults(vm, schema, &mut args)?;
    for item in &positional {
        attach(vm, &column, item)?;
    }
    crate::arguments::refuse_any(vm, &mut args, function, &["quote"])?;
    for ignored in ["doc", "_proxies", "_omit_from_statements"] {
        args.take(ignored);
    }
    if let Some(info) = given(args.take("info")) {
        for (key, value) in crate::arguments::mapping(vm, &info)? {
            let value = crate::conversion::to_value(vm, &value)?;
            schema.info.borrow_mut().insert(vm.str(&key)?.as_str().into(), value);
        }
    }
    const KNOWN: &[&str] = &["sqlite_on_conflict_"];
    let dialect = super::constraint::dialect_options(vm, &mut args, function, KNOWN)?;
    *schema.dialect_options.borrow_mut() = super::constraint::dialect_values(vm, dialect)?;
    args.no_more_keywords(vm, &format!("{function}.__init__"))
        .map_err(|raised| unknown(vm, &args, raised))?;
    Ok(column)
}

fn unknown(vm: &Vm, args: &Args, raised: Box<ormlab_python::Raised>) -> Box<ormlab_python::Raised> {
    match args.keywords.first() {
        Some((name, _)) => {
            let message = format!(
                "Additional arguments should be named <dialectname>_<argument>, got '{name}'"
            );
            vm.type_error(message)
        }
        None => raised,
    }
}

/// The name: the first argument if it is text, or `name=`.
fn take_name(vm: &Vm, args: &mut Args) -> PyResult<Option<Rc<str>>> {
    let keyword = maybe_text(vm, args.take("name"))?;
    let is_name = args.get(0).is_some_and(|first| first.as_str().is_some());
    let positional = if is_name { maybe_text(vm, args.take_first())? } else { None };
    if keyword.is_some() && positional.is_some() {
        return Err(argument_error(vm, "May not pass name positionally and as a keyword."));
    }
    // `Column(None, Integer)`: unnamed, as the first of two arguments.
    if !is_name && args.get(0).is_some_and(Object::is_none) && args.len() > 1 {
        args.take_first();
    }
    Ok(positional.or(keyword))
}

fn flags(vm: &Vm, schema: &SchemaColumn, args: &mut Args) -> PyResult<()> {
    schema.primary_key.set(flag(vm, args.take("primary_key"), false)?);
    if let Some(nullable) = args.take("nullable") {
        // The placeholder of the schema module says nothing, like no argument.
        if matches!(nullable, Object::Bool(_) | Object::Int(_) | Object::None) {
            schema.nullable.set(Some(vm.truth(&nullable)?));
        }
    }
    schema.unique.set(maybe_flag(vm, args.take("unique"))?);
    schema.index.set(maybe_flag(vm, args.take("index"))?);
    schema.system.set(flag(vm, args.take("system"), false)?);
    schema.insert_default_sentinel.set(flag(vm, args.take("insert_sentinel"), false)?);
    *schema.comment.borrow_mut() = maybe_text(vm, args.take("comment"))?;
    if let Some(auto) = args.take("autoincrement") {
        schema.autoincrement.set(match auto.as_str().map(Str::as_str) {
            Some("auto") => Autoincrement::Auto,
            Some("ignore_fk") => Autoincrement::IgnoreFk,
            _ if vm.truth(&auto)? => Autoincrement::True,
            _ => Autoincrement::False,
        });
    }
    Ok(())
}

fn defaults(vm: &Vm, schema: &SchemaColumn, args: &mut Args) -> PyResult<()> {
    let default = args.take("default");
    let insert_default = args.take("insert_default");
    if default.is_some() && insert_default.is_some() {
        let message =
            "The 'default' and 'insert_default' parameters of Column are mutually exclusive";
        return Err(argument_error(vm, message));
    }
    if let Some(default) = given(insert_default.or(default)) {
        *schema.default.borrow_mut() = Some(super::default::of_argument(vm, &default)?);
    }
    if let Some(default) = given(args.take("onupdate")) {
        *schema.onupdate.borrow_mut() = Some(super::default::of_argument(vm, &default)?);
    }
    if let Some(default) = given(args.take("server_default")) {
        match default.downcast_ref::<SchemaObject>().map(|known| known.item.clone()) {
            Some(SchemaItem::Computed(computed)) => *schema.computed.borrow_mut() = Some(computed),
            Some(SchemaItem::Identity(identity)) => *schema.identity.borrow_mut() = Some(identity),
            _ => *schema.server_default.borrow_mut() = Some(super::server_default(vm, &default)?),
        }
    }
    if let Some(default) = given(args.take("server_onupdate")) {
        *schema.server_onupdate.borrow_mut() = Some(super::server_default(vm, &default)?);
    }
    Ok(())
}

fn attach(vm: &Vm, column: &Column, object: &Object) -> PyResult<()> {
    let schema = column.schema().expect("a column for a table has the schema's part");
    let Some(known) = object.downcast_ref::<SchemaObject>() else {
        let shown = vm.repr(object)?;
        let message = format!(
            "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {shown}"
        );
        return Err(argument_error(vm, message));
    };
    match &known.item {
        SchemaItem::ForeignKey(key) => {
            *key.0.parent.borrow_mut() = Some(column.clone());
            schema.foreign_keys.borrow_mut().push(key.clone());
        }
        SchemaItem::Computed(computed) => *schema.computed.borrow_mut() = Some(computed.clone()),
        SchemaItem::Identity(identity) => *schema.identity.borrow_mut() = Some(identity.clone()),
        SchemaItem::Sequence(sequence) => {
            let default = ormlab_core::default::ColumnDefault::Sequence(sequence.clone());
            *schema.default.borrow_mut() = Some(default);
        }
        SchemaItem::Default(default) => *schema.default.borrow_mut() = Some(default.clone()),
        SchemaItem::ServerDefault(default) => {
            *schema.server_default.borrow_mut() = Some(default.clone())
        }
        SchemaItem::Constraint(_) => {
            return Err(vm.unsupported("a constraint within a Column; give it to the Table"));
        }
        SchemaItem::Index(_) => {
            return Err(argument_error(
                vm,
                "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected",
            ));
        }
    }
    Ok(())
}

fn maybe(text: Option<&Rc<str>>) -> Object {
    text.map_or(Object::None, |text| Object::from(&**text))
}

/// `column.name` and its kin.
pub(crate) fn attribute(vm: &Vm, column: &Column, name: &Str) -> PyResult<Option<Object>> {
    Ok(Some(match name.as_str() {
        "name" | "description" => (&*column.name()).into(),
        "key" => (&*column.key()).into(),
        "type" => type_object(vm, &column.sql_type()),
        "table" => match column.table() {
            Some(from) => crate::from::from_object(vm, &from),
            None => Object::None,
        },
        "primary_key" => column.is_primary_key().into(),
        "nullable" => column.is_nullable().into(),
        "foreign_keys" => super::table::foreign_key_set(vm, column.foreign_keys())?,
        "base_columns" => {
            let bases = column.base_columns();
            let bases = bases.iter().map(|base| column_object(vm, base));
            Object::Set(Rc::new(ormlab_python::Set::of(vm, bases)?))
        }
        other => match column.schema() {
            Some(schema) => return schema_attribute(vm, schema, other),
            None => return Ok(None),
        },
    }))
}

fn schema_attribute(vm: &Vm, schema: &SchemaColumn, name: &str) -> PyResult<Option<Object>> {
    let default = |default: &Option<ormlab_core::default::ColumnDefault>| {
        default.clone().map(|default| item_object(vm, SchemaItem::Default(default))).into()
    };
    let server = |default: &Option<ServerDefault>| {
        default.clone().map(|default| item_object(vm, SchemaItem::ServerDefault(default))).into()
    };
    Ok(Some(match name {
        "unique" => schema.unique.get().into(),
        "index" => schema.index.get().into(),
        "comment" => maybe(schema.comment.borrow().as_ref()),
        "doc" => Object::None,
        "system" => schema.system.get().into(),
        "default" => default(&schema.default.borrow()),
        "onupdate" => default(&schema.onupdate.borrow()),
        "server_default" => server(&schema.server_default.borrow()),
        "server_onupdate" => server(&schema.server_onupdate.borrow()),
        "computed" => schema
            .computed
            .borrow()
            .clone()
            .map(|it| item_object(vm, SchemaItem::Computed(it)))
            .into(),
        "identity" => schema
            .identity
            .borrow()
            .clone()
            .map(|it| item_object(vm, SchemaItem::Identity(it)))
            .into(),
        "autoincrement" => match schema.autoincrement.get() {
            Autoincrement::Auto => "auto".into(),
            Autoincrement::IgnoreFk => "ignore_fk".into(),
            Autoincrement::True => true.into(),
            Autoincrement::False => false.into(),
        },
        "info" => info_object(vm, schema),
        _ => return Ok(None),
    }))
}

fn info_object(vm: &Vm, schema: &SchemaColumn) -> Object {
    let dict = Dict::new();
    for (key, value) in schema.info.borrow().iter() {
        dict.set_text(key, crate::conversion::to_object(vm, value));
    }
    Object::Dict(Rc::new(dict))
}

/// `column.name = …`.
pub(crate) fn set_attribute(
    vm: &Vm,
    column: &Column,
    name: &Str,
    value: &Object,
) -> PyResult<bool> {
    match (name.as_str(), column.schema()) {
        ("name", _) => *column.0.name.borrow_mut() = crate::arguments::text(vm, value)?,
        ("key", _) => *column.0.key.borrow_mut() = crate::arguments::text(vm, value)?,
        ("type", _) => *column.0.sql_type.borrow_mut() = type_of(vm, value)?,
        ("nullable", Some(schema)) => schema.nullable.set(Some(vm.truth(value)?)),
        ("comment", Some(schema)) => {
            *schema.comment.borrow_mut() = maybe_text(vm, Some(value.clone()))?
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// `Column('id', Integer(), table=<users>, …)`.
pub(crate) fn repr(vm: &Vm, column: &Column) -> PyResult<String> {
    let mut shown = vec![crate::conversion::quoted(&column.name())];
    shown.push(vm.repr(&type_object(vm, &column.sql_type()))?.to_string());
    shown.extend(column.foreign_keys().iter().map(ormlab_core::constraint::ForeignKey::repr));
    let table = column.table().map(|table| format!("<{}>", table.description()));
    shown.push(format!("table={}", table.as_deref().unwrap_or("None")));
    if column.key() != column.name() {
        shown.push(format!("key={}", crate::conversion::quoted(&column.key())));
    }
    if column.is_primary_key() {
        shown.push("primary_key=True".to_owned());
    }
    if !column.is_nullable() {
        shown.push("nullable=False".to_owned());
    }
    let Some(schema) = column.schema() else { return Ok(format!("Column({})", shown.join(", "))) };
    for name in ["onupdate", "default", "server_default", "comment"] {
        let mut value = schema_attribute(vm, schema, name)?.unwrap_or(Object::None);
        for stand_in in ["computed", "identity"] {
            if name == "server_default" && value.is_none() {
                value = schema_attribute(vm, schema, stand_in)?.unwrap_or(Object::None);
            }
        }
        if !value.is_none() {
            shown.push(format!("{name}={}", vm.repr(&value)?));
        }
    }
    Ok(format!("Column({})", shown.join(", ")))
}
