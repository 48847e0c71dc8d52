//! Generators and coroutines: a frame that is run piece by piece.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::frame::Frame;
use super::machine::{Exit, Machine, pop};
use crate::code::CodeKind;
use crate::code::op::Op;
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::function::Function;
use crate::object::generator::{Generator, Resumed, State};
use crate::vm::Vm;

/// A generator that has not started.
pub(super) fn suspended(function: &Function, frame: Box<Frame>) -> Object {
    Object::Generator(Rc::new(Generator {
        name: function.name(),
        qualname: function.qualname(),
        is_coroutine: function.code.kind == CodeKind::Coroutine,
        frame: RefCell::new(Some(frame)),
        state: Cell::new(State::Created),
    }))
}

/// What a delegate did with what was thrown into it.
enum Thrown {
    Yielded(Object),
    Returned(Object),
    Raised(Box<Raised>),
}

impl Vm {
    /// Goes on with a generator, sending a value into it or raising there.
    pub fn resume(&self, generator: &Rc<Generator>, sent: PyResult) -> PyResult<Resumed> {
        let kind = if generator.is_coroutine { "coroutine" } else { "generator" };
        let state = generator.state.get();
        match (state, &sent) {
            (State::Running, _) => {
                return Err(self.value_error(format!("{kind} already executing")));
            }
            (State::Finished, Ok(_)) if generator.is_coroutine => {
                return Err(self.runtime_error("cannot reuse already awaited coroutine"));
            }
            (State::Finished, Ok(_)) => return Ok(Resumed::Returned(Object::None)),
            (State::Created, Ok(value)) if !value.is_none() => {
                return Err(
                    self.type_error(format!("can't send non-None value to a just-started {kind}"))
                );
            }
            _ => {}
        }
        let Some(frame) = generator.frame.borrow_mut().take() else {
            return sent.map(Resumed::Returned);
        };
        if let (State::Created, Err(raised)) = (state, &sent) {
            generator.state.set(State::Finished);
            let _ = raised;
            return sent.map(Resumed::Returned);
        }
        generator.state.set(State::Running);
        self.run_generator(generator, frame, sent, state)
    }

    fn run_generator(
        &self,
        generator: &Rc<Generator>,
        mut frame: Box<Frame>,
        sent: PyResult,
        state: State,
    ) -> PyResult<Resumed> {
        let mut error = None;
        match sent {
            Ok(value) if state == State::Suspended => frame.values.push(value),
            Ok(_) => {}
            Err(raised) => match self.throw_to_delegate(&mut frame, raised) {
                Thrown::Yielded(value) => {
                    *generator.frame.borrow_mut() = Some(frame);
                    generator.state.set(State::Suspended);
                    return Ok(Resumed::Yielded(value));
                }
                Thrown::Returned(value) => frame.values.push(value),
                Thrown::Raised(raised) => error = Some(raised),
            },
        }
        if let Err(raised) = self.enter_native() {
            generator.state.set(State::Finished);
            return Err(raised);
        }
        if let Some(last) = self.activations.borrow_mut().last_mut() {
            last.instruction = self.instruction.get();
        }
        let place = frame.next.saturating_sub(1) as u32;
        let exit = Machine::new(self, frame).and_then(|machine| {
            self.instruction.set(place);
            machine.run(error)
        });
        self.leave_native();
        match exit {
            Ok(Exit::Yielded(value, frame)) => {
                *generator.frame.borrow_mut() = Some(frame);
                generator.state.set(State::Suspended);
                Ok(Resumed::Yielded(value))
            }
            Ok(Exit::Returned(value)) => {
                generator.state.set(State::Finished);
                Ok(Resumed::Returned(value))
            }
            Err(raised) => {
                generator.state.set(State::Finished);
                Err(self.no_stop_iteration(generator, raised))
            }
        }
    }

    /// A `StopIteration` must not leave a generator: it would end the loop around it.
    fn no_stop_iteration(&self, generator: &Generator, raised: Box<Raised>) -> Box<Raised> {
        if !raised.is_a(&self.exceptions.stop_iteration) {
            return raised;
        }
        let kind = if generator.is_coroutine { "coroutine" } else { "generator" };
        let wrapper = self.runtime_error(format!("{kind} raised StopIteration"));
        wrapper.set_cause(Rc::clone(&raised.exception));
        *wrapper.exception.exception().context.borrow_mut() = Some(raised.exception);
        wrapper
    }

    /// Throws into what a suspended frame delegates to, if it does.
    fn throw_to_delegate(&self, frame: &mut Frame, raised: Box<Raised>) -> Thrown {
        let delegates = match frame.code.ops.get(frame.next) {
            Some(Op::Jump(start)) => match frame.code.ops.get(*start as usize) {
                Some(Op::YieldFrom(end)) => Some(*end as usize),
                _ => None,
            },
            _ => None,
        };
        let (Some(end), Some(inner)) = (delegates, frame.values.last().cloned()) else {
            return Thrown::Raised(raised);
        };
        let result = match &inner {
            Object::Generator(inner) => self.resume(inner, Err(raised)),
            other => match self.attr_if_any(other, "throw") {
                Ok(Some(throw)) => {
                    self.call(&throw, Args::one(raised.value())).map(Resumed::Yielded)
                }
                _ => Err(raised),
            },
        };
        match result {
            Ok(Resumed::Yielded(value)) => Thrown::Yielded(value),
            Ok(Resumed::Returned(value)) => {
                frame.values.pop();
                frame.next = end;
                Thrown::Returned(value)
            }
            Err(raised) => Thrown::Raised(raised),
        }
    }

    /// The `StopIteration` that `send` and `next` raise where a generator has returned.
    pub(crate) fn stop_iteration(&self, value: Object) -> Box<Raised> {
        let args = if value.is_none() { Vec::new() } else { vec![value] };
        self.raise_with(&self.exceptions.stop_iteration, args)
    }

    /// `generator.close()`.
    pub(crate) fn close_generator(&self, generator: &Rc<Generator>) -> PyResult<()> {
        if generator.state.get() == State::Created {
            generator.state.set(State::Finished);
            drop(generator.frame.borrow_mut().take());
        }
        if generator.state.get() == State::Finished {
            return Ok(());
        }
        let exit = self.raise_with(&self.exceptions.generator_exit, Vec::new());
        match self.resume(generator, Err(exit)) {
            Ok(Resumed::Returned(_)) => Ok(()),
            Ok(Resumed::Yielded(_)) => Err(self.runtime_error("generator ignored GeneratorExit")),
            Err(raised)
                if raised.is_a(&self.exceptions.generator_exit)
                    || raised.is_a(&self.exceptions.stop_iteration) =>
            {
                Ok(())
            }
            Err(raised) => Err(raised),
        }
    }
}

impl Machine<'_> {
    /// `iterator sent → iterator value`, or `→ result` at its end: whether that is reached.
    pub(super) fn delegate(&mut self) -> PyResult<bool> {
        let sent = pop!(self);
        let iterator = self.top().clone();
        let resumed = match &iterator {
            Object::Generator(generator) => self.vm.resume(generator, Ok(sent))?,
            _ => self.send(&iterator, sent)?,
        };
        match resumed {
            Resumed::Yielded(value) => {
                self.push(value);
                Ok(false)
            }
            Resumed::Returned(value) => {
                drop(self.frame.values.pop());
                self.push(value);
                Ok(true)
            }
        }
    }

    fn send(&mut self, iterator: &Object, sent: Object) -> PyResult<Resumed> {
        let result = match iterator {
            Object::Iter(_) if sent.is_none() => {
                return Ok(match self.vm.next(iterator)? {
                    Some(item) => Resumed::Yielded(item),
                    None => Resumed::Returned(Object::None),
                });
            }
            _ if sent.is_none() => self.vm.call_method(iterator, "__next__", Args::none()),
            _ => self.vm.call_method(iterator, "send", Args::one(sent)),
        };
        match result {
            Ok(item) => Ok(Resumed::Yielded(item)),
            Err(raised) if raised.is_a(&self.vm.exceptions.stop_iteration) => {
                Ok(Resumed::Returned(raised.args().into_iter().next().unwrap_or(Object::None)))
            }
            Err(raised) => Err(raised),
        }
    }

    pub(super) fn get_yield_from_iter(&mut self) -> PyResult<()> {
        let iterable = pop!(self);
        let iterator = self.vm.iter(&iterable)?;
        self.push(iterator);
        Ok(())
    }

    pub(super) fn get_awaitable(&mut self) -> PyResult<()> {
        let object = pop!(self);
        if matches!(&object, Object::Generator(generator) if generator.is_coroutine) {
            self.push(object);
            return Ok(());
        }
        match self.vm.call_special(&object, "__await__", Args::none())? {
            Some(iterator) => {
                self.push(iterator);
                Ok(())
            }
            None => {
                let name = self.vm.class_name(&object);
                Err(self
                    .vm
                    .type_error(format!("object {name} can't be used in 'await' expression")))
            }
        }
    }

    pub(super) fn call_on_top(&mut self, method: &str, complaint: &str) -> PyResult<()> {
        let object = pop!(self);
        match self.vm.call_special(&object, method, Args::none())? {
            Some(value) => {
                self.push(value);
                Ok(())
            }
            None => {
                let name = self.vm.class_name(&object);
                Err(self.vm.type_error(format!("{complaint}, got {name}")))
            }
        }
    }

    pub(super) fn async_next(&mut self) -> PyResult<()> {
        let iterator = self.top().clone();
        match self.vm.call_special(&iterator, "__anext__", Args::none())? {
            Some(value) => {
                self.push(value);
                Ok(())
            }
            None => {
                let name = self.vm.class_name(&iterator);
                let message =
                    format!("'async for' requires an iterator with __anext__ method, got {name}");
                Err(self.vm.type_error(message))
            }
        }
    }

    pub(super) fn async_enter(&mut self) -> PyResult<()> {
        let manager = pop!(self);
        let exit = self.vm.special(&manager, &crate::object::string::Str::intern("__aexit__"))?;
        let entered = self.vm.call_special(&manager, "__aenter__", Args::none())?;
        let (Some(exit), Some(entered)) = (exit, entered) else {
            let name = self.vm.class_of(&manager).full_name();
            return Err(self.vm.type_error(format!(
                "'{name}' object does not support the asynchronous context manager protocol"
            )));
        };
        self.push(exit);
        self.push(entered);
        Ok(())
    }

    pub(super) fn async_exit_error(&mut self) -> PyResult<()> {
        let (exit, args) = self.exit_arguments();
        let awaitable = self.vm.call(&exit, args)?;
        self.push(awaitable);
        Ok(())
    }
}
