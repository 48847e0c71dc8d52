//! [`Storage`]: where a pool keeps its records, whatever its class.

use std::collections::VecDeque;
use std::rc::Rc;

use super::fairy::WeakFairy;
use super::{ConnectionRecord, PooledConnection};

/// The records of a pool.
#[derive(Default)]
pub(super) struct Storage {
    /// Of queues: checked in, the oldest first.
    idle: VecDeque<Rc<ConnectionRecord>>,
    /// Of pools of one connection.
    single: Option<Rc<ConnectionRecord>>,
    /// Of the pool of one connection a thread: what is checked out now.
    current: Option<WeakFairy>,
    checked_out: bool,
}

impl Storage {
    pub(super) fn idle_count(&self) -> usize {
        self.idle.len()
    }

    pub(super) fn take_idle(&mut self, lifo: bool) -> Option<Rc<ConnectionRecord>> {
        if lifo { self.idle.pop_back() } else { self.idle.pop_front() }
    }

    /// Whether there was room; a pool of size 0 has room for all.
    pub(super) fn put_idle(&mut self, record: &Rc<ConnectionRecord>, size: usize) -> bool {
        let room = size == 0 || self.idle.len() < size;
        if room {
            self.idle.push_back(record.clone());
        }
        room
    }

    pub(super) fn single(&self) -> Option<Rc<ConnectionRecord>> {
        self.single.clone()
    }

    pub(super) fn set_single(&mut self, record: Option<Rc<ConnectionRecord>>) {
        self.single = record;
    }

    pub(super) fn current_fairy(&self) -> Option<PooledConnection> {
        self.current.as_ref().and_then(WeakFairy::upgrade)
    }

    pub(super) fn set_current_fairy(&mut self, fairy: &PooledConnection) {
        self.current = Some(fairy.downgrade());
    }

    pub(super) fn forget_current_fairy(&mut self) {
        self.current = None;
    }

    pub(super) fn is_checked_out(&self) -> bool {
        self.checked_out
    }

    pub(super) fn set_checked_out(&mut self, checked_out: bool) {
        self.checked_out = checked_out;
    }

    /// Takes everything out.
    pub(super) fn drain(&mut self) -> Vec<Rc<ConnectionRecord>> {
        self.checked_out = false;
        self.current = None;
        self.idle.drain(..).chain(self.single.take()).collect()
    }
}
