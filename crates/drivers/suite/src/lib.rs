//! Conformance cases that every driver passes, each naming the capability it needs.
//!
//! Data and one [`check`], so that they run natively and in a browser alike. A driver's tests call
//! [`check_all`] with what it cannot do; a case that needs such a thing is left out, never bent.

mod case;
mod cases;
mod run;

pub use case::{Capability, Case, Expect, Param, Step};
pub use cases::cases;
pub use run::{check, check_all};
