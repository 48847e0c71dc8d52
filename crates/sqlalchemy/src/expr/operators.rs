//! Python's operators on expressions.

use ormlab_core::expr::{Expr, Operand, Operator};
use ormlab_python::vm::operator::{BinaryOp, CompareOp, UnaryOp};
use ormlab_python::{Object, PyResult, Vm};

use super::expr_object;
use crate::coercion::{condition, operand};
use crate::error::OrRaise;

fn arithmetic(op: BinaryOp) -> Option<Operator> {
    Some(match op {
        BinaryOp::Add => Operator::Add,
        BinaryOp::Sub => Operator::Sub,
        BinaryOp::Mul => Operator::Mul,
        BinaryOp::Div => Operator::TrueDiv,
        BinaryOp::FloorDiv => Operator::FloorDiv,
        BinaryOp::Mod => Operator::Mod,
        BinaryOp::LShift => Operator::BitwiseLshift,
        BinaryOp::RShift => Operator::BitwiseRshift,
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::Pow | BinaryOp::MatMul => {
            return None;
        }
    })
}

/// `expr op other`, or `other op expr`.
pub fn binary(
    vm: &Vm,
    expr: &Expr,
    op: BinaryOp,
    other: &Object,
    reflected: bool,
) -> PyResult<Option<Object>> {
    if matches!(op, BinaryOp::And | BinaryOp::Or) {
        return conjunction(vm, expr, op, other, reflected).map(Some);
    }
    let Some(operator) = arithmetic(op) else { return Ok(None) };
    let other = operand(vm, other)?;
    let made = if reflected {
        expr.reverse_operate(operator, other)
    } else {
        expr.operate(operator, other)
    };
    Ok(Some(expr_object(vm, &made.or_raise(vm)?)))
}

fn conjunction(vm: &Vm, expr: &Expr, op: BinaryOp, other: &Object, reflected: bool) -> PyResult {
    let other = condition(vm, other)?;
    let sides = if reflected { [other, expr.clone()] } else { [expr.clone(), other] };
    let made = if op == BinaryOp::And { Expr::and(sides) } else { Expr::or(sides) };
    Ok(expr_object(vm, &made))
}

/// `expr == other` and its kin.
pub fn compare(vm: &Vm, expr: &Expr, op: CompareOp, other: &Object) -> PyResult {
    let operator = match op {
        CompareOp::Eq => Operator::Eq,
        CompareOp::Ne => Operator::Ne,
        CompareOp::Lt => Operator::Lt,
        CompareOp::Le => Operator::Le,
        CompareOp::Gt => Operator::Gt,
        CompareOp::Ge => Operator::Ge,
    };
    let other = operand(vm, other)?;
    Ok(expr_object(vm, &expr.operate(operator, other).or_raise(vm)?))
}

/// `-expr`, `~expr`.
pub fn unary(vm: &Vm, expr: &Expr, op: UnaryOp) -> Option<Object> {
    let made = match op {
        UnaryOp::Neg => expr.neg(),
        UnaryOp::Invert => expr.negate(),
        UnaryOp::Pos => return None,
    };
    Some(expr_object(vm, &made))
}

/// `expr[key]`, `expr[start:stop]`.
pub(super) fn item(vm: &Vm, expr: &Expr, key: &Object) -> PyResult {
    if let Object::Slice(slice) = key {
        let bound = |bound: &Object| -> PyResult<Option<Operand>> {
            if bound.is_none() { Ok(None) } else { operand(vm, bound).map(Some) }
        };
        let made = expr.slice(bound(&slice.start)?, bound(&slice.stop)?);
        return Ok(expr_object(vm, &made));
    }
    let made = expr.operate(Operator::GetItem, operand(vm, key)?).or_raise(vm)?;
    Ok(expr_object(vm, &made))
}
