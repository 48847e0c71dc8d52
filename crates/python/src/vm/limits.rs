//! What keeps a run from hanging or crashing the page.

use super::{Stream, Vm};
use crate::exception::{PyResult, Raised};
use crate::object::Object;

impl Vm {
    /// Counts steps; ends the run where the budget is spent or an interrupt is asked for.
    pub fn spend(&self, steps: u64) -> PyResult<()> {
        let spent = self.steps.get() + steps;
        self.steps.set(spent);
        if self.options.step_budget.is_some_and(|budget| spent > budget) {
            return Err(
                self.fatal("TimeoutError", "the script ran for too many steps and was stopped")
            );
        }
        if self.options.interrupt.get() {
            return Err(self.fatal("KeyboardInterrupt", ""));
        }
        Ok(())
    }

    /// How many steps have run.
    pub fn steps(&self) -> u64 {
        self.steps.get()
    }

    fn fatal(&self, class: &str, message: &str) -> Box<Raised> {
        let class = self.exceptions.get(class).unwrap_or(&self.exceptions.base);
        let args = if message.is_empty() { Vec::new() } else { vec![Object::from(message)] };
        let mut raised = self.raise_with(class, args);
        raised.fatal = true;
        raised
    }

    /// Enters a call through Rust; [`Vm::leave_native`] is its end.
    pub(crate) fn enter_native(&self) -> PyResult<()> {
        let depth = self.native_depth.get();
        if depth >= self.options.native_limit {
            return Err(self.raise(&self.exceptions.recursion, "maximum recursion depth exceeded"));
        }
        self.native_depth.set(depth + 1);
        Ok(())
    }

    pub(crate) fn leave_native(&self) {
        self.native_depth.set(self.native_depth.get() - 1);
    }

    /// Writes text of a script.
    pub fn write(&self, stream: Stream, text: &str) -> PyResult<()> {
        let written = self.written.get() + text.len();
        if written > self.options.output_limit {
            return Err(
                self.fatal("MemoryError", "the script has printed too much and was stopped")
            );
        }
        self.written.set(written);
        self.options.host.write(stream, text);
        Ok(())
    }
}
