//! The ORM's names over `ormlab-orm`: declarative mapping, sessions, queries, loader options, events.
//!
//! A mapped object is a Python instance around an `ormlab_orm::Instance`, made when it is first needed; attributes
//! are descriptors in the class.

mod aliased;
mod association;
pub(crate) mod attribute;
mod class;
mod collection;
mod declarative;
pub(crate) mod describe;
mod event;
pub(crate) mod from_statement;
mod hybrid;
mod inspection;
mod inspector;
mod mapper;
mod option;
mod property;
mod query;
mod relationship;
mod scope;
mod session;
mod table;
mod value;

use std::rc::Rc;

use ormlab_orm::Direction;
use ormlab_python::object::module::Module;
use ormlab_python::{Args, ClassBuilder, ModuleFn, NativeFn, NativeFunction, Object, PyResult, Vm};

use crate::error::argument_error;
use crate::names::{ClassSpec, Names};

const BASE: &str = "sqlalchemy.orm.base";

/// `Mapped[int]`: the alias that annotations are.
fn mapped_container(vm: &Vm, builder: ClassBuilder) -> ClassBuilder {
    let _ = vm;
    builder.class_getitem(|vm, class, key| {
        if let Object::Tuple(_) = key {
            let message = format!(
                "Too many arguments for <class '{}'>; actual 2, expected 1",
                class.full_name()
            );
            return Err(vm.type_error(message));
        }
        let name = class.full_name();
        let alias = ormlab_python::GenericAlias {
            kind: ormlab_python::AliasKind::Typing,
            origin: class.into(),
            args: vec![key.clone()],
            name: Some(ormlab_python::Str::intern(&name)),
        };
        Ok(Object::Alias(Rc::new(alias)))
    })
}

const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("_MappedAnnotationBase", BASE, &[], mapped_container),
    ClassSpec::plain("Mapped", BASE, &["_MappedAnnotationBase"]),
    ClassSpec::plain("DynamicMapped", BASE, &["_MappedAnnotationBase"]),
    ClassSpec::plain("WriteOnlyMapped", BASE, &["_MappedAnnotationBase"]),
    ClassSpec::plain("QueryableAttribute", "sqlalchemy.orm.attributes", &["SQLCoreOperations"]),
    ClassSpec::plain("InstrumentedAttribute", "sqlalchemy.orm.attributes", &["QueryableAttribute"]),
    ClassSpec::plain("AttributeEventToken", "sqlalchemy.orm.attributes", &[]),
    ClassSpec::plain("AliasedClass", "sqlalchemy.orm.util", &[]),
    ClassSpec::new(
        "FromStatement",
        "sqlalchemy.orm.context",
        &["ClauseElement", "Executable"],
        from_statement::methods,
    ),
    ClassSpec::new("Load", "sqlalchemy.orm.strategy_options", &[], |_, b| {
        b.construct(option::load)
    }),
    ClassSpec::new("registry", "sqlalchemy.orm.decl_api", &[], |_, b| {
        b.construct(declarative::construct_registry)
    }),
    ClassSpec::new(
        "DeclarativeBase",
        "sqlalchemy.orm.decl_api",
        &[],
        declarative::base::base_class,
    ),
    ClassSpec::plain("DeclarativeBaseNoMeta", "sqlalchemy.orm.decl_api", &["DeclarativeBase"]),
    ClassSpec::new(
        "declared_attr",
        "sqlalchemy.orm.decl_api",
        &[],
        declarative::base::declared_attr_class,
    ),
    ClassSpec::new("MappedAsDataclass", "sqlalchemy.orm.decl_api", &[], |_, b| {
        b.init_subclass(declarative::dataclass::init_subclass)
    }),
];

/// The classes of the ORM.
pub(crate) fn class_tables() -> Vec<&'static [ClassSpec]> {
    vec![
        CLASSES,
        association::CLASSES,
        collection::CLASSES,
        hybrid::CLASSES,
        inspection::CLASSES,
        mapper::CLASSES,
        query::CLASSES,
        session::CLASSES,
    ]
}

/// `foreign(column)`, `remote(column)`.
fn marked(vm: &Vm, args: Args, mark: fn(ormlab_core::Expr) -> ormlab_core::Expr) -> PyResult {
    let [object] = args.bind(vm, "foreign", ["expr"], 1)?;
    let object = object.unwrap_or(Object::None);
    let expr = crate::coercion::expression(vm, &object, "param", None)?;
    Ok(crate::expr::expr_object(vm, &mark(expr)))
}

fn unsupported<const N: usize>(vm: &Vm, _: Args) -> PyResult {
    const NAMES: [&str; 2] = ["composite()", "dynamic_loader()"];
    Err(vm.unsupported(NAMES.get(N).copied().unwrap_or("this")))
}

const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("declarative_base", declarative::declarative_base),
    ("as_declarative", declarative::as_declarative),
    ("configure_mappers", declarative::base::configure_mappers),
    ("validates", declarative::validates),
    ("mapped_as_dataclass", declarative::dataclass::mapped_as_dataclass_function),
    ("relationship", relationship::relationship),
    ("backref", relationship::backref),
    ("attribute_keyed_dict", relationship::attribute_keyed_dict),
    ("attribute_mapped_collection", relationship::attribute_keyed_dict),
    ("column_keyed_dict", relationship::column_keyed_dict),
    ("column_mapped_collection", relationship::column_keyed_dict),
    ("mapped_column", property::mapped_column),
    ("column_property", property::column_property),
    ("deferred", property::deferred),
    ("query_expression", property::query_expression),
    ("synonym", property::synonym),
    ("aliased", aliased::aliased),
    ("with_parent", option::with_parent),
    ("with_loader_criteria", option::with_loader_criteria),
    ("close_all_sessions", session::close_all_sessions),
    ("foreign", |vm, args| marked(vm, args, ormlab_orm::relationship::foreign)),
    ("remote", |vm, args| marked(vm, args, ormlab_orm::relationship::remote)),
    ("composite", unsupported::<0>),
    ("dynamic_loader", unsupported::<1>),
    ("has_inherited_table", |vm, args| {
        let [class] = args.exactly(vm, "has_inherited_table")?;
        let Object::Class(class) = class else {
            return Err(argument_error(vm, "a class is expected"));
        };
        let parents = class.mro();
        Ok(parents.iter().skip(1).any(|base| class::maybe_mapper(base).is_some()).into())
    }),
    ("declarative_mixin", |vm, args| {
        let [class] = args.exactly(vm, "declarative_mixin")?;
        Ok(class)
    }),
    ("association_proxy", association::association_proxy),
];

/// Names that are classes of ours under another one.
const RENAMED: &[(&str, &str)] = &[
    ("SynonymProperty", "Synonym"),
    ("MappedSQLExpression", "ColumnProperty"),
    ("MappedCollection", "KeyFuncDict"),
    ("InstrumentedDict", "KeyFuncDict"),
];

fn constant(name: &str) -> Option<Object> {
    Some(match name {
        "ONETOMANY" => mapper::direction_object(Direction::OneToMany),
        "MANYTOONE" => mapper::direction_object(Direction::ManyToOne),
        "MANYTOMANY" => mapper::direction_object(Direction::ManyToMany),
        "NO_VALUE" | "NEVER_SET" => inspection::symbol("NO_VALUE"),
        _ => return None,
    })
}

/// The object of a name of the ORM.
fn resolve(vm: &Vm, name: &str) -> Option<Object> {
    let functions = [FUNCTIONS, option::FUNCTIONS, inspection::FUNCTIONS];
    if let Some((_, call)) = functions.into_iter().flatten().find(|(known, _)| *known == name) {
        return Some(NativeFunction::new(name, *call).in_module("sqlalchemy.orm").object());
    }
    let names = Names::of(vm);
    let renamed =
        RENAMED.iter().find(|(known, _)| *known == name).map_or(name, |(_, class)| *class);
    if names.knows(renamed) {
        return Some(names.class(vm, renamed).into());
    }
    constant(name)
}

fn build(vm: &Vm, name: &str, exported: &str) -> PyResult<Rc<Module>> {
    let module = Module::new(name);
    for exported in exported.split(' ') {
        let value = resolve(vm, exported).or_else(|| crate::modules::resolve(vm, exported));
        module.set(
            exported,
            value.unwrap_or_else(|| crate::modules::missing::object(vm, name, exported)),
        );
    }
    Ok(Rc::new(module))
}

fn build_nth<const N: usize>(vm: &Vm) -> PyResult<Rc<Module>> {
    let (name, exported) = table::MODULES[N];
    build(vm, name, exported)
}

macro_rules! builders {
    ($($index:literal)*) => { [$(build_nth::<$index>),*] };
}

const BUILDERS: [ModuleFn; table::MODULES.len()] =
    builders!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21);

/// Registers the modules of the ORM.
pub(crate) fn register(vm: &Vm) {
    for ((name, _), builder) in table::MODULES.iter().zip(BUILDERS) {
        vm.register_module(name, builder);
    }
    vm.register_module("sqlalchemy.ext", |_| Ok(Rc::new(Module::new("sqlalchemy.ext"))));
    Names::of(vm).add_inspector(Rc::new(inspector::OrmInspector));
}
