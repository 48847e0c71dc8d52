//! [`RowSource`]: where a result's rows come from.

use std::collections::VecDeque;
use std::rc::Rc;

use ormlab_core::{Result, Value};

use super::{Row, RowMeta};
use crate::convert::from_driver;
use crate::driver::DriverResult;
use crate::statement_log::{StatementId, StatementLog};

/// Gives row after row.
pub trait RowSource {
    fn next_row(&mut self) -> Result<Option<Row>>;

    /// All values that are left, row after row, if that is quicker than row by row.
    fn take_values(&mut self) -> Option<Result<Vec<Value>>> {
        None
    }
}

/// The rows of a driver's result, where they are.
pub(super) struct PackedSource {
    meta: Rc<RowMeta>,
    rows: Rc<DriverResult>,
    width: usize,
    next: usize,
    /// While the statement's sample has room.
    log: Option<(Rc<StatementLog>, StatementId)>,
}

impl PackedSource {
    pub(super) fn new(
        meta: Rc<RowMeta>,
        rows: DriverResult,
        log: Option<(Rc<StatementLog>, StatementId)>,
    ) -> PackedSource {
        let log = log.filter(|(log, id)| log.wants_row(*id));
        PackedSource { meta, width: rows.columns.len(), rows: Rc::new(rows), next: 0, log }
    }

    fn sample(&mut self, row: &Row) -> Result<()> {
        if let Some((log, id)) = &self.log {
            log.add_row(*id, row.values()?);
            if !log.wants_row(*id) {
                self.log = None;
            }
        }
        Ok(())
    }
}

impl RowSource for PackedSource {
    fn next_row(&mut self) -> Result<Option<Row>> {
        let start = self.next * self.width;
        if start >= self.rows.values.len() {
            return Ok(None);
        }
        self.next += 1;
        let row = Row::packed(self.meta.clone(), self.rows.clone(), start)?;
        if self.log.is_some() {
            self.sample(&row)?;
        }
        Ok(Some(row))
    }

    fn take_values(&mut self) -> Option<Result<Vec<Value>>> {
        if self.log.is_some() {
            return None;
        }
        let start = self.next * self.width;
        let raw = self.rows.values.get(start..).unwrap_or_default();
        self.next = self.rows.len();
        let mut values = Vec::with_capacity(raw.len());
        for row in raw.chunks_exact(self.width.max(1)) {
            for index in 0..self.meta.len() {
                // A reduced row leaves columns out or puts them into another order.
                let place = self.meta.place(index).unwrap_or(index);
                match self.meta.process(place, from_driver(&row[place])) {
                    Ok(value) => values.push(value),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
        Some(Ok(values))
    }
}

/// Rows whose values a layer above made, row after row in one list.
pub(super) struct FlatSource {
    meta: Rc<RowMeta>,
    values: Rc<Vec<Value>>,
    next: usize,
}

impl FlatSource {
    pub(super) fn new(meta: Rc<RowMeta>, values: Vec<Value>) -> FlatSource {
        FlatSource { meta, values: Rc::new(values), next: 0 }
    }
}

impl RowSource for FlatSource {
    fn next_row(&mut self) -> Result<Option<Row>> {
        let width = self.meta.len();
        let start = self.next * width;
        if width == 0 || start >= self.values.len() {
            return Ok(None);
        }
        self.next += 1;
        Ok(Some(Row::within(self.meta.clone(), self.values.clone(), start)))
    }
}

/// Rows that are there already: of `freeze()`, of a list that a layer above made.
pub struct ListSource(VecDeque<Row>);

impl ListSource {
    pub fn new(rows: Vec<Row>) -> ListSource {
        ListSource(rows.into())
    }
}

impl RowSource for ListSource {
    fn next_row(&mut self) -> Result<Option<Row>> {
        Ok(self.0.pop_front())
    }
}
