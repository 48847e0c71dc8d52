//! `float`, `abs`, `round`, `divmod`, `pow`.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::{class_methods, functions, getter, methods};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::instance::Instance;
use crate::vm::operator::BinaryOp;
use crate::vm::{Vm, arithmetic};

pub(super) fn install(vm: &Vm) {
    functions(vm, &[("abs", abs), ("round", round), ("divmod", divmod), ("pow", pow)]);
    let float = &vm.types.float;
    float.change_hooks(|hooks| hooks.construct = Some(construct));
    methods(
        float,
        &[
            ("is_integer", is_integer),
            ("as_integer_ratio", as_integer_ratio),
            ("hex", |vm, _| Err(vm.unsupported("float.hex()"))),
            ("conjugate", |vm, args| {
                let [this] = args.exactly(vm, "conjugate")?;
                Ok(this)
            }),
            ("__round__", round),
        ],
    );
    class_methods(float, &[("fromhex", |vm, _| Err(vm.unsupported("float.fromhex()")))]);
    getter(float, "real", |_, object| Ok(object.unwrapped().clone()), None);
    getter(float, "imag", |_, _| Ok(Object::Float(0.0)), None);
}

fn construct(vm: &Vm, class: &Class, args: Args) -> PyResult {
    let [object] = args.between(vm, "float", 0)?;
    let value = match object {
        None => 0.0,
        Some(object) => to_float(vm, &object)?,
    };
    if *class == vm.types.float {
        return Ok(Object::Float(value));
    }
    Ok(Object::Instance(Instance::with_value(class, Object::Float(value)).into()))
}

fn to_float(vm: &Vm, object: &Object) -> PyResult<f64> {
    if let Some(text) = object.as_str() {
        return match parse_float(text) {
            Some(value) => Ok(value),
            None => {
                let shown = vm.repr(object)?;
                Err(vm.value_error(format!("could not convert string to float: {shown}")))
            }
        };
    }
    match vm.number_as_float(object)? {
        Some(value) => Ok(value),
        None => {
            let name = vm.class_name(object);
            Err(vm.type_error(format!(
                "float() argument must be a string or a real number, not '{name}'"
            )))
        }
    }
}

/// The float that a text is, as `float(text)` reads it.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim();
    let unsigned = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    if matches!(unsigned.as_str(), "inf" | "infinity" | "nan") {
        return text.to_ascii_lowercase().parse().ok();
    }
    if !unsigned.starts_with(|char: char| char.is_ascii_digit() || char == '.')
        || text.contains("__")
    {
        return None;
    }
    if text.contains('_') {
        let bytes = text.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            let digit =
                |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
            if *byte == b'_' && !(digit(index.checked_sub(1)) && digit(Some(index + 1))) {
                return None;
            }
        }
    }
    text.replace('_', "").parse().ok()
}

fn is_integer(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "is_integer")?;
    Ok(Object::Bool(this.as_float().is_some_and(|value| value.is_finite() && value.fract() == 0.0)))
}

fn as_integer_ratio(vm: &Vm, args: Args) -> PyResult {
    let [this] = args.exactly(vm, "as_integer_ratio")?;
    let value = this.as_float().unwrap_or_default();
    if value.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    let (mut mantissa, mut exponent) = crate::vm::hash::split(value.abs());
    while mantissa.fract() != 0.0 {
        mantissa *= 2.0;
        exponent -= 1;
    }
    let mut numerator = BigInt::from(mantissa as i64);
    let mut denominator = BigInt::one();
    if exponent >= 0 {
        numerator <<= exponent;
    } else {
        denominator <<= -exponent;
    }
    if value < 0.0 {
        numerator = -numerator;
    }
    Ok(Object::tuple([Object::int(numerator), Object::int(denominator)]))
}

/// `abs` of a built-in number.
pub(super) fn absolute(vm: &Vm, object: &Object) -> PyResult {
    match object {
        Object::Float(value) => Ok(Object::Float(value.abs())),
        _ => match object.as_big_int() {
            Some(value) => Ok(Object::int(value.abs())),
            None => {
                let name = vm.class_name(object);
                Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
            }
        },
    }
}

fn abs(vm: &Vm, args: Args) -> PyResult {
    let [object] = args.exactly(vm, "abs")?;
    if matches!(object, Object::Instance(_) | Object::Host(_))
        && let Some(value) = vm.call_special(&object, "__abs__", Args::none())?
    {
        return Ok(value);
    }
    absolute(vm, object.unwrapped())
}

fn round(vm: &Vm, mut args: Args) -> PyResult {
    let keyword = args.take("ndigits");
    let number = args.take("number");
    if args.len() > 2 {
        return Err(
            vm.type_error(format!("round() takes at most 2 arguments ({} given)", args.len()))
        );
    }
    let [first, second] = args.between(vm, "round", 0)?;
    let Some(object) = first.or(number) else {
        return Err(vm.type_error("round() missing required argument 'number' (pos 1)"));
    };
    let digits = second.or(keyword).filter(|digits| !digits.is_none());
    if matches!(object, Object::Instance(_) | Object::Host(_)) {
        let mut args = Args::none();
        args.positional.extend(digits.clone());
        let custom = vm.class_of(&object).get("__round__");
        if (matches!(custom, Some(Object::Function(_))) || matches!(object, Object::Host(_)))
            && let Some(value) = vm.call_special(&object, "__round__", args)?
        {
            return Ok(value);
        }
    }
    let digits = match digits {
        Some(digits) => Some(vm.index(&digits)?),
        None => None,
    };
    match (object.unwrapped(), digits) {
        (Object::Float(value), None) => round_to_int(vm, *value),
        (Object::Float(value), Some(digits)) => Ok(Object::Float(round_float(*value, digits))),
        (other, digits) => match other.as_big_int() {
            Some(value) => Ok(Object::int(round_int(&value, digits.unwrap_or(0)))),
            None => {
                let name = vm.class_name(&object);
                Err(vm.type_error(format!("type {name} doesn't define __round__ method")))
            }
        },
    }
}

fn round_to_int(vm: &Vm, value: f64) -> PyResult {
    let rounded = Object::Float(value.round_ties_even());
    Ok(vm.number_as_int(&rounded)?.map_or(Object::None, Object::int))
}

/// `round(float, digits)`: to the nearest by the exact value, as its decimal text rounds.
pub(crate) fn round_float(value: f64, digits: i64) -> f64 {
    if !value.is_finite() || digits > 323 {
        return value;
    }
    if digits < -308 {
        return 0.0f64.copysign(value);
    }
    if digits >= 0 {
        return format!("{:.*}", digits as usize, value).parse().unwrap_or(value);
    }
    let scale = 10f64.powi((-digits) as i32);
    let rounded = (value / scale).round_ties_even() * scale;
    if rounded == 0.0 { 0.0f64.copysign(value) } else { rounded }
}

fn round_int(value: &BigInt, digits: i64) -> BigInt {
    if digits >= 0 {
        return value.clone();
    }
    let Ok(places) = u32::try_from(-digits) else { return BigInt::zero() };
    if u64::from(places) > value.bits() {
        return BigInt::zero();
    }
    let unit = BigInt::from(10).pow(places);
    let floor: BigInt = {
        let rest = ((value % &unit) + &unit) % &unit;
        value - rest
    };
    let twice: BigInt = (value - &floor) * 2;
    match twice.cmp(&unit) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + unit,
        std::cmp::Ordering::Equal => {
            if ((&floor / &unit) % 2u8).is_zero() {
                floor
            } else {
                floor + unit
            }
        }
    }
}

fn divmod(vm: &Vm, args: Args) -> PyResult {
    let [a, b] = args.exactly(vm, "divmod")?;
    if matches!(a, Object::Instance(_) | Object::Host(_))
        && let Some(value) = vm.call_special(&a, "__divmod__", Args::one(b.clone()))?
    {
        return Ok(value);
    }
    let floats = a.as_float().is_some() || b.as_float().is_some();
    if let (true, Some(x), Some(y)) = (floats, vm.number_as_float(&a)?, vm.number_as_float(&b)?) {
        if y == 0.0 {
            return Err(vm.raise(&vm.exceptions.zero_division, "float divmod()"));
        }
        let (quotient, rest) = arithmetic::float_div_mod(x, y);
        return Ok(Object::tuple([Object::Float(quotient), Object::Float(rest)]));
    }
    let quotient = match vm.binary_if_any(BinaryOp::FloorDiv, &a, &b)? {
        Some(quotient) => quotient,
        None => {
            let (a, b) = (vm.class_name(&a), vm.class_name(&b));
            return Err(
                vm.type_error(format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'"))
            );
        }
    };
    let rest = vm.binary(BinaryOp::Mod, &a, &b)?;
    Ok(Object::tuple([quotient, rest]))
}

fn pow(vm: &Vm, mut args: Args) -> PyResult {
    let named = ["base", "exp", "mod"].map(|name| args.take(name));
    let [base, exponent, modulus] = args.between(vm, "pow", 0)?;
    let [named_base, named_exponent, named_modulus] = named;
    let (Some(base), Some(exponent)) = (base.or(named_base), exponent.or(named_exponent)) else {
        return Err(vm.type_error("pow() missing required argument 'exp' (pos 2)"));
    };
    let Some(modulus) = modulus.or(named_modulus).filter(|modulus| !modulus.is_none()) else {
        return vm.binary(BinaryOp::Pow, &base, &exponent);
    };
    let ints = (base.as_big_int(), exponent.as_big_int(), modulus.as_big_int());
    let (Some(base), Some(exponent), Some(modulus)) = ints else {
        return Err(
            vm.type_error("pow() 3rd argument not allowed unless all arguments are integers")
        );
    };
    if modulus.is_zero() {
        return Err(vm.value_error("pow() 3rd argument cannot be 0"));
    }
    let result = if exponent.is_negative() {
        match base.modinv(&modulus) {
            Some(inverse) => inverse.modpow(&-exponent, &modulus),
            None => return Err(vm.value_error("base is not invertible for the given modulus")),
        }
    } else {
        base.modpow(&exponent, &modulus)
    };
    Ok(result.to_i64().map_or_else(|| Object::int(result), Object::Int))
}
