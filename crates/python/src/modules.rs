//! The standard library: one file a module, registered here by one line each.
//!
//! Modules are of Rust, or of Python where that says it best: those are in `source/`, compiled when
//! first imported.

mod builtins;
pub mod datetime;
pub mod decimal;
mod introspection;
pub mod logging;
mod math;
mod random;
mod regex;
mod sha512;
mod source;
mod sys;
mod time;
pub mod typing;
pub mod uuid;

use crate::vm::{ModuleFn, Vm};

const MODULES: &[(&str, ModuleFn)] = &[
    ("_introspection", introspection::module),
    ("builtins", builtins::module),
    ("datetime", datetime::module),
    ("decimal", decimal::module),
    ("logging", logging::module),
    ("math", math::module),
    ("_random", random::module),
    ("_regex", regex::module),
    ("sys", sys::module),
    ("time", time::module),
    ("typing", typing::module),
    ("typing_extensions", typing::extensions),
    ("uuid", uuid::module),
];

/// Registers the modules; each is built when it is first imported.
pub(crate) fn register(vm: &Vm) {
    for (name, build) in MODULES.iter().chain(source::MODULES) {
        vm.register_module(name, *build);
    }
}
