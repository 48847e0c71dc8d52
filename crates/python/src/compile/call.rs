//! Calls.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::Compiled;
use super::compiler::Compiler;
use super::scope::{ScopeKind, span_of};
use crate::code::op::Op;
use crate::object::Object;
use crate::object::string::Str;

/// Functions that see the locals of their caller.
const SEE_LOCALS: [&str; 5] = ["locals", "vars", "dir", "eval", "exec"];

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall) -> Compiled {
        self.check_callee(call);
        if let Expr::Name(name) = &*call.func {
            if name.id.as_str() == "super" && call.arguments.is_empty() && self.implicit_super() {
                return Ok(());
            }
            if SEE_LOCALS.contains(&name.id.as_str()) {
                self.emit(Op::ShareLocals);
            }
        }
        let spreads = call.arguments.args.iter().any(|arg| matches!(arg, Expr::Starred(_)))
            || call.arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
        if spreads || call.arguments.args.len() > usize::from(u16::MAX) {
            self.expr(&call.func)?;
            return self.spread_call(&call.arguments);
        }
        let span = self.unit_ref().span;
        let span = match &*call.func {
            Expr::Attribute(attribute) => {
                self.expr(&attribute.value)?;
                let name = self.name_index(attribute.attr.as_str());
                let of_attribute = self.attribute_span(attribute, span_of(attribute));
                self.emit_at(Op::LoadMethod(name), of_attribute);
                self.attribute_span(attribute, span)
            }
            func => {
                self.expr(func)?;
                self.emit(Op::PushNull);
                span
            }
        };
        for arg in &call.arguments.args {
            self.expr(arg)?;
        }
        self.within(span, |compiler| compiler.finish_call(&call.arguments))
    }

    fn finish_call(&mut self, arguments: &'a ast::Arguments) -> Compiled {
        let count = Self::count(arguments.len());
        if arguments.keywords.is_empty() {
            self.emit(Op::Call(count));
            return Ok(());
        }
        for keyword in &arguments.keywords {
            self.expr(&keyword.value)?;
        }
        let names = self.keyword_names(arguments)?;
        let names = self.names_constant(names);
        self.emit(Op::CallKeywords(u16::try_from(count).unwrap_or(u16::MAX), names));
        Ok(())
    }

    fn keyword_names(&mut self, arguments: &ast::Arguments) -> Compiled<Vec<Str>> {
        let mut names: Vec<Str> = Vec::new();
        for keyword in &arguments.keywords {
            if let Some(arg) = &keyword.arg {
                let name = self.mangled(arg.as_str());
                if names.contains(&name) {
                    let message = format!("keyword argument repeated: {name}");
                    return Err(super::SyntaxIssue::syntax(message, span_of(keyword)));
                }
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Arguments as a tuple and a dict, and the call; the callable is on the stack.
    fn spread_call(&mut self, arguments: &'a ast::Arguments) -> Compiled {
        self.spread_arguments(arguments)?;
        self.emit(Op::CallSpread(true));
        Ok(())
    }

    /// Leaves a tuple of the positional arguments and a dict of the others.
    pub(super) fn spread_arguments(&mut self, arguments: &'a ast::Arguments) -> Compiled {
        match &*arguments.args {
            [Expr::Starred(starred)] => self.expr(&starred.value)?,
            args => {
                self.spread_list(args)?;
                self.emit(Op::ListToTuple);
            }
        }
        self.keyword_names(arguments)?;
        self.emit(Op::BuildDict(0));
        for keyword in &arguments.keywords {
            match &keyword.arg {
                Some(arg) => {
                    let name = self.mangled(arg.as_str());
                    self.constant(Object::Str(name));
                    self.expr(&keyword.value)?;
                    self.emit(Op::MapAdd(1));
                }
                None => {
                    self.expr(&keyword.value)?;
                    self.emit(Op::DictMerge);
                }
            }
        }
        Ok(())
    }

    /// `super()`: from the class around and the first parameter.
    fn implicit_super(&mut self) -> bool {
        if self.scope_kind() != ScopeKind::Function || self.unit_ref().parameters.count() == 0 {
            return false;
        }
        let Some(cell) = self.unit_ref().cells.get_index_of("__class__") else { return false };
        self.emit(Op::ImplicitSuper(Self::count(cell)));
        true
    }

    /// The span of a class or function statement from its keyword on, without decorators.
    pub(super) fn keyword_span(
        &self,
        node: &impl Ranged,
        decorators: &[ast::Decorator],
    ) -> crate::code::Span {
        let span = span_of(node);
        let Some(last) = decorators.last() else { return span };
        let after = span_of(last).end as usize;
        let text = self.source.text.get(after..span.end as usize).unwrap_or_default();
        let mut start = after;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim_start();
            if ["def ", "class ", "async "].iter().any(|word| trimmed.starts_with(word)) {
                start += line.len() - trimmed.len();
                return crate::code::Span { start: Self::count(start), end: span.end };
            }
            start += line.len();
        }
        span
    }
}
