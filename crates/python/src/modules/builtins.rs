//! `builtins`: the names that every script sees, as a module.

use std::rc::Rc;

use crate::exception::PyResult;
use crate::object::module::Module;
use crate::vm::Vm;

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("builtins");
    for (name, value) in vm.builtins().str_items() {
        module.dict().set_str(&name, value);
    }
    Ok(Rc::new(module))
}
