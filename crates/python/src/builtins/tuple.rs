//! `tuple`.

use std::rc::Rc;

use super::methods;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.tuple;
    class.change_hooks(|hooks| hooks.construct = Some(construct));
    methods(class, &[("index", index), ("count", count)]);
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let [iterable] = args.between(vm, "tuple", 0)?;
    let items: Rc<[Object]> = match iterable {
        Some(Object::Tuple(items)) => items,
        Some(iterable) => vm.collect(&iterable)?.into(),
        None => Rc::new([]),
    };
    if *class == vm.types.tuple {
        return Ok(Object::Tuple(items));
    }
    Ok(Object::Instance(Rc::new(Instance::with_value(class, Object::Tuple(items)))))
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<Rc<[Object]>> {
    match args.take_first().as_ref().and_then(Object::as_tuple) {
        Some(items) => Ok(Rc::clone(items)),
        None => Err(vm.type_error("descriptor requires a 'tuple' object")),
    }
}

fn index(vm: &Vm, mut args: Args) -> PyResult {
    let items = this(vm, &mut args)?;
    let [item, start, end] = args.between(vm, "index", 1)?;
    match super::list::place_of(vm, &items, &item.unwrap_or(Object::None), start, end)? {
        Some(place) => Ok(Object::from(place)),
        None => Err(vm.value_error("tuple.index(x): x not in tuple")),
    }
}

fn count(vm: &Vm, mut args: Args) -> PyResult {
    let items = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "tuple.count")?;
    let mut count = 0usize;
    for candidate in items.iter() {
        count += usize::from(vm.eq(candidate, &item)?);
    }
    Ok(Object::from(count))
}
