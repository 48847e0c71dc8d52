//! The page's bytes against the budget: what a browser fetches before the first result.
//!
//! Node compresses (its zlib has brotli), so that no other tool is needed.

use crate::paths;
use crate::step::{Failure, Outcome, Program};

/// What `docs/benchmarks.md` aims at: brotli bytes to a first result with SQLite.
const AIM: u64 = 1_600_000;

/// What it may weigh until the aim is reached; to be lowered with each step towards it.
const BUDGET: u64 = 1_900_000;

/// Folders of dist/ that a first result with SQLite does not fetch.
const LATER: &[&str] = &["engine/gluesql"];

pub(crate) fn run() -> Outcome {
    let root = paths::root();
    let mut program =
        Program::new("node", &root).arg(root.join("xtask/bench/size.mjs")).arg(paths::dist());
    for folder in LATER {
        program = program.words(folder);
    }
    let printed = program.output().ok_or_else(|| {
        Failure::new(
            "the page's size cannot be measured: build it by `cargo xtask build --release`",
        )
    })?;
    print!("{printed}");
    let total = printed.lines().last().and_then(|line| line.split_whitespace().last());
    let total: u64 = total
        .and_then(|bytes| bytes.parse().ok())
        .ok_or_else(|| Failure::new("the size script gave no total"))?;
    println!("size: {total} of {BUDGET} bytes brotli to a first result; the aim is {AIM}");
    if total <= BUDGET { Ok(()) } else { Err(Failure::new("the page is over its size budget")) }
}
