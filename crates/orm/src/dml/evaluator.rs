//! [`Evaluator`]: criteria computed on instances, as the database would on their rows.

use bigdecimal::BigDecimal;
use num_traits::{ToPrimitive, Zero};
use ormlab_core::expr::{BindValue, ExprKind, Operator};
use ormlab_core::types::Affinity;
use ormlab_core::{Expr, Result, Value};

use super::synchronize::known_value;
use crate::entity::MappedEntity;
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::property::Property;

/// What an expression is for an instance.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Evaluated {
    Value(Value),
    /// A value is needed that was not loaded.
    Expired,
}

/// An expression that can be computed here.
#[derive(Debug)]
pub(super) enum Evaluator {
    Constant(Value),
    Many(Vec<Value>),
    Attribute(Property),
    And(Vec<Evaluator>),
    Or(Vec<Evaluator>),
    Not(Box<Evaluator>),
    Binary(Operator, Box<Evaluator>, Box<Evaluator>),
}

impl Evaluator {
    /// All criteria together.
    pub(super) fn all_of(
        mapper: &Mapper,
        criteria: &[Expr],
    ) -> std::result::Result<Evaluator, String> {
        let parts: std::result::Result<Vec<Evaluator>, String> =
            criteria.iter().map(|criterion| Evaluator::of(mapper, criterion)).collect();
        Ok(Evaluator::And(parts?))
    }

    /// An error says what is beyond computing.
    pub(super) fn of(mapper: &Mapper, expr: &Expr) -> std::result::Result<Evaluator, String> {
        Ok(match expr.kind() {
            ExprKind::Grouping(inner) => Evaluator::of(mapper, inner)?,
            ExprKind::Null => Evaluator::Constant(Value::Null),
            ExprKind::True => Evaluator::Constant(Value::Bool(true)),
            ExprKind::False => Evaluator::Constant(Value::Bool(false)),
            ExprKind::Attribute { entity, .. } => {
                let entity = entity.as_any().downcast_ref::<MappedEntity>();
                attribute(mapper, entity, expr)?
            }
            ExprKind::Column(_) => {
                let name = expr.as_column().map(ormlab_core::Column::name).unwrap_or_default();
                return Err(format!("Cannot evaluate column: {name}"));
            }
            ExprKind::Bind(bind) => match &bind.value {
                BindValue::Given(value) => Evaluator::Constant(value.clone()),
                BindValue::Many(values) => Evaluator::Many(values.to_vec()),
                BindValue::Callable(call) => {
                    Evaluator::Constant(call().map_err(|error| error.message.clone())?)
                }
                BindValue::Required => Evaluator::Constant(Value::Null),
            },
            ExprKind::BooleanList { operator, clauses } => list(mapper, operator, clauses)?,
            ExprKind::Binary { left, operator, right, .. } => {
                check_operator(operator, left, right)?;
                let left = Box::new(Evaluator::of(mapper, left)?);
                let right = Box::new(Evaluator::of(mapper, right)?);
                Evaluator::Binary(operator.clone(), left, right)
            }
            ExprKind::Unary { operator: Operator::Inv, operand, .. } => {
                Evaluator::Not(Box::new(Evaluator::of(mapper, operand)?))
            }
            ExprKind::Unary { operator, .. } => {
                let name = operator_name(operator);
                return Err(format!("Cannot evaluate UnaryExpression with operator {name}"));
            }
            kind => return Err(format!("Cannot evaluate {}", class_name(kind))),
        })
    }

    pub(super) fn evaluate(&self, instance: &Instance) -> Result<Evaluated> {
        Ok(match self {
            Evaluator::Constant(value) => Evaluated::Value(value.clone()),
            Evaluator::Many(values) => Evaluated::Value(Value::List(values.clone().into())),
            Evaluator::Attribute(property) => known_value(instance, property)?,
            Evaluator::And(parts) => {
                for part in parts {
                    match part.evaluate(instance)? {
                        Evaluated::Expired => return Ok(Evaluated::Expired),
                        Evaluated::Value(Value::Null) => {
                            return Ok(Evaluated::Value(Value::Null));
                        }
                        Evaluated::Value(value) if !is_true(&value) => {
                            return Ok(Evaluated::Value(Value::Bool(false)));
                        }
                        Evaluated::Value(_) => {}
                    }
                }
                Evaluated::Value(Value::Bool(true))
            }
            Evaluator::Or(parts) => {
                let mut has_null = false;
                for part in parts {
                    match part.evaluate(instance)? {
                        Evaluated::Expired => return Ok(Evaluated::Expired),
                        Evaluated::Value(Value::Null) => has_null = true,
                        Evaluated::Value(value) if is_true(&value) => {
                            return Ok(Evaluated::Value(Value::Bool(true)));
                        }
                        Evaluated::Value(_) => {}
                    }
                }
                Evaluated::Value(if has_null { Value::Null } else { Value::Bool(false) })
            }
            Evaluator::Not(inner) => match inner.evaluate(instance)? {
                Evaluated::Value(value) if !value.is_null() => {
                    Evaluated::Value(Value::Bool(!is_true(&value)))
                }
                other => other,
            },
            Evaluator::Binary(operator, left, right) => {
                match (left.evaluate(instance)?, right.evaluate(instance)?) {
                    (Evaluated::Value(left), Evaluated::Value(right)) => {
                        Evaluated::Value(apply(operator, &left, &right))
                    }
                    _ => Evaluated::Expired,
                }
            }
        })
    }
}

fn attribute(
    mapper: &Mapper,
    entity: Option<&MappedEntity>,
    expr: &Expr,
) -> std::result::Result<Evaluator, String> {
    let Some(entity) = entity else { return Err("Cannot evaluate Column".to_owned()) };
    if entity.is_aliased() || !mapper.isa(&entity.mapper) {
        return Err(format!(
            "Can't evaluate criteria against alternate class {}",
            entity.mapper.class_repr()
        ));
    }
    let property = expr.as_column().and_then(|column| entity.mapper.property_of_column(column));
    property
        .map(Evaluator::Attribute)
        .ok_or_else(|| "Cannot evaluate expression: no column".to_owned())
}

fn list(
    mapper: &Mapper,
    operator: &Operator,
    clauses: &[Expr],
) -> std::result::Result<Evaluator, String> {
    let parts: std::result::Result<Vec<Evaluator>, String> =
        clauses.iter().map(|clause| Evaluator::of(mapper, clause)).collect();
    let parts = parts?;
    match operator {
        Operator::And => Ok(Evaluator::And(parts)),
        Operator::Or => Ok(Evaluator::Or(parts)),
        Operator::Add | Operator::Mul | Operator::Concat => {
            let mut parts = parts.into_iter();
            let first = parts.next().unwrap_or(Evaluator::Constant(Value::Null));
            Ok(parts.fold(first, |left, right| {
                Evaluator::Binary(operator.clone(), Box::new(left), Box::new(right))
            }))
        }
        other => {
            let name = operator_name(other);
            Err(format!("Cannot evaluate clauselist with operator {name}"))
        }
    }
}

fn check_operator(
    operator: &Operator,
    left: &Expr,
    right: &Expr,
) -> std::result::Result<(), String> {
    let affinities = [left.sql_type().affinity(), right.sql_type().affinity()];
    match operator {
        Operator::Eq
        | Operator::Ne
        | Operator::Lt
        | Operator::Le
        | Operator::Gt
        | Operator::Ge
        | Operator::Is
        | Operator::IsNot
        | Operator::In
        | Operator::NotIn
        | Operator::StartsWith
        | Operator::EndsWith => Ok(()),
        Operator::Add | Operator::Sub | Operator::Mul | Operator::Mod | Operator::TrueDiv => {
            let is_number =
                |affinity: &Affinity| matches!(affinity, Affinity::Integer | Affinity::Numeric);
            if affinities.iter().all(is_number) {
                Ok(())
            } else {
                Err(format!("Cannot evaluate math operator \"{}\"", operator_name(operator)))
            }
        }
        Operator::Concat => {
            if affinities.iter().all(|affinity| *affinity == Affinity::String) {
                Ok(())
            } else {
                Err("Cannot evaluate concatenate operator \"concat_op\"".to_owned())
            }
        }
        other => {
            Err(format!("Cannot evaluate BinaryExpression with operator {}", operator_name(other)))
        }
    }
}

/// As the real library's functions are called: `<function ilike_op at 0x…>` without the address.
fn operator_name(operator: &Operator) -> String {
    let name = format!("{operator:?}");
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    format!("{snake}_op")
}

fn class_name(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Function(_) => "Function",
        ExprKind::ScalarSelect(_) => "ScalarSelect",
        ExprKind::Exists(_) => "Exists",
        ExprKind::Text(_) => "TextClause",
        ExprKind::Case(_) => "Case",
        ExprKind::Cast(_) => "Cast",
        ExprKind::Label { .. } => "Label",
        ExprKind::Tuple(_) => "Tuple",
        _ => "ClauseElement",
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::Null => false,
        Value::Int(value) => *value != 0,
        Value::Str(text) => !text.is_empty(),
        _ => true,
    }
}

fn apply(operator: &Operator, left: &Value, right: &Value) -> Value {
    match operator {
        Operator::Is => return Value::Bool(left == right),
        Operator::IsNot => return Value::Bool(left != right),
        _ if left.is_null() || right.is_null() => return Value::Null,
        _ => {}
    }
    match operator {
        Operator::Eq => Value::Bool(left == right),
        Operator::Ne => Value::Bool(left != right),
        Operator::Lt | Operator::Le | Operator::Gt | Operator::Ge => {
            crate::flush::compare_values(left, right).map_or(Value::Null, |order| {
                Value::Bool(match operator {
                    Operator::Lt => order.is_lt(),
                    Operator::Le => order.is_le(),
                    Operator::Gt => order.is_gt(),
                    _ => order.is_ge(),
                })
            })
        }
        Operator::In => Value::Bool(holds(right, left)),
        Operator::NotIn => Value::Bool(!holds(right, left)),
        Operator::StartsWith | Operator::EndsWith | Operator::Concat => {
            text_operation(operator, left, right)
        }
        _ => arithmetic(operator, left, right).unwrap_or(Value::Null),
    }
}

fn holds(list: &Value, item: &Value) -> bool {
    match list {
        Value::List(items) | Value::Tuple(items) => items.contains(item),
        _ => false,
    }
}

fn text_operation(operator: &Operator, left: &Value, right: &Value) -> Value {
    let (Value::Str(left), Value::Str(right)) = (left, right) else { return Value::Null };
    match operator {
        Operator::StartsWith => Value::Bool(left.starts_with(&**right)),
        Operator::EndsWith => Value::Bool(left.ends_with(&**right)),
        _ => Value::str(format!("{left}{right}")),
    }
}

fn arithmetic(operator: &Operator, left: &Value, right: &Value) -> Option<Value> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return match operator {
            Operator::Add => a.checked_add(*b).map(Value::Int),
            Operator::Sub => a.checked_sub(*b).map(Value::Int),
            Operator::Mul => a.checked_mul(*b).map(Value::Int),
            Operator::Mod => (*b != 0).then(|| Value::Int(a.rem_euclid(*b))),
            _ => {
                let divisor = b.to_f64().filter(|divisor| !divisor.is_zero())?;
                Some(Value::Float(a.to_f64()? / divisor))
            }
        };
    }
    if matches!(left, Value::Decimal(_)) || matches!(right, Value::Decimal(_)) {
        let (a, b) = (decimal(left)?, decimal(right)?);
        let value = match operator {
            Operator::Add => a + b,
            Operator::Sub => a - b,
            Operator::Mul => a * b,
            Operator::Mod if !b.is_zero() => a % b,
            Operator::TrueDiv if !b.is_zero() => a / b,
            _ => return None,
        };
        return Some(Value::Decimal(value.into()));
    }
    let (a, b) = (float(left)?, float(right)?);
    Some(Value::Float(match operator {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mul => a * b,
        Operator::Mod if b != 0.0 => a.rem_euclid(b),
        Operator::TrueDiv if b != 0.0 => a / b,
        _ => return None,
    }))
}

fn decimal(value: &Value) -> Option<BigDecimal> {
    match value {
        Value::Int(value) => Some(BigDecimal::from(*value)),
        Value::Decimal(value) => Some((**value).clone()),
        Value::Float(value) => BigDecimal::try_from(*value).ok(),
        _ => None,
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(value) => value.to_f64(),
        Value::Float(value) => Some(*value),
        _ => None,
    }
}
