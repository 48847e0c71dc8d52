//! [`Hydrator`]: rows become objects, each once.

use std::any::Any;
use std::rc::Rc;

use ormlab_core::{Result, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use super::run::Run;
use crate::attribute;
use crate::collection::Collection;
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::lowering::{EntityPlan, ItemPlan, LaterPlan, Plan};
use crate::property::Property;
use crate::session::Session;

/// One thing of a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Value(Value),
    Object(Option<Instance>),
}

/// What was loaded: cells row after row.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) width: usize,
    pub(crate) cells: Vec<Cell>,
}

impl Table {
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks_exact(self.width.max(1))
    }

    /// The objects of the column.
    pub(crate) fn objects(&self, column: usize) -> Vec<Instance> {
        let found = self.rows().filter_map(|row| match &row[column] {
            Cell::Object(object) => object.clone(),
            Cell::Value(_) => None,
        });
        found.collect()
    }
}

/// Owners of a further load; whether what they hold is replaced.
pub(crate) type Owners = Vec<(Instance, bool)>;

enum Item {
    Value(usize),
    Entity(Box<Node>),
}

/// An entity of the plan while rows come in.
struct Node {
    plan: Rc<EntityPlan>,
    context: Rc<dyn Any>,
    branches: Vec<Branch>,
    /// The objects seen in this load, where that matters; whether they are filled by it.
    seen: FxHashMap<Instance, bool>,
    owners: Owners,
    must_track: bool,
    /// All columns of the class are read.
    is_whole: bool,
}

/// Objects of the same row that belong to the node's.
struct Branch {
    property: Property,
    is_collection: bool,
    node: Node,
    /// Index of the owner's list; `None`: the owner holds something already.
    lists: FxHashMap<Instance, Option<usize>>,
    filled: Vec<Filled>,
}

struct Filled {
    owner: Instance,
    items: Vec<Instance>,
    known: FxHashSet<Instance>,
}

/// What does not change from row to row.
struct Around<'a> {
    run: &'a Run,
    statement: Option<usize>,
    hears_of_loads: bool,
    made: usize,
}

/// Takes rows in, one after another.
pub(crate) struct Hydrator<'a> {
    around: Around<'a>,
    items: Vec<Item>,
    table: Table,
}

impl<'a> Hydrator<'a> {
    pub(crate) fn new(run: &'a Run, plan: &Plan, statement: Option<usize>) -> Hydrator<'a> {
        let items: Vec<Item> = plan
            .items
            .iter()
            .map(|item| match item {
                ItemPlan::Value { position, .. } => Item::Value(*position),
                ItemPlan::Entity { plan, .. } => Item::Entity(Box::new(Node::new(plan))),
            })
            .collect();
        let hears_of_loads = hears_of_loads(&run.session);
        let around = Around { run, statement, hears_of_loads, made: 0 };
        let table = Table { width: items.len(), cells: Vec::new() };
        Hydrator { around, items, table }
    }

    pub(crate) fn take(&mut self, row: &[Value]) -> Result<()> {
        for (index, item) in self.items.iter_mut().enumerate() {
            let cell = match item {
                Item::Value(position) => Cell::Value(row[*position].clone()),
                Item::Entity(node) => {
                    let refresh = self.around.run.refresh.clone().filter(|_| index == 0);
                    Cell::Object(node.take(&mut self.around, row, refresh)?)
                }
            };
            self.table.cells.push(cell);
        }
        Ok(())
    }

    /// Fills collections; gives what was loaded and what is still to be loaded.
    pub(crate) fn finish(self) -> Result<(Table, Vec<(LaterPlan, Owners)>)> {
        let mut later = Vec::new();
        for item in self.items {
            if let Item::Entity(node) = item {
                node.finish(&mut later)?;
            }
        }
        let log = self.around.run.session.environment().and_then(|e| e.statements.clone());
        if let Some(log) = log {
            log.count_objects(self.around.made);
        }
        Ok((self.table, later))
    }
}

/// Whether a hook waits for objects that were loaded.
fn hears_of_loads(session: &Session) -> bool {
    let mut hears = false;
    let look = |events: &crate::event::SessionEvents| {
        hears |= !events.loaded_as_persistent.is_empty();
        Ok(())
    };
    session.fire(look).is_ok() && hears
}

/// The key in the row; `None` where all of it is NULL.
fn key_of(plan: &EntityPlan, row: &[Value]) -> Option<KeyValues> {
    if let [position] = plan.identity.as_slice() {
        let value = &row[*position];
        return (!value.is_null()).then(|| KeyValues::one(value));
    }
    let values: Vec<Value> = plan.identity.iter().map(|at| row[*at].clone()).collect();
    (!values.iter().all(Value::is_null)).then(|| KeyValues::new(&values))
}

impl Node {
    fn new(plan: &Rc<EntityPlan>) -> Node {
        let branches = plan.joined.iter().map(|joined| Branch {
            property: joined.property.clone(),
            is_collection: joined.is_collection,
            node: Node::new(&joined.plan),
            lists: FxHashMap::default(),
            filled: Vec::new(),
        });
        Node {
            context: plan.context.clone(),
            branches: branches.collect(),
            seen: FxHashMap::default(),
            owners: Vec::new(),
            is_whole: plan.columns.len() == plan.mapper.column_properties().len(),
            must_track: !plan.joined.is_empty() || !plan.later.is_empty(),
            plan: plan.clone(),
        }
    }

    fn take(
        &mut self,
        around: &mut Around<'_>,
        row: &[Value],
        refresh: Option<Instance>,
    ) -> Result<Option<Instance>> {
        let (instance, is_new) = match refresh {
            Some(instance) => (instance, false),
            None => {
                let Some(key) = key_of(&self.plan, row) else { return Ok(None) };
                let key = self.plan.mapper.identity_key(key);
                match around.run.session.identity_map().get(&key) {
                    Some(instance) => (instance, false),
                    None => (self.make(around, row, key)?, true),
                }
            }
        };
        let is_refreshed = around.run.refresh.as_ref() == Some(&instance);
        let is_first = !self.must_track || !self.seen.contains_key(&instance);
        let overwrite = is_new || around.run.populate_existing || is_refreshed;
        if is_first {
            if !is_new {
                self.fill(around, row, &instance, overwrite)?;
            }
            if self.must_track {
                self.seen.insert(instance.clone(), overwrite);
                if overwrite || around.run.fills_known {
                    self.owners.push((instance.clone(), overwrite));
                }
            }
        }
        for branch in &mut self.branches {
            branch.take(around, row, &instance, is_first, overwrite)?;
        }
        if is_new {
            around.announce(&instance)?;
        }
        Ok(Some(instance))
    }

    fn make(
        &self,
        around: &mut Around<'_>,
        row: &[Value],
        key: crate::identity::IdentityKey,
    ) -> Result<Instance> {
        let mapper = &self.plan.mapper;
        let mut slots = vec![Slot::Unset; mapper.slot_count()].into_boxed_slice();
        for (slot, position) in &self.plan.columns {
            slots[*slot] = Slot::Value(row[*position].clone());
        }
        for slot in &self.plan.deferred {
            slots[*slot] = Slot::Deferred;
        }
        let instance = Instance::of_row(mapper, key, slots);
        self.mark_origin(around, &instance);
        around.run.session.register_loaded(&instance);
        self.set_empty(&instance)?;
        around.made += 1;
        Ok(instance)
    }

    fn mark_origin(&self, around: &Around<'_>, instance: &Instance) {
        instance.loaded_by.set(around.statement);
        *instance.load_context.borrow_mut() = Some(self.context.clone());
    }

    /// `noload`.
    fn set_empty(&self, instance: &Instance) -> Result<()> {
        for property in &self.plan.empty {
            let is_collection = property
                .as_relationship()
                .map_or(Ok(false), |relationship| relationship.uselist())?;
            let slot = if is_collection {
                Slot::Collection(Collection::new(instance, property))
            } else {
                Slot::Object(None)
            };
            instance.set_loaded(property.slot, slot);
        }
        Ok(())
    }

    /// Fills an instance that was there before.
    fn fill(
        &self,
        around: &Around<'_>,
        row: &[Value],
        instance: &Instance,
        overwrite: bool,
    ) -> Result<()> {
        let was_expired = instance.marks().expired;
        let mut taken = Vec::new();
        for (slot, position) in &self.plan.columns {
            if overwrite || !instance.is_loaded(*slot) {
                instance.set_loaded(*slot, Slot::Value(row[*position].clone()));
                taken.push(*slot);
            }
        }
        if around.run.populate_existing && around.run.refresh.is_none() {
            self.forget_relationships(instance);
        }
        if taken.is_empty() {
            return Ok(());
        }
        if overwrite && self.is_whole && !around.run.keeps_changes {
            instance.commit_all(Some(&around.run.session));
        }
        if was_expired || overwrite {
            instance.loaded_by.set(around.statement);
            instance.mark(|marks| marks.expired = false);
        }
        if overwrite && self.plan.context.base.has_options {
            self.mark_origin(around, instance);
        }
        let events = &instance.mapper().events.refresh;
        events.each(|hook| hook(instance, Some(&taken)))
    }

    /// What would be stale beside columns read again loads anew.
    fn forget_relationships(&self, instance: &Instance) {
        for property in self.plan.mapper.relationships() {
            if let Slot::Collection(collection) = instance.put_slot(property.slot, Slot::Unset) {
                collection.invalidate();
            }
            instance.forget_committed(property.slot);
        }
    }

    fn finish(self, later: &mut Vec<(LaterPlan, Owners)>) -> Result<()> {
        for plan in &self.plan.later {
            later.push((plan.clone(), self.owners.clone()));
        }
        for branch in self.branches {
            branch.finish(later)?;
        }
        Ok(())
    }
}

impl Around<'_> {
    fn announce(&self, instance: &Instance) -> Result<()> {
        let events = &instance.mapper().events.load;
        if !events.is_empty() {
            events.each(|hook| hook(instance))?;
        }
        if self.hears_of_loads {
            let session: &Session = &self.run.session;
            session
                .fire(|events| events.loaded_as_persistent.each(|hook| hook(session, instance)))?;
        }
        Ok(())
    }
}

impl Branch {
    fn take(
        &mut self,
        around: &mut Around<'_>,
        row: &[Value],
        owner: &Instance,
        is_first: bool,
        overwrite: bool,
    ) -> Result<()> {
        let slot = self.property.slot;
        if is_first {
            let is_filled = overwrite || !instance_holds(owner, slot);
            let index = is_filled.then(|| {
                self.filled.push(Filled {
                    owner: owner.clone(),
                    items: Vec::new(),
                    known: FxHashSet::default(),
                });
                self.filled.len() - 1
            });
            self.lists.insert(owner.clone(), index);
        }
        let item = self.node.take(around, row, None)?;
        let index = self.lists.get(owner).copied().flatten();
        let Some(filled) = index.map(|index| &mut self.filled[index]) else { return Ok(()) };
        if let Some(item) = item
            && filled.known.insert(item.clone())
        {
            filled.items.push(item);
        }
        Ok(())
    }

    fn finish(self, later: &mut Vec<(LaterPlan, Owners)>) -> Result<()> {
        for filled in self.filled {
            let slot = if self.is_collection {
                collection_of(&filled.owner, &self.property, filled.items)?
            } else {
                if filled.items.len() > 1
                    && let Some(session) = filled.owner.session()
                {
                    session.warn(&format!(
                        "Multiple rows returned with uselist=False for eagerly-loaded attribute '{}' ",
                        self.property
                    ));
                }
                Slot::Object(filled.items.into_iter().next())
            };
            attribute::set_loaded(&filled.owner, &self.property, slot)?;
        }
        self.node.finish(later)
    }
}

fn instance_holds(instance: &Instance, slot: usize) -> bool {
    instance.is_loaded(slot)
}

/// A loaded collection.
pub(crate) fn collection_of(
    owner: &Instance,
    property: &Property,
    items: Vec<Instance>,
) -> Result<Slot> {
    let collection = Collection::new(owner, property);
    for item in items {
        collection.append_silently(item)?;
    }
    Ok(Slot::Collection(collection))
}
