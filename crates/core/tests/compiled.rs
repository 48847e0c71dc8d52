//! Statements against the texts that SQLAlchemy compiles them to; `compiled/record.py` records those.

#[path = "compiled/executions.rs"]
mod executions;
#[path = "compiled/schema.rs"]
mod schema;
#[path = "compiled/selects.rs"]
mod selects;
#[path = "compiled/statements.rs"]
mod statements;
#[path = "compiled/writes.rs"]
mod writes;

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::compiler::{CompileOptions, Compiled, Prefetch, compile};
use ormlab_core::dialect::by_name;
use ormlab_core::error::ErrorKind;
use ormlab_core::statement::Statement;
use ormlab_core::{Column, Error, Expr, Value};

const EXECUTIONS: &str = include_str!("compiled/executions.txt");
const GOLDENS: &str = include_str!("compiled/goldens.txt");

#[test]
fn statements_compile_as_the_real_ones() {
    check(GOLDENS, statements::all(), |statement, words| {
        let option = words.get(1).copied().unwrap_or_default();
        render(statement, words[0], option)
    });
}

#[test]
fn statements_are_made_ready_for_execution_as_the_real_ones() {
    check(EXECUTIONS, executions::all(), |statement, words| {
        let keys = match words[1] {
            "-" => None,
            "=" => Some(Vec::new()),
            keys => Some(keys.split(',').map(Rc::from).collect()),
        };
        let for_executemany = words[2] == "many";
        let options =
            CompileOptions { column_keys: keys, for_executemany, ..CompileOptions::default() };
        let dialect = by_name(words[0]).expect("a dialect of the goldens");
        compile(statement, &dialect, &options)
            .map_or_else(|error| failed(&error), |compiled| execution(&compiled))
    });
}

/// Our own dialect: `UPDATE_EXPECT=1` writes what it compiles to anew.
#[test]
fn gluesql_rewrites_or_refuses_what_it_would_do_wrong() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compiled/gluesql.txt");
    let mut actual = String::new();
    for (name, statement) in statements::all() {
        if !name.ends_with("upsert") && !name.ends_with("upsert_nothing") {
            let text = render(&statement, "gluesql", "");
            actual.push_str(&format!("## {name}\n{}\n", text.trim_matches('\n')));
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &actual).expect("the golden is writable");
    }
    assert_eq!(actual, std::fs::read_to_string(path).expect("the golden is there"));
}

/// Compares each golden with what `render` makes of the statement of its name.
#[track_caller]
fn check(
    goldens: &str,
    statements: Vec<statements::Named>,
    render: impl Fn(&Statement, &[&str]) -> String,
) {
    let statements: BTreeMap<&str, Statement> = statements.into_iter().collect();
    let mut different = Vec::new();
    for golden in goldens.split("## ").skip(1) {
        let (title, expected) = golden.split_once('\n').unwrap_or((golden, ""));
        let words: Vec<&str> = title.split(' ').collect();
        let Some(statement) = statements.get(words[0]) else {
            different.push(format!("{title}: no such statement"));
            continue;
        };
        let actual = render(statement, &words[1..]);
        if actual.trim_end() != expected.trim_end() {
            different.push(format!("{title}\n--- expected\n{expected}--- actual\n{actual}\n"));
        }
    }
    assert!(different.is_empty(), "{} texts differ:\n{}", different.len(), different.join("\n"));
}

/// What the engine reads of a compiled INSERT, UPDATE or DELETE.
fn execution(compiled: &Compiled) -> String {
    let dml = compiled.dml.as_ref().expect("a statement that writes");
    let keys = |prefetch: &[Prefetch]| prefetch.iter().map(|p| p.key.to_string()).collect();
    let columns = |columns: &[Column]| columns.iter().map(|c| c.key().to_string()).collect();
    let mut lines = vec![compiled.sql.to_string()];
    lines.push(format!("-- names: {}", compiled.positions.join(", ")));
    let returned = |column: &Expr| column.own_label().unwrap_or_default().to_string();
    let sentinels = dml.insertmanyvalues.as_ref().map_or(0, |many| many.sentinel_columns.len());
    let implicit = &dml.returning[..dml.returning.len() - sentinels];
    let implicit = if dml.is_implicit_returning { implicit } else { &[] };
    let lists: [(&str, Vec<String>); 4] = [
        ("insert_prefetch", keys(&dml.insert_prefetch)),
        ("update_prefetch", keys(&dml.update_prefetch)),
        ("postfetch", columns(&dml.postfetch)),
        ("implicit_returning", implicit.iter().map(returned).collect()),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            lines.push(format!("-- {name}: [{}]", list.join(", ")));
        }
    }
    if dml.postfetch_lastrowid {
        lines.push("-- lastrowid".to_owned());
    }
    if dml.is_inline {
        lines.push("-- inline".to_owned());
    }
    if let Some(many) = &dml.insertmanyvalues {
        let sentinel_keys = many.sentinel_keys.clone().unwrap_or_default();
        lines.push(format!(
            "-- insertmanyvalues: {} {} sentinels [{}] [{}]{}{}",
            &compiled.sql[many.values.clone()],
            many.parameters.len(),
            columns(&many.sentinel_columns).join(", "),
            sentinel_keys.join(", "),
            if many.implicit_sentinel { " implicit" } else { "" },
            if many.is_default_values { " default" } else { "" },
        ));
    }
    lines.join("\n")
}

/// As `record.py` writes it: the text, and the values by name.
fn render(statement: &Statement, dialect: &str, option: &str) -> String {
    let dialect = by_name(dialect).expect("a dialect of the goldens");
    let options = CompileOptions {
        literal_binds: option == "literal",
        render_postcompile: option == "postcompile",
        ..CompileOptions::default()
    };
    let rendered = compile(statement, &dialect, &options).and_then(|compiled| shown(&compiled));
    rendered.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &Error) -> String {
    format!("{}: {}", class(error.kind), error.message.lines().next().unwrap_or_default())
}

fn shown(compiled: &Compiled) -> ormlab_core::Result<String> {
    let params: IndexMap<Rc<str>, Value> = compiled.params()?;
    let is_named = matches!(
        compiled.dialect.param_style(),
        ormlab_core::dialect::ParamStyle::Named | ormlab_core::dialect::ParamStyle::Pyformat
    );
    let names: Vec<Rc<str>> =
        if is_named { params.keys().cloned().collect() } else { compiled.positions.clone() };
    let values: Vec<String> =
        names.iter().map(|name| format!("{name}={}", params[name].repr())).collect();
    let values =
        if values.is_empty() { String::new() } else { format!("\n-- {}", values.join(", ")) };
    Ok(format!("{}{values}", compiled.sql))
}

fn class(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Compile => "CompileError",
        ErrorKind::UnsupportedCompilation => "UnsupportedCompilationError",
        ErrorKind::NotImplemented => "NotImplementedError",
        ErrorKind::InvalidRequest => "InvalidRequestError",
        _ => "Error",
    }
}
