//! What differs from run to run, as `tests/oracle/normalise.py` has it.

/// The text with addresses, durations and the moments of today replaced.
pub(crate) fn normalise(text: &str) -> String {
    durations(&addresses(text))
}

fn addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_hexdigit).count();
        out += "0x";
        if digits >= 6 {
            out.push('…');
            out += &part[digits..];
        } else {
            out += part;
        }
    }
    out
}

/// `0.00012s` becomes `<T>s`.
fn durations(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let starts =
            chars[at].is_ascii_digit() && !at.checked_sub(1).is_some_and(|b| is_word(chars[b]));
        match starts.then(|| duration_end(&chars, at)).flatten() {
            Some(end) => {
                out += "<T>s";
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '.'
}

/// Where a duration that starts here ends.
fn duration_end(chars: &[char], start: usize) -> Option<usize> {
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut at = start + digits(start);
    let mut is_fraction = false;
    if chars.get(at) == Some(&'.') && digits(at + 1) > 0 {
        at += 1 + digits(at + 1);
        is_fraction = true;
    }
    if chars.get(at) == Some(&'e') && chars.get(at + 1) == Some(&'-') && digits(at + 2) > 0 {
        at += 2 + digits(at + 2);
        is_fraction = true;
    }
    let ends =
        chars.get(at) == Some(&'s') && !chars.get(at + 1).is_some_and(|c| is_word(*c) && *c != '.');
    (is_fraction && ends).then_some(at + 1)
}
