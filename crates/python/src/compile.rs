//! From syntax to code: scopes first, then instructions with resolved slots.

mod call;
mod compiler;
mod control;
mod display;
mod expr;
mod function;
mod handler;
mod pattern;
mod scope;
mod statement;
mod target;
mod text;
mod warning;

pub(crate) use compiler::{compile_expression, compile_module};

use crate::code::Span;

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxIssue {
    pub(crate) kind: IssueKind,
    pub(crate) message: String,
    pub(crate) span: Span,
}

/// The class of the exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IssueKind {
    Syntax,
    Indentation,
    Tab,
    /// Nested too deeply: a `RecursionError`.
    Recursion,
    /// Python, but not ours yet.
    Unsupported,
}

impl SyntaxIssue {
    pub(crate) fn syntax(message: impl Into<String>, span: Span) -> SyntaxIssue {
        SyntaxIssue { kind: IssueKind::Syntax, message: message.into(), span }
    }

    pub(crate) fn unsupported(what: &str, span: Span) -> SyntaxIssue {
        let message = format!("ormlab does not support {what} yet");
        SyntaxIssue { kind: IssueKind::Unsupported, message, span }
    }
}

/// Code, and what is to be warned of: line and message.
pub(crate) struct Program {
    pub(crate) code: crate::code::Code,
    pub(crate) warnings: Vec<(u32, String)>,
}

pub(crate) type Compiled<T = ()> = Result<T, SyntaxIssue>;
