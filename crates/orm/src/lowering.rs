//! From a SELECT over mapped classes to one over tables, and a plan of how its rows become objects.

mod builder;
mod eager;
mod entity;
mod joins;
mod nest;

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Expr, Result, Select};
use rustc_hash::FxHashMap;

use crate::entity::MappedEntity;
use crate::loading::Prepared;
use crate::mapper::Mapper;
use crate::option::Applying;
use crate::overrides::LoaderOverrides;
use crate::property::Property;
use crate::relationship::Strategy;
use crate::session::Session;

/// Where a load that goes on from loaded objects stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    /// The options that concern its entity.
    pub(crate) applying: Applying,
    /// The classes on the way there: eager loading does not go round in circles by itself.
    pub(crate) path: Vec<Mapper>,
    /// The first statement had loader options, be they about this entity or not.
    pub(crate) has_options: bool,
}

/// What to lower, and how.
#[derive(Clone, Default)]
pub(crate) struct Request {
    pub(crate) select: Select,
    /// Whether to load eagerly: not in subqueries.
    pub(crate) is_eager: bool,
    /// The rows are those of another statement: no joins can be added to it.
    pub(crate) is_of_statement: bool,
    pub(crate) overrides: Option<Rc<LoaderOverrides>>,
    pub(crate) base: Option<Base>,
    /// The attributes to be read again: of a refresh.
    pub(crate) only: Option<Vec<Property>>,
    /// The script asked for the refresh: what is lazy loads at once.
    pub(crate) is_asked: bool,
    /// What ORDER BY ends with, after that of eager loads.
    pub(crate) last_order_by: Vec<Expr>,
}

/// The outcome.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    pub(crate) select: Select,
    pub(crate) plan: Plan,
}

/// How a row becomes what was selected.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) items: Vec<ItemPlan>,
    /// Rows repeat their objects: `unique()` is needed.
    pub(crate) has_joined_collections: bool,
}

/// One thing selected.
#[derive(Clone, Debug)]
pub(crate) enum ItemPlan {
    Value { position: usize, key: Option<Rc<str>> },
    Entity { name: Rc<str>, plan: Rc<EntityPlan> },
}

/// How the columns of a row become an object.
#[derive(Clone, Debug)]
pub(crate) struct EntityPlan {
    pub(crate) mapper: Mapper,
    /// Positions of the primary key.
    pub(crate) identity: Vec<usize>,
    /// (slot, position)
    pub(crate) columns: Vec<(usize, usize)>,
    /// Slots of columns that were left out.
    pub(crate) deferred: Vec<usize>,
    pub(crate) joined: Vec<JoinedPlan>,
    pub(crate) later: Vec<LaterPlan>,
    /// Relationships that stay empty: `noload`.
    pub(crate) empty: Vec<Property>,
    /// What loaded objects keep for their own loads.
    pub(crate) context: Rc<LoadContext>,
}

/// Related objects in the same row.
#[derive(Clone, Debug)]
pub(crate) struct JoinedPlan {
    pub(crate) property: Property,
    pub(crate) is_collection: bool,
    pub(crate) plan: Rc<EntityPlan>,
}

/// Related objects that a further statement loads.
#[derive(Clone, Debug)]
pub(crate) struct LaterPlan {
    pub(crate) property: Property,
    pub(crate) strategy: Strategy,
    pub(crate) target: Option<Rc<MappedEntity>>,
    pub(crate) criteria: Vec<Expr>,
    pub(crate) base: Base,
    /// For a subquery load: the path from the entity of the statement.
    pub(crate) from_root: Rc<[Property]>,
    pub(crate) root: Rc<MappedEntity>,
}

/// What an object keeps of the statement that brought it: how its attributes load.
#[derive(Debug, Default)]
pub(crate) struct LoadContext {
    pub(crate) base: Base,
    /// Statements made ready, to be executed again and again.
    prepared: RefCell<FxHashMap<PreparedFor, Rc<Prepared>>>,
}

/// What a statement was made ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PreparedFor {
    /// The lazy load of the relationship in this slot.
    Lazy(usize),
    /// One object by its key.
    Get,
    /// An object again: all of it, or the one attribute in this slot.
    Again(Option<usize>),
}

impl LoadContext {
    pub(crate) fn forget_prepared(&self) {
        self.prepared.take();
    }

    /// What was made ready before; made now if it was not. Nothing is kept where the run was told how to
    /// load: the next run may be told something else.
    pub(crate) fn prepared(
        &self,
        session: &Session,
        purpose: PreparedFor,
        make: impl FnOnce() -> Result<Prepared>,
    ) -> Result<Rc<Prepared>> {
        if crate::loading::is_overridden(session) {
            return make().map(Rc::new);
        }
        if let Some(known) = self.prepared.borrow().get(&purpose) {
            return Ok(known.clone());
        }
        let prepared = Rc::new(make()?);
        self.prepared.borrow_mut().insert(purpose, prepared.clone());
        Ok(prepared)
    }
}

/// Lowers a SELECT.
pub(crate) fn lower(request: &Request) -> Result<Lowered> {
    builder::Builder::new(request)?.finish()
}
