//! The engine's worker as the app sees it: ask, hear, replace. The protocol is written in `web/worker/worker.js`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Object, Reflect};
use ormlab_lab::{Document, EngineKind, Report};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};
use yew::Callback;

use crate::bridge;

/// What the worker says.
pub(crate) enum Answer {
    Ready,
    Report(u32, Rc<Report>),
    /// The report once more, with what takes longer in it.
    Full(u32, Rc<Report>),
    Failed(Rc<str>),
}

/// The worker of one engine, with the ears that hear it.
struct Line {
    worker: Worker,
    engine: EngineKind,
    /// The worker has said that its memory has grown too large: the next run gets another.
    worn: Rc<Cell<bool>>,
    _ears: [Closure<dyn FnMut(MessageEvent)>; 2],
}

/// A worker that is always there: whoever stops one gets the next.
#[derive(Clone)]
pub(crate) struct Agent {
    line: Rc<RefCell<Line>>,
    heard: Callback<Answer>,
}

impl PartialEq for Agent {
    fn eq(&self, other: &Agent) -> bool {
        Rc::ptr_eq(&self.line, &other.line)
    }
}

impl Agent {
    pub(crate) fn new(engine: EngineKind, heard: Callback<Answer>) -> Agent {
        Agent { line: Rc::new(RefCell::new(open(engine, &heard))), heard }
    }

    /// Runs `document` on the engine that it names.
    pub(crate) fn run(&self, id: u32, document: &Document, compare: bool) {
        let fits = {
            let line = self.line.borrow();
            line.engine == document.engine && !line.worn.get()
        };
        if !fits {
            self.replace(document.engine);
        }
        let Ok(text) = serde_json::to_string(document) else { return };
        let message = Object::new();
        for (name, value) in
            [("id", JsValue::from(id)), ("document", text.into()), ("compare", compare.into())]
        {
            // A plain object takes any property.
            let _ = Reflect::set(&message, &name.into(), &value);
        }
        if self.line.borrow().worker.post_message(&message).is_err() {
            self.heard.emit(Answer::Failed("the engine's worker does not answer".into()));
        }
    }

    /// Ends the worker, whatever it does, and starts another.
    pub(crate) fn replace(&self, engine: EngineKind) {
        self.line.borrow().worker.terminate();
        let fresh = open(engine, &self.heard);
        *self.line.borrow_mut() = fresh;
    }
}

fn open(engine: EngineKind, heard: &Callback<Answer>) -> Line {
    let worker = bridge::take_worker(engine.name());
    let said = heard.clone();
    let worn = Rc::new(Cell::new(false));
    let wears = worn.clone();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if text(&event.data(), "kind").as_deref() == Some("worn") {
            wears.set(true);
        } else if let Some(answer) = answer(&event.data()) {
            said.emit(answer);
        }
    });
    let broken = heard.clone();
    let break_down = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = text(event.as_ref(), "message")
            .unwrap_or_else(|| "the engine could not be loaded".to_owned());
        broken.emit(Answer::Failed(message.into()));
    });
    worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    worker.set_onerror(Some(break_down.as_ref().unchecked_ref()));
    bridge::open_worker(&worker);
    Line { worker, engine, worn, _ears: [hear, break_down] }
}

fn answer(data: &JsValue) -> Option<Answer> {
    let id = Reflect::get(data, &"id".into()).ok()?.as_f64().unwrap_or_default() as u32;
    Some(match text(data, "kind")?.as_str() {
        "ready" => Answer::Ready,
        "report" => parsed(data, "report")
            .map_or_else(Answer::Failed, |report| Answer::Report(id, Rc::new(report))),
        "full" => parsed(data, "report")
            .map_or_else(Answer::Failed, |report| Answer::Full(id, Rc::new(report))),
        "failed" => Answer::Failed(text(data, "message").unwrap_or_default().into()),
        _ => return None,
    })
}

fn parsed<T: DeserializeOwned>(data: &JsValue, name: &str) -> Result<T, Rc<str>> {
    serde_json::from_str(&text(data, name).unwrap_or_default())
        .map_err(|error| format!("the engine's answer cannot be read: {error}").into())
}

fn text(data: &JsValue, name: &str) -> Option<String> {
    Reflect::get(data, &name.into()).ok()?.as_string()
}
