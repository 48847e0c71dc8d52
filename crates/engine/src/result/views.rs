//! [`ScalarResult`] and [`MappingResult`]: a result seen as single values or as dicts.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result, Value};

use super::{CursorResult, Fetch, Row, UniqueFilter, UniqueStrategy};

/// `result.scalars()`: one column.
#[derive(Clone)]
pub struct ScalarResult {
    result: CursorResult,
    index: usize,
    unique: Rc<RefCell<Option<UniqueFilter>>>,
}

impl ScalarResult {
    pub(super) fn new(result: &CursorResult, index: usize) -> Result<ScalarResult> {
        if result.returns_rows() && index >= result.meta()?.len() {
            return Err(Error::new(ErrorKind::Index, "list index out of range"));
        }
        let unique = Rc::new(RefCell::new(result.unique_filter()));
        Ok(ScalarResult { result: result.clone(), index, unique })
    }

    /// `unique(strategy)`.
    pub fn unique(&self, strategy: Option<UniqueStrategy>) -> ScalarResult {
        self.result.unique(None);
        self.unique.replace(Some(UniqueFilter::new(strategy)));
        self.clone()
    }

    pub fn yield_per(&self, number: usize) -> ScalarResult {
        self.result.yield_per(number);
        self.clone()
    }
}

impl Fetch for ScalarResult {
    type Item = Value;

    fn result(&self) -> &CursorResult {
        &self.result
    }

    fn shape(&self, row: Row) -> Result<Value> {
        row.get(self.index)
    }

    fn filter(&self) -> Option<UniqueFilter> {
        self.unique.borrow().clone()
    }

    fn counted(&self, row: Row) -> Result<Row> {
        let meta = row.meta().reduced(&[self.index]);
        Ok(row.with_meta(meta))
    }
}

/// `result.mappings()`: rows as dicts.
#[derive(Clone)]
pub struct MappingResult {
    result: CursorResult,
    unique: Rc<RefCell<Option<UniqueFilter>>>,
}

impl MappingResult {
    pub(super) fn new(result: &CursorResult) -> MappingResult {
        let unique = Rc::new(RefCell::new(result.unique_filter()));
        MappingResult { result: result.clone(), unique }
    }

    /// `unique(strategy)`.
    pub fn unique(&self, strategy: Option<UniqueStrategy>) -> MappingResult {
        self.result.unique(None);
        self.unique.replace(Some(UniqueFilter::new(strategy)));
        self.clone()
    }

    pub fn keys(&self) -> Result<Vec<Rc<str>>> {
        self.result.keys()
    }

    /// `columns(*indexes)`.
    pub fn columns(&self, indexes: &[usize]) -> Result<MappingResult> {
        self.result.columns(indexes)?;
        Ok(self.clone())
    }
}

impl Fetch for MappingResult {
    /// To be read by [`Row::get_named`] and [`Row::keys`].
    type Item = Row;

    fn result(&self) -> &CursorResult {
        &self.result
    }

    fn shape(&self, row: Row) -> Result<Row> {
        Ok(row)
    }

    fn filter(&self) -> Option<UniqueFilter> {
        self.unique.borrow().clone()
    }
}
