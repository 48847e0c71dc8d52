//! `time`: a time of day.

use std::rc::Rc;

use chrono::{NaiveTime, Timelike};

use super::arguments::{integer_or, part, zone};
use super::{Classes, Fields, TimeDelta, TimeZone, parse, strftime};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::CompareOp;

/// A `time`.
#[derive(Clone, Debug)]
pub struct Time {
    pub naive: NaiveTime,
    pub zone: Option<TimeZone>,
}

/// Of parts, or the error that names what is out of range.
pub(super) fn from_parts(vm: &Vm, parts: [i64; 4]) -> PyResult<NaiveTime> {
    let [hour, minute, second, micro] = parts;
    let hour = part(vm, hour, 0..=23, "hour")?;
    let minute = part(vm, minute, 0..=59, "minute")?;
    let second = part(vm, second, 0..=59, "second")?;
    let micro = part(vm, micro, 0..=999_999, "microsecond")?;
    Ok(NaiveTime::from_hms_micro_opt(hour, minute, second, micro).unwrap_or_default())
}

pub(super) fn class(vm: &Vm) -> Class {
    ClassBuilder::new("datetime", "time")
        .construct(construct)
        .class_method("fromisoformat", from_iso)
        .method("isoformat", |vm, args| {
            let [own, spec] = args.bind(vm, "isoformat", ["self", "timespec"], 1)?;
            let own = own_time(vm, &own.unwrap_or(Object::None))?;
            let spec = spec.and_then(|spec| spec.as_str().cloned());
            Ok(iso(vm, own.naive, own.zone.as_ref(), spec.as_deref())?.into())
        })
        .method("strftime", |vm, args| {
            let [own, format] = args.exactly(vm, "strftime")?;
            Ok(strftime(&Fields::of(vm, &own)?, &super::date::format_text(vm, &format)?).into())
        })
        .method("replace", replace)
        .method("utcoffset", |vm, args| {
            let [own] = args.exactly(vm, "utcoffset")?;
            own_time(vm, &own)?.zone.map_or(Ok(Object::None), |zone| zone.delta().object(vm))
        })
        .build(vm)
}

pub(super) fn constants(classes: &Classes) {
    let last = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap_or_default();
    let time = |naive| Object::host(Time { naive, zone: None });
    classes.time.set("min", time(NaiveTime::default()));
    classes.time.set("max", time(last));
    classes.time.set("resolution", Object::host(TimeDelta(1)));
}

fn own_time(vm: &Vm, object: &Object) -> PyResult<Time> {
    let time = object.downcast_ref::<Time>().cloned();
    time.ok_or_else(|| vm.type_error("descriptor requires a 'datetime.time' object"))
}

const NAMES: [&str; 5] = ["hour", "minute", "second", "microsecond", "tzinfo"];

fn construct(vm: &Vm, _class: &Class, mut args: Args) -> PyResult {
    args.take("fold");
    let [hour, minute, second, micro, tzinfo] = args.bind(vm, "function", NAMES, 0)?;
    let number = |object: Option<Object>| integer_or(vm, object.as_ref(), 0);
    let parts = [number(hour)?, number(minute)?, number(second)?, number(micro)?];
    let naive = from_parts(vm, parts)?;
    Ok(Object::host(Time { naive, zone: zone(vm, tzinfo.as_ref())? }))
}

fn from_iso(vm: &Vm, args: Args) -> PyResult {
    let [_, text] = args.exactly(vm, "fromisoformat")?;
    let Some(text) = text.as_str() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    match parse::time(text) {
        Some((naive, zone)) => Ok(Object::host(Time { naive, zone })),
        None => Err(parse::invalid(vm, text)),
    }
}

/// The parts of a time with some of them given anew.
pub(super) fn replaced(vm: &Vm, time: NaiveTime, new: [Option<Object>; 4]) -> PyResult<NaiveTime> {
    let old = [time.hour(), time.minute(), time.second(), time.nanosecond() / 1000];
    let mut parts = [0_i64; 4];
    for ((part, new), old) in parts.iter_mut().zip(&new).zip(old) {
        *part = integer_or(vm, new.as_ref(), i64::from(old))?;
    }
    from_parts(vm, parts)
}

fn replace(vm: &Vm, mut args: Args) -> PyResult {
    let own = own_time(vm, &args.take_first().unwrap_or(Object::None))?;
    args.take("fold");
    let [hour, minute, second, micro, tzinfo] = args.bind(vm, "replace", NAMES, 0)?;
    let naive = replaced(vm, own.naive, [hour, minute, second, micro])?;
    let zone = match tzinfo {
        None => own.zone,
        Some(new) => zone(vm, Some(&new))?,
    };
    Ok(Object::host(Time { naive, zone }))
}

/// `hour`, `minute`, `second` or `microsecond` of a time.
pub(super) fn time_attribute(time: NaiveTime, name: &str) -> Option<Object> {
    let value = match name {
        "hour" => time.hour(),
        "minute" => time.minute(),
        "second" => time.second(),
        "microsecond" => time.nanosecond() / 1000,
        "fold" => 0,
        _ => return None,
    };
    Some(i64::from(value).into())
}

/// `isoformat(timespec)`.
pub(super) fn iso(
    vm: &Vm,
    time: NaiveTime,
    zone: Option<&TimeZone>,
    spec: Option<&str>,
) -> PyResult<String> {
    let micro = time.nanosecond() / 1000;
    let mut text = match spec.unwrap_or("auto") {
        "auto" if micro == 0 => time.format("%H:%M:%S").to_string(),
        "auto" | "microseconds" => format!("{}.{micro:06}", time.format("%H:%M:%S")),
        "milliseconds" => format!("{}.{:03}", time.format("%H:%M:%S"), micro / 1000),
        "seconds" => time.format("%H:%M:%S").to_string(),
        "minutes" => time.format("%H:%M").to_string(),
        "hours" => time.format("%H").to_string(),
        _ => return Err(vm.value_error("Unknown timespec value")),
    };
    if let Some(zone) = zone {
        text.push_str(&super::zone::offset_text(zone.offset));
    }
    Ok(text)
}

/// The parts of a time as its repr has them: seconds and microseconds only where they are not zero.
pub(super) fn repr_parts(time: NaiveTime) -> String {
    let mut text = format!("{}, {}", time.hour(), time.minute());
    let micro = time.nanosecond() / 1000;
    if time.second() != 0 || micro != 0 {
        text.push_str(&format!(", {}", time.second()));
    }
    if micro != 0 {
        text.push_str(&format!(", {micro}"));
    }
    text
}

impl Time {
    /// Microseconds of the day in UTC.
    fn key(&self) -> i64 {
        let seconds = i64::from(self.naive.num_seconds_from_midnight());
        let micro = i64::from(self.naive.nanosecond() / 1000);
        let offset = self.zone.as_ref().map_or(0, |zone| i64::from(zone.offset));
        (seconds - offset) * 1_000_000 + micro
    }
}

impl HostObject for Time {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).time.clone()
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if &**name == "tzinfo" {
            return Ok(Some(self.zone.as_ref().map_or(Object::None, |zone| zone.object(vm))));
        }
        Ok(time_attribute(self.naive, name))
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let Some(other) = other.downcast_ref::<Time>() else { return Ok(None) };
        if self.zone.is_some() != other.zone.is_some() {
            return match op {
                CompareOp::Eq => Ok(Some(Object::Bool(false))),
                CompareOp::Ne => Ok(Some(Object::Bool(true))),
                _ => Err(vm.type_error("can't compare offset-naive and offset-aware times")),
            };
        }
        Ok(Some(Object::Bool(op.holds(self.key().cmp(&other.key())))))
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some(self.key()))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let parts = repr_parts(self.naive);
        Ok(Some(match &self.zone {
            None => format!("datetime.time({parts})"),
            Some(zone) => format!("datetime.time({parts}, tzinfo={})", vm.repr(&zone.object(vm))?),
        }))
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        iso(vm, self.naive, self.zone.as_ref(), None).map(Some)
    }

    fn format(&self, vm: &Vm, spec: &str) -> PyResult<Option<String>> {
        if spec.is_empty() {
            return self.str(vm);
        }
        Ok(Some(strftime(&Fields::of(vm, &Object::host(self.clone()))?, spec)))
    }
}
