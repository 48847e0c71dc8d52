//! Instances of a session brought in step with an UPDATE or DELETE by criteria: `synchronize_session`.

use ormlab_core::dml::Assignments;
use ormlab_core::{Column, Error, Expr, Result, Statement, Value};
use ormlab_engine::options::ExecutionOptions;
use ormlab_engine::result::CursorResult;

use super::evaluator::{Evaluated, Evaluator};
use super::{Call, lower};
use crate::attribute::Attribute;
use crate::identity::KeyValues;
use crate::instance::{Instance, Slot};
use crate::mapper::Mapper;
use crate::property::Property;

/// `synchronize_session=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strategy {
    Auto,
    Evaluate,
    Fetch,
    None,
}

impl Strategy {
    pub(super) fn of(options: &ExecutionOptions) -> Result<Strategy> {
        match options.get("synchronize_session") {
            None => Ok(Strategy::Auto),
            Some(Value::Bool(false) | Value::Null) => Ok(Strategy::None),
            Some(Value::Str(text)) if &**text == "auto" => Ok(Strategy::Auto),
            Some(Value::Str(text)) if &**text == "evaluate" => Ok(Strategy::Evaluate),
            Some(Value::Str(text)) if &**text == "fetch" => Ok(Strategy::Fetch),
            Some(_) => Err(Error::argument(
                "Valid strategies for session synchronization are 'auto', 'evaluate', 'fetch', False",
            )),
        }
    }
}

/// How the instances whose rows are changed are found.
pub(super) enum Matched {
    Nothing,
    /// By criteria that can be computed here; for each, whether that could not be told for lack of values.
    ByCriteria(Box<Evaluator>),
    /// By the keys that the statement gives.
    Fetched,
}

impl Call<'_> {
    /// The criteria as a function of instances; an error says what of them is beyond that.
    pub(super) fn evaluated(&self, mapper: &Mapper) -> std::result::Result<Matched, String> {
        let criteria = match self.statement {
            Statement::Update(update) => update.where_criteria.clone(),
            Statement::Delete(delete) => delete.where_criteria.clone(),
            _ => Vec::new(),
        };
        Evaluator::all_of(mapper, &criteria).map(|found| Matched::ByCriteria(Box::new(found)))
    }

    pub(super) fn synchronize(
        &self,
        mapper: &Mapper,
        matched: &Matched,
        result: &CursorResult,
    ) -> Result<()> {
        let found = match matched {
            Matched::Nothing => return Ok(()),
            Matched::ByCriteria(evaluator) => self.by_criteria(mapper, evaluator)?,
            Matched::Fetched => self.by_keys(mapper, result)?,
        };
        match self.statement {
            Statement::Update(update) => {
                let instances = found.into_iter().map(|(instance, _)| instance).collect();
                let values = update.values.clone().unwrap_or_default();
                self.update_instances(mapper, instances, &values, result)
            }
            _ => self.delete_instances(found),
        }
    }

    /// Instances that the criteria hold for, and whether that is uncertain.
    fn by_criteria(&self, mapper: &Mapper, evaluator: &Evaluator) -> Result<Vec<(Instance, bool)>> {
        let mut found = Vec::new();
        for instance in self.session.identity_map().instances() {
            if !instance.mapper().isa(mapper) || instance.marks().expired {
                continue;
            }
            match evaluator.evaluate(&instance)? {
                Evaluated::Value(Value::Bool(true)) => found.push((instance, false)),
                Evaluated::Expired => found.push((instance, true)),
                _ => {}
            }
        }
        Ok(found)
    }

    fn by_keys(&self, mapper: &Mapper, result: &CursorResult) -> Result<Vec<(Instance, bool)>> {
        let rows = result.cursor().and_then(|cursor| cursor.returned_defaults_rows());
        let mut found = Vec::new();
        for row in rows.unwrap_or_default() {
            let key: Result<Vec<Value>> = mapper
                .primary_key
                .iter()
                .map(|column| row.get_element(column.id(), &column.name()))
                .collect();
            let key = mapper.identity_key(KeyValues::new(&key?));
            found.extend(self.session.identity_map().get(&key).map(|instance| (instance, false)));
        }
        Ok(found)
    }

    fn delete_instances(&self, found: Vec<(Instance, bool)>) -> Result<()> {
        let (uncertain, gone): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, is_uncertain)| *is_uncertain);
        for (instance, _) in uncertain {
            instance.expire_all(Some(self.session))?;
        }
        let gone: Vec<Instance> = gone.into_iter().map(|(instance, _)| instance).collect();
        self.session.remove_newly_deleted(&gone)
    }

    fn update_instances(
        &self,
        mapper: &Mapper,
        instances: Vec<Instance>,
        values: &Assignments,
        result: &CursorResult,
    ) -> Result<()> {
        let values = Values::of(mapper, values, result)?;
        for instance in &instances {
            values.apply(instance)?;
        }
        self.session.register_altered(&instances);
        Ok(())
    }
}

/// What an UPDATE assigned, as far as it can be told here.
struct Values {
    assigned: Vec<(Property, Option<Evaluator>)>,
    /// Made before the statement was sent: `onupdate=`.
    prefetched: Vec<(Property, Value)>,
    /// Made by the database.
    unknown: Vec<Property>,
}

impl Values {
    fn of(mapper: &Mapper, values: &Assignments, result: &CursorResult) -> Result<Values> {
        let mut assigned = Vec::new();
        for (key, expr) in values.iter() {
            let property = assigned_property(mapper, key)?;
            if let Some(property) = property {
                assigned.push((property, evaluator_of(mapper, expr)));
            }
        }
        let has = |property: &Property| {
            assigned.iter().any(|(own, evaluator)| own == property && evaluator.is_some())
        };
        let context = result.cursor().map(|cursor| cursor.context().clone());
        let dml = context.as_ref().and_then(|c| c.compiled.as_ref()?.dml.as_ref());
        let sent = context.as_ref().and_then(|context| context.compiled_parameters.first());
        let of =
            |column: &Column| mapper.property_of_column(column).filter(|property| !has(property));
        let (mut prefetched, mut unknown) = (Vec::new(), Vec::new());
        if let (Some(dml), Some(sent)) = (dml, sent) {
            for prefetch in &dml.update_prefetch {
                let value = sent.get(&prefetch.key);
                prefetched.extend(of(&prefetch.column).zip(value.cloned()));
            }
            unknown.extend(dml.postfetch.iter().filter_map(of));
        }
        Ok(Values { assigned, prefetched, unknown })
    }

    fn apply(&self, instance: &Instance) -> Result<()> {
        for (property, value) in &self.prefetched {
            instance.put_slot(property.slot, Slot::Value(value.clone()));
        }
        if !self.unknown.is_empty() {
            instance.expire_attributes(&self.unknown)?;
        }
        let mut stale = Vec::new();
        // All are computed from what is there before any is put in.
        let mut fresh = Vec::new();
        for (property, evaluator) in &self.assigned {
            let is_loaded = instance.is_loaded(property.slot);
            match evaluator {
                _ if !is_loaded => {}
                Some(evaluator) if !instance.is_changed(property.slot) => {
                    fresh.push((property, evaluator.evaluate(instance)?));
                }
                _ => stale.push(property.clone()),
            }
        }
        for (property, value) in fresh {
            match value {
                Evaluated::Value(value) => instance.set_loaded(property.slot, Slot::Value(value)),
                Evaluated::Expired => stale.push(property.clone()),
            }
        }
        if stale.is_empty() { Ok(()) } else { instance.expire_attributes(&stale) }
    }
}

fn evaluator_of(mapper: &Mapper, expr: &Expr) -> Option<Evaluator> {
    Evaluator::of(mapper, expr).ok()
}

fn assigned_property(mapper: &Mapper, key: &ormlab_core::dml::DmlKey) -> Result<Option<Property>> {
    use ormlab_core::dml::DmlKey;
    match key {
        DmlKey::Name(name) => {
            let column = lower::column_of(mapper, name)?;
            Ok(column.and_then(|column| mapper.property_of_column(&column)))
        }
        DmlKey::Expr(expr) => {
            Ok(expr.as_column().and_then(|column| mapper.property_of_column(column)))
        }
    }
}

/// The value of an attribute as the database has it, if the instance knows it.
pub(super) fn known_value(instance: &Instance, property: &Property) -> Result<Evaluated> {
    use crate::passive::Passive;
    Ok(match instance.read(property, Passive::NO_FETCH)? {
        crate::attribute::Read::NoResult => Evaluated::Expired,
        crate::attribute::Read::NoValue => Evaluated::Value(Value::Null),
        crate::attribute::Read::Found(Attribute::Value(value)) => Evaluated::Value(value),
        crate::attribute::Read::Found(_) => Evaluated::Expired,
    })
}
