//! `range` and `slice`.

use super::Object;
use crate::exception::PyResult;
use crate::vm::Vm;

/// `range(start, stop, step)` of small ints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
}

impl Range {
    /// How many ints.
    pub fn len(&self) -> usize {
        let (low, high) =
            if self.step > 0 { (self.start, self.stop) } else { (self.stop, self.start) };
        if low >= high {
            return 0;
        }
        let distance = high.abs_diff(low);
        usize::try_from((distance - 1) / self.step.unsigned_abs() + 1).unwrap_or(usize::MAX)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The int at a place, which must be below the length.
    pub fn at(&self, index: usize) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(index.cast_signed() as i64))
    }

    /// The place of an int.
    pub fn index_of(&self, value: i64) -> Option<usize> {
        let offset = value.checked_sub(self.start)?;
        if offset % self.step != 0 {
            return None;
        }
        let index = usize::try_from(offset / self.step).ok()?;
        (index < self.len()).then_some(index)
    }
}

/// `slice(start, stop, step)`: any objects, most often ints and `None`.
pub struct Slice {
    pub start: Object,
    pub stop: Object,
    pub step: Object,
}

/// A slice made definite for a length: the places from `start`, `count` of them, `step` apart.
#[derive(Clone, Copy, Debug)]
pub struct Indices {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
}

impl Indices {
    /// How many places.
    pub fn count(&self) -> usize {
        Range { start: self.start, stop: self.stop, step: self.step }.len()
    }

    /// The places in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        let range = Range { start: self.start, stop: self.stop, step: self.step };
        (0..range.len()).filter_map(move |index| usize::try_from(range.at(index)).ok())
    }
}

impl Slice {
    /// Makes the slice definite for a sequence of this length.
    pub fn indices(&self, vm: &Vm, length: usize) -> PyResult<Indices> {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let step = if self.step.is_none() { 1 } else { vm.slice_index(&self.step)? };
        if step == 0 {
            return Err(vm.value_error("slice step cannot be zero"));
        }
        let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let place = |object: &Object, default: i64| -> PyResult<i64> {
            if object.is_none() {
                return Ok(default);
            }
            let index = vm.slice_index(object)?;
            let index = if index < 0 { index.saturating_add(length) } else { index };
            Ok(index.clamp(lowest, highest))
        };
        let (first, last) = if step > 0 { (lowest, highest) } else { (highest, lowest) };
        Ok(Indices { start: place(&self.start, first)?, stop: place(&self.stop, last)?, step })
    }
}
