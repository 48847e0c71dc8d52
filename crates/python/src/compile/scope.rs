//! Which names are local, shared with closures, or global: found before any code is made.

use indexmap::{IndexMap, IndexSet};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Pattern, Stmt};
use ruff_text_size::Ranged;
use rustc_hash::FxHashMap;

use super::{Compiled, SyntaxIssue};
use crate::code::Span;
use crate::object::string::Str;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function,
    Comprehension,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    pub(super) bound: bool,
    pub(super) global: bool,
    pub(super) nonlocal: bool,
    pub(super) parameter: bool,
}

#[derive(Debug)]
pub(super) struct Scope {
    pub(super) kind: ScopeKind,
    parent: Option<usize>,
    pub(super) names: IndexMap<Str, Usage>,
    /// Names bound here that an inner function uses.
    pub(super) cells: IndexSet<Str>,
    /// Names of an outer function that are used here or further in.
    pub(super) free: IndexSet<Str>,
    pub(super) has_yield: bool,
    pub(super) has_await: bool,
}

/// All scopes of a module, found again by the address of the node that opens them.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    pub(super) all: Vec<Scope>,
    by_node: FxHashMap<usize, usize>,
}

fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).cast::<()>() as usize
}

pub(super) fn span_of(node: &impl Ranged) -> Span {
    let range = node.range();
    Span { start: range.start().to_u32(), end: range.end().to_u32() }
}

/// `__private` in a class becomes `_Class__private`.
pub(super) fn mangle(class: Option<&str>, name: &str) -> Str {
    match class {
        Some(class) if name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
            let class = class.trim_start_matches('_');
            if class.is_empty() {
                Str::intern(name)
            } else {
                Str::intern(&format!("_{class}{name}"))
            }
        }
        _ => Str::intern(name),
    }
}

impl Scopes {
    pub(super) fn of_module(body: &[Stmt]) -> Compiled<Scopes> {
        let mut finder = Finder::default();
        finder.open(ScopeKind::Module, address(&body));
        finder.visit_body(body);
        finder.finish()
    }

    pub(super) fn of_expression(expr: &Expr) -> Compiled<Scopes> {
        let mut finder = Finder::default();
        finder.open(ScopeKind::Module, address(expr));
        finder.visit_expr(expr);
        finder.finish()
    }

    /// The scope that a node opens.
    pub(super) fn at<T>(&self, node: &T) -> usize {
        self.by_node.get(&address(node)).copied().unwrap_or(0)
    }
}

#[derive(Default)]
struct Finder {
    scopes: Scopes,
    current: Vec<usize>,
    class: Vec<Option<String>>,
    issue: Option<SyntaxIssue>,
    /// Where names are declared nonlocal.
    nonlocals: Vec<(usize, Str, Span)>,
}

impl Finder {
    fn finish(mut self) -> Compiled<Scopes> {
        if let Some(issue) = self.issue {
            return Err(issue);
        }
        self.resolve();
        match self.issue {
            Some(issue) => Err(issue),
            None => Ok(self.scopes),
        }
    }

    fn open(&mut self, kind: ScopeKind, node: usize) {
        let index = self.scopes.all.len();
        self.scopes.all.push(Scope {
            kind,
            parent: self.current.last().copied(),
            names: IndexMap::new(),
            cells: IndexSet::new(),
            free: IndexSet::new(),
            has_yield: false,
            has_await: false,
        });
        self.scopes.by_node.insert(node, index);
        self.current.push(index);
    }

    fn close(&mut self) {
        self.current.pop();
    }

    fn scope(&mut self) -> &mut Scope {
        let index = self.current.last().copied().unwrap_or(0);
        &mut self.scopes.all[index]
    }

    fn mangled(&self, name: &str) -> Str {
        mangle(self.class.last().and_then(|class| class.as_deref()), name)
    }

    fn usage(&mut self, name: &str) -> &mut Usage {
        let name = self.mangled(name);
        self.scope().names.entry(name).or_default()
    }

    fn bind(&mut self, name: &str) {
        self.usage(name).bound = true;
    }

    fn complain(&mut self, message: String, span: Span) {
        self.issue.get_or_insert(SyntaxIssue::syntax(message, span));
    }

    /// `:=` inside of a comprehension binds in the function around it.
    fn bind_walrus(&mut self, name: &str) {
        let name = self.mangled(name);
        let outside = self
            .current
            .iter()
            .rposition(|index| self.scopes.all[*index].kind != ScopeKind::Comprehension);
        let outside = outside.unwrap_or(0);
        let target = self.current[outside];
        let is_global = self.scopes.all[target].names.get(&name).is_some_and(|usage| usage.global)
            || self.scopes.all[target].kind == ScopeKind::Module;
        if !self.scopes.all[target].names.get(&name).is_some_and(|usage| usage.nonlocal) {
            self.scopes.all[target].names.entry(name.clone()).or_default().bound = true;
        }
        for index in &self.current[outside + 1..] {
            let usage = self.scopes.all[*index].names.entry(name.clone()).or_default();
            usage.global = is_global;
            usage.nonlocal = !is_global;
        }
    }

    fn declare(&mut self, names: &[ast::Identifier], global: bool, span: Span) {
        let kind = self.scope().kind;
        let word = if global { "global" } else { "nonlocal" };
        for name in names {
            if !global && kind == ScopeKind::Module {
                self.complain("nonlocal declaration not allowed at module level".to_owned(), span);
                return;
            }
            let usage = *self.usage(name.as_str());
            if usage.parameter {
                self.complain(format!("name '{name}' is parameter and {word}"), span);
            } else if usage.bound {
                self.complain(
                    format!("name '{name}' is assigned to before {word} declaration"),
                    span,
                );
            }
            let usage = self.usage(name.as_str());
            if global {
                usage.global = true;
            } else {
                usage.nonlocal = true;
                let name = self.mangled(name.as_str());
                let scope = self.current.last().copied().unwrap_or(0);
                self.nonlocals.push((scope, name, span));
            }
        }
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters.iter() {
            let name = parameter.name().as_str();
            if self.usage(name).parameter {
                let message = format!("duplicate argument '{name}' in function definition");
                self.complain(message, span_of(&parameter.as_parameter().name));
            }
            let usage = self.usage(name);
            usage.bound = true;
            usage.parameter = true;
        }
    }

    fn visit_defaults(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.visit_defaults(&def.parameters);
        for parameter in def.parameters.iter() {
            if let Some(annotation) = parameter.annotation() {
                self.visit_expr(annotation);
            }
        }
        if let Some(returns) = &def.returns {
            self.visit_expr(returns);
        }
        self.bind(def.name.as_str());
        self.open(ScopeKind::Function, address(def));
        self.parameters(&def.parameters);
        self.visit_body(&def.body);
        self.close();
    }

    fn class(&mut self, def: &ast::StmtClassDef) {
        for decorator in &def.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        if let Some(arguments) = &def.arguments {
            self.visit_arguments(arguments);
        }
        self.bind(def.name.as_str());
        self.open(ScopeKind::Class, address(def));
        self.class.push(Some(def.name.to_string()));
        self.visit_body(&def.body);
        self.class.pop();
        self.close();
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) {
        if let Some(parameters) = &lambda.parameters {
            self.visit_defaults(parameters);
        }
        self.open(ScopeKind::Function, address(lambda));
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
        }
        self.visit_expr(&lambda.body);
        self.close();
    }

    fn comprehension(&mut self, node: usize, generators: &[ast::Comprehension], results: &[&Expr]) {
        let Some((first, rest)) = generators.split_first() else { return };
        self.visit_expr(&first.iter);
        self.open(ScopeKind::Comprehension, node);
        let usage = self.usage(".0");
        usage.bound = true;
        usage.parameter = true;
        self.scope().has_await |= generators.iter().any(|generator| generator.is_async);
        self.visit_expr(&first.target);
        for condition in &first.ifs {
            self.visit_expr(condition);
        }
        for generator in rest {
            self.visit_comprehension(generator);
        }
        for result in results {
            self.visit_expr(result);
        }
        self.close();
    }

    /// Finds for each name that is used but not bound the function that has it.
    fn resolve(&mut self) {
        for index in (0..self.scopes.all.len()).rev() {
            let names: Vec<(Str, Usage)> = self.scopes.all[index]
                .names
                .iter()
                .map(|(name, usage)| (name.clone(), *usage))
                .collect();
            for (name, usage) in names {
                let is_own = usage.bound
                    && !usage.nonlocal
                    && self.scopes.all[index].kind != ScopeKind::Class;
                if usage.global || is_own {
                    continue;
                }
                if usage.bound && !usage.nonlocal {
                    // a name of a class body: looked up there at run time
                    continue;
                }
                if !self.find_outside(index, &name) && usage.nonlocal {
                    let message = format!("no binding for nonlocal '{name}' found");
                    let known = self
                        .nonlocals
                        .iter()
                        .find(|(scope, known, _)| *scope == index && *known == name);
                    let span = known.map_or(Span::default(), |(_, _, span)| *span);
                    self.complain(message, span);
                }
            }
        }
    }

    fn find_outside(&mut self, inner: usize, name: &Str) -> bool {
        let mut path = vec![inner];
        let mut at = self.scopes.all[inner].parent;
        while let Some(index) = at {
            let scope = &self.scopes.all[index];
            let usage = scope.names.get(name).copied().unwrap_or_default();
            let has = match scope.kind {
                ScopeKind::Module => return false,
                ScopeKind::Class => **name == *"__class__",
                _ => usage.bound && !usage.global && !usage.nonlocal,
            };
            if has {
                self.scopes.all[index].cells.insert(name.clone());
                for passed in path {
                    self.scopes.all[passed].free.insert(name.clone());
                }
                return true;
            }
            if usage.global && scope.kind != ScopeKind::Class {
                return false;
            }
            path.push(index);
            at = scope.parent;
        }
        false
    }
}

impl<'a> Visitor<'a> for Finder {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.class(def),
            Stmt::Global(global) => self.declare(&global.names, true, span_of(global)),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, false, span_of(nonlocal)),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().map_or_else(
                        || alias.name.split('.').next().unwrap_or_default(),
                        ast::Identifier::as_str,
                    );
                    self.bind(name);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    if name.as_str() != "*" {
                        self.bind(name.as_str());
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.bind(name.id.as_str());
                } else {
                    self.visit_expr(&assign.target);
                }
                self.visit_expr(&assign.annotation);
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.bind(name.id.as_str());
                } else {
                    self.visit_expr(&assign.target);
                }
                self.visit_expr(&assign.value);
            }
            Stmt::With(with) if with.is_async => {
                self.scope().has_await = true;
                visitor::walk_stmt(self, stmt);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ast::ExprContext::Store | ast::ExprContext::Del => self.bind(name.id.as_str()),
                _ => {
                    self.usage(name.id.as_str());
                    let in_function =
                        matches!(self.scope().kind, ScopeKind::Function | ScopeKind::Comprehension);
                    if name.id.as_str() == "super" && in_function {
                        self.usage("__class__");
                    }
                }
            },
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::ListComp(node) => {
                self.comprehension(address(node), &node.generators, &[&node.elt])
            }
            Expr::SetComp(node) => {
                self.comprehension(address(node), &node.generators, &[&node.elt])
            }
            Expr::Generator(node) => {
                self.comprehension(address(node), &node.generators, &[&node.elt])
            }
            Expr::DictComp(node) => {
                let results: Vec<&Expr> =
                    node.key.iter().map(|key| &**key).chain([&*node.value]).collect();
                self.comprehension(address(node), &node.generators, &results);
            }
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                if let Expr::Name(name) = &*named.target {
                    self.bind_walrus(name.id.as_str());
                }
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.scope().has_yield = true;
                visitor::walk_expr(self, expr);
            }
            Expr::Await(_) => {
                self.scope().has_await = true;
                visitor::walk_expr(self, expr);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name.as_str());
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name.as_str());
        }
        visitor::walk_pattern(self, pattern);
    }
}
