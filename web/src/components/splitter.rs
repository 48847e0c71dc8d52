//! A bar between two parts that the reader moves, by pointer or by arrow keys.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent, window};
use yew::prelude::*;

use crate::store;

/// The least and the most that the first part takes, in percent.
const RANGE: (f64, f64) = (12.0, 80.0);
const STEP: f64 = 2.0;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Parts side by side.
    Columns,
    /// Parts one above the other.
    Rows,
}

#[derive(Properties, PartialEq)]
pub(crate) struct SplitterProps {
    pub axis: Axis,
    pub label: &'static str,
    /// Names the custom property `--split-…` of the styles, and what is stored.
    pub name: &'static str,
    /// The first part's percent to begin with.
    pub standard: f64,
}

#[component]
pub(crate) fn Splitter(props: &SplitterProps) -> Html {
    let (axis, name, standard) = (props.axis, props.name, props.standard);
    let share = use_state(|| stored(name).unwrap_or(standard));
    use_effect_with((name, *share), |(name, share)| apply(name, *share));
    let set = use_callback((name, share.setter()), |percent: f64, (name, share)| {
        let percent = percent.clamp(RANGE.0, RANGE.1);
        store::write(&key(name), &format!("{percent:.1}"));
        share.set(percent);
    });
    let orientation = if axis == Axis::Columns { "vertical" } else { "horizontal" };
    html! {
        <div class={classes!("splitter", orientation)} role="separator" tabindex="0" aria-label={props.label} aria-orientation={orientation}
            aria-valuenow={format!("{:.0}", *share)} aria-valuemin={RANGE.0.to_string()} aria-valuemax={RANGE.1.to_string()}
            onpointerdown={Callback::from(hold)} onpointermove={on_move(axis, &set)} onkeydown={on_key(*share, &set)}
            ondblclick={set.reform(move |_| standard)} />
    }
}

fn hold(event: PointerEvent) {
    event.prevent_default();
    if let Some(bar) = bar(&event) {
        // The pointer is down on this element, so it can be captured.
        let _ = bar.set_pointer_capture(event.pointer_id());
    }
}

fn on_move(axis: Axis, set: &Callback<f64>) -> Callback<PointerEvent> {
    let set = set.clone();
    Callback::from(move |event: PointerEvent| {
        let Some(bar) = bar(&event).filter(|bar| bar.has_pointer_capture(event.pointer_id()))
        else {
            return;
        };
        let Some(frame) = bar.parent_element().map(|parent| parent.get_bounding_client_rect())
        else {
            return;
        };
        set.emit(match axis {
            Axis::Columns => (f64::from(event.client_x()) - frame.left()) / frame.width() * 100.0,
            Axis::Rows => (f64::from(event.client_y()) - frame.top()) / frame.height() * 100.0,
        });
    })
}

fn on_key(share: f64, set: &Callback<f64>) -> Callback<KeyboardEvent> {
    let set = set.clone();
    Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => share - STEP,
            "ArrowRight" | "ArrowDown" => share + STEP,
            "Home" => RANGE.0,
            "End" => RANGE.1,
            _ => return,
        };
        event.prevent_default();
        set.emit(next);
    })
}

fn bar(event: &PointerEvent) -> Option<Element> {
    super::around(event, "separator")
}

/// Puts the share where the styles read it.
fn apply(name: &str, share: f64) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        // A custom property takes any value.
        let _ = root.style().set_property(&format!("--split-{name}"), &format!("{share}%"));
    }
}

fn key(name: &str) -> String {
    format!("ormlab.split.{name}")
}

fn stored(name: &str) -> Option<f64> {
    let share: f64 = store::read(&key(name))?.parse().ok()?;
    share.is_finite().then(|| share.clamp(RANGE.0, RANGE.1))
}
