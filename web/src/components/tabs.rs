//! Keys of a row of tabs: arrows go round those that are shown, Home and End to the first and last.
//!
//! Only the chosen tab is a stop of the Tab key, as a screen reader's user expects.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// For the `onkeydown` of an element whose children are the tabs.
pub(super) fn on_key(event: KeyboardEvent) {
    let Some(row) = super::around(&event, "tablist") else { return };
    let tabs = shown(&row);
    let here =
        tabs.iter().position(|tab| tab.get_attribute("aria-selected").as_deref() == Some("true"));
    let Some(tab) =
        target(&event.key(), here.unwrap_or_default(), tabs.len()).and_then(|at| tabs.get(at))
    else {
        return;
    };
    event.prevent_default();
    tab.click();
    // An element of the page that is shown takes the focus.
    let _ = tab.focus();
}

/// The value of `tabindex`.
pub(super) fn stop(chosen: bool) -> &'static str {
    if chosen { "0" } else { "-1" }
}

fn shown(row: &Element) -> Vec<HtmlElement> {
    let children = row.children();
    (0..children.length())
        .filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|tab| tab.get_bounding_client_rect().width() > 0.0)
        .collect()
}

fn target(key: &str, here: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if here == last { 0 } else { here + 1 }),
        "ArrowLeft" => Some(here.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn arrows_go_round() {
        for (key, here, count, expected) in [
            ("ArrowRight", 0, 3, Some(1)),
            ("ArrowRight", 2, 3, Some(0)),
            ("ArrowLeft", 0, 3, Some(2)),
            ("Home", 2, 3, Some(0)),
            ("End", 0, 3, Some(2)),
            ("Enter", 0, 3, None),
            ("ArrowRight", 0, 0, None),
        ] {
            assert_eq!(target(key, here, count), expected, "{key} at {here} of {count}");
        }
    }
}
