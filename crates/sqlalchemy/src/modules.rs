//! The modules: which names each has, and those that the real library has and we have not.

pub(crate) mod missing;
mod table;

use std::rc::Rc;

use ormlab_python::object::module::Module;
use ormlab_python::object::native::{NativeFn, NativeFunction};
use ormlab_python::vm::ModuleFn;
use ormlab_python::{Object, PyResult, Vm};

use crate::names::{ClassSpec, Names};

/// All classes of the binding.
pub(crate) fn class_tables() -> Vec<&'static [ClassSpec]> {
    let mut tables = vec![
        crate::error::CLASSES,
        crate::types::CLASSES,
        crate::types::DIALECT_CLASSES,
        crate::expr::CLASSES,
        crate::expr::FUNCTION_CLASSES,
        crate::from::CLASSES,
        crate::statement::CLASSES,
        crate::schema::CLASSES,
        crate::ddl::CLASSES,
        crate::compiled::CLASSES,
        crate::engine::CLASSES,
        crate::connection::CLASSES,
        crate::result::CLASSES,
        crate::row::CLASSES,
        crate::url::CLASSES,
        crate::pool::CLASSES,
        crate::event::CLASSES,
        crate::inspect::CLASSES,
    ];
    tables.extend(crate::orm::class_tables());
    tables
}

fn functions() -> [&'static [(&'static str, NativeFn)]; 7] {
    [
        crate::expr::FUNCTIONS,
        crate::from::FUNCTIONS,
        crate::statement::FUNCTIONS,
        crate::engine::FUNCTIONS,
        crate::url::FUNCTIONS,
        crate::event::FUNCTIONS,
        crate::inspect::FUNCTIONS,
    ]
}

/// The object of a name, wherever it is exported.
pub(crate) fn resolve(vm: &Vm, name: &str) -> Option<Object> {
    let names = Names::of(vm);
    if names.knows(name) {
        return Some(names.class(vm, name).into());
    }
    let function = functions().into_iter().flatten().find(|(known, _)| *known == name);
    if let Some((_, call)) = function {
        let function = NativeFunction::new(name, *call);
        return Some(function.in_module("sqlalchemy").object());
    }
    crate::expr::constant(vm, name)
}

/// Modules that importing the package brings along, as its attributes.
const PARTS: &[(&str, &[&str])] = &[
    (
        "sqlalchemy",
        &["dialects", "engine", "event", "exc", "inspection", "pool", "schema", "sql", "types"],
    ),
    (
        "sqlalchemy.sql",
        &[
            "ddl",
            "dml",
            "elements",
            "expression",
            "functions",
            "operators",
            "schema",
            "selectable",
            "sqltypes",
            "type_api",
        ],
    ),
    ("sqlalchemy.engine", &["base", "cursor", "reflection", "result", "row", "url"]),
];

/// A module whose names are made when they are first asked for.
fn build(vm: &Vm, name: &'static str, exported: &'static str) -> PyResult<Rc<Module>> {
    let module = Rc::new(Module::new(name));
    let parts = PARTS.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, parts)| parts);
    let all = exported.split(' ').chain(parts.iter().copied()).map(Object::from);
    module.set("__all__", Object::list(all));
    if name == "sqlalchemy" {
        module.set("__version__", "2.1.9");
    }
    let weak = Rc::downgrade(&module);
    let find = NativeFunction::closure("__getattr__", move |vm, args| {
        let [wanted] = args.exactly(vm, "__getattr__")?;
        let Some(wanted) = wanted.as_str() else { return Err(vm.type_error("a name is required")) };
        let value = if exported.split(' ').any(|known| known == wanted.as_str()) {
            let value = dialect_name(vm, name, wanted).or_else(|| resolve(vm, wanted));
            value.unwrap_or_else(|| missing::object(vm, name, wanted))
        } else if parts.contains(&wanted.as_str()) {
            Object::Module(vm.import(&format!("{name}.{wanted}"))?)
        } else {
            let message = format!("module '{name}' has no attribute '{wanted}'");
            return Err(vm.attribute_error(message, &Object::None, wanted));
        };
        if let Some(module) = weak.upgrade() {
            module.set(wanted, value.clone());
        }
        Ok(value)
    });
    module.set("__getattr__", find.object());
    let _ = vm;
    Ok(module)
}

/// What a dialect's module has under a name of its own.
fn dialect_name(vm: &Vm, module: &str, name: &str) -> Option<Object> {
    let dialect = module.strip_prefix("sqlalchemy.dialects.")?;
    match name {
        "insert" => crate::dml::dialect_insert(dialect),
        "Insert" if Names::of(vm).knows(&format!("{dialect}.Insert")) => {
            Some(crate::names::class(vm, &format!("{dialect}.Insert")).into())
        }
        "dialect" => Some(crate::compiled::dialect_class(vm, dialect).into()),
        _ => None,
    }
}

fn build_nth<const N: usize>(vm: &Vm) -> PyResult<Rc<Module>> {
    let (name, exported) = table::MODULES[N];
    build(vm, name, exported)
}

macro_rules! builders {
    ($($index:literal)*) => { [$(build_nth::<$index>),*] };
}

const BUILDERS: [ModuleFn; table::MODULES.len()] =
    builders!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28);

/// A module that only has others in it.
fn package(vm: &Vm) -> PyResult<Rc<Module>> {
    let _ = vm;
    Ok(Rc::new(Module::new("sqlalchemy.dialects")))
}

/// Modules of the real library that are not here.
const ABSENT: &[&str] = &[
    "sqlalchemy.connectors",
    "sqlalchemy.dialects.mssql",
    "sqlalchemy.future",
    "sqlalchemy.testing",
    "sqlalchemy.util",
    "sqlalchemy.sql.compiler",
    "sqlalchemy.sql.visitors",
    "sqlalchemy.sql.util",
    "sqlalchemy.sql.base",
    "sqlalchemy.sql.roles",
    "sqlalchemy.sql.coercions",
    "sqlalchemy.engine.default",
    "sqlalchemy.engine.interfaces",
    "sqlalchemy.engine.mock",
    "sqlalchemy.ext.compiler",
    "sqlalchemy.log",
];

/// Registers all modules.
pub(crate) fn register(vm: &Vm) {
    for ((name, _), builder) in table::MODULES.iter().zip(BUILDERS) {
        vm.register_module(name, builder);
    }
    vm.register_module("sqlalchemy.dialects", package);
    vm.register_module("sqlite3", crate::dbapi::sqlite3);
    for name in ABSENT {
        vm.register_module(name, |vm| Err(vm.unsupported("this module of SQLAlchemy")));
    }
    crate::orm::register(vm);
}
