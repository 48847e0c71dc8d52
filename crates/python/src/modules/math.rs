//! `math`.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::exception::{PyResult, Raised};
use crate::object::Object;
use crate::object::args::Args;
use crate::object::module::Module;
use crate::object::native::NativeFn;
use crate::vm::Vm;
use crate::vm::operator::BinaryOp;

pub(crate) fn module(_: &Vm) -> PyResult<Rc<Module>> {
    let module = Module::new("math");
    module.set("pi", std::f64::consts::PI);
    module.set("e", std::f64::consts::E);
    module.set("tau", std::f64::consts::TAU);
    module.set("inf", f64::INFINITY);
    module.set("nan", f64::NAN);
    for (name, call) in OF_ONE.iter().chain(OTHERS) {
        module.function(name, *call);
    }
    Ok(Rc::new(module))
}

macro_rules! of_one {
    ($($name:literal => $function:expr),* $(,)?) => {
        &[$(($name, |vm, args| one(vm, args, $name, $function))),*]
    };
}

const OF_ONE: &[(&str, NativeFn)] = of_one![
    "sin" => f64::sin,
    "cos" => f64::cos,
    "tan" => f64::tan,
    "asin" => f64::asin,
    "acos" => f64::acos,
    "atan" => f64::atan,
    "sinh" => f64::sinh,
    "cosh" => f64::cosh,
    "tanh" => f64::tanh,
    "asinh" => f64::asinh,
    "acosh" => f64::acosh,
    "atanh" => f64::atanh,
    "sqrt" => f64::sqrt,
    "cbrt" => f64::cbrt,
    "exp" => f64::exp,
    "exp2" => f64::exp2,
    "expm1" => f64::exp_m1,
    "log1p" => f64::ln_1p,
    "fabs" => f64::abs,
    "degrees" => f64::to_degrees,
    "radians" => f64::to_radians,
];

const OTHERS: &[(&str, NativeFn)] = &[
    ("log", log),
    ("log2", |vm, args| log_of(vm, args, "log2", f64::log2)),
    ("log10", |vm, args| log_of(vm, args, "log10", f64::log10)),
    ("pow", pow),
    ("fmod", |vm, args| two(vm, args, "fmod", |x, y| x % y)),
    ("remainder", |vm, args| two(vm, args, "remainder", remainder)),
    ("atan2", |vm, args| two(vm, args, "atan2", f64::atan2)),
    ("copysign", |vm, args| two(vm, args, "copysign", f64::copysign)),
    ("hypot", hypot),
    ("dist", dist),
    ("floor", |vm, args| to_int(vm, args, "floor", f64::floor)),
    ("ceil", |vm, args| to_int(vm, args, "ceil", f64::ceil)),
    ("trunc", |vm, args| to_int(vm, args, "trunc", f64::trunc)),
    ("isnan", |vm, args| Ok(Object::Bool(number(vm, args, "isnan")?.is_nan()))),
    ("isinf", |vm, args| Ok(Object::Bool(number(vm, args, "isinf")?.is_infinite()))),
    ("isfinite", |vm, args| Ok(Object::Bool(number(vm, args, "isfinite")?.is_finite()))),
    ("isclose", isclose),
    ("frexp", frexp),
    ("ldexp", ldexp),
    ("modf", modf),
    ("fsum", fsum),
    ("prod", prod),
    ("gcd", |vm, args| fold(vm, args, BigInt::zero(), gcd)),
    ("lcm", |vm, args| fold(vm, args, BigInt::one(), lcm)),
    ("factorial", factorial),
    ("comb", comb),
    ("perm", perm),
    ("isqrt", isqrt),
];

fn domain(vm: &Vm) -> Box<Raised> {
    vm.value_error("math domain error")
}

fn range(vm: &Vm) -> Box<Raised> {
    vm.overflow_error("math range error")
}

/// A real number as an argument.
fn float(vm: &Vm, object: &Object) -> PyResult<f64> {
    match vm.number_as_float(object)? {
        Some(value) => Ok(value),
        None => {
            let name = vm.class_name(object);
            Err(vm.type_error(format!("must be real number, not {name}")))
        }
    }
}

fn number(vm: &Vm, args: Args, name: &str) -> PyResult<f64> {
    let [object] = args.exactly(vm, &format!("math.{name}"))?;
    float(vm, &object)
}

fn checked(vm: &Vm, inputs: &[f64], result: f64) -> PyResult {
    if result.is_nan() && !inputs.iter().any(|input| input.is_nan()) {
        return Err(domain(vm));
    }
    if result.is_infinite() && inputs.iter().all(|input| input.is_finite()) {
        return Err(range(vm));
    }
    Ok(Object::Float(result))
}

fn one(vm: &Vm, args: Args, name: &str, function: fn(f64) -> f64) -> PyResult {
    let value = number(vm, args, name)?;
    let result = function(value);
    if result.is_infinite() && matches!(name, "atanh" | "log1p") && value.is_finite() {
        return Err(domain(vm));
    }
    checked(vm, &[value], result)
}

fn two(vm: &Vm, args: Args, name: &str, function: fn(f64, f64) -> f64) -> PyResult {
    let [x, y] = args.exactly(vm, name)?;
    let (x, y) = (float(vm, &x)?, float(vm, &y)?);
    checked(vm, &[x, y], function(x, y))
}

fn remainder(x: f64, y: f64) -> f64 {
    if y.is_infinite() && x.is_finite() {
        return x;
    }
    x - y * (x / y).round_ties_even()
}

/// A logarithm of a float, or of an int too large to be one.
fn logarithm(vm: &Vm, object: &Object, function: fn(f64) -> f64) -> PyResult<f64> {
    if let Object::BigInt(value) = object.unwrapped() {
        if !value.is_positive() {
            return Err(domain(vm));
        }
        let shift = value.bits().saturating_sub(1000);
        let scaled = (&**value >> shift).to_f64().unwrap_or(f64::INFINITY);
        return Ok(function(scaled) + shift as f64 * function(2.0));
    }
    let value = float(vm, object)?;
    if value <= 0.0 {
        return Err(domain(vm));
    }
    Ok(function(value))
}

fn log_of(vm: &Vm, args: Args, name: &str, function: fn(f64) -> f64) -> PyResult {
    let [object] = args.exactly(vm, &format!("math.{name}"))?;
    logarithm(vm, &object, function).map(Object::Float)
}

fn log(vm: &Vm, args: Args) -> PyResult {
    let [value, base] = args.between(vm, "log", 1)?;
    let value = logarithm(vm, &value.unwrap_or(Object::None), f64::ln)?;
    let Some(base) = base else { return Ok(Object::Float(value)) };
    let base = logarithm(vm, &base, f64::ln)?;
    if base == 0.0 {
        return Err(vm.raise(&vm.exceptions.zero_division, "float division by zero"));
    }
    Ok(Object::Float(value / base))
}

fn pow(vm: &Vm, args: Args) -> PyResult {
    let [x, y] = args.exactly(vm, "pow")?;
    let (x, y) = (float(vm, &x)?, float(vm, &y)?);
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(domain(vm));
    }
    checked(vm, &[x, y], x.powf(y))
}

fn hypot(vm: &Vm, args: Args) -> PyResult {
    let mut length: f64 = 0.0;
    for value in &args.positional {
        length = length.hypot(float(vm, value)?);
    }
    Ok(Object::Float(length))
}

fn dist(vm: &Vm, args: Args) -> PyResult {
    let [p, q] = args.exactly(vm, "dist")?;
    let (p, q) = (vm.collect(&p)?, vm.collect(&q)?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut length: f64 = 0.0;
    for (a, b) in p.iter().zip(&q) {
        length = length.hypot(float(vm, a)? - float(vm, b)?);
    }
    Ok(Object::Float(length))
}

fn to_int(vm: &Vm, args: Args, name: &str, function: fn(f64) -> f64) -> PyResult {
    let [object] = args.exactly(vm, &format!("math.{name}"))?;
    if matches!(object, Object::Instance(_) | Object::Host(_))
        && let Some(value) = vm.call_special(&object, &format!("__{name}__"), Args::none())?
    {
        return Ok(value);
    }
    if object.as_big_int().is_some() {
        return Ok(object.as_big_int().map_or(Object::None, Object::int));
    }
    let value = Object::Float(function(float(vm, &object)?));
    Ok(vm.number_as_int(&value)?.map_or(Object::None, Object::int))
}

fn isclose(vm: &Vm, mut args: Args) -> PyResult {
    let relative = args.take("rel_tol");
    let absolute = args.take("abs_tol");
    let [a, b] = args.exactly(vm, "isclose")?;
    let (a, b) = (float(vm, &a)?, float(vm, &b)?);
    let tolerance = |given: Option<Object>, default: f64| match given {
        Some(given) => float(vm, &given),
        None => Ok(default),
    };
    let (relative, absolute) = (tolerance(relative, 1e-9)?, tolerance(absolute, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Object::Bool(true));
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Object::Bool(false));
    }
    let difference = (a - b).abs();
    Ok(Object::Bool(difference <= relative * a.abs().max(b.abs()) || difference <= absolute))
}

fn frexp(vm: &Vm, args: Args) -> PyResult {
    let value = number(vm, args, "frexp")?;
    let (mantissa, exponent) = crate::vm::hash::split(value.abs());
    let mantissa = if value.is_sign_negative() { -mantissa } else { mantissa };
    Ok(Object::tuple([Object::Float(mantissa), Object::Int(i64::from(exponent))]))
}

fn ldexp(vm: &Vm, args: Args) -> PyResult {
    let [x, exponent] = args.exactly(vm, "ldexp")?;
    let x = float(vm, &x)?;
    let exponent = vm.index(&exponent)?.clamp(-2200, 2200) as i32;
    let half = exponent / 2;
    checked(vm, &[x], x * 2f64.powi(half) * 2f64.powi(exponent - half))
}

fn modf(vm: &Vm, args: Args) -> PyResult {
    let value = number(vm, args, "modf")?;
    let whole = value.trunc();
    let part = if value.is_infinite() { 0.0 } else { value - whole };
    Ok(Object::tuple([Object::Float(part.copysign(value)), Object::Float(whole)]))
}

/// A sum without loss: partial sums that do not overlap.
fn fsum(vm: &Vm, args: Args) -> PyResult {
    let [iterable] = args.exactly(vm, "math.fsum")?;
    let mut partials: Vec<f64> = Vec::new();
    for item in vm.collect(&iterable)? {
        let mut x = float(vm, &item)?;
        let mut kept = 0;
        for index in 0..partials.len() {
            let mut y = partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        partials.push(x);
    }
    let mut total = 0.0;
    let mut low = 0.0;
    while let Some(next) = partials.pop() {
        let sum: f64 = total + next;
        low = next - (sum - total);
        total = sum;
        if low != 0.0 {
            break;
        }
    }
    // half way between two floats: the sign of what is left decides
    if let Some(next) = partials.last()
        && (low < 0.0) == (*next < 0.0)
        && low != 0.0
    {
        let doubled = low * 2.0;
        let sum = total + doubled;
        if doubled == sum - total {
            total = sum;
        }
    }
    Ok(Object::Float(total))
}

fn prod(vm: &Vm, mut args: Args) -> PyResult {
    let mut total = args.take("start").unwrap_or(Object::Int(1));
    let [iterable] = args.exactly(vm, "prod")?;
    for item in vm.collect(&iterable)? {
        total = vm.binary(BinaryOp::Mul, &total, &item)?;
    }
    Ok(total)
}

fn int(vm: &Vm, object: &Object) -> PyResult<BigInt> {
    match object.as_big_int() {
        Some(value) => Ok(value),
        None => vm.index(object).map(BigInt::from),
    }
}

fn fold(vm: &Vm, args: Args, start: BigInt, with: fn(BigInt, BigInt) -> BigInt) -> PyResult {
    let mut total = start;
    for item in &args.positional {
        total = with(total, int(vm, item)?);
    }
    Ok(Object::int(total))
}

fn gcd(a: BigInt, b: BigInt) -> BigInt {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a
}

fn lcm(a: BigInt, b: BigInt) -> BigInt {
    if a.is_zero() || b.is_zero() {
        return BigInt::zero();
    }
    let divisor = gcd(a.clone(), b.clone());
    (a / divisor * b).abs()
}

/// More than this would take too long, and too much memory.
const MOST: i64 = 100_000;

fn small(vm: &Vm, object: &Object, name: &str) -> PyResult<i64> {
    if object.as_float().is_some() {
        return Err(vm.type_error("'float' object cannot be interpreted as an integer"));
    }
    let value = vm.index(object)?;
    if value < 0 {
        let what = if name == "factorial" {
            "factorial() not defined for negative values".to_owned()
        } else {
            format!("{name} must be a non-negative integer")
        };
        return Err(vm.value_error(what));
    }
    if value > MOST {
        return Err(vm.unsupported("numbers of this size here"));
    }
    Ok(value)
}

fn factorial(vm: &Vm, args: Args) -> PyResult {
    let [n] = args.exactly(vm, "math.factorial")?;
    let n = small(vm, &n, "factorial")?;
    Ok(Object::int((1..=n).fold(BigInt::one(), |product, factor| product * factor)))
}

fn comb(vm: &Vm, args: Args) -> PyResult {
    let [n, k] = args.exactly(vm, "comb")?;
    let (n, k) = (small(vm, &n, "n")?, small(vm, &k, "k")?);
    if k > n {
        return Ok(Object::Int(0));
    }
    let k = k.min(n - k);
    Ok(Object::int(
        (0..k).fold(BigInt::one(), |product, index| product * (n - index) / (index + 1)),
    ))
}

fn perm(vm: &Vm, args: Args) -> PyResult {
    let [n, k] = args.between(vm, "perm", 1)?;
    let n = small(vm, &n.unwrap_or(Object::None), "n")?;
    let k = match k.filter(|k| !k.is_none()) {
        Some(k) => small(vm, &k, "k")?,
        None => n,
    };
    if k > n {
        return Ok(Object::Int(0));
    }
    Ok(Object::int((0..k).fold(BigInt::one(), |product, index| product * (n - index))))
}

fn isqrt(vm: &Vm, args: Args) -> PyResult {
    let [n] = args.exactly(vm, "math.isqrt")?;
    let n = int(vm, &n)?;
    if n.is_negative() {
        return Err(vm.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(Object::int(n.sqrt()))
}
