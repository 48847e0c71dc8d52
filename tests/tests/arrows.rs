//! The arrows between crates: which may name which, as `ARCHITECTURE.md` draws them.
//!
//! Reads what cargo itself says about the workspace. Dependencies of tests alone are no arrows.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Each crate of ours with the crates of ours that it may depend on.
///
/// `xtask` runs cargo and names no crate; nothing names `tests`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("ormlab-core", &[]),
    ("ormlab-python", &[]),
    ("ormlab-engine", &["ormlab-core"]),
    ("ormlab-orm", &["ormlab-core", "ormlab-engine"]),
    ("ormlab-driver-suite", &["ormlab-core", "ormlab-engine"]),
    ("ormlab-driver-sqlite", &["ormlab-core", "ormlab-engine"]),
    ("ormlab-driver-sqljs", &["ormlab-core", "ormlab-engine"]),
    ("ormlab-driver-gluesql", &["ormlab-core", "ormlab-engine"]),
    ("ormlab-sqlalchemy", &["ormlab-core", "ormlab-engine", "ormlab-orm", "ormlab-python"]),
    (
        "ormlab-lab",
        &["ormlab-core", "ormlab-engine", "ormlab-orm", "ormlab-python", "ormlab-sqlalchemy"],
    ),
    (
        "ormlab-wasm",
        &["ormlab-lab", "ormlab-engine", "ormlab-driver-sqljs", "ormlab-driver-gluesql"],
    ),
    (
        "ormlab-cli",
        &["ormlab-lab", "ormlab-engine", "ormlab-driver-sqlite", "ormlab-driver-gluesql"],
    ),
    ("ormlab-web", &["ormlab-lab"]),
    ("ormlab-tests", &["ormlab-lab", "ormlab-cli"]),
    ("ormlab-xtask", &[]),
    // Stands in for a package from outside.
    ("unicode_names2", &[]),
];

/// Packages from outside that only the crates named may use.
const CONFINED: &[(&str, &[&str])] = &[
    ("js-sys", &["ormlab-driver-sqljs", "ormlab-wasm", "ormlab-web"]),
    ("web-sys", &["ormlab-driver-sqljs", "ormlab-wasm", "ormlab-web"]),
    ("wasm-bindgen", &["ormlab-driver-sqljs", "ormlab-wasm", "ormlab-web"]),
    ("wasm-bindgen-futures", &["ormlab-wasm", "ormlab-web"]),
    ("serde-wasm-bindgen", &["ormlab-wasm", "ormlab-web"]),
    ("yew", &["ormlab-web"]),
    ("rusqlite", &["ormlab-driver-sqlite"]),
    ("gluesql-core", &["ormlab-driver-gluesql"]),
    ("ruff_python_ast", &["ormlab-python"]),
    ("ruff_python_parser", &["ormlab-python"]),
];

/// The dependencies of each package of the workspace, those of its tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let done = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&done.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(|package| (text(&package["name"]), names(package))).collect()
}

fn names(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    all.iter().filter(|one| one["kind"] != "dev").map(|one| text(&one["name"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn crates_name_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for (name, found) in dependencies() {
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
            wrong.push(format!("{name} has no place among the arrows"));
            continue;
        };
        let ours = found.iter().filter(|one| one.starts_with("ormlab-"));
        wrong.extend(
            ours.filter(|one| !allowed.contains(&one.as_str()))
                .map(|one| format!("{name} may not depend on {one}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_packages_stay_where_they_belong() {
    let found = dependencies();
    let wrong: Vec<String> = CONFINED
        .iter()
        .flat_map(|(package, crates)| {
            let users = found.iter().filter(|(_, names)| names.contains(*package));
            users
                .filter(|(name, _)| !crates.contains(&name.as_str()))
                .map(move |(name, _)| format!("{name} may not use {package}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
