//! The members of a class and of its mixins, in the order in which they become columns and attributes.

use indexmap::IndexMap;
use ormlab_core::Column;
use ormlab_python::object::class::Class;
use ormlab_python::{Object, PyResult, Str, Vm};
use rustc_hash::FxHashMap;

use super::BaseClass;
use super::annotation::{self, Annotation, annotation_error};
use super::base::DeclaredAttrObject;
use super::validator::{Validator, validator_of};
use crate::error::{argument_error, invalid_request};
use crate::expr::ExprObject;
use crate::orm::class::maybe_mapper;
use crate::orm::property::{ColumnPropertyObject, MappedColumnObject, SynonymObject, copy_column};
use crate::orm::relationship::RelationshipObject;

/// What a class body, with those of its mixins, says.
#[derive(Default)]
pub(super) struct Members {
    pub attributes: IndexMap<Str, Object>,
    pub annotations: FxHashMap<Str, Annotation>,
    /// `__tablename__`, `__table_args__`, … that hold for this class.
    pub tablename: Option<Object>,
    pub table_args: Option<Object>,
    pub has_mapper_args: bool,
    pub table: Option<Object>,
    pub validators: Vec<Validator>,
    /// Columns of mixins and what each of them became here.
    pub copies: Vec<(Column, Column)>,
    pub allows_unmapped: bool,
}

/// One name of a class body: its value, its annotation.
type Entry = (Str, Option<Object>, Option<Object>);

/// The names of a class body: values and annotations in one order.
fn entries(class: &Class) -> Vec<Entry> {
    let values = class.own_items();
    let annotations: Vec<(Str, Object)> = match class.own("__annotations__") {
        Some(found) => found.as_dict().map(|dict| dict.str_items()).unwrap_or_default(),
        None => Vec::new(),
    };
    let value_of =
        |name: &Str| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let hint_of = |name: &Str| {
        annotations.iter().find(|(known, _)| known == name).map(|(_, hint)| hint.clone())
    };
    let a: Vec<Str> = values.iter().map(|(name, _)| name.clone()).collect();
    let b: Vec<Str> = annotations.iter().map(|(name, _)| name.clone()).collect();
    merged(a, b).into_iter().map(|name| (name.clone(), value_of(&name), hint_of(&name))).collect()
}

/// Two lists as one in which both orders hold.
fn merged(a: Vec<Str>, b: Vec<Str>) -> Vec<Str> {
    let mut overlap: Vec<Str> = a.iter().filter(|name| b.contains(name)).cloned().collect();
    let mut result = Vec::new();
    let (mut current, mut other) = (a.into_iter(), b.into_iter());
    loop {
        let Some(name) = current.next() else {
            result.extend(other);
            return result;
        };
        match overlap.iter().position(|known| *known == name) {
            Some(place) => {
                overlap.remove(place);
                std::mem::swap(&mut current, &mut other);
            }
            None => result.push(name),
        }
    }
}

/// Whether a name is none of an attribute.
fn is_special(name: &str) -> bool {
    name.starts_with("__") || name.starts_with("_sa_")
}

/// The column that an object of a class body is.
pub(super) fn plain_column(object: &Object) -> Option<Column> {
    let known = object.downcast_ref::<ExprObject>()?;
    known.expr.as_column().filter(|column| column.schema().is_some()).cloned()
}

/// Everything that concerns the class.
pub(super) fn collect(vm: &Vm, class: &Class) -> PyResult<Members> {
    let allows_unmapped = match class.get("__allow_unmapped__") {
        Some(flag) => vm.truth(&flag)?,
        None => false,
    };
    let mut members = Members { allows_unmapped, ..Members::default() };
    let mro: Vec<Class> = class.mro();
    // What the class itself says, before the copies are put in it.
    let bodies: Vec<Vec<Entry>> = mro.iter().map(entries).collect();
    // Columns of all mixins are copied first.
    let mut copied: Vec<IndexMap<Str, Object>> = Vec::new();
    for base in &mro {
        copied.push(if is_mixin(vm, class, base) {
            members.copy_columns(vm, class, base)?
        } else {
            IndexMap::new()
        });
    }
    for ((base, copies), body) in mro.iter().zip(copied).zip(bodies) {
        for (name, value) in copies {
            members.attributes.entry(name).or_insert(value);
        }
        members.scan(vm, class, base, body)?;
    }
    Ok(members)
}

fn is_library(vm: &Vm, base: &Class) -> bool {
    *base == vm.types().object
        || base.module().starts_with("sqlalchemy.")
        || base.module() == *"typing"
}

fn is_mixin(vm: &Vm, class: &Class, base: &Class) -> bool {
    base != class && maybe_mapper(base).is_none() && !is_library(vm, base)
}

impl Members {
    /// The columns that a mixin brings, each copied for this class.
    fn copy_columns(
        &mut self,
        vm: &Vm,
        class: &Class,
        base: &Class,
    ) -> PyResult<IndexMap<Str, Object>> {
        let mut found = IndexMap::new();
        for (name, value, hint) in entries(base) {
            if is_special(&name) || is_overridden(class, base, &name) {
                continue;
            }
            let annotation = match &hint {
                Some(hint) => Annotation::read(vm, hint)?,
                None => None,
            };
            let copy = match &value {
                None if annotation.is_some() => Object::host(MappedColumnObject::blank()),
                None => continue,
                Some(value) => match self.copied(value) {
                    Some(copy) => copy,
                    None => continue,
                },
            };
            if let Some(annotation) = annotation {
                self.annotations.entry(name.clone()).or_insert(annotation);
            }
            class.set(&name, copy.clone());
            found.insert(name, copy);
        }
        Ok(found)
    }

    fn copied(&mut self, value: &Object) -> Option<Object> {
        if let Some(known) = value.downcast_ref::<MappedColumnObject>() {
            let copy = known.copied();
            self.copies.push((known.column.clone(), copy.column.clone()));
            return Some(Object::host(copy));
        }
        let column = plain_column(value)?;
        let copy = copy_column(&column);
        self.copies.push((column, copy.clone()));
        Some(Object::host(ExprObject { expr: ormlab_core::Expr::from(&copy) }))
    }

    fn scan(&mut self, vm: &Vm, class: &Class, base: &Class, body: Vec<Entry>) -> PyResult<()> {
        let is_own = base == class;
        let is_mapped = !is_own && maybe_mapper(base).is_some();
        if is_library(vm, base)
            || (!is_own && base.payload::<BaseClass>().is_some() && is_bare(base))
        {
            return Ok(());
        }
        for (name, value, hint) in body {
            if let Some(value) = &value
                && !is_mapped
            {
                self.validators.extend(validator_of(value));
            }
            if name.starts_with("__") {
                self.special(vm, class, &name, value.as_ref(), is_mapped)?;
            } else if is_special(&name) || is_mapped {
                // Of a mapped parent: inherited, not declared again.
            } else if is_own {
                self.own(vm, class, name, value, hint)?;
            } else {
                self.mixed_in(vm, class, name, value)?;
            }
        }
        Ok(())
    }

    fn special(
        &mut self,
        vm: &Vm,
        class: &Class,
        name: &Str,
        value: Option<&Object>,
        is_mapped: bool,
    ) -> PyResult<()> {
        let Some(value) = value else { return Ok(()) };
        if is_mapped && value.downcast_ref::<DeclaredAttrObject>().is_none() {
            return Ok(());
        }
        let read = || vm.attr(&Object::from(class), name);
        match name.as_str() {
            "__tablename__" if self.tablename.is_none() => self.tablename = Some(read()?),
            "__table_args__" if self.table_args.is_none() => self.table_args = Some(read()?),
            "__table__" if self.table.is_none() => self.table = Some(read()?),
            "__mapper_args__" => self.has_mapper_args = true,
            _ => {}
        }
        Ok(())
    }

    fn own(
        &mut self,
        vm: &Vm,
        class: &Class,
        name: Str,
        value: Option<Object>,
        hint: Option<Object>,
    ) -> PyResult<()> {
        let annotation = match &hint {
            Some(hint) => self.annotation(vm, class, &name, value.as_ref(), hint)?,
            None => None,
        };
        let has_annotation = annotation.is_some();
        if let Some(annotation) = annotation {
            self.annotations.insert(name.clone(), annotation);
        }
        match value {
            Some(value) => drop(self.attributes.insert(name, value)),
            None if has_annotation && self.table.is_none() && class.own("__table__").is_none() => {
                self.attributes.insert(name, Object::host(MappedColumnObject::blank()));
            }
            None => {}
        }
        Ok(())
    }

    fn annotation(
        &self,
        vm: &Vm,
        class: &Class,
        name: &Str,
        value: Option<&Object>,
        hint: &Object,
    ) -> PyResult<Option<Annotation>> {
        if let Some(annotation) = Annotation::read(vm, hint)? {
            return Ok(Some(annotation));
        }
        let expects_mapped = !self.allows_unmapped && value.is_none_or(is_mapped_attribute);
        if !expects_mapped || annotation::is_class_variable(vm, hint) {
            return Ok(None);
        }
        let raised = annotation_error(
            vm,
            format!(
                "Type annotation for \"{}.{name}\" can't be correctly interpreted for Annotated Declarative Table form.  ORM annotations should normally make use of the ``Mapped[]`` generic type, or other ORM-compatible generic type, as a container for the actual type, which indicates the intent that the attribute is mapped. Class variables that are not intended to be mapped by the ORM should use ClassVar[].  To allow Annotated Declarative to disregard legacy annotations which don't use Mapped[] to pass, set \"__allow_unmapped__ = True\" on the class or a superclass this class.",
                class.name()
            ),
        );
        raised.instance().dict().set_text("code", "zlpr");
        Err(raised)
    }

    fn mixed_in(
        &mut self,
        vm: &Vm,
        class: &Class,
        name: Str,
        value: Option<Object>,
    ) -> PyResult<()> {
        let Some(value) = value else { return Ok(()) };
        if value.downcast_ref::<MappedColumnObject>().is_some() || plain_column(&value).is_some() {
            return Ok(());
        }
        let is_declared = value.downcast_ref::<DeclaredAttrObject>().is_some();
        if !is_declared {
            if is_mapped_attribute(&value) && !self.attributes.contains_key(&name) {
                return Err(invalid_request(
                    vm,
                    "Mapper properties (i.e. deferred,column_property(), relationship(), etc.) must be declared as @declared_attr callables on declarative mixin classes.  For dataclass field() objects, use a lambda:",
                ));
            }
            return Ok(());
        }
        if self.attributes.contains_key(&name) {
            return Ok(());
        }
        let hint = value.downcast_ref::<DeclaredAttrObject>().and_then(DeclaredAttrObject::returns);
        let found = vm.get_attr(&Object::from(class), &name)?;
        if let Some(annotation) =
            hint.map(|hint| Annotation::read(vm, &hint)).transpose()?.flatten()
        {
            self.annotations.entry(name.clone()).or_insert(annotation);
        }
        self.attributes.insert(name, found);
        Ok(())
    }
}

/// Whether a declarative base says nothing of attributes itself.
fn is_bare(base: &Class) -> bool {
    base.own_items().iter().all(|(name, _)| {
        is_special(name) || matches!(name.as_str(), "metadata" | "registry" | "type_annotation_map")
    }) && base.own("__annotations__").is_none()
        && base.own("__tablename__").is_none()
        && base.own("__table_args__").is_none()
        && base.own("__mapper_args__").is_none()
}

/// Whether the class, or one that goes before the mixin, has another value under the name.
fn is_overridden(class: &Class, mixin: &Class, name: &Str) -> bool {
    let mro = class.mro();
    let before = mro.iter().take_while(|base| *base != mixin);
    let mut before = before.filter(|base| *base == class || maybe_mapper(base).is_none());
    before.any(|base| base.own(name).is_some())
        || mro.iter().any(|base| {
            base != class
                && maybe_mapper(base).is_some_and(|mapper| mapper.property(name).is_some())
        })
}

/// Whether an object of a class body is one that a mapper takes.
pub(super) fn is_mapped_attribute(value: &Object) -> bool {
    value.downcast_ref::<MappedColumnObject>().is_some()
        || value.downcast_ref::<RelationshipObject>().is_some()
        || value.downcast_ref::<ColumnPropertyObject>().is_some()
        || value.downcast_ref::<SynonymObject>().is_some()
}

/// The complaint about an attribute of which too little is said.
pub(super) fn required(
    vm: &Vm,
    class: &Class,
    key: &str,
    construct: &str,
) -> Box<ormlab_python::Raised> {
    argument_error(
        vm,
        format!(
            "Python typing annotation is required for attribute \"{}.{key}\" when primary argument(s) for \"{construct}\" construct are None or not present",
            class.name()
        ),
    )
}
