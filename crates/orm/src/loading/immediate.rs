//! `immediateload`: lazy loads, one after another, right after the rows.

use ormlab_core::Result;

use super::run::Run;
use super::{Loaded, lazy};
use crate::attribute;
use crate::instance::Instance;
use crate::lowering::LaterPlan;
use crate::passive::Passive;

pub(super) fn load(
    run: &Run,
    plan: &LaterPlan,
    owners: &[(Instance, bool)],
    _statement: Option<usize>,
) -> Result<()> {
    let Some(relationship) = plan.property.as_relationship() else { return Ok(()) };
    let passive = Passive::OFF.with(Passive::NO_RAISE);
    for (owner, overwrite) in owners {
        let slot = plan.property.slot;
        if !overwrite && owner.is_loaded(slot) {
            continue;
        }
        let is_again = run.refresh.as_ref() == Some(owner);
        let passive = if is_again { passive.with(Passive::DEFERRED_HISTORY_LOAD) } else { passive };
        if let Loaded::Value(value) = lazy::load(owner, &plan.property, relationship, passive)? {
            attribute::set_loaded(owner, &plan.property, value)?;
        }
    }
    Ok(())
}
