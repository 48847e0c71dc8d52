//! Operators of the built-in values.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use super::Vm;
use super::operator::{BinaryOp, UnaryOp};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::alias::{AliasKind, GenericAlias};
use crate::object::dict::Dict;
use crate::object::list::List;
use crate::object::set::Set;

enum Number {
    Int(i64),
    Big(BigInt),
    Float(f64),
}

fn number(object: &Object) -> Option<Number> {
    Some(match object {
        Object::Int(value) => Number::Int(*value),
        Object::Bool(value) => Number::Int(i64::from(*value)),
        Object::BigInt(value) => Number::Big((**value).clone()),
        Object::Float(value) => Number::Float(*value),
        Object::Instance(_) => match object.unwrapped() {
            Object::Instance(_) => return None,
            inner => return number(inner),
        },
        _ => return None,
    })
}

/// A number as a float; too large an int complains.
fn float(vm: &Vm, number: &Number) -> PyResult<f64> {
    match number {
        Number::Int(value) => Ok(*value as f64),
        Number::Float(value) => Ok(*value),
        Number::Big(value) => match value.to_f64() {
            Some(float) if float.is_finite() => Ok(float),
            _ => Err(vm.overflow_error("int too large to convert to float")),
        },
    }
}

fn big(number: &Number) -> BigInt {
    match number {
        Number::Int(value) => BigInt::from(*value),
        Number::Big(value) => value.clone(),
        Number::Float(_) => BigInt::zero(),
    }
}

/// `a op b` of built-in values; none where they do not go together.
pub(crate) fn binary(vm: &Vm, op: BinaryOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    if let (Some(x), Some(y)) = (number(a), number(b)) {
        return numbers(vm, op, a, b, &x, &y);
    }
    let (a, b) = (a.unwrapped(), b.unwrapped());
    match op {
        BinaryOp::Add => concat(vm, a, b),
        BinaryOp::Mul => repeat(vm, a, b),
        BinaryOp::Mod => match a {
            Object::Str(format) => crate::format::percent::percent(vm, format, b).map(Some),
            _ => Ok(None),
        },
        BinaryOp::Or | BinaryOp::And | BinaryOp::Xor | BinaryOp::Sub => collections(vm, op, a, b),
        _ => Ok(None),
    }
}

fn numbers(
    vm: &Vm,
    op: BinaryOp,
    a: &Object,
    b: &Object,
    x: &Number,
    y: &Number,
) -> PyResult<Option<Object>> {
    if matches!(x, Number::Float(_)) || matches!(y, Number::Float(_)) {
        return floats(vm, op, float(vm, x)?, float(vm, y)?);
    }
    if let (Object::Bool(x), Object::Bool(y)) = (a, b) {
        match op {
            BinaryOp::And => return Ok(Some(Object::Bool(*x && *y))),
            BinaryOp::Or => return Ok(Some(Object::Bool(*x || *y))),
            BinaryOp::Xor => return Ok(Some(Object::Bool(x != y))),
            _ => {}
        }
    }
    if let (Number::Int(x), Number::Int(y)) = (x, y)
        && let Some(value) = small(vm, op, *x, *y)?
    {
        return Ok(Some(value));
    }
    large(vm, op, &big(x), &big(y))
}

/// The result where it fits; none where the operands must grow.
pub(crate) fn small(vm: &Vm, op: BinaryOp, x: i64, y: i64) -> PyResult<Option<Object>> {
    let value = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::And => Some(x & y),
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::Div if y != 0 && x.unsigned_abs() < 1 << 53 && y.unsigned_abs() < 1 << 53 => {
            return Ok(Some(Object::Float(x as f64 / y as f64)));
        }
        BinaryOp::FloorDiv if y != 0 => x.checked_div_euclid(y).map(|_| floor_div(x, y)),
        BinaryOp::Mod if y != 0 => x.checked_rem(y).map(|_| floor_mod(x, y)),
        BinaryOp::Pow if y >= 0 => {
            let exponent = u32::try_from(y).ok();
            exponent.and_then(|exponent| x.checked_pow(exponent))
        }
        BinaryOp::RShift if y >= 0 => Some(x >> y.min(63)),
        BinaryOp::LShift if (0..63).contains(&y) => {
            let shifted = x << y;
            (shifted >> y == x).then_some(shifted)
        }
        _ => None,
    };
    if y == 0
        && let Some(raised) = by_zero(vm, op)
    {
        return Err(raised);
    }
    Ok(value.map(Object::Int))
}

fn by_zero(vm: &Vm, op: BinaryOp) -> Option<Box<crate::exception::Raised>> {
    let message = match op {
        BinaryOp::Div => "division by zero",
        BinaryOp::FloorDiv => "integer division or modulo by zero",
        BinaryOp::Mod => "integer modulo by zero",
        _ => return None,
    };
    Some(vm.raise(&vm.exceptions.zero_division, message))
}

fn floor_div(x: i64, y: i64) -> i64 {
    let quotient = x / y;
    if x % y != 0 && (x < 0) != (y < 0) { quotient - 1 } else { quotient }
}

fn floor_mod(x: i64, y: i64) -> i64 {
    let rest = x % y;
    if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest }
}

fn large(vm: &Vm, op: BinaryOp, x: &BigInt, y: &BigInt) -> PyResult<Option<Object>> {
    if y.is_zero()
        && let Some(raised) = by_zero(vm, op)
    {
        return Err(raised);
    }
    let value = match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => {
            vm.check_bits(x.bits() + y.bits())?;
            x * y
        }
        BinaryOp::Div => return divide(vm, x, y).map(Some),
        BinaryOp::FloorDiv => num_integer_div(x, y),
        BinaryOp::Mod => x - num_integer_div(x, y) * y,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Pow => return power(vm, x, y).map(Some),
        BinaryOp::LShift | BinaryOp::RShift => return shift(vm, op, x, y).map(Some),
        BinaryOp::MatMul => return Ok(None),
    };
    Ok(Some(Object::int(value)))
}

fn num_integer_div(x: &BigInt, y: &BigInt) -> BigInt {
    let quotient = x / y;
    let rest = x - &quotient * y;
    if !rest.is_zero() && rest.is_negative() != y.is_negative() { quotient - 1 } else { quotient }
}

fn divide(vm: &Vm, x: &BigInt, y: &BigInt) -> PyResult {
    if let (Some(a), Some(b)) = (x.to_f64(), y.to_f64())
        && a.is_finite()
        && b.is_finite()
        && x.bits() <= 53
        && y.bits() <= 53
    {
        return Ok(Object::Float(a / b));
    }
    // exact to the last bit: scale to 66 bits of quotient, round once
    let shift = 66 - (x.bits() as i64 - y.bits() as i64);
    let scaled = if shift >= 0 { (x << shift as u64) / y } else { x / (y << (-shift) as u64) };
    let mantissa = scaled.to_f64().unwrap_or(f64::INFINITY);
    let value =
        mantissa * 2f64.powi((-shift / 2) as i32) * 2f64.powi((-shift - (-shift / 2)) as i32);
    if value.is_finite() {
        Ok(Object::Float(value))
    } else {
        Err(vm.overflow_error("integer division result too large for a float"))
    }
}

fn power(vm: &Vm, x: &BigInt, y: &BigInt) -> PyResult {
    if y.is_negative() {
        let (x, y) = (float(vm, &Number::Big(x.clone()))?, float(vm, &Number::Big(y.clone()))?);
        return Ok(float_power(vm, x, y)?.unwrap_or(Object::None));
    }
    let Some(exponent) = y.to_u32() else {
        return match x.to_i64() {
            Some(0 | 1) => Ok(Object::int(x.clone())),
            Some(-1) => Ok(Object::Int(if (y % 2u8).is_zero() { 1 } else { -1 })),
            _ => Err(vm.memory_error()),
        };
    };
    vm.check_bits(x.bits().saturating_mul(u64::from(exponent)))?;
    Ok(Object::int(x.pow(exponent)))
}

fn shift(vm: &Vm, op: BinaryOp, x: &BigInt, y: &BigInt) -> PyResult {
    if y.is_negative() {
        return Err(vm.value_error("negative shift count"));
    }
    if op == BinaryOp::RShift {
        return Ok(match y.to_u64() {
            Some(count) => Object::int(x >> count),
            None => Object::Int(if x.is_negative() { -1 } else { 0 }),
        });
    }
    if x.is_zero() {
        return Ok(Object::Int(0));
    }
    let count = y.to_u64().unwrap_or(u64::MAX);
    vm.check_bits(x.bits().saturating_add(count))?;
    Ok(Object::int(x << count))
}

fn floats(vm: &Vm, op: BinaryOp, x: f64, y: f64) -> PyResult<Option<Object>> {
    let zero = |message: &str| Err(vm.raise(&vm.exceptions.zero_division, message));
    let value = match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::Div if y == 0.0 => return zero("float division by zero"),
        BinaryOp::Div => x / y,
        BinaryOp::FloorDiv if y == 0.0 => return zero("float floor division by zero"),
        BinaryOp::FloorDiv => float_div_mod(x, y).0,
        BinaryOp::Mod if y == 0.0 => return zero("float modulo"),
        BinaryOp::Mod => float_div_mod(x, y).1,
        BinaryOp::Pow => return float_power(vm, x, y),
        _ => return Ok(None),
    };
    Ok(Some(Object::Float(value)))
}

/// `divmod` of floats, as CPython rounds it.
pub(crate) fn float_div_mod(x: f64, y: f64) -> (f64, f64) {
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest != 0.0 {
        if (y < 0.0) != (rest < 0.0) {
            rest += y;
            quotient -= 1.0;
        }
    } else {
        rest = 0.0f64.copysign(y);
    }
    let floored = if quotient == 0.0 {
        0.0f64.copysign(x / y)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    (floored, rest)
}

fn float_power(vm: &Vm, x: f64, y: f64) -> PyResult<Option<Object>> {
    if x == 0.0 && y < 0.0 {
        let message = "0.0 cannot be raised to a negative power";
        return Err(vm.raise(&vm.exceptions.zero_division, message));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
        return Err(vm.unsupported("complex numbers"));
    }
    let value = x.powf(y);
    if value.is_infinite() && x.is_finite() && y.is_finite() {
        let args = vec![Object::Int(34), Object::from("Numerical result out of range")];
        return Err(vm.raise_with(&vm.exceptions.overflow, args));
    }
    Ok(Some(Object::Float(value)))
}

fn concat(vm: &Vm, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    Ok(Some(match (a, b) {
        (Object::Str(a), Object::Str(b)) => {
            vm.check_text(a.len() + b.len())?;
            let mut text = String::with_capacity(a.len() + b.len());
            text.push_str(a);
            text.push_str(b);
            Object::from(text)
        }
        (Object::List(a), Object::List(b)) => {
            vm.check_items(a.len() + b.len())?;
            let mut items = a.snapshot();
            items.extend(b.snapshot());
            Object::from(items)
        }
        (Object::Tuple(a), Object::Tuple(b)) => {
            vm.check_items(a.len() + b.len())?;
            Object::tuple(a.iter().chain(b.iter()).cloned())
        }
        (Object::Bytes(a), Object::Bytes(b)) => {
            vm.check_text(a.len() + b.len())?;
            Object::bytes(&[&a[..], &b[..]].concat())
        }
        _ => return Ok(None),
    }))
}

fn repeat(vm: &Vm, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    let (sequence, count) = match (a, b.as_int()) {
        (Object::Str(_) | Object::List(_) | Object::Tuple(_) | Object::Bytes(_), Some(count)) => {
            (a, count)
        }
        _ => match (b, a.as_int()) {
            (
                Object::Str(_) | Object::List(_) | Object::Tuple(_) | Object::Bytes(_),
                Some(count),
            ) => (b, count),
            _ => return Ok(None),
        },
    };
    let count = usize::try_from(count.max(0)).unwrap_or(usize::MAX);
    Ok(Some(match sequence {
        Object::Str(text) => {
            vm.check_text(text.len().saturating_mul(count))?;
            Object::from(text.repeat(count))
        }
        Object::Bytes(bytes) => {
            vm.check_text(bytes.len().saturating_mul(count))?;
            Object::bytes(&bytes.repeat(count))
        }
        Object::Tuple(items) => {
            vm.check_items(items.len().saturating_mul(count))?;
            Object::Tuple(repeated(items, count).into())
        }
        Object::List(list) => {
            vm.check_items(list.len().saturating_mul(count))?;
            Object::List(Rc::new(List::new(repeated(&list.borrow(), count))))
        }
        _ => return Ok(None),
    }))
}

fn repeated(items: &[Object], count: usize) -> Vec<Object> {
    let mut all = Vec::with_capacity(items.len() * count);
    for _ in 0..count {
        all.extend_from_slice(items);
    }
    all
}

fn collections(vm: &Vm, op: BinaryOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    match (a, b) {
        (Object::Dict(x), Object::Dict(y)) if op == BinaryOp::Or => {
            let merged = x.copy();
            merged.merge(vm, y)?;
            Ok(Some(Object::Dict(Rc::new(merged))))
        }
        (Object::Set(_) | Object::FrozenSet(_) | Object::View(_), _)
        | (_, Object::Set(_) | Object::FrozenSet(_) | Object::View(_)) => sets(vm, op, a, b),
        _ if op == BinaryOp::Or => Ok(union(a, b)),
        _ => Ok(None),
    }
}

fn as_set(vm: &Vm, object: &Object) -> PyResult<Option<Rc<Set>>> {
    match object {
        Object::Set(set) | Object::FrozenSet(set) => Ok(Some(Rc::clone(set))),
        Object::View(_) => Ok(Some(Rc::new(Set::of(vm, vm.collect(object)?)?))),
        _ => Ok(None),
    }
}

fn sets(vm: &Vm, op: BinaryOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    let (Some(x), Some(y)) = (as_set(vm, a)?, as_set(vm, b)?) else { return Ok(None) };
    let set = match op {
        BinaryOp::Or => union_of(vm, &x, &y)?,
        BinaryOp::And => intersection_of(vm, &x, &y)?,
        BinaryOp::Sub => difference_of(vm, &x, &y)?,
        _ => symmetric_difference_of(vm, &x, &y)?,
    };
    let set = Rc::new(set);
    Ok(Some(if matches!(a, Object::FrozenSet(_)) {
        Object::FrozenSet(set)
    } else {
        Object::Set(set)
    }))
}

pub(crate) fn union_of(vm: &Vm, x: &Set, y: &Set) -> PyResult<Set> {
    let all = x.copy(vm)?;
    all.merge(vm, y)?;
    Ok(all)
}

pub(crate) fn intersection_of(vm: &Vm, x: &Set, y: &Set) -> PyResult<Set> {
    let (large, small) = if y.len() > x.len() { (y, x) } else { (x, y) };
    let both = Set::new();
    for item in small.items() {
        if large.contains(vm, &item)? {
            both.add(vm, item)?;
        }
    }
    Ok(both)
}

pub(crate) fn difference_of(vm: &Vm, x: &Set, y: &Set) -> PyResult<Set> {
    if x.len() >> 2 > y.len() {
        let rest = x.copy(vm)?;
        for item in y.items() {
            rest.remove(vm, &item)?;
        }
        return Ok(rest);
    }
    let rest = Set::new();
    for item in x.items() {
        if !y.contains(vm, &item)? {
            rest.add(vm, item)?;
        }
    }
    Ok(rest)
}

pub(crate) fn symmetric_difference_of(vm: &Vm, x: &Set, y: &Set) -> PyResult<Set> {
    let either = y.copy(vm)?;
    for item in x.items() {
        if !either.remove(vm, &item)? {
            either.add(vm, item)?;
        }
    }
    Ok(either)
}

/// `int | None`.
fn union(a: &Object, b: &Object) -> Option<Object> {
    let is_type =
        |object: &Object| matches!(object, Object::Class(_) | Object::Alias(_) | Object::None);
    if !is_type(a) || !is_type(b) || (a.is_none() && b.is_none()) {
        return None;
    }
    let typing = |object: &Object| matches!(object, Object::Alias(alias) if !matches!(alias.kind, AliasKind::Bar | AliasKind::Builtin));
    let kind = if typing(a) || typing(b) { AliasKind::Union } else { AliasKind::Bar };
    let mut args: Vec<Object> = Vec::new();
    for side in [a, b] {
        let parts = match side {
            Object::Alias(alias) if matches!(alias.kind, AliasKind::Bar | AliasKind::Union) => {
                alias.args.clone()
            }
            other => vec![other.clone()],
        };
        for part in parts {
            if !args.iter().any(|known| known.is(&part)) {
                args.push(part);
            }
        }
    }
    let origin = Object::None;
    Some(Object::Alias(Rc::new(GenericAlias { kind, origin, args, name: None })))
}

/// `a op= b` of a built-in value that changes itself; none where it does not.
pub(crate) fn in_place(vm: &Vm, op: BinaryOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
    match (a, op) {
        (Object::List(list), BinaryOp::Add) => {
            let more = vm.collect(b)?;
            vm.check_items(list.len() + more.len())?;
            list.borrow_mut().extend(more);
        }
        (Object::List(list), BinaryOp::Mul) => match repeat(vm, a, b)? {
            Some(Object::List(repeated)) => *list.borrow_mut() = repeated.snapshot(),
            _ => return Ok(None),
        },
        (Object::Dict(dict), BinaryOp::Or) => match b.unwrapped() {
            Object::Dict(other) => dict.merge(vm, other)?,
            _ => merge_pairs(vm, dict, b)?,
        },
        (Object::Set(set), BinaryOp::Or | BinaryOp::And | BinaryOp::Sub | BinaryOp::Xor) => {
            let Some(Object::Set(result)) = sets(vm, op, a, b.unwrapped())? else {
                return Ok(None);
            };
            if op == BinaryOp::Or {
                set.merge(vm, &result)?;
            } else {
                set.clear();
                set.merge(vm, &result)?;
            }
        }
        _ => return Ok(None),
    }
    Ok(Some(a.clone()))
}

/// Adds the pairs of an iterable to a dict, as `dict(pairs)`.
pub(crate) fn merge_pairs(vm: &Vm, dict: &Dict, pairs: &Object) -> PyResult<()> {
    for (index, pair) in vm.collect(pairs)?.into_iter().enumerate() {
        let Some(iterator) = vm.iter_if_any(&pair)? else {
            return Err(vm.type_error(format!(
                "cannot convert dictionary update sequence element #{index} to a sequence"
            )));
        };
        let items = vm.drain(&iterator)?;
        let length = items.len();
        let Ok([key, value]) = <[Object; 2]>::try_from(items) else {
            return Err(vm.value_error(format!(
                "dictionary update sequence element #{index} has length {length}; 2 is required"
            )));
        };
        dict.insert(vm, key, value)?;
    }
    Ok(())
}

/// `op a` of a number; none of anything else.
pub(crate) fn unary(op: UnaryOp, a: &Object) -> Option<Object> {
    Some(match (op, number(a)?) {
        (UnaryOp::Neg, Number::Int(value)) => match value.checked_neg() {
            Some(negated) => Object::Int(negated),
            None => Object::int(-BigInt::from(value)),
        },
        (UnaryOp::Pos, Number::Int(value)) => Object::Int(value),
        (UnaryOp::Invert, Number::Int(value)) => Object::Int(!value),
        (UnaryOp::Neg, Number::Big(value)) => Object::int(-value),
        (UnaryOp::Pos, Number::Big(value)) => Object::int(value),
        (UnaryOp::Invert, Number::Big(value)) => Object::int(-value - 1),
        (UnaryOp::Neg, Number::Float(value)) => Object::Float(-value),
        (UnaryOp::Pos, Number::Float(value)) => Object::Float(value),
        (UnaryOp::Invert, Number::Float(_)) => return None,
    })
}
