//! `decimal`: exact decimals over bigdecimal, with the default context of 28 digits, half to even.
//!
//! Not there: NaN and infinities, contexts other than the default's precision and rounding.

mod text;

use std::rc::Rc;

use bigdecimal::{BigDecimal, RoundingMode, Signed, ToPrimitive, Zero};
use num_bigint::BigInt;

use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::host::HostObject;
use crate::object::module::Module;
use crate::object::native::ClassBuilder;
use crate::object::string::Str;
use crate::vm::Vm;
use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};

const PRECISION: u64 = 28;

/// A `Decimal`.
#[derive(Clone, Debug)]
pub struct Decimal(pub BigDecimal);

/// The classes of the module.
struct Classes {
    decimal: Class,
    invalid_operation: Class,
    division_by_zero: Class,
}

impl Classes {
    fn of(vm: &Vm) -> Rc<Classes> {
        if let Some(classes) = vm.extension_if_any::<Classes>() {
            return classes;
        }
        let arithmetic =
            vm.exceptions().get("ArithmeticError").unwrap_or(&vm.exceptions().base).clone();
        let base = vm.exception_class("decimal", "DecimalException", &[&arithmetic]);
        let zero_division = &vm.exceptions().zero_division;
        let classes = Rc::new(Classes {
            decimal: class(vm),
            invalid_operation: vm.exception_class("decimal", "InvalidOperation", &[&base]),
            division_by_zero: vm.exception_class(
                "decimal",
                "DivisionByZero",
                &[&base, zero_division],
            ),
        });
        vm.set_extension(Rc::clone(&classes));
        classes
    }
}

/// The rounding modes by their names.
const ROUNDINGS: [(&str, RoundingMode); 7] = [
    ("ROUND_HALF_EVEN", RoundingMode::HalfEven),
    ("ROUND_HALF_UP", RoundingMode::HalfUp),
    ("ROUND_HALF_DOWN", RoundingMode::HalfDown),
    ("ROUND_UP", RoundingMode::Up),
    ("ROUND_DOWN", RoundingMode::Down),
    ("ROUND_CEILING", RoundingMode::Ceiling),
    ("ROUND_FLOOR", RoundingMode::Floor),
];

pub(crate) fn module(vm: &Vm) -> PyResult<Rc<Module>> {
    let classes = Classes::of(vm);
    let module = Module::new("decimal");
    module.set("Decimal", &classes.decimal);
    module.set("InvalidOperation", &classes.invalid_operation);
    module.set("DivisionByZero", &classes.division_by_zero);
    for (name, _) in ROUNDINGS {
        module.set(name, name);
    }
    for name in ["getcontext", "localcontext", "setcontext"] {
        module.function(name, |vm, _| Err(vm.unsupported("contexts of decimal")));
    }
    Ok(Rc::new(module))
}

fn class(vm: &Vm) -> Class {
    ClassBuilder::new("decimal", "Decimal")
        .construct(construct)
        .class_method("from_float", |vm, args| {
            let [_, value] = args.exactly(vm, "from_float")?;
            number(vm, &value)?
                .map(|value| Decimal(value).object())
                .ok_or_else(|| vm.type_error("argument must be int or float."))
        })
        .method("quantize", quantize)
        .method("normalize", |vm, args| {
            let [own] = args.exactly(vm, "normalize")?;
            Ok(Decimal(own_value(vm, &own)?.normalized()).object())
        })
        .method("as_tuple", as_tuple)
        .method("is_signed", |vm, args| unary_test(vm, args, Signed::is_negative))
        .method("is_zero", |vm, args| unary_test(vm, args, Zero::is_zero))
        .method("is_nan", |vm, args| unary_test(vm, args, |_| false))
        .method("is_infinite", |vm, args| unary_test(vm, args, |_| false))
        .method("is_finite", |vm, args| unary_test(vm, args, |_| true))
        .method("copy_abs", |vm, args| {
            let [own] = args.exactly(vm, "copy_abs")?;
            Ok(Decimal(own_value(vm, &own)?.abs()).object())
        })
        .method("sqrt", sqrt)
        .method("to_integral_value", |vm, args| rounded_to(vm, args, "to_integral_value"))
        .method("__round__", round)
        .method("__abs__", |vm, args| {
            let [own] = args.exactly(vm, "__abs__")?;
            Ok(Decimal(own_value(vm, &own)?.abs()).object())
        })
        .build(vm)
}

fn own_value(vm: &Vm, object: &Object) -> PyResult<BigDecimal> {
    let own = object.downcast_ref::<Decimal>().map(|decimal| decimal.0.clone());
    own.ok_or_else(|| vm.type_error("descriptor requires a 'decimal.Decimal' object"))
}

fn unary_test(vm: &Vm, args: Args, test: fn(&BigDecimal) -> bool) -> PyResult {
    let [own] = args.exactly(vm, "Decimal method")?;
    Ok(Object::Bool(test(&own_value(vm, &own)?)))
}

fn invalid(vm: &Vm, what: &str) -> Box<crate::exception::Raised> {
    vm.raise(&Classes::of(vm).invalid_operation, format!("[<class 'decimal.{what}'>]"))
}

/// The exact value of a number; `None` for what is none.
fn number(vm: &Vm, object: &Object) -> PyResult<Option<BigDecimal>> {
    if let Some(decimal) = object.downcast_ref::<Decimal>() {
        return Ok(Some(decimal.0.clone()));
    }
    if let Some(whole) = object.as_big_int() {
        return Ok(Some(BigDecimal::from(whole)));
    }
    match object.as_float() {
        Some(float) => BigDecimal::try_from(float)
            .map(Some)
            .map_err(|_| vm.unsupported("NaN and infinity in decimal")),
        None => Ok(None),
    }
}

fn construct(vm: &Vm, _class: &Class, args: Args) -> PyResult {
    let [value] = args.bind(vm, "Decimal", ["value"], 0)?;
    let Some(value) = value else { return Ok(Decimal(BigDecimal::zero()).object()) };
    if let Some(text) = value.as_str() {
        let parsed = text::parse(text).ok_or_else(|| invalid(vm, "ConversionSyntax"))?;
        return Ok(Decimal(parsed).object());
    }
    match number(vm, &value)? {
        Some(number) => Ok(Decimal(number).object()),
        None => {
            let name = vm.class_name(&value);
            Err(vm.type_error(format!("conversion from {name} to Decimal is not supported")))
        }
    }
}

fn quantize(vm: &Vm, args: Args) -> PyResult {
    let [own, exponent, rounding] = args.bind(vm, "quantize", ["self", "exp", "rounding"], 2)?;
    let own = own_value(vm, &own.unwrap_or(Object::None))?;
    let exponent = exponent.unwrap_or(Object::None);
    let scale = number(vm, &exponent)?
        .ok_or_else(|| vm.type_error("conversion to Decimal is not supported"))?
        .fractional_digit_count();
    let made = own.with_scale_round(scale, rounding_mode(vm, rounding.as_ref())?);
    if made.digits() > PRECISION {
        return Err(invalid(vm, "InvalidOperation"));
    }
    Ok(Decimal(made).object())
}

fn rounding_mode(vm: &Vm, name: Option<&Object>) -> PyResult<RoundingMode> {
    let Some(name) = name.and_then(Object::as_str) else { return Ok(RoundingMode::HalfEven) };
    let found = ROUNDINGS.iter().find(|(known, _)| **known == **name);
    found.map(|(_, mode)| *mode).ok_or_else(|| vm.type_error("valid values for rounding are: [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]"))
}

fn rounded_to(vm: &Vm, args: Args, name: &str) -> PyResult {
    let [own, rounding] = args.bind(vm, name, ["self", "rounding"], 1)?;
    let own = own_value(vm, &own.unwrap_or(Object::None))?;
    let mode = rounding_mode(vm, rounding.as_ref())?;
    Ok(Decimal(own.with_scale_round(0, mode)).object())
}

fn round(vm: &Vm, args: Args) -> PyResult {
    let [own, digits] = args.between(vm, "__round__", 1)?;
    let own = own_value(vm, &own.unwrap_or(Object::None))?;
    match digits.as_ref().and_then(Object::as_int) {
        None => Ok(Object::int(whole(&own.with_scale_round(0, RoundingMode::HalfEven)))),
        Some(digits) => Ok(Decimal(own.with_scale_round(digits, RoundingMode::HalfEven)).object()),
    }
}

fn sqrt(vm: &Vm, args: Args) -> PyResult {
    let [own] = args.exactly(vm, "sqrt")?;
    let own = own_value(vm, &own)?;
    let root = own.sqrt().ok_or_else(|| invalid(vm, "InvalidOperation"))?;
    Ok(Decimal(in_context(root)).object())
}

fn as_tuple(vm: &Vm, args: Args) -> PyResult {
    let [own] = args.exactly(vm, "as_tuple")?;
    let (digits, scale) = own_value(vm, &own)?.into_bigint_and_exponent();
    let sign = i64::from(digits.is_negative());
    let text = digits.abs().to_string();
    let digits = text.bytes().map(|digit| i64::from(digit - b'0').into());
    Ok(Object::tuple([sign.into(), Object::tuple(digits), (-scale).into()]))
}

fn whole(value: &BigDecimal) -> BigInt {
    value.with_scale_round(0, RoundingMode::Down).into_bigint_and_exponent().0
}

/// Rounded to the precision of the context.
fn in_context(value: BigDecimal) -> BigDecimal {
    if value.digits() <= PRECISION { value } else { value.with_prec(PRECISION) }
}

fn divide(vm: &Vm, a: &BigDecimal, b: &BigDecimal) -> PyResult<BigDecimal> {
    if b.is_zero() {
        return Err(if a.is_zero() {
            invalid(vm, "DivisionUndefined")
        } else {
            vm.raise(&Classes::of(vm).division_by_zero, "[<class 'decimal.DivisionByZero'>]")
        });
    }
    let ideal = a.fractional_digit_count() - b.fractional_digit_count();
    let quotient = in_context(a / b);
    let short = quotient.normalized();
    let exact = &short * b == *a;
    Ok(match exact {
        true if short.fractional_digit_count() < ideal => short.with_scale(ideal),
        true => short,
        false => quotient,
    })
}

fn arithmetic(
    vm: &Vm,
    op: BinaryOp,
    a: &BigDecimal,
    b: &BigDecimal,
) -> PyResult<Option<BigDecimal>> {
    Ok(Some(match op {
        BinaryOp::Add => in_context(a + b),
        BinaryOp::Sub => in_context(a - b),
        BinaryOp::Mul => in_context(a * b),
        BinaryOp::Div => divide(vm, a, b)?,
        BinaryOp::FloorDiv => divide(vm, a, b)?.with_scale_round(0, RoundingMode::Down),
        BinaryOp::Mod => {
            let times = divide(vm, a, b)?.with_scale_round(0, RoundingMode::Down);
            a - times * b
        }
        BinaryOp::Pow => match b.to_i64().filter(|_| b.is_integer()) {
            Some(exponent) => in_context(a.powi(exponent)),
            None => return Err(vm.unsupported("Decimal to a fractional power")),
        },
        _ => return Ok(None),
    }))
}

impl Decimal {
    /// As a value.
    pub fn object(self) -> Object {
        Object::host(self)
    }
}

impl HostObject for Decimal {
    fn class(&self, vm: &Vm) -> Class {
        Classes::of(vm).decimal.clone()
    }

    fn get_attr(self: Rc<Self>, _vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(match &**name {
            "real" => Some(Object::Host(self)),
            "imag" => Some(Decimal(BigDecimal::zero()).object()),
            _ => None,
        })
    }

    fn binary(
        self: Rc<Self>,
        vm: &Vm,
        op: BinaryOp,
        other: &Object,
        reflected: bool,
    ) -> PyResult<Option<Object>> {
        if other.as_float().is_some() {
            return Ok(None);
        }
        let Some(other) = number(vm, other)? else { return Ok(None) };
        let (a, b) = if reflected { (&other, &self.0) } else { (&self.0, &other) };
        Ok(arithmetic(vm, op, a, b)?.map(|value| Decimal(value).object()))
    }

    fn unary(self: Rc<Self>, _vm: &Vm, op: UnaryOp) -> PyResult<Option<Object>> {
        Ok(match op {
            UnaryOp::Neg => Some(Decimal(-self.0.clone()).object()),
            UnaryOp::Pos => Some(Decimal(in_context(self.0.clone())).object()),
            UnaryOp::Invert => None,
        })
    }

    fn compare(self: Rc<Self>, vm: &Vm, op: CompareOp, other: &Object) -> PyResult<Option<Object>> {
        let other = number(vm, other)?;
        Ok(other.map(|other| Object::Bool(op.holds(self.0.cmp(&other)))))
    }

    fn truth(&self, _vm: &Vm) -> PyResult<Option<bool>> {
        Ok(Some(!self.0.is_zero()))
    }

    fn int(&self, _vm: &Vm) -> PyResult<Option<Object>> {
        Ok(Some(Object::int(whole(&self.0))))
    }

    fn float(&self, _vm: &Vm) -> PyResult<Option<f64>> {
        Ok(text::show(&self.0).parse().ok())
    }

    fn hash(&self, vm: &Vm) -> PyResult<Option<i64>> {
        if self.0.is_integer() {
            return vm.hash(&Object::int(whole(&self.0))).map(Some);
        }
        match text::show(&self.0).parse::<f64>() {
            Ok(float) => vm.hash(&Object::Float(float)).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn repr(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(format!("Decimal('{}')", text::show(&self.0))))
    }

    fn str(&self, _vm: &Vm) -> PyResult<Option<String>> {
        Ok(Some(text::show(&self.0)))
    }

    fn format(&self, vm: &Vm, spec: &str) -> PyResult<Option<String>> {
        if spec.is_empty() {
            return Ok(Some(text::show(&self.0)));
        }
        text::format(vm, &self.0, spec).map(Some)
    }
}
