//! Sets of characters: `[a-z]`, `\d`, `\w`, `\s`.

/// A set of characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    pub(super) negated: bool,
    pub(super) items: Vec<Item>,
}

/// A part of a set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Char(char),
    Range(char, char),
    Kind(Kind, bool),
}

/// A named set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Digit,
    Word,
    Space,
}

impl Kind {
    pub(super) fn has(self, char: char, ascii: bool) -> bool {
        match self {
            Kind::Digit if ascii => char.is_ascii_digit(),
            Kind::Digit => {
                char.is_ascii_digit()
                    || (!char.is_ascii() && char.is_numeric() && !is_no_decimal(char))
            }
            Kind::Word if ascii => char.is_ascii_alphanumeric() || char == '_',
            Kind::Word => char.is_alphanumeric() || char == '_',
            Kind::Space if ascii => matches!(char, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c'),
            Kind::Space => char.is_whitespace() || ('\x1c'..='\x1f').contains(&char),
        }
    }
}

/// Numbers that are no decimal digits: superscripts, fractions, circled and Roman ones.
fn is_no_decimal(char: char) -> bool {
    matches!(char, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'..='\u{218b}'
        | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3000}'..='\u{33ff}' | '\u{4e00}'..='\u{9fff}')
}

/// A character without its case.
pub(super) fn fold(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    char.to_lowercase().next().unwrap_or(char)
}

impl Class {
    pub(super) fn has(&self, char: char, ignore_case: bool, ascii: bool) -> bool {
        let plain = self.contains(char, ascii);
        let found = plain
            || (ignore_case && {
                let lower = fold(char);
                let upper = char.to_uppercase().next().unwrap_or(char);
                self.contains(lower, ascii) || self.contains(upper, ascii)
            });
        found != self.negated
    }

    fn contains(&self, char: char, ascii: bool) -> bool {
        self.items.iter().any(|item| match item {
            Item::Char(own) => *own == char,
            Item::Range(low, high) => (*low..=*high).contains(&char),
            Item::Kind(kind, positive) => kind.has(char, ascii) == *positive,
        })
    }
}
