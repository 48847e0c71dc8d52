//! Tracebacks as CPython 3.11 prints them.

use std::rc::Rc;

use crate::code::Span;
use crate::exception::{Raised, TracebackEntry};
use crate::object::Object;
use crate::object::instance::Instance;
use crate::vm::Vm;

mod anchor;
mod suggestion;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

/// Whether a frame is of a module of ours, which CPython would not show as such.
pub(crate) fn is_own(file: &str) -> bool {
    file.starts_with("<frozen>/")
}

/// Equal frames after these are only counted.
const REPEATED: usize = 3;

impl Vm {
    /// The traceback of an exception, with what it came from.
    pub fn format_traceback(&self, raised: &Raised) -> String {
        self.format_exception(&raised.exception)
    }

    /// The traceback of an exception, with what it came from.
    pub fn format_exception(&self, exception: &Rc<Instance>) -> String {
        let mut text = String::new();
        for (exception, introduction) in chain(exception) {
            text.push_str(introduction);
            text.push_str(&self.format_one(&exception));
        }
        text
    }

    /// The traceback of an exception alone.
    pub fn format_one(&self, exception: &Rc<Instance>) -> String {
        let mut text = String::new();
        let entries: Vec<TracebackEntry> = exception
            .exception()
            .traceback
            .borrow()
            .iter()
            .rev()
            .filter(|entry| !is_own(entry.file()))
            .cloned()
            .collect();
        if !entries.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
            text.push_str(&format_entries(&entries));
        }
        if exception.class().is_subclass(&self.exceptions.syntax_error) {
            text.push_str(&self.format_place(exception));
        }
        text.push_str(&self.format_exception_only(exception));
        text
    }

    /// The last line: class and message.
    pub fn format_exception_only(&self, exception: &Rc<Instance>) -> String {
        let class = exception.class();
        let module = class.module();
        let mut text = if *module == *"builtins" || *module == *"__main__" {
            class.qualname().to_string()
        } else {
            format!("{module}.{}", class.qualname())
        };
        let message = if class.is_subclass(&self.exceptions.syntax_error) {
            exception.dict().get_text("msg").map_or_else(
                || self.str(&Object::Instance(Rc::clone(exception))),
                |message| self.str(&message),
            )
        } else {
            self.str(&Object::Instance(Rc::clone(exception)))
        };
        match message {
            Ok(message) if message.is_empty() => {}
            Ok(message) => text.push_str(&format!(": {message}")),
            Err(_) => text.push_str(": <exception str() failed>"),
        }
        if let Some(name) = suggestion::suggestion(self, exception) {
            text.push_str(&format!(". Did you mean: '{name}'?"));
        }
        text.push('\n');
        if let Some(Object::List(notes)) =
            exception.dict_if_any().and_then(|dict| dict.get_text("__notes__"))
        {
            for note in notes.snapshot() {
                text.push_str(&self.str(&note).unwrap_or_else(|_| "<note str() failed>".into()));
                text.push('\n');
            }
        }
        text
    }

    /// The line that a `SyntaxError` is about.
    fn format_place(&self, exception: &Instance) -> String {
        let Some(dict) = exception.dict_if_any() else { return String::new() };
        let int = |name: &str| dict.get_text(name).and_then(|value| value.as_int());
        let (Some(file), Some(line)) = (dict.get_text("filename"), int("lineno")) else {
            return String::new();
        };
        let file = self.str(&file).unwrap_or_else(|_| "<string>".into());
        let mut text = format!("  File \"{file}\", line {line}\n");
        let Some(Object::Str(source)) = dict.get_text("text") else { return text };
        let source = source.trim_end_matches(['\n', '\r']);
        let shown = source.trim_start_matches([' ', '\t', '\x0c']);
        let indent = (source.chars().count() - shown.chars().count()) as i64;
        text.push_str(&format!("    {shown}\n"));
        let Some(start) = int("offset") else { return text };
        if start < 1 {
            return text;
        }
        if start - 1 < indent {
            return text;
        }
        let same_line = int("end_lineno").is_none_or(|end| end == line);
        let end = int("end_offset").filter(|end| *end > 0 && same_line);
        let length = source.chars().count() as i64;
        let end = end.unwrap_or(if same_line { start + 1 } else { length + 1 }).max(start + 1);
        let start = (start - 1 - indent).max(0);
        let count = (end - 1 - indent - start).max(1);
        let blank: String = shown
            .chars()
            .take(start as usize)
            .map(|char| if char == '\t' { '\t' } else { ' ' })
            .collect();
        let blank = format!("{blank}{}", " ".repeat(start as usize - blank.chars().count()));
        text.push_str(&format!("    {blank}{}\n", "^".repeat(count as usize)));
        text
    }
}

/// An exception with those it came from, the first cause first, and how each is introduced.
fn chain(exception: &Rc<Instance>) -> Vec<(Rc<Instance>, &'static str)> {
    let mut chain = vec![(Rc::clone(exception), "")];
    let mut at = Rc::clone(exception);
    loop {
        let state = at.exception();
        let cause = state.cause.borrow().clone();
        let context = state.context.borrow().clone();
        let (next, introduction) = match (cause, context) {
            (Some(cause), _) => (cause, CAUSE),
            (None, Some(context)) if !state.suppress_context.get() => (context, CONTEXT),
            _ => break,
        };
        if chain.iter().any(|(known, _)| Rc::ptr_eq(known, &next)) {
            break;
        }
        if let Some(last) = chain.last_mut() {
            last.1 = introduction;
        }
        chain.push((Rc::clone(&next), ""));
        at = next;
    }
    chain.reverse();
    chain
}

fn format_entries(entries: &[TracebackEntry]) -> String {
    let mut text = String::new();
    let mut repeated = 0;
    for (index, entry) in entries.iter().enumerate() {
        let is_same = index > 0 && {
            let last = &entries[index - 1];
            last.file() == entry.file()
                && last.line() == entry.line()
                && last.function() == entry.function()
        };
        repeated = if is_same { repeated + 1 } else { 0 };
        if repeated < REPEATED {
            text.push_str(&format_entry(entry));
        }
        let ends = entries.get(index + 1).is_none_or(|next| {
            next.file() != entry.file()
                || next.line() != entry.line()
                || next.function() != entry.function()
        });
        if ends && repeated >= REPEATED {
            let more = repeated + 1 - REPEATED;
            let plural = if more == 1 { "" } else { "s" };
            text.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
        }
    }
    text
}

fn format_entry(entry: &TracebackEntry) -> String {
    let source = &entry.code.source;
    let line = entry.line();
    let mut text = format!("  File \"{}\", line {line}, in {}\n", entry.file(), entry.function());
    let full = source.line_text(line);
    let shown = full.trim();
    if shown.is_empty() || !source.shown {
        return text;
    }
    text.push_str(&format!("    {shown}\n"));
    if let Some(carets) = carets(entry, full) {
        text.push_str(&format!("    {carets}\n"));
    }
    text
}

/// What marks the part of a line that was running, unless that is all of it.
fn carets(entry: &TracebackEntry, full: &str) -> Option<String> {
    let source = &entry.code.source;
    let Span { start, end } = entry.code.span_of(entry.instruction);
    if start == end {
        return None;
    }
    let first = source.column(start) as usize;
    let one_line = source.line(start) == source.line(end);
    let last = if one_line { source.column(end) as usize } else { full.trim_end().chars().count() };
    let anchors = if one_line {
        let segment: String = full.chars().skip(first).take(last - first).collect();
        anchor::anchors(&segment)
    } else {
        None
    };
    let indent = full.chars().count() - full.trim_start().chars().count();
    if anchors.is_none() && last - first == full.chars().count() - indent {
        return None;
    }
    let chars: Vec<char> = full.chars().collect();
    let before = chars.get(indent..first).unwrap_or_default();
    let mut carets = " ".repeat(before.iter().map(|char| columns(*char)).sum());
    for (offset, char) in chars.iter().skip(first).take(last.saturating_sub(first)).enumerate() {
        let mark = match anchors {
            Some((left, right)) if offset < left || offset >= right => '~',
            _ => '^',
        };
        carets.extend(std::iter::repeat_n(mark, columns(*char)));
    }
    Some(carets)
}

/// How many columns a character takes in a terminal.
fn columns(char: char) -> usize {
    let wide = matches!(u32::from(char),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff | 0x20000..=0x3fffd);
    if wide { 2 } else { 1 }
}
