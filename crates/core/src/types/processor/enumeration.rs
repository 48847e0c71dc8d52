//! Values of an `Enum`: members of the layer above as the labels that are stored.

use std::rc::Rc;

use crate::error::{Error, ErrorKind, Result};
use crate::types::EnumType;
use crate::value::Value;

impl EnumType {
    /// The label of a member; a string is one already, and is looked up only if that was asked for.
    pub(super) fn stored(&self, value: Value) -> Result<Value> {
        if value.is_null() {
            return Ok(Value::Null);
        }
        if let Some(index) = self.members.iter().position(|member| *member == value) {
            return Ok(Value::Str(self.labels[index].clone()));
        }
        match &value {
            Value::Str(text) if self.labels.contains(text) => Ok(value),
            Value::Str(_) if !self.validate_strings => Ok(value),
            _ => Err(self.unknown(&value)),
        }
    }

    /// The member of a label, or the label.
    pub(super) fn loaded(&self, value: Value) -> Result<Value> {
        let Value::Str(text) = &value else {
            return if value.is_null() { Ok(Value::Null) } else { Err(self.unknown(&value)) };
        };
        match self.labels.iter().position(|label| label == text) {
            Some(index) => Ok(self.members.get(index).cloned().unwrap_or(value)),
            None => Err(self.unknown(&value)),
        }
    }

    fn unknown(&self, value: &Value) -> Error {
        let shown = match value {
            Value::Str(text) => text.to_string(),
            other => other.repr(),
        };
        let name = self.name.as_deref().unwrap_or("None");
        let values = possible(&self.labels);
        Error::new(
            ErrorKind::Lookup,
            format!(
                "'{shown}' is not among the defined enum values. Enum name: {name}. Possible \
                 values: {values}"
            ),
        )
    }
}

/// At most four of them, long ones cut.
fn possible(labels: &[Rc<str>]) -> String {
    let cut = |label: &Rc<str>| match label.chars().count() {
        length if length > 11 => label.chars().take(11).chain("..".chars()).collect(),
        _ => label.to_string(),
    };
    match labels {
        [] => "None".to_owned(),
        [a, b, c, _, .., last] => {
            format!("{}, {}, {}, ..., {}", cut(a), cut(b), cut(c), cut(last))
        }
        few => few.iter().map(cut).collect::<Vec<String>>().join(", "),
    }
}
