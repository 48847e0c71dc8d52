//! What a relationship makes wait for what.

use ormlab_core::Result;

use super::Flush;
use super::action::Action;
use super::processor::{Processor, ProcessorKind};
use crate::instance::Instance;
use crate::passive::Passive;

/// The actions that a relationship lies between.
struct Around {
    parent_saves: Action,
    child_saves: Action,
    parent_deletes: Action,
    child_deletes: Action,
    after_save: Action,
    before_delete: Action,
}

impl Flush {
    fn depend(&mut self, edges: Vec<(&Action, &Action)>) {
        for (first, second) in edges {
            self.dependencies.insert((first.clone(), second.clone()));
        }
    }

    fn post_update_action(&mut self, mapper: &crate::mapper::Mapper, is_delete: bool) -> Action {
        self.action(Action::PostUpdateAll { mapper: mapper.base_mapper(), is_delete })
    }

    /// Puts the work of a relationship between the saves and deletes of both sides.
    pub(super) fn add_actions(&mut self, processor: &Processor) -> Result<()> {
        let parent = processor.parent().base_mapper();
        if processor.kind == ProcessorKind::KeySwitch {
            let saves = self.action(Action::SaveAll(parent));
            let after = self.process_all(processor, false, false);
            self.depend(vec![(&saves, &after)]);
            return Ok(());
        }
        let child = processor.target()?.base_mapper();
        let around = Around {
            after_save: self.process_all(processor, false, true),
            before_delete: self.process_all(processor, true, true),
            parent_saves: self.action(Action::SaveAll(parent.clone())),
            child_saves: self.action(Action::SaveAll(child.clone())),
            parent_deletes: self.action(Action::DeleteAll(parent)),
            child_deletes: self.action(Action::DeleteAll(child)),
        };
        match processor.kind {
            ProcessorKind::OneToMany => self.one_to_many(processor, &around),
            ProcessorKind::ManyToOne => self.many_to_one(processor, &around),
            _ => {
                self.many_to_many(&around);
                Ok(())
            }
        }
    }

    fn process_all(&mut self, processor: &Processor, is_delete: bool, from_parent: bool) -> Action {
        self.action(Action::ProcessAll { processor: processor.clone(), is_delete, from_parent })
    }

    fn one_to_many(&mut self, processor: &Processor, a: &Around) -> Result<()> {
        if !processor.post_update()? {
            self.depend(vec![
                (&a.parent_saves, &a.after_save),
                (&a.after_save, &a.child_saves),
                (&a.after_save, &a.child_deletes),
                (&a.child_saves, &a.parent_deletes),
                (&a.child_deletes, &a.parent_deletes),
                (&a.before_delete, &a.child_saves),
                (&a.before_delete, &a.child_deletes),
            ]);
            return Ok(());
        }
        let target = processor.target()?;
        let post = self.post_update_action(&target, false);
        let pre = self.post_update_action(&target, true);
        self.depend(vec![
            (&a.child_saves, &a.after_save),
            (&a.parent_saves, &a.after_save),
            (&a.after_save, &post),
            (&a.child_saves, &a.before_delete),
            (&a.before_delete, &post),
            (&post, &a.parent_deletes),
            (&a.before_delete, &pre),
            (&pre, &a.parent_deletes),
            (&pre, &a.child_deletes),
        ]);
        Ok(())
    }

    fn many_to_one(&mut self, processor: &Processor, a: &Around) -> Result<()> {
        if !processor.post_update()? {
            self.depend(vec![
                (&a.child_saves, &a.after_save),
                (&a.after_save, &a.parent_saves),
                (&a.parent_saves, &a.child_deletes),
                (&a.parent_deletes, &a.child_deletes),
            ]);
            return Ok(());
        }
        let parent = processor.parent();
        let post = self.post_update_action(&parent, false);
        let pre = self.post_update_action(&parent, true);
        self.depend(vec![
            (&a.child_saves, &a.after_save),
            (&a.parent_saves, &a.after_save),
            (&a.after_save, &post),
            (&a.after_save, &pre),
            (&a.before_delete, &pre),
            (&pre, &a.child_deletes),
            (&pre, &a.parent_deletes),
        ]);
        Ok(())
    }

    fn many_to_many(&mut self, a: &Around) {
        self.depend(vec![
            (&a.parent_saves, &a.after_save),
            (&a.child_saves, &a.after_save),
            (&a.after_save, &a.child_deletes),
            (&a.before_delete, &a.parent_saves),
            (&a.before_delete, &a.parent_deletes),
            (&a.before_delete, &a.child_deletes),
            (&a.before_delete, &a.child_saves),
        ]);
    }
}

/// The actions around one instance of a relationship whose classes are in a cycle.
struct AroundOne {
    save_parent: Option<Action>,
    delete_parent: Option<Action>,
    /// Of one child, or of all children; whether it deletes.
    child: Option<(Action, bool)>,
    after_save: Option<Action>,
    before_delete: Option<Action>,
}

impl Flush {
    /// Replaces the work of a relationship by work for each instance.
    pub(super) fn split_processor(
        &mut self,
        processor: &Processor,
        instances: &[Instance],
        is_delete: bool,
    ) -> Result<()> {
        if processor.kind == ProcessorKind::KeySwitch {
            return Ok(());
        }
        let child_base = processor.target()?.base_mapper();
        let child_saves = self.action(Action::SaveAll(child_base.clone()));
        let child_deletes = self.action(Action::DeleteAll(child_base));
        self.disable(Action::ProcessAll {
            processor: processor.clone(),
            is_delete,
            from_parent: true,
        });
        let child_in_cycles = self.cycles.contains(&child_saves);
        let passive = if is_delete { processor.delete_flag()? } else { Passive::NO_INITIALIZE };
        for instance in instances {
            let objects = instance.all_pending(&processor.property, passive)?;
            if objects.is_empty() {
                continue;
            }
            let children = if child_in_cycles {
                objects.iter().map(|object| self.child_action(object.as_ref())).collect()
            } else {
                vec![Some((child_saves.clone(), false)), Some((child_deletes.clone(), true))]
            };
            let process = self.action(Action::Process {
                processor: processor.clone(),
                is_delete,
                instance: instance.clone(),
            });
            for child in children {
                self.around_one(processor, instance, is_delete, &process, child)?;
            }
        }
        Ok(())
    }

    fn around_one(
        &mut self,
        processor: &Processor,
        instance: &Instance,
        is_delete: bool,
        process: &Action,
        child: Option<(Action, bool)>,
    ) -> Result<()> {
        let base = instance.mapper().base_mapper();
        let around = if is_delete {
            let whole = Action::DeleteAll(base);
            let one =
                if self.cycles.contains(&whole) { Action::delete_of(instance) } else { whole };
            AroundOne {
                save_parent: None,
                delete_parent: Some(self.action(one)),
                child,
                after_save: None,
                before_delete: Some(process.clone()),
            }
        } else {
            let whole = Action::SaveAll(base);
            let one = if self.cycles.contains(&whole) { Action::save_of(instance) } else { whole };
            AroundOne {
                save_parent: Some(self.action(one)),
                delete_parent: None,
                child,
                after_save: Some(process.clone()),
                before_delete: None,
            }
        };
        match processor.kind {
            ProcessorKind::OneToMany => self.one_to_many_one(processor, &around),
            ProcessorKind::ManyToOne => self.many_to_one_one(processor, &around),
            _ => {
                self.many_to_many_one(&around);
                Ok(())
            }
        }
    }

    fn child_action(&mut self, child: Option<&Instance>) -> Option<(Action, bool)> {
        let child = child?;
        let fate = *self.states.get(child)?;
        let action = if fate.is_delete { Action::delete_of(child) } else { Action::save_of(child) };
        Some((self.action(action), fate.is_delete))
    }

    /// Adds edges; one with an end that is not there is left out.
    fn depend_maybe(&mut self, edges: Vec<(Option<&Action>, Option<&Action>)>) {
        for (first, second) in edges {
            if let (Some(first), Some(second)) = (first, second) {
                self.dependencies.insert((first.clone(), second.clone()));
            }
        }
    }

    fn one_to_many_one(&mut self, processor: &Processor, a: &AroundOne) -> Result<()> {
        let child = a.child.as_ref().map(|(action, _)| action);
        let (save, delete) = (a.save_parent.as_ref(), a.delete_parent.as_ref());
        let (after, before) = (a.after_save.as_ref(), a.before_delete.as_ref());
        if processor.post_update()? {
            let target = processor.target()?;
            let post = self.post_update_action(&target, false);
            let pre = self.post_update_action(&target, true);
            let child_is_delete = a.child.as_ref().is_some_and(|(_, is_delete)| *is_delete);
            if before.is_some() {
                self.depend_maybe(vec![(before, Some(&pre)), (Some(&pre), delete)]);
            } else {
                if !child_is_delete {
                    self.depend_maybe(vec![(save, after)]);
                }
                self.depend_maybe(vec![(child, after), (after, Some(&post))]);
            }
        } else if before.is_none() {
            self.depend_maybe(vec![(save, after), (after, child), (save, child)]);
        } else {
            self.depend_maybe(vec![(before, child), (child, delete)]);
        }
        Ok(())
    }

    fn many_to_one_one(&mut self, processor: &Processor, a: &AroundOne) -> Result<()> {
        let child = a.child.as_ref().map(|(action, _)| action);
        let child_is_delete = a.child.as_ref().is_some_and(|(_, is_delete)| *is_delete);
        let (save, delete) = (a.save_parent.as_ref(), a.delete_parent.as_ref());
        let (after, before) = (a.after_save.as_ref(), a.before_delete.as_ref());
        if processor.post_update()? {
            let parent = processor.parent();
            if before.is_some() {
                let pre = self.post_update_action(&parent, true);
                self.depend_maybe(vec![
                    (before, Some(&pre)),
                    (Some(&pre), delete),
                    (Some(&pre), child),
                ]);
                return Ok(());
            }
            let post = self.post_update_action(&parent, false);
            self.depend_maybe(vec![(after, Some(&post))]);
            if child_is_delete {
                self.depend_maybe(vec![(Some(&post), child)]);
            } else {
                self.depend_maybe(vec![(save, after), (child, after)]);
            }
        } else if before.is_none() {
            if !child_is_delete {
                self.depend_maybe(vec![(child, after)]);
            }
            self.depend_maybe(vec![(after, save)]);
        } else if child_is_delete {
            self.depend_maybe(vec![(delete, child)]);
        }
        Ok(())
    }

    fn many_to_many_one(&mut self, a: &AroundOne) {
        let child = a.child.as_ref().map(|(action, _)| action);
        let child_is_delete = a.child.as_ref().is_some_and(|(_, is_delete)| *is_delete);
        let (save, delete) = (a.save_parent.as_ref(), a.delete_parent.as_ref());
        let (after, before) = (a.after_save.as_ref(), a.before_delete.as_ref());
        if before.is_none() {
            self.depend_maybe(vec![(save, after)]);
            let edge = if child_is_delete { (after, child) } else { (child, after) };
            self.depend_maybe(vec![edge]);
        } else {
            self.depend_maybe(vec![(before, child), (before, delete)]);
        }
    }
}
