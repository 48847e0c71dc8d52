//! Frees deeply nested values without nesting calls as deeply: no script can exhaust the stack by letting
//! go of a long chain.

use std::cell::{Cell, RefCell};

use super::Object;

/// So deep is freed by nested calls; what lies deeper waits.
const DEPTH: u32 = 50;

thread_local! {
    static NESTED: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Vec<Object>>> = const { RefCell::new(Vec::new()) };
}

/// Frees what a container held.
pub(crate) fn discard(items: Vec<Object>) {
    if items.is_empty() {
        return;
    }
    // at the end of the thread there is nowhere to wait
    let Ok(depth) = NESTED.try_with(Cell::get) else { return drop(items) };
    if depth >= DEPTH {
        WAITING.with_borrow_mut(|waiting| waiting.push(items));
        return;
    }
    NESTED.set(depth + 1);
    drop(items);
    if depth == 0 {
        while let Some(next) = WAITING.with_borrow_mut(Vec::pop) {
            drop(next);
        }
    }
    NESTED.set(depth);
}
