//! Types as Python objects: `Integer`, `String(50)`, `VARCHAR`, `Enum(Level)`.

mod decorator;
mod defined;
mod dialect;
mod repr;
mod spec;

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_python::object::args::Args;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

pub(crate) use dialect::CLASSES as DIALECT_CLASSES;
pub(crate) use spec::CLASSES;

use crate::error::{OrRaise, argument_error};
use crate::names::{self, Names};

/// A type made by calling its class.
pub struct TypeObject {
    pub sql_type: SqlType,
    class: Class,
}

impl HostObject for TypeObject {
    fn class(&self, _: &Vm) -> Class {
        self.class.clone()
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        repr::attribute(vm, &self.sql_type, name)
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(repr::repr(&self.class.name(), &self.sql_type)))
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        ddl_text(vm, &self.sql_type, &crate::compiled::default_dialect()).map(Some)
    }
}

/// How a dialect spells the type.
pub(crate) fn ddl_text(
    vm: &Vm,
    sql_type: &SqlType,
    dialect: &Rc<dyn ormlab_core::dialect::Dialect>,
) -> PyResult<String> {
    dialect.type_name(sql_type).or_raise(vm)
}

/// `class(arguments)` for every class of types that is ours; of a script's subclass the instance
/// behaves as the type it inherits from.
pub(crate) fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let spec = class.mro().iter().find_map(|base| spec::of_class(base));
    let Some(spec) = spec else {
        return Err(vm.type_error(format!("{} takes no arguments", class.name())));
    };
    let sql_type = (spec.make)(vm, args)?;
    if spec::of_class(class).is_some() {
        return Ok(Object::host(TypeObject { sql_type, class: class.clone() }));
    }
    refuse_overrides(vm, class)?;
    Ok(Object::Instance(vm.new_instance(class, Some(Rc::new(Inherited(sql_type))))))
}

/// The type that an instance of a script's subclass behaves as.
struct Inherited(SqlType);

const OVERRIDES: &[&str] = &[
    "bind_processor",
    "result_processor",
    "literal_processor",
    "bind_expression",
    "column_expression",
    "comparator_factory",
    "coerce_compared_value",
    "get_col_spec",
];

/// What a subclass overrides would be passed over silently.
fn refuse_overrides(vm: &Vm, class: &Class) -> PyResult<()> {
    match OVERRIDES.iter().find(|name| class.own(name).is_some()) {
        Some(name) => Err(vm.unsupported(&format!("{}.{name}(); use TypeDecorator", class.name()))),
        None => Ok(()),
    }
}

/// The type that an object stands for: an instance, or a class that is made without arguments.
pub fn maybe_type(vm: &Vm, object: &Object) -> PyResult<Option<SqlType>> {
    if let Some(known) = object.downcast_ref::<TypeObject>() {
        return Ok(Some(known.sql_type.clone()));
    }
    match object {
        Object::Class(class) if is_type_class(vm, class) => {
            let made = vm.call(object, Args::none())?;
            maybe_type(vm, &made)
        }
        Object::Instance(instance) => {
            if let Some(inherited) = instance.payload::<Inherited>() {
                return Ok(Some(inherited.0.clone()));
            }
            Ok(decorator::of_instance(vm, instance).or_else(|| defined::of_instance(vm, instance)))
        }
        _ => Ok(None),
    }
}

/// Whether it is a class of types.
pub fn is_type_class(vm: &Vm, class: &Class) -> bool {
    class.is_subclass(&names::class(vm, "TypeEngine"))
}

/// The type that an object stands for; `None` is the type of nothing known.
pub fn type_of(vm: &Vm, object: &Object) -> PyResult<SqlType> {
    if object.is_none() {
        return Ok(SqlType::Null);
    }
    let found = maybe_type(vm, object)?;
    found.map_or_else(
        || {
            let shown = vm.repr(object)?;
            Err(argument_error(vm, format!("Object {shown} is not legal as a SQL type")))
        },
        Ok,
    )
}

fn object_of(custom: &dyn ormlab_core::types::CustomType) -> Option<Object> {
    decorator::object_of(custom).or_else(|| defined::object_of(custom))
}

/// The type as a Python object.
pub fn type_object(vm: &Vm, sql_type: &SqlType) -> Object {
    if let SqlType::Custom(custom) = sql_type
        && let Some(object) = object_of(&**custom)
    {
        return object;
    }
    let class = Names::of(vm).class(vm, spec::class_name(sql_type));
    Object::host(TypeObject { sql_type: sql_type.clone(), class })
}

/// Methods that all types have.
fn type_engine(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .method("with_variant", with_variant)
        .method("compile", compile)
        .method("copy", |_, mut args| Ok(crate::arguments::receiver(&mut args)))
        .class_getitem(|_, class, _| Ok(class.into()))
}

fn compile(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let [dialect] = args.bind(vm, "compile", ["dialect"], 0)?;
    let dialect = crate::compiled::dialect_of(vm, dialect)?;
    Ok(ddl_text(vm, &type_of(vm, &this)?, &dialect)?.into())
}

fn with_variant(vm: &Vm, mut args: Args) -> PyResult {
    let this = type_of(vm, &crate::arguments::receiver(&mut args))?;
    let Some(variant) = args.take_first() else {
        return Err(vm.type_error("with_variant() missing 1 required positional argument: 'type_'"));
    };
    if args.is_empty() {
        return Err(argument_error(vm, "At least one dialect name is required"));
    }
    let variant = type_of(vm, &variant)?;
    let (base, mut variants) = match this {
        SqlType::Variant { base, variants } => (base, variants.to_vec()),
        other => (Rc::new(other), Vec::new()),
    };
    for dialect in &args.positional {
        let name = crate::arguments::text(vm, dialect)?;
        if variants.iter().any(|(known, _)| *known == name) {
            let message = format!(
                "Dialect {} is already present in the mapping for this {}",
                crate::conversion::quoted(&name),
                vm.repr(&type_object(vm, &base))?
            );
            return Err(argument_error(vm, message));
        }
        variants.push((name, variant.clone()));
    }
    Ok(type_object(vm, &SqlType::Variant { base, variants: variants.into() }))
}
