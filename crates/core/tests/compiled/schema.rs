//! The tables of `record.py`.

use ormlab_core::constraint::{Constraint, ConstraintOptions, ForeignKeyTarget};
use ormlab_core::default::{
    ColumnDefault, Computed, DefaultContext, DefaultFunction, Identity, SequenceOptions,
    ServerDefault,
};
use ormlab_core::index::{Index, IndexElement};
use ormlab_core::table::{TableItem, TableOptions};
use ormlab_core::types::{EnumType, NumericOptions, StringOptions};
use ormlab_core::{Column, Expr, MetaData, SqlType, Table, Value};

/// The tables, by the names that `record.py` gives them.
pub(crate) struct Schema {
    pub(crate) users: Table,
    pub(crate) posts: Table,
    pub(crate) orders: Table,
    pub(crate) tags: Table,
    pub(crate) misc: Table,
    pub(crate) things: Table,
    pub(crate) remote: Table,
    pub(crate) pair: Table,
    pub(crate) auto: Table,
}

pub(crate) fn schema() -> Schema {
    let metadata = MetaData::new();
    Schema {
        users: users(&metadata),
        posts: posts(&metadata),
        orders: orders(&metadata),
        tags: tags(&metadata),
        misc: misc(&metadata),
        things: things(&metadata),
        remote: remote(&metadata),
        pair: pair(&metadata),
        auto: auto(&metadata),
    }
}

fn table(metadata: &MetaData, name: &str, items: Vec<TableItem>) -> Table {
    Table::new(name, metadata, items, TableOptions::default()).expect("a new table")
}

fn numeric(precision: Option<u32>, scale: Option<u32>) -> SqlType {
    SqlType::Numeric(NumericOptions { precision, scale, ..NumericOptions::default() })
}

fn users(metadata: &MetaData) -> Table {
    let items = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("name", SqlType::string(Some(50))).nullable(false).into(),
        Column::new("age", SqlType::Integer).into(),
        Column::new("active", SqlType::BOOLEAN).into(),
        Column::new("created", SqlType::DATETIME).into(),
    ];
    table(metadata, "users", items)
}

fn posts(metadata: &MetaData) -> Table {
    let items = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("user_id", SqlType::Null).foreign_key("users.id").nullable(false).into(),
        Column::new("title", SqlType::string(Some(100))).unique().into(),
        Column::new("score", SqlType::Float(NumericOptions::default())).into(),
        Column::new("data", SqlType::Json { none_as_null: false }).into(),
        Column::new("views", SqlType::Integer).default(ColumnDefault::Scalar(Value::Int(0))).into(),
        Column::new("slug", SqlType::string(Some(20)))
            .server_default(ServerDefault::Literal("none".into()))
            .into(),
    ];
    table(metadata, "posts", items)
}

fn orders(metadata: &MetaData) -> Table {
    let items = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("Group", SqlType::string(Some(10))).into(),
        Column::new("user", SqlType::Integer).into(),
        Column::new("amount", numeric(Some(10), Some(2))).into(),
    ];
    table(metadata, "order", items)
}

fn tags(metadata: &MetaData) -> Table {
    let cascade =
        ConstraintOptions { ondelete: Some("CASCADE".into()), ..ConstraintOptions::default() };
    let named =
        |name: &str| ConstraintOptions { name: Some(name.into()), ..ConstraintOptions::default() };
    let mut kind = EnumType::of_labels(vec!["a".into(), "bcd".into()]);
    kind.name = Some("kind".into());
    let items = vec![
        Column::new("post_id", SqlType::Null)
            .foreign_key_with(ForeignKeyTarget::Name("posts.id".into()), cascade)
            .primary_key()
            .into(),
        Column::new("tag", SqlType::string(Some(30))).primary_key().into(),
        Column::new("kind", SqlType::Enum(kind.into())).into(),
        Constraint::check(Expr::text("tag <> ''"), named("tag_not_empty")).into(),
        Constraint::unique(["tag", "kind"], named("uq_tag")).into(),
        Index::new(Some("ix_tags_kind".into()), vec![IndexElement::Name("kind".into())], false)
            .into(),
    ];
    table(metadata, "tags", items)
}

fn misc(metadata: &MetaData) -> Table {
    let string = |length| StringOptions { length, collation: None };
    let now = Expr::function("now", [] as [Expr; 0]);
    let varchar = SqlType::Standard { name: "VARCHAR", base: SqlType::string(Some(12)).into() };
    let items = vec![
        Column::new("a", SqlType::BigInteger)
            .primary_key()
            .autoincrement(ormlab_core::column::Autoincrement::False)
            .into(),
        Column::new("b", SqlType::SmallInteger)
            .server_default(ServerDefault::Expr(Expr::text("1 + 1")))
            .into(),
        Column::new("c", SqlType::Text(string(None))).into(),
        Column::new("d", SqlType::Date).server_default(ServerDefault::Expr(now)).into(),
        Column::new("e", SqlType::Time { timezone: false }).into(),
        Column::new("f", SqlType::LargeBinary { length: None }).into(),
        Column::new("g", SqlType::Uuid { as_uuid: true }).into(),
        Column::new("h", SqlType::Interval).into(),
        Column::new("i", SqlType::Double(NumericOptions::default())).into(),
        Column::new("j", varchar).into(),
        Column::new("k", numeric(None, None)).into(),
        Column::new("l", SqlType::Unicode(string(Some(7)))).into(),
    ];
    table(metadata, "misc", items)
}

fn things(metadata: &MetaData) -> Table {
    let now = || ColumnDefault::Expr(Expr::function("now", [] as [Expr; 0]));
    let x = DefaultFunction(std::rc::Rc::new(|_: &DefaultContext<'_>| Ok(Value::from("x"))));
    let version = Column::new("version", SqlType::Integer)
        .server_default(ServerDefault::Expr(Expr::text("1")));
    let schema = version.schema().expect("a column of a schema");
    *schema.server_onupdate.borrow_mut() = Some(ServerDefault::Fetched);
    let items = vec![
        Column::new("id", SqlType::string(Some(32)))
            .primary_key()
            .default(ColumnDefault::Callable(x))
            .into(),
        Column::new("made", SqlType::DATETIME).default(now()).into(),
        Column::new("touched", SqlType::DATETIME).onupdate(now()).into(),
        Column::new("count", SqlType::Integer)
            .default(ColumnDefault::Scalar(Value::Int(0)))
            .onupdate(ColumnDefault::Scalar(Value::Int(5)))
            .into(),
        version.into(),
    ];
    table(metadata, "things", items)
}

fn remote(metadata: &MetaData) -> Table {
    let owner = ConstraintOptions {
        name: Some("fk_owner".into()),
        ondelete: Some("SET NULL".into()),
        onupdate: Some("CASCADE".into()),
        deferrable: Some(true),
        initially: Some("DEFERRED".into()),
        ..ConstraintOptions::default()
    };
    let id = Column::new("id", SqlType::Integer).primary_key();
    let start = SequenceOptions { start: Some(5), ..SequenceOptions::default() };
    let identity = Identity { options: start, ..Identity::default() };
    *id.schema().expect("of a schema").identity.borrow_mut() = Some(identity);
    let price = Column::new("price", numeric(Some(8), Some(2))).nullable(false);
    *price.schema().expect("of a schema").comment.borrow_mut() = Some("in cents".into());
    let total = Column::new("total", SqlType::Integer);
    let computed = Computed { sqltext: Expr::text("price * 2"), persisted: None };
    *total.schema().expect("of a schema").computed.borrow_mut() = Some(computed);
    let flag = SqlType::Boolean { create_constraint: true, name: Some("ck_flag".into()) };
    let over_five = Expr::from(Column::free("price", SqlType::Null)).gt(5);
    let items = vec![
        id.into(),
        Column::new("owner_id", SqlType::Integer)
            .foreign_key_with(ForeignKeyTarget::Name("users.id".into()), owner)
            .into(),
        price.into(),
        total.into(),
        Column::new("flag", flag).server_default(ServerDefault::Expr(Expr::true_())).into(),
        Column::new("parent_id", SqlType::Integer).foreign_key("shop.items.id").into(),
        Constraint::unique(["owner_id", "price"], ConstraintOptions::default()).into(),
        Constraint::check(over_five, ConstraintOptions::default()).into(),
    ];
    let options = TableOptions {
        schema: Some("shop".into()),
        comment: Some("what is sold".into()),
        ..TableOptions::default()
    };
    let table = Table::new("items", metadata, items, options).expect("a new table");
    let column = |key: &str| Expr::from(table.column(key).expect("a column"));
    let elements = vec![
        IndexElement::Expr(column("price").desc()),
        IndexElement::Expr(Expr::function("lower", [column("flag")])),
    ];
    Index::new(Some("ix_price".into()), elements, true).attach().expect("its table is known");
    table
}

fn pair(metadata: &MetaData) -> Table {
    let later = ConstraintOptions {
        name: Some("fk_pair".into()),
        use_alter: true,
        ..ConstraintOptions::default()
    };
    let named = ConstraintOptions { name: Some("pk_pair".into()), ..ConstraintOptions::default() };
    let targets = ["pair.b", "pair.a"].map(|name| ForeignKeyTarget::Name(name.into())).to_vec();
    let items = vec![
        Column::new("a", SqlType::Integer).primary_key().into(),
        Column::new("b", SqlType::Integer).primary_key().into(),
        Column::new("c", SqlType::Integer).into(),
        Constraint::foreign_key(["a", "c"], targets, later).expect("two and two").into(),
        Constraint::primary_key(["b", "a"], named).into(),
    ];
    table(metadata, "pair", items)
}

fn auto(metadata: &MetaData) -> Table {
    let collated = StringOptions { length: Some(5), collation: Some("NOCASE".into()) };
    let items = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("x", SqlType::String(collated)).into(),
    ];
    let dialect_options =
        [("sqlite_autoincrement".into(), Value::Bool(true))].into_iter().collect();
    let options = TableOptions { dialect_options, ..TableOptions::default() };
    Table::new("auto", metadata, items, options).expect("a new table")
}
