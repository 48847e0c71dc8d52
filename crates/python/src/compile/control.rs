//! Control flow: `if`, loops, `with`, `return`, and leaving blocks early.

use ruff_python_ast::{self as ast, Expr, Stmt};

use super::compiler::{Compiler, Label};
use super::scope::span_of;
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;
use crate::code::{CodeKind, Span};
use crate::object::Object;

/// What is open around a statement, and has to be closed on the way out.
pub(super) enum Block<'a> {
    Loop {
        start: u32,
        breaks: Vec<Label>,
        /// Whether an iterator is on the stack.
        iterates: bool,
    },
    Try,
    /// `try` with a `finally` body.
    Finally(&'a [Stmt]),
    /// A `finally` body that runs for an exception, which is on the stack.
    FinallyEnd,
    /// An `except` body; the exception is on the stack.
    Handler(Option<&'a str>),
    With(IsAsync),
    /// A result that lies on the stack while a `finally` body runs on the way out.
    Value,
}

/// Whether a `with` is asynchronous.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IsAsync {
    No,
    Yes,
}

impl<'a> Compiler<'a> {
    pub(super) fn if_(&mut self, stmt: &'a ast::StmtIf) -> Compiled {
        let mut ends = Vec::new();
        let mut otherwise = self.condition(&stmt.test)?;
        self.statements(&stmt.body)?;
        for clause in &stmt.elif_else_clauses {
            ends.push(self.jump(Op::Jump));
            self.land_all(std::mem::take(&mut otherwise));
            if let Some(test) = &clause.test {
                let span = span_of(test);
                otherwise = self.within(span, |compiler| compiler.condition(test))?;
            }
            self.statements(&clause.body)?;
        }
        self.land_all(otherwise);
        self.land_all(ends);
        Ok(())
    }

    pub(super) fn while_(&mut self, stmt: &'a ast::StmtWhile) -> Compiled {
        let start = self.here();
        let end = if is_true(&stmt.test) { Vec::new() } else { self.condition(&stmt.test)? };
        self.unit().blocks.push(Block::Loop { start, breaks: Vec::new(), iterates: false });
        self.statements(&stmt.body)?;
        self.emit(Op::JumpBack(start));
        let breaks = self.close_loop();
        self.land_all(end);
        self.statements(&stmt.orelse)?;
        self.land_all(breaks);
        Ok(())
    }

    pub(super) fn for_(&mut self, stmt: &'a ast::StmtFor) -> Compiled {
        if stmt.is_async {
            return self.async_for(stmt);
        }
        self.expr(&stmt.iter)?;
        self.emit(Op::GetIter);
        let start = self.here();
        let end = self.jump(Op::ForIter);
        self.unit().blocks.push(Block::Loop { start, breaks: Vec::new(), iterates: true });
        self.store(&stmt.target)?;
        self.statements(&stmt.body)?;
        self.emit(Op::JumpBack(start));
        let breaks = self.close_loop();
        self.land(end);
        self.statements(&stmt.orelse)?;
        self.land_all(breaks);
        Ok(())
    }

    fn async_for(&mut self, stmt: &'a ast::StmtFor) -> Compiled {
        self.require_async(stmt, "'async for' outside async function")?;
        self.expr(&stmt.iter)?;
        self.emit(Op::AsyncIter);
        let start = self.here();
        self.unit().blocks.push(Block::Loop { start, breaks: Vec::new(), iterates: true });
        let ended = self.jump(Op::SetupTry);
        self.emit(Op::AsyncNext);
        self.emit(Op::GetAwaitable);
        self.delegate();
        self.emit(Op::PopBlock);
        self.store(&stmt.target)?;
        self.statements(&stmt.body)?;
        self.emit(Op::JumpBack(start));
        let breaks = self.close_loop();
        self.land(ended);
        self.emit(Op::BeginHandler);
        let name = self.name_index("StopAsyncIteration");
        self.emit(Op::LoadGlobal(name));
        self.emit(Op::MatchException);
        let matches = self.jump(Op::JumpIfTrue);
        self.emit(Op::EndHandler);
        self.emit(Op::Reraise);
        self.land(matches);
        self.emit(Op::EndHandler);
        self.emit(Op::Pop);
        self.emit(Op::Pop);
        self.statements(&stmt.orelse)?;
        self.land_all(breaks);
        Ok(())
    }

    fn require_async(&self, node: &impl ruff_text_size::Ranged, message: &str) -> Compiled {
        if matches!(self.unit_ref().kind, CodeKind::Coroutine | CodeKind::AsyncGenerator) {
            return Ok(());
        }
        Err(SyntaxIssue::syntax(message, span_of(node)))
    }

    fn close_loop(&mut self) -> Vec<Label> {
        match self.unit().blocks.pop() {
            Some(Block::Loop { breaks, .. }) => breaks,
            _ => Vec::new(),
        }
    }

    pub(super) fn break_(&mut self, span: Span) -> Compiled {
        let Some(place) = self.loop_around() else {
            return Err(SyntaxIssue::syntax("'break' outside loop", span));
        };
        self.leave_blocks(place + 1, false)?;
        if let Block::Loop { iterates: true, .. } = &self.unit().blocks[place] {
            self.emit(Op::Pop);
        }
        let label = self.jump(Op::Jump);
        if let Block::Loop { breaks, .. } = &mut self.unit().blocks[place] {
            breaks.push(label);
        }
        Ok(())
    }

    pub(super) fn continue_(&mut self, span: Span) -> Compiled {
        let Some(place) = self.loop_around() else {
            return Err(SyntaxIssue::syntax("'continue' not properly in loop", span));
        };
        self.leave_blocks(place + 1, false)?;
        if let Block::Loop { start, .. } = self.unit().blocks[place] {
            self.emit(Op::JumpBack(start));
        }
        Ok(())
    }

    fn loop_around(&mut self) -> Option<usize> {
        self.unit().blocks.iter().rposition(|block| matches!(block, Block::Loop { .. }))
    }

    pub(super) fn return_(&mut self, stmt: &'a ast::StmtReturn) -> Compiled {
        if matches!(self.unit_ref().kind, CodeKind::Module | CodeKind::Class) {
            return Err(SyntaxIssue::syntax("'return' outside function", span_of(stmt)));
        }
        if self.unit_ref().kind == CodeKind::AsyncGenerator && stmt.value.is_some() {
            let message = "'return' with value in async generator";
            return Err(SyntaxIssue::syntax(message, span_of(stmt)));
        }
        match &stmt.value {
            Some(value) => self.expr(value)?,
            None => self.constant(Object::None),
        }
        self.leave_blocks(0, true)?;
        self.emit(Op::Return);
        Ok(())
    }

    /// Closes the blocks from a place on, innermost first; a result may lie on top of the stack.
    fn leave_blocks(&mut self, from: usize, has_result: bool) -> Compiled {
        let mut left = self.unit().blocks.split_off(from);
        let mut kept = Vec::new();
        while let Some(block) = left.pop() {
            // a `finally` body must not see its own block, nor those inside of it
            self.unit().blocks.append(&mut left);
            let done = self.leave(&block, has_result);
            left = self.unit().blocks.split_off(from);
            kept.push(block);
            done?;
        }
        kept.reverse();
        self.unit().blocks.append(&mut kept);
        Ok(())
    }

    fn leave(&mut self, block: &Block<'a>, has_result: bool) -> Compiled {
        let drop_below = |compiler: &mut Self| {
            if has_result {
                compiler.emit(Op::Swap);
            }
            compiler.emit(Op::Pop);
        };
        match block {
            Block::Loop { iterates: true, .. } => drop_below(self),
            Block::Loop { .. } => {}
            Block::Try => drop(self.emit(Op::PopBlock)),
            Block::Finally(body) => {
                self.emit(Op::PopBlock);
                if has_result {
                    self.unit().blocks.push(Block::Value);
                }
                self.statements(body)?;
                if has_result {
                    self.unit().blocks.pop();
                }
            }
            Block::Value => drop_below(self),
            Block::FinallyEnd => {
                self.emit(Op::EndHandler);
                drop_below(self);
            }
            Block::Handler(name) => {
                if name.is_some() {
                    self.emit(Op::PopBlock);
                }
                self.emit(Op::EndHandler);
                drop_below(self);
                self.forget(*name);
            }
            Block::With(is_async) => {
                self.emit(Op::PopBlock);
                if has_result {
                    self.emit(Op::Swap);
                }
                self.exit_with(*is_async);
            }
        }
        Ok(())
    }

    /// After an `except … as name`: the name is gone.
    pub(super) fn forget(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.constant(Object::None);
            self.store_name(name);
            self.delete_name(name);
        }
    }

    fn exit_with(&mut self, is_async: IsAsync) {
        match is_async {
            IsAsync::No => drop(self.emit(Op::WithExit)),
            IsAsync::Yes => {
                self.emit(Op::AsyncExit);
                self.emit(Op::GetAwaitable);
                self.delegate();
                self.emit(Op::Pop);
            }
        }
    }

    pub(super) fn with(&mut self, items: &'a [ast::WithItem], with: &'a ast::StmtWith) -> Compiled {
        let Some((item, rest)) = items.split_first() else { return self.statements(&with.body) };
        let is_async = if with.is_async { IsAsync::Yes } else { IsAsync::No };
        self.expr(&item.context_expr)?;
        let failed = if is_async == IsAsync::Yes {
            self.require_async(with, "'async with' outside async function")?;
            self.emit(Op::AsyncEnter);
            self.emit(Op::GetAwaitable);
            self.delegate();
            // the result lies above the manager's exit: open the block below it
            let temporary = self.temporary();
            self.emit(Op::StoreLocal(temporary));
            let failed = self.jump(Op::SetupTry);
            self.emit(Op::LoadLocal(temporary));
            failed
        } else {
            self.jump(Op::WithEnter)
        };
        self.unit().blocks.push(Block::With(is_async));
        match &item.optional_vars {
            Some(target) => self.store(target)?,
            None => drop(self.emit(Op::Pop)),
        }
        self.with(rest, with)?;
        self.unit().blocks.pop();
        self.emit(Op::PopBlock);
        self.exit_with(is_async);
        let end = self.jump(Op::Jump);
        self.land(failed);
        self.fail_with(is_async);
        self.land(end);
        Ok(())
    }

    fn fail_with(&mut self, is_async: IsAsync) {
        self.emit(Op::BeginHandler);
        match is_async {
            IsAsync::No => drop(self.emit(Op::WithExitError)),
            IsAsync::Yes => {
                self.emit(Op::AsyncExitError);
                self.emit(Op::GetAwaitable);
                self.delegate();
                self.emit(Op::Truth);
            }
        }
        let swallowed = self.jump(Op::JumpIfTrue);
        self.emit(Op::EndHandler);
        self.emit(Op::Reraise);
        self.land(swallowed);
        self.emit(Op::EndHandler);
        self.emit(Op::Pop);
        self.emit(Op::Pop);
    }
}

fn is_true(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => {
            matches!(&literal.value, ast::Number::Int(int) if int.as_i64().is_some_and(|int| int != 0))
        }
        _ => false,
    }
}
