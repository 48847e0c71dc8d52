//! [`Insert`]: `INSERT INTO … VALUES`, `… SELECT`, with what a dialect does about conflicts.

use std::cell::OnceCell;
use std::rc::Rc;

use super::{
    Affix, Alias, Assignments, ConflictTarget, DmlBase, DmlKey, DmlValue, Execution, Expr,
    FromClause, OnConflict, OnDuplicateKey, ReturnDefaults, SelectItem, StatementOption, Upsert,
    Value, dml_methods,
};
use crate::entity::Plugin;
use crate::error::{Error, Result};
use crate::statement::SelectBase;

/// One row of `values([…])`.
#[derive(Clone, Debug)]
pub enum MultiRow {
    /// Values by column.
    Named(Vec<(DmlKey, DmlValue)>),
    /// Values in the order of the table's columns.
    Positional(Vec<DmlValue>),
}

/// The parts of an [`Insert`].
#[derive(Clone, Debug)]
pub struct InsertData {
    pub base: DmlBase,
    /// `None`: `values()` was not called.
    pub values: Option<Assignments>,
    pub multi_values: Vec<Vec<MultiRow>>,
    pub select: Option<SelectBase>,
    /// The columns of `from_select`, by key.
    pub select_names: Vec<DmlKey>,
    pub include_insert_from_select_defaults: bool,
    /// `inline()`: no attempt to learn the primary key.
    pub inline: bool,
    pub upsert: Option<Upsert>,
    /// The dialect whose `insert()` made it: `print` uses that dialect.
    pub stringify_dialect: Option<Rc<str>>,
    excluded: OnceCell<Alias>,
}

/// `INSERT`. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Insert(Rc<InsertData>);

dml_methods!(Insert, InsertData);

/// `insert(table)`.
pub fn insert(table: impl Into<FromClause>) -> Insert {
    Insert::from_data(InsertData {
        base: DmlBase::new(table.into()),
        values: None,
        multi_values: Vec::new(),
        select: None,
        select_names: Vec::new(),
        include_insert_from_select_defaults: false,
        inline: false,
        upsert: None,
        stringify_dialect: None,
        excluded: OnceCell::new(),
    })
}

impl Insert {
    /// `sqlalchemy.dialects.<dialect>.insert`.
    pub fn of_dialect(mut self, dialect: impl Into<Rc<str>>) -> Insert {
        self.data_mut().stringify_dialect = Some(dialect.into());
        self
    }

    /// `values(**pairs)` or `values({…})`.
    pub fn values<K, V>(mut self, pairs: impl IntoIterator<Item = (K, V)>) -> Insert
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

    /// `values((v1, v2, …))`: in the order of the table's columns.
    pub fn values_in_order(self, values: Vec<DmlValue>) -> Insert {
        let columns = self.base.table.columns();
        let keys = columns.iter().map(|column| DmlKey::Name(column.key()));
        let pairs: Vec<_> = keys.zip(values).collect();
        self.values(pairs)
    }

    /// `values([row, row, …])`.
    pub fn multi_values(mut self, rows: Vec<MultiRow>) -> Insert {
        self.data_mut().multi_values.push(rows);
        self
    }

    /// `from_select(names, select, include_defaults)`.
    pub fn from_select(
        mut self,
        names: Vec<DmlKey>,
        select: SelectBase,
        include_defaults: bool,
    ) -> Result<Insert> {
        if self.values.is_some() || !self.multi_values.is_empty() {
            return Err(Error::invalid_request("This construct already inserts value expressions"));
        }
        let data = self.data_mut();
        data.select_names = names;
        data.select = Some(select);
        data.include_insert_from_select_defaults = include_defaults;
        data.inline = true;
        Ok(self)
    }

    /// `inline()`.
    pub fn inline(mut self) -> Insert {
        self.data_mut().inline = true;
        self
    }

    /// `returning(*items, sort_by_parameter_order=True)`.
    pub fn returning_in_parameter_order(self, items: Vec<SelectItem>) -> Result<Insert> {
        Ok(self.returning(items)?.edit_base(|base| base.sort_by_parameter_order = true))
    }

    /// `on_conflict_do_nothing` and `on_conflict_do_update`; only SQLite takes more than one.
    pub fn on_conflict(mut self, clause: OnConflict) -> Result<Insert> {
        let mut clauses = match &self.upsert {
            Some(Upsert::OnConflict(clauses)) => clauses.clone(),
            _ => Vec::new(),
        };
        let several = self.stringify_dialect.as_deref() == Some("sqlite");
        match clauses.last() {
            Some(_) if !several => {
                return Err(Error::invalid_request(
                    "This Insert construct already has an ON CONFLICT clause established",
                ));
            }
            Some(OnConflict { target: ConflictTarget::Any, .. }) => {
                return Err(Error::invalid_request(
                    "This Insert construct already has an ON CONFLICT clause that omits a \
                     conflict target; such a clause must be the last ON CONFLICT clause in the \
                     statement",
                ));
            }
            _ => clauses.push(clause),
        }
        self.data_mut().upsert = Some(Upsert::OnConflict(clauses));
        Ok(self)
    }

    /// `on_duplicate_key_update`.
    pub fn on_duplicate_key_update(mut self, clause: OnDuplicateKey) -> Result<Insert> {
        if self.upsert.is_some() {
            return Err(Error::invalid_request(
                "This Insert construct already has an ON DUPLICATE KEY clause present",
            ));
        }
        self.data_mut().upsert = Some(Upsert::OnDuplicateKey(clause));
        Ok(self)
    }

    /// `insert.excluded` (`inserted` on MySQL): the row that could not be inserted.
    pub fn excluded(&self) -> Alias {
        let name = match self.stringify_dialect.as_deref() {
            Some("mysql") => "inserted",
            _ => "excluded",
        };
        self.excluded.get_or_init(|| self.base.table.alias(Some(name))).clone()
    }

    pub fn plugin(&self) -> Option<Rc<dyn Plugin>> {
        self.base.find_plugin(&mut std::iter::empty())
    }
}
