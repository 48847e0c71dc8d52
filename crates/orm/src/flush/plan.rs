//! The plan of a flush: which actions, in which order.

use ormlab_core::{Error, ErrorKind, Result};
use ormlab_engine::statement_log::Origin;

use super::action::Action;
use super::order;
use super::processor::Processor;
use super::{Fate, Flush, Set};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::passive::Passive;

/// Actions in groups: those of a group do not wait for each other.
pub(super) type Plan = Vec<Vec<Action>>;

impl Flush {
    /// Plans and carries out.
    pub(super) fn execute(&mut self) -> Result<()> {
        let plan = {
            // What a plan sends are loads of what a deletion or a change leads to.
            let _cause = self.session.cause(Origin::Cascade);
            self.plan()?
        };
        let splits = !self.cycles.is_empty();
        for group in plan {
            if splits {
                self.perform_joined(group)?;
            } else {
                group.into_iter().try_for_each(|action| self.perform(&action, &[]))?;
            }
        }
        Ok(())
    }

    /// Performs actions of single instances together where they may be.
    fn perform_joined(&mut self, group: Vec<Action>) -> Result<()> {
        let mut left = group;
        while !left.is_empty() {
            let first = left.remove(0);
            let (joined, rest): (Vec<Action>, Vec<Action>) =
                left.into_iter().partition(|action| first.joins(action));
            left = rest;
            self.perform(&first, &joined)?;
        }
        Ok(())
    }

    fn perform(&mut self, action: &Action, joined: &[Action]) -> Result<()> {
        match action {
            Action::SaveAll(mapper) => {
                let instances = self.hierarchy(mapper, Fate { is_delete: false, listonly: false });
                self.save(mapper, &instances)
            }
            Action::DeleteAll(mapper) => {
                let instances = self.hierarchy(mapper, Fate { is_delete: true, listonly: false });
                self.delete(mapper, &instances)
            }
            Action::PostUpdateAll { mapper, is_delete } => self.post_update(mapper, *is_delete),
            Action::ProcessAll { processor, is_delete, from_parent } => {
                let mut instances = self.instances_of(processor, *from_parent)?;
                let fate = Fate { is_delete: *is_delete, listonly: false };
                instances.retain(|instance| self.states.get(instance) == Some(&fate));
                self.process(processor, *is_delete, &instances)
            }
            Action::Save(instance) => {
                let base = instance.mapper().base_mapper();
                self.save(&base, &instances_within(action, joined))
            }
            Action::Delete(instance) => {
                let base = instance.mapper().base_mapper();
                let mut instances = instances_within(action, joined);
                instances.retain(|instance| self.is_deleted(instance));
                self.delete(&base, &instances)
            }
            Action::Process { processor, is_delete, .. } => {
                self.process(processor, *is_delete, &instances_within(action, joined))
            }
        }
    }

    /// Instances of a hierarchy with that fate.
    pub(super) fn hierarchy(&self, base: &Mapper, fate: Fate) -> Vec<Instance> {
        let mappers = self.mappers.values().filter(|(mapper, _)| mapper.base_mapper() == *base);
        let all = mappers.flat_map(|(_, instances)| instances.iter());
        all.filter(|instance| self.states.get(*instance) == Some(&fate)).cloned().collect()
    }

    fn plan(&mut self) -> Result<Plan> {
        self.preprocess_all()?;
        let actions: Vec<Action> = self.actions.keys().cloned().collect();
        self.cycles = order::cycles(&self.dependencies, &actions);
        if !self.cycles.is_empty() {
            self.split_cycles()?;
        }
        let mut actions: Vec<Action> = self
            .actions
            .iter()
            .filter(|(action, disabled)| !**disabled && !self.cycles.contains(*action))
            .map(|(action, _)| action.clone())
            .collect();
        actions.sort_by_cached_key(Action::sort_key);
        order::in_groups(&self.dependencies, &actions).map_err(|stuck| circular(&stuck))
    }

    /// Lets every relationship bring further instances in, until none does.
    fn preprocess_all(&mut self) -> Result<()> {
        loop {
            let mut found = false;
            let keys: Vec<(Processor, bool)> = self.preprocesses.keys().cloned().collect();
            for (processor, from_parent) in keys {
                found |= self.preprocess(&processor, from_parent)?;
            }
            if !found {
                return Ok(());
            }
        }
    }

    fn preprocess(&mut self, processor: &Processor, from_parent: bool) -> Result<bool> {
        let key = (processor.clone(), from_parent);
        let all = self.instances_of(processor, from_parent)?;
        let processed = |flush: &Flush, instance: &Instance| {
            flush.preprocesses.get(&key).is_some_and(|known| known.processed.contains(instance))
        };
        let mut deletes = Vec::new();
        let mut saves = Vec::new();
        for instance in all {
            let fate = self.states.get(&instance).copied();
            match fate {
                Some(Fate { listonly: false, is_delete }) if !processed(self, &instance) => {
                    if is_delete { &mut deletes } else { &mut saves }.push(instance);
                }
                _ => {}
            }
        }
        if deletes.is_empty() && saves.is_empty() {
            return Ok(false);
        }
        if !deletes.is_empty() {
            self.presort_deletes(processor, &deletes)?;
        }
        if !saves.is_empty() {
            self.presort_saves(processor, &saves)?;
        }
        if let Some(preprocess) = self.preprocesses.get_mut(&key) {
            preprocess.processed.extend(deletes.iter().chain(&saves).cloned());
        }
        let has_actions = self.preprocesses.get(&key).is_some_and(|known| known.has_actions);
        if !has_actions
            && (self.has_changes(processor, &deletes, true)?
                || self.has_changes(processor, &saves, false)?)
        {
            self.add_actions(processor)?;
            if let Some(preprocess) = self.preprocesses.get_mut(&key) {
                preprocess.has_actions = true;
            }
        }
        Ok(true)
    }

    /// Replaces the actions that wait for each other by actions of single instances.
    fn split_cycles(&mut self) -> Result<()> {
        let cycles: Vec<Action> = self.cycles.iter().cloned().collect();
        let mut converted: Vec<(Action, Set<Action>)> = Vec::new();
        for action in &cycles {
            converted.push((action.clone(), self.split(action)?));
        }
        let parts = |action: &Action| {
            let found = converted.iter().find(|(whole, _)| whole == action);
            found.map(|(_, parts)| parts.clone()).unwrap_or_default()
        };
        for (before, after) in std::mem::take(&mut self.dependencies) {
            let (in_before, in_after) =
                (self.cycles.contains(&before), self.cycles.contains(&after));
            let is_off = |action: &Action| self.actions.get(action).copied().unwrap_or(false);
            if is_off(&before) || is_off(&after) || (in_before && in_after) {
                continue;
            }
            if in_before {
                let edges = parts(&before).into_iter().map(|part| (part, after.clone()));
                self.dependencies.extend(edges);
            } else if in_after {
                let edges = parts(&after).into_iter().map(|part| (before.clone(), part));
                self.dependencies.extend(edges);
            } else {
                self.dependencies.insert((before, after));
            }
        }
        Ok(())
    }

    fn split(&mut self, action: &Action) -> Result<Set<Action>> {
        let (mapper, is_delete) = match action {
            Action::SaveAll(mapper) => (mapper.clone(), false),
            Action::DeleteAll(mapper) => (mapper.clone(), true),
            _ => return Ok(Set::default()),
        };
        let instances = self.hierarchy(&mapper, Fate { is_delete, listonly: false });
        // Saves stay before deletes, so that a row may change hands.
        let other = if is_delete {
            Action::SaveAll(mapper.clone())
        } else {
            Action::DeleteAll(mapper.clone())
        };
        let other = self.action(other);
        let mut parts = Set::default();
        for instance in &instances {
            let part =
                if is_delete { Action::delete_of(instance) } else { Action::save_of(instance) };
            let part = self.action(part);
            let edge = if is_delete {
                (other.clone(), part.clone())
            } else {
                (part.clone(), other.clone())
            };
            self.dependencies.insert(edge);
            parts.insert(part);
        }
        let processors = self.processors.get(&mapper.id()).cloned().unwrap_or_default();
        for processor in processors {
            let own: Vec<Instance> = instances
                .iter()
                .filter(|instance| processor.is_of(instance.mapper()))
                .cloned()
                .collect();
            self.split_processor(&processor, &own, is_delete)?;
        }
        Ok(parts)
    }

    /// Whether a relationship of these instances has anything to do.
    fn has_changes(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
        is_delete: bool,
    ) -> Result<bool> {
        use super::processor::ProcessorKind;
        if processor.kind == ProcessorKind::KeySwitch {
            return Ok(!is_delete
                && processor.passive_updates()?
                && !self.key_switchers(processor, instances)?.is_empty());
        }
        let loads =
            is_delete && processor.passive_deletes()? == crate::relationship::PassiveDeletes::No;
        let passive = if !loads {
            Passive::NO_INITIALIZE | Passive::INCLUDE_PENDING_MUTATIONS
        } else if processor.kind == ProcessorKind::ManyToOne {
            Passive::NO_FETCH_RELATED
        } else {
            Passive::OFF | Passive::INCLUDE_PENDING_MUTATIONS
        };
        for instance in instances {
            if !self.history(instance, &processor.property, passive)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(!instances.is_empty()
            && !processor.is_self_referential()?
            && self.mappers.contains_key(&processor.target()?.id()))
    }
}

fn instances_within(action: &Action, joined: &[Action]) -> Vec<Instance> {
    let all = std::iter::once(action).chain(joined);
    all.filter_map(|action| match action {
        Action::Save(instance) | Action::Delete(instance) => Some(instance.clone()),
        Action::Process { instance, .. } => Some(instance.clone()),
        _ => None,
    })
    .collect()
}

fn circular(stuck: &[Action]) -> Error {
    let names: Vec<String> = stuck.iter().map(|action| format!("{action:?}")).collect();
    Error::new(
        ErrorKind::CircularDependency,
        format!("Circular dependency detected. ({})", names.join(", ")),
    )
}
