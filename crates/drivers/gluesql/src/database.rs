//! [`Database`]: one storage, shared by its connections, of which one at a time may have written.

use std::cell::{Cell, RefCell};

use gluesql_core::prelude::Glue;
use gluesql_memory_storage::MemoryStorage;
use ormlab_engine::driver::{DriverError, DriverErrorKind};

/// A database in memory.
pub(crate) struct Database {
    pub(crate) glue: RefCell<Glue<MemoryStorage>>,
    /// The connection that has written and not committed, and what was there before.
    writer: RefCell<Option<Writer>>,
    next: Cell<u64>,
}

struct Writer {
    connection: u64,
    before: MemoryStorage,
}

impl Default for Database {
    fn default() -> Database {
        Database {
            glue: RefCell::new(Glue::new(MemoryStorage::default())),
            writer: RefCell::new(None),
            next: Cell::new(0),
        }
    }
}

impl Database {
    /// A number for a new connection.
    pub(crate) fn number(&self) -> u64 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    /// Begins a transaction that writes, unless the connection has one; one at a time can.
    pub(crate) fn begin(&self, connection: u64) -> Result<(), DriverError> {
        let mut writer = self.writer.borrow_mut();
        match &*writer {
            Some(writer) if writer.connection == connection => Ok(()),
            Some(_) => Err(DriverError {
                kind: DriverErrorKind::Operational,
                message: "database is locked".to_owned(),
            }),
            None => {
                *writer = Some(Writer { connection, before: self.snapshot() });
                Ok(())
            }
        }
    }

    /// Ends the transaction of a connection, if it has one that writes.
    pub(crate) fn end(&self, connection: u64, keep: bool) {
        let ended = self.writer.borrow_mut().take_if(|writer| writer.connection == connection);
        if let Some(writer) = ended.filter(|_| !keep) {
            self.restore(writer.before);
        }
    }

    /// Reads what the connection may see: nobody sees what another has not committed.
    pub(crate) fn read<T>(&self, connection: u64, read: impl FnOnce(&mut MemoryStorage) -> T) -> T {
        let mut writer = self.writer.borrow_mut();
        match &mut *writer {
            Some(writer) if writer.connection != connection => read(&mut writer.before),
            _ => read(&mut self.glue.borrow_mut().storage),
        }
    }

    pub(crate) fn snapshot(&self) -> MemoryStorage {
        self.glue.borrow().storage.clone()
    }

    pub(crate) fn restore(&self, snapshot: MemoryStorage) {
        self.glue.borrow_mut().storage = snapshot;
    }
}
