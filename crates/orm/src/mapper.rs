//! [`Mapper`]: how the objects of one class are stored: table, attributes, primary key.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use ormlab_core::element::ElementId;
use ormlab_core::{Column, Error, FromClause, Result, Table, Value};
use rustc_hash::FxHashMap;

use crate::entity::MappedEntity;
use crate::event::{AttributeEvents, MapperEvents};
use crate::identity::{IdentityKey, KeyValues};
use crate::lowering::LoadContext;
use crate::property::{
    ColumnProperty, ColumnSpec, Property, PropertyData, PropertyKind, PropertySpec,
};
use crate::registry::{MappingSpec, Registry, WeakRegistry};
use crate::relationship::Relationship;

/// What the layer above does for a mapped class.
pub trait ClassHost: fmt::Debug {
    /// `<class '__main__.User'>`.
    fn class_repr(&self) -> String;
    fn as_any(&self) -> &dyn Any;
}

/// The parts of a [`Mapper`].
#[derive(Debug)]
pub struct MapperData {
    name: Rc<str>,
    module: Rc<str>,
    registry: WeakRegistry,
    pub table: Table,
    pub inherits: Option<Mapper>,
    pub primary_key: Vec<Column>,
    pub version_id_column: Option<Column>,
    pub eager_defaults: Option<bool>,
    pub confirm_deleted_rows: bool,
    pub polymorphic_on: Option<Column>,
    pub polymorphic_identity: Option<Value>,
    properties: RefCell<IndexMap<Rc<str>, Property>>,
    /// Attributes by the columns that they read, each column once.
    by_column: RefCell<FxHashMap<ElementId, Property>>,
    /// Slots taken in the hierarchy; shared by its mappers.
    slots: Rc<Cell<usize>>,
    /// Attributes whose relationship says `delete-orphan` towards this class.
    pub(crate) orphan_parents: RefCell<Vec<Property>>,
    pub(crate) configured: Cell<bool>,
    /// Why configuring failed; later uses repeat it.
    pub(crate) failure: RefCell<Option<Error>>,
    host: OnceCell<Rc<dyn ClassHost>>,
    /// How attributes load of objects that no statement brought.
    default_context: OnceCell<Rc<LoadContext>>,
    /// Hooks of the layer above.
    pub events: MapperEvents,
}

/// A mapped class; cheap to clone, equal by identity.
#[derive(Clone)]
pub struct Mapper(pub(crate) Rc<MapperData>);

/// A mapper that its properties do not keep alive.
#[derive(Clone, Debug)]
pub(crate) struct WeakMapper(Weak<MapperData>);

impl WeakMapper {
    pub(crate) fn upgrade(&self) -> Option<Mapper> {
        self.0.upgrade().map(Mapper)
    }
}

impl PartialEq for Mapper {
    fn eq(&self, other: &Mapper) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Mapper {}

impl std::hash::Hash for Mapper {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (Rc::as_ptr(&self.0) as usize).hash(state);
    }
}

impl std::ops::Deref for Mapper {
    type Target = MapperData;

    fn deref(&self) -> &MapperData {
        &self.0
    }
}

impl fmt::Debug for Mapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// `Mapper[User(users)]`.
impl fmt::Display for Mapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mapper[{}({})]", self.0.name, self.0.table.name())
    }
}

impl Mapper {
    pub(crate) fn map(registry: &Registry, spec: MappingSpec) -> Result<Mapper> {
        if spec.inherits.is_some() {
            return Err(Error::not_implemented("inheritance between mapped classes"));
        }
        let class = format!("{}.{}", spec.module, spec.class_name);
        let table = spec.table.clone().ok_or_else(|| {
            Error::argument(format!(
                "Mapper Mapper[{}(None)] has None for a primary table argument (is {class} mapped?)",
                spec.class_name
            ))
        })?;
        let primary_key = primary_key(&spec, &table)?;
        let mapper = Mapper(Rc::new(MapperData {
            name: spec.class_name.clone(),
            module: spec.module.clone(),
            registry: WeakRegistry(Rc::downgrade(&registry.0)),
            table,
            inherits: None,
            primary_key,
            version_id_column: spec.version_id_column.clone(),
            eager_defaults: spec.eager_defaults,
            confirm_deleted_rows: spec.confirm_deleted_rows,
            polymorphic_on: spec.polymorphic_on.clone(),
            polymorphic_identity: spec.polymorphic_identity.clone(),
            properties: RefCell::default(),
            by_column: RefCell::default(),
            slots: Rc::default(),
            orphan_parents: RefCell::default(),
            configured: Cell::new(false),
            failure: RefCell::new(None),
            host: OnceCell::new(),
            default_context: OnceCell::new(),
            events: MapperEvents::default(),
        }));
        if let Some(host) = spec.host.clone() {
            mapper.set_host(host);
        }
        mapper.add_properties(spec)?;
        Ok(mapper)
    }

    fn add_properties(&self, spec: MappingSpec) -> Result<()> {
        // A column of the table takes the place that it has there, after all else.
        let mut by_column: FxHashMap<ElementId, (Rc<str>, PropertySpec)> = FxHashMap::default();
        for (key, property) in spec.properties {
            match self.table_column(&property) {
                Some(column) => drop(by_column.insert(column, (key, property))),
                None => drop(self.add_property(&key, property)?),
            }
        }
        for column in self.table.columns() {
            let key = column.key();
            let known = self.by_column.borrow().contains_key(&column.id());
            match by_column.remove(&column.id()) {
                Some((key, property)) => drop(self.add_property(&key, property)?),
                None if known || spec.exclude_columns.contains(&key) => {}
                None => {
                    drop(self.add_property(&key, PropertySpec::Column(ColumnSpec::of(column)))?)
                }
            }
        }
        Ok(())
    }

    /// The column of the table that a property is about.
    fn table_column(&self, property: &PropertySpec) -> Option<ElementId> {
        let PropertySpec::Column(ColumnSpec { columns, expression: None, .. }) = property else {
            return None;
        };
        columns.iter().find(|column| self.owns(column)).map(Column::id)
    }

    /// Adds an attribute, also to a class that is mapped already; one of that key is replaced.
    pub fn add_property(&self, key: &str, spec: PropertySpec) -> Result<Property> {
        let kind = match spec {
            PropertySpec::Column(spec) => PropertyKind::Column(ColumnProperty { spec }),
            PropertySpec::Relationship(spec) => {
                PropertyKind::Relationship(Box::new(Relationship::new(*spec)?))
            }
            PropertySpec::Synonym(name) => PropertyKind::Synonym(name),
        };
        let slot = self.property(key).map_or_else(
            || {
                self.slots.set(self.slots.get() + 1);
                self.slots.get() - 1
            },
            |replaced| replaced.slot,
        );
        let parent = WeakMapper(Rc::downgrade(&self.0));
        let property = Property(Rc::new(PropertyData {
            key: key.into(),
            slot,
            kind,
            parent,
            events: AttributeEvents::default(),
        }));
        if let Some(column) = property.as_column() {
            let mut by_column = self.by_column.borrow_mut();
            for column in &column.spec.columns {
                by_column.entry(column.id()).or_insert_with(|| property.clone());
            }
        } else if property.as_relationship().is_some() {
            self.configured.set(false);
            if let Some(registry) = self.registry() {
                registry.0.must_configure.set(true);
            }
        }
        self.properties.borrow_mut().insert(property.key.clone(), property.clone());
        self.forget_prepared();
        Ok(property)
    }

    /// Name of the class.
    pub fn name(&self) -> Rc<str> {
        self.0.name.clone()
    }

    pub fn module(&self) -> Rc<str> {
        self.0.module.clone()
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn registry(&self) -> Option<Registry> {
        self.0.registry.upgrade()
    }

    /// `<class '__main__.User'>`.
    pub fn class_repr(&self) -> String {
        match self.host.get() {
            Some(host) => host.class_repr(),
            None => format!("<class '{}.{}'>", self.0.module, self.0.name),
        }
    }

    /// What the layer above attached.
    pub fn host(&self) -> Option<&Rc<dyn ClassHost>> {
        self.0.host.get()
    }

    /// Attaches the class of the layer above; once only.
    pub fn set_host(&self, host: Rc<dyn ClassHost>) {
        // A second host would be a second class for one mapper: the first stays.
        let _ = self.0.host.set(host);
    }

    /// Every attribute, in the order of mapping.
    pub fn properties(&self) -> Vec<Property> {
        self.0.properties.borrow().values().cloned().collect()
    }

    /// The attribute of that key.
    pub fn property(&self, key: &str) -> Option<Property> {
        self.0.properties.borrow().get(key).cloned()
    }

    /// The attribute of that key, through synonyms; an error in SQLAlchemy's words where there is none.
    pub fn require(&self, key: &str) -> Result<Property> {
        let found = self.property(key).ok_or_else(|| crate::configure::no_property(self, key))?;
        match &found.kind {
            PropertyKind::Synonym(name) => self.require(name),
            _ => Ok(found),
        }
    }

    /// `mapper.column_attrs`.
    pub fn column_properties(&self) -> Vec<Property> {
        self.properties().into_iter().filter(|property| property.as_column().is_some()).collect()
    }

    /// `mapper.relationships`.
    pub fn relationships(&self) -> Vec<Property> {
        let is_relationship = |property: &Property| property.as_relationship().is_some();
        self.properties().into_iter().filter(is_relationship).collect()
    }

    /// Whether it is a column of its tables.
    pub fn owns(&self, column: &Column) -> bool {
        column.schema_table().as_ref() == Some(&self.table)
    }

    /// The attribute that reads a column of the mapped table.
    pub fn property_of_column(&self, column: &Column) -> Option<Property> {
        self.0.by_column.borrow().get(&column.id()).cloned()
    }

    /// How many slots an instance needs; may grow as attributes are added.
    pub fn slot_count(&self) -> usize {
        self.0.slots.get()
    }

    /// The attributes of the primary key, in its order.
    pub fn primary_key_properties(&self) -> Vec<Property> {
        self.primary_key.iter().filter_map(|column| self.property_of_column(column)).collect()
    }

    /// The root of the hierarchy: what identity is counted by.
    pub fn base_mapper(&self) -> Mapper {
        self.inherits.as_ref().map_or_else(|| self.clone(), Mapper::base_mapper)
    }

    /// Whether it is `other` or inherits from it.
    pub fn isa(&self, other: &Mapper) -> bool {
        self == other || self.inherits.as_ref().is_some_and(|parent| parent.isa(other))
    }

    /// Whether both are of one hierarchy.
    pub fn common_parent(&self, other: &Mapper) -> bool {
        self.base_mapper() == other.base_mapper()
    }

    pub fn identity_key(&self, values: KeyValues) -> IdentityKey {
        IdentityKey { mapper: self.base_mapper(), values }
    }

    /// What is selected from: the table, or the join of a hierarchy.
    pub fn selectable(&self) -> FromClause {
        FromClause::Table(self.table.clone())
    }

    /// The class as it stands in a statement.
    pub fn entity(&self) -> Rc<MappedEntity> {
        MappedEntity::of(self)
    }

    /// Attributes through which another class owns objects of this one: `delete-orphan`.
    pub fn orphan_parents(&self) -> Vec<Property> {
        self.0.orphan_parents.borrow().clone()
    }

    pub(crate) fn default_context(&self) -> Rc<LoadContext> {
        self.0.default_context.get_or_init(Rc::default).clone()
    }

    fn forget_prepared(&self) {
        if let Some(context) = self.0.default_context.get() {
            context.forget_prepared();
        }
    }

    pub(crate) fn clear(&self) {
        self.forget_prepared();
        self.0.by_column.borrow_mut().clear();
        self.0.orphan_parents.borrow_mut().clear();
        self.0.properties.borrow_mut().clear();
    }
}

fn primary_key(spec: &MappingSpec, table: &Table) -> Result<Vec<Column>> {
    let found =
        if spec.primary_key.is_empty() { table.primary_key() } else { spec.primary_key.clone() };
    if found.is_empty() {
        return Err(Error::argument(format!(
            "Mapper Mapper[{}({})] could not assemble any primary key columns for mapped table '{}'",
            spec.class_name,
            table.name(),
            table.name(),
        )));
    }
    Ok(found)
}
