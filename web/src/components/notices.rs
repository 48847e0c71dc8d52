//! Lines under the header: how a run was bent, why there is none, what the page itself has to say.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use yew::prelude::*;

use super::icon::{Icon, Shape};
use crate::app::Deeds;
use crate::state::{Action, Workspace};

#[derive(Properties, PartialEq)]
pub(crate) struct NoticesProps {
    pub state: Workspace,
}

#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    let state = &props.state;
    let dispatch = deeds.dispatch.clone();
    let dismiss = Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Dismiss));
    let close = html! { <button type="button" class="button square small" aria-label="Dismiss" onclick={dismiss}><Icon shape={Shape::Close} /></button> };
    let report = state.report.as_ref();
    html! {
        <div class="notices" role="status">
            if let Some(why) = &state.failure {
                <p class="notice failed"><Icon shape={Shape::Error} /><span>{ format!("The engine gave up: {why}") }</span>{ close }</p>
            }
            <Toast message={state.message.as_deref().map(|message| AttrValue::from(message.to_owned()))} />
            if let Some(failure) = report.and_then(|report| report.failure.as_ref()) {
                <p class="notice failed"><Icon shape={Shape::Error} /><span>{ format!("{}: {}", failure.type_name, failure.message) }</span></p>
            }
            { for report.iter().flat_map(|report| &report.notices).map(|notice| html! {
                <p class="notice"><Icon shape={Shape::Info} /><span>{ notice }</span></p>
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ToastProps {
    message: Option<AttrValue>,
}

/// How long a message stays, in milliseconds.
const STAYS: u64 = 6000;

/// A message of the page itself: it moves nothing, and goes by itself.
#[component]
fn Toast(props: &ToastProps) -> Html {
    let deeds = use_context::<Deeds>().expect("the app provides its deeds");
    use_effect_with(props.message.clone(), move |message| {
        let cancelled = Rc::new(Cell::new(message.is_none()));
        let noted = cancelled.clone();
        yew::platform::spawn_local(async move {
            yew::platform::time::sleep(Duration::from_millis(STAYS)).await;
            if !noted.get() {
                deeds.dispatch.dispatch(Action::Forget);
            }
        });
        move || cancelled.set(true)
    });
    html! {
        if let Some(message) = &props.message { <p class="toast">{ message }</p> }
    }
}
