//! `with session.begin():` a transaction that a block holds.

use ormlab_core::{Error, Result};

use super::transaction::TransactionState;
use super::{Session, SessionTransaction, warning};

impl Session {
    /// Refuses to go on within a block whose transaction has ended.
    pub(super) fn check_block(&self) -> Result<()> {
        let held = self.block.borrow().clone();
        let Some(transaction) = held.filter(|transaction| !transaction.is_active()) else {
            return Ok(());
        };
        let cause = transaction.rollback_error().map_or_else(String::new, |error| {
            let error = warning::render_error(&error);
            format!("The transaction was rolled back due to an exception: {error}.  ")
        });
        Err(Error::invalid_request(format!(
            "Can't operate on closed transaction inside context manager.  {cause}Please complete the context manager before emitting further commands."
        )))
    }
}

impl SessionTransaction {
    /// Enters a `with` block.
    pub fn enter(&self) -> Result<()> {
        let session = self.session()?;
        let outer = session.block.replace(Some(self.clone()));
        self.0.outer_block.replace(outer);
        Ok(())
    }

    /// Leaves its `with` block: commits if `success`, else rolls back.
    pub fn exit(&self, success: bool) -> Result<()> {
        let session = self.session()?;
        let outcome = self.end_block(success);
        let is_innermost = session.block.borrow().as_ref() == Some(self);
        if is_innermost {
            let outer = self.0.outer_block.take();
            session.block.replace(outer);
        }
        outcome
    }

    fn end_block(&self, success: bool) -> Result<()> {
        if success && self.is_active() {
            return self.commit().inspect_err(|_| {
                if self.can_roll_back() {
                    // The error of the commit is what is reported.
                    let _ = self.rollback();
                }
            });
        }
        match self.state() {
            TransactionState::Closed => Ok(()),
            TransactionState::Active => self.rollback(),
            _ => self.close(),
        }
    }

    fn can_roll_back(&self) -> bool {
        !matches!(self.state(), TransactionState::Committed | TransactionState::Closed)
    }
}
