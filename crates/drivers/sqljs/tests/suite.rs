//! The driver passes the suite in a browser, on the sql.js that the page has.

#![cfg(target_arch = "wasm32")]

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use ormlab_driver_sqljs::SqlJs;
use ormlab_driver_suite::check_all;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The test server serves no other files than its own, so the module is carried along.
const CODE: &str = include_str!("../../../../web/node_modules/sql.js/dist/sql-wasm.js");
const WASM: &[u8] = include_bytes!("../../../../web/node_modules/sql.js/dist/sql-wasm.wasm");

async fn sql_js() -> Result<JsValue, JsValue> {
    let load = Function::new_no_args(&format!("{CODE}; return initSqlJs;"));
    let init: Function = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"wasmBinary".into(), &Uint8Array::from(WASM))?;
    let loading: Promise = init.call1(&JsValue::UNDEFINED, &options)?.dyn_into()?;
    JsFuture::from(loading).await
}

#[wasm_bindgen_test]
async fn passes_the_suite() {
    let module = sql_js().await.expect("sql.js loads");
    match check_all(&mut || Box::new(SqlJs::new(module.clone())), &[]) {
        Ok(passed) => assert!(passed > 30, "only {passed} cases"),
        Err(failed) => panic!("{failed}"),
    }
}
