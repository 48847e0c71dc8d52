//! Functions of scripts, methods bound to an instance, and cells of closures.

use std::cell::RefCell;
use std::rc::Rc;

use super::Object;
use super::dict::Dict;
use super::string::Str;
use crate::code::Code;

/// A variable that closures share.
#[derive(Default)]
pub struct CellVar(RefCell<Option<Object>>);

impl CellVar {
    /// A variable with a value, or without one yet.
    pub fn new(value: Object) -> CellVar {
        let cell = CellVar::default();
        cell.set(value);
        cell
    }

    /// The value; [`Object::Unbound`] before one is assigned.
    pub fn get(&self) -> Object {
        self.0.borrow().clone().unwrap_or(Object::Unbound)
    }

    /// Sets the value.
    pub fn set(&self, value: Object) {
        let value = (!value.is_unbound()).then_some(value);
        drop(self.0.replace(value));
    }
}

impl Drop for CellVar {
    fn drop(&mut self) {
        super::trash::discard(self.0.get_mut().take().into_iter().collect());
    }
}

/// A function of a script.
pub struct Function {
    pub(crate) code: Rc<Code>,
    pub(crate) globals: Rc<Dict>,
    pub(crate) closure: Box<[Rc<CellVar>]>,
    pub(crate) defaults: RefCell<Vec<Object>>,
    pub(crate) kw_defaults: RefCell<Vec<(Str, Object)>>,
    pub(crate) name: RefCell<Str>,
    pub(crate) qualname: RefCell<Str>,
    pub(crate) module: RefCell<Object>,
    pub(crate) doc: RefCell<Object>,
    pub(crate) annotations: RefCell<Option<Rc<Dict>>>,
    pub(crate) dict: RefCell<Option<Rc<Dict>>>,
}

impl Function {
    /// The code it runs: names of parameters, file, first line.
    pub fn code(&self) -> &Rc<Code> {
        &self.code
    }

    /// `__name__`.
    pub fn name(&self) -> Str {
        self.name.borrow().clone()
    }

    /// `__qualname__`.
    pub fn qualname(&self) -> Str {
        self.qualname.borrow().clone()
    }

    /// The attributes set on it.
    pub fn dict(&self) -> Rc<Dict> {
        Rc::clone(self.dict.borrow_mut().get_or_insert_with(Rc::default))
    }

    /// `__annotations__`.
    pub fn annotations(&self) -> Rc<Dict> {
        Rc::clone(self.annotations.borrow_mut().get_or_insert_with(Rc::default))
    }

    /// `__defaults__`: of the last positional parameters.
    pub fn defaults(&self) -> Vec<Object> {
        self.defaults.borrow().clone()
    }

    /// `__kwdefaults__`.
    pub fn kw_defaults(&self) -> Vec<(Str, Object)> {
        self.kw_defaults.borrow().clone()
    }
}

/// A function with its first argument.
pub struct BoundMethod {
    pub function: Object,
    pub receiver: Object,
}
