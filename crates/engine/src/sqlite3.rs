//! Python's `sqlite3` module as drivers of SQLite must behave: when it begins a transaction, what it
//! refuses, how it names SQLite's errors.
//!
//! Pure functions on statement texts and messages, shared by every driver of SQLite.

use crate::driver::{DriverError, DriverErrorKind};

/// What a statement does to the transaction of its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// INSERT, UPDATE, DELETE, REPLACE: a transaction is begun before it unless one is open.
    Writes,
    /// `BEGIN`, or a `SAVEPOINT` outside of a transaction.
    Begins,
    /// `COMMIT`, `END` or `ROLLBACK`, but not `ROLLBACK TO`.
    Ends,
    None,
}

/// The effect of a statement, by its first words, as the module looks at it.
pub fn effect(sql: &str) -> Effect {
    let text = skip_comments(sql);
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_ascii_uppercase();
    match first.as_str() {
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" => Effect::Writes,
        "BEGIN" | "SAVEPOINT" => Effect::Begins,
        "COMMIT" | "END" => Effect::Ends,
        "ROLLBACK" if !words.any(|word| word.eq_ignore_ascii_case("TO")) => Effect::Ends,
        _ => Effect::None,
    }
}

/// Whether there is nothing to run: blanks, comments, semicolons.
pub fn is_empty(sql: &str) -> bool {
    skip_comments(sql).trim_start_matches(';').trim().is_empty()
}

/// Whether it is a `RELEASE`, which ends the transaction if its savepoint began one.
pub fn releases(sql: &str) -> bool {
    skip_comments(sql).get(..7).is_some_and(|word| word.eq_ignore_ascii_case("RELEASE"))
}

fn skip_comments(sql: &str) -> &str {
    let mut text = sql.trim_start();
    loop {
        let rest = if let Some(rest) = text.strip_prefix("--") {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(rest) = text.strip_prefix("/*") {
            rest.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return text;
        };
        text = rest.trim_start();
    }
}

/// The refusal that SQLite's message stands for, where its code is not at hand.
pub fn refusal(message: &str) -> DriverError {
    let kind = if message.ends_with("constraint failed")
        || message.contains(" constraint failed: ")
        || message == "datatype mismatch"
    {
        DriverErrorKind::Integrity
    } else if message == MANY_STATEMENTS
        || message == MANY_OF_OTHERS
        || message == CLOSED
        || message.starts_with("Incorrect number of bindings")
    {
        DriverErrorKind::Programming
    } else if message == "string or blob too big" {
        DriverErrorKind::Data
    } else if message == "database disk image is malformed" {
        DriverErrorKind::Database
    } else {
        DriverErrorKind::Operational
    };
    DriverError { kind, message: message.to_owned() }
}

/// Refused: more than one statement in one text.
pub const MANY_STATEMENTS: &str = "You can only execute one statement at a time.";

/// Refused: many sets of parameters for anything but a write.
pub const MANY_OF_OTHERS: &str = "executemany() can only execute DML statements.";

/// Refused: any use of a closed connection.
pub const CLOSED: &str = "Cannot operate on a closed database.";

/// The refusal of a wrong number of parameters.
pub fn wrong_bindings(uses: usize, given: usize) -> DriverError {
    refusal(&format!(
        "Incorrect number of bindings supplied. The current statement uses {uses}, and there are \
         {given} supplied."
    ))
}

/// The places of the `?` of a statement, outside of strings, names and comments.
pub fn placeholders(sql: &str) -> Vec<usize> {
    let bytes = sql.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'?' => {
                found.push(at);
                at + 1
            }
            quote @ (b'\'' | b'"' | b'`') => after(bytes, at + 1, &[quote]),
            b'[' => after(bytes, at + 1, b"]"),
            b'-' if bytes.get(at + 1) == Some(&b'-') => after(bytes, at + 2, b"\n"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => after(bytes, at + 2, b"*/"),
            _ => at + 1,
        };
    }
    found
}

/// The place after the next `end`.
fn after(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(end.len()).position(|window| window == end);
    found.map_or(bytes.len(), |place| from + place + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_tell_the_effect() {
        let check = |sql: &str, expected: Effect| assert_eq!(effect(sql), expected, "{sql}");
        check("\n-- a note\n/* and\nanother */ insert into t values (1)", Effect::Writes);
        check("REPLACE INTO t VALUES (1)", Effect::Writes);
        check("BEGIN", Effect::Begins);
        check("ROLLBACK", Effect::Ends);
        check("ROLLBACK TO SAVEPOINT sa_savepoint_1", Effect::None);
        check("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", Effect::None);
        check("-- nothing", Effect::None);
    }

    #[test]
    fn messages_name_their_kind() {
        let check = |message: &str, kind| assert_eq!(refusal(message).kind, kind, "{message}");
        check("UNIQUE constraint failed: t.a", DriverErrorKind::Integrity);
        check("FOREIGN KEY constraint failed", DriverErrorKind::Integrity);
        check("no such table: t", DriverErrorKind::Operational);
        check(MANY_STATEMENTS, DriverErrorKind::Programming);
    }

    #[test]
    fn question_marks_count_outside_of_quotes() {
        let check =
            |sql: &str, expected: usize| assert_eq!(placeholders(sql).len(), expected, "{sql}");
        check("SELECT ?, '?', \"?\", [?] -- ?\n, /* ? */ ?", 2);
        check("SELECT 'it''s ?', ?", 1);
        check("SELECT '?", 0);
    }

    #[test]
    fn comments_alone_are_nothing_to_run() {
        assert!(is_empty(" -- x"));
        assert!(is_empty(";;"));
        assert!(!is_empty("; SELECT 1"));
    }
}
