//! [`Linter`]: finds FROM elements that nothing joins to the others.

use std::rc::Rc;

use crate::element::ElementId;
use crate::from::FromClause;

/// The FROM elements of the statement at hand, and what joins them.
#[derive(Debug, Default)]
pub(super) struct Linter {
    is_active: bool,
    froms: Vec<(ElementId, Rc<str>)>,
    edges: Vec<(ElementId, ElementId)>,
    warnings: Vec<String>,
}

/// What was known of the statement around.
pub(super) struct Outer {
    is_active: bool,
    froms: Vec<(ElementId, Rc<str>)>,
    edges: Vec<(ElementId, ElementId)>,
}

impl Linter {
    pub(super) fn is_active(&self) -> bool {
        self.is_active
    }

    pub(super) fn warnings(self) -> Vec<String> {
        self.warnings
    }

    /// A statement begins within another.
    pub(super) fn enter(&mut self, is_active: bool) -> Outer {
        Outer {
            is_active: std::mem::replace(&mut self.is_active, is_active),
            froms: std::mem::take(&mut self.froms),
            edges: std::mem::take(&mut self.edges),
        }
    }

    pub(super) fn restore(&mut self, outer: Outer) {
        self.is_active = outer.is_active;
        self.froms = outer.froms;
        self.edges = outer.edges;
    }

    /// The statement ends: warns of what it leaves apart.
    pub(super) fn leave(&mut self, outer: Outer, kind: &str) {
        if self.is_active {
            self.warn(kind);
        }
        self.restore(outer);
    }

    pub(super) fn from(&mut self, from: &FromClause, name: Rc<str>) {
        if self.is_active && !self.froms.iter().any(|(id, _)| *id == from.id()) {
            self.froms.push((from.id(), name));
        }
    }

    /// Everything on one side is joined with everything on the other.
    pub(super) fn join(&mut self, left: &[FromClause], right: &[FromClause]) {
        if !self.is_active {
            return;
        }
        for a in left {
            self.edges.extend(right.iter().map(|b| (a.id(), b.id())));
        }
    }

    fn warn(&mut self, kind: &str) {
        let Some((start, _)) = self.froms.last().cloned() else { return };
        let mut reached = vec![start];
        let mut at = 0;
        while at < reached.len() {
            let here = reached[at];
            at += 1;
            for (a, b) in &self.edges {
                let other = if *a == here {
                    *b
                } else if *b == here {
                    *a
                } else {
                    continue;
                };
                if !reached.contains(&other) {
                    reached.push(other);
                }
            }
        }
        let (near, apart): (Vec<_>, Vec<_>) =
            self.froms.iter().partition(|(id, _)| reached.contains(id));
        if apart.is_empty() {
            return;
        }
        let names: Vec<String> = apart.iter().map(|(_, name)| format!("\"{name}\"")).collect();
        let start = near.last().map(|(_, name)| name.to_string()).unwrap_or_default();
        self.warnings.push(format!(
            "{kind} statement has a cartesian product between FROM element(s) {} and FROM element \
             \"{start}\".  Apply join condition(s) between each element to resolve.",
            names.join(", ")
        ));
    }
}
