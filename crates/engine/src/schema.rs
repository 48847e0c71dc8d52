//! `create_all`, `drop_all`, `table.create`, `table.drop`: plans of Core, carried out.

use std::rc::Rc;

use ormlab_core::ddl::{
    CheckFirst, DdlStep, Existing, SchemaPlan, create_plan, create_table_plan, drop_plan,
    drop_table_plan,
};
use ormlab_core::default::Sequence;
use ormlab_core::{Error, MetaData, Result, Statement, Table};

use crate::connection::Connection;
use crate::engine::Engine;
use crate::statement_log::{Cause, CauseGuard, Origin};

/// Hears of schema events as a plan is carried out; the layer above keeps the listeners.
pub trait SchemaListener {
    /// `name`: `before_create`, `after_drop`, …
    fn metadata_event(
        &self,
        name: &'static str,
        metadata: &MetaData,
        tables: &[Table],
        connection: &Connection,
    ) -> Result<()>;

    fn table_event(&self, name: &'static str, table: &Table, connection: &Connection)
    -> Result<()>;
}

/// The database as the planner asks it.
struct Catalog<'a>(&'a Connection);

impl Existing for Catalog<'_> {
    type Error = Error;

    fn has_tables(&mut self, tables: &[Table]) -> Result<Vec<bool>> {
        tables
            .iter()
            .map(|table| self.0.has_table(&table.name(), table.schema().as_deref()))
            .collect()
    }

    fn has_sequence(&mut self, sequence: &Sequence) -> Result<bool> {
        let name = &sequence.0.name;
        Err(Error::not_implemented(format!("looking up the sequence '{name}'")))
    }
}

impl Connection {
    /// `metadata.create_all(connection, tables, checkfirst)`.
    pub fn create_all(
        &self,
        metadata: &MetaData,
        tables: Option<&[Table]>,
        check: CheckFirst,
    ) -> Result<()> {
        let _cause = self.schema_cause();
        let dialect = self.dialect().clone();
        let plan = create_plan(metadata, tables, &*dialect, check, &mut Catalog(self));
        self.carry_out(Some(metadata), plan)
    }

    /// `metadata.drop_all(connection, tables, checkfirst)`.
    pub fn drop_all(
        &self,
        metadata: &MetaData,
        tables: Option<&[Table]>,
        check: CheckFirst,
    ) -> Result<()> {
        let _cause = self.schema_cause();
        let dialect = self.dialect().clone();
        let plan = drop_plan(metadata, tables, &*dialect, check, &mut Catalog(self));
        self.carry_out(Some(metadata), plan)
    }

    /// `table.create(connection, checkfirst)`.
    pub fn create_table(&self, table: &Table, check: CheckFirst) -> Result<()> {
        let _cause = self.schema_cause();
        let dialect = self.dialect().clone();
        let plan = create_table_plan(table, &*dialect, check, &mut Catalog(self));
        self.carry_out(None, plan)
    }

    /// `table.drop(connection, checkfirst)`.
    pub fn drop_table(&self, table: &Table, check: CheckFirst) -> Result<()> {
        let _cause = self.schema_cause();
        let dialect = self.dialect().clone();
        let plan = drop_table_plan(table, &*dialect, check, &mut Catalog(self));
        self.carry_out(None, plan)
    }

    /// What is sent while the guard lives is said to be schema work.
    fn schema_cause(&self) -> Option<CauseGuard> {
        let log = self.engine().environment().statements.as_ref();
        log.map(|log| log.with_cause(Cause::new(Origin::Ddl)))
    }

    fn carry_out(&self, metadata: Option<&MetaData>, plan: Result<SchemaPlan>) -> Result<()> {
        let plan = plan?;
        let environment = self.engine().environment();
        for warning in &plan.warnings {
            environment.warn(warning)?;
        }
        let listener = environment.extensions.get::<Rc<dyn SchemaListener>>();
        for step in plan.steps {
            match (step, &listener) {
                (DdlStep::Execute(statement), _) => {
                    self.execute(Statement::Ddl(statement), &[])?;
                }
                (DdlStep::MetaDataEvent(name, tables), Some(listener)) => {
                    if let Some(metadata) = metadata {
                        listener.metadata_event(name, metadata, &tables, self)?;
                    }
                }
                (DdlStep::TableEvent(name, table), Some(listener)) => {
                    listener.table_event(name, &table, self)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Schema work in a transaction of its own, as `create_all(engine)` does it.
pub fn in_transaction(engine: &Engine, work: impl FnOnce(&Connection) -> Result<()>) -> Result<()> {
    engine.begin(work)
}
