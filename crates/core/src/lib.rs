//! SQL expression language, metadata, DDL, types and dialect compilers: values in, SQL text out.
//!
//! SQLAlchemy's Core without a connection: a [`statement::Statement`] is a value, and compiling it is total: text and
//! parameters, or an error that names what a dialect lacks. Called by `engine`, `orm` and `sqlalchemy`; names no
//! crate of ours.

pub mod column;
pub mod compiler;
pub mod constraint;
pub mod ddl;
pub mod default;
pub mod dialect;
pub mod dml;
pub mod element;
pub mod entity;
pub mod error;
pub mod expr;
pub mod from;
pub mod index;
pub mod metadata;
mod naming;
pub mod select;
pub mod statement;
pub mod table;
pub mod topological;
pub mod types;
pub mod value;

pub use column::Column;
pub use error::{Error, ErrorKind, Result};
pub use expr::Expr;
pub use from::FromClause;
pub use metadata::{MetaData, Table};
pub use select::{Select, select};
pub use statement::Statement;
pub use types::SqlType;
pub use value::Value;
