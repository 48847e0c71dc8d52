//! Set-up: what a fresh machine lacks, at the versions that the repository was tried with.
//!
//! Rust by rustup and Node are given. Each tool says how it is recognised and how it is installed.

use std::path::Path;

use crate::paths;
use crate::step::{Failure, Outcome, Program, step};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const NODE_MAJOR: u32 = 20;

/// A program installed by cargo.
struct Tool {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    options: &'static str,
    /// How far its code is optimised; tools that run for seconds must not take minutes to build.
    level: &'static str,
}

const CARGO_TOOLS: &[Tool] = &[
    // Of the version of the library, in `Cargo.toml`. The versions that its own lock file names do
    // not build with it, so it goes without `--locked`.
    Tool {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: "0.2.130",
        options: "",
        level: "1",
    },
    Tool { name: "wasm-pack", package: "wasm-pack", version: "0.15.1", options: "", level: "0" },
    // Without what it would need to fetch things: all that it calls is here.
    Tool {
        name: "trunk",
        package: "trunk",
        version: "0.21.14",
        options: "--locked --no-default-features",
        level: "0",
    },
];

/// What the page's build needs, and the browser's tests.
pub(crate) fn run() -> Outcome {
    step("set-up", || {
        for_build()?;
        browser()
    })
}

/// What building the page needs; quick when all is there.
pub(crate) fn for_build() -> Outcome {
    node()?;
    wasm_target()?;
    CARGO_TOOLS.iter().try_for_each(cargo_tool)?;
    node_modules()
}

fn node() -> Outcome {
    let version = Program::new("node", &paths::root()).words("--version").output();
    let major = version.as_deref().and_then(|text| {
        text.trim().trim_start_matches('v').split('.').next()?.parse::<u32>().ok()
    });
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(major) => {
            Err(Failure::new(format!("Node {NODE_MAJOR} is needed, this is Node {major}")))
        }
        None => Err(Failure::new(format!(
            "Node {NODE_MAJOR} is needed and not on the path: `apt-get install nodejs npm`, or nodejs.org's installer"
        ))),
    }
}

/// The target of the pinned toolchain; rustup installs that toolchain only when asked.
fn wasm_target() -> Outcome {
    let root = paths::root();
    let libraries = Program::new("rustc", &root)
        .words("--print target-libdir --target")
        .words(WASM_TARGET)
        .output();
    if libraries.is_some_and(|folder| Path::new(folder.trim()).exists()) {
        return Ok(());
    }
    Program::new("rustup", &root).words("target add").words(WASM_TARGET).run().map_err(|failure| {
        Failure::new(format!(
            "{failure}\nThe target is installed by `rustup target add {WASM_TARGET}`."
        ))
    })
}

fn cargo_tool(tool: &Tool) -> Outcome {
    let root = paths::root();
    let found = Program::new(tool.name, &root).words("--version").output().unwrap_or_default();
    if found.split_whitespace().any(|word| word.trim_start_matches('v') == tool.version) {
        return Ok(());
    }
    let found = if found.is_empty() { "none" } else { found.trim() };
    println!("{} {} is missing (found: {found})", tool.name, tool.version);
    Program::new("cargo", &root)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.level)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        // One folder for all: they have many dependencies in common.
        .env("CARGO_TARGET_DIR", paths::target().join("tools").to_string_lossy())
        .words("install --quiet --force")
        .words(tool.options)
        .words(tool.package)
        .words("--version")
        .words(tool.version)
        .run()
}

/// The page's npm packages, when they differ from the lock file.
fn node_modules() -> Outcome {
    let web = paths::web();
    let stamp = web.join("node_modules/.package-lock.json");
    let wanted = modified(&web.join("package-lock.json"));
    if wanted.is_some() && modified(&stamp) >= wanted {
        return Ok(());
    }
    Program::new("npm", &web).words("ci --no-audit --no-fund").run()
}

fn modified(path: &Path) -> Option<impl PartialOrd + use<>> {
    path.metadata().ok()?.modified().ok()
}

/// Chromium and its driver.
pub(crate) fn browser() -> Outcome {
    if chromium().is_some() && chromedriver().is_some() {
        return Ok(());
    }
    let root = paths::root();
    let install = "apt-get install -y --no-install-recommends chromium chromium-driver";
    let is_root = Program::new("id", &root).words("-u").output().is_some_and(|id| id.trim() == "0");
    let has_apt = Program::new("apt-get", &root).words("--version").output().is_some();
    if !(is_root && has_apt) {
        return Err(Failure::new(format!(
            "Chromium and chromedriver are needed and not on the path; as root: `{install}`"
        )));
    }
    let quiet = |words| {
        Program::new("apt-get", &root).env("DEBIAN_FRONTEND", "noninteractive").words(words).run()
    };
    quiet("update -qq")?;
    quiet(install.trim_start_matches("apt-get "))
}

/// The browser: `CHROMIUM`, or the first of its usual names on the path.
pub(crate) fn chromium() -> Option<String> {
    first_on_path("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])
}

/// The driver that `wasm-pack test` speaks to: `CHROMEDRIVER`, or the one on the path.
pub(crate) fn chromedriver() -> Option<String> {
    first_on_path("CHROMEDRIVER", &["chromedriver"])
}

fn first_on_path(variable: &str, names: &[&str]) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    std::env::var(variable).ok().or_else(|| {
        names.iter().find_map(|name| {
            let mut places = std::env::split_paths(&folders).map(|folder| folder.join(name));
            places.find(|place| place.is_file()).map(|place| place.to_string_lossy().into_owned())
        })
    })
}
