//! The same ORM cell under each loading strategy, side by side.

use ormlab_lab::CellKind;
use ormlab_lab::report::{LoadingComparison, LoadingRun};
use yew::prelude::*;

use super::bar::Bar;
use super::icon::{Icon, Shape};
use crate::state::{Activity, Workspace};
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct LoadingProps {
    pub state: Workspace,
}

#[component]
pub(crate) fn Loading(props: &LoadingProps) -> Html {
    let state = &props.state;
    let comparisons =
        state.report.as_ref().map(|report| report.loading.clone()).unwrap_or_default();
    let busy = matches!(state.activity, Activity::Running(_) | Activity::Comparing(_));
    html! {
        <section class={classes!("card", "loading", "scroll", state.stale.then_some("stale"))} tabindex="0" aria-label="Loading strategies">
            if comparisons.is_empty() && busy {
                <div class="waiting" role="status" aria-label="Comparing the strategies"><span /><span /><span /></div>
            } else if comparisons.is_empty() {
                <p class="empty"><span>{ "Nothing to compare." }</span><span>{ "This compares how the ORM cell loads a relationship; it follows none, or has not run." }</span></p>
            } else {
                { for comparisons.iter().map(strategies) }
            }
        </section>
    }
}

fn strategies(comparison: &LoadingComparison) -> Html {
    let most = |of: fn(&LoadingRun) -> f64| {
        comparison.runs.iter().filter(|run| run.error.is_none()).map(of).fold(0.0, f64::max)
    };
    let scale = Scale {
        statements: most(|run| run.statements as f64),
        rows: most(|run| run.rows as f64),
        time: most(|run| run.time),
    };
    html! {
        <>
            <p class="loading-intro">
                { format!("The {} cell, run again with ", words::title(CellKind::Orm)) }
                { for comparison.relationships.iter().enumerate().map(|(at, name)| html! { <>{ if at > 0 { ", " } else { "" } }<code>{ name }</code></> }) }
                { " loaded in each way. Times are medians of repeated runs." }
            </p>
            <table class="strategies">
                <thead><tr><th scope="col">{ "Strategy" }</th><th scope="col">{ "Statements" }</th><th scope="col">{ "Rows" }</th><th scope="col">{ "Time" }</th><th scope="col">{ "Output" }</th></tr></thead>
                <tbody>{ for comparison.runs.iter().map(|run| strategy(run, &scale)) }</tbody>
            </table>
        </>
    }
}

/// What fills a bar, for each figure.
struct Scale {
    statements: f64,
    rows: f64,
    time: f64,
}

fn strategy(run: &LoadingRun, scale: &Scale) -> Html {
    html! {
        <tr class="strategy-row" data-strategy={run.strategy.clone()} data-as-written={run.as_written.to_string()}>
            <th scope="row">
                <p class="strategy-name">{ &run.strategy }if run.as_written { <span class="badge good">{ "as written" }</span> }</p>
                <p class="strategy-text">{ explain(&run.strategy) }</p>
            </th>
            if let Some(error) = &run.error {
                <td colspan="4" class="strategy-error"><strong>{ &error.type_name }</strong>{ " " }{ error.message.lines().next().unwrap_or_default() }</td>
            } else {
                { figure("statements", words::grouped(run.statements), run.statements as f64, scale.statements, None) }
                { figure("rows", words::grouped(run.rows), run.rows as f64, scale.rows, Some(format!("{} distinct", words::count(run.objects, "object")))) }
                { figure("time", words::time(run.time), run.time, scale.time, None) }
                <td class="same">{ sameness(run) }</td>
            }
        </tr>
    }
}

fn figure(name: &'static str, text: String, value: f64, most: f64, title: Option<String>) -> Html {
    html! {
        <td>
            <div class="metric" data-metric={name} {title}>
                <span class="metric-value" data-name={name}>{ text }</span>
                <Bar class="accent" {value} {most} />
            </div>
        </td>
    }
}

fn sameness(run: &LoadingRun) -> Html {
    if run.same_output {
        html! { <span class="badge good"><Icon shape={Shape::Check} />{ "same" }</span> }
    } else {
        html! { <span class="badge differs"><Icon shape={Shape::Differs} />{ "differs" }</span> }
    }
}

/// What a strategy does, in a line.
fn explain(strategy: &str) -> &'static str {
    match strategy {
        "lazy" | "select" => "One SELECT for each object, when first read.",
        "joined" => "One SELECT; the owner's columns repeat on each row.",
        "subquery" => "A second SELECT, with the first one as a subquery.",
        "selectin" => "A second SELECT by the owners' keys, 500 at a time.",
        "raise" => "No loading: reading the attribute is an error.",
        "immediate" => "One SELECT for each object, at once with its owner.",
        _ => "The loaders that the cell itself asks for.",
    }
}
