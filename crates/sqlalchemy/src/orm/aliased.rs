//! `aliased(User)`.

use std::rc::Rc;

use ormlab_core::from::FromClause;
use ormlab_core::statement::{SelectBase, Statement};
use ormlab_orm::MappedEntity;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::attribute::AttributeObject;
use super::class::maybe_mapper;
use crate::arguments::{flag, given, maybe_text};
use crate::coercion::{Clause, as_from, clause};
use crate::error::OrRaise;
use crate::names;

/// An alias of a mapped class.
pub(crate) struct AliasedObject {
    pub(super) entity: Rc<MappedEntity>,
}

/// The entity that an object is: a mapped class, a mapper, or an alias.
pub(super) fn entity_of(vm: &Vm, object: &Object) -> PyResult<Option<Rc<MappedEntity>>> {
    if let Some(known) = object.downcast_ref::<AliasedObject>() {
        return Ok(Some(Rc::clone(&known.entity)));
    }
    if let Some(known) = object.downcast_ref::<super::mapper::MapperObject>() {
        return Ok(Some(known.mapper.entity()));
    }
    let _ = vm;
    Ok(object.as_class().and_then(maybe_mapper).map(|mapper| mapper.entity()))
}

/// `aliased(element, alias=None, name=None, flat=False, adapt_on_names=False)`.
pub(super) fn aliased(vm: &Vm, args: Args) -> PyResult {
    let names = ["element", "alias", "name", "flat", "adapt_on_names"];
    let [element, alias, name, _, adapt] = args.bind(vm, "aliased", names, 1)?;
    let element = element.unwrap_or(Object::None);
    let name = maybe_text(vm, name)?;
    let adapt_on_names = flag(vm, adapt, false)?;
    let Some(entity) = entity_of(vm, &element)? else {
        return of_selectable(vm, &element, name.as_deref());
    };
    let selectable = match given(alias) {
        Some(alias) => Some(selectable(vm, &alias)?),
        None => None,
    };
    entity.mapper.check_configure().or_raise(vm)?;
    let made = MappedEntity::aliased(&entity.mapper, selectable, name.as_deref(), adapt_on_names);
    Ok(Object::host(AliasedObject { entity: made }))
}

fn selectable(vm: &Vm, object: &Object) -> PyResult<FromClause> {
    let found = match clause(vm, object)? {
        Some(Clause::Statement(Statement::Select(select))) => {
            Some(FromClause::Alias(SelectBase::subquery(&select, None)))
        }
        Some(found) => as_from(&found),
        None => None,
    };
    match found {
        Some(from) => Ok(from),
        None => Err(crate::coercion::expected(
            vm,
            "FROM expression, such as a Table or alias() object",
            object,
            "",
        )),
    }
}

/// `aliased(table)` is a plain alias of it.
fn of_selectable(vm: &Vm, object: &Object, name: Option<&str>) -> PyResult {
    if let Some(Clause::From(_)) = clause(vm, object)? {
        let args = name.map_or_else(Args::none, Args::one);
        return vm.call_method(object, "alias", args);
    }
    let class = vm.repr(&vm.class_of(object).into())?;
    let message = format!("No inspection system is available for object of type {class}");
    Err(vm.raise(&names::class(vm, "NoInspectionAvailable"), message))
}

impl HostObject for AliasedObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "AliasedClass")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if name.starts_with("__") {
            return Ok(match name.as_str() {
                "__name__" => Some((&*self.entity.mapper.name()).into()),
                _ => None,
            });
        }
        if let Some(property) = self.entity.mapper.property(name) {
            return Ok(Some(Object::host(AttributeObject::new(&self.entity, &property))));
        }
        let Some(class) = super::value::class_of(&self.entity.mapper) else { return Ok(None) };
        let Some(found) = class.lookup(name) else {
            return Err(vm.no_attribute(&class.into(), name));
        };
        // Hybrids and methods of the class work on the alias as they do on the class.
        super::hybrid::of_alias(
            vm,
            &Object::Host(Rc::clone(&self) as Rc<dyn HostObject>),
            &class,
            found,
        )
        .map(Some)
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("aliased({})", self.entity.mapper.name())))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let address = std::ptr::from_ref(self) as usize;
        Ok(Some(format!("<AliasedClass at {address:#x}; {}>", self.entity.mapper.name())))
    }
}
