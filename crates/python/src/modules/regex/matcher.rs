//! Runs the instructions of a pattern over a text.

use super::class::{Kind, fold};
use super::flags;
use super::parser::Style;
use super::program::{Program, Step};
use crate::exception::PyResult;

/// Where a match must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    Start,
    Whole,
    Anywhere,
    /// Anywhere, but not empty at the start.
    Further,
}

/// What to go back to.
enum Choice {
    Branch {
        step: usize,
        at: usize,
    },
    /// A run of single characters: `count` are taken, fewer (or more) can be.
    Run {
        step: usize,
        from: usize,
        count: u32,
        limit: u32,
        style: Style,
    },
    Slot(usize, Option<usize>),
    Mark(usize, usize),
}

pub(super) struct Matcher<'a> {
    program: &'a Program,
    text: &'a [char],
    slots: Vec<Option<usize>>,
    marks: Vec<usize>,
    choices: Vec<Choice>,
    whole: bool,
    /// Where a match may not end.
    forbidden: Option<usize>,
    steps: u64,
}

type Spend<'a> = &'a mut dyn FnMut(u64) -> PyResult<()>;

impl<'a> Matcher<'a> {
    pub(super) fn new(program: &'a Program, text: &'a [char]) -> Matcher<'a> {
        Matcher {
            program,
            text,
            slots: vec![None; (program.groups + 1) * 2],
            marks: vec![usize::MAX; program.marks],
            choices: Vec::new(),
            whole: false,
            forbidden: None,
            steps: 0,
        }
    }

    /// The slots of the first match from a place on.
    pub(super) fn find(
        &mut self,
        start: usize,
        goal: Goal,
        spend: Spend<'_>,
    ) -> PyResult<Option<Vec<Option<usize>>>> {
        self.whole = goal == Goal::Whole;
        let roams = matches!(goal, Goal::Anywhere | Goal::Further);
        let last = if roams { self.text.len() } else { start };
        for at in start..=last {
            self.forbidden = (goal == Goal::Further && at == start).then_some(at);
            self.slots.fill(None);
            self.choices.clear();
            if let Some(end) = self.run(0, at, spend)? {
                self.slots[0] = Some(at);
                self.slots[1] = Some(end);
                return Ok(Some(self.slots.clone()));
            }
        }
        Ok(None)
    }

    /// Runs from a step on; the place where it ends if it matches.
    fn run(&mut self, start: usize, from: usize, spend: Spend<'_>) -> PyResult<Option<usize>> {
        let base = self.choices.len();
        let (mut step, mut at) = (start, from);
        loop {
            self.steps += 1;
            if self.steps.is_multiple_of(4096) {
                spend(4096)?;
            }
            let next = match &self.program.steps[step] {
                Step::End => {
                    return Ok(Some(at));
                }
                Step::Match if self.may_end(at) => return Ok(Some(at)),
                Step::Match => None,
                Step::Look { end, behind, negated } => {
                    let (end, behind, negated) = (*end, *behind, *negated);
                    self.look(step, at, behind, negated, spend)?.then_some((end, at))
                }
                Step::Atomic(end) => {
                    let end = *end;
                    let depth = self.choices.len();
                    let matched = self.run(step + 1, at, spend)?;
                    self.forget_branches(depth);
                    matched.map(|at| (end, at))
                }
                _ => self.advance(step, at),
            };
            match next.or_else(|| self.go_back(base)) {
                Some(next) => (step, at) = next,
                None => return Ok(None),
            }
        }
    }

    fn may_end(&self, at: usize) -> bool {
        (!self.whole || at == self.text.len()) && self.forbidden != Some(at)
    }

    /// Keeps what must be undone, but no other way to match.
    fn forget_branches(&mut self, depth: usize) {
        let kept: Vec<Choice> = self
            .choices
            .drain(depth..)
            .filter(|choice| matches!(choice, Choice::Slot(..) | Choice::Mark(..)))
            .collect();
        self.choices.extend(kept);
    }

    fn look(
        &mut self,
        step: usize,
        at: usize,
        behind: Option<usize>,
        negated: bool,
        spend: Spend<'_>,
    ) -> PyResult<bool> {
        let from = match behind {
            Some(width) if width > at => return Ok(negated),
            Some(width) => at - width,
            None => at,
        };
        let depth = self.choices.len();
        let whole = std::mem::replace(&mut self.whole, false);
        let matched = self.run(step + 1, from, spend)?.is_some();
        self.whole = whole;
        if negated {
            while self.choices.len() > depth {
                self.undo_one();
            }
        } else {
            self.forget_branches(depth);
        }
        Ok(matched != negated)
    }

    fn undo_one(&mut self) {
        match self.choices.pop() {
            Some(Choice::Slot(slot, old)) => self.slots[slot] = old,
            Some(Choice::Mark(mark, old)) => self.marks[mark] = old,
            _ => {}
        }
    }

    /// The next step and place; none where this way fails.
    fn advance(&mut self, step: usize, at: usize) -> Option<(usize, usize)> {
        let follows = |holds: bool| holds.then_some((step + 1, at));
        match &self.program.steps[step] {
            Step::Char(..) | Step::Any(_) | Step::Class(..) => {
                self.is_match(step, at).then_some((step + 1, at + 1))
            }
            Step::LineStart(own) => {
                follows(at == 0 || (own & flags::MULTILINE != 0 && self.text[at - 1] == '\n'))
            }
            Step::LineEnd(own) => {
                let length = self.text.len();
                let before_last = at + 1 == length && self.text[at] == '\n';
                let line = own & flags::MULTILINE != 0 && self.text.get(at) == Some(&'\n');
                follows(at == length || before_last || line)
            }
            Step::TextStart => follows(at == 0),
            Step::TextEnd => follows(at == self.text.len()),
            Step::WordBoundary(positive, own) => {
                let ascii = own & flags::ASCII != 0;
                let word =
                    |char: Option<&char>| char.is_some_and(|char| Kind::Word.has(*char, ascii));
                let before = at.checked_sub(1).and_then(|at| self.text.get(at));
                follows((word(before) != word(self.text.get(at))) == *positive)
            }
            Step::Save(slot) => {
                let slot = *slot;
                self.choices.push(Choice::Slot(slot, self.slots[slot]));
                self.slots[slot] = Some(at);
                Some((step + 1, at))
            }
            Step::Split(first, second) => {
                let (first, second) = (*first, *second);
                self.choices.push(Choice::Branch { step: second, at });
                Some((first, at))
            }
            Step::Jump(target) => Some((*target, at)),
            Step::Run { least, most, style } => self.start_run(step, at, (*least, *most), *style),
            Step::Back(group, own) => self.back(*group, *own, at).map(|end| (step + 1, end)),
            Step::Conditional(group, no) => {
                let matched = self.slots.get(group * 2 + 1).copied().flatten().is_some();
                Some((if matched { step + 1 } else { *no }, at))
            }
            Step::Enter(mark) => {
                let mark = *mark;
                self.choices.push(Choice::Mark(mark, self.marks[mark]));
                self.marks[mark] = at;
                Some((step + 1, at))
            }
            Step::Progress(mark, end) => {
                Some(if self.marks[*mark] == at { (*end, at) } else { (step + 1, at) })
            }
            Step::Look { .. } | Step::Atomic(_) | Step::End | Step::Match => None,
        }
    }

    fn is_match(&self, step: usize, at: usize) -> bool {
        let Some(char) = self.text.get(at) else { return false };
        match &self.program.steps[step] {
            Step::Char(own, flags) if flags & flags::IGNORECASE == 0 => own == char,
            Step::Char(own, _) => fold(*own) == fold(*char),
            Step::Any(flags) => flags & flags::DOTALL != 0 || *char != '\n',
            Step::Class(class, flags) => {
                class.has(*char, flags & flags::IGNORECASE != 0, flags & flags::ASCII != 0)
            }
            _ => false,
        }
    }

    /// `x*` of a single character: counted at once, given back one by one.
    fn start_run(
        &mut self,
        step: usize,
        at: usize,
        (least, most): (u32, u32),
        style: Style,
    ) -> Option<(usize, usize)> {
        let wanted = if style == Style::Lazy { least } else { most };
        let mut count = 0;
        while count < wanted && self.is_match(step + 1, at + count as usize) {
            count += 1;
        }
        if count < least {
            return None;
        }
        let limit = if style == Style::Lazy { most } else { least };
        if style != Style::Possessive {
            self.choices.push(Choice::Run { step, from: at, count, limit, style });
        }
        Some((step + 2, at + count as usize))
    }

    fn back(&self, group: usize, own: u32, at: usize) -> Option<usize> {
        let start = self.slots.get(group * 2).copied().flatten()?;
        let end = self.slots.get(group * 2 + 1).copied().flatten()?;
        let wanted = self.text.get(start..end)?;
        let found = self.text.get(at..at + wanted.len())?;
        let same = |a: &char, b: &char| {
            if own & flags::IGNORECASE != 0 { fold(*a) == fold(*b) } else { a == b }
        };
        wanted.iter().zip(found).all(|(a, b)| same(a, b)).then_some(at + wanted.len())
    }

    /// The latest other way that is left above a depth.
    fn go_back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.choices.len() > base {
            match self.choices.pop()? {
                Choice::Branch { step, at } => return Some((step, at)),
                Choice::Slot(slot, old) => self.slots[slot] = old,
                Choice::Mark(mark, old) => self.marks[mark] = old,
                Choice::Run { step, from, count, limit, style } => {
                    let next = match style {
                        Style::Lazy
                            if count < limit && self.is_match(step + 1, from + count as usize) =>
                        {
                            count + 1
                        }
                        Style::Greedy if count > limit => count - 1,
                        _ => continue,
                    };
                    self.choices.push(Choice::Run { step, from, count: next, limit, style });
                    return Some((step + 2, from + next as usize));
                }
            }
        }
        None
    }
}
