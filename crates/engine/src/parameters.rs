//! [`Parameters`]: the values of one call to the driver, and how the log shows them.

use std::rc::Rc;

use ormlab_core::Value;

/// Values by position, one set or many.
#[derive(Clone, Debug)]
pub enum Parameters {
    One(Rc<[Value]>),
    Many(Rc<[Rc<[Value]>]>),
}

/// Sets shown of an executemany, values shown of one set, characters shown of one value.
const MAX_SETS: usize = 10;
const MAX_VALUES: usize = 100;
const MAX_CHARACTERS: usize = 300;

impl Parameters {
    pub fn none() -> Parameters {
        Parameters::One(Rc::from([]))
    }

    pub fn is_many(&self) -> bool {
        matches!(self, Parameters::Many(_))
    }

    /// Number of sets.
    pub fn sets(&self) -> usize {
        match self {
            Parameters::One(_) => 1,
            Parameters::Many(sets) => sets.len(),
        }
    }

    /// Whether there is nothing to show: `()`, `[]`.
    pub fn are_none(&self) -> bool {
        match self {
            Parameters::One(values) => values.is_empty(),
            Parameters::Many(sets) => sets.is_empty(),
        }
    }

    /// As Python has them: a tuple, or a list of tuples.
    pub fn to_value(&self) -> Value {
        match self {
            Parameters::One(values) => Value::Tuple(values.clone()),
            Parameters::Many(sets) => {
                Value::List(sets.iter().map(|set| Value::Tuple(set.clone())).collect())
            }
        }
    }

    /// As log lines and errors show them: long ones are cut.
    pub fn display(&self) -> String {
        match self {
            Parameters::One(values) => display_tuple(values),
            Parameters::Many(sets) => display_sets(sets),
        }
    }
}

fn display_sets(sets: &[Rc<[Value]>]) -> String {
    let join = |sets: &[Rc<[Value]>]| {
        let shown: Vec<String> = sets.iter().map(|set| display_tuple(set)).collect();
        shown.join(", ")
    };
    if sets.len() <= MAX_SETS {
        return format!("[{}]", join(sets));
    }
    let (head, tail) = (&sets[..MAX_SETS - 2], &sets[sets.len() - 2..]);
    let total = sets.len();
    format!(
        "[{}  ... displaying {MAX_SETS} of {total} total bound parameter sets ...  {}]",
        join(head),
        join(tail)
    )
}

fn display_tuple(values: &[Value]) -> String {
    let join = |values: &[Value]| {
        let shown: Vec<String> = values.iter().map(display_value).collect();
        shown.join(", ")
    };
    if values.len() > MAX_VALUES {
        let half = MAX_VALUES / 2;
        let cut = values.len() - MAX_VALUES;
        let (head, tail) = (&values[..half], &values[values.len() - half..]);
        return format!("({} ... {cut} parameters truncated ... {})", join(head), join(tail));
    }
    let comma = if values.len() == 1 { "," } else { "" };
    format!("({}{comma})", join(values))
}

/// A row as the log shows it.
pub fn display_row(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().map(display_value).collect();
    let comma = if values.len() == 1 { "," } else { "" };
    format!("({}{comma})", shown.join(", "))
}

fn display_value(value: &Value) -> String {
    let text = value.repr();
    let length = text.chars().count();
    if length <= MAX_CHARACTERS {
        return text;
    }
    let half = MAX_CHARACTERS / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(length - half).collect();
    format!("{head} ... ({} characters truncated) ... {tail}", length - MAX_CHARACTERS)
}

/// The text of an INSERT of many values as the log shows it.
pub fn display_long_statement(sql: &str) -> String {
    let length = sql.chars().count();
    if length <= 500 {
        return sql.to_owned();
    }
    let head: String = sql.chars().take(250).collect();
    let tail: String = sql.chars().skip(length - 100).collect();
    format!("{head} ... {} characters truncated ... {tail}", length - 350)
}
