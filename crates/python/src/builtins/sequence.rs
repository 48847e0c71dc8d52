//! `range` and `slice`.

use std::rc::Rc;

use super::{getter, methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::range::{Range, Slice};
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let range = &vm.types.range;
    range.change_hooks(|hooks| hooks.construct = Some(construct_range));
    methods(range, &[("index", index), ("count", count)]);
    getter(range, "start", |_, object| Ok(of_range(object, |range| range.start)), None);
    getter(range, "stop", |_, object| Ok(of_range(object, |range| range.stop)), None);
    getter(range, "step", |_, object| Ok(of_range(object, |range| range.step)), None);
    let slice = &vm.types.slice;
    slice.change_hooks(|hooks| hooks.construct = Some(construct_slice));
    methods(slice, &[("indices", indices)]);
    getter(slice, "start", |_, object| Ok(of_slice(object, |slice| &slice.start)), None);
    getter(slice, "stop", |_, object| Ok(of_slice(object, |slice| &slice.stop)), None);
    getter(slice, "step", |_, object| Ok(of_slice(object, |slice| &slice.step)), None);
}

fn of_range(object: &Object, part: fn(&Range) -> i64) -> Object {
    match object {
        Object::Range(range) => Object::Int(part(range)),
        _ => Object::None,
    }
}

fn of_slice(object: &Object, part: fn(&Slice) -> &Object) -> Object {
    match object {
        Object::Slice(slice) => part(slice).clone(),
        _ => Object::None,
    }
}

fn construct_range(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [first, second, third] = args.between(vm, "range", 1)?;
    let first = vm.index(&first.unwrap_or(Object::None))?;
    let (start, stop) = match second {
        Some(second) => (first, vm.index(&second)?),
        None => (0, first),
    };
    let step = match third {
        Some(third) => vm.index(&third)?,
        None => 1,
    };
    if step == 0 {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    Ok(Object::Range(Rc::new(Range { start, stop, step })))
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<Range> {
    match args.take_first() {
        Some(Object::Range(range)) => Ok(*range),
        _ => Err(vm.type_error("descriptor requires a 'range' object")),
    }
}

fn place(vm: &Vm, mut args: Args, name: &str) -> PyResult<(Object, Option<usize>)> {
    let range = this(vm, &mut args)?;
    let [item] = args.exactly(vm, name)?;
    let place = item.as_int().and_then(|value| range.index_of(value));
    Ok((item, place))
}

fn index(vm: &Vm, args: Args) -> PyResult {
    match place(vm, args, "range.index")? {
        (_, Some(place)) => Ok(Object::from(place)),
        (item, None) => {
            let shown = vm.repr(&item)?;
            Err(vm.value_error(format!("{shown} is not in range")))
        }
    }
}

fn count(vm: &Vm, args: Args) -> PyResult {
    Ok(Object::Int(i64::from(place(vm, args, "range.count")?.1.is_some())))
}

fn construct_slice(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [first, second, third] = args.between(vm, "slice", 1)?;
    let first = first.unwrap_or(Object::None);
    let (start, stop) = match second {
        Some(second) => (first, second),
        None => (Object::None, first),
    };
    Ok(Object::Slice(Rc::new(Slice { start, stop, step: third.unwrap_or(Object::None) })))
}

fn indices(vm: &Vm, args: Args) -> PyResult {
    let [this, length] = args.exactly(vm, "indices")?;
    let Object::Slice(slice) = &this else { return Ok(Object::None) };
    let length = usize::try_from(vm.index(&length)?)
        .map_err(|_| vm.value_error("length should not be negative"))?;
    let found = slice.indices(vm, length)?;
    Ok(Object::tuple([found.start, found.stop, found.step].map(Object::Int)))
}
