//! What the page's own JavaScript (`web/js`) offers to the app, and nothing more.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A fresh module worker for an engine; see `web/js/boot.js`.
    #[wasm_bindgen(js_namespace = ormlab, js_name = takeWorker)]
    pub(crate) fn take_worker(engine: &str) -> web_sys::Worker;

    /// Lets the worker's messages in that came before anyone listened.
    #[wasm_bindgen(js_namespace = ormlab, js_name = openWorker)]
    pub(crate) fn open_worker(worker: &web_sys::Worker);

    /// Text as a deflated, URL-safe string.
    #[wasm_bindgen(js_namespace = ormlab)]
    pub(crate) fn pack(text: &str) -> Promise;

    /// The text that [`pack`] was given.
    #[wasm_bindgen(js_namespace = ormlab)]
    pub(crate) fn unpack(packed: &str) -> Promise;

    /// The custom element of `web/js/editor.js`.
    #[wasm_bindgen(extends = web_sys::HtmlElement, typescript_type = "OrmEditor")]
    pub(crate) type OrmEditor;

    #[wasm_bindgen(method, setter, structural)]
    pub(crate) fn set_value(this: &OrmEditor, text: &str);

    #[wasm_bindgen(method, setter, structural)]
    pub(crate) fn set_marks(this: &OrmEditor, marks: JsValue);

    #[wasm_bindgen(method, setter, structural)]
    pub(crate) fn set_diagnostics(this: &OrmEditor, diagnostics: JsValue);

    #[wasm_bindgen(method, setter, structural)]
    pub(crate) fn set_highlight(this: &OrmEditor, lines: JsValue);

    /// Brings a line into sight; `None` of it exists before the element's module has loaded.
    #[wasm_bindgen(method, catch, structural)]
    pub(crate) fn reveal(this: &OrmEditor, line: u32) -> Result<(), JsValue>;
}
