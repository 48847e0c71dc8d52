//! `cargo xtask`: what the repository can do, from set-up to the benches.
//!
//! Each command is a file of its own; this one names them. Not part of the product.

#![allow(clippy::print_stdout, reason = "a command line speaks through stdout")]

mod bench;
mod build;
mod oracle;
mod paths;
mod serve;
mod setup;
mod size;
mod step;
mod suite;

use std::process::ExitCode;

use step::Outcome;

/// One command: its name, what it does, and the function that does it.
type Command = (&'static str, &'static str, fn(&[String]) -> Outcome);

const COMMANDS: &[Command] = &[
    ("setup", "install what is missing, at pinned versions", |_| setup::run()),
    ("build", "build the page into dist/ [--release]", build::run),
    ("serve", "build the page and serve it on 127.0.0.1:8080 [--release]", serve::run),
    ("test", "all checks and tests, the browser's included [--only NAME] [--list]", suite::run),
    ("golden", "compare scripts with the recordings [TOPIC/NAME]", suite::golden),
    ("tidy", "file lengths, headers, the arrows between crates", |_| suite::tidy()),
    ("size", "bytes of the page in dist/ against the budget", |_| size::run()),
    ("oracle", "record what the real SQLAlchemy does [TOPIC/NAME ...]", oracle::record),
    (
        "conformance",
        "replay SQLAlchemy's documentation DIR [compare.py's options]",
        oracle::conformance,
    ),
    ("bench", "measure: `bench start` for the time to a first result", bench::run),
    ("screenshots", "take the README's pictures", bench::screenshots),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        list();
        return ExitCode::SUCCESS;
    };
    let Some((_, _, run)) = COMMANDS.iter().find(|(known, ..)| known == name) else {
        println!("There is no command `{name}`.\n");
        list();
        return ExitCode::FAILURE;
    };
    match run(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            println!("\n{name}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn list() {
    println!("cargo xtask COMMAND\n");
    for (name, about, _) in COMMANDS {
        println!("  {name:12} {about}");
    }
}
