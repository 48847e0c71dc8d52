//! Configuring mappers: once all classes are there, each relationship finds its class and its join.

use ormlab_core::expr::{ExprKind, Operator};
use ormlab_core::{Column, Error, Expr, Result};

use crate::mapper::Mapper;
use crate::property::{Property, PropertySpec};
use crate::registry::{Lazy, Registry, Target};
use crate::relationship::condition::{Given, JoinCondition};
use crate::relationship::marks::{MarkedJoin, Marks};
use crate::relationship::{
    Backref, Direction, PassiveDeletes, Relationship, RelationshipSpec, Resolved, Strategy,
};

impl Registry {
    /// `registry.configure()`: looks into all relationships of classes mapped since the last time.
    pub fn configure(&self) -> Result<()> {
        if !self.0.must_configure.get() || self.0.configuring.get() {
            return Ok(());
        }
        self.0.configuring.set(true);
        let outcome = self.configure_all();
        self.0.configuring.set(false);
        if outcome.is_ok() {
            self.0.must_configure.set(false);
        }
        outcome
    }

    fn configure_all(&self) -> Result<()> {
        let mut next = 0;
        // A callable may map further classes.
        while let Some(mapper) = { self.0.mappers.borrow().get(next).cloned() } {
            next += 1;
            if let Some(failure) = mapper.failure.borrow().as_ref() {
                return Err(Error::invalid_request(format!(
                    "One or more mappers failed to initialize - can't proceed with initialization of other mappers. Triggering mapper: '{mapper}'. Original exception was: {failure}"
                )));
            }
            if mapper.configured.get() {
                continue;
            }
            if let Err(error) = mapper.configure() {
                *mapper.failure.borrow_mut() = Some(error.clone());
                return Err(error);
            }
            mapper.configured.set(true);
        }
        Ok(())
    }
}

impl Mapper {
    /// Configures the registry if it must be; cheap when there is nothing to do.
    pub fn check_configure(&self) -> Result<()> {
        match self.registry() {
            Some(registry) => registry.configure(),
            None => Ok(()),
        }
    }

    fn configure(&self) -> Result<()> {
        for property in self.properties() {
            if property.as_relationship().is_some() && property.parent() == *self {
                configure_relationship(&property)?;
            }
        }
        Ok(())
    }
}

fn configure_relationship(property: &Property) -> Result<()> {
    let relationship = property.as_relationship().expect("the caller looked");
    if relationship.resolved.get().is_some() {
        return Ok(());
    }
    check_strategy(&relationship.spec)?;
    let (resolved, remote_was_given) = resolve(property, relationship)?;
    check_cascade(property, relationship, &resolved)?;
    if relationship.cascade.delete_orphan {
        resolved.target.orphan_parents.borrow_mut().push(property.clone());
    }
    relationship.resolved.set(resolved).expect("looked at above");
    if let Some(backref) = relationship.spec.backref.clone() {
        add_backref(property, relationship, &backref, remote_was_given)?;
        add_reverse(property, relationship, &backref.key)?;
    } else if let Some(key) = relationship.spec.back_populates.clone() {
        add_reverse(property, relationship, &key)?;
    }
    crate::relationship::overlap::check(property);
    Ok(())
}

/// Collections that are queries are not there, and must not be loaded as if they were lists.
fn check_strategy(spec: &RelationshipSpec) -> Result<()> {
    match spec.lazy {
        Strategy::WriteOnly | Strategy::Dynamic => {
            Err(Error::not_implemented(format!("lazy='{}' relationships", spec.lazy.name())))
        }
        _ => Ok(()),
    }
}

fn target_of(property: &Property, spec: &RelationshipSpec) -> Result<Mapper> {
    let parent = property.parent();
    match &spec.target {
        Some(Target::Mapper(mapper)) => mapper.get(),
        Some(Target::Name(name)) => match parent.registry() {
            Some(registry) => registry.resolve(&parent, name),
            None => Err(Error::invalid_request("the registry of this class was disposed of")),
        },
        None => Err(Error::argument(format!(
            "relationship '{}' expects a class or a mapper argument (received: <class 'NoneType'>)",
            property.key
        ))),
    }
}

fn columns_of(given: Option<&Lazy<Vec<Expr>>>) -> Result<Vec<Column>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    Ok(given.get()?.iter().filter_map(|expr| expr.as_column().cloned()).collect())
}

fn resolve(property: &Property, relationship: &Relationship) -> Result<(Resolved, bool)> {
    let spec = &relationship.spec;
    let order_by = spec.order_by.as_ref().map_or_else(|| Ok(Vec::new()), Lazy::get)?;
    let given = Given {
        property: property.clone(),
        parent: property.parent(),
        primaryjoin: spec.primaryjoin.as_ref().map(Lazy::get).transpose()?,
        secondaryjoin: spec.secondaryjoin.as_ref().map(Lazy::get).transpose()?,
        secondary: spec.secondary.as_ref().map(Lazy::get).transpose()?,
        foreign_keys: columns_of(spec.foreign_keys.as_ref())?,
        remote_side: columns_of(spec.remote_side.as_ref())?,
        target: target_of(property, spec)?,
        viewonly: spec.viewonly,
    };
    let condition = given.resolve()?;
    let remote_was_given = condition.remote_was_given;
    Ok((assemble(given, condition, relationship, order_by), remote_was_given))
}

fn assemble(
    given: Given,
    condition: JoinCondition,
    relationship: &Relationship,
    order_by: Vec<Expr>,
) -> Resolved {
    let columns = |has: fn(&Marks) -> bool| -> Vec<Column> {
        let mut found = condition.primary.columns(has);
        for column in condition.secondary.iter().flat_map(|join| join.columns(has)) {
            if !found.contains(&column) {
                found.push(column);
            }
        }
        found
    };
    let direction = condition.direction;
    let uselist = relationship.spec.uselist.unwrap_or(direction != Direction::ManyToOne);
    let is_plain = given.secondary.is_none() && !uselist;
    Resolved {
        direction,
        uselist,
        order_by: order_by.iter().map(strip_attributes).collect(),
        local_columns: columns(|marks| marks.local),
        remote_columns: columns(|marks| marks.remote),
        foreign_key_columns: columns(|marks| marks.foreign),
        use_get: is_plain && is_by_key(&condition.primary, &given.target, Side::Remote),
        is_by_owner_key: is_by_key(&condition.primary, &given.parent, Side::Local),
        is_self_referential: given.target.common_parent(&given.parent),
        target: given.target,
        secondary: given.secondary,
        primaryjoin: condition.primary,
        secondaryjoin: condition.secondary,
        synchronize_pairs: condition.synchronize_pairs,
        secondary_synchronize_pairs: condition.secondary_synchronize_pairs,
        local_remote_pairs: condition.local_remote_pairs,
    }
}

/// Attributes become their columns: what a relationship says is of tables.
fn strip_attributes(expr: &Expr) -> Expr {
    expr.transform(&mut |node| match node.kind() {
        ExprKind::Attribute { column, .. } => Some(strip_attributes(column)),
        _ => None,
    })
}

/// One side of a join.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Local,
    Remote,
}

/// Whether the join says no more than that the two sides are equal, one of them being the whole primary
/// key of `mapper`.
fn is_by_key(join: &MarkedJoin, mapper: &Mapper, side: Side) -> bool {
    let clauses = match join.expr.kind() {
        ExprKind::BooleanList { operator: Operator::And, clauses } => clauses.clone(),
        _ => vec![join.expr.clone()],
    };
    let columns = clauses.iter().map(|clause| equated(join, clause, side));
    let Some(columns) = columns.collect::<Option<Vec<Column>>>() else { return false };
    columns.len() == mapper.primary_key.len()
        && mapper.primary_key.iter().all(|column| columns.contains(column))
}

/// The column of that side in `local = remote`, where both are of one kind of type.
fn equated(join: &MarkedJoin, clause: &Expr, side: Side) -> Option<Column> {
    let ExprKind::Binary { left, operator: Operator::Eq, right, .. } = clause.kind() else {
        return None;
    };
    let (a, b) = (left.as_column()?, right.as_column()?);
    if a.sql_type().affinity() != b.sql_type().affinity() {
        return None;
    }
    let (local, remote) = match (join.marks(left), join.marks(right)) {
        (x, y) if x.local && y.remote => (a, b),
        (x, y) if x.remote && y.local => (b, a),
        _ => return None,
    };
    Some(if side == Side::Local { local.clone() } else { remote.clone() })
}

fn check_cascade(
    property: &Property,
    relationship: &Relationship,
    resolved: &Resolved,
) -> Result<()> {
    let cascade = relationship.cascade;
    let is_many = resolved.direction != Direction::OneToMany;
    if cascade.delete_orphan && !relationship.spec.single_parent && is_many {
        let direction = match resolved.direction {
            Direction::ManyToOne => "many-to-one",
            _ => "many-to-many",
        };
        return Err(Error::argument(format!(
            "For {direction} relationship {property}, delete-orphan cascade is normally configured only on the \"one\" side of a one-to-many relationship, and not on the \"many\" side of a many-to-one or many-to-many relationship.  To force this relationship to allow a particular \"{}\" object to be referenced by only a single \"{}\" object at a time via the {property} relationship, which would allow delete-orphan cascade to take place in this direction, set the single_parent=True flag.",
            resolved.target.name(),
            property.parent().name(),
        ))
        .with_code("bbf0"));
    }
    if relationship.spec.passive_deletes == PassiveDeletes::All
        && (cascade.delete || cascade.delete_orphan)
    {
        return Err(Error::argument(format!(
            "On {property}, can't set passive_deletes='all' in conjunction with 'delete' or 'delete-orphan' cascade"
        )));
    }
    Ok(())
}

/// Adds to the other class what `backref=` asks for.
fn add_backref(
    property: &Property,
    relationship: &Relationship,
    backref: &Backref,
    remote_was_given: bool,
) -> Result<()> {
    let resolved = relationship.resolved()?;
    let target = resolved.target.clone();
    if target.property(&backref.key).is_some() {
        return Err(Error::argument(format!(
            "Error creating backref '{}' on relationship '{property}': property of that name exists on mapper '{target}'",
            backref.key
        )));
    }
    let mut spec = (*backref.options).clone();
    spec.target = Some(Target::Mapper(Lazy::Given(property.parent())));
    spec.back_populates = Some(property.key.clone());
    spec.backref = None;
    spec.viewonly |= relationship.spec.viewonly;
    spec.post_update |= relationship.spec.post_update;
    spec.active_updates |= relationship.spec.active_updates;
    spec.sync_backref = spec.sync_backref.or(relationship.spec.sync_backref);
    set_backref_joins(&mut spec, relationship, resolved, remote_was_given);
    let added = target.add_property(&backref.key, PropertySpec::Relationship(Box::new(spec)))?;
    if target.registry().is_some_and(|registry| !registry.0.mappers.borrow().contains(&target)) {
        return Err(Error::invalid_request(format!("{target} does not belong to a registry")));
    }
    // A class that is configured already will not be visited again.
    configure_relationship(&added)
}

fn set_backref_joins(
    spec: &mut RelationshipSpec,
    relationship: &Relationship,
    resolved: &Resolved,
    remote_was_given: bool,
) {
    let only_foreign = |marks: Marks| Marks { local: false, remote: false, ..marks };
    let reversed = |marks: Marks| Marks { local: marks.remote, remote: marks.local, ..marks };
    spec.foreign_keys =
        spec.foreign_keys.clone().or_else(|| relationship.spec.foreign_keys.clone());
    let given = |join: Expr| Some(Lazy::Given(join));
    if let Some(secondaryjoin) = &resolved.secondaryjoin {
        spec.secondary = resolved.secondary.clone().map(Lazy::Given);
        spec.primaryjoin =
            spec.primaryjoin.take().or_else(|| given(secondaryjoin.restated(only_foreign)));
        spec.secondaryjoin = spec
            .secondaryjoin
            .take()
            .or_else(|| given(resolved.primaryjoin.restated(only_foreign)));
    } else {
        let restated = if remote_was_given {
            resolved.primaryjoin.restated(reversed)
        } else if spec.foreign_keys.is_some() {
            resolved.primaryjoin.restated(|_| Marks::default())
        } else {
            resolved.primaryjoin.restated(only_foreign)
        };
        spec.primaryjoin = spec.primaryjoin.take().or_else(|| given(restated));
    }
}

/// Ties the two sides of `back_populates` together.
fn add_reverse(property: &Property, relationship: &Relationship, key: &str) -> Result<()> {
    let resolved = relationship.resolved()?;
    let other = resolved.target.property(key).ok_or_else(|| no_property(&resolved.target, key))?;
    let Some(other_side) = other.as_relationship() else {
        return Err(Error::invalid_request(format!(
            "back_populates on relationship '{property}' refers to attribute '{other}' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class."
        )));
    };
    check_sync((property, relationship), (&other, other_side))?;
    check_sync((&other, other_side), (property, relationship))?;
    push_once(&relationship.reverse, &other);
    push_once(&other_side.reverse, property);
    let other_target = target_of(&other, &other_side.spec)?;
    if !other_target.common_parent(&property.parent()) {
        return Err(Error::argument(format!(
            "reverse_property '{key}' on relationship {property} references relationship {other}, which does not reference mapper {}",
            property.parent()
        )));
    }
    let is_same_way = other_side.resolved.get().is_some_and(|other| {
        other.direction == resolved.direction && other.direction != Direction::ManyToMany
    });
    if is_same_way {
        let number = if resolved.direction == Direction::OneToMany { 1 } else { 2 };
        return Err(Error::argument(format!(
            "{other} and back-reference {property} are both of the same direction <RelationshipDirection.{}: {number}>.  Did you mean to set remote_side on the many-to-one side ?",
            resolved.direction.symbol()
        )));
    }
    Ok(())
}

fn push_once(list: &std::cell::RefCell<Vec<Property>>, property: &Property) {
    let mut list = list.borrow_mut();
    if !list.contains(property) {
        list.push(property.clone());
    }
}

fn check_sync(a: (&Property, &Relationship), b: (&Property, &Relationship)) -> Result<()> {
    let ((a_name, a), (b_name, b)) = (a, b);
    if a.spec.viewonly && b.sync_backref.get() == Some(true) {
        return Err(Error::invalid_request(format!(
            "Relationship {b_name} cannot specify sync_backref=True since {a_name} includes viewonly=True."
        )));
    }
    if a.spec.viewonly && !b.spec.viewonly && b.sync_backref.get() != Some(false) {
        b.sync_backref.set(Some(false));
    }
    Ok(())
}

/// `mapper.get_property(key)` of what is not there.
pub(crate) fn no_property(mapper: &Mapper, key: &str) -> Error {
    Error::invalid_request(format!(
        "Mapper '{mapper}' has no property '{key}'.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called."
    ))
}
