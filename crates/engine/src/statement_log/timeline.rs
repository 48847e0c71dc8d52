//! Steps of transactions and of the pool, between the statements.

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineStep {
    Begin,
    Commit,
    Rollback,
    Connect,
    Checkout,
    Checkin,
    Close,
    Invalidate,
    Timeout,
}

/// A step of a transaction or of the pool; not a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEvent {
    pub step: TimelineStep,
    pub connection: u32,
    pub transaction: Option<u32>,
    pub line: Option<u32>,
    /// The statement that it came before.
    pub before: usize,
    /// `pool.status()` after the step, for steps of the pool.
    pub status: Option<String>,
}
