//! What only the text of `CREATE TABLE` tells: names of constraints, CHECKs, expressions.

use std::rc::Rc;

use ormlab_core::Value;

/// A `FOREIGN KEY` of the table, not of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextForeignKey {
    pub(super) name: Option<Rc<str>>,
    pub(super) columns: Vec<Rc<str>>,
    pub(super) table: Rc<str>,
    pub(super) referred: Vec<Rc<str>>,
    pub(super) options: Vec<(Rc<str>, Value)>,
}

/// The name and the columns of a UNIQUE.
pub(super) type TextUnique = (Option<Rc<str>>, Vec<Rc<str>>);

/// The constraints of a table as its text has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TableText {
    pub(super) primary_key_name: Option<Rc<str>>,
    pub(super) foreign_keys: Vec<TextForeignKey>,
    /// Those of the table first, then those of columns.
    pub(super) uniques: Vec<TextUnique>,
    pub(super) checks: Vec<(Option<Rc<str>>, Rc<str>)>,
    /// Expressions of generated columns.
    pub(super) computed: Vec<(Rc<str>, Rc<str>)>,
    /// What follows the columns, in upper case: `WITHOUT`, `ROWID`, `STRICT`.
    pub(super) options: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'a> {
    /// A word, a number, an operator: as written.
    Word(&'a str),
    /// A name in quotes, without them.
    Name(String),
    /// A string literal.
    Literal,
    Comma,
    /// What stands in parentheses, without them.
    Group(&'a str),
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn name(&self) -> Option<Rc<str>> {
        match self {
            Token::Word(word) => Some(Rc::from(*word)),
            Token::Name(name) => Some(Rc::from(name.as_str())),
            _ => None,
        }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = next_token(rest, first);
        tokens.extend(token);
        rest = rest[length..].trim_start();
    }
    tokens
}

fn next_token(rest: &str, first: char) -> (Option<Token<'_>>, usize) {
    let quoted = |end: char| {
        let length = quoted_length(rest, end);
        let inside = rest[1..length].strip_suffix(end).unwrap_or(&rest[1..length]);
        let doubled = format!("{end}{end}");
        (Some(Token::Name(inside.replace(&doubled, &end.to_string()))), length)
    };
    match first {
        '"' | '`' => quoted(first),
        '[' => quoted(']'),
        '\'' => (Some(Token::Literal), quoted_length(rest, '\'')),
        ',' => (Some(Token::Comma), 1),
        '(' => {
            let length = group_length(rest);
            let inside = rest[1..length].strip_suffix(')').unwrap_or(&rest[1..length]);
            (Some(Token::Group(inside)), length)
        }
        _ if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
        _ if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
        c if c.is_alphanumeric() || c == '_' => {
            let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            (Some(Token::Word(&rest[..length])), length)
        }
        c => (Some(Token::Word(&rest[..c.len_utf8()])), c.len_utf8()),
    }
}

/// Length of a quoted text with its quotes; a doubled quote is within.
fn quoted_length(text: &str, end: char) -> usize {
    let mut from = 1;
    while let Some(found) = text[from..].find(end) {
        from += found + 1;
        if !text[from..].starts_with(end) {
            return from;
        }
        from += 1;
    }
    text.len()
}

/// Length of a text in parentheses with them.
fn group_length(text: &str) -> usize {
    let mut at = 1;
    while let Some(first) = text[at..].chars().next() {
        match first {
            ')' => return at + 1,
            '(' => at += group_length(&text[at..]),
            '"' | '`' | '\'' => at += quoted_length(&text[at..], first),
            '[' => at += quoted_length(&text[at..], ']'),
            other => at += other.len_utf8(),
        }
    }
    text.len()
}

fn names(group: &str) -> Vec<Rc<str>> {
    let items = tokens(group);
    items.split(|token| *token == Token::Comma).filter_map(|item| item.first()?.name()).collect()
}

impl TableText {
    /// Reads the text; what is no `CREATE TABLE` says nothing.
    pub(super) fn read(sql: &str) -> TableText {
        let mut text = TableText::default();
        let all = tokens(sql);
        let Some(place) = all.iter().position(|token| matches!(token, Token::Group(_))) else {
            return text;
        };
        let Token::Group(body) = all[place] else { return text };
        if !all[..place].iter().any(|token| token.is("TABLE")) {
            return text;
        }
        let words = all[place + 1..].iter().filter_map(Token::name);
        text.options = words.map(|word| word.to_ascii_uppercase()).collect();
        let items = tokens(body);
        let mut of_columns = Vec::new();
        for item in items.split(|token| *token == Token::Comma) {
            text.read_item(item, &mut of_columns);
        }
        text.uniques.extend(of_columns);
        text
    }

    fn read_item(&mut self, item: &[Token<'_>], of_columns: &mut Vec<TextUnique>) {
        let starts = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        let Some(first) = item.first() else { return };
        if starts.iter().any(|word| first.is(word)) {
            self.read_constraints(item, None, of_columns);
        } else if let Some(column) = first.name() {
            self.read_constraints(&item[1..], Some(&column), of_columns);
        }
    }

    /// The constraints of a column, or the one of the table.
    fn read_constraints(
        &mut self,
        tokens: &[Token<'_>],
        column: Option<&Rc<str>>,
        of_columns: &mut Vec<TextUnique>,
    ) {
        let mut name = None;
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1);
            if token.is("CONSTRAINT") {
                name = next.and_then(Token::name);
            } else if token.is("PRIMARY") {
                self.primary_key_name = name.take().or(self.primary_key_name.take());
            } else if token.is("UNIQUE") {
                match (next, column) {
                    (Some(Token::Group(group)), None) => {
                        self.uniques.push((name.take(), names(group)));
                    }
                    (_, Some(column)) => of_columns.push((None, vec![column.clone()])),
                    _ => {}
                }
            } else if let (true, Some(Token::Group(group))) = (token.is("CHECK"), next) {
                self.checks.push((name.take(), group.trim().into()));
            } else if let (true, Some(Token::Group(group)), Some(column)) =
                (token.is("AS"), next, column)
            {
                self.computed.push((column.clone(), (*group).into()));
            } else if token.is("FOREIGN") && column.is_none() {
                self.foreign_keys.extend(foreign_key(name.take(), &tokens[index..]));
            }
        }
    }
}

/// `FOREIGN KEY (a) REFERENCES t (b) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED`.
fn foreign_key(name: Option<Rc<str>>, tokens: &[Token<'_>]) -> Option<TextForeignKey> {
    let Some(Token::Group(columns)) = tokens.get(2) else { return None };
    let columns = names(columns);
    let place = tokens.iter().position(|token| token.is("REFERENCES"))?;
    let table = tokens.get(place + 1)?.name()?;
    let (referred, rest) = match tokens.get(place + 2) {
        Some(Token::Group(group)) => (names(group), &tokens[place + 3..]),
        _ => (columns.clone(), tokens.get(place + 2..).unwrap_or_default()),
    };
    let options = foreign_key_options(rest);
    Some(TextForeignKey { name, columns, table, referred, options })
}

fn foreign_key_options(tokens: &[Token<'_>]) -> Vec<(Rc<str>, Value)> {
    let words: Vec<String> =
        tokens.iter().filter_map(Token::name).map(|word| word.to_ascii_uppercase()).collect();
    let mut options: Vec<(Rc<str>, Value)> = Vec::new();
    let action = |from: usize| {
        let two = words.get(from).is_some_and(|word| word == "SET" || word == "NO");
        words.get(from..from + 1 + usize::from(two)).unwrap_or_default().join(" ")
    };
    for (event, option) in [("DELETE", "ondelete"), ("UPDATE", "onupdate")] {
        let place = words.windows(2).position(|pair| pair[0] == "ON" && pair[1] == event);
        let action = place.map(|place| action(place + 2)).unwrap_or_default();
        if !action.is_empty() && action != "NO ACTION" {
            options.push((option.into(), Value::from(action)));
        }
    }
    if let Some(place) = words.iter().position(|word| word == "DEFERRABLE") {
        let not = place > 0 && words[place - 1] == "NOT";
        options.push(("deferrable".into(), Value::Bool(!not)));
    }
    let place = words.iter().position(|word| word == "INITIALLY");
    if let Some(when) = place.and_then(|place| words.get(place + 1)) {
        options.push(("initially".into(), Value::from(when.as_str())));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Rc<str> {
        text.into()
    }

    #[test]
    fn constraints_are_read_from_the_text() {
        let sql = "CREATE TABLE \"my t\" (\n\tid INTEGER NOT NULL, \n\tn VARCHAR(10) UNIQUE, x NUMERIC(5, 2) \
                   CHECK (x > (0)), c INTEGER GENERATED ALWAYS AS (id+1), \n\tCONSTRAINT pk PRIMARY KEY \
                   (id), CONSTRAINT \"u 1\" UNIQUE (n, \"x\"), CONSTRAINT ck CHECK (n != ')'), \
                   CONSTRAINT fk FOREIGN KEY(x) REFERENCES other (y) ON DELETE SET NULL ON UPDATE \
                   NO ACTION DEFERRABLE INITIALLY DEFERRED) STRICT";
        let read = TableText::read(sql);
        assert_eq!(read.primary_key_name.as_deref(), Some("pk"));
        let uniques =
            vec![(Some(text("u 1")), vec![text("n"), text("x")]), (None, vec![text("n")])];
        assert_eq!(read.uniques, uniques);
        let checks = vec![(None, text("x > (0)")), (Some(text("ck")), text("n != ')'"))];
        assert_eq!(read.checks, checks);
        assert_eq!(read.computed, [(text("c"), text("id+1"))]);
        assert_eq!(read.options, ["STRICT"]);
        let key = &read.foreign_keys[0];
        assert_eq!((key.name.as_deref(), &*key.table), (Some("fk"), "other"));
        let options: Vec<String> =
            key.options.iter().map(|(name, value)| format!("{name}={}", value.repr())).collect();
        assert_eq!(options, ["ondelete='SET NULL'", "deferrable=True", "initially='DEFERRED'"]);
    }

    #[test]
    fn odd_texts_do_no_harm() {
        for sql in ["", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t (", "CREATE TABLE t (a, 'b"] {
            let read = TableText::read(sql);
            assert!(read.checks.is_empty() && read.uniques.is_empty(), "{sql}");
        }
    }
}
