//! The database connections of a session's transaction.

use ormlab_core::Result;

use super::SessionTransaction;

/// Connections that a transaction has begun on.
#[derive(Default)]
pub struct Connections;

impl SessionTransaction {
    pub(super) fn commit_connections(&self) -> Result<()> {
        Ok(())
    }

    pub(super) fn rollback_connections(&self) -> Result<()> {
        Ok(())
    }

    pub(super) fn close_connections(&self) -> Result<()> {
        Ok(())
    }
}
