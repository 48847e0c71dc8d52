//! `cargo xtask test`: every check, in order of what is quick to fail.
//!
//! A step runs a tool's own runner, whose summary lines stay in the output. All steps run even
//! after one fails; a table of them, with times, closes the output.

use std::time::Duration;

use crate::bench;
use crate::build;
use crate::paths;
use crate::setup;
use crate::size;
use crate::step::{Failure, Outcome, Program, timed};

/// Crates whose code runs in a browser only, or there too.
const WASM_CRATES: &str =
    "-p ormlab-wasm -p ormlab-web -p ormlab-driver-sqljs -p ormlab-driver-gluesql";

/// Folders of the crates with tests in a browser.
const BROWSER_TESTS: &[&str] = &["crates/drivers/sqljs", "crates/drivers/gluesql", "crates/wasm"];

/// A step: its name, what it does in words, and the function that does it.
type Check = (&'static str, &'static str, fn() -> Outcome);

const CHECKS: &[Check] = &[
    ("format", "rustfmt finds nothing to change", || cargo("fmt --all --check")),
    ("tidy", "file lengths and headers, the arrows between crates", tidy),
    ("clippy", "lints of all crates", || {
        cargo("clippy --workspace --all-targets --quiet -- -D warnings")
    }),
    ("clippy-wasm", "lints of what is built for the browser", clippy_wasm),
    ("native", "unit tests, goldens, doc-tests", || {
        cargo("test --workspace --quiet --no-fail-fast")
    }),
    ("docs", "the crates' documentation has no broken link", docs),
    ("browser-crates", "drivers and API in headless Chromium", browser_crates),
    ("page", "release build of the page", || build::page(true)),
    ("size", "bytes of the page against the budget", size::run),
    ("e2e", "the page in headless Chromium", end_to_end),
];

/// Runs all, or those after `--only`, with commas between.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if arguments.iter().any(|argument| argument == "--list") {
        CHECKS.iter().for_each(|(name, about, _)| println!("  {name:15} {about}"));
        return Ok(());
    }
    let wanted = chosen(arguments)?;
    let mut done =
        vec![("set-up", timed("set-up: what is missing, at pinned versions", setup::run))];
    for (name, about, check) in wanted {
        done.push((name, timed(&format!("{name}: {about}"), check)));
    }
    summary(&done)
}

fn chosen(arguments: &[String]) -> Outcome<Vec<&'static Check>> {
    let Some(at) = arguments.iter().position(|argument| argument == "--only") else {
        return Ok(CHECKS.iter().collect());
    };
    let names: Vec<&str> =
        arguments.get(at + 1).map(|names| names.split(',').collect()).unwrap_or_default();
    let found: Vec<&Check> = CHECKS.iter().filter(|(name, ..)| names.contains(name)).collect();
    if found.is_empty() || found.len() != names.len() {
        return Err(Failure::new("no such step; `cargo xtask test --list` names them"));
    }
    Ok(found)
}

type Done = (&'static str, (Outcome, Duration));

/// A line for each step; the last line is in a form that any reader of test runs knows.
fn summary(done: &[Done]) -> Outcome {
    println!("\nSteps:");
    for (name, (outcome, time)) in done {
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("  {name:15} {:7.1} s  {word}", time.as_secs_f64());
    }
    let failed: Vec<&str> =
        done.iter().filter(|(_, (outcome, _))| outcome.is_err()).map(|(name, _)| *name).collect();
    for (name, (outcome, _)) in done {
        if let Err(failure) = outcome {
            println!("{name}: {failure}");
        }
    }
    println!("Steps: {} passed, {} failed", done.len() - failed.len(), failed.len());
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
///
/// The whole workspace is named, so that the features, and so the built crates, are those of `native`.
pub(crate) fn tidy() -> Outcome {
    cargo("test --workspace --quiet --test tidy --test arrows")
}

/// Compares scripts with their recordings, all or those whose name holds a text.
pub(crate) fn golden(only: &[String]) -> Outcome {
    let root = paths::root();
    let program = Program::new("cargo", &root).words("test --workspace --quiet --test goldens");
    match only.first() {
        Some(name) => program.env("ORMLAB_GOLDEN", name.as_str()).run(),
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
