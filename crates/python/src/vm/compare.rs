//! Comparison.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use super::Vm;
use super::operator::{CompareOp, is_foreign};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::view::ViewKind;

impl Vm {
    /// `a op b`: any object may be the answer.
    pub fn compare(&self, op: CompareOp, a: &Object, b: &Object) -> PyResult {
        match (a, b) {
            (Object::Int(x), Object::Int(y)) => return Ok(Object::Bool(op.holds(x.cmp(y)))),
            (Object::Str(x), Object::Str(y)) => return Ok(Object::Bool(op.holds(x.cmp(y)))),
            _ => {}
        }
        if let Some(answer) = self.compare_sides(op, a, b)? {
            return Ok(answer);
        }
        match op {
            CompareOp::Eq => Ok(Object::Bool(a.is(b))),
            CompareOp::Ne => Ok(Object::Bool(!a.is(b))),
            _ => Err(self.type_error(format!(
                "'{}' not supported between instances of '{}' and '{}'",
                op.symbol(),
                self.class_name(a),
                self.class_name(b)
            ))),
        }
    }

    fn compare_sides(&self, op: CompareOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
        if !is_foreign(a) && !is_foreign(b) {
            return self.compare_plain(op, a, b);
        }
        let (left, right) = (self.class_of(a), self.class_of(b));
        let right_first = left != right && right.is_subclass(&left);
        if right_first && let Some(answer) = self.compare_side(op.swapped(), b, a)? {
            return Ok(Some(answer));
        }
        if let Some(answer) = self.compare_side(op, a, b)? {
            return Ok(Some(answer));
        }
        if right_first {
            return Ok(None);
        }
        self.compare_side(op.swapped(), b, a)
    }

    fn compare_side(&self, op: CompareOp, x: &Object, y: &Object) -> PyResult<Option<Object>> {
        if let Object::Host(host) = x
            && let Some(answer) = Rc::clone(host).compare(self, op, y)?
        {
            return Ok(Some(answer));
        }
        if !is_foreign(x) {
            return self.compare_plain(op, x, y.unwrapped());
        }
        let given = |answer: &Object| !matches!(answer, Object::NotImplemented);
        let answer = self.call_special(x, op.method(), Args::one(y.clone()))?.filter(given);
        if answer.is_some() || op != CompareOp::Ne {
            return Ok(answer);
        }
        // without `__ne__` the opposite of `__eq__`
        match self.call_special(x, "__eq__", Args::one(y.clone()))?.filter(given) {
            Some(equal) => Ok(Some(Object::Bool(!self.truth(&equal)?))),
            None => Ok(None),
        }
    }

    /// Comparison of built-in values; none where they do not go together.
    pub(crate) fn compare_plain(
        &self,
        op: CompareOp,
        a: &Object,
        b: &Object,
    ) -> PyResult<Option<Object>> {
        let (a, b) = (a.unwrapped(), b.unwrapped());
        if let Some(order) = compare_numbers(a, b) {
            let holds = match order {
                Some(order) => op.holds(order),
                None => op == CompareOp::Ne,
            };
            return Ok(Some(Object::Bool(holds)));
        }
        let answer = match (a, b) {
            (Object::Str(x), Object::Str(y)) => Some(op.holds(x.cmp(y))),
            (Object::Bytes(x), Object::Bytes(y)) => Some(op.holds(x.cmp(y))),
            (Object::Tuple(x), Object::Tuple(y)) => return self.compare_items(op, x, y).map(Some),
            (Object::List(x), Object::List(y)) => {
                return self.compare_items(op, &x.snapshot(), &y.snapshot()).map(Some);
            }
            (Object::Dict(x), Object::Dict(y)) => self.equality(op, || self.dicts_equal(x, y))?,
            (Object::Range(x), Object::Range(y)) => self.equality(op, || {
                let (n, m) = (x.len(), y.len());
                Ok(n == m && (n == 0 || (x.start == y.start && (n == 1 || x.step == y.step))))
            })?,
            (Object::Set(_) | Object::FrozenSet(_) | Object::View(_), _) => {
                return self.compare_sets(op, a, b);
            }
            (Object::Slice(x), Object::Slice(y)) => {
                let (x, y) = ([&x.start, &x.stop, &x.step], [&y.start, &y.stop, &y.step]);
                let clone = |parts: [&Object; 3]| parts.map(Clone::clone);
                return self.compare_items(op, &clone(x), &clone(y)).map(Some);
            }
            (Object::Method(x), Object::Method(y)) => self.equality(op, || {
                Ok(x.receiver.is(&y.receiver) && self.eq(&x.function, &y.function)?)
            })?,
            (Object::Alias(x), Object::Alias(y)) => self.equality(op, || {
                if x.origin.address() != y.origin.address() || x.args.len() != y.args.len() {
                    return Ok(false);
                }
                self.items_equal(&x.args, &y.args)
            })?,
            _ => None,
        };
        Ok(answer.map(Object::Bool))
    }

    fn equality(
        &self,
        op: CompareOp,
        equal: impl FnOnce() -> PyResult<bool>,
    ) -> PyResult<Option<bool>> {
        match op {
            CompareOp::Eq => equal().map(Some),
            CompareOp::Ne => equal().map(|equal| Some(!equal)),
            _ => Ok(None),
        }
    }

    fn compare_items(&self, op: CompareOp, x: &[Object], y: &[Object]) -> PyResult {
        self.enter_native()?;
        let compared = self.compare_items_within(op, x, y);
        self.leave_native();
        compared
    }

    fn compare_items_within(&self, op: CompareOp, x: &[Object], y: &[Object]) -> PyResult {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) && x.len() != y.len() {
            return Ok(Object::Bool(op == CompareOp::Ne));
        }
        for (a, b) in x.iter().zip(y) {
            if !self.eq(a, b)? {
                return match op {
                    CompareOp::Eq => Ok(Object::Bool(false)),
                    CompareOp::Ne => Ok(Object::Bool(true)),
                    _ => self.compare(op, a, b),
                };
            }
        }
        Ok(Object::Bool(op.holds(x.len().cmp(&y.len()))))
    }

    fn items_equal(&self, x: &[Object], y: &[Object]) -> PyResult<bool> {
        for (a, b) in x.iter().zip(y) {
            if !self.eq(a, b)? {
                return Ok(false);
            }
        }
        Ok(x.len() == y.len())
    }

    fn dicts_equal(
        &self,
        x: &crate::object::dict::Dict,
        y: &crate::object::dict::Dict,
    ) -> PyResult<bool> {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (key, value) in x.items() {
            match y.get(self, &key)? {
                Some(other) if self.eq(&value, &other)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn compare_sets(&self, op: CompareOp, a: &Object, b: &Object) -> PyResult<Option<Object>> {
        if !is_set_like(a) || !is_set_like(b) {
            return Ok(None);
        }
        let within = |x: &Object, y: &Object| -> PyResult<bool> {
            for item in self.collect(x)? {
                if !self.plain_contains(y, &item)? {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let (n, m) = (self.plain_len(a).unwrap_or(0), self.plain_len(b).unwrap_or(0));
        let holds = match op {
            CompareOp::Eq => n == m && within(a, b)?,
            CompareOp::Ne => n != m || !within(a, b)?,
            CompareOp::Lt => n < m && within(a, b)?,
            CompareOp::Le => n <= m && within(a, b)?,
            CompareOp::Gt => n > m && within(b, a)?,
            CompareOp::Ge => n >= m && within(b, a)?,
        };
        Ok(Some(Object::Bool(holds)))
    }

    /// Whether two values are one or equal, as containers ask.
    pub fn eq(&self, a: &Object, b: &Object) -> PyResult<bool> {
        if a.is(b) {
            return Ok(true);
        }
        let answer = self.compare(CompareOp::Eq, a, b)?;
        self.truth(&answer)
    }

    /// Whether `a < b`, as sorting asks.
    pub fn less(&self, a: &Object, b: &Object) -> PyResult<bool> {
        let answer = self.compare(CompareOp::Lt, a, b)?;
        self.truth(&answer)
    }
}

/// Whether a value is compared as a set.
fn is_set_like(object: &Object) -> bool {
    match object {
        Object::Set(_) | Object::FrozenSet(_) => true,
        Object::View(view) => matches!(view.kind, ViewKind::Keys | ViewKind::Items),
        _ => false,
    }
}

/// The order of two numbers; the inner `None` where one is not a number, the outer where they are not
/// both numbers.
#[allow(clippy::option_option)]
fn compare_numbers(a: &Object, b: &Object) -> Option<Option<Ordering>> {
    if let (Object::Float(x), Object::Float(y)) = (a, b) {
        return Some(x.partial_cmp(y));
    }
    match (a, b) {
        (Object::Float(x), _) => Some(compare_float(&b.as_big_int()?, *x).map(Ordering::reverse)),
        (_, Object::Float(y)) => Some(compare_float(&a.as_big_int()?, *y)),
        _ => match (a.as_int(), b.as_int()) {
            (Some(x), Some(y)) => Some(Some(x.cmp(&y))),
            _ => Some(Some(a.as_big_int()?.cmp(&b.as_big_int()?))),
        },
    }
}

fn compare_float(int: &BigInt, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    if int.bits() <= 53 {
        return int.to_f64()?.partial_cmp(&float);
    }
    let floor = BigInt::from_f64(float.floor())?;
    Some(int.cmp(&floor).then(if float.fract() == 0.0 { Ordering::Equal } else { Ordering::Less }))
}
