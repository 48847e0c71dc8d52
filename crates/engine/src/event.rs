//! Events of engines, connections and pools: what listeners hear and may answer.
//!
//! A [`Registry`] belongs to an engine, a connection, a pool, or to the environment (listeners on
//! the classes). Hooks are collected before they are called, so that one may listen, execute or
//! fail as it likes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use ormlab_core::{Error, Result, Statement, Value};

use crate::connection::{Connection, ParameterSet};
use crate::context::ExecutionContext;
use crate::engine::Engine;
use crate::options::ExecutionOptions;
use crate::parameters::Parameters;
use crate::pool::{ConnectionRecord, PooledConnection};
use crate::result::CursorResult;

macro_rules! event_kinds {
    ($($kind:ident = $name:literal),* $(,)?) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind {
            $($kind),*
        }

        impl EventKind {
            /// As `event.listen` has it.
            pub fn name(self) -> &'static str {
                match self {
                    $(EventKind::$kind => $name),*
                }
            }

            pub fn from_name(name: &str) -> Option<EventKind> {
                match name {
                    $($name => Some(EventKind::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

event_kinds! {
    BeforeExecute = "before_execute",
    AfterExecute = "after_execute",
    BeforeCursorExecute = "before_cursor_execute",
    AfterCursorExecute = "after_cursor_execute",
    HandleError = "handle_error",
    EngineConnect = "engine_connect",
    EngineDisposed = "engine_disposed",
    SetConnectionExecutionOptions = "set_connection_execution_options",
    SetEngineExecutionOptions = "set_engine_execution_options",
    Begin = "begin",
    Commit = "commit",
    Rollback = "rollback",
    Savepoint = "savepoint",
    RollbackSavepoint = "rollback_savepoint",
    ReleaseSavepoint = "release_savepoint",
    Connect = "connect",
    FirstConnect = "first_connect",
    Checkout = "checkout",
    Checkin = "checkin",
    Reset = "reset",
    Invalidate = "invalidate",
    SoftInvalidate = "soft_invalidate",
    Close = "close",
    Detach = "detach",
    CloseDetached = "close_detached",
}

impl EventKind {
    fn bit(self) -> u64 {
        1 << (self as u32)
    }

    /// Whether a pool fires it, not a connection.
    pub fn is_of_pool(self) -> bool {
        self as u32 >= EventKind::Connect as u32
    }
}

/// What `before_cursor_execute` and `after_cursor_execute` hear.
pub struct CursorEvent<'a> {
    pub connection: &'a Connection,
    pub statement: &'a str,
    pub parameters: &'a Parameters,
    /// `None` for statements that have none: `PRAGMA` of a schema check.
    pub context: Option<&'a Rc<ExecutionContext>>,
    pub executemany: bool,
}

/// What `handle_error` hears.
pub struct ErrorEvent<'a> {
    pub connection: Option<&'a Connection>,
    pub engine: Option<&'a Engine>,
    pub statement: Option<&'a str>,
    pub parameters: Option<&'a Parameters>,
    pub context: Option<&'a Rc<ExecutionContext>>,
    /// What is going to be raised.
    pub error: &'a Error,
    pub is_disconnect: bool,
}

/// What a listener hears.
pub enum EventArgs<'a> {
    Execute {
        connection: &'a Connection,
        statement: &'a Statement,
        sets: &'a [ParameterSet],
        options: &'a ExecutionOptions,
        /// For `after_execute`.
        result: Option<&'a CursorResult>,
    },
    Cursor(CursorEvent<'a>),
    Error(ErrorEvent<'a>),
    /// Also `engine_connect`, `begin`, `commit`, `rollback`.
    Connection(&'a Connection),
    Savepoint {
        connection: &'a Connection,
        name: Option<&'a str>,
    },
    ConnectionOptions {
        connection: &'a Connection,
        options: &'a [(Rc<str>, Value)],
    },
    EngineOptions {
        engine: &'a Engine,
        options: &'a [(Rc<str>, Value)],
    },
    EngineDisposed(&'a Engine),
    /// Of the pool; `fairy` is there for `checkout`.
    Pool {
        record: &'a Rc<ConnectionRecord>,
        fairy: Option<&'a PooledConnection>,
        /// For `invalidate`.
        error: Option<&'a Error>,
        /// For `reset`.
        transaction_was_reset: bool,
    },
}

/// What a listener answers.
#[derive(Default)]
pub enum EventAnswer {
    #[default]
    Nothing,
    /// Of `before_execute` with `retval=True`.
    Execute(Box<Statement>, Vec<ParameterSet>),
    /// Of `before_cursor_execute` with `retval=True`.
    Cursor(Rc<str>, Parameters),
    /// Of `handle_error`: raised in place of the error.
    Error(Box<Error>),
}

/// A listener; failing stops what was going on.
pub type Hook = Rc<dyn Fn(EventKind, &EventArgs<'_>) -> Result<EventAnswer>>;

/// Names a listener, to take it off again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenerId(u64);

struct Listener {
    kind: EventKind,
    id: ListenerId,
    hook: Hook,
}

/// The listeners of one object.
#[derive(Default)]
pub struct Registry {
    listeners: RefCell<Vec<Listener>>,
    mask: Cell<u64>,
    next: Cell<u64>,
}

impl Registry {
    /// Adds a listener behind the others.
    pub fn listen(&self, kind: EventKind, hook: Hook) -> ListenerId {
        self.add(kind, hook, false)
    }

    /// Adds a listener before the others: `insert=True`.
    pub fn listen_first(&self, kind: EventKind, hook: Hook) -> ListenerId {
        self.add(kind, hook, true)
    }

    fn add(&self, kind: EventKind, hook: Hook, first: bool) -> ListenerId {
        let id = ListenerId(self.next.get());
        self.next.set(id.0 + 1);
        let mut listeners = self.listeners.borrow_mut();
        let place = if first { 0 } else { listeners.len() };
        listeners.insert(place, Listener { kind, id, hook });
        self.mask.set(self.mask.get() | kind.bit());
        id
    }

    /// Whether it was there.
    pub fn remove(&self, id: ListenerId) -> bool {
        let mut listeners = self.listeners.borrow_mut();
        let before = listeners.len();
        listeners.retain(|listener| listener.id != id);
        let bits = listeners.iter().fold(0, |bits, listener| bits | listener.kind.bit());
        self.mask.set(bits);
        listeners.len() < before
    }

    pub fn has(&self, kind: EventKind) -> bool {
        self.mask.get() & kind.bit() != 0
    }

    /// Adds the hooks for an event to `found`.
    pub fn collect(&self, kind: EventKind, found: &mut Vec<Hook>) {
        if self.has(kind) {
            let listeners = self.listeners.borrow();
            let of_kind = listeners.iter().filter(|listener| listener.kind == kind);
            found.extend(of_kind.map(|listener| listener.hook.clone()));
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry({})", self.listeners.borrow().len())
    }
}

/// Calls the hooks of an event that takes no answer.
pub(crate) fn fire(hooks: &[Hook], kind: EventKind, args: &EventArgs<'_>) -> Result<()> {
    for hook in hooks {
        hook(kind, args)?;
    }
    Ok(())
}
