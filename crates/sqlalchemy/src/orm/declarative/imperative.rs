//! `registry.map_imperatively(User, users, properties={…})`.

use std::rc::Rc;

use ormlab_orm::{MappingSpec, PropertySpec};
use ormlab_python::{Args, Object, PyResult, Vm};

use super::attributes::single;
use super::members::Members;
use super::option;
use super::registry::RegistryObject;
use super::{finish, validator};
use crate::arguments::{given, mapping};
use crate::orm::class::PythonClass;
use crate::schema::table::table_of;

/// Maps a plain class over a table.
pub(super) fn map_imperatively(vm: &Vm, registry: &Rc<RegistryObject>, mut args: Args) -> PyResult {
    let properties = given(args.take("properties"));
    let mut keywords = std::mem::take(&mut args.keywords);
    let local = keywords
        .iter()
        .position(|(name, _)| *name == "local_table")
        .map(|at| keywords.remove(at).1);
    let [class, table] =
        args.bind(vm, "registry.map_imperatively", ["class_", "local_table"], 1)?;
    let Some(Object::Class(class)) = class else {
        return Err(vm.type_error("map_imperatively() maps a class"));
    };
    if class.payload::<crate::orm::class::MappedClass>().is_some() {
        return Err(crate::orm::class::already_mapped(vm, &class));
    }
    let table = table_of(vm, &table.or(local).unwrap_or(Object::None))?;
    let mut spec = MappingSpec::new(&class.name(), table);
    spec.module = class.module().as_str().into();
    spec.host = Some(Rc::new(PythonClass { class: class.clone() }));
    if let Some(properties) = properties {
        for (name, value) in mapping(vm, &properties)? {
            let name = vm.str(&name)?;
            let found =
                single(vm, &class, registry, &name, &value)?.and_then(|(property, _)| property);
            let Some(property) = found else {
                return Err(vm.unsupported(&format!(
                    "what property {} is mapped to",
                    crate::conversion::quoted(&name)
                )));
            };
            let property: PropertySpec = property;
            spec.properties.push((name.as_str().into(), property));
        }
    }
    let members = Members::default();
    for (name, value) in keywords {
        option::argument(vm, &members, &mut spec, &name, &value)?;
    }
    finish(vm, &class, registry, spec)?;
    let validators: Vec<_> =
        class.own_items().iter().filter_map(|(_, value)| validator::validator_of(value)).collect();
    validator::listen(vm, &class, &validators)?;
    if class.get("__init__").is_none_or(|init| matches!(init, Object::Native(_))) {
        let init = vm.attr(&crate::names::class(vm, "DeclarativeBase").into(), "__init__")?;
        class.set("__init__", init);
    }
    vm.attr(&class.into(), "__mapper__")
}
