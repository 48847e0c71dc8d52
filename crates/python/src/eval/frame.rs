//! The state of one call.

use std::rc::Rc;

use crate::code::Code;
use crate::object::Object;
use crate::object::dict::Dict;
use crate::object::function::CellVar;
use crate::object::instance::Instance;
use crate::vm::Vm;

/// One call of a piece of code: locals and stack, where it stands, what to do on an exception.
pub(crate) struct Frame {
    pub(crate) code: Rc<Code>,
    pub(crate) globals: Rc<Dict>,
    /// Of a class body: where names are kept.
    pub(crate) namespace: Option<Rc<Dict>>,
    pub(crate) cells: Vec<Rc<CellVar>>,
    /// The locals, then the stack.
    pub(crate) values: Vec<Object>,
    pub(crate) next: usize,
    pub(crate) blocks: Vec<Block>,
    /// Of an `__init__` that a call of a class runs: the instance, which is the result of the call.
    pub(crate) constructs: Option<Object>,
    /// How many exceptions were being handled when it was entered.
    pub(crate) handling_base: usize,
    /// While suspended: the exceptions that it is handling.
    pub(crate) handling: Vec<Rc<Instance>>,
}

/// A `try` that is open: where to go on an exception, and how deep the stack was.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub(crate) handler: u32,
    pub(crate) depth: u32,
    /// How many exceptions of this frame were being handled.
    pub(crate) handling: u32,
}

impl Frame {
    /// A frame without locals yet, used before if one is at hand.
    pub(crate) fn take(vm: &Vm, code: &Rc<Code>, globals: &Rc<Dict>) -> Box<Frame> {
        if let Some(mut frame) = vm.spare_frames.borrow_mut().pop() {
            frame.code = Rc::clone(code);
            frame.globals = Rc::clone(globals);
            return frame;
        }
        Box::new(Frame {
            code: Rc::clone(code),
            globals: Rc::clone(globals),
            namespace: None,
            cells: Vec::new(),
            values: Vec::with_capacity(code.local_names.len() + 12),
            next: 0,
            blocks: Vec::new(),
            constructs: None,
            handling_base: 0,
            handling: Vec::new(),
        })
    }

    /// A frame without arguments.
    pub(crate) fn new(vm: &Vm, code: &Rc<Code>, globals: &Rc<Dict>) -> Box<Frame> {
        let mut frame = Frame::take(vm, code, globals);
        frame.prepare();
        frame
    }

    /// Makes room for all locals, after the parameters are set, and makes the cells.
    pub(crate) fn prepare(&mut self) {
        let code = &self.code;
        self.values.resize(code.local_names.len(), Object::Unbound);
        for _ in 0..code.own_cells {
            self.cells.push(Rc::new(CellVar::default()));
        }
        for (local, cell) in &code.cell_parameters {
            self.cells[*cell as usize].set(self.values[*local as usize].clone());
        }
    }

    /// Keeps a frame that has ended for another call.
    pub(crate) fn recycle(mut self: Box<Frame>, vm: &Vm) {
        self.values.clear();
        self.cells.clear();
        self.blocks.clear();
        self.namespace = None;
        self.constructs = None;
        self.next = 0;
        let mut spare = vm.spare_frames.borrow_mut();
        if spare.len() < MOST_SPARE {
            spare.push(self);
        }
    }
}

/// So many ended frames are kept.
const MOST_SPARE: usize = 64;

impl Drop for Frame {
    fn drop(&mut self) {
        crate::object::trash::discard(std::mem::take(&mut self.values));
    }
}
