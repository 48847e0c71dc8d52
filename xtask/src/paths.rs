//! Where things are in the repository, and where cargo puts what it builds.

use std::path::PathBuf;

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(PathBuf::from).unwrap_or(own)
}

pub(crate) fn web() -> PathBuf {
    root().join("web")
}

/// Where the finished page is.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

pub(crate) fn tests() -> PathBuf {
    root().join("tests")
}

/// Cargo's build folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
