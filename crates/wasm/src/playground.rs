//! [`Playground`]: open an engine, run documents. What a page or a worker calls.

use std::rc::Rc;

use ormlab_lab::{Document, Host};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::host::PageHost;

/// The types of the API; those of the document and the report follow the Rust crate `ormlab-lab`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type CellKind = "schema" | "data" | "core" | "orm" | "script";
export type EngineKind = "sqlite" | "gluesql";

export interface Document {
  cells: { kind: CellKind; source: string; offset?: number }[];
  engine?: EngineKind;
  options?: {
    compareLoading?: boolean;
    measureFixes?: boolean;
    repeat?: number;
    seed?: number;
    stepBudget?: number | null;
  };
}

export interface ScriptError {
  type: string; message: string; traceback: string;
  line: number | null; column: number | null; endLine: number | null; endColumn: number | null;
  code: string | null; hint: string | null;
}

export interface CellReport {
  cell: number;
  kind: CellKind;
  printed: { text: string; line: number | null; stream: "stdout" | "stderr" }[];
  tables: { line: number | null; columns: { name: string; type: string | null }[]; rows: string[][]; totalRows: number }[];
  error: ScriptError | null;
  skipped: boolean;
  statements: Record<string, unknown>[];
  timeline: Record<string, unknown>[];
  totals: Record<string, unknown>;
}

export interface Report {
  engine: EngineKind;
  cells: CellReport[];
  comparison: Record<string, unknown> | null;
  loading: Record<string, unknown>[];
  findings: Record<string, unknown>[];
  notices: string[];
  failure: ScriptError | null;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Document")]
    pub type JsDocument;

    #[derive(Debug)]
    #[wasm_bindgen(typescript_type = "Report")]
    pub type JsReport;
}

/// An engine with its databases. Each run is apart from the others.
#[wasm_bindgen]
pub struct Playground {
    host: Rc<dyn Host>,
}

#[wasm_bindgen]
impl Playground {
    /// Opens an engine; `sqlJs` is what sql.js's `initSqlJs()` gave, and may be left out where
    /// SQLite is not asked for.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(js_name = sqlJs)] sql_js: JsValue) -> Playground {
        Playground { host: Rc::new(PageHost::new(sql_js)) }
    }

    /// Runs a document; gives its report. Errors of scripts are part of it. Throws only for an
    /// object that is no document. To stop a run, terminate the worker that it runs in.
    pub fn run(&self, document: &JsDocument) -> Result<JsReport, js_sys::Error> {
        let document: Document = serde_wasm_bindgen::from_value(document.into())
            .map_err(|error| js_sys::Error::new(&format!("this is no document: {error}")))?;
        let report = ormlab_lab::run(&document, &self.host);
        let made = report
            .serialize(&Serializer::json_compatible())
            .map_err(|error| js_sys::Error::new(&error.to_string()))?;
        Ok(made.into())
    }

    /// Runs a document given as JSON text; gives the report as JSON text: cheaper to hand on to
    /// another thread.
    #[wasm_bindgen(js_name = runJson)]
    pub fn run_json(&self, document: &str) -> Result<String, js_sys::Error> {
        let document: Document = serde_json::from_str(document)
            .map_err(|error| js_sys::Error::new(&format!("this is no document: {error}")))?;
        let report = ormlab_lab::run(&document, &self.host);
        serde_json::to_string(&report).map_err(|error| js_sys::Error::new(&error.to_string()))
    }
}
