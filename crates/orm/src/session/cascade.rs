//! Following relationships from an instance, as a cascade says.

use std::collections::HashSet;

use ormlab_core::{Error, ErrorKind, Result};
use rustc_hash::FxBuildHasher;

use crate::attribute::{Attribute, Read};
use crate::cascade::Cascade;
use crate::instance::Instance;
use crate::passive::Passive;
use crate::property::Property;
use crate::relationship::{PassiveDeletes, Relationship};

/// Which cascade is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CascadeKind {
    SaveUpdate,
    Delete,
    Expunge,
    RefreshExpire,
    Merge,
}

impl CascadeKind {
    pub fn is_in(self, cascade: Cascade) -> bool {
        match self {
            CascadeKind::SaveUpdate => cascade.save_update,
            CascadeKind::Delete => cascade.delete,
            CascadeKind::Expunge => cascade.expunge,
            CascadeKind::RefreshExpire => cascade.refresh_expire,
            CascadeKind::Merge => cascade.merge,
        }
    }
}

/// Instances that are not followed.
pub(crate) type HaltOn<'a> = &'a dyn Fn(&Instance) -> bool;

struct Walk<'a> {
    kind: CascadeKind,
    halt_on: Option<HaltOn<'a>>,
    seen: HashSet<Instance, FxBuildHasher>,
}

impl Instance {
    /// Visits every instance that a cascade of this kind reaches, depth first; itself not.
    pub(crate) fn cascade(
        &self,
        kind: CascadeKind,
        halt_on: Option<HaltOn<'_>>,
        visit: &mut dyn FnMut(&Instance) -> Result<()>,
    ) -> Result<()> {
        let mut walk = Walk { kind, halt_on, seen: HashSet::default() };
        let mut stack = vec![Step::properties_of(self)];
        while let Some(step) = stack.last_mut() {
            match step {
                Step::Properties(instance, properties) => {
                    let Some(property) = properties.pop() else {
                        stack.pop();
                        continue;
                    };
                    let mut found = walk.related(instance, &property)?;
                    if !found.is_empty() {
                        found.reverse();
                        stack.push(Step::Instances(found));
                    }
                }
                Step::Instances(instances) => {
                    let Some(instance) = instances.pop() else {
                        stack.pop();
                        continue;
                    };
                    visit(&instance)?;
                    stack.push(Step::properties_of(&instance));
                }
            }
        }
        Ok(())
    }
}

/// What is left to do on one level, the next one last.
enum Step {
    Properties(Instance, Vec<Property>),
    Instances(Vec<Instance>),
}

impl Step {
    fn properties_of(instance: &Instance) -> Step {
        let mut relationships = instance.mapper().relationships();
        relationships.reverse();
        Step::Properties(instance.clone(), relationships)
    }
}

impl Walk<'_> {
    fn related(&mut self, instance: &Instance, property: &Property) -> Result<Vec<Instance>> {
        let Some(relationship) =
            property.as_relationship().filter(|relation| self.kind.is_in(relation.cascade))
        else {
            return Ok(Vec::new());
        };
        let skips_pending =
            self.kind == CascadeKind::RefreshExpire && !relationship.cascade.save_update;
        let target = relationship.target()?;
        let mut found = Vec::new();
        for object in self.objects(instance, property, relationship)? {
            let halts = self.halt_on.is_some_and(|halt_on| halt_on(&object));
            if self.seen.contains(&object) || halts || (skips_pending && !object.has_key()) {
                continue;
            }
            if !object.mapper().isa(&target) {
                return Err(wrong_class(property, &object));
            }
            self.seen.insert(object.clone());
            found.push(object);
        }
        Ok(found)
    }

    fn objects(
        &self,
        instance: &Instance,
        property: &Property,
        relationship: &Relationship,
    ) -> Result<Vec<Instance>> {
        if self.kind == CascadeKind::SaveUpdate {
            let all = instance.all_pending(property, Passive::NO_INITIALIZE)?;
            return Ok(all.into_iter().flatten().collect());
        }
        let loads = self.kind == CascadeKind::Delete
            && relationship.spec.passive_deletes == PassiveDeletes::No;
        let passive = if loads { Passive::MERGE } else { Passive::NO_INITIALIZE };
        Ok(match instance.read(property, passive)? {
            Read::Found(Attribute::Collection(collection)) => collection.items(),
            Read::Found(Attribute::Object(Some(object))) => vec![object],
            _ => Vec::new(),
        })
    }
}

fn wrong_class(property: &Property, object: &Instance) -> Error {
    Error::new(
        ErrorKind::Assertion,
        format!(
            "Attribute '{}' on class '{}' doesn't handle objects of type '{}'",
            property.key,
            property.parent().class_repr(),
            object.mapper().class_repr(),
        ),
    )
}
