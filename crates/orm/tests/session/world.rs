//! The classes of the scenarios, as `oracle/session.py` declares them.

use std::rc::Rc;

use ormlab_core::constraint::{ConstraintOptions, ForeignKey, ForeignKeyTarget};
use ormlab_core::default::{ColumnDefault, ServerDefault};
use ormlab_core::table::{TableItem, TableOptions};
use ormlab_core::{Column, Expr, FromClause, MetaData, Result, SqlType, Table, Value};
use ormlab_orm::relationship::{CollectionKind, PassiveDeletes, RelationshipSpec};
use ormlab_orm::{Cascade, Lazy, MappingSpec, PropertySpec, Registry};

fn key() -> Column {
    Column::new("id", SqlType::Integer).primary_key()
}

fn text(name: &str) -> Column {
    Column::new(name, SqlType::string(Some(50)))
}

fn number(name: &str) -> Column {
    Column::new(name, SqlType::Integer)
}

fn reference(name: &str, target: &str) -> Column {
    let column = number(name);
    let key = ForeignKey::new(ForeignKeyTarget::Name(target.into()), ConstraintOptions::default());
    if let Some(schema) = column.schema() {
        schema.foreign_keys.borrow_mut().push(key);
    }
    column
}

fn table(metadata: &MetaData, name: &str, columns: Vec<Column>) -> Result<Table> {
    let items = columns.into_iter().map(TableItem::Column).collect();
    Table::new(name, metadata, items, TableOptions::default())
}

fn to(class: &str, reverse: &str) -> RelationshipSpec {
    let mut spec = RelationshipSpec::to(class);
    if !reverse.is_empty() {
        spec.back_populates = Some(reverse.into());
    }
    spec
}

fn related(spec: RelationshipSpec) -> PropertySpec {
    PropertySpec::Relationship(Box::new(spec))
}

/// The metadata and the mapped classes.
pub(crate) struct World {
    pub(crate) metadata: MetaData,
    pub(crate) registry: Registry,
}

impl World {
    pub(crate) fn new() -> Result<World> {
        let metadata = MetaData::new();
        let registry = Registry::new(metadata.clone());
        let secondary = table(
            &metadata,
            "post_tags",
            vec![
                reference("post_id", "posts.id").primary_key(),
                reference("tag_id", "tags.id").primary_key(),
            ],
        )?;
        map_family(&registry, &metadata)?;
        map_posts(&registry, &metadata, &secondary)?;
        map_nodes(&registry, &metadata)?;
        map_settings(&registry, &metadata)?;
        map_teams(&registry, &metadata)?;
        map_players(&registry, &metadata)?;
        map_orders(&registry, &metadata)?;
        registry.configure()?;
        Ok(World { metadata, registry })
    }
}

fn map_family(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let name = text("name").nullable(false);
    if let Some(schema) = name.schema() {
        schema.unique.set(Some(true));
    }
    let users = table(metadata, "users", vec![key(), name, number("age")])?;
    let mut posts = to("Post", "user");
    posts.cascade = Some(Cascade::parse("all, delete-orphan")?);
    registry.map(MappingSpec::new("User", users).property("posts", related(posts)))?;
    let comments =
        table(metadata, "comments", vec![key(), text("body"), reference("post_id", "posts.id")])?;
    let spec = MappingSpec::new("Comment", comments);
    registry.map(spec.property("post", related(to("Post", "comments"))))?;
    Ok(())
}

fn map_posts(registry: &Registry, metadata: &MetaData, secondary: &Table) -> Result<()> {
    let posts =
        table(metadata, "posts", vec![key(), text("title"), reference("user_id", "users.id")])?;
    let through = |class: &str, reverse: &str| {
        let mut spec = to(class, reverse);
        spec.secondary = Some(Lazy::Given(FromClause::Table(secondary.clone())));
        related(spec)
    };
    let spec = MappingSpec::new("Post", posts)
        .property("user", related(to("User", "posts")))
        .property("comments", related(to("Comment", "post")))
        .property("tags", through("Tag", "posts"));
    registry.map(spec)?;
    let tags = table(metadata, "tags", vec![key(), text("name")])?;
    registry.map(MappingSpec::new("Tag", tags).property("posts", through("Post", "tags")))?;
    Ok(())
}

fn map_nodes(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let id = key();
    let nodes = table(
        metadata,
        "nodes",
        vec![id.clone(), text("name"), reference("parent_id", "nodes.id")],
    )?;
    let mut children = to("Node", "parent");
    children.cascade = Some(Cascade::parse("all")?);
    let mut parent = to("Node", "children");
    parent.remote_side = Some(Lazy::Given(vec![Expr::from(&id)]));
    let spec = MappingSpec::new("Node", nodes)
        .property("children", related(children))
        .property("parent", related(parent));
    registry.map(spec)?;
    Ok(())
}

fn map_settings(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let value = text("value");
    let changes = number("changes");
    let state = text("state");
    if let Some(schema) = value.schema() {
        *schema.default.borrow_mut() = Some(ColumnDefault::Scalar(Value::from("none")));
    }
    if let Some(schema) = changes.schema() {
        *schema.default.borrow_mut() = Some(ColumnDefault::Scalar(Value::from(0)));
        *schema.onupdate.borrow_mut() = Some(ColumnDefault::Scalar(Value::from(7)));
    }
    let state = state.server_default(ServerDefault::Literal("fresh".into()));
    let key = text("key").primary_key();
    let settings = table(metadata, "settings", vec![key, value, changes, state])?;
    registry.map(MappingSpec::new("Setting", settings))?;
    let version = number("version").nullable(false);
    let counters =
        table(metadata, "counters", vec![self::key(), number("total"), version.clone()])?;
    let mut spec = MappingSpec::new("Counter", counters);
    spec.version_id_column = Some(version);
    registry.map(spec)?;
    Ok(())
}

fn map_teams(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let lead_id = reference("lead_id", "members.id");
    let team_id = reference("team_id", "teams.id");
    let teams = table(metadata, "teams", vec![key(), text("name"), lead_id.clone()])?;
    let members = table(metadata, "members", vec![key(), text("name"), team_id.clone()])?;
    let by = |column: &Column| Some(Lazy::Given(vec![Expr::from(column)]));
    let mut all = to("Member", "team");
    all.foreign_keys = by(&team_id);
    let mut lead = to("Member", "");
    lead.foreign_keys = by(&lead_id);
    lead.post_update = true;
    let spec = MappingSpec::new("Team", teams)
        .property("members", related(all))
        .property("lead", related(lead));
    registry.map(spec)?;
    let mut team = to("Team", "members");
    team.foreign_keys = by(&team_id);
    registry.map(MappingSpec::new("Member", members).property("team", related(team)))?;
    Ok(())
}

fn map_players(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let players = table(metadata, "players", vec![key(), text("name")])?;
    let mut profile = to("Profile", "player");
    profile.uselist = Some(false);
    profile.cascade = Some(Cascade::parse("all, delete-orphan")?);
    let mut badges = to("Badge", "player");
    badges.collection = CollectionKind::Set;
    badges.passive_deletes = PassiveDeletes::Yes;
    let mut notes = to("Note", "");
    notes.collection = CollectionKind::KeyedBy("kind".into());
    notes.cascade = Some(Cascade::parse("all")?);
    let spec = MappingSpec::new("Player", players)
        .property("profile", related(profile))
        .property("badges", related(badges))
        .property("notes", related(notes));
    registry.map(spec)?;
    let belonging = |name: &str, column: &str| {
        table(metadata, name, vec![key(), text(column), reference("player_id", "players.id")])
    };
    let player = |reverse: &str| related(to("Player", reverse));
    let spec = MappingSpec::new("Profile", belonging("profiles", "bio")?);
    registry.map(spec.property("player", player("profile")))?;
    let spec = MappingSpec::new("Badge", belonging("badges", "name")?);
    registry.map(spec.property("player", player("badges")))?;
    registry.map(MappingSpec::new("Note", belonging("notes", "kind")?))?;
    Ok(())
}

fn map_orders(registry: &Registry, metadata: &MetaData) -> Result<()> {
    let orders = table(metadata, "orders", vec![key(), text("name")])?;
    let mut items = to("Item", "order");
    items.cascade = Some(Cascade::parse("all, delete-orphan")?);
    registry.map(MappingSpec::new("Order", orders).property("items", related(items)))?;
    let columns = vec![
        reference("order_id", "orders.id").primary_key(),
        number("line").primary_key(),
        number("amount"),
    ];
    let spec = MappingSpec::new("Item", table(metadata, "items", columns)?);
    registry.map(spec.property("order", related(to("Order", "items"))))?;
    let seats = table(metadata, "seats", vec![key(), text("label")])?;
    registry.map(MappingSpec::new("Seat", seats))?;
    let tickets = table(metadata, "tickets", vec![key(), reference("seat_id", "seats.id")])?;
    let mut seat = to("Seat", "");
    seat.single_parent = true;
    seat.cascade = Some(Cascade::parse("all, delete-orphan")?);
    registry.map(MappingSpec::new("Ticket", tickets).property("seat", related(seat)))?;
    Ok(())
}

/// What keeps the world alive within a test.
pub(crate) type Shared = Rc<World>;
