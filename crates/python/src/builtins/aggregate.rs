//! `sum`, `min`, `max`, `any`, `all`, `sorted`.

use super::functions;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp};

pub(super) fn install(vm: &Vm) {
    functions(
        vm,
        &[
            ("sum", sum),
            ("min", |vm, args| extreme(vm, args, "min", CompareOp::Lt)),
            ("max", |vm, args| extreme(vm, args, "max", CompareOp::Gt)),
            ("any", any),
            ("all", all),
            ("sorted", sorted),
        ],
    );
}

fn sum(vm: &Vm, mut args: Args) -> PyResult {
    if args.is_empty() {
        return Err(vm.type_error("sum() takes at least 1 positional argument (0 given)"));
    }
    let start = args.take("start");
    let [iterable, second] = args.between(vm, "sum", 1)?;
    let mut total = second.or(start).unwrap_or(Object::Int(0));
    if total.as_str().is_some() {
        return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    vm.iterate(&iterable.unwrap_or(Object::None), |item| {
        total = vm.binary(BinaryOp::Add, &total, &item)?;
        Ok(())
    })?;
    Ok(total)
}

fn extreme(vm: &Vm, mut args: Args, name: &str, better: CompareOp) -> PyResult {
    let key = args.take("key").filter(|key| !key.is_none());
    let default = args.take("default");
    if let Some((keyword, _)) = args.keywords.first() {
        return Err(
            vm.type_error(format!("'{keyword}' is an invalid keyword argument for {name}()"))
        );
    }
    let items = match args.positional.as_slice() {
        [] => return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        [iterable] => vm.collect(iterable)?,
        _ if default.is_some() => {
            return Err(vm.type_error(format!(
                "Cannot specify a default for {name}() with multiple positional arguments"
            )));
        }
        several => several.to_vec(),
    };
    let mut best: Option<(Object, Object)> = None;
    for item in items {
        let value = match &key {
            Some(key) => vm.call(key, Args::one(item.clone()))?,
            None => item.clone(),
        };
        let wins = match &best {
            None => true,
            Some((_, known)) => {
                let answer = vm.compare(better, &value, known)?;
                vm.truth(&answer)?
            }
        };
        if wins {
            best = Some((item, value));
        }
    }
    match (best, default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.value_error(format!("{name}() arg is an empty sequence"))),
    }
}

fn any(vm: &Vm, args: Args) -> PyResult {
    let [iterable] = args.exactly(vm, "any")?;
    let iterator = vm.iter(&iterable)?;
    while let Some(item) = vm.next(&iterator)? {
        if vm.truth(&item)? {
            return Ok(Object::Bool(true));
        }
    }
    Ok(Object::Bool(false))
}

fn all(vm: &Vm, args: Args) -> PyResult {
    let [iterable] = args.exactly(vm, "all")?;
    let iterator = vm.iter(&iterable)?;
    while let Some(item) = vm.next(&iterator)? {
        if !vm.truth(&item)? {
            return Ok(Object::Bool(false));
        }
    }
    Ok(Object::Bool(true))
}

fn sorted(vm: &Vm, mut args: Args) -> PyResult {
    if args.len() != 1 {
        return Err(vm.type_error(format!("sorted expected 1 argument, got {}", args.len())));
    }
    let iterable = args.take_first().unwrap_or(Object::None);
    let items = vm.collect(&iterable)?;
    sort(vm, items, args, "sort").map(Object::from)
}

/// Sorts items by the keywords `key` and `reverse`; equal ones keep their order.
pub(super) fn sort(
    vm: &Vm,
    items: Vec<Object>,
    mut args: Args,
    name: &str,
) -> PyResult<Vec<Object>> {
    let key = args.take("key").filter(|key| !key.is_none());
    let reverse = match args.take("reverse") {
        Some(reverse) => vm.truth(&reverse)?,
        None => false,
    };
    if let Some((keyword, _)) = args.keywords.first() {
        return Err(
            vm.type_error(format!("'{keyword}' is an invalid keyword argument for {name}()"))
        );
    }
    let mut pairs = Vec::with_capacity(items.len());
    for item in items {
        let value = match &key {
            Some(key) => vm.call(key, Args::one(item.clone()))?,
            None => item.clone(),
        };
        pairs.push((value, item));
    }
    if reverse {
        pairs.reverse();
    }
    let mut sorted = merge_sort(vm, pairs)?;
    if reverse {
        sorted.reverse();
    }
    Ok(sorted.into_iter().map(|(_, item)| item).collect())
}

/// A stable sort whose comparison may raise.
fn merge_sort(vm: &Vm, mut items: Vec<(Object, Object)>) -> PyResult<Vec<(Object, Object)>> {
    if items.len() < 2 {
        return Ok(items);
    }
    if items.len() <= 16 {
        for index in 1..items.len() {
            let mut place = index;
            while place > 0 && vm.less(&items[place].0, &items[place - 1].0)? {
                items.swap(place, place - 1);
                place -= 1;
            }
        }
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(vm, items)?;
    let right = merge_sort(vm, right)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if vm.less(&b.0, &a.0)? { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}
