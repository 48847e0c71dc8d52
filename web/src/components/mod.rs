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
mod tabs;

pub(crate) use bench::{Bench, Setup};
pub(crate) use editor::{Diagnostic, Mark};
pub(crate) use header::Header;
pub(crate) use notices::Notices;
pub(crate) use splitter::{Axis, Splitter};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Scrolls as little as it takes to see `element`.
fn bring_into_sight(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// The element of `role` that an event happened in. Yew hears all events at the root of the app, so
/// that an event's own `currentTarget` is never the part that listens.
fn around(event: &Event, role: &str) -> Option<Element> {
    let element: Element = event.target()?.dyn_into().ok()?;
    // A selector made of a fixed, valid name parses.
    element.closest(&format!("[role={role}]")).ok()?
}
