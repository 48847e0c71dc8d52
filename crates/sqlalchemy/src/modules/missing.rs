//! A name that the real library has and ormlab has not: it can be imported, and says so when used.

use std::rc::Rc;

use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Raised, Vm};

struct Missing {
    name: String,
}

/// The stand-in for `module.name`.
pub(crate) fn object(_: &Vm, module: &str, name: &str) -> Object {
    Object::host(Missing { name: format!("{module}.{name}") })
}

impl Missing {
    fn refuse(&self, vm: &Vm) -> Box<Raised> {
        vm.unsupported(&self.name)
    }
}

impl HostObject for Missing {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().object.clone()
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name.starts_with("__") { Ok(None) } else { Err(self.refuse(vm)) }
    }

    fn call(self: Rc<Self>, vm: &Vm, _: Args) -> PyResult {
        Err(self.refuse(vm))
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn get_item(self: Rc<Self>, vm: &Vm, _: &Object) -> PyResult<Option<Object>> {
        Err(self.refuse(vm))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("<{}, which ormlab does not support yet>", self.name)))
    }
}
