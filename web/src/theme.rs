//! Light, dark, or what the system says. `web/js/theme.js` reads the same key before the first paint.

use web_sys::window;

const KEY: &str = "ormlab.theme";

/// The reader's choice of theme; the name is the value of `data-theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }

    /// The theme that the page was painted with.
    pub(crate) fn current() -> Theme {
        let name = root().and_then(|root| root.get_attribute("data-theme"));
        Theme::ALL
            .into_iter()
            .find(|theme| name.as_deref() == Some(theme.name()))
            .unwrap_or_default()
    }

    /// Paints the page in this theme, and keeps the choice.
    pub(crate) fn apply(self) {
        if let Some(root) = root() {
            // Setting an attribute of a fixed, valid name cannot fail.
            let _ = root.set_attribute("data-theme", self.name());
        }
        crate::store::write(KEY, self.name());
    }
}

fn root() -> Option<web_sys::Element> {
    window()?.document()?.document_element()
}
