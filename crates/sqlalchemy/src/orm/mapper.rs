//! `inspect(User)`: mappers, their properties and attributes as Python objects.

use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_orm::property::PropertyKind;
use ormlab_orm::{Direction, MappedEntity, Mapper, Property, Registry};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::NativeFunction;
use ormlab_python::{Object, PyResult, Set, Str, Vm};

use super::aliased::AliasedObject;
use super::attribute::AttributeObject;
use super::class::MappedClass;
use super::value::class_of;
use crate::error::{OrRaise, to_raised};
use crate::expr::expr_object;
use crate::names::{self, ClassSpec, Names};
use crate::schema::{column_object, table_object};

/// A mapper as a Python object.
pub(crate) struct MapperObject {
    pub mapper: Mapper,
}

/// The mapper as a Python object, the same one for the same mapper.
pub(super) fn mapper_object(vm: &Vm, mapper: &Mapper) -> Object {
    Names::of(vm).wrapper(mapper.id(), || MapperObject { mapper: mapper.clone() })
}

/// A class or an alias of one, as `attribute.parent` is.
pub(super) fn entity_object(vm: &Vm, entity: &Rc<MappedEntity>) -> Object {
    if entity.is_aliased() {
        return Object::host(AliasedObject { entity: Rc::clone(entity) });
    }
    mapper_object(vm, &entity.mapper)
}

/// Puts the descriptors of attributes that came since into all classes of a registry.
pub(super) fn refresh_all(vm: &Vm, registry: &Registry) {
    for mapper in registry.mappers() {
        let Some(class) = class_of(&mapper) else { continue };
        if let Some(known) = class.payload::<MappedClass>() {
            known.refresh(vm, &class);
        }
    }
}

/// The attribute of an entity by its name; the complaint of `any(nme=…)`.
pub(super) fn attribute_of(vm: &Vm, entity: &Rc<MappedEntity>, name: &Str) -> PyResult {
    if let Some(property) = entity.mapper.property(name) {
        return Ok(Object::host(AttributeObject::new(entity, &property)));
    }
    match class_of(&entity.mapper) {
        Some(class) => vm.get_attr(&class.into(), name),
        None => Ok(Object::None),
    }
}

/// A property as a Python object.
pub(crate) struct PropertyObject {
    property: Property,
}

/// The property as a Python object.
pub(super) fn property_object(property: &Property) -> Object {
    Object::host(PropertyObject { property: property.clone() })
}

/// Things by name, in order: `mapper.attrs`, `mapper.columns`.
pub(super) struct NamedObject(pub Vec<(Str, Object)>);

impl HostObject for NamedObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "ReadOnlyProperties")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        if let Some((_, found)) = self.0.iter().find(|(known, _)| known == name) {
            return Ok(Some(found.clone()));
        }
        let dict = Object::dict(self.0.iter().cloned());
        let list = |vm: &Vm, name: &str| {
            let made = vm.call_method(&dict, name, ormlab_python::Args::none())?;
            vm.collect(&made).map(Object::from)
        };
        match name.as_str() {
            "keys" | "values" | "items" => {
                let made = list(vm, name)?;
                Ok(Some(NativeFunction::closure(name, move |_, _| Ok(made.clone())).object()))
            }
            "get" => vm.get_attr(&dict, name).map(Some),
            _ => Ok(None),
        }
    }

    fn get_item(self: Rc<Self>, vm: &Vm, key: &Object) -> PyResult<Option<Object>> {
        vm.get_item(&Object::dict(self.0.iter().cloned()), key).map(Some)
    }

    fn iter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        let values: Vec<Object> = self.0.iter().map(|(_, value)| value.clone()).collect();
        vm.iter(&values.into()).map(Some)
    }

    fn len(&self, _: &Vm) -> PyResult<Option<usize>> {
        Ok(Some(self.0.len()))
    }

    fn contains(&self, _: &Vm, item: &Object) -> PyResult<Option<bool>> {
        Ok(Some(self.0.iter().any(|(name, value)| value.is(item) || item.as_str() == Some(name))))
    }
}

fn named(properties: impl IntoIterator<Item = Property>) -> Object {
    let pairs = properties
        .into_iter()
        .map(|property| ((&*property.key).into(), property_object(&property)));
    Object::host(NamedObject(pairs.collect()))
}

fn columns_of(mapper: &Mapper) -> Object {
    let pairs = mapper.column_properties().into_iter().filter_map(|property| {
        let column = property.as_column()?.expression()?;
        Some((property.key.clone(), column))
    });
    crate::from::pairs_object(pairs.collect())
}

impl HostObject for MapperObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Mapper")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let mapper = &self.mapper;
        if matches!(name.as_str(), "attrs" | "relationships" | "all_orm_descriptors") {
            mapper.check_configure().or_raise(vm)?;
        }
        Ok(Some(match name.as_str() {
            "class_" | "entity" => class_of(mapper).map(Object::from).into(),
            "mapper" => mapper_object(vm, mapper),
            "local_table" | "persist_selectable" | "mapped_table" | "selectable" => {
                table_object(vm, &mapper.table)
            }
            "tables" => Object::list([table_object(vm, &mapper.table)]),
            "primary_key" => {
                Object::tuple(mapper.primary_key.iter().map(|column| column_object(vm, column)))
            }
            "attrs" => named(mapper.properties()),
            "column_attrs" => named(mapper.column_properties()),
            "relationships" => named(mapper.relationships()),
            "synonyms" => named(
                mapper
                    .properties()
                    .into_iter()
                    .filter(|p| matches!(p.kind, PropertyKind::Synonym(_))),
            ),
            "columns" | "c" => columns_of(mapper),
            "all_orm_descriptors" => {
                let pairs = mapper.properties().into_iter().map(|property| {
                    (
                        (&*property.key).into(),
                        Object::host(AttributeObject::new(&mapper.entity(), &property)),
                    )
                });
                Object::host(NamedObject(pairs.collect()))
            }
            "inherits" => mapper.inherits.as_ref().map(|parent| mapper_object(vm, parent)).into(),
            "base_mapper" => mapper_object(vm, &mapper.base_mapper()),
            "polymorphic_on" => {
                mapper.polymorphic_on.as_ref().map(|column| column_object(vm, column)).into()
            }
            "version_id_col" => {
                mapper.version_id_column.as_ref().map(|column| column_object(vm, column)).into()
            }
            "is_mapper" | "configured" => true.into(),
            "is_aliased_class" | "is_instance" => false.into(),
            _ => return method(vm, &self, name),
        }))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let address = std::ptr::from_ref(self) as usize;
        Ok(Some(format!("<Mapper at {address:#x}; {}>", self.mapper.name())))
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.mapper.to_string()))
    }
}

type Method = fn(&Vm, &Mapper, ormlab_python::Args) -> PyResult;

fn method(_: &Vm, this: &Rc<MapperObject>, name: &str) -> PyResult<Option<Object>> {
    let call: Method = match name {
        "get_property" => |vm, mapper, args| {
            let [key] = args.bind(vm, "get_property", ["key"], 1)?;
            let key = crate::arguments::text(vm, &key.unwrap_or(Object::None))?;
            mapper.check_configure().or_raise(vm)?;
            Ok(property_object(&mapper.require(&key).or_raise(vm)?))
        },
        "has_property" => |vm, mapper, args| {
            let [key] = args.bind(vm, "has_property", ["key"], 1)?;
            let key = crate::arguments::text(vm, &key.unwrap_or(Object::None))?;
            Ok(mapper.property(&key).is_some().into())
        },
        "get_property_by_column" => |vm, mapper, args| {
            let [column] = args.bind(vm, "get_property_by_column", ["column"], 1)?;
            let column = super::attribute::column_of(vm, &column.unwrap_or(Object::None))?;
            Ok(column
                .and_then(|column| mapper.property_of_column(&column))
                .map(|p| property_object(&p))
                .into())
        },
        "isa" => |vm, mapper, args| {
            let [other] = args.bind(vm, "isa", ["other"], 1)?;
            let other = super::class::class_mapper(vm, &other.unwrap_or(Object::None))?;
            Ok(mapper.isa(&other).into())
        },
        "primary_key_from_instance" => |vm, _, args| {
            let [object] = args.bind(vm, "primary_key_from_instance", ["instance"], 1)?;
            let instance = super::value::instance(vm, &object.unwrap_or(Object::None))?;
            let keys = instance.mapper().primary_key_properties();
            let values: PyResult<Vec<Object>> = keys
                .iter()
                .map(|key| {
                    Ok(super::attribute::attribute_object(vm, &instance.get(key).or_raise(vm)?))
                })
                .collect();
            Ok(values?.into())
        },
        "iterate_properties" => return Ok(None),
        _ => return Ok(None),
    };
    let mapper = this.mapper.clone();
    Ok(Some(NativeFunction::closure(name, move |vm, args| call(vm, &mapper, args)).object()))
}

impl HostObject for PropertyObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(
            vm,
            match self.property.kind {
                PropertyKind::Relationship(_) => "Relationship",
                PropertyKind::Column(_) => "ColumnProperty",
                _ => "Synonym",
            },
        )
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let property = &self.property;
        if let Some(column) = property.as_column() {
            return Ok(Some(match name.as_str() {
                "key" => (&*property.key).into(),
                "columns" => {
                    Object::list(column.spec.columns.iter().map(|column| column_object(vm, column)))
                }
                "expression" => column.expression().map(|expr| expr_object(vm, &expr)).into(),
                "deferred" => column.spec.deferred.into(),
                "parent" => mapper_object(vm, &property.parent()),
                "class_attribute" => {
                    Object::host(AttributeObject::new(&property.parent().entity(), property))
                }
                _ => return Ok(None),
            }));
        }
        match name.as_str() {
            "key" => Ok(Some((&*property.key).into())),
            "parent" => Ok(Some(mapper_object(vm, &property.parent()))),
            _ => relationship_attribute(vm, property, name),
        }
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        use ormlab_python::CompareOp;
        let same = other
            .downcast_ref::<PropertyObject>()
            .is_some_and(|other| other.property == self.property);
        Ok(match op {
            CompareOp::Eq => Some(same.into()),
            CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }

    fn hash(&self, _: &Vm) -> PyResult<Option<i64>> {
        let id: ElementId = self.property.id();
        use std::hash::{Hash, Hasher};
        let mut hasher = rustc_hash::FxHasher::default();
        id.hash(&mut hasher);
        Ok(Some(hasher.finish().cast_signed() >> 1))
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.property.to_string()))
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let address = std::ptr::from_ref(self) as usize;
        let class = match self.property.kind {
            PropertyKind::Relationship(_) => "_RelationshipDeclared",
            PropertyKind::Column(_) => "ColumnProperty",
            _ => "SynonymProperty",
        };
        Ok(Some(format!("<{class} at {address:#x}; {}>", self.property.key)))
    }
}

fn relationship_attribute(vm: &Vm, property: &Property, name: &str) -> PyResult<Option<Object>> {
    let Some(relationship) = property.as_relationship() else { return Ok(None) };
    property.parent().check_configure().map_err(|error| to_raised(vm, error))?;
    let resolved = relationship.resolved().or_raise(vm)?;
    let pairs = |pairs: &[(ormlab_core::Column, ormlab_core::Column)]| {
        Object::list(
            pairs.iter().map(|(a, b)| Object::tuple([column_object(vm, a), column_object(vm, b)])),
        )
    };
    let set = |columns: &[ormlab_core::Column]| -> PyResult {
        Ok(Object::Set(Rc::new(Set::of(
            vm,
            columns.iter().map(|column| column_object(vm, column)),
        )?)))
    };
    Ok(Some(match name {
        "mapper" | "entity" => mapper_object(vm, &resolved.target),
        "argument" => class_of(&resolved.target).map(Object::from).into(),
        "uselist" => resolved.uselist.into(),
        "direction" => direction_object(resolved.direction),
        "secondary" => {
            resolved.secondary.as_ref().map(|from| crate::from::from_object(vm, from)).into()
        }
        "primaryjoin" => expr_object(vm, &resolved.primaryjoin.expr),
        "secondaryjoin" => {
            resolved.secondaryjoin.as_ref().map(|join| expr_object(vm, &join.expr)).into()
        }
        "target" => table_object(vm, &resolved.target.table),
        "local_remote_pairs" => pairs(&resolved.local_remote_pairs),
        "synchronize_pairs" => pairs(&resolved.synchronize_pairs),
        "local_columns" => set(&resolved.local_columns)?,
        "remote_side" => set(&resolved.remote_columns)?,
        "back_populates" => relationship.spec.back_populates.as_deref().map(Object::from).into(),
        "viewonly" => relationship.spec.viewonly.into(),
        "lazy" => match relationship.spec.lazy.name() {
            "lazy" => "select".into(),
            other => other.into(),
        },
        _ => return Ok(None),
    }))
}

/// `MANYTOONE` and its kin.
pub(super) struct DirectionObject(Direction);

/// The direction as a Python object.
pub(super) fn direction_object(direction: Direction) -> Object {
    Object::host(DirectionObject(direction))
}

impl HostObject for DirectionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "RelationshipDirection")
    }

    fn get_attr(self: Rc<Self>, _: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok((name == "name").then(|| self.0.symbol().into()))
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        use ormlab_python::CompareOp;
        let same = other.downcast_ref::<DirectionObject>().is_some_and(|other| other.0 == self.0);
        Ok(match op {
            CompareOp::Eq => Some(same.into()),
            CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        let number = match self.0 {
            Direction::OneToMany => 1,
            Direction::ManyToOne => 2,
            Direction::ManyToMany => 3,
        };
        Ok(Some(format!("<RelationshipDirection.{}: {number}>", self.0.symbol())))
    }

    fn str(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("RelationshipDirection.{}", self.0.symbol())))
    }
}

/// The classes of mappers and properties.
pub(super) const CLASSES: &[ClassSpec] = &[
    ClassSpec::plain("Mapper", "sqlalchemy.orm.mapper", &[]),
    ClassSpec::plain("MapperProperty", "sqlalchemy.orm.interfaces", &[]),
    ClassSpec::plain("RelationshipProperty", "sqlalchemy.orm.relationships", &["MapperProperty"]),
    ClassSpec::plain("Relationship", "sqlalchemy.orm.relationships", &["RelationshipProperty"]),
    ClassSpec::plain("ColumnProperty", "sqlalchemy.orm.properties", &["MapperProperty"]),
    ClassSpec::plain("MappedColumn", "sqlalchemy.orm.properties", &[]),
    ClassSpec::plain("Synonym", "sqlalchemy.orm.descriptor_props", &["MapperProperty"]),
    ClassSpec::plain("RelationshipDirection", "sqlalchemy.orm.interfaces", &[]),
    ClassSpec::plain("ReadOnlyProperties", "sqlalchemy.util._collections", &[]),
];
