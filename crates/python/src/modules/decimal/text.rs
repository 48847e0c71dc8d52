//! Decimals as text: parsing, `str`, and format specifications.

use bigdecimal::{BigDecimal, RoundingMode, Signed};
use num_bigint::BigInt;

use crate::exception::PyResult;
use crate::vm::Vm;

/// What `Decimal("…")` reads.
pub(super) fn parse(text: &str) -> Option<BigDecimal> {
    let text = text.trim().replace('_', "");
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
        None => (text.as_str(), 0),
    };
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: BigInt = all.parse().ok()?;
    let scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    Some(BigDecimal::new(digits * sign, scale))
}

/// As `str` writes it: scientific where the exponent is positive or the number very small.
pub(super) fn show(value: &BigDecimal) -> String {
    let (digits, scale) = value.as_bigint_and_exponent();
    let sign = if digits.is_negative() { "-" } else { "" };
    let text = digits.abs().to_string();
    let count = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let adjusted = count - 1 - scale;
    if scale < 0 || adjusted < -6 {
        let (first, rest) = text.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}E{adjusted:+}");
    }
    format!("{sign}{}", plain(&text, scale))
}

/// Digits with the point `scale` places from the right; `scale` is not negative.
fn plain(digits: &str, scale: i64) -> String {
    let scale = usize::try_from(scale).unwrap_or_default();
    if scale == 0 {
        return digits.to_owned();
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    format!("{whole}.{fraction}")
}

/// `[[fill]align][sign][0][width][,][.precision][type]`, of the types `f`, `F`, `%`, `s` and none.
struct Spec {
    fill: char,
    align: char,
    sign: char,
    width: usize,
    comma: bool,
    precision: Option<i64>,
    kind: char,
}

fn spec(text: &str) -> Option<Spec> {
    let chars: Vec<char> = text.chars().collect();
    let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
    let mut at = 0;
    let (mut fill, mut align) = (' ', '>');
    if is_align(chars.get(1)) {
        (fill, align, at) = (chars[0], chars[1], 2);
    } else if is_align(chars.first()) {
        (align, at) = (chars[0], 1);
    }
    let mut sign = '-';
    if let Some(c) = chars.get(at).filter(|c| "+- ".contains(**c)) {
        (sign, at) = (*c, at + 1);
    }
    if chars.get(at) == Some(&'0') {
        (fill, align, at) = ('0', '=', at + 1);
    }
    let number = |at: &mut usize| {
        let start = *at;
        while chars.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        chars[start..*at].iter().collect::<String>().parse::<usize>().ok()
    };
    let width = number(&mut at).unwrap_or(0);
    let comma = chars.get(at) == Some(&',');
    at += usize::from(comma);
    let mut precision = None;
    if chars.get(at) == Some(&'.') {
        at += 1;
        precision = Some(i64::try_from(number(&mut at)?).ok()?);
    }
    let kind = chars.get(at).copied().unwrap_or(' ');
    (at + 1 >= chars.len() && "fF%s ".contains(kind)).then_some(Spec {
        fill,
        align,
        sign,
        width,
        comma,
        precision,
        kind,
    })
}

/// `format(decimal, spec)`.
pub(super) fn format(vm: &Vm, value: &BigDecimal, text: &str) -> PyResult<String> {
    let Some(spec) = spec(text) else {
        return Err(vm.value_error("invalid format string"));
    };
    let value = if spec.kind == '%' { value * BigDecimal::from(100) } else { value.clone() };
    let value = match spec.precision {
        Some(precision) => value.with_scale_round(precision, RoundingMode::HalfEven),
        None => value,
    };
    let (digits, scale) = value.as_bigint_and_exponent();
    let fixed = spec.precision.is_some() || "fF%".contains(spec.kind);
    let mut body = match (fixed, scale < 0) {
        (true, true) => (digits.abs() * BigInt::from(10).pow((-scale) as u32)).to_string(),
        (true, false) => plain(&digits.abs().to_string(), scale),
        (false, _) => show(&value.abs()),
    };
    if spec.comma {
        body = with_commas(&body);
    }
    if spec.kind == '%' {
        body.push('%');
    }
    let sign = match (digits.is_negative(), spec.sign) {
        (true, _) => "-",
        (false, '+') => "+",
        (false, ' ') => " ",
        _ => "",
    };
    Ok(padded(sign, &body, &spec))
}

fn with_commas(body: &str) -> String {
    let (whole, rest) = body.split_at(body.find('.').unwrap_or(body.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn padded(sign: &str, body: &str, spec: &Spec) -> String {
    let length = sign.len() + body.chars().count();
    let missing = spec.width.saturating_sub(length);
    let fill = |count: usize| spec.fill.to_string().repeat(count);
    match spec.align {
        '<' => format!("{sign}{body}{}", fill(missing)),
        '^' => format!("{}{sign}{body}{}", fill(missing / 2), fill(missing - missing / 2)),
        '=' => format!("{sign}{}{body}", fill(missing)),
        _ => format!("{}{sign}{body}", fill(missing)),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, show};

    #[test]
    fn texts_come_back_as_python_writes_them() {
        for text in ["1.50", "-0.001", "1E+3", "1.2E-10", "0.000001", "0", "123456789.123456789"] {
            assert_eq!(parse(text).map(|value| show(&value)).as_deref(), Some(text));
        }
        assert_eq!(parse("x"), None);
    }
}
