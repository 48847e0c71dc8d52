//! `logging`: the module itself is Python's (`source/logging.py`); here is the door from Rust.

use std::rc::Rc;

use super::source;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::vm::Vm;

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    source::build(vm, "logging", include_str!("source/logging.py"))
}

fn logger(vm: &Vm, name: &str) -> PyResult {
    let module = Object::Module(vm.import("logging")?);
    vm.call(&vm.attr(&module, "getLogger")?, Args::one(name))
}

/// Whether a record of this level would go anywhere.
pub fn is_enabled_for(vm: &Vm, name: &str, level: i64) -> PyResult<bool> {
    let logger = logger(vm, name)?;
    let answer = vm.call(&vm.attr(&logger, "isEnabledFor")?, Args::one(level))?;
    vm.truth(&answer)
}

/// Logs a message as it is, whatever the level of the logger: the caller has decided.
pub fn emit(vm: &Vm, name: &str, level: i64, message: &str) -> PyResult<()> {
    let logger = logger(vm, name)?;
    let record = Args::of([level.into(), message.into(), Object::tuple([])]);
    vm.call(&vm.attr(&logger, "_log")?, record).map(drop)
}

/// `logger.setLevel(level)`.
pub fn set_level(vm: &Vm, name: &str, level: i64) -> PyResult<()> {
    let logger = logger(vm, name)?;
    vm.call(&vm.attr(&logger, "setLevel")?, Args::one(level)).map(drop)
}

/// Gives a logger a handler that writes to standard output with time, level and name, unless it has
/// one: what `echo=True` of SQLAlchemy does.
pub fn ensure_echo_handler(vm: &Vm, name: &str) -> PyResult<()> {
    let logger = logger(vm, name)?;
    if vm.truth(&vm.attr(&logger, "handlers")?)? {
        return Ok(());
    }
    let module = Object::Module(vm.import("logging")?);
    let stdout = vm.attr(&Object::Module(vm.import("sys")?), "stdout")?;
    let handler = vm.call(&vm.attr(&module, "StreamHandler")?, Args::one(stdout))?;
    let format = Args::one("%(asctime)s %(levelname)s %(name)s %(message)s");
    let formatter = vm.call(&vm.attr(&module, "Formatter")?, format)?;
    vm.call(&vm.attr(&handler, "setFormatter")?, Args::one(formatter))?;
    vm.call(&vm.attr(&logger, "addHandler")?, Args::one(handler)).map(drop)
}

/// A logger by its name, as a script gets it.
pub fn get_logger(vm: &Vm, name: &str) -> PyResult<Object> {
    logger(vm, name)
}
