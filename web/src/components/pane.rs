//! An editor with its heading.

use ormlab_lab::CellKind;
use yew::prelude::*;

use super::editor::Editor;
use crate::app::Deeds;
use crate::state::Workspace;
use crate::{marks, words};

#[derive(Properties, PartialEq)]
pub(crate) struct PaneProps {
    pub state: Workspace,
    pub kind: CellKind,
}

#[component]
pub(crate) fn Pane(props: &PaneProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let (state, kind) = (&props.state, props.kind);
    let report = state.report.as_deref().filter(|_| !state.stale);
    let error = report.and_then(|report| report.cell(kind)).and_then(|cell| cell.error.as_ref());
    let on_pick = deeds.dispatch.clone();
    let on_edit = deeds.clone();
    html! {
        <section class={classes!("card", "pane", (state.open_cell == kind).then_some("shown"))} id={format!("pane-{kind}")} aria-label={words::title(kind)}>
            <header class="pane-head">
                <span class={classes!("pane-dot", kind.name())} />
                <h2>{ words::title(kind) }</h2>
                <span class="pane-note">{ words::note(kind) }</span>
                if let Some(error) = error {
                    <span class="trouble">{ error.line.map_or("failed".to_owned(), |line| format!("failed at line {line}")) }</span>
                }
            </header>
            <Editor {kind} label={format!("{} code", words::title(kind))} source={state.source(kind).to_owned()}
                marks={report.map(|report| marks::marks(report, kind)).unwrap_or_default()}
                diagnostics={report.map(|report| marks::diagnostics(report, kind)).unwrap_or_default()}
                lit={state.place.filter(|place| place.cell == kind)}
                on_edit={Callback::from(move |text| on_edit.edit(kind, text))}
                on_run={deeds.run.clone()}
                on_pick={Callback::from(move |line| on_pick.dispatch(crate::state::Action::Pick(kind, line)))} />
        </section>
    }
}
