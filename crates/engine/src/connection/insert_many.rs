//! insertmanyvalues: many rows in one `INSERT … VALUES (…), (…) RETURNING`, in batches.

use std::ops::Range;
use std::rc::Rc;

use ormlab_core::compiler::{Compiled, InsertManyValues};
use ormlab_core::{Error, Result, Value};

use super::Connection;
use super::gate::Call;
use crate::context::ExecutionContext;
use crate::convert::from_driver;
use crate::driver::{DriverResult, DriverValue};
use crate::parameters::Parameters;
use crate::result::{CursorResult, ResultProcessors};
use crate::statement_log::StatementId;

/// The plan of an insert of many rows.
struct Plan<'a> {
    compiled: &'a Compiled,
    many: &'a InsertManyValues,
    sets: &'a [Rc<[Value]>],
    /// Rows in one statement.
    size: usize,
    /// Whether each row has a statement of its own because rows cannot be put in order.
    is_downgraded: bool,
}

/// Parameters that one statement may have.
const MOST_PARAMETERS: usize = 32_700;

/// Rows of a batch: as many as asked for, unless they have too many parameters together.
fn most_rows(page_size: usize, of_row: &Range<usize>, all: usize) -> usize {
    let outside = all.saturating_sub(of_row.len());
    let room = MOST_PARAMETERS.saturating_sub(outside) / of_row.len().max(1);
    page_size.min(room).max(1)
}

impl<'a> Plan<'a> {
    fn new(context: &'a ExecutionContext, page_size: usize) -> Option<Plan<'a>> {
        let compiled = context.compiled.as_deref()?;
        let dml = compiled.dml.as_ref()?;
        let many = dml.insertmanyvalues.as_ref()?;
        let Parameters::Many(sets) = &context.parameters else { return None };
        let traits = compiled.dialect.traits();
        let returns = !compiled.result_columns.is_empty();
        let unordered = many.sort_by_parameter_order
            && returns
            && (many.sentinel_columns.is_empty() || many.includes_upsert);
        let is_downgraded = !traits.supports_multivalues_insert
            || unordered
            || (many.has_upsert_parameters && returns);
        let one_by_one = many.is_default_values || is_downgraded;
        let first = sets.first().map_or(0, |set| set.len());
        let size = if one_by_one { 1 } else { most_rows(page_size, &many.parameters, first) };
        Some(Plan { compiled, many, sets, size, is_downgraded })
    }

    fn total(&self) -> usize {
        self.sets.len().div_ceil(self.size)
    }

    fn range(&self, batch: usize) -> Range<usize> {
        let start = batch * self.size;
        start..(start + self.size).min(self.sets.len())
    }

    /// The text for a number of rows.
    fn sql(&self, rows: usize, whole: &Rc<str>) -> Rc<str> {
        if rows == 1 {
            return whole.clone();
        }
        let values = &whole[self.many.values.clone()];
        let all = vec![values; rows].join(", ");
        let mut sql = String::with_capacity(whole.len() + all.len());
        sql.push_str(&whole[..self.many.values.start]);
        sql.push_str(&all);
        sql.push_str(&whole[self.many.values.end..]);
        sql.into()
    }

    /// The values of a batch: what is not of the rows stands around them once.
    fn parameters(&self, range: Range<usize>) -> Parameters {
        let sets = &self.sets[range];
        let Some(first) = sets.first() else { return Parameters::none() };
        let inner = &self.many.parameters;
        let mut values = Vec::with_capacity(first.len() + inner.len() * sets.len());
        values.extend_from_slice(&first[..inner.start]);
        for set in sets {
            values.extend_from_slice(&set[inner.clone()]);
        }
        values.extend_from_slice(&first[inner.end..]);
        Parameters::One(values.into())
    }

    fn sentinels(&self) -> usize {
        self.many.sentinel_columns.len()
    }

    /// Puts the rows of a batch into the order of its parameters.
    fn in_order(
        &self,
        result: DriverResult,
        context: &ExecutionContext,
        range: Range<usize>,
    ) -> Result<DriverResult> {
        let count = self.sentinels();
        if count == 0 || self.is_downgraded || range.len() < 2 {
            return Ok(result);
        }
        let width = result.columns.len();
        let mut rows: Vec<&[DriverValue]> = result.values.chunks(width.max(1)).collect();
        if self.many.implicit_sentinel {
            rows.sort_by_key(|row| match row.last() {
                Some(DriverValue::Int(number)) => *number,
                _ => 0,
            });
        } else {
            rows = self.by_sentinel(&rows, context, range)?;
        }
        let values = rows.into_iter().flatten().cloned().collect();
        Ok(DriverResult { values, ..result })
    }

    fn by_sentinel<'r>(
        &self,
        rows: &[&'r [DriverValue]],
        context: &ExecutionContext,
        range: Range<usize>,
    ) -> Result<Vec<&'r [DriverValue]>> {
        let processors = ResultProcessors::of_columns(&self.many.sentinel_columns, self.compiled);
        let count = self.sentinels();
        let mut keyed: Vec<(Vec<Value>, &[DriverValue])> = Vec::with_capacity(rows.len());
        for row in rows {
            let raw = row[row.len() - count..].iter().map(from_driver).enumerate();
            let key: Result<Vec<Value>> =
                raw.map(|(index, value)| processors.process(index, value)).collect();
            keyed.push((key?, row));
        }
        if keyed.len() != range.len() {
            return Err(Error::invalid_request(format!(
                "Sentinel-keyed result set did not produce correct number of rows {}; produced \
                 {}.  Please ensure the sentinel column is fully unique and populated in all cases.",
                range.len(),
                keyed.len()
            )));
        }
        let names = self.many.sentinel_keys.as_deref().unwrap_or_default();
        let mut ordered = Vec::with_capacity(rows.len());
        for set in &context.compiled_parameters[range] {
            let wanted: Vec<Value> =
                names.iter().map(|name| set.get(name).cloned().unwrap_or_default()).collect();
            let found = keyed.iter().position(|(key, _)| *key == wanted);
            let found = found.ok_or_else(|| unmatched(&wanted))?;
            // Rows mostly come in order, so that what is sought is near the front.
            ordered.push(keyed.remove(found).1);
        }
        Ok(ordered)
    }
}

fn unmatched(key: &[Value]) -> Error {
    let shown = match key {
        [only] => only.repr(),
        several => Value::Tuple(several.into()).repr(),
    };
    Error::invalid_request(format!(
        "Can't match sentinel values in result set to parameter sets; key {shown} was not found. \
         There may be a mismatch between the datatype passed to the DBAPI driver vs. that which \
         it returns in a result row.  Ensure the given Python value matches the expected result \
         type *exactly*, taking care to not rely upon implicit conversions which may occur such \
         as when using strings in place of UUID or integer values, etc. "
    ))
}

impl Connection {
    pub(super) fn run_insert_many(&self, context: &Rc<ExecutionContext>) -> Result<CursorResult> {
        let page = context.options.count("insertmanyvalues_page_size");
        let page = page.unwrap_or_else(|| self.engine().insertmanyvalues_page_size());
        let Some(plan) = Plan::new(context, page) else {
            return Err(Error::invalid_request(
                "Statement does not have \"insertmanyvalues\" enabled, can't use \
                 INSERT..RETURNING with executemany in this case.",
            ));
        };
        let mut whole = DriverResult { rowcount: -1, ..DriverResult::default() };
        let mut rowcount = 0;
        let mut statement = None;
        for batch in 0..plan.total() {
            let range = plan.range(batch);
            let (result, id) = self.send_batch(context, &plan, batch)?;
            let result = plan.in_order(result, context, range)?;
            rowcount += result.rowcount.max(0);
            whole.columns = result.columns;
            whole.values.extend(result.values);
            whole.lastrowid = result.lastrowid;
            statement = statement.or(id);
        }
        if context.options.flag("preserve_rowcount") {
            whole.rowcount = rowcount;
        }
        let sentinels = plan.sentinels();
        CursorResult::of_cursor(context.clone(), whole, statement, sentinels)
    }

    fn send_batch(
        &self,
        context: &Rc<ExecutionContext>,
        plan: &Plan<'_>,
        batch: usize,
    ) -> Result<(DriverResult, Option<StatementId>)> {
        let range = plan.range(batch);
        let order = if plan.many.sort_by_parameter_order { "ordered" } else { "unordered" };
        let downgraded = if plan.is_downgraded { "; batch not supported" } else { "" };
        let place = format!("{}/{} ({order}{downgraded})", batch + 1, plan.total());
        let stats = |now: f64| match batch {
            0 => format!("{} (insertmanyvalues) {place}", context.stats.display(now)),
            _ => format!("insertmanyvalues {place}"),
        };
        let sent = self.send(Call {
            sql: plan.sql(range.len(), &context.sql),
            parameters: plan.parameters(range),
            context: Some(context),
            executemany: true,
            stats: &stats,
            is_batch: true,
        })?;
        Ok((sent.result, sent.statement))
    }
}
