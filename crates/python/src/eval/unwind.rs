//! Exceptions on their way: the traceback they collect, and the handler that takes them.

use std::rc::Rc;

use super::machine::{Machine, leave};
use crate::exception::{PyResult, Raised, Subject, TracebackEntry};
use crate::object::Object;
use crate::object::instance::Instance;
use crate::object::string::Str;

impl Machine<'_> {
    /// Goes to the handler of an exception; gives it back where no frame here has one.
    pub(super) fn unwind(&mut self, mut raised: Box<Raised>, mut is_new: bool) -> PyResult<()> {
        if is_new && raised.again {
            raised.again = false;
            is_new = false;
        }
        loop {
            if is_new {
                self.note(&raised);
            }
            is_new = true;
            if !raised.fatal
                && let Some(block) = self.frame.blocks.pop()
            {
                self.frame.values.truncate(block.depth as usize);
                let handling = self.frame.handling_base + block.handling as usize;
                self.vm.handling.borrow_mut().truncate(handling);
                self.frame.values.push(raised.value());
                self.frame.next = block.handler as usize;
                return Ok(());
            }
            self.vm.handling.borrow_mut().truncate(self.frame.handling_base);
            leave(self.vm);
            match self.callers.pop() {
                Some(caller) => self.frame = caller,
                None => return Err(raised),
            }
        }
    }

    /// Adds this frame to the traceback; sets the context of an exception that is new.
    fn note(&self, raised: &Raised) {
        let state = raised.exception.exception();
        let mut traceback = state.traceback.borrow_mut();
        if traceback.is_empty() {
            self.set_context(&raised.exception);
        }
        traceback.push(TracebackEntry {
            code: Rc::clone(&self.frame.code),
            instruction: self.vm.instruction.get(),
        });
    }

    pub(super) fn set_context(&self, exception: &Rc<Instance>) {
        let Some(handled) = self.vm.handling.borrow().last().cloned() else { return };
        if Rc::ptr_eq(&handled, exception) {
            return;
        }
        // the chain from what is handled must not come back here
        let mut at = Rc::clone(&handled);
        loop {
            let next = at.exception().context.borrow().clone();
            match next {
                Some(next) if Rc::ptr_eq(&next, exception) => {
                    *at.exception().context.borrow_mut() = None;
                    break;
                }
                Some(next) => at = next,
                None => break,
            }
        }
        *exception.exception().context.borrow_mut() = Some(handled);
    }

    pub(super) fn unbound_local(&self, slot: u32) -> Box<Raised> {
        let name = &self.frame.code.local_names[slot as usize];
        let message = format!(
            "cannot access local variable '{name}' where it is not associated with a value"
        );
        self.vm.raise(&self.vm.exceptions.unbound_local, message)
    }

    pub(super) fn unbound_cell(&self, cell: u32) -> Box<Raised> {
        let name = &self.frame.code.cell_names[cell as usize];
        if (cell as usize) < self.frame.code.own_cells {
            let message = format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            );
            return self.vm.raise(&self.vm.exceptions.unbound_local, message);
        }
        let message = format!(
            "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
        );
        self.vm.raise(&self.vm.exceptions.name_error, message)
    }

    pub(super) fn no_name(&self, name: &Str) -> Box<Raised> {
        let raised =
            self.vm.raise(&self.vm.exceptions.name_error, format!("name '{name}' is not defined"));
        let subject = Subject::Name(
            name.clone(),
            Rc::clone(&self.frame.code),
            Rc::clone(&self.frame.globals),
        );
        *raised.exception.exception().subject.borrow_mut() = subject;
        raised
    }

    /// `raise`, `raise exception`, `raise exception from cause`.
    pub(super) fn raise(&mut self, parts: u32) -> PyResult<()> {
        let cause = if parts > 1 { self.frame.values.pop() } else { None };
        let Some(exception) = (if parts > 0 { self.frame.values.pop() } else { None }) else {
            return Err(match self.vm.handled_exception() {
                Some(handled) => Box::new(Raised { exception: handled, fatal: false, again: true }),
                None => self.vm.runtime_error("No active exception to reraise"),
            });
        };
        let exception = self.vm.raised_from(&exception)?;
        match cause {
            None => {}
            Some(Object::None) => exception.exception().set_cause(None),
            Some(cause) => {
                let Ok(cause) = self.vm.raised_from(&cause) else {
                    return Err(self
                        .vm
                        .type_error("exception causes must derive from BaseException"));
                };
                exception.exception().set_cause(Some(cause));
            }
        }
        self.set_context(&exception);
        Err(Raised::new(exception))
    }

    /// Raises again what an unfinished handler has on the stack.
    pub(super) fn raise_again(&mut self) -> PyResult<()> {
        match self.frame.values.pop() {
            Some(Object::Instance(exception)) => {
                Err(Box::new(Raised { exception, fatal: false, again: true }))
            }
            _ => Err(self.vm.runtime_error("No active exception to reraise")),
        }
    }
}
