//! The plug-in that core asks to lower statements over mapped classes.

use std::any::Any;

use ormlab_core::dialect::Dialect;
use ormlab_core::entity::Plugin;
use ormlab_core::statement::SelectBase;
use ormlab_core::{Error, Result, Statement};

use crate::lowering::{self, Request};

/// Lowers statements that speak of mapped classes.
#[derive(Debug, Default)]
pub struct OrmPlugin;

impl Plugin for OrmPlugin {
    fn lower(
        &self,
        statement: &Statement,
        _dialect: &dyn Dialect,
        is_toplevel: bool,
    ) -> Result<Statement> {
        match statement {
            Statement::Select(SelectBase::Select(select)) => {
                let request =
                    Request { select: select.clone(), is_eager: is_toplevel, ..Request::default() };
                Ok(lowering::lower(&request)?.select.into())
            }
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
                crate::dml::lower(statement)
            }
            _ => Err(Error::not_implemented("this statement over mapped classes")),
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
