//! Texts that nest too deeply: parser, compiler and evaluator go down as deep as the text does, and the
//! stack of a browser is small.

use crate::code::{Source, Span, offset};
use crate::compile::SyntaxIssue;

/// Open brackets at one place; CPython's own bound is 200.
const MOST_BRACKETS: usize = 100;

/// Operators, dots and brackets since the last comma: what makes an expression deep.
const MOST_OPERATORS: usize = 700;

/// Levels of indentation, as CPython counts them.
const MOST_INDENTS: usize = 100;

/// What is too deep in a text, if anything.
pub(super) fn check(source: &Source) -> Option<SyntaxIssue> {
    let mut scan =
        Scan { text: source.text.as_bytes(), at: 0, brackets: 0, operators: 0, mixes_tabs: false };
    let place = scan.run()?;
    let span = Span { start: offset(place), end: offset(place + 1) };
    if scan.mixes_tabs {
        return Some(SyntaxIssue {
            kind: crate::compile::IssueKind::Tab,
            message: "inconsistent use of tabs and spaces in indentation".to_owned(),
            span: Span { start: offset(place), end: offset(place) },
        });
    }
    if scan.brackets > MOST_BRACKETS {
        return Some(SyntaxIssue::syntax("too many nested parentheses", span));
    }
    Some(SyntaxIssue {
        kind: crate::compile::IssueKind::Recursion,
        message: TOO_DEEP.to_owned(),
        span,
    })
}

const TOO_DEEP: &str = "maximum recursion depth exceeded during compilation";

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    brackets: usize,
    operators: usize,
    mixes_tabs: bool,
}

/// The width of an indentation with tabs of eight columns and of one.
#[derive(Clone, Copy, Default)]
struct Indent {
    wide: usize,
    narrow: usize,
}

impl Scan<'_> {
    fn run(&mut self) -> Option<usize> {
        let mut indents: Vec<Indent> = Vec::new();
        while let Some(byte) = self.text.get(self.at).copied() {
            match byte {
                b'#' => self.skip_line(),
                b'\'' | b'"' => self.skip_string(byte),
                b'(' | b'[' | b'{' => {
                    self.brackets += 1;
                    self.operators += 1;
                }
                b')' | b']' | b'}' => self.brackets = self.brackets.saturating_sub(1),
                b',' | b';' => self.operators = 0,
                b'\\' => self.at += 1,
                b'\n' if self.brackets == 0 => {
                    self.operators = 0;
                    if self.note_indent(&mut indents) {
                        self.mixes_tabs = true;
                        return Some(self.at + 1);
                    }
                }
                b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<'
                | b'>' | b'=' | b'.' => {
                    self.operators += 1;
                }
                // words that nest: not, lambda, if, else, await, and, or
                b' ' | b':' => self.operators += usize::from(self.word_follows()),
                _ => {}
            }
            let deep = self.brackets > MOST_BRACKETS || self.operators > MOST_OPERATORS;
            if deep || indents.len() > MOST_INDENTS {
                return Some(self.at);
            }
            self.at += 1;
        }
        None
    }

    fn word_follows(&self) -> bool {
        let rest = &self.text[self.at + 1..];
        ["not ", "lambda", "if ", "else ", "await ", "and ", "or "]
            .iter()
            .any(|word| rest.starts_with(word.as_bytes()))
    }

    /// Follows the indentation of a line; whether its tabs and spaces contradict those before.
    fn note_indent(&mut self, indents: &mut Vec<Indent>) -> bool {
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if matches!(rest.get(length), None | Some(b'\n' | b'#' | b'\r')) {
            return false;
        }
        let mut own = Indent { wide: 0, narrow: length };
        for byte in &rest[..length] {
            own.wide = if *byte == b'\t' { (own.wide / 8 + 1) * 8 } else { own.wide + 1 };
        }
        while indents.last().is_some_and(|last| last.wide > own.wide) {
            indents.pop();
        }
        let last = indents.last().copied().unwrap_or_default();
        if own.wide == last.wide {
            return own.narrow != last.narrow;
        }
        indents.push(own);
        own.narrow <= last.narrow
    }

    fn skip_line(&mut self) {
        while self.text.get(self.at + 1).is_some_and(|byte| *byte != b'\n') {
            self.at += 1;
        }
    }

    fn skip_string(&mut self, quote: u8) {
        let rest = &self.text[self.at..];
        let triple = rest.len() >= 3 && rest[1] == quote && rest[2] == quote;
        let length = if triple { 3 } else { 1 };
        self.at += length;
        while let Some(byte) = self.text.get(self.at).copied() {
            if byte == b'\\' {
                self.at += 2;
                continue;
            }
            let rest = &self.text[self.at..];
            let closes = rest.len() >= length && rest[..length].iter().all(|byte| *byte == quote);
            if closes {
                self.at += length - 1;
                return;
            }
            if byte == b'\n' && !triple {
                return;
            }
            self.at += 1;
        }
    }
}
