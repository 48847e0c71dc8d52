//! The one gate: every statement goes to the driver through [`Connection::send`], so that the log,
//! the events, `echo` and the counts agree.

use std::rc::Rc;

use ormlab_core::{Error, Result};

use super::Connection;
use crate::context::ExecutionContext;
use crate::convert::{bytes_of, to_driver};
use crate::driver::{DriverError, DriverOutcome, DriverResult, DriverValue};
use crate::error::{failed_statement, refused};
use crate::event::{CursorEvent, ErrorEvent, EventAnswer, EventArgs, EventKind};
use crate::log::Level;
use crate::parameters::{Parameters, display_long_statement};
use crate::pool::ConnectionRecord;
use crate::statement_log::{LoggedKind, Sample, StatementId, StatementRecord};

/// One call of the driver.
pub(super) struct Call<'a> {
    pub(super) sql: Rc<str>,
    pub(super) parameters: Parameters,
    pub(super) context: Option<&'a Rc<ExecutionContext>>,
    /// As listeners hear it; a batch of insertmanyvalues says so of one set.
    pub(super) executemany: bool,
    /// What stands before the parameters in the log.
    pub(super) stats: &'a dyn Fn(f64) -> String,
    /// Whether the log cuts a long text.
    pub(super) is_batch: bool,
}

/// What came of a call.
pub(super) struct Sent {
    pub(super) result: DriverResult,
    pub(super) statement: Option<StatementId>,
}

impl Connection {
    pub(super) fn send(&self, mut call: Call<'_>) -> Result<Sent> {
        self.before(&mut call)?;
        self.echo_call(&call);
        let statement = self.log_begin(&call);
        let clock = &self.engine().environment().clock;
        let started = clock.monotonic();
        let record = self.record()?;
        let outcome = drive(&record, &call.sql, &call.parameters);
        let time = (clock.monotonic() - started) * 1e6;
        self.log_end(statement, &outcome, time);
        let result = outcome.map_err(|refusal| self.refuse(&record, &refusal, &call))?;
        self.after(&call)?;
        Ok(Sent { result, statement })
    }

    fn before(&self, call: &mut Call<'_>) -> Result<()> {
        if !self.hears(EventKind::BeforeCursorExecute) {
            return Ok(());
        }
        for hook in self.hooks(EventKind::BeforeCursorExecute) {
            let answer = hook(EventKind::BeforeCursorExecute, &self.cursor_event(call))?;
            if let EventAnswer::Cursor(sql, parameters) = answer {
                call.sql = sql;
                call.parameters = parameters;
            }
        }
        Ok(())
    }

    fn after(&self, call: &Call<'_>) -> Result<()> {
        if !self.hears(EventKind::AfterCursorExecute) {
            return Ok(());
        }
        self.fire(EventKind::AfterCursorExecute, &self.cursor_event(call))
    }

    fn cursor_event<'a>(&'a self, call: &'a Call<'_>) -> EventArgs<'a> {
        EventArgs::Cursor(CursorEvent {
            connection: self,
            statement: &call.sql,
            parameters: &call.parameters,
            context: call.context,
            executemany: call.executemany,
        })
    }

    fn echo_call(&self, call: &Call<'_>) {
        if !self.is_echoing() {
            return;
        }
        if call.is_batch {
            self.log(Level::Info, &display_long_statement(&call.sql));
        } else {
            self.log(Level::Info, &call.sql);
        }
        let stats = (call.stats)(self.engine().environment().clock.monotonic());
        let shown = if self.engine().hide_parameters() {
            "[SQL parameters hidden due to hide_parameters=True]".to_owned()
        } else {
            call.parameters.display()
        };
        self.log(Level::Info, &format!("[{stats}] {shown}"));
    }

    fn log_begin(&self, call: &Call<'_>) -> Option<StatementId> {
        let log = self.engine().environment().statements.as_ref()?;
        let record = StatementRecord {
            sql: call.sql.clone(),
            parameters: call.parameters.display(),
            sets: call.parameters.sets(),
            executemany: call.executemany,
            kind: LoggedKind::of(&call.sql),
            cached: call.context.is_some_and(|context| context.is_cached()),
            transaction: self.transaction_number(),
            connection: self.record().map_or(0, |record| record.number()),
            ..StatementRecord::default()
        };
        let id = log.begin(record);
        let compile = call.context.map_or(0.0, |context| context.compile_time);
        log.update(id, |record| record.times.compile = compile);
        Some(id)
    }

    fn log_end(
        &self,
        statement: Option<StatementId>,
        outcome: &DriverOutcome<DriverResult>,
        time: f64,
    ) {
        let (Some(log), Some(id)) = (&self.engine().environment().statements, statement) else {
            return;
        };
        log.update(id, |record| {
            record.times.execute = time;
            match outcome {
                Ok(result) => {
                    record.rows = result.len();
                    record.columns = result.columns.len();
                    record.rows_affected = u64::try_from(result.rowcount).ok();
                    record.bytes = bytes_of(result);
                    record.sample = Sample { columns: result.columns.clone(), rows: Vec::new() };
                }
                Err(refusal) => record.error = Some(refusal.message.clone()),
            }
        });
    }

    /// The error for a refusal, as the listeners of `handle_error` leave it.
    fn refuse(&self, record: &ConnectionRecord, refusal: &DriverError, call: &Call<'_>) -> Error {
        let mut error = refused(record.dbapi(), refusal);
        let hide = self.engine().hide_parameters();
        let ismulti = call.executemany && !call.is_batch;
        error.statement = Some(failed_statement(&call.sql, Some(&call.parameters), hide, ismulti));
        let error = self.handle_error(error, call);
        if !self.in_transaction() {
            // There is an error to report already.
            let _ = self.record().map(|record| record.rollback());
        }
        error
    }

    fn handle_error(&self, mut error: Error, call: &Call<'_>) -> Error {
        for hook in self.hooks(EventKind::HandleError) {
            let event = ErrorEvent {
                connection: Some(self),
                engine: Some(self.engine()),
                statement: Some(&call.sql),
                parameters: Some(&call.parameters),
                context: call.context,
                error: &error,
                is_disconnect: false,
            };
            match hook(EventKind::HandleError, &EventArgs::Error(event)) {
                Ok(EventAnswer::Error(other)) => error = *other,
                Ok(_) => {}
                Err(raised) => return raised,
            }
        }
        error
    }
}

fn drive(
    record: &ConnectionRecord,
    sql: &str,
    parameters: &Parameters,
) -> DriverOutcome<DriverResult> {
    match parameters {
        Parameters::One(values) => record.execute(sql, &converted(record, values)?),
        Parameters::Many(sets) => {
            let sets: DriverOutcome<Vec<Vec<DriverValue>>> =
                sets.iter().map(|set| converted(record, set)).collect();
            record.execute_many(sql, &sets?)
        }
    }
}

fn converted(
    record: &ConnectionRecord,
    values: &[ormlab_core::Value],
) -> DriverOutcome<Vec<DriverValue>> {
    let places = values.iter().enumerate();
    places.map(|(index, value)| to_driver(record.dbapi(), index + 1, value)).collect()
}
