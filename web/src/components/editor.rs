//! One code cell: the custom element of `web/js/editor.js`, fed and listened to.

use ormlab_lab::CellKind;
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, Event};
use yew::prelude::*;

use crate::bridge::OrmEditor;
use crate::state::{Place, Seek};

/// What a line sent to the database, as a badge beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Mark {
    pub line: u32,
    pub count: usize,
    /// `plain`, `eager` or `warn`.
    pub tone: &'static str,
    pub title: String,
}

/// Trouble at a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostic {
    pub line: u32,
    pub column: Option<u32>,
    pub end_line: Option<u32>,
    pub end_column: Option<u32>,
    pub severity: &'static str,
    pub message: String,
}

#[derive(Properties, PartialEq)]
pub(crate) struct EditorProps {
    pub kind: CellKind,
    pub label: AttrValue,
    pub source: AttrValue,
    pub marks: Vec<Mark>,
    pub diagnostics: Vec<Diagnostic>,
    /// The line that the reader asked for; its change scrolls it into sight.
    pub lit: Option<Place>,
    pub on_edit: Callback<String>,
    pub on_run: Callback<()>,
    pub on_pick: Callback<u32>,
}

#[component]
pub(crate) fn Editor(props: &EditorProps) -> Html {
    let node = use_node_ref();
    use_property(&node, props.source.clone(), |element, source| element.set_value(source));
    use_property(&node, props.marks.clone(), |element, marks| element.set_marks(as_js(marks)));
    use_property(&node, props.diagnostics.clone(), |element, found| {
        element.set_diagnostics(as_js(found))
    });
    use_property(&node, props.lit, |element, place| light(element, *place));
    use_event(&node, "edit", props.on_edit.clone(), |event| event.detail().as_string());
    use_event(&node, "run", props.on_run.clone(), |_| Some(()));
    use_event(&node, "pick", props.on_pick.clone(), |event| {
        event.detail().as_f64().map(|line| line as u32)
    });
    html! { <@{"orm-editor"} ref={node} label={props.label.clone()} data-cell={props.kind.name()} /> }
}

/// Sets a property of the element when its value changes.
#[hook]
fn use_property<T: PartialEq + 'static>(node: &NodeRef, value: T, set: fn(&OrmEditor, &T)) {
    let node = node.clone();
    use_effect_with(value, move |value| {
        if let Some(element) = node.get() {
            set(element.unchecked_ref(), value);
        }
    });
}

/// Hears one of the element's own events, which `html!` knows no name for.
#[hook]
fn use_event<T: 'static>(
    node: &NodeRef,
    name: &'static str,
    heard: Callback<T>,
    detail: fn(&CustomEvent) -> Option<T>,
) {
    let node = node.clone();
    use_effect_with(heard, move |heard| {
        let heard = heard.clone();
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(detail) = event.dyn_ref().and_then(detail) {
                heard.emit(detail);
            }
        });
        let element = node.get();
        if let Some(element) = &element {
            // Adding a listener by a fixed name cannot fail.
            let _ =
                element.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(element) = element {
                let _ = element
                    .remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            }
        }
    });
}

fn light(element: &OrmEditor, place: Option<Place>) {
    let line = place.map(|place| place.line);
    element.set_highlight(as_js(&line.into_iter().collect::<Vec<_>>()));
    if let Some(line) = line {
        // Before the element's module has arrived there is nothing to scroll.
        let _ = element.reveal(line);
    }
    if place.is_some_and(|place| place.seek == Seek::Code) {
        super::bring_into_sight(element);
    }
}

/// Plain data for the element. The text has been made by serde, so it parses.
fn as_js<T: Serialize>(data: &T) -> JsValue {
    let text = serde_json::to_string(data).unwrap_or_else(|_| "[]".to_owned());
    js_sys::JSON::parse(&text).unwrap_or(JsValue::NULL)
}
