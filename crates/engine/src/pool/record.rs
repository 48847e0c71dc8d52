//! [`ConnectionRecord`]: a place in a pool, and the database connection that stands in it now.

use std::cell::{Cell, RefCell};

use crate::driver::{
    DriverConnection, DriverError, DriverErrorKind, DriverOutcome, DriverResult, DriverValue,
};
use crate::host::HostSlot;

/// A connection of the driver with what the pool knows of it; listeners see it as the DBAPI's
/// connection and as the record.
pub struct ConnectionRecord {
    dbapi: &'static str,
    driver: RefCell<Option<Box<dyn DriverConnection>>>,
    number: Cell<u32>,
    started: Cell<f64>,
    fresh: Cell<bool>,
    soft_invalid: Cell<bool>,
    /// The checkout that uses it now.
    in_use: Cell<Option<u64>>,
    autocommit: Cell<bool>,
    /// `connection.info`: lives as long as the connection of the driver.
    pub info: HostSlot,
    /// `record.record_info`: lives as long as the record.
    pub record_info: HostSlot,
    /// The object that the layer above shows for the DBAPI's connection.
    pub host: HostSlot,
}

impl ConnectionRecord {
    pub(super) fn new(dbapi: &'static str) -> ConnectionRecord {
        ConnectionRecord {
            dbapi,
            driver: RefCell::new(None),
            number: Cell::new(0),
            started: Cell::new(f64::NEG_INFINITY),
            fresh: Cell::new(false),
            soft_invalid: Cell::new(false),
            in_use: Cell::new(None),
            autocommit: Cell::new(false),
            info: HostSlot::default(),
            record_info: HostSlot::default(),
            host: HostSlot::default(),
        }
    }

    pub(super) fn opened(&self, driver: Box<dyn DriverConnection>, number: u32, now: f64) {
        self.driver.replace(Some(driver));
        self.number.set(number);
        self.started.set(now);
        self.fresh.set(true);
        self.soft_invalid.set(false);
        self.autocommit.set(false);
        self.host.clear();
    }

    pub(super) fn close(&self) {
        let driver = self.driver.take();
        if let Some(mut driver) = driver {
            driver.close();
        }
    }

    /// Module of the DBAPI: `sqlite3`.
    pub fn dbapi(&self) -> &'static str {
        self.dbapi
    }

    /// The number that the statement log gives it.
    pub fn number(&self) -> u32 {
        self.number.get()
    }

    pub fn is_open(&self) -> bool {
        // A connection that is busy executing is borrowed, and open.
        self.driver.try_borrow().map_or(true, |driver| driver.is_some())
    }

    /// `record.in_use`.
    pub fn is_in_use(&self) -> bool {
        self.in_use.get().is_some()
    }

    pub(super) fn user(&self) -> Option<u64> {
        self.in_use.get()
    }

    pub(super) fn set_in_use(&self, fairy: Option<u64>) {
        self.in_use.set(fairy);
    }

    pub(super) fn started(&self) -> f64 {
        self.started.get()
    }

    /// Whether it was not checked out before; asking makes it used.
    pub(super) fn take_fresh(&self) -> bool {
        self.fresh.replace(false)
    }

    pub(super) fn is_soft_invalid(&self) -> bool {
        self.soft_invalid.get()
    }

    pub(super) fn invalidate_softly(&self) {
        self.soft_invalid.set(true);
    }

    /// As Python prints the DBAPI's connection.
    pub fn describe(&self) -> String {
        let address = std::ptr::from_ref(self).cast::<()>() as usize;
        format!("<{}.Connection object at 0x{address:012x}>", self.dbapi)
    }

    fn with_driver<T>(
        &self,
        act: impl FnOnce(&mut dyn DriverConnection) -> DriverOutcome<T>,
    ) -> DriverOutcome<T> {
        let refusal = |message: &str| DriverError {
            kind: DriverErrorKind::Programming,
            message: message.to_owned(),
        };
        let mut driver = self
            .driver
            .try_borrow_mut()
            .map_err(|_| refusal("Recursive use of cursors not allowed."))?;
        match driver.as_mut() {
            Some(driver) => act(driver.as_mut()),
            None => Err(refusal("Cannot operate on a closed database.")),
        }
    }

    /// Sends a statement past the log and the events, as a cursor of the DBAPI does.
    pub fn execute(&self, sql: &str, parameters: &[DriverValue]) -> DriverOutcome<DriverResult> {
        self.with_driver(|driver| driver.execute(sql, parameters))
    }

    pub fn execute_many(
        &self,
        sql: &str,
        sets: &[Vec<DriverValue>],
    ) -> DriverOutcome<DriverResult> {
        self.with_driver(|driver| driver.execute_many(sql, sets))
    }

    pub fn commit(&self) -> DriverOutcome<()> {
        self.with_driver(|driver| driver.commit())
    }

    pub fn rollback(&self) -> DriverOutcome<()> {
        self.with_driver(|driver| driver.rollback())
    }

    pub fn is_autocommit(&self) -> bool {
        self.autocommit.get()
    }

    /// Whether statements commit by themselves: the DBAPI begins no transaction then.
    pub fn set_autocommit(&self, on: bool) -> DriverOutcome<()> {
        if self.autocommit.get() != on {
            self.with_driver(|driver| driver.set_autocommit(on))?;
            self.autocommit.set(on);
        }
        Ok(())
    }
}
