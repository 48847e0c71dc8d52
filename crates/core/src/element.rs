//! Identity of elements: two columns of equal text are not one column.

use std::cell::Cell;
use std::rc::Rc;

/// The identity of a shared element, as Python's `id()` has it; valid while the element lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(usize);

impl std::fmt::Display for ElementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

thread_local! {
    static FRESH: Cell<usize> = const { Cell::new(1) };
}

impl ElementId {
    /// An identity that no element has: odd, as no address of one is.
    pub fn fresh() -> ElementId {
        ElementId(FRESH.replace(FRESH.get() + 2))
    }

    pub fn of<T: ?Sized>(shared: &Rc<T>) -> ElementId {
        ElementId(Rc::as_ptr(shared).cast::<()>() as usize)
    }
}

/// Around a name that is made when compiled; private use characters, so that no real name has them.
const OPEN: char = '\u{f0000}';
const CLOSE: char = '\u{f0001}';

/// A name that becomes `stem_1`, `stem_2`, … when compiled, one number for each identity.
///
/// Travels as text, so that columns of subqueries may have such names, also as a part of a longer one.
pub fn anonymous_name(id: ElementId, stem: &str) -> Rc<str> {
    anonymous_with(&id.0.to_string(), stem)
}

/// A second name of the same element: `stem__1`.
pub(crate) fn dedupe_name(id: ElementId, stem: &str, index: usize) -> Rc<str> {
    anonymous_with(&format!("{}:{index}", id.0), &format!("{stem}_"))
}

fn anonymous_with(key: &str, stem: &str) -> Rc<str> {
    let nested = is_anonymous(stem);
    let name = if nested {
        // As an anonymous stem is: a suffix that is numbered by itself.
        format!("{stem}{OPEN}{key} {CLOSE}")
    } else {
        format!("{OPEN}{key} {stem}{CLOSE}")
    };
    name.into()
}

/// Whether a name, or a part of it, is made when compiled.
pub fn is_anonymous(name: &str) -> bool {
    name.contains(OPEN)
}

/// Replaces each anonymous part of a name by what `resolve(key, stem)` says.
pub fn resolve_anonymous(name: &str, mut resolve: impl FnMut(&str, &str) -> Rc<str>) -> String {
    let mut resolved = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once(OPEN) {
        resolved.push_str(before);
        let (part, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        let (key, stem) = part.split_once(' ').unwrap_or((part, ""));
        resolved.push_str(&resolve(key, stem));
        rest = after;
    }
    resolved.push_str(rest);
    resolved
}
