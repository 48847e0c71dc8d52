//! `session.execute` and its kin.

use std::rc::Rc;

use ormlab_core::entity::Plugin;
use ormlab_core::select::SelectItem;
use ormlab_core::statement::SelectBase;
use ormlab_core::{Error, FromClause, Result, Statement, Value};
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::{CursorResult, ScalarResult};

use super::Session;
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
        let Some(_plugin) = plugin_of(statement) else {
            self.autoflush()?;
            return self.connection_for(None)?.execute_with(statement, sets, &options);
        };
        match statement {
            Statement::Select(select) => loading::execute(self, select, sets, &options),
            _ => Err(Error::not_implemented("this statement over mapped classes in a session")),
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

/// The plug-in that a statement over mapped classes needs.
fn plugin_of(statement: &Statement) -> Option<Rc<dyn Plugin>> {
    match statement {
        Statement::Select(select) => plugin_of_select(select),
        Statement::Insert(insert) => insert.plugin(),
        Statement::Update(update) => update.plugin(),
        Statement::Delete(delete) => delete.plugin(),
        _ => None,
    }
}

fn plugin_of_select(select: &SelectBase) -> Option<Rc<dyn Plugin>> {
    match select {
        SelectBase::Select(select) => {
            let given = select.plugin.as_ref().map(|plugin| plugin.0.clone());
            given.or_else(|| select.items.iter().find_map(plugin_of_item)).or_else(|| {
                select.froms.iter().find_map(|from| match from {
                    FromClause::Entity(entity) => Some(entity.plugin()),
                    _ => None,
                })
            })
        }
        SelectBase::Compound(compound) => compound.0.selects.iter().find_map(plugin_of_select),
        SelectBase::Grouping(inner) => plugin_of_select(inner),
        SelectBase::Textual(_) | SelectBase::Values(_) => None,
    }
}

fn plugin_of_item(item: &SelectItem) -> Option<Rc<dyn Plugin>> {
    match item {
        SelectItem::Entity(entity) | SelectItem::From(FromClause::Entity(entity)) => {
            Some(entity.plugin())
        }
        SelectItem::Expr(expr) => expr.entity_within().map(|entity| entity.plugin()),
        SelectItem::From(_) | SelectItem::Foreign(_) => None,
    }
}
