//! [`Processor`]: what a relationship has to do in a flush.

use ormlab_core::element::ElementId;
use ormlab_core::{Error, ErrorKind, Result};

use super::action::Action;
use super::{Flush, Set};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::{Direction, PassiveDeletes, Relationship};

/// The ways of a relationship in a flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ProcessorKind {
    OneToMany,
    ManyToOne,
    ManyToMany,
    /// A many-to-one watching for changed primary keys of its target.
    KeySwitch,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Processor {
    pub(super) property: Property,
    pub(super) kind: ProcessorKind,
}

/// How far a processor has looked for further instances.
#[derive(Default)]
pub(super) struct Preprocess {
    pub(super) processed: Set<Instance>,
    pub(super) has_actions: bool,
}

impl Processor {
    pub(super) fn of(property: &Property) -> Result<Processor> {
        let relationship = relationship_of(property)?;
        if relationship.resolved()?.synchronize_pairs.is_empty() {
            return Err(Error::argument(format!(
                "Can't build a DependencyProcessor for relationship {property}. No target attributes to populate between parent and child are present"
            )));
        }
        let kind = match relationship.direction()? {
            Direction::OneToMany => ProcessorKind::OneToMany,
            Direction::ManyToOne => ProcessorKind::ManyToOne,
            Direction::ManyToMany => ProcessorKind::ManyToMany,
        };
        Ok(Processor { property: property.clone(), kind })
    }

    pub(super) fn key_switch(property: &Property) -> Processor {
        Processor { property: property.clone(), kind: ProcessorKind::KeySwitch }
    }

    pub(super) fn relationship(&self) -> Result<&Relationship> {
        relationship_of(&self.property)
    }

    pub(super) fn id(&self) -> ElementId {
        self.property.id()
    }

    pub(super) fn parent(&self) -> Mapper {
        self.property.parent()
    }

    pub(super) fn target(&self) -> Result<Mapper> {
        self.relationship()?.target()
    }

    pub(super) fn sort_name(&self) -> String {
        let parent = self.parent();
        format!("{}.{}_{}", parent.module(), parent.name(), self.property.key)
    }

    pub(super) fn passive_deletes(&self) -> Result<PassiveDeletes> {
        Ok(self.relationship()?.spec.passive_deletes)
    }

    /// Whether children's foreign keys are left alone: `passive_deletes="all"`.
    pub(super) fn leaves_children(&self) -> Result<bool> {
        Ok(self.passive_deletes()? == PassiveDeletes::All)
    }

    /// How far the attribute of a deleted instance is loaded.
    pub(super) fn delete_flag(&self) -> Result<Passive> {
        Ok(match self.passive_deletes()? {
            PassiveDeletes::No => Passive::OFF,
            _ => Passive::NO_INITIALIZE,
        })
    }

    /// `passive_updates`: the database itself passes changed keys on.
    pub(super) fn passive_updates(&self) -> Result<bool> {
        Ok(!self.relationship()?.spec.active_updates)
    }

    pub(super) fn post_update(&self) -> Result<bool> {
        Ok(self.relationship()?.spec.post_update)
    }

    pub(super) fn is_self_referential(&self) -> Result<bool> {
        Ok(self.relationship()?.resolved()?.is_self_referential)
    }

    /// Whether instances of that mapper have the relationship.
    pub(super) fn is_of(&self, mapper: &Mapper) -> bool {
        mapper.property(&self.property.key).is_some_and(|property| property == self.property)
    }

    /// Whether the child has no parent along the relationship any more.
    pub(super) fn is_parentless(&self, child: &Instance) -> bool {
        !crate::attribute::has_parent(child, &self.property, false)
    }

    /// An error unless the object may be in this relationship.
    pub(super) fn check_object(&self, object: Option<&Instance>) -> Result<()> {
        let Some(object) = object else {
            return if self.relationship()?.uselist()? {
                Err(Error::new(
                    ErrorKind::Flush,
                    format!("Can't flush None value found in collection {}", self.property),
                ))
            } else {
                Ok(())
            };
        };
        let target = self.target()?;
        if object.mapper().isa(&target) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Flush,
            format!(
                "Attempting to flush an item of type {} as a member of collection \"{}\". Expected an object of type {} or a polymorphic subclass of this type.",
                object.mapper().class_repr(),
                self.property,
                target.class_repr(),
            ),
        ))
    }
}

fn relationship_of(property: &Property) -> Result<&Relationship> {
    property
        .as_relationship()
        .ok_or_else(|| Error::invalid_request(format!("attribute '{property}' is no relationship")))
}

impl Flush {
    /// Takes in a mapper: its saves come before its deletes; its relationships will be looked at.
    pub(super) fn take_in_mapper(&mut self, mapper: &Mapper) -> Result<()> {
        let base = mapper.base_mapper();
        let save = self.action(Action::SaveAll(base.clone()));
        let delete = self.action(Action::DeleteAll(base));
        self.dependencies.insert((save, delete));
        for property in many_to_ones_towards(mapper)? {
            self.watch_keys(&property)?;
        }
        for property in mapper.relationships() {
            let Some(relationship) = property.as_relationship() else { continue };
            if !relationship.spec.viewonly {
                let processor = Processor::of(&property)?;
                self.preprocesses.entry((processor, true)).or_default();
            }
        }
        Ok(())
    }

    /// A many-to-one without an other side looks for changed keys of its target itself.
    fn watch_keys(&mut self, property: &Property) -> Result<()> {
        let processor = Processor::key_switch(property);
        let reverse = processor.relationship()?.reverse();
        if !reverse.is_empty() {
            let passive = |property: &Property| {
                property.as_relationship().is_none_or(|other| !other.spec.active_updates)
            };
            if processor.passive_updates()? || !reverse.iter().all(passive) {
                return Ok(());
            }
        }
        self.preprocesses.entry((processor, false)).or_default();
        Ok(())
    }

    /// The action, noted as one of this flush.
    pub(super) fn action(&mut self, action: Action) -> Action {
        if let Action::ProcessAll { processor, .. } = &action {
            let base = processor.parent().base_mapper().id();
            self.processors.entry(base).or_default().insert(processor.clone());
        }
        self.actions.entry(action.clone()).or_insert(false);
        action
    }

    pub(super) fn disable(&mut self, action: Action) {
        let action = self.action(action);
        self.actions.insert(action, true);
    }

    /// Mappers of this flush that are `mapper` or inherit from it.
    pub(super) fn descendants(&self, mapper: &Mapper) -> Vec<Mapper> {
        let all = self.mappers.values().map(|(mapper, _)| mapper);
        all.filter(|other| other.isa(mapper)).cloned().collect()
    }

    /// Instances that a processor looks after, in the order in which they came.
    pub(super) fn instances_of(
        &self,
        processor: &Processor,
        from_parent: bool,
    ) -> Result<Vec<Instance>> {
        let root = if from_parent { processor.parent() } else { processor.target()? };
        let mut found = Vec::new();
        for mapper in self.descendants(&root) {
            if from_parent && !processor.is_of(&mapper) {
                continue;
            }
            if let Some((_, instances)) = self.mappers.get(&mapper.id()) {
                found.extend(instances.iter().cloned());
            }
        }
        Ok(found)
    }
}

/// Many-to-one relationships of any class whose target is this class.
fn many_to_ones_towards(mapper: &Mapper) -> Result<Vec<Property>> {
    let Some(registry) = mapper.registry() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for other in registry.mappers() {
        for property in other.relationships() {
            let Some(relationship) = property.as_relationship() else { continue };
            if relationship.spec.viewonly || property.parent() != other {
                continue;
            }
            let resolved = relationship.resolved()?;
            if resolved.direction == Direction::ManyToOne && mapper.isa(&resolved.target) {
                found.push(property);
            }
        }
    }
    Ok(found)
}
