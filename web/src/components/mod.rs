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

use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Scrolls as little as it takes to see `element`.
fn bring_into_sight(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
