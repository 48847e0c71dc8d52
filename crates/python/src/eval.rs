//! Runs compiled code.

use std::rc::Rc;

use crate::code::Code;
use crate::exception::PyResult;
use crate::object::args::Args;
use crate::object::dict::Dict;
use crate::object::function::Function;
use crate::object::generator::{Generator, Resumed};
use crate::vm::Vm;

pub(crate) mod frame;

/// How a text is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a module.
    Exec,
    /// As at a prompt: expression statements show their value.
    Interactive,
    /// One expression, whose value is the result.
    Eval,
}

impl Vm {
    /// Compiles a text; raises `SyntaxError`.
    pub fn compile(&self, _source: &str, _file_name: &str, _mode: Mode) -> PyResult<Rc<Code>> {
        Err(self.unsupported("running code"))
    }

    /// Runs code in a namespace.
    pub fn run(&self, _code: &Rc<Code>, _globals: &Rc<Dict>) -> PyResult {
        Err(self.unsupported("running code"))
    }

    /// A namespace for a script: `__name__` and the built-ins.
    pub fn new_globals(&self, name: &str) -> Rc<Dict> {
        let globals = Dict::new();
        globals.set_text("__name__", name);
        Rc::new(globals)
    }

    pub(crate) fn call_function(&self, _function: &Rc<Function>, _args: Args) -> PyResult {
        Err(self.unsupported("running code"))
    }

    /// Goes on with a generator, sending a value into it or raising there.
    pub fn resume(&self, _generator: &Rc<Generator>, _sent: PyResult) -> PyResult<Resumed> {
        Err(self.unsupported("running code"))
    }

    /// The traceback as CPython 3.11 prints it.
    pub fn format_traceback(&self, raised: &crate::exception::Raised) -> String {
        format!("{}\n", raised.class().name())
    }
}
