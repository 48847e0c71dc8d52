//! [`MappedEntity`]: a mapped class standing in a statement, or an alias of one.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::entity::{Entity, Plugin};
use ormlab_core::expr::ExprKind;
use ormlab_core::from::FromClause;
use ormlab_core::{Column, Expr, Result};
use rustc_hash::FxHashMap;

use crate::comparator::RelationshipAttribute;
use crate::mapper::Mapper;
use crate::plugin::OrmPlugin;
use crate::property::{Property, PropertyKind};

/// `aliased(User, …)`.
#[derive(Debug)]
pub struct EntityAlias {
    /// The alias or subquery that columns are read from.
    pub selectable: FromClause,
    pub name: Option<Rc<str>>,
    /// Columns are found by name, not by lineage.
    pub adapt_on_names: bool,
    columns: RefCell<FxHashMap<ElementId, Option<Expr>>>,
}

/// A mapped class, or an alias of one.
#[derive(Debug)]
pub struct MappedEntity {
    pub mapper: Mapper,
    pub alias: Option<EntityAlias>,
}

/// What an attribute of an entity is in a statement.
#[derive(Clone, Debug)]
pub enum EntityAttribute {
    Column(Expr),
    Relationship(RelationshipAttribute),
}

impl MappedEntity {
    /// The class itself.
    pub fn of(mapper: &Mapper) -> Rc<MappedEntity> {
        Rc::new(MappedEntity { mapper: mapper.clone(), alias: None })
    }

    /// `aliased(User, selectable, name=…)`.
    pub fn aliased(
        mapper: &Mapper,
        selectable: Option<FromClause>,
        name: Option<&str>,
        adapt_on_names: bool,
    ) -> Rc<MappedEntity> {
        let selectable =
            selectable.unwrap_or_else(|| FromClause::Alias(mapper.selectable().alias(name)));
        let alias = EntityAlias {
            selectable,
            name: name.map(Rc::from),
            adapt_on_names,
            columns: RefCell::default(),
        };
        Rc::new(MappedEntity { mapper: mapper.clone(), alias: Some(alias) })
    }

    /// The entity behind what core carries.
    pub fn from_core(entity: &Rc<dyn Entity>) -> Option<Rc<MappedEntity>> {
        let found = entity.as_any().downcast_ref::<MappedEntity>()?;
        Some(match &found.alias {
            None => MappedEntity::of(&found.mapper),
            Some(alias) => Rc::new(MappedEntity {
                mapper: found.mapper.clone(),
                alias: Some(EntityAlias {
                    selectable: alias.selectable.clone(),
                    name: alias.name.clone(),
                    adapt_on_names: alias.adapt_on_names,
                    columns: RefCell::default(),
                }),
            }),
        })
    }

    /// Equal for all mentions of one class; of its own for each alias.
    pub fn element_id(&self) -> ElementId {
        match &self.alias {
            None => self.mapper.id(),
            Some(alias) => alias.selectable.id(),
        }
    }

    pub fn is(&self, other: &MappedEntity) -> bool {
        self.element_id() == other.element_id()
    }

    pub fn is_aliased(&self) -> bool {
        self.alias.is_some()
    }

    /// What it is read from.
    pub fn from_clause(&self) -> FromClause {
        match &self.alias {
            None => self.mapper.selectable(),
            Some(alias) => alias.selectable.clone(),
        }
    }

    /// The column of it that stands for one of the mapped table.
    pub fn adapt_column(&self, column: &Column) -> Option<Expr> {
        let Some(alias) = &self.alias else {
            return self.mapper.owns(column).then(|| Expr::from(column));
        };
        if let Some(known) = alias.columns.borrow().get(&column.id()) {
            return known.clone();
        }
        let found = if alias.adapt_on_names {
            alias.selectable.column(&column.key())
        } else {
            self.mapper
                .owns(column)
                .then(|| alias.selectable.corresponding_column(column))
                .flatten()
        };
        let found = found.map(|column| Expr::from(&column));
        alias.columns.borrow_mut().insert(column.id(), found.clone());
        found
    }

    /// An expression over the mapped table as one over this entity.
    pub fn adapt(&self, expr: &Expr) -> Expr {
        if self.alias.is_none() {
            return expr.clone();
        }
        expr.transform(&mut |node| match node.kind() {
            ExprKind::Column(reference) => self.adapt_column(&reference.column),
            _ => None,
        })
    }

    /// What a column attribute reads, without the attribute around it.
    pub fn expression(&self, property: &Property) -> Option<Expr> {
        let spec = property.as_column()?;
        match spec.column() {
            Some(column) if spec.spec.expression.is_none() => self.adapt_column(column),
            _ => spec.expression().map(|expr| self.adapt(&expr)),
        }
    }

    /// `User.name`, `User.posts`; `None` where the class has no such attribute.
    pub fn attribute(self: &Rc<Self>, key: &str) -> Option<EntityAttribute> {
        let property = self.mapper.property(key)?;
        self.attribute_of(&property)
    }

    /// The attribute of a property of its class.
    pub fn attribute_of(self: &Rc<Self>, property: &Property) -> Option<EntityAttribute> {
        match &property.kind {
            PropertyKind::Synonym(name) => self.attribute(name),
            PropertyKind::Column(_) => self.column(property).map(EntityAttribute::Column),
            PropertyKind::Relationship(_) => Some(EntityAttribute::Relationship(
                RelationshipAttribute::new(self.clone(), property.clone()),
            )),
        }
    }

    /// A column attribute.
    pub fn column(self: &Rc<Self>, property: &Property) -> Option<Expr> {
        let column = self.expression(property)?;
        let sql_type = column.sql_type();
        let entity: Rc<dyn Entity> = self.clone();
        let kind = ExprKind::Attribute { column, entity, key: property.key.clone() };
        Some(Expr::new(kind, sql_type))
    }

    /// As errors of options name it: `User`, `aliased(User)`.
    pub fn describe_class(&self) -> String {
        match &self.alias {
            None => self.mapper.name().to_string(),
            Some(_) => format!("aliased({})", self.mapper.name()),
        }
    }

    /// As errors name it: `Mapper[User(users)]`, `aliased(User)`.
    pub fn describe(&self) -> String {
        match &self.alias {
            None => self.mapper.to_string(),
            Some(_) => format!("aliased({})", self.mapper.name()),
        }
    }
}

impl Entity for MappedEntity {
    fn name(&self) -> Rc<str> {
        let given = self.alias.as_ref().and_then(|alias| alias.name.clone());
        given.unwrap_or_else(|| self.mapper.name())
    }

    fn id(&self) -> ElementId {
        self.element_id()
    }

    fn columns(&self) -> Result<Vec<Expr>> {
        let shared = Rc::new(MappedEntity {
            mapper: self.mapper.clone(),
            alias: self.alias.as_ref().map(|alias| EntityAlias {
                selectable: alias.selectable.clone(),
                name: alias.name.clone(),
                adapt_on_names: alias.adapt_on_names,
                columns: RefCell::default(),
            }),
        });
        let is_read =
            |property: &Property| property.as_column().is_some_and(|column| !column.spec.deferred);
        let properties = self.mapper.properties().into_iter().filter(is_read);
        Ok(properties.filter_map(|property| shared.column(&property)).collect())
    }

    fn selectable(&self) -> Result<FromClause> {
        Ok(self.from_clause())
    }

    fn plugin(&self) -> Rc<dyn Plugin> {
        Rc::new(OrmPlugin)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
