//! The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::number::{float_text, int_text};
use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::vm::Vm;

/// A parsed format specification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub alternate: bool,
    pub zero: bool,
    /// `z`: no negative zero.
    pub no_negative_zero: bool,
    pub width: Option<usize>,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

impl Spec {
    /// Parses a specification for an object of a class of this name.
    pub fn parse(vm: &Vm, text: &str, class: &str) -> PyResult<Spec> {
        let chars: Vec<char> = text.chars().collect();
        let mut spec = Spec::default();
        let mut at = 0;
        let is_align = |char: Option<&char>| char.is_some_and(|char| "<>=^".contains(*char));
        if is_align(chars.get(1)) {
            spec.fill = Some(chars[0]);
            spec.align = Some(chars[1]);
            at = 2;
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        let mut take = |wanted: &str| match chars.get(at) {
            Some(char) if wanted.contains(*char) => {
                at += 1;
                Some(*char)
            }
            _ => None,
        };
        spec.sign = take("+- ");
        spec.no_negative_zero = take("z").is_some();
        spec.alternate = take("#").is_some();
        spec.zero = take("0").is_some();
        if spec.zero && spec.align.is_none() {
            spec.align = Some('=');
        }
        if spec.zero && spec.fill.is_none() {
            spec.fill = Some('0');
        }
        spec.width = number(vm, &chars, &mut at)?;
        spec.grouping = grouping(vm, &chars, &mut at)?;
        if chars.get(at) == Some(&'.') {
            at += 1;
            spec.precision = number(vm, &chars, &mut at)?;
            if spec.precision.is_none() {
                return Err(vm.value_error("Format specifier missing precision"));
            }
        }
        spec.kind = chars.get(at).copied();
        if chars.len() > at + 1 {
            let message = format!("Invalid format specifier '{text}' for object of type '{class}'");
            return Err(vm.value_error(message));
        }
        Ok(spec)
    }

    /// Pads text to the width.
    pub fn pad(&self, text: &str, align: char) -> String {
        let width = self.width.unwrap_or(0);
        let length = text.chars().count();
        let missing = width.saturating_sub(length);
        let fill = self.fill.unwrap_or(' ');
        let (left, right) = match self.align.unwrap_or(align) {
            '<' => (0, missing),
            '^' => (missing / 2, missing - missing / 2),
            _ => (missing, 0),
        };
        let mut padded = String::with_capacity(text.len() + missing);
        padded.extend(std::iter::repeat_n(fill, left));
        padded.push_str(text);
        padded.extend(std::iter::repeat_n(fill, right));
        padded
    }

    /// Puts together sign, prefix and digits; `point` is where the digits to group end.
    fn number(&self, negative: bool, prefix: &str, digits: &str) -> String {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let end = digits.find(|char: char| !char.is_ascii_hexdigit()).unwrap_or(digits.len());
        let end = if matches!(self.kind, Some('x' | 'X' | 'b' | 'o')) {
            digits.len()
        } else {
            digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len()).min(end)
        };
        let (whole, rest) = digits.split_at(end);
        let taken = sign.len() + prefix.len() + rest.chars().count();
        let filled = self.align == Some('=') && self.fill == Some('0');
        let least = if filled { self.width.unwrap_or(0).saturating_sub(taken) } else { 0 };
        let whole = self.grouped(whole, least);
        if self.align == Some('=') {
            let body = format!("{whole}{rest}");
            let missing = self
                .width
                .unwrap_or(0)
                .saturating_sub(sign.len() + prefix.len() + body.chars().count());
            let fill: String = std::iter::repeat_n(self.fill.unwrap_or(' '), missing).collect();
            return format!("{sign}{prefix}{fill}{body}");
        }
        self.pad(&format!("{sign}{prefix}{whole}{rest}"), '>')
    }

    /// Digits with separators, and zeros before them up to a width.
    fn grouped(&self, digits: &str, least: usize) -> String {
        let Some(separator) = self.grouping else { return digits.to_owned() };
        if digits.is_empty() || !digits.is_ascii() {
            return digits.to_owned();
        }
        let group = if matches!(self.kind, Some('x' | 'X' | 'b' | 'o')) { 4 } else { 3 };
        let mut reversed = String::new();
        let mut count = 0;
        let mut source = digits.chars().rev();
        loop {
            let next = source.next();
            if next.is_none() && reversed.len() >= least {
                break;
            }
            if count == group {
                reversed.push(separator);
                count = 0;
            }
            reversed.push(next.unwrap_or('0'));
            count += 1;
        }
        reversed.chars().rev().collect()
    }
}

fn number(vm: &Vm, chars: &[char], at: &mut usize) -> PyResult<Option<usize>> {
    let start = *at;
    let mut value: usize = 0;
    while let Some(digit) = chars.get(*at).and_then(|char| char.to_digit(10)) {
        value = value.saturating_mul(10).saturating_add(digit as usize);
        *at += 1;
    }
    if value > isize::MAX.cast_unsigned() / 2 {
        return Err(vm.value_error("Too many decimal digits in format string"));
    }
    vm.check_text(value)?;
    Ok((*at > start).then_some(value))
}

fn grouping(vm: &Vm, chars: &[char], at: &mut usize) -> PyResult<Option<char>> {
    let mut found = None;
    while let Some(separator @ (',' | '_')) = chars.get(*at) {
        match found {
            None => found = Some(*separator),
            Some(known) if known == *separator => {
                return Err(vm.value_error(format!("Cannot specify '{known}' with '{known}'.")));
            }
            Some(_) => return Err(vm.value_error("Cannot specify both ',' and '_'.")),
        }
        *at += 1;
    }
    if let (Some(separator), Some(kind)) = (found, chars.get(*at)) {
        let allowed = if separator == ',' { "defgEG%F." } else { "defgEG%FbxoX." };
        if !allowed.contains(*kind) {
            return Err(vm.value_error(format!("Cannot specify '{separator}' with '{kind}'.")));
        }
    }
    Ok(found)
}

/// `format(object, spec)` of a built-in value, for a specification that is not empty.
pub(crate) fn format_value(vm: &Vm, object: &Object, text: &str) -> PyResult<String> {
    let class = vm.class_name(object);
    match object.unwrapped() {
        Object::Str(value) => format_str(vm, value, &Spec::parse(vm, text, &class)?),
        Object::Bool(value) => {
            let spec = Spec::parse(vm, text, &class)?;
            match spec.kind {
                None if spec.width.is_none() || spec.align != Some('=') => {
                    format_int(vm, &BigInt::from(u8::from(*value)), &spec, &class)
                }
                _ => format_int(vm, &BigInt::from(u8::from(*value)), &spec, &class),
            }
        }
        Object::Int(value) => {
            format_int(vm, &BigInt::from(*value), &Spec::parse(vm, text, &class)?, &class)
        }
        Object::BigInt(value) => format_int(vm, value, &Spec::parse(vm, text, &class)?, &class),
        Object::Float(value) => format_float(vm, *value, &Spec::parse(vm, text, &class)?, &class),
        _ => Err(vm.type_error(format!("unsupported format string passed to {class}.__format__"))),
    }
}

fn format_str(vm: &Vm, value: &str, spec: &Spec) -> PyResult<String> {
    let complaint = match spec {
        Spec { kind: Some(kind), .. } if *kind != 's' => return Err(unknown(vm, *kind, "str")),
        Spec { sign: Some(' '), .. } => "Space not allowed in string format specifier",
        Spec { sign: Some(_), .. } => "Sign not allowed in string format specifier",
        Spec { no_negative_zero: true, .. } => {
            "Negative zero coercion (z) not allowed in string format specifier"
        }
        Spec { alternate: true, .. } => "Alternate form (#) not allowed in string format specifier",
        Spec { align: Some('='), zero: false, .. } => {
            "'=' alignment not allowed in string format specifier"
        }
        Spec { grouping: Some(separator), .. } => {
            return Err(vm.value_error(format!("Cannot specify '{separator}' with 's'.")));
        }
        _ => "",
    };
    if !complaint.is_empty() {
        return Err(vm.value_error(complaint));
    }
    let shown: String = match spec.precision {
        Some(precision) => value.chars().take(precision).collect(),
        None => value.to_owned(),
    };
    let mut spec = spec.clone();
    if spec.align == Some('=') {
        spec.align = Some('<');
    }
    Ok(spec.pad(&shown, '<'))
}

fn unknown(vm: &Vm, kind: char, class: &str) -> Box<Raised> {
    let code = u32::from(kind);
    vm.value_error(if (0x21..0x80).contains(&code) {
        format!("Unknown format code '{kind}' for object of type '{class}'")
    } else {
        format!("Unknown format code '\\x{code:x}' for object of type '{class}'")
    })
}

fn format_int(vm: &Vm, value: &BigInt, spec: &Spec, class: &str) -> PyResult<String> {
    let kind = spec.kind.unwrap_or('d');
    if "eEfFgG%".contains(kind) {
        let Some(float) = value.to_f64().filter(|float| float.is_finite()) else {
            return Err(vm.overflow_error("int too large to convert to float"));
        };
        return format_float(vm, float, spec, class);
    }
    if !"bcdoxXn".contains(kind) {
        return Err(unknown(vm, kind, class));
    }
    if spec.precision.is_some() {
        return Err(vm.value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(vm.value_error("Negative zero coercion (z) not allowed in format specifier with integer format code 'd'"));
    }
    if kind == 'c' {
        return format_char(vm, value, spec);
    }
    let (prefix, digits) = match kind {
        'b' => ("0b", value.magnitude().to_str_radix(2)),
        'o' => ("0o", value.magnitude().to_str_radix(8)),
        'x' => ("0x", value.magnitude().to_str_radix(16)),
        'X' => ("0X", value.magnitude().to_str_radix(16).to_uppercase()),
        _ => ("", int_text(vm, &BigInt::from(value.magnitude().clone()))?),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(spec.number(value.sign() == Sign::Minus, prefix, &digits))
}

fn format_char(vm: &Vm, value: &BigInt, spec: &Spec) -> PyResult<String> {
    if spec.sign.is_some() {
        return Err(vm.value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(
            vm.value_error("Alternate form (#) not allowed with integer format specifier 'c'")
        );
    }
    match value.to_u32().and_then(char::from_u32) {
        Some(char) => Ok(spec.pad(&char.to_string(), '>')),
        None => Err(vm.overflow_error("%c arg not in range(0x110000)")),
    }
}

fn format_float(vm: &Vm, value: f64, spec: &Spec, class: &str) -> PyResult<String> {
    if let Some(kind) = spec.kind
        && !"eEfFgGn%".contains(kind)
    {
        return Err(unknown(vm, kind, class));
    }
    let percent = spec.kind == Some('%');
    let kind = match spec.kind {
        Some('%') => Some('f'),
        Some('n') => Some('g'),
        kind => kind,
    };
    let scaled = if percent { value * 100.0 } else { value };
    let mut text = float_text(scaled.abs(), kind, spec.precision, spec.alternate);
    if spec.kind.is_none() && spec.precision.is_some() {
        text = general_with_point(scaled.abs(), spec.precision, &text);
    }
    if percent {
        text.push('%');
    }
    let mut negative = scaled.is_sign_negative() && !scaled.is_nan();
    if spec.no_negative_zero && !text.contains(|char: char| ('1'..='9').contains(&char)) {
        negative = false;
    }
    Ok(spec.number(negative, "", &text))
}

/// Without a type but with a precision it is `g` that keeps a digit after the point and turns to an
/// exponent one place earlier.
fn general_with_point(value: f64, precision: Option<usize>, text: &str) -> String {
    if !value.is_finite() || text.contains(['e', '.']) {
        return text.to_owned();
    }
    let precision = precision.unwrap_or(6).max(1);
    if text.len() >= precision {
        return float_text(value, Some('e'), Some(precision - 1), false).replacen(
            &format!(".{}e", "0".repeat(precision.saturating_sub(1))),
            "e",
            1,
        );
    }
    format!("{text}.0")
}
