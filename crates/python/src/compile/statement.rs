//! Statements.

use ruff_python_ast::{self as ast, Expr, Stmt};

use super::compiler::Compiler;
use super::scope::{ScopeKind, span_of};
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;
use crate::object::Object;

impl<'a> Compiler<'a> {
    pub(super) fn statements(&mut self, body: &'a [Stmt]) -> Compiled {
        for stmt in body {
            let saved = std::mem::replace(&mut self.unit().span, span_of(stmt));
            self.statement(stmt)?;
            self.unit().span = saved;
        }
        Ok(())
    }

    fn statement(&mut self, stmt: &'a Stmt) -> Compiled {
        match stmt {
            Stmt::Expr(expr) => {
                self.expr(&expr.value)?;
                let shows = self.is_interactive_statement();
                self.emit(if shows { Op::Display } else { Op::Pop });
                Ok(())
            }
            Stmt::Assign(assign) => self.assign(assign),
            Stmt::AugAssign(assign) => self.augmented(assign),
            Stmt::AnnAssign(assign) => self.annotated(assign),
            Stmt::Delete(delete) => {
                delete.targets.iter().try_for_each(|target| self.delete(target))
            }
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::Return(stmt) => self.return_(stmt),
            Stmt::If(stmt) => self.if_(stmt),
            Stmt::For(stmt) => self.for_(stmt),
            Stmt::While(stmt) => self.while_(stmt),
            Stmt::Break(stmt) => self.break_(span_of(stmt)),
            Stmt::Continue(stmt) => self.continue_(span_of(stmt)),
            Stmt::With(with) => self.with(&with.items, with),
            Stmt::Try(stmt) => self.try_(stmt),
            Stmt::Raise(raise) => self.raise(raise),
            Stmt::Assert(assert) => self.assert(assert),
            Stmt::Match(stmt) => self.match_(stmt),
            Stmt::Import(import) => {
                self.import(import);
                Ok(())
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Pass(_) => {
                self.emit(Op::Nop);
                Ok(())
            }
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::TypeAlias(alias) => self.unsupported("the type statement", alias),
            Stmt::IpyEscapeCommand(command) => {
                Err(SyntaxIssue::syntax("invalid syntax", span_of(command)))
            }
        }
    }

    fn assign(&mut self, assign: &'a ast::StmtAssign) -> Compiled {
        self.expr(&assign.value)?;
        let Some((last, head)) = assign.targets.split_last() else { return Ok(()) };
        for target in head {
            self.emit(Op::Dup);
            self.store(target)?;
        }
        self.store(last)
    }

    fn annotated(&mut self, assign: &'a ast::StmtAnnAssign) -> Compiled {
        if let Some(value) = &assign.value {
            self.expr(value)?;
            self.store(&assign.target)?;
        }
        let keeps = matches!(self.scope_kind(), ScopeKind::Module | ScopeKind::Class);
        match &*assign.target {
            Expr::Name(name) if keeps && assign.simple => {
                self.annotation(&assign.annotation)?;
                let name = self.name_index(name.id.as_str());
                self.emit(Op::StoreAnnotation(name));
            }
            _ if keeps => {
                self.annotation(&assign.annotation)?;
                self.emit(Op::Pop);
            }
            _ => {}
        }
        Ok(())
    }

    /// Leaves the value of an annotation, or its text where these are not evaluated.
    pub(super) fn annotation(&mut self, annotation: &'a Expr) -> Compiled {
        if !self.lazy_annotations {
            return self.expr(annotation);
        }
        let span = span_of(annotation);
        let text = self.source.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let text = Object::from(text.replace('"', "'"));
        self.constant(text);
        Ok(())
    }

    fn raise(&mut self, raise: &'a ast::StmtRaise) -> Compiled {
        let parts: Vec<&'a Expr> =
            raise.exc.iter().chain(&raise.cause).map(|part| &**part).collect();
        for part in &parts {
            self.expr(part)?;
        }
        self.emit(Op::Raise(Self::count(parts.len())));
        Ok(())
    }

    fn assert(&mut self, assert: &'a ast::StmtAssert) -> Compiled {
        self.check_assertion(assert);
        self.expr(&assert.test)?;
        let holds = self.jump(Op::JumpIfTrue);
        self.emit_at(Op::AssertionError, span_of(&*assert.test));
        if let Some(message) = &assert.msg {
            self.emit(Op::PushNull);
            self.expr(message)?;
            self.emit_at(Op::Call(1), span_of(&*assert.test));
        }
        self.emit_at(Op::Raise(1), span_of(&*assert.test));
        self.land(holds);
        Ok(())
    }

    fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            let full = self.name_index(alias.name.as_str());
            self.emit(Op::Import(full));
            match &alias.asname {
                Some(asname) => {
                    // the module of the last part, not of the first
                    for part in alias.name.as_str().split('.').skip(1) {
                        let part = self.name_index(part);
                        self.emit(Op::ImportFrom(part));
                        self.emit(Op::Swap);
                        self.emit(Op::Pop);
                    }
                    self.store_name(asname.as_str());
                }
                None => {
                    let first = alias.name.as_str().split('.').next().unwrap_or_default();
                    self.store_name(first);
                }
            }
        }
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) -> Compiled {
        if import.level > 0 {
            return self.unsupported("relative imports", import);
        }
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        if module == "__future__" {
            self.check_future(import)?;
        }
        let index = self.name_index(module);
        self.emit(Op::Import(index));
        // `import a.b` leaves `a`: walk down to the module itself
        for part in module.split('.').skip(1) {
            let part = self.name_index(part);
            self.emit(Op::ImportFrom(part));
            self.emit(Op::Swap);
            self.emit(Op::Pop);
        }
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                self.emit(Op::ImportStar);
                return Ok(());
            }
            let name = self.name_index(alias.name.as_str());
            self.emit(Op::ImportFrom(name));
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name).as_str());
        }
        self.emit(Op::Pop);
        Ok(())
    }

    fn check_future(&self, import: &ast::StmtImportFrom) -> Compiled {
        const KNOWN: [&str; 10] = [
            "nested_scopes",
            "generators",
            "division",
            "absolute_import",
            "with_statement",
            "print_function",
            "unicode_literals",
            "barry_as_FLUFL",
            "generator_stop",
            "annotations",
        ];
        for alias in &import.names {
            if !KNOWN.contains(&alias.name.as_str()) {
                let message = format!("future feature {} is not defined", alias.name);
                return Err(SyntaxIssue::syntax(message, span_of(import)));
            }
        }
        Ok(())
    }
}
