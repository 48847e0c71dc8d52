//! What an INSERT does about rows that exist: `ON CONFLICT …`, `ON DUPLICATE KEY UPDATE`.

use std::rc::Rc;

use super::{Alias, Assignments, DmlKey, DmlValue, Expr};
use crate::error::{Error, Result};

/// Which conflict is meant.
#[derive(Clone, Debug, Default)]
pub enum ConflictTarget {
    /// Any.
    #[default]
    Any,
    /// PostgreSQL's `ON CONSTRAINT name`.
    Constraint(Rc<str>),
    /// `index_elements`, with the `index_where` of a partial index.
    Elements { elements: Vec<DmlKey>, where_: Option<Expr> },
}

impl ConflictTarget {
    pub fn elements(elements: Vec<DmlKey>, where_: Option<Expr>) -> ConflictTarget {
        ConflictTarget::Elements { elements, where_ }
    }
}

/// `set_` and `where` of `on_conflict_do_update`.
#[derive(Clone, Debug)]
pub struct OnConflictUpdate {
    pub set: Assignments,
    pub where_: Option<Expr>,
}

impl OnConflictUpdate {
    pub fn new(set: Vec<(DmlKey, DmlValue)>, where_: Option<Expr>) -> Result<OnConflictUpdate> {
        if set.is_empty() {
            return Err(Error::value_error("set parameter dictionary must not be empty"));
        }
        Ok(OnConflictUpdate {
            set: set.into_iter().map(|(key, value)| (key, value.into_expr())).collect(),
            where_,
        })
    }
}

/// One `ON CONFLICT` clause; without an update it is `DO NOTHING`.
#[derive(Clone, Debug)]
pub struct OnConflict {
    pub target: ConflictTarget,
    pub update: Option<OnConflictUpdate>,
}

/// `ON DUPLICATE KEY UPDATE` of MySQL.
#[derive(Clone, Debug)]
pub struct OnDuplicateKey {
    pub inserted: Alias,
    pub update: Assignments,
    /// Whether the assignments were given as a list: then their order is kept.
    pub ordered: bool,
}

impl OnDuplicateKey {
    pub fn new(
        inserted: Alias,
        update: Vec<(DmlKey, DmlValue)>,
        ordered: bool,
    ) -> Result<OnDuplicateKey> {
        if update.is_empty() {
            return Err(Error::value_error("update parameter dictionary must not be empty"));
        }
        let update = update.into_iter().map(|(key, value)| (key, value.into_expr())).collect();
        Ok(OnDuplicateKey { inserted, update, ordered })
    }
}

/// The clause behind the values of an INSERT.
#[derive(Clone, Debug)]
pub enum Upsert {
    /// SQLite allows several.
    OnConflict(Vec<OnConflict>),
    OnDuplicateKey(OnDuplicateKey),
}
