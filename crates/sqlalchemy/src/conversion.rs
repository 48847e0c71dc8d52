//! Values of Python as values of Core, and back.

use std::any::Any;
use std::fmt;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use ormlab_core::SqlType;
use ormlab_core::value::{ForeignValue, MemoryView, Value};
use ormlab_python::modules::datetime::{Classes, Date, DateTime, Time, TimeDelta, TimeZone};
use ormlab_python::modules::decimal::Decimal;
use ormlab_python::modules::uuid::Uuid;
use ormlab_python::{Dict, Object, PyResult, Str, Vm};

use crate::names::Names;

pub(crate) use ormlab_core::value::str_repr as quoted;

/// An object of the script that Core only carries.
pub struct ForeignObject {
    pub object: Object,
    vm: Weak<Vm>,
}

impl fmt::Debug for ForeignObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repr())
    }
}

impl ForeignValue for ForeignObject {
    fn repr(&self) -> String {
        let shown = self.vm.upgrade().and_then(|vm| vm.repr(&self.object).ok());
        shown.map_or_else(|| "<object>".to_owned(), |shown| shown.to_string())
    }

    fn type_name(&self) -> String {
        match self.vm.upgrade() {
            Some(vm) => vm.class_name(&self.object).to_string(),
            None => "object".to_owned(),
        }
    }

    fn equals(&self, other: &dyn ForeignValue) -> bool {
        let Some(other) = other.as_any().downcast_ref::<ForeignObject>() else { return false };
        self.object.is(&other.object)
            || self
                .vm
                .upgrade()
                .is_some_and(|vm| vm.eq(&self.object, &other.object).unwrap_or(false))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The object as a value that Core only carries.
pub fn foreign(vm: &Vm, object: &Object) -> Value {
    Value::Foreign(Rc::new(ForeignObject { object: object.clone(), vm: Names::of(vm).vm() }))
}

/// A value of Python as one of Core; what Core does not know is carried as it is.
pub fn to_value(vm: &Vm, object: &Object) -> PyResult<Value> {
    Ok(match object {
        Object::None => Value::Null,
        Object::Bool(value) => Value::Bool(*value),
        Object::Int(value) => Value::Int(*value),
        Object::BigInt(value) => Value::BigInt(Rc::clone(value)),
        Object::Float(value) => Value::Float(*value),
        Object::Str(text) => Value::Str(text.as_str().into()),
        Object::Bytes(bytes) => Value::Bytes(Rc::clone(bytes)),
        Object::List(list) => {
            let items: PyResult<Vec<Value>> =
                list.snapshot().iter().map(|item| to_value(vm, item)).collect();
            Value::List(items?.into())
        }
        Object::Tuple(items) => tuple_value(vm, items)?,
        Object::Dict(dict) => dict_value(vm, object, dict)?,
        Object::Host(_) => host_value(vm, object)?,
        _ => other_value(vm, object)?,
    })
}

fn tuple_value(vm: &Vm, items: &[Object]) -> PyResult<Value> {
    let items: PyResult<Vec<Value>> = items.iter().map(|item| to_value(vm, item)).collect();
    Ok(Value::Tuple(items?.into()))
}

fn dict_value(vm: &Vm, object: &Object, dict: &Dict) -> PyResult<Value> {
    let mut items: IndexMap<Rc<str>, Value> = IndexMap::new();
    for (key, value) in dict.items() {
        let Some(key) = key.as_str() else { return Ok(foreign(vm, object)) };
        items.insert(key.as_str().into(), to_value(vm, &value)?);
    }
    Ok(Value::Dict(Rc::new(items)))
}

fn host_value(vm: &Vm, object: &Object) -> PyResult<Value> {
    if let Some(date) = object.downcast_ref::<Date>() {
        return Ok(Value::Date(date.0));
    }
    if let Some(moment) = object.downcast_ref::<DateTime>() {
        let offset = moment.zone.as_ref().and_then(TimeZone::to_chrono);
        return Ok(Value::DateTime(moment.naive, offset));
    }
    if let Some(time) = object.downcast_ref::<Time>() {
        return Ok(Value::Time(time.naive));
    }
    if let Some(delta) = object.downcast_ref::<TimeDelta>() {
        return Ok(Value::Interval((*delta).to_chrono()));
    }
    if let Some(decimal) = object.downcast_ref::<Decimal>() {
        return Ok(Value::Decimal(Rc::new(decimal.0.clone())));
    }
    if let Some(uuid) = object.downcast_ref::<Uuid>() {
        return Ok(Value::Uuid(uuid.0));
    }
    other_value(vm, object)
}

fn other_value(vm: &Vm, object: &Object) -> PyResult<Value> {
    for inspector in Names::of(vm).inspectors() {
        if let Some(value) = inspector.value(vm, object)? {
            return Ok(value);
        }
    }
    if let Some(items) = crate::row::row_values(object) {
        return tuple_value(vm, &items);
    }
    Ok(foreign(vm, object))
}

/// A value of Core as one of Python.
pub fn to_object(vm: &Vm, value: &Value) -> Object {
    match value {
        Value::Null => Object::None,
        Value::Bool(value) => Object::Bool(*value),
        Value::Int(value) => Object::Int(*value),
        Value::BigInt(value) => Object::int((**value).clone()),
        Value::Float(value) => Object::Float(*value),
        Value::Str(text) => Object::Str(Str::from(&**text)),
        Value::Bytes(bytes) => Object::Bytes(Rc::clone(bytes)),
        Value::Decimal(decimal) => Decimal((**decimal).clone()).object(),
        Value::Date(date) => Object::host(Date(*date)),
        Value::Time(time) => Object::host(Time { naive: *time, zone: None }),
        Value::DateTime(naive, offset) => {
            Object::host(DateTime { naive: *naive, zone: offset.map(TimeZone::from_chrono) })
        }
        Value::Interval(delta) => Object::host(TimeDelta::from_chrono(*delta)),
        Value::Uuid(uuid) => Object::host(Uuid(*uuid)),
        Value::List(items) => Object::list(items.iter().map(|item| to_object(vm, item))),
        Value::Tuple(items) => Object::tuple(items.iter().map(|item| to_object(vm, item))),
        Value::Dict(items) => {
            Object::dict(items.iter().map(|(key, value)| (Str::from(&**key), to_object(vm, value))))
        }
        Value::Foreign(value) => foreign_object(vm, &**value),
    }
}

fn foreign_object(vm: &Vm, value: &dyn ForeignValue) -> Object {
    if let Some(own) = value.as_any().downcast_ref::<ForeignObject>() {
        return own.object.clone();
    }
    if let Some(bytes) = MemoryView::of(value) {
        return Object::Bytes(Rc::clone(bytes));
    }
    let inspectors = Names::of(vm).inspectors();
    let found = inspectors.iter().find_map(|inspector| inspector.object(vm, value));
    found.unwrap_or(Object::None)
}

/// The class of the values of a type, of those that have a module of their own.
pub(crate) fn python_class(vm: &Vm, sql_type: &SqlType) -> Option<Object> {
    let classes = Classes::of(vm);
    Some(match sql_type {
        SqlType::Date => (&classes.date).into(),
        SqlType::DateTime { .. } => (&classes.datetime).into(),
        SqlType::Time { .. } => (&classes.time).into(),
        SqlType::Interval => (&classes.timedelta).into(),
        SqlType::Numeric(options) if options.asdecimal == Some(false) => (&vm.types().float).into(),
        SqlType::Numeric(_) => {
            vm.attr(&Object::Module(vm.import("decimal").ok()?), "Decimal").ok()?
        }
        SqlType::Uuid { as_uuid: true } => {
            vm.attr(&Object::Module(vm.import("uuid").ok()?), "UUID").ok()?
        }
        _ => return None,
    })
}

/// Options by name, of `execution_options(…)` and the like.
pub(crate) fn options(vm: &Vm, keywords: &[(Str, Object)]) -> PyResult<Vec<(Rc<str>, Value)>> {
    let option = |(name, value): &(Str, Object)| -> PyResult<(Rc<str>, Value)> {
        Ok((name.as_str().into(), to_value(vm, value)?))
    };
    keywords.iter().map(option).collect()
}
