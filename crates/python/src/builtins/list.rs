//! `list`.

use std::rc::Rc;

use super::methods;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::object::list::List;
use crate::object::range::Slice;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    let class = &vm.types.list;
    class.change_hooks(|hooks| hooks.construct = Some(construct));
    methods(
        class,
        &[
            ("__init__", init),
            ("append", append),
            ("extend", extend),
            ("insert", insert),
            ("pop", pop),
            ("remove", remove),
            ("clear", clear),
            ("index", index),
            ("count", count),
            ("sort", sort),
            ("reverse", reverse),
            ("copy", copy),
            ("__iadd__", iadd),
        ],
    );
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    if *class != vm.types.list {
        let list = Object::from(Vec::new());
        let instance = Object::Instance(Rc::new(Instance::with_value(class, list)));
        if !vm.has_script_init(class) {
            init(vm, args.after(instance.clone()))?;
        }
        return Ok(instance);
    }
    let [iterable] = args.between(vm, "list", 0)?;
    match iterable {
        Some(iterable) => vm.collect(&iterable).map(Object::from),
        None => Ok(Object::from(Vec::new())),
    }
}

fn this(vm: &Vm, args: &mut Args) -> PyResult<Rc<List>> {
    match args.take_first().as_ref().and_then(Object::as_list) {
        Some(list) => Ok(Rc::clone(list)),
        None => Err(vm.type_error("descriptor requires a 'list' object")),
    }
}

fn init(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [iterable] = args.between(vm, "list", 0)?;
    let items = match iterable {
        Some(iterable) => vm.collect(&iterable)?,
        None => Vec::new(),
    };
    let old = std::mem::replace(&mut *list.borrow_mut(), items);
    drop(old);
    Ok(Object::None)
}

fn append(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "list.append")?;
    vm.check_items(list.len())?;
    list.push(item);
    Ok(Object::None)
}

fn extend(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [iterable] = args.exactly(vm, "list.extend")?;
    let items = vm.collect(&iterable)?;
    vm.check_items(list.len() + items.len())?;
    list.borrow_mut().extend(items);
    Ok(Object::None)
}

fn iadd(vm: &Vm, args: Args) -> PyResult {
    let this = args.get(0).cloned().unwrap_or(Object::None);
    extend(vm, args)?;
    Ok(this)
}

fn insert(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [place, item] = args.exactly(vm, "insert")?;
    let length = list.len() as i64;
    let place = vm.index(&place)?;
    let place = if place < 0 { (place + length).max(0) } else { place.min(length) };
    vm.check_items(list.len())?;
    list.borrow_mut().insert(place as usize, item);
    Ok(Object::None)
}

fn pop(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [place] = args.between(vm, "pop", 0)?;
    let place = match place {
        Some(place) => vm.index(&place)?,
        None => -1,
    };
    if list.is_empty() {
        return Err(vm.index_error("pop from empty list"));
    }
    match crate::vm::item::place(place, list.len()) {
        Some(place) => Ok(list.borrow_mut().remove(place)),
        None => Err(vm.index_error("pop index out of range")),
    }
}

fn remove(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "list.remove")?;
    let mut place = 0;
    while let Some(candidate) = list.get(place) {
        if vm.eq(&candidate, &item)? {
            if place < list.len() {
                let removed = list.borrow_mut().remove(place);
                drop(removed);
            }
            return Ok(Object::None);
        }
        place += 1;
    }
    Err(vm.value_error("list.remove(x): x not in list"))
}

fn clear(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let old = std::mem::take(&mut *list.borrow_mut());
    drop(old);
    Ok(Object::None)
}

/// The place of an item between the optional `start` and `end`.
pub(super) fn place_of(
    vm: &Vm,
    items: &[Object],
    item: &Object,
    start: Option<Object>,
    end: Option<Object>,
) -> PyResult<Option<usize>> {
    let slice = Slice {
        start: start.unwrap_or(Object::None),
        stop: end.unwrap_or(Object::None),
        step: Object::None,
    };
    for place in slice.indices(vm, items.len())?.places() {
        if vm.eq(&items[place], item)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn index(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [item, start, end] = args.between(vm, "index", 1)?;
    let item = item.unwrap_or(Object::None);
    match place_of(vm, &list.snapshot(), &item, start, end)? {
        Some(place) => Ok(Object::from(place)),
        None => {
            let shown = vm.repr(&item)?;
            Err(vm.value_error(format!("{shown} is not in list")))
        }
    }
}

fn count(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    let [item] = args.exactly(vm, "list.count")?;
    let mut count = 0usize;
    for candidate in list.snapshot() {
        count += usize::from(vm.eq(&candidate, &item)?);
    }
    Ok(Object::from(count))
}

fn sort(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    if !args.positional.is_empty() {
        return Err(vm.type_error("sort() takes no positional arguments"));
    }
    let items = std::mem::take(&mut *list.borrow_mut());
    let before = items.clone();
    match super::aggregate::sort(vm, items, args, "sort") {
        Ok(sorted) => {
            if !list.is_empty() {
                return Err(vm.value_error("list modified during sort"));
            }
            *list.borrow_mut() = sorted;
            Ok(Object::None)
        }
        Err(raised) => {
            *list.borrow_mut() = before;
            Err(raised)
        }
    }
}

fn reverse(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    list.borrow_mut().reverse();
    Ok(Object::None)
}

fn copy(vm: &Vm, mut args: Args) -> PyResult {
    let list = this(vm, &mut args)?;
    Ok(Object::from(list.snapshot()))
}
