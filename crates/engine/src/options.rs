//! [`ExecutionOptions`]: `execution_options(…)` of statements, connections and engines, by name.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::select::Execution;
use ormlab_core::statement::SelectBase;
use ormlab_core::{Statement, Value};

/// Options by name; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ExecutionOptions(Option<Rc<IndexMap<Rc<str>, Value>>>);

impl ExecutionOptions {
    /// The options that a statement carries.
    pub fn of(statement: &Statement) -> ExecutionOptions {
        let held = execution(statement).into_iter();
        held.flat_map(|execution| execution.execution_options.iter().cloned()).collect()
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref().and_then(|options| options.get(name))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Value)> {
        self.0.iter().flat_map(|options| options.iter())
    }

    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|options| options.is_empty())
    }

    /// `dict.update`.
    #[must_use]
    pub fn union<'a>(
        &self,
        more: impl IntoIterator<Item = (&'a Rc<str>, &'a Value)>,
    ) -> ExecutionOptions {
        let mut more = more.into_iter().peekable();
        if more.peek().is_none() {
            return self.clone();
        }
        let mut options = self.0.as_deref().cloned().unwrap_or_default();
        options.extend(more.map(|(name, value)| (name.clone(), value.clone())));
        ExecutionOptions(Some(Rc::new(options)))
    }

    /// Whether the option is there and true.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Bool(true)))
    }

    /// The option if it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// The option if it is a number that counts something.
    pub fn count(&self, name: &str) -> Option<usize> {
        match self.get(name) {
            Some(Value::Int(number)) => usize::try_from(*number).ok(),
            _ => None,
        }
    }
}

impl FromIterator<(Rc<str>, Value)> for ExecutionOptions {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(pairs: I) -> ExecutionOptions {
        let options: IndexMap<Rc<str>, Value> = pairs.into_iter().collect();
        ExecutionOptions((!options.is_empty()).then(|| Rc::new(options)))
    }
}

/// What a statement carries for the one that executes it.
pub(crate) fn execution(statement: &Statement) -> Option<&Execution> {
    match statement {
        Statement::Select(select) => execution_of(select),
        Statement::Insert(insert) => Some(insert.execution()),
        Statement::Update(update) => Some(update.execution()),
        Statement::Delete(delete) => Some(delete.execution()),
        Statement::Text(text) => Some(&text.execution),
        Statement::Ddl(_) | Statement::Expr(_) => None,
    }
}

fn execution_of(select: &SelectBase) -> Option<&Execution> {
    match select {
        SelectBase::Select(select) => Some(&select.tail.execution),
        SelectBase::Compound(compound) => Some(&compound.0.tail.execution),
        SelectBase::Textual(textual) => Some(&textual.0.execution),
        SelectBase::Values(_) => None,
        SelectBase::Grouping(inner) => execution_of(inner),
    }
}
