//! `MetaData`.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::element::ElementId;
use ormlab_core::metadata::MetaData;
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, Dict, HostObject, Object, PyResult, Str, Vm};

use super::table::table_object;
use crate::arguments::{given, mapping, maybe_text, text};
use crate::error::{OrRaise, argument_error};
use crate::names::{self, Names};

/// A `MetaData` as a Python object.
pub struct MetaDataObject {
    pub metadata: MetaData,
    info: Rc<Dict>,
}

/// The metadata as a Python object, the same one for the same metadata.
pub fn metadata_object(vm: &Vm, metadata: &MetaData) -> Object {
    let id = ElementId::of(&metadata.0);
    let metadata = metadata.clone();
    Names::of(vm).wrapper(id, || MetaDataObject { metadata, info: Rc::default() })
}

/// The metadata that an object is.
pub fn metadata_of(vm: &Vm, object: &Object) -> PyResult<MetaData> {
    match object.downcast_ref::<MetaDataObject>() {
        Some(known) => Ok(known.metadata.clone()),
        None => {
            let shown = vm.repr(object)?;
            Err(argument_error(vm, format!("expected MetaData, got {shown}")))
        }
    }
}

impl HostObject for MetaDataObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "MetaData")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "tables" => tables(vm, &self.metadata),
            "sorted_tables" => sorted(vm, &self.metadata)?,
            "schema" => self.metadata.schema().as_deref().map(Object::from).into(),
            "info" => Object::Dict(Rc::clone(&self.info)),
            "naming_convention" => {
                let convention = self.metadata.0.naming_convention.iter();
                Object::dict(
                    convention.map(|(key, value)| (Str::from(&**key), Object::from(&**value))),
                )
            }
            _ => return Ok(None),
        }))
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        if let Some(name) = item.as_str() {
            return Ok(Some(self.metadata.table(name).is_some()));
        }
        let table = super::table::table_of(vm, item)?;
        Ok(Some(self.metadata.table(&table.fullname()).is_some()))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some("MetaData()".to_owned()))
    }
}

fn tables(vm: &Vm, metadata: &MetaData) -> Object {
    let pairs = metadata.tables();
    let dict = Dict::new();
    for table in &pairs {
        dict.set_text(&table.fullname(), table_object(vm, table));
    }
    Object::Host(Rc::new(FacadeDict(Rc::new(dict))))
}

/// `metadata.tables`: a dict that scripts cannot change.
struct FacadeDict(Rc<Dict>);

impl HostObject for FacadeDict {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "FacadeDict")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match name.as_str() {
            "keys" | "values" | "items" | "get" | "copy" => {
                vm.get_attr(&Object::Dict(Rc::clone(&self.0)), name).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&Object::Dict(Rc::clone(&self.0)), key).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        self.0.contains(vm, item).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&Object::Dict(Rc::clone(&self.0))).map(Some)
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.len()))
    }

    fn compare(
        self: Rc<Self>,
        vm: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        vm.compare(op, &Object::Dict(Rc::clone(&self.0)), other).map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let shown = vm.repr(&Object::Dict(Rc::clone(&self.0)))?;
        Ok(Some(format!("FacadeDict({shown})")))
    }
}

fn sorted(vm: &Vm, metadata: &MetaData) -> PyResult {
    let (tables, circle) = metadata.sorted_tables();
    if !circle.is_empty() {
        let mut names: Vec<String> =
            circle.iter().map(|table| crate::conversion::quoted(&table.fullname())).collect();
        names.sort();
        let message = format!(
            "Cannot correctly sort tables; there are unresolvable cycles between tables \"{}\", which is usually caused by mutually dependent foreign key constraints.  Foreign key constraints involving these tables will not be considered; this warning may raise an error in a future release.",
            names.iter().map(|name| name.trim_matches('\'')).collect::<Vec<_>>().join(", ")
        );
        Names::of(vm).environment().warn(&message).or_raise(vm)?;
    }
    Ok(Object::list(tables.iter().map(|table| table_object(vm, table))))
}

fn construct(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let names = ["schema", "quote_schema", "naming_convention", "info"];
    let [schema, _, convention, info] = args.bind(vm, "MetaData.__init__", names, 0)?;
    let mut rules: IndexMap<Rc<str>, Rc<str>> = IndexMap::new();
    if let Some(convention) = given(convention) {
        for (key, rule) in mapping(vm, &convention)? {
            match (key.as_str(), rule.as_str()) {
                (Some(key), Some(rule)) => {
                    rules.insert(key.as_str().into(), rule.as_str().into());
                }
                _ => return Err(vm.unsupported("a naming convention with functions or classes")),
            }
        }
    }
    let metadata = MetaData::with_options(maybe_text(vm, schema)?, rules, IndexMap::new());
    let made = metadata_object(vm, &metadata);
    if let (Some(info), Some(known)) = (given(info), made.downcast_ref::<MetaDataObject>()) {
        for (key, value) in mapping(vm, &info)? {
            known.info.insert(vm, key, value)?;
        }
    }
    Ok(made)
}

/// `MetaData`.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .method("create_all", |vm, args| crate::ddl::create_all(vm, args, true))
        .method("drop_all", |vm, args| crate::ddl::create_all(vm, args, false))
        .method("reflect", crate::inspect::reflect)
        .method("clear", |vm, mut args| {
            metadata_of(vm, &crate::arguments::receiver(&mut args))?.clear();
            Ok(Object::None)
        })
        .method("remove", |vm, mut args| {
            let metadata = metadata_of(vm, &crate::arguments::receiver(&mut args))?;
            let [table] = args.bind(vm, "MetaData.remove", ["table"], 1)?;
            metadata.remove(&super::table::table_of(vm, &table.unwrap_or(Object::None))?);
            Ok(Object::None)
        })
}

/// The names in a list, for `only=`.
pub(crate) fn name_list(vm: &Vm, object: &Object) -> PyResult<Vec<Rc<str>>> {
    vm.collect(object)?.iter().map(|name| text(vm, name)).collect()
}
