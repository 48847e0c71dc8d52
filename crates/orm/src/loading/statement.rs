//! SELECTs of the script over mapped classes: results whose rows hold objects.

use std::rc::Rc;

use ormlab_core::element::ElementId;
use ormlab_core::select::{LabelStyle, SelectItem};
use ormlab_core::statement::SelectBase;
use ormlab_core::{Column, Error, ErrorKind, Expr, FromClause, Result, Select, Statement, Value};
use ormlab_engine::result::RowMeta;
use ormlab_engine::{CursorResult, ExecutionOptions, ParameterSet};

use super::hydrate::{Cell, Table};
use super::run::{Ready, Run, is_overridden, make_ready};
use super::value::InstanceValue;
use crate::lowering::{EntityPlan, ItemPlan, Plan, Request};
use crate::session::Session;

/// Whether a statement speaks of mapped classes and is for [`select`].
pub fn is_orm(statement: &Statement) -> bool {
    match statement {
        Statement::Select(SelectBase::Select(select)) => select.plugin().is_some(),
        _ => false,
    }
}

const MUST_BE_UNIQUE: &str = "The unique() method must be invoked on this Result, as it contains results that include joined eager loads against collections";

fn run_of(session: &Session, sets: &[ParameterSet], options: &ExecutionOptions) -> Run {
    Run {
        sets: sets.into(),
        populate_existing: options.flag("populate_existing"),
        autoflush: !matches!(options.get("autoflush"), Some(Value::Bool(false))),
        options: options.clone(),
        ..Run::new(session)
    }
}

fn all_options(select: &Select, options: &ExecutionOptions) -> ExecutionOptions {
    let own: ExecutionOptions = select.tail.execution.execution_options.iter().cloned().collect();
    own.union(options.iter())
}

/// `session.execute(select(…))`: rows of values and objects.
pub fn select(
    session: &Session,
    select: &Select,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    let options = all_options(select, options);
    let run = run_of(session, sets, &options);
    let request = Request { select: select.clone(), is_eager: true, ..Request::default() };
    let ready = make_ready(session, request)?;
    let result = run.execute(&ready)?;
    let table = run.take_in(&ready, &result)?;
    let objects = result_of(&ready, &result, table)?;
    if ready.plan.has_joined_collections {
        // Strategies set from outside must not ask the script for it.
        if is_overridden(session) {
            return Ok(objects.unique(None));
        }
        objects.require_unique(MUST_BE_UNIQUE);
    }
    Ok(objects)
}

/// Executes a SELECT over mapped classes.
pub fn execute(
    session: &Session,
    base: &SelectBase,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    match base {
        SelectBase::Select(given) if given.tail.label_style == LabelStyle::LegacyOrm => {
            query(session, given, sets, options)
        }
        SelectBase::Select(given) => select(session, given, sets, options),
        SelectBase::Grouping(inner) => execute(session, inner, sets, options),
        // The rows of a UNION are plain.
        _ => {
            session.autoflush()?;
            let statement = Statement::Select(base.clone());
            session.connection_for_statement(None)?.execute_with(&statement, sets, options)
        }
    }
}

/// `session.query(…)`: the same with labels of the old style; rows with objects come once.
pub fn query(
    session: &Session,
    select: &Select,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    let options = all_options(select, options);
    let run = run_of(session, sets, &options);
    let legacy = select.clone().edit(|data| {
        if data.tail.label_style == LabelStyle::default() {
            data.tail.label_style = LabelStyle::LegacyOrm;
        }
    });
    let request = Request { select: legacy, is_eager: true, ..Request::default() };
    let ready = make_ready(session, request)?;
    let result = run.execute(&ready)?;
    let table = run.take_in(&ready, &result)?;
    let has_objects = ready.plan.items.iter().any(|item| matches!(item, ItemPlan::Entity { .. }));
    let objects = result_of(&ready, &result, table)?;
    Ok(if has_objects { objects.unique(None) } else { objects })
}

/// `select(User).from_statement(statement)`: the rows of another statement, columns found by name.
pub fn from_statement(
    session: &Session,
    entities: &Select,
    statement: &Statement,
    sets: &[ParameterSet],
    options: &ExecutionOptions,
) -> Result<CursorResult> {
    let run = run_of(session, sets, &all_options(entities, options));
    let request = Request {
        select: entities.clone(),
        is_eager: true,
        is_of_statement: true,
        ..Request::default()
    };
    let mut ready = make_ready(session, request)?;
    let columns = selected(&ready.statement);
    ready.statement = statement.clone();
    let result = run.execute(&ready)?;
    let meta = result.meta()?;
    let found: Result<Vec<Option<usize>>> =
        columns.iter().map(|column| place_of(column, &meta)).collect();
    let found = found?;
    let is_missing = |position: usize| found[position].is_none();
    if let Some(needed) = needed(&ready.plan).find(|position| is_missing(*position)) {
        let column = &columns[needed];
        let name = column.as_column().map(described).or_else(|| column.name());
        return Err(no_such_column(&name.unwrap_or_default()));
    }
    leave_out(&mut ready.plan, &is_missing);
    let places: Vec<usize> = found.iter().map(|place| place.unwrap_or(0)).collect();
    let placed = result.columns(&places)?;
    let table = run.take_in(&ready, &placed)?;
    result_of(&ready, &placed, table)
}

/// Where a column of the plan stands in the rows of another statement.
fn place_of(column: &Expr, meta: &RowMeta) -> Result<Option<usize>> {
    let by_element = column.as_column().and_then(|column| meta.find_element(column.id()));
    if by_element.is_some() {
        return Ok(by_element);
    }
    let name = column.name().unwrap_or_default();
    match (meta.find(&name)?, column.table_qualified_label()) {
        (None, Some(label)) => meta.find(&label),
        (found, _) => Ok(found),
    }
}

fn described(column: &Column) -> Rc<str> {
    match column.table().and_then(|table| table.name()) {
        Some(table) => format!("{table}.{}", column.name()).into(),
        None => column.name(),
    }
}

fn no_such_column(name: &str) -> Error {
    let message = format!("Could not locate column in row for column '{name}'");
    Error::new(ErrorKind::NoSuchColumn, message)
}

/// The columns that objects cannot be made without: keys, and plain values.
fn needed(plan: &Plan) -> impl Iterator<Item = usize> + '_ {
    plan.items.iter().flat_map(|item| match item {
        ItemPlan::Value { position, .. } => vec![*position],
        ItemPlan::Entity { plan, .. } => plan.identity.clone(),
    })
}

/// What the rows do not have is loaded when it is asked for.
fn leave_out(plan: &mut Plan, is_missing: &dyn Fn(usize) -> bool) {
    for item in &mut plan.items {
        let ItemPlan::Entity { plan, .. } = item else { continue };
        if plan.columns.iter().any(|(_, position)| is_missing(*position)) {
            let mut reduced = EntityPlan::clone(plan);
            let (missing, read): (Vec<_>, Vec<_>) =
                reduced.columns.into_iter().partition(|(_, position)| is_missing(*position));
            reduced.columns = read;
            reduced.deferred.extend(missing.into_iter().map(|(slot, _)| slot));
            *plan = Rc::new(reduced);
        }
    }
}

fn selected(statement: &Statement) -> Vec<Expr> {
    let Statement::Select(SelectBase::Select(select)) = statement else { return Vec::new() };
    let exprs = select.items.iter().filter_map(|item| match item {
        SelectItem::Expr(expr) => Some(expr.clone()),
        _ => None,
    });
    exprs.collect()
}

/// What a column of the result answers to besides its name.
fn elements(item: &SelectItem) -> Vec<ElementId> {
    match item {
        SelectItem::Expr(expr) => {
            let column = expr.as_column().map(|column| column.id());
            std::iter::once(expr.id()).chain(column).collect()
        }
        SelectItem::Entity(entity) | SelectItem::From(FromClause::Entity(entity)) => {
            vec![entity.id()]
        }
        _ => Vec::new(),
    }
}

/// A result over what was loaded.
fn result_of(ready: &Ready, result: &CursorResult, table: Table) -> Result<CursorResult> {
    let names = result.meta()?;
    let given = &ready.given.items;
    let is_parallel = given.len() == ready.plan.items.len();
    let columns = ready.plan.items.iter().enumerate().map(|(index, item)| {
        let key: Rc<str> = match item {
            ItemPlan::Entity { name, .. } => name.clone(),
            ItemPlan::Value { key: Some(key), .. } => key.clone(),
            ItemPlan::Value { position, key: None } => {
                names.keys().get(*position).cloned().unwrap_or_default()
            }
        };
        let elements = if is_parallel { elements(&given[index]) } else { Vec::new() };
        (key, elements)
    });
    let meta = RowMeta::of_keys_and_elements(columns.collect());
    let values = table.cells.into_iter().map(|cell| match cell {
        Cell::Value(value) => value,
        Cell::Object(object) => InstanceValue::value(object),
    });
    Ok(CursorResult::of_values(meta, values.collect()))
}

impl Session {
    /// `session.query(…)`: rows of a query of the old style, each once where they hold objects.
    pub fn query(
        &self,
        given: &Select,
        sets: &[ParameterSet],
        options: &ExecutionOptions,
    ) -> Result<CursorResult> {
        query(self, given, sets, options)
    }
}
