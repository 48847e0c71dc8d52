//! `tzinfo` and `timezone`: fixed offsets from UTC.

use std::rc::Rc;

use chrono::FixedOffset;

use super::{Classes, TimeDelta, span};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::CompareOp;

/// A `timezone`.
#[derive(Clone, Debug)]
pub struct TimeZone {
    /// Seconds east of UTC.
    pub offset: i32,
    pub name: Option<Str>,
}

impl TimeZone {
    /// `timezone.utc`.
    pub const UTC: TimeZone = TimeZone { offset: 0, name: None };

    /// Of a chrono offset.
    pub fn from_chrono(offset: FixedOffset) -> TimeZone {
        TimeZone { offset: offset.local_minus_utc(), name: None }
    }

    /// As a chrono offset.
    pub fn to_chrono(&self) -> Option<FixedOffset> {
        FixedOffset::east_opt(self.offset)
    }

    /// As a value; UTC is one object.
    pub fn object(&self, vm: &Vm) -> Object {
        if self.offset == 0 && self.name.is_none() {
            return Classes::of(vm).utc.clone();
        }
        Object::host(self.clone())
    }

    /// `UTC`, `UTC+02:00` or the given name.
    pub(super) fn label(&self) -> String {
        match &self.name {
            Some(name) => name.to_string(),
            None if self.offset == 0 => "UTC".to_owned(),
            None => format!("UTC{}", offset_text(self.offset)),
        }
    }

    pub(super) fn delta(&self) -> TimeDelta {
        TimeDelta(i128::from(self.offset) * 1_000_000)
    }
}

/// `+02:00`.
pub(super) fn offset_text(offset: i32) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.abs();
    let mut text = format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 {
        text.push_str(&format!(":{:02}", seconds % 60));
    }
    text
}

pub(super) fn tzinfo_class(vm: &Vm) -> Class {
    ClassBuilder::new("datetime", "tzinfo")
        .construct(|vm, _, _| Err(vm.unsupported("subclasses of tzinfo")))
        .build(vm)
}

pub(super) fn class(vm: &Vm, tzinfo: &Class) -> Class {
    ClassBuilder::new("datetime", "timezone")
        .base(tzinfo)
        .construct(construct)
        .method("utcoffset", |vm, args| {
            let [own, _] = args.exactly(vm, "utcoffset")?;
            own_zone(vm, &own)?.delta().object(vm)
        })
        .method("tzname", |vm, args| {
            let [own, _] = args.exactly(vm, "tzname")?;
            Ok(Object::from(own_zone(vm, &own)?.label()))
        })
        .method("dst", |_, _| Ok(Object::None))
        .build(vm)
}

fn own_zone(vm: &Vm, object: &Object) -> PyResult<TimeZone> {
    let zone = object.downcast_ref::<TimeZone>().cloned();
    zone.ok_or_else(|| vm.type_error("descriptor requires a 'datetime.timezone' object"))
}

pub(super) fn constants(classes: &Classes) {
    classes.timezone.set("utc", classes.utc.clone());
    let edge = 23 * 3600 + 59 * 60;
    classes.timezone.set("min", Object::host(TimeZone { offset: -edge, name: None }));
    classes.timezone.set("max", Object::host(TimeZone { offset: edge, name: None }));
}

fn construct(vm: &Vm, _class: &Class, args: Args) -> PyResult {
    let [offset, name] = args.bind(vm, "timezone", ["offset", "name"], 1)?;
    let offset = offset.unwrap_or(Object::None);
    let delta = span::span(vm, &offset).map_err(|_| {
        let name = vm.class_name(&offset);
        vm.type_error(format!("timezone() argument 1 must be datetime.timedelta, not {name}"))
    })?;
    if delta.0.abs() >= 86_400_000_000 {
        let shown = vm.repr(&offset)?;
        return Err(vm.value_error(format!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and \
             timedelta(hours=24), not {shown}."
        )));
    }
    let name = name.and_then(|name| name.as_str().cloned());
    let offset = i32::try_from(delta.0 / 1_000_000).unwrap_or_default();
    Ok(TimeZone { offset, name }.object(vm))
}

impl HostObject for TimeZone {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).timezone.clone()
    }

    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        op: CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let Some(other) = other.downcast_ref::<TimeZone>() else { return Ok(None) };
        let same = self.offset == other.offset;
        Ok(match op {
            CompareOp::Eq => Some(Object::Bool(same)),
            CompareOp::Ne => Some(Object::Bool(!same)),
            _ => None,
        })
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some(i64::from(self.offset)))
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        if self.offset == 0 && self.name.is_none() {
            return Ok(Some("datetime.timezone.utc".to_owned()));
        }
        let delta = vm.repr(&Object::host(self.delta()))?;
        Ok(Some(match &self.name {
            Some(name) => {
                let name = vm.repr(&Object::Str(name.clone()))?;
                format!("datetime.timezone({delta}, {name})")
            }
            None => format!("datetime.timezone({delta})"),
        }))
    }

    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.label()))
    }
}
