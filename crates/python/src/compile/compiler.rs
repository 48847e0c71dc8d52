//! The state of a compilation, and the emitting of instructions.

use std::rc::Rc;

use indexmap::IndexSet;
use ruff_python_ast::{self as ast, Expr, Stmt};
use rustc_hash::FxHashMap;

use super::control::Block;
use super::scope::{ScopeKind, Scopes, mangle, span_of};
use super::{Compiled, Program, SyntaxIssue};
use crate::code::op::Op;
use crate::code::{Code, CodeKind, Parameters, Source, Span, offset};
use crate::object::Object;
use crate::object::string::Str;

pub(super) struct Compiler<'a> {
    pub(super) source: Rc<Source>,
    pub(super) scopes: &'a Scopes,
    pub(super) units: Vec<Unit<'a>>,
    /// Whether expression statements show their value.
    interactive: bool,
    /// `from __future__ import annotations`.
    pub(super) lazy_annotations: bool,
    /// What to warn of: line and message.
    pub(super) warnings: Vec<(u32, String)>,
}

/// One piece of code in the making.
pub(super) struct Unit<'a> {
    pub(super) scope: usize,
    pub(super) kind: CodeKind,
    pub(super) name: Str,
    pub(super) qualname: Str,
    /// The class whose private names are mangled.
    pub(super) class: Option<String>,
    pub(super) ops: Vec<Op>,
    spans: Vec<Span>,
    constants: Vec<Object>,
    texts: FxHashMap<Str, u32>,
    ints: FxHashMap<i64, u32>,
    names: IndexSet<Str>,
    pub(super) locals: IndexSet<Str>,
    pub(super) cells: IndexSet<Str>,
    pub(super) own_cells: usize,
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) span: Span,
    whole: Span,
    pub(super) parameters: Parameters,
    pub(super) doc: Option<Str>,
    temporaries: usize,
}

/// Where a name is kept.
pub(super) enum Place {
    Local(u32),
    Cell(u32),
    /// In a class body, a name of a function around it.
    ClassCell(u32),
    Global,
    Name,
}

/// A jump whose target is not known yet.
#[derive(Clone, Copy)]
pub(super) struct Label(usize);

/// Compiles the body of a module, or of a prompt.
pub(crate) fn compile_module(
    body: &[Stmt],
    source: &Rc<Source>,
    interactive: bool,
) -> Compiled<Program> {
    let scopes = Scopes::of_module(body)?;
    let mut compiler = Compiler {
        source: Rc::clone(source),
        scopes: &scopes,
        units: Vec::new(),
        interactive,
        lazy_annotations: has_lazy_annotations(body),
        warnings: Vec::new(),
    };
    let whole = Span { start: 0, end: 0 };
    compiler.open(0, CodeKind::Module, "<module>", "<module>", whole);
    let docless = compiler.take_doc(body);
    if let (Some(doc), false) = (compiler.unit().doc.clone(), interactive) {
        compiler.constant(Object::Str(doc));
        compiler.store_name("__doc__");
    }
    if declares_annotations(body) {
        compiler.emit(Op::SetupAnnotations);
    }
    compiler.statements(if interactive { body } else { docless })?;
    compiler.constant(Object::None);
    compiler.emit(Op::Return);
    Ok(Program { code: compiler.close(), warnings: compiler.warnings })
}

/// Compiles one expression, whose value the code returns.
pub(crate) fn compile_expression(expr: &Expr, source: &Rc<Source>) -> Compiled<Program> {
    let scopes = Scopes::of_expression(expr)?;
    let mut compiler = Compiler {
        source: Rc::clone(source),
        scopes: &scopes,
        units: Vec::new(),
        interactive: false,
        lazy_annotations: false,
        warnings: Vec::new(),
    };
    compiler.open(0, CodeKind::Module, "<module>", "<module>", Span::default());
    compiler.expr(expr)?;
    compiler.emit(Op::Return);
    Ok(Program { code: compiler.close(), warnings: compiler.warnings })
}

fn has_lazy_annotations(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| {
        matches!(stmt, Stmt::ImportFrom(import)
            if import.module.as_ref().is_some_and(|module| module.as_str() == "__future__")
                && import.names.iter().any(|alias| alias.name.as_str() == "annotations"))
    })
}

/// Whether a body annotates a variable, blocks within included.
pub(super) fn declares_annotations(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::AnnAssign(_) => true,
        Stmt::If(stmt) => {
            declares_annotations(&stmt.body)
                || stmt.elif_else_clauses.iter().any(|clause| declares_annotations(&clause.body))
        }
        Stmt::For(stmt) => declares_annotations(&stmt.body) || declares_annotations(&stmt.orelse),
        Stmt::While(stmt) => declares_annotations(&stmt.body) || declares_annotations(&stmt.orelse),
        Stmt::With(stmt) => declares_annotations(&stmt.body),
        Stmt::Try(stmt) => {
            declares_annotations(&stmt.body)
                || declares_annotations(&stmt.orelse)
                || declares_annotations(&stmt.finalbody)
        }
        _ => false,
    })
}

impl<'a> Compiler<'a> {
    pub(super) fn open(
        &mut self,
        scope: usize,
        kind: CodeKind,
        name: &str,
        qualname: &str,
        whole: Span,
    ) {
        let found = &self.scopes.all[scope];
        let cells: IndexSet<Str> = found.cells.iter().chain(&found.free).cloned().collect();
        let own_cells = found.cells.len();
        let class = self.units.last().and_then(|unit| unit.class.clone());
        self.units.push(Unit {
            scope,
            kind,
            name: Str::intern(name),
            qualname: Str::intern(qualname),
            class,
            ops: Vec::new(),
            spans: Vec::new(),
            constants: Vec::new(),
            texts: FxHashMap::default(),
            ints: FxHashMap::default(),
            names: IndexSet::new(),
            locals: IndexSet::new(),
            cells,
            own_cells,
            blocks: Vec::new(),
            span: whole,
            whole,
            parameters: Parameters::default(),
            doc: None,
            temporaries: 0,
        });
    }

    pub(super) fn close(&mut self) -> Code {
        let mut unit = self.units.pop().expect("each unit that is closed was opened");
        crate::code::fuse::fuse(&mut unit.ops);
        let outer = self.units.last();
        let free = unit.cells.iter().skip(unit.own_cells);
        let captures = free.map(|name| {
            outer.and_then(|outer| outer.cells.get_index_of(name)).map_or(u32::MAX, offset)
        });
        let captures = captures.collect();
        let parameters = unit.locals.iter().take(unit.parameters.count()).enumerate();
        let cell_parameters = parameters
            .filter_map(|(local, name)| {
                let cell = unit.cells.get_index_of(name).filter(|cell| *cell < unit.own_cells)?;
                Some((offset(local), offset(cell)))
            })
            .collect();
        Code {
            name: unit.name,
            qualname: unit.qualname,
            source: Rc::clone(&self.source),
            kind: unit.kind,
            parameters: unit.parameters,
            span: unit.whole,
            doc: unit.doc,
            local_names: unit.locals.into_iter().collect(),
            cell_names: unit.cells.into_iter().collect(),
            own_cells: unit.own_cells,
            captures,
            cell_parameters,
            ops: unit.ops,
            spans: unit.spans,
            constants: unit.constants,
            names: unit.names.into_iter().collect(),
        }
    }

    pub(super) fn unit(&mut self) -> &mut Unit<'a> {
        self.units.last_mut().expect("code is made inside of a unit")
    }

    pub(super) fn unit_ref(&self) -> &Unit<'a> {
        self.units.last().expect("code is made inside of a unit")
    }

    pub(super) fn scope_kind(&self) -> ScopeKind {
        self.scopes.all[self.unit_ref().scope].kind
    }

    pub(super) fn is_interactive_statement(&self) -> bool {
        self.interactive && self.units.len() == 1
    }

    pub(super) fn emit(&mut self, op: Op) -> usize {
        let unit = self.unit();
        unit.ops.push(op);
        unit.spans.push(unit.span);
        unit.ops.len() - 1
    }

    /// Emits with another span than the current one.
    pub(super) fn emit_at(&mut self, op: Op, span: Span) {
        let saved = std::mem::replace(&mut self.unit().span, span);
        self.emit(op);
        self.unit().span = saved;
    }

    pub(super) fn here(&mut self) -> u32 {
        offset(self.unit().ops.len())
    }

    /// Emits a jump whose target comes later.
    pub(super) fn jump(&mut self, op: fn(u32) -> Op) -> Label {
        Label(self.emit(op(u32::MAX)))
    }

    /// Lets a jump go to what is emitted next.
    pub(super) fn land(&mut self, label: Label) {
        let here = self.here();
        let op = &mut self.unit().ops[label.0];
        *op = match *op {
            Op::Jump(_) => Op::Jump(here),
            Op::JumpIfFalse(_) => Op::JumpIfFalse(here),
            Op::JumpIfTrue(_) => Op::JumpIfTrue(here),
            Op::JumpIfFalseOrPop(_) => Op::JumpIfFalseOrPop(here),
            Op::JumpIfTrueOrPop(_) => Op::JumpIfTrueOrPop(here),
            Op::ForIter(_) => Op::ForIter(here),
            Op::SetupTry(_) => Op::SetupTry(here),
            Op::WithEnter(_) => Op::WithEnter(here),
            Op::YieldFrom(_) => Op::YieldFrom(here),
            other => other,
        };
    }

    pub(super) fn land_all(&mut self, labels: Vec<Label>) {
        for label in labels {
            self.land(label);
        }
    }

    pub(super) fn constant(&mut self, value: Object) {
        let index = self.constant_index(value);
        self.emit(Op::Const(index));
    }

    pub(super) fn constant_index(&mut self, value: Object) -> u32 {
        let unit = self.unit();
        let next = offset(unit.constants.len());
        let known = match &value {
            Object::Str(text) => *unit.texts.entry(text.clone()).or_insert(next),
            Object::Int(int) => *unit.ints.entry(*int).or_insert(next),
            _ => next,
        };
        if known == next {
            unit.constants.push(value);
        }
        known
    }

    pub(super) fn name_index(&mut self, name: &str) -> u32 {
        let name = mangle(self.unit().class.as_deref(), name);
        offset(self.unit().names.insert_full(name).0)
    }

    /// A local that no name of the script has.
    pub(super) fn temporary(&mut self) -> u32 {
        let unit = self.unit();
        unit.temporaries += 1;
        let name = Str::intern(&format!(".{}", unit.temporaries));
        offset(unit.locals.insert_full(name).0)
    }

    pub(super) fn place(&mut self, name: &str) -> Place {
        let unit = self.units.last_mut().expect("code is made inside of a unit");
        let name = mangle(unit.class.as_deref(), name);
        let scope = &self.scopes.all[unit.scope];
        let usage = scope.names.get(&name).copied().unwrap_or_default();
        if usage.global || scope.kind == ScopeKind::Module {
            return Place::Global;
        }
        if let Some(cell) = unit.cells.get_index_of(&name) {
            let cell = offset(cell);
            if scope.kind != ScopeKind::Class || usage.nonlocal {
                return Place::Cell(cell);
            }
            if !usage.bound {
                return Place::ClassCell(cell);
            }
            return Place::Name;
        }
        if scope.kind == ScopeKind::Class {
            return Place::Name;
        }
        if usage.bound {
            Place::Local(offset(unit.locals.insert_full(name).0))
        } else {
            Place::Global
        }
    }

    pub(super) fn load_name(&mut self, name: &str) {
        let op = match self.place(name) {
            Place::Local(slot) => Op::LoadLocal(slot),
            Place::Cell(cell) => Op::LoadCell(cell),
            Place::ClassCell(cell) => {
                let index = self.name_index(name);
                match u16::try_from(cell) {
                    Ok(cell) => Op::LoadClassCell(cell, index),
                    Err(_) => Op::LoadCell(cell),
                }
            }
            Place::Global => Op::LoadGlobal(self.name_index(name)),
            Place::Name => Op::LoadName(self.name_index(name)),
        };
        self.emit(op);
    }

    pub(super) fn store_name(&mut self, name: &str) {
        let op = match self.place(name) {
            Place::Local(slot) => Op::StoreLocal(slot),
            Place::Cell(cell) | Place::ClassCell(cell) => Op::StoreCell(cell),
            Place::Global => Op::StoreGlobal(self.name_index(name)),
            Place::Name => Op::StoreName(self.name_index(name)),
        };
        self.emit(op);
    }

    pub(super) fn delete_name(&mut self, name: &str) {
        let op = match self.place(name) {
            Place::Local(slot) => Op::DeleteLocal(slot),
            Place::Cell(cell) | Place::ClassCell(cell) => Op::DeleteCell(cell),
            Place::Global => Op::DeleteGlobal(self.name_index(name)),
            Place::Name => Op::DeleteName(self.name_index(name)),
        };
        self.emit(op);
    }

    /// Takes the text that opens a body as its documentation; gives back the rest.
    pub(super) fn take_doc(&mut self, body: &'a [Stmt]) -> &'a [Stmt] {
        if let Some((Stmt::Expr(ast::StmtExpr { value, .. }), rest)) = body.split_first()
            && let Expr::StringLiteral(literal) = &**value
        {
            self.unit().doc = Some(literal.value.to_str().into());
            return rest;
        }
        body
    }

    /// Runs with the span of a node as the current one.
    pub(super) fn within<T>(&mut self, span: Span, make: impl FnOnce(&mut Self) -> T) -> T {
        let saved = std::mem::replace(&mut self.unit().span, span);
        let made = make(self);
        self.unit().span = saved;
        made
    }

    pub(super) fn unsupported<T>(
        &self,
        what: &str,
        node: &impl ruff_text_size::Ranged,
    ) -> Compiled<T> {
        Err(SyntaxIssue::unsupported(what, span_of(node)))
    }
}
