//! [`HostSlot`]: a place where the layer above keeps something of its own beside one of our objects.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// Empty until the layer above fills it: `connection.info`, attributes set on an execution context.
#[derive(Clone, Default)]
pub struct HostSlot(Rc<RefCell<Option<Rc<dyn Any>>>>);

impl HostSlot {
    pub fn get(&self) -> Option<Rc<dyn Any>> {
        self.0.borrow().clone()
    }

    /// What is there, if it is a `T`.
    pub fn get_as<T: 'static>(&self) -> Option<Rc<T>> {
        self.get().and_then(|held| held.downcast::<T>().ok())
    }

    pub fn set(&self, held: Rc<dyn Any>) {
        self.0.replace(Some(held));
    }

    pub fn clear(&self) {
        self.0.replace(None);
    }
}

impl fmt::Debug for HostSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostSlot")
    }
}

/// Things of layers above, one of each type.
#[derive(Default)]
pub struct Extensions(RefCell<Vec<Rc<dyn Any>>>);

impl Extensions {
    pub fn get<T: 'static>(&self) -> Option<Rc<T>> {
        self.0.borrow().iter().find_map(|held| held.clone().downcast::<T>().ok())
    }

    /// Replaces what is there of the same type.
    pub fn set<T: 'static>(&self, held: Rc<T>) {
        let mut all = self.0.borrow_mut();
        all.retain(|other| !other.is::<T>());
        all.push(held);
    }

    pub fn get_or_insert<T: 'static>(&self, make: impl FnOnce() -> T) -> Rc<T> {
        self.get().unwrap_or_else(|| {
            let made = Rc::new(make());
            self.set(made.clone());
            made
        })
    }
}
