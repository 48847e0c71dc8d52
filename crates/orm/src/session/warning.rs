//! Warnings of a session, errors in full, and why its statements are sent.

use ormlab_core::Error;
use ormlab_engine::statement_log::{Cause, CauseGuard, Origin};

use super::Session;

/// Until it is dropped, loads are said to be caused by a cascade.
pub(crate) struct CauseScope {
    #[allow(dead_code, reason = "held for its drop")]
    guard: Option<CauseGuard>,
}

impl Session {
    /// Says a warning of the class `SAWarning`, where anyone listens.
    pub fn warn(&self, message: &str) {
        if let Some(environment) = self.environment() {
            let message = if self.in_autoflush.get() {
                format!(
                    "{message} (This warning originated from the Session 'autoflush' process, which was invoked automatically in response to a user-initiated operation. Consider using ``no_autoflush`` context manager if this warning happened while initializing objects.)"
                )
            } else {
                message.to_owned()
            };
            // A filter that makes an error of the warning cannot be obeyed here: half a change was made.
            let _ = environment.warn(&message);
        }
    }

    /// Warns that an operation comes while the statements of a flush are being sent.
    pub(crate) fn warn_in_flush(&self, operation: &str) {
        if self.executing_flush.get() {
            self.warn(&format!(
                "Usage of the '{operation}' operation is not currently supported within the execution stage of the flush process. Results may not be consistent.  Consider using alternative event listeners or connection-level operations instead."
            ));
        }
    }

    /// Until it is dropped, statements are said to be caused by that.
    pub(crate) fn cause(&self, origin: Origin) -> CauseScope {
        let log = self.environment().and_then(|environment| environment.statements.clone());
        CauseScope { guard: log.map(|log| log.with_cause(Cause::new(origin))) }
    }

    pub(crate) fn flush_cause(&self) -> CauseScope {
        self.cause(self.flush_origin.replace(Origin::Flush))
    }
}

/// An error as Python prints it: with its statement and the link to its background.
pub fn render_error(error: &Error) -> String {
    let mut lines = vec![error.message.clone()];
    lines.splice(0..0, error.details.iter().map(|detail| format!("({detail})")));
    if let Some(statement) = &error.statement {
        lines.push(format!("[SQL: {}]", statement.sql));
        match (&statement.parameters, statement.hide_parameters) {
            (Some(_), true) => {
                lines.push("[SQL parameters hidden due to hide_parameters=True]".to_owned());
            }
            (Some(parameters), false) => lines.push(format!("[parameters: {parameters}]")),
            (None, _) => {}
        }
    }
    let text = lines.join("\n");
    let separator = if error.refusal.is_some() || error.statement.is_some() { "\n" } else { " " };
    match error.code {
        Some(code) => format!(
            "{text}{separator}(Background on this error at: https://sqlalche.me/e/21/{code})"
        ),
        None => text,
    }
}
