//! The unit of work: brings the database to what the instances of a session say.
//!
//! First a plan is made (`plan.rs`): which instances take part, what is done with each mapper or instance, in
//! which order. Then it is carried out (`save.rs`, `delete.rs`, `process.rs`).

mod action;
mod association;
mod bulk;
mod delete;
mod dependency;
mod emit;
mod order;
mod plan;
mod post_update;
mod postfetch;
mod presort;
mod process;
mod processor;
mod save;
mod statement;
mod sync;
mod update;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use ormlab_core::element::ElementId;
use ormlab_core::{Column, Error, Result};
use rustc_hash::FxBuildHasher;

use crate::attribute;
use crate::history::ObjectHistory;
use crate::instance::{Instance, Lifecycle};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;
use crate::session::{Session, SessionTransaction};

use action::Action;
use processor::{Preprocess, Processor};
use statement::Stored;

pub(crate) use bulk::{BulkInsert, BulkUpdate, insert_plainly};
pub(crate) use save::compare_values;
pub(crate) use statement::ParameterSet;
pub(crate) use sync::{committed_value_of, value_of};

type Set<T> = IndexSet<T, FxBuildHasher>;
type Map<K, V> = IndexMap<K, V, FxBuildHasher>;

type Layouts = Map<(ElementId, ElementId), Rc<[Stored]>>;

/// What a flush does with an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fate {
    is_delete: bool,
    /// Only looked at: nothing is written for it.
    listonly: bool,
}

/// One flush.
pub(crate) struct Flush {
    session: Session,
    transaction: Option<SessionTransaction>,
    states: Map<Instance, Fate>,
    /// Instances by mapper, in the order in which they came.
    mappers: Map<ElementId, (Mapper, Set<Instance>)>,
    histories: HashMap<(Instance, ElementId), (ObjectHistory, Passive), FxBuildHasher>,
    preprocesses: Map<(Processor, bool), Preprocess>,
    /// Every action, and whether it was replaced by actions of single instances.
    actions: Map<Action, bool>,
    dependencies: Set<(Action, Action)>,
    cycles: Set<Action>,
    /// Relationships that take part, by the base mapper of their class.
    processors: Map<ElementId, Set<Processor>>,
    children_added: HashMap<ElementId, HashSet<Instance, FxBuildHasher>, FxBuildHasher>,
    /// Pairs whose row in a secondary table one side has seen to.
    processed_pairs:
        HashMap<Vec<ElementId>, HashSet<(Instance, Instance), FxBuildHasher>, FxBuildHasher>,
    /// Primary keys that the database itself changes after their parent's.
    cascaded_keys: HashSet<(Instance, ElementId), FxBuildHasher>,
    post_updates: Map<ElementId, (Set<Instance>, Vec<Column>)>,
    /// Stored columns by mapper and table.
    layouts: RefCell<Layouts>,
}

impl Session {
    /// `session.flush()`.
    pub fn flush(&self) -> Result<()> {
        self.flush_some(None)
    }

    /// `session.flush(objects)`.
    pub fn flush_some(&self, objects: Option<&[Instance]>) -> Result<()> {
        if self.is_flushing() {
            return Err(Error::invalid_request("Session is already flushing"));
        }
        if self.is_clean() {
            return Ok(());
        }
        self.set_flushing(true);
        let _cause = self.flush_cause();
        let outcome = run(self, objects);
        self.set_flushing(false);
        outcome
    }
}

fn run(session: &Session, objects: Option<&[Instance]>) -> Result<()> {
    session.fire(|events| events.before_flush.each(|hook| hook(session, objects)))?;
    let mut flush = Flush::new(session);
    flush.take_in(objects)?;
    if flush.states.is_empty() {
        return Ok(());
    }
    let transaction = session.required_transaction()?.begin_subtransaction(session)?;
    flush.transaction = Some(transaction.clone());
    match flush.carry_out(objects.is_some()).and_then(|()| transaction.commit()) {
        Ok(()) => Ok(()),
        Err(error) => {
            transaction.rollback_because(Some(&error))?;
            Err(error)
        }
    }
}

impl Flush {
    pub(crate) fn new(session: &Session) -> Flush {
        Flush {
            session: session.clone(),
            transaction: None,
            states: Map::default(),
            mappers: Map::default(),
            histories: HashMap::default(),
            preprocesses: Map::default(),
            actions: Map::default(),
            dependencies: Set::default(),
            cycles: Set::default(),
            processors: Map::default(),
            children_added: HashMap::default(),
            processed_pairs: HashMap::default(),
            cascaded_keys: HashSet::default(),
            post_updates: Map::default(),
            layouts: RefCell::default(),
        }
    }

    /// Takes in what is new, changed and deleted; orphans are deleted or, if they are pending, let go.
    fn take_in(&mut self, objects: Option<&[Instance]>) -> Result<()> {
        let is_meant = |instance: &Instance| objects.is_none_or(|all| all.contains(instance));
        let deleted = self.session.deleted_instances();
        let mut written = self.session.new_instances();
        written.extend(self.session.dirty_instances());
        written.retain(|instance| is_meant(instance) && !self.session.is_marked_deleted(instance));
        for instance in written {
            let is_orphan = attribute::is_orphan(&instance);
            if is_orphan && !instance.has_key() && instance.marks().orphaned_outside_of_session {
                self.session.expunge_instances(&[instance], false)?;
            } else {
                self.register(&instance, Registration::of(is_orphan && instance.has_key()))?;
            }
        }
        for instance in deleted.iter().filter(|instance| is_meant(instance)) {
            if !self.states.contains_key(instance) {
                self.register(instance, Registration::of(true))?;
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, is_partial: bool) -> Result<()> {
        let session = self.session.clone();
        session.set_executing_flush(true);
        let outcome = self.execute();
        session.set_executing_flush(false);
        outcome?;
        session.fire(|events| events.after_flush.each(|hook| hook(&session)))?;
        self.finalize()?;
        if !is_partial {
            self.reset_late_changes();
        }
        session.fire(|events| events.after_flush_postexec.each(|hook| hook(&session)))
    }

    /// Everything written is clean now, everything deleted gone.
    fn finalize(&self) -> Result<()> {
        let of = |is_delete: bool| -> Vec<Instance> {
            let chosen = self.states.iter().filter(|(_, fate)| fate.is_delete == is_delete);
            chosen.map(|(instance, _)| instance.clone()).collect()
        };
        self.session.remove_newly_deleted(&of(true))?;
        self.session.register_persistent(&of(false))
    }

    /// Changes that hooks made while statements were sent are not written.
    fn reset_late_changes(&self) {
        let late = self.session.identity_map().modified();
        if late.is_empty() {
            return;
        }
        for instance in &late {
            instance.commit_all(Some(&self.session));
        }
        self.session.warn(&format!(
            "Attribute history events accumulated on {} previously clean instances within inner-flush event handlers have been reset, and will not result in database updates. Consider using set_committed_value() within inner-flush event handlers to avoid this warning.",
            late.len()
        ));
    }

    /// Whether a flush deletes the instance.
    fn is_deleted(&self, instance: &Instance) -> bool {
        self.states.get(instance).is_some_and(|fate| fate.is_delete)
    }

    /// History of a relationship, the same one throughout the flush.
    fn history(
        &mut self,
        instance: &Instance,
        property: &Property,
        passive: Passive,
    ) -> Result<ObjectHistory> {
        let key = (instance.clone(), property.id());
        let common = Passive::LOAD_AGAINST_COMMITTED | Passive::NO_RAISE;
        let how = match self.histories.get(&key) {
            Some((_, cached)) if !cached.has(Passive::SQL_OK) && passive.has(Passive::SQL_OK) => {
                Passive::OFF | common
            }
            Some((history, _)) => return Ok(history.clone()),
            None => passive | common,
        };
        let history = instance.object_history(property, how)?;
        self.histories.insert(key, (history.clone(), passive));
        Ok(history)
    }
}

/// How an instance is taken into a flush.
#[derive(Clone, Copy, Default)]
struct Registration<'a> {
    is_delete: bool,
    listonly: bool,
    cancel_delete: bool,
    /// What along which relationship brings it in, for the warning that it is not in the session.
    operation: Option<(&'static str, &'a Property)>,
}

impl<'a> Registration<'a> {
    fn of(is_delete: bool) -> Registration<'a> {
        Registration { is_delete, ..Registration::default() }
    }

    fn along(mut self, operation: &'static str, property: &'a Property) -> Registration<'a> {
        self.operation = Some((operation, property));
        self
    }
}

impl Flush {
    fn register(&mut self, instance: &Instance, how: Registration<'_>) -> Result<()> {
        if !self.session.contains(instance) {
            if let Some((operation, property)) = how.operation
                && instance.lifecycle() != Lifecycle::Deleted
            {
                self.session.warn(&format!(
                    "Object of type <{}> not in session, {operation} operation along '{property}' will not proceed",
                    instance.mapper().name()
                ));
            }
            return Ok(());
        }
        if let Some(fate) = self.states.get_mut(instance) {
            if !how.listonly && (how.is_delete || how.cancel_delete) {
                *fate = Fate { is_delete: how.is_delete, listonly: false };
            }
            return Ok(());
        }
        let mapper = instance.mapper().clone();
        if !self.mappers.contains_key(&mapper.id()) {
            self.mappers.insert(mapper.id(), (mapper.clone(), Set::default()));
            self.take_in_mapper(&mapper)?;
        }
        if let Some((_, instances)) = self.mappers.get_mut(&mapper.id()) {
            instances.insert(instance.clone());
        }
        let fate = Fate { is_delete: how.is_delete, listonly: how.listonly };
        self.states.insert(instance.clone(), fate);
        Ok(())
    }
}
