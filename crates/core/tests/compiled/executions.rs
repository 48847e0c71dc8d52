//! The statements that `record.py` compiles for execution, by the same names.

use ormlab_core::dml::{ReturnDefaults, delete, insert, update};
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::statement::Statement;
use ormlab_core::{Column, Expr, SqlType, Table, Value};

use crate::schema::{Schema, schema};
use crate::statements::{Named, c, func, sel};

pub(crate) fn all() -> Vec<Named> {
    let schema = schema();
    [inserts(&schema), generated(&schema), updates(&schema)].concat()
}

fn column(table: &Table, key: &str) -> Column {
    table.column(key).expect("a column of the schema")
}

fn bound(name: &str) -> Expr {
    Bind::named(name, BindValue::Required, SqlType::Null).into_expr()
}

fn only(columns: Vec<Column>) -> ReturnDefaults {
    ReturnDefaults { columns: Some(columns), ..ReturnDefaults::default() }
}

fn sorted(columns: Option<Vec<Column>>) -> ReturnDefaults {
    ReturnDefaults { columns, sort_by_parameter_order: true, ..ReturnDefaults::default() }
}

fn inserts(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let plain = |table: &Table| Statement::from(insert(table));
    let largest = sel([func("max", &[c(u, "id")])]).scalar_subquery();
    vec![
        ("insert_name", plain(u)),
        ("insert_id_name", plain(u)),
        ("insert_many", plain(u)),
        ("insert_post", plain(p)),
        ("insert_post_views", plain(p)),
        ("insert_tag", plain(t)),
        ("insert_thing", plain(&s.things)),
        ("insert_thing_empty", plain(&s.things)),
        ("insert_user_empty", plain(u)),
        ("insert_user_many_empty", plain(u)),
        (
            "insert_values_and_key",
            insert(u).values([("name", Expr::function("lower", ["x"]))]).into(),
        ),
        ("insert_null_key", insert(u).values([("id", Value::Null), ("name", "x".into())]).into()),
        (
            "insert_expression_key",
            insert(u).values([("id", largest)]).values([("name", "x")]).into(),
        ),
        ("inline", insert(u).inline().into()),
        ("unconsumed", insert(u).values([("nope", 3)]).into()),
    ]
}

fn generated(s: &Schema) -> Vec<Named> {
    let (u, p, t) = (&s.users, &s.posts, &s.tags);
    let id = || column(u, "id");
    let two = || vec![c(u, "id").into(), c(u, "name").into()];
    let returning = |items| insert(u).returning(items).expect("nothing returned before");
    let in_order = insert(u).returning_in_parameter_order(two()).expect("nothing returned before");
    vec![
        ("orm_insert", insert(u).return_defaults(only(vec![id()])).into()),
        ("orm_insert_many", insert(u).return_defaults(sorted(Some(vec![id()]))).into()),
        (
            "orm_insert_post",
            insert(p).return_defaults(only(vec![column(p, "id"), column(p, "slug")])).into(),
        ),
        ("orm_insert_thing", insert(&s.things).return_defaults(sorted(None)).into()),
        ("orm_insert_tag_many", insert(t).return_defaults(sorted(None)).into()),
        ("returning_many", returning(two()).into()),
        ("returning_many_sorted", in_order.into()),
        ("returning_many_empty", returning(vec![c(u, "id").into()]).into()),
        (
            "supplemental",
            insert(u)
                .return_defaults(ReturnDefaults {
                    supplemental: vec![c(u, "name"), c(u, "age")],
                    ..ReturnDefaults::default()
                })
                .into(),
        ),
    ]
}

fn updates(s: &Schema) -> Vec<Named> {
    let (u, things) = (&s.users, &s.things);
    let by_id = || Statement::from(update(u).where_(c(u, "id").eq(bound("b_id"))));
    let touched = column(things, "touched");
    vec![
        ("update_name", by_id()),
        ("update_b_id", by_id()),
        ("update_many", by_id()),
        ("update_thing", update(things).into()),
        ("update_thing_defaults", update(things).return_defaults(ReturnDefaults::default()).into()),
        ("update_thing_some", update(things).return_defaults(only(vec![touched])).into()),
        ("update_expression", update(u).values([("age", c(u, "age").add(1))]).into()),
        ("update_reserved_name", update(u).where_(c(u, "name").eq(bound("name"))).into()),
        (
            "unconsumed_update",
            update(u).values([("nope", Value::Int(3)), ("name", "x".into())]).into(),
        ),
        ("delete_defaults", delete(u).return_defaults(only(vec![column(u, "id")])).into()),
    ]
}
