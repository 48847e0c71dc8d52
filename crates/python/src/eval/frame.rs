//! The state of one call.

use std::rc::Rc;

use crate::code::Code;
use crate::object::Object;
use crate::object::dict::Dict;
use crate::object::function::CellVar;
use crate::object::instance::Instance;

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
    /// A frame with these locals, which need not be all of them yet.
    pub(crate) fn new(code: &Rc<Code>, globals: &Rc<Dict>, mut values: Vec<Object>) -> Box<Frame> {
        values.resize(code.local_names.len(), Object::Unbound);
        let mut cells = Vec::with_capacity(code.cell_names.len());
        for _ in 0..code.own_cells {
            cells.push(Rc::new(CellVar::default()));
        }
        for (local, cell) in &code.cell_parameters {
            cells[*cell as usize].set(values[*local as usize].clone());
        }
        Box::new(Frame {
            code: Rc::clone(code),
            globals: Rc::clone(globals),
            namespace: None,
            cells,
            values,
            next: 0,
            blocks: Vec::new(),
            handling_base: 0,
            handling: Vec::new(),
        })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        crate::object::trash::discard(std::mem::take(&mut self.values));
    }
}
