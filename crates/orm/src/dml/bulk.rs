//! Many rows at once: `session.execute(insert(User), [...])`, `bulk_save_objects` and its kin.

use std::rc::Rc;

use ormlab_core::{Error, Result, Statement, Value};
use ormlab_engine::connection::ParameterSet;
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::{CursorResult, RowMeta};

use super::{Call, flag};
use crate::flush::{BulkInsert, BulkUpdate};
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;
use crate::property::Property;
use crate::session::Session;

/// A row by the keys of attributes.
pub type Mapping = Vec<(Rc<str>, Value)>;

impl Call<'_> {
    pub(super) fn bulk_insert(&self, mapper: &Mapper) -> Result<CursorResult> {
        self.autoflush()?;
        let strategy = self.options.text("dml_strategy").unwrap_or("auto");
        match strategy {
            "raw" | "orm" => return self.send(self.statement),
            "bulk" | "auto" => {}
            _ => {
                return Err(Error::argument(
                    "Valid strategies for ORM insert strategy are 'raw', 'orm', 'bulk', 'auto",
                ));
            }
        }
        let Statement::Insert(insert) = self.statement else {
            return Err(Error::not_implemented("this bulk statement"));
        };
        let bulk = BulkInsert {
            session: self.session,
            mapper,
            statement: insert,
            render_nulls: flag(self.options, "render_nulls", false),
            options: self.options,
        };
        let result = bulk.execute(self.sets)?;
        Ok(if insert.base.returning.is_empty() { CursorResult::without_rows() } else { result })
    }

    pub(super) fn bulk_update(&self, mapper: &Mapper) -> Result<CursorResult> {
        let Statement::Update(update) = self.statement else {
            return Err(Error::not_implemented("this bulk statement"));
        };
        let sync = match self.options.get("synchronize_session") {
            None => true,
            Some(Value::Str(text)) if &**text == "fetch" => {
                return Err(Error::invalid_request(
                    "The 'fetch' synchronization strategy is not available for 'bulk' ORM updates (i.e. multiple parameter sets)",
                ));
            }
            Some(Value::Str(_)) => true,
            Some(_) => false,
        };
        if sync && !update.where_criteria.is_empty() {
            return Err(Error::invalid_request(
                "bulk synchronize of persistent objects not supported when using bulk update with additional WHERE criteria right now.  add synchronize_session=None execution option to bypass synchronize of persistent objects.",
            ));
        }
        self.autoflush()?;
        let bulk =
            BulkUpdate { session: self.session, mapper, statement: update, options: self.options };
        bulk.execute(self.sets)?;
        if sync {
            for set in self.sets {
                take_over(self.session, mapper, set)?;
            }
        }
        Ok(CursorResult::of_values(RowMeta::of_keys(Vec::new()), Vec::new()))
    }
}

/// Brings the instance of an updated row in step.
fn take_over(session: &Session, mapper: &Mapper, set: &ParameterSet) -> Result<()> {
    let find = |key: &str| set.iter().find(|(name, _)| &**name == key).map(|(_, value)| value);
    let keys = mapper.primary_key_properties();
    let values: Option<Vec<Value>> =
        keys.iter().map(|property| find(&property.key).cloned()).collect();
    let Some(values) = values else { return Ok(()) };
    let key = mapper.identity_key(KeyValues::new(&values));
    let Some(instance) = session.identity_map().get(&key) else { return Ok(()) };
    let mut stale: Vec<Property> = Vec::new();
    for (name, value) in set {
        let Some(property) = mapper.property(name).filter(|property| !keys.contains(property))
        else {
            continue;
        };
        if !instance.is_loaded(property.slot) {
            continue;
        }
        if instance.is_changed(property.slot) {
            stale.push(property);
        } else {
            instance.set_loaded(property.slot, Slot::Value(value.clone()));
        }
    }
    if stale.is_empty() { Ok(()) } else { instance.expire_attributes(&stale) }
}

/// What `bulk_save_objects` and `bulk_insert_mappings` are told.
#[derive(Clone, Copy, Debug)]
pub struct BulkOptions {
    pub return_defaults: bool,
    pub update_changed_only: bool,
    pub preserve_order: bool,
    pub render_nulls: bool,
}

impl Default for BulkOptions {
    fn default() -> Self {
        BulkOptions {
            return_defaults: false,
            update_changed_only: true,
            preserve_order: true,
            render_nulls: false,
        }
    }
}

/// The values that an instance has, by the keys of columns' attributes.
fn mapping_of(instance: &Instance, changed_only: bool) -> Mapping {
    let keys = instance.mapper().primary_key_properties();
    let properties = instance.mapper().column_properties();
    let found = properties.into_iter().filter_map(|property| {
        let wanted =
            !changed_only || keys.contains(&property) || instance.is_changed(property.slot);
        match instance.slot(property.slot) {
            Slot::Value(value) if wanted => Some((property.key.clone(), value)),
            _ => None,
        }
    });
    found.collect()
}

impl Session {
    /// `session.bulk_save_objects(objects)`.
    pub fn bulk_save_objects(&self, instances: &[Instance], options: BulkOptions) -> Result<()> {
        let mut instances = instances.to_vec();
        if !options.preserve_order {
            instances.sort_by_key(|instance| (instance.mapper().id(), instance.has_key()));
        }
        let together =
            |a: &Instance, b: &Instance| a.mapper() == b.mapper() && a.has_key() == b.has_key();
        for run in instances.chunk_by(together) {
            let mapper = run[0].mapper().clone();
            let is_update = run[0].has_key();
            let changed_only = is_update && options.update_changed_only;
            let mappings: Vec<Mapping> =
                run.iter().map(|instance| mapping_of(instance, changed_only)).collect();
            if is_update {
                self.bulk_update_mappings(&mapper, &mappings)?;
            } else if options.return_defaults {
                self.bulk_insert_returning(&mapper, run)?;
            } else {
                self.bulk_insert_mappings(&mapper, &mappings, options)?;
            }
        }
        Ok(())
    }

    /// `session.bulk_insert_mappings(Class, mappings)`.
    pub fn bulk_insert_mappings(
        &self,
        mapper: &Mapper,
        mappings: &[Mapping],
        options: BulkOptions,
    ) -> Result<()> {
        if mappings.is_empty() {
            return Ok(());
        }
        self.in_bulk(|| {
            let statement = ormlab_core::dml::insert(&mapper.table);
            let bulk = BulkInsert {
                session: self,
                mapper,
                statement: &statement,
                render_nulls: options.render_nulls,
                options: &ExecutionOptions::default(),
            };
            bulk.execute(mappings).map(drop)
        })
    }

    /// `session.bulk_update_mappings(Class, mappings)`.
    pub fn bulk_update_mappings(&self, mapper: &Mapper, mappings: &[Mapping]) -> Result<()> {
        if mappings.is_empty() {
            return Ok(());
        }
        self.in_bulk(|| {
            let statement = ormlab_core::dml::update(&mapper.table);
            let bulk = BulkUpdate {
                session: self,
                mapper,
                statement: &statement,
                options: &ExecutionOptions::default(),
            };
            bulk.execute(mappings).map(drop)
        })
    }

    fn bulk_insert_returning(&self, mapper: &Mapper, instances: &[Instance]) -> Result<()> {
        self.in_bulk(|| crate::flush::insert_plainly(self, mapper, instances))
    }

    /// Within a subtransaction, as a flush is.
    fn in_bulk(&self, body: impl FnOnce() -> Result<()>) -> Result<()> {
        self.set_flushing(true);
        let outcome = self.in_subtransaction(body);
        self.set_flushing(false);
        outcome
    }

    fn in_subtransaction(&self, body: impl FnOnce() -> Result<()>) -> Result<()> {
        let transaction = self.required_transaction()?.begin_subtransaction(self)?;
        match body().and_then(|()| transaction.commit()) {
            Ok(()) => Ok(()),
            Err(error) => {
                transaction.rollback_because(Some(&error))?;
                Err(error)
            }
        }
    }
}
