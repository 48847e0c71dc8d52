//! [`EnumType`]: `Enum('a', 'b')` and `Enum(PythonEnum)`.

use std::rc::Rc;

use crate::value::Value;

/// Labels, and the members they stand for.
#[derive(Clone, Debug)]
pub struct EnumType {
    /// What is stored, in order.
    pub labels: Vec<Rc<str>>,
    /// Members in the order of the labels; empty where the labels are the values.
    pub members: Vec<Value>,
    pub name: Option<Rc<str>>,
    pub native_enum: bool,
    pub create_constraint: bool,
    pub validate_strings: bool,
    pub length: Option<u32>,
}

impl EnumType {
    pub fn of_labels(labels: Vec<Rc<str>>) -> EnumType {
        EnumType {
            labels,
            members: Vec::new(),
            name: None,
            native_enum: true,
            create_constraint: false,
            validate_strings: false,
            length: None,
        }
    }

    /// Length of the column that holds it: the longest label unless given.
    pub fn column_length(&self) -> u32 {
        let longest = self.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        self.length.unwrap_or(u32::try_from(longest).unwrap_or(u32::MAX))
    }
}
