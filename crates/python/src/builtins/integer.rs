//! `int`, `bool`, `bin`, `oct`, `hex`.

use num_bigint::{BigInt, Sign};
use num_traits::{Num, ToPrimitive};

use super::{class_methods, functions, getter, methods};
use crate::exception::{PyResult, Raised};
use crate::format::number::MOST_DIGITS;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::vm::Vm;

pub(super) fn install(vm: &Vm) {
    functions(
        vm,
        &[
            ("bin", |vm, args| in_base(vm, args, "bin", 2, "0b")),
            ("oct", |vm, args| in_base(vm, args, "oct", 8, "0o")),
            ("hex", |vm, args| in_base(vm, args, "hex", 16, "0x")),
        ],
    );
    let int = &vm.types.int;
    int.change_hooks(|hooks| hooks.construct = Some(construct));
    vm.types.bool.change_hooks(|hooks| hooks.construct = Some(construct_bool));
    methods(
        int,
        &[
            ("bit_length", bit_length),
            ("bit_count", bit_count),
            ("to_bytes", to_bytes),
            ("is_integer", |_, _| Ok(Object::Bool(true))),
            ("conjugate", own),
            ("as_integer_ratio", as_integer_ratio),
            ("__index__", own),
        ],
    );
    class_methods(int, &[("from_bytes", from_bytes)]);
    getter(int, "real", |_, object| Ok(plain(object)), None);
    getter(int, "numerator", |_, object| Ok(plain(object)), None);
    getter(int, "imag", |_, _| Ok(Object::Int(0)), None);
    getter(int, "denominator", |_, _| Ok(Object::Int(1)), None);
}

fn plain(object: &Object) -> Object {
    object.as_big_int().map_or(Object::None, Object::int)
}

fn own(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "conjugate")?;
    Ok(plain(&this))
}

fn construct(vm: &Vm, class: &Class, mut args: Args) -> PyResult {
    let base = args.take("base");
    if let Some((name, _)) = args.keywords.first() {
        return Err(vm.type_error(format!("'{name}' is an invalid keyword argument for int()")));
    }
    if args.len() > 2 {
        return Err(
            vm.type_error(format!("int() takes at most 2 arguments ({} given)", args.len()))
        );
    }
    let [object, second] = args.between(vm, "int", 0)?;
    let value = match (object, second.or(base)) {
        (None, None) => BigInt::ZERO,
        (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
        (Some(object), None) => to_int(vm, &object)?,
        (Some(object), Some(base)) => {
            let base = vm.index(&base)?;
            let text = text_of(&object).ok_or_else(|| {
                vm.type_error("int() can't convert non-string with explicit base")
            })?;
            if base != 0 && !(2..=36).contains(&base) {
                return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
            }
            parse(vm, &object, &text, base.to_u32().unwrap_or(10))?
        }
    };
    if *class == vm.types.int {
        return Ok(Object::int(value));
    }
    Ok(Object::Instance(Instance::with_value(class, Object::int(value)).into()))
}

fn text_of(object: &Object) -> Option<String> {
    match object.unwrapped() {
        Object::Str(text) => Some(text.to_string()),
        Object::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    }
}

fn to_int(vm: &Vm, object: &Object) -> PyResult<BigInt> {
    if let Some(text) = text_of(object) {
        return parse(vm, object, &text, 10);
    }
    match vm.number_as_int(object)? {
        Some(value) => Ok(value),
        None => {
            let name = vm.class_name(object);
            Err(vm.type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
            )))
        }
    }
}

fn parse(vm: &Vm, object: &Object, text: &str, base: u32) -> PyResult<BigInt> {
    let complain = |base: u32| -> PyResult<Box<Raised>> {
        let shown = vm.repr(object)?;
        Ok(vm.value_error(format!("invalid literal for int() with base {base}: {shown}")))
    };
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let lower = digits.to_ascii_lowercase();
    let (used, body) = match (base, lower.get(..2)) {
        (0 | 16, Some("0x")) => (16, &lower[2..]),
        (0 | 8, Some("0o")) => (8, &lower[2..]),
        (0 | 2, Some("0b")) => (2, &lower[2..]),
        (0, _) => (10, lower.as_str()),
        (base, _) => (base, lower.as_str()),
    };
    let body =
        if used == base || base == 10 { body } else { body.strip_prefix('_').unwrap_or(body) };
    let valid =
        !body.is_empty() && !body.starts_with('_') && !body.ends_with('_') && !body.contains("__");
    let clean: String = body.chars().filter(|char| *char != '_').map(ascii_digit).collect();
    if !valid || !clean.chars().all(|char| char.is_digit(used)) {
        return Err(complain(base)?);
    }
    if clean.len() > MOST_DIGITS && !used.is_power_of_two() {
        return Err(vm.value_error(format!(
            "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: value has {} digits; \
             use sys.set_int_max_str_digits() to increase the limit",
            clean.len()
        )));
    }
    match BigInt::from_str_radix(&clean, used) {
        Ok(value) => Ok(if negative { -value } else { value }),
        Err(_) => Err(complain(base)?),
    }
}

/// A decimal digit of any script as the ASCII one.
fn ascii_digit(char: char) -> char {
    if char.is_ascii() || !char.is_numeric() {
        return char;
    }
    // the digits of each script stand together from its zero on
    let code = u32::from(char);
    let zeros = [0x660, 0x6F0, 0x966, 0x9E6, 0xFF10];
    let found = zeros.iter().find(|zero| (**zero..**zero + 10).contains(&code));
    found.and_then(|zero| char::from_digit(code - zero, 10)).unwrap_or(char)
}

fn construct_bool(vm: &Vm, _: &Class, args: Args) -> PyResult {
    let [object] = args.between(vm, "bool", 0)?;
    match object {
        Some(object) => vm.truth(&object).map(Object::Bool),
        None => Ok(Object::Bool(false)),
    }
}

fn in_base(vm: &Vm, args: Args, name: &str, radix: u32, prefix: &str) -> PyResult {
    let [object] = args.exactly(vm, name)?;
    let value = match object.as_big_int() {
        Some(value) => value,
        None => BigInt::from(vm.index(&object)?),
    };
    let sign = if value.sign() == Sign::Minus { "-" } else { "" };
    Ok(Object::from(format!("{sign}{prefix}{}", value.magnitude().to_str_radix(radix))))
}

fn bit_length(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "bit_length")?;
    let bits = this.as_big_int().unwrap_or_default().bits();
    Ok(Object::Int(bits.cast_signed()))
}

fn bit_count(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "bit_count")?;
    let value = this.as_big_int().unwrap_or_default();
    let ones: u64 =
        value.magnitude().iter_u64_digits().map(|digit| u64::from(digit.count_ones())).sum();
    Ok(Object::Int(ones.cast_signed()))
}

fn as_integer_ratio(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "as_integer_ratio")?;
    Ok(Object::tuple([plain(&this), Object::Int(1)]))
}

fn to_bytes(vm: &Vm, mut args: Args) -> PyResult {
    let this = args.take_first().and_then(|this| this.as_big_int()).unwrap_or_default();
    let signed = match args.take("signed") {
        Some(signed) => vm.truth(&signed)?,
        None => false,
    };
    let [length, order] = args.bind(vm, "to_bytes", ["length", "byteorder"], 0)?;
    let length = match length {
        Some(length) => usize::try_from(vm.index(&length)?).unwrap_or(0),
        None => 1,
    };
    let little = order.as_ref().and_then(Object::as_str).is_some_and(|order| **order == *"little");
    if this.sign() == Sign::Minus && !signed {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    let mut bytes = if signed { this.to_signed_bytes_le() } else { this.to_bytes_le().1 };
    while bytes.len() > length && bytes.last() == Some(&0) {
        bytes.pop();
    }
    if bytes.len() > length {
        return Err(vm.overflow_error("int too big to convert"));
    }
    bytes.resize(length, if this.sign() == Sign::Minus { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(Object::bytes(&bytes))
}

fn from_bytes(vm: &Vm, mut args: Args) -> PyResult {
    args.take_first();
    let signed = match args.take("signed") {
        Some(signed) => vm.truth(&signed)?,
        None => false,
    };
    let [bytes, order] = args.bind(vm, "from_bytes", ["bytes", "byteorder"], 1)?;
    let mut bytes = match bytes {
        Some(Object::Bytes(bytes)) => bytes.to_vec(),
        Some(other) => {
            let items = vm.collect(&other)?;
            items
                .iter()
                .filter_map(Object::as_int)
                .filter_map(|item| u8::try_from(item).ok())
                .collect()
        }
        None => Vec::new(),
    };
    if order.as_ref().and_then(Object::as_str).is_some_and(|order| **order == *"little") {
        bytes.reverse();
    }
    Ok(Object::int(if signed {
        BigInt::from_signed_bytes_be(&bytes)
    } else {
        BigInt::from_bytes_be(Sign::Plus, &bytes)
    }))
}
