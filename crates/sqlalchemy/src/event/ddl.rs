//! Listeners of schema events: `before_create` of a table and the like.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_core::ddl::DdlStatement;
use ormlab_core::metadata::{MetaData, Table};
use ormlab_core::statement::Statement;
use ormlab_engine::Connection;
use ormlab_engine::schema::SchemaListener;
use ormlab_python::{Args, Object, PyResult, Vm};

use crate::connection::connection_object;
use crate::error::to_error;
use crate::names::Names;
use crate::schema::{metadata_object, table_object};

struct Listener {
    /// A table, a metadata, or the class of either.
    target: Object,
    name: Rc<str>,
    function: Object,
}

/// The listeners of a run, asked by the engine.
#[derive(Default)]
struct SchemaListeners {
    vm: RefCell<Weak<Vm>>,
    all: RefCell<Vec<Listener>>,
}

const NAMES: &[&str] = &["before_create", "after_create", "before_drop", "after_drop"];

fn is_schema(vm: &Vm, target: &Object) -> bool {
    let names = Names::of(vm);
    let classes = [names.class(vm, "Table"), names.class(vm, "MetaData")];
    match target.as_class() {
        Some(class) => classes.iter().any(|known| class.is_subclass(known)),
        None => classes.iter().any(|known| vm.is_instance(target, known)),
    }
}

/// Adds a listener; whether the event is one of the schema.
pub(super) fn listen(vm: &Vm, target: &Object, name: &str, function: &Object) -> PyResult<bool> {
    if !is_schema(vm, target) {
        return Ok(false);
    }
    if !NAMES.contains(&name) {
        return Err(vm.unsupported(&format!("the event '{name}' of tables")));
    }
    let listeners = vm.extension::<SchemaListeners>();
    let names = Names::of(vm);
    if listeners.all.borrow().is_empty() {
        listeners.vm.replace(names.vm());
        let listener: Rc<dyn SchemaListener> = listeners.clone();
        names.environment().extensions.set(Rc::new(listener));
    }
    let listener =
        Listener { target: target.clone(), name: name.into(), function: function.clone() };
    listeners.all.borrow_mut().push(listener);
    Ok(true)
}

/// Removes a listener; whether there was one.
pub(super) fn remove(vm: &Vm, target: &Object, name: &str, function: &Object) -> PyResult<bool> {
    let listeners = vm.extension::<SchemaListeners>();
    let mut all = listeners.all.borrow_mut();
    let before = all.len();
    all.retain(|one| !(&*one.name == name && one.function.is(function) && one.target.is(target)));
    Ok(all.len() < before)
}

impl SchemaListeners {
    fn fire(
        &self,
        name: &str,
        subject: &Object,
        tables: Option<&[Table]>,
        connection: &Connection,
    ) -> ormlab_core::Result<()> {
        let Some(vm) = self.vm.borrow().upgrade() else { return Ok(()) };
        let hears = |one: &&Listener| {
            *one.name == *name
                && match one.target.as_class() {
                    Some(class) => vm.is_instance(subject, class),
                    None => one.target.is(subject),
                }
        };
        let functions: Vec<Object> =
            self.all.borrow().iter().filter(hears).map(|one| one.function.clone()).collect();
        for function in functions {
            if let Some(ddl) = ddl_of(&function) {
                connection.execute(ddl_for(ddl, &vm, subject), &[])?;
                continue;
            }
            let mut args = Args::of([subject.clone(), connection_object(&vm, connection)]);
            if let Some(tables) = tables {
                args = args.with(
                    "tables",
                    Object::list(tables.iter().map(|table| table_object(&vm, table))),
                );
            }
            args = args.with("checkfirst", true);
            vm.call(&function, args).map_err(|raised| to_error(&vm, raised))?;
        }
        Ok(())
    }
}

/// `event.listen(table, "after_create", DDL("…"))`.
fn ddl_of(function: &Object) -> Option<DdlStatement> {
    match &function.downcast_ref::<crate::statement::StatementObject>()?.statement {
        Statement::Ddl(ddl) => Some(ddl.clone()),
        _ => None,
    }
}

fn ddl_for(ddl: DdlStatement, vm: &Vm, subject: &Object) -> Statement {
    Statement::Ddl(match ddl {
        DdlStatement::Text(mut text) => {
            text.target = crate::schema::table::table_of(vm, subject).ok();
            DdlStatement::Text(text)
        }
        other => other,
    })
}

impl SchemaListener for SchemaListeners {
    fn metadata_event(
        &self,
        name: &'static str,
        metadata: &MetaData,
        tables: &[Table],
        connection: &Connection,
    ) -> ormlab_core::Result<()> {
        let Some(vm) = self.vm.borrow().upgrade() else { return Ok(()) };
        self.fire(name, &metadata_object(&vm, metadata), Some(tables), connection)
    }

    fn table_event(
        &self,
        name: &'static str,
        table: &Table,
        connection: &Connection,
    ) -> ormlab_core::Result<()> {
        let Some(vm) = self.vm.borrow().upgrade() else { return Ok(()) };
        self.fire(name, &table_object(&vm, table), None, connection)
    }
}
