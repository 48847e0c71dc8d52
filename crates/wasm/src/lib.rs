//! The JavaScript API over the lab: conversions only.
//!
//! Built twice for the page: with SQLite by sql.js, and with the feature `gluesql`. A panic is a
//! mistake of ours; it leaves the instance unusable, and the page replaces the worker.

mod host;
mod playground;

pub use playground::Playground;
