//! The plug-in that core asks to lower statements over mapped classes.

use std::any::Any;

use ormlab_core::dialect::Dialect;
use ormlab_core::entity::Plugin;
use ormlab_core::{Error, Result, Statement};

/// Lowers statements that speak of mapped classes.
#[derive(Debug, Default)]
pub struct OrmPlugin {
    /// Set by `session.query`: labels are of the old style.
    pub is_legacy: bool,
}

impl Plugin for OrmPlugin {
    fn lower(
        &self,
        _statement: &Statement,
        _dialect: &dyn Dialect,
        _is_toplevel: bool,
    ) -> Result<Statement> {
        Err(Error::not_implemented("this statement over mapped classes"))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
