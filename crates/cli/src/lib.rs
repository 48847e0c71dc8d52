//! The native side of ormlab: a host with the machine's clocks and native drivers, and the commands.
//!
//! The command `ormlab` is `main.rs`; the tests use the host to run documents as the command does.

pub mod command;
pub mod host;
mod print;

pub use host::NativeHost;
