//! `inspect(user)`, and what `sqlalchemy.orm` and `sqlalchemy.orm.attributes` tell of objects.

use std::rc::Rc;

use ormlab_orm::history::History;
use ormlab_orm::passive::Passive;
use ormlab_orm::{Instance, Lifecycle, Property, Slot};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, Dict, NativeFn, Object, PyResult, Set, Str, Vm};

use super::attribute::{attribute_object, write};
use super::mapper::{NamedObject, mapper_object};
use super::value::{class_of, instance, object_of, session_of, state_of};
use crate::conversion::to_object;
use crate::error::OrRaise;
use crate::expr::expr_object;
use crate::names::{self, ClassSpec};

/// The state of a mapped object.
pub(crate) struct StateObject {
    instance: Instance,
}

/// `inspect(user)`.
pub(super) fn state_object(instance: &Instance) -> Object {
    Object::host(StateObject { instance: instance.clone() })
}

/// The values of a primary key in a tuple.
fn identity(vm: &Vm, instance: &Instance) -> Object {
    match instance.key() {
        Some(key) => Object::tuple(key.values.to_vec().iter().map(|value| to_object(vm, value))),
        None => Object::None,
    }
}

/// `(User, (1,), None)`.
pub(super) fn key_object(vm: &Vm, instance: &Instance) -> Object {
    let Some(key) = instance.key() else { return Object::None };
    let class: Object = class_of(&key.mapper).map(Object::from).into();
    Object::tuple([class, identity(vm, instance), Object::None])
}

/// What a slot holds, without a load; none where nothing is.
fn present(vm: &Vm, instance: &Instance, property: &Property) -> Option<Object> {
    Some(match instance.slot(property.slot) {
        Slot::Value(value) => to_object(vm, &value),
        Slot::Expr(expr) => expr_object(vm, &expr),
        Slot::Object(object) => object.map(|object| object_of(vm, &object)).into(),
        Slot::Collection(collection) => super::collection::collection_object(&collection),
        Slot::Unset | Slot::Expired | Slot::Deferred => return None,
    })
}

/// `user.__dict__`.
pub(super) fn instance_dict(vm: &Vm, object: &Object) -> PyResult {
    let Some(wrapper) = object.as_instance() else { return Ok(Object::None) };
    let Some(instance) = state_of(vm, wrapper)? else { return Ok(Object::Dict(wrapper.dict())) };
    let dict = Dict::new();
    dict.set_text("_sa_instance_state", state_object(&instance));
    for property in instance.mapper().properties() {
        if let Some(value) = present(vm, &instance, &property) {
            dict.set_text(&property.key, value);
        }
    }
    for (name, value) in wrapper.dict().str_items() {
        dict.set_str(&name, value);
    }
    Ok(Object::Dict(Rc::new(dict)))
}

fn names_where(vm: &Vm, instance: &Instance, is_in: impl Fn(&Property) -> bool) -> PyResult {
    let all = instance.mapper().properties();
    let names =
        all.iter().filter(|property| is_in(property)).map(|property| Object::from(&*property.key));
    Ok(Object::Set(Rc::new(Set::of(vm, names)?)))
}

impl HostObject for StateObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "InstanceState")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let instance = &self.instance;
        let is = |lifecycle: Lifecycle| Object::from(instance.lifecycle() == lifecycle);
        Ok(Some(match name.as_str() {
            "transient" => is(Lifecycle::Transient),
            "pending" => is(Lifecycle::Pending),
            "persistent" => is(Lifecycle::Persistent),
            "deleted" => is(Lifecycle::Deleted),
            "detached" => is(Lifecycle::Detached),
            "was_deleted" => instance.marks().deleted.into(),
            "has_identity" => instance.has_key().into(),
            "identity" => identity(vm, instance),
            "identity_key" | "key" => key_object(vm, instance),
            "object" => object_of(vm, instance),
            "obj" => {
                let object = object_of(vm, instance);
                NativeFunction::closure("obj", move |_, _| Ok(object.clone())).object()
            }
            "class_" => class_of(instance.mapper()).map(Object::from).into(),
            "mapper" => mapper_object(vm, instance.mapper()),
            "session" => session_of(vm, instance.session()),
            "session_id" => instance.session().map(|session| session.number()).into(),
            "modified" => instance.marks().modified.into(),
            "expired" => instance.marks().expired.into(),
            "is_instance" => true.into(),
            "dict" => instance_dict(vm, &object_of(vm, instance))?,
            "attrs" => attributes(vm, instance),
            "unloaded" => names_where(vm, instance, |property| !instance.is_loaded(property.slot))?,
            "unmodified" => {
                names_where(vm, instance, |property| !instance.is_changed(property.slot))?
            }
            "expired_attributes" => names_where(vm, instance, |property| {
                matches!(instance.slot(property.slot), Slot::Expired)
            })?,
            _ => return Ok(None),
        }))
    }
}

/// One attribute of a state: `inspect(user).attrs.name`.
struct AttributeState {
    instance: Instance,
    property: Property,
}

fn attributes(_: &Vm, instance: &Instance) -> Object {
    let pairs = instance.mapper().properties().into_iter().map(|property| {
        let key = Str::from(&*property.key);
        (key, Object::host(AttributeState { instance: instance.clone(), property }))
    });
    Object::host(NamedObject(pairs.collect()))
}

impl HostObject for AttributeState {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "AttributeState")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "key" => (&*self.property.key).into(),
            "value" => attribute_object(vm, &self.instance.get(&self.property).or_raise(vm)?),
            "loaded_value" => {
                present(vm, &self.instance, &self.property).unwrap_or_else(|| symbol("NO_VALUE"))
            }
            "history" => {
                let passive = Passive::OFF.without(Passive::INIT_OK).without(Passive::CALLABLES_OK);
                history_object(vm, &self.instance.history(&self.property, passive).or_raise(vm)?)
            }
            "load_history" => {
                let this = Rc::clone(&self);
                let call = move |vm: &Vm, _: Args| {
                    let passive = Passive::OFF.without(Passive::INIT_OK);
                    Ok(history_object(
                        vm,
                        &this.instance.history(&this.property, passive).or_raise(vm)?,
                    ))
                };
                NativeFunction::closure("load_history", call).object()
            }
            "state" => state_object(&self.instance),
            _ => return Ok(None),
        }))
    }
}

/// `History(added=[…], unchanged=(), deleted=())`.
struct HistoryObject {
    parts: [Object; 3],
}

fn history_object(vm: &Vm, history: &History<ormlab_orm::Attribute>) -> Object {
    let side = |items: &[ormlab_orm::Attribute]| {
        let items: Vec<Object> = items.iter().map(|item| attribute_object(vm, item)).collect();
        if items.is_empty() { Object::tuple([]) } else { items.into() }
    };
    let parts = [side(&history.added), side(&history.unchanged), side(&history.deleted)];
    Object::host(HistoryObject { parts })
}

const PARTS: [&str; 3] = ["added", "unchanged", "deleted"];

impl HostObject for HistoryObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "History")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some(place) = PARTS.iter().position(|part| *name == **part) {
            return Ok(Some(self.parts[place].clone()));
        }
        let answer = match name.as_str() {
            "has_changes" => vm.truth(&self.parts[0])? || vm.truth(&self.parts[2])?,
            "empty" => {
                !(vm.truth(&self.parts[0])?
                    || vm.truth(&self.parts[1])?
                    || vm.truth(&self.parts[2])?)
            }
            _ => return Ok(None),
        };
        Ok(Some(NativeFunction::closure(name, move |_, _| Ok(answer.into())).object()))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&Object::tuple(self.parts.clone()), key).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&Object::tuple(self.parts.clone())).map(Some)
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(3))
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        for part in &self.parts {
            if vm.truth(part)? {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    fn compare(
        self: Rc<Self>,
        vm: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let other = match other.downcast_ref::<HistoryObject>() {
            Some(other) => Object::tuple(other.parts.clone()),
            None => other.clone(),
        };
        vm.compare(op, &Object::tuple(self.parts.clone()), &other).map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let shown: PyResult<Vec<String>> = PARTS
            .iter()
            .zip(&self.parts)
            .map(|(name, part)| Ok(format!("{name}={}", vm.repr(part)?)))
            .collect();
        Ok(Some(format!("History({})", shown?.join(", "))))
    }
}

/// `NO_VALUE` and its kin.
pub(super) struct SymbolObject(&'static str);

/// A symbol that stands for a value that is not there.
pub(super) fn symbol(name: &'static str) -> Object {
    Object::host(SymbolObject(name))
}

/// Whether it is the default of a field that leaves the attribute alone.
pub(super) fn is_dont_set(object: &Object) -> bool {
    object.downcast_ref::<SymbolObject>().is_some_and(|symbol| symbol.0 == "DONT_SET")
}

impl HostObject for SymbolObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "LoaderCallableStatus")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok((name == "name").then(|| self.0.into()))
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        use ormlab_python::CompareOp;
        let same = other.downcast_ref::<SymbolObject>().is_some_and(|other| other.0 == self.0);
        Ok(match op {
            CompareOp::Eq => Some(same.into()),
            CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("LoaderCallableStatus.{}", self.0)))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let number = match self.0 {
            "PASSIVE_NO_RESULT" => 0,
            "PASSIVE_CLASS_MISMATCH" => 1,
            "ATTR_WAS_SET" => 2,
            "ATTR_EMPTY" => 3,
            _ => 4,
        };
        Ok(Some(format!("<LoaderCallableStatus.{}: {number}>", self.0)))
    }
}

/// `object_session(user)`.
pub(super) fn object_session(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.bind(vm, "object_session", ["instance"], 1)?;
    let instance = instance(vm, &object.unwrap_or(Object::None))?;
    Ok(session_of(vm, instance.session()))
}

fn named(vm: &Vm, args: Args, function: &str) -> PyResult<(Instance, Property)> {
    let [object, key] = args.bind(vm, function, ["instance", "key"], 2)?;
    let instance = instance(vm, &object.unwrap_or(Object::None))?;
    let key = crate::arguments::text(vm, &key.unwrap_or(Object::None))?;
    let property = instance.property(&key).or_raise(vm)?;
    Ok((instance, property))
}

fn set_attribute(vm: &Vm, args: Args) -> PyResult {
    let names = ["instance", "key", "value", "initiator"];
    let [object, key, value, _] = args.bind(vm, "set_attribute", names, 3)?;
    let (instance, property) = named(
        vm,
        Args::of([object.unwrap_or(Object::None), key.unwrap_or(Object::None)]),
        "set_attribute",
    )?;
    write(vm, &instance, &property, &value.unwrap_or(Object::None))?;
    Ok(Object::None)
}

/// `set_committed_value(user, "name", value)`: as if it had been loaded.
fn set_committed_value(vm: &Vm, args: Args) -> PyResult {
    let [object, key, value] =
        args.bind(vm, "set_committed_value", ["instance", "key", "value"], 3)?;
    let (instance, property) = named(
        vm,
        Args::of([object.unwrap_or(Object::None), key.unwrap_or(Object::None)]),
        "set_committed_value",
    )?;
    let value = value.unwrap_or(Object::None);
    let Some(relationship) = property.as_relationship() else {
        instance.set_loaded(property.slot, Slot::Value(crate::conversion::to_value(vm, &value)?));
        return Ok(Object::None);
    };
    if !relationship.uselist().or_raise(vm)? {
        let object = if value.is_none() { None } else { Some(super::value::related(vm, &value)?) };
        instance.set_loaded(property.slot, Slot::Object(object));
        return Ok(Object::None);
    }
    let collection = ormlab_orm::Collection::new(&instance, &property);
    for item in vm.collect(&value)? {
        collection.append_silently(super::value::related(vm, &item)?).or_raise(vm)?;
    }
    instance.set_loaded(property.slot, Slot::Collection(collection));
    Ok(Object::None)
}

/// Functions of `sqlalchemy.orm` and `sqlalchemy.orm.attributes`.
pub(super) const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("object_session", object_session),
    ("flag_modified", |vm, args| {
        let (instance, property) = named(vm, args, "flag_modified")?;
        instance.flag_modified(&property).or_raise(vm)?;
        Ok(Object::None)
    }),
    ("flag_dirty", |vm, args| {
        let [object] = args.bind(vm, "flag_dirty", ["instance"], 1)?;
        instance(vm, &object.unwrap_or(Object::None))?.flag_dirty().or_raise(vm)?;
        Ok(Object::None)
    }),
    ("get_attribute", |vm, args| {
        let (instance, property) = named(vm, args, "get_attribute")?;
        Ok(attribute_object(vm, &instance.get(&property).or_raise(vm)?))
    }),
    ("set_attribute", set_attribute),
    ("set_committed_value", set_committed_value),
    ("del_attribute", |vm, args| {
        let (instance, property) = named(vm, args, "del_attribute")?;
        instance.delete(&property).or_raise(vm)?;
        Ok(Object::None)
    }),
    ("get_history", |vm, mut args| {
        crate::arguments::refuse(vm, &mut args, "get_history", &["passive"])?;
        if args.positional.len() > 2 {
            return Err(vm.unsupported("get_history() with a passive argument"));
        }
        let (instance, property) = named(vm, args, "get_history")?;
        let passive = Passive::OFF.without(Passive::INIT_OK);
        Ok(history_object(vm, &instance.history(&property, passive).or_raise(vm)?))
    }),
    ("instance_state", |vm, args| {
        let [object] = args.exactly(vm, "instance_state")?;
        Ok(state_object(&instance(vm, &object)?))
    }),
    ("instance_dict", |vm, args| {
        let [object] = args.exactly(vm, "instance_dict")?;
        instance_dict(vm, &object)
    }),
    ("was_deleted", |vm, args| {
        let [object] = args.exactly(vm, "was_deleted")?;
        Ok(instance(vm, &object)?.marks().deleted.into())
    }),
    ("class_mapper", |vm, mut args| {
        args.take("configure");
        let [class] = args.exactly(vm, "class_mapper")?;
        let mapper = super::class::class_mapper(vm, &class)?;
        mapper.check_configure().or_raise(vm)?;
        Ok(mapper_object(vm, &mapper))
    }),
    ("object_mapper", |vm, args| {
        let [object] = args.exactly(vm, "object_mapper")?;
        Ok(mapper_object(vm, instance(vm, &object)?.mapper()))
    }),
    ("make_transient", |vm, args| {
        let [object] = args.bind(vm, "make_transient", ["instance"], 1)?;
        let instance = instance(vm, &object.unwrap_or(Object::None))?;
        ormlab_orm::session::make_transient(&instance).or_raise(vm)?;
        Ok(Object::None)
    }),
    ("make_transient_to_detached", |vm, args| {
        let [object] = args.bind(vm, "make_transient_to_detached", ["instance"], 1)?;
        let instance = instance(vm, &object.unwrap_or(Object::None))?;
        ormlab_orm::session::make_transient_to_detached(&instance).or_raise(vm)?;
        Ok(Object::None)
    }),
];

/// The classes of states.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("InstanceState", "sqlalchemy.orm.state", &[]),
    ClassSpec::plain("AttributeState", "sqlalchemy.orm.state", &[]),
    ClassSpec::plain("History", "sqlalchemy.orm.attributes", &[]),
    ClassSpec::plain("LoaderCallableStatus", "sqlalchemy.orm.base", &[]),
];
