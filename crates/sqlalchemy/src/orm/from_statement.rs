//! `select(User).from_statement(…)`: mapped objects made of the rows of another statement.

use std::rc::Rc;

use ormlab_core::select::Select;
use ormlab_core::statement::Statement;
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::CursorResult;
use ormlab_orm::Session;
use ormlab_python::{Args, Class, ClassBuilder, HostObject, Object, PyResult, Vm};

use crate::coercion::Clause;
use crate::error::OrRaise;
use crate::names;
use crate::statement::{StatementObject, statement_object};

/// What the rows become, and the statement that they are of.
pub(crate) struct FromStatementObject {
    select: Select,
    from: Statement,
}

/// `select.from_statement(statement)`.
pub(crate) fn from_statement(vm: &Vm, select: Select, statement: &Object) -> PyResult {
    let from = crate::coercion::statement(vm, statement)?;
    Ok(Object::host(FromStatementObject { select, from }))
}

impl FromStatementObject {
    /// What it is in SQL: the other statement.
    pub(super) fn clause(&self) -> Clause {
        Clause::Statement(self.from.clone())
    }

    /// Sends the statement and makes objects of its rows.
    pub(super) fn execute(
        &self,
        vm: &Vm,
        session: &Session,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> PyResult<CursorResult> {
        ormlab_orm::loading::from_statement(session, &self.select, &self.from, sets, options)
            .or_raise(vm)
    }
}

impl HostObject for FromStatementObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "FromStatement")
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        crate::compiled::text(vm, &self.from).map(Some)
    }

    fn truth(&self, vm: &Vm) -> PyResult<Option<bool>> {
        Err(vm.type_error("Boolean value of this clause is not defined"))
    }
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<FromStatementObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a FromStatement is required"))
}

/// The same statement, its SELECT changed by one of that one's methods.
fn on_select(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let select = statement_object(this.select.clone().into());
    let changed = vm.call_method(&select, name, args)?;
    let changed = changed.downcast_ref::<StatementObject>().map(|known| known.statement.clone());
    match changed {
        Some(Statement::Select(ormlab_core::statement::SelectBase::Select(select))) => {
            Ok(Object::host(FromStatementObject { select, from: this.from.clone() }))
        }
        _ => Err(vm.type_error("a Select is required")),
    }
}

/// `FromStatement`.
pub(super) fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("options", |vm, args| on_select(vm, args, "options"))
        .method("execution_options", |vm, args| on_select(vm, args, "execution_options"))
}
