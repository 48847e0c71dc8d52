//! `repr` and `ascii` of text and bytes.

/// Whether `repr` shows a character as it is.
pub(crate) fn is_printable(char: char) -> bool {
    match char {
        ' '..='~' => true,
        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{377}' => true,
        '\u{0}'..='\u{a0}' | '\u{ad}' => false,
        // separators, formats, surrogates, private use, what is not assigned
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'..='\u{206f}'
        | '\u{1680}'
        | '\u{3000}'
        | '\u{feff}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{180e}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'..='\u{ffff}'
        | '\u{e000}'..='\u{f8ff}' => false,
        other => u32::from(other) < 0xE_0000,
    }
}

/// `repr(str)`.
pub fn str_repr(text: &str) -> String {
    quoted(text, is_printable)
}

/// `ascii(str)`: what is not ASCII is escaped in a repr.
pub(crate) fn escape_non_ascii(repr: &str) -> String {
    let mut escaped = String::with_capacity(repr.len());
    for char in repr.chars() {
        if char.is_ascii() { escaped.push(char) } else { escape(&mut escaped, char) }
    }
    escaped
}

fn quoted(text: &str, shown: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for char in text.chars() {
        match char {
            '\\' => repr.push_str("\\\\"),
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            _ if char == quote => {
                repr.push('\\');
                repr.push(char);
            }
            _ if shown(char) => repr.push(char),
            _ => escape(&mut repr, char),
        }
    }
    repr.push(quote);
    repr
}

fn escape(text: &mut String, char: char) {
    let code = u32::from(char);
    text.push_str(&match code {
        0..0x100 => format!("\\x{code:02x}"),
        0x100..0x1_0000 => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    });
}

/// `repr(bytes)`.
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut repr = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => repr.push_str("\\\\"),
            b'\n' => repr.push_str("\\n"),
            b'\r' => repr.push_str("\\r"),
            b'\t' => repr.push_str("\\t"),
            _ if char::from(*byte) == quote => {
                repr.push('\\');
                repr.push(quote);
            }
            b' '..=b'~' => repr.push(char::from(*byte)),
            _ => repr.push_str(&format!("\\x{byte:02x}")),
        }
    }
    repr.push(quote);
    repr
}
