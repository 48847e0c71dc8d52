//! `__tablename__`, `__table_args__`, `__mapper_args__`.

use std::rc::Rc;

use ormlab_core::Table;
use ormlab_core::column::Column;
use ormlab_orm::MappingSpec;
use ormlab_python::object::class::Class;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::attributes::{self, Mapping};
use super::members::Members;
use super::registry::RegistryObject;
use crate::arguments::{flag, mapping};
use crate::conversion::to_value;
use crate::error::argument_error;
use crate::expr::ExprObject;
use crate::names;
use crate::orm::attribute::column_of;
use crate::schema::metadata::MetaDataObject;
use crate::schema::metadata_object;

/// The table of a class; none where it is that of its parent.
pub(super) fn table(
    vm: &Vm,
    class: &Class,
    registry: &Rc<RegistryObject>,
    members: &Members,
    mapping: &Mapping,
) -> PyResult<Option<Table>> {
    if let Some(table) = &members.table {
        let table = crate::schema::table::table_of(vm, table)?;
        let declared = mapping.sorted_columns();
        let missing = declared.iter().find(|column| !table.columns().contains(column));
        return match missing {
            Some(column) => Err(attributes::additional(vm, column)),
            None => Ok(Some(table)),
        };
    }
    let Some(name) = members.tablename.clone().filter(|name| !name.is_none()) else {
        return Ok(None);
    };
    let metadata = match class.get("metadata") {
        Some(found) if found.downcast_ref::<MetaDataObject>().is_some() => found,
        _ => metadata_object(vm, &registry.registry.metadata()),
    };
    let mut args = Args::of([name, metadata]);
    for column in mapping.sorted_columns() {
        args.positional.push(column_argument(&column));
    }
    table_args(vm, members, &mut args)?;
    let made = vm.call(&names::class(vm, "Table").into(), args)?;
    crate::schema::table::table_of(vm, &made).map(Some)
}

fn column_argument(column: &Column) -> Object {
    Object::host(ExprObject { expr: ormlab_core::Expr::from(column) })
}

fn table_args(vm: &Vm, members: &Members, args: &mut Args) -> PyResult<()> {
    let Some(given) = members.table_args.clone().filter(|given| !given.is_none()) else {
        return Ok(());
    };
    let mut keywords = None;
    if given.as_dict().is_some() {
        keywords = Some(given);
    } else if let Object::Tuple(items) = &given {
        let mut items = items.to_vec();
        if items.last().is_some_and(|last| last.as_dict().is_some()) {
            keywords = items.pop();
        }
        args.positional.extend(items);
    } else {
        return Err(argument_error(vm, "__table_args__ value must be a tuple, dict, or None"));
    }
    if let Some(keywords) = keywords {
        for (name, value) in mapping(vm, &keywords)? {
            args.keywords.push((Str::intern(&vm.str(&name)?), value));
        }
    }
    Ok(())
}

/// What `__mapper_args__` adds.
pub(super) fn mapper_args(
    vm: &Vm,
    class: &Class,
    members: &Members,
    mut spec: MappingSpec,
) -> PyResult<MappingSpec> {
    if !members.has_mapper_args {
        return Ok(spec);
    }
    let given = vm.attr(&Object::from(class), "__mapper_args__")?;
    for (name, value) in mapping(vm, &given)? {
        let name = vm.str(&name)?;
        argument(vm, members, &mut spec, &name, &value)?;
    }
    Ok(spec)
}

/// The column of this class for one that a mixin or the class body names.
fn column(vm: &Vm, members: &Members, spec: &MappingSpec, value: &Object) -> PyResult<Column> {
    if let Some(name) = value.as_str() {
        let found = spec.table.as_ref().and_then(|table| table.column(name));
        return found.ok_or_else(|| {
            argument_error(
                vm,
                format!(
                    "Can't determine column '{name}'; no such column is present on the mapped table"
                ),
            )
        });
    }
    let Some(found) = column_of(vm, value)? else {
        let shown = vm.repr(value)?;
        return Err(argument_error(vm, format!("Column expression expected, got {shown}.")));
    };
    let copy = members.copies.iter().find(|(original, _)| *original == found);
    Ok(copy.map_or(found, |(_, copy)| copy.clone()))
}

pub(super) fn argument(
    vm: &Vm,
    members: &Members,
    spec: &mut MappingSpec,
    name: &str,
    value: &Object,
) -> PyResult<()> {
    match name {
        "polymorphic_on" => spec.polymorphic_on = Some(column(vm, members, spec, value)?),
        "polymorphic_identity" => spec.polymorphic_identity = Some(to_value(vm, value)?),
        "version_id_col" => spec.version_id_column = Some(column(vm, members, spec, value)?),
        "eager_defaults" => {
            spec.eager_defaults = match value {
                Object::Bool(flag) => Some(*flag),
                _ => None,
            };
        }
        "confirm_deleted_rows" => spec.confirm_deleted_rows = flag(vm, Some(value.clone()), true)?,
        "primary_key" => {
            let items = match value {
                Object::List(_) | Object::Tuple(_) => vm.collect(value)?,
                one => vec![one.clone()],
            };
            for item in &items {
                let found = column(vm, members, spec, item)?;
                spec.primary_key.push(found);
            }
        }
        "exclude_properties" => {
            for item in vm.collect(value)? {
                let name = match item.as_str() {
                    Some(name) => name.to_string(),
                    None => column(vm, members, spec, &item)?.key().to_string(),
                };
                spec.exclude_columns.push(name.as_str().into());
            }
        }
        "include_properties" => include(vm, spec, value)?,
        "allow_partial_pks"
        | "always_refresh"
        | "batch"
        | "column_prefix"
        | "concrete"
        | "inherit_condition"
        | "inherit_foreign_keys"
        | "inherits"
        | "legacy_is_orphan"
        | "passive_deletes"
        | "passive_updates"
        | "polymorphic_abstract"
        | "polymorphic_load"
        | "properties"
        | "version_id_generator"
        | "with_polymorphic" => {
            return Err(
                vm.unsupported(&format!("__mapper_args__[{}]", crate::conversion::quoted(name)))
            );
        }
        _ => {
            return Err(vm.type_error(format!(
                "Mapper.__init__() got an unexpected keyword argument '{name}'"
            )));
        }
    }
    Ok(())
}

fn include(vm: &Vm, spec: &mut MappingSpec, value: &Object) -> PyResult<()> {
    let Some(table) = spec.table.clone() else { return Ok(()) };
    let mut kept = Vec::new();
    for item in vm.collect(value)? {
        kept.push(match item.as_str() {
            Some(name) => name.to_string(),
            None => {
                column_of(vm, &item)?.map(|column| column.key().to_string()).unwrap_or_default()
            }
        });
    }
    let columns = table.columns();
    let left =
        columns.iter().map(Column::key).filter(|key| !kept.iter().any(|kept| **kept == **key));
    spec.exclude_columns.extend(left);
    Ok(())
}
