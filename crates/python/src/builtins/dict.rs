//! `dict`, its views, and `mappingproxy`.

use std::rc::Rc;

use super::{class_methods, getter, methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::dict::Dict;
use crate::object::instance::Instance;
use crate::object::iterator::Iter;
use crate::object::view::{DictView, ViewKind};
use crate::vm::{Vm, arithmetic};

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.dict;
    class.change_hooks(|hooks| hooks.construct = Some(construct));
    for class in [class, &vm.types.mapping_proxy] {
        methods(
            class,
            &[
                ("get", get),
                ("keys", |vm, args| view(vm, args, ViewKind::Keys)),
                ("values", |vm, args| view(vm, args, ViewKind::Values)),
                ("items", |vm, args| view(vm, args, ViewKind::Items)),
                ("copy", copy),
            ],
        );
    }
    methods(
        class,
        &[
            ("__init__", init),
            ("setdefault", setdefault),
            ("pop", pop),
            ("popitem", popitem),
            ("update", update),
            ("clear", clear),
            ("__reversed__", reversed),
            ("__ior__", ior),
        ],
    );
    class_methods(class, &[("fromkeys", fromkeys)]);
    methods(&vm.types.dict_keys, &[("isdisjoint", isdisjoint)]);
    for class in [&vm.types.dict_keys, &vm.types.dict_values, &vm.types.dict_items] {
        getter(class, "mapping", mapping, None);
    }
}

fn mapping(_: &Vm, object: &Object) -> PyResult {
    Ok(match object {
        Object::View(view) => {
            Object::View(Rc::new(DictView { dict: Rc::clone(&view.dict), kind: ViewKind::Proxy }))
        }
        _ => Object::None,
    })
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let dict = Object::Dict(Rc::new(Dict::new()));
    if *class == vm.types.dict {
        init(vm, args.after(dict.clone()))?;
        return Ok(dict);
    }
    let instance = Object::Instance(Rc::new(Instance::with_value(class, dict)));
    if !vm.has_script_init(class) {
        init(vm, args.after(instance.clone()))?;
    }
    Ok(instance)
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<Rc<Dict>> {
    match args.take_first().as_ref().map(Object::unwrapped) {
        Some(Object::Dict(dict)) => Ok(Rc::clone(dict)),
        Some(Object::View(view)) => Ok(Rc::clone(&view.dict)),
        _ => Err(vm.type_error("descriptor requires a 'dict' object")),
    }
}

fn init(vm: &Vm, args: Args) -> PyResult {
    fill(vm, args, "dict")
}

fn update(vm: &Vm, args: Args) -> PyResult {
    fill(vm, args, "update")
}

fn fill(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let dict = this(vm, &mut args)?;
    if args.len() > 1 {
        let message = format!("{name} expected at most 1 argument, got {}", args.len());
        return Err(vm.type_error(message));
    }
    if let Some(source) = args.take_first() {
        match vm.mapping_items(source.unwrapped())? {
            Some(items) => {
                for (key, value) in items {
                    dict.insert(vm, key, value)?;
                }
            }
            None => arithmetic::merge_pairs(vm, &dict, &source)?,
        }
    }
    for (name, value) in args.keywords {
        dict.set_str(&name, value);
    }
    Ok(Object::None)
}

fn ior(vm: &Vm, args: Args) -> PyResult {
    let this = args.get(0).cloned().unwrap_or(Object::None);
    update(vm, args)?;
    Ok(this)
}

fn get(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    let [key, default] = args.between(vm, "get", 1)?;
    let found = dict.get(vm, &key.unwrap_or(Object::None))?;
    Ok(found.or(default).unwrap_or(Object::None))
}

fn view(vm: &Vm, mut args: Args, kind: ViewKind) -> PyResult {
    let dict = this(vm, &mut args)?;
    Ok(Object::View(Rc::new(DictView { dict, kind })))
}

fn copy(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    Ok(Object::Dict(Rc::new(dict.copy())))
}

fn setdefault(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    let [key, default] = args.between(vm, "setdefault", 1)?;
    let key = key.unwrap_or(Object::None);
    if let Some(value) = dict.get(vm, &key)? {
        return Ok(value);
    }
    let default = default.unwrap_or(Object::None);
    dict.insert(vm, key, default.clone())?;
    Ok(default)
}

fn pop(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    let [key, default] = args.between(vm, "pop", 1)?;
    let key = key.unwrap_or(Object::None);
    match (dict.remove(vm, &key)?, default) {
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(vm.key_error(key)),
    }
}

fn popitem(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    match dict.pop_last() {
        Some((key, value)) => Ok(Object::tuple([key, value])),
        None => Err(vm.key_error("popitem(): dictionary is empty")),
    }
}

fn clear(vm: &Vm, mut args: Args) -> PyResult {
    this(vm, &mut args)?.clear();
    Ok(Object::None)
}

fn reversed(vm: &Vm, mut args: Args) -> PyResult {
    let mut keys = this(vm, &mut args)?.keys();
    keys.reverse();
    Ok(Iter::of("dict_reversekeyiterator", keys))
}

fn fromkeys(vm: &Vm, mut args: Args) -> PyResult {
    let class = args.take_first().unwrap_or(Object::None);
    let [keys, value] = args.between(vm, "fromkeys", 1)?;
    let value = value.unwrap_or(Object::None);
    let target = vm.call(&class, Args::none())?;
    for key in vm.collect(&keys.unwrap_or(Object::None))? {
        vm.set_item(&target, &key, value.clone())?;
    }
    Ok(target)
}

fn isdisjoint(vm: &Vm, mut args: Args) -> PyResult {
    let dict = this(vm, &mut args)?;
    let [other] = args.exactly(vm, "isdisjoint")?;
    for item in vm.collect(&other)? {
        if dict.contains(vm, &item)? {
            return Ok(Object::Bool(false));
        }
    }
    Ok(Object::Bool(true))
}
