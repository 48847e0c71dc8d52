//! Functions, lambdas and classes.

use ruff_python_ast::{self as ast, Expr, Stmt};

use super::Compiled;
use super::compiler::{Compiler, declares_annotations};
use super::scope::span_of;
use crate::code::op::{Op, extras};
use crate::code::{Code, CodeKind, Parameters};
use crate::object::Object;
use crate::object::string::Str;

impl<'a> Compiler<'a> {
    /// The qualified name of a definition at this place.
    pub(super) fn qualname_within(&self, name: &str) -> String {
        let unit = self.unit_ref();
        let scope = &self.scopes.all[unit.scope];
        if scope.names.get(name).is_some_and(|usage| usage.global) {
            return name.to_owned();
        }
        match unit.kind {
            CodeKind::Module => name.to_owned(),
            CodeKind::Class => format!("{}.{name}", unit.qualname),
            _ => format!("{}.<locals>.{name}", unit.qualname),
        }
    }

    pub(super) fn function(&mut self, def: &'a ast::StmtFunctionDef) -> Compiled {
        if def.type_params.is_some() {
            return self.unsupported("type parameters", def);
        }
        for decorator in &def.decorator_list {
            self.expr(&decorator.expression)?;
        }
        let span = self.keyword_span(def, &def.decorator_list);
        self.within(span, |compiler| {
            let flags = compiler.defaults(&def.parameters)? | compiler.annotations(def)?;
            let code = compiler.function_code(def, span)?;
            compiler.make_function(code, flags);
            Ok(())
        })?;
        self.decorate(&def.decorator_list);
        self.within(span, |compiler| compiler.store_name(def.name.as_str()));
        Ok(())
    }

    /// Calls the decorators, which lie under what they decorate.
    fn decorate(&mut self, decorators: &'a [ast::Decorator]) {
        for decorator in decorators.iter().rev() {
            let span = span_of(&decorator.expression);
            self.within(span, |compiler| {
                // decorator function → decorator null function
                compiler.emit(Op::PushNull);
                compiler.emit(Op::Swap);
                compiler.emit(Op::Call(1));
            });
        }
    }

    fn function_code(
        &mut self,
        def: &'a ast::StmtFunctionDef,
        span: crate::code::Span,
    ) -> Compiled<Code> {
        let scope = self.scopes.at(def);
        let has_yield = self.scopes.all[scope].has_yield;
        let kind = match (def.is_async, has_yield) {
            (false, false) => CodeKind::Function,
            (false, true) => CodeKind::Generator,
            (true, false) => CodeKind::Coroutine,
            (true, true) => CodeKind::AsyncGenerator,
        };
        if kind == CodeKind::AsyncGenerator {
            return self.unsupported("asynchronous generators", def);
        }
        let qualname = self.qualname_within(def.name.as_str());
        self.open(scope, kind, def.name.as_str(), &qualname, span);
        self.declare_parameters(&def.parameters);
        let body = self.take_doc(&def.body);
        self.statements(body)?;
        self.implicit_return(&def.body);
        Ok(self.close())
    }

    /// `return None` at the end, on the line of the last statement.
    fn implicit_return(&mut self, body: &'a [Stmt]) {
        let span = body.last().map(span_of).unwrap_or_default();
        self.within(span, |compiler| {
            compiler.constant(Object::None);
            compiler.emit(Op::Return);
        });
    }

    pub(super) fn lambda(&mut self, lambda: &'a ast::ExprLambda) -> Compiled {
        let scope = self.scopes.at(lambda);
        let flags = match &lambda.parameters {
            Some(parameters) => self.defaults(parameters)?,
            None => 0,
        };
        let has_yield = self.scopes.all[scope].has_yield;
        let kind = if has_yield { CodeKind::Generator } else { CodeKind::Function };
        let qualname = self.qualname_within("<lambda>");
        self.open(scope, kind, "<lambda>", &qualname, span_of(lambda));
        if let Some(parameters) = &lambda.parameters {
            self.declare_parameters(parameters);
        }
        self.expr(&lambda.body)?;
        self.emit(Op::Return);
        let code = self.close();
        self.make_function(code, flags);
        Ok(())
    }

    fn declare_parameters(&mut self, parameters: &'a ast::Parameters) {
        let positional = parameters.posonlyargs.len() + parameters.args.len();
        self.unit().parameters = Parameters {
            positional_only: Self::count(parameters.posonlyargs.len()),
            positional: Self::count(positional),
            keyword_only: Self::count(parameters.kwonlyargs.len()),
            var_args: parameters.vararg.is_some(),
            var_keywords: parameters.kwarg.is_some(),
        };
        let plain =
            parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let names = plain.map(|parameter| &parameter.parameter.name);
        let rest =
            parameters.vararg.iter().chain(&parameters.kwarg).map(|parameter| &parameter.name);
        for name in names.chain(rest) {
            let name = self.mangled(name.as_str());
            self.unit().locals.insert(name);
        }
    }

    /// Leaves the default values; what lies there.
    fn defaults(&mut self, parameters: &'a ast::Parameters) -> Compiled<u16> {
        let mut flags = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let values: Vec<&'a Expr> =
            positional.filter_map(|parameter| parameter.default.as_deref()).collect();
        if !values.is_empty() {
            for value in &values {
                self.expr(value)?;
            }
            self.emit(Op::BuildTuple(Self::count(values.len())));
            flags |= extras::DEFAULTS;
        }
        let mut count = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let name = self.mangled(parameter.parameter.name.as_str());
                self.constant(Object::Str(name));
                self.expr(default)?;
                count += 1;
            }
        }
        if count > 0 {
            self.emit(Op::BuildDict(count));
            flags |= extras::KEYWORD_DEFAULTS;
        }
        Ok(flags)
    }

    fn annotations(&mut self, def: &'a ast::StmtFunctionDef) -> Compiled<u16> {
        let mut count = 0;
        for parameter in def.parameters.iter() {
            if let Some(annotation) = parameter.annotation() {
                let name = self.mangled(parameter.name().as_str());
                self.constant(Object::Str(name));
                self.annotation(annotation)?;
                count += 1;
            }
        }
        if let Some(returns) = &def.returns {
            self.constant(Object::Str(Str::intern("return")));
            self.annotation(returns)?;
            count += 1;
        }
        if count == 0 {
            return Ok(0);
        }
        self.emit(Op::BuildDict(count));
        Ok(extras::ANNOTATIONS)
    }

    pub(super) fn make_function(&mut self, code: Code, flags: u16) {
        let index = self.constant_index(Object::Code(std::rc::Rc::new(code)));
        self.emit(Op::MakeFunction(flags, index));
    }

    pub(super) fn class(&mut self, def: &'a ast::StmtClassDef) -> Compiled {
        if def.type_params.is_some() {
            return self.unsupported("type parameters", def);
        }
        for decorator in &def.decorator_list {
            self.expr(&decorator.expression)?;
        }
        let span = self.keyword_span(def, &def.decorator_list);
        self.within(span, |compiler| {
            let code = compiler.class_code(def, span)?;
            compiler.make_function(code, 0);
            compiler.constant(Object::Str(Str::intern(def.name.as_str())));
            match &def.arguments {
                Some(arguments) => compiler.spread_arguments(arguments)?,
                None => {
                    compiler.emit(Op::BuildTuple(0));
                    compiler.emit(Op::BuildDict(0));
                }
            }
            compiler.emit(Op::BuildClass);
            Ok(())
        })?;
        self.decorate(&def.decorator_list);
        self.within(span, |compiler| compiler.store_name(def.name.as_str()));
        Ok(())
    }

    fn class_code(
        &mut self,
        def: &'a ast::StmtClassDef,
        span: crate::code::Span,
    ) -> Compiled<Code> {
        let scope = self.scopes.at(def);
        let qualname = self.qualname_within(def.name.as_str());
        self.open(scope, CodeKind::Class, def.name.as_str(), &qualname, span);
        self.unit().class = Some(def.name.to_string());
        let module = self.name_index("__name__");
        self.emit(Op::LoadGlobal(module));
        let own_module = self.name_index("__module__");
        self.emit(Op::StoreName(own_module));
        self.constant(Object::from(qualname));
        let own_qualname = self.name_index("__qualname__");
        self.emit(Op::StoreName(own_qualname));
        if declares_annotations(&def.body) {
            self.emit(Op::SetupAnnotations);
        }
        let body = self.take_doc(&def.body);
        if let Some(doc) = self.unit().doc.clone() {
            self.constant(Object::Str(doc));
            let name = self.name_index("__doc__");
            self.emit(Op::StoreName(name));
        }
        self.statements(body)?;
        self.implicit_return(&def.body);
        Ok(self.close())
    }
}
