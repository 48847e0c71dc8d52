//! The facade: a document in, a report of plain data out.
//!
//! [`Document`] and [`Report`] are data alone and build without the rest of ormlab (feature `run`
//! off), so that a user interface can link them and stay small. Called by `wasm`, `cli`, `web` and
//! the tests; knows nothing of pages or terminals.

pub mod document;
#[cfg(any(feature = "run", test))]
mod finding;
pub mod report;

pub use document::{Cell, CellKind, Document, EngineKind, Options};
pub use report::{CellReport, Report, ScriptError};
