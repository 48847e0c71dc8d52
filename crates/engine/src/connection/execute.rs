//! `execute`, `exec_driver_sql`, `scalar`, `scalars`.

use std::rc::Rc;

use ormlab_core::select::{SelectItem, select};
use ormlab_core::{Expr, Result, Statement, Value};

use super::gate::Call;
use super::{Connection, ParameterSet};
use crate::context::{CacheStats, ExecuteStyle, ExecutionContext};
use crate::convert::from_driver;
use crate::event::{EventAnswer, EventArgs, EventKind};
use crate::options::ExecutionOptions;
use crate::parameters::Parameters;
use crate::result::{CursorResult, ScalarResult};

impl Connection {
    /// `execute(statement, parameters, execution_options=…)`; more than one set is an executemany.
    pub fn execute_with(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<CursorResult> {
        let statement = selected(statement);
        let options =
            ExecutionOptions::of(&statement).union(self.options().iter()).union(options.iter());
        if !self.hears(EventKind::BeforeExecute) && !self.hears(EventKind::AfterExecute) {
            return self.run(self.prepare(&statement, sets, options)?);
        }
        let (statement, sets) = self.before_execute(statement, sets.to_vec(), &options)?;
        let result = self.run(self.prepare(&statement, &sets, options.clone())?)?;
        let args = EventArgs::Execute {
            connection: self,
            statement: &statement,
            sets: &sets,
            options: &options,
            result: Some(&result),
        };
        self.fire(EventKind::AfterExecute, &args)?;
        Ok(result)
    }

    fn before_execute(
        &self,
        mut statement: Statement,
        mut sets: Vec<ParameterSet>,
        options: &ExecutionOptions,
    ) -> Result<(Statement, Vec<ParameterSet>)> {
        for hook in self.hooks(EventKind::BeforeExecute) {
            let args = EventArgs::Execute {
                connection: self,
                statement: &statement,
                sets: &sets,
                options,
                result: None,
            };
            if let EventAnswer::Execute(other, given) = hook(EventKind::BeforeExecute, &args)? {
                statement = *other;
                sets = given;
            }
        }
        Ok((statement, sets))
    }

    /// `execute(statement, parameters)`.
    pub fn execute(
        &self,
        statement: impl Into<Statement>,
        sets: &[ParameterSet],
    ) -> Result<CursorResult> {
        self.execute_with(&statement.into(), sets, &ExecutionOptions::default())
    }

    /// `scalar(statement, parameters)`.
    pub fn scalar(
        &self,
        statement: impl Into<Statement>,
        sets: &[ParameterSet],
    ) -> Result<Option<Value>> {
        self.execute(statement, sets)?.scalar()
    }

    /// `scalars(statement, parameters)`.
    pub fn scalars(
        &self,
        statement: impl Into<Statement>,
        sets: &[ParameterSet],
    ) -> Result<ScalarResult> {
        self.execute(statement, sets)?.scalars(0)
    }

    /// `exec_driver_sql(text, parameters)`: past the compiler.
    pub fn exec_driver_sql(
        &self,
        sql: impl Into<Rc<str>>,
        parameters: Parameters,
        options: &ExecutionOptions,
    ) -> Result<CursorResult> {
        self.pooled()?;
        let mut context = self.text_context(sql.into(), parameters, CacheStats::Raw);
        context.options = context.options.union(options.iter());
        self.run(context)
    }

    /// The value of a default that is an expression, sent before the statement that needs it.
    pub(super) fn evaluate_expression(&self, expr: &Expr) -> Result<Value> {
        let statement = Statement::from(select(vec![SelectItem::Expr(expr.clone())]));
        let context = self.prepare(&statement, &[], self.options())?;
        let stats = |_: f64| "raw sql".to_owned();
        let sent = self.send(Call {
            sql: context.sql.clone(),
            parameters: context.parameters.clone(),
            context: None,
            executemany: false,
            stats: &stats,
            is_batch: false,
        })?;
        let raw = sent.result.values.first().map_or(Value::Null, from_driver);
        match expr.sql_type().result_processor(&**self.dialect()) {
            Some(processor) => processor(raw),
            None => Ok(raw),
        }
    }

    /// Sends a prepared statement; begins a transaction if there is none.
    pub(super) fn run(&self, context: ExecutionContext) -> Result<CursorResult> {
        self.pooled()?;
        self.check_transaction()?;
        if self.0.transaction.borrow().is_none() {
            self.autobegin()?;
        }
        let context = Rc::new(context);
        if context.style == ExecuteStyle::InsertManyValues {
            return self.run_insert_many(&context);
        }
        let stats = context.stats;
        let sent = self.send(Call {
            sql: context.sql.clone(),
            parameters: context.parameters.clone(),
            context: Some(&context),
            executemany: context.is_executemany(),
            stats: &move |now| stats.display(now),
            is_batch: false,
        })?;
        CursorResult::of_cursor(context, sent.result, sent.statement, 0)
    }
}

/// An expression alone is selected: `conn.execute(func.now())`.
fn selected(statement: &Statement) -> Statement {
    match statement {
        Statement::Expr(expr) => select(vec![SelectItem::Expr(expr.clone())]).into(),
        other => other.clone(),
    }
}
