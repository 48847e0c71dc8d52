//! `'%s has %d' % values`.

use std::iter::Peekable;
use std::str::Chars;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, ToPrimitive};

use super::number::{float_text, int_text};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::string::Str;
use crate::vm::Vm;

#[derive(Default)]
struct Conversion {
    left: bool,
    sign: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

struct Source<'a> {
    vm: &'a Vm,
    values: &'a Object,
    /// The items of a tuple, or the one value.
    items: Vec<Object>,
    next: usize,
    used_mapping: bool,
}

impl Source<'_> {
    fn next(&mut self) -> PyResult {
        let item = self.items.get(self.next).cloned();
        self.next += 1;
        item.ok_or_else(|| self.vm.type_error("not enough arguments for format string"))
    }

    fn width(&mut self) -> PyResult<i64> {
        let item = self.next()?;
        item.as_int().ok_or_else(|| self.vm.type_error("* wants int"))
    }
}

fn is_mapping(object: &Object) -> bool {
    !matches!(
        object,
        Object::Tuple(_)
            | Object::Str(_)
            | Object::Int(_)
            | Object::Float(_)
            | Object::Bool(_)
            | Object::None
    )
}

/// `format % values`.
pub(crate) fn percent(vm: &Vm, format: &Str, values: &Object) -> PyResult {
    let items = match values.unwrapped() {
        Object::Tuple(items) => items.to_vec(),
        _ => vec![values.clone()],
    };
    let mut source = Source { vm, values, items, next: 0, used_mapping: false };
    let mut out = String::with_capacity(format.len());
    let mut chars = format.chars().peekable();
    let mut index = 0;
    while let Some(char) = chars.next() {
        index += 1;
        if char != '%' {
            out.push(char);
            continue;
        }
        let before = chars.clone().count();
        convert(vm, &mut source, &mut chars, &mut out, index)?;
        index += before - chars.clone().count();
    }
    let all_used = source.next >= source.items.len();
    let is_dict = is_mapping(values) && (source.used_mapping || source.next == 0);
    if !all_used && !is_dict {
        return Err(vm.type_error("not all arguments converted during string formatting"));
    }
    Ok(Object::from(out))
}

fn convert(
    vm: &Vm,
    source: &mut Source<'_>,
    chars: &mut Peekable<Chars<'_>>,
    out: &mut String,
    index: usize,
) -> PyResult<()> {
    let start = chars.clone().count();
    let mut value = None;
    if chars.peek() == Some(&'(') {
        chars.next();
        value = Some(mapped(vm, source, chars)?);
    }
    let mut conversion = flags(chars);
    match chars.peek() {
        Some('*') => {
            chars.next();
            let width = source.width()?;
            vm.check_text(usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX))?;
            conversion.left |= width < 0;
            conversion.width = usize::try_from(width.unsigned_abs()).ok();
        }
        _ => conversion.width = digits(vm, chars)?,
    }
    if chars.peek() == Some(&'.') {
        chars.next();
        conversion.precision = Some(if chars.peek() == Some(&'*') {
            chars.next();
            usize::try_from(source.width()?.max(0)).unwrap_or(0)
        } else {
            digits(vm, chars)?.unwrap_or(0)
        });
    }
    while matches!(chars.peek(), Some('h' | 'l' | 'L')) {
        chars.next();
    }
    let Some(kind) = chars.next() else { return Err(vm.value_error("incomplete format")) };
    if kind == '%' {
        out.push('%');
        return Ok(());
    }
    if !"sradiuoxXeEfFgGc".contains(kind) {
        let place = index + start - chars.clone().count() - 1;
        let code = u32::from(kind);
        let message =
            format!("unsupported format character '{kind}' (0x{code:x}) at index {place}");
        return Err(vm.value_error(message));
    }
    let value = match value {
        Some(value) => value,
        None => source.next()?,
    };
    out.push_str(&conversion.text(vm, kind, &value)?);
    Ok(())
}

fn mapped(vm: &Vm, source: &mut Source<'_>, chars: &mut Peekable<Chars<'_>>) -> PyResult {
    if !is_mapping(source.values) {
        return Err(vm.type_error("format requires a mapping"));
    }
    let mut key = String::new();
    let mut depth = 1;
    loop {
        let Some(char) = chars.next() else { return Err(vm.value_error("incomplete format key")) };
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        key.push(char);
    }
    source.used_mapping = true;
    vm.get_item(source.values, &Object::from(key))
}

fn flags(chars: &mut Peekable<Chars<'_>>) -> Conversion {
    let mut conversion = Conversion::default();
    while let Some(flag) = chars.peek() {
        match flag {
            '-' => conversion.left = true,
            '+' => conversion.sign = true,
            ' ' => conversion.space = true,
            '#' => conversion.alternate = true,
            '0' => conversion.zero = true,
            _ => break,
        }
        chars.next();
    }
    conversion
}

fn digits(vm: &Vm, chars: &mut Peekable<Chars<'_>>) -> PyResult<Option<usize>> {
    let mut value = None;
    while let Some(digit) = chars.peek().and_then(|char| char.to_digit(10)) {
        value = Some(value.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize));
        chars.next();
    }
    vm.check_text(value.unwrap_or(0))?;
    Ok(value)
}

impl Conversion {
    fn text(&self, vm: &Vm, kind: char, value: &Object) -> PyResult<String> {
        let text = match kind {
            's' => vm.str(value)?.to_string(),
            'r' => vm.repr(value)?.to_string(),
            'a' => super::quote::escape_non_ascii(&vm.repr(value)?),
            'c' => return Ok(self.padded("", char_text(vm, value)?, false)),
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => return self.int(vm, kind, value),
            _ => return self.float(vm, kind, value),
        };
        let cut = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        };
        Ok(self.padded("", cut, false))
    }

    fn int(&self, vm: &Vm, kind: char, value: &Object) -> PyResult<String> {
        let decimal = matches!(kind, 'd' | 'i' | 'u');
        let int = match (value.as_big_int(), value.as_float()) {
            (Some(int), _) => int,
            (None, Some(float)) if decimal => match BigInt::from_f64(float.trunc()) {
                Some(int) => int,
                None => return Err(vm.overflow_error("cannot convert float infinity to integer")),
            },
            _ => match vm.number_as_int(value)?.filter(|_| decimal) {
                Some(int) => int,
                None => {
                    let wanted = if decimal { "a real number" } else { "an integer" };
                    let name = vm.class_name(value);
                    return Err(
                        vm.type_error(format!("%{kind} format: {wanted} is required, not {name}"))
                    );
                }
            },
        };
        let magnitude = int.magnitude();
        let (prefix, mut text) = match kind {
            'o' => ("0o", magnitude.to_str_radix(8)),
            'x' => ("0x", magnitude.to_str_radix(16)),
            'X' => ("0X", magnitude.to_str_radix(16).to_uppercase()),
            _ => ("", int_text(vm, &BigInt::from(magnitude.clone()))?),
        };
        if let Some(precision) = self.precision {
            text = format!("{}{text}", "0".repeat(precision.saturating_sub(text.len())));
        }
        let prefix = if self.alternate { prefix } else { "" };
        Ok(self.padded(&format!("{}{prefix}", self.signed(int.is_negative())), text, true))
    }

    fn float(&self, vm: &Vm, kind: char, value: &Object) -> PyResult<String> {
        let float = match (value.as_float(), value.as_big_int()) {
            (Some(float), _) => Some(float),
            (None, Some(int)) => int.to_f64(),
            _ => vm.number_as_float(value)?,
        };
        let Some(float) = float else {
            let name = vm.class_name(value);
            return Err(vm.type_error(format!("must be real number, not {name}")));
        };
        let text =
            float_text(float.abs(), Some(kind), Some(self.precision.unwrap_or(6)), self.alternate);
        Ok(self.padded(self.signed(float.is_sign_negative() && !float.is_nan()), text, true))
    }

    fn signed(&self, negative: bool) -> &'static str {
        match (negative, self.sign, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        }
    }

    fn padded(&self, prefix: &str, text: String, is_number: bool) -> String {
        let length = prefix.chars().count() + text.chars().count();
        let missing = self.width.unwrap_or(0).saturating_sub(length);
        if self.left {
            return format!("{prefix}{text}{}", " ".repeat(missing));
        }
        if self.zero && is_number {
            return format!("{prefix}{}{text}", "0".repeat(missing));
        }
        format!("{}{prefix}{text}", " ".repeat(missing))
    }
}

fn char_text(vm: &Vm, value: &Object) -> PyResult<String> {
    if let Some(text) = value.as_str() {
        if text.char_len() == 1 {
            return Ok(text.to_string());
        }
    } else if let Some(code) = value.as_int() {
        return match u32::try_from(code).ok().and_then(char::from_u32) {
            Some(char) => Ok(char.to_string()),
            None => Err(vm.overflow_error("%c arg not in range(0x110000)")),
        };
    }
    Err(vm.type_error("%c requires int or char"))
}
