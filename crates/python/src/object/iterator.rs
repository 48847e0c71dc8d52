//! The built-in iterators.

use std::cell::RefCell;
use std::rc::Rc;

use super::Object;
use super::dict::Dict;
use super::list::List;
use super::range::Range;
use super::set::Set;
use super::string::Str;
use super::view::ViewKind;
use crate::exception::PyResult;
use crate::vm::Vm;

/// An iterator of Rust.
pub struct Iter {
    /// The name of its class: `list_iterator`, `map`.
    pub(crate) class_name: &'static str,
    pub(crate) state: RefCell<IterState>,
}

/// Gives the next item, or none at the end.
pub type NextFn = Box<dyn FnMut(&Vm) -> PyResult<Option<Object>>>;

pub(crate) enum IterState {
    Exhausted,
    List {
        list: Rc<List>,
        next: usize,
    },
    Tuple {
        items: Rc<[Object]>,
        next: usize,
    },
    /// The text and the next byte.
    Str {
        text: Str,
        next: usize,
    },
    Bytes {
        bytes: Rc<[u8]>,
        next: usize,
    },
    Range {
        range: Range,
        next: usize,
    },
    Dict {
        dict: Rc<Dict>,
        next: usize,
        size: usize,
        kind: ViewKind,
    },
    Set {
        set: Rc<Set>,
        next: usize,
        size: usize,
    },
    /// `__getitem__` with 0, 1, 2, …
    Sequence {
        object: Object,
        next: i64,
    },
    /// `iter(callable, sentinel)`.
    Sentinel {
        callable: Object,
        sentinel: Object,
    },
    Native(NextFn),
    /// While a native step runs.
    Busy,
}

impl Iter {
    pub(crate) fn object(class_name: &'static str, state: IterState) -> Object {
        Object::Iter(Rc::new(Iter { class_name, state: RefCell::new(state) }))
    }

    /// An iterator that a closure drives; the name is that of its class.
    pub fn native(
        class_name: &'static str,
        next: impl FnMut(&Vm) -> PyResult<Option<Object>> + 'static,
    ) -> Object {
        Iter::object(class_name, IterState::Native(Box::new(next)))
    }

    /// An iterator over items at hand.
    pub fn of(class_name: &'static str, items: impl IntoIterator<Item = Object>) -> Object {
        Iter::object(class_name, IterState::Tuple { items: items.into_iter().collect(), next: 0 })
    }
}
