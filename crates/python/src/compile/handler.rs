//! `try`.

use ruff_python_ast::{self as ast, Stmt};

use super::compiler::Compiler;
use super::control::Block;
use super::scope::span_of;
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;

impl<'a> Compiler<'a> {
    pub(super) fn try_(&mut self, stmt: &'a ast::StmtTry) -> Compiled {
        if stmt.is_star {
            return self.unsupported("except*", stmt);
        }
        if stmt.finalbody.is_empty() {
            return self.try_except(stmt);
        }
        let failed = self.jump(Op::SetupTry);
        self.unit().blocks.push(Block::Finally(&stmt.finalbody));
        if stmt.handlers.is_empty() {
            self.statements(&stmt.body)?;
            self.statements(&stmt.orelse)?;
        } else {
            self.try_except(stmt)?;
        }
        self.unit().blocks.pop();
        self.emit(Op::PopBlock);
        self.statements(&stmt.finalbody)?;
        let end = self.jump(Op::Jump);
        self.land(failed);
        self.emit(Op::BeginHandler);
        self.unit().blocks.push(Block::FinallyEnd);
        self.statements(&stmt.finalbody)?;
        self.unit().blocks.pop();
        self.emit(Op::EndHandler);
        self.emit(Op::Reraise);
        self.land(end);
        Ok(())
    }

    fn try_except(&mut self, stmt: &'a ast::StmtTry) -> Compiled {
        let failed = self.jump(Op::SetupTry);
        self.unit().blocks.push(Block::Try);
        self.statements(&stmt.body)?;
        self.unit().blocks.pop();
        self.emit(Op::PopBlock);
        self.statements(&stmt.orelse)?;
        let mut ends = vec![self.jump(Op::Jump)];
        self.land(failed);
        self.emit(Op::BeginHandler);
        for (index, handler) in stmt.handlers.iter().enumerate() {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let is_last = index + 1 == stmt.handlers.len();
            if handler.type_.is_none() && !is_last {
                let message = "default 'except:' must be last";
                return Err(SyntaxIssue::syntax(message, span_of(handler)));
            }
            ends.push(self.handler(handler)?);
        }
        self.emit(Op::EndHandler);
        self.emit(Op::Reraise);
        self.land_all(ends);
        Ok(())
    }

    /// One `except`; the jump taken at the end of its body.
    fn handler(
        &mut self,
        handler: &'a ast::ExceptHandlerExceptHandler,
    ) -> Compiled<super::compiler::Label> {
        let span = span_of(handler);
        self.within(span, |compiler| {
            let mut next = None;
            if let Some(class) = &handler.type_ {
                if matches!(&**class, ast::Expr::Tuple(tuple) if !tuple.parenthesized) {
                    let message = "multiple exception types must be parenthesized";
                    return Err(SyntaxIssue::syntax(message, span_of(&**class)));
                }
                compiler.expr(class)?;
                compiler.emit(Op::MatchException);
                next = Some(compiler.jump(Op::JumpIfFalse));
            }
            let name = handler.name.as_ref().map(ast::Identifier::as_str);
            compiler.handler_body(name, &handler.body)?;
            let end = compiler.jump(Op::Jump);
            if let Some(next) = next {
                compiler.land(next);
            }
            Ok(end)
        })
    }

    fn handler_body(&mut self, name: Option<&'a str>, body: &'a [Stmt]) -> Compiled {
        let mut failed = None;
        if let Some(name) = name {
            self.emit(Op::Dup);
            self.store_name(name);
            failed = Some(self.jump(Op::SetupTry));
        }
        self.unit().blocks.push(Block::Handler(name));
        self.statements(body)?;
        self.unit().blocks.pop();
        if failed.is_some() {
            self.emit(Op::PopBlock);
        }
        self.emit(Op::EndHandler);
        self.emit(Op::Pop);
        self.forget(name);
        if let Some(failed) = failed {
            let end = self.jump(Op::Jump);
            self.land(failed);
            self.forget(name);
            self.emit(Op::Reraise);
            self.land(end);
        }
        Ok(())
    }
}
