//! The built-in functions and the methods of the built-in classes.

use crate::vm::Vm;

/// Puts everything in place in a new interpreter.
pub(crate) fn install(vm: &Vm) {
    for (name, class) in vm.exceptions.all() {
        vm.builtins.set_text(name, class);
    }
}
