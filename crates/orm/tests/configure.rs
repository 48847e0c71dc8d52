//! What is wrong with a mapping is said in the real library's words.

use ormlab_core::metadata::TableOptions;
use ormlab_core::{Column, ErrorKind, MetaData, Result, SqlType, Table};
use ormlab_orm::{Cascade, Lazy, MappingSpec, PropertySpec, Registry, RelationshipSpec};

fn id() -> Column {
    Column::new("id", SqlType::Integer).primary_key()
}

fn key(name: &str) -> Column {
    Column::new(name, SqlType::Null).foreign_key("users.id")
}

fn table(metadata: &MetaData, name: &str, columns: Vec<Column>) -> Result<Table> {
    let items = columns.into_iter().map(Into::into).collect();
    Table::new(name, metadata, items, TableOptions::default())
}

fn to(target: &str, back: Option<&str>) -> RelationshipSpec {
    let back_populates = back.map(Into::into);
    RelationshipSpec { back_populates, ..RelationshipSpec::to(target) }
}

/// Users with a relationship, posts with columns and maybe another.
fn configure(
    posts: RelationshipSpec,
    columns: Vec<Column>,
    user: Option<RelationshipSpec>,
) -> Result<()> {
    let metadata = MetaData::new();
    let registry = Registry::new(metadata.clone());
    let users = table(&metadata, "users", vec![id()])?;
    let property = |spec| PropertySpec::Relationship(Box::new(spec));
    registry.map(MappingSpec::new("User", users).property("posts", property(posts)))?;
    let mut all = vec![id()];
    all.extend(columns);
    let mut post = MappingSpec::new("Post", table(&metadata, "posts", all)?);
    if let Some(user) = user {
        post = post.property("user", property(user));
    }
    registry.map(post)?;
    registry.configure()
}

fn check(outcome: Result<()>, kind: ErrorKind, message: &str) {
    let error = outcome.expect_err("the mapping is wrong");
    assert_eq!((error.kind, error.message.as_str()), (kind, message));
}

#[test]
fn names_that_lead_nowhere() {
    check(
        configure(to("Pst", None), vec![key("user_id")], None),
        ErrorKind::InvalidRequest,
        "When initializing mapper Mapper[User(users)], expression 'Pst' failed to locate a name ('Pst'). If this is a class name, consider adding this relationship() to the <class '__main__.User'> class after both dependent classes have been defined.",
    );
    check(
        configure(to("Post", Some("usr")), vec![key("user_id")], None),
        ErrorKind::InvalidRequest,
        "Mapper 'Mapper[Post(posts)]' has no property 'usr'.  If this property was indicated from other mappers or configure events, ensure registry.configure() has been called.",
    );
    check(
        configure(to("Post", Some("id")), vec![key("user_id")], None),
        ErrorKind::InvalidRequest,
        "back_populates on relationship 'User.posts' refers to attribute 'Post.id' that is not a relationship.  The back_populates parameter should refer to the name of a relationship on the target class.",
    );
}

#[test]
fn joins_that_cannot_be_found() {
    check(
        configure(to("Post", None), Vec::new(), None),
        ErrorKind::NoForeignKeys,
        "Could not determine join condition between parent/child tables on relationship User.posts - there are no foreign keys linking these tables.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or specify a 'primaryjoin' expression.",
    );
    check(
        configure(to("Post", None), vec![key("user_id"), key("editor_id")], None),
        ErrorKind::AmbiguousForeignKeys,
        "Could not determine join condition between parent/child tables on relationship User.posts - there are multiple foreign key paths linking the tables.  Specify the 'foreign_keys' argument, providing a list of those columns which should be counted as containing a foreign key reference to the parent table.",
    );
}

#[test]
fn joins_without_foreign_keys() {
    let metadata = MetaData::new();
    let users = table(&metadata, "users", vec![id()]).expect("a table");
    let number = Column::new("user_id", SqlType::Integer);
    let posts = table(&metadata, "posts", vec![id(), number]).expect("a table");
    let column = |table: &Table, name: &str| {
        ormlab_core::Expr::from(&table.column(name).expect("it was given"))
    };
    let join = column(&users, "id").eq(column(&posts, "user_id"));
    let spec =
        RelationshipSpec { primaryjoin: Some(Lazy::Given(join)), ..RelationshipSpec::to("Post") };
    let registry = Registry::new(metadata);
    let user = MappingSpec::new("User", users)
        .property("posts", PropertySpec::Relationship(Box::new(spec)));
    registry.map(user).expect("mapped");
    registry.map(MappingSpec::new("Post", posts)).expect("mapped");
    check(
        registry.configure(),
        ErrorKind::Argument,
        "Could not locate any relevant foreign key columns for primary join condition 'users.id = posts.user_id' on relationship User.posts.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation.",
    );
    check(
        registry.configure(),
        ErrorKind::InvalidRequest,
        "One or more mappers failed to initialize - can't proceed with initialization of other mappers. Triggering mapper: 'Mapper[User(users)]'. Original exception was: Could not locate any relevant foreign key columns for primary join condition 'users.id = posts.user_id' on relationship User.posts.  Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are annotated in the join condition with the foreign() annotation.",
    );
}

#[test]
fn orphans_on_the_wrong_side() {
    let cascade = Cascade::parse("all, delete-orphan").expect("it is one");
    let user = RelationshipSpec { cascade: Some(cascade), ..to("User", None) };
    check(
        configure(to("Post", None), vec![key("user_id")], Some(user)),
        ErrorKind::Argument,
        "For many-to-one relationship Post.user, delete-orphan cascade is normally configured only on the \"one\" side of a one-to-many relationship, and not on the \"many\" side of a many-to-one or many-to-many relationship.  To force this relationship to allow a particular \"User\" object to be referenced by only a single \"Post\" object at a time via the Post.user relationship, which would allow delete-orphan cascade to take place in this direction, set the single_parent=True flag.",
    );
    let error = Cascade::parse("all, foo").expect_err("no such cascade");
    assert_eq!(error.message, "Invalid cascade option(s): 'foo'");
}

#[test]
fn two_sides_of_one_direction() {
    let metadata = MetaData::new();
    let parent = Column::new("pid", SqlType::Null).foreign_key("node.id");
    let node = table(&metadata, "node", vec![id(), parent]).expect("a table");
    let registry = Registry::new(metadata);
    let property = |back| PropertySpec::Relationship(Box::new(to("Node", Some(back))));
    let spec = MappingSpec::new("Node", node)
        .property("children", property("parent"))
        .property("parent", property("children"));
    registry.map(spec).expect("mapped");
    check(
        registry.configure(),
        ErrorKind::Argument,
        "Node.children and back-reference Node.parent are both of the same direction <RelationshipDirection.ONETOMANY: 1>.  Did you mean to set remote_side on the many-to-one side ?",
    );
}

#[test]
fn two_writers_of_one_column() {
    use ormlab_orm::registry::WarningSink;
    use std::cell::RefCell;
    use std::rc::Rc;
    let metadata = MetaData::new();
    let registry = Registry::new(metadata.clone());
    let said: Rc<RefCell<Vec<String>>> = Rc::default();
    let sink = said.clone();
    registry.set_warning_sink(WarningSink(Rc::new(move |message, _| {
        sink.borrow_mut().push(message.to_owned());
    })));
    let users = table(&metadata, "users", vec![id()]).expect("a table");
    let posts = table(&metadata, "posts", vec![id(), key("user_id")]).expect("a table");
    let property = || PropertySpec::Relationship(Box::new(to("Post", None)));
    let user = MappingSpec::new("User", users)
        .property("posts", property())
        .property("posts2", property());
    registry.map(user).expect("mapped");
    registry.map(MappingSpec::new("Post", posts)).expect("mapped");
    registry.configure().expect("a warning is no error");
    assert_eq!(
        *said.borrow(),
        [
            "relationship 'User.posts2' will copy column users.id to column posts.user_id, which conflicts with relationship(s): 'User.posts' (copies users.id to posts.user_id). If this is not the intention, consider if these relationships should be linked with back_populates, or if viewonly=True should be applied to one or more if they are read-only. For the less common case that foreign key constraints are partially overlapping, the orm.foreign() annotation can be used to isolate the columns that should be written towards.   To silence this warning, add the parameter 'overlaps=\"posts\"' to the 'User.posts2' relationship."
        ]
    );
}
