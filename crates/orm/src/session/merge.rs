//! `merge`: the state of an instance from elsewhere, copied onto this session's instance of the same row.

use std::collections::{HashMap, HashSet};

use ormlab_core::element::ElementId;
use ormlab_core::{Error, ErrorKind, Result, Value};
use rustc_hash::FxBuildHasher;

use super::{Identity, Session, key_values};
use crate::attribute;
use crate::collection::Collection;
use crate::identity::{IdentityKey, KeyValues};
use crate::instance::{Instance, Slot};
use crate::loading::LoadRequest;
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::{Property, PropertyKind};
use crate::relationship::Relationship;

/// One call of `merge`.
struct Merge<'a> {
    session: &'a Session,
    loads: bool,
    request: LoadRequest,
    merged: HashMap<Instance, Instance, FxBuildHasher>,
    by_key: HashMap<IdentityKey, Instance, FxBuildHasher>,
    /// Instances reached along a relationship, which is not followed back.
    reached: HashSet<(Instance, ElementId), FxBuildHasher>,
}

impl Session {
    /// `session.merge(instance, load=…)`.
    pub fn merge(
        &self,
        instance: &Instance,
        loads: bool,
        request: &LoadRequest,
    ) -> Result<Instance> {
        self.warn_in_flush("Session.merge()");
        if loads {
            self.autoflush()?;
        }
        let mut merge = Merge {
            session: self,
            loads,
            request: request.clone(),
            merged: HashMap::default(),
            by_key: HashMap::default(),
            reached: HashSet::default(),
        };
        self.without_autoflush(|| merge.one(instance))
    }
}

fn no_load(what: &str) -> Error {
    Error::invalid_request(format!("merge() with load=False option does not support {what}"))
}

impl Merge<'_> {
    fn one(&mut self, source: &Instance) -> Result<Instance> {
        if let Some(merged) = self.merged.get(source) {
            return Ok(merged.clone());
        }
        let mapper = source.mapper().clone();
        let (key, is_persistent) = self.key(source, &mapper)?;
        let found = match self.session.identity_map().get(&key) {
            Some(instance) => Some(instance),
            None => self.find(source, &mapper, &key, is_persistent)?,
        };
        let is_new = found.is_none();
        let target = match found {
            Some(instance) => instance,
            None => {
                let instance = Instance::new(&mapper);
                self.session.save_or_update_cascading(&instance)?;
                instance
            }
        };
        self.merged.insert(source.clone(), target.clone());
        self.by_key.insert(key, target.clone());
        if *source != target {
            self.copy(source, &target, &mapper)?;
        }
        if !self.loads {
            target.commit_all(Some(self.session));
        }
        if is_new {
            mapper.events.load.each(|hook| hook(&target))?;
        }
        Ok(target)
    }

    /// The key of the row, and whether it is complete.
    fn key(&self, source: &Instance, mapper: &Mapper) -> Result<(IdentityKey, bool)> {
        if let Some(key) = source.key() {
            return Ok((key, true));
        }
        if self.session.is_pending(source) {
            self.session.warn(&format!(
                "Instance {source} is already pending in this Session yet is being merged again; this is probably not what you want to do"
            ));
        }
        if !self.loads {
            return Err(no_load(
                "objects transient (i.e. unpersisted) objects.  flush() all changes on mapped instances before merging with load=False.",
            ));
        }
        let values = key_values(mapper, source, Passive::RETURN_NO_VALUE)?;
        let is_complete = !values.iter().all(Value::is_null);
        Ok((mapper.identity_key(KeyValues::new(&values)), is_complete))
    }

    fn find(
        &mut self,
        source: &Instance,
        mapper: &Mapper,
        key: &IdentityKey,
        is_persistent: bool,
    ) -> Result<Option<Instance>> {
        if is_persistent && let Some(known) = self.by_key.get(key) {
            return Ok(Some(known.clone()));
        }
        if !self.loads {
            if source.marks().modified {
                return Err(no_load(
                    "objects marked as 'dirty'.  flush() all changes on mapped instances before merging with load=False.",
                ));
            }
            let instance = Instance::new_persistent(mapper, key.clone());
            self.session.update(&instance, false)?;
            return Ok(Some(instance));
        }
        if !is_persistent {
            return Ok(None);
        }
        self.session.get(mapper, Identity::Values(key.values.to_vec()), &self.request)
    }

    fn copy(&mut self, source: &Instance, target: &Instance, mapper: &Mapper) -> Result<()> {
        self.check_version(source, target, mapper)?;
        let context = source.load_context.borrow().clone();
        *target.load_context.borrow_mut() = context;
        for property in mapper.properties() {
            match &property.kind {
                PropertyKind::Column(_) => self.copy_column(source, target, &property)?,
                PropertyKind::Relationship(relationship) => {
                    self.copy_related(source, target, &property, relationship)?;
                }
                PropertyKind::Synonym(_) => {}
            }
        }
        Ok(())
    }

    fn check_version(&self, source: &Instance, target: &Instance, mapper: &Mapper) -> Result<()> {
        let version = mapper.version_id_column.as_ref();
        let Some(property) = version.and_then(|column| mapper.property_of_column(column)) else {
            return Ok(());
        };
        let of = |instance: &Instance| match instance.slot(property.slot) {
            Slot::Value(value) => Some(value),
            _ => None,
        };
        match (of(source), of(target)) {
            (Some(theirs), Some(ours)) if theirs != ours => Err(Error::new(
                ErrorKind::StaleData,
                format!(
                    "Version id '{}' on merged state {target} does not match existing version '{}'. Leave the version attribute unset when merging to update the most recent version.",
                    theirs.repr(),
                    ours.repr(),
                ),
            )),
            _ => Ok(()),
        }
    }

    fn copy_column(&self, source: &Instance, target: &Instance, property: &Property) -> Result<()> {
        match source.read_present(property).found() {
            Some(attribute) if self.loads => attribute::set_quietly(target, property, attribute),
            Some(attribute) => {
                target.put_slot(property.slot, attribute.into_slot());
                Ok(())
            }
            None if target.has_key() && !target.is_loaded(property.slot) => {
                let is_deferred = property.as_column().is_some_and(|column| column.spec.deferred);
                if is_deferred {
                    return Ok(());
                }
                target.expire_attributes(std::slice::from_ref(property))
            }
            None => Ok(()),
        }
    }

    fn copy_related(
        &mut self,
        source: &Instance,
        target: &Instance,
        property: &Property,
        relationship: &Relationship,
    ) -> Result<()> {
        let came_back = relationship
            .reverse()
            .iter()
            .any(|reverse| self.reached.contains(&(source.clone(), reverse.id())));
        if (self.loads && came_back) || !relationship.cascade.merge {
            return Ok(());
        }
        match source.slot(property.slot) {
            Slot::Collection(items) => self.copy_collection(&items, target, property),
            Slot::Object(object) => {
                let merged = object.map(|object| self.reach(&object, property)).transpose()?;
                if self.loads {
                    return target.set_object(property, merged);
                }
                target.put_slot(property.slot, Slot::Object(merged));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn reach(&mut self, object: &Instance, property: &Property) -> Result<Instance> {
        self.reached.insert((object.clone(), property.id()));
        self.one(object)
    }

    fn copy_collection(
        &mut self,
        items: &Collection,
        target: &Instance,
        property: &Property,
    ) -> Result<()> {
        if self.loads {
            target.read(property, Passive::MERGE)?;
        }
        let mut merged = Vec::new();
        for item in items.items() {
            merged.push(self.reach(&item, property)?);
        }
        if self.loads {
            return target.set_items(property, merged, None);
        }
        let collection = Collection::new(target, property);
        merged.into_iter().try_for_each(|item| collection.append_silently(item))?;
        target.put_slot(property.slot, Slot::Collection(collection));
        Ok(())
    }
}
