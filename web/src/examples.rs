//! The examples of the menu, written as files in `web/examples` (see its README).

use ormlab_lab::{Cell, Document, EngineKind};

/// Examples under one heading of the menu.
pub(crate) struct Group {
    pub title: &'static str,
    pub examples: &'static [Source],
}

/// One file, not read yet.
pub(crate) struct Source {
    pub id: &'static str,
    text: &'static str,
}

macro_rules! sources {
    ($($id:literal),* $(,)?) => {
        &[$(Source { id: $id, text: include_str!(concat!("../examples/", $id, ".py")) }),*]
    };
}

/// What a first visitor sees, run.
pub(crate) const FIRST: &str = "article-10-lazy";

pub(crate) const GROUPS: &[Group] = &[
    Group {
        title: "The article: ORM and Core usage",
        examples: sources![
            "article-01-engine",
            "article-02-core",
            "article-03-orm",
            "article-04-create",
            "article-05-read",
            "article-06-update",
            "article-07-delete",
            "article-08-aggregate",
            "article-09-eager",
            "article-10-access",
            "article-10-lazy",
            "article-11-subquery",
            "article-12-pool",
            "article-13-events",
        ],
    },
    Group {
        title: "More to try",
        examples: sources!["more-modern", "more-autoflush", "more-constraint"],
    },
];

pub(crate) fn find(id: &str) -> Option<&'static Source> {
    GROUPS.iter().flat_map(|group| group.examples).find(|source| source.id == id)
}

impl Source {
    pub(crate) fn title(&self) -> &'static str {
        self.header("# title: ")
    }

    pub(crate) fn summary(&self) -> &'static str {
        self.header("# summary: ")
    }

    fn header(&self, name: &str) -> &'static str {
        self.text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default()
    }

    /// The cells of the file, as a document for the engine that is chosen.
    pub(crate) fn document(&self, engine: EngineKind) -> Document {
        let cells = Document::parse(self.text).cells.into_iter().map(tidy).collect();
        Document { cells, engine, ..Document::default() }
    }
}

/// Each cell is a text of its own here: without the blank line before the next marker, counted from its own first line.
fn tidy(cell: Cell) -> Cell {
    Cell::new(
        cell.kind,
        format!(
            "{}
",
            cell.source.trim_end()
        ),
    )
}

/// The example whose text this is, whatever the engine.
pub(crate) fn matching(document: &Document) -> Option<&'static str> {
    let sources = GROUPS.iter().flat_map(|group| group.examples);
    sources
        .into_iter()
        .find(|source| source.document(document.engine).cells == document.cells)
        .map(|source| source.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ormlab_lab::CellKind;

    #[test]
    fn every_example_has_a_title_a_summary_and_cells() {
        for source in GROUPS.iter().flat_map(|group| group.examples) {
            let document = source.document(EngineKind::default());
            let kinds: Vec<CellKind> = document.cells.iter().map(|cell| cell.kind).collect();
            let four = [CellKind::Schema, CellKind::Data, CellKind::Core, CellKind::Orm];
            assert!(kinds == [CellKind::Script] || kinds == four, "{}: {kinds:?}", source.id);
            assert!(!source.title().is_empty() && !source.summary().is_empty(), "{}", source.id);
        }
    }

    #[test]
    fn the_first_example_exists() {
        assert!(find(FIRST).is_some());
    }
}
