//! `registry()`: the classes of one declarative base.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::MetaData;
use ormlab_orm::Registry;
use ormlab_orm::registry::WarningSink;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, Object, PyResult, Set, Str, Vm};

use super::{base, map_class};
use crate::arguments::{given, mapping};
use crate::error::OrRaise;
use crate::names::{self, Names};
use crate::orm::mapper::mapper_object;
use crate::schema::metadata::metadata_of;
use crate::schema::metadata_object;

/// A registry as a Python object.
pub(crate) struct RegistryObject {
    pub registry: Registry,
    type_map: RefCell<Vec<(Object, Object)>>,
}

impl RegistryObject {
    /// A registry of this metadata, whose warnings are the interpreter's.
    pub(super) fn new(vm: &Vm, metadata: MetaData) -> RegistryObject {
        let registry = Registry::new(metadata);
        let environment = Rc::clone(Names::of(vm).environment());
        registry.set_warning_sink(WarningSink(Rc::new(move |message, code| {
            let link = code.map(|code| {
                format!(" (Background on this warning at: https://sqlalche.me/e/21/{code})")
            });
            // A filter that makes an error of it has no way out of the mapper's configuration.
            let _ = environment.warn(&format!("{message}{}", link.unwrap_or_default()));
        })));
        RegistryObject { registry, type_map: RefCell::default() }
    }

    /// `type_annotation_map`.
    pub(super) fn type_map(&self) -> Vec<(Object, Object)> {
        self.type_map.borrow().clone()
    }

    /// Adds to `type_annotation_map`; later ones win.
    pub(super) fn update_types(&self, vm: &Vm, map: &Object) -> PyResult<()> {
        let mut known = self.type_map.borrow().clone();
        for (key, value) in mapping(vm, map)? {
            known.insert(0, (key, value));
        }
        *self.type_map.borrow_mut() = known;
        Ok(())
    }
}

/// `registry(metadata=…, type_annotation_map=…)`.
pub(in crate::orm) fn construct(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    for unsupported in ["class_registry", "constructor"] {
        if given(args.take(unsupported)).is_some() {
            return Err(vm.unsupported(&format!("registry({unsupported}=…)")));
        }
    }
    let metadata = given(args.take("metadata")).map(|it| metadata_of(vm, &it)).transpose()?;
    let types = given(args.take("type_annotation_map"));
    args.no_more_keywords(vm, "registry.__init__")?;
    let made = RegistryObject::new(vm, metadata.unwrap_or_default());
    if let Some(types) = types {
        made.update_types(vm, &types)?;
    }
    Ok(Object::host(made))
}

type Method = fn(&Vm, &Rc<RegistryObject>, Args) -> PyResult;

impl HostObject for RegistryObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "registry")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let call: Method = match name.as_str() {
            "metadata" => return Ok(Some(metadata_object(vm, &self.registry.metadata()))),
            "mappers" => return mappers(vm, &self).map(Some),
            "type_annotation_map" => return Ok(Some(types(vm, &self)?)),
            "generate_base" => |vm, this, args| base::declarative_base_of(vm, this, args),
            "mapped" => |vm, this, args| {
                let [class] = args.exactly(vm, "registry.mapped")?;
                map_given(vm, this, &class)?;
                Ok(class)
            },
            "map_declaratively" => |vm, this, args| {
                let [class] = args.exactly(vm, "registry.map_declaratively")?;
                map_given(vm, this, &class)?;
                vm.attr(&class, "__mapper__")
            },
            "map_imperatively" => super::imperative::map_imperatively,
            "as_declarative_base" => base::as_declarative_base,
            "configure" => |vm, this, _| {
                this.registry.configure().or_raise(vm)?;
                super::super::mapper::refresh_all(vm, &this.registry);
                Ok(Object::None)
            },
            "update_type_annotation_map" => |vm, this, args| {
                let [types] =
                    args.bind(vm, "update_type_annotation_map", ["type_annotation_map"], 1)?;
                this.update_types(vm, &types.unwrap_or(Object::None))?;
                Ok(Object::None)
            },
            "mapped_as_dataclass" => super::dataclass::mapped_as_dataclass,
            "dispose" => |vm, _, _| Err(vm.unsupported("registry.dispose()")),
            _ => return Ok(None),
        };
        Ok(Some(NativeFunction::closure(name, move |vm, args| call(vm, &self, args)).object()))
    }
}

fn map_given(vm: &Vm, this: &Rc<RegistryObject>, class: &Object) -> PyResult<()> {
    match class {
        Object::Class(class) => map_class(vm, class, this),
        _ => Err(vm.type_error("registry.mapped() decorates a class")),
    }
}

fn mappers(vm: &Vm, this: &RegistryObject) -> PyResult {
    let all = this.registry.mappers();
    let set = Set::of(vm, all.iter().map(|mapper| mapper_object(vm, mapper)))?;
    Ok(Object::FrozenSet(Rc::new(set)))
}

fn types(vm: &Vm, this: &RegistryObject) -> PyResult {
    let dict = ormlab_python::Dict::new();
    for (key, value) in this.type_map() {
        dict.insert(vm, key, value)?;
    }
    Ok(Object::Dict(Rc::new(dict)))
}
