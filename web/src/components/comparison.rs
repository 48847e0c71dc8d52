//! The band between code and outcome: Core against ORM in three figures, what was found, which view is open.

use ormlab_lab::report::Totals;
use ormlab_lab::{CellKind, CellReport};
use yew::prelude::*;

use super::bar::Bar;
use super::findings::Findings;
use super::icon::{Icon, Shape};
use super::tabs;
use crate::app::Deeds;
use crate::state::{Action, View, Workspace};
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct SummaryProps {
    pub state: Workspace,
}

#[component]
pub(crate) fn Summary(props: &SummaryProps) -> Html {
    let state = &props.state;
    let kinds: &[CellKind] =
        if state.is_script() { &[CellKind::Script] } else { &[CellKind::Core, CellKind::Orm] };
    let sides: Vec<Side> = kinds.iter().map(|kind| side(state, *kind)).collect();
    html! {
        <section class={classes!("card", "summary", state.stale.then_some("stale"))} aria-label="Comparison">
            <div class="comparison">
                { metrics(&sides) }
                <Verdict state={state.clone()} />
                <ViewTabs state={state.clone()} />
            </div>
            <Findings state={state.clone()} />
        </section>
    }
}

/// One row of the comparison.
struct Side {
    kind: CellKind,
    totals: Option<Totals>,
}

fn side(state: &Workspace, kind: CellKind) -> Side {
    let cell =
        state.report.as_ref().and_then(|report| report.cell(kind)).filter(|cell| has_run(cell));
    Side { kind, totals: cell.map(|cell| cell.totals) }
}

fn has_run(cell: &CellReport) -> bool {
    !cell.skipped
        && (cell.totals.time > 0.0
            || !cell.statements.is_empty()
            || !cell.printed.is_empty()
            || cell.error.is_some())
}

fn metrics(sides: &[Side]) -> Html {
    let statements = |totals: &Totals| totals.statements as f64;
    let rows = |totals: &Totals| totals.rows as f64;
    let time = |totals: &Totals| totals.time;
    // One side has nothing to be compared with: no bars.
    let most = |of: fn(&Totals) -> f64| {
        (sides.len() > 1).then(|| {
            sides.iter().filter_map(|side| side.totals.as_ref().map(of)).fold(0.0, f64::max)
        })
    };
    let (most_statements, most_rows, most_time) = (most(statements), most(rows), most(time));
    html! {
        <table class="metrics">
            <thead><tr><th scope="col"><span class="visually-hidden">{ "Style" }</span></th><th scope="col">{ "Statements" }</th><th scope="col">{ "Rows" }</th><th scope="col">{ "Time" }</th></tr></thead>
            <tbody>
                { for sides.iter().map(|side| html! {
                    <tr data-side={side.kind.name()}>
                        <th scope="row"><span class="metric-side"><span class={classes!("pane-dot", side.kind.name())} />{ words::title(side.kind) }</span></th>
                        { metric(side, "statements", statements, most_statements, |totals| words::grouped(totals.statements)) }
                        { metric(side, "rows", rows, most_rows, |totals| words::grouped(totals.rows)) }
                        { metric(side, "time", time, most_time, |totals| words::time(totals.time)) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

fn metric(
    side: &Side,
    name: &'static str,
    of: fn(&Totals) -> f64,
    most: Option<f64>,
    text: fn(&Totals) -> String,
) -> Html {
    html! {
        <td>
            <span class="metric" data-metric={name}>
                <span class="metric-value">{ side.totals.as_ref().map_or("–".to_owned(), text) }</span>
                if let Some(most) = most { <Bar class={side.kind.name()} value={side.totals.as_ref().map_or(0.0, of)} {most} /> }
            </span>
        </td>
    }
}

/// Whether both styles printed the same, said only when both ran.
#[component]
fn Verdict(props: &SummaryProps) -> Html {
    let same = props
        .state
        .report
        .as_ref()
        .and_then(|report| report.comparison.as_ref())
        .and_then(|comparison| comparison.same_output);
    match same.filter(|_| !props.state.stale) {
        Some(true) => {
            html! { <span class="badge good verdict"><Icon shape={Shape::Check} />{ "same output" }</span> }
        }
        Some(false) => {
            html! { <span class="badge differs verdict"><Icon shape={Shape::Differs} />{ "outputs differ" }</span> }
        }
        None if props.state.stale => {
            html! { <span class="badge verdict">{ "edited since the last run" }</span> }
        }
        None => html! { <span class="verdict" /> },
    }
}

#[component]
fn ViewTabs(props: &SummaryProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    if props.state.is_script() {
        return Html::default();
    }
    let shown = (props.state.view, props.state.open_result);
    let tab = |class: &'static str, label: &'static str, on: bool, actions: [Action; 2]| {
        let dispatch = deeds.dispatch.clone();
        let onclick = Callback::from(move |_| {
            actions.clone().into_iter().for_each(|action| dispatch.dispatch(action))
        });
        html! { <button type="button" role="tab" class={class} aria-selected={on.to_string()} tabindex={tabs::stop(on)} {onclick}>{ label }</button> }
    };
    // A narrow screen shows one result at a time, so that there each is a tab of its own.
    let one = |label, kind| {
        tab(
            "narrow-only",
            label,
            shown == (View::Results, kind),
            [Action::Show(View::Results), Action::OpenResult(kind)],
        )
    };
    html! {
        <div class="choice views" role="tablist" aria-label="View" onkeydown={Callback::from(tabs::on_key)}>
            { tab("wide-only", "Results", shown.0 == View::Results, [Action::Show(View::Results), Action::OpenResult(shown.1)]) }
            { one("Core", CellKind::Core) }
            { one("ORM", CellKind::Orm) }
            { tab("", "Setup", shown.0 == View::Setup, [Action::Show(View::Setup), Action::OpenResult(shown.1)]) }
            { tab("", "Loading", shown.0 == View::Loading, [Action::Show(View::Loading), Action::OpenResult(shown.1)]) }
        </div>
    }
}
