//! Mapped classes that are dataclasses: `MappedAsDataclass`, `registry.mapped_as_dataclass`.

use std::rc::Rc;

use ormlab_python::object::class::Class;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, Dict, Object, PyResult, Str, Vm};

use super::annotation::{Annotation, Inner};
use super::base;
use super::members::Members;
use super::registry::RegistryObject;
use crate::conversion::quoted;
use crate::error::argument_error;
use crate::names;
use crate::orm::inspection::symbol;
use crate::orm::property::{ColumnPropertyObject, FieldOptions, MappedColumnObject};
use crate::orm::relationship::RelationshipObject;

/// Where a class keeps how it is made a dataclass; its subclasses are made so, too.
const TRANSFORMS: &str = "_sa_apply_dc_transforms";

/// What `class User(Base, kw_only=True)` may say.
const OPTIONS: &[&str] = &["init", "repr", "eq", "order", "unsafe_hash", "match_args", "kw_only"];

/// Takes the options of a dataclass off the keywords of a class, on top of those of its bases.
fn take_options(vm: &Vm, class: &Class, args: &mut Args) -> PyResult<Rc<Dict>> {
    let made = match class.get(TRANSFORMS) {
        Some(known) => known.as_dict().map(|dict| dict.copy()).unwrap_or_default(),
        None => Dict::new(),
    };
    for name in OPTIONS {
        if let Some(value) = args.take(name) {
            made.set_text(name, value);
        }
    }
    if args.take("dataclass_callable").is_some_and(|given| !given.is_none()) {
        return Err(vm.unsupported("dataclass_callable="));
    }
    Ok(Rc::new(made))
}

/// After the body of a subclass of `MappedAsDataclass`.
pub(in crate::orm) fn init_subclass(vm: &Vm, class: &Class, mut args: Args) -> PyResult<()> {
    let options = take_options(vm, class, &mut args)?;
    class.set(TRANSFORMS, Object::Dict(options));
    if class.is_subclass(&names::class(vm, "DeclarativeBase")) {
        return base::init_subclass(vm, class, args);
    }
    args.no_more_keywords(vm, "__init_subclass__")?;
    let members = Members::default();
    transform(vm, class, &members)
}

/// `registry.mapped_as_dataclass`: with a class, or as a decorator with options.
pub(super) fn mapped_as_dataclass(
    vm: &Vm,
    registry: &Rc<RegistryObject>,
    mut args: Args,
) -> PyResult {
    let given = args.take_first();
    let (registry, options) = (Rc::clone(registry), args);
    let decorate = move |vm: &Vm, class: Object| -> PyResult {
        let Object::Class(target) = &class else {
            return Err(vm.type_error("mapped_as_dataclass() decorates a class"));
        };
        let mut args = options.clone();
        let options = take_options(vm, target, &mut args)?;
        args.no_more_keywords(vm, "mapped_as_dataclass")?;
        target.set(TRANSFORMS, Object::Dict(options));
        super::map_class(vm, target, &registry)?;
        Ok(class)
    };
    if let Some(class) = given {
        return decorate(vm, class);
    }
    let decorator = NativeFunction::closure("decorate", move |vm, args| {
        let [class] = args.exactly(vm, "decorate")?;
        decorate(vm, class)
    });
    Ok(decorator.object())
}

/// `mapped_as_dataclass(registry, …)`.
pub(in crate::orm) fn mapped_as_dataclass_function(vm: &Vm, mut args: Args) -> PyResult {
    let registry = args.take_first().or_else(|| args.take("registry")).unwrap_or(Object::None);
    match registry.downcast::<RegistryObject>() {
        Some(registry) => mapped_as_dataclass(vm, &registry, args),
        None => Err(argument_error(vm, "mapped_as_dataclass() expects a registry")),
    }
}

/// Whether the class is to be a dataclass.
pub(super) fn is_wanted(class: &Class) -> bool {
    class.get(TRANSFORMS).is_some()
}

/// What a member of a class body says of its field.
fn options_of(value: &Object) -> Option<FieldOptions> {
    if let Some(known) = value.downcast_ref::<MappedColumnObject>() {
        return Some(known.field.clone());
    }
    if let Some(known) = value.downcast_ref::<RelationshipObject>() {
        return Some(known.field.clone());
    }
    value.downcast_ref::<ColumnPropertyObject>().map(|known| known.field.clone())
}

/// Makes the class a dataclass, before its attributes become descriptors.
pub(super) fn transform(vm: &Vm, class: &Class, members: &Members) -> PyResult<()> {
    let written = class.own("__annotations__");
    let own = written.as_ref().and_then(|found| found.as_dict().cloned()).unwrap_or_default();
    let annotations = Dict::new();
    for (name, hint) in own.str_items() {
        let kept = class.own(&name);
        let value = members.attributes.get(&name).cloned().or(kept);
        let annotation = match members.annotations.get(&name) {
            Some(known) => Some(known.clone()),
            None => Annotation::read(vm, &hint)?,
        };
        if let Some(options) = value.as_ref().and_then(options_of) {
            class.set(&name, field(vm, value.as_ref(), &options)?);
        }
        annotations.set_str(&name, annotation.map_or(hint, |known| inner_of(&known)));
    }
    class.set("__annotations__", Rc::new(annotations));
    let mut args = Args::one(class);
    if let Some(options) = class.get(TRANSFORMS).as_ref().and_then(Object::as_dict) {
        args.keywords = options.str_items();
    }
    let dataclass = vm.attr(&Object::Module(vm.import("dataclasses")?), "dataclass")?;
    vm.call(&dataclass, args)?;
    match written {
        Some(written) => class.set("__annotations__", written),
        None => drop(class.remove(&Str::intern("__annotations__"))),
    }
    Ok(())
}

fn inner_of(annotation: &Annotation) -> Object {
    match &annotation.inner {
        Inner::Object(object) => object.clone(),
        Inner::Text(text) => text.as_str().into(),
    }
}

/// `dataclasses.field(…)` for an attribute.
fn field(vm: &Vm, value: Option<&Object>, options: &FieldOptions) -> PyResult {
    let mut keywords = options.0.clone();
    let is_out = keywords
        .iter()
        .any(|(name, value)| *name == "init" && matches!(value, Object::Bool(false)));
    let has_factory = keywords.iter().any(|(name, _)| *name == "default_factory");
    let is_relationship =
        value.is_some_and(|value| value.downcast_ref::<RelationshipObject>().is_some());
    for (name, value) in &mut keywords {
        if *name != "default" {
            continue;
        }
        if is_out && !has_factory {
            let kept = value.clone();
            *name = "default_factory".into();
            *value = NativeFunction::closure("default", move |_, _| Ok(kept.clone())).object();
        } else if is_relationship {
            // An object that was not given must not overrule a foreign key that was.
            *value = symbol("DONT_SET");
        }
    }
    let field = vm.attr(&Object::Module(vm.import("dataclasses")?), "field")?;
    vm.call(&field, Args { positional: Default::default(), keywords })
}

/// The complaint about options of fields in a class that is no dataclass.
pub(super) fn refuse_options(vm: &Vm, class: &Class, name: &str, value: &Object) -> PyResult<()> {
    let Some(options) = options_of(value) else { return Ok(()) };
    let mut given: Vec<String> = options
        .0
        .iter()
        .filter(|(name, _)| *name != "default")
        .map(|(name, _)| quoted(if *name == "metadata" { "dataclass_metadata" } else { name }))
        .collect();
    if given.is_empty() {
        return Ok(());
    }
    given.sort();
    Err(argument_error(
        vm,
        format!(
            "Attribute '{name}' on class <class '{}'> includes dataclasses argument(s): {} but class does not specify SQLAlchemy native dataclass configuration.",
            class.full_name(),
            given.join(", ")
        ),
    ))
}
