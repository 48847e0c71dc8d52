//! Annotations of mapped classes: `Mapped[int]`, `Mapped[list["Post"]]`, and the same as text.

use std::rc::Rc;

use ormlab_core::SqlType;
use ormlab_orm::relationship::CollectionKind;
use ormlab_python::modules::typing;
use ormlab_python::object::alias::{AliasKind, GenericAlias};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, Dict, Mode, Object, PyResult, Raised, Vm};

use super::registry::RegistryObject;
use crate::names;
use crate::types::type_of;

/// What is inside of `Mapped[…]`.
#[derive(Clone)]
pub(super) enum Inner {
    Object(Object),
    /// Names of it are not known yet.
    Text(String),
}

/// An annotation of the form `Mapped[…]`.
#[derive(Clone)]
pub(super) struct Annotation {
    pub container: Class,
    pub inner: Inner,
    /// As it was written, for messages.
    pub raw: Object,
}

/// A `MappedAnnotationError`.
pub(super) fn annotation_error(vm: &Vm, message: impl Into<String>) -> Box<Raised> {
    vm.raise(&names::class(vm, "MappedAnnotationError"), message.into())
}

/// The value of an expression of text, in the module of the class.
fn evaluate(vm: &Vm, text: &str) -> PyResult {
    let globals: Rc<Dict> = vm.current_globals().unwrap_or_default();
    let code = vm.compile(text, "<string>", Mode::Eval)?;
    vm.run(&code, &globals)
}

/// The value of the text; none where a name of it is not known yet.
fn evaluate_if_known(vm: &Vm, text: &str) -> PyResult<Option<Object>> {
    match evaluate(vm, text) {
        Ok(value) => Ok(Some(value)),
        // `"Post" | None` and the like fail with what is not known as well.
        Err(raised) if !raised.is_fatal() => Ok(None),
        Err(raised) => Err(raised),
    }
}

impl Annotation {
    /// Reads an annotation; none where it is not one of a mapped attribute.
    pub(super) fn read(vm: &Vm, raw: &Object) -> PyResult<Option<Annotation>> {
        let Some(text) = raw.as_str() else { return Ok(Annotation::of_object(vm, raw, raw)) };
        if let Some(annotation) = Annotation::of_text(vm, text, raw)? {
            return Ok(Some(annotation));
        }
        let value = evaluate_if_known(vm, text)?;
        Ok(value.and_then(|value| Annotation::of_object(vm, &value, raw)))
    }

    /// `Mapped[List[Post]]` as text: what is inside stays text, for a class of that name may be another
    /// one by the time that the registry looks for it.
    fn of_text(vm: &Vm, text: &str, raw: &Object) -> PyResult<Option<Annotation>> {
        let Some((name, rest)) = text.split_once('[') else { return Ok(None) };
        let Some(inner) = rest.trim_end().strip_suffix(']') else { return Ok(None) };
        let Some(Object::Class(container)) = evaluate_if_known(vm, name.trim())? else {
            return Ok(None);
        };
        if !is_container(vm, &container) {
            return Ok(None);
        }
        let inner = Inner::Text(inner.trim().to_owned());
        Ok(Some(Annotation { container, inner, raw: raw.clone() }))
    }

    fn of_object(vm: &Vm, object: &Object, raw: &Object) -> Option<Annotation> {
        let Object::Alias(alias) = object else { return None };
        let container = alias.origin.as_class().filter(|class| is_container(vm, class))?.clone();
        let inner = match alias.args.first()? {
            Object::Str(text) => Inner::Text(text.to_string()),
            other => Inner::Object(other.clone()),
        };
        Some(Annotation { container, inner, raw: raw.clone() })
    }

    /// The type of a column: all its names must be known by now.
    pub(super) fn resolved(&self, vm: &Vm) -> PyResult {
        let object = match &self.inner {
            Inner::Object(object) => object.clone(),
            Inner::Text(text) => match evaluate(vm, text) {
                Err(raised) if raised.is_a(&vm.exceptions().name_error) => {
                    let shown = vm.str(&self.raw)?;
                    let error = annotation_error(
                        vm,
                        format!(
                            "Could not resolve all types within mapped annotation: \"{shown}\".  Ensure all types are written correctly and are imported within the module in use."
                        ),
                    );
                    error.set_cause(Rc::clone(raised.instance()));
                    return Err(error);
                }
                evaluated => evaluated?,
            },
        };
        Ok(object)
    }
}

fn is_container(vm: &Vm, class: &Class) -> bool {
    class.is_subclass(&names::class(vm, "_MappedAnnotationBase"))
}

/// Whether the annotation says that the attribute belongs to the class alone.
pub(super) fn is_class_variable(vm: &Vm, raw: &Object) -> bool {
    if let Some(text) = raw.as_str() {
        return text.starts_with("ClassVar") || text.starts_with("typing.ClassVar");
    }
    let of = |origin: &Object| {
        origin.downcast_ref::<typing::SpecialForm>().is_some_and(|form| form.name == "ClassVar")
            || origin
                .as_class()
                .is_some_and(|class| class.is_subclass(&names::class(vm, "AssociationProxy")))
    };
    match raw {
        Object::Alias(alias) => of(&alias.origin),
        other => of(other),
    }
}

fn is_none(vm: &Vm, object: &Object) -> bool {
    object.is_none() || object.as_class().is_some_and(|class| *class == vm.types().none)
}

/// The parts of a union, `Optional` included; none of anything else.
fn union_parts(object: &Object) -> Option<&GenericAlias> {
    match object {
        Object::Alias(alias) if matches!(alias.kind, AliasKind::Union | AliasKind::Bar) => {
            Some(alias)
        }
        _ => None,
    }
}

/// A type without `None`, and whether that was in it.
pub(super) fn without_none(vm: &Vm, object: &Object) -> PyResult<(Object, bool)> {
    if let Object::Alias(alias) = object
        && alias.kind == AliasKind::Annotated
        && let Some(first) = alias.args.first()
    {
        let nullable = without_none(vm, first)?.1;
        return Ok((object.clone(), nullable));
    }
    let Some(alias) = union_parts(object) else { return Ok((object.clone(), false)) };
    let (nones, parts): (Vec<Object>, Vec<Object>) =
        alias.args.iter().cloned().partition(|part| is_none(vm, part));
    Ok((typing::union(vm, parts)?, !nones.is_empty()))
}

/// The parts of `Annotated[int, …]`.
pub(super) fn annotated(object: &Object) -> Option<(&Object, &[Object])> {
    match object {
        Object::Alias(alias) if alias.kind == AliasKind::Annotated => alias.args.split_first(),
        _ => None,
    }
}

/// The type of a column for a Python type, by the registry's map and the usual one.
pub(super) fn sql_type(
    vm: &Vm,
    registry: &RegistryObject,
    object: &Object,
) -> PyResult<Option<SqlType>> {
    for (key, value) in registry.type_map() {
        if is_same_type(vm, &key, object)? {
            return type_of(vm, &value).map(Some);
        }
    }
    if let Some((inner, _)) = annotated(object) {
        return sql_type(vm, registry, &without_none(vm, inner)?.0);
    }
    match object {
        Object::Class(class) => of_class(vm, registry, class),
        Object::Alias(alias) if alias.kind == AliasKind::Literal => of_literal(vm, alias).map(Some),
        _ => Ok(None),
    }
}

/// Whether two types are one: unions whatever the order and the way of writing.
fn is_same_type(vm: &Vm, a: &Object, b: &Object) -> PyResult<bool> {
    let (Some(left), Some(right)) = (union_parts(a), union_parts(b)) else { return vm.eq(a, b) };
    if left.args.len() != right.args.len() {
        return Ok(false);
    }
    for part in &left.args {
        let mut known = false;
        for other in &right.args {
            known = known || vm.eq(part, other)?;
        }
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}

fn of_class(vm: &Vm, registry: &RegistryObject, class: &Class) -> PyResult<Option<SqlType>> {
    match crate::schema::of_python(vm, &class.into()) {
        Some(found) => Ok(Some(found)),
        None if is_enum(class) => of_enum(vm, registry, class).map(Some),
        None => Ok(None),
    }
}

fn is_enum(class: &Class) -> bool {
    class.mro().iter().skip(1).any(|base| base.full_name() == "enum.Enum")
}

/// The type for an enumeration; the map may say how all of them are stored.
fn of_enum(vm: &Vm, registry: &RegistryObject, class: &Class) -> PyResult<SqlType> {
    let made = vm.call(&names::class(vm, "Enum").into(), Args::one(class.clone()))?;
    let made = type_of(vm, &made)?;
    let general = registry
        .type_map()
        .into_iter()
        .find(|(key, _)| key.as_class().is_some_and(|class| class.full_name() == "enum.Enum"));
    let Some((_, value)) = general else { return Ok(made) };
    let (SqlType::Enum(own), SqlType::Enum(said)) = (&made, &type_of(vm, &value)?) else {
        return Ok(made);
    };
    let mut chosen = (**own).clone();
    chosen.native_enum = said.native_enum;
    chosen.length = said.length;
    chosen.create_constraint = said.create_constraint;
    chosen.validate_strings = said.validate_strings;
    Ok(SqlType::Enum(chosen.into()))
}

fn of_literal(vm: &Vm, alias: &GenericAlias) -> PyResult<SqlType> {
    let args = Args::of(alias.args.iter().cloned()).with("native_enum", false);
    type_of(vm, &vm.call(&names::class(vm, "Enum").into(), args)?)
}

/// What an annotation says of a relationship.
#[derive(Default)]
pub(super) struct Related {
    /// The class, or its name.
    pub target: Option<Object>,
    pub collection: Option<CollectionKind>,
}

/// What an annotation says of a relationship.
pub(super) fn related(vm: &Vm, inner: &Inner) -> PyResult<Related> {
    match inner {
        Inner::Text(text) => related_text(vm, text),
        Inner::Object(object) => related_object(vm, object),
    }
}

fn related_object(vm: &Vm, object: &Object) -> PyResult<Related> {
    if let Some(text) = object.as_str() {
        return related_text(vm, text);
    }
    let (object, _) = without_none(vm, object)?;
    if let Some(text) = object.as_str() {
        return related_text(vm, text);
    }
    let Object::Alias(alias) = &object else {
        return Ok(Related { target: Some(object), collection: None });
    };
    let kind = match &alias.origin {
        Object::Class(class) => collection_of(vm, class)?,
        _ => None,
    };
    let target = if alias.origin.as_class() == Some(&vm.types().dict) {
        alias.args.last()
    } else {
        alias.args.first()
    };
    let target = match target {
        Some(Object::Str(text)) => related_text(vm, text)?.target,
        other => other.cloned(),
    };
    Ok(Related { target, collection: kind })
}

fn collection_of(vm: &Vm, class: &Class) -> PyResult<Option<CollectionKind>> {
    let types = vm.types();
    if *class == types.list {
        return Ok(Some(CollectionKind::List));
    }
    if *class == types.set {
        return Ok(Some(CollectionKind::Set));
    }
    if *class == types.dict {
        return Ok(None);
    }
    Err(vm.unsupported(&format!("a relationship that is a {}", class.name())))
}

fn related_text(vm: &Vm, text: &str) -> PyResult<Related> {
    let text = text.trim().trim_matches(|c| c == '"' || c == '\'').trim();
    let bare = text.split('|').map(str::trim).filter(|part| *part != "None").collect::<Vec<_>>();
    if let ([one], true) = (bare.as_slice(), text.contains('|')) {
        return related_text(vm, one);
    }
    let Some((name, rest)) = text.split_once('[') else {
        let target = (!text.is_empty()).then(|| Object::from(text));
        return Ok(Related { target, collection: None });
    };
    let inner = rest.trim_end().strip_suffix(']').unwrap_or(rest).trim();
    let name = name.rsplit('.').next().unwrap_or(name).trim();
    let inner_target = |inner: &str| related_text(vm, inner).map(|related| related.target);
    let collection = match name {
        "Optional" => return related_text(vm, inner),
        "Union" => {
            let part = inner.split(',').map(str::trim).find(|part| *part != "None");
            return related_text(vm, part.unwrap_or(inner));
        }
        "List" | "list" => Some(CollectionKind::List),
        "Set" | "set" => Some(CollectionKind::Set),
        "Dict" | "dict" => {
            let value = inner.rsplit(',').next().unwrap_or(inner);
            return Ok(Related { target: inner_target(value)?, collection: None });
        }
        other => return Err(vm.unsupported(&format!("a relationship that is a {other}"))),
    };
    Ok(Related { target: inner_target(inner)?, collection })
}
