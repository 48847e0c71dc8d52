//! `object` and `type`.

use std::rc::Rc;

use super::{class_methods, getter, methods, static_methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::{Class, Layout};
use crate::object::dict::Dict;
use crate::object::string::Str;
use crate::object::view::{DictView, ViewKind};
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let object = &vm.types.object;
    static_methods(object, &[("__new__", object_new)]);
    methods(
        object,
        &[
            ("__init__", object_init),
            ("__getattribute__", object_getattribute),
            ("__setattr__", object_setattr),
            ("__delattr__", object_delattr),
            ("__dir__", object_dir),
            ("__reduce_ex__", object_reduce),
        ],
    );
    class_methods(
        object,
        &[("__init_subclass__", object_init_subclass), ("__subclasshook__", subclasshook)],
    );
    getter(
        object,
        "__class__",
        |vm, object| Ok(Object::Class(vm.class_of(object))),
        Some(set_class),
    );
    getter(object, "__dict__", object_dict, Some(set_dict));
    object.set("__doc__", Object::None);
    object.set("__module__", "builtins");
    install_type(&vm.types.type_);
}

fn install_type(class: &Class) {
    class.change_hooks(|hooks| hooks.construct = Some(type_construct));
    methods(
        class,
        &[
            ("__init__", |_, _| Ok(Object::None)),
            ("__call__", type_call),
            ("mro", type_mro),
            ("__subclasses__", type_subclasses),
            ("__instancecheck__", type_instancecheck),
            ("__subclasscheck__", type_subclasscheck),
            ("__setattr__", type_setattr),
        ],
    );
    class_methods(class, &[("__prepare__", |_, _| Ok(Object::Dict(Rc::new(Dict::new()))))]);
    getter(class, "__name__", |_, object| with_class(object, Class::name), Some(set_name));
    getter(
        class,
        "__qualname__",
        |_, object| with_class(object, Class::qualname),
        Some(set_qualname),
    );
    getter(class, "__module__", |_, object| with_class(object, Class::module), Some(set_module));
    getter(class, "__bases__", type_bases, None);
    getter(class, "__base__", type_base, None);
    getter(class, "__mro__", |_, object| Ok(classes(object, Class::mro)), None);
    getter(class, "__dict__", type_dict, None);
    getter(class, "__doc__", type_doc, Some(set_doc));
    getter(class, "__annotations__", type_annotations, Some(set_annotations));
}

fn with_class(object: &Object, name: fn(&Class) -> Str) -> PyResult {
    Ok(object.as_class().map_or(Object::None, |class| Object::Str(name(class))))
}

fn classes(object: &Object, list: fn(&Class) -> Vec<Class>) -> Object {
    Object::tuple(object.as_class().map(list).unwrap_or_default().into_iter().map(Object::Class))
}

fn type_bases(_: &Vm, object: &Object) -> PyResult {
    Ok(classes(object, Class::bases))
}

fn type_base(_: &Vm, object: &Object) -> PyResult {
    let bases = object.as_class().map(Class::bases).unwrap_or_default();
    Ok(Object::from(bases.into_iter().next()))
}

fn type_dict(_: &Vm, object: &Object) -> PyResult {
    Ok(object.as_class().map_or(Object::None, |class| {
        let view = DictView { dict: Rc::clone(class.namespace()), kind: ViewKind::Proxy };
        Object::View(Rc::new(view))
    }))
}

fn type_doc(vm: &Vm, object: &Object) -> PyResult {
    let Some(class) = object.as_class() else { return Ok(Object::None) };
    match class.own("__doc__") {
        Some(Object::GetSet(_)) | None => Ok(Object::None),
        Some(doc) => vm.bind_to_class(doc, class),
    }
}

fn set_doc(_: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    if let Some(class) = object.as_class() {
        class.set("__doc__", value.unwrap_or(Object::None));
    }
    Ok(())
}

fn type_annotations(vm: &Vm, object: &Object) -> PyResult {
    let Some(class) = object.as_class() else { return Ok(Object::None) };
    if let Some(annotations) = class.own("__annotations__") {
        return Ok(annotations);
    }
    if class.hooks().immutable {
        return Err(vm.no_attribute(object, &Str::intern("__annotations__")));
    }
    let annotations = Object::Dict(Rc::new(Dict::new()));
    class.set("__annotations__", annotations.clone());
    Ok(annotations)
}

fn set_annotations(_: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    if let (Some(class), Some(value)) = (object.as_class(), value) {
        class.set("__annotations__", value);
    }
    Ok(())
}

fn text(vm: &Vm, value: Option<Object>, what: &str) -> PyResult<Str> {
    match value.as_ref().and_then(Object::as_str) {
        Some(text) => Ok(text.clone()),
        None => Err(vm.type_error(format!("can only assign string to {what}"))),
    }
}

fn set_name(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let name = text(vm, value, "__name__")?;
    if let Some(class) = object.as_class() {
        class.set_name(&name);
    }
    Ok(())
}

fn set_qualname(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let name = text(vm, value, "__qualname__")?;
    if let Some(class) = object.as_class() {
        class.set_qualname(&name);
    }
    Ok(())
}

fn set_module(_: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    if let (Some(class), Some(value)) = (object.as_class(), value) {
        class.set("__module__", value);
    }
    Ok(())
}

fn set_class(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    match (object, &value) {
        (Object::Instance(instance), Some(Object::Class(class))) => {
            instance.set_class(class);
            Ok(())
        }
        _ => Err(vm.type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        )),
    }
}

fn object_dict(vm: &Vm, object: &Object) -> PyResult {
    match object {
        Object::Instance(instance) if !instance.class().hooks().slots_only => {
            Ok(Object::Dict(instance.dict()))
        }
        Object::Function(function) => Ok(Object::Dict(function.dict())),
        _ => Err(vm.no_attribute(object, &Str::intern("__dict__"))),
    }
}

fn set_dict(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    match (object, &value) {
        (Object::Instance(instance), Some(Object::Dict(dict))) => {
            instance.with_dict(Rc::clone(dict));
            Ok(())
        }
        _ => Err(vm.type_error("__dict__ must be set to a dictionary")),
    }
}

fn object_new(vm: &Vm, mut args: Args) -> PyResult {
    let Some(Object::Class(class)) = args.take_first() else {
        return Err(vm.type_error("object.__new__(): not enough arguments"));
    };
    let plain = class.hooks().construct.is_none() && class.hooks().layout == Layout::Plain;
    let has_new = matches!(class.get("__new__"), Some(Object::StaticMethod(inner)) if matches!(*inner, Object::Function(_)));
    if plain && !args.is_empty() && has_new {
        let message = "object.__new__() takes exactly one argument (the type to instantiate)";
        return Err(vm.type_error(message));
    }
    vm.new_object(&class, &args)
}

fn object_init(vm: &Vm, args: Args) -> PyResult {
    let class = vm.class_of(&args.positional[0]);
    if args.len() > 1 || !args.keywords.is_empty() {
        if vm.has_script_init(&class) {
            let message =
                "object.__init__() takes exactly one argument (the instance to initialize)";
            return Err(vm.type_error(message));
        }
        if class.hooks().construct.is_none() {
            return Err(vm.type_error(format!("{}() takes no arguments", class.name())));
        }
    }
    Ok(Object::None)
}

fn name_argument(vm: &Vm, object: &Object) -> PyResult<Str> {
    match object.as_str() {
        Some(name) => Ok(Str::intern(name)),
        None => {
            let given = vm.class_name(object);
            Err(vm.type_error(format!("attribute name must be string, not '{given}'")))
        }
    }
}

fn object_getattribute(vm: &Vm, args: Args) -> PyResult {
    let [object, name] = args.exactly(vm, "__getattribute__")?;
    let name = name_argument(vm, &name)?;
    let found = match &object {
        Object::Instance(instance) => {
            vm.plain_instance_attr(&object, instance, &instance.class(), &name)?
        }
        _ => vm.find_attr(&object, &name)?,
    };
    found.ok_or_else(|| vm.no_attribute(&object, &name))
}

fn object_setattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name, value] = args.exactly(vm, "__setattr__")?;
    vm.plain_change_attr(&object, &name_argument(vm, &name)?, Some(value))?;
    Ok(Object::None)
}

fn object_delattr(vm: &Vm, args: Args) -> PyResult {
    let [object, name] = args.exactly(vm, "__delattr__")?;
    vm.plain_change_attr(&object, &name_argument(vm, &name)?, None)?;
    Ok(Object::None)
}

fn object_dir(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__dir__")?;
    let mut names: Vec<Object> = Vec::new();
    if let Object::Instance(instance) = &object {
        names.extend(instance.dict_if_any().map(|dict| dict.keys()).unwrap_or_default());
    }
    for class in vm.class_of(&object).mro() {
        names.extend(class.namespace().keys());
    }
    Ok(Object::from(names))
}

fn object_reduce(vm: &Vm, _: Args) -> PyResult {
    Err(vm.unsupported("pickling"))
}

fn object_init_subclass(vm: &Vm, args: Args) -> PyResult {
    if args.keywords.is_empty() {
        return Ok(Object::None);
    }
    let name = args.get(0).and_then(Object::as_class).map_or_else(|| "object".into(), Class::name);
    Err(vm.type_error(format!("{name}.__init_subclass__() takes no keyword arguments")))
}

fn subclasshook(_: &Vm, _: Args) -> PyResult {
    Ok(Object::NotImplemented)
}

/// `type(object)` and `type(name, bases, namespace)`.
fn type_construct(vm: &Vm, metaclass: &Class, args: Args) -> PyResult {
    let Args { positional, keywords } = args;
    match positional.as_slice() {
        [object] if keywords.is_empty() => Ok(Object::Class(vm.class_of(object))),
        [name, bases, namespace] => {
            let complain = |place: usize, wanted: &str, given: &Object| {
                let given = vm.class_name(given);
                vm.type_error(format!(
                    "type.__new__() argument {place} must be {wanted}, not {given}"
                ))
            };
            let Some(name) = name.as_str() else { return Err(complain(1, "str", name)) };
            let Some(bases) = bases.as_tuple() else { return Err(complain(2, "tuple", bases)) };
            let Some(namespace) = namespace.as_dict() else {
                return Err(complain(3, "dict", namespace));
            };
            let mut classes = Vec::with_capacity(bases.len());
            for base in bases.iter() {
                match base {
                    Object::Class(class) => classes.push(class.clone()),
                    _ => return Err(vm.type_error("metaclass conflict: bases must be types")),
                }
            }
            if namespace.get_text("__module__").is_none() {
                let module = vm.current_globals().and_then(|globals| globals.get_text("__name__"));
                namespace
                    .set_text("__module__", module.unwrap_or_else(|| Object::from("builtins")));
            }
            vm.new_class(metaclass, name, classes, namespace, keywords).map(Object::Class)
        }
        _ => Err(vm.type_error("type() takes 1 or 3 arguments")),
    }
}

fn type_call(vm: &Vm, mut args: Args) -> PyResult {
    match args.take_first() {
        Some(Object::Class(class)) => vm.instantiate(&class, args),
        _ => Err(vm.type_error("descriptor '__call__' of 'type' object needs an argument")),
    }
}

fn type_mro(vm: &Vm, args: Args) -> PyResult {
    let [class] = args.exactly(vm, "mro")?;
    vm.collect(&classes(&class, Class::mro)).map(Object::from)
}

fn type_subclasses(vm: &Vm, args: Args) -> PyResult {
    let [class] = args.exactly(vm, "__subclasses__")?;
    vm.collect(&classes(&class, Class::subclasses)).map(Object::from)
}

fn type_instancecheck(vm: &Vm, args: Args) -> PyResult {
    let [class, object] = args.exactly(vm, "__instancecheck__")?;
    Ok(Object::Bool(class.as_class().is_some_and(|class| vm.is_instance(&object, class))))
}

fn type_subclasscheck(vm: &Vm, args: Args) -> PyResult {
    let [class, sub] = args.exactly(vm, "__subclasscheck__")?;
    let is = matches!((&class, &sub), (Object::Class(class), Object::Class(sub)) if sub.is_subclass(class));
    Ok(Object::Bool(is))
}

fn type_setattr(vm: &Vm, args: Args) -> PyResult {
    let [class, name, value] = args.exactly(vm, "__setattr__")?;
    if let Object::Class(class) = &class {
        vm.plain_change_class_attr(class, &name_argument(vm, &name)?, Some(value))?;
    }
    Ok(Object::None)
}
