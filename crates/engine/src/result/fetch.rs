//! [`Fetch`]: `all`, `first`, `one`, … for rows, scalars and mappings alike.

use ormlab_core::{Error, ErrorKind, Result};

use super::{CursorResult, Row, UniqueFilter};

/// Fetches rows in some shape.
pub trait Fetch {
    type Item;

    /// The result underneath.
    fn result(&self) -> &CursorResult;

    /// The row as this shows it.
    fn shape(&self, row: Row) -> Result<Self::Item>;

    /// What `unique()` asked for.
    fn filter(&self) -> Option<UniqueFilter> {
        self.result().unique_filter()
    }

    /// What of a row counts for `unique()`.
    fn counted(&self, row: Row) -> Result<Row> {
        Ok(row)
    }

    /// The next row that is not a repetition.
    fn next_row(&self) -> Result<Option<Row>> {
        self.result().check_unique()?;
        let filter = self.filter();
        while let Some(row) = self.result().next_raw()? {
            let is_new = match &filter {
                Some(filter) => {
                    filter.is_new(&self.counted(row.clone())?, self.result().unique_strategies())?
                }
                None => true,
            };
            if is_new {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// `next(result)`, `fetchone()`.
    fn fetch_one(&self) -> Result<Option<Self::Item>> {
        self.next_row()?.map(|row| self.shape(row)).transpose()
    }

    /// `all()`, `fetchall()`.
    fn all(&self) -> Result<Vec<Self::Item>> {
        let mut items = Vec::new();
        while let Some(item) = self.fetch_one()? {
            items.push(item);
        }
        Ok(items)
    }

    /// `fetchmany(size)`: without a size, what `yield_per` says, else one.
    fn fetch_many(&self, size: Option<usize>) -> Result<Vec<Self::Item>> {
        let size = size.or_else(|| self.result().default_size()).unwrap_or(1);
        let mut items = Vec::new();
        while items.len() < size {
            match self.fetch_one()? {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Ok(items)
    }

    /// The next of `partitions(size)`; `None` at the end. Without a size: all that is left.
    fn next_partition(&self, size: Option<usize>) -> Result<Option<Vec<Self::Item>>> {
        let items = match size.or_else(|| self.result().default_size()) {
            Some(size) => self.fetch_many(Some(size))?,
            None => self.all()?,
        };
        Ok((!items.is_empty()).then_some(items))
    }

    /// `first()`; closes the result.
    fn first(&self) -> Result<Option<Self::Item>> {
        let row = self.next_row();
        self.result().close();
        row?.map(|row| self.shape(row)).transpose()
    }

    /// `one_or_none()`.
    fn one_or_none(&self) -> Result<Option<Self::Item>> {
        only(self, "Multiple rows were found when one or none was required")
    }

    /// `one()`.
    fn one(&self) -> Result<Self::Item> {
        only(self, "Multiple rows were found when exactly one was required")?.ok_or_else(|| {
            Error::new(ErrorKind::NoResultFound, "No row was found when one was required")
        })
    }
}

/// The only row, if any; closes the result.
fn only<F: Fetch + ?Sized>(fetch: &F, many: &str) -> Result<Option<F::Item>> {
    let rows = fetch.next_row().and_then(|first| match first {
        Some(first) => Ok(Some((first, fetch.next_row()?))),
        None => Ok(None),
    });
    fetch.result().close();
    match rows? {
        None => Ok(None),
        Some((first, None)) => fetch.shape(first).map(Some),
        Some((_, Some(_))) => Err(Error::new(ErrorKind::MultipleResultsFound, many)),
    }
}

impl Fetch for CursorResult {
    type Item = Row;

    fn result(&self) -> &CursorResult {
        self
    }

    fn shape(&self, row: Row) -> Result<Row> {
        Ok(row)
    }
}
