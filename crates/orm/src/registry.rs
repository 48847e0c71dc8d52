//! [`Registry`]: the mapped classes that know one another by name.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use ormlab_core::{Column, Error, FromClause, MetaData, Result, Table, Value};

use crate::mapper::{ClassHost, Mapper};
use crate::property::PropertySpec;

/// Something that may be named before it exists: asked for when the mappers are configured.
#[derive(Clone)]
pub enum Lazy<T> {
    Given(T),
    /// A lambda, or a string that the layer above evaluates.
    Callable(Rc<dyn Fn() -> Result<T>>),
}

impl<T: Clone> Lazy<T> {
    pub fn get(&self) -> Result<T> {
        match self {
            Lazy::Given(value) => Ok(value.clone()),
            Lazy::Callable(make) => make(),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lazy::Given(value) => value.fmt(f),
            Lazy::Callable(_) => f.write_str("Callable"),
        }
    }
}

/// The class that a relationship leads to.
#[derive(Clone, Debug)]
pub enum Target {
    /// The name of a class of the registry.
    Name(Rc<str>),
    Mapper(Lazy<Mapper>),
}

/// What a class is mapped with.
#[derive(Clone, Debug)]
pub struct MappingSpec {
    pub class_name: Rc<str>,
    /// `__main__`.
    pub module: Rc<str>,
    /// `None`: the table of the class inherited from.
    pub table: Option<Table>,
    /// In the order of the class, then the columns that it did not name, in that of the table.
    pub properties: Vec<(Rc<str>, PropertySpec)>,
    /// Columns of the table that are not mapped.
    pub exclude_columns: Vec<Rc<str>>,
    /// For a table without a primary key.
    pub primary_key: Vec<Column>,
    pub inherits: Option<Mapper>,
    pub polymorphic_on: Option<Column>,
    pub polymorphic_identity: Option<Value>,
    pub version_id_column: Option<Column>,
    /// `eager_defaults`: `None` is `"auto"`.
    pub eager_defaults: Option<bool>,
    pub confirm_deleted_rows: bool,
    pub host: Option<Rc<dyn ClassHost>>,
}

impl MappingSpec {
    /// A class of `__main__` over a table; each column of it that no property names is mapped under its key.
    pub fn new(class_name: &str, table: Table) -> MappingSpec {
        MappingSpec {
            class_name: class_name.into(),
            module: "__main__".into(),
            table: Some(table),
            properties: Vec::new(),
            exclude_columns: Vec::new(),
            primary_key: Vec::new(),
            inherits: None,
            polymorphic_on: None,
            polymorphic_identity: None,
            version_id_column: None,
            eager_defaults: None,
            confirm_deleted_rows: true,
            host: None,
        }
    }

    #[must_use]
    pub fn property(mut self, key: &str, spec: PropertySpec) -> MappingSpec {
        self.properties.push((key.into(), spec));
        self
    }
}

#[derive(Debug, Default)]
pub(crate) struct RegistryData {
    pub(crate) metadata: MetaData,
    pub(crate) mappers: RefCell<Vec<Mapper>>,
    /// Classes by name; several of one name are an error only when the name is used.
    pub(crate) classes: RefCell<IndexMap<Rc<str>, Vec<Mapper>>>,
    pub(crate) must_configure: Cell<bool>,
    pub(crate) configuring: Cell<bool>,
    warning: RefCell<Option<WarningSink>>,
}

type Warn = dyn Fn(&str, Option<&'static str>);

/// Takes a warning and its code.
#[derive(Clone)]
pub struct WarningSink(pub Rc<Warn>);

impl fmt::Debug for WarningSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WarningSink")
    }
}

/// `registry()`: the classes of one declarative base; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Registry(pub(crate) Rc<RegistryData>);

/// A registry that its mappers do not keep alive.
#[derive(Clone, Debug, Default)]
pub(crate) struct WeakRegistry(pub(crate) Weak<RegistryData>);

impl WeakRegistry {
    pub(crate) fn upgrade(&self) -> Option<Registry> {
        self.0.upgrade().map(Registry)
    }
}

thread_local! {
    /// All registries that are alive, whose mappers refer to each other.
    static LIVE: RefCell<Vec<Weak<RegistryData>>> = const { RefCell::new(Vec::new()) };
}

/// Takes all mappers of this thread apart; none may be used after.
pub fn dispose_registries() {
    let live = LIVE.take();
    live.iter().filter_map(Weak::upgrade).for_each(|data| Registry(data).dispose());
}

impl Registry {
    pub fn new(metadata: MetaData) -> Registry {
        let data = Rc::new(RegistryData { metadata, ..RegistryData::default() });
        LIVE.with_borrow_mut(|live| live.push(Rc::downgrade(&data)));
        Registry(data)
    }

    pub fn metadata(&self) -> MetaData {
        self.0.metadata.clone()
    }

    /// Every mapper, in the order of mapping.
    pub fn mappers(&self) -> Vec<Mapper> {
        self.0.mappers.borrow().clone()
    }

    /// Maps a class. Relationships are looked into when the mappers are configured.
    pub fn map(&self, spec: MappingSpec) -> Result<Mapper> {
        let mapper = Mapper::map(self, spec)?;
        self.0.mappers.borrow_mut().push(mapper.clone());
        self.0.classes.borrow_mut().entry(mapper.name()).or_default().push(mapper.clone());
        self.0.must_configure.set(true);
        Ok(mapper)
    }

    /// The class of that name, as a relationship of `from` names it.
    pub fn resolve(&self, from: &Mapper, name: &str) -> Result<Mapper> {
        let classes = self.0.classes.borrow();
        match classes.get(name.rsplit('.').next().unwrap_or(name)).map(Vec::as_slice) {
            Some([mapper]) => Ok(mapper.clone()),
            Some(_) => Err(Error::invalid_request(format!(
                "When initializing mapper {from}, expression '{name}' failed: Multiple classes found for path \"{name}\" in the registry of this declarative base. Please use a fully module-qualified path."
            ))),
            None => Err(Error::invalid_request(format!(
                "When initializing mapper {from}, expression '{name}' failed to locate a name ('{name}'). If this is a class name, consider adding this relationship() to the {} class after both dependent classes have been defined.",
                from.class_repr(),
            ))),
        }
    }

    /// Where warnings about the mapping go to.
    pub fn set_warning_sink(&self, sink: WarningSink) {
        *self.0.warning.borrow_mut() = Some(sink);
    }

    pub(crate) fn warn(&self, message: String, code: Option<&'static str>) {
        let sink = self.0.warning.borrow().clone();
        if let Some(sink) = sink {
            (sink.0)(&message, code);
        }
    }

    /// A table of the metadata by name: `secondary="user_groups"`.
    pub fn resolve_table(&self, name: &str) -> Option<FromClause> {
        self.0.metadata.table(name).map(FromClause::Table)
    }

    /// Takes all mappers apart, so that their cycles are freed; nothing of it may be used after.
    pub fn dispose(&self) {
        self.0.classes.borrow_mut().clear();
        for mapper in self.0.mappers.take() {
            mapper.clear();
        }
    }
}
