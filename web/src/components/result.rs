//! What one query cell gave: its error, output, tables and statements.

use ormlab_lab::report::{PrintedLine, Stream};
use ormlab_lab::{CellKind, CellReport, Report, ScriptError};
use yew::prelude::*;

use super::icon::{Icon, Shape};
use super::statement::Statement;
use super::table::Table;
use crate::app::Deeds;
use crate::state::{Action, Seek, Workspace};
use crate::{marks, words};

/// As many statement groups are drawn at first; the rest comes on demand.
const SHOWN: usize = 60;
const LINES: usize = 400;

#[derive(Properties, PartialEq)]
pub(crate) struct ResultProps {
    pub state: Workspace,
    pub kind: CellKind,
}

#[component]
pub(crate) fn CellResult(props: &ResultProps) -> Html {
    let (state, kind) = (&props.state, props.kind);
    let behind = state.open_result != kind && !state.is_script() && !kind.is_setup();
    html! {
        <section class={classes!("card", "result", behind.then_some("behind"), state.stale.then_some("stale"))} id={format!("result-{kind}")} aria-label={format!("{} result", words::title(kind))}>
            <header class="result-head">
                <span class={classes!("pane-dot", kind.name())} />
                <h2>{ format!("{} result", words::title(kind)) }</h2>
            </header>
            <div class="result-body scroll" tabindex="0">{ body(state, kind) }</div>
        </section>
    }
}

fn body(state: &Workspace, kind: CellKind) -> Html {
    let Some(report) = &state.report else { return waiting(state) };
    let Some(cell) = report.cell(kind) else {
        return empty("Nothing here yet: write a query above and run.");
    };
    if cell.skipped {
        return skipped(report);
    }
    html! {
        <>
            if let Some(error) = &cell.error { <ErrorView error={error.clone()} {kind} /> }
            <Output cell={cell.clone()} />
            <Statements cell={cell.clone()} place={state.place} />
            { for cell.tables.iter().map(|table| html! {
                <section class="section">
                    { heading(&table.line.map_or("Result".to_owned(), |line| format!("Result of line {line}")), &words::count(table.total_rows, "row")) }
                    <Table table={table.clone()} />
                </section>
            }) }
            if cell.error.is_none() && cell.printed.is_empty() && cell.statements.is_empty() && cell.tables.is_empty() {
                { empty(if state.source(kind).trim().is_empty() { "The cell is empty." } else { "It ran, printed nothing and sent no statement." }) }
            }
        </>
    }
}

fn waiting(state: &Workspace) -> Html {
    if state.is_running() {
        return html! { <div class="waiting" role="status" aria-label="Running"><span /><span /><span /></div> };
    }
    empty(if state.failure.is_some() {
        "No result: see the line under the header."
    } else {
        "Run it to see what is sent to the database."
    })
}

fn empty(words: &'static str) -> Html {
    html! { <p class="empty">{ words }</p> }
}

/// The cell's own error says nothing when an earlier cell is to blame: that one is shown.
fn skipped(report: &Report) -> Html {
    let culprit = report.cells.iter().find(|cell| cell.error.is_some());
    match culprit.and_then(|cell| cell.error.as_ref().map(|error| (cell.kind, error))) {
        Some((kind, error)) => html! {
            <>
                <p class="section skipped">{ format!("Not run: the {} cell failed.", words::title(kind).to_lowercase()) }</p>
                <ErrorView error={error.clone()} {kind} />
            </>
        },
        None => empty("Not run."),
    }
}

fn heading(name: &str, figure: &str) -> Html {
    html! { <header class="section-head"><h3>{ name }</h3><span class="figure">{ figure }</span></header> }
}

#[derive(Properties, PartialEq)]
struct CellProps {
    cell: CellReport,
}

/// The printed lines, each with the line that wrote it.
#[component]
fn Output(props: &CellProps) -> Html {
    let all = use_state(|| false);
    let show = use_callback(all.clone(), |_: MouseEvent, all| all.set(true));
    let cell = &props.cell;
    let shown = if *all { cell.printed.len() } else { cell.printed.len().min(LINES) };
    if cell.printed.is_empty() {
        return Html::default();
    }
    html! {
        <section class="section output">
            { heading("Output", &words::count(cell.printed.len(), "line")) }
            <ol class="printed scroll" tabindex="0">
                { for cell.printed[..shown].iter().map(|line| html! { <Printed line={line.clone()} kind={cell.kind} /> }) }
            </ol>
            if shown < cell.printed.len() { <button type="button" class="more" onclick={show}>{ format!("Show all {}", words::count(cell.printed.len(), "line")) }</button> }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct PrintedProps {
    line: PrintedLine,
    kind: CellKind,
}

#[component]
fn Printed(props: &PrintedProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let (kind, log) = (props.kind, props.line.stream == Stream::Stderr);
    let origin = match props.line.line {
        Some(line) => {
            let onclick =
                Callback::from(move |_| deeds.dispatch.dispatch(Action::Point(kind, line)));
            html! { <button type="button" class="origin" title={format!("Printed by line {line}")} {onclick}>{ line }</button> }
        }
        None => html! { <span class="origin" /> },
    };
    html! { <li class={classes!(log.then_some("log"))}>{ origin }<pre>{ &props.line.text }</pre></li> }
}

#[derive(Properties, PartialEq)]
struct ErrorProps {
    error: ScriptError,
    kind: CellKind,
}

#[component]
fn ErrorView(props: &ErrorProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let (error, kind) = (&props.error, props.kind);
    let go = error.line.map(|line| {
        let dispatch = deeds.dispatch.clone();
        (line, Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Point(kind, line))))
    });
    html! {
        <section class="section error" role="alert">
            <p class="error-title">
                <Icon shape={Shape::Error} /><span>{ &error.type_name }</span>
                if let Some((line, onclick)) = go { <button type="button" class="line-link" {onclick}>{ words::place(kind, line) }</button> }
                if let Some(code) = &error.code { <span class="faint">{ format!("SQLAlchemy error {code}") }</span> }
            </p>
            <pre class="error-message">{ &error.message }</pre>
            if let Some(hint) = &error.hint { <p class="error-hint">{ hint }</p> }
            if !error.traceback.is_empty() {
                <details><summary>{ "Traceback" }</summary><pre class="traceback scroll" tabindex="0">{ &error.traceback }</pre></details>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct StatementsProps {
    cell: CellReport,
    place: Option<crate::state::Place>,
}

#[component]
fn Statements(props: &StatementsProps) -> Html {
    let all = use_state(|| false);
    let show = use_callback(all.clone(), |_: MouseEvent, all| all.set(true));
    let cell = &props.cell;
    if cell.statements.is_empty() {
        return Html::default();
    }
    let groups = marks::groups(&cell.statements);
    let asked =
        props.place.filter(|place| place.seek == Seek::Statements && place.cell == cell.kind);
    let answer = asked
        .and_then(|place| groups.iter().position(|group| group[0].cause.line == Some(place.line)));
    let shown = if *all { groups.len() } else { groups.len().min(SHOWN) };
    let time: f64 = cell.statements.iter().map(|statement| statement.times.total()).sum();
    html! {
        <section class="section sent">
            { heading("Sent to the database", &format!("{}, {}", words::count(cell.statements.len(), "statement"), words::time(time))) }
            <ol class="statements">
                { for groups[..shown].iter().enumerate().map(|(at, group)| html! {
                    <Statement key={group[0].id} kind={cell.kind} group={group.to_vec()} place={props.place} answers={asked.filter(|_| answer == Some(at)).map(|place| place.turn)} />
                }) }
            </ol>
            if shown < groups.len() { <button type="button" class="more" onclick={show}>{ format!("Show all {}", groups.len()) }</button> }
        </section>
    }
}
