//! From a statement and parameters to an [`ExecutionContext`]: compile or find in the cache, evaluate
//! defaults, let the types convert the values.

use std::rc::Rc;

use indexmap::IndexMap;
use ormlab_core::compiler::{CompileOptions, Compiled, Prefetch, compile};
use ormlab_core::default::{ColumnDefault, DefaultContext};
use ormlab_core::{Error, Result, Statement, Value};

use super::{Connection, ParameterSet};
use crate::cache::{CacheEntry, StatementKey};
use crate::context::{CacheStats, ExecuteStyle, ExecutionContext};
use crate::error::while_preparing;
use crate::host::HostSlot;
use crate::options::ExecutionOptions;
use crate::parameters::Parameters;

/// Values by name.
type Named = IndexMap<Rc<str>, Value>;

struct Prepared {
    entry: Rc<CacheEntry>,
    stats: CacheStats,
    /// Microseconds.
    time: f64,
}

impl Connection {
    /// Makes a context of text that no compiler wrote.
    pub(super) fn text_context(
        &self,
        sql: Rc<str>,
        parameters: Parameters,
        stats: CacheStats,
    ) -> ExecutionContext {
        let style =
            if parameters.is_many() { ExecuteStyle::ExecuteMany } else { ExecuteStyle::Execute };
        ExecutionContext {
            connection: self.clone(),
            statement: None,
            compiled: None,
            sql,
            parameters,
            compiled_parameters: Vec::new(),
            options: self.options(),
            style,
            stats,
            compile_time: 0.0,
            entry: None,
            host: HostSlot::default(),
        }
    }

    pub(super) fn prepare(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: ExecutionOptions,
    ) -> Result<ExecutionContext> {
        let prepared = self.compile_cached(statement, sets, &options)?;
        let compiled = prepared.entry.compiled.clone();
        self.pooled()?;
        let (style, compiled_parameters, sql, parameters) =
            self.fill(&compiled, sets).map_err(|error| self.wrap(error, &compiled, sets))?;
        Ok(ExecutionContext {
            connection: self.clone(),
            statement: Some(statement.clone()),
            compiled: Some(compiled),
            sql,
            parameters,
            compiled_parameters,
            options,
            style,
            stats: prepared.stats,
            compile_time: prepared.time,
            entry: Some(prepared.entry),
            host: HostSlot::default(),
        })
    }

    fn wrap(&self, error: Error, compiled: &Compiled, sets: &[ParameterSet]) -> Error {
        let shown = (!sets.is_empty()).then(|| display_sets(sets));
        let dict = |set: &ParameterSet| Value::Dict(Rc::new(set.iter().cloned().collect()));
        let values = Value::List(sets.iter().map(dict).collect());
        let hide = self.engine().hide_parameters();
        while_preparing(error, &compiled.sql, shown, Some(values), hide)
    }

    fn compile_cached(
        &self,
        statement: &Statement,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<Prepared> {
        check_options(options)?;
        let clock = &self.engine().environment().clock;
        let started = clock.monotonic();
        let mut keys: Vec<Rc<str>> =
            sets.first().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        keys.sort_unstable();
        let is_many = sets.len() > 1;
        let cache = self.engine().cache();
        let is_off = cache.is_off() || options.get("compiled_cache").is_some_and(Value::is_null);
        let key = StatementKey::of(statement, &keys, is_many).filter(|_| !is_off);
        if let Some(entry) = key.as_ref().and_then(|key| cache.get(key)) {
            let stats = CacheStats::Hit(entry.made);
            return Ok(Prepared { entry, stats, time: 0.0 });
        }
        let options = CompileOptions {
            column_keys: Some(keys),
            for_executemany: is_many,
            lint: true,
            ..CompileOptions::default()
        };
        let compiled = compile(statement, self.dialect(), &options)?;
        for warning in &compiled.warnings {
            self.engine().environment().warn(warning)?;
        }
        let compiled = Rc::new(compiled);
        let time = (clock.monotonic() - started) * 1e6;
        let (entry, stats) = match key {
            Some(key) if compiled.is_cacheable => {
                let (entry, known) = cache.add(key, statement, compiled, started);
                let made = entry.made;
                (entry, if known { CacheStats::Hit(made) } else { CacheStats::Miss(made) })
            }
            _ => (CacheEntry::unkept(compiled, started), unkept_stats(is_off, statement, started)),
        };
        Ok(Prepared { entry, stats, time })
    }

    /// Gives the parameters their values, and the statement its final text.
    fn fill(
        &self,
        compiled: &Compiled,
        sets: &[ParameterSet],
    ) -> Result<(ExecuteStyle, Vec<Named>, Rc<str>, Parameters)> {
        let mut named = if sets.is_empty() {
            vec![compiled.construct_params(None, None)?]
        } else {
            let group = |index| (sets.len() > 1).then_some(index);
            let filled = sets
                .iter()
                .enumerate()
                .map(|(index, set)| compiled.construct_params(Some(set), group(index)));
            filled.collect::<Result<Vec<Named>>>()?
        };
        self.evaluate_defaults(compiled, &mut named)?;
        if let ([only], true) = (named.as_slice(), sets.len() <= 1) {
            let done = compiled.finish(only)?;
            let parameters = Parameters::One(done.parameters.into());
            return Ok((ExecuteStyle::Execute, named, done.sql, parameters));
        }
        let insertmanyvalues =
            compiled.dml.as_ref().is_some_and(|dml| dml.insertmanyvalues.is_some());
        let style = if insertmanyvalues {
            ExecuteStyle::InsertManyValues
        } else {
            ExecuteStyle::ExecuteMany
        };
        let mut many: Vec<Rc<[Value]>> = Vec::with_capacity(named.len());
        let mut sql = compiled.sql.clone();
        for set in &named {
            let done = compiled.finish(set)?;
            sql = done.sql;
            many.push(done.parameters.into());
        }
        Ok((style, named, sql, Parameters::Many(many.into())))
    }

    /// Gives the columns with Python-side defaults their values, row by row.
    fn evaluate_defaults(&self, compiled: &Compiled, sets: &mut [Named]) -> Result<()> {
        let Some(dml) = &compiled.dml else { return Ok(()) };
        let is_insert = !dml.insert_prefetch.is_empty();
        let prefetch = if is_insert { &dml.insert_prefetch } else { &dml.update_prefetch };
        let mut sentinels = 0;
        for set in sets {
            for item in prefetch {
                let value = self.default_value(item, is_insert, set, &mut sentinels)?;
                if let Some(value) = value {
                    set.insert(item.key.clone(), value);
                }
            }
        }
        Ok(())
    }

    fn default_value(
        &self,
        item: &Prefetch,
        is_insert: bool,
        set: &Named,
        sentinels: &mut i64,
    ) -> Result<Option<Value>> {
        let Some(schema) = item.column.schema() else { return Ok(None) };
        let held = if is_insert { &schema.default } else { &schema.onupdate };
        let default = held.borrow().clone();
        match default {
            None if schema.insert_default_sentinel.get() => {
                *sentinels += 1;
                Ok(Some(Value::Int(*sentinels - 1)))
            }
            None => Ok(None),
            Some(ColumnDefault::Scalar(value)) => Ok(Some(value)),
            Some(ColumnDefault::Callable(function)) => {
                let context = DefaultContext { parameters: set };
                (function.0)(&context).map(Some)
            }
            Some(ColumnDefault::Expr(expr)) => self.evaluate_expression(&expr).map(Some),
            Some(ColumnDefault::Sequence(sequence)) => {
                Err(Error::not_implemented(format!("executing the sequence '{}'", sequence.0.name)))
            }
        }
    }
}

fn unkept_stats(is_off: bool, statement: &Statement, made: f64) -> CacheStats {
    if is_off && !matches!(statement, Statement::Ddl(_)) {
        CacheStats::Disabled(made)
    } else {
        CacheStats::NoKey(made)
    }
}

/// Refuses what would change the statement and is not done yet.
fn check_options(options: &ExecutionOptions) -> Result<()> {
    let given = |name: &str| options.get(name).is_some_and(|value| !value.is_null());
    if given("schema_translate_map") {
        return Err(Error::not_implemented("the execution option schema_translate_map"));
    }
    if given("compiled_cache") {
        return Err(Error::not_implemented("a compiled_cache of one's own"));
    }
    Ok(())
}

/// The parameters as an error shows them: `[{'x': 1}]`.
fn display_sets(sets: &[ParameterSet]) -> String {
    let shown = |set: &ParameterSet| {
        let pairs = set
            .iter()
            .map(|(name, value)| format!("{}: {}", Value::Str(name.clone()).repr(), value.repr()));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    };
    let all: Vec<String> = sets.iter().map(shown).collect();
    if all.len() > 100 {
        let (head, tail) = (&all[..50], &all[all.len() - 50..]);
        let cut = all.len() - 100;
        return format!(
            "[{} ... {cut} parameters truncated ... {}]",
            head.join(", "),
            tail.join(", ")
        );
    }
    format!("[{}]", all.join(", "))
}
