//! The classes and rows of the mapping tests, as `oracle/mapping.py` has them.

use std::rc::Rc;

use ormlab_core::constraint::{Constraint, ConstraintKind, ConstraintOptions};
use ormlab_core::constraint::{ForeignKey, ForeignKeyTarget};
use ormlab_core::metadata::TableOptions;
use ormlab_core::table::TableItem;
use ormlab_core::{Column, Expr, FromClause, MetaData, Result, SqlType, Table};
use ormlab_orm::relationship::{Backref, foreign, remote};
use ormlab_orm::{
    ColumnSpec, Lazy, Mapper, MappingSpec, PropertySpec, Registry, RelationshipSpec, Strategy,
};

use super::api::Class;
use super::stage::Stage;

pub(crate) struct World {
    stage: Stage,
    registry: Registry,
}

impl AsRef<Stage> for World {
    fn as_ref(&self) -> &Stage {
        &self.stage
    }
}

impl std::ops::Deref for World {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

const ROWS: &[&str] = &[
    "INSERT INTO person VALUES (1, 'ann'), (2, 'bob'), (3, 'cyd')",
    "INSERT INTO profile VALUES (1, 1, 'a bio'), (2, 3, 'c bio')",
    "INSERT INTO task VALUES (1, 1, 'open'), (2, 1, 'done'), (3, 2, 'open')",
    "INSERT INTO friendship VALUES (1, 2), (1, 3), (2, 1)",
    "INSERT INTO room VALUES (1, 1), (1, 2), (2, 1)",
    "INSERT INTO desk VALUES (1, 1, 1), (2, 1, 1), (3, 2, 1), (4, NULL, NULL)",
    "INSERT INTO parcel VALUES (1, 1, 2), (2, 2, 3)",
    "INSERT INTO book VALUES (1, 'one', 's1', 'b1'), (2, 'two', 's2', 'b2')",
    "INSERT INTO chapter VALUES (1, 1, 2), (2, 1, 1), (3, 2, 1)",
    "INSERT INTO place VALUES (1, 'a', 2), (2, 'a/b', 3), (3, 'a/b/c', 4), (4, 'd', NULL)",
];

fn integer(name: &str) -> Column {
    Column::new(name, SqlType::Integer)
}

fn id() -> Column {
    integer("id").primary_key()
}

fn text(name: &str) -> Column {
    Column::new(name, SqlType::string(None))
}

fn key(name: &str, target: &str) -> Column {
    Column::new(name, SqlType::Null).foreign_key(target)
}

fn table(metadata: &MetaData, name: &str, columns: Vec<Column>) -> Result<Table> {
    let items = columns.into_iter().map(Into::into).collect();
    Table::new(name, metadata, items, TableOptions::default())
}

fn desks(metadata: &MetaData) -> Result<Table> {
    let elements = ["room.house", "room.number"].map(|target| {
        ForeignKey::new(ForeignKeyTarget::Name(target.into()), ConstraintOptions::default())
    });
    let kind = ConstraintKind::ForeignKey { columns: Vec::new(), elements: elements.to_vec() };
    let columns = vec!["house".into(), "number".into()];
    let constraint = Constraint::with_pending(kind, columns, ConstraintOptions::default(), false);
    let items: Vec<TableItem> =
        vec![id().into(), integer("house").into(), integer("number").into(), constraint.into()];
    Table::new("desk", metadata, items, TableOptions::default())
}

fn column(table: &Table, name: &str) -> Expr {
    Expr::from(&table.column(name).expect("it was given"))
}

fn related(target: &str, back: &str) -> RelationshipSpec {
    RelationshipSpec { back_populates: Some(back.into()), ..RelationshipSpec::to(target) }
}

fn property(spec: RelationshipSpec) -> PropertySpec {
    PropertySpec::Relationship(Box::new(spec))
}

fn given(expr: Expr) -> Option<Lazy<Expr>> {
    Some(Lazy::Given(expr))
}

fn backref(key: &str) -> Option<Backref> {
    Some(Backref { key: key.into(), options: Box::default() })
}

fn map_people(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let person = table(metadata, "person", vec![id(), text("name")])?;
    let profile =
        table(metadata, "profile", vec![id(), key("person_id", "person.id"), text("bio")])?;
    let task = table(metadata, "task", vec![id(), key("person_id", "person.id"), text("state")])?;
    let sides =
        vec![key("left_id", "person.id").primary_key(), key("right_id", "person.id").primary_key()];
    let friendship = table(metadata, "friendship", sides)?;
    let own = column(&person, "id");
    let friends = RelationshipSpec {
        secondary: Some(Lazy::Given(FromClause::from(&friendship))),
        primaryjoin: given(own.eq(column(&friendship, "left_id"))),
        secondaryjoin: given(own.eq(column(&friendship, "right_id"))),
        ..RelationshipSpec::to("Person")
    };
    let open = Expr::and([own.eq(column(&task, "person_id")), column(&task, "state").eq("open")]);
    let open_tasks = RelationshipSpec {
        primaryjoin: given(open),
        viewonly: true,
        ..RelationshipSpec::to("Task")
    };
    let one = RelationshipSpec {
        uselist: Some(false),
        lazy: Strategy::Joined,
        ..related("Profile", "person")
    };
    let tasks = RelationshipSpec { lazy: Strategy::Selectin, ..related("Task", "person") };
    let worker = RelationshipSpec { lazy: Strategy::Joined, ..related("Person", "tasks") };
    registry.map(
        MappingSpec::new("Person", person)
            .property("profile", property(one))
            .property("tasks", property(tasks))
            .property("friends", property(friends))
            .property("open_tasks", property(open_tasks)),
    )?;
    registry.map(
        MappingSpec::new("Profile", profile)
            .property("person", property(related("Person", "profile"))),
    )?;
    registry.map(MappingSpec::new("Task", task).property("person", property(worker)))?;
    Ok(())
}

fn map_rooms(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let keys = vec![integer("house").primary_key(), integer("number").primary_key()];
    let room = table(metadata, "room", keys)?;
    let spec = RelationshipSpec { backref: backref("room"), ..RelationshipSpec::to("Desk") };
    registry.map(MappingSpec::new("Room", room).property("desks", property(spec)))?;
    registry.map(MappingSpec::new("Desk", desks(metadata)?))?;
    let columns = vec![id(), key("sender_id", "person.id"), key("receiver_id", "person.id")];
    let parcel = table(metadata, "parcel", columns)?;
    let by = |name: &str| Some(Lazy::Given(vec![column(&parcel, name)]));
    let sender = RelationshipSpec {
        foreign_keys: by("sender_id"),
        backref: backref("sent"),
        ..RelationshipSpec::to("Person")
    };
    let receiver = RelationshipSpec {
        foreign_keys: by("receiver_id"),
        innerjoin: true,
        lazy: Strategy::Joined,
        ..RelationshipSpec::to("Person")
    };
    registry.map(
        MappingSpec::new("Parcel", parcel.clone())
            .property("sender", property(sender))
            .property("receiver", property(receiver)),
    )?;
    Ok(())
}

fn map_books(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let columns = vec![id(), text("title"), text("summary"), text("body")];
    let book = table(metadata, "book", columns)?;
    let columns = vec![id(), key("book_id", "book.id"), integer("number")];
    let chapter = table(metadata, "chapter", columns)?;
    let long = |name: &str| {
        let column = book.column(name).expect("it was given");
        PropertySpec::Column(ColumnSpec {
            deferred: true,
            group: Some("long".into()),
            ..ColumnSpec::of(column)
        })
    };
    let title = book.column("title").expect("it was given");
    let loud = ColumnSpec {
        expression: Some(Expr::function("upper", [Expr::from(&title)])),
        ..ColumnSpec::default()
    };
    let chapters = RelationshipSpec {
        lazy: Strategy::Subquery,
        order_by: Some(Lazy::Given(vec![column(&chapter, "number")])),
        ..RelationshipSpec::to("Chapter")
    };
    registry.map(
        MappingSpec::new("Book", book.clone())
            .property("caption", PropertySpec::Column(ColumnSpec::of(title)))
            .property("summary", long("summary"))
            .property("body", long("body"))
            .property("loud", PropertySpec::Column(loud))
            .property("chapters", property(chapters)),
    )?;
    registry.map(MappingSpec::new("Chapter", chapter))?;
    Ok(())
}

fn map_places(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let place = table(metadata, "place", vec![id(), text("path"), key("inner_id", "place.id")])?;
    let path = column(&place, "path");
    let under = remote(foreign(path.clone())).like(path.add("/%"));
    let below = RelationshipSpec {
        primaryjoin: given(under),
        viewonly: true,
        order_by: Some(Lazy::Given(vec![path])),
        ..RelationshipSpec::to("Place")
    };
    let inner = RelationshipSpec {
        remote_side: Some(Lazy::Given(vec![column(&place, "id")])),
        lazy: Strategy::Joined,
        join_depth: Some(2),
        ..RelationshipSpec::to("Place")
    };
    registry.map(
        MappingSpec::new("Place", place)
            .property("below", property(below))
            .property("inner", property(inner)),
    )?;
    Ok(())
}

impl World {
    pub(crate) fn new() -> Result<World> {
        let metadata = MetaData::new();
        let registry = Registry::new(metadata.clone());
        map_people(&registry, &metadata)?;
        map_rooms(&registry, &metadata)?;
        map_books(&registry, &metadata)?;
        map_places(&registry, &metadata)?;
        registry.configure()?;
        Ok(World { stage: Stage::new(&metadata, ROWS)?, registry })
    }

    pub(crate) fn mapper(&self, name: &str) -> Mapper {
        let found = self.registry.mappers().into_iter().find(|mapper| &*mapper.name() == name);
        found.expect("the class is mapped")
    }

    pub(crate) fn class(&self, name: &str) -> Class {
        Rc::clone(&self.mapper(name).entity())
    }
}
