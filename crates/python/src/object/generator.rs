//! Generators: a frame that stops at each `yield`.

use std::cell::{Cell, RefCell};

use super::Object;
use super::string::Str;
use crate::eval::frame::Frame;

/// Where a generator stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Created,
    Suspended,
    Running,
    Finished,
}

/// A generator or a coroutine.
pub struct Generator {
    pub(crate) name: Str,
    pub(crate) qualname: Str,
    pub(crate) frame: RefCell<Option<Box<Frame>>>,
    pub(crate) state: Cell<State>,
    pub(crate) is_coroutine: bool,
}

/// What a generator gave when it was resumed.
pub enum Resumed {
    Yielded(Object),
    Returned(Object),
}
