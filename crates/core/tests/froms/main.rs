//! FROM: joins, correlation and what is selected, against what the real library gives.

mod joins;
mod schema;
mod selects;
mod subqueries;
