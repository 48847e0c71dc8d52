//! Declarative mapping: what a class body says becomes a table and a mapper.

mod annotation;
mod attributes;
pub(super) mod base;
pub(super) mod dataclass;
mod imperative;
mod members;
mod option;
mod registry;
mod validator;

use std::rc::Rc;

use ormlab_orm::{MappingSpec, PropertySpec};
use ormlab_python::object::class::Class;
use ormlab_python::{Object, PyResult, Vm};

pub(super) use base::{as_declarative, declarative_base};
pub(crate) use registry::RegistryObject;
pub(super) use registry::construct as construct_registry;
pub(super) use validator::validates;

use super::class::{MappedClass, PythonClass, maybe_mapper};
use super::mapper::mapper_object;
use crate::error::{OrRaise, invalid_request};
use attributes::Mapping;

/// What a declarative base carries.
pub(super) struct BaseClass {
    pub registry: Rc<RegistryObject>,
}

/// Maps a class that its body describes.
pub(super) fn map_class(vm: &Vm, class: &Class, registry: &Rc<RegistryObject>) -> PyResult<()> {
    if class.payload::<MappedClass>().is_some() {
        return Err(super::class::already_mapped(vm, class));
    }
    let members = members::collect(vm, class)?;
    if dataclass::is_wanted(class) {
        dataclass::transform(vm, class, &members)?;
    } else {
        for (name, value) in &members.attributes {
            dataclass::refuse_options(vm, class, name, value)?;
        }
    }
    let mapping = attributes::read(vm, class, registry, &members)?;
    let table = option::table(vm, class, registry, &members, &mapping)?;
    let inherits = parent(vm, class)?;
    if table.is_none() && inherits.is_none() {
        return Err(invalid_request(
            vm,
            format!(
                "Class <class '{}'> does not have a __table__ or __tablename__ specified and does not inherit from an existing table-mapped class.",
                class.full_name()
            ),
        ));
    }
    let Mapping { properties, .. } = mapping;
    let spec = MappingSpec {
        class_name: class.name().as_str().into(),
        module: class.module().as_str().into(),
        table,
        properties,
        exclude_columns: Vec::new(),
        primary_key: Vec::new(),
        inherits,
        polymorphic_on: None,
        polymorphic_identity: None,
        version_id_column: None,
        eager_defaults: None,
        confirm_deleted_rows: true,
        host: Some(Rc::new(PythonClass { class: class.clone() })),
    };
    let spec = option::mapper_args(vm, class, &members, spec)?;
    finish(vm, class, registry, spec)?;
    validator::listen(vm, class, &members.validators)
}

/// Maps the class, and puts the descriptors in it.
fn finish(
    vm: &Vm,
    class: &Class,
    registry: &Rc<RegistryObject>,
    spec: MappingSpec,
) -> PyResult<()> {
    let mapper = registry.registry.map(spec).or_raise(vm)?;
    let mapped = Rc::new(MappedClass::new(&mapper));
    class.set_payload(Rc::clone(&mapped) as Rc<dyn std::any::Any>);
    class.set("__mapper__", mapper_object(vm, &mapper));
    class.set("__table__", crate::schema::table_object(vm, &mapper.table));
    mapped.reinstall(vm, class);
    name_init(vm, class)?;
    super::event::newly_mapped(vm, class)
}

/// The original wraps `__init__` in a function of that plain name, which complaints about arguments show.
fn name_init(vm: &Vm, class: &Class) -> PyResult<()> {
    match class.own("__init__") {
        Some(init @ Object::Function(_)) => {
            vm.set_attr(&init, &"__qualname__".into(), "__init__".into())
        }
        _ => Ok(()),
    }
}

/// The mapped class that a class inherits from.
fn parent(vm: &Vm, class: &Class) -> PyResult<Option<ormlab_orm::Mapper>> {
    let mut found = Vec::new();
    for base in class.bases() {
        let nearest = base.mro().iter().find_map(maybe_mapper);
        if let Some(mapper) = nearest.filter(|mapper| !found.contains(mapper)) {
            found.push(mapper);
        }
    }
    if found.len() > 1 {
        let bases: Vec<String> = found.iter().map(ormlab_orm::Mapper::class_repr).collect();
        return Err(invalid_request(
            vm,
            format!(
                "Class <class '{}'> has multiple mapped bases: [{}]",
                class.full_name(),
                bases.join(", ")
            ),
        ));
    }
    Ok(found.pop())
}

/// An attribute put on a class that is mapped already: `User.posts = relationship(…)`.
pub(super) fn add_attribute(vm: &Vm, class: &Class, key: &str, value: &Object) -> PyResult<bool> {
    let Some(mapped) = class.payload::<MappedClass>() else { return Ok(false) };
    let Some(mapper) = mapped.mapper() else { return Ok(false) };
    let Some(registry) =
        class.inherited_payload::<BaseClass>().map(|base| Rc::clone(&base.registry))
    else {
        return Ok(false);
    };
    let Some((spec, columns)) = attributes::single(vm, class, &registry, key, value)? else {
        return Ok(false);
    };
    for column in columns {
        mapper.table.append_column(&column).or_raise(vm)?;
    }
    let spec = match spec {
        Some(spec) => spec,
        None => return Ok(false),
    };
    let spec: PropertySpec = spec;
    mapper.add_property(key, spec).or_raise(vm)?;
    mapped.reinstall(vm, class);
    Ok(true)
}
