//! `globals`, `locals`, `vars`, `dir`, `eval`, `exec`, `compile`.

use std::rc::Rc;

use super::functions;
use crate::eval::Mode;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::dict::Dict;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    functions(
        vm,
        &[
            ("globals", globals),
            ("locals", locals),
            ("vars", vars),
            ("dir", dir),
            ("eval", eval),
            ("exec", exec),
            ("compile", |vm, _| Err(vm.unsupported("compile()"))),
            ("__import__", import),
        ],
    );
}

fn globals(vm: &Vm, args: Args) -> PyResult {
    let [] = args.exactly(vm, "globals")?;
    Ok(vm.current_globals().map_or(Object::None, Object::Dict))
}

fn shared(vm: &Vm) -> Object {
    match vm.shared_locals.borrow().clone().or_else(|| vm.current_globals()) {
        Some(locals) => Object::Dict(locals),
        None => Object::None,
    }
}

fn locals(vm: &Vm, args: Args) -> PyResult {
    let [] = args.exactly(vm, "locals")?;
    Ok(shared(vm))
}

fn vars(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.between(vm, "vars", 0)?;
    let Some(object) = object else { return Ok(shared(vm)) };
    match vm.attr_if_any(&object, "__dict__")? {
        Some(dict) => Ok(dict),
        None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn dir(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.between(vm, "dir", 0)?;
    match object {
        Some(object) => Ok(Object::list(vm.dir(&object)?.into_iter().map(Object::Str))),
        None => {
            let mut names: Vec<_> = match shared(vm) {
                Object::Dict(dict) => {
                    dict.keys().iter().filter_map(Object::as_str).cloned().collect()
                }
                _ => Vec::new(),
            };
            names.sort();
            Ok(Object::list(names.into_iter().map(Object::Str)))
        }
    }
}

/// The namespace that code is run in: locals over globals, whose changes go to the locals.
fn namespace(vm: &Vm, globals: Option<Object>, locals: Option<Object>) -> PyResult<Rc<Dict>> {
    let explicit = globals.filter(|globals| !globals.is_none());
    let base = match &explicit {
        Some(Object::Dict(dict)) => Some(Rc::clone(dict)),
        Some(other) => {
            let given = vm.class_name(other);
            return Err(vm.type_error(format!("globals must be a dict, not {given}")));
        }
        None => None,
    };
    let locals = match locals {
        Some(Object::Dict(dict)) => Some(dict),
        Some(Object::None) | None if base.is_none() => vm.shared_locals.borrow().clone(),
        _ => None,
    };
    let globals = match base.or_else(|| vm.current_globals()) {
        Some(globals) => globals,
        None => Rc::new(Dict::new()),
    };
    match locals {
        Some(locals) if !Rc::ptr_eq(&locals, &globals) => {
            let merged = globals.copy();
            merged.merge(vm, &locals)?;
            Ok(Rc::new(merged))
        }
        _ => Ok(globals),
    }
}

fn eval(vm: &Vm, args: Args) -> PyResult {
    let [source, globals, locals] = args.between(vm, "eval", 1)?;
    let globals = namespace(vm, globals, locals)?;
    match source.as_ref().map(Object::unwrapped) {
        Some(Object::Code(code)) => vm.run(code, &globals),
        Some(Object::Str(text)) => {
            let code = vm.compile(text.trim(), "<string>", Mode::Eval)?;
            vm.run(&code, &globals)
        }
        _ => Err(vm.type_error("eval() arg 1 must be a string, bytes or code object")),
    }
}

fn exec(vm: &Vm, args: Args) -> PyResult {
    let [source, globals, locals] = args.between(vm, "exec", 1)?;
    let target = match (&globals, &locals) {
        (_, Some(Object::Dict(locals))) => Some(Rc::clone(locals)),
        _ => None,
    };
    let globals = namespace(vm, globals, locals)?;
    let before = target.as_ref().map(|_| globals.copy());
    match source.as_ref().map(Object::unwrapped) {
        Some(Object::Code(code)) => drop(vm.run(code, &globals)?),
        Some(Object::Str(text)) => drop(vm.run_source(text, "<string>", &globals)?),
        _ => return Err(vm.type_error("exec() arg 1 must be a string, bytes or code object")),
    }
    if let (Some(target), Some(before)) = (target, before) {
        for (name, value) in globals.str_items() {
            if before.get_str(&name).is_none_or(|old| !old.is(&value)) {
                target.set_str(&name, value);
            }
        }
    }
    Ok(Object::None)
}

fn import(vm: &Vm, mut args: Args) -> PyResult {
    args.keywords.clear();
    let name = args.take_first();
    let Some(name) = name.as_ref().and_then(Object::as_str) else {
        return Err(vm.type_error("__import__() argument 1 must be str"));
    };
    let first = name.split('.').next().unwrap_or_default();
    vm.import(name)?;
    vm.import(first).map(Object::Module)
}
