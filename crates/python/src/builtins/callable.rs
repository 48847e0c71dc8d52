//! Functions, methods, properties, `staticmethod`, `classmethod`, `super`, modules, aliases.

use std::rc::Rc;

use super::{getter, methods};
use crate::code::{Code, CodeKind};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::descriptor::Property;
use crate::object::function::Function;
use crate::object::instance::Instance;
use crate::object::string::Str;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    install_function(vm);
    install_method(vm);
    install_property(vm);
    for class in [&vm.types.static_method, &vm.types.class_method] {
        class.change_hooks(|hooks| hooks.construct = Some(construct_wrapper));
        for name in ["__func__", "__wrapped__"] {
            getter(class, name, wrapped, None);
        }
    }
    vm.types.super_.change_hooks(|hooks| hooks.construct = Some(construct_super));
    getter(
        &vm.types.super_,
        "__thisclass__",
        |_, object| {
            Ok(match object {
                Object::Super(parent) => Object::from(&parent.after),
                _ => Object::None,
            })
        },
        None,
    );
    vm.types.module.change_hooks(|hooks| hooks.construct = Some(construct_module));
    install_alias(vm);
    install_code(vm);
}

fn function(object: &Object) -> Option<&Rc<Function>> {
    match object {
        Object::Function(function) => Some(function),
        _ => None,
    }
}

fn install_function(vm: &Vm) {
    let class = &vm.types.function;
    getter(
        class,
        "__name__",
        |_, object| Ok(Object::from(function(object).map(|f| f.name()))),
        Some(set_name),
    );
    getter(
        class,
        "__qualname__",
        |_, object| Ok(Object::from(function(object).map(|f| f.qualname()))),
        Some(set_qualname),
    );
    getter(
        class,
        "__doc__",
        |_, object| Ok(of(object, |f| f.doc.borrow().clone())),
        Some(|_, object, value| set(object, value, |f, value| drop(f.doc.replace(value)))),
    );
    getter(
        class,
        "__module__",
        |_, object| Ok(of(object, |f| f.module.borrow().clone())),
        Some(|_, object, value| set(object, value, |f, value| drop(f.module.replace(value)))),
    );
    getter(
        class,
        "__annotations__",
        |_, object| Ok(of(object, |f| Object::Dict(f.annotations()))),
        Some(set_annotations),
    );
    getter(class, "__defaults__", defaults, Some(set_defaults));
    getter(class, "__kwdefaults__", kw_defaults, None);
    getter(
        class,
        "__code__",
        |_, object| Ok(of(object, |f| Object::Code(Rc::clone(&f.code)))),
        None,
    );
    getter(
        class,
        "__globals__",
        |_, object| Ok(of(object, |f| Object::Dict(Rc::clone(&f.globals)))),
        None,
    );
    getter(class, "__closure__", closure, None);
    methods(class, &[("__get__", function_get), ("__call__", call_self)]);
}

fn of(object: &Object, part: impl Fn(&Rc<Function>) -> Object) -> Object {
    function(object).map_or(Object::None, part)
}

fn set(object: &Object, value: Option<Object>, change: impl Fn(&Function, Object)) -> PyResult<()> {
    if let Some(function) = function(object) {
        change(function, value.unwrap_or(Object::None));
    }
    Ok(())
}

fn set_name(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    match (function(object), value.as_ref().and_then(Object::as_str)) {
        (Some(function), Some(name)) => {
            *function.name.borrow_mut() = name.clone();
            Ok(())
        }
        _ => Err(vm.type_error("__name__ must be set to a string object")),
    }
}

fn set_qualname(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    match (function(object), value.as_ref().and_then(Object::as_str)) {
        (Some(function), Some(name)) => {
            *function.qualname.borrow_mut() = name.clone();
            Ok(())
        }
        _ => Err(vm.type_error("__qualname__ must be set to a string object")),
    }
}

fn set_annotations(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    match (function(object), value) {
        (Some(function), Some(Object::Dict(dict))) => {
            *function.annotations.borrow_mut() = Some(dict);
            Ok(())
        }
        (Some(function), None | Some(Object::None)) => {
            *function.annotations.borrow_mut() = None;
            Ok(())
        }
        _ => Err(vm.type_error("__annotations__ must be set to a dict object")),
    }
}

fn defaults(_: &Vm, object: &Object) -> PyResult {
    Ok(of(object, |function| match function.defaults().as_slice() {
        [] => Object::None,
        items => Object::tuple(items.to_vec()),
    }))
}

fn set_defaults(vm: &Vm, object: &Object, value: Option<Object>) -> PyResult<()> {
    let items = match value {
        Some(Object::Tuple(items)) => items.to_vec(),
        None | Some(Object::None) => Vec::new(),
        _ => return Err(vm.type_error("__defaults__ must be set to a tuple object")),
    };
    if let Some(function) = function(object) {
        *function.defaults.borrow_mut() = items;
    }
    Ok(())
}

fn kw_defaults(_: &Vm, object: &Object) -> PyResult {
    Ok(of(object, |function| match function.kw_defaults() {
        items if items.is_empty() => Object::None,
        items => Object::dict(items),
    }))
}

fn closure(_: &Vm, object: &Object) -> PyResult {
    Ok(of(object, |function| {
        if function.closure.is_empty() {
            return Object::None;
        }
        Object::tuple(function.closure.iter().map(|cell| {
            let value = cell.get();
            if value.is_unbound() { Object::None } else { value }
        }))
    }))
}

fn function_get(vm: &Vm, args: Args) -> PyResult {
    let [this, instance, owner] = args.between(vm, "__get__", 2)?;
    let this = this.unwrap_or(Object::None);
    match instance {
        None | Some(Object::None) => Ok(this),
        Some(instance) => {
            let class = match owner {
                Some(Object::Class(class)) => class,
                _ => vm.class_of(&instance),
            };
            vm.bind(this, &instance, &class)
        }
    }
}

fn call_self(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.take_first().unwrap_or(Object::None);
    vm.call(&this, args)
}

fn install_method(vm: &Vm) {
    let class = &vm.types.method;
    getter(
        class,
        "__func__",
        |_, object| {
            Ok(match object {
                Object::Method(method) => method.function.clone(),
                _ => Object::None,
            })
        },
        None,
    );
    getter(
        class,
        "__self__",
        |_, object| {
            Ok(match object {
                Object::Method(method) => method.receiver.clone(),
                _ => Object::None,
            })
        },
        None,
    );
    getter(
        class,
        "__doc__",
        |vm, object| match object {
            Object::Method(method) => vm.attr(&method.function, "__doc__"),
            _ => Ok(Object::None),
        },
        None,
    );
    getter(
        class,
        "__module__",
        |vm, object| match object {
            Object::Method(method) => vm.attr(&method.function, "__module__"),
            _ => Ok(Object::None),
        },
        None,
    );
    class.change_hooks(|hooks| hooks.construct = Some(construct_method));
    install_native(vm);
}

fn install_native(vm: &Vm) {
    for class in [&vm.types.builtin, &vm.types.method_descriptor, &vm.types.method] {
        methods(class, &[("__call__", call_self)]);
    }
    for class in [&vm.types.builtin, &vm.types.method_descriptor] {
        for name in ["__name__", "__qualname__"] {
            getter(
                class,
                name,
                |_, object| {
                    Ok(match object {
                        Object::Native(function) => Object::Str(function.name.clone()),
                        _ => Object::None,
                    })
                },
                None,
            );
        }
        getter(
            class,
            "__doc__",
            |_, object| {
                Ok(match object {
                    Object::Native(function) => Object::from(function.doc.clone()),
                    _ => Object::None,
                })
            },
            None,
        );
        getter(
            class,
            "__module__",
            |_, object| {
                Ok(match object {
                    Object::Native(function) => Object::from(function.module.clone()),
                    _ => Object::None,
                })
            },
            None,
        );
    }
}

fn construct_method(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [function, receiver] = args.exactly(vm, "method")?;
    Ok(Object::Method(Rc::new(crate::object::function::BoundMethod { function, receiver })))
}

fn property(object: &Object) -> Option<&Rc<Property>> {
    match object.unwrapped() {
        Object::Property(property) => Some(property),
        _ => None,
    }
}

fn install_property(vm: &Vm) {
    let class = &vm.types.property;
    class.change_hooks(|hooks| hooks.construct = Some(construct_property));
    getter(class, "fget", |_, object| Ok(part_of(object, |property| &property.fget)), None);
    getter(class, "fset", |_, object| Ok(part_of(object, |property| &property.fset)), None);
    getter(class, "fdel", |_, object| Ok(part_of(object, |property| &property.fdel)), None);
    getter(class, "__doc__", property_doc, None);
    getter(
        class,
        "__isabstractmethod__",
        |vm, object| {
            let Some(property) = property(object) else { return Ok(Object::Bool(false)) };
            for part in [&property.fget, &property.fset, &property.fdel] {
                if let Some(flag) = vm.attr_if_any(part, "__isabstractmethod__")?
                    && vm.truth(&flag)?
                {
                    return Ok(Object::Bool(true));
                }
            }
            Ok(Object::Bool(false))
        },
        None,
    );
    methods(
        class,
        &[
            ("getter", |vm, args| replaced(vm, args, 0)),
            ("setter", |vm, args| replaced(vm, args, 1)),
            ("deleter", |vm, args| replaced(vm, args, 2)),
            ("__get__", |vm, args| {
                let [this, instance, _owner] = args.between(vm, "__get__", 2)?;
                let this = this.unwrap_or(Object::None);
                match instance {
                    None | Some(Object::None) => Ok(this),
                    Some(instance) => {
                        let plain = this.unwrapped().clone();
                        vm.bind(plain, &instance, &vm.class_of(&instance))
                    }
                }
            }),
        ],
    );
}

fn part_of(object: &Object, part: fn(&Property) -> &Object) -> Object {
    property(object).map_or(Object::None, |property| part(property).clone())
}

fn property_doc(vm: &Vm, object: &Object) -> PyResult {
    let Some(property) = property(object) else { return Ok(Object::None) };
    if !property.doc.is_none() || property.fget.is_none() {
        return Ok(property.doc.clone());
    }
    Ok(vm.attr_if_any(&property.fget, "__doc__")?.unwrap_or(Object::None))
}

fn construct_property(vm: &Vm, class: &Class, args: Args) -> PyResult {
    if args.len() > 4 {
        return Err(
            vm.type_error(format!("property() takes at most 4 arguments ({} given)", args.len()))
        );
    }
    let parts = args.bind(vm, "property", ["fget", "fset", "fdel", "doc"], 0)?;
    let [fget, fset, fdel, doc] = parts.map(|part| part.unwrap_or(Object::None));
    let property = Object::Property(Rc::new(Property { fget, fset, fdel, doc, name: None.into() }));
    if *class == vm.types.property {
        return Ok(property);
    }
    Ok(Object::Instance(Rc::new(Instance::with_value(class, property))))
}

fn replaced(vm: &Vm, args: Args, place: usize) -> PyResult {
    let [this, function] = args.exactly(vm, "setter")?;
    let Some(property) = property(&this) else { return Ok(Object::None) };
    let mut parts =
        [property.fget.clone(), property.fset.clone(), property.fdel.clone(), property.doc.clone()];
    parts[place] = function;
    vm.call(&Object::Class(vm.class_of(&this)), Args::of(parts))
}

fn wrapped(_: &Vm, object: &Object) -> PyResult {
    Ok(match object.unwrapped() {
        Object::StaticMethod(inner) | Object::ClassMethod(inner) => (**inner).clone(),
        _ => Object::None,
    })
}

fn construct_wrapper(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let [function] = args.exactly(vm, &class.name())?;
    let is_static = class.is_subclass(&vm.types.static_method);
    let wrapper = if is_static {
        Object::StaticMethod(Rc::new(function))
    } else {
        Object::ClassMethod(Rc::new(function))
    };
    Ok(wrapper)
}

fn construct_super(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [class, object] = args.between(vm, "super", 0)?;
    match (class, object) {
        (None, _) => Err(vm.runtime_error("super(): no arguments")),
        (Some(Object::Class(class)), Some(object)) => vm.make_super(class, object),
        (Some(Object::Class(_)), None) => Err(vm.unsupported("super() of a class alone")),
        (Some(other), _) => {
            let given = vm.class_name(&other);
            Err(vm.type_error(format!("super() argument 1 must be a type, not {given}")))
        }
    }
}

fn construct_module(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [name, doc] = args.bind(vm, "module", ["name", "doc"], 1)?;
    let name = name.as_ref().and_then(Object::as_str).cloned().unwrap_or_else(|| Str::from(""));
    let module = crate::object::module::Module::new(&name);
    module.set("__doc__", doc.unwrap_or(Object::None));
    Ok(Object::Module(Rc::new(module)))
}

fn construct_alias(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [origin, key] = args.exactly(vm, "GenericAlias")?;
    Ok(vm.alias_of(&origin, &key, crate::object::alias::AliasKind::Builtin))
}

fn install_alias(vm: &Vm) {
    vm.types.generic_alias.change_hooks(|hooks| hooks.construct = Some(construct_alias));
    for class in [&vm.types.generic_alias, &vm.types.typing_alias, &vm.types.union_type] {
        getter(
            class,
            "__args__",
            |_, object| {
                Ok(match object {
                    Object::Alias(alias) => Object::tuple(alias.args.clone()),
                    _ => Object::None,
                })
            },
            None,
        );
        methods(
            class,
            &[("__or__", |vm, args| {
                let [a, b] = args.exactly(vm, "__or__")?;
                vm.binary(crate::vm::operator::BinaryOp::Or, &a, &b)
            })],
        );
    }
    for class in [&vm.types.generic_alias, &vm.types.typing_alias] {
        getter(
            class,
            "__origin__",
            |_, object| {
                Ok(match object {
                    Object::Alias(alias) => alias.origin.clone(),
                    _ => Object::None,
                })
            },
            None,
        );
    }
}

fn install_code(vm: &Vm) {
    let class = &vm.types.code;
    getter(
        class,
        "co_name",
        |_, object| {
            Ok(match object {
                Object::Code(code) => Object::Str(code.name.clone()),
                _ => Object::None,
            })
        },
        None,
    );
    getter(
        class,
        "co_filename",
        |_, object| {
            Ok(match object {
                Object::Code(code) => Object::Str(code.source.name.clone()),
                _ => Object::None,
            })
        },
        None,
    );
    getter(
        class,
        "co_firstlineno",
        |_, object| {
            Ok(match object {
                Object::Code(code) => Object::Int(i64::from(code.first_line())),
                _ => Object::None,
            })
        },
        None,
    );
    install_code_names(class);
}

fn install_code_names(class: &Class) {
    getter(
        class,
        "co_posonlyargcount",
        |_, object| Ok(of_code(object, |code| i64::from(code.parameters.positional_only))),
        None,
    );
    getter(
        class,
        "co_kwonlyargcount",
        |_, object| Ok(of_code(object, |code| i64::from(code.parameters.keyword_only))),
        None,
    );
    getter(class, "co_flags", |_, object| Ok(of_code(object, flags)), None);
    getter(
        class,
        "co_varnames",
        |_, object| {
            Ok(match object {
                Object::Code(code) => {
                    let names = code
                        .local_names
                        .iter()
                        .filter(|name| !name.starts_with('.') || **name == *".0");
                    Object::tuple(names.map(|name| Object::Str(name.clone())))
                }
                _ => Object::None,
            })
        },
        None,
    );
    getter(
        class,
        "co_argcount",
        |_, object| {
            Ok(match object {
                Object::Code(code) => Object::Int(i64::from(code.parameters.positional)),
                _ => Object::None,
            })
        },
        None,
    );
}

fn of_code(object: &Object, number: fn(&Code) -> i64) -> Object {
    match object {
        Object::Code(code) => Object::Int(number(code)),
        _ => Object::None,
    }
}

/// What `inspect` reads from a function's code.
fn flags(code: &Code) -> i64 {
    let kind = match code.kind {
        CodeKind::Generator => 0x20,
        CodeKind::Coroutine => 0x80,
        CodeKind::AsyncGenerator => 0x200,
        _ => 0,
    };
    let var_args = if code.parameters.var_args { 4 } else { 0 };
    let var_keywords = if code.parameters.var_keywords { 8 } else { 0 };
    3 | kind | var_args | var_keywords
}
