//! A document as a URL hash and back. The text is deflated by the browser; nothing goes to a server.
//!
//! The first characters name the format, so that links outlive changes of it.

use ormlab_lab::Document;
use wasm_bindgen_futures::JsFuture;

use crate::bridge;

const VERSION_1: &str = "#v1=";

/// The whole page address with `document` in its hash.
pub(crate) async fn link(document: &Document) -> Option<String> {
    let text = serde_json::to_string(document).ok()?;
    let packed = JsFuture::from(bridge::pack(&text)).await.ok()?.as_string()?;
    let address = web_sys::window()?.location().href().ok()?;
    let page = address.split('#').next().unwrap_or_default();
    Some(format!("{page}{VERSION_1}{packed}"))
}

/// What a hash asks for.
pub(crate) enum Asked {
    Nothing,
    Example(String),
    Document(Document),
    /// A link that this page cannot read.
    Unreadable,
}

pub(crate) async fn asked(hash: &str) -> Asked {
    if let Some(id) = hash.strip_prefix("#example=") {
        return Asked::Example(id.to_owned());
    }
    match hash.strip_prefix(VERSION_1) {
        Some(packed) => unpack(packed).await.map_or(Asked::Unreadable, Asked::Document),
        None if hash.len() > 1 => Asked::Unreadable,
        None => Asked::Nothing,
    }
}

async fn unpack(packed: &str) -> Option<Document> {
    let text = JsFuture::from(bridge::unpack(packed)).await.ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
