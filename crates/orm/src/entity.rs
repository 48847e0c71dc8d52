//! [`MappedEntity`]: a mapped class standing in a statement, or an alias of one.

use std::any::Any;
use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::from::FromClause;

use crate::mapper::Mapper;

/// `aliased(User, …)`.
#[derive(Debug)]
pub struct EntityAlias {
    /// The alias or subquery that columns are read from.
    pub selectable: FromClause,
    pub name: Option<Rc<str>>,
    /// Columns are found by name, not by lineage.
    pub adapt_on_names: bool,
}

/// A mapped class, or an alias of one.
#[derive(Debug)]
pub struct MappedEntity {
    pub mapper: Mapper,
    pub alias: Option<EntityAlias>,
}

impl MappedEntity {
    /// The class itself.
    pub fn of(mapper: &Mapper) -> Rc<MappedEntity> {
        Rc::new(MappedEntity { mapper: mapper.clone(), alias: None })
    }

    /// The entity behind what core carries.
    pub fn from_core(entity: &dyn Any) -> Option<&MappedEntity> {
        entity.downcast_ref::<MappedEntity>()
    }

    /// Equal for all mentions of one class; of its own for each alias.
    pub fn element_id(&self) -> ElementId {
        match &self.alias {
            None => self.mapper.id(),
            Some(alias) => alias.selectable.id(),
        }
    }
}
