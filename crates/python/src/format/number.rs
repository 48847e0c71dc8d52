//! Numbers as text.

use num_bigint::BigInt;

use crate::exception::PyResult;
use crate::vm::Vm;

/// The most digits that `str(int)` and `int(str)` take.
pub(crate) const MOST_DIGITS: usize = 4300;

/// The digits of a positive float and the place of its point: `0.d₁d₂… × 10^point`.
struct Digits {
    digits: String,
    point: i32,
}

/// The shortest digits that read back as the same float, or rounded to a count of digits.
fn digits(value: f64, count: Option<usize>) -> Digits {
    let text = match count {
        Some(count) => format!("{:.*e}", count.saturating_sub(1), value),
        None => format!("{value:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    Digits { digits: mantissa.replace('.', ""), point: exponent + 1 }
}

/// `inf`, `nan`, for what has no digits.
fn not_finite(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("nan")
    } else if value.is_infinite() {
        Some(if value > 0.0 { "inf" } else { "-inf" })
    } else {
        None
    }
}

/// `repr(float)`.
pub fn float_repr(value: f64) -> String {
    if let Some(text) = not_finite(value) {
        return text.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0.0");
    }
    let digits = digits(value.abs(), None);
    if (-3..=16).contains(&digits.point) {
        let text = plain(&digits);
        let point = if text.contains('.') { "" } else { ".0" };
        return format!("{sign}{text}{point}");
    }
    format!("{sign}{}", scientific(&digits, 'e'))
}

fn plain(digits: &Digits) -> String {
    let count = digits.digits.len() as i32;
    if digits.point <= 0 {
        return format!("0.{}{}", "0".repeat((-digits.point) as usize), digits.digits);
    }
    if digits.point >= count {
        return format!("{}{}", digits.digits, "0".repeat((digits.point - count) as usize));
    }
    let (whole, part) = digits.digits.split_at(digits.point as usize);
    format!("{whole}.{part}")
}

fn scientific(digits: &Digits, mark: char) -> String {
    let (first, rest) = digits.digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let exponent = digits.point - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}{mark}{sign}{:02}", exponent.abs())
}

/// A float by a presentation type of the mini-language, without sign and padding of the whole.
/// The value is not negative.
pub(crate) fn float_text(
    value: f64,
    kind: Option<char>,
    precision: Option<usize>,
    alternate: bool,
) -> String {
    let kind = kind.unwrap_or(if precision.is_some() { 'g' } else { 'r' });
    let upper = kind.is_ascii_uppercase();
    if let Some(text) = not_finite(value) {
        return if upper { text.to_uppercase() } else { text.to_owned() };
    }
    let mark = if upper { 'E' } else { 'e' };
    match kind.to_ascii_lowercase() {
        'f' => {
            let text = format!("{:.*}", precision.unwrap_or(6), value);
            if alternate && precision == Some(0) { format!("{text}.") } else { text }
        }
        'e' => {
            let precision = precision.unwrap_or(6);
            let text = scientific(&digits(value, Some(precision + 1)), mark);
            if alternate && precision == 0 {
                text.replacen(mark, &format!(".{mark}"), 1)
            } else {
                text
            }
        }
        'r' => float_repr(value),
        _ => general(value, precision.unwrap_or(6).max(1), mark, alternate),
    }
}

fn general(value: f64, precision: usize, mark: char, alternate: bool) -> String {
    let mut digits = if value == 0.0 {
        Digits { digits: "0".repeat(precision), point: 1 }
    } else {
        digits(value, Some(precision))
    };
    let exponent = digits.point - 1;
    if !alternate {
        let kept = digits.digits.trim_end_matches('0').len().max(1);
        digits.digits.truncate(kept);
    }
    if (-4..precision as i32).contains(&exponent) {
        plain(&digits)
    } else {
        scientific(&digits, mark)
    }
}

/// `str` of a large int, refused where it would be too long.
pub(crate) fn int_text(vm: &Vm, value: &BigInt) -> PyResult<String> {
    // a digit takes more than three bits
    if value.bits() as usize / 4 > MOST_DIGITS
        || value.bits() > 14_283 && value.to_string().len() > MOST_DIGITS + 1
    {
        return Err(vm.value_error(format!(
            "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion; \
             use sys.set_int_max_str_digits() to increase the limit"
        )));
    }
    Ok(value.to_string())
}

/// `str` of a small int, without the detour over formatting.
pub(crate) fn small_int(value: i64) -> crate::object::string::Str {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut left = value.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 {
        start -= 1;
        digits[start] = b'-';
    }
    std::str::from_utf8(&digits[start..]).unwrap_or_default().into()
}
