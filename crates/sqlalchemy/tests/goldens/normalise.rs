//! What differs from run to run, as `tests/oracle/normalise.py` has it.

/// The text with addresses, durations and the moments of today replaced.
pub(crate) fn normalise(text: &str) -> String {
    moments(&durations(&addresses(text)))
}

/// `YYYY-MM-DD` of today, and its parts.
#[allow(clippy::disallowed_types, reason = "tests run natively, where there is a clock")]
fn today() -> (String, String) {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or_default() + 719_468;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (
        format!("{year:04}-{month:02}-{day:02}"),
        format!("datetime.datetime({year}, {month}, {day}, "),
    )
}

/// The length of `HH:MM:SS`, if the text begins so.
fn clock(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let fits = bytes.len() >= 8
        && bytes[..8].iter().enumerate().all(|(at, byte)| match at {
            2 | 5 => *byte == b':',
            _ => byte.is_ascii_digit(),
        });
    fits.then_some(8)
}

/// Moments of today become `<NOW>`, the time that starts a log line `<LOGTIME>`.
fn moments(text: &str) -> String {
    let (date, constructed) = today();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&date) {
        out += &rest[..at];
        let after = &rest[at + date.len()..];
        let clock = after
            .strip_prefix([' ', 'T'])
            .and_then(|after| clock(after).map(|length| &after[length..]));
        let Some(after) = clock else {
            out += &date;
            rest = after;
            continue;
        };
        let fraction = |after: &str| after[1..].chars().take_while(char::is_ascii_digit).count();
        if after.starts_with(',') && after[1 + fraction(after)..].starts_with(' ') {
            out += "<LOGTIME> ";
            rest = &after[2 + fraction(after)..];
        } else {
            out += "<NOW>";
            rest = if after.starts_with('.') { &after[1 + fraction(after)..] } else { after };
        }
    }
    out += rest;
    let mut made = String::new();
    let mut parts = out.split(&constructed);
    made += parts.next().unwrap_or_default();
    for part in parts {
        made += "datetime.datetime(<NOW>)";
        made += part.split_once(')').map_or("", |(_, after)| after);
    }
    made
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
