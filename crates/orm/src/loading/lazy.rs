//! Lazy loads: the objects of a relationship when they are first looked at.

use std::rc::Rc;

use ormlab_core::entity::Entity;
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::select::SelectItem;
use ormlab_core::{Column, Error, ErrorKind, Expr, FromClause, Result, Value, select};
use ormlab_engine::{Cause, Origin, ParameterSet};
use rustc_hash::FxHashMap;

use super::get::{key_condition, key_parameters};
use super::hydrate::collection_of;
use super::refresh::owner_name;
use super::run::{Ready, Run, make_ready, overrides, unlabelled};
use super::{Loaded, context_of};
use crate::attribute::{Attribute, Read};
use crate::identity::KeyValues;
use crate::instance::{Committed, Instance, Slot};
use crate::lowering::{Base, LoadContext, PreparedFor, Request};
use crate::option::{LoadAction, Said};
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::joins::lazy_clause;
use crate::relationship::{Direction, Relationship, Resolved, Strategy};
use crate::session::{Lookup, Session};

/// A lazy load made ready: its statement is compiled once.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) ready: Ready,
    /// The columns of the owner whose values are its parameters.
    pub(super) parameters: Vec<(Rc<str>, Column)>,
}

/// A value that a load goes by.
enum Known {
    Value(Value),
    NoResult,
    NoValue,
}

struct Lazy<'a> {
    instance: &'a Instance,
    property: &'a Property,
    resolved: &'a Resolved,
    passive: Passive,
    context: Rc<LoadContext>,
    said: Said,
}

/// Loads a relationship as far as the flags allow.
pub(crate) fn load(
    instance: &Instance,
    property: &Property,
    relationship: &Relationship,
    passive: Passive,
) -> Result<Loaded> {
    let can_load = instance.has_key() || relationship.spec.load_on_pending;
    if !can_load || (!instance.has_key() && !instance.is_attached()) {
        return Ok(Loaded::Empty);
    }
    instance.mapper().check_configure()?;
    let context = context_of(instance);
    let said = context.base.applying.relationship(property);
    let lazy =
        Lazy { instance, property, resolved: relationship.resolved()?, passive, said, context };
    lazy.load(relationship)
}

impl Lazy<'_> {
    fn strategy(&self, relationship: &Relationship) -> Strategy {
        let overridden =
            self.instance.session().and_then(|session| overrides(&session)?.get(self.property));
        let asked = match &self.said.action {
            Some(LoadAction::Relationship { strategy, .. }) => *strategy,
            _ => None,
        };
        overridden.or(asked).unwrap_or(relationship.spec.lazy)
    }

    fn load(&self, relationship: &Relationship) -> Result<Loaded> {
        let use_get = self.resolved.use_get && self.said.criteria.is_empty();
        let is_pending = !self.instance.has_key();
        if (!self.passive.has(Passive::SQL_OK) && !use_get)
            || (!self.passive.has(Passive::NON_PERSISTENT_OK) && is_pending)
        {
            return Ok(Loaded::NoResult);
        }
        let strategy = self.strategy(relationship);
        if strategy == Strategy::Noload {
            return Ok(Loaded::Empty);
        }
        let may_raise = !self.passive.has(Passive::NO_RAISE);
        if strategy == Strategy::Raise
            && may_raise
            && (!use_get || self.passive.has(Passive::RELATED_OBJECT_OK))
        {
            return Err(self.raised("raise"));
        }
        let Some(session) = self.instance.session() else {
            if !may_raise {
                return Ok(Loaded::NoResult);
            }
            return Err(Error::new(
                ErrorKind::DetachedInstance,
                format!(
                    "Parent instance {} is not bound to a Session; lazy load operation of attribute '{}' cannot proceed",
                    self.instance, self.property.key
                ),
            )
            .with_code("bhk3"));
        };
        if use_get {
            return self.by_key(&session, strategy, may_raise);
        }
        self.by_condition(&session, strategy, may_raise)
    }

    fn raised(&self, lazy: &str) -> Error {
        Error::invalid_request(format!("'{}' is not available due to lazy='{lazy}'", self.property))
    }

    /// Reads the value of a column of the owner.
    fn value_of(&self, column: &Column) -> Result<Known> {
        let Some(property) = self.instance.mapper().property_of_column(column) else {
            return Ok(Known::NoValue);
        };
        let passive = self.passive.without(Passive::INIT_OK);
        if passive.has(Passive::LOAD_AGAINST_COMMITTED) {
            match self.instance.committed(property.slot) {
                Some(Committed::Value(value)) => return Ok(Known::Value(value)),
                Some(Committed::NoValue) => return Ok(Known::NoValue),
                _ => {}
            }
        }
        Ok(match self.instance.read(&property, passive)? {
            Read::Found(Attribute::Value(value)) => Known::Value(value),
            Read::NoResult => Known::NoResult,
            Read::NoValue | Read::Found(_) => Known::NoValue,
        })
    }

    /// Many-to-one by primary key: the identity map first.
    fn by_key(&self, session: &Session, strategy: Strategy, may_raise: bool) -> Result<Loaded> {
        let target = &self.resolved.target;
        let mut values = Vec::with_capacity(target.primary_key.len());
        for column in &target.primary_key {
            let pairs = &self.resolved.local_remote_pairs;
            let Some((local, _)) = pairs.iter().find(|(_, remote)| remote == column) else {
                return Ok(Loaded::NoValue);
            };
            match self.value_of(local)? {
                Known::Value(value) => values.push(value),
                Known::NoResult => return Ok(Loaded::NoResult),
                Known::NoValue => return Ok(Loaded::NoValue),
            }
        }
        if values.iter().all(Value::is_null) {
            return Ok(Loaded::Value(Slot::Object(None)));
        }
        if self.is_there() {
            return Ok(Loaded::WasSet);
        }
        let key = KeyValues::new(&values);
        match session.lookup(target, &target.identity_key(key.clone()), self.passive)? {
            Lookup::Found(found) => return Ok(Loaded::Value(Slot::Object(Some(found)))),
            Lookup::WrongClass => return Ok(Loaded::Value(Slot::Object(None))),
            Lookup::NoResult => return Ok(Loaded::NoResult),
            Lookup::Missing => {}
        }
        if !self.passive.has(Passive::SQL_OK) || !self.passive.has(Passive::RELATED_OBJECT_OK) {
            return Ok(Loaded::NoResult);
        }
        if strategy == Strategy::RaiseOnSql && may_raise {
            return Err(self.raised("raise_on_sql"));
        }
        let prepared = self.prepared(session)?;
        let found = self.execute(session, &prepared, key_parameters(target, &key))?;
        Ok(Loaded::Value(Slot::Object(found.into_iter().next())))
    }

    /// Set meanwhile, while values were read.
    fn is_there(&self) -> bool {
        self.instance.is_loaded(self.property.slot)
            && !self.passive.has(Passive::DEFERRED_HISTORY_LOAD)
    }

    fn by_condition(
        &self,
        session: &Session,
        strategy: Strategy,
        may_raise: bool,
    ) -> Result<Loaded> {
        let prepared = self.prepared(session)?;
        let mut set: ParameterSet = Vec::with_capacity(prepared.parameters.len());
        for (name, column) in &prepared.parameters {
            match self.value_of(column)? {
                Known::Value(value) => set.push((name.clone(), value)),
                Known::NoResult => return Ok(Loaded::NoResult),
                Known::NoValue => return self.nothing(),
            }
        }
        if self.is_there() {
            return Ok(Loaded::WasSet);
        }
        let is_pending = !self.instance.has_key();
        if is_pending && set.iter().any(|(_, value)| value.is_null()) {
            return self.nothing();
        }
        if strategy == Strategy::RaiseOnSql && may_raise {
            return Err(self.raised("raise_on_sql"));
        }
        let found = self.execute(session, &prepared, set)?;
        self.slot_of(session, found).map(Loaded::Value)
    }

    fn nothing(&self) -> Result<Loaded> {
        if self.resolved.uselist {
            return Ok(Loaded::Value(collection_of(self.instance, self.property, Vec::new())?));
        }
        Ok(Loaded::Value(Slot::Object(None)))
    }

    fn slot_of(&self, session: &Session, found: Vec<Instance>) -> Result<Slot> {
        if self.resolved.uselist {
            return collection_of(self.instance, self.property, found);
        }
        if found.len() > 1 {
            session.warn(&format!(
                "Multiple rows returned with uselist=False for lazily-loaded attribute '{}' ",
                self.property
            ));
        }
        Ok(Slot::Object(found.into_iter().next()))
    }

    fn prepared(&self, session: &Session) -> Result<Rc<Prepared>> {
        let purpose = PreparedFor::Lazy(self.property.slot);
        self.context.prepared(session, purpose, || self.prepare(session))
    }

    fn base(&self, is_get: bool) -> Base {
        let known = &self.context.base;
        let path = if known.has_options && !known.path.is_empty() {
            known.path.clone()
        } else {
            vec![self.instance.mapper().clone()]
        };
        let mut applying = self.said.beyond.within();
        // What leads back by primary key is in the identity map already.
        for reverse in self.property.as_relationship().iter().flat_map(|r| r.reverse()) {
            let other = reverse.as_relationship();
            let leads_back = other.is_some_and(|other| {
                other.spec.lazy != Strategy::Lazy
                    && other
                        .resolved()
                        .is_ok_and(|facts| facts.direction == Direction::ManyToOne && facts.use_get)
            });
            if leads_back && !is_get {
                applying.default_to_lazy(&reverse);
            }
        }
        Base { applying, path, has_options: known.has_options }
    }

    fn prepare(&self, session: &Session) -> Result<Prepared> {
        let target = &self.resolved.target;
        let entity: Rc<dyn Entity> = target.entity();
        let mut parameters = Vec::new();
        let is_get = self.resolved.use_get && self.said.criteria.is_empty();
        let criterion =
            if is_get { key_condition(target) } else { self.condition(&mut parameters) };
        let statement = select(vec![SelectItem::Entity(entity.clone())]).edit(|data| {
            data.where_criteria =
                std::iter::once(criterion).chain(self.said.criteria.iter().cloned()).collect();
            data.tail.order_by = if is_get { Vec::new() } else { self.resolved.order_by.clone() };
            if let Some(secondary) = &self.resolved.secondary {
                data.froms = vec![FromClause::Entity(entity), secondary.clone()];
            }
        });
        let request = Request {
            select: unlabelled(statement),
            is_eager: true,
            base: Some(self.base(is_get)),
            ..Request::default()
        };
        Ok(Prepared { ready: make_ready(session, request)?, parameters })
    }

    /// `:param_1 = posts.user_id`
    fn condition(&self, parameters: &mut Vec<(Rc<str>, Column)>) -> Expr {
        let mut binds: FxHashMap<ormlab_core::element::ElementId, Expr> = FxHashMap::default();
        lazy_clause(self.resolved, &mut |column| {
            let bind = binds.entry(column.id()).or_insert_with(|| {
                let name: Rc<str> = format!("param_{}", parameters.len() + 1).into();
                parameters.push((name.clone(), column.clone()));
                Bind::named(name, BindValue::Required, column.sql_type()).into_expr()
            });
            bind.clone()
        })
    }

    fn execute(
        &self,
        session: &Session,
        prepared: &Prepared,
        set: ParameterSet,
    ) -> Result<Vec<Instance>> {
        if let Some(overrides) = overrides(session) {
            overrides.touch(self.property);
        }
        let log = session.environment().and_then(|around| around.statements.clone());
        let cause = log.map(|log| {
            // A cascade that loads stays a cascade.
            let origin = match log.current_cause().origin {
                Origin::Cascade => Origin::Cascade,
                _ => Origin::LazyLoad,
            };
            Rc::new(Cause {
                origin,
                relationship: Some(self.property.to_string().into()),
                loader: Some("lazy".into()),
                owner: Some(owner_name(self.instance)),
                parent: self.instance.loaded_by.get(),
                ..Cause::default()
            })
        });
        let run = Run {
            autoflush: self.instance.has_key() && !self.passive.has(Passive::NO_AUTOFLUSH),
            cause,
            fills_known: false,
            ..Run::new(session)
        };
        let mut found = run.with_parameters(set).load(&prepared.ready)?.objects(0);
        if prepared.ready.plan.has_joined_collections {
            let mut seen = rustc_hash::FxHashSet::default();
            found.retain(|instance| seen.insert(instance.clone()));
        }
        Ok(found)
    }
}
