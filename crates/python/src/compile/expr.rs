//! Expressions.

use num_bigint::BigInt;
use num_traits::Num;
use ruff_python_ast::{self as ast, Expr};

use super::compiler::Compiler;
use super::scope::{mangle, span_of};
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;
use crate::code::{CodeKind, Span, offset};
use crate::object::Object;
use crate::object::string::Str;
use crate::vm::operator::{BinaryOp, CompareOp, UnaryOp};

impl<'a> Compiler<'a> {
    /// Leaves the value of an expression on the stack.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Compiled {
        let span = span_of(expr);
        let saved = std::mem::replace(&mut self.unit().span, span);
        let made = self.expr_within(expr);
        self.unit().span = saved;
        made
    }

    fn expr_within(&mut self, expr: &'a Expr) -> Compiled {
        if let Some(value) = self.literal(expr)? {
            self.constant(value);
            return Ok(());
        }
        match expr {
            Expr::Name(name) => {
                self.load_name(name.id.as_str());
                Ok(())
            }
            Expr::Attribute(attribute) => self.attribute(attribute),
            Expr::Subscript(subscript) => {
                self.check_subscript(subscript);
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::GetItem);
                Ok(())
            }
            Expr::Call(call) => self.call(call),
            Expr::BinOp(binary) => {
                self.expr(&binary.left)?;
                self.expr(&binary.right)?;
                self.emit(Op::Binary(binary_op(binary.op)));
                Ok(())
            }
            Expr::UnaryOp(unary) => {
                self.expr(&unary.operand)?;
                self.emit(match unary.op {
                    ast::UnaryOp::Not => Op::Not,
                    ast::UnaryOp::USub => Op::Unary(UnaryOp::Neg),
                    ast::UnaryOp::UAdd => Op::Unary(UnaryOp::Pos),
                    ast::UnaryOp::Invert => Op::Unary(UnaryOp::Invert),
                });
                Ok(())
            }
            Expr::BoolOp(bool_op) => self.bool_op(bool_op),
            Expr::Compare(compare) => self.compare(compare),
            Expr::If(conditional) => self.conditional(conditional),
            Expr::Named(named) => {
                self.expr(&named.value)?;
                self.emit(Op::Dup);
                self.store(&named.target)
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Slice(slice) => self.slice(slice),
            Expr::FString(text) => self.f_string(text),
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => self.suspension(expr),
            Expr::Starred(starred) => {
                Err(SyntaxIssue::syntax("can't use starred expression here", span_of(starred)))
            }
            Expr::TString(text) => self.unsupported("template strings", text),
            Expr::IpyEscapeCommand(command) => {
                Err(SyntaxIssue::syntax("invalid syntax", span_of(command)))
            }
            _ => self.display(expr),
        }
    }

    fn attribute(&mut self, attribute: &'a ast::ExprAttribute) -> Compiled {
        self.expr(&attribute.value)?;
        let name = self.name_index(attribute.attr.as_str());
        let span = self.attribute_span(attribute, self.unit_ref().span);
        self.emit_at(Op::LoadAttr(name), span);
        Ok(())
    }

    /// A chain over several lines is shown from the line of the attribute's name on.
    pub(super) fn attribute_span(&self, attribute: &ast::ExprAttribute, span: Span) -> Span {
        let name = span_of(&attribute.attr);
        let lines = (self.source.line(span.start), self.source.line(name.start));
        if lines.0 == lines.1 {
            span
        } else {
            Span { start: name.start, end: span.end.max(name.end) }
        }
    }

    fn bool_op(&mut self, bool_op: &'a ast::ExprBoolOp) -> Compiled {
        let jump = match bool_op.op {
            ast::BoolOp::And => Op::JumpIfFalseOrPop,
            ast::BoolOp::Or => Op::JumpIfTrueOrPop,
        };
        let Some((last, head)) = bool_op.values.split_last() else { return Ok(()) };
        let mut labels = Vec::new();
        for value in head {
            self.expr(value)?;
            labels.push(self.jump(jump));
        }
        self.expr(last)?;
        self.land_all(labels);
        Ok(())
    }

    fn compare(&mut self, compare: &'a ast::ExprCompare) -> Compiled {
        self.check_identity(compare);
        self.expr(&compare.left)?;
        let Some((last, head)) = compare.comparators.split_last() else { return Ok(()) };
        let mut failed = Vec::new();
        for (op, comparator) in compare.ops.iter().zip(head) {
            self.expr(comparator)?;
            self.emit(Op::Dup);
            self.emit(Op::RotThree);
            self.emit(compare_op(*op));
            failed.push(self.jump(Op::JumpIfFalseOrPop));
        }
        self.expr(last)?;
        if let Some(op) = compare.ops.last() {
            self.emit(compare_op(*op));
        }
        if !failed.is_empty() {
            let end = self.jump(Op::Jump);
            self.land_all(failed);
            self.emit(Op::Swap);
            self.emit(Op::Pop);
            self.land(end);
        }
        Ok(())
    }

    fn conditional(&mut self, conditional: &'a ast::ExprIf) -> Compiled {
        let otherwise = self.condition(&conditional.test)?;
        self.expr(&conditional.body)?;
        let end = self.jump(Op::Jump);
        self.land_all(otherwise);
        self.expr(&conditional.orelse)?;
        self.land(end);
        Ok(())
    }

    /// Evaluates a condition; the jumps taken where it is false.
    pub(super) fn condition(&mut self, test: &'a Expr) -> Compiled<Vec<super::compiler::Label>> {
        match test {
            Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::Not => {
                self.expr(&unary.operand)?;
                Ok(vec![self.jump(Op::JumpIfTrue)])
            }
            Expr::BoolOp(bool_op) if bool_op.op == ast::BoolOp::And => {
                let mut labels = Vec::new();
                for value in &bool_op.values {
                    labels.extend(self.condition(value)?);
                }
                Ok(labels)
            }
            _ => {
                self.expr(test)?;
                Ok(vec![self.jump(Op::JumpIfFalse)])
            }
        }
    }

    fn slice(&mut self, slice: &'a ast::ExprSlice) -> Compiled {
        for part in [&slice.lower, &slice.upper] {
            match part {
                Some(part) => self.expr(part)?,
                None => self.constant(Object::None),
            }
        }
        match &slice.step {
            Some(step) => {
                self.expr(step)?;
                self.emit(Op::BuildSlice(3));
            }
            None => {
                self.emit(Op::BuildSlice(2));
            }
        }
        Ok(())
    }

    fn suspension(&mut self, expr: &'a Expr) -> Compiled {
        let span = span_of(expr);
        let is_function = matches!(
            self.unit_ref().kind,
            CodeKind::Generator | CodeKind::Coroutine | CodeKind::AsyncGenerator
        );
        match expr {
            Expr::Yield(_) | Expr::YieldFrom(_) if !is_function => {
                Err(SyntaxIssue::syntax("'yield' outside function", span))
            }
            Expr::Await(_) if !is_function => {
                Err(SyntaxIssue::syntax("'await' outside function", span))
            }
            Expr::Yield(node) => {
                match &node.value {
                    Some(value) => self.expr(value)?,
                    None => self.constant(Object::None),
                }
                self.emit(Op::Yield);
                Ok(())
            }
            Expr::YieldFrom(node) => {
                self.expr(&node.value)?;
                self.emit(Op::GetYieldFromIter);
                self.delegate();
                Ok(())
            }
            Expr::Await(node) => {
                self.expr(&node.value)?;
                self.emit(Op::GetAwaitable);
                self.delegate();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Passes everything on to the iterator on the stack; leaves its result.
    pub(super) fn delegate(&mut self) {
        self.constant(Object::None);
        let start = self.here();
        let end = self.jump(Op::YieldFrom);
        self.emit(Op::Yield);
        self.emit(Op::Jump(start));
        self.land(end);
    }

    /// The value of a literal, or of a tuple of such.
    pub(super) fn literal(&self, expr: &Expr) -> Compiled<Option<Object>> {
        Ok(Some(match expr {
            Expr::NoneLiteral(_) => Object::None,
            Expr::BooleanLiteral(literal) => Object::Bool(literal.value),
            Expr::EllipsisLiteral(_) => Object::Ellipsis,
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                Object::Str(if is_name_like(text) { Str::intern(text) } else { Str::from(text) })
            }
            Expr::BytesLiteral(literal) => {
                Object::bytes(&literal.value.bytes().collect::<Vec<u8>>())
            }
            Expr::NumberLiteral(literal) => self.number(literal)?,
            Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::USub => {
                let Expr::NumberLiteral(literal) = &*unary.operand else { return Ok(None) };
                let number = self.number(literal)?;
                return Ok(crate::vm::arithmetic::unary(UnaryOp::Neg, &number));
            }
            Expr::Tuple(tuple) => {
                let mut items = Vec::with_capacity(tuple.elts.len());
                for item in &tuple.elts {
                    match self.literal(item)? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                Object::tuple(items)
            }
            Expr::Name(name) if name.id.as_str() == "__debug__" => Object::Bool(true),
            _ => return Ok(None),
        }))
    }

    fn number(&self, literal: &ast::ExprNumberLiteral) -> Compiled<Object> {
        match &literal.value {
            ast::Number::Int(int) => {
                if let Some(small) = int.as_i64() {
                    return Ok(Object::Int(small));
                }
                let text = int.to_string().replace('_', "");
                let parsed = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
                    Some("0x") => BigInt::from_str_radix(&text[2..], 16),
                    Some("0o") => BigInt::from_str_radix(&text[2..], 8),
                    Some("0b") => BigInt::from_str_radix(&text[2..], 2),
                    _ => BigInt::from_str_radix(&text, 10),
                };
                parsed
                    .map(Object::int)
                    .map_err(|_| SyntaxIssue::syntax("invalid decimal literal", span_of(literal)))
            }
            ast::Number::Float(float) => Ok(Object::Float(*float)),
            ast::Number::Complex { .. } => self.unsupported("complex numbers", literal),
        }
    }

    pub(super) fn mangled(&self, name: &str) -> Str {
        mangle(self.unit_ref().class.as_deref(), name)
    }

    /// A tuple of names as a constant.
    pub(super) fn names_constant(&mut self, names: impl IntoIterator<Item = Str>) -> u32 {
        let tuple = Object::tuple(names.into_iter().map(Object::Str));
        self.constant_index(tuple)
    }

    pub(super) fn count(items: usize) -> u32 {
        offset(items)
    }
}

fn is_name_like(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn binary_op(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::MatMult => BinaryOp::MatMul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LShift,
        ast::Operator::RShift => BinaryOp::RShift,
        ast::Operator::BitOr => BinaryOp::Or,
        ast::Operator::BitXor => BinaryOp::Xor,
        ast::Operator::BitAnd => BinaryOp::And,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn compare_op(op: ast::CmpOp) -> Op {
    match op {
        ast::CmpOp::Eq => Op::Compare(CompareOp::Eq),
        ast::CmpOp::NotEq => Op::Compare(CompareOp::Ne),
        ast::CmpOp::Lt => Op::Compare(CompareOp::Lt),
        ast::CmpOp::LtE => Op::Compare(CompareOp::Le),
        ast::CmpOp::Gt => Op::Compare(CompareOp::Gt),
        ast::CmpOp::GtE => Op::Compare(CompareOp::Ge),
        ast::CmpOp::Is => Op::Is,
        ast::CmpOp::IsNot => Op::IsNot,
        ast::CmpOp::In => Op::In,
        ast::CmpOp::NotIn => Op::NotIn,
    }
}
