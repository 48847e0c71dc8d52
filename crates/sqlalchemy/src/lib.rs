//! The Python-visible names of SQLAlchemy: binds python to core, engine and orm.
//!
//! The door is [`install`]: it registers the modules with an interpreter. The Python objects are thin:
//! a host object around a value of `ormlab-core` or `ormlab-engine`, with methods from tables.

mod arguments;
pub mod coercion;
mod compiled;
pub mod connection;
pub mod conversion;
mod dbapi;
mod ddl;
mod dml;
pub mod engine;
pub mod error;
mod event;
pub mod expr;
pub mod from;
mod host;
pub mod inspect;
mod modules;
pub mod names;
pub mod orm;
pub mod pool;
pub mod result;
pub mod row;
pub mod schema;
mod select;
pub mod statement;
pub mod types;
pub mod url;

use std::rc::Rc;

use ormlab_engine::Environment;
use ormlab_python::Vm;

pub use error::Hint;
pub use host::{locator, log_sink, warning_sink};
pub use names::Names;

/// Makes SQLAlchemy importable. What the environment leaves open is filled in: log lines go to the
/// interpreter's `logging`, warnings to its `warnings`, and the statement log learns the script's lines.
pub fn install(vm: &Rc<Vm>, mut environment: Environment) -> Rc<Environment> {
    environment.log_sink.get_or_insert_with(|| log_sink(vm));
    environment.warnings.get_or_insert_with(|| warning_sink(vm));
    if let Some(statements) = &environment.statements {
        statements.set_locator(Some(locator(vm)));
    }
    let environment = Rc::new(environment);
    vm.set_extension(Rc::new(Names::new(vm, Rc::clone(&environment))));
    modules::register(vm);
    environment
}

/// Ends a run: breaks the circles among objects, mappers, tables and classes, which Python would
/// leave to its collector. Nothing of this thread's runs may be used after.
pub fn dispose(vm: &Vm) {
    ormlab_orm::dispose_instances();
    vm.dispose();
    ormlab_orm::dispose_registries();
    ormlab_core::dispose_tables();
}
