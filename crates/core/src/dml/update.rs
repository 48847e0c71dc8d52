//! [`Update`]: `UPDATE … SET … FROM … WHERE`.

use std::rc::Rc;

use super::{
    Affix, Alias, Assignments, DmlBase, DmlKey, DmlValue, Execution, Expr, FromClause,
    ReturnDefaults, SelectItem, StatementOption, Value, dml_methods,
};
use crate::entity::Plugin;
use crate::error::{Error, Result};

/// The parts of an [`Update`].
#[derive(Clone, Debug)]
pub struct UpdateData {
    pub base: DmlBase,
    /// `None`: `values()` was not called.
    pub values: Option<Assignments>,
    /// `ordered_values()`: SET keeps the order of the values, not that of the table.
    pub maintain_values_ordering: bool,
    pub where_criteria: Vec<Expr>,
    pub inline: bool,
}

/// `UPDATE`. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Update(Rc<UpdateData>);

dml_methods!(Update, UpdateData);

/// `update(table)`.
pub fn update(table: impl Into<FromClause>) -> Update {
    Update::from_data(UpdateData {
        base: DmlBase::new(table.into()),
        values: None,
        maintain_values_ordering: false,
        where_criteria: Vec::new(),
        inline: false,
    })
}

impl Update {
    /// `values(**pairs)`.
    pub fn values<K, V>(mut self, pairs: impl IntoIterator<Item = (K, V)>) -> Update
    where
        K: Into<DmlKey>,
        V: Into<DmlValue>,
    {
        let assignments = self.data_mut().values.get_or_insert_default();
        for (key, value) in pairs {
            assignments.set(key.into(), value.into().into_expr());
        }
        self
    }

    /// `ordered_values(*pairs)`.
    pub fn ordered_values(self, pairs: Vec<(DmlKey, DmlValue)>) -> Result<Update> {
        if self.values.as_ref().is_some_and(|values| !values.is_empty()) {
            let ordered = if self.maintain_values_ordering { "ordered " } else { "" };
            return Err(Error::argument(format!(
                "This statement already has {ordered}values present"
            )));
        }
        let mut update = self.values(pairs);
        update.data_mut().maintain_values_ordering = true;
        Ok(update)
    }

    /// `where(criterion)`.
    pub fn where_(mut self, criterion: impl Into<Expr>) -> Update {
        let criterion = criterion.into();
        self.data_mut().where_criteria.push(criterion);
        self
    }

    /// `inline()`.
    pub fn inline(mut self) -> Update {
        self.data_mut().inline = true;
        self
    }

    pub fn plugin(&self) -> Option<Rc<dyn Plugin>> {
        self.base.find_plugin(&mut self.where_criteria.iter())
    }
}
