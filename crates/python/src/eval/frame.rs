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
    /// Of a class body or a module: where names are kept.
    pub(crate) namespace: Option<Rc<Dict>>,
    pub(crate) cells: Vec<Rc<CellVar>>,
    /// The locals, then the stack.
    pub(crate) values: Vec<Object>,
    pub(crate) next: usize,
    pub(crate) blocks: Vec<Block>,
    /// While suspended: the exceptions that it is handling.
    pub(crate) handling: Vec<Rc<Instance>>,
}

/// A `try` that is open: where to go on an exception, and how deep the stack was.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub(crate) handler: u32,
    pub(crate) depth: u32,
    pub(crate) handling: u32,
}
