//! [`RowMeta`]: what the columns of a result are called and how their values are made.

use std::rc::Rc;

use ormlab_core::column::Column;
use ormlab_core::compiler::{Compiled, ResultColumn, ResultMatching};
use ormlab_core::element::ElementId;
use ormlab_core::types::ResultProcessor;
use ormlab_core::{Error, ErrorKind, Result, SqlType, Value};
use rustc_hash::FxHashMap;

use crate::context::ExecutionContext;
use crate::driver::DriverResult;

/// Makes values of what the database gave, by column of the database's row.
#[derive(Default)]
pub struct ResultProcessors {
    processors: Vec<Option<ResultProcessor>>,
    /// Whether one of them runs code of the layer above: then it runs once, when the row is fetched.
    runs_foreign_code: bool,
}

fn is_foreign(sql_type: &SqlType) -> bool {
    match sql_type {
        SqlType::Custom(_) => true,
        SqlType::Standard { base, .. } => is_foreign(base),
        SqlType::Variant { base, variants } => {
            is_foreign(base) || variants.iter().any(|(_, variant)| is_foreign(variant))
        }
        SqlType::Array { item, .. } => is_foreign(item),
        _ => false,
    }
}

impl ResultProcessors {
    fn of_types<'a>(
        types: impl Iterator<Item = &'a SqlType>,
        compiled: &Compiled,
    ) -> ResultProcessors {
        let mut runs_foreign_code = false;
        let processors = types.map(|sql_type| {
            runs_foreign_code |= is_foreign(sql_type);
            sql_type.result_processor(&*compiled.dialect)
        });
        ResultProcessors { processors: processors.collect(), runs_foreign_code }
    }

    pub(crate) fn of_columns(columns: &[Column], compiled: &Compiled) -> ResultProcessors {
        let types: Vec<SqlType> = columns.iter().map(Column::sql_type).collect();
        ResultProcessors::of_types(types.iter(), compiled)
    }

    /// The value of a column of the database's row.
    pub fn process(&self, index: usize, value: Value) -> Result<Value> {
        match self.processors.get(index) {
            Some(Some(processor)) => processor(value),
            _ => Ok(value),
        }
    }
}

/// The columns of a result.
pub struct RowMeta {
    keys: Rc<[Rc<str>]>,
    /// For each column its place in the row underneath.
    places: Box<[usize]>,
    /// By name; `None`: the name stands for more than one.
    names: FxHashMap<Rc<str>, Option<usize>>,
    elements: FxHashMap<ElementId, Option<usize>>,
    processors: Rc<ResultProcessors>,
    /// Keeps the elements alive, whose identities are keys.
    compiled: Option<Rc<Compiled>>,
}

/// A column while the meta is built.
struct Described<'a> {
    key: Rc<str>,
    column: Option<&'a ResultColumn>,
}

fn add<K: std::hash::Hash + Eq>(map: &mut FxHashMap<K, Option<usize>>, key: K, index: usize) {
    map.entry(key)
        .and_modify(|place| *place = place.filter(|place| *place == index))
        .or_insert(Some(index));
}

impl RowMeta {
    /// Of rows whose values are values already: a layer above makes them.
    pub fn of_keys(keys: Vec<Rc<str>>) -> Rc<RowMeta> {
        let described = keys.into_iter().map(|key| Described { key, column: None }).collect();
        Rc::new(RowMeta::build(described, ResultProcessors::default(), None))
    }

    /// The same, with elements that columns answer to besides their names.
    pub fn of_keys_and_elements(columns: Vec<(Rc<str>, Vec<ElementId>)>) -> Rc<RowMeta> {
        let keys = columns.iter().map(|(key, _)| Described { key: key.clone(), column: None });
        let mut meta = RowMeta::build(keys.collect(), ResultProcessors::default(), None);
        for (index, (_, elements)) in columns.into_iter().enumerate() {
            for element in elements {
                add(&mut meta.elements, element, index);
            }
        }
        Rc::new(meta)
    }

    pub(super) fn of_cursor(
        context: &ExecutionContext,
        rows: &DriverResult,
        sentinels: usize,
    ) -> Result<Rc<RowMeta>> {
        let width = rows.columns.len() - sentinels.min(rows.columns.len());
        if let Some(entry) = &context.entry {
            let known = entry.meta.get().filter(|meta| meta.fits(&rows.columns[..width]));
            if let Some(meta) = known {
                return Ok(meta.clone());
            }
        }
        let described = describe(context.compiled.as_deref(), &rows.columns[..width]);
        let processors = match &context.compiled {
            Some(compiled) => {
                let null = SqlType::Null;
                let types = described.iter().map(|d| d.column.map_or(&null, |c| &c.sql_type));
                ResultProcessors::of_types(types, compiled)
            }
            None => ResultProcessors::default(),
        };
        let meta = Rc::new(RowMeta::build(described, processors, context.compiled.clone()));
        if let Some(entry) = &context.entry {
            // Another shape of the same text is possible (`SELECT *`); then it is worked out anew.
            let _ = entry.meta.set(meta.clone());
        }
        Ok(meta)
    }

    /// Whether it describes a cursor with these columns.
    fn fits(&self, columns: &[Rc<str>]) -> bool {
        let positional = self.compiled.as_ref().is_some_and(|compiled| {
            compiled.matching == ResultMatching::Positional
                && compiled.result_columns.len() >= columns.len()
        });
        self.places.len() == columns.len() && (positional || *self.keys == *columns)
    }

    fn build(
        described: Vec<Described<'_>>,
        processors: ResultProcessors,
        compiled: Option<Rc<Compiled>>,
    ) -> RowMeta {
        let mut names = FxHashMap::default();
        let mut elements = FxHashMap::default();
        let mut more: Vec<(Rc<str>, usize)> = Vec::new();
        let is_text = described.iter().all(|described| described.column.is_none());
        for (index, Described { key, column }) in described.iter().enumerate() {
            if is_text {
                // As in the original, the last of the columns that the compiler does not know.
                names.insert(key.clone(), Some(index));
            } else {
                add(&mut names, key.clone(), index);
            }
            for target in column.iter().flat_map(|column| &column.targets) {
                add(&mut elements, *target, index);
            }
            more.extend(column.iter().flat_map(|c| &c.names).map(|name| (name.clone(), index)));
        }
        // The keys of the row come before what else its columns are called.
        let mut other: FxHashMap<Rc<str>, Option<usize>> = FxHashMap::default();
        for (name, index) in more {
            add(&mut other, name, index);
        }
        // The order does not matter: a name is taken from one map or the other.
        #[allow(clippy::iter_over_hash_type)]
        for (name, place) in other {
            names.entry(name).or_insert(place);
        }
        let keys: Rc<[Rc<str>]> = described.iter().map(|column| column.key.clone()).collect();
        let places = (0..keys.len()).collect();
        RowMeta { keys, places, names, elements, processors: Rc::new(processors), compiled }
    }

    /// Only some of the columns.
    pub(super) fn reduced(&self, indexes: &[usize]) -> Rc<RowMeta> {
        let place = |old: &Option<usize>| {
            old.and_then(|old| indexes.iter().position(|index| *index == old))
        };
        let keep = |old: &Option<usize>| old.is_none() || place(old).is_some();
        let names = self.names.iter().filter(|(_, old)| keep(old));
        let elements = self.elements.iter().filter(|(_, old)| keep(old));
        Rc::new(RowMeta {
            keys: indexes.iter().map(|index| self.keys[*index].clone()).collect(),
            places: indexes.iter().map(|index| self.places[*index]).collect(),
            names: names.map(|(name, old)| (name.clone(), place(old))).collect(),
            elements: elements.map(|(element, old)| (*element, place(old))).collect(),
            processors: self.processors.clone(),
            compiled: self.compiled.clone(),
        })
    }

    pub fn keys(&self) -> &[Rc<str>] {
        &self.keys
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The place of a column by name; `None` if there is none.
    pub fn find(&self, name: &str) -> Result<Option<usize>> {
        match self.names.get(name) {
            None => Ok(None),
            Some(Some(index)) => Ok(Some(*index)),
            Some(None) => Err(ambiguous(name)),
        }
    }

    /// The place of a column by name; an error if there is none.
    pub fn index_of(&self, name: &str) -> Result<usize> {
        self.find(name)?.ok_or_else(|| no_such_column(name))
    }

    /// The place of the column that stands for an element; `shown` is the element in messages.
    pub fn index_of_element(&self, element: ElementId, shown: &str) -> Result<usize> {
        match self.elements.get(&element) {
            Some(Some(index)) => Ok(*index),
            Some(None) => Err(ambiguous(shown)),
            None => Err(no_such_column(shown)),
        }
    }

    /// The same, without an error.
    pub fn find_element(&self, element: ElementId) -> Option<usize> {
        self.elements.get(&element).copied().flatten()
    }

    pub(super) fn place(&self, index: usize) -> Option<usize> {
        self.places.get(index).copied()
    }

    pub(super) fn process(&self, place: usize, value: Value) -> Result<Value> {
        self.processors.process(place, value)
    }

    pub(super) fn is_eager(&self) -> bool {
        self.processors.runs_foreign_code
    }
}

fn ambiguous(name: &str) -> Error {
    let message = format!("Ambiguous column name '{name}' in result set column descriptions");
    Error::invalid_request(message)
}

fn no_such_column(name: &str) -> Error {
    let message = format!("Could not locate column in row for column '{name}'");
    Error::new(ErrorKind::NoSuchColumn, message)
}

/// Brings the columns of the cursor and those that the compiler knows together.
fn describe<'a>(compiled: Option<&'a Compiled>, columns: &[Rc<str>]) -> Vec<Described<'a>> {
    let Some(compiled) = compiled else {
        return columns.iter().map(|name| Described { key: name.clone(), column: None }).collect();
    };
    let known = &compiled.result_columns;
    if compiled.matching == ResultMatching::Positional && known.len() >= columns.len() {
        let pairs = known.iter().zip(columns);
        return pairs.map(|(column, name)| described_as(column, name)).collect();
    }
    let by_name = |name: &Rc<str>| {
        let is_it = |column: &&ResultColumn| {
            column.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        let exact = known.iter().find(|column| column.name.as_ref() == Some(name));
        let found = exact.or_else(|| known.iter().find(is_it));
        match compiled.matching {
            ResultMatching::Loose => {
                found.or_else(|| known.iter().find(|column| column.names.contains(name)))
            }
            _ => found,
        }
    };
    let described = columns.iter().map(|name| match by_name(name) {
        Some(column) => described_as(column, name),
        None => Described { key: name.clone(), column: None },
    });
    described.collect()
}

fn described_as<'a>(column: &'a ResultColumn, name: &Rc<str>) -> Described<'a> {
    let key = column.key.clone().or_else(|| column.name.clone()).unwrap_or_else(|| name.clone());
    Described { key, column: Some(column) }
}
