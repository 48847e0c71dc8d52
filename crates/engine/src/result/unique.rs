//! [`UniqueFilter`]: what `unique()` has seen.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use ormlab_core::{Error, Result, Value};
use rustc_hash::{FxHashMap, FxHasher};

use super::Row;

/// What of a value counts: `id` for objects of the ORM, the value itself elsewhere.
pub type UniqueStrategy = Rc<dyn Fn(Value) -> Result<Value>>;

/// The rows seen so far; clones share them.
#[derive(Clone)]
pub struct UniqueFilter {
    strategy: Option<UniqueStrategy>,
    seen: Rc<RefCell<FxHashMap<u64, Vec<Vec<Value>>>>>,
}

impl UniqueFilter {
    pub fn new(strategy: Option<UniqueStrategy>) -> UniqueFilter {
        UniqueFilter { strategy, seen: Rc::default() }
    }

    /// Whether the row was not seen before; then it is now.
    pub(super) fn is_new(
        &self,
        row: &Row,
        strategies: Option<Rc<[UniqueStrategy]>>,
    ) -> Result<bool> {
        let key = self.key(row, strategies)?;
        let mut hasher = FxHasher::default();
        for value in &key {
            hash_value(value, &mut hasher)?;
        }
        let mut seen = self.seen.borrow_mut();
        let alike = seen.entry(hasher.finish()).or_default();
        let is_new = !alike.contains(&key);
        if is_new {
            alike.push(key);
        }
        Ok(is_new)
    }

    fn key(&self, row: &Row, strategies: Option<Rc<[UniqueStrategy]>>) -> Result<Vec<Value>> {
        let values = row.values()?;
        if let Some(strategy) = &self.strategy {
            let whole = match values.as_slice() {
                [only] => only.clone(),
                several => Value::Tuple(several.into()),
            };
            return Ok(vec![strategy(whole)?]);
        }
        let values = values.into_iter().enumerate().map(|(index, value)| {
            match strategies.as_ref().and_then(|all| all.get(index)) {
                Some(strategy) => strategy(value),
                None => Ok(value),
            }
        });
        values.collect()
    }
}

/// Values that are equal hash alike: `1`, `1.0` and `True` too.
fn hash_value(value: &Value, hasher: &mut impl Hasher) -> Result<()> {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(value) => f64::from(u8::from(*value)).to_bits().hash(hasher),
        #[allow(clippy::cast_precision_loss)]
        Value::Int(number) => (*number as f64).to_bits().hash(hasher),
        Value::Float(number) => (number + 0.0).to_bits().hash(hasher),
        Value::Str(text) => text.hash(hasher),
        Value::Bytes(bytes) => bytes.hash(hasher),
        Value::Date(date) => date.hash(hasher),
        Value::Time(time) => time.hash(hasher),
        Value::DateTime(moment, _) => moment.hash(hasher),
        Value::Uuid(uuid) => uuid.hash(hasher),
        Value::Tuple(values) => return values.iter().try_for_each(|v| hash_value(v, hasher)),
        Value::List(_) | Value::Dict(_) => {
            return Err(Error::type_error(format!("unhashable type: '{}'", value.type_name())));
        }
        Value::Foreign(value) => value.hash_key().hash(hasher),
        // Compared one by one.
        Value::BigInt(_) | Value::Decimal(_) | Value::Interval(_) => {}
    }
    Ok(())
}
