//! `TypedColumns`: the columns of a table as the attributes of a class.

use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::types::{NumericOptions, SqlType};
use ormlab_python::modules::datetime::Classes;
use ormlab_python::{AliasKind, Class, ClassBuilder, Object, PyResult, Raised, Str, Vm};

use super::column_from;
use crate::error::{argument_error, invalid_request};
use crate::names;

/// `Named[int]`, `Column[int]`.
pub(super) fn subscript(vm: &Vm, class: &Class, item: &Object) -> PyResult {
    Ok(vm.alias_of(&class.into(), item, AliasKind::Typing))
}

/// `TypedColumns`.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, _, _| Err(invalid_request(vm, "Cannot instantiate a TypedColumns object.")))
}

/// The columns that a class of typed columns describes.
pub(super) fn columns(vm: &Vm, class: &Class) -> PyResult<Vec<Column>> {
    let own = names::class(vm, "TypedColumns");
    let mut found: Vec<Column> = Vec::new();
    let bases = class.mro().into_iter().rev();
    for base in bases.filter(|base| base.is_subclass(&own) && *base != own) {
        for column in of_class(vm, &base)? {
            match found.iter_mut().find(|known| known.key() == column.key()) {
                Some(known) => *known = column,
                None => found.push(column),
            }
        }
    }
    Ok(found)
}

fn is_dunder(name: &Str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

fn of_class(vm: &Vm, class: &Class) -> PyResult<Vec<Column>> {
    let annotations = class.own("__annotations__");
    let annotations = annotations.as_ref().and_then(Object::as_dict).map(|dict| dict.str_items());
    let annotations = annotations.unwrap_or_default();
    let mut names: Vec<Str> = annotations.iter().map(|(name, _)| name.clone()).collect();
    let attributes = class.own_items();
    // As the two mappings are merged: an attribute without an annotation keeps its place among the others.
    for (place, (name, _)) in attributes.iter().enumerate() {
        if !names.contains(name) {
            let before = attributes[..place]
                .iter()
                .rev()
                .find_map(|(known, _)| names.iter().position(|n| n == known));
            names.insert(before.map_or(0, |before| before + 1), name.clone());
        }
    }
    let mut columns = Vec::new();
    for name in names.into_iter().filter(|name| !is_dunder(name)) {
        let annotation =
            annotations.iter().find(|(known, _)| *known == name).map(|(_, found)| found);
        let value = attributes.iter().find(|(known, _)| *known == name).map(|(_, found)| found);
        columns.push(typed_column(vm, class, &name, value, annotation)?);
    }
    Ok(columns)
}

fn typed_column(
    vm: &Vm,
    class: &Class,
    name: &Str,
    value: Option<&Object>,
    annotation: Option<&Object>,
) -> PyResult<Column> {
    let wanted = annotation.map(|found| within(vm, class, name, found)).transpose()?.flatten();
    let typed = wanted.as_ref().map(|wanted| sql_type(vm, wanted));
    let nullable = wanted.as_ref().map(|wanted| includes_none(vm, wanted));
    let Some(value) = value else {
        let sql_type = typed.flatten().ok_or_else(|| no_type(vm, class, name, annotation))?;
        return Ok(Column::new(name, sql_type).nullable(nullable.unwrap_or(false)));
    };
    let Some(given) = column_from(vm, value)? else {
        let shown = vm.repr(&vm.class_of(value).into())?;
        let message = format!(
            "Unexpected value for attribute '{}.{name}'. Expected a Column, not: {shown}",
            class.name()
        );
        return Err(argument_error(vm, message));
    };
    let column = given.copy();
    if column.name().is_empty() {
        *column.0.name.borrow_mut() = name.as_str().into();
    }
    if column.key() == column.name() && *column.key() != **name {
        *column.0.key.borrow_mut() = name.as_str().into();
    }
    if column.0.sql_type.borrow().is_null() {
        match typed.flatten() {
            Some(found) => *column.0.sql_type.borrow_mut() = found,
            None if column.foreign_keys().is_empty() => {
                let message = format!(
                    "Python typing annotation is required for attribute '{}.{name}' when primary argument(s) for Column construct are None or not present",
                    class.name()
                );
                return Err(argument_error(vm, message));
            }
            None => {}
        }
    }
    if let (Some(schema), Some(nullable)) = (column.schema(), nullable)
        && schema.nullable.get().is_none() && !schema.primary_key.get() {
            schema.nullable.set(Some(nullable));
        }
    Ok(column)
}

fn no_type(vm: &Vm, class: &Class, name: &Str, annotation: Option<&Object>) -> Box<Raised> {
    let shown = annotation.map(|found| vm.repr(found)).transpose();
    match shown {
        Ok(shown) => {
            let message = format!(
                "Could not find a SQL type for the annotation {} in attribute '{}.{name}'",
                shown.unwrap_or_else(|| "None".into()),
                class.name()
            );
            argument_error(vm, message)
        }
        Err(raised) => raised,
    }
}

/// What stands in the brackets of `Named[…]`; nothing for `Named` alone.
fn within(vm: &Vm, class: &Class, name: &Str, annotation: &Object) -> PyResult<Option<Object>> {
    let is_ours = |origin: &Object| {
        let known = [names::class(vm, "Named"), names::class(vm, "Column")];
        origin.as_class().is_some_and(|origin| known.contains(origin))
    };
    match annotation {
        Object::Alias(alias) if is_ours(&alias.origin) => Ok(alias.args.first().cloned()),
        found if is_ours(found) => Ok(None),
        _ => {
            let shown = vm.repr(annotation)?;
            let message = format!(
                "Annotation {shown} for attribute '{}.{name}' is not of type Named/Column[...]",
                class.name()
            );
            Err(argument_error(vm, message))
        }
    }
}

fn is_none_type(vm: &Vm, object: &Object) -> bool {
    object.is_none() || object.as_class().is_some_and(|class| *class == vm.types().none)
}

fn includes_none(vm: &Vm, wanted: &Object) -> bool {
    match wanted {
        Object::Alias(alias) if matches!(alias.kind, AliasKind::Union | AliasKind::Bar) => {
            alias.args.iter().any(|arg| is_none_type(vm, arg))
        }
        other => is_none_type(vm, other),
    }
}

/// The type that values of a class of Python are stored as.
pub fn sql_type(vm: &Vm, wanted: &Object) -> Option<SqlType> {
    if let Object::Alias(alias) = wanted {
        if !matches!(alias.kind, AliasKind::Union | AliasKind::Bar) {
            return None;
        }
        let mut others = alias.args.iter().filter(|arg| !is_none_type(vm, arg));
        return others.next().and_then(|only| sql_type(vm, only));
    }
    let class = wanted.as_class()?;
    let (types, dates) = (vm.types(), Classes::of(vm));
    let known: [(&Class, SqlType); 9] = [
        (&types.int, SqlType::Integer),
        (&types.str, SqlType::string(None)),
        (&types.bool, SqlType::BOOLEAN),
        (&types.float, SqlType::Double(NumericOptions::default())),
        (&types.bytes, SqlType::LargeBinary { length: None }),
        (&dates.date, SqlType::Date),
        (&dates.datetime, SqlType::DATETIME),
        (&dates.time, SqlType::Time { timezone: false }),
        (&dates.timedelta, SqlType::Interval),
    ];
    if let Some((_, found)) = known.into_iter().find(|(known, _)| *known == class) {
        return Some(found);
    }
    match class.full_name().as_str() {
        "decimal.Decimal" => Some(SqlType::Numeric(NumericOptions::default())),
        "uuid.UUID" => Some(SqlType::Uuid { as_uuid: true }),
        _ => None,
    }
}

/// The metadata's other copy of a table.
pub(super) fn to_metadata(vm: &Vm, mut args: ormlab_python::Args) -> PyResult {
    let table = super::table::table_of(vm, &crate::arguments::receiver(&mut args))?;
    let name = crate::arguments::maybe_text(vm, args.take("name"))?;
    args.take("referred_schema_fn");
    let [metadata, schema] = args.bind(vm, "Table.to_metadata", ["metadata", "schema"], 1)?;
    let metadata = super::metadata::metadata_of(vm, &metadata.unwrap_or(Object::None))?;
    let schema: Option<Rc<str>> =
        schema.and_then(|schema| schema.as_str().map(|name| name.as_str().into()));
    let copied = table.to_metadata(&metadata, schema, name.as_deref());
    Ok(super::table_object(vm, &crate::error::OrRaise::or_raise(copied, vm)?))
}
