//! The root component: holds the [`Workspace`], carries its effects out, and lays out the parts.

use ormlab_lab::{CellKind, Document, EngineKind};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{KeyboardEvent, window};
use yew::prelude::*;

use crate::agent::{Agent, Answer};
use crate::components::{Axis, Bench, Header, Notices, Setup, Splitter};
use crate::share::{self, Asked};
use crate::state::{Action, Activity, Workspace};
use crate::{examples, store};

/// The ways in which parts of the page act on it.
#[derive(Clone, PartialEq)]
pub(crate) struct Deeds {
    pub dispatch: UseReducerDispatcher<Workspace>,
    pub run: Callback<()>,
    pub stop: Callback<()>,
    pub open: Callback<&'static str>,
    pub choose_engine: Callback<EngineKind>,
    pub share: Callback<()>,
    /// Puts another text into a cell, and runs it.
    pub fix: Callback<(CellKind, String)>,
}

impl Deeds {
    pub(crate) fn edit(&self, kind: CellKind, source: String) {
        self.dispatch.dispatch(Action::Edit(kind, source));
    }
}

#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(first_workspace);
    let agent = use_agent(&state);
    let deeds = use_deeds(&state, &agent);
    use_saving(&state);
    use_run_key(&deeds);
    use_first_run(&state, &deeds);
    html! {
        <ContextProvider<Deeds> context={deeds}>
            <div class="app">
                <Header state={(*state).clone()} />
                <Notices state={(*state).clone()} />
                <main class={classes!("workbench", state.is_script().then_some("script"))}>
                    <Setup state={(*state).clone()} />
                    if state.is_script() {
                        <Splitter key="script" axis={Axis::Columns} label="Width of the script" name="script" standard={46.0} />
                    } else {
                        <Splitter key="cells" axis={Axis::Columns} label="Width of schema and data" name="columns" standard={26.0} />
                    }
                    <Bench state={(*state).clone()} />
                </main>
            </div>
        </ContextProvider<Deeds>>
    }
}

/// What the reader left, else the first example. A link in the address is read later, in [`use_first_run`].
fn first_workspace() -> Workspace {
    match store::recover() {
        Some(document) => {
            let example = examples::matching(&document);
            Workspace::new(document, example)
        }
        None => open_example(examples::FIRST, EngineKind::default()),
    }
}

fn open_example(id: &str, engine: EngineKind) -> Workspace {
    let source = examples::find(id);
    Workspace::new(
        source.map(|source| source.document(engine)).unwrap_or_default(),
        source.map(|source| source.id),
    )
}

#[hook]
fn use_agent(state: &UseReducerHandle<Workspace>) -> Agent {
    let dispatch = state.dispatcher();
    let agent = use_memo((), |()| {
        let heard = Callback::from(move |answer| match answer {
            Answer::Ready => {}
            Answer::Report(id, report) => dispatch.dispatch(Action::Finish(id, report)),
            Answer::Full(id, report) => dispatch.dispatch(Action::FinishComparison(id, report)),
            Answer::Failed(why) => dispatch.dispatch(Action::Fail(why)),
        });
        Agent::new(state.document.engine, heard)
    });
    let broken = state.failure.is_some();
    let (engine, held) = (state.document.engine, agent.clone());
    // An engine that broke is not asked again: the next run finds a fresh one.
    use_effect_with(broken, move |broken| {
        if *broken {
            held.replace(engine);
        }
    });
    (*agent).clone()
}

#[hook]
fn use_deeds(state: &UseReducerHandle<Workspace>, agent: &Agent) -> Deeds {
    let dispatch = state.dispatcher();
    let run = {
        let (state, agent) = (state.clone(), agent.clone());
        Callback::from(move |()| start(&state, &agent, state.document.clone()))
    };
    let stop = {
        let (state, agent) = (state.clone(), agent.clone());
        Callback::from(move |()| {
            agent.replace(state.document.engine);
            state.dispatch(Action::Stop);
        })
    };
    let open = {
        let (state, agent) = (state.clone(), agent.clone());
        Callback::from(move |id| open_and_run(&state, &agent, id))
    };
    let choose_engine = {
        let (state, agent) = (state.clone(), agent.clone());
        Callback::from(move |engine| {
            let document = Document { engine, ..state.document.clone() };
            state.dispatch(Action::ChooseEngine(engine));
            start(&state, &agent, document);
        })
    };
    let share = {
        let state = state.clone();
        Callback::from(move |()| copy_link(&state))
    };
    let fix = {
        let (state, agent) = (state.clone(), agent.clone());
        Callback::from(move |(kind, source): (CellKind, String)| {
            let mut document = state.document.clone();
            if let Some(cell) = document.cells.iter_mut().find(|cell| cell.kind == kind) {
                cell.source.clone_from(&source);
            }
            state.dispatch(Action::Edit(kind, source));
            start(&state, &agent, document);
        })
    };
    Deeds { dispatch, run, stop, open, choose_engine, share, fix }
}

fn start(state: &UseReducerHandle<Workspace>, agent: &Agent, document: Document) {
    if state.is_running() {
        agent.replace(document.engine);
    }
    let id = state.runs + 1;
    let workspace = Workspace::new(document, None);
    store::set_running(true);
    state.dispatch(Action::Start(id));
    agent.run(id, &workspace.document, workspace.compares());
}

fn open_and_run(state: &UseReducerHandle<Workspace>, agent: &Agent, id: &'static str) {
    let fresh = open_example(id, state.document.engine);
    set_hash(&format!("#example={id}"));
    state.dispatch(Action::Open(fresh.document.clone(), fresh.example));
    start(state, agent, fresh.document);
}

fn copy_link(state: &UseReducerHandle<Workspace>) {
    let (document, dispatch) = (state.document.clone(), state.dispatcher());
    wasm_bindgen_futures::spawn_local(async move {
        let Some(link) = share::link(&document).await else { return };
        if let Some((_, hash)) = link.split_once('#') {
            set_hash(&format!("#{hash}"));
        }
        let copied = match window() {
            Some(window) => wasm_bindgen_futures::JsFuture::from(
                window.navigator().clipboard().write_text(&link),
            )
            .await
            .is_ok(),
            None => false,
        };
        dispatch.dispatch(Action::Shared { copied, length: link.len() });
    });
}

/// Puts `hash` into the address without a new entry in the history.
fn set_hash(hash: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // A sandboxed frame may refuse; then the address stays as it is.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Keeps the document, and the fact that a run has ended: what hung the last visit is not run by itself in the next.
#[hook]
fn use_saving(state: &UseReducerHandle<Workspace>) {
    use_effect_with(state.document.clone(), store::save);
    let runs = matches!(state.activity, Activity::Running(_));
    use_effect_with(runs, |runs| store::set_running(*runs));
    let edited = state.example.is_none() && state.stale;
    // Once the text differs, a link in the address would bring back something else.
    use_effect_with(edited, |edited| {
        if *edited {
            set_hash("#");
        }
    });
}

/// Ctrl+Enter (or Cmd+Enter) runs wherever the focus is; Escape in a menu is the menu's own.
#[hook]
fn use_run_key(deeds: &Deeds) {
    use_effect_with(deeds.run.clone(), |run| {
        let run = run.clone();
        let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if event.key() == "Enter"
                && (event.ctrl_key() || event.meta_key())
                && !event.default_prevented()
            {
                event.prevent_default();
                run.emit(());
            }
        });
        let page = window();
        if let Some(page) = &page {
            let _ =
                page.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
        }
        move || {
            if let Some(page) = page {
                let _ = page.remove_event_listener_with_callback(
                    "keydown",
                    pressed.as_ref().unchecked_ref(),
                );
            }
        }
    });
}

/// Opens what the address asks for, and runs what is open, once.
#[hook]
fn use_first_run(state: &UseReducerHandle<Workspace>, deeds: &Deeds) {
    let agent_deeds = deeds.clone();
    let dispatch = state.dispatcher();
    // An example is known to end.
    let known = state.example.is_some();
    let hung = use_memo((), |()| !known && store::was_running());
    let wanted = use_state(|| false);
    let asked = wanted.clone();
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            let hash =
                window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
            match share::asked(&hash).await {
                Asked::Nothing => {}
                Asked::Example(id) => match examples::find(&id) {
                    Some(source) => dispatch.dispatch(Action::Open(
                        source.document(EngineKind::default()),
                        Some(source.id),
                    )),
                    None => dispatch.dispatch(Action::Warn(
                        "The link names an example that this page does not have.".into(),
                    )),
                },
                Asked::Document(document) => dispatch.dispatch(Action::Open(document, None)),
                Asked::Unreadable => dispatch.dispatch(Action::Warn(
                    "The link could not be read: it is cut short, or from another version.".into(),
                )),
            }
            asked.set(true);
        });
    });
    use_effect_with(*wanted, move |wanted| {
        if *wanted && !*hung {
            agent_deeds.run.emit(());
        }
    });
}

/// Starts the app in the page.
pub(crate) fn mount() {
    let Some(root) = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"))
    else {
        return;
    };
    root.set_inner_html("");
    yew::Renderer::<App>::with_root(root).render();
}
