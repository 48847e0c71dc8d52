//! Scripts run through the binding on native SQLite, against what the real library did with them.
//!
//! `ORMLAB_ONLY=core/dml` runs one script and shows all that differs.

mod normalise;
mod run;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The scripts of a folder with their recordings.
fn scripts(folder: &Path, topic: &str) -> Vec<(String, String, Value)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the scripts are there").flatten().map(|e| e.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    let load = |path: PathBuf| {
        let name = path.file_stem()?.to_str()?.to_owned();
        let golden = root().join(format!("tests/goldens/{topic}/{name}.json"));
        let golden = serde_json::from_str(&fs::read_to_string(golden).ok()?).ok()?;
        Some((format!("{topic}/{name}"), fs::read_to_string(path).ok()?, golden))
    };
    paths.into_iter().filter_map(load).collect()
}

/// What differs between a recording and what we did, cell by cell.
fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let none = Vec::new();
    let expected_cells = expected["cells"].as_array().unwrap_or(&none);
    let actual_cells = actual["cells"].as_array().unwrap_or(&none);
    let mut found = Vec::new();
    if expected_cells.len() != actual_cells.len() {
        found.push(format!("{} cells, not {}", actual_cells.len(), expected_cells.len()));
    }
    for (wanted, got) in expected_cells.iter().zip(actual_cells) {
        for part in ["stdout", "exception", "events"] {
            if wanted[part] != got[part] {
                found.push(difference(part, &wanted[part], &got[part]));
            }
        }
    }
    found
}

fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.lines().map(str::to_owned).collect(),
        Value::Array(items) => items.iter().map(ToString::to_string).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let text = value.as_str().unwrap_or_default().to_owned();
                text.lines().map(|line| format!("{name}: {line}")).collect::<Vec<_>>()
            })
            .collect(),
        other => vec![other.to_string()],
    }
}

fn difference(part: &str, wanted: &Value, got: &Value) -> String {
    let (wanted, got) = (lines(wanted), lines(got));
    let at = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let shown = |lines: &[String]| {
        lines.iter().skip(at).take(6).cloned().collect::<Vec<_>>().join("\n    ")
    };
    format!(
        "{part}, line {}:\n  wanted\n    {}\n  got\n    {}",
        at + 1,
        shown(&wanted),
        shown(&got)
    )
}

#[track_caller]
fn check(folder: &Path, topic: &str) {
    let only = std::env::var("ORMLAB_ONLY").ok();
    let mut failures = Vec::new();
    let mut passed = 0;
    for (name, source, golden) in scripts(folder, topic) {
        if only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            continue;
        }
        let found = differences(&golden, &run::record(&source));
        if found.is_empty() {
            passed += 1;
        } else {
            failures.push(format!("== {name}\n{}", found.join("\n")));
        }
    }
    let failed = failures.len();
    assert!(failures.is_empty(), "{passed} as recorded, {failed} not:\n{}", failures.join("\n"));
}

#[test]
fn core_scripts_do_what_the_original_does() {
    check(&root().join("tests/scripts/core"), "core");
}

#[test]
fn examples_of_the_page_do_what_the_original_does() {
    check(&root().join("web/examples"), "examples");
}

#[test]
fn orm_scripts_do_what_the_original_does() {
    check(&root().join("tests/scripts/orm"), "orm");
}

#[test]
fn article_scripts_do_what_the_original_does() {
    check(&root().join("tests/scripts/article"), "article");
}

/// Runs one file and prints what it did: `ORMLAB_PROBE=file.py`.
#[test]
fn probe() {
    if let Ok(path) = std::env::var("ORMLAB_PROBE") {
        let text = fs::read_to_string(path).expect("the file is there");
        let made = run::record(&text);
        for cell in made["cells"].as_array().expect("cells") {
            println!("{}", cell["stdout"].as_str().unwrap_or_default());
            eprintln!("{}", cell["stderr"].as_str().unwrap_or_default());
            for event in cell["events"].as_array().expect("events") {
                println!("{event}");
            }
            println!("{}", cell["exception"]["traceback"].as_str().unwrap_or_default());
        }
    }
}
