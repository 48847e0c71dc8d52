//! `next`, `enumerate`, `zip`, `map`, `filter`, `reversed`, and the methods of generators.

use std::rc::Rc;

use super::{functions, getter, methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::generator::{Generator, Resumed};
use crate::object::iterator::Iter;
use crate::vm::Vm;
use crate::vm::operator::BinaryOp;

pub(super) fn install(vm: &Vm) {
    functions(
        vm,
        &[
            ("next", next),
            ("enumerate", enumerate),
            ("zip", zip),
            ("map", map),
            ("filter", filter),
            ("reversed", reversed),
        ],
    );
    for class in [&vm.types.generator, &vm.types.coroutine] {
        methods(class, &[("send", send), ("throw", throw), ("close", close)]);
        getter(
            class,
            "__name__",
            |_, object| name(object, |generator| generator.name.clone()),
            None,
        );
        getter(
            class,
            "__qualname__",
            |_, object| name(object, |generator| generator.qualname.clone()),
            None,
        );
    }
}

fn name(object: &Object, name: fn(&Generator) -> crate::object::string::Str) -> PyResult {
    Ok(match object {
        Object::Generator(generator) => Object::Str(name(generator)),
        _ => Object::None,
    })
}

/// The next item, or the `StopIteration` that `next` raises.
pub(super) fn next_or_stop(vm: &Vm, iterator: &Object) -> PyResult {
    if let Object::Generator(generator) = iterator {
        return resumed(vm, vm.resume(generator, Ok(Object::None))?);
    }
    if matches!(iterator, Object::Instance(_)) {
        return match vm.call_special(iterator, "__next__", Args::none())? {
            Some(item) => Ok(item),
            None => {
                let name = vm.class_name(iterator);
                Err(vm.type_error(format!("'{name}' object is not an iterator")))
            }
        };
    }
    vm.next(iterator)?.ok_or_else(|| vm.stop_iteration(Object::None))
}

fn next(vm: &Vm, args: Args) -> PyResult {
    let [iterator, default] = args.between(vm, "next", 1)?;
    let iterator = iterator.unwrap_or(Object::None);
    if !vm.is_iterator(&iterator) {
        let name = vm.class_name(&iterator);
        return Err(vm.type_error(format!("'{name}' object is not an iterator")));
    }
    match default {
        None => next_or_stop(vm, &iterator),
        Some(default) => match next_or_stop(vm, &iterator) {
            Err(raised) if raised.is_a(&vm.exceptions.stop_iteration) => Ok(default),
            other => other,
        },
    }
}

fn enumerate(vm: &Vm, mut args: Args) -> PyResult {
    let start = args.take("start");
    let iterable = args.take("iterable");
    let [first, second] = args.between(vm, "enumerate", 0)?;
    let Some(iterable) = first.or(iterable) else {
        return Err(vm.type_error("enumerate() missing required argument 'iterable'"));
    };
    let iterator = vm.iter(&iterable)?;
    let mut count = match second.or(start) {
        Some(start) => {
            vm.index(&start)?;
            start
        }
        None => Object::Int(0),
    };
    Ok(Iter::native("enumerate", move |vm| {
        let Some(item) = vm.next(&iterator)? else { return Ok(None) };
        let next = vm.binary(BinaryOp::Add, &count, &Object::Int(1))?;
        let index = std::mem::replace(&mut count, next);
        Ok(Some(Object::tuple([index, item])))
    }))
}

fn zip(vm: &Vm, mut args: Args) -> PyResult {
    let strict = match args.take("strict") {
        Some(strict) => vm.truth(&strict)?,
        None => false,
    };
    let mut iterators = Vec::new();
    for (index, iterable) in args.positional.iter().enumerate() {
        let Some(iterator) = vm.iter_if_any(iterable)? else {
            let name = vm.class_name(iterable);
            let message = if args.len() == 1 {
                format!("'{name}' object is not iterable")
            } else {
                format!("zip argument #{} must support iteration", index + 1)
            };
            return Err(vm.type_error(message));
        };
        iterators.push(iterator);
    }
    Ok(Iter::native("zip", move |vm| {
        let mut items = Vec::with_capacity(iterators.len());
        for (index, iterator) in iterators.iter().enumerate() {
            match vm.next(iterator)? {
                Some(item) => items.push(item),
                None if strict => return uneven(vm, &iterators, index),
                None => return Ok(None),
            }
        }
        Ok((!items.is_empty()).then(|| Object::tuple(items)))
    }))
}

/// `zip(strict=True)`: one iterable has ended.
fn uneven(vm: &Vm, iterators: &[Object], ended: usize) -> PyResult<Option<Object>> {
    let before = |count: usize| {
        if count == 1 { "argument 1".to_owned() } else { format!("arguments 1-{count}") }
    };
    if ended > 0 {
        let message = format!("zip() argument {} is shorter than {}", ended + 1, before(ended));
        return Err(vm.value_error(message));
    }
    for (index, iterator) in iterators.iter().enumerate().skip(1) {
        if vm.next(iterator)?.is_some() {
            let message = format!("zip() argument {} is longer than {}", index + 1, before(index));
            return Err(vm.value_error(message));
        }
    }
    Ok(None)
}

fn map(vm: &Vm, mut args: Args) -> PyResult {
    if args.len() < 2 {
        return Err(vm.type_error("map() must have at least two arguments."));
    }
    let function = args.take_first().unwrap_or(Object::None);
    let mut iterators = Vec::new();
    for iterable in &args.positional {
        iterators.push(vm.iter(iterable)?);
    }
    Ok(Iter::native("map", move |vm| {
        let mut items = Args::none();
        for iterator in &iterators {
            match vm.next(iterator)? {
                Some(item) => items.positional.push(item),
                None => return Ok(None),
            }
        }
        vm.call(&function, items).map(Some)
    }))
}

fn filter(vm: &Vm, args: Args) -> PyResult {
    let [function, iterable] = args.exactly(vm, "filter")?;
    let iterator = vm.iter(&iterable)?;
    Ok(Iter::native("filter", move |vm| {
        while let Some(item) = vm.next(&iterator)? {
            let keeps = match &function {
                Object::None => vm.truth(&item)?,
                function => {
                    let answer = vm.call(function, Args::one(item.clone()))?;
                    vm.truth(&answer)?
                }
            };
            if keeps {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

fn reversed(vm: &Vm, args: Args) -> PyResult {
    let [sequence] = args.exactly(vm, "reversed")?;
    if let Some(iterator) = vm.call_special(&sequence, "__reversed__", Args::none())? {
        return Ok(iterator);
    }
    if let Object::Dict(dict) = sequence.unwrapped() {
        let mut keys = dict.keys();
        keys.reverse();
        return Ok(Iter::of("dict_reversekeyiterator", keys));
    }
    if let Object::View(_) = &sequence {
        let mut items = vm.collect(&sequence)?;
        items.reverse();
        return Ok(Iter::of("dict_reverseitemiterator", items));
    }
    let is_sequence = match sequence.unwrapped() {
        Object::List(_)
        | Object::Tuple(_)
        | Object::Str(_)
        | Object::Range(_)
        | Object::Bytes(_) => true,
        Object::Instance(_) | Object::Host(_) => {
            vm.len_if_any(&sequence)?.is_some()
                && vm.class_of(&sequence).get("__getitem__").is_some()
        }
        _ => false,
    };
    if !is_sequence {
        let name = vm.class_name(&sequence);
        return Err(vm.type_error(format!("'{name}' object is not reversible")));
    }
    let name = match &sequence {
        Object::List(_) => "list_reverseiterator",
        _ => "reversed",
    };
    let mut left = vm.len(&sequence)?;
    Ok(Iter::native(name, move |vm| {
        if left == 0 {
            return Ok(None);
        }
        left -= 1;
        vm.get_item(&sequence, &Object::from(left)).map(Some)
    }))
}

fn generator(vm: &Vm, object: Option<Object>) -> PyResult<Rc<Generator>> {
    match object {
        Some(Object::Generator(generator)) => Ok(generator),
        _ => Err(vm.type_error("a generator is required")),
    }
}

fn resumed(vm: &Vm, resumed: Resumed) -> PyResult {
    match resumed {
        Resumed::Yielded(item) => Ok(item),
        Resumed::Returned(value) => Err(vm.stop_iteration(value)),
    }
}

fn send(vm: &Vm, mut args: Args) -> PyResult {
    let generator = generator(vm, args.take_first())?;
    let [value] = args.exactly(vm, "generator.send")?;
    resumed(vm, vm.resume(&generator, Ok(value))?)
}

fn throw(vm: &Vm, mut args: Args) -> PyResult {
    let generator = generator(vm, args.take_first())?;
    let [kind, value, _trace] = args.between(vm, "throw", 1)?;
    let kind = kind.unwrap_or(Object::None);
    let exception = match value.filter(|value| !value.is_none()) {
        Some(value @ Object::Instance(_)) => vm.raised_from(&value)?,
        Some(value) => vm.raised_from(&vm.call(&kind, Args::one(value))?)?,
        None => vm.raised_from(&kind)?,
    };
    resumed(vm, vm.resume(&generator, Err(crate::exception::Raised::new(exception)))?)
}

fn close(vm: &Vm, mut args: Args) -> PyResult {
    let generator = generator(vm, args.take_first())?;
    vm.close_generator(&generator)?;
    Ok(Object::None)
}
