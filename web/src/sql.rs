//! SQL as coloured pieces, for the statement list.
//!
//! A scanner, not a parser: it must show any text that the engine sent, valid or not, unchanged.
//! Called by `components::statement`.

/// What a piece of SQL is to the eye; the name is its CSS class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Keyword,
    Call,
    String,
    Number,
    Bind,
    Comment,
    Plain,
}

impl Kind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Kind::Keyword => "keyword",
            Kind::Call => "call",
            Kind::String => "string",
            Kind::Number => "number",
            Kind::Bind => "bind",
            Kind::Comment => "comment",
            Kind::Plain => "plain",
        }
    }
}

/// Cuts `sql` into pieces that, put together, are `sql` again.
pub(crate) fn pieces(sql: &str) -> Vec<(Kind, &str)> {
    let mut pieces: Vec<(Kind, &str)> = Vec::new();
    let mut rest = sql;
    let mut start = 0;
    while !rest.is_empty() {
        let (kind, length) = next_piece(rest);
        match pieces.last_mut() {
            // Neighbours of one kind are one element in the page.
            Some((last, text)) if *last == Kind::Plain && kind == Kind::Plain => {
                *text = &sql[start - text.len()..start + length];
            }
            _ => pieces.push((kind, &rest[..length])),
        }
        start += length;
        rest = &sql[start..];
    }
    pieces
}

fn next_piece(rest: &str) -> (Kind, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '\'' => (Kind::String, quoted(rest, '\'')),
        '"' | '`' => (Kind::Plain, quoted(rest, first)),
        '-' if rest.starts_with("--") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
        '?' => (Kind::Bind, 1),
        ':' | '$' | '%' => bind(rest),
        '0'..='9' => (Kind::Number, span(rest, |c| c.is_ascii_alphanumeric() || c == '.')),
        c if c.is_alphabetic() || c == '_' => word(rest),
        c => (Kind::Plain, c.len_utf8()),
    }
}

/// `:name`, `$1`, `%(name)s`; a lone sign or a `::` cast is plain.
fn bind(rest: &str) -> (Kind, usize) {
    if rest.starts_with("::") {
        return (Kind::Plain, 2);
    }
    if rest.starts_with("%(") {
        return match rest.find(")s") {
            Some(end) => (Kind::Bind, end + 2),
            None => (Kind::Plain, 1),
        };
    }
    match span(&rest[1..], is_word) {
        0 => (Kind::Plain, 1),
        length => (Kind::Bind, 1 + length),
    }
}

fn word(rest: &str) -> (Kind, usize) {
    let length = span(rest, is_word);
    let text = &rest[..length];
    let called = rest[length..].starts_with('(');
    let kind = if is_keyword(text) {
        Kind::Keyword
    } else if called {
        Kind::Call
    } else {
        Kind::Plain
    };
    (kind, length)
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            continue;
        }
        // A doubled quote is one quote inside the text.
        if characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    rest.len()
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Only upper case counts: SQLAlchemy writes its keywords so, and a column may be named `order`.
fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Sorted, for the binary search.
const KEYWORDS: &[&str] = &[
    "ALL",
    "ALTER",
    "ALWAYS",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BIGINT",
    "BLOB",
    "BOOLEAN",
    "BY",
    "CASCADE",
    "CASE",
    "CAST",
    "CHAR",
    "CHECK",
    "COLLATE",
    "COLUMN",
    "COMMIT",
    "CONFLICT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DATE",
    "DATETIME",
    "DECIMAL",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DOUBLE",
    "DROP",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "EXCLUDED",
    "EXISTS",
    "FALSE",
    "FETCH",
    "FILTER",
    "FIRST",
    "FLOAT",
    "FOLLOWING",
    "FOR",
    "FOREIGN",
    "FROM",
    "FULL",
    "GENERATED",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTEGER",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "JSON",
    "KEY",
    "LAST",
    "LATERAL",
    "LEFT",
    "LIKE",
    "LIMIT",
    "NOT",
    "NOTHING",
    "NULL",
    "NULLS",
    "NUMERIC",
    "OF",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "PARTITION",
    "PRAGMA",
    "PRECEDING",
    "PRECISION",
    "PRIMARY",
    "RANGE",
    "REAL",
    "RECURSIVE",
    "REFERENCES",
    "RELEASE",
    "RETURNING",
    "RIGHT",
    "ROLLBACK",
    "ROW",
    "ROWS",
    "SAVEPOINT",
    "SELECT",
    "SET",
    "SMALLINT",
    "TABLE",
    "TEMPORARY",
    "TEXT",
    "THEN",
    "TIME",
    "TIMESTAMP",
    "TO",
    "TRUE",
    "UNBOUNDED",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "VARCHAR",
    "VIEW",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
    "WITHIN",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(Kind, &str)]) {
        let found = pieces(sql);
        let text: String = found.iter().map(|(_, text)| *text).collect();
        assert_eq!(text, sql, "no character is lost");
        let coloured: Vec<_> = found.into_iter().filter(|(kind, _)| *kind != Kind::Plain).collect();
        assert_eq!(coloured, expected);
    }

    #[test]
    fn a_select_has_keywords_calls_and_binds() {
        check(
            "SELECT count(users.id) AS n\nFROM users WHERE users.name = ? LIMIT 10",
            &[
                (Kind::Keyword, "SELECT"),
                (Kind::Call, "count"),
                (Kind::Keyword, "AS"),
                (Kind::Keyword, "FROM"),
                (Kind::Keyword, "WHERE"),
                (Kind::Bind, "?"),
                (Kind::Keyword, "LIMIT"),
                (Kind::Number, "10"),
            ],
        );
    }

    #[test]
    fn quotes_hide_what_is_inside_them() {
        check("'it''s SELECT' \"ORDER\"", &[(Kind::String, "'it''s SELECT'")]);
        check("'never closed ?", &[(Kind::String, "'never closed ?")]);
    }

    #[test]
    fn binds_come_in_every_parameter_style() {
        check(":a %(b)s $1 x::y", &[(Kind::Bind, ":a"), (Kind::Bind, "%(b)s"), (Kind::Bind, "$1")]);
    }

    #[test]
    fn letters_of_any_script_are_kept() {
        check("grün → 'ß'", &[(Kind::String, "'ß'")]);
    }

    #[test]
    fn the_keyword_list_is_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
