//! What the lab noticed, with a fix and its measured effect.

use serde::{Deserialize, Serialize};

/// Sort of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// Several lazy loads of one relationship whose owners came from one result.
    NPlusOne,
    /// One statement with the same parameters, sent again with nothing written between.
    Duplicate,
}

/// One finding, at its line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub kind: FindingKind,
    /// Position of the cell in the document.
    pub cell: usize,
    /// The line that sent the statements.
    pub line: Option<u32>,
    /// Statements concerned.
    pub count: usize,
    pub message: String,
    /// `User.posts`, where it is about one.
    pub relationship: Option<String>,
    /// The statement whose result brought the owners.
    pub parent: Option<usize>,
    /// The statements concerned, by their ids in the cell.
    pub statements: Vec<usize>,
    pub fix: Option<Fix>,
}

/// A change of the cell's text that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    pub title: String,
    /// Not overlapping, in the order of the text.
    pub edits: Vec<TextEdit>,
    /// `None` where the fix was not run.
    pub forecast: Option<Forecast>,
}

impl Fix {
    /// The cell's text with the fix in it.
    pub fn apply(&self, source: &str) -> String {
        let mut text = source.to_owned();
        for edit in self.edits.iter().rev() {
            let (start, end) = (offset(source, edit.start), offset(source, edit.end));
            text.replace_range(start..end.max(start), &edit.text);
        }
        text
    }
}

/// Replaces a span of characters by a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// In characters from the start of the cell.
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// What running the fix showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    pub statements_before: usize,
    pub statements_after: usize,
    /// Whether the cell printed the same.
    pub same_output: bool,
}

fn offset(source: &str, characters: usize) -> usize {
    source.char_indices().nth(characters).map_or(source.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_by_character_from_the_end() {
        let edit = |start, end, text: &str| TextEdit { start, end, text: text.to_owned() };
        let edits = vec![edit(0, 0, "a"), edit(2, 3, "bc"), edit(9, 9, "!")];
        let fix = Fix { title: String::new(), edits, forecast: None };
        assert_eq!(fix.apply("é-x-"), "aé-bc-!");
    }
}
