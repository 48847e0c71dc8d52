//! Unpacking: `a, *b, c = value`.

use super::machine::{Machine, pop};
use crate::exception::PyResult;
use crate::object::Object;

impl Machine<'_> {
    /// Leaves the items of a value of exactly this length, the first on top.
    pub(super) fn unpack(&mut self, count: usize) -> PyResult<()> {
        let value = pop!(self);
        match &value {
            Object::Tuple(items) if items.len() == count => {
                self.frame.values.extend(items.iter().rev().cloned());
                return Ok(());
            }
            Object::List(list) if list.len() == count => {
                self.frame.values.extend(list.borrow().iter().rev().cloned());
                return Ok(());
            }
            _ => {}
        }
        let iterator = self.unpack_iter(&value)?;
        let mut items = Vec::with_capacity(count);
        while items.len() < count {
            match self.vm.next(&iterator)? {
                Some(item) => items.push(item),
                None => {
                    return Err(self.vm.value_error(format!(
                        "not enough values to unpack (expected {count}, got {})",
                        items.len()
                    )));
                }
            }
        }
        if self.vm.next(&iterator)?.is_some() {
            let message = format!("too many values to unpack (expected {count})");
            return Err(self.vm.value_error(message));
        }
        self.frame.values.extend(items.into_iter().rev());
        Ok(())
    }

    fn unpack_iter(&self, value: &Object) -> PyResult {
        match self.vm.iter_if_any(value)? {
            Some(iterator) => Ok(iterator),
            None => {
                let name = self.vm.class_name(value);
                Err(self.vm.type_error(format!("cannot unpack non-iterable {name} object")))
            }
        }
    }

    /// Leaves the first and last items and a list of those between, the first on top.
    pub(super) fn unpack_star(&mut self, before: usize, after: usize) -> PyResult<()> {
        let value = pop!(self);
        let iterator = self.unpack_iter(&value)?;
        let mut items = self.vm.drain(&iterator)?;
        if items.len() < before + after {
            return Err(self.vm.value_error(format!(
                "not enough values to unpack (expected at least {}, got {})",
                before + after,
                items.len()
            )));
        }
        let last = items.split_off(items.len() - after);
        let between = items.split_off(before);
        self.frame.values.extend(last.into_iter().rev());
        self.push(Object::from(between));
        self.frame.values.extend(items.into_iter().rev());
        Ok(())
    }
}
