//! Instances by primary key: `get`, `refresh`, autoflush.

use std::rc::Rc;

use ormlab_core::select::ForUpdate;
use ormlab_core::{Error, ErrorKind, Result, Value};
use ormlab_engine::statement_log::Origin;

use super::Session;
use crate::attribute;
use crate::identity::{IdentityKey, KeyValues};
use crate::instance::Instance;
use crate::loading::{self, LoadRequest};
use crate::mapper::Mapper;
use crate::passive::Passive;
use crate::property::Property;

/// A primary key as `get` takes it.
#[derive(Clone, Debug)]
pub enum Identity {
    Values(Vec<Value>),
    /// By the names of the attributes.
    Named(Vec<(Rc<str>, Value)>),
}

impl<T: Into<Value>> From<T> for Identity {
    fn from(value: T) -> Identity {
        Identity::Values(vec![value.into()])
    }
}

/// What `get` takes beside class and key.
pub type GetOptions = LoadRequest;

/// What the identity map says of a key.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// Nothing: the database may know more.
    Missing,
    /// It is there, expired, and may not be read now: `PASSIVE_NO_RESULT`.
    NoResult,
    /// It is there and has another class than is asked for.
    WrongClass,
    Found(Instance),
}

impl Session {
    /// `session.get(Class, key)`.
    pub fn get(
        &self,
        mapper: &Mapper,
        identity: impl Into<Identity>,
        options: &GetOptions,
    ) -> Result<Option<Instance>> {
        mapper.check_configure()?;
        let values = key_of(mapper, identity.into())?;
        let key = KeyValues::new(&values);
        if !options.populate_existing && options.for_update.is_none() {
            let key = mapper.identity_key(key.clone());
            match self.lookup(mapper, &key, Passive::OFF)? {
                Lookup::Found(instance) => return Ok(Some(instance)),
                Lookup::WrongClass => return Ok(None),
                Lookup::Missing | Lookup::NoResult => {}
            }
        }
        let mut request = options.clone();
        let mut execution_options = self.execution_options.clone();
        execution_options.append(&mut request.execution_options);
        request.execution_options = execution_options;
        loading::load_by_key(self, mapper, &key, &request)
    }

    /// `session.get_one(Class, key)`.
    pub fn get_one(
        &self,
        mapper: &Mapper,
        identity: impl Into<Identity>,
        options: &GetOptions,
    ) -> Result<Instance> {
        self.get(mapper, identity, options)?.ok_or_else(|| {
            Error::new(ErrorKind::NoResultFound, "No row was found when one was required")
        })
    }

    /// Looks into the identity map; an expired instance is read again, to see whether its row exists.
    pub fn lookup(&self, mapper: &Mapper, key: &IdentityKey, passive: Passive) -> Result<Lookup> {
        let Some(instance) = self.identity_map.get(key) else {
            return Ok(Lookup::Missing);
        };
        if !instance.mapper().isa(mapper) {
            return Ok(Lookup::WrongClass);
        }
        if !instance.marks().expired {
            return Ok(Lookup::Found(instance));
        }
        if !passive.has(Passive::SQL_OK) {
            return Ok(Lookup::NoResult);
        }
        if !passive.has(Passive::RELATED_OBJECT_OK) {
            return Ok(Lookup::Found(instance));
        }
        match attribute::load_all_expired(&instance) {
            Err(error) if error.kind == ErrorKind::ObjectDeleted => {
                self.remove_newly_deleted(&[instance])?;
                Ok(Lookup::Missing)
            }
            outcome => outcome.map(|()| Lookup::Found(instance)),
        }
    }

    /// Flushes before a query, unless that is off or a flush is under way.
    pub fn autoflush(&self) -> Result<()> {
        if !self.autoflush.get() || self.is_flushing() {
            return Ok(());
        }
        self.flush_origin.set(Origin::Autoflush);
        let outer = self.in_autoflush.replace(true);
        let outcome = self.flush();
        self.in_autoflush.set(outer);
        self.flush_origin.set(Origin::Flush);
        outcome.map_err(|mut error| {
            if error.statement.is_some() {
                error.details.push(
                    "raised as a result of Query-invoked autoflush; consider using a session.no_autoflush block if this flush is occurring prematurely".to_owned(),
                );
            }
            error
        })
    }

    /// Does something without autoflush.
    pub fn without_autoflush<T>(&self, body: impl FnOnce() -> T) -> T {
        let before = self.autoflush.replace(false);
        let outcome = body();
        self.autoflush.set(before);
        outcome
    }

    /// `session.refresh(instance, names, with_for_update=…)`.
    pub fn refresh(
        &self,
        instance: &Instance,
        names: Option<&[&str]>,
        for_update: Option<ForUpdate>,
    ) -> Result<()> {
        self.expire(instance, names)?;
        self.autoflush()?;
        let only: Option<Vec<Property>> = names
            .filter(|names| !names.is_empty())
            .map(|names| names.iter().map(|name| instance.property(name)).collect())
            .transpose()?;
        let _cause = self.cause(Origin::Refresh);
        let request = LoadRequest { for_update, ..LoadRequest::default() };
        if loading::refresh(self, instance, only.as_deref(), &request)? {
            return Ok(());
        }
        Err(Error::invalid_request(format!("Could not refresh instance '{instance}'")))
    }

    /// Reads what the database made of a row that a flush has just written.
    pub(crate) fn load_after_flush(&self, instance: &Instance, due: &[Property]) -> Result<()> {
        if !instance.has_key() {
            let mapper = instance.mapper();
            let values = super::key_values(mapper, instance, Passive::RETURN_NO_VALUE)?;
            instance.set_key(Some(mapper.identity_key(KeyValues::new(&values))));
        }
        loading::refresh(self, instance, Some(due), &LoadRequest::default()).map(drop)
    }
}

fn key_of(mapper: &Mapper, identity: Identity) -> Result<Vec<Value>> {
    let wanted = &mapper.primary_key;
    let given = match &identity {
        Identity::Values(values) => values.len(),
        Identity::Named(values) => values.len(),
    };
    if given != wanted.len() {
        let names: Vec<String> = wanted
            .iter()
            .map(|column| match column.schema_table() {
                Some(table) => format!("'{}.{}'", table.name(), column.name()),
                None => format!("'{}'", column.name()),
            })
            .collect();
        return Err(Error::invalid_request(format!(
            "Incorrect number of values in identifier to formulate primary key for session.get(); primary key columns are {}",
            names.join(",")
        )));
    }
    match identity {
        Identity::Values(values) => Ok(values),
        Identity::Named(values) => named_key(mapper, &values),
    }
}

fn named_key(mapper: &Mapper, values: &[(Rc<str>, Value)]) -> Result<Vec<Value>> {
    let properties = mapper.primary_key_properties();
    let is_it = |name: &str, property: &Property| {
        mapper.require(name).is_ok_and(|found| found == *property)
    };
    let found = properties.iter().map(|property| {
        let pair = values.iter().find(|(name, _)| is_it(name, property));
        pair.map(|(_, value)| value.clone())
    });
    found.collect::<Option<Vec<Value>>>().ok_or_else(|| {
        let names: Vec<String> =
            properties.iter().map(|property| format!("'{}'", property.key)).collect();
        Error::invalid_request(format!(
            "Incorrect names of values in identifier to formulate primary key for session.get(); primary key attribute names are {} (synonym names are also accepted)",
            names.join(",")
        ))
    })
}
