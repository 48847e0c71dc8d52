//! Modules: registered builders, run when first imported.

use std::rc::Rc;

use super::{ModuleFn, Vm};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::object::string::Str;

impl Vm {
    /// Makes a module importable under its full name: `a`, `a.b`.
    pub fn register_module(&self, name: &str, builder: ModuleFn) {
        self.registry.borrow_mut().insert(Str::intern(name), builder);
    }

    /// The names of the modules at the top level that can be imported.
    pub fn module_names(&self) -> Vec<Str> {
        let registry = self.registry.borrow();
        let mut names: Vec<Str> =
            registry.keys().filter(|name| !name.contains('.')).cloned().collect();
        names.sort();
        names
    }

    /// The module of this full name, and its parents before it.
    pub fn import(&self, name: &str) -> PyResult<Rc<Module>> {
        if let Some(Object::Module(module)) = self.modules.get_text(name) {
            return Ok(module);
        }
        let parent = match name.rsplit_once('.') {
            Some((parent, _)) => Some(self.import(parent)?),
            None => None,
        };
        if let Some(Object::Module(module)) = self.modules.get_text(name) {
            return Ok(module);
        }
        let Some(builder) = self.registry.borrow().get(name).copied() else {
            return Err(self.no_module(name, parent.as_deref()));
        };
        let module = builder(self)?;
        self.modules.set_text(name, Object::Module(Rc::clone(&module)));
        if let (Some(parent), Some((_, last))) = (parent, name.rsplit_once('.'))
            && parent.get(last).is_none()
        {
            parent.set(last, Object::Module(Rc::clone(&module)));
        }
        Ok(module)
    }

    fn no_module(&self, name: &str, parent: Option<&Module>) -> Box<crate::exception::Raised> {
        let mut message = format!("No module named '{name}'");
        if let Some(parent) = parent {
            let is_package = self.registry.borrow().keys().any(|known| {
                known.strip_prefix(&**parent.name()).is_some_and(|rest| rest.starts_with('.'))
            });
            if !is_package {
                message = format!("{message}; '{}' is not a package", parent.name());
            }
        }
        let raised = self.raise(&self.exceptions.module_not_found, message);
        raised.exception.dict().set_text("name", name);
        raised
    }

    /// `from module import name`.
    pub fn import_from(&self, module: &Object, name: &Str) -> PyResult {
        match self.get_attr_if_any(module, name)? {
            Some(value) => Ok(value),
            None => {
                let Object::Module(module) = module else {
                    return Err(self.no_attribute(module, name));
                };
                let full = format!("{}.{name}", module.name());
                if self.registry.borrow().contains_key(&*full) {
                    return self.import(&full).map(Object::Module);
                }
                let place = "unknown location";
                let message =
                    format!("cannot import name '{name}' from '{}' ({place})", module.name());
                let raised = self.raise(&self.exceptions.import_error, message);
                raised.exception.dict().set_text("name", name.clone());
                raised.exception.dict().set_text("name_from", name.clone());
                Err(raised)
            }
        }
    }

    /// Calls `module.function(…)`, importing the module if need be.
    pub fn call_module_function(&self, module: &str, function: &str, args: Args) -> PyResult {
        let module = Object::Module(self.import(module)?);
        let function = self.attr(&module, function)?;
        self.call(&function, args)
    }
}
