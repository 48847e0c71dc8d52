//! Statements against the texts that SQLAlchemy compiles them to; `compiled/record.py` records those.

#[path = "compiled/schema.rs"]
mod schema;
#[path = "compiled/statements.rs"]
mod statements;
#[path = "compiled/writes.rs"]
mod writes;

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::Value;
use ormlab_core::compiler::{CompileOptions, Compiled, compile};
use ormlab_core::dialect::by_name;
use ormlab_core::error::ErrorKind;
use ormlab_core::statement::Statement;

const GOLDENS: &str = include_str!("compiled/goldens.txt");

#[test]
fn statements_compile_as_the_real_ones() {
    let statements: BTreeMap<&str, Statement> = statements::all().into_iter().collect();
    let mut different = Vec::new();
    let mut count = 0;
    for golden in GOLDENS.split("## ").skip(1) {
        let (title, expected) = golden.split_once('\n').unwrap_or((golden, ""));
        let mut words = title.split(' ');
        let name = words.next().unwrap_or_default();
        let dialect = words.next().unwrap_or_default();
        let option = words.next().unwrap_or_default();
        let Some(statement) = statements.get(name) else {
            different.push(format!("{title}: no such statement"));
            continue;
        };
        let actual = render(statement, dialect, option);
        count += 1;
        if actual.trim_end() != expected.trim_end() {
            different.push(format!("{title}\n--- expected\n{expected}--- actual\n{actual}\n"));
        }
    }
    assert!(
        different.is_empty(),
        "{} of {count} texts differ:\n{}",
        different.len(),
        different.join("\n")
    );
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
    rendered.unwrap_or_else(|error| {
        let first = error.message.lines().next().unwrap_or_default().to_owned();
        format!("{}: {first}", class(error.kind))
    })
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
