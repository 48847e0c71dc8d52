//! The execution context that listeners and defaults are given.

use std::rc::Rc;

use ormlab_engine::context::ExecutionContext;
use ormlab_python::object::class::Class;
use ormlab_python::{ClassBuilder, Dict, HostObject, Object, PyResult, Str, Vm};

use super::arguments::parameters_object;
use crate::conversion::to_object;
use crate::names;

/// An execution context as a Python object; attributes that are set stay with the context.
struct ContextObject(Rc<ExecutionContext>);

/// Attributes that listeners set.
struct Attributes(Rc<Dict>);

/// The context as a Python object.
pub(crate) fn context_object(_: &Vm, context: &Rc<ExecutionContext>) -> Object {
    Object::host(ContextObject(Rc::clone(context)))
}

impl ContextObject {
    fn attributes(&self) -> Rc<Dict> {
        let known = self.0.host.get_as::<Attributes>().unwrap_or_else(|| {
            let made = Rc::new(Attributes(Rc::default()));
            self.0.host.set(made.clone());
            made
        });
        Rc::clone(&known.0)
    }
}

impl HostObject for ContextObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "SQLiteExecutionContext")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some(found) = self.attributes().get_str(name) {
            return Ok(Some(found));
        }
        let context = &self.0;
        let kind = context.compiled.as_ref().map(|compiled| compiled.kind);
        let is = |wanted| (kind == Some(wanted)).into();
        Ok(Some(match name.as_str() {
            "statement" => (&*context.sql).into(),
            "parameters" => parameters_object(vm, &context.parameters),
            "executemany" => context.is_executemany().into(),
            "connection" | "root_connection" => {
                crate::connection::connection_object(vm, &context.connection)
            }
            "engine" => crate::engine::engine_object(vm, context.connection.engine()),
            "compiled" => match &context.statement {
                Some(statement) => crate::statement::statement_object(statement.clone()),
                None => Object::None,
            },
            "invoked_statement" => {
                context.statement.clone().map(crate::statement::statement_object).into()
            }
            "isinsert" => is(ormlab_core::compiler::StatementKind::Insert),
            "isupdate" => is(ormlab_core::compiler::StatementKind::Update),
            "isdelete" => is(ormlab_core::compiler::StatementKind::Delete),
            "isddl" => is(ormlab_core::compiler::StatementKind::Ddl),
            "compiled_parameters" => {
                let sets = context.compiled_parameters.iter();
                Object::list(sets.map(|set| {
                    Object::dict(
                        set.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))),
                    )
                }))
            }
            "execution_options" => {
                let pairs = context.options.iter();
                Object::dict(pairs.map(|(name, value)| (Str::from(&**name), to_object(vm, value))))
            }
            _ => return Ok(None),
        }))
    }

    fn set_attr(self: Rc<Self>, _: &Vm, name: &Str, value: Option<&Object>) -> PyResult<bool> {
        match value {
            Some(value) => {
                self.attributes().set_str(name, value.clone());
            }
            None => {
                self.attributes().remove_str(name);
            }
        }
        Ok(true)
    }
}

/// What a default with one parameter calls.
pub(super) fn default_context(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("get_current_parameters", |vm, mut args| {
        let this = crate::arguments::receiver(&mut args);
        vm.attr(&this, "current_parameters")
    })
}
