//! The exceptions of a DBAPI, which ours carry as `orig`: `sqlite3.IntegrityError`.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::error::Refusal;
use ormlab_python::object::class::Class;
use ormlab_python::object::instance::Instance;
use ormlab_python::object::module::Module;
use ormlab_python::{Object, PyResult, Vm};

/// The classes made so far, by module and name.
#[derive(Default)]
struct Classes(RefCell<IndexMap<String, Class>>);

fn base_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Warning" | "Error" => return None,
        "InterfaceError" | "DatabaseError" => "Error",
        _ => "DatabaseError",
    })
}

fn class(vm: &Vm, module: &str, name: &str) -> Class {
    let full = format!("{module}.{name}");
    let classes = vm.extension::<Classes>();
    if let Some(class) = classes.0.borrow().get(&full) {
        return class.clone();
    }
    let base = match base_of(name) {
        Some(base) => class(vm, module, base),
        None => vm.exceptions().exception.clone(),
    };
    let made = vm.exception_class(module, name, &[&base]);
    classes.0.borrow_mut().insert(full, made.clone());
    made
}

/// What the database said, as the exception of its driver.
pub(crate) fn exception(vm: &Vm, refusal: &Refusal) -> Rc<Instance> {
    let (module, name) =
        refusal.type_name.rsplit_once('.').unwrap_or(("builtins", &refusal.type_name));
    let class = match vm.exceptions().get(name) {
        Some(builtin) if module == "builtins" => builtin.clone(),
        _ if module.starts_with("sqlalchemy.") && crate::Names::of(vm).knows(name) => {
            crate::names::class(vm, name)
        }
        _ => class(vm, module, name),
    };
    vm.exception_instance(&class, vec![Object::from(refusal.message.as_str())])
}

/// `import sqlite3`: its exceptions alone; connections are the engine's.
pub(crate) fn sqlite3(vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("sqlite3");
    let names =
        ["Warning", "Error", "InterfaceError", "DatabaseError", "DataError", "OperationalError"];
    let more = ["IntegrityError", "InternalError", "ProgrammingError", "NotSupportedError"];
    for name in names.iter().chain(&more) {
        module.set(name, class(vm, "sqlite3", name));
    }
    module
        .function("connect", |vm, _| Err(vm.unsupported("sqlite3.connect(); use create_engine()")));
    Ok(Rc::new(module))
}
