//! `hash(x)`: the numbers that CPython gives on 64 bits with the seed 0.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::siphash;

const MODULUS: u64 = (1 << 61) - 1;

impl Vm {
    /// `hash(object)`.
    pub fn hash(&self, object: &Object) -> PyResult<i64> {
        match object {
            Object::Str(text) => Ok(text.hash_value()),
            Object::Int(value) => Ok(hash_int(*value)),
            Object::Bool(value) => Ok(i64::from(*value)),
            Object::BigInt(value) => Ok(hash_big(value)),
            Object::Float(value) => Ok(hash_float(*value)),
            Object::None => Ok(0xFCA8_6420),
            Object::Bytes(bytes) => Ok(siphash::of_bytes(bytes)),
            Object::Tuple(items) => self.hash_items(items),
            Object::FrozenSet(set) => Ok(hash_set(&set.hashes())),
            Object::List(_) | Object::Dict(_) | Object::Set(_) | Object::Slice(_) => {
                Err(self.unhashable(&self.class_of(object)))
            }
            Object::Range(range) => {
                let length = Object::from(range.len());
                let parts = match range.len() {
                    0 => [length, Object::None, Object::None],
                    1 => [length, Object::Int(range.start), Object::None],
                    _ => [length, Object::Int(range.start), Object::Int(range.step)],
                };
                self.hash_items(&parts)
            }
            Object::Method(method) => {
                Ok(self.hash_by_address(&method.receiver) ^ self.hash(&method.function)?)
            }
            Object::Alias(alias) => {
                let args = self.hash_items(&alias.args)?;
                Ok(args ^ if alias.origin.is_none() { 0 } else { self.hash(&alias.origin)? })
            }
            Object::Host(host) => match host.hash(self)? {
                Some(hash) => Ok(hash),
                None => self.hash_by_class(object, &host.class(self)),
            },
            Object::Instance(instance) => self.hash_by_class(object, &instance.class()),
            Object::Class(class) if class.metaclass().is_some() => {
                self.hash_by_class(object, &self.class_of(object))
            }
            _ => Ok(self.hash_by_address(object)),
        }
    }

    fn unhashable(&self, class: &Class) -> Box<crate::exception::Raised> {
        self.type_error(format!("unhashable type: '{}'", class.name()))
    }

    fn hash_by_class(&self, object: &Object, class: &Class) -> PyResult<i64> {
        match class.lookup(&self.names.hash) {
            None => {}
            Some(Object::None) => return Err(self.unhashable(class)),
            Some(custom) => {
                let custom = self.bind(custom, object, class)?;
                let hash = self.call(&custom, Args::none())?;
                return match hash.as_big_int() {
                    Some(value) => Ok(value.to_i64().unwrap_or_else(|| hash_big(&value))),
                    None => Err(self.type_error("__hash__ method should return an integer")),
                };
            }
        }
        match object.unwrapped() {
            Object::Instance(_) | Object::Host(_) => Ok(self.hash_by_address(object)),
            inner => self.hash(inner),
        }
    }

    /// The hash of an object that is equal to itself alone.
    pub fn hash_by_address(&self, object: &Object) -> i64 {
        let address = object.address().unwrap_or_default() as u64;
        address.rotate_right(4).cast_signed()
    }

    /// The hash of a tuple of these.
    pub fn hash_items(&self, items: &[Object]) -> PyResult<i64> {
        self.enter_native()?;
        let hash = self.hash_each(items);
        self.leave_native();
        hash
    }

    fn hash_each(&self, items: &[Object]) -> PyResult<i64> {
        const PRIME_1: u64 = 11_400_714_785_074_694_791;
        const PRIME_2: u64 = 14_029_467_366_897_019_727;
        const PRIME_5: u64 = 2_870_177_450_012_600_261;
        let mut state = PRIME_5;
        for item in items {
            let lane = self.hash(item)?.cast_unsigned();
            state = state
                .wrapping_add(lane.wrapping_mul(PRIME_2))
                .rotate_left(31)
                .wrapping_mul(PRIME_1);
        }
        state = state.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539));
        Ok(if state == u64::MAX { 1_546_275_796 } else { state.cast_signed() })
    }
}

/// The hash of an int.
pub(crate) fn hash_int(value: i64) -> i64 {
    let rest = (value.unsigned_abs() % MODULUS).cast_signed();
    let hash = if value < 0 { -rest } else { rest };
    if hash == -1 { -2 } else { hash }
}

pub(crate) fn hash_big(value: &BigInt) -> i64 {
    let rest = (value.magnitude() % MODULUS).to_i64().unwrap_or_default();
    let hash = if value.sign() == Sign::Minus { -rest } else { rest };
    if hash == -1 { -2 } else { hash }
}

pub(crate) fn hash_float(value: f64) -> i64 {
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    if value.is_nan() {
        return 0;
    }
    let (mut mantissa, mut exponent) = split(value.abs());
    let mut hash: u64 = 0;
    while mantissa != 0.0 {
        hash = ((hash << 28) & MODULUS) | hash >> (61 - 28);
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let digit = mantissa as u64;
        mantissa -= digit as f64;
        hash += digit;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let shift = exponent.rem_euclid(61) as u32;
    hash = ((hash << shift) & MODULUS) | hash.checked_shr(61 - shift).unwrap_or(0);
    let hash = if value < 0.0 { -hash.cast_signed() } else { hash.cast_signed() };
    if hash == -1 { -2 } else { hash }
}

/// A positive float as a mantissa from a half up to one, and an exponent of two.
pub(crate) fn split(value: f64) -> (f64, i32) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    if exponent == 0 {
        let (mantissa, exponent) = split(value * 2f64.powi(54));
        return (mantissa, exponent - 54);
    }
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), exponent - 1022)
}

fn hash_set(hashes: &[i64]) -> i64 {
    let mut hash: u64 = 0;
    for item in hashes {
        let item = item.cast_unsigned();
        hash ^= ((item ^ 89_869_747) ^ (item << 16)).wrapping_mul(3_644_798_167);
    }
    hash ^= (hashes.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash.cast_signed() }
}
