//! The menu of examples.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::icon::{Icon, Shape};
use crate::app::Deeds;
use crate::examples::{self, Source};

#[derive(Properties, PartialEq)]
pub(crate) struct MenuProps {
    pub current: Option<&'static str>,
}

#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let open = use_state(|| false);
    let sheet = use_node_ref();
    let button = use_node_ref();
    use_focus_when_open(&sheet, *open);
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |()| {
            open.set(false);
            focus(button.cast());
        })
    };
    let onkeydown = on_key(&sheet, &close);
    let pick = {
        let close = close.clone();
        Callback::from(move |id: &'static str| {
            close.emit(());
            deeds.open.emit(id);
        })
    };
    let toggle =
        use_callback((*open, open.clone()), |_: MouseEvent, (is_open, open)| open.set(!is_open));
    html! {
        <div class="menu">
            <button type="button" ref={button} class="button examples" aria-haspopup="true" aria-expanded={open.to_string()} onclick={toggle}>
                { "Examples" }<Icon shape={Shape::Chevron} />
            </button>
            if *open {
                <div class="backdrop" onclick={close.reform(|_| ())} />
                <nav ref={sheet} class="menu-sheet scroll" aria-label="Examples" {onkeydown}>
                    { for examples::GROUPS.iter().map(|group| html! {
                        <>
                            <h2 class="menu-group">{ group.title }</h2>
                            { for group.examples.iter().map(|source| item(source, props.current, &pick)) }
                        </>
                    }) }
                </nav>
            }
        </div>
    }
}

fn item(
    source: &'static Source,
    current: Option<&'static str>,
    pick: &Callback<&'static str>,
) -> Html {
    let id = source.id;
    html! {
        <button type="button" class="menu-item" data-example={id} aria-current={(current == Some(id)).to_string()} onclick={pick.reform(move |_| id)}>
            <span class="menu-title">{ source.title() }</span>
            <span class="menu-text">{ source.summary() }</span>
        </button>
    }
}

/// The open menu has the focus, at the example that is open.
#[hook]
fn use_focus_when_open(sheet: &NodeRef, open: bool) {
    let sheet = sheet.clone();
    use_effect_with(open, move |open| {
        let current = |sheet: &Element| sheet.query_selector("[aria-current=true]").ok().flatten();
        if let Some(sheet) = sheet.cast::<Element>().filter(|_| *open) {
            let item =
                current(&sheet).or_else(|| sheet.query_selector(".menu-item").ok().flatten());
            focus(item.and_then(|item| item.dyn_into().ok()));
        }
    });
}

fn on_key(sheet: &NodeRef, close: &Callback<()>) -> Callback<KeyboardEvent> {
    let (sheet, close) = (sheet.clone(), close.clone());
    Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "Escape" => return close.emit(()),
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        move_focus(&sheet, step);
    })
}

fn move_focus(sheet: &NodeRef, step: i32) {
    let Some(items) =
        sheet.cast::<Element>().and_then(|sheet| sheet.query_selector_all(".menu-item").ok())
    else {
        return;
    };
    let focused: Option<web_sys::Node> = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element())
        .map(Into::into);
    let count = items.length() as i32;
    let at = (0..count).find(|at| items.item(*at as u32) == focused).unwrap_or(-1);
    let next = (at + step).rem_euclid(count.max(1));
    focus(items.item(next as u32).and_then(|item| item.dyn_into().ok()));
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // An element of the page that is shown takes the focus.
        let _ = element.focus();
    }
}
