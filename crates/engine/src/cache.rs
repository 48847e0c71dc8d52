//! [`CompiledCache`]: compiled statements of an engine, kept for the next time.
//!
//! Found by the statement itself, which is never changed in place, or else by what compiling gave:
//! a statement of another value but the same shape counts as cached, as in the original.

use std::cell::{OnceCell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::Statement;
use ormlab_core::compiler::Compiled;
use ormlab_core::element::ElementId;
use rustc_hash::FxHasher;

use crate::options::execution;
use crate::result::RowMeta;

/// A compiled statement with what was worked out about it.
pub(crate) struct CacheEntry {
    pub(crate) compiled: Rc<Compiled>,
    /// Seconds on the environment's clock.
    pub(crate) made: f64,
    /// What its rows are called, once it gave some.
    pub(crate) meta: OnceCell<Rc<RowMeta>>,
}

impl CacheEntry {
    /// An entry that no cache holds.
    pub(crate) fn unkept(compiled: Rc<Compiled>, made: f64) -> Rc<CacheEntry> {
        Rc::new(CacheEntry { compiled, made, meta: OnceCell::new() })
    }
}

/// Names a statement with the parameters that shape its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StatementKey {
    id: ElementId,
    keys: Vec<Rc<str>>,
    is_many: bool,
}

impl StatementKey {
    /// `None` for statements that are not kept.
    pub(crate) fn of(
        statement: &Statement,
        keys: &[Rc<str>],
        is_many: bool,
    ) -> Option<StatementKey> {
        let id = match statement {
            Statement::Select(select) => select.id(),
            Statement::Insert(insert) => insert.id(),
            Statement::Update(update) => update.id(),
            Statement::Delete(delete) => delete.id(),
            Statement::Text(text) => ElementId::of(text),
            Statement::Ddl(_) | Statement::Expr(_) => return None,
        };
        Some(StatementKey { id, keys: keys.to_vec(), is_many })
    }
}

/// Names a text with what else tells statements of one text apart: the tables, the options.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct TextKey {
    sql: Rc<str>,
    rest: u64,
    is_many: bool,
}

impl TextKey {
    fn of(statement: &Statement, compiled: &Compiled, is_many: bool) -> TextKey {
        let mut hasher = FxHasher::default();
        std::mem::discriminant(statement).hash(&mut hasher);
        for column in &compiled.result_columns {
            // Labels and expressions are new in each statement; columns of tables stay.
            let element = column.element.as_ref().and_then(|element| element.as_column());
            let table = element.and_then(|column| column.schema_table());
            table.map(|table| table.id()).hash(&mut hasher);
        }
        if let Some(dml) = &compiled.dml {
            dml.table.id().hash(&mut hasher);
            let many = dml.insertmanyvalues.as_ref();
            many.map(|many| many.sort_by_parameter_order).hash(&mut hasher);
        }
        for option in execution(statement).into_iter().flat_map(|execution| &execution.options) {
            format!("{option:?}").hash(&mut hasher);
        }
        TextKey { sql: compiled.sql.clone(), rest: hasher.finish(), is_many }
    }
}

/// The cache of one engine.
pub(crate) struct CompiledCache {
    capacity: usize,
    /// With the statements, so that their identities stay theirs.
    by_statement: RefCell<IndexMap<StatementKey, (Statement, Rc<CacheEntry>)>>,
    by_text: RefCell<IndexMap<TextKey, Rc<CacheEntry>>>,
}

impl CompiledCache {
    pub(crate) fn new(capacity: usize) -> CompiledCache {
        CompiledCache { capacity, by_statement: RefCell::default(), by_text: RefCell::default() }
    }

    pub(crate) fn is_off(&self) -> bool {
        self.capacity == 0
    }

    pub(crate) fn clear(&self) {
        self.by_statement.take();
        self.by_text.take();
    }

    pub(crate) fn get(&self, key: &StatementKey) -> Option<Rc<CacheEntry>> {
        self.by_statement.borrow().get(key).map(|(_, entry)| entry.clone())
    }

    /// Keeps what was compiled; gives the entry, and whether its text was known.
    pub(crate) fn add(
        &self,
        key: StatementKey,
        statement: &Statement,
        compiled: Rc<Compiled>,
        now: f64,
    ) -> (Rc<CacheEntry>, bool) {
        let text_key = TextKey::of(statement, &compiled, key.is_many);
        let known = self.by_text.borrow().get(&text_key).map(|entry| entry.made);
        let entry =
            Rc::new(CacheEntry { compiled, made: known.unwrap_or(now), meta: OnceCell::new() });
        self.by_text.borrow_mut().insert(text_key, entry.clone());
        self.by_statement.borrow_mut().insert(key, (statement.clone(), entry.clone()));
        self.prune();
        (entry, known.is_some())
    }

    /// As the original: half as much again as asked for, then back to what was asked for. What is
    /// taken out is dropped only after the cache is free again.
    fn prune(&self) {
        let most = self.capacity + self.capacity / 2;
        let surplus = |length: usize| if length > most { length - self.capacity } else { 0 };
        let old: Vec<_> = {
            let mut statements = self.by_statement.borrow_mut();
            let surplus = surplus(statements.len());
            statements.drain(..surplus).collect()
        };
        let texts: Vec<_> = {
            let mut texts = self.by_text.borrow_mut();
            let surplus = surplus(texts.len());
            texts.drain(..surplus).collect()
        };
        drop((old, texts));
    }
}
