//! Benches and pictures: scripts in Node that drive the built page in Chromium.

use crate::build;
use crate::paths;
use crate::setup;
use crate::step::{Failure, Outcome, Program, step};

const BENCHES: &[(&str, &str)] = &[
    ("start", "time from navigation to a first result, and bytes [--runs N]"),
    ("workloads", "scripts in the page's engine [--only NAME,NAME] [--runs N] [--python PYTHON]"),
];

/// `bench NAME [options]`; writes its part of docs/benchmarks.md.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let known = |name: &String| BENCHES.iter().any(|(bench, _)| bench == name);
    let Some((name, options)) = arguments.split_first().filter(|(name, _)| known(name)) else {
        for (name, about) in BENCHES {
            println!("  bench {name:10} {about}");
        }
        return Err(Failure::new("name a bench"));
    };
    build::page(true)?;
    step(&format!("bench {name}"), || {
        let root = paths::root();
        let script = format!("xtask/bench/{name}.mjs");
        let mut program =
            in_browser(&root)?.arg(script).arg(paths::dist()).arg("docs/benchmarks.md");
        for option in options {
            program = program.arg(option);
        }
        program.run()
    })
}

/// Builds the page and takes the pictures of docs/screenshots.
pub(crate) fn screenshots(_: &[String]) -> Outcome {
    build::page(true)?;
    step("screenshots", || in_browser(&paths::web())?.words("e2e/screenshots.mjs").run())
}

/// Node with `CHROMIUM` set to the browser.
pub(crate) fn in_browser(folder: &std::path::Path) -> Outcome<Program<'_>> {
    setup::browser()?;
    let chromium = setup::chromium()
        .ok_or_else(|| Failure::new("Chromium is not on the path: `cargo xtask setup`"))?;
    Ok(Program::new("node", folder).env("CHROMIUM", chromium))
}
