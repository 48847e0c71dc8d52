//! The statements of `record.py` that change something, by the same names.

use std::rc::Rc;

use ormlab_core::ddl::{CreateTable, DdlStatement};
use ormlab_core::default::{Sequence, SequenceData, SequenceOptions};
use ormlab_core::dml::{
    ConflictTarget, DmlKey, DmlValue, MultiRow, OnConflict, OnConflictUpdate, OnDuplicateKey,
    delete, insert, update,
};
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::from::CteOptions;
use ormlab_core::statement::Statement;
use ormlab_core::{Expr, SqlType, Table, Value};

use crate::schema::Schema;
use crate::statements::{Named, ac, c, func, lit, sel};

pub(crate) fn all(schema: &Schema) -> Vec<Named> {
    let plain = [inserts(schema), writes(schema), upserts(schema), ddl(schema)].concat();
    [plain, more_writes(schema), more_ddl(schema)].concat()
}

fn inserts(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let row = |pairs: &[(&str, Value)]| {
        let pair =
            |(key, value): &(&str, Value)| (DmlKey::from(*key), DmlValue::Value(value.clone()));
        MultiRow::Named(pairs.iter().map(pair).collect())
    };
    let keys = |names: &[&str]| names.iter().map(|name| DmlKey::from(*name)).collect();
    let title = sel([c(p, "title")]).where_(c(p, "id").eq(1)).scalar_subquery();
    let upper = Expr::function("lower", ["A"]);
    vec![
        ("insert", insert(u).into()),
        (
            "insert_values",
            insert(u).values([("name", DmlValue::from("a")), ("age", DmlValue::from(3))]).into(),
        ),
        ("insert_expression", insert(u).values([("name", upper), ("age", lit(1).add(2))]).into()),
        ("insert_defaults", insert(p).values([("title", "x")]).into()),
        (
            "insert_multi",
            insert(u)
                .multi_values(vec![
                    row(&[("name", "a".into()), ("age", 1.into())]),
                    row(&[("name", "b".into()), ("age", 2.into())]),
                ])
                .into(),
        ),
        (
            "insert_multi_defaults",
            insert(p)
                .multi_values(vec![row(&[("title", "a".into())]), row(&[("title", "b".into())])])
                .into(),
        ),
        (
            "insert_select",
            insert(u)
                .from_select(keys(&["id", "name"]), sel([c(p, "id"), c(p, "title")]).into(), true)
                .expect("no values yet")
                .into(),
        ),
        (
            "insert_select_defaults",
            insert(p)
                .from_select(keys(&["id", "title"]), sel([c(u, "id"), c(u, "name")]).into(), true)
                .expect("no values yet")
                .into(),
        ),
        (
            "insert_returning",
            insert(u)
                .values([("name", "a")])
                .returning(vec![c(u, "id").into(), func("lower", &[c(u, "name")]).into()])
                .expect("nothing returned before")
                .into(),
        ),
        ("insert_empty", insert(u).values(Vec::<(&str, Value)>::new()).into()),
        ("insert_subquery", insert(u).values([("name", title)]).into()),
        ("insert_no_key", insert(t).values([("tag", "x"), ("kind", "a")]).into()),
    ]
}

fn writes(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let own = || c(u, "id").eq(c(p, "user_id"));
    let count = sel([func("count", &[c(p, "id")])])
        .where_(c(p, "user_id").eq(c(u, "id")))
        .scalar_subquery();
    vec![
        ("update", update(u).into()),
        (
            "update_where",
            update(u)
                .where_(c(u, "id").eq(5))
                .values([("name", DmlValue::from("a")), ("age", c(u, "age").add(1).into())])
                .into(),
        ),
        (
            "update_ordered",
            update(u)
                .ordered_values(vec![
                    (c(u, "age").into(), 3.into()),
                    (c(u, "name").into(), "x".into()),
                ])
                .expect("no values yet")
                .into(),
        ),
        (
            "update_from",
            update(u)
                .where_(own())
                .where_(c(p, "title").eq("x"))
                .values([("name", c(p, "title"))])
                .into(),
        ),
        ("update_subquery", update(u).values([("age", count)]).into()),
        (
            "update_returning",
            update(u)
                .values([("age", 1)])
                .returning(vec![c(u, "id").into(), c(u, "name").into()])
                .expect("nothing returned before")
                .into(),
        ),
        ("delete", delete(u).into()),
        ("delete_where", delete(u).where_(c(u, "id").eq(5)).where_(c(u, "name").in_(["a"])).into()),
        ("delete_using", delete(u).where_(own()).where_(c(p, "title").eq("x")).into()),
        (
            "delete_returning",
            delete(u)
                .where_(c(u, "id").eq(1))
                .returning(vec![u.into()])
                .expect("nothing returned before")
                .into(),
        ),
    ]
}

fn upserts(s: &Schema) -> Vec<Named> {
    let u = &s.users;
    let base = |dialect: &str| {
        insert(u)
            .values([("id", DmlValue::from(1)), ("name", DmlValue::from("a"))])
            .of_dialect(dialect)
    };
    let sqlite = base("sqlite");
    let excluded = sqlite.excluded();
    let set = vec![
        (DmlKey::from("name"), DmlValue::Expr(ac(&excluded, "name"))),
        (DmlKey::from("age"), DmlValue::from(3)),
    ];
    let target = ConflictTarget::elements(vec![c(u, "id").into()], None);
    let updating = OnConflictUpdate::new(set, Some(c(u, "age").lt(5))).expect("values");
    let postgresql = base("postgresql");
    let own = vec![(DmlKey::from("name"), DmlValue::Expr(ac(&postgresql.excluded(), "name")))];
    let mysql = base("mysql");
    let inserted = mysql.excluded();
    let duplicate = OnDuplicateKey::new(
        inserted.clone(),
        vec![
            (DmlKey::from("name"), DmlValue::Expr(ac(&inserted, "name"))),
            (DmlKey::from("age"), DmlValue::from(4)),
        ],
        false,
    )
    .expect("values");
    vec![
        (
            "sqlite_upsert",
            sqlite
                .clone()
                .on_conflict(OnConflict { target, update: Some(updating) })
                .expect("the first")
                .into(),
        ),
        (
            "sqlite_upsert_nothing",
            sqlite
                .on_conflict(OnConflict { target: ConflictTarget::Any, update: None })
                .expect("the first")
                .into(),
        ),
        (
            "postgresql_upsert",
            postgresql
                .on_conflict(OnConflict {
                    target: ConflictTarget::Constraint("pk".into()),
                    update: Some(OnConflictUpdate::new(own, None).expect("values")),
                })
                .expect("the first")
                .into(),
        ),
        ("mysql_upsert", mysql.on_duplicate_key_update(duplicate).expect("the first").into()),
    ]
}

fn ddl(s: &Schema) -> Vec<Named> {
    let create = |table: &Table| Statement::Ddl(DdlStatement::create_table(table));
    let index = s.tags.indexes().first().cloned().expect("an index");
    vec![
        ("create_users", create(&s.users)),
        ("create_posts", create(&s.posts)),
        ("create_order", create(&s.orders)),
        ("create_tags", create(&s.tags)),
        ("create_misc", create(&s.misc)),
        ("create_things", create(&s.things)),
        ("create_items", create(&s.remote)),
        ("create_pair", create(&s.pair)),
        ("create_auto", create(&s.auto)),
        (
            "create_if_not_exists",
            Statement::Ddl(DdlStatement::CreateTable(CreateTable {
                if_not_exists: true,
                ..CreateTable::new(&s.users)
            })),
        ),
        ("drop_table", Statement::Ddl(DdlStatement::drop_table(&s.orders))),
        ("create_index", Statement::Ddl(DdlStatement::create_index(&index))),
    ]
}

fn more_ddl(s: &Schema) -> Vec<Named> {
    let index = s.remote.indexes().first().cloned().expect("an index");
    let key = s.pair.foreign_key_constraints().first().cloned().expect("a key");
    let sequence = Sequence(Rc::new(SequenceData {
        name: "ids".into(),
        schema: None,
        optional: false,
        options: SequenceOptions {
            start: Some(3),
            increment: Some(2),
            ..SequenceOptions::default()
        },
    }));
    let statement = Statement::Ddl;
    vec![
        ("create_index_expressions", statement(DdlStatement::create_index(&index))),
        ("drop_index", statement(DdlStatement::drop_index(&index))),
        (
            "drop_if_exists",
            statement(DdlStatement::DropTable { table: s.remote.clone(), if_exists: true }),
        ),
        ("add_constraint", statement(DdlStatement::AddConstraint(key.clone()))),
        (
            "drop_constraint",
            statement(DdlStatement::DropConstraint {
                constraint: key,
                if_exists: false,
                cascade: false,
            }),
        ),
        (
            "create_schema",
            statement(DdlStatement::CreateSchema { name: "shop".into(), if_not_exists: false }),
        ),
        (
            "drop_schema",
            statement(DdlStatement::DropSchema {
                name: "shop".into(),
                if_exists: true,
                cascade: true,
            }),
        ),
        (
            "create_sequence",
            statement(DdlStatement::CreateSequence { sequence, if_not_exists: false }),
        ),
    ]
}

fn more_writes(s: &Schema) -> Vec<Named> {
    let (u, p) = (&s.users, &s.posts);
    let good =
        sel([c(p, "user_id")]).where_(c(p, "score").gt(3)).cte(Some("good"), CteOptions::default());
    let in_good = || c(u, "id").in_(sel([ac(&good, "user_id")]));
    let required = |name: &str| Bind::named(name, BindValue::Required, SqlType::Null).into_expr();
    let author = sel([c(u, "id")]).where_(c(u, "name").eq("x")).scalar_subquery();
    let star = sel([Expr::literal_column("*", SqlType::Null)]);
    let own = star.where_(c(p, "user_id").eq(c(u, "id"))).exists();
    let row = |name: DmlValue, age: i64| {
        MultiRow::Named(vec![("name".into(), name), ("age".into(), age.into())])
    };
    vec![
        (
            "cte_insert",
            insert(u)
                .from_select(vec!["id".into()], sel([ac(&good, "user_id")]).into(), true)
                .expect("no values yet")
                .into(),
        ),
        ("cte_update", update(u).where_(in_good()).values([("name", "x")]).into()),
        ("cte_delete", delete(u).where_(in_good()).into()),
        ("null_values", update(u).values([("name", Value::Null), ("active", true.into())]).into()),
        (
            "update_alias_subquery",
            update(p)
                .where_(c(p, "user_id").eq(author))
                .values([("title", func("upper", &[c(p, "title")]))])
                .into(),
        ),
        (
            "update_bind",
            update(u)
                .where_(c(u, "id").eq(required("uid")))
                .values([("name", required("new_name"))])
                .into(),
        ),
        (
            "insert_bind",
            insert(u)
                .values([("name", DmlValue::Expr(required("nm"))), ("age", DmlValue::from(5))])
                .into(),
        ),
        (
            "insert_multi_expression",
            insert(u)
                .multi_values(vec![
                    row(Expr::function("lower", ["X"]).into(), 1),
                    row("b".into(), 2),
                ])
                .into(),
        ),
        ("delete_subquery", delete(u).where_(own.negate()).into()),
        (
            "delete_order",
            delete(u).where_(Expr::or([c(u, "age").gt(1), c(u, "age").eq(Expr::null())])).into(),
        ),
    ]
}
