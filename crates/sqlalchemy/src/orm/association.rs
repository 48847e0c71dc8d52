//! `association_proxy("tags", "name")`: a value of related objects as if it were of the owner.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::Expr;
use ormlab_orm::RelationshipAttribute;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, BinaryOp, CompareOp, Object, PyResult, Str, Vm};

use super::attribute::AttributeObject;
use super::collection::CollectionObject;
use super::value::class_of;
use crate::arguments::{given, text};
use crate::coercion::condition;
use crate::error::OrRaise;
use crate::expr::expr_object;
use crate::names::{self, ClassSpec};

const PROXY: &str = "sqlalchemy.ext.associationproxy";

/// An `association_proxy` in a class.
pub(crate) struct ProxyObject {
    target: Rc<str>,
    value: Rc<str>,
    creator: Option<Object>,
    key: RefCell<Str>,
}

/// `association_proxy(target_collection, attr, *, creator=None)`.
pub(super) fn association_proxy(vm: &Vm, mut args: Args) -> PyResult {
    let creator = given(args.take("creator"));
    for unsupported in
        ["getset_factory", "proxy_factory", "proxy_bulk_set", "create_on_none_assignment"]
    {
        if args.take(unsupported).is_some_and(|given| !given.is_none()) {
            return Err(vm.unsupported(&format!("association_proxy({unsupported}=…)")));
        }
    }
    args.take("info");
    crate::arguments::refuse(vm, &mut args, "association_proxy", &["cascade_scalar_deletes"])?;
    let [target, value] = args.bind(vm, "association_proxy", ["target_collection", "attr"], 2)?;
    Ok(Object::host(ProxyObject {
        target: text(vm, &target.unwrap_or(Object::None))?,
        value: text(vm, &value.unwrap_or(Object::None))?,
        creator,
        key: RefCell::new("".into()),
    }))
}

/// The values of one owner's related objects.
pub(crate) struct ProxyListObject {
    proxy: Rc<ProxyObject>,
    owner: Object,
}

impl ProxyObject {
    /// A related object for a new value.
    fn create(&self, vm: &Vm, owner: &Object, value: &Object) -> PyResult {
        if let Some(creator) = &self.creator {
            return vm.call(creator, Args::one(value.clone()));
        }
        let attribute = vm.attr(&vm.class_of(owner).into(), &self.target)?;
        let class = match attribute
            .downcast_ref::<AttributeObject>()
            .and_then(AttributeObject::relationship)
        {
            Some(relationship) => class_of(&relationship.resolved().or_raise(vm)?.target),
            None => None,
        };
        match class {
            Some(class) => vm.call(&class.into(), Args::one(value.clone())),
            None => Err(vm.unsupported("an association proxy whose target is no relationship")),
        }
    }

    /// The relationship of the owner's class, and the attribute beyond it.
    fn path(&self, vm: &Vm, owner: &Class) -> PyResult<(RelationshipAttribute, Object)> {
        let attribute = vm.attr(&owner.into(), &self.target)?;
        let relationship =
            attribute.downcast_ref::<AttributeObject>().and_then(AttributeObject::relationship);
        let Some(relationship) = relationship else {
            return Err(vm.unsupported(
                "criteria over an association proxy whose target is no relationship",
            ));
        };
        let target = relationship.target_entity().or_raise(vm)?;
        let value = super::mapper::attribute_of(vm, &target, &(&*self.value).into())?;
        Ok((relationship, value))
    }

    /// Criteria on the related objects as criteria on the owner.
    fn exists(&self, vm: &Vm, owner: &Class, criterion: Option<Expr>) -> PyResult {
        let (relationship, _) = self.path(vm, owner)?;
        let is_list = relationship.resolved().or_raise(vm)?.uselist;
        let made = if is_list {
            relationship.any(criterion, &[])
        } else {
            relationship.has(criterion, &[])
        };
        Ok(expr_object(vm, &made.or_raise(vm)?))
    }
}

impl HostObject for ProxyObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "AssociationProxy")
    }

    fn set_name(self: Rc<Self>, _: &Vm, _: &Class, name: &Str) -> PyResult<()> {
        self.key.replace(name.clone());
        Ok(())
    }

    fn descr_get(
        self: Rc<Self>,
        vm: &Vm,
        instance: Option<&Object>,
        owner: &Class,
    ) -> PyResult<Option<Object>> {
        let Some(object) = instance else {
            return Ok(Some(Object::host(ProxyClassObject { proxy: self, owner: owner.clone() })));
        };
        let target = vm.attr(object, &self.target)?;
        match target.downcast_ref::<CollectionObject>() {
            Some(_) => {
                Ok(Some(Object::host(ProxyListObject { proxy: self, owner: object.clone() })))
            }
            None if target.is_none() => Ok(Some(Object::None)),
            None => vm.attr(&target, &self.value).map(Some),
        }
    }

    fn descr_set(
        self: Rc<Self>,
        vm: &Vm,
        instance: &Object,
        value: Option<&Object>,
    ) -> PyResult<bool> {
        let Some(value) = value else { return Ok(false) };
        let target = vm.attr(instance, &self.target)?;
        if target.downcast_ref::<CollectionObject>().is_none() {
            if target.is_none() {
                let made = self.create(vm, instance, value)?;
                vm.set_attr(instance, &(&*self.target).into(), made)?;
            } else {
                vm.set_attr(&target, &(&*self.value).into(), value.clone())?;
            }
            return Ok(true);
        }
        let values = vm.collect(value)?;
        let mut made = Vec::new();
        for value in &values {
            made.push(self.create(vm, instance, value)?);
        }
        let is_set = target
            .downcast_ref::<CollectionObject>()
            .is_some_and(|known| known.collection.kind_name() == "set");
        let assigned = if is_set {
            Object::Set(Rc::new(ormlab_python::Set::of(vm, made)?))
        } else {
            made.into()
        };
        vm.set_attr(instance, &(&*self.target).into(), assigned)?;
        Ok(true)
    }

    fn is_data_descriptor(&self) -> bool {
        true
    }
}

/// `User.keywords` of the class.
struct ProxyClassObject {
    proxy: Rc<ProxyObject>,
    owner: Class,
}

impl HostObject for ProxyClassObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "AssociationProxy")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        match name.as_str() {
            "target_collection" => return Ok(Some((&*self.proxy.target).into())),
            "value_attr" => return Ok(Some((&*self.proxy.value).into())),
            "any" | "has" => {
                let call = move |vm: &Vm, args: Args| {
                    let criterion = match args.get(0) {
                        Some(given) => Some(condition(vm, given)?),
                        None => None,
                    };
                    if !args.keywords.is_empty() {
                        return Err(vm.unsupported("any(name=value) over an association proxy"));
                    }
                    self.proxy.exists(vm, &self.owner, criterion)
                };
                return Ok(Some(NativeFunction::closure(name, call).object()));
            }
            _ if name.starts_with("__") => return Ok(None),
            _ => {}
        }
        let method = name.clone();
        let call = move |vm: &Vm, args: Args| {
            let (_, value) = self.proxy.path(vm, &self.owner)?;
            let criterion = vm.call_method(&value, &method, args)?;
            self.proxy.exists(vm, &self.owner, Some(condition(vm, &criterion)?))
        };
        Ok(Some(NativeFunction::closure(name, call).object()))
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let (_, value) = self.proxy.path(vm, &self.owner)?;
        let criterion = vm.compare(op, &value, other)?;
        self.proxy.exists(vm, &self.owner, Some(condition(vm, &criterion)?)).map(Some)
    }
}

impl ProxyListObject {
    fn target(&self, vm: &Vm) -> PyResult {
        vm.attr(&self.owner, &self.proxy.target)
    }

    fn values(&self, vm: &Vm) -> PyResult<Vec<Object>> {
        let target = self.target(vm)?;
        let items = match target.downcast_ref::<CollectionObject>() {
            Some(known) => known.objects(vm),
            None => Vec::new(),
        };
        items.iter().map(|item| vm.attr(item, &self.proxy.value)).collect()
    }

    fn plain(&self, vm: &Vm) -> PyResult {
        let values = self.values(vm)?;
        let target = self.target(vm)?;
        let is_set = target
            .downcast_ref::<CollectionObject>()
            .is_some_and(|known| known.collection.kind_name() == "set");
        if is_set {
            return Ok(Object::Set(Rc::new(ormlab_python::Set::of(vm, values)?)));
        }
        Ok(values.into())
    }

    /// The related object that has the value.
    fn holder(&self, vm: &Vm, value: &Object) -> PyResult<Option<Object>> {
        let target = self.target(vm)?;
        for item in vm.collect(&target)? {
            if vm.eq(&vm.attr(&item, &self.proxy.value)?, value)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    fn add(&self, vm: &Vm, value: &Object, method: &str, before: Vec<Object>) -> PyResult {
        let made = self.proxy.create(vm, &self.owner, value)?;
        let mut args = Args::of(before);
        args.positional.push(made);
        vm.call_method(&self.target(vm)?, method, args)
    }
}

type Method = fn(&Vm, &ProxyListObject, Args) -> PyResult;

fn method(name: &str) -> Option<Method> {
    Some(match name {
        "append" | "add" => |vm, this, args| {
            let [value] = args.exactly(vm, "append")?;
            let method = if matches!(this.plain(vm)?, Object::Set(_)) { "add" } else { "append" };
            if method == "add" && this.holder(vm, &value)?.is_some() {
                return Ok(Object::None);
            }
            this.add(vm, &value, method, Vec::new())
        },
        "insert" => |vm, this, args| {
            let [at, value] = args.exactly(vm, "insert")?;
            this.add(vm, &value, "insert", vec![at])
        },
        "extend" | "update" => |vm, this, args| {
            let [values] = args.exactly(vm, "extend")?;
            let method = if matches!(this.plain(vm)?, Object::Set(_)) { "add" } else { "append" };
            for value in vm.collect(&values)? {
                this.add(vm, &value, method, Vec::new())?;
            }
            Ok(Object::None)
        },
        "remove" | "discard" => |vm, this, args| {
            let [value] = args.exactly(vm, "remove")?;
            match this.holder(vm, &value)? {
                Some(item) => vm.call_method(&this.target(vm)?, "remove", Args::one(item)),
                None => Err(vm.value_error("value not in list")),
            }
        },
        "pop" => |vm, this, args| {
            let item = vm.call_method(&this.target(vm)?, "pop", args)?;
            vm.attr(&item, &this.proxy.value)
        },
        "clear" => |vm, this, _| vm.call_method(&this.target(vm)?, "clear", Args::none()),
        "copy" => |vm, this, _| this.plain(vm),
        "index" => |vm, this, args| vm.call_method(&this.plain(vm)?, "index", args),
        "count" => |vm, this, args| vm.call_method(&this.plain(vm)?, "count", args),
        _ => return None,
    })
}

impl HostObject for ProxyListObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "_AssociationList")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let Some(call) = method(name) else { return Ok(None) };
        Ok(Some(NativeFunction::closure(name, move |vm, args| call(vm, &self, args)).object()))
    }

    fn len(&self, vm: &Vm) -> PyResult<Option<usize>> {
        vm.len(&self.target(vm)?).map(Some)
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        vm.truth(&self.target(vm)?).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&self.values(vm)?.into()).map(Some)
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        Ok(Some(self.holder(vm, item)?.is_some()))
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&self.plain(vm)?, key).map(Some)
    }

    fn set_item(self: Rc<Self>, vm: &Vm, key: &Object, value: Option<&Object>) -> PyResult<bool> {
        match value {
            Some(value) => {
                let item = vm.get_item(&self.target(vm)?, key)?;
                vm.set_attr(&item, &(&*self.proxy.value).into(), value.clone())?;
            }
            None => vm.del_item(&self.target(vm)?, key)?,
        }
        Ok(true)
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let other = match other.downcast_ref::<ProxyListObject>() {
            Some(other) => other.plain(vm)?,
            None => other.clone(),
        };
        vm.compare(op, &self.plain(vm)?, &other).map(Some)
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        let own = self.plain(vm)?;
        let made = if reflected { vm.binary(op, other, &own) } else { vm.binary(op, &own, other) };
        made.map(Some)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        vm.repr(&self.plain(vm)?).map(|text| Some(text.to_string()))
    }
}

/// The classes of association proxies.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("AssociationProxy", PROXY, &[], |_, builder| {
        builder.class_getitem(|_, class, _| Ok(class.into()))
    }),
    ClassSpec::plain("_AssociationList", PROXY, &[]),
];
