//! What the browser keeps for the reader: the document, so that a closed tab loses nothing.
//!
//! Storage may be absent, forbidden or full; then the page works and forgets.

use ormlab_lab::Document;

/// `web/js/boot.js` reads the engine out of the same entry.
const DOCUMENT: &str = "ormlab.document.v1";

const RUNNING: &str = "ormlab.running";

pub(crate) fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // Full or forbidden: nothing is lost that was not already on the screen.
        let _ = storage.set_item(key, value);
    }
}

pub(crate) fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

pub(crate) fn save(document: &Document) {
    if let Ok(text) = serde_json::to_string(document) {
        write(DOCUMENT, &text);
    }
}

/// The document of the last visit; `None` as well when it was written by another version of the page.
pub(crate) fn recover() -> Option<Document> {
    let text = read(DOCUMENT)?;
    serde_json::from_str(&text).ok()
}

/// Notes that a run has begun or ended.
pub(crate) fn set_running(running: bool) {
    write(RUNNING, if running { "1" } else { "" });
}

/// Whether the last visit ended in the middle of a run.
pub(crate) fn was_running() -> bool {
    read(RUNNING).is_some_and(|value| !value.is_empty())
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
