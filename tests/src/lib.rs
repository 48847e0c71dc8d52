//! Golden scripts and the harness that compares a run of ours with the recording of the real library.
//!
//! Scripts are in `scripts/` and among the page's examples, recordings in `goldens/`; they are made by
//! `cargo xtask oracle`, whose program is `oracle/record.py`.

pub mod golden;
pub mod native;
pub mod normalise;
