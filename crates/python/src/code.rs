//! Compiled code: instructions with resolved slots, each with the span of source it came from.

use std::rc::Rc;

use crate::object::Object;
use crate::object::string::Str;

pub(crate) mod fuse;
pub mod op;

use op::Op;

/// The text that code was compiled from.
pub struct Source {
    /// The file name that tracebacks show.
    pub name: Str,
    pub text: Str,
    /// Whether tracebacks show its lines: not those of `eval` and `exec`.
    pub shown: bool,
    line_starts: Vec<u32>,
}

impl Source {
    /// The source of a file.
    pub fn new(name: &str, text: &str) -> Source {
        let mut line_starts = vec![0];
        for (index, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                line_starts.push(offset(index + 1));
            }
        }
        Source {
            name: Str::intern(name),
            text: text.into(),
            shown: name != "<string>",
            line_starts,
        }
    }

    /// The line of an offset, counted from 1.
    pub fn line(&self, at: u32) -> u32 {
        offset(self.line_starts.partition_point(|start| *start <= at))
    }

    /// The characters before an offset in its line.
    pub fn column(&self, at: u32) -> u32 {
        let start = self.line_starts[self.line(at) as usize - 1] as usize;
        let before = self.text.get(start..at as usize).unwrap_or_default();
        offset(before.chars().count())
    }

    /// The text of a line, without its end.
    pub fn line_text(&self, line: u32) -> &str {
        let index = (line as usize).saturating_sub(1);
        let Some(start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |end| *end as usize);
        self.text.get(*start as usize..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// How many lines.
    pub fn line_count(&self) -> u32 {
        offset(self.line_starts.len())
    }
}

/// An offset within a source: sources end before four gigabytes.
pub(crate) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A range of offsets in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// How a function takes its arguments; the parameters are the first locals, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    pub positional_only: u32,
    /// Positional ones, the positional-only ones included.
    pub positional: u32,
    pub keyword_only: u32,
    pub var_args: bool,
    pub var_keywords: bool,
}

impl Parameters {
    /// How many locals are parameters.
    pub fn count(&self) -> usize {
        self.positional as usize
            + self.keyword_only as usize
            + usize::from(self.var_args)
            + usize::from(self.var_keywords)
    }
}

/// What a piece of code is the body of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    Module,
    Class,
    Function,
    Generator,
    Coroutine,
    AsyncGenerator,
}

/// Compiled code.
pub struct Code {
    pub name: Str,
    pub qualname: Str,
    pub source: Rc<Source>,
    pub kind: CodeKind,
    pub parameters: Parameters,
    /// The span of the whole definition.
    pub span: Span,
    pub doc: Option<Str>,
    /// The names of the locals, parameters first.
    pub local_names: Vec<Str>,
    /// The names of the own cells, then of the free ones.
    pub cell_names: Vec<Str>,
    pub own_cells: usize,
    /// Of each free cell, its place among the cells of the code around.
    pub(crate) captures: Vec<u32>,
    /// The parameters that are cells: local, cell.
    pub(crate) cell_parameters: Vec<(u32, u32)>,
    pub(crate) ops: Vec<Op>,
    pub(crate) spans: Vec<Span>,
    pub(crate) constants: Vec<Object>,
    pub(crate) names: Vec<Str>,
}

impl Code {
    /// The span of an instruction.
    pub fn span_of(&self, instruction: u32) -> Span {
        self.spans.get(instruction as usize).copied().unwrap_or_default()
    }

    /// The line of an instruction, counted from 1.
    pub fn line_of(&self, instruction: u32) -> u32 {
        self.source.line(self.span_of(instruction).start)
    }

    /// The line on which the definition starts.
    pub fn first_line(&self) -> u32 {
        self.source.line(self.span.start)
    }

    /// Whether calling it makes a generator or coroutine instead of running it.
    pub fn is_generator(&self) -> bool {
        matches!(self.kind, CodeKind::Generator | CodeKind::Coroutine | CodeKind::AsyncGenerator)
    }
}
