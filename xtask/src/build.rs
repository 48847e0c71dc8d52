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
    step("app", || app(release))
}

fn engine(flavour: &str, features: &str, release: bool) -> Outcome {
    let root = paths::root();
    Program::new("cargo", &root)
        .words("build --package ormlab-wasm --target")
        .words(TARGET)
        .words(features)
        .words(if release { "--release" } else { "" })
        .run()?;
    let profile = if release { "release" } else { "debug" };
    let folder = paths::web().join("engine").join(flavour);
    Program::new("wasm-bindgen", &root)
        // Its errors are for readers, not for its authors.
        .env("RUST_BACKTRACE", "0")
        .words("--target web --no-typescript --remove-producers-section --out-name ormlab_wasm --out-dir")
        .arg(&folder)
        .arg(paths::target().join(TARGET).join(profile).join("ormlab_wasm.wasm"))
        .run()?;
    optimise(&folder.join("ormlab_wasm_bg.wasm"), release)
}

fn app(release: bool) -> Outcome {
    Program::new("trunk", &paths::root())
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .words("build --offline")
        .words(if release { "--release" } else { "" })
        .run()?;
    optimise(&paths::dist().join("ormlab-web_bg.wasm"), release)
}

/// Binaryen's passes over one wasm file, in place.
fn optimise(wasm: &Path, release: bool) -> Outcome {
    if !release {
        return Ok(());
    }
    let before = size(wasm)?;
    let optimiser = paths::web().join("node_modules/.bin/wasm-opt");
    let optimiser = optimiser.to_string_lossy();
    Program::new(&optimiser, &paths::root())
        .words("-O3")
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
