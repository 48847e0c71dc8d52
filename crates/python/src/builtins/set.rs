//! `set` and `frozenset`.

use std::rc::Rc;

use super::methods;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::object::native::NativeFn;
use crate::object::set::Set;
use crate::vm::Vm;
use crate::vm::arithmetic::{difference_of, intersection_of, symmetric_difference_of};
use crate::vm::operator::CompareOp;

pub(super) fn install(vm: &Vm) {
    let (set, frozen) = (&vm.types.set, &vm.types.frozenset);
    set.change_hooks(|hooks| hooks.construct = Some(construct));
    frozen.change_hooks(|hooks| hooks.construct = Some(construct_frozen));
    for class in [set, frozen] {
        methods(class, COMMON);
    }
    methods(
        set,
        &[
            ("__init__", init),
            ("add", add),
            ("remove", remove),
            ("discard", discard),
            ("pop", pop),
            ("clear", clear),
            ("update", update),
            ("intersection_update", |vm, args| change(vm, args, intersection_of)),
            ("difference_update", |vm, args| change(vm, args, difference_of)),
            ("symmetric_difference_update", |vm, args| change(vm, args, symmetric_difference_of)),
        ],
    );
}

const COMMON: &[(&str, NativeFn)] = &[
    ("copy", |vm, args| combine(vm, args, union)),
    ("union", |vm, args| combine(vm, args, union)),
    ("intersection", |vm, args| combine(vm, args, intersection_of)),
    ("difference", |vm, args| combine(vm, args, difference_of)),
    ("symmetric_difference", |vm, args| combine(vm, args, symmetric_difference_of)),
    ("issubset", |vm, args| relation(vm, args, CompareOp::Le)),
    ("issuperset", |vm, args| relation(vm, args, CompareOp::Ge)),
    ("isdisjoint", isdisjoint),
];

fn union(vm: &Vm, x: &Set, y: &Set) -> PyResult<Set> {
    crate::vm::arithmetic::union_of(vm, x, y)
}

/// The items of any iterable as a set.
fn set_of(vm: &Vm, object: &Object) -> PyResult<Rc<Set>> {
    match object.unwrapped() {
        Object::Set(set) | Object::FrozenSet(set) => Ok(Rc::clone(set)),
        other => {
            let items = vm.collect(other)?;
            Ok(Rc::new(Set::of(vm, items)?))
        }
    }
}

fn filled(vm: &Vm, args: Args, name: &str) -> PyResult<Rc<Set>> {
    let [iterable] = args.between(vm, name, 0)?;
    let set = Set::new();
    if let Some(iterable) = iterable {
        set.merge(vm, &*set_of(vm, &iterable)?)?;
    }
    Ok(Rc::new(set))
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    if *class == vm.types.set {
        return filled(vm, args, "set").map(Object::Set);
    }
    let set =
        if vm.has_script_init(class) { Rc::new(Set::new()) } else { filled(vm, args, "set")? };
    Ok(Object::Instance(Rc::new(Instance::with_value(class, Object::Set(set)))))
}

fn construct_frozen(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let set = filled(vm, args, "frozenset")?;
    if *class == vm.types.frozenset {
        return Ok(Object::FrozenSet(set));
    }
    Ok(Object::Instance(Rc::new(Instance::with_value(class, Object::FrozenSet(set)))))
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<(Rc<Set>, bool)> {
    match args.take_first().as_ref().map(Object::unwrapped) {
        Some(Object::Set(set)) => Ok((Rc::clone(set), false)),
        Some(Object::FrozenSet(set)) => Ok((Rc::clone(set), true)),
        _ => Err(vm.type_error("descriptor requires a 'set' object")),
    }
}

fn init(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let new = filled(vm, args, "set")?;
    set.clear();
    set.merge(vm, &new)?;
    Ok(Object::None)
}

fn combine(vm: &Vm, mut args: Args, with: fn(&Vm, &Set, &Set) -> PyResult<Set>) -> PyResult {
    let (set, frozen) = this(vm, &mut args)?;
    let mut result = set.copy(vm)?;
    for other in &args.positional {
        result = with(vm, &result, &*set_of(vm, other)?)?;
    }
    let result = Rc::new(result);
    Ok(if frozen { Object::FrozenSet(result) } else { Object::Set(result) })
}

fn change(vm: &Vm, mut args: Args, with: fn(&Vm, &Set, &Set) -> PyResult<Set>) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    for other in &args.positional {
        let result = with(vm, &set, &*set_of(vm, other)?)?;
        set.clear();
        set.merge(vm, &result)?;
    }
    Ok(Object::None)
}

fn relation(vm: &Vm, mut args: Args, op: CompareOp) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let [other] = args.exactly(vm, "issubset")?;
    let other = Object::Set(set_of(vm, &other)?);
    vm.compare(op, &Object::Set(set), &other)
}

fn isdisjoint(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let [other] = args.exactly(vm, "isdisjoint")?;
    for item in vm.collect(&other)? {
        if set.contains(vm, &item)? {
            return Ok(Object::Bool(false));
        }
    }
    Ok(Object::Bool(true))
}

fn add(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "set.add")?;
    set.add(vm, item)?;
    Ok(Object::None)
}

fn remove(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "set.remove")?;
    if set.remove(vm, &item)? { Ok(Object::None) } else { Err(vm.key_error(item)) }
}

fn discard(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "set.discard")?;
    set.remove(vm, &item)?;
    Ok(Object::None)
}

fn pop(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    set.pop().ok_or_else(|| vm.key_error("pop from an empty set"))
}

fn clear(vm: &Vm, mut args: Args) -> PyResult {
    this(vm, &mut args)?.0.clear();
    Ok(Object::None)
}

fn update(vm: &Vm, mut args: Args) -> PyResult {
    let (set, _) = this(vm, &mut args)?;
    for other in &args.positional {
        set.merge(vm, &*set_of(vm, other)?)?;
    }
    Ok(Object::None)
}
