//! [`RelationshipAttribute`]: `User.posts` in a statement: what it can be compared with, what it joins to.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use ormlab_core::entity::RelationshipJoin;
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::select::{Correlate, SelectItem};
use ormlab_core::{Column, Error, ErrorKind, Expr, FromClause, Result, SqlType, Value, select};

use crate::entity::{EntityAttribute, MappedEntity};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::property::Property;
use crate::relationship::inference::{all_of, equal};
use crate::relationship::joins::{Between, lazy_clause, read_from, reverse_clause};
use crate::relationship::{Direction, Relationship, Resolved};

/// A relationship of an entity; cheap to clone.
#[derive(Clone)]
pub struct RelationshipAttribute {
    /// What it is an attribute of.
    pub entity: Rc<MappedEntity>,
    pub property: Property,
    /// `of_type(…)`.
    pub target: Option<Rc<MappedEntity>>,
    /// `and_(…)`.
    pub criteria: Vec<Expr>,
}

impl fmt::Debug for RelationshipAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.property)
    }
}

impl RelationshipJoin for RelationshipAttribute {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

pub(crate) fn not_a_relationship(property: &Property) -> Error {
    Error::argument(format!("Join target {property} does not refer to a mapped entity"))
}

impl RelationshipAttribute {
    pub fn new(entity: Rc<MappedEntity>, property: Property) -> RelationshipAttribute {
        RelationshipAttribute { entity, property, target: None, criteria: Vec::new() }
    }

    /// `User.posts.of_type(alias)`.
    #[must_use]
    pub fn of_type(&self, target: Rc<MappedEntity>) -> RelationshipAttribute {
        RelationshipAttribute { target: Some(target), ..self.clone() }
    }

    /// `User.posts.and_(criteria)`.
    #[must_use]
    pub fn and_(&self, criteria: impl IntoIterator<Item = Expr>) -> RelationshipAttribute {
        let mut attribute = self.clone();
        attribute.criteria.extend(criteria);
        attribute
    }

    pub fn relationship(&self) -> Result<&Relationship> {
        self.property.as_relationship().ok_or_else(|| not_a_relationship(&self.property))
    }

    /// The facts about it; configures the mappers if they are not.
    pub fn resolved(&self) -> Result<&Resolved> {
        self.entity.mapper.check_configure()?;
        self.relationship()?.resolved()
    }

    /// What it leads to: the class, or what `of_type` says.
    pub fn target_entity(&self) -> Result<Rc<MappedEntity>> {
        match &self.target {
            Some(target) => Ok(target.clone()),
            None => Ok(MappedEntity::of(&self.resolved()?.target)),
        }
    }

    fn source(&self) -> Option<&MappedEntity> {
        self.entity.is_aliased().then_some(&*self.entity)
    }

    /// `users.id = posts.user_id`: what it is where an expression is asked for.
    pub fn condition(&self) -> Result<Expr> {
        self.resolved()?;
        let target = self.target_entity()?;
        let between = Between {
            source: Some(&self.entity),
            target: Some(target),
            criteria: &self.criteria,
            ..Between::default()
        };
        let sides = between.sides(&self.property)?;
        Ok(all_of(std::iter::once(sides.primary).chain(sides.secondary_on).collect()))
    }

    /// `User.posts.any(criterion, **pairs)`.
    pub fn any(&self, criterion: Option<Expr>, pairs: &[(Rc<str>, Value)]) -> Result<Expr> {
        if !self.resolved()?.uselist {
            return Err(Error::invalid_request(
                "'any()' not implemented for scalar attributes. Use has().",
            ));
        }
        self.exists(criterion, pairs)
    }

    /// `Post.user.has(criterion, **pairs)`.
    pub fn has(&self, criterion: Option<Expr>, pairs: &[(Rc<str>, Value)]) -> Result<Expr> {
        if self.resolved()?.uselist {
            return Err(Error::invalid_request(
                "'has()' not implemented for collections. Use any().",
            ));
        }
        self.exists(criterion, pairs)
    }

    fn exists(&self, criterion: Option<Expr>, pairs: &[(Rc<str>, Value)]) -> Result<Expr> {
        let between = Between {
            source: self.source(),
            target: self.target.clone(),
            criteria: &self.criteria,
            ..Between::default()
        };
        let mut sides = between.sides(&self.property)?;
        // An owner that is an alias does not keep a table from meeting itself.
        if self.source().is_some()
            && sides.aliased_target.is_none()
            && self.resolved()?.is_self_referential
        {
            let target = MappedEntity::aliased(&self.resolved()?.target, None, None, false);
            let between = Between { target: Some(target), ..between };
            sides = between.sides(&self.property)?;
        }
        let mut criteria = vec![sides.primary];
        criteria.extend(sides.secondary_on);
        let about = pairs.iter().map(|(key, value)| self.equals(key, value));
        for criterion in criterion.map(Ok).into_iter().chain(about) {
            let criterion = criterion?;
            criteria.push(match (&sides.aliased_target, &self.target) {
                (Some(alias), None) => alias.adapt(&criterion),
                _ => criterion,
            });
        }
        let froms: Vec<FromClause> = std::iter::once(sides.target).chain(sides.secondary).collect();
        let one = Expr::literal_column("1", SqlType::Integer);
        let inner = select(vec![SelectItem::Expr(one)]).edit(|data| {
            data.where_criteria = vec![all_of(criteria)];
            data.correlate = Correlate::Except(froms.clone());
            data.froms = froms;
        });
        Ok(inner.exists())
    }

    fn equals(&self, key: &str, value: &Value) -> Result<Expr> {
        let target = MappedEntity::of(&self.resolved()?.target);
        match target.attribute(key) {
            Some(EntityAttribute::Column(column)) => Ok(column.eq(value.clone())),
            _ => Err(Error::attribute_error(format!(
                "type object '{}' has no attribute '{key}'",
                target.mapper.name()
            ))),
        }
    }

    /// `Post.user == instance`, `Post.user == None`.
    pub fn eq(&self, other: Option<&Instance>) -> Result<Expr> {
        let resolved = self.resolved()?;
        match other {
            None if resolved.direction != Direction::ManyToOne => {
                Ok(self.exists(None, &[])?.negate())
            }
            None => self.is_null(false),
            Some(_) if resolved.uselist => Err(compared_collection()),
            Some(instance) => self.compare(instance),
        }
    }

    /// `Post.user != instance`, `Post.user != None`.
    pub fn ne(&self, other: Option<&Instance>) -> Result<Expr> {
        let resolved = self.resolved()?;
        match other {
            None if resolved.direction == Direction::ManyToOne => self.is_null(true),
            None => self.exists(None, &[]),
            Some(_) if resolved.uselist => Err(compared_collection()),
            Some(instance) => self.negated(instance),
        }
    }

    /// `User.posts.contains(instance)`.
    pub fn contains(&self, instance: &Instance) -> Result<Expr> {
        if !self.resolved()?.uselist {
            return Err(Error::invalid_request(
                "'contains' not implemented for scalar attributes.  Use ==",
            ));
        }
        self.compare(instance)
    }

    /// `~User.posts.contains(instance)`, which is no plain negation along a secondary table.
    pub fn not_contains(&self, instance: &Instance) -> Result<Expr> {
        if self.resolved()?.secondaryjoin.is_some() {
            return self.negated(instance);
        }
        Ok(self.contains(instance)?.negate())
    }

    /// `Post.user.in_(…)`.
    pub fn in_(&self) -> Error {
        Error::new(
            ErrorKind::NotImplemented,
            "in_() not yet supported for relationships.  For a simple many-to-one, use in_() against the set of foreign key values.",
        )
    }

    /// What a comparison with something that is no instance fails with.
    pub fn not_an_instance(&self) -> Error {
        Error::argument(format!(
            "Mapped instance expected for relationship comparison to object.   Classes, queries and other SQL elements are not accepted in this context; for comparison with a subquery, use {}.has(**criteria).",
            self.property
        ))
    }

    fn compare(&self, instance: &Instance) -> Result<Expr> {
        let resolved = self.resolved()?;
        let target = resolved.target.clone();
        let clause =
            reverse_clause(resolved, &mut |column| bind_of(instance, &target, column, "param"));
        Ok(self.placed(resolved, &clause))
    }

    /// Over an alias of the secondary table, and over the owner's alias.
    fn placed(&self, resolved: &Resolved, clause: &Expr) -> Expr {
        let clause = match &resolved.secondary {
            Some(secondary) => read_from(clause, &FromClause::Alias(secondary.alias(None))),
            None => clause.clone(),
        };
        self.entity.adapt(&clause)
    }

    /// `posts.user_id IS NULL`.
    fn is_null(&self, is_negated: bool) -> Result<Expr> {
        let resolved = self.resolved()?;
        let nulls = resolved.local_remote_pairs.iter().map(|(local, _)| {
            let left = self.entity.adapt_column(local).unwrap_or_else(|| Expr::from(local));
            left.is_(Expr::null())
        });
        let all = all_of(nulls.collect());
        Ok(if is_negated { all.negate() } else { all })
    }

    fn negated(&self, instance: &Instance) -> Result<Expr> {
        let resolved = self.resolved()?;
        if resolved.direction == Direction::ManyToOne && resolved.use_get {
            let target = resolved.target.clone();
            let differs = resolved.local_remote_pairs.iter().map(|(local, remote)| {
                let column = self.entity.adapt_column(local).unwrap_or_else(|| Expr::from(local));
                let bind = bind_of(instance, &target, remote, &local.key());
                Expr::or([column.ne(bind), column.is_(Expr::null())])
            });
            return Ok(Expr::and(differs));
        }
        let key = resolved.target.primary_key.iter();
        let is_it = key.map(|column| {
            equal(Expr::from(column), bind_of(instance, &resolved.target, column, &column.key()))
        });
        Ok(self.exists(Some(all_of(is_it.collect())), &[])?.negate())
    }

    /// `with_parent(instance, User.posts)`: the objects that belong to one owner.
    pub fn with_parent(&self, parent: &Instance) -> Result<Expr> {
        let resolved = self.resolved()?;
        let mapper = self.property.parent();
        let clause = lazy_clause(resolved, &mut |column| bind_of(parent, &mapper, column, "param"));
        Ok(match &resolved.secondary {
            Some(secondary) => read_from(&clause, &FromClause::Alias(secondary.alias(None))),
            None => clause,
        })
    }
}

fn compared_collection() -> Error {
    Error::invalid_request(
        "Can't compare a collection to an object or collection; use contains() to test for membership.",
    )
}

/// A parameter whose value is read from the instance when the statement is executed.
fn bind_of(instance: &Instance, mapper: &Mapper, column: &Column, name: &str) -> Expr {
    let (instance, mapper, column) = (instance.clone(), mapper.clone(), column.clone());
    let sql_type = column.sql_type();
    let mut bind = Bind::anonymous(name, Value::Null, sql_type);
    bind.value = BindValue::Callable(Rc::new(move || {
        crate::loading::value_for_bind(&instance, &mapper, &column)
    }));
    bind.into_expr()
}
