//! `TypeDecorator`: a type whose values a script converts.

use std::any::Any;
use std::fmt;
use std::rc::{Rc, Weak};

use ormlab_core::SqlType;
use ormlab_core::dialect::Dialect;
use ormlab_core::error::{Error, Result};
use ormlab_core::types::CustomType;
use ormlab_core::value::Value;
use ormlab_python::object::args::Args;
use ormlab_python::object::instance::Instance;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Vm};

use super::{maybe_type, type_object};
use crate::conversion::{to_object, to_value};
use crate::error::to_error;
use crate::names::Names;

/// What `TypeDecorator.__init__` found: the type that values are stored as.
struct DecoratorState(SqlType);

/// The methods of `TypeDecorator`; a script overrides those it wants.
pub(super) fn fill(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, class, args| {
            // Interval and PickleType are of this class in Python, but types of their own here.
            if super::spec::of_class(class).is_some() {
                return super::construct(vm, class, args);
            }
            let this = Object::Instance(vm.new_instance(class, None));
            let initialise = vm.attr(&this, "__init__")?;
            vm.call(&initialise, args)?;
            Ok(this)
        })
        .attribute("cache_ok", Object::None)
        .method("__init__", initialise)
        .method("__repr__", repr)
        .method("__str__", |vm, mut args| {
            let inner = implementation(&crate::arguments::receiver(&mut args)).unwrap_or_default();
            Ok(super::ddl_text(vm, &inner, &crate::compiled::default_dialect())?.into())
        })
        .getter("impl_instance", |vm, this| {
            Ok(implementation(this).map_or(Object::None, |t| type_object(vm, &t)))
        })
        .method("load_dialect_impl", |vm, mut args| {
            let this = crate::arguments::receiver(&mut args);
            Ok(implementation(&this).map_or(Object::None, |found| type_object(vm, &found)))
        })
}

fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let class = vm.class_of(&this);
    let Some(wanted) = class.get("impl") else {
        let message = "TypeDecorator implementations require a class-level variable 'impl' which refers to the class of type being decorated";
        return Err(vm.raise(&vm.exceptions().assertion.clone(), message));
    };
    let made = if wanted.as_class().is_some() { vm.call(&wanted, args)? } else { wanted };
    let found = maybe_type(vm, &made)?;
    if let (Some(instance), Some(found)) = (this.as_instance(), found) {
        instance.set_payload(Rc::new(DecoratorState(found)));
    }
    Ok(Object::None)
}

fn implementation(this: &Object) -> Option<SqlType> {
    Some(this.as_instance()?.payload::<DecoratorState>()?.0.clone())
}

fn repr(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let name = vm.class_of(&this).name();
    let inner = implementation(&this).unwrap_or_default();
    let shown = super::repr::repr(&name, &inner);
    Ok(shown.into())
}

/// The type that an instance of a decorator is.
pub(super) fn of_instance(vm: &Vm, instance: &Rc<Instance>) -> Option<SqlType> {
    let state = instance.payload::<DecoratorState>()?;
    let class = instance.class();
    Some(SqlType::Custom(Rc::new(Decorated {
        vm: Names::of(vm).vm(),
        instance: Rc::clone(instance),
        stored: state.0.clone(),
        binds: class.get("process_bind_param").is_some(),
        results: class.get("process_result_value").is_some(),
        chooses: class
            .get("load_dialect_impl")
            .is_some_and(|found| !matches!(found, Object::Native(_))),
    })))
}

/// The instance of a script behind a type.
pub(super) fn object_of(custom: &dyn CustomType) -> Option<Object> {
    let decorated: &Decorated = custom.as_any().downcast_ref()?;
    Some(Object::Instance(Rc::clone(&decorated.instance)))
}

struct Decorated {
    vm: Weak<Vm>,
    instance: Rc<Instance>,
    stored: SqlType,
    binds: bool,
    results: bool,
    chooses: bool,
}

impl fmt::Debug for Decorated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}()", self.instance.class().name())
    }
}

impl Decorated {
    fn call(&self, method: &str, value: Option<Value>, dialect: &str) -> Result<Object> {
        let Some(vm) = self.vm.upgrade() else {
            return Err(Error::invalid_request("The interpreter of this type is gone"));
        };
        let run = || -> PyResult {
            let this = Object::Instance(Rc::clone(&self.instance));
            let method = vm.attr(&this, method)?;
            let dialect = crate::compiled::dialect_object(&vm, dialect);
            let mut args = Args::none();
            args.positional.extend(value.map(|value| to_object(&vm, &value)));
            args.positional.push(dialect);
            vm.call(&method, args)
        };
        run().map_err(|raised| to_error(&vm, raised))
    }

    fn process(&self, method: &str, value: Value, dialect: &str) -> Result<Value> {
        let made = self.call(method, Some(value), dialect)?;
        let Some(vm) = self.vm.upgrade() else { return Ok(Value::Null) };
        to_value(&vm, &made).map_err(|raised| to_error(&vm, raised))
    }
}

impl CustomType for Decorated {
    fn name(&self) -> String {
        self.instance.class().name().to_string()
    }

    fn base(&self) -> SqlType {
        self.stored.clone()
    }

    fn implementation(&self, dialect: &dyn Dialect) -> Result<SqlType> {
        if !self.chooses {
            return Ok(self.stored.clone());
        }
        let chosen = self.call("load_dialect_impl", None, dialect.name())?;
        let Some(vm) = self.vm.upgrade() else { return Ok(self.stored.clone()) };
        super::type_of(&vm, &chosen).map_err(|raised| to_error(&vm, raised))
    }

    fn bind(&self, value: Value, dialect: &'static str) -> Result<Value> {
        if self.binds { self.process("process_bind_param", value, dialect) } else { Ok(value) }
    }

    fn result(&self, value: Value, dialect: &'static str) -> Result<Value> {
        if self.results { self.process("process_result_value", value, dialect) } else { Ok(value) }
    }

    fn is_cacheable(&self) -> bool {
        matches!(self.instance.class().get("cache_ok"), Some(Object::Bool(true)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
