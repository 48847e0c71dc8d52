//! What a relationship or a column property says in text or by a function: worked out when the mappers are configured.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_core::{Expr, FromClause};
use ormlab_orm::{Lazy, Mapper, Registry};
use ormlab_python::{Args, Class, Dict, Mode, Object, PyResult, Vm};

use super::value::{callback, class_of};
use crate::coercion::{Clause, as_from, clause, condition};
use crate::conversion::quoted;
use crate::error::{argument_error, invalid_request};

/// The class that something was declared in, known once that class is mapped.
#[derive(Default)]
pub(super) struct Scope {
    declared: RefCell<Option<Declared>>,
}

#[derive(Clone)]
struct Declared {
    registry: Registry,
    class: Class,
}

impl Scope {
    /// Says which class it is.
    pub(super) fn declare(&self, registry: &Registry, class: &Class) {
        *self.declared.borrow_mut() =
            Some(Declared { registry: registry.clone(), class: class.clone() });
    }

    fn get(&self, vm: &Vm) -> PyResult<Declared> {
        let declared = self.declared.borrow().clone();
        declared.ok_or_else(|| invalid_request(vm, "this relationship belongs to no mapped class"))
    }

    /// A name or an expression of text.
    fn evaluate(&self, vm: &Vm, text: &str) -> PyResult {
        let declared = self.get(vm)?;
        let is_path = text.split('.').all(|part| {
            part.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        });
        if is_path {
            return self.follow(vm, &declared, text);
        }
        let names = namespace(vm, &declared)?;
        let evaluated =
            vm.compile(text, "<string>", Mode::Eval).and_then(|code| vm.run(&code, &names));
        match evaluated {
            Err(raised) if raised.is_a(&vm.exceptions().name_error) => {
                let message = vm.str(&raised.value())?;
                let name = message.split('\'').nth(1).unwrap_or(text).to_owned();
                Err(not_found(vm, &declared, text, &name))
            }
            other => other,
        }
    }

    fn follow(&self, vm: &Vm, declared: &Declared, text: &str) -> PyResult {
        let mut parts = text.split('.');
        let first = parts.next().unwrap_or(text);
        let mut found = match named(vm, declared, first)? {
            Some(found) => found,
            None => return Err(not_found(vm, declared, text, first)),
        };
        for part in parts {
            found = vm.attr(&found, part)?;
        }
        Ok(found)
    }

    /// What an argument stands for: text is evaluated, a function is called.
    pub(super) fn value(&self, vm: &Vm, object: &Object) -> PyResult {
        if let Some(text) = object.as_str() {
            return self.evaluate(vm, text);
        }
        match object {
            Object::Function(_) | Object::Method(_) | Object::Native(_) => {
                vm.call(object, Args::none())
            }
            other => Ok(other.clone()),
        }
    }
}

/// The complaint about a name that no class or table has.
fn not_found(vm: &Vm, declared: &Declared, text: &str, name: &str) -> Box<ormlab_python::Raised> {
    let mapper = super::class::maybe_mapper(&declared.class);
    let mapper =
        mapper.map_or_else(|| declared.class.name().to_string(), |mapper| mapper.to_string());
    invalid_request(
        vm,
        format!(
            "When initializing mapper {mapper}, expression {} failed to locate a name ({}). If this is a class name, consider adding this relationship() to the <class '{}'> class after both dependent classes have been defined.",
            quoted(text),
            quoted(name),
            declared.class.full_name(),
        ),
    )
}

/// A class of the registry, a table of its metadata, or a name of SQLAlchemy.
fn named(vm: &Vm, declared: &Declared, name: &str) -> PyResult<Option<Object>> {
    let mappers = declared.registry.mappers();
    let found: Vec<&Mapper> = mappers.iter().filter(|mapper| *mapper.name() == *name).collect();
    if let [mapper] = found.as_slice() {
        return Ok(class_of(mapper).map(Object::from));
    }
    if let Some(table) = declared.registry.metadata().table(name) {
        return Ok(Some(crate::schema::table_object(vm, &table)));
    }
    for module in ["sqlalchemy", "sqlalchemy.orm"] {
        let module = vm.import(module)?;
        if let Some(found) = module.get(name) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The names that an expression of text may use.
fn namespace(vm: &Vm, declared: &Declared) -> PyResult<Rc<Dict>> {
    let names = Dict::new();
    names.set_text("__builtins__", Object::Dict(Rc::clone(vm.builtins())));
    for module in ["sqlalchemy", "sqlalchemy.orm"] {
        for (name, value) in vm.import(module)?.dict().str_items() {
            names.set_str(&name, value);
        }
    }
    for table in declared.registry.metadata().tables() {
        names.set_text(&table.name(), crate::schema::table_object(vm, &table));
    }
    for mapper in declared.registry.mappers() {
        if let Some(class) = class_of(&mapper) {
            names.set_text(&mapper.name(), class);
        }
    }
    Ok(Rc::new(names))
}

/// Something that is worked out later by `read` from what the argument stands for.
fn later<T: 'static>(
    vm: &Vm,
    scope: &Rc<Scope>,
    object: &Object,
    read: fn(&Vm, &Object) -> PyResult<T>,
) -> Lazy<T> {
    let weak: Weak<Vm> = super::class::weak(vm);
    let (scope, object) = (Rc::clone(scope), object.clone());
    Lazy::Callable(Rc::new(move || callback(&weak, |vm| read(vm, &scope.value(vm, &object)?))))
}

/// A condition: `primaryjoin=`.
pub(super) fn join(vm: &Vm, scope: &Rc<Scope>, object: &Object) -> Lazy<Expr> {
    later(vm, scope, object, condition)
}

/// Columns, or what rows are ordered by.
pub(super) fn expressions(vm: &Vm, scope: &Rc<Scope>, object: &Object) -> Lazy<Vec<Expr>> {
    later(vm, scope, object, |vm, object| {
        let items = match object {
            Object::Bool(false) | Object::None => Vec::new(),
            Object::List(_) | Object::Tuple(_) | Object::Set(_) | Object::FrozenSet(_) => {
                vm.collect(object)?
            }
            one => vec![one.clone()],
        };
        items.iter().map(|item| crate::coercion::ordering(vm, item, ORDERING)).collect()
    })
}

const ORDERING: &str = "Column expression";

/// `secondary=`: a table, or its name.
pub(super) fn secondary(vm: &Vm, scope: &Rc<Scope>, object: &Object) -> Lazy<FromClause> {
    let weak: Weak<Vm> = super::class::weak(vm);
    let (scope, object) = (Rc::clone(scope), object.clone());
    Lazy::Callable(Rc::new(move || callback(&weak, |vm| find_secondary(vm, &scope, &object))))
}

fn find_secondary(vm: &Vm, scope: &Scope, object: &Object) -> PyResult<FromClause> {
    if let Some(name) = object.as_str() {
        let declared = scope.get(vm)?;
        if let Some(table) = declared.registry.metadata().table(name) {
            return Ok(FromClause::Table(table));
        }
    }
    let value = scope.value(vm, object)?;
    match clause(vm, &value)? {
        Some(Clause::Entity(entity)) => Err(argument_error(
            vm,
            format!(
                "secondary argument <class '__main__.{name}'> passed to to relationship() must be a Table object or other FROM clause; can't send a mapped class directly as rows in 'secondary' are persisted independently of a class that is mapped to that same table.",
                name = entity.name(),
            ),
        )),
        Some(found) => as_from(&found).ok_or_else(|| argument_error(vm, "secondary is no table")),
        None => {
            let shown = vm.repr(&value)?;
            Err(argument_error(
                vm,
                format!(
                    "FROM expression, such as a Table or alias() object expected, got {shown}."
                ),
            ))
        }
    }
}

/// The class that a relationship leads to.
pub(super) fn target(vm: &Vm, scope: &Rc<Scope>, object: &Object) -> Lazy<Mapper> {
    let weak: Weak<Vm> = super::class::weak(vm);
    let (scope, object) = (Rc::clone(scope), object.clone());
    Lazy::Callable(Rc::new(move || {
        callback(&weak, |vm| {
            let value = scope.value(vm, &object)?;
            if let Some(known) = value.downcast_ref::<super::mapper::MapperObject>() {
                return Ok(known.mapper.clone());
            }
            let found = value.as_class().and_then(super::class::maybe_mapper);
            found.ok_or_else(|| not_mapped(vm, &value))
        })
    }))
}

fn not_mapped(vm: &Vm, value: &Object) -> Box<ormlab_python::Raised> {
    match (value, vm.repr(value)) {
        (Object::Class(class), _) => super::class::unmapped_class(vm, class),
        (_, Ok(shown)) => argument_error(
            vm,
            format!("relationship expects a class or a mapper argument (received: {shown})"),
        ),
        (_, Err(raised)) => raised,
    }
}
