//! What constructors and methods of the module take: integers in ranges, optional zones.

use super::TimeZone;
use crate::exception::PyResult;
use crate::object::Object;
use crate::vm::Vm;

/// An integer argument.
pub(super) fn integer(vm: &Vm, object: &Object) -> PyResult<i64> {
    match object.as_int() {
        Some(value) => Ok(value),
        None => {
            let name = vm.class_name(object);
            Err(vm.type_error(format!("'{name}' object cannot be interpreted as an integer")))
        }
    }
}

/// An integer argument, or what it is without one.
pub(super) fn integer_or(vm: &Vm, object: Option<&Object>, default: i64) -> PyResult<i64> {
    object.map_or(Ok(default), |object| integer(vm, object))
}

/// The part of a date or time, whose range the error names.
pub(super) fn part(
    vm: &Vm,
    value: i64,
    range: std::ops::RangeInclusive<i64>,
    name: &str,
) -> PyResult<u32> {
    if range.contains(&value) {
        return Ok(u32::try_from(value).unwrap_or_default());
    }
    let message = match name {
        "year" => format!("year {value} is out of range"),
        "day" => "day is out of range for month".to_owned(),
        _ => format!("{name} must be in {}..{}", range.start(), range.end()),
    };
    Err(vm.value_error(message))
}

/// The zone of an aware value: `None` or a `timezone`.
pub(super) fn zone(vm: &Vm, object: Option<&Object>) -> PyResult<Option<TimeZone>> {
    match object {
        None | Some(Object::None) => Ok(None),
        Some(object) => match object.downcast_ref::<TimeZone>() {
            Some(zone) => Ok(Some(zone.clone())),
            None => {
                let name = vm.class_name(object);
                Err(vm.type_error(format!(
                    "tzinfo argument must be None or of a tzinfo subclass, not type '{name}'"
                )))
            }
        },
    }
}
