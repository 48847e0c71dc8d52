//! `datetime`: a moment, naive or with a fixed offset.

use std::rc::Rc;

use chrono::{DateTime as ChronoDateTime, Datelike, NaiveDateTime, NaiveTime, TimeDelta as Span};

use super::arguments::{integer, integer_or, zone};
use super::date::{day_attribute, format_text, from_parts as date_from_parts, in_range};
use super::{Classes, Date, Fields, Time, TimeDelta, TimeZone, parse, strftime, strptime, time};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp};

/// A `datetime`.
#[derive(Clone, Debug)]
pub struct DateTime {
    pub naive: NaiveDateTime,
    pub zone: Option<TimeZone>,
}

impl DateTime {
    /// Without a zone.
    pub fn naive(naive: NaiveDateTime) -> DateTime {
        DateTime { naive, zone: None }
    }

    /// The host's clock, to the microsecond, in UTC.
    pub(super) fn now(vm: &Vm) -> NaiveDateTime {
        let micro = i64::try_from(vm.host().now() / 1000).unwrap_or_default();
        ChronoDateTime::from_timestamp_micros(micro).unwrap_or_default().naive_utc()
    }

    fn utc(&self) -> NaiveDateTime {
        let offset = self.zone.as_ref().map_or(0, |zone| i64::from(zone.offset));
        self.naive - Span::seconds(offset)
    }

    fn timestamp(&self) -> f64 {
        self.utc().and_utc().timestamp_micros() as f64 / 1e6
    }

    fn object(self) -> Object {
        Object::host(self)
    }
}

/// Of seconds since 1970, rounded half to even at the microsecond.
pub(super) fn from_seconds(vm: &Vm, seconds: &Object) -> PyResult<NaiveDateTime> {
    let seconds = seconds.as_float().or_else(|| seconds.as_int().map(|value| value as f64));
    let seconds = seconds.ok_or_else(|| vm.type_error("a number is required"))?;
    let micro = (seconds * 1e6).round_ties_even();
    let moment = ChronoDateTime::from_timestamp_micros(micro as i64);
    let moment = moment.filter(|moment| (1..=9999).contains(&moment.year()));
    moment
        .map(|moment| moment.naive_utc())
        .ok_or_else(|| vm.value_error(format!("year is out of range: {seconds}")))
}

pub(super) fn class(vm: &Vm, date: &Class) -> Class {
    let builder = ClassBuilder::new("datetime", "datetime").base(date).construct(construct);
    let builder = builder
        .class_method("now", now)
        .class_method("utcnow", |vm, _| Ok(DateTime::naive(DateTime::now(vm)).object()))
        .class_method("today", |vm, _| Ok(DateTime::naive(DateTime::now(vm)).object()))
        .class_method("fromtimestamp", from_timestamp)
        .class_method("utcfromtimestamp", |vm, args| {
            let [_, seconds] = args.exactly(vm, "utcfromtimestamp")?;
            Ok(DateTime::naive(from_seconds(vm, &seconds)?).object())
        })
        .class_method("fromisoformat", from_iso)
        .class_method("combine", combine)
        .class_method("strptime", parse_by_format);
    let builder = builder
        .method("date", |vm, args| Ok(Object::host(Date(own(vm, args, "date")?.naive.date()))))
        .method("time", |vm, args| {
            let naive = own(vm, args, "time")?.naive.time();
            Ok(Object::host(Time { naive, zone: None }))
        })
        .method("timetz", |vm, args| {
            let own = own(vm, args, "timetz")?;
            Ok(Object::host(Time { naive: own.naive.time(), zone: own.zone }))
        })
        .method("timestamp", |vm, args| Ok(own(vm, args, "timestamp")?.timestamp().into()))
        .method("utcoffset", |vm, args| {
            let zone = own(vm, args, "utcoffset")?.zone;
            zone.map_or(Ok(Object::None), |zone| zone.delta().object(vm))
        })
        .method("tzname", |vm, args| {
            Ok(own(vm, args, "tzname")?.zone.map(|zone| zone.label()).into())
        })
        .method("isoformat", isoformat)
        .method("strftime", |vm, args| {
            let [own, format] = args.exactly(vm, "strftime")?;
            Ok(strftime(&Fields::of(vm, &own)?, &format_text(vm, &format)?).into())
        })
        .method("replace", replace)
        .method("ctime", |vm, args| {
            Ok(own(vm, args, "ctime")?.naive.format("%a %b %e %H:%M:%S %Y").to_string().into())
        })
        .method("astimezone", astimezone);
    builder.build(vm)
}

pub(super) fn constants(classes: &Classes) {
    let first = chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let last = chrono::NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    let end = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap_or_default();
    classes.datetime.set("min", DateTime::naive(first.and_time(NaiveTime::MIN)).object());
    classes.datetime.set("max", DateTime::naive(last.and_time(end)).object());
    classes.datetime.set("resolution", Object::host(TimeDelta(1)));
}

fn own(vm: &Vm, args: Args, name: &str) -> PyResult<DateTime> {
    let [own] = args.exactly(vm, name)?;
    moment(vm, &own)
}

fn moment(vm: &Vm, object: &Object) -> PyResult<DateTime> {
    let moment = object.downcast_ref::<DateTime>().cloned();
    moment.ok_or_else(|| vm.type_error("descriptor requires a 'datetime.datetime' object"))
}

const NAMES: [&str; 8] =
    ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"];

fn construct(vm: &Vm, _class: &Class, mut args: Args) -> PyResult {
    args.take("fold");
    let [year, month, day, hour, minute, second, micro, tzinfo] =
        args.bind(vm, "function", NAMES, 3)?;
    let number = |object: Option<Object>| integer(vm, &object.unwrap_or(Object::None));
    let or_zero = |object: Option<Object>| integer_or(vm, object.as_ref(), 0);
    let date = date_from_parts(vm, number(year)?, number(month)?, number(day)?)?;
    let parts = [or_zero(hour)?, or_zero(minute)?, or_zero(second)?, or_zero(micro)?];
    let naive = date.and_time(time::from_parts(vm, parts)?);
    Ok(DateTime { naive, zone: zone(vm, tzinfo.as_ref())? }.object())
}

/// A moment in UTC, seen in a zone.
fn in_zone(utc: NaiveDateTime, zone: Option<TimeZone>) -> DateTime {
    let offset = zone.as_ref().map_or(0, |zone| i64::from(zone.offset));
    DateTime { naive: utc + Span::seconds(offset), zone }
}

fn now(vm: &Vm, args: Args) -> PyResult {
    let [_, tz] = args.bind(vm, "now", ["cls", "tz"], 1)?;
    Ok(in_zone(DateTime::now(vm), zone(vm, tz.as_ref())?).object())
}

fn from_timestamp(vm: &Vm, args: Args) -> PyResult {
    let [_, seconds, tz] = args.bind(vm, "fromtimestamp", ["cls", "timestamp", "tz"], 2)?;
    let utc = from_seconds(vm, &seconds.unwrap_or(Object::None))?;
    Ok(in_zone(utc, zone(vm, tz.as_ref())?).object())
}

fn from_iso(vm: &Vm, args: Args) -> PyResult {
    let [_, text] = args.exactly(vm, "fromisoformat")?;
    let Some(text) = text.as_str() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    match parse::moment(text) {
        Some((naive, zone)) => Ok(DateTime { naive, zone }.object()),
        None => Err(parse::invalid(vm, text)),
    }
}

fn combine(vm: &Vm, args: Args) -> PyResult {
    let [_, date, time, tzinfo] = args.bind(vm, "combine", ["cls", "date", "time", "tzinfo"], 3)?;
    let day = date.as_ref().and_then(super::date::day_of);
    let time = time.as_ref().and_then(|time| time.downcast_ref::<Time>().cloned());
    let (Some(day), Some(time)) = (day, time) else {
        return Err(vm.type_error("combine() takes a date and a time"));
    };
    let zone = match tzinfo {
        None => time.zone,
        Some(given) => zone(vm, Some(&given))?,
    };
    Ok(DateTime { naive: day.and_time(time.naive), zone }.object())
}

fn parse_by_format(vm: &Vm, args: Args) -> PyResult {
    let [_, text, format] = args.exactly(vm, "strptime")?;
    let (Some(text), Some(format)) = (text.as_str(), format.as_str()) else {
        return Err(vm.type_error("strptime() arguments must be str"));
    };
    let (naive, zone) = strptime(vm, text, format)?;
    Ok(DateTime { naive, zone }.object())
}

fn isoformat(vm: &Vm, args: Args) -> PyResult {
    let [own, sep, spec] = args.bind(vm, "isoformat", ["self", "sep", "timespec"], 1)?;
    let own = moment(vm, &own.unwrap_or(Object::None))?;
    let sep = sep.and_then(|sep| sep.as_str().cloned()).unwrap_or_else(|| "T".into());
    let spec = spec.and_then(|spec| spec.as_str().cloned());
    let time = time::iso(vm, own.naive.time(), own.zone.as_ref(), spec.as_deref())?;
    Ok(format!("{}{}{time}", own.naive.format("%Y-%m-%d"), &*sep).into())
}

fn replace(vm: &Vm, mut args: Args) -> PyResult {
    let own = moment(vm, &args.take_first().unwrap_or(Object::None))?;
    args.take("fold");
    let [year, month, day, hour, minute, second, micro, tzinfo] =
        args.bind(vm, "replace", NAMES, 0)?;
    let (year, month, day) = super::date::replaced(vm, own.naive.date(), [year, month, day])?;
    let date = date_from_parts(vm, year, month, day)?;
    let time = time::replaced(vm, own.naive.time(), [hour, minute, second, micro])?;
    let zone = match tzinfo {
        None => own.zone,
        Some(given) => zone(vm, Some(&given))?,
    };
    Ok(DateTime { naive: date.and_time(time), zone }.object())
}

fn astimezone(vm: &Vm, args: Args) -> PyResult {
    let [own, tz] = args.bind(vm, "astimezone", ["self", "tz"], 1)?;
    let own = moment(vm, &own.unwrap_or(Object::None))?;
    let zone = zone(vm, tz.as_ref())?.unwrap_or(TimeZone::UTC);
    Ok(in_zone(own.utc(), Some(zone)).object())
}

impl DateTime {
    fn shifted(&self, vm: &Vm, micro: i128) -> PyResult {
        let span = i64::try_from(micro).ok().map(Span::microseconds);
        let naive = span.and_then(|span| self.naive.checked_add_signed(span));
        in_range(vm, naive.map(|naive| naive.date()))?;
        let naive = naive.unwrap_or(self.naive);
        Ok(DateTime { naive, zone: self.zone.clone() }.object())
    }

    fn minus(&self, vm: &Vm, other: &DateTime) -> PyResult {
        if self.zone.is_some() != other.zone.is_some() {
            return Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes"));
        }
        TimeDelta::from_chrono(self.utc() - other.utc()).object(vm)
    }
}

impl HostObject for DateTime {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).datetime.clone()
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if &**name == "tzinfo" {
            return Ok(Some(self.zone.as_ref().map_or(Object::None, |zone| zone.object(vm))));
        }
        let of_day = day_attribute(self.naive.date(), name);
        Ok(of_day.or_else(|| time::time_attribute(self.naive.time(), name)))
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        if let Some(delta) = other.downcast_ref::<TimeDelta>() {
            return match op {
                BinaryOp::Add => self.shifted(vm, delta.0).map(Some),
                BinaryOp::Sub if !reflected => self.shifted(vm, -delta.0).map(Some),
                _ => Ok(None),
            };
        }
        match (op, other.downcast_ref::<DateTime>()) {
            (BinaryOp::Sub, Some(other)) if !reflected => self.minus(vm, other).map(Some),
            _ => Ok(None),
        }
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let Some(other) = other.downcast_ref::<DateTime>() else {
            if other.downcast_ref::<Date>().is_some()
                && !matches!(op, CompareOp::Eq | CompareOp::Ne)
            {
                return Err(vm.type_error("can't compare datetime.datetime to datetime.date"));
            }
            return Ok(None);
        };
        if self.zone.is_some() != other.zone.is_some() {
            return match op {
                CompareOp::Eq => Ok(Some(Object::Bool(false))),
                CompareOp::Ne => Ok(Some(Object::Bool(true))),
                _ => Err(vm.type_error("can't compare offset-naive and offset-aware datetimes")),
            };
        }
        Ok(Some(Object::Bool(op.holds(self.utc().cmp(&other.utc())))))
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some(self.utc().and_utc().timestamp_micros()))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        let day = self.naive.date();
        let (year, month, day) = (day.year(), day.month(), day.day());
        let parts = time::repr_parts(self.naive.time());
        let zone = match &self.zone {
            None => String::new(),
            Some(zone) => format!(", tzinfo={}", vm.repr(&zone.object(vm))?),
        };
        Ok(Some(format!("datetime.datetime({year}, {month}, {day}, {parts}{zone})")))
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        let time = time::iso(vm, self.naive.time(), self.zone.as_ref(), None)?;
        Ok(Some(format!("{} {time}", self.naive.format("%Y-%m-%d"))))
    }

    fn format(&self, vm: &Vm, spec: &str) -> PyResult<Option<String>> {
        if spec.is_empty() {
            return self.str(vm);
        }
        Ok(Some(strftime(&Fields::of_moment(self), spec)))
    }
}
