//! The legacy `Query`: a SELECT with a session.

mod generative;
mod run;

use std::rc::Rc;

use ormlab_core::select::{LabelStyle, Select};
use ormlab_core::statement::{SelectBase, Statement};
use ormlab_engine::ParameterSet;
use ormlab_orm::Session;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Vm};

use super::session::session_of;
use crate::coercion::Clause;
use crate::error::invalid_request;
use crate::names::{self, ClassSpec};
use crate::statement::{StatementObject, statement_object};

/// A query.
#[derive(Clone)]
pub(crate) struct QueryObject {
    pub(super) statement: Statement,
    pub(super) session: Option<Object>,
    pub(super) parameters: ParameterSet,
    /// `from_statement(…)`: where the rows come from instead.
    pub(super) from: Option<Statement>,
}

/// A query of these entities.
pub(super) fn of_entities(vm: &Vm, entities: &[Object], session: Option<Object>) -> PyResult {
    let entities: Vec<Object> = match entities {
        [one] if one.as_list().is_some() || one.as_tuple().is_some() => vm.collect(one)?,
        all => all.to_vec(),
    };
    let select = vm.attr(&Object::Module(vm.import("sqlalchemy")?), "select")?;
    let made = vm.call(&select, Args::of(entities))?;
    let statement = legacy(&statement_of(vm, &made)?);
    Ok(Object::host(QueryObject { statement, session, parameters: Vec::new(), from: None }))
}

fn statement_of(vm: &Vm, object: &Object) -> PyResult<Statement> {
    match object.downcast_ref::<StatementObject>() {
        Some(known) => Ok(known.statement.clone()),
        None => {
            let shown = vm.repr(object)?;
            Err(vm.type_error(format!("{shown} is not a statement")))
        }
    }
}

/// The SELECT, labelled as queries have it.
fn legacy(statement: &Statement) -> Statement {
    match statement {
        Statement::Select(SelectBase::Select(select)) => {
            let select: Select = select.clone();
            select.set_label_style(LabelStyle::LegacyOrm).into()
        }
        other => other.clone(),
    }
}

impl QueryObject {
    /// The statement as a Python object.
    fn object(&self) -> Object {
        statement_object(self.statement.clone())
    }

    /// The same of another statement.
    fn with(&self, statement: Statement) -> QueryObject {
        QueryObject { statement, ..self.clone() }
    }

    /// The SELECT; the complaint where it is a UNION.
    fn select(&self, vm: &Vm) -> PyResult<Select> {
        match &self.statement {
            Statement::Select(SelectBase::Select(select)) => Ok(select.clone()),
            _ => Err(vm.unsupported("this method of a query of several SELECTs")),
        }
    }

    fn session(&self, vm: &Vm) -> PyResult<Session> {
        match &self.session {
            Some(session) => session_of(vm, session),
            None => Err(invalid_request(vm, "Query has no session; use Query.with_session()")),
        }
    }

    /// What it is in SQL: a SELECT with plain labels.
    pub(super) fn clause(&self) -> Clause {
        Clause::Statement(self.plain())
    }

    /// The SELECT as it stands within other statements.
    fn plain(&self) -> Statement {
        match &self.statement {
            Statement::Select(SelectBase::Select(select)) => {
                select.clone().set_label_style(LabelStyle::DisambiguateOnly).into()
            }
            other => other.clone(),
        }
    }
}

impl HostObject for QueryObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Query")
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        vm.iter(&run::rows(vm, &self)?).map(Some)
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        run::item(vm, &self, key).map(Some)
    }

    /// In the dialect of the session's engine, where there is one.
    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        let bind = match &self.session {
            Some(session) => session_of(vm, session)?.bind(),
            None => None,
        };
        match bind {
            Some(bind) => crate::compiled::text_in(vm, &self.statement, bind.engine().dialect()),
            None => crate::compiled::text(vm, &self.statement),
        }
        .map(Some)
    }

    fn truth(&self, _: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(true))
    }
}

/// The receiver of a method, taken off its arguments.
fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Rc<QueryObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a Query is required"))
}

/// `Query(entities, session=None)`.
fn construct(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [entities, session] = args.bind(vm, "Query.__init__", ["entities", "session"], 1)?;
    let session = crate::arguments::given(session);
    of_entities(vm, &[entities.unwrap_or(Object::None)], session)
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    run::methods(generative::methods(builder.construct(construct)))
        .class_getitem(|_, class, _| Ok(class.into()))
}

/// The classes of queries.
pub(super) const CLASSES: &[ClassSpec] =
    &[ClassSpec::new("Query", "sqlalchemy.orm.query", &[], methods)];
