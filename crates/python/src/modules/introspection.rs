//! `_introspection`: what our modules of Python ask of the interpreter itself.

use std::rc::Rc;

use super::source::FOLDER;
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::vm::Vm;

pub(crate) fn module(_vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("_introspection");
    module.function("caller", caller);
    module.function("format_exception", format_exception);
    module.function("source_line", source_line);
    Ok(Rc::new(module))
}

/// File, line and function of the innermost frame of a script; further out with a level above 1.
fn caller(vm: &Vm, args: Args) -> PyResult {
    let [level] = args.exactly(vm, "caller")?;
    let level = usize::try_from(level.as_int().unwrap_or(1).max(1)).unwrap_or(1);
    let frames = vm.frames();
    let mut own = frames.iter().rev().filter(|frame| !frame.file.starts_with(FOLDER));
    Ok(match own.nth(level - 1) {
        Some(frame) => Object::tuple([
            frame.file.clone().into(),
            i64::from(frame.line).into(),
            frame.function.clone().into(),
        ]),
        None => Object::tuple(["(unknown file)".into(), 0_i64.into(), "(unknown function)".into()]),
    })
}

/// The text of the line that [`caller`] names; `None` where it is not at hand.
fn source_line(vm: &Vm, args: Args) -> PyResult {
    let [level] = args.exactly(vm, "source_line")?;
    let level = usize::try_from(level.as_int().unwrap_or(1).max(1)).unwrap_or(1);
    Ok(vm.script_line(FOLDER, level - 1).into())
}

fn format_exception(vm: &Vm, args: Args) -> PyResult {
    let [exception] = args.exactly(vm, "format_exception")?;
    match exception.as_instance() {
        Some(instance) => Ok(vm.format_traceback(&Raised::new(Rc::clone(instance))).into()),
        None => Ok("NoneType: None\n".into()),
    }
}
