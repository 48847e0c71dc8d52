//! INSERT, UPDATE and DELETE that speak of mapped classes: lowered to tables, executed in a session.
//!
//! With many sets of parameters they are bulk operations (`bulk.rs`); an UPDATE or DELETE with criteria brings the
//! session's instances in step with the rows (`synchronize.rs`).

mod bulk;
mod evaluator;
mod lower;
mod synchronize;

use ormlab_core::dml::{DmlBase, ReturnDefaults};
use ormlab_core::{Error, FromClause, Result, Statement, Value};
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::CursorResult;

use crate::entity::MappedEntity;
use crate::mapper::Mapper;
use crate::session::Session;

pub use bulk::{BulkOptions, Mapping};
pub(crate) use lower::lower;
use synchronize::{Matched, Strategy};

/// The class that a statement writes to; `None` for a table.
pub(crate) fn subject(base: &DmlBase) -> Option<Mapper> {
    match &base.table {
        FromClause::Entity(entity) => {
            let entity = entity.as_any().downcast_ref::<MappedEntity>()?;
            Some(entity.mapper.clone())
        }
        _ => None,
    }
}

fn base_of(statement: &Statement) -> Option<&DmlBase> {
    match statement {
        Statement::Insert(insert) => Some(&insert.base),
        Statement::Update(update) => Some(&update.base),
        Statement::Delete(delete) => Some(&delete.base),
        _ => None,
    }
}

fn flag(options: &ExecutionOptions, name: &str, default: bool) -> bool {
    match options.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Null) => false,
        _ => default,
    }
}

/// Executes INSERT, UPDATE or DELETE that involves mapped classes.
pub(crate) fn execute(
    session: &Session,
    statement: &Statement,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    let Some(base) = base_of(statement) else {
        return Err(Error::not_implemented("this statement over mapped classes in a session"));
    };
    let own: ExecutionOptions = base.execution.execution_options.iter().cloned().collect();
    let options = own.union(options.iter());
    if let Some(mapper) = subject(base) {
        mapper.check_configure()?;
    }
    let call = Call { session, statement, base, sets, options: &options };
    match (statement, subject(base)) {
        (Statement::Insert(_), Some(mapper)) if !sets.is_empty() => call.bulk_insert(&mapper),
        (Statement::Update(_), Some(mapper)) if sets.len() > 1 || call.is_bulk() => {
            call.bulk_update(&mapper)
        }
        (Statement::Delete(_), Some(_)) if sets.len() > 1 || call.is_bulk() => {
            Err(Error::invalid_request(
                "Bulk ORM DELETE not supported right now. Statement may be invoked at the Core level using session.connection().execute(stmt, parameters)",
            ))
        }
        (Statement::Insert(_), _) | (_, None) => {
            call.autoflush()?;
            call.send(statement)
        }
        (_, Some(mapper)) => call.synchronized(&mapper),
    }
}

/// Executes a statement whose RETURNING gives rows, or objects.
pub(crate) fn returning(
    session: &Session,
    statement: &Statement,
    base: &DmlBase,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    let entities = ormlab_core::select(base.returning.clone());
    crate::loading::from_statement(session, &entities, &lower(statement)?, sets, options)
}

/// One execution.
struct Call<'a> {
    session: &'a Session,
    statement: &'a Statement,
    base: &'a DmlBase,
    sets: &'a [ParameterSet],
    options: &'a ExecutionOptions,
}

impl Call<'_> {
    fn autoflush(&self) -> Result<()> {
        if flag(self.options, "autoflush", true) { self.session.autoflush() } else { Ok(()) }
    }

    /// `dml_strategy="bulk"`, or a list of one set of parameters for an UPDATE without values.
    fn is_bulk(&self) -> bool {
        let is_asked = self.options.text("dml_strategy") == Some("bulk");
        let is_plain = matches!(self.statement, Statement::Update(update)
            if update.values.is_none() && update.where_criteria.is_empty());
        !self.sets.is_empty() && (is_asked || is_plain)
    }

    /// Sends the lowered statement.
    fn send(&self, statement: &Statement) -> Result<CursorResult> {
        if !self.base.returning.is_empty() {
            return returning(self.session, statement, self.base, self.sets, self.options);
        }
        let lowered = lower(statement)?;
        let connection = self.session.connection_for_statement(subject(self.base).as_ref())?;
        connection.execute_with(&lowered, self.sets, self.options)
    }

    /// UPDATE or DELETE with criteria; instances of the session are brought in step.
    fn synchronized(&self, mapper: &Mapper) -> Result<CursorResult> {
        let strategy = Strategy::of(self.options)?;
        self.autoflush()?;
        let matched = match strategy {
            Strategy::None => Matched::Nothing,
            Strategy::Fetch => Matched::Fetched,
            Strategy::Evaluate => self.evaluated(mapper).map_err(|reason| {
                Error::invalid_request(format!(
                    "Could not evaluate current criteria in Python: \"{reason}\". Specify 'fetch' or False for the synchronize_session execution option."
                ))
            })?,
            Strategy::Auto => self.evaluated(mapper).unwrap_or(Matched::Fetched),
        };
        let result = match matched {
            Matched::Fetched => self.send(&self.fetching(mapper))?,
            _ => self.send(self.statement)?,
        };
        self.synchronize(mapper, &matched, &result)?;
        Ok(result)
    }

    /// The statement that gives the keys of the rows that it changes.
    fn fetching(&self, mapper: &Mapper) -> Statement {
        let defaults =
            ReturnDefaults { columns: Some(mapper.primary_key.clone()), ..Default::default() };
        match self.statement {
            Statement::Update(update) => update.clone().return_defaults(defaults).into(),
            Statement::Delete(delete) => delete.clone().return_defaults(defaults).into(),
            other => other.clone(),
        }
    }
}
