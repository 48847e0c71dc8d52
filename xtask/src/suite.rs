//! `cargo xtask test`: every check, in order of what is quick to fail.
//!
//! A step runs a tool's own runner, whose summary lines stay in the output. All steps run even
//! after one fails, and the failed ones are named at the end.

use crate::bench;
use crate::build;
use crate::paths;
use crate::setup;
use crate::size;
use crate::step::{Failure, Outcome, Program, step};

/// Crates whose code runs in a browser only, or there too.
const WASM_CRATES: &str =
    "-p ormlab-wasm -p ormlab-web -p ormlab-driver-sqljs -p ormlab-driver-gluesql";

/// Folders of the crates with tests in a browser.
const BROWSER_TESTS: &[&str] = &["crates/drivers/sqljs", "crates/drivers/gluesql", "crates/wasm"];

/// A named step.
type Check = (&'static str, fn() -> Outcome);

const CHECKS: &[Check] = &[
    ("format", || cargo("fmt --all --check")),
    ("tidy", tidy),
    ("clippy", || cargo("clippy --workspace --all-targets --quiet -- -D warnings")),
    ("clippy-wasm", clippy_wasm),
    ("native", || cargo("test --workspace --quiet --exclude ormlab-tests")),
    ("goldens", || golden(&[])),
    ("docs", docs),
    ("browser-crates", browser_crates),
    ("page", || build::page(true)),
    ("size", size::run),
    ("e2e", end_to_end),
];

/// Runs all, or the one after `--only`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if arguments.iter().any(|argument| argument == "--list") {
        CHECKS.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    let only = arguments.iter().position(|argument| argument == "--only");
    let only = only.and_then(|at| arguments.get(at + 1));
    let wanted: Vec<&Check> =
        CHECKS.iter().filter(|(name, _)| only.is_none_or(|only| only == name)).collect();
    if wanted.is_empty() {
        return Err(Failure::new("no such step; `--list` names them"));
    }
    setup::run()?;
    let failed: Vec<&str> = wanted
        .iter()
        .filter_map(|(name, check)| match step(name, check) {
            Ok(()) => None,
            Err(failure) => {
                println!("{failure}");
                Some(*name)
            }
        })
        .collect();
    summary(wanted.len(), &failed)
}

fn summary(count: usize, failed: &[&str]) -> Outcome {
    println!("\n{} of {count} steps passed", count - failed.len());
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!("failed: {}", failed.join(", "))))
    }
}

fn cargo(words: &str) -> Outcome {
    Program::new("cargo", &paths::root()).words(words).run()
}

/// File lengths and headers, and the arrows between crates: tests of `ormlab-tests`.
pub(crate) fn tidy() -> Outcome {
    cargo("test --quiet --package ormlab-tests --test tidy --test arrows")
}

/// Compares scripts with their recordings, all or those whose name holds a text.
pub(crate) fn golden(only: &[String]) -> Outcome {
    let root = paths::root();
    let program = Program::new("cargo", &root).words("test --quiet --package ormlab-tests");
    match only.first() {
        Some(name) => program.words("--test goldens").env("ORMLAB_GOLDEN", name.as_str()).run(),
        None => program.run(),
    }
}

fn clippy_wasm() -> Outcome {
    let flags = "--target wasm32-unknown-unknown --all-targets --quiet";
    cargo(&format!("clippy {WASM_CRATES} {flags} -- -D warnings"))
}

fn docs() -> Outcome {
    Program::new("cargo", &paths::root())
        .env("RUSTDOCFLAGS", "-D warnings")
        .words("doc --workspace --no-deps --document-private-items --quiet")
        .run()
}

/// `wasm-pack test` in a headless Chromium; each crate has a webdriver.json for the sandbox's flags.
fn browser_crates() -> Outcome {
    let driver =
        setup::chromedriver().ok_or_else(|| Failure::new("chromedriver is not on the path"))?;
    let root = paths::root();
    BROWSER_TESTS.iter().try_for_each(|folder| {
        Program::new("wasm-pack", &root)
            .words("test --headless --chrome --mode no-install --chromedriver")
            .arg(&driver)
            .arg(root.join(folder))
            .run()
    })
}

fn end_to_end() -> Outcome {
    let web = paths::web();
    bench::in_browser(&web)?.words("--test e2e/").run()
}
