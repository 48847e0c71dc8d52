//! The views of a dict: `keys()`, `values()`, `items()`.

use std::rc::Rc;

use super::dict::Dict;

/// What a view shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewKind {
    Keys,
    Values,
    Items,
    /// `mappingproxy`: the dict itself, to read.
    Proxy,
}

/// A live view of a dict.
pub struct DictView {
    pub dict: Rc<Dict>,
    pub kind: ViewKind,
}
