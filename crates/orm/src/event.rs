//! Hooks that the layer above hangs into attributes, mappers and sessions.
//!
//! A list is copied before it is called, so that a hook may add hooks.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use ormlab_core::Result;
use ormlab_engine::connection::Connection;

use crate::attribute::{Attribute, Token};
use crate::instance::Instance;
use crate::mapper::Mapper;
use crate::session::{Session, SessionTransaction};

/// Functions that are called, in order, when something happens.
pub struct Hooks<F: ?Sized>(RefCell<Vec<Rc<F>>>);

impl<F: ?Sized> Default for Hooks<F> {
    fn default() -> Self {
        Hooks(RefCell::default())
    }
}

impl<F: ?Sized> fmt::Debug for Hooks<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hooks({})", self.0.borrow().len())
    }
}

impl<F: ?Sized> Hooks<F> {
    pub fn listen(&self, hook: Rc<F>) {
        self.0.borrow_mut().push(hook);
    }

    /// Before those that are there: `insert=True`.
    pub fn listen_first(&self, hook: Rc<F>) {
        self.0.borrow_mut().insert(0, hook);
    }

    pub fn remove(&self, hook: &Rc<F>) {
        self.0.borrow_mut().retain(|other| !Rc::ptr_eq(other, hook));
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    pub fn to_vec(&self) -> Vec<Rc<F>> {
        self.0.borrow().clone()
    }

    /// Calls `call` with each hook; stops at the first error.
    pub fn each(&self, mut call: impl FnMut(&F) -> Result<()>) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.to_vec().iter().try_for_each(|hook| call(hook))
    }
}

/// Gives back the value to be set: owner, new value, old value if known, where the change began.
pub type SetHook = dyn Fn(&Instance, Attribute, Option<&Attribute>, &Token) -> Result<Attribute>;
/// Gives back the item to be appended.
pub type AppendHook = dyn Fn(&Instance, Instance, &Token) -> Result<Instance>;
pub type RemoveHook = dyn Fn(&Instance, &Attribute, &Token) -> Result<()>;
/// `bulk_replace`: the items may be changed.
pub type BulkReplaceHook = dyn Fn(&Instance, Vec<Instance>, &Token) -> Result<Vec<Instance>>;

pub type ModifiedHook = dyn Fn(&Instance, &Token) -> Result<()>;

/// What may be hung into an attribute of a mapped class.
#[derive(Debug, Default)]
pub struct AttributeEvents {
    /// `@validates`: before backrefs and cascades are worked out.
    pub validators: Hooks<SetHook>,
    pub append_validators: Hooks<AppendHook>,
    pub remove_validators: Hooks<RemoveHook>,
    pub set: Hooks<SetHook>,
    pub append: Hooks<AppendHook>,
    pub remove: Hooks<RemoveHook>,
    pub bulk_replace: Hooks<BulkReplaceHook>,
    pub modified: Hooks<ModifiedHook>,
    /// `active_history=True` of a listener.
    pub active_history: std::cell::Cell<bool>,
}

/// `before_insert` and its kin.
pub type PersistHook = dyn Fn(&Mapper, &Connection, &Instance) -> Result<()>;
/// `refresh`, `expire`: the names of the attributes, `None` for all.
pub type NamesHook = dyn Fn(&Instance, Option<&[usize]>) -> Result<()>;

pub type LoadHook = dyn Fn(&Instance) -> Result<()>;

/// What may be hung into a mapped class.
#[derive(Debug, Default)]
pub struct MapperEvents {
    pub before_insert: Hooks<PersistHook>,
    pub after_insert: Hooks<PersistHook>,
    pub before_update: Hooks<PersistHook>,
    pub after_update: Hooks<PersistHook>,
    pub before_delete: Hooks<PersistHook>,
    pub after_delete: Hooks<PersistHook>,
    pub load: Hooks<LoadHook>,
    pub refresh: Hooks<NamesHook>,
    pub refresh_flush: Hooks<NamesHook>,
    pub expire: Hooks<NamesHook>,
}

pub type SessionHook = dyn Fn(&Session) -> Result<()>;
pub type StateHook = dyn Fn(&Session, &Instance) -> Result<()>;
pub type TransactionHook = dyn Fn(&Session, &SessionTransaction) -> Result<()>;

/// The instances that the flush was called for, if it was for some only.
pub type FlushHook = dyn Fn(&Session, Option<&[Instance]>) -> Result<()>;
pub type BeginHook = dyn Fn(&Session, &SessionTransaction, &Connection) -> Result<()>;

/// What may be hung into a session.
#[derive(Debug, Default)]
pub struct SessionEvents {
    pub before_flush: Hooks<FlushHook>,
    pub after_flush: Hooks<SessionHook>,
    pub after_flush_postexec: Hooks<SessionHook>,
    pub before_commit: Hooks<SessionHook>,
    pub after_commit: Hooks<SessionHook>,
    pub after_rollback: Hooks<SessionHook>,
    pub after_begin: Hooks<BeginHook>,
    pub after_soft_rollback: Hooks<TransactionHook>,
    pub after_transaction_create: Hooks<TransactionHook>,
    pub after_transaction_end: Hooks<TransactionHook>,
    pub before_attach: Hooks<StateHook>,
    pub after_attach: Hooks<StateHook>,
    pub transient_to_pending: Hooks<StateHook>,
    pub pending_to_transient: Hooks<StateHook>,
    pub persistent_to_transient: Hooks<StateHook>,
    pub pending_to_persistent: Hooks<StateHook>,
    pub detached_to_persistent: Hooks<StateHook>,
    pub loaded_as_persistent: Hooks<StateHook>,
    pub persistent_to_deleted: Hooks<StateHook>,
    pub deleted_to_persistent: Hooks<StateHook>,
    pub deleted_to_detached: Hooks<StateHook>,
    pub persistent_to_detached: Hooks<StateHook>,
}
