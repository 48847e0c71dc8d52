//! What keeps a run from hanging or crashing the page.

use super::{Stream, Vm};
use crate::exception::{PyResult, Raised};
use crate::object::Object;

/// The most bytes that a text may have.
const MOST_TEXT: usize = 64 << 20;

/// The most items that a collection may have.
const MOST_ITEMS: usize = 8 << 20;

/// The most bits that an int may have.
const MOST_BITS: u64 = 1 << 20;

impl Vm {
    /// A `MemoryError`, which has no message.
    pub fn memory_error(&self) -> Box<Raised> {
        let class = self.exceptions.get("MemoryError").unwrap_or(&self.exceptions.base);
        self.raise_with(class, Vec::new())
    }

    /// Refuses a text of so many bytes if that would take the page's memory.
    pub fn check_text(&self, length: usize) -> PyResult<()> {
        if length > MOST_TEXT { Err(self.memory_error()) } else { Ok(()) }
    }

    /// Refuses a collection of so many items if that would take the page's memory.
    pub fn check_items(&self, count: usize) -> PyResult<()> {
        if count > MOST_ITEMS { Err(self.memory_error()) } else { Ok(()) }
    }

    /// Refuses an int of so many bits if that would take the page's memory, or its time.
    pub fn check_bits(&self, bits: u64) -> PyResult<()> {
        if bits > MOST_BITS { Err(self.memory_error()) } else { Ok(()) }
    }

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
