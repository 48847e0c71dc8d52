//! Parsing, and what CPython would say about a text that is no program.

use std::rc::Rc;

use ruff_python_parser::{Mode as ParseMode, ParseOptions};

use crate::code::Source;
use crate::compile::{
    Compiled, IssueKind, Program, SyntaxIssue, compile_expression, compile_module,
};
use crate::eval::Mode;
use crate::exception::Raised;
use crate::object::Object;
use crate::vm::Vm;

mod bracket;
mod complaint;
mod depth;
mod guess;

/// Parses and compiles.
pub(crate) fn compile(source: &Rc<Source>, mode: Mode) -> Compiled<Program> {
    if let Some(place) = source.text.find('\0') {
        let span = crate::code::Span {
            start: crate::code::offset(place),
            end: crate::code::offset(place + 1),
        };
        return Err(SyntaxIssue::syntax("source code string cannot contain null bytes", span));
    }
    if let Some(issue) = depth::check(source) {
        return Err(issue);
    }
    if mode == Mode::Eval {
        let options = ParseOptions::from(ParseMode::Expression);
        let parsed = ruff_python_parser::parse_unchecked(
            source.text.trim_start_matches([' ', '\t']),
            options,
        );
        if let Some(issue) = complaint::first_issue(source, parsed.errors(), parsed.tokens()) {
            return Err(issue);
        }
        return match parsed.syntax() {
            ruff_python_ast::Mod::Expression(module) => compile_expression(&module.body, source),
            ruff_python_ast::Mod::Module(_) => {
                Err(SyntaxIssue::syntax("invalid syntax", crate::code::Span::default()))
            }
        };
    }
    let parsed = ruff_python_parser::parse_unchecked_source(
        &source.text,
        ruff_python_ast::PySourceType::Python,
    );
    if let Some(issue) = complaint::first_issue(source, parsed.errors(), parsed.tokens()) {
        return Err(issue);
    }
    compile_module(&parsed.syntax().body, source, mode == Mode::Interactive)
}

/// The exception of an issue.
pub(crate) fn raise(vm: &Vm, source: &Source, issue: &SyntaxIssue) -> Box<Raised> {
    let class = match issue.kind {
        IssueKind::Syntax => &vm.exceptions.syntax_error,
        IssueKind::Indentation => {
            vm.exceptions.get("IndentationError").unwrap_or(&vm.exceptions.syntax_error)
        }
        IssueKind::Tab => vm.exceptions.get("TabError").unwrap_or(&vm.exceptions.syntax_error),
        IssueKind::Recursion => return vm.raise(&vm.exceptions.recursion, issue.message.as_str()),
        IssueKind::Unsupported => {
            let line = source.line(issue.span.start);
            let message = format!("{} (line {line})", issue.message);
            return vm.raise(&vm.exceptions.not_implemented, message);
        }
    };
    let line = source.line(issue.span.start);
    let place = |at: u32| Object::Int(i64::from(source.column(at)) + 1);
    let text = format!("{}\n", source.line_text(line));
    let fields = [
        ("filename", Object::Str(source.name.clone())),
        ("lineno", Object::Int(i64::from(line))),
        ("offset", place(issue.span.start)),
        ("text", Object::from(text)),
        ("end_lineno", Object::Int(i64::from(source.line(issue.span.end)))),
        ("end_offset", place(issue.span.end)),
    ];
    let message = Object::from(issue.message.as_str());
    let details = Object::tuple(fields.iter().map(|(_, value)| value.clone()));
    let raised = vm.raise_with(class, vec![message.clone(), details]);
    let dict = raised.exception.dict();
    dict.set_text("msg", message);
    for (name, value) in fields {
        dict.set_text(name, value);
    }
    raised
}
