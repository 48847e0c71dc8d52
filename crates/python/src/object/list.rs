//! `list`.

use std::cell::{Ref, RefCell, RefMut};

use super::Object;

/// A Python list.
#[derive(Default)]
pub struct List {
    items: RefCell<Vec<Object>>,
}

impl List {
    /// A list of these items.
    pub fn new(items: Vec<Object>) -> List {
        List { items: RefCell::new(items) }
    }

    /// The items, borrowed: call nothing of Python meanwhile.
    pub fn borrow(&self) -> Ref<'_, Vec<Object>> {
        self.items.borrow()
    }

    /// The items, to change: call nothing of Python meanwhile.
    pub fn borrow_mut(&self) -> RefMut<'_, Vec<Object>> {
        self.items.borrow_mut()
    }

    /// A copy of the items.
    pub fn snapshot(&self) -> Vec<Object> {
        self.items.borrow().clone()
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.borrow().is_empty()
    }

    /// The item at a place.
    pub fn get(&self, index: usize) -> Option<Object> {
        self.items.borrow().get(index).cloned()
    }

    /// Adds an item.
    pub fn push(&self, item: Object) {
        self.items.borrow_mut().push(item);
    }
}

impl Drop for List {
    fn drop(&mut self) {
        super::trash::discard(std::mem::take(self.items.get_mut()));
    }
}
