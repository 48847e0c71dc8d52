//! The classes and rows of the loading tests, as `oracle/world.py` has them.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::ddl::CheckFirst;
use ormlab_core::entity::{Entity, StatementOption};
use ormlab_core::metadata::TableOptions;
use ormlab_core::select::{JoinTarget, SelectItem, SetupJoin};
use ormlab_core::{
    Column, Expr, FromClause, MetaData, Result, Select, SqlType, Statement, Table, Value,
};
use ormlab_driver_sqlite::Sqlite;
use ormlab_engine::environment::SingleDriver;
use ormlab_engine::parameters::Parameters;
use ormlab_engine::{
    CursorResult, Engine, EngineOptions, Environment, ExecutionOptions, Fetch, Row, StatementLog,
    create_engine, make_url,
};
use ormlab_orm::attribute::Attribute;
use ormlab_orm::loading::{self, instance_of};
use ormlab_orm::session::Bind;
use ormlab_orm::{
    EntityAttribute, Instance, Lazy, LoadAction, LoaderOption, MappedEntity, Mapper, MappingSpec,
    PropertySpec, Registry, RelationshipAttribute, RelationshipSpec, Session, SessionOptions,
    Strategy,
};

pub(crate) type Class = Rc<MappedEntity>;

pub(crate) struct World {
    engine: Engine,
    log: Rc<StatementLog>,
    session: RefCell<Session>,
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

fn open(engine: &Engine) -> Session {
    let bind = Some(Bind::Engine(engine.clone()));
    Session::new(SessionOptions { bind, ..SessionOptions::default() })
}

impl World {
    pub(crate) fn new() -> Result<World> {
        let log = StatementLog::new();
        let mut environment = Environment::new(Rc::new(SingleDriver(Rc::new(Sqlite::new()))));
        environment.statements = Some(log.clone());
        let engine =
            create_engine(&Rc::new(environment), make_url("sqlite://")?, EngineOptions::default())?;
        let metadata = MetaData::new();
        let tables = Tables::new(&metadata)?;
        let registry = Registry::new(metadata.clone());
        let [user, post, tag, node] = tables.map(&registry)?;
        engine.begin(|connection| {
            connection.create_all(&metadata, None, CheckFirst::NONE)?;
            for rows in ROWS {
                connection.exec_driver_sql(
                    *rows,
                    Parameters::none(),
                    &ExecutionOptions::default(),
                )?;
            }
            Ok(())
        })?;
        Ok(World {
            session: RefCell::new(open(&engine)),
            engine,
            log,
            _registry: registry,
            user: user.entity(),
            post: post.entity(),
            tag: tag.entity(),
            node: node.entity(),
        })
    }

    /// A session of its own for a case.
    pub(crate) fn start(&self) {
        let last = self.session.replace(open(&self.engine));
        last.close().expect("a session closes");
        self.log.take();
    }

    /// What was sent since.
    pub(crate) fn sent(&self) -> Vec<String> {
        let statements = self.log.statements();
        let line = |record: &ormlab_engine::statement_log::StatementRecord| {
            format!("{} {}", record.sql.replace('\n', "\\n"), record.parameters)
        };
        statements.iter().map(line).collect()
    }

    pub(crate) fn session(&self) -> Session {
        self.session.borrow().clone()
    }

    pub(crate) fn execute(&self, statement: &Select) -> Result<CursorResult> {
        let statement = Statement::from(statement.clone());
        self.session().execute(&statement, &[], &ExecutionOptions::default())
    }

    pub(crate) fn rows(&self, statement: &Select) -> Result<Vec<Row>> {
        self.execute(statement)?.all()
    }

    pub(crate) fn all(&self, statement: &Select) -> Result<Vec<Instance>> {
        Ok(objects(&self.execute(statement)?.scalars(0)?.all()?))
    }

    pub(crate) fn unique(&self, statement: &Select) -> Result<Vec<Instance>> {
        Ok(objects(&self.execute(statement)?.unique(None).scalars(0)?.all()?))
    }

    /// `session.query(…)`
    pub(crate) fn query(&self, statement: &Select) -> Result<Vec<Row>> {
        loading::query(&self.session(), statement, &[], &ExecutionOptions::default())?.all()
    }
}

pub(crate) fn objects(values: &[Value]) -> Vec<Instance> {
    values.iter().filter_map(instance_of).collect()
}

pub(crate) fn object(row: &Row, index: usize) -> Result<Instance> {
    Ok(instance_of(&row.get(index)?).expect("an object was selected"))
}

pub(crate) fn from(class: &Class) -> FromClause {
    let entity: Rc<dyn Entity> = class.clone();
    FromClause::Entity(entity)
}

pub(crate) fn item(class: &Class) -> SelectItem {
    let entity: Rc<dyn Entity> = class.clone();
    SelectItem::Entity(entity)
}

pub(crate) fn select(class: &Class) -> Select {
    ormlab_core::select(vec![item(class)])
}

pub(crate) fn alias(class: &Class) -> Class {
    MappedEntity::aliased(&class.mapper, None, None, false)
}

/// `User.name`
pub(crate) fn column(class: &Class, key: &str) -> Expr {
    match class.attribute(key) {
        Some(EntityAttribute::Column(column)) => column,
        _ => panic!("{key} is no column"),
    }
}

/// `User.posts`
pub(crate) fn relation(class: &Class, key: &str) -> RelationshipAttribute {
    match class.attribute(key) {
        Some(EntityAttribute::Relationship(attribute)) => attribute,
        _ => panic!("{key} is no relationship"),
    }
}

pub(crate) fn join(statement: Select, attribute: RelationshipAttribute, is_outer: bool) -> Select {
    statement.add_join(SetupJoin {
        left: None,
        target: JoinTarget::Relationship(Rc::new(attribute)),
        on: None,
        on_relationship: None,
        is_outer,
        is_full: false,
    })
}

pub(crate) fn options(statement: Select, options: Vec<LoaderOption>) -> Select {
    let options = options.into_iter().map(|option| Rc::new(option) as Rc<dyn StatementOption>);
    statement.edit(|data| data.tail.execution.options.extend(options))
}

/// `joinedload(User.posts)` and the like.
pub(crate) fn load(strategy: Strategy, attribute: &RelationshipAttribute) -> LoaderOption {
    named(name_of(strategy), LoadAction::strategy(strategy), attribute)
}

pub(crate) fn named(
    name: &str,
    action: LoadAction,
    attribute: &RelationshipAttribute,
) -> LoaderOption {
    LoaderOption::load(name, attribute, action).expect("the first step always links")
}

pub(crate) fn name_of(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Joined => "joinedload",
        Strategy::Selectin => "selectinload",
        Strategy::Subquery => "subqueryload",
        Strategy::Immediate => "immediateload",
        Strategy::Noload => "noload",
        Strategy::Raise => "raiseload",
        _ => "lazyload",
    }
}

/// A chain of one strategy after another.
pub(crate) fn chain(steps: &[(Strategy, RelationshipAttribute)]) -> Result<LoaderOption> {
    steps.iter().try_fold(LoaderOption::default(), |option, (strategy, attribute)| {
        option.then(name_of(*strategy), attribute, LoadAction::strategy(*strategy))
    })
}

pub(crate) fn text_of(instance: &Instance, key: &str) -> Result<String> {
    Ok(match instance.get_by_key(key)? {
        Attribute::Value(Value::Str(text)) => text.to_string(),
        other => format!("{other:?}"),
    })
}

pub(crate) fn items(instance: &Instance, key: &str) -> Result<Vec<Instance>> {
    match instance.get_by_key(key)? {
        Attribute::Collection(collection) => Ok(collection.items()),
        other => panic!("{key} is {other:?}"),
    }
}

pub(crate) fn related_object(instance: &Instance, key: &str) -> Result<Option<Instance>> {
    match instance.get_by_key(key)? {
        Attribute::Object(object) => Ok(object),
        other => panic!("{key} is {other:?}"),
    }
}

fn each(
    instances: &[Instance],
    show: impl Fn(&Instance) -> Result<String>,
) -> Result<Option<String>> {
    let shown: Result<Vec<String>> = instances.iter().map(show).collect();
    Ok(Some(shown?.join(" ")))
}

pub(crate) fn names(instances: &[Instance]) -> Result<Option<String>> {
    each(instances, |instance| text_of(instance, "name"))
}

fn counted(instances: &[Instance], name: &str, key: &str) -> Result<Option<String>> {
    each(instances, |instance| {
        Ok(format!("{}:{}", text_of(instance, name)?, items(instance, key)?.len()))
    })
}

pub(crate) fn posts(users: &[Instance]) -> Result<Option<String>> {
    counted(users, "name", "posts")
}

pub(crate) fn tags(posts: &[Instance]) -> Result<Option<String>> {
    counted(posts, "title", "tags")
}

pub(crate) fn children(nodes: &[Instance]) -> Result<Option<String>> {
    counted(nodes, "name", "children")
}

pub(crate) fn owners(posts: &[Instance]) -> Result<Option<String>> {
    each(posts, |post| {
        let user = related_object(post, "user")?.expect("each post has one");
        Ok(format!("{}:{}", text_of(post, "title")?, text_of(&user, "name")?))
    })
}

pub(crate) fn emails(users: &[Instance]) -> Result<Option<String>> {
    each(users, |user| {
        let addresses = items(user, "addresses")?;
        let emails: Result<Vec<String>> =
            addresses.iter().map(|address| text_of(address, "email")).collect();
        Ok(emails?.join(","))
    })
}

pub(crate) fn deep(users: &[Instance]) -> Result<Option<String>> {
    each(users, |user| {
        let counts: Result<Vec<String>> = items(user, "posts")?
            .iter()
            .map(|post| Ok(items(post, "tags")?.len().to_string()))
            .collect();
        Ok(counts?.join(","))
    })
}

pub(crate) fn count<T>(things: &[T]) -> Result<Option<String>> {
    Ok(Some(things.len().to_string()))
}
