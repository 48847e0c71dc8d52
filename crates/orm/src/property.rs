//! [`Property`]: one mapped attribute of a class: a column, a relationship, another name for one.

use std::fmt;
use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::{Column, Expr};

use crate::event::AttributeEvents;
use crate::mapper::{Mapper, WeakMapper};
use crate::relationship::{Relationship, RelationshipSpec};

/// What a class says of an attribute that is read from columns.
#[derive(Clone, Debug, Default)]
pub struct ColumnSpec {
    /// The first is the one that is selected; more where inheritance joins equal columns.
    pub columns: Vec<Column>,
    /// `column_property(expression)` instead of columns.
    pub expression: Option<Expr>,
    /// Loaded when first asked for.
    pub deferred: bool,
    pub group: Option<Rc<str>>,
    pub raiseload: bool,
    pub active_history: bool,
}

impl ColumnSpec {
    pub fn of(column: Column) -> ColumnSpec {
        ColumnSpec { columns: vec![column], ..ColumnSpec::default() }
    }
}

/// What a class says of an attribute.
#[derive(Clone, Debug)]
pub enum PropertySpec {
    Column(ColumnSpec),
    Relationship(Box<RelationshipSpec>),
    /// `synonym("name")`.
    Synonym(Rc<str>),
}

/// An attribute read from columns, or from an expression over them.
#[derive(Debug)]
pub struct ColumnProperty {
    pub spec: ColumnSpec,
}

impl ColumnProperty {
    /// The column that is written; `None` for an expression.
    pub fn column(&self) -> Option<&Column> {
        self.spec.columns.first()
    }

    /// What is selected for it, over the mapped table.
    pub fn expression(&self) -> Option<Expr> {
        self.spec.expression.clone().or_else(|| self.column().map(Expr::from))
    }
}

/// The kinds of attribute.
#[derive(Debug)]
pub enum PropertyKind {
    Column(ColumnProperty),
    Relationship(Box<Relationship>),
    /// Another name for an attribute of the same class.
    Synonym(Rc<str>),
}

/// The parts of a [`Property`].
#[derive(Debug)]
pub struct PropertyData {
    pub key: Rc<str>,
    /// Where instances hold its value: one number for a whole hierarchy of classes.
    pub slot: usize,
    pub kind: PropertyKind,
    pub(crate) parent: WeakMapper,
    /// Hooks of the layer above.
    pub events: AttributeEvents,
}

/// A mapped attribute; cheap to clone, equal by identity.
#[derive(Clone, Debug)]
pub struct Property(pub(crate) Rc<PropertyData>);

impl PartialEq for Property {
    fn eq(&self, other: &Property) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Property {}

impl std::hash::Hash for Property {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (Rc::as_ptr(&self.0) as usize).hash(state);
    }
}

impl std::ops::Deref for Property {
    type Target = PropertyData;

    fn deref(&self) -> &PropertyData {
        &self.0
    }
}

impl Property {
    /// The mapper of the class that declared it.
    pub fn parent(&self) -> Mapper {
        self.parent.upgrade().expect("a property is reached through its mapper")
    }

    pub fn id(&self) -> ElementId {
        ElementId::of(&self.0)
    }

    pub fn as_column(&self) -> Option<&ColumnProperty> {
        match &self.kind {
            PropertyKind::Column(column) => Some(column),
            _ => None,
        }
    }

    pub fn as_relationship(&self) -> Option<&Relationship> {
        match &self.kind {
            PropertyKind::Relationship(relationship) => Some(relationship),
            _ => None,
        }
    }
}

/// `User.posts`, as messages and the log name it.
impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.parent().name(), self.key)
    }
}
