//! From the tree of a pattern to instructions.

use super::PatternError;
use super::class::Class;
use super::parser::{Node, Parsed, Style};

/// An instruction; numbers are places in the program, slots or groups.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Char(char, u32),
    Any(u32),
    Class(Class, u32),
    LineStart(u32),
    LineEnd(u32),
    TextStart,
    TextEnd,
    WordBoundary(bool, u32),
    Save(usize),
    /// Tries the first, then the second.
    Split(usize, usize),
    Jump(usize),
    /// Matches as many as it can of a single character's step, at least and at most so many; the
    /// style says in which order the counts are tried.
    Run {
        least: u32,
        most: u32,
        style: Style,
    },
    Back(usize, u32),
    /// What follows up to the place must match here (or not); behind: starts so many before.
    Look {
        end: usize,
        behind: Option<usize>,
        negated: bool,
    },
    /// What follows up to the place matches once, in its first way.
    Atomic(usize),
    /// Ends what [`Step::Look`] and [`Step::Atomic`] run.
    End,
    Conditional(usize, usize),
    /// Notes where a round of a loop starts.
    Enter(usize),
    /// Leaves the loop where a round has matched nothing.
    Progress(usize, usize),
    Match,
}

/// A compiled pattern.
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) groups: usize,
    pub(super) marks: usize,
    pub(super) names: Vec<(String, usize)>,
    pub(super) flags: u32,
}

/// A pattern may not grow beyond this.
const MOST_STEPS: usize = 200_000;

struct Compiler {
    steps: Vec<Step>,
    marks: usize,
}

pub(super) fn compile(parsed: &Parsed) -> Result<Program, PatternError> {
    let mut compiler = Compiler { steps: Vec::new(), marks: 0 };
    compiler.node(&parsed.node)?;
    compiler.steps.push(Step::Match);
    Ok(Program {
        steps: compiler.steps,
        groups: parsed.groups,
        marks: compiler.marks,
        names: parsed.names.clone(),
        flags: parsed.flags,
    })
}

impl Compiler {
    fn push(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn here(&self) -> usize {
        self.steps.len()
    }

    fn node(&mut self, node: &Node) -> Result<(), PatternError> {
        if self.steps.len() > MOST_STEPS {
            return Err(PatternError { message: "pattern too large".to_owned(), place: 0 });
        }
        match node {
            Node::Empty => {}
            Node::Char(char, flags) => self.add(Step::Char(*char, *flags)),
            Node::Any(flags) => self.add(Step::Any(*flags)),
            Node::Class(class, flags) => self.add(Step::Class(class.clone(), *flags)),
            Node::LineStart(flags) => self.add(Step::LineStart(*flags)),
            Node::LineEnd(flags) => self.add(Step::LineEnd(*flags)),
            Node::TextStart => self.add(Step::TextStart),
            Node::TextEnd => self.add(Step::TextEnd),
            Node::WordBoundary(positive, flags) => self.add(Step::WordBoundary(*positive, *flags)),
            Node::Back(group, flags) => self.add(Step::Back(*group, *flags)),
            Node::Group(group, inner) => {
                self.push(Step::Save(group * 2));
                self.node(inner)?;
                self.push(Step::Save(group * 2 + 1));
            }
            Node::Concat(nodes) => {
                for node in nodes {
                    self.node(node)?;
                }
            }
            Node::Either(branches) => self.either(branches)?,
            Node::Repeat { node, least, most, style } => {
                self.repeat(node, *least, *most, *style)?
            }
            Node::Look { node, behind, negated } => self.look(node, *behind, *negated)?,
            Node::Atomic(inner) => {
                let start = self.push(Step::Atomic(0));
                self.node(inner)?;
                self.push(Step::End);
                self.steps[start] = Step::Atomic(self.here());
            }
            Node::Conditional(group, yes, no) => {
                let start = self.push(Step::Conditional(*group, 0));
                self.node(yes)?;
                let jump = self.push(Step::Jump(0));
                self.steps[start] = Step::Conditional(*group, self.here());
                self.node(no)?;
                self.steps[jump] = Step::Jump(self.here());
            }
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), PatternError> {
        let mut jumps = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let split = self.push(Step::Split(0, 0));
            self.node(branch)?;
            jumps.push(self.push(Step::Jump(0)));
            self.steps[split] = Step::Split(split + 1, self.here());
        }
        let end = self.here();
        for jump in jumps {
            self.steps[jump] = Step::Jump(end);
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        node: &Node,
        least: u32,
        most: Option<u32>,
        style: Style,
    ) -> Result<(), PatternError> {
        if matches!(node, Node::Char(..) | Node::Any(_) | Node::Class(..)) {
            self.push(Step::Run { least, most: most.unwrap_or(u32::MAX), style });
            return self.node(node);
        }
        if style == Style::Possessive {
            let greedy =
                Node::Repeat { node: Box::new(node.clone()), least, most, style: Style::Greedy };
            return self.node(&Node::Atomic(Box::new(greedy)));
        }
        for _ in 0..least {
            self.node(node)?;
        }
        let order = |first: usize, second: usize| match style {
            Style::Lazy => Step::Split(second, first),
            _ => Step::Split(first, second),
        };
        let Some(most) = most else {
            let mark = self.marks;
            self.marks += 1;
            let split = self.push(Step::Split(0, 0));
            self.push(Step::Enter(mark));
            self.node(node)?;
            let progress = self.push(Step::Progress(mark, 0));
            self.push(Step::Jump(split));
            let end = self.here();
            self.steps[split] = order(split + 1, end);
            self.steps[progress] = Step::Progress(mark, end);
            return Ok(());
        };
        let mut splits = Vec::new();
        for _ in least..most {
            splits.push(self.push(Step::Split(0, 0)));
            self.node(node)?;
        }
        let end = self.here();
        for split in splits {
            self.steps[split] = order(split + 1, end);
        }
        Ok(())
    }

    fn look(&mut self, node: &Node, behind: bool, negated: bool) -> Result<(), PatternError> {
        let width = if behind {
            match width(node) {
                Some(width) => Some(width),
                None => {
                    let message = "look-behind requires fixed-width pattern".to_owned();
                    return Err(PatternError { message, place: usize::MAX });
                }
            }
        } else {
            None
        };
        let start = self.push(Step::Look { end: 0, behind: width, negated });
        self.node(node)?;
        self.push(Step::End);
        self.steps[start] = Step::Look { end: self.here(), behind: width, negated };
        Ok(())
    }
}

/// How many characters a part matches, if always as many.
fn width(node: &Node) -> Option<usize> {
    match node {
        Node::Char(..) | Node::Any(_) | Node::Class(..) => Some(1),
        Node::Group(_, inner) | Node::Atomic(inner) => width(inner),
        Node::Concat(nodes) => nodes.iter().map(width).sum(),
        Node::Either(branches) => {
            let first = width(branches.first()?)?;
            branches.iter().all(|branch| width(branch) == Some(first)).then_some(first)
        }
        Node::Repeat { node, least, most, .. } => {
            (Some(*least) == *most).then(|| Some(width(node)? * *least as usize)).flatten()
        }
        Node::Back(..) | Node::Conditional(..) => None,
        _ => Some(0),
    }
}
