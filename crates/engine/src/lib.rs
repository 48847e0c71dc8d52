//! Engine, Pool, Connection, Transaction, Result, events, echo, reflection; the Driver trait; the statement log.
//!
//! Every statement goes through one gate (`connection/gate.rs`). Called by `orm` and `sqlalchemy`; drivers implement
//! [`driver::Driver`] and are found through [`environment::Environment`].

mod cache;
pub mod connection;
pub mod context;
pub mod convert;
pub mod driver;
pub mod engine;
pub mod environment;
pub mod error;
pub mod event;
pub mod host;
pub mod log;
pub mod options;
pub mod parameters;
pub mod pool;
pub mod reflection;
pub mod result;
pub mod schema;
pub mod sqlite3;
pub mod statement_log;
pub mod url;

pub use connection::{Connection, ParameterSet, Transaction};
pub use engine::{Engine, EngineOptions, create_engine};
pub use environment::Environment;
pub use options::ExecutionOptions;
pub use parameters::Parameters;
pub use result::{CursorResult, Fetch, MappingResult, Row, ScalarResult};
pub use statement_log::{Cause, Origin, StatementLog};
pub use url::{Url, make_url};
