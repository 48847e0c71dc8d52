//! `int(x)` and `float(x)` of numbers and what stands for one.

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;

impl Vm {
    /// `int(number)`: ints, floats cut off, `__int__`, `__index__`; none of anything else.
    pub fn number_as_int(&self, object: &Object) -> PyResult<Option<BigInt>> {
        if let Object::Host(host) = object
            && let Some(value) = host.int(self)?
        {
            return Ok(value.as_big_int());
        }
        if matches!(object, Object::Instance(_) | Object::Host(_)) {
            for name in ["__int__", "__index__", "__trunc__"] {
                if let Some(value) = self.call_special(object, name, Args::none())? {
                    return match value.as_big_int() {
                        Some(value) => Ok(Some(value)),
                        None => {
                            let given = self.class_name(&value);
                            Err(self.type_error(format!("{name} returned non-int (type {given})")))
                        }
                    };
                }
            }
        }
        if let Some(float) = object.as_float() {
            return match BigInt::from_f64(float.trunc()) {
                Some(int) => Ok(Some(int)),
                None if float.is_nan() => {
                    Err(self.value_error("cannot convert float NaN to integer"))
                }
                None => Err(self.overflow_error("cannot convert float infinity to integer")),
            };
        }
        Ok(object.as_big_int())
    }

    /// `float(number)`: floats, ints, `__float__`, `__index__`; none of anything else.
    pub fn number_as_float(&self, object: &Object) -> PyResult<Option<f64>> {
        if let Object::Host(host) = object
            && let Some(value) = host.float(self)?
        {
            return Ok(Some(value));
        }
        if matches!(object, Object::Instance(_) | Object::Host(_)) {
            for name in ["__float__", "__index__"] {
                if let Some(value) = self.call_special(object, name, Args::none())? {
                    if let Some(float) = value.as_float() {
                        return Ok(Some(float));
                    }
                    if let Some(int) = value.as_big_int() {
                        return Ok(int.to_f64());
                    }
                }
            }
        }
        if let Some(float) = object.as_float() {
            return Ok(Some(float));
        }
        match object.as_big_int().map(|int| int.to_f64()) {
            Some(Some(float)) if float.is_finite() => Ok(Some(float)),
            Some(_) => Err(self.overflow_error("int too large to convert to float")),
            None => Ok(None),
        }
    }
}
