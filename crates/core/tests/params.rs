//! From a compiled statement to what the driver gets; what its result means; warnings.

use std::rc::Rc;

use ormlab_core::compiler::{CompileOptions, Compiled, compile};
use ormlab_core::dialect::by_name;
use ormlab_core::expr::{Bind, BindValue};
use ormlab_core::select::{Select, SelectItem, select};
use ormlab_core::statement::Statement;
use ormlab_core::table::TableOptions;
use ormlab_core::{Column, Expr, MetaData, SqlType, Table, Value};

fn table(name: &str) -> Table {
    let items = vec![
        Column::new("id", SqlType::Integer).primary_key().into(),
        Column::new("name", SqlType::string(None)).into(),
        Column::new("active", SqlType::BOOLEAN).into(),
    ];
    Table::new(name, &MetaData::new(), items, TableOptions::default()).expect("a new table")
}

fn c(table: &Table, key: &str) -> Expr {
    Expr::from(table.column(key).expect("a column"))
}

fn sel(exprs: impl IntoIterator<Item = Expr>) -> Select {
    select(exprs.into_iter().map(SelectItem::Expr).collect())
}

fn compiled(statement: impl Into<Statement>, dialect: &str) -> Compiled {
    let dialect = by_name(dialect).expect("a dialect");
    let options = CompileOptions { lint: true, ..CompileOptions::default() };
    compile(&statement.into(), &dialect, &options).expect("a statement that compiles")
}

fn required(name: &str) -> Expr {
    Bind::named(name, BindValue::Required, SqlType::Null).into_expr()
}

/// The text and the values that go to the driver.
fn sent(compiled: &Compiled, given: &[(&str, Value)]) -> String {
    let given: Vec<(Rc<str>, Value)> =
        given.iter().map(|(name, value)| (Rc::from(*name), value.clone())).collect();
    let params = compiled.construct_params(Some(&given), None).expect("all that is required");
    let executable = compiled.finish(&params).expect("values of their types");
    let values: Vec<String> = executable.parameters.iter().map(Value::repr).collect();
    format!("{} -- {}", executable.sql.replace('\n', ""), values.join(", "))
}

#[test]
fn values_are_given_or_carried() {
    let users = table("users");
    let statement = sel([c(&users, "id")])
        .where_(c(&users, "name").eq(required("who")))
        .where_(c(&users, "id").gt(3));
    let compiled = compiled(statement, "sqlite");
    assert_eq!(
        sent(&compiled, &[("who", "ed".into())]),
        "SELECT users.id FROM users WHERE users.name = ? AND users.id > ? -- 'ed', 3"
    );
    assert_eq!(
        sent(&compiled, &[("who", "ed".into()), ("id_1", 9.into())]),
        "SELECT users.id FROM users WHERE users.name = ? AND users.id > ? -- 'ed', 9"
    );
    let missing = compiled.construct_params(None, None).expect_err("no value");
    assert_eq!(missing.message, "A value is required for bind parameter 'who'");
    assert_eq!(missing.code, Some("cd3x"));
    let missing = compiled.construct_params(None, Some(2)).expect_err("no value");
    assert_eq!(
        missing.message,
        "A value is required for bind parameter 'who', in parameter group 2"
    );
}

#[test]
fn lists_are_expanded_and_values_processed() {
    let users = table("users");
    let statement = sel([c(&users, "id")])
        .where_(c(&users, "active").in_(vec![true, false]))
        .where_(c(&users, "id").in_(Vec::<i64>::new()))
        .where_(c(&users, "name").ne("x"));
    assert_eq!(
        sent(&compiled(statement.clone(), "sqlite"), &[]),
        "SELECT users.id FROM users WHERE users.active IN (?, ?) AND users.id IN \
         (SELECT 1 FROM (SELECT 1) WHERE 1!=1) AND users.name != ? -- 1, 0, 'x'"
    );
    assert_eq!(
        sent(&compiled(statement.clone(), "mysql"), &[]),
        "SELECT users.id FROM users WHERE users.active IN (%s, %s) AND users.id IN \
         (NULL) AND (1 != 1) AND users.name != %s -- 1, 0, 'x'"
    );
    assert_eq!(
        sent(&compiled(statement, "gluesql"), &[]),
        "SELECT \"users\".\"id\" FROM \"users\" WHERE \"users\".\"active\" IN ($2, $3) AND \
         \"users\".\"id\" IN (NULL) AND \"users\".\"name\" != $1 -- 'x', True, False"
    );
}

#[test]
fn columns_of_the_result_answer_to_their_names() {
    let users = table("users");
    let name = c(&users, "name");
    let label = name.label("n");
    let compiled = compiled(sel([c(&users, "id"), label.clone(), name.add("x")]), "sqlite");
    let shown: Vec<String> = compiled
        .result_columns
        .iter()
        .map(|column| format!("{:?} {:?}", column.name.as_deref(), column.key.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [r#"Some("id") Some("id")"#, r#"Some("n") Some("n")"#, r#"Some("anon_1") Some("anon_1")"#]
    );
    assert_eq!(compiled.result_columns[0].targets, [c(&users, "id").id()]);
    assert_eq!(compiled.result_columns[1].targets, [label.id()]);
}

#[test]
fn from_elements_that_nothing_joins_are_warned_of() {
    let (users, posts, tags) = (table("users"), table("posts"), table("tags"));
    let warnings = |statement: Select| compiled(statement, "sqlite").warnings;
    let two = || sel([c(&users, "id"), c(&posts, "id")]);
    assert_eq!(
        warnings(two()),
        ["SELECT statement has a cartesian product between FROM element(s) \"users\" and FROM \
          element \"posts\".  Apply join condition(s) between each element to resolve."]
    );
    let joined = || two().where_(c(&users, "id").eq(c(&posts, "id")));
    assert_eq!(warnings(joined()), [""; 0]);
    assert_eq!(warnings(joined().where_(c(&tags, "id").gt(1))).len(), 1);
    let on = c(&users, "id").eq(c(&posts, "id"));
    assert_eq!(warnings(two().join_from(&users, &posts, Some(on))), [""; 0]);
}
