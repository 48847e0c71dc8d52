//! The facade: a document in, a report of plain data out.
//!
//! [`Document`] and [`Report`] are data alone and build without the rest of ormlab (feature `run`
//! off), so that a user interface can link them and stay small. Called by `wasm`, `cli`, `web` and
//! the tests; knows nothing of pages or terminals.

pub mod document;
#[cfg(feature = "run")]
mod error;
#[cfg(feature = "run")]
mod experiment;
#[cfg(any(feature = "run", test))]
mod finding;
#[cfg(any(feature = "run", test))]
mod hint;
#[cfg(feature = "run")]
mod host;
#[cfg(feature = "run")]
mod output;
#[cfg(feature = "run")]
mod pass;
#[cfg(feature = "run")]
mod record;
#[cfg(feature = "run")]
pub mod replay;
pub mod report;
#[cfg(feature = "run")]
mod run;

pub use document::{Cell, CellKind, Document, EngineKind, Options};
#[cfg(feature = "run")]
pub use host::Host;
pub use report::{CellReport, Report, ScriptError};
#[cfg(feature = "run")]
pub use run::run;
