//! [`PooledConnection`]: a connection while it is checked out. Gives it back when it is forgotten.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use ormlab_core::{Error, ErrorKind, Result};

use super::{ConnectionRecord, Pool, ResetOnReturn};
use crate::event::{EventArgs, EventKind};
use crate::log::Level;

struct Fairy {
    pool: Pool,
    record: RefCell<Option<Rc<ConnectionRecord>>>,
    /// How often it is checked out: more than once from a pool of one connection a thread.
    counter: Cell<u32>,
    detached: Cell<bool>,
    number: u64,
}

/// A checked-out connection; cheap to clone. The original's `_ConnectionFairy`.
#[derive(Clone)]
pub struct PooledConnection(Rc<Fairy>);

pub(super) struct WeakFairy(Weak<Fairy>);

impl WeakFairy {
    pub(super) fn upgrade(&self) -> Option<PooledConnection> {
        self.0.upgrade().map(PooledConnection)
    }
}

impl PooledConnection {
    pub(super) fn new(pool: &Pool, record: Rc<ConnectionRecord>) -> PooledConnection {
        let number = pool.next_fairy();
        record.set_in_use(Some(number));
        pool.logger().debug(|| format!("Connection {} checked out from pool", record.describe()));
        PooledConnection(Rc::new(Fairy {
            pool: pool.clone(),
            record: RefCell::new(Some(record)),
            counter: Cell::new(0),
            detached: Cell::new(false),
            number,
        }))
    }

    pub(super) fn downgrade(&self) -> WeakFairy {
        WeakFairy(Rc::downgrade(&self.0))
    }

    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Whether both are one checkout.
    pub fn is(&self, other: &PooledConnection) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// What it holds; `None` once it was given back or invalidated.
    pub fn record(&self) -> Option<Rc<ConnectionRecord>> {
        self.0.record.borrow().clone()
    }

    /// `is_valid`.
    pub fn is_valid(&self) -> bool {
        self.record().is_some_and(|record| record.is_open())
    }

    /// `is_detached`.
    pub fn is_detached(&self) -> bool {
        self.0.detached.get()
    }

    /// Checks out once more what is checked out.
    pub(super) fn check_out_again(&self) {
        self.0.counter.set(self.0.counter.get() + 1);
    }

    /// Tests the connection and tells the listeners; twice more where it turns out to be lost.
    pub(super) fn begin_checkout(&self) -> Result<()> {
        self.check_out_again();
        let pool = &self.0.pool;
        if !pool.has(EventKind::Checkout) && !pool.options().pre_ping {
            return Ok(());
        }
        for _ in 0..2 {
            let Some(record) = self.record() else { break };
            match self.try_checkout(&record) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind == ErrorKind::Disconnection => {
                    self.reconnect(&record, &error)?;
                }
                Err(error) => {
                    self.forget();
                    pool.give_up(&record, &error);
                    return Err(error);
                }
            }
        }
        pool.logger().info(|| "Reconnection attempts exhausted on checkout".to_owned());
        self.invalidate(None, false);
        Err(Error::invalid_request("This connection is closed"))
    }

    fn try_checkout(&self, record: &Rc<ConnectionRecord>) -> Result<()> {
        let pool = &self.0.pool;
        let fresh = record.take_fresh();
        if pool.options().pre_ping {
            self.ping(record, fresh)?;
        }
        let args = EventArgs::Pool {
            record,
            fairy: Some(self),
            error: None,
            transaction_was_reset: false,
        };
        pool.fire(EventKind::Checkout, &args)
    }

    fn ping(&self, record: &ConnectionRecord, fresh: bool) -> Result<()> {
        let logger = self.0.pool.logger();
        let shown = record.describe();
        if fresh {
            logger.debug(|| format!("Connection {shown} is fresh, skipping pre-ping"));
            return Ok(());
        }
        logger.debug(|| format!("Pool pre-ping on connection {shown}"));
        if record.execute("SELECT 1", &[]).is_ok() {
            return Ok(());
        }
        logger
            .debug(|| format!("Pool pre-ping on connection {shown} failed, will invalidate pool"));
        self.0.pool.invalidate_all();
        Err(Error::new(ErrorKind::Disconnection, ""))
    }

    fn reconnect(&self, record: &Rc<ConnectionRecord>, error: &Error) -> Result<()> {
        let pool = &self.0.pool;
        pool.logger().info(|| {
            format!(
                "Disconnection detected on checkout, invalidating individual connection {} \
                 (reason: DisconnectionError('{error}'))",
                record.describe()
            )
        });
        pool.invalidate_record(record, Some(error), false);
        pool.revive(record).inspect_err(|error| {
            self.forget();
            pool.give_up(record, error);
        })
    }

    fn forget(&self) {
        self.0.record.replace(None);
        self.0.counter.set(0);
    }

    /// Gives the connection back, once for each checkout.
    ///
    /// `transaction_was_reset`: the transaction was ended already, so that no rollback is sent.
    pub fn close(&self, transaction_was_reset: bool) {
        let counter = self.0.counter.get().saturating_sub(1);
        self.0.counter.set(counter);
        if counter == 0 {
            self.0.check_in(transaction_was_reset);
        }
    }

    /// `invalidate(e, soft=…)`.
    pub fn invalidate(&self, error: Option<&Error>, soft: bool) {
        let Some(record) = self.record() else { return };
        self.0.pool.invalidate_record(&record, error, soft);
        if !soft {
            self.forget();
            self.0.pool.check_in(&record);
        }
    }

    /// `detach()`: the connection is this one's alone, and the pool may make another.
    pub fn detach(&self) {
        if self.0.detached.replace(true) {
            return;
        }
        if let Some(record) = self.record() {
            record.set_in_use(None);
            self.0.pool.let_go();
            // As in the original, nothing can be done about a listener that fails here.
            let _ = self.0.pool.tell(EventKind::Detach, &record);
        }
    }
}

impl Fairy {
    fn check_in(&self, transaction_was_reset: bool) {
        let Some(record) = self.record.take() else { return };
        if record.is_open() {
            let logger = self.pool.logger();
            logger.debug(|| format!("Connection {} being returned to pool", record.describe()));
            if let Err(error) = self.reset(&record, transaction_was_reset) {
                logger.log(Level::Error, "Exception during reset or similar");
                self.pool.invalidate_record(&record, Some(&error), false);
            }
        }
        if self.detached.get() {
            let _ = self.pool.tell(EventKind::CloseDetached, &record);
            record.close();
        } else if record.user() == Some(self.number) {
            self.pool.check_in(&record);
        }
    }

    fn reset(&self, record: &Rc<ConnectionRecord>, transaction_was_reset: bool) -> Result<()> {
        let args = EventArgs::Pool { record, fairy: None, error: None, transaction_was_reset };
        self.pool.fire(EventKind::Reset, &args)?;
        let logger = self.pool.logger();
        let shown = || record.describe();
        let refused = |refusal| crate::error::refused(record.dbapi(), &refusal);
        match self.pool.options().reset_on_return {
            ResetOnReturn::Rollback if transaction_was_reset => {
                logger.debug(|| format!("Connection {} reset, transaction already reset", shown()));
            }
            ResetOnReturn::Rollback => {
                logger.debug(|| format!("Connection {} rollback-on-return", shown()));
                record.rollback().map_err(refused)?;
            }
            ResetOnReturn::Commit => {
                logger.debug(|| format!("Connection {} commit-on-return", shown()));
                record.commit().map_err(refused)?;
            }
            ResetOnReturn::Nothing => {}
        }
        record.set_autocommit(false).map_err(refused)
    }
}

impl Drop for Fairy {
    fn drop(&mut self) {
        self.check_in(false);
    }
}
