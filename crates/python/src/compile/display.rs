//! Displays and comprehensions: what builds a tuple, list, set or dict.

use ruff_python_ast::{self as ast, Expr};

use super::compiler::{Compiler, Label};
use super::scope::span_of;
use super::{Compiled, SyntaxIssue};
use crate::code::CodeKind;
use crate::code::op::Op;
use crate::object::Object;

/// What a comprehension makes of its items.
#[derive(Clone, Copy)]
enum Result<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(&'a Expr, &'a Expr),
    Generator(&'a Expr),
}

impl<'a> Compiler<'a> {
    pub(super) fn display(&mut self, expr: &'a Expr) -> Compiled {
        match expr {
            Expr::Tuple(tuple) => self.sequence(&tuple.elts, Op::BuildTuple),
            Expr::List(list) => self.sequence(&list.elts, Op::BuildList),
            Expr::Set(set) => self.set(&set.elts),
            Expr::Dict(dict) => self.dict(dict),
            Expr::ListComp(node) => {
                let scope = self.scopes.at(node);
                self.comprehension(
                    scope,
                    expr,
                    &node.generators,
                    "<listcomp>",
                    Result::List(&node.elt),
                )
            }
            Expr::SetComp(node) => {
                let scope = self.scopes.at(node);
                self.comprehension(
                    scope,
                    expr,
                    &node.generators,
                    "<setcomp>",
                    Result::Set(&node.elt),
                )
            }
            Expr::DictComp(node) => {
                let scope = self.scopes.at(node);
                let Some(key) = &node.key else {
                    return self.unsupported("`**` in a comprehension", node);
                };
                let result = Result::Dict(key, &node.value);
                self.comprehension(scope, expr, &node.generators, "<dictcomp>", result)
            }
            Expr::Generator(node) => {
                let scope = self.scopes.at(node);
                self.comprehension(
                    scope,
                    expr,
                    &node.generators,
                    "<genexpr>",
                    Result::Generator(&node.elt),
                )
            }
            other => self.unsupported("this expression", other),
        }
    }

    fn sequence(&mut self, items: &'a [Expr], build: fn(u32) -> Op) -> Compiled {
        if items.iter().any(|item| matches!(item, Expr::Starred(_))) {
            self.spread_list(items)?;
            if build(0) == Op::BuildTuple(0) {
                self.emit(Op::ListToTuple);
            }
            return Ok(());
        }
        for item in items {
            self.expr(item)?;
        }
        self.emit(build(Self::count(items.len())));
        Ok(())
    }

    /// A list of items, some of which are spread.
    pub(super) fn spread_list(&mut self, items: &'a [Expr]) -> Compiled {
        let plain = items.iter().take_while(|item| !matches!(item, Expr::Starred(_))).count();
        for item in &items[..plain] {
            self.expr(item)?;
        }
        self.emit(Op::BuildList(Self::count(plain)));
        for item in &items[plain..] {
            if let Expr::Starred(starred) = item {
                self.expr(&starred.value)?;
                self.emit_at(Op::ListExtend, span_of(&*starred.value));
            } else {
                self.expr(item)?;
                self.emit(Op::ListAppend(1));
            }
        }
        Ok(())
    }

    fn set(&mut self, items: &'a [Expr]) -> Compiled {
        if !items.iter().any(|item| matches!(item, Expr::Starred(_))) {
            self.sequence(items, Op::BuildSet)?;
            let mut constant = items.len() > 2;
            for item in items {
                constant = constant && self.literal(item)?.is_some();
            }
            if constant {
                self.emit(Op::CopySet);
            }
            return Ok(());
        }
        self.emit(Op::BuildSet(0));
        for item in items {
            if let Expr::Starred(starred) = item {
                self.expr(&starred.value)?;
                self.emit(Op::SetUpdate);
            } else {
                self.expr(item)?;
                self.emit(Op::SetAdd(1));
            }
        }
        Ok(())
    }

    fn dict(&mut self, dict: &'a ast::ExprDict) -> Compiled {
        let plain = dict.items.iter().take_while(|item| item.key.is_some()).count();
        for item in &dict.items[..plain] {
            if let Some(key) = &item.key {
                self.expr(key)?;
            }
            self.expr(&item.value)?;
        }
        self.emit(Op::BuildDict(Self::count(plain)));
        for item in &dict.items[plain..] {
            match &item.key {
                Some(key) => {
                    self.expr(key)?;
                    self.expr(&item.value)?;
                    self.emit(Op::MapAdd(1));
                }
                None => {
                    self.expr(&item.value)?;
                    self.emit(Op::DictUpdate);
                }
            }
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        scope: usize,
        expr: &'a Expr,
        generators: &'a [ast::Comprehension],
        name: &str,
        result: Result<'a>,
    ) -> Compiled {
        let Some(first) = generators.first() else { return Ok(()) };
        let span = span_of(expr);
        let is_generator = matches!(result, Result::Generator(_));
        if self.scopes.all[scope].has_await {
            return self.unsupported("asynchronous comprehensions", expr);
        }
        let kind = if is_generator { CodeKind::Generator } else { CodeKind::Function };
        let qualname = self.qualname_within(name);
        self.open(scope, kind, name, &qualname, span);
        self.unit().parameters.positional = 1;
        self.unit().parameters.positional_only = 1;
        self.unit().locals.insert(crate::object::string::Str::intern(".0"));
        match result {
            Result::List(_) => drop(self.emit(Op::BuildList(0))),
            Result::Set(_) => drop(self.emit(Op::BuildSet(0))),
            Result::Dict(..) => drop(self.emit(Op::BuildDict(0))),
            Result::Generator(_) => {}
        }
        self.emit(Op::LoadLocal(0));
        self.generators(generators, result, 1)?;
        if is_generator {
            self.constant(Object::None);
        }
        self.emit(Op::Return);
        let code = self.close();
        self.make_function(code, 0);
        self.emit(Op::PushNull);
        self.expr(&first.iter)?;
        self.emit(Op::GetIter);
        self.emit(Op::Call(1));
        Ok(())
    }

    /// The loops of a comprehension; the iterator of the first is on the stack.
    fn generators(
        &mut self,
        generators: &'a [ast::Comprehension],
        result: Result<'a>,
        depth: u32,
    ) -> Compiled {
        let Some((first, rest)) = generators.split_first() else { return Ok(()) };
        if first.is_async {
            return Err(SyntaxIssue::unsupported(
                "asynchronous comprehensions",
                span_of(&first.target),
            ));
        }
        let start = self.here();
        let end = self.jump(Op::ForIter);
        self.store(&first.target)?;
        let mut skips: Vec<Label> = Vec::new();
        for condition in &first.ifs {
            skips.extend(self.condition(condition)?);
        }
        if let Some(next) = rest.first() {
            self.expr(&next.iter)?;
            self.emit_at(Op::GetIter, span_of(&next.iter));
            self.generators(rest, result, depth + 1)?;
        } else {
            self.add_result(result, depth)?;
        }
        self.land_all(skips);
        self.emit(Op::JumpBack(start));
        self.land(end);
        Ok(())
    }

    fn add_result(&mut self, result: Result<'a>, depth: u32) -> Compiled {
        match result {
            Result::List(item) => {
                self.expr(item)?;
                self.emit(Op::ListAppend(depth + 1));
            }
            Result::Set(item) => {
                self.expr(item)?;
                self.emit(Op::SetAdd(depth + 1));
            }
            Result::Dict(key, value) => {
                self.expr(key)?;
                self.expr(value)?;
                self.emit(Op::MapAdd(depth + 1));
            }
            Result::Generator(item) => {
                self.expr(item)?;
                self.emit(Op::Yield);
                self.emit(Op::Pop);
            }
        }
        Ok(())
    }
}
