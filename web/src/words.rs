//! The page's words for figures and kinds, in one place, so that every part says the same.

use ormlab_lab::{CellKind, EngineKind};

pub(crate) fn title(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Schema => "Schema",
        CellKind::Data => "Data",
        CellKind::Core => "Core",
        CellKind::Orm => "ORM",
        CellKind::Script => "Script",
    }
}

/// What a cell is for, beside its title.
pub(crate) fn note(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Schema => "tables and models",
        CellKind::Data => "rows to start from",
        CellKind::Core => "select(), insert(), tables",
        CellKind::Orm => "Session, objects, relationships",
        CellKind::Script => "one program, top to bottom",
    }
}

pub(crate) fn engine(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Sqlite => "SQLite",
        EngineKind::Gluesql => "GlueSQL",
    }
}

pub(crate) fn engine_note(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Sqlite => "SQLite, compiled to WebAssembly (sql.js)",
        EngineKind::Gluesql => {
            "GlueSQL, a database written in Rust; it refuses what it cannot do right"
        }
    }
}

/// The key beside Enter that runs, as this computer's keyboard names it.
pub(crate) fn run_key() -> &'static str {
    let platform =
        web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") { "⌘ ↵" } else { "Ctrl ↵" }
}

/// `ORM, line 7`.
pub(crate) fn place(kind: CellKind, line: u32) -> String {
    match kind {
        CellKind::Script => format!("line {line}"),
        kind => format!("{}, line {line}", title(kind)),
    }
}

/// `1 statement`, `6 statements`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// `12,345`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time in microseconds as text: three figures at most, and no more than a browser's clock can tell.
pub(crate) fn time(microseconds: f64) -> String {
    let milliseconds = microseconds / 1000.0;
    if milliseconds < 0.05 {
        "< 0.1 ms".to_owned()
    } else if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else if milliseconds < 1000.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{:.2} s", milliseconds / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        for (microseconds, expected) in [
            (0.0, "< 0.1 ms"),
            (250.0, "0.2 ms"),
            (9960.0, "10.0 ms"),
            (12_400.0, "12 ms"),
            (1_500_000.0, "1.50 s"),
        ] {
            assert_eq!(time(microseconds), expected);
        }
    }

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(count(1, "row"), "1 row");
        assert_eq!(count(1_234_567, "row"), "1,234,567 rows");
        assert_eq!(count(0, "statement"), "0 statements");
    }
}
