//! Decodes a packed batch of rows: tags cell by cell, numbers and texts in runs of their own.

use std::rc::Rc;

use ormlab_engine::driver::DriverValue;

/// The runs of a batch, as they crossed.
pub(crate) struct Batch<'a> {
    /// One a cell: 0 NULL, 1 INTEGER, 2 REAL, 3 TEXT, 4 BLOB, 5 an INTEGER beyond 2^53 as text.
    pub tags: &'a [u8],
    pub numbers: &'a [f64],
    /// Of texts, in UTF-16 units.
    pub lengths: &'a [u32],
    /// All texts, one after another.
    pub text: &'a str,
}

/// The values of a batch; `blob` gives the next blob.
pub(crate) fn decode(batch: &Batch<'_>, mut blob: impl FnMut() -> Rc<[u8]>) -> Vec<DriverValue> {
    let mut numbers = batch.numbers.iter();
    let mut number = || numbers.next().copied().unwrap_or_default();
    let mut lengths = batch.lengths.iter();
    let mut rest = batch.text;
    let mut text = || {
        let (head, tail) = split_utf16(rest, lengths.next().copied().unwrap_or_default());
        rest = tail;
        head
    };
    let value = |tag: &u8| match tag {
        1 => DriverValue::Int(number() as i64),
        2 => DriverValue::Real(number()),
        3 => DriverValue::Text(text().into()),
        4 => DriverValue::Blob(blob()),
        5 => text().parse().map_or(DriverValue::Null, DriverValue::Int),
        _ => DriverValue::Null,
    };
    batch.tags.iter().map(value).collect()
}

/// Splits after so many UTF-16 units: what JavaScript counts a text's length in.
fn split_utf16(text: &str, units: u32) -> (&str, &str) {
    let units = units as usize;
    if text.as_bytes().get(..units).is_some_and(<[u8]>::is_ascii) {
        return text.split_at(units);
    }
    let mut count = 0;
    let end = text.char_indices().find(|(_, c)| {
        let found = count >= units;
        count += c.len_utf16();
        found
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_split_by_utf16_units() {
        let check = |text: &str, units, expected: (&str, &str)| {
            assert_eq!(split_utf16(text, units), expected);
        };
        check("abc", 2, ("ab", "c"));
        check("héllo", 5, ("héllo", ""));
        check("🎉éx", 3, ("🎉é", "x"));
        check("é", 0, ("", "é"));
    }

    #[test]
    fn cells_take_from_their_runs_in_order() {
        let batch = Batch {
            tags: &[1, 3, 0, 2, 5, 3, 4],
            numbers: &[7.0, 2.0],
            lengths: &[1, 16, 2],
            text: "é9007199254740993ok",
        };
        let values = decode(&batch, || Rc::from([1_u8].as_slice()));
        assert_eq!(
            values,
            [
                DriverValue::Int(7),
                DriverValue::Text("é".into()),
                DriverValue::Null,
                DriverValue::Real(2.0),
                DriverValue::Int(9_007_199_254_740_993),
                DriverValue::Text("ok".into()),
                DriverValue::Blob(Rc::from([1_u8].as_slice())),
            ]
        );
    }
}
