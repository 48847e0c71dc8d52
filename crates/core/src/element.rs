//! Identity of elements: two columns of equal text are not one column.

use std::rc::Rc;

/// The identity of a shared element, as Python's `id()` has it; valid while the element lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(usize);

impl ElementId {
    pub fn of<T: ?Sized>(shared: &Rc<T>) -> ElementId {
        ElementId(Rc::as_ptr(shared).cast::<()>() as usize)
    }
}
