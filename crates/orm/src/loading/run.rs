//! Executing a lowered SELECT in a session and making objects of its rows.

use std::rc::Rc;

use ormlab_core::select::LabelStyle;
use ormlab_core::{Result, Select, Statement, Value};
use ormlab_engine::{Cause, CursorResult, ExecutionOptions, Origin, ParameterSet};

use super::hydrate::{Hydrator, Table};
use super::{immediate, selectin, subquery};
use crate::instance::Instance;
use crate::lowering::{self, ItemPlan, LaterPlan, Lowered, Plan, Request};
use crate::mapper::Mapper;
use crate::overrides::LoaderOverrides;
use crate::property::Property;
use crate::relationship::Strategy;
use crate::session::Session;

/// A SELECT made ready to be executed, again and again.
#[derive(Debug)]
pub(crate) struct Ready {
    /// As it was given: what a subquery load starts from.
    pub(crate) given: Select,
    pub(crate) statement: Statement,
    pub(crate) plan: Plan,
}

/// The statement that a chain of subquery loads goes back to.
#[derive(Clone)]
pub(crate) struct SubqueryOrigin {
    pub(crate) given: Select,
    pub(crate) sets: Rc<[ParameterSet]>,
    pub(crate) root: Rc<crate::entity::MappedEntity>,
    pub(crate) path: Vec<Property>,
}

/// How a statement is executed and its rows are taken in.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) session: Session,
    pub(crate) sets: Rc<[ParameterSet]>,
    pub(crate) options: ExecutionOptions,
    pub(crate) populate_existing: bool,
    pub(crate) autoflush: bool,
    /// Objects that were there before take part in loads by further statements.
    pub(crate) fills_known: bool,
    /// The instance that is read again.
    pub(crate) refresh: Option<Instance>,
    /// Only expired values are read: changes of other attributes stay.
    pub(crate) keeps_changes: bool,
    pub(crate) origin: Option<SubqueryOrigin>,
    pub(crate) cause: Option<Rc<Cause>>,
}

/// The loading strategies that the run was told to use.
pub(crate) fn overrides(session: &Session) -> Option<Rc<LoaderOverrides>> {
    session.environment()?.extensions.get::<LoaderOverrides>()
}

/// Whether the run was told strategies.
pub(crate) fn is_overridden(session: &Session) -> bool {
    overrides(session).is_some_and(|overrides| overrides.is_active())
}

/// Lowers a SELECT for the session.
pub(crate) fn make_ready(session: &Session, mut request: Request) -> Result<Ready> {
    request.overrides = overrides(session);
    let Lowered { select, plan } = lowering::lower(&request)?;
    Ok(Ready { given: request.select, statement: Statement::from(select), plan })
}

/// A SELECT of a loader: columns under their own names.
pub(crate) fn unlabelled(select: Select) -> Select {
    select.edit(|data| data.tail.label_style = LabelStyle::None)
}

impl Run {
    pub(crate) fn new(session: &Session) -> Run {
        Run {
            session: session.clone(),
            sets: Rc::from(Vec::new()),
            options: ExecutionOptions::default(),
            populate_existing: false,
            autoflush: true,
            fills_known: true,
            refresh: None,
            keeps_changes: false,
            origin: None,
            cause: None,
        }
    }

    pub(crate) fn with_parameters(mut self, set: ParameterSet) -> Run {
        self.sets = Rc::from(vec![set]);
        self
    }

    /// The run of a loader that completes this one.
    pub(crate) fn follow_up(
        &self,
        property: &Property,
        loader: &str,
        parent: Option<usize>,
    ) -> Run {
        Run {
            cause: Some(Rc::new(Cause {
                origin: Origin::EagerLoad,
                relationship: Some(property.to_string().into()),
                loader: Some(loader.into()),
                parent,
                ..Cause::default()
            })),
            session: self.session.clone(),
            populate_existing: self.populate_existing,
            autoflush: false,
            ..Run::new(&self.session)
        }
    }

    fn mapper_of(ready: &Ready) -> Option<Mapper> {
        ready.plan.items.iter().find_map(|item| match item {
            ItemPlan::Entity { plan, .. } => Some(plan.mapper.clone()),
            ItemPlan::Value { .. } => None,
        })
    }

    /// Sends the statement.
    pub(crate) fn execute(&self, ready: &Ready) -> Result<CursorResult> {
        if self.autoflush {
            self.session.autoflush()?;
        }
        let connection = self.session.connection_for_statement(Self::mapper_of(ready).as_ref())?;
        let log = self.session.environment().and_then(|around| around.statements.clone());
        let _guard =
            log.zip(self.cause.as_ref()).map(|(log, cause)| log.with_cause((**cause).clone()));
        connection.execute_with(&ready.statement, &self.sets, &self.options)
    }

    /// Sends the statement and makes objects of its rows.
    pub(crate) fn load(&self, ready: &Ready) -> Result<Table> {
        let result = self.execute(ready)?;
        self.take_in(ready, &result)
    }

    /// Makes objects of rows.
    pub(crate) fn take_in(&self, ready: &Ready, result: &CursorResult) -> Result<Table> {
        let environment = self.session.environment();
        let started = environment.as_ref().map(|around| around.clock.monotonic());
        let statement = result.statement_id();
        let mut hydrator = Hydrator::new(self, &ready.plan, statement);
        let width = result.meta()?.len().max(1);
        for row in result.take_values()?.chunks_exact(width) {
            hydrator.take(row)?;
        }
        let (table, later) = hydrator.finish()?;
        if let (Some(around), Some(started), Some(id)) = (&environment, started, statement)
            && let Some(log) = &around.statements
        {
            log.add_hydrate_time(id, (around.clock.monotonic() - started) * 1e6);
        }
        for (plan, owners) in later {
            self.load_later(ready, &plan, &owners, statement)?;
        }
        Ok(table)
    }

    fn load_later(
        &self,
        ready: &Ready,
        plan: &LaterPlan,
        owners: &[(Instance, bool)],
        statement: Option<usize>,
    ) -> Result<()> {
        if owners.is_empty() {
            return Ok(());
        }
        if let Some(overrides) = overrides(&self.session) {
            overrides.touch(&plan.property);
        }
        match plan.strategy {
            Strategy::Subquery if self.refresh.is_none() => {
                subquery::load(self, ready, plan, owners, statement)
            }
            Strategy::Selectin if self.refresh.is_none() => {
                selectin::load(self, plan, owners, statement)
            }
            _ => immediate::load(self, plan, owners, statement),
        }
    }

    pub(crate) fn parameter(name: &str, value: Value) -> ParameterSet {
        vec![(name.into(), value)]
    }
}
