//! Arguments to parameters, with CPython's complaints.

use std::rc::Rc;

use super::frame::Frame;
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::args::missing_arguments;
use crate::object::dict::Dict;
use crate::object::function::Function;
use crate::object::string::Str;
use crate::vm::Vm;

/// Makes the frame of a call.
pub(super) fn bind(
    vm: &Vm,
    function: &Function,
    positional: impl ExactSizeIterator<Item = Object>,
    keywords: Vec<(Str, Object)>,
) -> PyResult<Box<Frame>> {
    let parameters = function.code.parameters;
    let mut frame = Frame::take(vm, &function.code, &function.globals);
    let simple = keywords.is_empty()
        && positional.len() == parameters.positional as usize
        && parameters.keyword_only == 0
        && !parameters.var_args
        && !parameters.var_keywords;
    if simple {
        frame.values.extend(positional);
    } else {
        frame.values.resize(parameters.count(), Object::Unbound);
        fill(vm, function, &mut frame.values, positional, keywords)?;
    }
    frame.prepare();
    frame.cells.extend(function.closure.iter().cloned());
    Ok(frame)
}

fn fill(
    vm: &Vm,
    function: &Function,
    values: &mut [Object],
    mut positional: impl ExactSizeIterator<Item = Object>,
    keywords: Vec<(Str, Object)>,
) -> PyResult<()> {
    let parameters = function.code.parameters;
    let wanted = parameters.positional as usize;
    let named = wanted + parameters.keyword_only as usize;
    let given = positional.len();
    for (place, value) in positional.by_ref().take(wanted).enumerate() {
        values[place] = value;
    }
    if parameters.var_args {
        values[named] = Object::tuple(positional);
    } else {
        drop(positional);
    }
    take_keywords(vm, function, values, keywords)?;
    if given > wanted && !parameters.var_args {
        return Err(too_many(vm, function, values, given));
    }
    fill_defaults(function, values);
    check_missing(vm, function, &values[..named])
}

fn take_keywords(
    vm: &Vm,
    function: &Function,
    values: &mut [Object],
    keywords: Vec<(Str, Object)>,
) -> PyResult<()> {
    let code = &function.code;
    let parameters = code.parameters;
    let named = (parameters.positional + parameters.keyword_only) as usize;
    let mut rest = parameters.var_keywords.then(Dict::new);
    let mut by_position_only: Vec<Str> = Vec::new();
    for (name, value) in keywords {
        let first = parameters.positional_only as usize;
        let place = code.local_names[first..named].iter().position(|known| *known == name);
        match place.map(|place| place + first) {
            Some(place) if !values[place].is_unbound() => {
                let function = function.qualname();
                let message = format!("{function}() got multiple values for argument '{name}'");
                return Err(vm.type_error(message));
            }
            Some(place) => values[place] = value,
            None => match &rest {
                Some(rest) => drop(rest.set_str(&name, value)),
                None if code.local_names[..first].contains(&name) => by_position_only.push(name),
                None => {
                    let function = function.qualname();
                    let message =
                        format!("{function}() got an unexpected keyword argument '{name}'");
                    return Err(vm.type_error(message));
                }
            },
        }
    }
    if !by_position_only.is_empty() {
        let names: Vec<&str> = by_position_only.iter().map(|name| &**name).collect();
        return Err(vm.type_error(format!(
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            function.qualname(),
            names.join(", ")
        )));
    }
    if let (Some(rest), Some(last)) = (rest.take(), values.get_mut(parameters.count() - 1)) {
        *last = Object::Dict(Rc::new(rest));
    }
    Ok(())
}

fn fill_defaults(function: &Function, values: &mut [Object]) {
    let parameters = function.code.parameters;
    let wanted = parameters.positional as usize;
    let defaults = function.defaults.borrow();
    let first = wanted.saturating_sub(defaults.len());
    for (place, default) in (first..wanted).zip(defaults.iter()) {
        if values[place].is_unbound() {
            values[place] = default.clone();
        }
    }
    let by_keyword = wanted..wanted + parameters.keyword_only as usize;
    for place in by_keyword {
        if values[place].is_unbound() {
            let name = &function.code.local_names[place];
            let defaults = function.kw_defaults.borrow();
            if let Some((_, default)) = defaults.iter().find(|(known, _)| known == name) {
                values[place] = default.clone();
            }
        }
    }
}

fn check_missing(vm: &Vm, function: &Function, values: &[Object]) -> PyResult<()> {
    let names = &function.code.local_names;
    let wanted = function.code.parameters.positional as usize;
    let missing = |from: usize, to: usize| -> Vec<&str> {
        (from..to).filter(|place| values[*place].is_unbound()).map(|place| &*names[place]).collect()
    };
    let positional = missing(0, wanted);
    if !positional.is_empty() {
        return Err(vm.type_error(missing_arguments(
            &function.qualname(),
            "positional",
            &positional,
        )));
    }
    let by_keyword = missing(wanted, values.len());
    if !by_keyword.is_empty() {
        return Err(vm.type_error(missing_arguments(
            &function.qualname(),
            "keyword-only",
            &by_keyword,
        )));
    }
    Ok(())
}

fn too_many(vm: &Vm, function: &Function, values: &[Object], given: usize) -> Box<Raised> {
    let parameters = function.code.parameters;
    let wanted = parameters.positional as usize;
    let defaults = function.defaults.borrow().len();
    let by_keyword = wanted..wanted + parameters.keyword_only as usize;
    let keywords = values[by_keyword].iter().filter(|value| !value.is_unbound()).count();
    let takes = if defaults > 0 {
        format!("from {} to {wanted}", wanted - defaults)
    } else {
        wanted.to_string()
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let s = if defaults > 0 || wanted != 1 { "s" } else { "" };
    let also = if keywords > 0 {
        format!(
            " positional argument{} (and {keywords} keyword-only argument{})",
            plural(given),
            plural(keywords)
        )
    } else {
        String::new()
    };
    let were = if given == 1 && keywords == 0 { "was" } else { "were" };
    vm.type_error(format!(
        "{}() takes {takes} positional argument{s} but {given}{also} {were} given",
        function.qualname()
    ))
}
