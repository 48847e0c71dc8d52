//! [`PageHost`]: the browser's clocks and the databases that the page handed in.

use std::rc::Rc;

use js_sys::{Date, Function, Reflect};
use ormlab_driver_sqljs::SqlJs;
use ormlab_engine::driver::Driver;
use ormlab_lab::{EngineKind, Host};
use wasm_bindgen::{JsCast, JsValue};

pub(crate) struct PageHost {
    /// What `initSqlJs()` gave; undefined where the page has none.
    sql_js: JsValue,
}

impl PageHost {
    pub(crate) fn new(sql_js: JsValue) -> PageHost {
        PageHost { sql_js }
    }
}

/// `performance.now()`, in a window, a worker or Node; milliseconds.
fn performance_now() -> Option<f64> {
    let performance = Reflect::get(&js_sys::global(), &"performance".into()).ok()?;
    let now: Function = Reflect::get(&performance, &"now".into()).ok()?.dyn_into().ok()?;
    now.call0(&performance).ok()?.as_f64()
}

impl Host for PageHost {
    fn driver(&self, engine: EngineKind) -> Result<Rc<dyn Driver>, String> {
        match engine {
            EngineKind::Sqlite if self.sql_js.is_undefined() => {
                Err("SQLite is not loaded here: this engine was opened without sql.js".to_owned())
            }
            EngineKind::Sqlite => Ok(Rc::new(SqlJs::new(self.sql_js.clone()))),
            EngineKind::Gluesql => gluesql(),
        }
    }

    fn now(&self) -> i128 {
        // Milliseconds are all that the browser has; their fraction comes from the other clock.
        let fraction = performance_now().map_or(0.0, f64::fract);
        ((Date::now() + fraction) * 1e6) as i128
    }

    fn monotonic(&self) -> f64 {
        performance_now().unwrap_or_else(Date::now) / 1000.0
    }

    /// The worker is the script's own: it may be kept waiting, and *Stop* ends it anyway.
    fn sleep(&self, seconds: f64) {
        let end = self.monotonic() + seconds;
        while self.monotonic() < end {}
    }
}

#[cfg(feature = "gluesql")]
fn gluesql() -> Result<Rc<dyn Driver>, String> {
    Ok(Rc::new(ormlab_driver_gluesql::GlueSql::new()))
}

#[cfg(not(feature = "gluesql"))]
fn gluesql() -> Result<Rc<dyn Driver>, String> {
    Err("GlueSQL is not in this build of the engine: choose it as the engine".to_owned())
}
