//! The built-in descriptors: `property`, computed attributes of Rust, `super`.

use std::cell::RefCell;

use super::Object;
use super::class::Class;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;

/// Computes an attribute.
pub type Getter = fn(&Vm, &Object) -> PyResult;

/// Sets a computed attribute; without a value it is deleted.
pub type Setter = fn(&Vm, &Object, Option<Object>) -> PyResult<()>;

/// An attribute computed in Rust.
pub struct GetSet {
    pub name: Str,
    pub get: Getter,
    pub set: Option<Setter>,
}

/// `property(fget, fset, fdel, doc)`.
pub struct Property {
    pub fget: Object,
    pub fset: Object,
    pub fdel: Object,
    pub doc: Object,
    /// The name under which it lies in its class, for messages.
    pub name: RefCell<Option<Str>>,
}

/// `super(after, object)`.
pub struct Super {
    /// The class whose successors are searched.
    pub after: Class,
    /// What attributes bind to.
    pub object: Object,
    /// The class whose order of resolution is searched.
    pub class: Class,
}
