//! [`RowSource`]: where a result's rows come from.

use std::collections::VecDeque;
use std::rc::Rc;

use ormlab_core::Result;

use super::{Row, RowMeta};
use crate::driver::DriverResult;
use crate::statement_log::{StatementId, StatementLog};

/// Gives row after row.
pub trait RowSource {
    fn next_row(&mut self) -> Result<Option<Row>>;
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
