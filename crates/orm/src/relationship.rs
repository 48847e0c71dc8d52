//! [`Relationship`]: an attribute that holds related objects; what was said of it, and what was found out.

pub(crate) mod condition;
pub(crate) mod inference;
pub(crate) mod joins;
pub(crate) mod marks;
pub(crate) mod overlap;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use ormlab_core::{Column, Error, Expr, FromClause, Result, Table};

pub use marks::{MarkedJoin, Marks, foreign, remote};

use crate::cascade::Cascade;
use crate::mapper::Mapper;
use crate::property::Property;
use crate::registry::{Lazy, Target};

/// Which side holds the foreign key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    OneToMany,
    ManyToOne,
    ManyToMany,
}

impl Direction {
    /// As messages spell it: `MANYTOONE`.
    pub fn symbol(self) -> &'static str {
        match self {
            Direction::OneToMany => "ONETOMANY",
            Direction::ManyToOne => "MANYTOONE",
            Direction::ManyToMany => "MANYTOMANY",
        }
    }
}

/// When and how related objects are loaded: `lazy=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// `select`, `True`.
    #[default]
    Lazy,
    /// `joined`, `False`.
    Joined,
    Subquery,
    Selectin,
    Immediate,
    Noload,
    Raise,
    RaiseOnSql,
    WriteOnly,
    Dynamic,
}

impl Strategy {
    /// Parses `lazy="…"`.
    pub fn parse(text: &str) -> Option<Strategy> {
        Some(match text {
            "select" => Strategy::Lazy,
            "joined" => Strategy::Joined,
            "subquery" => Strategy::Subquery,
            "selectin" => Strategy::Selectin,
            "immediate" => Strategy::Immediate,
            "noload" => Strategy::Noload,
            "raise" => Strategy::Raise,
            "raise_on_sql" => Strategy::RaiseOnSql,
            "write_only" => Strategy::WriteOnly,
            "dynamic" => Strategy::Dynamic,
            _ => return None,
        })
    }

    /// As the log names it.
    pub fn name(self) -> &'static str {
        match self {
            Strategy::Lazy => "lazy",
            Strategy::Joined => "joined",
            Strategy::Subquery => "subquery",
            Strategy::Selectin => "selectin",
            Strategy::Immediate => "immediate",
            Strategy::Noload => "noload",
            Strategy::Raise => "raise",
            Strategy::RaiseOnSql => "raise_on_sql",
            Strategy::WriteOnly => "write_only",
            Strategy::Dynamic => "dynamic",
        }
    }
}

/// `passive_deletes=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PassiveDeletes {
    #[default]
    No,
    Yes,
    All,
}

/// What a collection is in the layer above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CollectionKind {
    #[default]
    List,
    Set,
    /// `attribute_keyed_dict("name")`.
    KeyedBy(Rc<str>),
}

/// `backref="…"` or `backref("…", **options)`.
#[derive(Clone, Debug)]
pub struct Backref {
    pub key: Rc<str>,
    /// What the other side says beside what follows from this one.
    pub options: Box<RelationshipSpec>,
}

/// What a class says of a relationship.
#[derive(Clone, Debug, Default)]
pub struct RelationshipSpec {
    /// `None`: the layer above found no target; an error when configured.
    pub target: Option<Target>,
    pub secondary: Option<Lazy<FromClause>>,
    pub primaryjoin: Option<Lazy<Expr>>,
    pub secondaryjoin: Option<Lazy<Expr>>,
    pub foreign_keys: Option<Lazy<Vec<Expr>>>,
    pub remote_side: Option<Lazy<Vec<Expr>>>,
    pub order_by: Option<Lazy<Vec<Expr>>>,
    pub back_populates: Option<Rc<str>>,
    pub backref: Option<Backref>,
    /// `None`: `save-update, merge`.
    pub cascade: Option<Cascade>,
    pub uselist: Option<bool>,
    pub collection: CollectionKind,
    pub lazy: Strategy,
    pub viewonly: bool,
    pub passive_deletes: PassiveDeletes,
    /// `passive_updates=False`.
    pub active_updates: bool,
    pub post_update: bool,
    pub single_parent: bool,
    pub innerjoin: bool,
    pub join_depth: Option<usize>,
    pub active_history: bool,
    pub load_on_pending: bool,
    /// `enable_typechecks=False`.
    pub skip_typechecks: bool,
    pub sync_backref: Option<bool>,
    pub overlaps: Vec<Rc<str>>,
    pub distinct_target_key: Option<bool>,
    /// `omit_join=False`.
    pub keep_join: bool,
}

impl RelationshipSpec {
    /// `relationship("Post")`.
    pub fn to(class_name: &str) -> RelationshipSpec {
        RelationshipSpec {
            target: Some(Target::Name(class_name.into())),
            ..RelationshipSpec::default()
        }
    }
}

/// A column and the one that refers to it, or is referred to.
pub type ColumnPair = (Column, Column);

/// What was found out about a relationship when the mappers were configured.
#[derive(Debug)]
pub struct Resolved {
    pub target: Mapper,
    pub direction: Direction,
    pub uselist: bool,
    pub primaryjoin: MarkedJoin,
    pub secondaryjoin: Option<MarkedJoin>,
    pub secondary: Option<FromClause>,
    /// Over the target's tables.
    pub order_by: Vec<Expr>,
    /// Both sides are of one hierarchy.
    pub is_self_referential: bool,
    /// (source, destination): the destination is a foreign key that gets the value of the source.
    pub synchronize_pairs: Vec<ColumnPair>,
    /// The same towards the secondary table, for its far side.
    pub secondary_synchronize_pairs: Vec<ColumnPair>,
    pub local_remote_pairs: Vec<ColumnPair>,
    pub local_columns: Vec<Column>,
    pub remote_columns: Vec<Column>,
    pub foreign_key_columns: Vec<Column>,
    /// The join is `local = remote` of the whole primary key of the target: a lazy load may look into the
    /// identity map first.
    pub use_get: bool,
    /// The join is `whole primary key of the owner = remote`: related objects are found by the owner's key.
    pub is_by_owner_key: bool,
}

impl Resolved {
    /// The table between the two classes, whose rows are written by the flush.
    pub fn secondary_table(&self) -> Option<Table> {
        self.secondary.as_ref().and_then(FromClause::as_table).cloned()
    }
}

/// An attribute that holds related objects.
#[derive(Debug)]
pub struct Relationship {
    pub spec: RelationshipSpec,
    pub cascade: Cascade,
    pub(crate) resolved: OnceCell<Resolved>,
    pub(crate) reverse: RefCell<Vec<Property>>,
    /// Taken back where the other side is only viewed.
    pub(crate) sync_backref: Cell<Option<bool>>,
}

impl Relationship {
    pub(crate) fn new(spec: RelationshipSpec) -> Result<Relationship> {
        let given = spec.cascade.unwrap_or(Cascade::DEFAULT);
        if spec.viewonly && spec.backref.is_some() && spec.sync_backref == Some(true) {
            return Err(Error::argument("sync_backref and viewonly cannot both be True"));
        }
        if spec.back_populates.is_some() && spec.backref.is_some() {
            return Err(Error::argument(
                "backref and back_populates keyword arguments are mutually exclusive",
            ));
        }
        let cascade = if spec.viewonly { given.for_viewonly() } else { given };
        let sync_backref = Cell::new(spec.sync_backref);
        Ok(Relationship {
            spec,
            cascade,
            resolved: OnceCell::new(),
            reverse: RefCell::default(),
            sync_backref,
        })
    }

    /// What configuring found; the mappers must be configured.
    pub fn resolved(&self) -> Result<&Resolved> {
        self.resolved.get().ok_or_else(|| {
            Error::invalid_request("relationship used before its mappers were configured")
        })
    }

    pub fn target(&self) -> Result<Mapper> {
        Ok(self.resolved()?.target.clone())
    }

    pub fn direction(&self) -> Result<Direction> {
        Ok(self.resolved()?.direction)
    }

    /// Whether it holds a collection.
    pub fn uselist(&self) -> Result<bool> {
        Ok(self.resolved()?.uselist)
    }

    /// The attributes of the other side that are kept in step.
    pub fn reverse(&self) -> Vec<Property> {
        self.reverse.borrow().clone()
    }

    /// Whether a change here is passed on to the other side.
    pub fn syncs_backref(&self) -> bool {
        !self.spec.viewonly && self.sync_backref.get() != Some(false)
    }
}
