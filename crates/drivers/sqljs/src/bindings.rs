//! What `js/connection.js` offers, and its errors as the driver's.

use js_sys::{Array, Float64Array, Reflect, Uint8Array, Uint32Array};
use ormlab_engine::driver::DriverError;
use ormlab_engine::sqlite3;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen(module = "/js/connection.js")]
extern "C" {
    /// A connection of `js/connection.js`.
    pub(crate) type Connection;

    /// All rows of one statement.
    pub(crate) type Packed;

    #[wasm_bindgen(catch)]
    pub(crate) fn connect(module: &JsValue, anchor: &JsValue) -> Result<Connection, JsValue>;

    pub(crate) fn close(connection: &Connection);

    #[wasm_bindgen(catch)]
    pub(crate) fn execute(
        connection: &Connection,
        sql: &str,
        parameters: &Array,
        reals: &Array,
    ) -> Result<Packed, JsValue>;

    #[wasm_bindgen(catch, js_name = executeMany)]
    pub(crate) fn execute_many(
        connection: &Connection,
        sql: &str,
        sets: &Array,
        reals: &Array,
    ) -> Result<f64, JsValue>;

    #[wasm_bindgen(catch, js_name = lastRowid)]
    pub(crate) fn last_rowid(connection: &Connection) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn columns(this: &Packed) -> Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn tags(this: &Packed) -> Uint8Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn numbers(this: &Packed) -> Float64Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn lengths(this: &Packed) -> Uint32Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn text(this: &Packed) -> String;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn blobs(this: &Packed) -> Array;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn modified(this: &Packed) -> f64;
}

/// An `Error` of sql.js: its message is SQLite's own.
pub(crate) fn refusal(error: &JsValue) -> DriverError {
    let message = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| Reflect::get(error, &"message".into()).ok()?.as_string())
        .unwrap_or_else(|| format!("{error:?}"));
    sqlite3::refusal(&message)
}
