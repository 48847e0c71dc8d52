//! [`Action`]: one step of a flush, for all instances of a hierarchy or for a single one.

use super::processor::Processor;
use crate::instance::Instance;
use crate::mapper::Mapper;

/// A step of a flush; equal steps are one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    /// INSERTs and UPDATEs of a hierarchy.
    SaveAll(Mapper),
    DeleteAll(Mapper),
    PostUpdateAll {
        mapper: Mapper,
        is_delete: bool,
    },
    /// What a relationship copies or clears, for all its instances.
    ProcessAll {
        processor: Processor,
        is_delete: bool,
        from_parent: bool,
    },
    Save(Instance),
    Delete(Instance),
    Process {
        processor: Processor,
        is_delete: bool,
        instance: Instance,
    },
}

/// What actions are sorted by before dependencies are looked at.
pub(super) type SortKey = (&'static str, String, bool);

fn sort_name(mapper: &Mapper) -> String {
    format!("{}.{}", mapper.module(), mapper.name())
}

impl Action {
    pub(super) fn save_of(instance: &Instance) -> Action {
        Action::Save(instance.clone())
    }

    pub(super) fn delete_of(instance: &Instance) -> Action {
        Action::Delete(instance.clone())
    }

    pub(super) fn sort_key(&self) -> SortKey {
        match self {
            Action::SaveAll(mapper) => ("SaveUpdateAll", sort_name(mapper), false),
            Action::DeleteAll(mapper) => ("DeleteAll", sort_name(mapper), false),
            Action::PostUpdateAll { mapper, is_delete } => {
                ("PostUpdateAll", sort_name(mapper), *is_delete)
            }
            Action::ProcessAll { processor, is_delete, .. } => {
                ("ProcessAll", processor.sort_name(), *is_delete)
            }
            Action::Save(instance) => {
                ("ProcessState", sort_name(&instance.mapper().base_mapper()), false)
            }
            Action::Delete(instance) => {
                ("DeleteState", sort_name(&instance.mapper().base_mapper()), false)
            }
            Action::Process { processor, .. } => ("ProcessState", processor.sort_name(), false),
        }
    }

    /// Whether both may be done together, when neither waits for the other.
    pub(super) fn joins(&self, other: &Action) -> bool {
        match (self, other) {
            (Action::Save(a), Action::Save(b)) | (Action::Delete(a), Action::Delete(b)) => {
                a.mapper().base_mapper() == b.mapper().base_mapper()
            }
            (
                Action::Process { processor, is_delete, .. },
                Action::Process { processor: other, is_delete: other_delete, .. },
            ) => processor == other && is_delete == other_delete,
            _ => false,
        }
    }
}
