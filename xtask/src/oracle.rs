//! The oracle: runs scripts under the real SQLAlchemy and records what it did.
//!
//! The only commands that need Python. The tests compare with the recordings and need none.

use std::path::PathBuf;

use crate::paths;
use crate::step::{Failure, Outcome, Program, step};

/// What the recordings are recordings of.
const PACKAGES: &str = "sqlalchemy==2.1.9 aiosqlite==0.22.1 greenlet";
/// Of CPython; tracebacks and messages differ between versions.
const PYTHON: &str = "3.11";

/// Records the scripts of tests/scripts and the page's examples, all or those named.
pub(crate) fn record(only: &[String]) -> Outcome {
    let python = step("the oracle's Python", environment)?;
    step("record", || {
        let tests = paths::tests();
        let mut program = Program::new(&python, &tests).arg("oracle/record.py").arg(&tests);
        program = program.arg(paths::web().join("examples"));
        for name in only {
            program = program.arg(name);
        }
        program.run()
    })
}

/// Replays recorded documents: `DIR` holds `compare.py` and, in `cases`, what its oracle wrote.
pub(crate) fn conformance(arguments: &[String]) -> Outcome {
    let Some((folder, options)) = arguments.split_first() else {
        return Err(Failure::new("name the folder with compare.py and the recorded cases/"));
    };
    let root = paths::root();
    step("the command line", || {
        Program::new("cargo", &root).words("build --release --package ormlab-cli").run()
    })?;
    let folder = PathBuf::from(folder);
    let compare = folder.join("compare.py");
    let command = paths::target().join("release/ormlab");
    let mut program =
        Program::new("python3", &root).arg(compare).arg(folder.join("cases")).arg(command);
    for option in options {
        program = program.arg(option);
    }
    step("replay", || program.run())
}

/// The Python to record with: `ORMLAB_ORACLE`, or an environment of its own, made when missing.
fn environment() -> Outcome<String> {
    if let Ok(python) = std::env::var("ORMLAB_ORACLE") {
        return Ok(python);
    }
    let folder = paths::target().join("oracle");
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    let root = paths::root();
    if Program::new(&python, &root).words("-c").arg("import sqlalchemy").output().is_none() {
        create(&folder)?;
        Program::new(&python, &root).words("-m pip install --quiet").words(PACKAGES).run()?;
    }
    Ok(python)
}

fn create(folder: &PathBuf) -> Outcome {
    let root = paths::root();
    let named = format!("python{PYTHON}");
    let version =
        |name: &str| Program::new(name, &root).words("--version").output().unwrap_or_default();
    let found = [named.as_str(), "python3"].into_iter().find(|name| {
        version(name).trim().trim_start_matches("Python ").starts_with(&format!("{PYTHON}."))
    });
    let Some(found) = found else {
        return Err(Failure::new(format!(
            "CPython {PYTHON} is needed to record: `apt-get install {named} {named}-venv`, or set \
             ORMLAB_ORACLE to a Python {PYTHON} that has {PACKAGES}"
        )));
    };
    Program::new(found, &root).words("-m venv").arg(folder).run()
}
