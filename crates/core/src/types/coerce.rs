//! Which type a value or the result of an operator has.

use std::rc::Rc;

use super::{Affinity, NumericOptions, SqlType, StringOptions};
use crate::expr::Operator;
use crate::value::Value;

impl SqlType {
    /// The type of a value on its own.
    pub fn of_value(value: &Value) -> SqlType {
        match value {
            Value::Bool(_) => SqlType::BOOLEAN,
            Value::Int(value) if i32::try_from(*value).is_ok() => SqlType::Integer,
            // `bit_length() < 32`: one more than what an `i32` holds.
            Value::Int(value) if value.unsigned_abs() < 1 << 32 => SqlType::Integer,
            Value::Int(_) | Value::BigInt(_) => SqlType::BigInteger,
            Value::Float(_) => SqlType::Double(NumericOptions::default()),
            Value::Decimal(_) => SqlType::Numeric(NumericOptions::default()),
            Value::Str(text) if text.is_ascii() => SqlType::string(None),
            Value::Str(_) => SqlType::Unicode(StringOptions::default()),
            Value::Bytes(_) => SqlType::LargeBinary { length: None },
            Value::Date(_) => SqlType::Date,
            Value::Time(_) => SqlType::Time { timezone: false },
            Value::DateTime(_, offset) => SqlType::DateTime { timezone: offset.is_some() },
            Value::Interval(_) => SqlType::Interval,
            Value::Uuid(_) => SqlType::Uuid { as_uuid: true },
            _ => SqlType::Null,
        }
    }

    /// The type that a value gets where it is compared with an expression of this type.
    pub fn coerce_compared_value(&self, value: &Value) -> SqlType {
        match (self, value) {
            (SqlType::Custom(_), _) => return self.clone(),
            (SqlType::Standard { base, .. } | SqlType::Variant { base, .. }, _)
                if matches!(**base, SqlType::Custom(_)) =>
            {
                return self.clone();
            }
            (SqlType::Tuple(types), Value::Tuple(values) | Value::List(values)) => {
                let pairs = types.iter().zip(values.iter());
                return SqlType::Tuple(pairs.map(|(t, v)| t.coerce_compared_value(v)).collect());
            }
            _ => {}
        }
        let of_value = SqlType::of_value(value);
        let keeps_text = matches!(self.affinity(), Affinity::Binary | Affinity::Uuid)
            && matches!(value, Value::Str(_));
        if keeps_text || of_value.is_null() || of_value.affinity() == self.affinity() {
            return self.clone();
        }
        of_value
    }

    /// The type behind names, variants and decorators.
    pub(crate) fn undecorated(&self) -> SqlType {
        match self {
            SqlType::Standard { base, .. } | SqlType::Variant { base, .. } => base.undecorated(),
            SqlType::Custom(custom) => custom.base().undecorated(),
            other => other.clone(),
        }
    }

    /// A type of strings with another collation.
    pub(crate) fn collated(&self, collation: &Rc<str>) -> SqlType {
        let set = |options: &StringOptions| StringOptions {
            collation: Some(collation.clone()),
            ..options.clone()
        };
        match self {
            SqlType::String(options) => SqlType::String(set(options)),
            SqlType::Text(options) => SqlType::Text(set(options)),
            SqlType::Unicode(options) => SqlType::Unicode(set(options)),
            SqlType::UnicodeText(options) => SqlType::UnicodeText(set(options)),
            other => other.clone(),
        }
    }

    /// Whether `+` means concatenation.
    fn is_concatenable(&self) -> bool {
        matches!(self.affinity(), Affinity::String | Affinity::Json | Affinity::Array)
    }

    /// The operator and the type of `left operator right`: `+` of strings is `||`.
    pub(crate) fn adapt(
        operator: Operator,
        left: &SqlType,
        right: &SqlType,
    ) -> (Operator, SqlType) {
        if left.is_null() && !right.is_null() && operator.is_commutative() {
            return SqlType::adapt(operator, right, left);
        }
        let concatenates = operator == Operator::Add
            && left.is_concatenable()
            && (right.is_concatenable() || right.is_null());
        if concatenates || operator == Operator::Concat {
            let result = match left {
                SqlType::Enum(labels) => SqlType::string(Some(labels.column_length())),
                other => other.clone(),
            };
            return (Operator::Concat, result);
        }
        let result = arithmetic(&operator, left, right).unwrap_or_else(|| left.clone());
        (operator, result)
    }
}

/// `None`: the type of the left side.
fn arithmetic(operator: &Operator, left: &SqlType, right: &SqlType) -> Option<SqlType> {
    use Affinity as A;
    let sides = (left.affinity(), right.affinity());
    match operator {
        Operator::Add => match sides {
            (A::Integer, A::Integer) => wider_integer(left, right),
            (A::Integer, A::Numeric | A::Float | A::Date) => Some(right.clone()),
            (A::Float, A::Float) => wider_float(left, right),
            (A::Date, A::Time | A::Interval) | (A::Time | A::Interval, A::Date) => {
                Some(SqlType::DATETIME)
            }
            (A::Interval, A::DateTime | A::Time) => Some(right.clone()),
            _ => None,
        },
        Operator::Sub => match sides {
            (A::Integer, A::Integer) => wider_integer(left, right),
            (A::Integer, A::Numeric | A::Float) => Some(right.clone()),
            (A::Float, A::Float) => wider_float(left, right),
            (A::Date, A::Date) => Some(SqlType::Integer),
            (A::Date | A::DateTime, A::DateTime) | (A::Time, A::Time) => Some(SqlType::Interval),
            (A::Date, A::Interval) => Some(SqlType::DATETIME),
            _ => None,
        },
        Operator::Mul => match sides {
            (A::Integer, A::Integer) => wider_integer(left, right),
            (A::Integer, A::Numeric | A::Float | A::Interval)
            | (A::Numeric | A::Float, A::Interval) => Some(right.clone()),
            (A::Float, A::Float) => wider_float(left, right),
            _ => None,
        },
        Operator::TrueDiv => match sides {
            (A::Integer, A::Integer) => Some(SqlType::Numeric(NumericOptions::default())),
            (A::Integer, A::Numeric | A::Float) => Some(right.clone()),
            (A::Float, A::Float) => wider_float(left, right),
            _ => None,
        },
        Operator::FloorDiv => match sides {
            (A::Integer, A::Integer) => wider_integer(left, right),
            (A::Integer, A::Numeric) => Some(right.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// A more special integer on the right wins over a plain one.
fn wider_integer(left: &SqlType, right: &SqlType) -> Option<SqlType> {
    matches!(left, SqlType::Integer).then(|| right.clone())
}

fn wider_float(left: &SqlType, right: &SqlType) -> Option<SqlType> {
    let is_wider = matches!(left, SqlType::Float(_)) && matches!(right, SqlType::Double(_));
    is_wider.then(|| right.clone())
}
