//! The loop that carries out instructions. Calls of Python from Python stay in the loop: only calls
//! through Rust nest it.

use std::rc::Rc;

use super::frame::{Block, Frame};
use crate::code::Code;
use crate::code::op::Op;
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::iterator::IterState;
use crate::object::set::Set;
use crate::vm::operator::{BinaryOp, CompareOp};
use crate::vm::{Activation, Vm};

/// How a run of the loop ends.
pub(super) enum Exit {
    Returned(Object),
    /// The frame of a generator stops here.
    Yielded(Object, Box<Frame>),
}

/// How the loop itself ends, the frame still in place.
enum End {
    Returned(Object),
    Yielded(Object),
}

/// What goes on after an instruction that is carried out elsewhere.
pub(super) enum Flow {
    Next,
    /// Another frame runs from here on.
    Entered,
}

pub(super) struct Machine<'a> {
    pub(super) vm: &'a Vm,
    pub(super) frame: Box<Frame>,
    /// Frames that wait for the current one, outermost first. Boxed, as frames are wherever they go.
    #[allow(clippy::vec_box)]
    pub(super) callers: Vec<Box<Frame>>,
}

/// Takes the topmost value; the compiler sees to it that there is one.
macro_rules! pop {
    ($self:ident) => {
        $self.frame.values.pop().unwrap_or(Object::Unbound)
    };
}
pub(super) use pop;

impl<'a> Machine<'a> {
    pub(super) fn new(vm: &'a Vm, mut frame: Box<Frame>) -> PyResult<Machine<'a>> {
        enter(vm, &mut frame)?;
        Ok(Machine { vm, frame, callers: Vec::new() })
    }

    /// Runs until the first frame returns or yields; or first raises an error in it.
    pub(super) fn run(mut self, error: Option<Box<Raised>>) -> PyResult<Exit> {
        if let Some(raised) = error {
            self.unwind(raised, true)?;
        }
        loop {
            match self.execute() {
                Ok(End::Yielded(value)) => {
                    let vm = self.vm;
                    let mut frame = self.frame;
                    let mut handling = vm.handling.borrow_mut();
                    frame.handling = handling.split_off(frame.handling_base);
                    drop(handling);
                    leave(vm);
                    return Ok(Exit::Yielded(value, frame));
                }
                Ok(End::Returned(value)) => {
                    self.frame.recycle(self.vm);
                    return Ok(Exit::Returned(value));
                }
                Err(raised) => self.unwind(raised, true)?,
            }
        }
    }

    pub(super) fn push(&mut self, value: Object) {
        self.frame.values.push(value);
    }

    pub(super) fn top(&self) -> &Object {
        self.frame.values.last().unwrap_or(&Object::Unbound)
    }

    /// The `n` topmost values.
    pub(super) fn pop_many(&mut self, count: usize) -> Vec<Object> {
        let start = self.frame.values.len().saturating_sub(count);
        self.frame.values.split_off(start)
    }

    /// Makes a frame the current one.
    pub(super) fn enter(&mut self, mut frame: Box<Frame>) -> PyResult<()> {
        enter(self.vm, &mut frame)?;
        self.callers.push(std::mem::replace(&mut self.frame, frame));
        Ok(())
    }

    /// Ends the current frame; none if it was the first.
    fn finish(&mut self, value: Object) -> PyResult<Option<Object>> {
        let value = match self.frame.constructs.take() {
            Some(instance) if value.is_none() => instance,
            Some(_) => return Err(self.vm.init_returned(&value)),
            None => value,
        };
        leave(self.vm);
        match self.callers.pop() {
            Some(caller) => {
                std::mem::replace(&mut self.frame, caller).recycle(self.vm);
                self.frame.values.push(value);
                Ok(None)
            }
            None => Ok(Some(value)),
        }
    }

    // One arm an instruction: shorter by parts would be slower, and no clearer.
    #[allow(clippy::too_many_lines)]
    fn execute(&mut self) -> PyResult<End> {
        let mut code = Rc::clone(&self.frame.code);
        let mut next = self.frame.next;
        loop {
            let op = code.ops[next];
            self.vm.instruction.set(next as u32);
            next += 1;
            match op {
                Op::LoadLocal(slot) => {
                    let value = self.frame.values[slot as usize].clone();
                    if value.is_unbound() {
                        return Err(self.unbound_local(slot));
                    }
                    self.frame.values.push(value);
                }
                Op::LocalConst(op, slot, constant) => {
                    let values = &mut self.frame.values;
                    match quick(op, &values[slot as usize], &code.constants[constant as usize]) {
                        Some(value) => {
                            values.push(value);
                            next += 2;
                        }
                        None => self.load_local(u32::from(slot))?,
                    }
                }
                Op::LocalLocal(op, slot, other) => {
                    let values = &mut self.frame.values;
                    match quick(op, &values[slot as usize], &values[other as usize]) {
                        Some(value) => {
                            values.push(value);
                            next += 2;
                        }
                        None => self.load_local(u32::from(slot))?,
                    }
                }
                Op::LocalConstInPlace(op, slot, constant) => {
                    let values = &mut self.frame.values;
                    match quick(op, &values[slot as usize], &code.constants[constant as usize]) {
                        Some(value) => {
                            values[slot as usize] = value;
                            next += 3;
                        }
                        None => self.load_local(u32::from(slot))?,
                    }
                }
                Op::LocalConstCompare(op, slot, constant) => {
                    let (a, b) =
                        (&self.frame.values[slot as usize], &code.constants[constant as usize]);
                    match quick_compare(op, a, b) {
                        Some(holds) => next = self.branch(&code, next + 2, holds),
                        None => self.load_local(u32::from(slot))?,
                    }
                }
                Op::LocalLocalCompare(op, slot, other) => {
                    let (a, b) =
                        (&self.frame.values[slot as usize], &self.frame.values[other as usize]);
                    match quick_compare(op, a, b) {
                        Some(holds) => next = self.branch(&code, next + 2, holds),
                        None => self.load_local(u32::from(slot))?,
                    }
                }
                Op::LocalAttr(slot, name) => {
                    let object = &self.frame.values[slot as usize];
                    if object.is_unbound() {
                        return Err(self.unbound_local(u32::from(slot)));
                    }
                    // the span is that of the attribute
                    self.vm.instruction.set(next as u32);
                    next += 1;
                    let value = self.vm.get_attr(object, &code.names[name as usize])?;
                    self.frame.values.push(value);
                }
                Op::StoreLocal(slot) => {
                    let value = pop!(self);
                    self.frame.values[slot as usize] = value;
                }
                Op::Const(index) => self.frame.values.push(code.constants[index as usize].clone()),
                Op::Pop => drop(self.frame.values.pop()),
                Op::LoadGlobal(index) => {
                    let name = &code.names[index as usize];
                    let value =
                        self.frame.globals.get_str(name).or_else(|| self.vm.builtins.get_str(name));
                    match value {
                        Some(value) => self.frame.values.push(value),
                        None => return Err(self.no_name(name)),
                    }
                }
                Op::StoreGlobal(index) => {
                    let value = pop!(self);
                    drop(self.frame.globals.set_str(&code.names[index as usize], value));
                }
                Op::Binary(op) => {
                    let b = pop!(self);
                    let a = pop!(self);
                    let value = match (op, &a, &b) {
                        (BinaryOp::Add, Object::Int(x), Object::Int(y)) => {
                            match x.checked_add(*y) {
                                Some(sum) => Object::Int(sum),
                                None => self.vm.binary(op, &a, &b)?,
                            }
                        }
                        (BinaryOp::Sub, Object::Int(x), Object::Int(y)) => {
                            match x.checked_sub(*y) {
                                Some(sum) => Object::Int(sum),
                                None => self.vm.binary(op, &a, &b)?,
                            }
                        }
                        _ => self.vm.binary(op, &a, &b)?,
                    };
                    self.frame.values.push(value);
                }
                Op::InPlace(op) => {
                    let b = pop!(self);
                    let a = pop!(self);
                    let value = match (op, &a, &b) {
                        (BinaryOp::Add, Object::Int(x), Object::Int(y)) => {
                            match x.checked_add(*y) {
                                Some(sum) => Object::Int(sum),
                                None => self.vm.binary_in_place(op, &a, &b)?,
                            }
                        }
                        _ => self.vm.binary_in_place(op, &a, &b)?,
                    };
                    self.frame.values.push(value);
                }
                Op::Compare(op) => {
                    let b = pop!(self);
                    let a = pop!(self);
                    match quick_compare(op, &a, &b) {
                        Some(holds) => next = self.branch(&code, next, holds),
                        None => {
                            let value = self.vm.compare(op, &a, &b)?;
                            self.frame.values.push(value);
                        }
                    }
                }
                Op::JumpIfFalse(target) => {
                    let value = pop!(self);
                    let truth = match value {
                        Object::Bool(value) => value,
                        value => self.vm.truth(&value)?,
                    };
                    if !truth {
                        next = target as usize;
                    }
                }
                Op::JumpIfTrue(target) => {
                    let value = pop!(self);
                    if self.vm.truth(&value)? {
                        next = target as usize;
                    }
                }
                Op::Jump(target) => next = target as usize,
                Op::JumpBack(target) => {
                    let steps = next - target as usize;
                    self.vm.spend(steps as u64)?;
                    next = target as usize;
                }
                Op::ForIter(target) => {
                    let item = match self.frame.values.last() {
                        Some(Object::Iter(iterator)) => {
                            let fast = match &mut *iterator.state.borrow_mut() {
                                IterState::Range { range, next } if *next < range.len() => {
                                    *next += 1;
                                    Some(Object::Int(range.at(*next - 1)))
                                }
                                _ => None,
                            };
                            match fast {
                                Some(item) => Some(item),
                                None => {
                                    let iterator = Object::Iter(Rc::clone(iterator));
                                    self.vm.next(&iterator)?
                                }
                            }
                        }
                        Some(iterator) => {
                            let iterator = iterator.clone();
                            self.vm.next(&iterator)?
                        }
                        None => None,
                    };
                    match item {
                        Some(item) => self.frame.values.push(item),
                        None => {
                            drop(self.frame.values.pop());
                            next = target as usize;
                        }
                    }
                }
                Op::JumpIfFalseOrPop(target) => {
                    let top = self.top().clone();
                    if self.vm.truth(&top)? {
                        drop(self.frame.values.pop());
                    } else {
                        next = target as usize;
                    }
                }
                Op::JumpIfTrueOrPop(target) => {
                    let top = self.top().clone();
                    if self.vm.truth(&top)? {
                        next = target as usize;
                    } else {
                        drop(self.frame.values.pop());
                    }
                }
                Op::LoadAttr(index) => {
                    let object = pop!(self);
                    let value = self.vm.get_attr(&object, &code.names[index as usize])?;
                    self.frame.values.push(value);
                }
                Op::SetupTry(handler) => self.open_block(handler),
                Op::PopBlock => drop(self.frame.blocks.pop()),
                Op::Return => {
                    let value = pop!(self);
                    match self.finish(value)? {
                        Some(value) => return Ok(End::Returned(value)),
                        None => {
                            code = Rc::clone(&self.frame.code);
                            next = self.frame.next;
                        }
                    }
                }
                Op::Yield => {
                    let value = pop!(self);
                    self.frame.next = next;
                    return Ok(End::Yielded(value));
                }
                Op::YieldFrom(target) => {
                    if self.delegate()? {
                        next = target as usize;
                    }
                }
                other => {
                    self.frame.next = next;
                    if let Flow::Entered = self.carry_out(other, &code)? {
                        code = Rc::clone(&self.frame.code);
                        next = self.frame.next;
                    }
                }
            }
        }
    }

    fn load_local(&mut self, slot: u32) -> PyResult<()> {
        let value = self.frame.values[slot as usize].clone();
        if value.is_unbound() {
            return Err(self.unbound_local(slot));
        }
        self.frame.values.push(value);
        Ok(())
    }

    /// Where to go on with a truth: a jump that asks for it next is taken at once.
    fn branch(&mut self, code: &Code, next: usize, holds: bool) -> usize {
        if let Op::JumpIfFalse(target) = code.ops[next] {
            return if holds { next + 1 } else { target as usize };
        }
        self.frame.values.push(Object::Bool(holds));
        next
    }

    pub(super) fn open_block(&mut self, handler: u32) {
        let handling = self.vm.handling.borrow().len() - self.frame.handling_base;
        let depth = self.frame.values.len();
        self.frame.blocks.push(Block { handler, depth: depth as u32, handling: handling as u32 });
    }

    pub(super) fn build_set(&mut self, count: u32) -> PyResult<()> {
        let items = self.pop_many(count as usize);
        let set = Set::of(self.vm, items)?;
        self.push(Object::Set(Rc::new(set)));
        Ok(())
    }
}

/// `a op b` of two small ints or floats, where nothing special is the case.
fn quick(op: BinaryOp, a: &Object, b: &Object) -> Option<Object> {
    match (a, b) {
        (Object::Int(x), Object::Int(y)) => {
            let value = match op {
                BinaryOp::Add => x.checked_add(*y)?,
                BinaryOp::Sub => x.checked_sub(*y)?,
                BinaryOp::Mul => x.checked_mul(*y)?,
                BinaryOp::Mod if *x >= 0 && *y > 0 => x % y,
                BinaryOp::FloorDiv if *x >= 0 && *y > 0 => x / y,
                _ => return None,
            };
            Some(Object::Int(value))
        }
        (Object::Float(x), Object::Float(y)) => {
            let value = match op {
                BinaryOp::Add => x + y,
                BinaryOp::Sub => x - y,
                BinaryOp::Mul => x * y,
                _ => return None,
            };
            Some(Object::Float(value))
        }
        _ => None,
    }
}

fn quick_compare(op: CompareOp, a: &Object, b: &Object) -> Option<bool> {
    match (a, b) {
        (Object::Int(x), Object::Int(y)) => Some(op.holds(x.cmp(y))),
        _ => None,
    }
}

/// Notes that a frame runs from now on.
fn enter(vm: &Vm, frame: &mut Frame) -> PyResult<()> {
    let mut activations = vm.activations.borrow_mut();
    if activations.len() >= vm.options.recursion_limit {
        drop(activations);
        return Err(vm.raise(&vm.exceptions.recursion, "maximum recursion depth exceeded"));
    }
    if let Some(last) = activations.last_mut() {
        last.instruction = vm.instruction.get();
    }
    activations.push(Activation {
        code: Rc::clone(&frame.code),
        globals: Rc::clone(&frame.globals),
        instruction: 0,
    });
    drop(activations);
    let mut handling = vm.handling.borrow_mut();
    frame.handling_base = handling.len();
    handling.append(&mut frame.handling);
    vm.steps.set(vm.steps.get() + 1);
    Ok(())
}

/// Notes that the current frame runs no more.
pub(super) fn leave(vm: &Vm) {
    let mut activations = vm.activations.borrow_mut();
    activations.pop();
    if let Some(last) = activations.last() {
        vm.instruction.set(last.instruction);
    }
}
