//! The cases, by topic.

mod queries;
mod sqlite;
mod transactions;
mod values;
mod writes;

use crate::case::Case;

/// All cases.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let topics = [values::CASES, writes::CASES, queries::CASES, transactions::CASES, sqlite::CASES];
    topics.into_iter().flatten()
}
