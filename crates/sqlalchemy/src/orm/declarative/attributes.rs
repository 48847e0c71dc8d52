//! What each member of a class body is to its mapper, and the columns that its table gets.

use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_orm::relationship::Strategy;
use ormlab_orm::{ColumnSpec, PropertySpec};
use ormlab_python::object::class::Class;
use ormlab_python::{Object, PyResult, Str, Vm};

use super::annotation::{self, Annotation, annotation_error};
use super::base::DeclaredAttrObject;
use super::members::{Members, plain_column, required};
use super::registry::RegistryObject;
use crate::conversion::quoted;
use crate::error::argument_error;
use crate::names;
use crate::orm::property::{
    ColumnOptions, ColumnPropertyObject, MappedColumnObject, SynonymObject, merge_column,
};
use crate::orm::relationship::{self, RelationshipObject};

/// The attributes of a class, and the columns that it declares.
#[derive(Default)]
pub(super) struct Mapping {
    pub properties: Vec<(Rc<str>, PropertySpec)>,
    /// With the place that `sort_order` asks for.
    pub columns: Vec<(Column, i64)>,
}

impl Mapping {
    /// The columns in the order of the table.
    pub(super) fn sorted_columns(&self) -> Vec<Column> {
        let mut columns: Vec<&(Column, i64)> = Vec::new();
        for entry in &self.columns {
            if !columns.iter().any(|(known, _)| *known == entry.0) {
                columns.push(entry);
            }
        }
        columns.sort_by_key(|(_, order)| *order);
        columns.into_iter().map(|(column, _)| column.clone()).collect()
    }
}

/// What the members of a class are to its mapper.
pub(super) fn read(
    vm: &Vm,
    class: &Class,
    registry: &Rc<RegistryObject>,
    members: &Members,
) -> PyResult<Mapping> {
    let mut reader = Reader { vm, class, registry, mapping: Mapping::default() };
    for (name, value) in &members.attributes {
        let annotation = members.annotations.get(name);
        let value = match value.downcast_ref::<DeclaredAttrObject>() {
            Some(_) => vm.get_attr(&Object::from(class), name)?,
            None => value.clone(),
        };
        reader.member(name, &value, annotation)?;
    }
    Ok(reader.mapping)
}

type Single = (Option<PropertySpec>, Vec<Column>);

/// The same of one attribute that came later.
pub(super) fn single(
    vm: &Vm,
    class: &Class,
    registry: &Rc<RegistryObject>,
    key: &str,
    value: &Object,
) -> PyResult<Option<Single>> {
    let mut reader = Reader { vm, class, registry, mapping: Mapping::default() };
    reader.member(&key.into(), value, None)?;
    let columns = reader.mapping.sorted_columns();
    let spec = reader.mapping.properties.pop().map(|(_, spec)| spec);
    let spec = spec.or_else(|| {
        columns.first().cloned().map(|column| PropertySpec::Column(ColumnSpec::of(column)))
    });
    Ok(spec.map(|spec| (Some(spec), columns)))
}

struct Reader<'a> {
    vm: &'a Vm,
    class: &'a Class,
    registry: &'a Rc<RegistryObject>,
    mapping: Mapping,
}

impl Reader<'_> {
    fn member(
        &mut self,
        name: &Str,
        value: &Object,
        annotation: Option<&Annotation>,
    ) -> PyResult<()> {
        if let Some(column) = plain_column(value) {
            name_column(&column, name);
            return self.column(name, &column, &ColumnOptions::default());
        }
        if let Some(known) = value.downcast_ref::<MappedColumnObject>() {
            return self.mapped_column(name, known, annotation);
        }
        if let Some(known) = value.downcast_ref::<RelationshipObject>() {
            return self.relationship(name, known, annotation);
        }
        if let Some(known) = value.downcast_ref::<ColumnPropertyObject>() {
            return self.column_property(name, known);
        }
        if let Some(known) = value.downcast_ref::<SynonymObject>() {
            self.mapping
                .properties
                .push((name.as_str().into(), PropertySpec::Synonym(known.name.clone())));
        } else if self
            .class
            .own(name)
            .is_none_or(|own| own.downcast_ref::<DeclaredAttrObject>().is_some())
        {
            // What a `declared_attr` gave that no mapper takes stands in the class as it is.
            self.class.set(name, value.clone());
        }
        Ok(())
    }

    /// A column declared here; under its own name the mapper finds it by itself.
    fn column(&mut self, name: &Str, column: &Column, options: &ColumnOptions) -> PyResult<()> {
        if column.table().is_none() {
            self.mapping.columns.push((column.clone(), options.sort_order.unwrap_or(0)));
        }
        let spec = options.spec(vec![column.clone()], None);
        let is_plain = *column.key() == *name.as_str() && !spec.deferred && !spec.active_history;
        if !is_plain {
            self.mapping.properties.push((name.as_str().into(), PropertySpec::Column(spec)));
        }
        Ok(())
    }

    fn mapped_column(
        &mut self,
        name: &Str,
        known: &MappedColumnObject,
        annotation: Option<&Annotation>,
    ) -> PyResult<()> {
        let column = &known.column;
        name_column(column, name);
        match annotation {
            Some(annotation) => self.type_by_annotation(name, known, annotation)?,
            None => {
                let is_open =
                    column.0.sql_type.borrow().is_null() && column.foreign_keys().is_empty();
                if is_open {
                    return Err(required(self.vm, self.class, name, "MappedColumn"));
                }
            }
        }
        let options = known.options.borrow().clone();
        self.column(name, column, &options)
    }

    fn type_by_annotation(
        &self,
        name: &Str,
        known: &MappedColumnObject,
        annotation: &Annotation,
    ) -> PyResult<()> {
        let vm = self.vm;
        let column = &known.column;
        let argument = annotation.resolved(vm)?;
        let (wanted, nullable) = annotation::without_none(vm, &argument)?;
        let Some(schema) = column.schema() else { return Ok(()) };
        if !known.options.borrow().has_nullable {
            schema.nullable.set(Some(nullable));
        }
        if let Some((_, extras)) = annotation::annotated(&wanted) {
            let given = extras.iter().find_map(|extra| extra.downcast::<MappedColumnObject>());
            if let Some(given) = given {
                merge_given(known, &given);
            }
        }
        if !column.0.sql_type.borrow().is_null() || !column.foreign_keys().is_empty() {
            return Ok(());
        }
        match annotation::sql_type(vm, self.registry, &wanted)? {
            Some(found) => {
                column.0.sql_type.replace(found);
                Ok(())
            }
            None => Err(self.unknown_type(name, &wanted, &argument)?),
        }
    }

    fn unknown_type(
        &self,
        name: &Str,
        wanted: &Object,
        argument: &Object,
    ) -> PyResult<Box<ormlab_python::Raised>> {
        let vm = self.vm;
        let key = quoted(name);
        let is_sql = wanted.as_class().is_some_and(|class| crate::types::is_type_class(vm, class))
            || crate::types::maybe_type(vm, wanted)?.is_some();
        let is_type = matches!(wanted, Object::Class(_) | Object::Alias(_));
        let message = if is_sql {
            let shown = vm.str(wanted)?;
            format!(
                "The type provided inside the {key} attribute Mapped annotation is the SQLAlchemy type {shown}. Expected a Python type instead"
            )
        } else if is_type {
            let shown = vm.str(wanted)?;
            format!(
                "Could not locate SQLAlchemy Core type when resolving for Python type indicated by '{shown}' inside the Mapped[] annotation for the {key} attribute; the type object is not resolvable by the registry"
            )
        } else {
            let shown = vm.repr(argument)?;
            format!(
                "The object provided inside the {key} attribute Mapped annotation is not a Python type, it's the object {shown}. Expected a Python type."
            )
        };
        Ok(annotation_error(vm, message))
    }

    fn relationship(
        &mut self,
        name: &Str,
        known: &RelationshipObject,
        annotation: Option<&Annotation>,
    ) -> PyResult<()> {
        known.scope.declare(&self.registry.registry, self.class);
        let mut spec = known.spec.borrow().clone();
        match annotation {
            None if known.argument.is_none() => {
                return Err(required(self.vm, self.class, name, "Relationship"));
            }
            None => {}
            Some(annotation) => {
                let related = annotation::related(self.vm, &annotation.inner)?;
                if annotation.container.is_subclass(&names::class(self.vm, "WriteOnlyMapped")) {
                    spec.lazy = Strategy::WriteOnly;
                } else if annotation.container.is_subclass(&names::class(self.vm, "DynamicMapped"))
                {
                    spec.lazy = Strategy::Dynamic;
                } else if related.collection.is_none()
                    && !known.has_collection_class
                    && spec.uselist.is_none()
                {
                    spec.uselist = Some(false);
                }
                if let (Some(kind), false) = (related.collection, known.has_collection_class) {
                    spec.collection = kind;
                    spec.uselist = spec.uselist.or(Some(true));
                }
                if spec.target.is_none() {
                    spec.target = related
                        .target
                        .map(|target| relationship::target(self.vm, &known.scope, &target));
                }
            }
        }
        self.mapping
            .properties
            .push((name.as_str().into(), PropertySpec::Relationship(Box::new(spec))));
        Ok(())
    }

    fn column_property(&mut self, name: &Str, known: &ColumnPropertyObject) -> PyResult<()> {
        let own = known.expr.as_column().filter(|column| column.schema().is_some()).cloned();
        let spec = match own {
            Some(column) => {
                name_column(&column, name);
                if column.table().is_none() {
                    self.mapping.columns.push((column.clone(), 0));
                }
                known.options.spec(vec![column], None)
            }
            None => known.options.spec(Vec::new(), Some(known.expr.clone())),
        };
        self.mapping.properties.push((name.as_str().into(), PropertySpec::Column(spec)));
        Ok(())
    }
}

/// Names a column that has none after its attribute.
fn name_column(column: &Column, name: &str) {
    if column.0.name.borrow().is_empty() {
        column.0.name.replace(name.into());
    }
}

/// What `Annotated[int, mapped_column(…)]` says and the attribute itself leaves open.
fn merge_given(known: &MappedColumnObject, given: &MappedColumnObject) {
    let mut options = known.options.borrow_mut();
    let other = given.options.borrow();
    let schema = known.column.schema();
    if let (Some(own), true) = (schema, !options.has_nullable && other.has_nullable) {
        own.nullable.set(None);
    }
    let kept = schema.filter(|_| options.has_default).map(|own| own.default.borrow().clone());
    merge_column(&known.column, &given.column);
    if let (Some(own), Some(kept)) = (schema, kept) {
        own.default.replace(kept);
    }
    options.deferred = options.deferred.or(other.deferred);
    options.group = options.group.take().or_else(|| other.group.clone());
    options.raiseload |= other.raiseload;
    options.active_history |= other.active_history;
    options.sort_order = options.sort_order.or(other.sort_order);
}

/// The complaint about a column that `__table__` has not.
pub(super) fn additional(vm: &Vm, column: &Column) -> Box<ormlab_python::Raised> {
    let key = quoted(&column.key());
    argument_error(vm, format!("Can't add additional column {key} when specifying __table__"))
}
