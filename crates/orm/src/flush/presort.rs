//! Which further instances a relationship brings into a flush.

use ormlab_core::Result;

use super::processor::{Processor, ProcessorKind};
use super::{Flush, Registration, sync};
use crate::instance::Instance;
use crate::passive::Passive;
use crate::session::CascadeKind;

impl Flush {
    pub(super) fn presort_deletes(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        match processor.kind {
            ProcessorKind::OneToMany => self.presort_deleted_parents(processor, instances),
            ProcessorKind::ManyToOne => self.presort_deleted_children(processor, instances),
            ProcessorKind::ManyToMany => {
                if processor.passive_deletes()? == crate::relationship::PassiveDeletes::No {
                    for instance in instances {
                        self.history(instance, &processor.property, Passive::OFF)?;
                    }
                }
                Ok(())
            }
            ProcessorKind::KeySwitch => Ok(()),
        }
    }

    pub(super) fn presort_saves(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        match processor.kind {
            ProcessorKind::OneToMany => self.presort_saved_parents(processor, instances),
            ProcessorKind::ManyToOne => self.presort_saved_children(processor, instances),
            ProcessorKind::ManyToMany => self.presort_saved_pairs(processor, instances),
            ProcessorKind::KeySwitch => {
                if processor.passive_updates()? {
                    Ok(())
                } else {
                    self.process_key_switches(processor, instances)
                }
            }
        }
    }

    /// Children of what is deleted lose their foreign key, or go too.
    fn presort_deleted_parents(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let cascade = processor.relationship()?.cascade;
        let nulls = !cascade.delete && !processor.leaves_children()?;
        let passive = processor.delete_flag()?;
        for instance in instances {
            let history = self.history(instance, &processor.property, passive)?;
            for child in history.deleted.iter().flatten() {
                if processor.is_parentless(child) {
                    self.register(child, Registration::of(cascade.delete_orphan))?;
                }
            }
            if nulls {
                for child in history.unchanged.iter().flatten() {
                    let how = Registration::default().along("delete", &processor.property);
                    self.register(child, how)?;
                }
            }
        }
        Ok(())
    }

    fn presort_saved_parents(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        for instance in instances {
            let keys_changed = self.keys_changed(processor, instance)?;
            let passive = if keys_changed && !processor.passive_updates()? {
                Passive::OFF
            } else {
                Passive::NO_INITIALIZE
            };
            let passive = passive | Passive::INCLUDE_PENDING_MUTATIONS;
            let history = self.history(instance, &processor.property, passive)?;
            let property = &processor.property;
            for child in history.added.iter().flatten() {
                let how = Registration { cancel_delete: true, ..Registration::default() };
                self.register(child, how.along("add", property))?;
                self.children_added.entry(processor.id()).or_default().insert(child.clone());
            }
            for child in history.deleted.iter().flatten() {
                self.presort_removed_child(processor, child)?;
            }
            if keys_changed {
                for child in history.unchanged.iter().flatten() {
                    let listonly = processor.passive_updates()?;
                    let how = Registration { listonly, ..Registration::default() };
                    self.register(child, how.along("pk change", property))?;
                }
            }
        }
        Ok(())
    }

    fn presort_removed_child(&mut self, processor: &Processor, child: &Instance) -> Result<()> {
        let property = &processor.property;
        if !processor.relationship()?.cascade.delete_orphan {
            if !processor.leaves_children()? {
                self.register(child, Registration::default().along("delete", property))?;
            }
            return Ok(());
        }
        if processor.is_parentless(child) {
            self.register_deleted(processor, child)?;
        }
        Ok(())
    }

    /// Takes an instance in to be deleted, with all that a delete leads to.
    fn register_deleted(&mut self, processor: &Processor, child: &Instance) -> Result<()> {
        self.register(child, Registration::of(true).along("delete", &processor.property))?;
        let mut more = Vec::new();
        child.cascade(CascadeKind::Delete, None, &mut |other| {
            more.push(other.clone());
            Ok(())
        })?;
        more.iter().try_for_each(|other| self.register(other, Registration::of(true)))
    }

    /// A deleted instance takes the object it refers to with it, if it says so.
    fn presort_deleted_children(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let cascade = processor.relationship()?.cascade;
        if !cascade.delete && !cascade.delete_orphan {
            return Ok(());
        }
        let passive = processor.delete_flag()?;
        for instance in instances {
            let history = self.history(instance, &processor.property, passive)?;
            let doomed = if cascade.delete_orphan { history.sum() } else { history.non_deleted() };
            for child in doomed.iter().flatten() {
                self.register_deleted(processor, child)?;
            }
        }
        Ok(())
    }

    fn presort_saved_children(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let removes = processor.relationship()?.cascade.delete_orphan;
        let passive = processor.delete_flag()?;
        for instance in instances {
            let how = Registration::default().along("add", &processor.property);
            self.register(instance, how)?;
            if !removes {
                continue;
            }
            let history = self.history(instance, &processor.property, passive)?;
            for child in history.deleted.iter().flatten() {
                if processor.is_parentless(child) {
                    self.register_deleted(processor, child)?;
                }
            }
        }
        Ok(())
    }

    fn presort_saved_pairs(&mut self, processor: &Processor, instances: &[Instance]) -> Result<()> {
        if !processor.passive_updates()? {
            for instance in instances {
                if self.keys_changed(processor, instance)? {
                    self.history(instance, &processor.property, Passive::OFF)?;
                }
            }
        }
        if !processor.relationship()?.cascade.delete_orphan {
            return Ok(());
        }
        for instance in instances {
            let history = self.history(instance, &processor.property, Passive::NO_INITIALIZE)?;
            for child in history.deleted.iter().flatten() {
                if processor.is_parentless(child) {
                    self.register_deleted(processor, child)?;
                }
            }
        }
        Ok(())
    }

    /// Whether what foreign keys of the other side are copied from has changed.
    pub(super) fn keys_changed(&self, processor: &Processor, instance: &Instance) -> Result<bool> {
        let pairs = &processor.relationship()?.resolved()?.synchronize_pairs;
        let is_switch = processor.kind == ProcessorKind::KeySwitch;
        if is_switch && !instance.has_key() {
            return Ok(false);
        }
        let mapper = if is_switch { processor.target()? } else { processor.parent() };
        sync::source_modified(instance, &mapper, pairs)
    }
}
