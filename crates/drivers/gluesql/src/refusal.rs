//! GlueSQL's errors as the DBAPI's classes, and what is refused before it can go wrong.

use gluesql_core::error::{Error, ValidateError, ValueError};
use ormlab_engine::driver::{DriverError, DriverErrorKind};

/// GlueSQL's own words, under the class that says what kind of refusal it is.
pub(crate) fn refusal(error: &Error) -> DriverError {
    let violates = match error {
        Error::Validate(error) => matches!(
            error,
            ValidateError::DuplicateEntryOnUniqueField(..)
                | ValidateError::DuplicateEntryOnPrimaryKeyField(_)
        ),
        Error::Value(error) => matches!(**error, ValueError::NullValueOnNotNullField),
        Error::Insert(_) | Error::Delete(_) => is_foreign_key(error),
        _ => false,
    };
    let kind = if violates { DriverErrorKind::Integrity } else { DriverErrorKind::Operational };
    DriverError { kind, message: error.to_string() }
}

fn is_foreign_key(error: &Error) -> bool {
    let text = format!("{error:?}");
    text.contains("Referenced") || text.contains("Referencing")
}

/// `feature` is in the field's words.
pub(crate) fn unsupported(feature: &str) -> DriverError {
    DriverError {
        kind: DriverErrorKind::NotSupported,
        message: format!("{feature} is not supported by GlueSQL"),
    }
}

/// GlueSQL drops these without a word and answers something else.
pub(crate) fn check_text(sql: &str) -> Result<(), DriverError> {
    for (word, feature) in [("OVER", "a window function (OVER)"), ("FILTER", "FILTER (WHERE …)")]
    {
        if has_call(sql, word) {
            return Err(unsupported(feature));
        }
    }
    Ok(())
}

/// Whether `word (` stands outside of quotes.
fn has_call(sql: &str, word: &str) -> bool {
    let mut bare = String::with_capacity(sql.len());
    let mut quote = None;
    for c in sql.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None => bare.push(c.to_ascii_uppercase()),
        }
    }
    bare.match_indices(word).any(|(at, _)| {
        let before = bare[..at].chars().next_back();
        let is_word = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        is_word && bare[at + word.len()..].trim_start().starts_with('(')
    })
}

#[cfg(test)]
mod tests {
    use super::check_text;

    #[test]
    fn what_would_be_dropped_is_refused() {
        let check = |sql: &str, passes: bool| assert_eq!(check_text(sql).is_ok(), passes, "{sql}");
        check("SELECT row_number() OVER (ORDER BY a) FROM t", false);
        check("SELECT count(*) filter (WHERE a) FROM t", false);
        check("SELECT 'over (', \"over\" FROM t", true);
        check("SELECT rollover(a) FROM t", true);
    }
}
