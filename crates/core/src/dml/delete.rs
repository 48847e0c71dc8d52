//! [`Delete`]: `DELETE FROM … USING … WHERE`.

use std::rc::Rc;

use super::{
    Affix, Alias, DmlBase, DmlValue, Execution, Expr, FromClause, ReturnDefaults, SelectItem,
    StatementOption, Value, dml_methods,
};
use crate::entity::Plugin;
use crate::error::Result;

/// The parts of a [`Delete`].
#[derive(Clone, Debug)]
pub struct DeleteData {
    pub base: DmlBase,
    /// `using(*froms)`: more tables, beside those that WHERE mentions.
    pub extra_froms: Vec<FromClause>,
    pub where_criteria: Vec<Expr>,
}

/// `DELETE`. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Delete(Rc<DeleteData>);

dml_methods!(Delete, DeleteData);

/// `delete(table)`.
pub fn delete(table: impl Into<FromClause>) -> Delete {
    Delete::from_data(DeleteData {
        base: DmlBase::new(table.into()),
        extra_froms: Vec::new(),
        where_criteria: Vec::new(),
    })
}

impl Delete {
    /// `where(criterion)`.
    pub fn where_(mut self, criterion: impl Into<Expr>) -> Delete {
        let criterion = criterion.into();
        self.data_mut().where_criteria.push(criterion);
        self
    }

    /// `using(*froms)`.
    pub fn using(mut self, froms: Vec<FromClause>) -> Delete {
        self.data_mut().extra_froms.extend(froms);
        self
    }

    pub fn plugin(&self) -> Option<Rc<dyn Plugin>> {
        self.base.find_plugin(&mut self.where_criteria.iter())
    }
}
