//! The names of `sqlalchemy.orm` and `sqlalchemy.ext`.

use ormlab_python::Vm;

use crate::names::ClassSpec;

/// The classes of the ORM.
pub(crate) fn class_tables() -> Vec<&'static [ClassSpec]> {
    Vec::new()
}

/// Registers the modules of the ORM.
pub(crate) fn register(_: &Vm) {}
