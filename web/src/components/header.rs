//! The bar at the top: what is open, which engine, how it looks, run.

use ormlab_lab::EngineKind;
use yew::prelude::*;

use super::icon::{Icon, Shape};
use super::menu::Menu;
use crate::app::Deeds;
use crate::examples;
use crate::state::{Action, Workspace};
use crate::theme::Theme;
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub state: Workspace,
}

#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let open = use_state(|| false);
    let toggle =
        use_callback((*open, open.clone()), |_: MouseEvent, (is_open, open)| open.set(!is_open));
    let state = &props.state;
    let title =
        state.example.and_then(examples::find).map_or("Your document", |example| example.title());
    html! {
        <header class="header">
            <h1 class="brand"><Brand /><span>{ "ormlab" }</span></h1>
            <Menu current={state.example} />
            <p class="document-title" title={title}>{ title }</p>
            <span class="spacer" />
            <button type="button" class="button square tools-toggle" aria-expanded={open.to_string()} aria-label="Settings" onclick={toggle}>
                <Icon shape={Shape::Sliders} />
            </button>
            <div class={classes!("tools", open.then_some("open"))}>
                <ModeChoice script={state.is_script()} />
                <EngineChoice engine={state.document.engine} />
                <ThemeChoice />
                <ShareButton />
            </div>
            <RunButton running={matches!(state.activity, crate::state::Activity::Running(_))} />
            <div class={classes!("progress", state.is_running().then_some("on"))} />
        </header>
    }
}

/// Two strands of rows: what was written, what was sent.
#[component]
fn Brand() -> Html {
    html! {
        <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="currentColor" />
            <g class="brand-lines" fill="none" stroke-width="2.8" stroke-linecap="round">
                <path d="M8 9.5h16M8 16h10M8 22.5h5M20 22.5h4" />
            </g>
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct ChoiceProps {
    label: &'static str,
    options: Vec<(AttrValue, AttrValue, bool)>,
    on_choose: Callback<usize>,
}

/// A row of radio buttons, of which arrow keys choose as well.
#[component]
fn Choice(props: &ChoiceProps) -> Html {
    let count = props.options.len();
    let chosen = props.options.iter().position(|(_, _, on)| *on).unwrap_or_default();
    let on_choose = props.on_choose.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (chosen + 1) % count,
            "ArrowLeft" | "ArrowUp" => (chosen + count - 1) % count,
            _ => return,
        };
        event.prevent_default();
        on_choose.emit(next);
        focus_sibling(&event, next);
    });
    html! {
        <div class="tool">
            <span class="tool-name" aria-hidden="true">{ props.label }</span>
            <div class="choice" role="radiogroup" aria-label={props.label} {onkeydown}>
                { for props.options.iter().enumerate().map(|(at, (text, title, on))| html! {
                    <button type="button" role="radio" aria-checked={on.to_string()} tabindex={if *on { "0" } else { "-1" }}
                        title={title} onclick={props.on_choose.reform(move |_| at)}>{ text }</button>
                }) }
            </div>
        </div>
    }
}

fn focus_sibling(event: &KeyboardEvent, at: usize) {
    use wasm_bindgen::JsCast;
    let button = super::around(event, "radiogroup")
        .and_then(|group| group.children().item(at as u32))
        .and_then(|child| child.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = button {
        // An element of the page that is shown takes the focus.
        let _ = button.focus();
    }
}

#[derive(Properties, PartialEq)]
struct ModeProps {
    script: bool,
}

#[component]
fn ModeChoice(props: &ModeProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let script = props.script;
    let on_choose = Callback::from(move |at: usize| {
        if (at == 1) != script {
            deeds.dispatch.dispatch(Action::ChangeMode);
        }
    });
    let options = vec![
        ("Cells".into(), "Schema, data, Core and ORM, each in its editor".into(), !script),
        ("Script".into(), "One program, from an empty database".into(), script),
    ];
    html! { <Choice label="Layout" {options} {on_choose} /> }
}

#[derive(Properties, PartialEq)]
struct EngineProps {
    engine: EngineKind,
}

#[component]
fn EngineChoice(props: &EngineProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let current = props.engine;
    let engines = [EngineKind::Sqlite, EngineKind::Gluesql];
    let on_choose = Callback::from(move |at: usize| {
        if engines[at] != current {
            deeds.choose_engine.emit(engines[at]);
        }
    });
    let option = |engine: EngineKind| {
        (words::engine(engine).into(), words::engine_note(engine).into(), engine == current)
    };
    html! { <Choice label="Engine" options={engines.map(option).to_vec()} {on_choose} /> }
}

/// Goes through the three themes; its name says which one is on.
#[component]
fn ThemeChoice() -> Html {
    let theme = use_state(Theme::current);
    let onclick = use_callback((*theme, theme.clone()), |_: MouseEvent, (current, theme)| {
        let next = current.next();
        next.apply();
        theme.set(next);
    });
    let (name, shape) = match *theme {
        Theme::Auto => ("Theme: as the system", Shape::Auto),
        Theme::Light => ("Theme: light", Shape::Sun),
        Theme::Dark => ("Theme: dark", Shape::Moon),
    };
    html! {
        <div class="tool">
            <span class="tool-name" aria-hidden="true">{ "Theme" }</span>
            <button type="button" class="button square theme" aria-label={name} title={name} {onclick}><Icon {shape} /></button>
        </div>
    }
}

#[component]
fn ShareButton() -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    html! {
        <button type="button" class="button outline share" title="Copy a link that holds the whole document" onclick={deeds.share.reform(|_| ())}>
            <Icon shape={Shape::Link} />{ "Share" }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct RunProps {
    running: bool,
}

#[component]
fn RunButton(props: &RunProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    if props.running {
        return html! {
            <button type="button" class="button run stop" onclick={deeds.stop.reform(|_| ())}><Icon shape={Shape::Stop} />{ "Stop" }</button>
        };
    }
    html! {
        <button type="button" class="button solid run" title="Run everything (Ctrl+Enter)" onclick={deeds.run.reform(|_| ())}>
            <Icon shape={Shape::Play} />{ "Run" }<kbd>{ words::run_key() }</kbd>
        </button>
    }
}
