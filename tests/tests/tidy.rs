//! Tidiness: each Rust file says what it is and stays short enough to be about one noun.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a file may have.
const LONGEST: usize = 600;

/// Names that say nothing about what is in a file.
const VAGUE: &[&str] = &["util.rs", "utils.rs", "helper.rs", "helpers.rs", "common.rs", "misc.rs"];

const FOLDERS: &[&str] = &["crates", "tests", "web", "xtask"];
const SKIPPED: &[&str] = &["target", "node_modules", "dist", "dist-js", "pkg"];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the folder is readable");
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !SKIPPED.contains(&name) {
                rust_files(&path, found);
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// What is wrong with the files of the repository, each by `complaint`.
fn check(complaint: impl Fn(&Path, &str) -> Option<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| rust_files(&root.join(folder), &mut files));
    files.sort();
    assert!(!files.is_empty(), "no Rust file was found");
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let text = fs::read_to_string(path).expect("the file is readable");
            let shown = path.strip_prefix(root).unwrap_or(path).display();
            complaint(path, &text).map(|complaint| format!("{shown}: {complaint}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    check(|_, text| {
        let lines = text.lines().count();
        (lines > LONGEST).then(|| format!("{lines} lines, more than {LONGEST}"))
    });
}

#[test]
fn files_say_what_they_are() {
    check(|_, text| (!text.starts_with("//!")).then(|| "does not open with `//!`".to_owned()));
}

#[test]
fn names_say_what_is_inside() {
    check(|path, _| {
        let name = path.file_name()?.to_str()?;
        VAGUE.contains(&name).then(|| "its name says nothing".to_owned())
    });
}
