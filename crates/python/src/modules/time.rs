//! `time`: the host's clocks.

use std::rc::Rc;

use chrono::{DateTime as ChronoDateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::datetime::{Fields, strftime, strptime};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::vm::Vm;

pub(crate) fn module(_vm: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("time");
    module.function("time", |vm, _| Ok(Object::Float(vm.host().now() as f64 / 1e9)));
    module.function("time_ns", |vm, _| Ok(Object::int(vm.host().now().into())));
    module.function("perf_counter", |vm, _| Ok(Object::Float(vm.host().monotonic())));
    module.function("monotonic", |vm, _| Ok(Object::Float(vm.host().monotonic())));
    module.function("process_time", |vm, _| Ok(Object::Float(vm.host().monotonic())));
    module.function("perf_counter_ns", |vm, _| Ok(nanoseconds(vm)));
    module.function("monotonic_ns", |vm, _| Ok(nanoseconds(vm)));
    module.function("sleep", sleep);
    module.function("gmtime", |vm, args| Ok(parts(moment(vm, args, "gmtime")?)));
    module.function("localtime", |vm, args| Ok(parts(moment(vm, args, "localtime")?)));
    module.function("mktime", |vm, args| {
        let [parts] = args.exactly(vm, "mktime")?;
        Ok(Object::Float(from_parts(vm, &parts)?.and_utc().timestamp() as f64))
    });
    module.function("strftime", format);
    module.function("strptime", |vm, args| {
        let [text, format] = args.exactly(vm, "strptime")?;
        let (Some(text), Some(format)) = (text.as_str(), format.as_str()) else {
            return Err(vm.type_error("strptime() arguments must be str"));
        };
        Ok(parts(strptime(vm, text, format)?.0))
    });
    module.function("ctime", |vm, args| {
        Ok(moment(vm, args, "ctime")?.format("%a %b %e %H:%M:%S %Y").to_string().into())
    });
    module.set("timezone", 0_i64);
    module.set("tzname", Object::tuple(["UTC".into(), "UTC".into()]));
    Ok(Rc::new(module))
}

fn nanoseconds(vm: &Vm) -> Object {
    Object::Int((vm.host().monotonic() * 1e9) as i64)
}

fn sleep(vm: &Vm, args: Args) -> PyResult {
    let [seconds] = args.exactly(vm, "sleep")?;
    let length = seconds.as_float().or_else(|| seconds.as_int().map(|whole| whole as f64));
    match length {
        Some(length) if length >= 0.0 => {
            vm.host().sleep(length);
            Ok(Object::None)
        }
        Some(_) => Err(vm.value_error("sleep length must be non-negative")),
        None => {
            let name = vm.class_name(&seconds);
            Err(vm.type_error(format!("'{name}' object cannot be interpreted as an integer")))
        }
    }
}

/// The moment of an optional argument in seconds; now without one.
fn moment(vm: &Vm, args: Args, function: &str) -> PyResult<NaiveDateTime> {
    let [seconds] = args.between(vm, function, 0)?;
    let seconds = match seconds {
        None | Some(Object::None) => vm.host().now() as f64 / 1e9,
        Some(given) => given
            .as_float()
            .or_else(|| given.as_int().map(|whole| whole as f64))
            .ok_or_else(|| vm.type_error("an integer is required"))?,
    };
    ChronoDateTime::from_timestamp(seconds.floor() as i64, 0)
        .map(|moment| moment.naive_utc())
        .ok_or_else(|| vm.overflow_error("timestamp out of range for platform time_t"))
}

/// What `struct_time` holds, as a tuple.
fn parts(moment: NaiveDateTime) -> Object {
    let fields = [
        i64::from(moment.year()),
        i64::from(moment.month()),
        i64::from(moment.day()),
        i64::from(moment.hour()),
        i64::from(moment.minute()),
        i64::from(moment.second()),
        i64::from(moment.weekday().num_days_from_monday()),
        i64::from(moment.ordinal()),
        0,
    ];
    Object::tuple(fields.map(Object::Int))
}

fn from_parts(vm: &Vm, object: &Object) -> PyResult<NaiveDateTime> {
    let wrong = || vm.type_error("Tuple or struct_time argument required");
    let items = object.as_tuple().ok_or_else(wrong)?;
    let number = |at: usize| {
        let number = items.get(at).and_then(Object::as_int).ok_or_else(wrong)?;
        u32::try_from(number).map_err(|_| wrong())
    };
    let year = i32::try_from(number(0)?).map_err(|_| wrong())?;
    NaiveDate::from_ymd_opt(year, number(1)?, number(2)?)
        .and_then(|day| {
            let [hour, minute, second] = [number(3).ok()?, number(4).ok()?, number(5).ok()?];
            day.and_hms_opt(hour, minute, second)
        })
        .ok_or_else(|| vm.value_error("day of month out of range"))
}

fn format(vm: &Vm, args: Args) -> PyResult {
    let [format, parts] = args.between(vm, "strftime", 1)?;
    let format = format.unwrap_or(Object::None);
    let Some(text) = format.as_str() else {
        let name = vm.class_name(&format);
        return Err(vm.type_error(format!("strftime() argument 1 must be str, not {name}")));
    };
    let naive = match parts {
        None => moment(vm, Args::none(), "strftime")?,
        Some(parts) => from_parts(vm, &parts)?,
    };
    Ok(strftime(&Fields { naive, zone: None }, text).into())
}
