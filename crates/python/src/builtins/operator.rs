//! The special methods of built-in values, for code that calls them by name or overrides them.

use super::methods;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::native::NativeFn;
use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};
use crate::vm::{Vm, arithmetic};

macro_rules! binary_methods {
    ($(($name:literal, $reflected:literal, $op:ident)),*) => {
        &[$(
            ($name, |vm, args| binary(vm, BinaryOp::$op, args, false)),
            ($reflected, |vm, args| binary(vm, BinaryOp::$op, args, true)),
        )*]
    };
}

const ARITHMETIC: &[(&str, NativeFn)] = binary_methods![
    ("__add__", "__radd__", Add),
    ("__sub__", "__rsub__", Sub),
    ("__mul__", "__rmul__", Mul),
    ("__truediv__", "__rtruediv__", Div),
    ("__floordiv__", "__rfloordiv__", FloorDiv),
    ("__mod__", "__rmod__", Mod),
    ("__pow__", "__rpow__", Pow)
];

const BITS: &[(&str, NativeFn)] = binary_methods![
    ("__lshift__", "__rlshift__", LShift),
    ("__rshift__", "__rrshift__", RShift),
    ("__and__", "__rand__", And),
    ("__or__", "__ror__", Or),
    ("__xor__", "__rxor__", Xor)
];

const SEQUENCE: &[(&str, NativeFn)] = &[
    ("__add__", |vm, args| binary(vm, BinaryOp::Add, args, false)),
    ("__mul__", multiply),
    ("__rmul__", multiply),
];

const SETS: &[(&str, NativeFn)] = binary_methods![
    ("__and__", "__rand__", And),
    ("__or__", "__ror__", Or),
    ("__xor__", "__rxor__", Xor),
    ("__sub__", "__rsub__", Sub)
];

const ORDER: &[(&str, NativeFn)] = &[
    ("__lt__", |vm, args| compare(vm, CompareOp::Lt, args)),
    ("__le__", |vm, args| compare(vm, CompareOp::Le, args)),
    ("__gt__", |vm, args| compare(vm, CompareOp::Gt, args)),
    ("__ge__", |vm, args| compare(vm, CompareOp::Ge, args)),
];

const CONTAINER: &[(&str, NativeFn)] = &[
    ("__len__", |vm, args| {
        let [object] = args.exactly(vm, "__len__")?;
        Ok(vm.plain_len(&object).map_or(Object::None, Object::from))
    }),
    ("__contains__", |vm, args| {
        let [object, item] = args.exactly(vm, "__contains__")?;
        vm.plain_contains(object.unwrapped(), &item).map(Object::Bool)
    }),
    ("__iter__", |vm, args| {
        let [object] = args.exactly(vm, "__iter__")?;
        vm.iter(object.unwrapped())
    }),
];

const ITEMS: &[(&str, NativeFn)] = &[("__getitem__", |vm, args| {
    let [object, key] = args.exactly(vm, "__getitem__")?;
    vm.get_plain_item(&object, &key)
})];

const CHANGES: &[(&str, NativeFn)] = &[
    ("__setitem__", |vm, args| {
        let [object, key, value] = args.exactly(vm, "__setitem__")?;
        vm.set_plain_item(&object, &key, value)?;
        Ok(Object::None)
    }),
    ("__delitem__", |vm, args| {
        let [object, key] = args.exactly(vm, "__delitem__")?;
        vm.del_plain_item(&object, &key)?;
        Ok(Object::None)
    }),
];

pub(super) fn install(vm: &Vm) {
    let types = &vm.types;
    methods(
        &types.object,
        &[
            ("__eq__", |vm, args| object_compare(vm, CompareOp::Eq, args)),
            ("__ne__", |vm, args| object_compare(vm, CompareOp::Ne, args)),
            ("__hash__", object_hash),
            ("__repr__", object_repr),
            ("__str__", object_str),
            ("__format__", object_format),
        ],
    );
    for class in [&types.int, &types.float] {
        methods(class, ARITHMETIC);
        methods(class, UNARY);
    }
    methods(&types.int, BITS);
    for class in [&types.str, &types.list, &types.tuple, &types.bytes] {
        methods(class, SEQUENCE);
        methods(class, ITEMS);
    }
    methods(&types.str, &[("__mod__", |vm, args| binary(vm, BinaryOp::Mod, args, false))]);
    for class in [&types.int, &types.float, &types.str, &types.list, &types.tuple, &types.bytes] {
        methods(class, ORDER);
    }
    for class in [&types.set, &types.frozenset] {
        methods(class, SETS);
        methods(class, ORDER);
    }
    methods(&types.dict, &[("__or__", |vm, args| binary(vm, BinaryOp::Or, args, false))]);
    methods(
        &types.type_,
        &[
            ("__or__", |vm, args| binary(vm, BinaryOp::Or, args, false)),
            ("__ror__", |vm, args| binary(vm, BinaryOp::Or, args, true)),
        ],
    );
    install_containers(vm);
}

fn install_containers(vm: &Vm) {
    let types = &vm.types;
    methods(&types.dict, ITEMS);
    methods(&types.mapping_proxy, ITEMS);
    methods(&types.range, ITEMS);
    methods(&types.list, CHANGES);
    methods(&types.dict, CHANGES);
    let containers: [&Class; 12] = [
        &types.str,
        &types.bytes,
        &types.list,
        &types.tuple,
        &types.dict,
        &types.set,
        &types.frozenset,
        &types.range,
        &types.dict_keys,
        &types.dict_values,
        &types.dict_items,
        &types.mapping_proxy,
    ];
    for class in containers {
        methods(class, CONTAINER);
    }
    for class in [&types.list, &types.dict, &types.set] {
        class.set("__hash__", Object::None);
    }
    let iterator: &[(&str, NativeFn)] = &[("__iter__", same), ("__next__", next)];
    for class in [&types.iterator, &types.generator] {
        methods(class, iterator);
    }
}

const UNARY: &[(&str, NativeFn)] = &[
    ("__neg__", |vm, args| unary(vm, UnaryOp::Neg, args)),
    ("__pos__", |vm, args| unary(vm, UnaryOp::Pos, args)),
    ("__invert__", |vm, args| unary(vm, UnaryOp::Invert, args)),
    ("__bool__", |vm, args| {
        let [object] = args.exactly(vm, "__bool__")?;
        vm.truth(object.unwrapped()).map(Object::Bool)
    }),
    ("__abs__", |vm, args| {
        let [object] = args.exactly(vm, "__abs__")?;
        super::number::absolute(vm, object.unwrapped())
    }),
    ("__int__", |vm, args| {
        let [object] = args.exactly(vm, "__int__")?;
        Ok(vm.number_as_int(object.unwrapped())?.map_or(Object::None, Object::int))
    }),
    ("__float__", |vm, args| {
        let [object] = args.exactly(vm, "__float__")?;
        Ok(vm.number_as_float(object.unwrapped())?.map_or(Object::None, Object::Float))
    }),
];

fn same(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__iter__")?;
    Ok(object)
}

fn next(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__next__")?;
    super::iterable::next_or_stop(vm, &object)
}

fn binary(vm: &Vm, op: BinaryOp, args: Args, reflected: bool) -> PyResult {
    let [a, b] = args.exactly(vm, "expected")?;
    let (a, b) = if reflected { (b, a) } else { (a, b) };
    let is_type = |object: &Object| matches!(object, Object::Class(_));
    let (a, b) = if is_type(&a) || is_type(&b) { (&a, &b) } else { (a.unwrapped(), b.unwrapped()) };
    Ok(arithmetic::binary(vm, op, a, b)?.unwrap_or(Object::NotImplemented))
}

fn multiply(vm: &Vm, args: Args) -> PyResult {
    binary(vm, BinaryOp::Mul, args, false)
}

fn unary(vm: &Vm, op: UnaryOp, args: Args) -> PyResult {
    let [a] = args.exactly(vm, op.method())?;
    vm.unary(op, a.unwrapped())
}

fn compare(vm: &Vm, op: CompareOp, args: Args) -> PyResult {
    let [a, b] = args.exactly(vm, op.method())?;
    Ok(vm.compare_plain(op, &a, &b)?.unwrap_or(Object::NotImplemented))
}

fn object_compare(vm: &Vm, op: CompareOp, args: Args) -> PyResult {
    let [a, b] = args.exactly(vm, op.method())?;
    if let Some(answer) = vm.compare_plain(op, &a, &b)? {
        return Ok(answer);
    }
    if op == CompareOp::Ne {
        // the opposite of what the class says about equality
        let class = vm.class_of(&a);
        let is_own = |custom: &Object| match custom {
            Object::Native(function) => {
                function.owner.as_ref().is_none_or(|owner| **owner != *"object")
            }
            _ => true,
        };
        if let Some(custom) = class.get("__eq__").filter(is_own) {
            let equal = vm.call(&custom, Args::of([a, b]))?;
            return match equal {
                Object::NotImplemented => Ok(equal),
                equal => Ok(Object::Bool(!vm.truth(&equal)?)),
            };
        }
    }
    Ok(if a.is(&b) { Object::Bool(op == CompareOp::Eq) } else { Object::NotImplemented })
}

fn object_hash(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__hash__")?;
    match object.unwrapped() {
        Object::Instance(_) | Object::Host(_) => Ok(Object::Int(vm.hash_by_address(&object))),
        Object::Class(_) => Ok(Object::Int(vm.hash_by_address(&object))),
        inner => vm.hash(inner).map(Object::Int),
    }
}

fn object_repr(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__repr__")?;
    vm.plain_repr(&object).map(Object::from)
}

fn object_str(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "__str__")?;
    match &object {
        Object::Instance(instance) => match &instance.value {
            Object::Str(text) => Ok(Object::Str(text.clone())),
            _ if instance.class().hooks().layout == crate::object::class::Layout::Exception => {
                vm.exception_text(instance).map(Object::Str)
            }
            _ => vm.repr(&object).map(Object::Str),
        },
        Object::Class(_) | Object::Host(_) => vm.repr(&object).map(Object::Str),
        _ => vm.str(&object).map(Object::Str),
    }
}

fn object_format(vm: &Vm, args: Args) -> PyResult {
    let [object, spec] = args.exactly(vm, "__format__")?;
    let spec = spec.as_str().cloned().unwrap_or_else(|| "".into());
    vm.plain_format(&object, &spec).map(Object::Str)
}
