//! `import`.

use super::machine::{Machine, pop};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::string::Str;

impl Machine<'_> {
    /// Imports all parts of a dotted name; leaves the first.
    pub(super) fn import(&mut self, name: &Str) -> PyResult<()> {
        let module = self.vm.import(name)?;
        let first = match name.split_once('.') {
            Some((first, _)) => self.vm.import(first)?,
            None => module,
        };
        self.push(Object::Module(first));
        Ok(())
    }

    pub(super) fn import_from(&mut self, name: &Str) -> PyResult<()> {
        let module = self.top().clone();
        let value = self.vm.import_from(&module, name)?;
        self.push(value);
        Ok(())
    }

    pub(super) fn import_star(&mut self) -> PyResult<()> {
        let module = pop!(self);
        let Object::Module(module) = module else { return Ok(()) };
        let names = match module.get("__all__") {
            Some(all) => self.vm.collect(&all)?,
            None => module
                .dict()
                .keys()
                .into_iter()
                .filter(|name| name.as_str().is_some_and(|name| !name.starts_with('_')))
                .collect(),
        };
        let target = match &self.frame.namespace {
            Some(own) => std::rc::Rc::clone(own),
            None => std::rc::Rc::clone(&self.frame.globals),
        };
        for name in names.iter().filter_map(Object::as_str) {
            let value = self.vm.get_attr(&Object::Module(std::rc::Rc::clone(&module)), name)?;
            target.set_str(&Str::intern(name), value);
        }
        Ok(())
    }
}
