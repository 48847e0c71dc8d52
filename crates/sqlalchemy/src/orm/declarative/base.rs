//! `DeclarativeBase`, `declarative_base()`, `declared_attr`.

use std::rc::Rc;

use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::{ClassBuilder, NativeFunction};
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::registry::RegistryObject;
use super::{BaseClass, map_class};
use crate::arguments::{given, maybe_text};
use crate::error::{OrRaise, invalid_request};
use crate::names;
use crate::orm::class::{MappedClass, maybe_mapper};
use crate::orm::value::state_of;
use crate::schema::metadata::{MetaDataObject, metadata_of};
use crate::schema::metadata_object;

const API: &str = "sqlalchemy.orm.decl_api";

/// What `@declared_attr` makes of a function.
pub(crate) struct DeclaredAttrObject {
    function: Object,
}

impl DeclaredAttrObject {
    /// The annotation of what it returns.
    pub(super) fn returns(&self) -> Option<Object> {
        let function = match &self.function {
            Object::ClassMethod(inner) => (**inner).clone(),
            other => other.clone(),
        };
        match &function {
            Object::Function(function) => function.annotations().get_text("return"),
            _ => None,
        }
    }
}

impl HostObject for DeclaredAttrObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "declared_attr")
    }

    fn descr_get(
        self: Rc<Self>,
        vm: &Vm,
        _: Option<&Object>,
        owner: &Class,
    ) -> PyResult<Option<Object>> {
        match &self.function {
            Object::ClassMethod(_) => {
                let bound = vm.bind_to_class(self.function.clone(), owner)?;
                vm.call(&bound, Args::none()).map(Some)
            }
            function => vm.call(function, Args::one(owner)).map(Some),
        }
    }
}

/// `declared_attr(function)`.
pub(in crate::orm) fn declared_attr(vm: &Vm, _: &Class, mut args: Args) -> PyResult {
    crate::arguments::refuse(vm, &mut args, "declared_attr", &["cascading"])?;
    let [function] = args.exactly(vm, "declared_attr")?;
    Ok(Object::host(DeclaredAttrObject { function }))
}

/// `declared_attr`: `.directive` and `.cascading` are decorators of their own.
pub(in crate::orm) fn declared_attr_class(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    let decorator = |vm: &Vm, args: Args| {
        let [function] = args.exactly(vm, "declared_attr.directive")?;
        Ok(Object::host(DeclaredAttrObject { function }))
    };
    builder
        .construct(declared_attr)
        .class_getitem(|_, class, _| Ok(class.into()))
        .static_method("directive", decorator)
        .static_method("cascading", |vm, _| Err(vm.unsupported("declared_attr.cascading")))
}

/// `User(name="x")`: the instance behind the object is there before `__init__` runs.
fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let object = vm.new_instance(class, None);
    if let Some(mapped) = class.payload::<MappedClass>() {
        state_of(vm, &object)?;
        let listeners = mapped.on_init.borrow().clone();
        for listener in listeners {
            listener(vm, &Object::Instance(Rc::clone(&object)), &args)?;
        }
    }
    let object = Object::Instance(object);
    // A hook like this one stands for the `__init__` of Rust as well; one of a script is called after it.
    if matches!(class.get("__init__"), Some(Object::Native(_))) {
        initialise(vm, args.after(object.clone()))?;
    }
    Ok(object)
}

/// The `__init__` of classes that have none of their own.
fn initialise(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    if !args.positional.is_empty() {
        let given = args.len() + 1;
        return Err(
            vm.type_error(format!("__init__() takes 1 positional argument but {given} were given"))
        );
    }
    let class = vm.class_of(&this);
    for (name, value) in args.keywords {
        let known = class.lookup(&name).is_some();
        if !known && vm.get_attr_if_any(&Object::from(&class), &name)?.is_none() {
            let class = class.name();
            let name = crate::conversion::quoted(&name);
            return Err(vm.type_error(format!("{name} is an invalid keyword argument for {class}")));
        }
        vm.set_attr(&this, &name, value)?;
    }
    Ok(Object::None)
}

/// What every declarative base has.
fn fill_base(builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(construct)
        .init_subclass(init_subclass)
        .class_setattr(set_attribute)
        .method("__init__", initialise)
        .getter("__dict__", crate::orm::inspection::instance_dict)
}

/// `User.posts = relationship(…)` of a class that is mapped already.
fn set_attribute(vm: &Vm, class: &Class, name: &Str, value: Option<&Object>) -> PyResult<bool> {
    match value {
        Some(value) if class.payload::<MappedClass>().is_some() && is_mappable(value) => {
            super::add_attribute(vm, class, name, value)
        }
        _ => Ok(false),
    }
}

fn is_mappable(value: &Object) -> bool {
    super::members::is_mapped_attribute(value) || super::members::plain_column(value).is_some()
}

/// After the body of a subclass: a class right below `DeclarativeBase` is a base, others are mapped.
pub(super) fn init_subclass(vm: &Vm, class: &Class, args: Args) -> PyResult<()> {
    args.no_more_keywords(vm, "__init_subclass__")?;
    let root = names::class(vm, "DeclarativeBase");
    let without_names = names::class(vm, "DeclarativeBaseNoMeta");
    if class.bases().iter().any(|base| *base == root || *base == without_names) {
        return set_up_base(vm, class);
    }
    if class.own("__abstract__").is_some_and(|flag| vm.truth(&flag).unwrap_or(false)) {
        return Ok(());
    }
    let Some(base) = class.inherited_payload::<BaseClass>() else {
        return Err(invalid_request(vm, "Declarative base has no registry"));
    };
    let registry = Rc::clone(&base.registry);
    map_class(vm, class, &registry)
}

/// A class below `DeclarativeBase` becomes a declarative base with a registry.
fn set_up_base(vm: &Vm, class: &Class) -> PyResult<()> {
    let is_table = class.own("__tablename__").is_some_and(|name| name.as_str().is_some())
        || class.own("__table__").is_some_and(|table| {
            table.downcast_ref::<DeclaredAttrObject>().is_none() && !vm.is_callable(&table)
        });
    if is_table {
        return Err(invalid_request(
            vm,
            "Cannot use 'DeclarativeBase' directly as a declarative base class. Create a Base by creating a subclass of it.",
        ));
    }
    let metadata = match class.own("metadata") {
        Some(found) if found.downcast_ref::<MetaDataObject>().is_some() => {
            Some(metadata_of(vm, &found)?)
        }
        _ => None,
    };
    let types = class.own("type_annotation_map");
    let registry = match class.own("registry") {
        Some(found) => match found.downcast::<RegistryObject>() {
            Some(known) => known,
            None => {
                let shown = vm.repr(&found)?;
                return Err(invalid_request(
                    vm,
                    format!(
                        "Declarative base class has a 'registry' attribute that is not an instance of sqlalchemy.orm.registry() but {shown}"
                    ),
                ));
            }
        },
        None => Rc::new(RegistryObject::new(vm, metadata.unwrap_or_default())),
    };
    if let Some(types) = types {
        registry.update_types(vm, &types)?;
    }
    attach_registry(vm, class, &registry);
    Ok(())
}

fn attach_registry(vm: &Vm, class: &Class, registry: &Rc<RegistryObject>) {
    if class.own("metadata").is_none() {
        class.set("metadata", metadata_object(vm, &registry.registry.metadata()));
    }
    class.set("registry", Object::Host(Rc::clone(registry) as Rc<dyn HostObject>));
    class.set_payload(Rc::new(BaseClass { registry: Rc::clone(registry) }));
}

/// `DeclarativeBase`.
pub(in crate::orm) fn base_class(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    fill_base(builder)
}

/// `declarative_base(…)`.
pub(in crate::orm) fn declarative_base(vm: &Vm, mut args: Args) -> PyResult {
    let metadata = given(args.take("metadata")).map(|it| metadata_of(vm, &it)).transpose()?;
    let types = given(args.take("type_annotation_map"));
    for unsupported in ["class_registry", "constructor", "metaclass", "mapper"] {
        if given(args.take(unsupported)).is_some() {
            return Err(vm.unsupported(&format!("declarative_base({unsupported}=…)")));
        }
    }
    let registry = Rc::new(RegistryObject::new(vm, metadata.unwrap_or_default()));
    if let Some(types) = types {
        registry.update_types(vm, &types)?;
    }
    declarative_base_of(vm, &registry, args)
}

/// `registry.generate_base(cls, name)`.
pub(super) fn declarative_base_of(
    vm: &Vm,
    registry: &Rc<RegistryObject>,
    mut args: Args,
) -> PyResult {
    let classes = given(args.take("cls"));
    let name = maybe_text(vm, args.take("name"))?;
    crate::arguments::refuse(vm, &mut args, "declarative_base", &["metaclass"])?;
    args.no_more_keywords(vm, "declarative_base")?;
    let mut builder = ClassBuilder::new(API, name.as_deref().unwrap_or("Base"));
    let bases = match classes {
        None => Vec::new(),
        Some(Object::Tuple(classes)) => classes.to_vec(),
        Some(one) => vec![one],
    };
    for base in &bases {
        match base {
            Object::Class(class) => builder = builder.base(class),
            _ => return Err(vm.type_error("declarative_base(cls=…) takes classes")),
        }
    }
    builder = fill_base(builder).attribute("__abstract__", true);
    let has_init =
        bases.iter().any(|base| base.as_class().is_some_and(|class| vm.has_script_init(class)));
    let class = builder.build(vm);
    if has_init {
        class.remove(&Str::intern("__init__"));
    }
    attach_registry(vm, &class, registry);
    Ok(class.into())
}

/// `registry.as_declarative_base()`: the decorated class becomes a base.
pub(super) fn as_declarative_base(vm: &Vm, registry: &Rc<RegistryObject>, _: Args) -> PyResult {
    let registry = Rc::clone(registry);
    let decorate = NativeFunction::closure("decorate", move |vm, args| {
        let [class] = args.exactly(vm, "decorate")?;
        let name = class.as_class().map(|class| class.name().to_string()).unwrap_or_default();
        let args = Args::none().with("cls", class).with("name", name);
        declarative_base_of(vm, &registry, args)
    });
    let _ = vm;
    Ok(decorate.object())
}

/// `as_declarative(…)`: the decorated class becomes a base.
pub(in crate::orm) fn as_declarative(vm: &Vm, mut args: Args) -> PyResult {
    let metadata = given(args.take("metadata")).map(|it| metadata_of(vm, &it)).transpose()?;
    args.no_more_keywords(vm, "as_declarative")?;
    let registry = Rc::new(RegistryObject::new(vm, metadata.unwrap_or_default()));
    as_declarative_base(vm, &registry, Args::none())
}

/// `configure_mappers()`.
pub(in crate::orm) fn configure_mappers(vm: &Vm, _: Args) -> PyResult {
    // Each registry is reached through the classes of the interpreter.
    for root in [names::class(vm, "DeclarativeBase"), vm.types().object.clone()] {
        for class in descendants(&root) {
            if let Some(base) = class.payload::<BaseClass>() {
                base.registry.registry.configure().or_raise(vm)?;
                crate::orm::mapper::refresh_all(vm, &base.registry.registry);
            }
        }
    }
    Ok(Object::None)
}

fn descendants(root: &Class) -> Vec<Class> {
    let mut all = root.subclasses();
    let mut next = 0;
    while next < all.len() {
        let below = all[next].subclasses();
        for class in below {
            if !all.contains(&class) {
                all.push(class);
            }
        }
        next += 1;
    }
    all.retain(|class| maybe_mapper(class).is_some() || class.payload::<BaseClass>().is_some());
    all
}
