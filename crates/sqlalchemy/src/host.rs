//! What the engine asks of the interpreter: where the script is, its `logging`, its `warnings`.

use std::rc::{Rc, Weak};

use ormlab_core::Result;
use ormlab_engine::environment::WarningSink;
use ormlab_engine::log::{Level, LogSink};
use ormlab_engine::statement_log::{Locator, LogFrame};
use ormlab_python::modules::logging;
use ormlab_python::{Args, Object, Vm};

use crate::error::to_error;
use crate::names;

struct Frames(Weak<Vm>);

/// Tells the statement log which line of the script is running.
pub fn locator(vm: &Rc<Vm>) -> Rc<dyn Locator> {
    Rc::new(Frames(Rc::downgrade(vm)))
}

impl Locator for Frames {
    fn frames(&self) -> Vec<LogFrame> {
        let Some(vm) = self.0.upgrade() else { return Vec::new() };
        let frames = vm.frames().into_iter().map(|frame| LogFrame {
            file: frame.file.as_str().into(),
            function: frame.function.as_str().into(),
            line: frame.line,
        });
        frames.collect()
    }

    fn line(&self) -> Option<u32> {
        self.0.upgrade()?.current_line().map(|(_, line)| line)
    }
}

struct Logging(Weak<Vm>);

/// Hands log lines to the interpreter's `logging`.
pub fn log_sink(vm: &Rc<Vm>) -> Rc<dyn LogSink> {
    Rc::new(Logging(Rc::downgrade(vm)))
}

impl LogSink for Logging {
    fn is_enabled(&self, logger: &str, level: Level) -> bool {
        let enabled =
            |vm: Rc<Vm>| logging::is_enabled_for(&vm, logger, level as i64).unwrap_or(false);
        self.0.upgrade().is_some_and(enabled)
    }

    fn emit(&self, logger: &str, level: Level, message: &str) {
        let Some(vm) = self.0.upgrade() else { return };
        // A handler of the script that fails loses its line, as logging's own `handleError` has it.
        let _ = logging::emit(&vm, logger, level as i64, message);
    }

    fn ensure_handler(&self, logger: &str) {
        let Some(vm) = self.0.upgrade() else { return };
        let _ = logging::ensure_echo_handler(&vm, logger);
    }
}

struct Warnings(Weak<Vm>);

/// Hands warnings to the interpreter's `warnings`.
pub fn warning_sink(vm: &Rc<Vm>) -> Rc<dyn WarningSink> {
    Rc::new(Warnings(Rc::downgrade(vm)))
}

impl WarningSink for Warnings {
    fn warn(&self, category: &'static str, message: &str) -> Result<()> {
        let Some(vm) = self.0.upgrade() else { return Ok(()) };
        let class = names::class(&vm, category);
        let args = Args::of([Object::from(message), class.into()]).with("stacklevel", 1i64);
        let warned = vm.call_module_function("warnings", "warn", args);
        warned.map(drop).map_err(|raised| to_error(&vm, raised))
    }
}
