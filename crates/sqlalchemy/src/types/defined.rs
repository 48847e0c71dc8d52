//! `UserDefinedType`: a type that a script names and converts.

use std::any::Any;
use std::fmt;
use std::rc::{Rc, Weak};

use ormlab_core::SqlType;
use ormlab_core::dialect::Dialect;
use ormlab_core::error::{Error, Result};
use ormlab_core::types::CustomType;
use ormlab_core::value::Value;
use ormlab_python::{Args, ClassBuilder, Instance, Object, PyResult, Vm};

use crate::conversion::{to_object, to_value};
use crate::error::to_error;
use crate::names::{self, Names};

/// `UserDefinedType`; a script says `get_col_spec` and perhaps the processors.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, class, args| {
            let this = Object::Instance(vm.new_instance(class, None));
            if vm.has_script_init(class) {
                vm.call_method(&this, "__init__", args)?;
            } else if !args.is_empty() {
                return Err(vm.type_error(format!("{}() takes no arguments", class.name())));
            }
            Ok(this)
        })
        .attribute("cache_ok", Object::None)
        .method("__repr__", |vm, mut args| {
            let this = crate::arguments::receiver(&mut args);
            repr(vm, &this).map(Object::from)
        })
        .method("__str__", |vm, mut args| col_spec(vm, &crate::arguments::receiver(&mut args)))
}

fn col_spec(vm: &Vm, this: &Object) -> PyResult {
    vm.call_method(this, "get_col_spec", Args::none())
}

/// The arguments of `__init__` whose attributes are not the defaults.
fn repr(vm: &Vm, this: &Object) -> PyResult<String> {
    let class = vm.class_of(this);
    let mut shown = Vec::new();
    if let Some(Object::Function(initialise)) = class.get("__init__") {
        let code = initialise.code();
        let positional = code.parameters.positional as usize;
        let defaults = initialise.defaults();
        let first_default = positional.saturating_sub(defaults.len());
        for (place, name) in code.local_names.iter().enumerate().take(positional).skip(1) {
            let Some(value) = vm.attr_if_any(this, name)? else { continue };
            let default = place.checked_sub(first_default).and_then(|at| defaults.get(at));
            let is_usual = match default {
                Some(default) => vm.eq(default, &value)?,
                None => false,
            };
            if !is_usual {
                shown.push(format!("{name}={}", vm.repr(&value)?));
            }
        }
    }
    Ok(format!("{}({})", class.name(), shown.join(", ")))
}

/// The type that an instance of a script's class is.
pub(super) fn of_instance(vm: &Vm, instance: &Rc<Instance>) -> Option<SqlType> {
    if !instance.class().is_subclass(&names::class(vm, "UserDefinedType")) {
        return None;
    }
    let vm = Names::of(vm).vm();
    Some(SqlType::Custom(Rc::new(Defined { vm, instance: Rc::clone(instance) })))
}

/// The instance of a script behind a type.
pub(super) fn object_of(custom: &dyn CustomType) -> Option<Object> {
    let defined: &Defined = custom.as_any().downcast_ref()?;
    Some(Object::Instance(Rc::clone(&defined.instance)))
}

struct Defined {
    vm: Weak<Vm>,
    instance: Rc<Instance>,
}

impl fmt::Debug for Defined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}()", self.instance.class().name())
    }
}

impl Defined {
    fn vm(&self) -> Result<Rc<Vm>> {
        let gone = || Error::invalid_request("The interpreter of this type is gone");
        self.vm.upgrade().ok_or_else(gone)
    }

    fn this(&self) -> Object {
        Object::Instance(Rc::clone(&self.instance))
    }

    /// What the function that `processor` gives makes of a value; it may give none.
    fn process(
        &self,
        processor: &str,
        extra: Option<Object>,
        value: Value,
        dialect: &str,
    ) -> Result<Value> {
        let vm = self.vm()?;
        let run = || -> PyResult<Value> {
            let Some(method) = vm.attr_if_any(&self.this(), processor)? else {
                return Ok(value.clone());
            };
            let mut args = Args::one(crate::compiled::dialect_object(&vm, dialect));
            args.positional.extend(extra);
            let function = vm.call(&method, args)?;
            if function.is_none() {
                return Ok(value.clone());
            }
            to_value(&vm, &vm.call(&function, Args::one(to_object(&vm, &value)))?)
        };
        run().map_err(|raised| to_error(&vm, raised))
    }
}

impl CustomType for Defined {
    fn name(&self) -> String {
        self.instance.class().name().to_string()
    }

    fn base(&self) -> SqlType {
        SqlType::Null
    }

    fn implementation(&self, _: &dyn Dialect) -> Result<SqlType> {
        let vm = self.vm()?;
        let text = col_spec(&vm, &self.this()).and_then(|spec| vm.str(&spec));
        let text = text.map_err(|raised| to_error(&vm, raised))?;
        Ok(super::dialect::opaque(&text))
    }

    fn bind(&self, value: Value, dialect: &'static str) -> Result<Value> {
        self.process("bind_processor", None, value, dialect)
    }

    fn result(&self, value: Value, dialect: &'static str) -> Result<Value> {
        self.process("result_processor", Some(Object::None), value, dialect)
    }

    fn is_cacheable(&self) -> bool {
        matches!(self.instance.class().get("cache_ok"), Some(Object::Bool(true)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
