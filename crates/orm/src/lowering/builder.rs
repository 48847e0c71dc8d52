//! Puts the parts of a lowered SELECT together.

use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::entity::Entity;
use ormlab_core::expr::ExprKind;
use ormlab_core::select::{LabelStyle, SelectItem};
use ormlab_core::{Expr, FromClause, Result, Select};
use rustc_hash::FxHashMap;

use super::eager::EagerJoin;
use super::entity::PendingEntity;
use super::{Base, ItemPlan, Lowered, Plan, Request, joins, nest};
use crate::entity::MappedEntity;
use crate::option::{self, Applying};
use crate::registry::Registry;

/// A column of the lowered SELECT before it is known where the second part starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Primary(usize),
    Secondary(usize),
}

/// An entity that is selected, or joined from.
pub(super) enum PendingItem {
    Value { place: Place, key: Option<Rc<str>> },
    Entity { name: Rc<str>, entity: PendingEntity },
}

/// The parts while they are collected.
pub(super) struct Builder<'a> {
    pub(super) request: &'a Request,
    pub(super) primary: Vec<Expr>,
    pub(super) secondary: Vec<Expr>,
    placed: FxHashMap<ElementId, Place>,
    /// How often each key of a row was given.
    keys: FxHashMap<Rc<str>, usize>,
    pub(super) items: Vec<PendingItem>,
    /// FROM as given, joins made.
    pub(super) froms: Vec<FromClause>,
    pub(super) eager: Vec<EagerJoin>,
    /// How much of the path lies before this statement.
    pub(super) path_before: usize,
    pub(super) has_joined_collections: bool,
}

/// The classes and aliases selected.
pub(super) fn entities(select: &Select) -> Vec<Rc<MappedEntity>> {
    let of_item = |item: &SelectItem| match item {
        SelectItem::Entity(entity) => MappedEntity::from_core(entity),
        SelectItem::From(FromClause::Entity(entity)) => MappedEntity::from_core(entity),
        _ => None,
    };
    select.items.iter().filter_map(of_item).collect()
}

/// The registry that the statement is about, if any.
fn configure(select: &Select, entities: &[Rc<MappedEntity>]) -> Result<()> {
    let by_entity = entities.iter().filter_map(|entity| entity.mapper.registry());
    for registry in by_entity {
        registry.configure()?;
    }
    let exprs = select.items.iter().filter_map(|item| match item {
        SelectItem::Expr(expr) => Some(expr),
        _ => None,
    });
    let within = exprs.chain(&select.where_criteria).filter_map(Expr::entity_within);
    let registries =
        within.filter_map(|entity| MappedEntity::from_core(&entity)?.mapper.registry());
    registries.collect::<Vec<Registry>>().iter().try_for_each(Registry::configure)
}

impl<'a> Builder<'a> {
    pub(super) fn new(request: &'a Request) -> Result<Builder<'a>> {
        let entities = entities(&request.select);
        configure(&request.select, &entities)?;
        if request.base.is_none() {
            option::check_roots(&request.select.tail.execution.options, &entities)?;
        }
        let mut builder = Builder {
            request,
            primary: Vec::new(),
            secondary: Vec::new(),
            placed: FxHashMap::default(),
            keys: FxHashMap::default(),
            items: Vec::new(),
            froms: joins::froms(&request.select, &entities)?,
            eager: Vec::new(),
            path_before: request.base.as_ref().map_or(0, |base| base.path.len()),
            has_joined_collections: false,
        };
        for item in &request.select.items {
            builder.add_item(item)?;
        }
        builder.keep_join_columns();
        Ok(builder)
    }

    fn add_item(&mut self, item: &SelectItem) -> Result<()> {
        match item {
            SelectItem::Entity(entity) | SelectItem::From(FromClause::Entity(entity)) => {
                match MappedEntity::from_core(entity) {
                    Some(mapped) => self.add_entity(&mapped),
                    None => Err(ormlab_core::Error::argument("an entity of another mapping")),
                }
            }
            SelectItem::Expr(expr) => {
                let place = self.add_always(expr.clone());
                let key = self.row_key(expr);
                self.items.push(PendingItem::Value { place, key });
                Ok(())
            }
            SelectItem::From(from) => {
                for column in from.columns().iter() {
                    let place = self.add_always(Expr::from(column));
                    self.items.push(PendingItem::Value { place, key: None });
                }
                Ok(())
            }
            SelectItem::Foreign(item) => {
                Err(ormlab_core::Error::not_implemented(format!("{item:?} in a SELECT")))
            }
        }
    }

    fn add_entity(&mut self, entity: &Rc<MappedEntity>) -> Result<()> {
        let base = self.request.base.clone().unwrap_or_else(|| Base {
            applying: Applying::at_root(&self.request.select.tail.execution.options, entity),
            path: Vec::new(),
            has_options: !self.request.select.tail.execution.options.is_empty(),
        });
        let pending = self.set_up_root(entity, base)?;
        self.items.push(PendingItem::Entity { name: entity.name(), entity: pending });
        Ok(())
    }

    pub(super) fn is_legacy(&self) -> bool {
        self.request.select.tail.label_style == LabelStyle::LegacyOrm
    }

    /// What a row calls an expression: its key; of the new style made different from the others'.
    fn row_key(&mut self, expr: &Expr) -> Option<Rc<str>> {
        if matches!(expr.kind(), ExprKind::Text(_)) {
            return None;
        }
        let key = expr.proxy_key();
        if self.is_legacy() {
            return key.filter(|_| expr.own_label().is_some() || expr.as_column().is_some());
        }
        let key = key.unwrap_or_else(|| "_no_label".into());
        let used = self.keys.entry(key.clone()).or_insert(0);
        *used += 1;
        Some(if *used == 1 { key } else { format!("{key}_{}", *used - 1).into() })
    }

    /// A column that is asked for by itself: selected again if it is there.
    fn add_always(&mut self, expr: Expr) -> Place {
        let place = Place::Primary(self.primary.len());
        let id = expr.as_column().map_or_else(|| expr.id(), |column| column.id());
        self.placed.entry(id).or_insert(place);
        self.primary.push(expr);
        place
    }

    /// A column of an entity: selected once.
    pub(super) fn add_once(&mut self, expr: Expr, is_secondary: bool) -> Place {
        let id = expr.as_column().map_or_else(|| expr.id(), |column| column.id());
        if let Some(place) = self.placed.get(&id) {
            return *place;
        }
        let place = if is_secondary {
            self.secondary.push(expr);
            Place::Secondary(self.secondary.len() - 1)
        } else {
            self.primary.push(expr);
            Place::Primary(self.primary.len() - 1)
        };
        self.placed.insert(id, place);
        place
    }

    /// The columns that eager joins start from must come out of a nested SELECT.
    fn keep_join_columns(&mut self) {
        let needed: Vec<Expr> = self.eager.iter().flat_map(EagerJoin::root_columns).collect();
        for column in needed {
            self.add_once(column, false);
        }
    }

    pub(super) fn finish(mut self) -> Result<Lowered> {
        let must_nest = self.has_joined_collections
            && self.eager.iter().any(|join| !join.is_contained)
            && nest::is_limited(&self.request.select);
        let (select, offset) =
            if must_nest { nest::nested(&mut self)? } else { (self.simple()?, self.primary.len()) };
        let position = |place: Place| match place {
            Place::Primary(index) => index,
            Place::Secondary(index) => offset + index,
        };
        let items = self.items.into_iter().map(|item| match item {
            PendingItem::Value { place, key } => ItemPlan::Value { position: position(place), key },
            PendingItem::Entity { name, entity } => {
                ItemPlan::Entity { name, plan: Rc::new(entity.placed(&position)) }
            }
        });
        let plan =
            Plan { items: items.collect(), has_joined_collections: self.has_joined_collections };
        Ok(Lowered { select, plan })
    }

    /// All in one SELECT.
    fn simple(&mut self) -> Result<Select> {
        let froms = self.eager_froms()?;
        let columns = self.primary.iter().chain(&self.secondary);
        let items = columns.map(|column| SelectItem::Expr(column.clone())).collect();
        let order_by = self.eager_order_by();
        let style = self.label_style();
        Ok(self.request.select.clone().edit(|data| {
            data.items = items;
            data.froms = froms;
            data.joins = Vec::new();
            data.plugin = None;
            data.is_lowered = true;
            data.tail.label_style = style;
            data.tail.order_by.extend(order_by);
        }))
    }

    pub(super) fn label_style(&self) -> LabelStyle {
        match self.request.select.tail.label_style {
            LabelStyle::LegacyOrm => LabelStyle::TablenamePlusCol,
            style => style,
        }
    }

    pub(super) fn eager_order_by(&self) -> Vec<Expr> {
        let eager = self.eager.iter().flat_map(|join| join.order_by.iter().cloned());
        eager.chain(self.request.last_order_by.iter().cloned()).collect()
    }
}
