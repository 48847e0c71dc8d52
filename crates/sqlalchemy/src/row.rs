//! Rows: named tuples, and the same as mappings.

use std::rc::Rc;

use ormlab_engine::result::{Row, RowMeta};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, CompareOp, Dict, HostObject, Object, PyResult, Str, Vm};

use crate::conversion::to_object;
use crate::error::OrRaise;
use crate::names::{self, ClassSpec, Names};

/// A row: its values are made when the row is, its names are shared with the other rows.
pub struct RowObject {
    values: Rc<[Object]>,
    meta: Rc<RowMeta>,
}

/// `row._mapping`.
pub struct RowMappingObject(Rc<RowObject>);

impl RowObject {
    pub(crate) fn new(vm: &Vm, row: &Row) -> PyResult<RowObject> {
        let values = row.values().or_raise(vm)?;
        let values = values.iter().map(|value| to_object(vm, value)).collect();
        Ok(RowObject { values, meta: Rc::clone(row.meta()) })
    }

    /// A row of these values under these names.
    pub(crate) fn of(values: Rc<[Object]>, meta: Rc<RowMeta>) -> RowObject {
        RowObject { values, meta }
    }

    fn tuple(&self) -> Object {
        Object::Tuple(Rc::clone(&self.values))
    }

    fn at(&self, vm: &Vm, name: &str) -> PyResult<Option<Object>> {
        let place = self.meta.find(name).or_raise(vm)?;
        Ok(place.and_then(|place| self.values.get(place).cloned()))
    }

    fn fields(&self) -> impl Iterator<Item = Object> {
        self.meta.keys().iter().map(|key| Object::from(&**key))
    }

    fn dict(&self) -> Dict {
        let dict = Dict::new();
        for (key, value) in self.meta.keys().iter().zip(self.values.iter()) {
            dict.set_text(key, value.clone());
        }
        dict
    }

    /// By the name of a column, by a column, or as the error says.
    fn looked_up(&self, vm: &Vm, key: &Object) -> PyResult {
        let place = match key.as_str() {
            Some(name) => self.meta.index_of(name),
            None => {
                let expr = crate::expr::receiver(vm, &mut Args::one(key.clone()))?;
                let shown = vm.str(key)?;
                self.meta.index_of_element(expr.id(), &shown)
            }
        };
        let place = place.or_raise(vm)?;
        self.values.get(place).cloned().ok_or_else(|| vm.index_error("tuple index out of range"))
    }
}

/// The row as a Python object.
pub(crate) fn row_object(vm: &Vm, row: &Row) -> PyResult {
    Ok(Object::host(RowObject::new(vm, row)?))
}

/// The row as a mapping.
pub(crate) fn mapping_object(vm: &Vm, row: &Row) -> PyResult {
    Ok(Object::host(RowMappingObject(Rc::new(RowObject::new(vm, row)?))))
}

/// A row that is there as a mapping.
pub(crate) fn as_mapping(row: RowObject) -> Object {
    Object::host(RowMappingObject(Rc::new(row)))
}

/// Whether it is a row.
pub(crate) fn row_values(object: &Object) -> Option<Rc<[Object]>> {
    object.downcast_ref::<RowObject>().map(|row| Rc::clone(&row.values))
}

/// Whether it is a row as a mapping.
pub(crate) fn is_mapping(object: &Object) -> bool {
    object.downcast_ref::<RowMappingObject>().is_some()
}

impl HostObject for RowObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Row")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some(found) = self.at(vm, name)? {
            return Ok(Some(found));
        }
        Ok(Some(match name.as_str() {
            "_mapping" => Object::host(RowMappingObject(self)),
            "_fields" => Object::tuple(self.fields()),
            "_t" | "t" => {
                warn_of_tuple(vm, "Row", name, "")?;
                Object::Host(self)
            }
            other if other.starts_with("__") => return Ok(None),
            _ if self.class(vm).lookup(name).is_some() => return Ok(None),
            other => {
                let message = format!("Could not locate column in row for column '{other}'");
                return Err(vm.attribute_error(message, &Object::Host(self), name));
            }
        }))
    }

    fn set_attr(self: Rc<Self>, vm: &Vm, name: &Str, _: Option<&Object>) -> PyResult<bool> {
        Err(vm.attribute_error("can't set attribute", &Object::Host(self), name))
    }

    fn dir(&self) -> Vec<Str> {
        self.meta.keys().iter().map(|key| Str::from(&**key)).collect()
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let other = match row_values(other) {
            Some(values) => Object::Tuple(values),
            None if other.as_tuple().is_some() => other.clone(),
            None => return Ok(None),
        };
        vm.compare(op, &self.tuple(), &other).map(Some)
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.values.len()))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&self.tuple(), key).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        vm.contains(&self.tuple(), item).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&self.tuple()).map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(vm.repr(&self.tuple())?.to_string()))
    }

    fn hash(&self, vm: &Vm) -> PyResult<Option<i64>> {
        vm.hash(&self.tuple()).map(Some)
    }
}

impl HostObject for RowMappingObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "RowMapping")
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.values.len()))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        self.0.looked_up(vm, key).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        match item.as_str() {
            Some(name) => Ok(Some(self.0.at(vm, name)?.is_some())),
            None => Ok(Some(self.0.looked_up(vm, item).is_ok())),
        }
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&Object::tuple(self.0.fields())).map(Some)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let other = match other.downcast_ref::<RowMappingObject>() {
            Some(mapping) => Object::Dict(Rc::new(mapping.0.dict())),
            None if other.as_dict().is_some() => other.clone(),
            None => return Ok(None),
        };
        vm.compare(op, &Object::Dict(Rc::new(self.0.dict())), &other).map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(vm.repr(&Object::Dict(Rc::new(self.0.dict())))?.to_string()))
    }
}

fn row(vm: &Vm, args: &mut Args) -> PyResult<Rc<RowObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a Row is required"))
}

fn as_tuple(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    warn_of_tuple(vm, "Row", name, "()")?;
    Ok(crate::arguments::receiver(&mut args))
}

/// `row.t` and its kin come from when a row was no tuple to type checkers.
pub(crate) fn warn_of_tuple(vm: &Vm, class: &str, name: &str, call: &str) -> PyResult<()> {
    let Some(sink) = Names::of(vm).environment().warnings.clone() else { return Ok(()) };
    let warn = |message: String| sink.warn("SADeprecationWarning", &message).or_raise(vm);
    let kind = if call.is_empty() && class == "Row" { "attribute" } else { "method" };
    let underscored = match (class, name.strip_prefix('_')) {
        ("Row", None) => {
            let better = format!("Row._{name}{call}");
            warn(format!(
                "The Row.{name}{call} {kind} is deprecated in favor of {better}; all Row methods and library-level attributes are intended to be underscored to avoid name conflicts.  Please use {better}. (deprecated since: 2.0.19)"
            ))?;
            format!("_{name}")
        }
        _ => name.to_owned(),
    };
    warn(format!(
        "The {class}.{underscored}{call} {kind} is deprecated, Row now behaves like a tuple and can unpack types directly. (deprecated since: 2.1.0)"
    ))
}

fn row_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("_asdict", |vm, mut args| Ok(Object::Dict(Rc::new(row(vm, &mut args)?.dict()))))
        .method("_tuple", |vm, args| as_tuple(vm, args, "_tuple"))
        .method("tuple", |vm, args| as_tuple(vm, args, "tuple"))
        .method("count", |vm, mut args| {
            let tuple = row(vm, &mut args)?.tuple();
            vm.call_method(&tuple, "count", args)
        })
        .method("index", |vm, mut args| {
            let tuple = row(vm, &mut args)?.tuple();
            vm.call_method(&tuple, "index", args)
        })
}

fn mapping(vm: &Vm, args: &mut Args) -> PyResult<Rc<RowMappingObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a RowMapping is required"))
}

fn mapping_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("keys", |vm, mut args| {
            let this = mapping(vm, &mut args)?;
            Ok(keys_view(this.0.meta.keys().to_vec()))
        })
        .method("values", |vm, mut args| {
            let this = mapping(vm, &mut args)?;
            vm.call_method(&Object::Dict(Rc::new(this.0.dict())), "values", Args::none())
        })
        .method("items", |vm, mut args| {
            let this = mapping(vm, &mut args)?;
            vm.call_method(&Object::Dict(Rc::new(this.0.dict())), "items", Args::none())
        })
        .method("get", |vm, mut args| {
            let this = mapping(vm, &mut args)?;
            let [key, default] = args.bind(vm, "get", ["key", "default"], 1)?;
            let key = key.unwrap_or(Object::None);
            match this.0.looked_up(vm, &key) {
                Ok(found) => Ok(found),
                Err(raised) if raised.is_a(&vm.exceptions().key_error) => {
                    Ok(default.unwrap_or(Object::None))
                }
                Err(raised) => Err(raised),
            }
        })
}

/// `result.keys()`.
struct KeysView(Vec<Rc<str>>);

/// `result.keys()`, of these names.
pub(crate) fn keys_view(keys: Vec<Rc<str>>) -> Object {
    Object::host(KeysView(keys))
}

impl KeysView {
    fn list(&self) -> Object {
        Object::list(self.0.iter().map(|key| Object::from(&**key)))
    }
}

impl HostObject for KeysView {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "RMKeyView")
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.len()))
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&self.list()).map(Some)
    }

    fn contains(&self, _: &Vm, item: &Object) -> PyResult<Option<bool>> {
        Ok(Some(item.as_str().is_some_and(|name| self.0.iter().any(|key| **key == **name))))
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let own = vm.call(&vm.types().set.clone().into(), Args::one(self.list()))?;
        let other = vm.call(&vm.types().set.clone().into(), Args::one(other.clone()))?;
        vm.compare(op, &own, &other).map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("RMKeyView({})", vm.repr(&self.list())?)))
    }
}

/// The classes of rows.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("BaseRow", "sqlalchemy.engine._row_cy", &[]),
    ClassSpec::new("Row", "sqlalchemy.engine.row", &["BaseRow"], row_methods),
    ClassSpec::new("RowMapping", "sqlalchemy.engine.row", &["BaseRow"], mapping_methods),
    ClassSpec::plain("RMKeyView", "sqlalchemy.engine.result", &[]),
];
