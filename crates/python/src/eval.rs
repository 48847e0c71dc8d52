//! Runs compiled code.

use std::rc::Rc;

use crate::code::{Code, Source};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::dict::Dict;
use crate::object::function::Function;
use crate::vm::Vm;

mod arguments;
mod calling;
mod class;
pub(crate) mod frame;
mod generator;
mod importing;
mod instruction;
mod machine;
mod matching;
mod unpack;
mod unwind;

use frame::Frame;
use machine::{Exit, Machine};

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
    pub fn compile(&self, source: &str, file_name: &str, mode: Mode) -> PyResult<Rc<Code>> {
        let source = Rc::new(Source::new(file_name, source));
        let program = crate::syntax::compile(&source, mode)
            .map_err(|issue| crate::syntax::raise(self, &source, &issue))?;
        for (line, message) in program.warnings {
            let text = source.line_text(line).trim();
            let warning = format!("{file_name}:{line}: SyntaxWarning: {message}\n  {text}\n");
            self.write(crate::vm::Stream::Stderr, &warning)?;
        }
        Ok(Rc::new(program.code))
    }

    /// Runs code in a namespace: the value of [`Mode::Eval`] code, else `None`.
    pub fn run(&self, code: &Rc<Code>, globals: &Rc<Dict>) -> PyResult {
        self.run_frame(Frame::new(self, code, globals))
    }

    /// Compiles and runs a text as a module.
    pub fn run_source(&self, source: &str, file_name: &str, globals: &Rc<Dict>) -> PyResult {
        let code = self.compile(source, file_name, Mode::Exec)?;
        self.run(&code, globals)
    }

    /// A namespace for a script, which is the module of this name from now on.
    pub fn new_globals(&self, name: &str) -> Rc<Dict> {
        let module = crate::object::module::Module::new(name);
        let globals = Rc::clone(module.dict());
        globals.set_text("__builtins__", Object::Dict(Rc::clone(&self.builtins)));
        self.modules.set_text(name, Object::Module(Rc::new(module)));
        globals
    }

    pub(crate) fn call_function(&self, function: &Rc<Function>, args: Args) -> PyResult {
        let Args { positional, keywords } = args;
        let frame = arguments::bind(self, function, positional.into_iter(), keywords)?;
        if function.code.is_generator() {
            return Ok(generator::suspended(function, frame));
        }
        self.run_frame(frame)
    }

    /// Runs a frame to its end.
    fn run_frame(&self, frame: Box<Frame>) -> PyResult {
        self.enter_native()?;
        let exit = Machine::new(self, frame).and_then(|machine| machine.run(None));
        self.leave_native();
        match exit? {
            Exit::Returned(value) => Ok(value),
            Exit::Yielded(..) => Err(self.runtime_error("a plain function cannot yield")),
        }
    }
}
