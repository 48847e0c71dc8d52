//! Objects coming into a session and leaving it, and what it holds.

use std::rc::Rc;

use ormlab_orm::session::Identity;
use ormlab_orm::{GetOptions, Instance};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::{ClassBuilder, NativeFunction};
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::option::{for_update, named_values};
use super::{receiver, session_of};
use crate::arguments::{flag, given, mapping, text};
use crate::coercion::{Clause, clause};
use crate::conversion::to_value;
use crate::error::OrRaise;
use crate::names;
use crate::orm::class::class_mapper;
use crate::orm::inspection::key_object;
use crate::orm::value::{instance, object_of, objects_of};

type Change = fn(&ormlab_orm::Session, &Instance) -> ormlab_core::Result<()>;

fn change(vm: &Vm, mut args: Args, name: &str, change: Change) -> PyResult {
    let session = receiver(vm, &mut args)?;
    args.take("_warn");
    let [object] = args.bind(vm, name, ["instance"], 1)?;
    let object = object.unwrap_or(Object::None);
    change(&session, &instance(vm, &object)?).or_raise(vm)?;
    Ok(Object::None)
}

/// Adds the methods.
pub(super) fn methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("add", |vm, args| change(vm, args, "Session.add", ormlab_orm::Session::add))
        .method("delete", |vm, args| {
            change(vm, args, "Session.delete", ormlab_orm::Session::delete)
        })
        .method("expunge", |vm, args| {
            change(vm, args, "Session.expunge", ormlab_orm::Session::expunge)
        })
        .method("add_all", |vm, args| each(vm, args, "Session.add_all", ormlab_orm::Session::add))
        .method("delete_all", |vm, args| {
            each(vm, args, "Session.delete_all", ormlab_orm::Session::delete)
        })
        .method("expunge_all", |vm, mut args| {
            receiver(vm, &mut args)?.expunge_all().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("expire", expire)
        .method("expire_all", |vm, mut args| {
            receiver(vm, &mut args)?.expire_all().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("refresh", refresh)
        .method("merge", merge)
        .method("get", |vm, args| get(vm, args, false))
        .method("get_one", |vm, args| get(vm, args, true))
        .method("is_modified", is_modified)
        .method("flush", flush)
        .method("__contains__", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            let [object] = args.exactly(vm, "__contains__")?;
            Ok(session.contains(&instance(vm, &object)?).into())
        })
        .method("__iter__", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            vm.iter(&objects_of(vm, &session.instances()).into())
        })
        .getter("new", |vm, this| Ok(identity_set(vm, &session_of(vm, this)?.new_instances())))
        .getter("dirty", |vm, this| Ok(identity_set(vm, &session_of(vm, this)?.dirty_instances())))
        .getter("deleted", |vm, this| {
            Ok(identity_set(vm, &session_of(vm, this)?.deleted_instances()))
        })
        .getter("identity_map", |vm, this| {
            Ok(Object::host(IdentityMapObject(session_of(vm, this)?)))
        })
        .method("enable_relationship_loading", |vm, _| {
            Err(vm.unsupported("Session.enable_relationship_loading()"))
        })
}

fn each(vm: &Vm, mut args: Args, name: &str, change: Change) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [objects] = args.bind(vm, name, ["instances"], 1)?;
    for object in vm.collect(&objects.unwrap_or(Object::None))? {
        change(&session, &instance(vm, &object)?).or_raise(vm)?;
    }
    Ok(Object::None)
}

fn names_of(vm: &Vm, object: Option<Object>) -> PyResult<Option<Vec<Rc<str>>>> {
    let Some(object) = given(object) else { return Ok(None) };
    vm.collect(&object)?.iter().map(|name| text(vm, name)).collect::<PyResult<Vec<_>>>().map(Some)
}

fn expire(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [object, attributes] =
        args.bind(vm, "Session.expire", ["instance", "attribute_names"], 1)?;
    let object = instance(vm, &object.unwrap_or(Object::None))?;
    let attributes = names_of(vm, attributes)?;
    let attributes: Option<Vec<&str>> =
        attributes.as_ref().map(|names| names.iter().map(|name| &**name).collect());
    session.expire(&object, attributes.as_deref()).or_raise(vm)?;
    Ok(Object::None)
}

fn refresh(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let names = ["instance", "attribute_names", "with_for_update"];
    let [object, attributes, update] = args.bind(vm, "Session.refresh", names, 1)?;
    let object = instance(vm, &object.unwrap_or(Object::None))?;
    let attributes = names_of(vm, attributes)?;
    let attributes: Option<Vec<&str>> =
        attributes.as_ref().map(|names| names.iter().map(|name| &**name).collect());
    session.refresh(&object, attributes.as_deref(), for_update(vm, update)?).or_raise(vm)?;
    Ok(Object::None)
}

/// `options=`, `populate_existing=`, … of `get` and `merge`.
pub(in crate::orm) fn get_options(vm: &Vm, args: &mut Args) -> PyResult<GetOptions> {
    let mut made = GetOptions {
        populate_existing: flag(vm, args.take("populate_existing"), false)?,
        for_update: for_update(vm, args.take("with_for_update"))?,
        ..GetOptions::default()
    };
    let undone = &["identity_token", "bind_arguments"];
    crate::arguments::refuse_any(vm, args, "Session.get", undone)?;
    if let Some(options) = given(args.take("execution_options")) {
        made.execution_options = named_values(vm, &options)?;
    }
    let Some(options) = given(args.take("options")) else { return Ok(made) };
    for option in vm.collect(&options)? {
        match clause(vm, &option)? {
            Some(Clause::Option(option)) => made.options.push(option),
            _ => {
                return Err(crate::coercion::expected(
                    vm,
                    "ExecutionOption Core or ORM object",
                    &option,
                    "",
                ));
            }
        }
    }
    Ok(made)
}

/// A primary key: a value, a tuple of values, or a dict.
pub(in crate::orm) fn identity(vm: &Vm, object: &Object) -> PyResult<Identity> {
    if object.as_dict().is_some() {
        let pairs = mapping(vm, object)?
            .into_iter()
            .map(|(key, value)| Ok((text(vm, &key)?, to_value(vm, &value)?)));
        return Ok(Identity::Named(pairs.collect::<PyResult<Vec<_>>>()?));
    }
    let values = match object {
        Object::Tuple(_) | Object::List(_) => vm.collect(object)?,
        one => match crate::row::row_values(one) {
            Some(values) => values.to_vec(),
            None => vec![one.clone()],
        },
    };
    let values: PyResult<Vec<_>> = values.iter().map(|value| to_value(vm, value)).collect();
    Ok(Identity::Values(values?))
}

fn get(vm: &Vm, mut args: Args, must_exist: bool) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let options = get_options(vm, &mut args)?;
    let name = if must_exist { "Session.get_one" } else { "Session.get" };
    let [class, key] = args.bind(vm, name, ["entity", "ident"], 2)?;
    let class = class.unwrap_or(Object::None);
    if !matches!(class, Object::Class(_))
        && class.downcast_ref::<crate::orm::mapper::MapperObject>().is_none()
    {
        let kind = vm.repr(&vm.class_of(&class).into())?;
        let message = format!("No inspection system is available for object of type {kind}");
        return Err(vm.raise(&names::class(vm, "NoInspectionAvailable"), message));
    }
    let mapper = class_mapper(vm, &class)?;
    let key = identity(vm, &key.unwrap_or(Object::None))?;
    let found = if must_exist {
        Some(session.get_one(&mapper, key, &options).or_raise(vm)?)
    } else {
        session.get(&mapper, key, &options).or_raise(vm)?
    };
    Ok(found.map_or(Object::None, |found| object_of(vm, &found)))
}

fn merge(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let loads = flag(vm, args.take("load"), true)?;
    let options = get_options(vm, &mut args)?;
    let [object] = args.bind(vm, "Session.merge", ["instance"], 1)?;
    let object = instance(vm, &object.unwrap_or(Object::None))?;
    Ok(object_of(vm, &session.merge(&object, loads, &options).or_raise(vm)?))
}

fn is_modified(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [object, collections] =
        args.bind(vm, "Session.is_modified", ["instance", "include_collections"], 1)?;
    let object = instance(vm, &object.unwrap_or(Object::None))?;
    Ok(session.is_modified(&object, flag(vm, collections, true)?).or_raise(vm)?.into())
}

fn flush(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [objects] = args.bind(vm, "Session.flush", ["objects"], 0)?;
    if given(objects).is_some() {
        return Err(vm.unsupported("Session.flush() of some objects only"));
    }
    session.flush().or_raise(vm)?;
    Ok(Object::None)
}

/// `session.new`, `session.dirty`, `session.deleted`.
struct IdentitySet(Vec<Object>);

fn identity_set(vm: &Vm, all: &[Instance]) -> Object {
    Object::host(IdentitySet(objects_of(vm, all)))
}

impl HostObject for IdentitySet {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "IdentitySet")
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.len()))
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&self.0.clone().into()).map(Some)
    }

    fn contains(&self, _: &Vm, item: &Object) -> PyResult<Option<bool>> {
        Ok(Some(self.0.iter().any(|own| own.is(item))))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let shown = vm.repr(&self.0.clone().into())?;
        Ok(Some(format!("IdentitySet({shown})")))
    }
}

/// `session.identity_map`.
struct IdentityMapObject(ormlab_orm::Session);

impl IdentityMapObject {
    fn items(&self, vm: &Vm) -> Vec<(Object, Object)> {
        let all = self.0.identity_map().instances();
        all.iter().map(|one| (key_object(vm, one), object_of(vm, one))).collect()
    }
}

impl HostObject for IdentityMapObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "WeakInstanceDict")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let call: fn(&Vm, &IdentityMapObject) -> Vec<Object> = match name.as_str() {
            "keys" => |vm, this| this.items(vm).into_iter().map(|(key, _)| key).collect(),
            "values" | "all_states" => {
                |vm, this| this.items(vm).into_iter().map(|(_, value)| value).collect()
            }
            "items" => |vm, this| {
                this.items(vm).into_iter().map(|(key, value)| Object::tuple([key, value])).collect()
            },
            _ => return Ok(None),
        };
        Ok(Some(NativeFunction::closure(name, move |vm, _| Ok(call(vm, &self).into())).object()))
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.identity_map().instances().len()))
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        let keys: Vec<Object> = self.items(vm).into_iter().map(|(key, _)| key).collect();
        vm.iter(&keys.into()).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        for (key, _) in self.items(vm) {
            if vm.eq(&key, item)? {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, wanted: &Object) -> PyResult<Option<Object>> {
        for (key, value) in self.items(vm) {
            if vm.eq(&key, wanted)? {
                return Ok(Some(value));
            }
        }
        Err(vm.key_error(wanted.clone()))
    }
}
