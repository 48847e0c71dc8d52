//! What is assigned to and deleted.

use ruff_python_ast::{self as ast, Expr};

use super::compiler::Compiler;
use super::expr::binary_op;
use super::scope::span_of;
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;

impl<'a> Compiler<'a> {
    /// Assigns the value on the stack.
    pub(super) fn store(&mut self, target: &'a Expr) -> Compiled {
        let span = span_of(target);
        self.within(span, |compiler| compiler.store_within(target))
    }

    fn store_within(&mut self, target: &'a Expr) -> Compiled {
        match target {
            Expr::Name(name) => self.store_name(name.id.as_str()),
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name_index(attribute.attr.as_str());
                let span = self.attribute_span(attribute, self.unit_ref().span);
                self.emit_at(Op::StoreAttr(name), span);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::SetItem);
            }
            Expr::Tuple(tuple) => return self.unpack(&tuple.elts),
            Expr::List(list) => return self.unpack(&list.elts),
            Expr::Starred(starred) => return self.store(&starred.value),
            other => {
                return Err(SyntaxIssue::syntax(
                    "cannot assign to expression here",
                    span_of(other),
                ));
            }
        }
        Ok(())
    }

    fn unpack(&mut self, items: &'a [Expr]) -> Compiled {
        let star = items.iter().position(|item| matches!(item, Expr::Starred(_)));
        let op = match star {
            None => Op::Unpack(Self::count(items.len())),
            Some(before) => {
                let after = Self::count(items.len() - before - 1);
                match u16::try_from(before) {
                    Ok(before) => Op::UnpackStar(before, after),
                    Err(_) => return self.unsupported("so many targets", &items[0]),
                }
            }
        };
        self.emit(op);
        for item in items {
            self.store(item)?;
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, target: &'a Expr) -> Compiled {
        let span = span_of(target);
        self.within(span, |compiler| compiler.delete_within(target))
    }

    fn delete_within(&mut self, target: &'a Expr) -> Compiled {
        match target {
            Expr::Name(name) => self.delete_name(name.id.as_str()),
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name_index(attribute.attr.as_str());
                self.emit(Op::DeleteAttr(name));
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit(Op::DeleteItem);
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                for item in elts {
                    self.delete(item)?;
                }
            }
            other => return Err(SyntaxIssue::syntax("cannot delete expression", span_of(other))),
        }
        Ok(())
    }

    /// `target op= value`.
    pub(super) fn augmented(&mut self, assign: &'a ast::StmtAugAssign) -> Compiled {
        let target_span = span_of(&*assign.target);
        let op = Op::InPlace(binary_op(assign.op));
        match &*assign.target {
            Expr::Name(name) => {
                self.within(target_span, |compiler| compiler.load_name(name.id.as_str()));
                self.expr(&assign.value)?;
                self.emit(op);
                self.within(target_span, |compiler| compiler.store_name(name.id.as_str()));
            }
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name_index(attribute.attr.as_str());
                self.emit_at(Op::Dup, target_span);
                self.emit_at(Op::LoadAttr(name), target_span);
                self.expr(&assign.value)?;
                self.emit(op);
                self.emit_at(Op::Swap, target_span);
                self.emit_at(Op::StoreAttr(name), target_span);
            }
            Expr::Subscript(subscript) => {
                self.expr(&subscript.value)?;
                self.expr(&subscript.slice)?;
                self.emit_at(Op::DupTwo, target_span);
                self.emit_at(Op::GetItem, target_span);
                self.expr(&assign.value)?;
                self.emit(op);
                self.emit_at(Op::RotThree, target_span);
                self.emit_at(Op::SetItem, target_span);
            }
            other => {
                let message = "illegal expression for augmented assignment";
                return Err(SyntaxIssue::syntax(message, span_of(other)));
            }
        }
        Ok(())
    }
}
