//! Text of values: the format mini-language, `%` formatting, `str.format`, reprs of numbers and text.

pub mod alias;
pub mod number;
pub mod percent;
pub mod quote;
pub mod spec;
pub mod template;
