//! `datetime`: dates, times, spans and fixed offsets, over chrono.
//!
//! The values are host objects with public fields, so that other crates make and read them without
//! going through Python. Local time is UTC. Zones other than fixed offsets are not there.

mod arguments;
mod date;
mod moment;
mod parse;
mod span;
mod strftime;
mod strptime;
mod time;
mod zone;

use std::rc::Rc;

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::class::Class;
use crate::object::module::Module;
use crate::vm::Vm;

pub use date::Date;
pub use moment::DateTime;
pub use span::TimeDelta;
pub use time::Time;
pub use zone::TimeZone;

pub(crate) use strftime::{Fields, strftime};
pub(crate) use strptime::strptime;

/// The classes of the module, made once for an interpreter.
pub struct Classes {
    pub date: Class,
    pub time: Class,
    pub datetime: Class,
    pub timedelta: Class,
    pub tzinfo: Class,
    pub timezone: Class,
    /// `timezone.utc`, which is one object.
    pub utc: Object,
}

impl Classes {
    /// The classes of this interpreter.
    pub fn of(vm: &Vm) -> Rc<Classes> {
        if let Some(classes) = vm.extension_if_any::<Classes>() {
            return classes;
        }
        let classes = Rc::new(Classes::build(vm));
        vm.set_extension(Rc::clone(&classes));
        span::constants(&classes);
        date::constants(&classes);
        time::constants(&classes);
        moment::constants(&classes);
        zone::constants(&classes);
        classes
    }

    fn build(vm: &Vm) -> Classes {
        let date = date::class(vm);
        let tzinfo = zone::tzinfo_class(vm);
        Classes {
            datetime: moment::class(vm, &date),
            date,
            time: time::class(vm),
            timedelta: span::class(vm),
            timezone: zone::class(vm, &tzinfo),
            tzinfo,
            utc: Object::host(TimeZone::UTC),
        }
    }
}

/// The module.
pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let classes = Classes::of(vm);
    let module = Module::new("datetime");
    for (name, class) in [
        ("date", &classes.date),
        ("time", &classes.time),
        ("datetime", &classes.datetime),
        ("timedelta", &classes.timedelta),
        ("tzinfo", &classes.tzinfo),
        ("timezone", &classes.timezone),
    ] {
        module.set(name, class);
    }
    module.set("UTC", classes.utc.clone());
    module.set("MINYEAR", 1_i64);
    module.set("MAXYEAR", 9999_i64);
    Ok(Rc::new(module))
}
