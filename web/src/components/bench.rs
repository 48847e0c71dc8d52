//! The two columns of the page: what sets a run up, and what is compared.

use ormlab_lab::CellKind;
use yew::prelude::*;

use super::comparison::Summary;
use super::loading::Loading;
use super::pane::Pane;
use super::result::CellResult;
use super::splitter::{Axis, Splitter};
use super::tabs;
use crate::app::Deeds;
use crate::state::{Action, View, Workspace};
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct BenchProps {
    pub state: Workspace,
}

/// Schema and data, or the script; on a narrow screen the tabs over all editors stand here too.
#[component]
pub(crate) fn Setup(props: &BenchProps) -> Html {
    let state = &props.state;
    let kinds: Vec<CellKind> = if state.is_script() {
        vec![CellKind::Script]
    } else {
        vec![CellKind::Schema, CellKind::Data]
    };
    html! {
        <div class="setup">
            <CellTabs state={state.clone()} />
            { for kinds.into_iter().map(|kind| html! { <Pane key={kind.name()} state={state.clone()} {kind} /> }) }
        </div>
    }
}

/// The query cells, what they cost, what they gave.
#[component]
pub(crate) fn Bench(props: &BenchProps) -> Html {
    let state = &props.state;
    let pair = !state.is_script();
    let kinds: &[CellKind] =
        if pair { &[CellKind::Core, CellKind::Orm] } else { &[CellKind::Script] };
    html! {
        <div class="bench">
            if pair {
                <div class="pair editors">
                    { for kinds.iter().map(|kind| html! { <Pane key={kind.name()} state={state.clone()} kind={*kind} /> }) }
                </div>
                <Splitter axis={Axis::Rows} label="Height of the editors" name="rows" standard={33.0} />
            }
            <Summary state={state.clone()} />
            if pair && state.view == View::Loading {
                <Loading state={state.clone()} />
            } else {
                <div class={classes!("pair", "results", (!pair).then_some("single"), (state.view == View::Setup).then_some("both"))}>
                    { for shown(state, kinds).iter().map(|kind| html! { <CellResult key={kind.name()} state={state.clone()} kind={*kind} /> }) }
                </div>
            }
        </div>
    }
}

/// The cells whose outcome is open.
fn shown<'a>(state: &Workspace, kinds: &'a [CellKind]) -> &'a [CellKind] {
    if state.view == View::Setup && !state.is_script() {
        &[CellKind::Schema, CellKind::Data]
    } else {
        kinds
    }
}

/// One tab for each editor, on a narrow screen.
#[component]
fn CellTabs(props: &BenchProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let state = &props.state;
    if state.is_script() {
        return Html::default();
    }
    let failed = |kind| {
        state
            .report
            .as_ref()
            .is_some_and(|report| report.cell(kind).is_some_and(|cell| cell.error.is_some()))
    };
    html! {
        <div class="cell-tabs" role="tablist" aria-label="Cells" onkeydown={Callback::from(tabs::on_key)}>
            { for state.document.cells.iter().map(|cell| {
                let (kind, dispatch) = (cell.kind, deeds.dispatch.clone());
                html! {
                    <button type="button" role="tab" aria-selected={(state.open_cell == kind).to_string()} aria-controls={format!("pane-{kind}")} tabindex={tabs::stop(state.open_cell == kind)}
                        onclick={Callback::from(move |_| dispatch.dispatch(Action::OpenCell(kind)))}>
                        { words::title(kind) }
                        if failed(kind) { <span class="dot" title="failed" /> }
                    </button>
                }
            }) }
        </div>
    }
}
