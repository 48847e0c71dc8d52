//! The API runs documents in a browser, on the sql.js that the page has.

#![cfg(target_arch = "wasm32")]

use js_sys::{Function, JSON, Object, Promise, Reflect, Uint8Array};
use ormlab_wasm::Playground;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The test server serves no other files than its own, so the module is carried along.
const CODE: &str = include_str!("../../../web/node_modules/sql.js/dist/sql-wasm.js");
const WASM: &[u8] = include_bytes!("../../../web/node_modules/sql.js/dist/sql-wasm.wasm");

async fn sql_js() -> Result<JsValue, JsValue> {
    let load = Function::new_no_args(&format!("{CODE}; return initSqlJs;"));
    let init: Function = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"wasmBinary".into(), &Uint8Array::from(WASM))?;
    let loading: Promise = init.call1(&JsValue::UNDEFINED, &options)?.dyn_into()?;
    JsFuture::from(loading).await
}

fn get(object: &JsValue, path: &[&str]) -> JsValue {
    path.iter().fold(object.clone(), |at, name| {
        Reflect::get(&at, &(*name).into()).unwrap_or(JsValue::UNDEFINED)
    })
}

async fn run(document: &str) -> JsValue {
    let playground = Playground::new(sql_js().await.expect("sql.js loads"));
    let document = JSON::parse(document).expect("the document is JSON");
    playground.run(document.unchecked_ref()).expect("a report").into()
}

const ORM: &str = r#"{ "cells": [
  { "kind": "schema", "source": "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column\nengine = create_engine('sqlite://')\nclass Base(DeclarativeBase):\n    pass\nclass User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str]\nBase.metadata.create_all(engine)\n" },
  { "kind": "data", "source": "with Session(engine) as session:\n    session.add_all([User(name='alice'), User(name='bob')])\n    session.commit()\n" },
  { "kind": "orm", "source": "with Session(engine) as session:\n    for user in session.query(User).order_by(User.id):\n        print(user.name)\n" }
] }"#;

#[wasm_bindgen_test]
async fn a_document_is_run_and_reported() {
    let report = run(ORM).await;
    let orm = get(&report, &["cells", "2"]);
    assert_eq!(get(&orm, &["error"]), JsValue::NULL, "{:?}", get(&orm, &["error", "traceback"]));
    assert_eq!(get(&orm, &["printed", "0", "text"]), "alice");
    assert_eq!(get(&orm, &["printed", "1", "text"]), "bob");
    assert_eq!(get(&orm, &["statements", "length"]), 1);
    assert_eq!(get(&orm, &["statements", "0", "rows"]), 2);
    assert_eq!(get(&orm, &["statements", "0", "cause", "line"]), 2);
}

#[wasm_bindgen_test]
async fn an_error_of_a_script_is_a_value() {
    let report =
        run(r#"{ "cells": [{ "kind": "script", "source": "x = 1\nprint(x / 0)\n" }] }"#).await;
    let error = get(&report, &["cells", "0", "error"]);
    assert_eq!(get(&error, &["type"]), "ZeroDivisionError");
    assert_eq!(get(&error, &["line"]), 2);
}

#[wasm_bindgen_test]
async fn what_is_no_document_is_refused() {
    let playground = Playground::new(JsValue::UNDEFINED);
    let document = JSON::parse(r#"{ "cells": 7 }"#).expect("JSON");
    let refused = playground.run(document.unchecked_ref()).expect_err("no document");
    assert!(String::from(refused.message()).contains("no document"));
}
