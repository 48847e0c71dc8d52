//! Brackets that do not match.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::Ranged;

use crate::code::{Source, Span};
use crate::compile::SyntaxIssue;

/// What is wrong with the brackets of a text.
pub(super) struct Brackets {
    /// A closing one that does not match.
    pub(super) mismatch: Option<SyntaxIssue>,
    /// The innermost one that is never closed.
    pub(super) unclosed: Option<(char, Span)>,
}

pub(super) fn check(source: &Source, tokens: &Tokens) -> Brackets {
    let mut open: Vec<(char, Span)> = Vec::new();
    let mut mismatch = None;
    for token in tokens.iter() {
        let range = token.range();
        let span = Span { start: range.start().to_u32(), end: range.end().to_u32() };
        match token.kind() {
            TokenKind::Lpar => open.push(('(', span)),
            TokenKind::Lsqb => open.push(('[', span)),
            TokenKind::Lbrace => open.push(('{', span)),
            TokenKind::Rpar => close(source, &mut open, (')', '('), span, &mut mismatch),
            TokenKind::Rsqb => close(source, &mut open, (']', '['), span, &mut mismatch),
            TokenKind::Rbrace => close(source, &mut open, ('}', '{'), span, &mut mismatch),
            _ => {}
        }
        if mismatch.is_some() {
            break;
        }
    }
    Brackets { mismatch, unclosed: open.pop() }
}

fn close(
    source: &Source,
    open: &mut Vec<(char, Span)>,
    (closing, opening): (char, char),
    span: Span,
    mismatch: &mut Option<SyntaxIssue>,
) {
    match open.pop() {
        None => *mismatch = Some(SyntaxIssue::syntax(format!("unmatched '{closing}'"), span)),
        Some((known, _)) if known == opening => {}
        Some((known, place)) => {
            let line = source.line(place.start);
            let on_line = if line == source.line(span.start) {
                String::new()
            } else {
                format!(" on line {line}")
            };
            let message = format!(
                "closing parenthesis '{closing}' does not match opening parenthesis '{known}'{on_line}"
            );
            *mismatch = Some(SyntaxIssue::syntax(message, span));
        }
    }
}
