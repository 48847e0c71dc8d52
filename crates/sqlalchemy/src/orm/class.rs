//! What a Python class knows of its mapping, and a mapper of its Python class.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use ormlab_orm::mapper::ClassHost;
use ormlab_orm::{Mapper, Property};
use ormlab_python::object::class::Class;
use ormlab_python::{Object, PyResult, Vm};

use super::attribute::AttributeObject;
use crate::conversion::quoted;
use crate::error::argument_error;
use crate::names;

/// The Python class of a mapper.
pub(super) struct PythonClass {
    pub class: Class,
}

impl fmt::Debug for PythonClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.class)
    }
}

impl ClassHost for PythonClass {
    fn class_repr(&self) -> String {
        format!("<class '{}'>", self.class.full_name())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A function of the script that hears of something in a class, with what tells it apart.
pub(super) type Listeners =
    RefCell<Vec<Rc<dyn Fn(&Vm, &Object, &ormlab_python::Args) -> PyResult<()>>>>;

/// What a mapped class carries.
#[derive(Default)]
pub(super) struct MappedClass {
    mapper: RefCell<Option<Mapper>>,
    /// How many attributes there were when the descriptors were put in the class.
    installed: Cell<usize>,
    /// `event.listens_for(User, "init")`.
    pub on_init: Listeners,
}

impl MappedClass {
    pub(super) fn new(mapper: &Mapper) -> MappedClass {
        MappedClass { mapper: RefCell::new(Some(mapper.clone())), ..MappedClass::default() }
    }

    pub(super) fn mapper(&self) -> Option<Mapper> {
        self.mapper.borrow().clone()
    }

    /// Puts descriptors in the class for attributes that came since: by `backref`, by assignment.
    pub(super) fn refresh(&self, vm: &Vm, class: &Class) {
        let Some(mapper) = self.mapper() else { return };
        if self.installed.get() == mapper.slot_count() {
            return;
        }
        self.installed.set(mapper.slot_count());
        for property in mapper.properties() {
            install(vm, class, &mapper, &property);
        }
    }

    /// All descriptors anew.
    pub(super) fn reinstall(&self, vm: &Vm, class: &Class) {
        self.installed.set(usize::MAX);
        self.refresh(vm, class);
    }
}

/// Puts the descriptor of one attribute in the class.
fn install(_: &Vm, class: &Class, mapper: &Mapper, property: &Property) {
    if let Some(known) = class.own(&property.key) {
        let is_it = known
            .downcast_ref::<AttributeObject>()
            .is_some_and(|known| known.property == *property);
        if is_it {
            return;
        }
    }
    class.set(&property.key, Object::host(AttributeObject::new(&mapper.entity(), property)));
}

/// The mapper of a class; `None` where it is not mapped.
pub(crate) fn maybe_mapper(class: &Class) -> Option<Mapper> {
    class.payload::<MappedClass>()?.mapper()
}

/// The mapper of the class that an object is; the complaint of `class_mapper(5)`.
pub(super) fn class_mapper(vm: &Vm, object: &Object) -> PyResult<Mapper> {
    if let Some(known) = object.downcast_ref::<super::mapper::MapperObject>() {
        return Ok(known.mapper.clone());
    }
    let Object::Class(class) = object else {
        let shown = vm.repr(object)?;
        return Err(argument_error(vm, format!("Class object expected, got '{shown}'.")));
    };
    maybe_mapper(class).ok_or_else(|| unmapped_class(vm, class))
}

/// The complaint about a class without a mapping.
pub(super) fn unmapped_class(vm: &Vm, class: &Class) -> Box<ormlab_python::Raised> {
    let name = quoted(&crate::error::qualified_name(class));
    vm.raise(&names::class(vm, "UnmappedClassError"), format!("Class {name} is not mapped"))
}

/// The interpreter, for what is called back later.
pub(super) fn weak(vm: &Vm) -> Weak<Vm> {
    names::Names::of(vm).vm()
}

/// The complaint about a class that is mapped twice.
pub(super) fn already_mapped(vm: &Vm, class: &Class) -> Box<ormlab_python::Raised> {
    argument_error(
        vm,
        format!(
            "Class '<class '{}'>' already has been instrumented declaratively",
            class.full_name()
        ),
    )
}
