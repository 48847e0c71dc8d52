//! Python's `repr()` of values, as `echo` and error messages print parameters.

use std::fmt::Write as _;

use bigdecimal::BigDecimal;
use chrono::{Datelike as _, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::Value;

impl Value {
    /// `repr(value)`.
    pub fn repr(&self) -> String {
        match self {
            Value::Null => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Int(value) => value.to_string(),
            Value::BigInt(value) => value.to_string(),
            Value::Float(value) => float_repr(*value),
            Value::Decimal(value) => format!("Decimal('{}')", decimal_text(value)),
            Value::Str(text) => str_repr(text),
            Value::Bytes(bytes) => bytes_repr(bytes),
            Value::Date(date) => {
                format!("datetime.date({}, {}, {})", date.year(), date.month(), date.day())
            }
            Value::Time(time) => format!("datetime.time({})", clock_fields(*time, false)),
            Value::DateTime(datetime, offset) => datetime_repr(datetime, offset.as_ref()),
            Value::Interval(interval) => interval_repr(interval),
            Value::Uuid(uuid) => format!("UUID('{}')", uuid_text(*uuid)),
            Value::List(items) => format!("[{}]", joined(items)),
            Value::Tuple(items) if items.len() == 1 => format!("({},)", joined(items)),
            Value::Tuple(items) => format!("({})", joined(items)),
            Value::Dict(items) => {
                let pairs = items.iter().map(|(k, v)| format!("{}: {}", str_repr(k), v.repr()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            Value::Foreign(value) => value.repr(),
        }
    }
}

fn joined(items: &[Value]) -> String {
    items.iter().map(Value::repr).collect::<Vec<_>>().join(", ")
}

/// `repr()` of a float: the shortest digits that read back the same.
pub fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = value.to_string();
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// `str()` of a Decimal: plain while the exponent is small, scientific else.
pub fn decimal_text(value: &BigDecimal) -> String {
    let (digits, scale) = value.as_bigint_and_exponent();
    let negative = digits.sign() == num_bigint::Sign::Minus;
    let digits = digits.magnitude().to_string();
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let adjusted = length - 1 - scale;
    let text = if scale == 0 {
        digits
    } else if scale > 0 && adjusted >= -6 {
        with_point(&digits, length - scale)
    } else {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{first}{point}{rest}E{adjusted:+}")
    };
    if negative { format!("-{text}") } else { text }
}

fn with_point(digits: &str, at: i64) -> String {
    match usize::try_from(at) {
        Ok(at) if at > 0 => format!("{}.{}", &digits[..at], &digits[at..]),
        _ => {
            let zeros = usize::try_from(-at).unwrap_or(0);
            format!("0.{}{digits}", "0".repeat(zeros))
        }
    }
}

/// `repr()` of a string: single quotes unless only those are in it.
pub fn str_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for c in text.chars() {
        push_char(&mut repr, c, quote);
    }
    repr.push(quote);
    repr
}

fn push_char(repr: &mut String, c: char, quote: char) {
    match c {
        '\n' => repr.push_str("\\n"),
        '\r' => repr.push_str("\\r"),
        '\t' => repr.push_str("\\t"),
        '\\' => repr.push_str("\\\\"),
        c if c == quote => {
            repr.push('\\');
            repr.push(c);
        }
        c if is_printable(c) => repr.push(c),
        c => push_escape(repr, u32::from(c)),
    }
}

fn push_escape(repr: &mut String, code: u32) {
    let written = match code {
        0..=0xff => write!(repr, "\\x{code:02x}"),
        0x100..=0xffff => write!(repr, "\\u{code:04x}"),
        _ => write!(repr, "\\U{code:08x}"),
    };
    written.expect("writing to a string cannot fail");
}

/// Near to `str.isprintable`: controls, separators other than the space, and unassigned planes are not.
fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..)
}

fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut repr = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\n' | b'\r' | b'\t' | b'\\' | 0x20..=0x7e => push_char(&mut repr, byte.into(), quote),
            _ => push_escape(&mut repr, byte.into()),
        }
    }
    repr.push(quote);
    repr
}

/// The arguments of `datetime.time(…)`; zero seconds are left out, and zero microseconds.
fn clock_fields(time: NaiveTime, leading_comma: bool) -> String {
    let mut fields = format!("{}, {}", time.hour(), time.minute());
    let micros = time.nanosecond() / 1000 % 1_000_000;
    if time.second() != 0 || micros != 0 {
        fields += &format!(", {}", time.second());
    }
    if micros != 0 {
        fields += &format!(", {micros}");
    }
    if leading_comma { format!(", {fields}") } else { fields }
}

fn datetime_repr(datetime: &NaiveDateTime, offset: Option<&FixedOffset>) -> String {
    let date = datetime.date();
    let clock = clock_fields(datetime.time(), true);
    let tz = offset.map(|offset| format!(", tzinfo={}", offset_repr(offset))).unwrap_or_default();
    format!("datetime.datetime({}, {}, {}{clock}{tz})", date.year(), date.month(), date.day())
}

fn offset_repr(offset: &FixedOffset) -> String {
    match offset.local_minus_utc() {
        0 => "datetime.timezone.utc".to_owned(),
        seconds => {
            let delta = interval_repr(&TimeDelta::seconds(i64::from(seconds)));
            format!("datetime.timezone({delta})")
        }
    }
}

fn interval_repr(interval: &TimeDelta) -> String {
    let micros = interval.num_microseconds().unwrap_or_default();
    let days = micros.div_euclid(86_400_000_000);
    let rest = micros.rem_euclid(86_400_000_000);
    let fields =
        [("days", days), ("seconds", rest / 1_000_000), ("microseconds", rest % 1_000_000)];
    let given = fields.iter().filter(|(_, value)| *value != 0);
    let given: Vec<String> = given.map(|(name, value)| format!("{name}={value}")).collect();
    let arguments = if given.is_empty() { "0".to_owned() } else { given.join(", ") };
    format!("datetime.timedelta({arguments})")
}

/// The hyphenated form: `12345678-1234-5678-1234-567812345678`.
pub fn uuid_text(uuid: u128) -> String {
    let hex = format!("{uuid:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
