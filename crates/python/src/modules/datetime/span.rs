//! `timedelta`: a span in microseconds.

use std::rc::Rc;

use super::Classes;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};

const DAY: i128 = 86_400_000_000;
const LIMIT: i128 = 1_000_000_000 * DAY;

/// A `timedelta`, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeDelta(pub i128);

impl TimeDelta {
    /// Of a chrono span, to the microsecond.
    pub fn from_chrono(delta: chrono::TimeDelta) -> TimeDelta {
        let seconds = i128::from(delta.num_seconds());
        TimeDelta(seconds * 1_000_000 + i128::from(delta.subsec_nanos() / 1000))
    }

    /// As a chrono span; spans beyond what chrono holds are cut.
    pub fn to_chrono(self) -> chrono::TimeDelta {
        chrono::TimeDelta::microseconds(i64::try_from(self.0).unwrap_or(i64::MAX))
    }

    fn days(self) -> i128 {
        self.0.div_euclid(DAY)
    }

    fn seconds(self) -> i128 {
        self.0.rem_euclid(DAY) / 1_000_000
    }

    fn microseconds(self) -> i128 {
        self.0.rem_euclid(1_000_000)
    }

    fn total_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// As a value, unless it is too long.
    pub(super) fn object(self, vm: &Vm) -> PyResult {
        if self.0.abs() >= LIMIT {
            let days = self.days();
            let message = format!("days={days}; must have magnitude <= 999999999");
            return Err(vm.overflow_error(message));
        }
        Ok(Object::host(self))
    }
}

/// Rounds half to even, as Python does.
fn rounded(microseconds: f64) -> i128 {
    microseconds.round_ties_even() as i128
}

pub(super) fn class(vm: &Vm) -> Class {
    ClassBuilder::new("datetime", "timedelta")
        .construct(construct)
        .method("total_seconds", |vm, args| {
            let [own] = args.exactly(vm, "total_seconds")?;
            Ok(Object::Float(span(vm, &own)?.total_seconds()))
        })
        .build(vm)
}

pub(super) fn constants(classes: &Classes) {
    let set = |name: &str, microseconds: i128| {
        classes.timedelta.set(name, Object::host(TimeDelta(microseconds)));
    };
    set("min", -999_999_999 * DAY);
    set("max", LIMIT - 1);
    set("resolution", 1);
}

/// A `timedelta` argument.
pub(super) fn span(vm: &Vm, object: &Object) -> PyResult<TimeDelta> {
    object.downcast_ref::<TimeDelta>().copied().ok_or_else(|| {
        let name = vm.class_name(object);
        vm.type_error(format!("expected a timedelta, not '{name}'"))
    })
}

const UNITS: [(&str, i128); 7] = [
    ("days", DAY),
    ("seconds", 1_000_000),
    ("microseconds", 1),
    ("milliseconds", 1000),
    ("minutes", 60_000_000),
    ("hours", 3_600_000_000),
    ("weeks", 7 * DAY),
];

fn construct(vm: &Vm, _class: &Class, args: Args) -> PyResult {
    let given = args.bind(vm, "timedelta", UNITS.map(|(name, _)| name), 0)?;
    let mut whole = 0_i128;
    let mut fraction = 0_f64;
    for (value, (name, unit)) in given.iter().zip(UNITS) {
        match value {
            None => {}
            Some(value) if value.as_int().is_some() => {
                whole += i128::from(value.as_int().unwrap_or_default()) * unit;
            }
            Some(value) => match value.as_float() {
                Some(float) => {
                    let exact = float * unit as f64;
                    whole += exact.trunc() as i128;
                    fraction += exact.fract();
                }
                None => {
                    let class = vm.class_name(value);
                    let message =
                        format!("unsupported type for timedelta {name} component: {class}");
                    return Err(vm.type_error(message));
                }
            },
        }
    }
    TimeDelta(whole + rounded(fraction)).object(vm)
}

/// Division that rounds half to even.
fn divide(number: i128, by: i128) -> i128 {
    let (quotient, rest) = (number.div_euclid(by), number.rem_euclid(by));
    let twice = 2 * rest;
    let up = twice > by.abs() || (twice == by.abs() && quotient % 2 != 0);
    if up { quotient + by.signum() } else { quotient }
}

fn with_span(vm: &Vm, op: BinaryOp, a: TimeDelta, b: TimeDelta) -> PyResult<Option<Object>> {
    let zero = || vm.raise(&vm.exceptions().zero_division, "division by zero");
    Ok(Some(match op {
        BinaryOp::Add => TimeDelta(a.0 + b.0).object(vm)?,
        BinaryOp::Sub => TimeDelta(a.0 - b.0).object(vm)?,
        BinaryOp::Div if b.0 == 0 => return Err(zero()),
        BinaryOp::FloorDiv | BinaryOp::Mod if b.0 == 0 => {
            return Err(
                vm.raise(&vm.exceptions().zero_division, "integer division or modulo by zero")
            );
        }
        BinaryOp::Div => Object::Float(a.0 as f64 / b.0 as f64),
        BinaryOp::FloorDiv => Object::int(a.0.div_euclid(b.0).into()),
        BinaryOp::Mod => TimeDelta(a.0.rem_euclid(b.0)).object(vm)?,
        _ => return Ok(None),
    }))
}

fn with_number(vm: &Vm, op: BinaryOp, a: TimeDelta, other: &Object) -> PyResult<Option<Object>> {
    if let Some(number) = other.as_int().map(i128::from) {
        let zero =
            || vm.raise(&vm.exceptions().zero_division, "integer division or modulo by zero");
        return Ok(Some(match op {
            BinaryOp::Mul => TimeDelta(a.0.saturating_mul(number)).object(vm)?,
            BinaryOp::Div | BinaryOp::FloorDiv if number == 0 => return Err(zero()),
            BinaryOp::Div => TimeDelta(divide(a.0, number)).object(vm)?,
            BinaryOp::FloorDiv => TimeDelta(a.0.div_euclid(number)).object(vm)?,
            _ => return Ok(None),
        }));
    }
    let Some(number) = other.as_float() else { return Ok(None) };
    Ok(match op {
        BinaryOp::Mul => Some(TimeDelta(rounded(a.0 as f64 * number)).object(vm)?),
        BinaryOp::Div => Some(TimeDelta(rounded(a.0 as f64 / number)).object(vm)?),
        _ => None,
    })
}

impl HostObject for TimeDelta {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).timedelta.clone()
    }

    fn get_attr(self: Rc<Self>, _vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(match &**name {
            "days" => Some(Object::int(self.days().into())),
            "seconds" => Some(Object::int(self.seconds().into())),
            "microseconds" => Some(Object::int(self.microseconds().into())),
            _ => None,
        })
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        match other.downcast_ref::<TimeDelta>() {
            Some(other) => with_span(vm, op, *self, *other),
            None if reflected && op != BinaryOp::Mul => Ok(None),
            None => with_number(vm, op, *self, other),
        }
    }

    fn unary(self: Rc<Self>, vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        match op {
            UnaryOp::Neg => TimeDelta(-self.0).object(vm).map(Some),
            UnaryOp::Pos => Ok(Some(Object::Host(self))),
            UnaryOp::Invert => Ok(None),
        }
    }

    fn compare(
        self: Rc<Self>,
        _vm: &Vm,
        op: CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let other = other.downcast_ref::<TimeDelta>();
        Ok(other.map(|other| Object::Bool(op.holds(self.cmp(&Rc::new(*other))))))
    }

    fn truth(&self, _vm: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(self.0 != 0))
    }

    fn hash(&self, _vm: &Vm) -> PyResult<Option<i64>> {
        Ok(Some((self.0 % i128::from(i64::MAX)) as i64))
    }

    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        let parts = [
            ("days", self.days()),
            ("seconds", self.seconds()),
            ("microseconds", self.microseconds()),
        ];
        let shown: Vec<String> = parts
            .iter()
            .filter(|(_, value)| *value != 0)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let inside = if shown.is_empty() { "0".to_owned() } else { shown.join(", ") };
        Ok(Some(format!("datetime.timedelta({inside})")))
    }

    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        let (days, seconds, micro) = (self.days(), self.seconds(), self.microseconds());
        let mut text = match days {
            0 => String::new(),
            1 | -1 => format!("{days} day, "),
            _ => format!("{days} days, "),
        };
        text.push_str(&format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
        if micro != 0 {
            text.push_str(&format!(".{micro:06}"));
        }
        Ok(Some(text))
    }
}
