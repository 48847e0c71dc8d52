//! `session.execute` and its kin.

use ormlab_core::{Result, Statement, Value};
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::{CursorResult, ScalarResult};

use super::Session;
use crate::dml;
use crate::loading;

impl Session {
    /// `session.execute(statement, parameters, execution_options=…)`.
    pub fn execute(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<CursorResult> {
        let options = self.with_own_options(options);
        if statement.plugin().is_none() {
            self.autoflush()?;
            return self.connection_for_statement(None)?.execute_with(statement, sets, &options);
        }
        match statement {
            Statement::Select(select) => loading::execute(self, select, sets, &options),
            _ => dml::execute(self, statement, sets, &options),
        }
    }

    /// `session.scalars(statement, …)`.
    pub fn scalars(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<ScalarResult> {
        self.execute(statement, sets, options)?.scalars(0)
    }

    /// `session.scalar(statement, …)`.
    pub fn scalar(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<Option<Value>> {
        self.execute(statement, sets, options)?.scalar()
    }

    fn with_own_options(&self, options: &ExecutionOptions) -> ExecutionOptions {
        let own: ExecutionOptions = self.execution_options.iter().cloned().collect();
        own.union(options.iter())
    }
}
