//! The built-in functions and the methods of the built-in classes.

use crate::object::Object;
use crate::object::class::Class;
use crate::object::descriptor::{GetSet, Getter, Setter};
use crate::object::native::{NativeFn, NativeFunction};
use crate::object::string::Str;
use crate::vm::Vm;

mod aggregate;
mod bytes;
mod callable;
mod class;
mod dict;
mod exception;
mod function;
mod integer;
mod iterable;
mod list;
mod number;
mod operator;
mod scope;
mod sequence;
mod set;
mod string;
mod text;
mod tuple;

/// The names in the order in which CPython has them: suggestions depend on it.
const FIRST_NAMES: &[&str] = &[
    "__name__",
    "__doc__",
    "__import__",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "breakpoint",
    "callable",
    "chr",
    "compile",
    "delattr",
    "dir",
    "divmod",
    "eval",
    "exec",
    "format",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "hex",
    "id",
    "input",
    "isinstance",
    "issubclass",
    "iter",
    "aiter",
    "len",
    "locals",
    "max",
    "min",
    "next",
    "anext",
    "oct",
    "ord",
    "pow",
    "print",
    "repr",
    "round",
    "setattr",
    "sorted",
    "sum",
    "vars",
    "None",
    "Ellipsis",
    "NotImplemented",
    "False",
    "True",
    "bool",
    "memoryview",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "property",
    "int",
    "list",
    "map",
    "object",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
    "__debug__",
];

/// Puts everything in place in a new interpreter.
pub(crate) fn install(vm: &Vm) {
    for name in FIRST_NAMES {
        vm.builtins.set_text(name, Object::None);
    }
    vm.builtins.set_text("__name__", "builtins");
    vm.builtins.set_text("True", true);
    vm.builtins.set_text("False", false);
    for (name, class) in vm.exceptions.all() {
        vm.builtins.set_text(name, class);
    }
    if let Some(class) = vm.exceptions.get("OSError") {
        vm.builtins.set_text("IOError", class);
        vm.builtins.set_text("EnvironmentError", class);
    }
    let types = &vm.types;
    let named = [
        &types.object,
        &types.type_,
        &types.bool,
        &types.int,
        &types.float,
        &types.str,
        &types.bytes,
        &types.tuple,
        &types.list,
        &types.dict,
        &types.set,
        &types.frozenset,
        &types.slice,
        &types.range,
        &types.property,
        &types.super_,
    ];
    for class in named {
        vm.builtins.set_text(&class.name(), class);
    }
    vm.builtins.set_text("staticmethod", &types.static_method);
    vm.builtins.set_text("classmethod", &types.class_method);
    vm.builtins.set_text("NotImplemented", Object::NotImplemented);
    vm.builtins.set_text("Ellipsis", Object::Ellipsis);
    vm.builtins.set_text("__debug__", true);
    class::install(vm);
    operator::install(vm);
    function::install(vm);
    scope::install(vm);
    iterable::install(vm);
    aggregate::install(vm);
    number::install(vm);
    integer::install(vm);
    string::install(vm);
    text::install(vm);
    bytes::install(vm);
    list::install(vm);
    tuple::install(vm);
    dict::install(vm);
    set::install(vm);
    sequence::install(vm);
    callable::install(vm);
    exception::install(vm);
}

/// Adds built-in functions.
fn functions(vm: &Vm, functions: &[(&str, NativeFn)]) {
    for (name, call) in functions {
        let function = NativeFunction::new(name, *call).in_module("builtins").object();
        vm.builtins.set_text(name, function);
    }
}

/// Adds methods to a built-in class.
fn methods(class: &Class, methods: &[(&str, NativeFn)]) {
    for (name, call) in methods {
        class.set(name, NativeFunction::method(&class.name(), name, *call).object());
    }
}

/// Adds static methods to a built-in class.
fn static_methods(class: &Class, methods: &[(&str, NativeFn)]) {
    for (name, call) in methods {
        let function =
            NativeFunction { owner: Some(class.name()), ..NativeFunction::new(name, *call) };
        class.set(name, Object::StaticMethod(std::rc::Rc::new(function.object())));
    }
}

/// Adds class methods to a built-in class.
fn class_methods(class: &Class, methods: &[(&str, NativeFn)]) {
    for (name, call) in methods {
        let function = NativeFunction::method(&class.name(), name, *call).object();
        class.set(name, Object::ClassMethod(std::rc::Rc::new(function)));
    }
}

/// Adds a computed attribute to a built-in class.
fn getter(class: &Class, name: &str, get: Getter, set: Option<Setter>) {
    let getset = GetSet { name: Str::intern(name), get, set };
    class.set(name, Object::GetSet(std::rc::Rc::new(getset)));
}
