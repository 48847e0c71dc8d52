//! The tables that the tests select from, and how they compare.

use std::rc::Rc;

use ormlab_core::compiler::{CompileOptions, compile};
use ormlab_core::dialect::{DefaultDialect, Dialect};
use ormlab_core::from::{Alias, Join};
use ormlab_core::metadata::{MetaData, Table, TableOptions};
use ormlab_core::select::Select;
use ormlab_core::statement::SelectBase;
use ormlab_core::{Column, ErrorKind, Expr, FromClause, SqlType, Statement, select};

pub(crate) struct Schema {
    pub(crate) u: Table,
    pub(crate) p: Table,
    pub(crate) c: Table,
    pub(crate) n: Table,
    pub(crate) x: Table,
    pub(crate) ua: Alias,
    pub(crate) na: Alias,
    pub(crate) un: Alias,
    pub(crate) sub: Alias,
}

pub(crate) fn id() -> Column {
    Column::new("id", SqlType::Integer).primary_key()
}

pub(crate) fn key(name: &str, target: &str) -> Column {
    Column::new(name, SqlType::Null).foreign_key(target)
}

pub(crate) fn schema() -> Schema {
    let metadata = MetaData::new();
    let table = |name: &str, columns: Vec<Column>| {
        let items = columns.into_iter().map(Into::into).collect();
        Table::new(name, &metadata, items, TableOptions::default()).expect("no such table yet")
    };
    let text = |name: &str| Column::new(name, SqlType::string(None));
    let u = table("users", vec![id(), text("name")]);
    let p = table("posts", vec![id(), key("user_id", "users.id"), text("title")]);
    let c = table("comments", vec![id(), key("post_id", "posts.id"), key("author_id", "users.id")]);
    let n = table("nodes", vec![id(), key("parent_id", "nodes.id")]);
    let x = table("x", vec![Column::new("id", SqlType::Integer)]);
    let count = Expr::function("count", Vec::<Expr>::new()).label("n");
    let sub = select(vec![col(&p, "user_id").into(), count.into()]).group_by([col(&p, "user_id")]);
    Schema {
        ua: FromClause::from(&u).alias(None),
        na: FromClause::from(&n).alias(None),
        un: FromClause::from(&u).alias(Some("un")),
        sub: sub.subquery(None),
        u,
        p,
        c,
        n,
        x,
    }
}

pub(crate) fn col(table: &Table, key: &str) -> Expr {
    table.c(key).expect("defined").into()
}

pub(crate) fn alias_col(alias: &Alias, key: &str) -> Expr {
    alias.columns().get(key).expect("defined").into()
}

pub(crate) fn all(table: &Table) -> Select {
    select(vec![table.into()])
}

pub(crate) fn of(table: &Table, key: &str) -> Select {
    select(vec![col(table, key).into()])
}

pub(crate) fn joined(left: &Table, right: &Table) -> Join {
    FromClause::from(left).join(right, None).expect("a key")
}

pub(crate) fn posts_of(users: &Table, posts: &Table) -> Select {
    of(posts, "id").where_(col(posts, "user_id").eq(col(users, "id")))
}

pub(crate) fn statement(select: impl Into<SelectBase>) -> Statement {
    Statement::Select(select.into())
}

pub(crate) fn text(statement: &Statement) -> Result<String, (ErrorKind, String)> {
    let dialect: Rc<dyn Dialect> = Rc::new(DefaultDialect);
    let compiled = compile(statement, &dialect, &CompileOptions::default());
    match compiled {
        Ok(compiled) => Ok(compiled.sql.replace('\n', " ")),
        Err(error) => Err((error.kind, error.message.clone())),
    }
}

#[track_caller]
pub(crate) fn check(cases: Vec<(Statement, &str)>) {
    for (statement, sql) in cases {
        assert_eq!(text(&statement), Ok(sql.to_owned()));
    }
}
