//! What a reader writes: cells of script text, the engine they run on and how.
//!
//! Plain data; also the text form with `# %%` markers that files and examples use. Running it is the
//! runner's business.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A document as an editor holds it and a link carries it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Document {
    pub cells: Vec<Cell>,
    pub engine: EngineKind,
    pub options: Options,
}

/// One editor's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    pub kind: CellKind,
    pub source: String,
    /// Lines that stand above the cell in the text it was parsed from.
    #[serde(default)]
    pub offset: u32,
}

impl Cell {
    pub fn new(kind: CellKind, source: impl Into<String>) -> Cell {
        Cell { kind, source: source.into(), offset: 0 }
    }
}

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CellKind {
    /// Tables or models; run first.
    Schema,
    /// Seed rows; run after the schema.
    Data,
    /// A query in Core style, run from the state that schema and data leave.
    Core,
    /// A query in ORM style, run from the same state.
    Orm,
    /// A script on its own, from an empty database.
    Script,
}

impl CellKind {
    pub const ALL: [CellKind; 5] =
        [CellKind::Schema, CellKind::Data, CellKind::Core, CellKind::Orm, CellKind::Script];

    pub fn name(self) -> &'static str {
        match self {
            CellKind::Schema => "schema",
            CellKind::Data => "data",
            CellKind::Core => "core",
            CellKind::Orm => "orm",
            CellKind::Script => "script",
        }
    }

    /// Whether the cell prepares the database for the others rather than asks it.
    pub fn is_setup(self) -> bool {
        matches!(self, CellKind::Schema | CellKind::Data)
    }

    fn of_name(name: &str) -> Option<CellKind> {
        CellKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for CellKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The database that `sqlite://` and stand-in URLs run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EngineKind {
    #[default]
    Sqlite,
    Gluesql,
}

impl EngineKind {
    pub fn name(self) -> &'static str {
        match self {
            EngineKind::Sqlite => "sqlite",
            EngineKind::Gluesql => "gluesql",
        }
    }

    /// As a reader knows it.
    pub fn title(self) -> &'static str {
        match self {
            EngineKind::Sqlite => "SQLite",
            EngineKind::Gluesql => "GlueSQL",
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a document is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// Re-run the ORM cell under each loading strategy.
    pub compare_loading: bool,
    /// Re-run with the fix of each finding, to measure its forecast.
    pub measure_fixes: bool,
    /// Runs of each strategy whose times are compared; the first is told apart.
    pub repeat: u32,
    /// Seed of all randomness of a run.
    pub seed: u32,
    /// Steps after which a run is stopped; `None` is the host's own limit.
    pub step_budget: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            compare_loading: true,
            measure_fixes: true,
            repeat: 3,
            seed: 0,
            step_budget: None,
        }
    }
}

impl Document {
    /// Reads cells from a text in which lines like `# %% schema` begin them.
    ///
    /// A text without a marker is one script. What stands above the first marker, unless blank or
    /// comment, is a script of its own.
    ///
    /// ```
    /// use ormlab_lab::{CellKind, Document};
    ///
    /// let document = Document::parse("# %% schema\nimport sqlalchemy\n# %% orm\nprint(1)\n");
    /// let kinds: Vec<CellKind> = document.cells.iter().map(|cell| cell.kind).collect();
    /// assert_eq!(kinds, [CellKind::Schema, CellKind::Orm]);
    /// ```
    pub fn parse(text: &str) -> Document {
        let mut cells = Vec::new();
        let mut open = Cell::new(CellKind::Script, "");
        let mut marked = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match marker(line) {
                Some(kind) => {
                    let closed = std::mem::replace(&mut open, cell_at(kind, index));
                    keep(&mut cells, closed, marked);
                    marked = true;
                }
                None => open.source.push_str(line),
            }
        }
        keep(&mut cells, open, true);
        Document { cells, ..Document::default() }
    }

    /// The text form of the cells, which [`Document::parse`] reads back.
    pub fn to_text(&self) -> String {
        if let [Cell { kind: CellKind::Script, source, .. }] = self.cells.as_slice() {
            return source.clone();
        }
        let mut text = String::new();
        for cell in &self.cells {
            text.push_str(&format!("# %% {}\n{}", cell.kind, cell.source));
            if !cell.source.is_empty() && !cell.source.ends_with('\n') {
                text.push('\n');
            }
        }
        text
    }
}

fn cell_at(kind: CellKind, marker_index: usize) -> Cell {
    Cell { offset: u32::try_from(marker_index + 1).unwrap_or(u32::MAX), ..Cell::new(kind, "") }
}

/// The text above the first marker is a cell only if there is something to run in it.
fn keep(cells: &mut Vec<Cell>, cell: Cell, marked: bool) {
    let runs = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if marked || cell.source.lines().any(runs) {
        cells.push(cell);
    }
}

fn marker(line: &str) -> Option<CellKind> {
    let rest = line.trim().strip_prefix("# %%")?;
    CellKind::of_name(rest.split_whitespace().next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, u32, &str)]) {
        let document = Document::parse(text);
        let actual: Vec<(&str, u32, &str)> = document
            .cells
            .iter()
            .map(|cell| (cell.kind.name(), cell.offset, cell.source.as_str()))
            .collect();
        assert_eq!(actual, expected);
        let kept: String = document.cells.iter().map(|cell| cell.source.as_str()).collect();
        let again = Document::parse(&document.to_text());
        assert_eq!(again.cells.iter().map(|cell| cell.source.as_str()).collect::<String>(), kept);
    }

    #[test]
    fn a_text_without_markers_is_one_script() {
        check("print(1)\n", &[("script", 0, "print(1)\n")]);
        check("", &[("script", 0, "")]);
    }

    #[test]
    fn markers_begin_cells() {
        check(
            "# a title\n\n# %% schema\nx = 1\n# %% ORM the query\ny = 2\n",
            &[("schema", 3, "x = 1\n"), ("orm", 5, "y = 2\n")],
        );
    }

    #[test]
    fn code_above_the_first_marker_is_a_script() {
        check("x = 1\n# %% data\ny = 2\n", &[("script", 0, "x = 1\n"), ("data", 2, "y = 2\n")]);
    }

    #[test]
    fn an_unknown_marker_is_a_comment() {
        check("# %% chart\nx = 1\n", &[("script", 0, "# %% chart\nx = 1\n")]);
    }
}
