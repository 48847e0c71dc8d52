//! Parameters on their way to sql.js, which knows one kind of number only.
//!
//! Whole reals are named apart, to be bound as REAL. Integers beyond 32 bits are bound as text under
//! a `CAST(? AS INTEGER)`, since sql.js would bind them as REAL.

use js_sys::{Array, Uint8Array};
use ormlab_engine::driver::{DriverError, DriverErrorKind, DriverValue};
use ormlab_engine::sqlite3;
use wasm_bindgen::JsValue;

/// One set of parameters for sql.js.
pub(crate) struct Parameters {
    pub values: Array,
    /// Positions of numbers that must become REAL.
    pub reals: Array,
    /// Positions of integers that go as text.
    pub big: Vec<usize>,
}

pub(crate) fn encode(values: &[DriverValue]) -> Result<Parameters, DriverError> {
    let mut encoded = Parameters { values: Array::new(), reals: Array::new(), big: Vec::new() };
    for (at, value) in values.iter().enumerate() {
        encoded.values.push(&one(value, at)?);
        match value {
            DriverValue::Real(_) => drop(encoded.reals.push(&JsValue::from_f64(at as f64))),
            DriverValue::Int(number) if i32::try_from(*number).is_err() => encoded.big.push(at),
            _ => {}
        }
    }
    Ok(encoded)
}

fn one(value: &DriverValue, at: usize) -> Result<JsValue, DriverError> {
    Ok(match value {
        DriverValue::Null => JsValue::NULL,
        DriverValue::Bool(truth) => JsValue::from_f64(f64::from(u8::from(*truth))),
        DriverValue::Int(number) => match i32::try_from(*number) {
            Ok(small) => JsValue::from_f64(f64::from(small)),
            Err(_) => JsValue::from_str(&number.to_string()),
        },
        DriverValue::Real(number) => JsValue::from_f64(*number),
        DriverValue::Text(text) => JsValue::from_str(text),
        DriverValue::Blob(bytes) => Uint8Array::from(&**bytes).into(),
        DriverValue::Other(other) => {
            let message = format!(
                "Error binding parameter {}: type '{}' is not supported",
                at + 1,
                other.type_name()
            );
            return Err(DriverError { kind: DriverErrorKind::Programming, message });
        }
    })
}

/// The statement with casts around the placeholders of big integers.
pub(crate) fn with_casts(sql: &str, big: &[usize]) -> String {
    let places = sqlite3::placeholders(sql);
    let mut text = String::with_capacity(sql.len() + 16 * big.len());
    let mut from = 0;
    for place in big.iter().filter_map(|at| places.get(*at)) {
        text.push_str(&sql[from..*place]);
        text.push_str("CAST(? AS INTEGER)");
        from = place + 1;
    }
    text.push_str(&sql[from..]);
    text
}

#[cfg(test)]
mod tests {
    use super::with_casts;

    #[test]
    fn casts_stand_at_the_places_of_big_integers() {
        let check = |sql: &str, big: &[usize], expected: &str| {
            assert_eq!(with_casts(sql, big), expected);
        };
        check("SELECT ?, '?', ?", &[1], "SELECT ?, '?', CAST(? AS INTEGER)");
        check("SELECT ?", &[], "SELECT ?");
    }
}
