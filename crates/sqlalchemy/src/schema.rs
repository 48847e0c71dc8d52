//! Schema items as Python objects: constraints, indexes, sequences, defaults; the columns and tables are
//! beside, in `schema/column.rs` and `schema/table.rs`.

pub(crate) mod column;
mod constraint;
mod default;
mod item;
pub mod metadata;
pub mod table;
mod typed;

use std::rc::Rc;

use ormlab_core::constraint::{Constraint, ConstraintKind, ForeignKey};
use ormlab_core::default::{ColumnDefault, Computed, Identity, Sequence, ServerDefault};
use ormlab_core::element::ElementId;
use ormlab_core::index::Index;
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::object::string::Str;
use ormlab_python::{Object, PyResult, Vm};

pub use column::{build as build_column, column_from, column_object};
pub(crate) use default::server_default;
pub use metadata::metadata_object;
pub use table::table_object;
pub(crate) use typed::of_python;

use crate::names::{self, ClassSpec, Names};

const SCHEMA: &str = "sqlalchemy.sql.schema";

/// What a schema is made of besides tables and columns.
#[derive(Clone)]
pub enum SchemaItem {
    ForeignKey(ForeignKey),
    Constraint(Constraint),
    Index(Index),
    Sequence(Sequence),
    Identity(Identity),
    Computed(Computed),
    Default(ColumnDefault),
    ServerDefault(ServerDefault),
}

/// A schema item as a Python object.
pub struct SchemaObject {
    pub item: SchemaItem,
}

impl SchemaItem {
    fn class_name(&self) -> &'static str {
        match self {
            SchemaItem::ForeignKey(_) => "ForeignKey",
            SchemaItem::Constraint(constraint) => match constraint.kind() {
                ConstraintKind::PrimaryKey { .. } => "PrimaryKeyConstraint",
                ConstraintKind::Unique { .. } => "UniqueConstraint",
                ConstraintKind::Check { .. } => "CheckConstraint",
                ConstraintKind::ForeignKey { .. } => "ForeignKeyConstraint",
            },
            SchemaItem::Index(_) => "Index",
            SchemaItem::Sequence(_) => "Sequence",
            SchemaItem::Identity(_) => "Identity",
            SchemaItem::Computed(_) => "Computed",
            SchemaItem::Default(ColumnDefault::Scalar(_)) => "ScalarElementColumnDefault",
            SchemaItem::Default(ColumnDefault::Callable(_)) => "CallableColumnDefault",
            SchemaItem::Default(ColumnDefault::Expr(_)) => "ColumnElementColumnDefault",
            SchemaItem::Default(ColumnDefault::Sequence(_)) => "Sequence",
            SchemaItem::ServerDefault(ServerDefault::Fetched) => "FetchedValue",
            SchemaItem::ServerDefault(_) => "DefaultClause",
        }
    }

    /// The identity of what is shared by reference.
    fn id(&self) -> Option<ElementId> {
        match self {
            SchemaItem::ForeignKey(key) => Some(ElementId::of(&key.0)),
            SchemaItem::Constraint(constraint) => Some(constraint.id()),
            SchemaItem::Index(index) => Some(ElementId::of(&index.0)),
            SchemaItem::Sequence(sequence) => Some(ElementId::of(&sequence.0)),
            _ => None,
        }
    }
}

/// A schema item as a Python object, the same one for the same item.
pub fn item_object(vm: &Vm, item: SchemaItem) -> Object {
    match item.id() {
        Some(id) => Names::of(vm).wrapper(id, || SchemaObject { item }),
        None => Object::host(SchemaObject { item }),
    }
}

impl HostObject for SchemaObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, self.item.class_name())
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        item::attribute(vm, &self.item, name)
    }

    fn repr(&self, vm: &Vm) -> PyResult<Option<String>> {
        item::repr(vm, &self.item).map(Some)
    }

    fn str(&self, vm: &Vm) -> PyResult<Option<String>> {
        item::repr(vm, &self.item).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        let SchemaItem::Constraint(constraint) = &self.item else { return Ok(None) };
        let columns = constraint.columns();
        let columns: Vec<Object> = columns.iter().map(|column| column_object(vm, column)).collect();
        vm.iter(&columns.into()).map(Some)
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        match &self.item {
            SchemaItem::Constraint(constraint) => Ok(Some(constraint.columns().len())),
            _ => Ok(None),
        }
    }

    fn truth(&self, _: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(true))
    }

    fn contains(&self, vm: &Vm, item: &Object) -> PyResult<Option<bool>> {
        let SchemaItem::Constraint(constraint) = &self.item else { return Ok(None) };
        let wanted = column_from(vm, item)?;
        Ok(Some(wanted.is_some_and(|wanted| constraint.columns().contains(&wanted))))
    }
}

/// The classes of `sqlalchemy.schema`.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("SchemaItem", SCHEMA, &[], |_, b| {
        b.method("ddl_if", |vm, _| Err(vm.unsupported("ddl_if()")))
    }),
    ClassSpec::new("MetaData", SCHEMA, &["SchemaItem"], metadata::fill),
    ClassSpec::new("Column", SCHEMA, &["SchemaItem", "ColumnClause", "Named"], column::fill),
    ClassSpec::new("Named", "sqlalchemy.sql._annotated_cols", &[], |_, b| {
        b.class_getitem(typed::annotation_of)
    }),
    ClassSpec::new(
        "TypedColumns",
        "sqlalchemy.sql._annotated_cols",
        &["ReadOnlyColumnCollection"],
        typed::fill,
    ),
    ClassSpec::new("Table", SCHEMA, &["SchemaItem", "TableClause"], table::fill),
    ClassSpec::new("ForeignKey", SCHEMA, &["SchemaItem"], |_, b| {
        b.construct(constraint::foreign_key)
    }),
    ClassSpec::plain("ColumnCollectionMixin", SCHEMA, &[]),
    ClassSpec::plain("Constraint", SCHEMA, &["SchemaItem"]),
    ClassSpec::plain(
        "ColumnCollectionConstraint",
        SCHEMA,
        &["ColumnCollectionMixin", "Constraint"],
    ),
    ClassSpec::new("PrimaryKeyConstraint", SCHEMA, &["ColumnCollectionConstraint"], |_, b| {
        b.construct(constraint::primary_key)
    }),
    ClassSpec::new("UniqueConstraint", SCHEMA, &["ColumnCollectionConstraint"], |_, b| {
        b.construct(constraint::unique)
    }),
    ClassSpec::new("CheckConstraint", SCHEMA, &["ColumnCollectionConstraint"], |_, b| {
        b.construct(constraint::check)
    }),
    ClassSpec::new("ForeignKeyConstraint", SCHEMA, &["ColumnCollectionConstraint"], |_, b| {
        b.construct(constraint::foreign_key_constraint)
    }),
    ClassSpec::new("Index", SCHEMA, &["ColumnCollectionMixin", "SchemaItem"], index_methods),
    ClassSpec::plain("FetchedValueBase", SCHEMA, &[]),
    ClassSpec::new("FetchedValue", SCHEMA, &[], |_, b| b.construct(default::fetched_value)),
    ClassSpec::new("DefaultClause", SCHEMA, &["FetchedValue"], |_, b| {
        b.construct(default::default_clause)
    }),
    ClassSpec::new("Computed", SCHEMA, &["FetchedValue", "SchemaItem"], |_, b| {
        b.construct(default::computed)
    }),
    ClassSpec::new("Identity", SCHEMA, &["FetchedValue", "SchemaItem"], |_, b| {
        b.construct(default::identity)
    }),
    ClassSpec::plain("DefaultGenerator", SCHEMA, &["Executable", "SchemaItem"]),
    ClassSpec::new("Sequence", SCHEMA, &["DefaultGenerator"], sequence_methods),
    ClassSpec::new("ColumnDefault", SCHEMA, &["DefaultGenerator"], |_, b| {
        b.construct(default::column_default)
    }),
    ClassSpec::plain("ScalarElementColumnDefault", SCHEMA, &["ColumnDefault"]),
    ClassSpec::plain("CallableColumnDefault", SCHEMA, &["ColumnDefault"]),
    ClassSpec::plain("ColumnElementColumnDefault", SCHEMA, &["ColumnDefault"]),
];

fn index_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(constraint::index)
        .method("create", |vm, args| crate::ddl::create_item(vm, args, true))
        .method("drop", |vm, args| crate::ddl::create_item(vm, args, false))
}

fn sequence_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.construct(default::sequence).method("next_value", default::next_value)
}
