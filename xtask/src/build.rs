//! Builds the page: the engine twice, the JavaScript bundle, then the app by Trunk, into dist/.
//!
//! The engine comes in two flavours, each a wasm of its own, so that nobody fetches a database that
//! is not asked for: `sqlite` speaks to sql.js, `gluesql` has GlueSQL in it.

use std::path::Path;

use crate::paths;
use crate::setup;
use crate::step::{Failure, Outcome, Program, step};

const TARGET: &str = "wasm32-unknown-unknown";

/// A flavour of the engine: its folder, and the cargo features it is built with.
const FLAVOURS: &[(&str, &str)] = &[("sqlite", ""), ("gluesql", "--features gluesql")];

/// The features of WebAssembly that rustc's code may use; `wasm-opt` must be told.
const WASM_FEATURES: &str = "--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals \
    --enable-sign-ext --enable-nontrapping-float-to-int --enable-multivalue --enable-reference-types";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    page(arguments.iter().any(|argument| argument == "--release"))
}

/// Builds all of the page.
pub(crate) fn page(release: bool) -> Outcome {
    step("what the build needs", setup::for_build)?;
    for (flavour, features) in FLAVOURS {
        step(&format!("engine: {flavour}"), || engine(flavour, features, release))?;
    }
    step("JavaScript and styles", || {
        Program::new("npm", &paths::web()).words("run --silent bundle").run()
    })?;
    step("app", app)?;
    if release { step("wasm-opt", optimise_all) } else { Ok(()) }
}

fn engine(flavour: &str, features: &str, release: bool) -> Outcome {
    let root = paths::root();
    let profile = if release { "release" } else { "quick" };
    Program::new("cargo", &root)
        .words("build --package ormlab-wasm --target")
        .words(TARGET)
        .words(features)
        .words("--profile")
        .words(profile)
        .run()?;
    Program::new("wasm-bindgen", &root)
        // Its errors are for readers, not for its authors.
        .env("RUST_BACKTRACE", "0")
        .words("--target web --no-typescript --remove-producers-section")
        .words("--out-name ormlab_wasm --out-dir")
        .arg(paths::web().join("engine").join(flavour))
        .arg(paths::target().join(TARGET).join(profile).join("ormlab_wasm.wasm"))
        .run()
}

/// Trunk's own profile is always `web`; what a release adds is done here, not by Trunk.
fn app() -> Outcome {
    Program::new("trunk", &paths::root())
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .words("build --offline")
        .run()
}

/// Binaryen's passes over each wasm of dist/, side by side: the slowest step of a release.
fn optimise_all() -> Outcome {
    let engine = |flavour: &str| format!("engine/{flavour}/ormlab_wasm_bg.wasm");
    let mut files: Vec<(String, &str)> =
        FLAVOURS.iter().map(|(flavour, _)| (engine(flavour), "-Oz")).collect();
    files.push(("ormlab-web_bg.wasm".to_owned(), "-Oz"));
    std::thread::scope(|scope| {
        let running: Vec<_> = files
            .iter()
            .map(|(file, level)| scope.spawn(move || optimise(&paths::dist().join(file), level)))
            .collect();
        running.into_iter().try_for_each(|each| {
            each.join().unwrap_or_else(|_| Err(Failure::new("wasm-opt was not awaited")))
        })
    })
}

fn optimise(wasm: &Path, level: &str) -> Outcome {
    let before = size(wasm)?;
    let optimiser = paths::web().join("node_modules/.bin/wasm-opt");
    Program::new(&optimiser.to_string_lossy(), &paths::root())
        .words(level)
        .words(WASM_FEATURES)
        .arg(wasm)
        .words("-o")
        .arg(wasm)
        .run()?;
    println!("{}: {before} -> {} bytes", wasm.display(), size(wasm)?);
    Ok(())
}

fn size(path: &Path) -> Outcome<u64> {
    let found =
        path.metadata().map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(found.len())
}
