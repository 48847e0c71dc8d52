//! [`FrozenResult`]: rows kept to be read again; [`CursorResult::merge`]: results one after another.

use std::rc::Rc;

use ormlab_core::{Error, Result};

use super::{CursorResult, ListSource, Row, RowMeta, RowSource};

/// `result.freeze()`: calling it gives the rows once more.
#[derive(Clone)]
pub struct FrozenResult {
    meta: Rc<RowMeta>,
    rows: Rc<Vec<Row>>,
}

impl FrozenResult {
    /// A result over all the rows.
    pub fn thaw(&self) -> CursorResult {
        let source = ListSource::new(self.rows.to_vec());
        CursorResult::of_rows(self.meta.clone(), Box::new(source))
    }
}

/// The rows of results, one result after another.
struct MergedSource {
    results: Vec<CursorResult>,
    next: usize,
}

impl RowSource for MergedSource {
    fn next_row(&mut self) -> Result<Option<Row>> {
        while let Some(result) = self.results.get(self.next) {
            if let Some(row) = result.next_raw()? {
                return Ok(Some(row));
            }
            self.next += 1;
        }
        Ok(None)
    }
}

impl CursorResult {
    /// `freeze()`: reads what is left.
    pub fn freeze(&self) -> Result<FrozenResult> {
        let meta = self.meta()?;
        Ok(FrozenResult { meta, rows: Rc::new(self.raw_rows()?) })
    }

    /// `merge(*others)`: the rows of this, then those of the others.
    pub fn merge(&self, others: &[CursorResult]) -> Result<CursorResult> {
        let meta = self.meta()?;
        for other in others {
            if other.meta()?.len() != meta.len() {
                return Err(Error::invalid_request(
                    "Results of different numbers of columns can't be merged",
                ));
            }
        }
        let results = std::iter::once(self).chain(others).cloned().collect();
        let merged = CursorResult::of_rows(meta, Box::new(MergedSource { results, next: 0 }));
        if let Some(strategies) = self.unique_strategies() {
            merged.set_unique_strategies(strategies.to_vec());
        }
        Ok(merged)
    }
}
