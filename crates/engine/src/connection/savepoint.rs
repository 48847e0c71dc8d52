//! Savepoints: statements that no compiler writes.

use std::rc::Rc;

use ormlab_core::Result;

use super::Connection;
use crate::context::CacheStats;
use crate::event::{EventArgs, EventKind};
use crate::parameters::Parameters;

impl Connection {
    /// Makes a savepoint, and its name.
    pub(super) fn savepoint(&self) -> Result<Rc<str>> {
        let args = EventArgs::Savepoint { connection: self, name: None };
        self.fire(EventKind::Savepoint, &args)?;
        self.0.savepoints.set(self.0.savepoints.get() + 1);
        let name: Rc<str> = format!("sa_savepoint_{}", self.0.savepoints.get()).into();
        self.send_savepoint(&format!("SAVEPOINT {name}"))?;
        Ok(name)
    }

    pub(super) fn rollback_to_savepoint(&self, name: &str) -> Result<()> {
        let args = EventArgs::Savepoint { connection: self, name: Some(name) };
        self.fire(EventKind::RollbackSavepoint, &args)?;
        if !self.has_valid_connection() {
            return Ok(());
        }
        self.send_savepoint(&format!("ROLLBACK TO SAVEPOINT {name}"))
    }

    pub(super) fn release_savepoint(&self, name: &str) -> Result<()> {
        let args = EventArgs::Savepoint { connection: self, name: Some(name) };
        self.fire(EventKind::ReleaseSavepoint, &args)?;
        self.send_savepoint(&format!("RELEASE SAVEPOINT {name}"))
    }

    fn send_savepoint(&self, sql: &str) -> Result<()> {
        let now = self.engine().environment().clock.monotonic();
        let context = self.text_context(sql.into(), Parameters::none(), CacheStats::NoKey(now));
        self.run(context)?;
        Ok(())
    }
}
