//! Loader options: `joinedload(User.posts)`, chained, and `with_parent`.

use std::rc::Rc;

use ormlab_core::entity::StatementOption;
use ormlab_orm::property::PropertyKind;
use ormlab_orm::{InnerJoin, LoadAction, LoaderOption, MappedEntity, Strategy};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Args, NativeFn, Object, PyResult, Raised, Str, Vm};

use super::aliased::entity_of;
use super::attribute::AttributeObject;
use super::value::instance;
use crate::arguments::{flag, given, int, text};
use crate::error::{OrRaise, argument_error, to_raised};
use crate::expr::expr_object;
use crate::names;

/// A loader option as a Python object.
pub(crate) struct OptionObject {
    pub(super) option: LoaderOption,
}

/// What a function about relationships does at the end of its path.
#[derive(Clone)]
struct Loader {
    name: &'static str,
    action: LoadAction,
}

const NAMES: &[&str] = &[
    "joinedload",
    "selectinload",
    "subqueryload",
    "lazyload",
    "immediateload",
    "noload",
    "raiseload",
    "contains_eager",
    "defaultload",
    "load_only",
    "defer",
    "undefer",
    "undefer_group",
    "options",
    "with_expression",
    "selectin_polymorphic",
];

/// The complaint about a text where an attribute is expected.
fn no_text(vm: &Vm) -> Box<Raised> {
    argument_error(
        vm,
        "Strings are not accepted for attribute names in loader options; please use class-bound attributes directly.",
    )
}

fn attribute(vm: &Vm, object: &Object) -> PyResult<Rc<AttributeObject>> {
    if object.as_str().is_some() {
        return Err(no_text(vm));
    }
    match object.downcast::<AttributeObject>() {
        Some(known) => Ok(known),
        None => {
            let shown = vm.repr(object)?;
            Err(argument_error(
                vm,
                format!("expected ORM mapped attribute for loader strategy argument, got {shown}"),
            ))
        }
    }
}

/// The words that a strategy goes by in messages.
fn plain_name(name: &str) -> &'static str {
    match name {
        "joinedload" | "contains_eager" => "joined loader",
        "selectinload" => "select in loader",
        "subqueryload" => "subquery loader",
        "immediateload" => "immediate loader",
        "noload" => "no loader",
        _ => "lazy loader",
    }
}

fn then(vm: &Vm, option: LoaderOption, loader: &Loader, object: &Object) -> PyResult<LoaderOption> {
    if object.as_str().is_some_and(|text| text == "*") {
        return Ok(option.wildcard(loader.name, loader.action.clone()));
    }
    let attribute = attribute(vm, object)?;
    attribute.entity.mapper.check_configure().or_raise(vm)?;
    match attribute.relationship() {
        Some(relationship) => {
            option.then(loader.name, &relationship, loader.action.clone()).or_raise(vm)
        }
        None => {
            let wrong =
                ormlab_orm::option::wrong_kind(plain_name(loader.name), &attribute.target());
            Err(to_raised(vm, wrong))
        }
    }
}

/// What the keywords of a function about relationships add to its strategy.
const NOLOAD: &str = "The noload() option is deprecated and will be removed in a future release.  This option produces incorrect results by returning ``None`` for related items. (deprecated since: 2.1)";

fn loader(vm: &Vm, name: &str, args: &mut Args) -> PyResult<Loader> {
    if name == "noload"
        && let Some(sink) = crate::Names::of(vm).environment().warnings.clone()
    {
        sink.warn("SADeprecationWarning", NOLOAD).or_raise(vm)?;
    }
    let depth = match given(args.take("recursion_depth")) {
        Some(depth) => i32::try_from(int(vm, &depth)?).ok(),
        None => None,
    };
    let plain = |name: &'static str, strategy: Strategy| Loader {
        name,
        action: LoadAction::Relationship {
            strategy: Some(strategy),
            innerjoin: None,
            is_contained: false,
            recursion_depth: depth,
        },
    };
    Ok(match name {
        "joinedload" => {
            Loader { name: "joinedload", action: LoadAction::joined(inner_join(vm, args)?) }
        }
        "selectinload" => plain("selectinload", Strategy::Selectin),
        "subqueryload" => plain("subqueryload", Strategy::Subquery),
        "lazyload" => plain("lazyload", Strategy::Lazy),
        "immediateload" => plain("immediateload", Strategy::Immediate),
        "noload" => plain("noload", Strategy::Noload),
        "raiseload" if flag(vm, args.take("sql_only"), false)? => {
            plain("raiseload", Strategy::RaiseOnSql)
        }
        "raiseload" => plain("raiseload", Strategy::Raise),
        "contains_eager" => {
            args.take("_propagate_to_loaders");
            Loader { name: "contains_eager", action: LoadAction::contained() }
        }
        _ => Loader { name: "defaultload", action: LoadAction::default_load() },
    })
}

fn inner_join(vm: &Vm, args: &mut Args) -> PyResult<Option<InnerJoin>> {
    Ok(match args.take("innerjoin") {
        None | Some(Object::None) => None,
        Some(given) => match given.as_str().map(Str::as_str) {
            Some("unnested") => Some(InnerJoin::Unnested),
            Some(_) => Some(InnerJoin::Nested),
            None => Some(if vm.truth(&given)? { InnerJoin::Nested } else { InnerJoin::Outer }),
        },
    })
}

/// `joinedload(*path)` and its kin, from where the option is.
fn relationships(
    vm: &Vm,
    mut option: LoaderOption,
    name: &str,
    mut args: Args,
) -> PyResult<LoaderOption> {
    let alias = given(args.take("alias"));
    let loader = loader(vm, name, &mut args)?;
    args.no_more_keywords(vm, name)?;
    let Some((last, path)) = args.positional.split_last() else {
        return Err(
            vm.type_error(format!("{name}() missing 1 required positional argument: 'keys'"))
        );
    };
    let default = Loader { name: "defaultload", action: LoadAction::default_load() };
    for step in path {
        option = then(vm, option, &default, step)?;
    }
    match alias {
        Some(alias) => {
            let target = vm.call_method(last, "of_type", Args::one(alias))?;
            then(vm, option, &loader, &target)
        }
        None => then(vm, option, &loader, last),
    }
}

/// `load_only(*attributes)`.
fn load_only(vm: &Vm, option: LoaderOption, mut args: Args) -> PyResult<LoaderOption> {
    let raiseload = flag(vm, args.take("raiseload"), false)?;
    let mut entity: Option<Rc<MappedEntity>> = None;
    let mut properties = Vec::new();
    for object in &args.positional {
        let attribute = attribute(vm, object)?;
        let property = attribute.target();
        if !matches!(property.kind, PropertyKind::Column(_)) {
            return Err(argument_error(
                vm,
                format!(
                    "Can't apply \"column loader\" strategy to property \"{property}\", which is a \"relationship property\"; this loader strategy is intended to be used with a \"column property\"."
                ),
            ));
        }
        entity.get_or_insert_with(|| Rc::clone(&attribute.entity));
        properties.push(property);
    }
    match entity {
        Some(entity) => option.load_only(&entity, &properties, raiseload).or_raise(vm),
        None => Ok(option),
    }
}

/// `defer(*attributes)`, `undefer(*attributes)`.
fn columns(
    vm: &Vm,
    mut option: LoaderOption,
    name: &str,
    mut args: Args,
) -> PyResult<LoaderOption> {
    let raiseload = flag(vm, args.take("raiseload"), false)?;
    let action = LoadAction::Column { deferred: name == "defer", raiseload };
    for object in &args.positional {
        if object.as_str().is_some_and(|text| text == "*") {
            option = option.all_columns(name, action.clone());
            continue;
        }
        let attribute = attribute(vm, object)?;
        option = option
            .column(name, &attribute.entity, &attribute.target(), action.clone())
            .or_raise(vm)?;
    }
    Ok(option)
}

/// One more step of an option.
fn step(vm: &Vm, option: LoaderOption, name: &str, mut args: Args) -> PyResult<LoaderOption> {
    match name {
        "load_only" => load_only(vm, option, args),
        "defer" | "undefer" => columns(vm, option, name, args),
        "undefer_group" => {
            let [group] = args.exactly(vm, "undefer_group")?;
            Ok(option.undefer_group(&text(vm, &group)?))
        }
        "options" => {
            let mut others = Vec::new();
            for object in std::mem::take(&mut args.positional) {
                match object.downcast_ref::<OptionObject>() {
                    Some(known) => others.push(known.option.clone()),
                    None => {
                        return Err(crate::coercion::expected(vm, "loader option", &object, ""));
                    }
                }
            }
            option.options(&others).or_raise(vm)
        }
        "with_expression" | "selectin_polymorphic" => Err(vm.unsupported(&format!("{name}()"))),
        _ => relationships(vm, option, name, args),
    }
}

impl HostObject for OptionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Load")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let Some(name) = NAMES.iter().find(|known| ***known == **name) else { return Ok(None) };
        let method = NativeFunction::closure(name, move |vm, args| {
            Ok(Object::host(OptionObject { option: step(vm, self.option.clone(), name, args)? }))
        });
        Ok(Some(method.object()))
    }
}

/// `Load(entity)`.
pub(super) fn load(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [entity] = args.exactly(vm, "Load")?;
    match entity_of(vm, &entity)? {
        Some(entity) => Ok(Object::host(OptionObject { option: LoaderOption::of(&entity) })),
        None => Err(crate::coercion::expected(vm, "ORM mapped class", &entity, "")),
    }
}

/// What an option is to a statement.
pub(super) fn clause_of(object: &Object) -> Option<Rc<dyn StatementOption>> {
    let known = object.downcast_ref::<OptionObject>()?;
    Some(Rc::new(known.option.clone()))
}

/// `with_parent(instance, User.posts)`.
pub(super) fn with_parent(vm: &Vm, args: Args) -> PyResult {
    let names = ["instance", "prop", "from_entity"];
    let [object, attribute, _] = args.bind(vm, "with_parent", names, 2)?;
    let parent = instance(vm, &object.unwrap_or(Object::None))?;
    let attribute = self::attribute(vm, &attribute.unwrap_or(Object::None))?;
    match attribute.relationship() {
        Some(relationship) => Ok(expr_object(vm, &relationship.with_parent(&parent).or_raise(vm)?)),
        None => Err(argument_error(
            vm,
            format!("with_parent() expects a relationship, got {}", attribute.property),
        )),
    }
}

macro_rules! functions {
    ($($name:literal),*) => { &[$(($name, |vm, args| {
        Ok(Object::host(OptionObject { option: step(vm, LoaderOption::default(), $name, args)? }))
    })),*] };
}

/// The functions that begin an option.
pub(super) const FUNCTIONS: &[(&str, NativeFn)] = functions!(
    "joinedload",
    "selectinload",
    "subqueryload",
    "lazyload",
    "immediateload",
    "noload",
    "raiseload",
    "contains_eager",
    "defaultload",
    "load_only",
    "defer",
    "undefer",
    "undefer_group",
    "with_expression",
    "selectin_polymorphic"
);

/// `with_loader_criteria(…)`.
pub(super) fn with_loader_criteria(vm: &Vm, _: Args) -> PyResult {
    Err(vm.unsupported("with_loader_criteria()"))
}
