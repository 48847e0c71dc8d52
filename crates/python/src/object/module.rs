//! Modules.

use std::rc::Rc;

use super::Object;
use super::dict::Dict;
use super::native::{NativeFn, NativeFunction};
use super::string::Str;

/// A module: a name and a namespace.
pub struct Module {
    name: Str,
    dict: Rc<Dict>,
}

impl Module {
    /// An empty module.
    pub fn new(name: &str) -> Module {
        let module = Module { name: Str::intern(name), dict: Rc::new(Dict::new()) };
        module.set("__name__", name);
        module.set("__doc__", Object::None);
        module
    }

    /// Its name, with those of its parents.
    pub fn name(&self) -> &Str {
        &self.name
    }

    /// Its namespace.
    pub fn dict(&self) -> &Rc<Dict> {
        &self.dict
    }

    /// An attribute.
    pub fn get(&self, name: &str) -> Option<Object> {
        self.dict.get_text(name)
    }

    /// Sets an attribute.
    pub fn set(&self, name: &str, value: impl Into<Object>) {
        self.dict.set_text(name, value);
    }

    /// Adds a function of Rust.
    pub fn function(&self, name: &str, call: NativeFn) {
        self.set(name, NativeFunction::new(name, call).in_module(&self.name).object());
    }
}
