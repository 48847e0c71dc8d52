//! An exception of a script as the report has it: at its place in the cell, with a hint.

use std::rc::Rc;

use ormlab_python::{Instance, Object, Raised, Vm};
use ormlab_sqlalchemy::Hint;

use crate::hint;
use crate::report::ScriptError;

/// The report's words for an exception that ended the cell `file` with the text `source`.
pub(crate) fn script_error(vm: &Vm, raised: &Raised, source: &str, file: &str) -> ScriptError {
    let class = raised.class();
    let value = raised.value();
    let message = vm.str(&value).map(|text| text.to_string()).unwrap_or_default();
    let type_name = class.full_name();
    let place = syntax_place(vm, &value).or_else(|| place(raised, file)).unwrap_or_default();
    let hint = raised
        .instance()
        .payload::<Hint>()
        .map(|hint| hint.0.clone())
        .or_else(|| hint::hint(&type_name, &message, source));
    forget_foreign_cause(raised);
    ScriptError {
        message,
        traceback: vm.format_traceback(raised),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        code: text_attribute(vm, &value, "code").filter(|_| type_name.starts_with("sqlalchemy.")),
        hint,
        fix: None,
        type_name,
    }
}

/// What an exception came from is shown if it came through the script; what happened below it, as a
/// driver's own error, says nothing new.
fn forget_foreign_cause(raised: &Raised) {
    let is_foreign = |cause: &Rc<Instance>| cause.exception().traceback_is_empty();
    if raised.cause().as_ref().is_some_and(is_foreign) {
        raised.instance().exception().set_cause(None);
    }
}

/// A span in a cell, counted from 1.
#[derive(Default)]
struct Place {
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

/// Where in the cell the exception went through last.
fn place(raised: &Raised, file: &str) -> Option<Place> {
    let traceback = raised.traceback();
    let entry = traceback.iter().rev().find(|entry| entry.file() == file)?;
    let span = entry.span();
    Some(Place {
        line: Some(span.line),
        column: Some(span.column + 1),
        end_line: Some(span.end_line),
        end_column: Some(span.end_column + 1),
    })
}

/// What a `SyntaxError` says of its place.
fn syntax_place(vm: &Vm, value: &Object) -> Option<Place> {
    let syntax = vm.exceptions().get("SyntaxError")?;
    if !vm.is_instance(value, syntax) {
        return None;
    }
    let number = |name: &str| {
        let found = vm.attr_if_any(value, name).ok()??;
        u32::try_from(found.as_int()?).ok().filter(|number| *number > 0)
    };
    Some(Place {
        line: number("lineno"),
        column: number("offset"),
        end_line: number("end_lineno"),
        end_column: number("end_offset"),
    })
}

fn text_attribute(vm: &Vm, value: &Object, name: &str) -> Option<String> {
    let found = vm.attr_if_any(value, name).ok()??;
    found.as_str().map(ToString::to_string)
}
