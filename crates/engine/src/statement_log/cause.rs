//! [`Cause`]: why a statement was sent.

use std::rc::Rc;

use super::{StatementId, StatementLog};

/// What kind of act sends a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The script asked for it.
    #[default]
    Explicit,
    LazyLoad,
    EagerLoad,
    Refresh,
    Autoflush,
    Flush,
    Cascade,
    Ddl,
    Reflection,
    Default,
    Pool,
}

/// One call of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFrame {
    pub file: Rc<str>,
    pub function: Rc<str>,
    pub line: u32,
}

/// Knows where the script is; the layer above implements it.
pub trait Locator {
    /// The script's calls, the innermost last.
    fn frames(&self) -> Vec<LogFrame>;

    /// The line of the innermost call.
    fn line(&self) -> Option<u32> {
        self.frames().last().map(|frame| frame.line)
    }
}

/// Why a statement was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    pub origin: Origin,
    /// `User.posts`.
    pub relationship: Option<Rc<str>>,
    /// `lazy`, `joined`, `subquery`, `selectin`, …
    pub loader: Option<Rc<str>>,
    /// The object that was asked: `User#1`.
    pub owner: Option<Rc<str>>,
    /// The statement whose result brought the owner, or which this one completes.
    pub parent: Option<StatementId>,
    /// Filled from the locator when the statement is sent.
    pub frames: Vec<LogFrame>,
}

impl Cause {
    pub fn new(origin: Origin) -> Cause {
        Cause { origin, ..Cause::default() }
    }
}

/// Ends a cause when dropped.
#[must_use]
pub struct CauseGuard(Rc<StatementLog>);

impl CauseGuard {
    pub(super) fn new(log: Rc<StatementLog>) -> CauseGuard {
        CauseGuard(log)
    }
}

impl Drop for CauseGuard {
    fn drop(&mut self) {
        self.0.end_cause();
    }
}
