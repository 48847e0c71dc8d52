//! [`Quoting`]: when an identifier is quoted, and how.

/// The rules of one dialect.
#[derive(Clone, Copy, Debug)]
pub struct Quoting {
    pub quote: char,
    pub reserved_words: &'static [&'static str],
    /// `%` in an identifier is doubled.
    pub doubles_percents: bool,
    /// Identifiers that are always quoted.
    pub always: bool,
    /// Names of collations in types are quoted as other names are.
    pub collations: bool,
    /// Characters that no bare name begins with, besides digits.
    pub illegal_initials: &'static [char],
}

impl Quoting {
    pub const STANDARD: Quoting = Quoting {
        quote: '"',
        reserved_words: super::reserved::STANDARD,
        doubles_percents: false,
        always: false,
        collations: true,
        illegal_initials: &['$'],
    };

    /// Writes an identifier, quoted where it must be.
    pub fn write(&self, out: &mut String, name: &str) {
        if self.requires_quotes(name) {
            self.write_quoted(out, name);
        } else {
            out.push_str(name);
        }
    }

    pub fn quote(&self, name: &str) -> String {
        let mut text = String::with_capacity(name.len() + 2);
        self.write(&mut text, name);
        text
    }

    /// Quotes as `quote=True` and `quote=False` say, or where it must be.
    pub fn quote_as(&self, name: &str, force: Option<bool>) -> String {
        match force {
            Some(false) => name.to_owned(),
            Some(true) => {
                let mut text = String::new();
                self.write_quoted(&mut text, name);
                text
            }
            None => self.quote(name),
        }
    }

    fn write_quoted(&self, out: &mut String, name: &str) {
        out.push(self.quote);
        for character in name.chars() {
            if character == self.quote || (character == '%' && self.doubles_percents) {
                out.push(character);
            }
            out.push(character);
        }
        out.push(self.quote);
    }

    fn requires_quotes(&self, name: &str) -> bool {
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$');
        self.always
            || self.starts_illegally(name)
            || !name.bytes().all(is_plain)
            || self.reserved_words.binary_search(&name).is_ok()
    }

    fn starts_illegally(&self, name: &str) -> bool {
        let is_illegal =
            |first: char| first.is_ascii_digit() || self.illegal_initials.contains(&first);
        name.chars().next().is_none_or(is_illegal)
    }

    /// Whether a parameter of this name must be quoted, for a dialect that quotes parameters.
    pub fn requires_parameter_quotes(&self, name: &str) -> bool {
        self.starts_illegally(name)
            || Quoting::has_illegal_characters(name)
            || self.reserved_words.binary_search(&name.to_lowercase().as_str()).is_ok()
    }

    /// Whether a name has characters that no bare name may have; its case does not matter.
    pub fn has_illegal_characters(name: &str) -> bool {
        let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        name.is_empty() || !name.bytes().all(is_legal)
    }
}
