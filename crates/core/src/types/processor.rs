//! How values cross to a driver and back, by type and dialect.

use crate::error::Result;
use crate::value::Value;

/// Turns a Python value into what the driver takes.
pub type BindProcessor = Box<dyn Fn(Value) -> Result<Value>>;
/// Turns what the driver gave into a Python value.
pub type ResultProcessor = Box<dyn Fn(Value) -> Result<Value>>;
