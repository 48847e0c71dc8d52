//! `relationship(…)` and `backref(…)`: what they are called with.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_orm::relationship::{Backref, CollectionKind, PassiveDeletes, Strategy};
use ormlab_orm::{Cascade, Lazy, RelationshipSpec, Target};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::property::FieldOptions;
use super::scope::{self, Scope};
use crate::arguments::{flag, given, maybe_flag, maybe_int, maybe_text, text};
use crate::error::{OrRaise, argument_error};
use crate::names;

/// What `relationship(…)` gives: it becomes an attribute when its class is mapped.
pub(crate) struct RelationshipObject {
    pub(super) spec: RefCell<RelationshipSpec>,
    /// The first argument, unless an annotation says it.
    pub(super) argument: Option<Object>,
    /// Whether `collection_class` or `uselist` was said.
    pub(super) has_collection_class: bool,
    pub(super) scope: Rc<Scope>,
    pub(super) field: FieldOptions,
}

/// What `backref("name", …)` gives.
struct BackrefObject {
    name: Rc<str>,
    options: Args,
}

impl HostObject for RelationshipObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Relationship")
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let address = std::ptr::from_ref(self) as usize;
        Ok(Some(format!("<_RelationshipDeclared at {address:#x}; no key>")))
    }
}

impl HostObject for BackrefObject {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().tuple.clone()
    }
}

/// `backref(name, **options)`.
pub(super) fn backref(vm: &Vm, mut args: Args) -> PyResult {
    let Some(name) = args.take_first().or_else(|| args.take("name")) else {
        return Err(vm.type_error("backref() missing 1 required positional argument: 'name'"));
    };
    Ok(Object::host(BackrefObject { name: text(vm, &name)?, options: args }))
}

/// `relationship(argument, secondary, **options)`.
pub(super) fn relationship(vm: &Vm, args: Args) -> PyResult {
    Ok(Object::host(build(vm, &Rc::default(), args)?))
}

fn build(vm: &Vm, scope: &Rc<Scope>, mut args: Args) -> PyResult<RelationshipObject> {
    let mut spec = RelationshipSpec::default();
    read_joins(vm, scope, &mut spec, &mut args)?;
    let has_collection_class = read_collection(vm, &mut spec, &mut args)?;
    read_loading(vm, &mut spec, &mut args)?;
    read_flags(vm, &mut spec, &mut args)?;
    read_other_side(vm, scope, &mut spec, &mut args)?;
    let undone = &["comparator_factory", "query_class"];
    crate::arguments::refuse_any(vm, &mut args, "relationship", undone)?;
    for ignored in ["info", "doc"] {
        args.take(ignored);
    }
    let mut field = FieldOptions::take(&mut args);
    field.set_default(args.take("default"));
    let [argument, secondary] = args.bind(vm, "relationship", ["argument", "secondary"], 0)?;
    if let Some(secondary) = given(secondary) {
        spec.secondary = Some(scope::secondary(vm, scope, &secondary));
    }
    let argument = given(argument);
    if let Some(argument) = &argument {
        spec.target = Some(target(vm, scope, argument));
    }
    Ok(RelationshipObject {
        spec: RefCell::new(spec),
        argument,
        has_collection_class,
        scope: Rc::clone(scope),
        field,
    })
}

/// The class that a relationship leads to, by name or as an object.
pub(super) fn target(vm: &Vm, scope: &Rc<Scope>, argument: &Object) -> Target {
    match argument.as_str() {
        Some(name) if name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') => {
            Target::Name(name.as_str().into())
        }
        _ => match argument.as_class().and_then(super::class::maybe_mapper) {
            Some(mapper) => Target::Mapper(Lazy::Given(mapper)),
            None => Target::Mapper(scope::target(vm, scope, argument)),
        },
    }
}

fn read_joins(
    vm: &Vm,
    scope: &Rc<Scope>,
    spec: &mut RelationshipSpec,
    args: &mut Args,
) -> PyResult<()> {
    if let Some(join) = given(args.take("primaryjoin")) {
        spec.primaryjoin = Some(scope::join(vm, scope, &join));
    }
    if let Some(join) = given(args.take("secondaryjoin")) {
        spec.secondaryjoin = Some(scope::join(vm, scope, &join));
    }
    if let Some(keys) = given(args.take("foreign_keys")) {
        spec.foreign_keys = Some(scope::expressions(vm, scope, &keys));
    }
    if let Some(side) = given(args.take("remote_side")) {
        spec.remote_side = Some(scope::expressions(vm, scope, &side));
    }
    if let Some(order) =
        given(args.take("order_by")).filter(|order| !matches!(order, Object::Bool(false)))
    {
        spec.order_by = Some(scope::expressions(vm, scope, &order));
    }
    Ok(())
}

fn read_collection(vm: &Vm, spec: &mut RelationshipSpec, args: &mut Args) -> PyResult<bool> {
    spec.uselist = maybe_flag(vm, args.take("uselist"))?;
    let Some(class) = given(args.take("collection_class")) else { return Ok(false) };
    spec.collection = collection_kind(vm, &class)?;
    Ok(true)
}

/// `collection_class=`.
fn collection_kind(vm: &Vm, class: &Object) -> PyResult<CollectionKind> {
    if let Some(keyed) = class.downcast_ref::<KeyedObject>() {
        return Ok(CollectionKind::KeyedBy(keyed.attribute.clone()));
    }
    match class.as_class() {
        Some(class) if *class == vm.types().list => Ok(CollectionKind::List),
        Some(class) if *class == vm.types().set => Ok(CollectionKind::Set),
        _ => {
            let shown = vm.repr(class)?;
            Err(vm.unsupported(&format!("collection_class={shown}")))
        }
    }
}

/// What `attribute_keyed_dict("name")` gives.
pub(super) struct KeyedObject {
    attribute: Rc<str>,
}

impl HostObject for KeyedObject {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().object.clone()
    }
}

/// `attribute_keyed_dict(name)`, `attribute_mapped_collection(name)`.
pub(super) fn attribute_keyed_dict(vm: &Vm, mut args: Args) -> PyResult {
    let ignored = &["ignore_unpopulated_attribute"];
    crate::arguments::refuse(vm, &mut args, "attribute_keyed_dict", ignored)?;
    let [name] = args.bind(vm, "attribute_keyed_dict", ["attr_name"], 1)?;
    Ok(Object::host(KeyedObject { attribute: text(vm, &name.unwrap_or(Object::None))? }))
}

/// `column_keyed_dict(column)`.
pub(super) fn column_keyed_dict(vm: &Vm, mut args: Args) -> PyResult {
    let ignored = &["ignore_unpopulated_attribute"];
    crate::arguments::refuse(vm, &mut args, "column_keyed_dict", ignored)?;
    let [column] = args.bind(vm, "column_keyed_dict", ["mapping_spec"], 1)?;
    match super::attribute::column_of(vm, &column.unwrap_or(Object::None))? {
        Some(column) => Ok(Object::host(KeyedObject { attribute: column.key() })),
        None => Err(argument_error(vm, "column_keyed_dict() expects a column")),
    }
}

fn read_loading(vm: &Vm, spec: &mut RelationshipSpec, args: &mut Args) -> PyResult<()> {
    spec.lazy = match args.take("lazy") {
        None | Some(Object::None | Object::Bool(true)) => Strategy::Lazy,
        Some(Object::Bool(false)) => Strategy::Joined,
        Some(given) => {
            let name = text(vm, &given)?;
            Strategy::parse(&name).ok_or_else(|| {
                argument_error(
                    vm,
                    format!("Unknown lazy loading strategy {}", crate::conversion::quoted(&name)),
                )
            })?
        }
    };
    spec.innerjoin = args.take("innerjoin").map_or(Ok(false), |given| vm.truth(&given))?;
    spec.join_depth =
        maybe_int(vm, args.take("join_depth"))?.and_then(|depth| usize::try_from(depth).ok());
    spec.distinct_target_key = maybe_flag(vm, args.take("distinct_target_key"))?;
    spec.keep_join = matches!(maybe_flag(vm, args.take("omit_join"))?, Some(false));
    spec.load_on_pending = flag(vm, args.take("load_on_pending"), false)?;
    Ok(())
}

fn read_flags(vm: &Vm, spec: &mut RelationshipSpec, args: &mut Args) -> PyResult<()> {
    spec.viewonly = flag(vm, args.take("viewonly"), false)?;
    spec.passive_deletes = match args.take("passive_deletes") {
        Some(given) if given.as_str().is_some_and(|text| text == "all") => PassiveDeletes::All,
        Some(given) if vm.truth(&given)? => PassiveDeletes::Yes,
        _ => PassiveDeletes::No,
    };
    spec.active_updates = !flag(vm, args.take("passive_updates"), true)?;
    spec.post_update = flag(vm, args.take("post_update"), false)?;
    spec.single_parent = flag(vm, args.take("single_parent"), false)?;
    spec.active_history = flag(vm, args.take("active_history"), false)?;
    spec.skip_typechecks = !flag(vm, args.take("enable_typechecks"), true)?;
    spec.sync_backref = maybe_flag(vm, args.take("sync_backref"))?;
    if let Some(overlaps) = maybe_text(vm, args.take("overlaps"))? {
        spec.overlaps = overlaps.split(',').map(|name| Rc::from(name.trim())).collect();
    }
    if let Some(cascade) = args.take("cascade") {
        if matches!(cascade, Object::Bool(false)) || cascade.is_none() {
            return Ok(());
        }
        let words = match cascade.as_str() {
            Some(words) => words.to_string(),
            None => {
                let words: PyResult<Vec<Str>> =
                    vm.collect(&cascade)?.iter().map(|word| vm.str(word)).collect();
                words?.iter().map(Str::as_str).collect::<Vec<_>>().join(", ")
            }
        };
        spec.cascade = Some(Cascade::parse(&words).or_raise(vm)?);
    }
    Ok(())
}

fn read_other_side(
    vm: &Vm,
    scope: &Rc<Scope>,
    spec: &mut RelationshipSpec,
    args: &mut Args,
) -> PyResult<()> {
    spec.back_populates = match given(args.take("back_populates")) {
        Some(Object::Function(function)) => {
            maybe_text(vm, Some(vm.call(&Object::Function(function), Args::none())?))?
        }
        other => maybe_text(vm, other)?,
    };
    let Some(backref) = given(args.take("backref")) else { return Ok(()) };
    let (key, options) = match backref.downcast_ref::<BackrefObject>() {
        Some(known) => (known.name.clone(), known.options.clone()),
        None => (text(vm, &backref)?, Args::none()),
    };
    let options = build(vm, scope, options)?.spec.into_inner();
    spec.backref = Some(Backref { key, options: Box::new(options) });
    Ok(())
}
