//! SQL expression language, metadata, DDL, types and dialect compilers: values in, SQL text out.
//!
//! SQLAlchemy's Core without a connection: a [`statement::Statement`] is a value, and compiling it is total: text and
//! parameters, or an error that names what a dialect lacks. Called by `engine`, `orm` and `sqlalchemy`; names no
//! crate of ours.
//!
//! ```
//! use std::rc::Rc;
//!
//! use ormlab_core::compiler::{CompileOptions, compile};
//! use ormlab_core::dialect::{Dialect, SqliteDialect};
//! use ormlab_core::metadata::{MetaData, TableOptions};
//! use ormlab_core::{Column, Result, SqlType, Table, select};
//!
//! fn main() -> Result<()> {
//!     let metadata = MetaData::new();
//!     let id = || Column::new("id", SqlType::Integer).primary_key();
//!     let name = Column::new("name", SqlType::string(Some(50)));
//!     let author = Column::new("user_id", SqlType::Integer).foreign_key("users.id");
//!     let columns = vec![id().into(), name.into()];
//!     let users = Table::new("users", &metadata, columns, TableOptions::default())?;
//!     let columns = vec![id().into(), author.into()];
//!     let posts = Table::new("posts", &metadata, columns, TableOptions::default())?;
//!
//!     // The condition of the join is found by the foreign key.
//!     let statement = select(vec![users.c("name")?.into()])
//!         .join(&posts, None)
//!         .where_(users.c("name")?.startswith("a"))
//!         .order_by([users.c("name")?]);
//!
//!     let sqlite: Rc<dyn Dialect> = Rc::new(SqliteDialect);
//!     let compiled = compile(&statement.into(), &sqlite, &CompileOptions::default())?;
//!     assert_eq!(
//!         &*compiled.sql,
//!         "SELECT users.name \nFROM users JOIN posts ON users.id = posts.user_id \n\
//!          WHERE (users.name LIKE ? || '%') ORDER BY users.name"
//!     );
//!     Ok(())
//! }
//! ```

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
pub use table::dispose_tables;
pub use types::SqlType;
pub use value::Value;
