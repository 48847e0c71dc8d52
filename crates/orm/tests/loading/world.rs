//! The classes and rows of the loading tests, as `oracle/world.py` has them.

use ormlab_core::metadata::TableOptions;
use ormlab_core::{Column, Expr, FromClause, MetaData, Result, SqlType, Table};
use ormlab_orm::{Lazy, Mapper, MappingSpec, PropertySpec, Registry, RelationshipSpec};

use super::api::Class;
use super::stage::Stage;

pub(crate) struct World {
    stage: Stage,
    /// Kept: mappers do not keep the registry that they are configured by.
    _registry: Registry,
    pub(crate) user: Class,
    pub(crate) post: Class,
    pub(crate) tag: Class,
    pub(crate) node: Class,
}

const ROWS: &[&str] = &[
    "INSERT INTO users VALUES (1, 'u0'), (2, 'u1'), (3, 'u2')",
    "INSERT INTO addresses VALUES (1, 1, 'b0'), (2, 1, 'a0'), (3, 2, 'b1'), (4, 2, 'a1'), (5, 3, 'b2'), (6, 3, 'a2')",
    "INSERT INTO posts VALUES (1, 2, 'p10'), (2, 3, 'p20'), (3, 3, 'p21')",
    "INSERT INTO tags VALUES (1, 't0'), (2, 't1'), (3, 't2')",
    "INSERT INTO post_tags VALUES (1, 1), (2, 1), (3, 1), (3, 2)",
    "INSERT INTO nodes VALUES (1, NULL, 'root'), (2, 1, 'c1'), (3, 1, 'c2'), (4, 2, 'c11')",
];

fn id() -> Column {
    Column::new("id", SqlType::Integer).primary_key()
}

fn text(name: &str) -> Column {
    Column::new(name, SqlType::string(None)).nullable(false)
}

fn key(name: &str, target: &str) -> Column {
    Column::new(name, SqlType::Null).foreign_key(target)
}

fn table(metadata: &MetaData, name: &str, columns: Vec<Column>) -> Result<Table> {
    let items = columns.into_iter().map(Into::into).collect();
    Table::new(name, metadata, items, TableOptions::default())
}

fn related(target: &str, back: &str) -> RelationshipSpec {
    RelationshipSpec { back_populates: Some(back.into()), ..RelationshipSpec::to(target) }
}

fn property(spec: RelationshipSpec) -> PropertySpec {
    PropertySpec::Relationship(Box::new(spec))
}

struct Tables {
    users: Table,
    addresses: Table,
    posts: Table,
    tags: Table,
    post_tags: Table,
    nodes: Table,
}

impl Tables {
    fn new(metadata: &MetaData) -> Result<Tables> {
        let post_tags =
            vec![key("post_id", "posts.id").primary_key(), key("tag_id", "tags.id").primary_key()];
        Ok(Tables {
            post_tags: table(metadata, "post_tags", post_tags)?,
            users: table(metadata, "users", vec![id(), text("name")])?,
            addresses: table(
                metadata,
                "addresses",
                vec![id(), key("user_id", "users.id"), text("email")],
            )?,
            posts: table(metadata, "posts", vec![id(), key("user_id", "users.id"), text("title")])?,
            tags: table(metadata, "tags", vec![id(), text("name")])?,
            nodes: table(
                metadata,
                "nodes",
                vec![id(), key("parent_id", "nodes.id"), text("name")],
            )?,
        })
    }

    fn map(&self, registry: &Registry) -> Result<[Mapper; 4]> {
        let email = Expr::from(&self.addresses.column("email").expect("it was given"));
        let ordered = RelationshipSpec {
            order_by: Some(Lazy::Given(vec![email])),
            ..RelationshipSpec::to("Address")
        };
        let secondary = || Some(Lazy::Given(FromClause::from(&self.post_tags)));
        let tags = RelationshipSpec { secondary: secondary(), ..related("Tag", "posts") };
        let posts = RelationshipSpec { secondary: secondary(), ..related("Post", "tags") };
        let node_id = Expr::from(&self.nodes.column("id").expect("it was given"));
        let parent = RelationshipSpec {
            remote_side: Some(Lazy::Given(vec![node_id])),
            ..related("Node", "children")
        };
        let user = MappingSpec::new("User", self.users.clone())
            .property("posts", property(related("Post", "user")))
            .property("addresses", property(ordered));
        let post = MappingSpec::new("Post", self.posts.clone())
            .property("user", property(related("User", "posts")))
            .property("tags", property(tags));
        let tag = MappingSpec::new("Tag", self.tags.clone()).property("posts", property(posts));
        let node = MappingSpec::new("Node", self.nodes.clone())
            .property("children", property(related("Node", "parent")))
            .property("parent", property(parent));
        let user = registry.map(user)?;
        registry.map(MappingSpec::new("Address", self.addresses.clone()))?;
        Ok([user, registry.map(post)?, registry.map(tag)?, registry.map(node)?])
    }
}

impl World {
    pub(crate) fn new() -> Result<World> {
        let metadata = MetaData::new();
        let tables = Tables::new(&metadata)?;
        let registry = Registry::new(metadata.clone());
        let [user, post, tag, node] = tables.map(&registry)?;
        Ok(World {
            stage: Stage::new(&metadata, ROWS)?,
            _registry: registry,
            user: user.entity(),
            post: post.entity(),
            tag: tag.entity(),
            node: node.entity(),
        })
    }
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
