//! Instances of classes.

use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::Object;
use super::class::Class;
use super::dict::Dict;
use crate::exception::ExceptionState;

/// An instance of a class that is not built in.
pub struct Instance {
    class: RefCell<Class>,
    dict: RefCell<Option<Rc<Dict>>>,
    payload: RefCell<Option<Rc<dyn Any>>>,
    /// Of an instance of a subclass of `str`, `list`, …: the built-in value, else unbound.
    pub(crate) value: Object,
    exception: OnceCell<Box<ExceptionState>>,
}

impl Instance {
    /// A bare instance: nothing is initialised.
    pub fn new(class: &Class) -> Instance {
        Instance::with_value(class, Object::Unbound)
    }

    /// An instance of a subclass of a built-in class, around a value of that class.
    pub fn with_value(class: &Class, value: Object) -> Instance {
        Instance {
            class: RefCell::new(class.clone()),
            dict: RefCell::new(None),
            payload: RefCell::new(None),
            value,
            exception: OnceCell::new(),
        }
    }

    /// Its class.
    pub fn class(&self) -> Class {
        self.class.borrow().clone()
    }

    /// `instance.__class__ = class`.
    pub fn set_class(&self, class: &Class) {
        *self.class.borrow_mut() = class.clone();
    }

    /// Its attributes, made when first asked for.
    pub fn dict(&self) -> Rc<Dict> {
        Rc::clone(self.dict.borrow_mut().get_or_insert_with(Rc::default))
    }

    /// Its attributes, if any was ever set.
    pub fn dict_if_any(&self) -> Option<Rc<Dict>> {
        self.dict.borrow().clone()
    }

    /// Gives it these attributes, shared with whoever else holds them.
    pub fn with_dict(&self, dict: Rc<Dict>) {
        *self.dict.borrow_mut() = Some(dict);
    }

    /// An attribute of the instance itself.
    pub(crate) fn own(&self, name: &super::string::Str) -> Option<Object> {
        self.dict.borrow().as_ref()?.get_str(name)
    }

    /// An attribute of the instance itself that nothing in its class comes before.
    pub(crate) fn quick_own(&self, name: &super::string::Str) -> Option<Object> {
        let class = self.class.borrow();
        if class.quick().getattribute || class.has(name) {
            return None;
        }
        self.dict.borrow().as_ref()?.get_str(name)
    }

    /// Sets such an attribute; the value comes back where something in the class may come before.
    pub(crate) fn quick_set(&self, name: &super::string::Str, value: Object) -> Option<Object> {
        let class = self.class.borrow();
        let quick = class.quick();
        if quick.setattr || quick.slots_only || !quick.plain || class.has(name) {
            return Some(value);
        }
        let dict = self.dict.borrow();
        let Some(dict) = dict.as_ref() else { return Some(value) };
        let dict = Rc::clone(dict);
        drop(class);
        drop(dict.set_str(name, value));
        None
    }

    /// What Rust has attached.
    pub fn payload<T: Any>(&self) -> Option<Rc<T>> {
        self.payload.borrow().clone()?.downcast().ok()
    }

    /// Attaches data of Rust.
    pub fn set_payload(&self, payload: Rc<dyn Any>) {
        *self.payload.borrow_mut() = Some(payload);
    }

    /// What an exception knows besides its attributes.
    pub fn exception(&self) -> &ExceptionState {
        self.exception.get_or_init(Box::default)
    }
}
