//! What a relationship does while a flush is carried out: foreign keys, rows of secondary tables.

use ormlab_core::Result;

use super::processor::{Processor, ProcessorKind};
use super::{Flush, Registration, sync};
use crate::attribute::{Attribute, Read};
use crate::history::ObjectHistory;
use crate::instance::Instance;
use crate::passive::Passive;
use crate::relationship::ColumnPair;

impl Flush {
    pub(super) fn process(
        &mut self,
        processor: &Processor,
        is_delete: bool,
        instances: &[Instance],
    ) -> Result<()> {
        match (processor.kind, is_delete) {
            (ProcessorKind::OneToMany, true) => self.process_deleted_parents(processor, instances),
            (ProcessorKind::OneToMany, false) => self.process_saved_parents(processor, instances),
            (ProcessorKind::ManyToOne, true) => self.process_deleted_children(processor, instances),
            (ProcessorKind::ManyToOne, false) => self.process_saved_children(processor, instances),
            (ProcessorKind::ManyToMany, true) => self.process_deleted_pairs(processor, instances),
            (ProcessorKind::ManyToMany, false) => self.process_saved_pairs(processor, instances),
            (ProcessorKind::KeySwitch, true) => Ok(()),
            (ProcessorKind::KeySwitch, false) => self.process_key_switches(processor, instances),
        }
    }

    fn process_deleted_parents(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let post_update = processor.post_update()?;
        if !post_update && processor.leaves_children()? {
            return Ok(());
        }
        let clears_unchanged = post_update || !processor.relationship()?.cascade.delete;
        for instance in instances {
            let history = self.history(instance, &processor.property, processor.delete_flag()?)?;
            for child in history.deleted.iter().flatten() {
                if processor.is_parentless(child) {
                    self.clear_child(processor, instance, child)?;
                }
            }
            if !clears_unchanged {
                continue;
            }
            for child in history.unchanged.iter().flatten() {
                let added = self.children_added.get(&processor.id());
                if !added.is_some_and(|added| added.contains(child)) {
                    self.clear_child(processor, instance, child)?;
                }
            }
        }
        Ok(())
    }

    fn clear_child(
        &mut self,
        processor: &Processor,
        parent: &Instance,
        child: &Instance,
    ) -> Result<()> {
        self.synchronize_child(processor, parent, Some(child), Sync::Clear)?;
        if processor.post_update()? {
            self.note_post_update(processor, child)?;
        }
        Ok(())
    }

    fn process_saved_parents(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let nulls =
            !processor.relationship()?.cascade.delete_orphan && !processor.leaves_children()?;
        for instance in instances {
            let history = self.history(instance, &processor.property, Passive::NO_INITIALIZE)?;
            for child in &history.added {
                self.synchronize_child(processor, instance, child.as_ref(), Sync::Copy)?;
                if let Some(child) =
                    child.as_ref().filter(|_| processor.post_update().unwrap_or(false))
                {
                    self.note_post_update(processor, child)?;
                }
            }
            for child in history.deleted.iter().flatten() {
                if nulls && processor.is_parentless(child) {
                    self.synchronize_child(processor, instance, Some(child), Sync::Clear)?;
                }
            }
            if self.keys_changed(processor, instance)? {
                for child in history.unchanged.iter().flatten() {
                    self.synchronize_child(processor, instance, Some(child), Sync::CopyChanged)?;
                }
            }
        }
        Ok(())
    }

    fn synchronize_child(
        &mut self,
        processor: &Processor,
        parent: &Instance,
        child: Option<&Instance>,
        how: Sync,
    ) -> Result<()> {
        processor.check_object(child)?;
        let Some(child) = child else { return Ok(()) };
        if !processor.post_update()? && self.is_deleted(child) {
            return Ok(());
        }
        let pairs = pairs_of(processor)?;
        let target = processor.target()?;
        if how == Sync::Clear {
            return sync::clear(child, &target, &pairs);
        }
        let flags = how == Sync::CopyChanged && processor.passive_updates()?;
        self.populate((parent, &processor.parent()), (child, &target), &pairs, flags)
    }

    fn process_deleted_children(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let cascade = processor.relationship()?.cascade;
        if !processor.post_update()? || cascade.delete_orphan || processor.leaves_children()? {
            return Ok(());
        }
        // The own row must let go of the object before that may be deleted.
        for instance in instances {
            self.synchronize_own(processor, instance, None, None)?;
            let history = self.history(instance, &processor.property, processor.delete_flag()?)?;
            if history.sum().iter().any(Option::is_some) {
                self.note_post_update(processor, instance)?;
            }
        }
        Ok(())
    }

    fn process_saved_children(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        for instance in instances {
            let history = self.history(instance, &processor.property, Passive::NO_INITIALIZE)?;
            if history.is_empty() {
                continue;
            }
            if !history.added.is_empty() {
                for object in &history.added {
                    self.synchronize_own(processor, instance, object.as_ref(), Some("add"))?;
                }
            } else if !history.deleted.is_empty() {
                self.synchronize_own(processor, instance, None, Some("delete"))?;
            }
            if processor.post_update()? && !history.sum().is_empty() {
                self.note_post_update(processor, instance)?;
            }
        }
        Ok(())
    }

    /// Copies the key of the object into the instance's own foreign key, or clears that.
    fn synchronize_own(
        &mut self,
        processor: &Processor,
        instance: &Instance,
        object: Option<&Instance>,
        operation: Option<&str>,
    ) -> Result<()> {
        if !processor.post_update()? && self.is_deleted(instance) {
            return Ok(());
        }
        let parent = processor.parent();
        let pairs = pairs_of(processor)?;
        let Some(object) = object else {
            return sync::clear(instance, &parent, &pairs);
        };
        if let Some(operation) = operation.filter(|_| !self.session.contains(object)) {
            self.session.warn(&format!(
                "Object of type <{}> not in session, {operation} operation along '{}' won't proceed",
                object.mapper().name(),
                processor.property,
            ));
            return Ok(());
        }
        processor.check_object(Some(object))?;
        self.populate((object, &processor.target()?), (instance, &parent), &pairs, false)
    }

    fn note_post_update(&mut self, processor: &Processor, instance: &Instance) -> Result<()> {
        let base = instance.mapper().base_mapper();
        let (instances, columns) = self.post_updates.entry(base.id()).or_default();
        instances.insert(instance.clone());
        for (_, column) in &processor.relationship()?.resolved()?.synchronize_pairs {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sync {
    Copy,
    /// Of a parent whose key changed.
    CopyChanged,
    Clear,
}

pub(super) fn pairs_of(processor: &Processor) -> Result<Vec<ColumnPair>> {
    Ok(processor.relationship()?.resolved()?.synchronize_pairs.clone())
}

/// Many-to-ones whose target's key changed.
impl Flush {
    pub(super) fn key_switchers(
        &self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<Vec<Instance>> {
        let mut found = Vec::new();
        for instance in instances {
            if self.keys_changed(processor, instance)? {
                found.push(instance.clone());
            }
        }
        Ok(found)
    }

    pub(super) fn process_key_switches(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
    ) -> Result<()> {
        let switchers = self.key_switchers(processor, instances)?;
        if switchers.is_empty() {
            return Ok(());
        }
        let passive_updates = processor.passive_updates()?;
        let passive = if passive_updates { Passive::NO_INITIALIZE } else { Passive::OFF };
        let parent = processor.parent();
        for instance in self.session.identity_map().instances() {
            if !instance.mapper().isa(&parent) {
                continue;
            }
            let related = match instance.read(&processor.property, passive)? {
                Read::Found(Attribute::Object(object)) => object,
                Read::Found(Attribute::Collection(collection)) => collection.get(0),
                _ => None,
            };
            let Some(related) = related.filter(|related| switchers.contains(related)) else {
                continue;
            };
            let how = Registration { listonly: passive_updates, ..Registration::default() };
            self.register(&instance, how)?;
            let pairs = pairs_of(processor)?;
            let target = processor.target()?;
            self.populate((&related, &target), (&instance, &parent), &pairs, passive_updates)?;
        }
        Ok(())
    }
}

/// Whether anything of it was added or taken away.
pub(super) fn changed_objects(history: &ObjectHistory) -> Vec<Instance> {
    history.added.iter().chain(&history.deleted).flatten().cloned().collect()
}
