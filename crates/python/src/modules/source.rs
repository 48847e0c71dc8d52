//! Modules of the standard library that are written in Python, ours, in `source/`.

use std::rc::Rc;

use crate::eval::Mode;
use crate::exception::PyResult;
use crate::object::module::Module;
use crate::vm::{ModuleFn, Vm};

/// Runs the text of a module in a module's namespace.
pub(crate) fn build(vm: &Vm, name: &str, text: &str) -> PyResult<Rc<Module>> {
    let module = Module::new(name);
    let code = vm.compile(text, &format!("{FOLDER}{name}.py"), Mode::Exec)?;
    module.set("__builtins__", crate::object::Object::Dict(Rc::clone(vm.builtins())));
    vm.run(&code, module.dict())?;
    Ok(Rc::new(module))
}

/// Where frames of these modules say they are.
pub(crate) const FOLDER: &str = "<frozen>/";

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        /// Each with the function that builds it.
        pub(crate) const MODULES: &[(&str, ModuleFn)] = &[
            $(($name, |vm| build(vm, $name, include_str!(concat!("source/", $name, ".py"))))),*
        ];
    };
}

sources![
    "__future__",
    "abc",
    "asyncio",
    "bisect",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "operator",
    "os",
    "pprint",
    "random",
    "re",
    "statistics",
    "string",
    "textwrap",
    "traceback",
    "types",
    "warnings",
];
