//! A statement of the list, or several that one line sent one after another.

use ormlab_lab::report::{Origin, StatementKind, StatementReport};
use ormlab_lab::{CellKind, report::Cause};
use yew::prelude::*;

use crate::app::Deeds;
use crate::state::{Action, Place};
use crate::{sql, words};

/// More than this many executions are shown on demand.
const SHOWN: usize = 8;

#[derive(Properties, PartialEq)]
pub(crate) struct StatementProps {
    pub kind: CellKind,
    pub group: Vec<StatementReport>,
    pub place: Option<Place>,
    /// The turn of the place that this statement answers, if it is the first to do so.
    pub answers: Option<u32>,
}

#[component]
pub(crate) fn Statement(props: &StatementProps) -> Html {
    let item = use_node_ref();
    use_sight(&item, props.answers);
    let Some(first) = props.group.first() else { return Html::default() };
    let place = place_of(props.kind, &first.cause);
    let pinned = props.place.is_some_and(|lit| place == Some((lit.cell, lit.line)));
    let rows: usize = props.group.iter().map(|each| each.rows).sum();
    let time: f64 = props.group.iter().map(|each| each.times.total()).sum();
    html! {
        <li ref={item} class={classes!("statement", pinned.then_some("pinned"))} data-count={props.group.len().to_string()} data-origin={first.cause.origin.label()}>
            <div class="statement-head">
                if props.group.len() > 1 { <strong class="times">{ format!("×{}", props.group.len()) }</strong> }
                <LineLink {place} kind={props.kind} />
                { origin(&first.cause) }
                if first.executemany && first.parameter_sets > 1 { <span class="badge">{ format!("executemany, {}", words::count(first.parameter_sets, "set")) }</span> }
                <span class="statement-cost">
                    <span class="statement-rows">{ rows_text(first, rows) }</span>
                    <span title={split(&props.group)}>{ words::time(time) }</span>
                </span>
            </div>
            <pre class="sql"><code>{ for sql::pieces(first.sql.trim_matches('\n')).into_iter().map(|(kind, text)| html! { <span class={kind.class()}>{ text }</span> }) }</code></pre>
            if props.group.len() > 1 { <Executions group={props.group.clone()} /> } else { { parameters(first) } }
            if let Some(error) = props.group.iter().find_map(|each| each.error.as_ref()) { <p class="statement-error">{ error }</p> }
        </li>
    }
}

/// Scrolls to the statement when the reader asks in the editor what a line sent.
#[hook]
fn use_sight(item: &NodeRef, answers: Option<u32>) {
    let item = item.clone();
    use_effect_with(answers, move |answers| {
        if let Some(element) = item.cast::<web_sys::Element>().filter(|_| answers.is_some()) {
            super::bring_into_sight(&element);
        }
    });
}

/// The line of the cell, or the innermost line of the cell that the call went into.
fn place_of(kind: CellKind, cause: &Cause) -> Option<(CellKind, u32)> {
    if let Some(line) = cause.line {
        return Some((kind, line));
    }
    let frame = cause.stack.last()?;
    let cell = CellKind::ALL.into_iter().find(|kind| kind.name() == frame.file)?;
    Some((cell, frame.line))
}

#[derive(Properties, PartialEq)]
struct LineLinkProps {
    kind: CellKind,
    place: Option<(CellKind, u32)>,
}

/// Goes to the line that caused the statement.
#[component]
fn LineLink(props: &LineLinkProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let Some((cell, line)) = props.place else { return Html::default() };
    let text = if cell == props.kind { format!("line {line}") } else { words::place(cell, line) };
    let onclick = Callback::from(move |_| deeds.dispatch.dispatch(Action::Point(cell, line)));
    html! { <button type="button" class="line-link" title="Show this line" {onclick}>{ text }</button> }
}

/// What made the statement, unless the script asked for it in so many words.
fn origin(cause: &Cause) -> Html {
    let class = match cause.origin {
        Origin::Explicit => return Html::default(),
        Origin::LazyLoad => "lazy",
        Origin::EagerLoad => "eager",
        _ => "",
    };
    let loader = cause.loader.as_ref().filter(|_| cause.origin == Origin::EagerLoad);
    let label =
        loader.map_or_else(|| cause.origin.label().to_owned(), |loader| format!("{loader} load"));
    html! {
        <span class={classes!("badge", class)}>
            { label }
            if let Some(relationship) = &cause.relationship { <code>{ relationship }</code> }
        </span>
    }
}

fn rows_text(first: &StatementReport, rows: usize) -> String {
    if first.kind == StatementKind::Ddl {
        return String::new();
    }
    match first.rows_affected {
        Some(changed) if rows == 0 && first.columns == 0 => {
            format!("{} changed", words::count(changed as usize, "row"))
        }
        _ => words::count(rows, "row"),
    }
}

fn split(group: &[StatementReport]) -> String {
    let sum = |part: fn(&StatementReport) -> f64| words::time(group.iter().map(part).sum());
    format!(
        "compile {}, execute {}, fetch {}, make objects {}",
        sum(|each| each.times.compile),
        sum(|each| each.times.execute),
        sum(|each| each.times.fetch),
        sum(|each| each.times.hydrate),
    )
}

fn parameters(statement: &StatementReport) -> Html {
    if is_empty(&statement.parameters) {
        return Html::default();
    }
    html! { <p class="parameters"><span class="faint">{ "with" }</span><code>{ &statement.parameters }</code></p> }
}

fn is_empty(parameters: &str) -> bool {
    matches!(parameters, "" | "()" | "[]" | "{}")
}

#[derive(Properties, PartialEq)]
struct ExecutionsProps {
    group: Vec<StatementReport>,
}

/// Each execution of the one text: parameters, rows, time.
#[component]
fn Executions(props: &ExecutionsProps) -> Html {
    let all = use_state(|| false);
    let show = use_callback(all.clone(), |_: MouseEvent, all| all.set(true));
    let shown = if *all || props.group.len() <= SHOWN + 1 { props.group.len() } else { SHOWN };
    html! {
        <>
            <ol class="executions">
                { for props.group[..shown].iter().map(|each| html! {
                    <li>
                        <code>{ if is_empty(&each.parameters) { "no parameters" } else { &each.parameters } }</code>
                        <span class="owner">{ each.cause.owner.clone().unwrap_or_default() }</span>
                        <span class="figure">{ format!("{} · {}", words::count(each.rows, "row"), words::time(each.times.total())) }</span>
                    </li>
                }) }
            </ol>
            if shown < props.group.len() {
                <button type="button" class="more" onclick={show}>{ format!("Show all {}", props.group.len()) }</button>
            }
        </>
    }
}
