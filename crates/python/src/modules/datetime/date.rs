//! `date`.

use std::rc::Rc;

use chrono::{Datelike, Duration, NaiveDate};

use super::arguments::{integer, part};
use super::{Classes, DateTime, Fields, TimeDelta, parse, strftime};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp};

/// A `date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

/// Of parts, or the error that names what is out of range.
pub(super) fn from_parts(vm: &Vm, year: i64, month: i64, day: i64) -> PyResult<NaiveDate> {
    let year = part(vm, year, 1..=9999, "year")?;
    let month = part(vm, month, 1..=12, "month")?;
    let day = part(vm, day, 1..=31, "day")?;
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| vm.value_error("day is out of range for month"))
}

/// Whether it is a year that Python has.
pub(super) fn in_range(vm: &Vm, date: Option<NaiveDate>) -> PyResult<NaiveDate> {
    date.filter(|date| (1..=9999).contains(&date.year()))
        .ok_or_else(|| vm.overflow_error("date value out of range"))
}

/// The day that a date or datetime is of.
pub(super) fn day_of(object: &Object) -> Option<NaiveDate> {
    let date = object.downcast_ref::<Date>().map(|date| date.0);
    date.or_else(|| object.downcast_ref::<DateTime>().map(|moment| moment.naive.date()))
}

fn own(vm: &Vm, args: Args, name: &str) -> PyResult<NaiveDate> {
    let [own] = args.exactly(vm, name)?;
    day_of(&own).ok_or_else(|| vm.type_error("descriptor requires a 'datetime.date' object"))
}

/// Methods that a date and a datetime answer alike.
pub(super) fn class(vm: &Vm) -> Class {
    ClassBuilder::new("datetime", "date")
        .construct(construct)
        .class_method("today", today)
        .class_method("fromordinal", from_ordinal)
        .class_method("fromisoformat", from_iso)
        .class_method("fromtimestamp", from_timestamp)
        .method("isoformat", |vm, args| {
            Ok(Object::from(own(vm, args, "isoformat")?.format("%Y-%m-%d").to_string()))
        })
        .method("weekday", |vm, args| {
            Ok(i64::from(own(vm, args, "weekday")?.weekday().num_days_from_monday()).into())
        })
        .method("isoweekday", |vm, args| {
            Ok(i64::from(own(vm, args, "isoweekday")?.weekday().number_from_monday()).into())
        })
        .method("toordinal", |vm, args| {
            Ok(i64::from(own(vm, args, "toordinal")?.num_days_from_ce()).into())
        })
        .method("isocalendar", |vm, args| {
            let week = own(vm, args, "isocalendar")?;
            let day = i64::from(week.weekday().number_from_monday());
            let (year, week) = (week.iso_week().year(), week.iso_week().week());
            Ok(Object::tuple([i64::from(year).into(), i64::from(week).into(), day.into()]))
        })
        .method("ctime", |vm, args| {
            Ok(own(vm, args, "ctime")?.format("%a %b %e 00:00:00 %Y").to_string().into())
        })
        .method("strftime", |vm, args| {
            let [own, format] = args.exactly(vm, "strftime")?;
            Ok(strftime(&Fields::of(vm, &own)?, &format_text(vm, &format)?).into())
        })
        .method("replace", replace)
        .build(vm)
}

/// A format argument.
pub(super) fn format_text(vm: &Vm, object: &Object) -> PyResult<Str> {
    object.as_str().cloned().ok_or_else(|| {
        let name = vm.class_name(object);
        vm.type_error(format!("strftime() argument 1 must be str, not {name}"))
    })
}

pub(super) fn constants(classes: &Classes) {
    classes
        .date
        .set("min", Object::host(Date(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default())));
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    classes.date.set("max", Object::host(Date(last)));
    classes.date.set("resolution", Object::host(TimeDelta(86_400_000_000)));
}

fn construct(vm: &Vm, _class: &Class, args: Args) -> PyResult {
    let [year, month, day] = args.bind(vm, "function", ["year", "month", "day"], 3)?;
    let number = |object: Option<Object>| integer(vm, &object.unwrap_or(Object::None));
    let date = from_parts(vm, number(year)?, number(month)?, number(day)?)?;
    Ok(Object::host(Date(date)))
}

fn today(vm: &Vm, _args: Args) -> PyResult {
    Ok(Object::host(Date(DateTime::now(vm).date())))
}

fn from_ordinal(vm: &Vm, args: Args) -> PyResult {
    let [_, ordinal] = args.exactly(vm, "fromordinal")?;
    let ordinal = i32::try_from(integer(vm, &ordinal)?).ok();
    let date = ordinal.and_then(NaiveDate::from_num_days_from_ce_opt);
    Ok(Object::host(Date(in_range(vm, date)?)))
}

fn from_timestamp(vm: &Vm, args: Args) -> PyResult {
    let [_, seconds] = args.exactly(vm, "fromtimestamp")?;
    Ok(Object::host(Date(super::moment::from_seconds(vm, &seconds)?.date())))
}

fn from_iso(vm: &Vm, args: Args) -> PyResult {
    let [_, text] = args.exactly(vm, "fromisoformat")?;
    let Some(text) = text.as_str() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    match parse::date(text) {
        Some(date) => Ok(Object::host(Date(date))),
        None => Err(parse::invalid(vm, text)),
    }
}

fn replace(vm: &Vm, mut args: Args) -> PyResult {
    let own = args.take_first().unwrap_or(Object::None);
    let date = day_of(&own).ok_or_else(|| vm.type_error("expected a date"))?;
    let [year, month, day] = args.bind(vm, "replace", ["year", "month", "day"], 0)?;
    let (year, month, day) = replaced(vm, date, [year, month, day])?;
    Ok(Object::host(Date(from_parts(vm, year, month, day)?)))
}

/// The parts of a date with some of them given anew.
pub(super) fn replaced(
    vm: &Vm,
    date: NaiveDate,
    [year, month, day]: [Option<Object>; 3],
) -> PyResult<(i64, i64, i64)> {
    let or = |object: Option<Object>, old: i64| object.map_or(Ok(old), |new| integer(vm, &new));
    Ok((
        or(year, i64::from(date.year()))?,
        or(month, i64::from(date.month()))?,
        or(day, i64::from(date.day()))?,
    ))
}

/// `year`, `month` or `day` of a date.
pub(super) fn day_attribute(date: NaiveDate, name: &str) -> Option<Object> {
    Some(match name {
        "year" => i64::from(date.year()).into(),
        "month" => i64::from(date.month()).into(),
        "day" => i64::from(date.day()).into(),
        _ => return None,
    })
}

impl Date {
    fn shifted(self, vm: &Vm, days: i128) -> PyResult {
        let days = i64::try_from(days).ok().and_then(Duration::try_days);
        let date = days.and_then(|days| self.0.checked_add_signed(days));
        Ok(Object::host(Date(in_range(vm, date)?)))
    }
}

impl HostObject for Date {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).date.clone()
    }

    fn get_attr(self: Rc<Self>, _vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(day_attribute(self.0, name))
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        if let Some(delta) = other.downcast_ref::<TimeDelta>() {
            let days = delta.0.div_euclid(86_400_000_000);
            return match op {
                BinaryOp::Add => self.shifted(vm, days).map(Some),
                BinaryOp::Sub if !reflected => self.shifted(vm, -days).map(Some),
                _ => Ok(None),
            };
        }
        match (op, other.downcast_ref::<Date>()) {
            (BinaryOp::Sub, Some(other)) if !reflected => {
                TimeDelta::from_chrono(self.0 - other.0).object(vm).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        op: CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let other = other.downcast_ref::<Date>();
        Ok(other.map(|other| Object::Bool(op.holds(self.0.cmp(&other.0)))))
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some(i64::from(self.0.num_days_from_ce())))
    }

    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        Ok(Some(format!("datetime.date({year}, {month}, {day})")))
    }

    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.0.format("%Y-%m-%d").to_string()))
    }

    fn format(&self, vm: &Vm, spec: &str) -> PyResult<Option<String>> {
        if spec.is_empty() {
            return self.str(vm);
        }
        Ok(Some(strftime(&Fields::of_date(self.0), spec)))
    }
}
