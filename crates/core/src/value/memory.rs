//! [`MemoryView`]: bytes on their way to the DBAPI, as `memoryview` in Python.

use std::any::Any;
use std::rc::Rc;

use super::{ForeignValue, Value};

/// What the type of binary data makes of bytes; drivers take it as bytes, logs show a `memoryview`.
#[derive(Debug)]
pub struct MemoryView(pub Rc<[u8]>);

impl MemoryView {
    /// The bytes of a value that is a view.
    pub fn of(value: &dyn ForeignValue) -> Option<&Rc<[u8]>> {
        value.as_any().downcast_ref().map(|view: &MemoryView| &view.0)
    }
}

impl From<MemoryView> for Value {
    fn from(view: MemoryView) -> Value {
        Value::Foreign(Rc::new(view))
    }
}

impl ForeignValue for MemoryView {
    fn repr(&self) -> String {
        let address = Rc::as_ptr(&self.0).cast::<()>() as usize;
        format!("<memory at 0x{address:012x}>")
    }

    fn type_name(&self) -> String {
        "memoryview".to_owned()
    }

    fn equals(&self, other: &dyn ForeignValue) -> bool {
        MemoryView::of(other).is_some_and(|bytes| *bytes == self.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
