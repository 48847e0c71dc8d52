//! [`Passive`]: how far reading an attribute may go: load, initialise, or neither.

use std::ops::BitOr;

/// Flags of an attribute's reading, as SQLAlchemy's `PassiveFlag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passive(u16);

impl Passive {
    pub const NONE: Passive = Passive(0);
    /// Loaders may be asked.
    pub const CALLABLES_OK: Passive = Passive(1);
    /// Loaders may send SQL.
    pub const SQL_OK: Passive = Passive(2);
    /// Loaders may load related objects, not only scalar values.
    pub const RELATED_OBJECT_OK: Passive = Passive(4);
    /// A missing attribute may be given its empty value.
    pub const INIT_OK: Passive = Passive(8);
    /// Loaders may load for an instance that has no row.
    pub const NON_PERSISTENT_OK: Passive = Passive(16);
    /// Load by the committed, not the current foreign key.
    pub const LOAD_AGAINST_COMMITTED: Passive = Passive(32);
    pub const NO_AUTOFLUSH: Passive = Passive(64);
    /// `lazy="raise"` does not raise.
    pub const NO_RAISE: Passive = Passive(128);
    pub const DEFERRED_HISTORY_LOAD: Passive = Passive(256);
    /// History counts what was appended to or removed from an unloaded collection.
    pub const INCLUDE_PENDING_MUTATIONS: Passive = Passive(512);

    /// Whatever is needed.
    pub const OFF: Passive = Passive(1 | 2 | 4 | 8 | 16);
    pub const RETURN_NO_VALUE: Passive = Passive::OFF.without(Passive::INIT_OK);
    pub const NO_INITIALIZE: Passive = Passive::RETURN_NO_VALUE.without(Passive::CALLABLES_OK);
    pub const NO_FETCH: Passive = Passive::OFF.without(Passive::SQL_OK);
    pub const NO_FETCH_RELATED: Passive = Passive::OFF.without(Passive::RELATED_OBJECT_OK);
    pub const ONLY_PERSISTENT: Passive = Passive::OFF.without(Passive::NON_PERSISTENT_OK);
    pub const MERGE: Passive = Passive::OFF.with(Passive::NO_RAISE);

    #[must_use]
    pub const fn with(self, other: Passive) -> Passive {
        Passive(self.0 | other.0)
    }

    #[must_use]
    pub const fn without(self, other: Passive) -> Passive {
        Passive(self.0 & !other.0)
    }

    /// Whether all flags of `other` are set.
    pub const fn has(self, other: Passive) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Passive {
    type Output = Passive;

    fn bitor(self, other: Passive) -> Passive {
        self.with(other)
    }
}
