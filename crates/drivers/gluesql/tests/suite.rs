//! The driver passes what of the suite GlueSQL can do, natively and in a browser.

use ormlab_driver_gluesql::GlueSql;
use ormlab_driver_suite::{Capability, check_all};

/// What GlueSQL has not; each such thing is refused, by itself, by the driver or by the dialect.
const LACKS: &[Capability] = &[
    Capability::Returning,
    Capability::Upsert,
    Capability::CompositeKeys,
    Capability::CheckConstraints,
    Capability::SetOperations,
    Capability::CommonTableExpressions,
    Capability::WindowFunctions,
    Capability::ThreeValuedLogic,
    Capability::DynamicTypes,
    Capability::Sqlite,
];

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn passes_the_suite() {
    match check_all(&mut || Box::new(GlueSql::new()), LACKS) {
        Ok(passed) => assert!(passed > 10, "only {passed} cases"),
        Err(failed) => panic!("{failed}"),
    }
}
