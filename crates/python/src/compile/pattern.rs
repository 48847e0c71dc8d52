//! `match`: the subject and its parts lie in hidden locals; names are bound once a pattern has matched.

use ruff_python_ast::{self as ast, Pattern, Singleton};

use super::compiler::{Compiler, Label};
use super::scope::span_of;
use super::{Compiled, SyntaxIssue};
use crate::code::op::Op;
use crate::object::Object;
use crate::object::string::Str;
use crate::vm::operator::CompareOp;

/// What a pattern has found so far, and where to go if it does not match.
#[derive(Default)]
struct Attempt<'a> {
    failed: Vec<Label>,
    captured: Vec<(&'a str, u32)>,
}

impl<'a> Compiler<'a> {
    pub(super) fn match_(&mut self, stmt: &'a ast::StmtMatch) -> Compiled {
        self.expr(&stmt.subject)?;
        let subject = self.temporary();
        self.emit(Op::StoreLocal(subject));
        let mut ends = Vec::new();
        for (index, case) in stmt.cases.iter().enumerate() {
            let is_last = index + 1 == stmt.cases.len();
            if case.guard.is_none() && !is_last {
                self.check_refutable(&case.pattern)?;
            }
            let mut attempt = Attempt::default();
            self.pattern(&case.pattern, subject, &mut attempt)?;
            for (name, slot) in attempt.captured {
                self.emit(Op::LoadLocal(slot));
                self.store_name(name);
            }
            if let Some(guard) = &case.guard {
                attempt.failed.extend(self.condition(guard)?);
            }
            self.statements(&case.body)?;
            ends.push(self.jump(Op::Jump));
            self.land_all(attempt.failed);
        }
        self.land_all(ends);
        Ok(())
    }

    fn check_refutable(&self, pattern: &Pattern) -> Compiled {
        match pattern {
            Pattern::MatchAs(pattern) if pattern.pattern.is_none() => {
                let message = match &pattern.name {
                    Some(name) => {
                        format!("name capture '{name}' makes remaining patterns unreachable")
                    }
                    None => "wildcard makes remaining patterns unreachable".to_owned(),
                };
                Err(SyntaxIssue::syntax(message, span_of(pattern)))
            }
            _ => Ok(()),
        }
    }

    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        let span = span_of(pattern);
        let saved = std::mem::replace(&mut self.unit().span, span);
        let made = self.pattern_within(pattern, subject, attempt);
        self.unit().span = saved;
        made
    }

    fn pattern_within(
        &mut self,
        pattern: &'a Pattern,
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        match pattern {
            Pattern::MatchValue(pattern) => {
                self.emit(Op::LoadLocal(subject));
                self.expr(&pattern.value)?;
                self.emit(Op::Compare(CompareOp::Eq));
                attempt.failed.push(self.jump(Op::JumpIfFalse));
            }
            Pattern::MatchSingleton(pattern) => {
                self.emit(Op::LoadLocal(subject));
                self.constant(match pattern.value {
                    Singleton::None => Object::None,
                    Singleton::True => Object::Bool(true),
                    Singleton::False => Object::Bool(false),
                });
                self.emit(Op::Is);
                attempt.failed.push(self.jump(Op::JumpIfFalse));
            }
            Pattern::MatchSequence(pattern) => {
                self.sequence_pattern(&pattern.patterns, subject, attempt)?
            }
            Pattern::MatchMapping(pattern) => self.mapping_pattern(pattern, subject, attempt)?,
            Pattern::MatchClass(pattern) => self.class_pattern(pattern, subject, attempt)?,
            Pattern::MatchStar(pattern) => {
                if let Some(name) = &pattern.name {
                    attempt.captured.push((name.as_str(), subject));
                }
            }
            Pattern::MatchAs(pattern) => {
                if let Some(inner) = &pattern.pattern {
                    self.pattern(inner, subject, attempt)?;
                }
                if let Some(name) = &pattern.name {
                    attempt.captured.push((name.as_str(), subject));
                }
            }
            Pattern::MatchOr(pattern) => self.alternatives(&pattern.patterns, subject, attempt)?,
        }
        Ok(())
    }

    fn alternatives(
        &mut self,
        patterns: &'a [Pattern],
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        let mut slots: Vec<(&'a str, u32)> = Vec::new();
        let mut matched = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let mut one = Attempt::default();
            self.pattern(pattern, subject, &mut one)?;
            if index == 0 {
                slots = one.captured.iter().map(|(name, _)| (*name, self.temporary())).collect();
            }
            for (name, slot) in &one.captured {
                let Some((_, shared)) = slots.iter().find(|(known, _)| known == name) else {
                    let message = "alternative patterns bind different names";
                    return Err(SyntaxIssue::syntax(message, span_of(pattern)));
                };
                self.emit(Op::LoadLocal(*slot));
                self.emit(Op::StoreLocal(*shared));
            }
            if index + 1 == patterns.len() {
                attempt.failed.append(&mut one.failed);
            } else {
                matched.push(self.jump(Op::Jump));
                self.land_all(one.failed);
            }
        }
        self.land_all(matched);
        attempt.captured.extend(slots);
        Ok(())
    }

    fn sequence_pattern(
        &mut self,
        patterns: &'a [Pattern],
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        self.emit(Op::LoadLocal(subject));
        self.emit(Op::MatchSequence);
        attempt.failed.push(self.jump(Op::JumpIfFalse));
        let star = patterns.iter().position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        let count = Self::count(patterns.len());
        self.emit(Op::LoadLocal(subject));
        self.emit(if star.is_some() { Op::MatchLeast(count - 1) } else { Op::MatchLength(count) });
        attempt.failed.push(self.jump(Op::JumpIfFalse));
        self.emit(Op::LoadLocal(subject));
        self.emit(match star {
            Some(before) => {
                let after = Self::count(patterns.len() - before - 1);
                Op::UnpackStar(u16::try_from(before).unwrap_or(u16::MAX), after)
            }
            None => Op::Unpack(count),
        });
        self.parts(patterns.iter(), attempt)
    }

    /// Puts the parts on the stack into locals, then matches each.
    fn parts(
        &mut self,
        patterns: impl Iterator<Item = &'a Pattern> + Clone,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        let slots: Vec<u32> = patterns.clone().map(|_| self.temporary()).collect();
        for slot in &slots {
            self.emit(Op::StoreLocal(*slot));
        }
        for (pattern, slot) in patterns.zip(slots) {
            self.pattern(pattern, slot, attempt)?;
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        pattern: &'a ast::PatternMatchMapping,
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        self.emit(Op::LoadLocal(subject));
        self.emit(Op::MatchMapping);
        attempt.failed.push(self.jump(Op::JumpIfFalse));
        for key in &pattern.keys {
            self.expr(key)?;
        }
        let count = Self::count(pattern.keys.len());
        self.emit(Op::BuildTuple(count));
        let keys = self.temporary();
        self.emit(Op::StoreLocal(keys));
        self.emit(Op::LoadLocal(subject));
        self.emit(Op::LoadLocal(keys));
        self.emit(Op::MatchKeys);
        self.unpack_found(count, attempt);
        self.parts(pattern.patterns.iter(), attempt)?;
        if let Some(rest) = &pattern.rest {
            self.emit(Op::LoadLocal(subject));
            self.emit(Op::LoadLocal(keys));
            self.emit(Op::MatchRest);
            let slot = self.temporary();
            self.emit(Op::StoreLocal(slot));
            attempt.captured.push((rest.as_str(), slot));
        }
        Ok(())
    }

    /// Unpacks the values found, or fails where there is `None` instead.
    fn unpack_found(&mut self, count: u32, attempt: &mut Attempt<'a>) {
        let found = self.temporary();
        self.emit(Op::StoreLocal(found));
        self.emit(Op::LoadLocal(found));
        self.constant(Object::None);
        self.emit(Op::IsNot);
        attempt.failed.push(self.jump(Op::JumpIfFalse));
        self.emit(Op::LoadLocal(found));
        self.emit(Op::Unpack(count));
    }

    fn class_pattern(
        &mut self,
        pattern: &'a ast::PatternMatchClass,
        subject: u32,
        attempt: &mut Attempt<'a>,
    ) -> Compiled {
        let arguments = &pattern.arguments;
        let names: Vec<Str> =
            arguments.keywords.iter().map(|keyword| self.mangled(keyword.attr.as_str())).collect();
        let names = self.names_constant(names);
        self.emit(Op::LoadLocal(subject));
        self.expr(&pattern.cls)?;
        let positional = u16::try_from(arguments.patterns.len()).unwrap_or(u16::MAX);
        self.emit(Op::MatchClass(positional, names));
        self.unpack_found(
            Self::count(arguments.patterns.len() + arguments.keywords.len()),
            attempt,
        );
        let by_keyword = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        self.parts(arguments.patterns.iter().chain(by_keyword), attempt)
    }
}
