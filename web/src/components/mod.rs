//! The parts of the page, one file each. They draw what they are given; `app` knows the rest.

mod bar;
mod bench;
mod comparison;
mod editor;
mod findings;
mod header;
mod icon;
mod loading;
mod menu;
mod notices;
mod pane;
mod result;
mod splitter;
mod statement;
mod table;

pub(crate) use bench::{Bench, Setup};
pub(crate) use editor::{Diagnostic, Mark};
pub(crate) use header::Header;
pub(crate) use notices::Notices;
pub(crate) use splitter::{Axis, Splitter};
