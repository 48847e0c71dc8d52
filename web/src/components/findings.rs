//! What the lab noticed, each with its line, its fix and what the fix brings.

use ormlab_lab::CellKind;
use ormlab_lab::report::{Finding, FindingKind, Fix};
use yew::prelude::*;

use super::icon::{Icon, Shape};
use crate::app::Deeds;
use crate::state::{Action, Workspace};
use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct FindingsProps {
    pub state: Workspace,
}

#[component]
pub(crate) fn Findings(props: &FindingsProps) -> Html {
    let state = &props.state;
    let Some(report) = state.report.as_ref().filter(|_| !state.stale) else {
        return Html::default();
    };
    let all = report.findings.iter().filter_map(|finding| {
        let cell = report.cells.get(finding.cell)?;
        Some(html! { <OneFinding key={format!("{:?}{}{:?}", finding.kind, finding.cell, finding.line)} finding={finding.clone()} kind={cell.kind} source={state.source(cell.kind).to_owned()} /> })
    });
    html! { <div class="findings" aria-live="polite">{ for all }</div> }
}

#[derive(Properties, PartialEq)]
struct OneProps {
    finding: Finding,
    kind: CellKind,
    source: AttrValue,
}

#[component]
fn OneFinding(props: &OneProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let (finding, kind) = (&props.finding, props.kind);
    let title = match finding.kind {
        FindingKind::NPlusOne => "N+1",
        FindingKind::Duplicate => "Duplicate",
    };
    let dispatch = deeds.dispatch.clone();
    html! {
        <div class="finding" data-finding={title}>
            <span class="finding-title"><Icon shape={Shape::Warning} />{ title }{ " " }<span class="times">{ format!("×{}", finding.count) }</span></span>
            if let Some(line) = finding.line {
                <button type="button" class="line-link" onclick={Callback::from(move |_| dispatch.dispatch(Action::Point(kind, line)))}>{ words::place(kind, line) }</button>
            }
            <span class="finding-text">{ &finding.message }</span>
            if let Some(fix) = &finding.fix { <span class="finding-cure">{ forecast(fix) }{ fix_button(fix, props, &deeds) }</span> }
        </div>
    }
}

fn forecast(fix: &Fix) -> Html {
    match &fix.forecast {
        Some(forecast) => html! {
            <span class="forecast" title="Measured by running the fix">{ format!("{} → {}", forecast.statements_before, words::count(forecast.statements_after, "statement")) }</span>
        },
        None => Html::default(),
    }
}

/// Puts the fix into the editor and runs it: the reader sees the text change and the figures with it.
fn fix_button(fix: &Fix, props: &OneProps, deeds: &Deeds) -> Html {
    let (fixed, kind, deeds) = (fix.apply(&props.source), props.kind, deeds.clone());
    html! {
        <button type="button" class="button small outline fix" onclick={Callback::from(move |_| deeds.fix.emit((kind, fixed.clone())))}>{ &fix.title }</button>
    }
}
