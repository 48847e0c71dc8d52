//! What a pool is made with.

use std::rc::Rc;

use crate::log::Echo;

/// The classes of pools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoolClass {
    #[default]
    Queue,
    AsyncAdaptedQueue,
    SingletonThread,
    Static,
    Null,
    Assertion,
}

impl PoolClass {
    pub fn name(self) -> &'static str {
        match self {
            PoolClass::Queue => "QueuePool",
            PoolClass::AsyncAdaptedQueue => "AsyncAdaptedQueuePool",
            PoolClass::SingletonThread => "SingletonThreadPool",
            PoolClass::Static => "StaticPool",
            PoolClass::Null => "NullPool",
            PoolClass::Assertion => "AssertionPool",
        }
    }

    pub fn from_name(name: &str) -> Option<PoolClass> {
        let all = [
            PoolClass::Queue,
            PoolClass::AsyncAdaptedQueue,
            PoolClass::SingletonThread,
            PoolClass::Static,
            PoolClass::Null,
            PoolClass::Assertion,
        ];
        all.into_iter().find(|class| class.name() == name)
    }

    /// The options that the class takes besides those of every pool.
    pub fn takes(self, option: &str) -> bool {
        match self {
            PoolClass::Queue | PoolClass::AsyncAdaptedQueue => {
                matches!(option, "pool_size" | "max_overflow" | "pool_timeout" | "pool_use_lifo")
            }
            PoolClass::SingletonThread => option == "pool_size",
            PoolClass::Static | PoolClass::Null | PoolClass::Assertion => false,
        }
    }
}

/// `pool_reset_on_return=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResetOnReturn {
    #[default]
    Rollback,
    Commit,
    Nothing,
}

/// What a pool is made with.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    pub class: PoolClass,
    pub pool_size: usize,
    /// -1: no limit.
    pub max_overflow: i64,
    /// Seconds.
    pub timeout: f64,
    /// Seconds; -1: never.
    pub recycle: f64,
    pub pre_ping: bool,
    pub use_lifo: bool,
    pub reset_on_return: ResetOnReturn,
    pub echo: Echo,
    pub logging_name: Option<Rc<str>>,
}

impl Default for PoolOptions {
    fn default() -> PoolOptions {
        PoolOptions {
            class: PoolClass::Queue,
            pool_size: 5,
            max_overflow: 10,
            timeout: 30.0,
            recycle: -1.0,
            pre_ping: false,
            use_lifo: false,
            reset_on_return: ResetOnReturn::Rollback,
            echo: Echo::Off,
            logging_name: None,
        }
    }
}

impl PoolOptions {
    /// The count of overflow starts this far below zero.
    pub(super) fn overflow_base(&self) -> i64 {
        i64::try_from(self.pool_size).unwrap_or(i64::MAX)
    }

    /// A pool of size 0 has no limit.
    pub(super) fn effective_max_overflow(&self) -> i64 {
        if self.pool_size == 0 { -1 } else { self.max_overflow }
    }
}
