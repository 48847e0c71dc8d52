//! [`CursorResult`]: what an execution gave; rows are converted when they are looked at.

mod cursor;
mod fetch;
mod frozen;
mod meta;
mod row;
mod source;
mod unique;
mod views;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result, Value};

pub use cursor::CursorDetails;
pub use fetch::Fetch;
pub use frozen::FrozenResult;
pub use meta::{ResultProcessors, RowMeta};
pub use row::Row;
pub use source::{ListSource, RowSource};
pub use unique::{UniqueFilter, UniqueStrategy};
pub use views::{MappingResult, ScalarResult};

use crate::context::ExecutionContext;
use crate::driver::DriverResult;
use crate::log::Level;
use crate::parameters::display_row;
use crate::statement_log::StatementId;
use source::{FlatSource, PackedSource};

struct ResultState {
    /// `None`: no rows were to come.
    meta: RefCell<Option<Rc<RowMeta>>>,
    source: RefCell<Option<Box<dyn RowSource>>>,
    cursor: Option<CursorDetails>,
    /// Whether `columns()` chose some of the source's.
    reduced: Cell<bool>,
    soft_closed: Cell<bool>,
    hard_closed: Cell<bool>,
    yield_per: Cell<Option<usize>>,
    unique: RefCell<Option<UniqueFilter>>,
    /// How values count as equal, column by column: set by the ORM.
    strategies: RefCell<Option<Rc<[UniqueStrategy]>>>,
    /// Why `unique()` must be called before rows are fetched.
    must_be_unique: RefCell<Option<Rc<str>>>,
    logs_rows: bool,
}

/// A result; cheap to clone, equal by identity. Of a cursor, or of rows that a layer above makes.
#[derive(Clone)]
pub struct CursorResult(Rc<ResultState>);

impl PartialEq for CursorResult {
    fn eq(&self, other: &CursorResult) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn closed_error() -> Error {
    Error::new(ErrorKind::ResourceClosed, "This result object is closed.")
}

fn no_rows_error() -> Error {
    let message = "This result object does not return rows. It has been closed automatically.";
    Error::new(ErrorKind::ResourceClosed, message)
}

impl CursorResult {
    fn new(
        meta: Option<Rc<RowMeta>>,
        source: Option<Box<dyn RowSource>>,
        cursor: Option<CursorDetails>,
        logs_rows: bool,
    ) -> CursorResult {
        CursorResult(Rc::new(ResultState {
            soft_closed: Cell::new(source.is_none()),
            meta: RefCell::new(meta),
            source: RefCell::new(source),
            cursor,
            reduced: Cell::new(false),
            hard_closed: Cell::new(false),
            yield_per: Cell::new(None),
            unique: RefCell::new(None),
            strategies: RefCell::new(None),
            must_be_unique: RefCell::new(None),
            logs_rows,
        }))
    }

    /// What a layer above has no rows for: the outcome of many statements.
    pub fn without_rows() -> CursorResult {
        CursorResult::new(None, None, None, false)
    }

    /// Rows that a layer above makes: `IteratorResult`.
    pub fn of_rows(meta: Rc<RowMeta>, source: Box<dyn RowSource>) -> CursorResult {
        CursorResult::new(Some(meta), Some(source), None, false)
    }

    /// Rows whose values a layer above made: row after row in one list.
    pub fn of_values(meta: Rc<RowMeta>, values: Vec<Value>) -> CursorResult {
        let source = FlatSource::new(meta.clone(), values);
        CursorResult::of_rows(meta, Box::new(source))
    }

    /// What a cursor gave; the last `sentinels` columns are not the script's.
    pub(crate) fn of_cursor(
        context: Rc<ExecutionContext>,
        rows: DriverResult,
        statement: Option<StatementId>,
        sentinels: usize,
    ) -> Result<CursorResult> {
        let connection = context.connection.clone();
        let logs_rows =
            connection.is_echoing() && connection.engine().logger().is_enabled(Level::Debug);
        if logs_rows && !rows.columns.is_empty() {
            let shown = rows.columns.len() - sentinels.min(rows.columns.len());
            let names: Vec<Value> = rows.columns[..shown].iter().cloned().map(Value::Str).collect();
            connection.log(Level::Debug, &format!("Col {}", display_row(&names)));
        }
        let (is_crud, gives_rows) = (cursor::is_crud(&context), cursor::gives_rows(&context));
        let details = CursorDetails::new(context.clone(), &rows, statement);
        if rows.columns.is_empty() || (is_crud && !gives_rows && !cursor::is_implicit(&context)) {
            return Ok(CursorResult::new(None, None, Some(details), false));
        }
        let meta = RowMeta::of_cursor(&context, &rows, sentinels)?;
        let log = connection.engine().environment().statements.clone().zip(statement);
        let source = PackedSource::new(meta.clone(), rows, log);
        let yield_per = context.options.count("yield_per").filter(|_| !is_crud);
        let implicit = cursor::is_implicit(&context);
        let result =
            CursorResult::new(Some(meta), Some(Box::new(source)), Some(details), logs_rows);
        result.0.yield_per.set(yield_per);
        if implicit { result.take_returned_defaults() } else { Ok(result) }
    }

    /// The rows of an implicit RETURNING are the engine's own; with `return_defaults` beside
    /// `returning` they are the script's too.
    fn take_returned_defaults(self) -> Result<CursorResult> {
        let rows = self.raw_rows()?;
        let Some(details) = &self.0.cursor else { return Ok(self) };
        let keep = details.set_returned_defaults(rows.clone());
        if keep {
            self.0.soft_closed.set(false);
            self.0.source.replace(Some(Box::new(ListSource::new(rows))));
        } else {
            self.soft_close();
        }
        Ok(self)
    }

    /// What only a cursor's result has: row count, inserted primary key, …
    pub fn cursor(&self) -> Option<&CursorDetails> {
        self.0.cursor.as_ref()
    }

    /// The statement in the log, to tell it what else its rows cost.
    pub fn statement_id(&self) -> Option<StatementId> {
        self.0.cursor.as_ref().and_then(CursorDetails::statement_id)
    }

    /// `returns_rows`.
    pub fn returns_rows(&self) -> bool {
        self.0.meta.borrow().is_some()
    }

    /// What rows are called; an error where there are none to come.
    pub fn meta(&self) -> Result<Rc<RowMeta>> {
        self.0.meta.borrow().clone().ok_or_else(no_rows_error)
    }

    /// `keys()`.
    pub fn keys(&self) -> Result<Vec<Rc<str>>> {
        Ok(self.meta()?.keys().to_vec())
    }

    /// `closed`: asking for a row is an error. A result that was read to its end is not.
    pub fn is_closed(&self) -> bool {
        self.0.hard_closed.get()
    }

    pub fn is_soft_closed(&self) -> bool {
        self.0.soft_closed.get()
    }

    pub(crate) fn soft_close(&self) {
        let source = self.0.source.take();
        self.0.soft_closed.set(true);
        drop(source);
    }

    /// `close()`.
    pub fn close(&self) {
        self.soft_close();
        self.0.hard_closed.set(true);
    }

    /// The next row before any filter; `None` at the end, which closes softly.
    pub(crate) fn next_raw(&self) -> Result<Option<Row>> {
        if !self.returns_rows() {
            return Err(no_rows_error());
        }
        if self.0.hard_closed.get() {
            return Err(closed_error());
        }
        // Not borrowed while rows are made: a type's Python code may come back here.
        let Some(mut source) = self.0.source.take() else { return Ok(None) };
        let row = source.next_row();
        let at_end = matches!(row, Ok(None));
        if !self.0.soft_closed.get() && !at_end {
            self.0.source.replace(Some(source));
        }
        if at_end {
            self.soft_close();
        }
        let row = row?;
        if let (Some(row), true) = (&row, self.0.logs_rows) {
            self.log_row(row)?;
        }
        row.map(|row| self.reduced(row)).transpose()
    }

    fn log_row(&self, row: &Row) -> Result<()> {
        if let Some(details) = &self.0.cursor {
            let shown = display_row(&row.values()?);
            details.connection().log(Level::Debug, &format!("Row {shown}"));
        }
        Ok(())
    }

    /// The row with the columns that `columns()` chose.
    fn reduced(&self, row: Row) -> Result<Row> {
        Ok(row.with_meta(self.meta()?))
    }

    /// All rows that are left, before any filter.
    pub(crate) fn raw_rows(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        while let Some(row) = self.next_raw()? {
            rows.push(row);
        }
        Ok(rows)
    }

    /// The values of all rows that are left, row after row in one list; ends the result.
    pub fn take_values(&self) -> Result<Vec<Value>> {
        let width = self.meta()?.len();
        let clock = self.0.cursor.as_ref().and_then(CursorDetails::timing);
        let started = clock.as_ref().map(|(clock, ..)| clock.monotonic());
        let values = self.take_at_once().unwrap_or_else(|| {
            let mut values = Vec::new();
            while let Some(row) = self.next_raw()? {
                values.reserve(width);
                for index in 0..width {
                    values.push(row.get(index)?);
                }
            }
            Ok(values)
        });
        self.soft_close();
        if let (Some((clock, log, id)), Some(started)) = (clock, started) {
            log.add_fetch_time(id, (clock.monotonic() - started) * 1e6);
        }
        values
    }

    fn take_at_once(&self) -> Option<Result<Vec<Value>>> {
        let whole = self.0.reduced.get() || self.0.logs_rows || self.0.hard_closed.get();
        let mut source = if whole { None } else { self.0.source.take() }?;
        let taken = source.take_values();
        if taken.is_none() {
            self.0.source.replace(Some(source));
        }
        taken
    }

    /// `columns(*indexes)`: only these columns, in this order.
    pub fn columns(&self, indexes: &[usize]) -> Result<CursorResult> {
        let reduced = self.meta()?.reduced(indexes);
        self.0.meta.replace(Some(reduced));
        self.0.reduced.set(true);
        Ok(self.clone())
    }

    /// `yield_per(num)`.
    pub fn yield_per(&self, number: usize) -> CursorResult {
        self.0.yield_per.set(Some(number));
        self.clone()
    }

    pub(crate) fn default_size(&self) -> Option<usize> {
        self.0.yield_per.get()
    }

    /// `unique(strategy)`; without a strategy, by value.
    pub fn unique(&self, strategy: Option<UniqueStrategy>) -> CursorResult {
        self.0.must_be_unique.replace(None);
        self.0.unique.replace(Some(UniqueFilter::new(strategy)));
        self.clone()
    }

    pub(crate) fn unique_filter(&self) -> Option<UniqueFilter> {
        self.0.unique.borrow().clone()
    }

    /// How values of each column count as equal where `unique()` is not told; the ORM compares
    /// objects by identity.
    pub fn set_unique_strategies(&self, strategies: Vec<UniqueStrategy>) {
        self.0.strategies.replace(Some(strategies.into()));
    }

    pub(crate) fn unique_strategies(&self) -> Option<Rc<[UniqueStrategy]>> {
        self.0.strategies.borrow().clone()
    }

    /// Rows are refused with this message until `unique()` is called.
    pub fn require_unique(&self, message: &str) {
        self.0.must_be_unique.replace(Some(message.into()));
    }

    pub(crate) fn check_unique(&self) -> Result<()> {
        match &*self.0.must_be_unique.borrow() {
            Some(message) => Err(Error::invalid_request(message.to_string())),
            None => Ok(()),
        }
    }

    /// `scalars(index)`.
    pub fn scalars(&self, index: usize) -> Result<ScalarResult> {
        self.meta()?;
        ScalarResult::new(self, index)
    }

    /// `mappings()`.
    pub fn mappings(&self) -> MappingResult {
        MappingResult::new(self)
    }

    /// `scalar()`: the first column of the first row.
    pub fn scalar(&self) -> Result<Option<Value>> {
        first_value(self.first()?)
    }

    /// `scalar_one()`.
    pub fn scalar_one(&self) -> Result<Value> {
        self.one()?.get(0)
    }

    /// `scalar_one_or_none()`.
    pub fn scalar_one_or_none(&self) -> Result<Option<Value>> {
        first_value(self.one_or_none()?)
    }
}

fn first_value(row: Option<Row>) -> Result<Option<Value>> {
    row.map(|row| row.get(0)).transpose()
}
