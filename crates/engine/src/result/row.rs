//! [`Row`]: a named tuple of values that are made when they are looked at.

use std::fmt;
use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::{Error, ErrorKind, Result, Value};

use super::RowMeta;
use crate::convert::from_driver;
use crate::driver::DriverResult;

#[derive(Clone)]
enum Data {
    /// Within the driver's result, from here on.
    Packed(Rc<DriverResult>, usize),
    /// Values that are made already, from here on.
    Made(Rc<Vec<Value>>, usize),
}

/// A row; cheap to clone.
#[derive(Clone)]
pub struct Row {
    meta: Rc<RowMeta>,
    data: Data,
}

impl Row {
    /// A row of values as they are.
    pub fn new(meta: Rc<RowMeta>, values: Vec<Value>) -> Row {
        Row::within(meta, Rc::new(values), 0)
    }

    /// A row of values that stand in one list with those of other rows.
    pub(super) fn within(meta: Rc<RowMeta>, values: Rc<Vec<Value>>, start: usize) -> Row {
        Row { meta, data: Data::Made(values, start) }
    }

    pub(super) fn packed(meta: Rc<RowMeta>, rows: Rc<DriverResult>, start: usize) -> Result<Row> {
        if !meta.is_eager() {
            return Ok(Row { meta, data: Data::Packed(rows, start) });
        }
        let raw = &rows.values[start..start + meta.len()];
        let made: Result<Vec<Value>> = raw
            .iter()
            .enumerate()
            .map(|(place, value)| meta.process(place, from_driver(value)))
            .collect();
        Ok(Row::new(meta, made?))
    }

    /// The same values under another meta.
    pub(super) fn with_meta(mut self, meta: Rc<RowMeta>) -> Row {
        self.meta = meta;
        self
    }

    pub fn meta(&self) -> &Rc<RowMeta> {
        &self.meta
    }

    /// `row._fields`.
    pub fn keys(&self) -> &[Rc<str>] {
        self.meta.keys()
    }

    pub fn len(&self) -> usize {
        self.meta.len()
    }

    pub fn is_empty(&self) -> bool {
        self.meta.is_empty()
    }

    /// `row[index]`.
    pub fn get(&self, index: usize) -> Result<Value> {
        let place = self.meta.place(index).ok_or_else(out_of_range)?;
        match &self.data {
            Data::Made(values, start) => {
                values.get(start + place).cloned().ok_or_else(out_of_range)
            }
            Data::Packed(rows, start) => {
                let raw = rows.values.get(start + place).ok_or_else(out_of_range)?;
                self.meta.process(place, from_driver(raw))
            }
        }
    }

    /// `row._mapping[name]`; `row.name` says so with an AttributeError.
    pub fn get_named(&self, name: &str) -> Result<Value> {
        self.get(self.meta.index_of(name)?)
    }

    /// `row._mapping[column]`.
    pub fn get_element(&self, element: ElementId, shown: &str) -> Result<Value> {
        self.get(self.meta.index_of_element(element, shown)?)
    }

    /// All values, in order.
    pub fn values(&self) -> Result<Vec<Value>> {
        (0..self.len()).map(|index| self.get(index)).collect()
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.values().unwrap_or_default()).finish()
    }
}

fn out_of_range() -> Error {
    Error::new(ErrorKind::Index, "tuple index out of range")
}
