//! `insert`, `update`, `delete`: their generative methods.

use std::rc::Rc;

use ormlab_core::dml::{
    ConflictTarget, Delete, DmlKey, DmlValue, Insert, MultiRow, OnConflict, OnConflictUpdate,
    OnDuplicateKey, ReturnDefaults, Update,
};
use ormlab_core::expr::{Expr, Operand};
use ormlab_core::statement::Statement;
use ormlab_python::{Args, ClassBuilder, NativeFunction, Object, PyResult, Str, Vm};

use crate::arguments::{flag, given, is_mapping, mapping, maybe_text, text};
use crate::coercion::{clause, column_items, condition, dml_table, expected, operand, select_base};
use crate::error::{OrRaise, argument_error};
use crate::from::{ColumnsObject, from_object};
use crate::statement::{receiver, statement_object};

/// `insert(table)`.
pub(crate) fn insert(vm: &Vm, args: Args) -> PyResult {
    let [table] = args.bind(vm, "insert", ["table"], 1)?;
    let table = dml_table(vm, &table.unwrap_or(Object::None))?;
    Ok(statement_object(ormlab_core::dml::insert(table).into()))
}

/// `update(table)`.
pub(crate) fn update(vm: &Vm, args: Args) -> PyResult {
    let [table] = args.bind(vm, "update", ["table"], 1)?;
    let table = dml_table(vm, &table.unwrap_or(Object::None))?;
    Ok(statement_object(ormlab_core::dml::update(table).into()))
}

/// `delete(table)`.
pub(crate) fn delete(vm: &Vm, args: Args) -> PyResult {
    let [table] = args.bind(vm, "delete", ["table"], 1)?;
    let table = dml_table(vm, &table.unwrap_or(Object::None))?;
    Ok(statement_object(ormlab_core::dml::delete(table).into()))
}

/// `sqlalchemy.dialects.<dialect>.insert`.
pub(crate) fn dialect_insert(dialect: &str) -> Option<Object> {
    let dialect: Rc<str> = match dialect {
        "sqlite" | "postgresql" | "mysql" => dialect.into(),
        _ => return None,
    };
    let function = NativeFunction::closure("insert", move |vm, args| {
        let [table] = args.bind(vm, "insert", ["table"], 1)?;
        let table = dml_table(vm, &table.unwrap_or(Object::None))?;
        Ok(statement_object(ormlab_core::dml::insert(table).of_dialect(dialect.clone()).into()))
    });
    Some(function.object())
}

/// The attributes of DML.
pub(crate) fn attribute(vm: &Vm, statement: &Statement, name: &Str) -> PyResult<Option<Object>> {
    let table = match statement {
        Statement::Insert(insert) => insert.table(),
        Statement::Update(update) => update.table(),
        Statement::Delete(delete) => delete.table(),
        _ => return Ok(None),
    };
    Ok(Some(match (name.as_str(), statement) {
        ("table", _) => from_object(vm, table),
        ("excluded" | "inserted", Statement::Insert(insert))
            if insert.stringify_dialect.is_some() =>
        {
            Object::host(ColumnsObject::of(&insert.excluded().into()))
        }
        ("entity_description", _) => crate::orm::describe::entity_description(vm, table),
        ("returning_column_descriptions", Statement::Insert(insert)) => {
            returned(vm, &insert.base.returning)?
        }
        ("returning_column_descriptions", Statement::Update(update)) => {
            returned(vm, &update.base.returning)?
        }
        ("returning_column_descriptions", Statement::Delete(delete)) => {
            returned(vm, &delete.base.returning)?
        }
        ("whereclause", Statement::Update(update)) => criteria_object(vm, &update.where_criteria),
        ("whereclause", Statement::Delete(delete)) => criteria_object(vm, &delete.where_criteria),
        _ => return Ok(None),
    }))
}

fn returned(vm: &Vm, items: &[ormlab_core::select::SelectItem]) -> PyResult {
    let select = ormlab_core::select(items.to_vec());
    let found = crate::orm::describe::descriptions(vm, &select)?;
    Ok(found.unwrap_or_else(|| Object::list(Vec::new())))
}

fn criteria_object(vm: &Vm, criteria: &[Expr]) -> Object {
    Expr::where_clause(criteria).map(|found| crate::expr::expr_object(vm, &found)).into()
}

/// A change that all three share.
macro_rules! on_all {
    ($vm:expr, $args:expr, |$it:ident| $made:expr) => {
        match receiver($vm, $args)? {
            Statement::Insert($it) => Ok(statement_object(Statement::from($made))),
            Statement::Update($it) => Ok(statement_object(Statement::from($made))),
            Statement::Delete($it) => Ok(statement_object(Statement::from($made))),
            _ => Err($vm.type_error("an INSERT, UPDATE or DELETE is required")),
        }
    };
}

/// The receiver apart from the other arguments.
fn split(args: &mut Args) -> Args {
    Args::one(crate::arguments::receiver(args))
}

/// `UpdateBase`.
pub(crate) fn base_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("returning", returning)
        .method("return_defaults", |vm, mut args| {
            let mut this = split(&mut args);
            let mut columns = Vec::new();
            for object in &args.positional {
                columns.extend(crate::schema::column_from(vm, object)?);
            }
            let columns = (!columns.is_empty()).then_some(columns);
            let defaults = ReturnDefaults { columns, ..ReturnDefaults::default() };
            on_all!(vm, &mut this, |it| it.return_defaults(defaults))
        })
        .method("prefix_with", |vm, mut args| {
            let dialect = maybe_text(vm, args.take("dialect"))?.filter(|name| &**name != "*");
            let mut made = crate::arguments::receiver(&mut args);
            for object in &args.positional {
                let text = crate::select::text_expr(vm, object)?;
                let mut this = Args::one(made);
                made = on_all!(vm, &mut this, |it| it.prefix_with(text.clone(), dialect.clone()))?;
            }
            Ok(made)
        })
        .method("with_hint", |vm, mut args| {
            let mut this = split(&mut args);
            let [hint, selectable, dialect] =
                args.bind(vm, "with_hint", ["text", "selectable", "dialect_name"], 1)?;
            let hint = text(vm, &hint.unwrap_or(Object::None))?;
            let from = given(selectable)
                .map(|from| crate::coercion::from_clause(vm, &from))
                .transpose()?;
            let dialect = maybe_text(vm, dialect)?.unwrap_or_else(|| "*".into());
            on_all!(vm, &mut this, |it| it.with_hint(hint, from, dialect))
        })
        .method("add_cte", |vm, mut args| {
            let nest_here = flag(vm, args.take("nest_here"), false)?;
            let mut made = crate::arguments::receiver(&mut args);
            for object in &args.positional {
                let cte = crate::select::cte_of(vm, object)?;
                let mut this = Args::one(made);
                made = on_all!(vm, &mut this, |it| it.add_cte(cte.clone(), nest_here))?;
            }
            Ok(made)
        })
        .method("with_dialect_options", |vm, mut args| {
            let mut made = crate::arguments::receiver(&mut args);
            for (name, value) in &args.keywords {
                let value = dml_value(vm, value)?;
                let mut this = Args::one(made);
                made = on_all!(vm, &mut this, |it| it
                    .with_dialect_option(name.as_str(), value.clone()))?;
            }
            Ok(made)
        })
        .method("cte", crate::select::cte)
}

fn returning(vm: &Vm, mut args: Args) -> PyResult {
    let in_order = flag(vm, args.take("sort_by_parameter_order"), false)?;
    let mut this = split(&mut args);
    let items = column_items(vm, &args.positional);
    let items = items?;
    if in_order {
        return match receiver(vm, &mut this)? {
            Statement::Insert(insert) => {
                let made = insert.returning_in_parameter_order(items).or_raise(vm)?;
                Ok(statement_object(made.into()))
            }
            _ => Err(argument_error(
                vm,
                "The 'sort_by_parameter_order' argument to return_defaults() only applies to INSERT statements",
            )),
        };
    }
    on_all!(vm, &mut this, |it| it.returning(items).or_raise(vm)?)
}

/// What a value is assigned to.
pub(crate) fn dml_key(vm: &Vm, object: &Object) -> PyResult<DmlKey> {
    if let Some(name) = object.as_str() {
        return Ok(DmlKey::Name(name.as_str().into()));
    }
    match clause(vm, object)? {
        Some(crate::coercion::Clause::Expr(expr)) => Ok(DmlKey::Expr(expr)),
        _ => Err(expected(vm, "SET/VALUES column expression or string key", object, "")),
    }
}

/// What is assigned.
pub(crate) fn dml_value(vm: &Vm, object: &Object) -> PyResult<DmlValue> {
    Ok(match operand(vm, object)? {
        Operand::Expr(expr) => DmlValue::Expr(expr),
        Operand::Value(value) => DmlValue::Value(value),
    })
}

fn pairs(vm: &Vm, object: &Object) -> PyResult<Vec<(DmlKey, DmlValue)>> {
    let pair = |(key, value): (Object, Object)| -> PyResult<(DmlKey, DmlValue)> {
        Ok((dml_key(vm, &key)?, dml_value(vm, &value)?))
    };
    mapping(vm, object)?.into_iter().map(pair).collect()
}

fn keyword_pairs(vm: &Vm, keywords: &[(Str, Object)]) -> PyResult<Vec<(DmlKey, DmlValue)>> {
    let pair = |(name, value): &(Str, Object)| -> PyResult<(DmlKey, DmlValue)> {
        Ok((DmlKey::Name(name.as_str().into()), dml_value(vm, value)?))
    };
    keywords.iter().map(pair).collect()
}

/// `ValuesBase`.
pub(crate) fn values_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("values", values)
}

fn values(vm: &Vm, mut args: Args) -> PyResult {
    let statement = receiver(vm, &mut args)?;
    if args.len() > 1 {
        return Err(argument_error(
            vm,
            "Only a single dictionary/tuple or list of dictionaries/tuples is accepted positionally.",
        ));
    }
    if args.len() == 1 && !args.keywords.is_empty() {
        let message = "Can't pass positional and kwargs to values() simultaneously";
        return Err(argument_error(vm, message));
    }
    let positional = args.take_first();
    match (statement, positional) {
        (Statement::Insert(insert), Some(given)) => insert_values(vm, insert, &given),
        (Statement::Insert(insert), None) => {
            let pairs = keyword_pairs(vm, &args.keywords)?;
            Ok(statement_object(add_to_insert(vm, insert, pairs)?.into()))
        }
        (Statement::Update(update), Some(given)) => update_values(vm, update, &given),
        (Statement::Update(update), None) => {
            let pairs = keyword_pairs(vm, &args.keywords)?;
            Ok(statement_object(update.values(pairs).into()))
        }
        _ => Err(vm.type_error("an INSERT or UPDATE is required")),
    }
}

fn add_to_insert(vm: &Vm, insert: Insert, pairs: Vec<(DmlKey, DmlValue)>) -> PyResult<Insert> {
    if insert.select.is_some() {
        let message = "This construct already inserts from a SELECT";
        return Err(crate::error::invalid_request(vm, message));
    }
    if !insert.multi_values.is_empty() {
        let message = "Can't mix single-values and multiple values formats in one INSERT statement";
        return Err(crate::error::invalid_request(vm, message));
    }
    Ok(insert.values(pairs))
}

fn insert_values(vm: &Vm, insert: Insert, given: &Object) -> PyResult {
    if is_mapping(vm, given) {
        let pairs = pairs(vm, given)?;
        return Ok(statement_object(add_to_insert(vm, insert, pairs)?.into()));
    }
    let rows = vm.collect(given)?;
    let is_row =
        |row: &Object| is_mapping(vm, row) || row.as_tuple().is_some() || row.as_list().is_some();
    if (given.as_list().is_some() || rows.first().is_some_and(is_row))
        && rows.first().is_some_and(is_row)
    {
        return multi_values(vm, insert, &rows);
    }
    let values: PyResult<Vec<DmlValue>> = rows.iter().map(|value| dml_value(vm, value)).collect();
    Ok(statement_object(insert.values_in_order(values?).into()))
}

fn multi_values(vm: &Vm, insert: Insert, rows: &[Object]) -> PyResult {
    if insert.values.is_some() {
        let message = "Can't mix single and multiple VALUES formats in one INSERT statement";
        return Err(crate::error::invalid_request(vm, message));
    }
    let row = |row: &Object| -> PyResult<MultiRow> {
        if is_mapping(vm, row) {
            return Ok(MultiRow::Named(pairs(vm, row)?));
        }
        let values: PyResult<Vec<DmlValue>> =
            vm.collect(row)?.iter().map(|value| dml_value(vm, value)).collect();
        Ok(MultiRow::Positional(values?))
    };
    let rows: PyResult<Vec<MultiRow>> = rows.iter().map(row).collect();
    Ok(statement_object(insert.multi_values(rows?).into()))
}

fn update_values(vm: &Vm, update: Update, given: &Object) -> PyResult {
    if is_mapping(vm, given) {
        return Ok(statement_object(update.values(pairs(vm, given)?).into()));
    }
    if given.as_list().is_none() && given.as_tuple().is_none() {
        return Err(vm.no_attribute(given, &"items".into()));
    }
    let columns = update.table().columns();
    let values = vm.collect(given)?;
    let pairs: PyResult<Vec<(DmlKey, DmlValue)>> = columns
        .iter()
        .zip(&values)
        .map(|(column, value)| Ok((DmlKey::Name(column.key()), dml_value(vm, value)?)))
        .collect();
    Ok(statement_object(update.values(pairs?).into()))
}

/// Pairs of a column and a value, in order.
fn ordered_pairs(vm: &Vm, objects: &[Object]) -> PyResult<Vec<(DmlKey, DmlValue)>> {
    let pair = |object: &Object| -> PyResult<(DmlKey, DmlValue)> {
        match vm.collect(object)?.as_slice() {
            [key, value] => Ok((dml_key(vm, key)?, dml_value(vm, value)?)),
            _ => Err(argument_error(vm, "pairs of a column and a value are required")),
        }
    };
    objects.iter().map(pair).collect()
}

/// `Insert`.
pub(crate) fn insert_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("from_select", from_select).method("inline", |vm, mut args| {
        match receiver(vm, &mut args)? {
            Statement::Insert(insert) => Ok(statement_object(insert.inline().into())),
            _ => Err(vm.type_error("an INSERT is required")),
        }
    })
}

/// `Insert` of SQLite and PostgreSQL.
pub(crate) fn conflict_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("on_conflict_do_nothing", |vm, args| on_conflict(vm, args, false))
        .method("on_conflict_do_update", |vm, args| on_conflict(vm, args, true))
}

/// `Insert` of MySQL.
pub(crate) fn duplicate_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("on_duplicate_key_update", on_duplicate_key_update)
}

fn own_insert(vm: &Vm, args: &mut Args) -> PyResult<Insert> {
    match receiver(vm, args)? {
        Statement::Insert(insert) => Ok(insert),
        _ => Err(vm.type_error("an INSERT is required")),
    }
}

fn from_select(vm: &Vm, mut args: Args) -> PyResult {
    let insert = own_insert(vm, &mut args)?;
    let [names, select, defaults] =
        args.bind(vm, "Insert.from_select", ["names", "select", "include_defaults"], 2)?;
    let names = vm.collect(&names.unwrap_or(Object::None))?;
    let names: PyResult<Vec<DmlKey>> = names.iter().map(|name| dml_key(vm, name)).collect();
    const ROLE: &str = "SELECT statement or equivalent textual object";
    let select = select_base(vm, &select.unwrap_or(Object::None), ROLE)?;
    let made = insert.from_select(names?, select, flag(vm, defaults, true)?).or_raise(vm)?;
    Ok(statement_object(made.into()))
}

fn conflict_target(vm: &Vm, args: &mut Args) -> PyResult<ConflictTarget> {
    let constraint = given(args.take("constraint"));
    let elements = given(args.take("index_elements"));
    let where_ = given(args.take("index_where"));
    if let Some(constraint) = constraint {
        return match constraint.as_str() {
            Some(name) => Ok(ConflictTarget::Constraint(name.as_str().into())),
            None => Err(vm.unsupported("on_conflict with a constraint object; give its name")),
        };
    }
    let Some(elements) = elements else { return Ok(ConflictTarget::Any) };
    let elements: PyResult<Vec<DmlKey>> =
        vm.collect(&elements)?.iter().map(|element| dml_key(vm, element)).collect();
    let where_ = where_.map(|criterion| condition(vm, &criterion)).transpose()?;
    Ok(ConflictTarget::elements(elements?, where_))
}

fn on_conflict(vm: &Vm, mut args: Args, update: bool) -> PyResult {
    let insert = own_insert(vm, &mut args)?;
    let positional = args.take_first();
    if let Some(elements) = positional {
        args.keywords.push(("index_elements".into(), elements));
    }
    let target = conflict_target(vm, &mut args)?;
    let set = given(args.take("set_"));
    let where_ = given(args.take("where"));
    args.no_more_keywords(vm, "on_conflict_do_update")?;
    let update = match (update, set) {
        (false, _) => None,
        (true, Some(set)) => {
            let set = set_pairs(vm, &set)?;
            let where_ = where_.map(|criterion| condition(vm, &criterion)).transpose()?;
            Some(OnConflictUpdate::new(set, where_).or_raise(vm)?)
        }
        (true, None) => return Err(vm.value_error("set parameter dictionary must not be empty")),
    };
    let made = insert.on_conflict(OnConflict { target, update }).or_raise(vm)?;
    Ok(statement_object(made.into()))
}

/// A mapping, or a collection of columns whose values are themselves.
fn set_pairs(vm: &Vm, object: &Object) -> PyResult<Vec<(DmlKey, DmlValue)>> {
    if object.downcast_ref::<ColumnsObject>().is_some() {
        let items = vm.collect(&vm.call_method(object, "items", Args::none())?)?;
        return ordered_pairs(vm, &items);
    }
    if is_mapping(vm, object) {
        return pairs(vm, object);
    }
    let message = "set parameter must be a non-empty dictionary or a ColumnCollection such as the `.c.` collection of a Table object";
    Err(vm.value_error(message))
}

fn on_duplicate_key_update(vm: &Vm, mut args: Args) -> PyResult {
    let insert = own_insert(vm, &mut args)?;
    let excluded = insert.excluded();
    let (update, ordered) = match args.take_first() {
        Some(given) if is_mapping(vm, &given) => (pairs(vm, &given)?, false),
        Some(given) => (ordered_pairs(vm, &vm.collect(&given)?)?, true),
        None => (keyword_pairs(vm, &args.keywords)?, false),
    };
    let made = OnDuplicateKey::new(excluded, update, ordered).or_raise(vm)?;
    Ok(statement_object(insert.on_duplicate_key_update(made).or_raise(vm)?.into()))
}

fn where_of(statement: Statement, criterion: Expr) -> Statement {
    match statement {
        Statement::Update(update) => Update::where_(update, criterion).into(),
        Statement::Delete(delete) => Delete::where_(delete, criterion).into(),
        other => other,
    }
}

fn add_where(vm: &Vm, mut args: Args) -> PyResult {
    let mut statement = receiver(vm, &mut args)?;
    for criterion in &args.positional {
        statement = where_of(statement, condition(vm, criterion)?);
    }
    Ok(statement_object(statement))
}

fn filter_by(vm: &Vm, mut args: Args) -> PyResult {
    let mut statement = receiver(vm, &mut args)?;
    let table = match &statement {
        Statement::Update(update) => update.table().clone(),
        Statement::Delete(delete) => delete.table().clone(),
        _ => return Err(vm.type_error("an UPDATE or DELETE is required")),
    };
    let criteria = crate::select::filter::criteria_of(vm, &[table], &args.keywords)?;
    for criterion in criteria {
        statement = where_of(statement, criterion);
    }
    Ok(statement_object(statement))
}

/// `Update`.
pub(crate) fn update_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("where", add_where)
        .method("filter_by", filter_by)
        .method("ordered_values", |vm, mut args| match receiver(vm, &mut args)? {
            Statement::Update(update) => {
                let pairs = ordered_pairs(vm, &args.positional)?;
                Ok(statement_object(update.ordered_values(pairs).or_raise(vm)?.into()))
            }
            _ => Err(vm.type_error("an UPDATE is required")),
        })
        .method("inline", |vm, mut args| match receiver(vm, &mut args)? {
            Statement::Update(update) => Ok(statement_object(update.inline().into())),
            _ => Err(vm.type_error("an UPDATE is required")),
        })
}

/// `Delete`.
pub(crate) fn delete_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder.method("where", add_where).method("filter_by", filter_by).method(
        "using",
        |vm, mut args| match receiver(vm, &mut args)? {
            Statement::Delete(delete) => {
                let froms: PyResult<Vec<_>> = args
                    .positional
                    .iter()
                    .map(|from| crate::coercion::from_clause(vm, from))
                    .collect();
                Ok(statement_object(delete.using(froms?).into()))
            }
            _ => Err(vm.type_error("a DELETE is required")),
        },
    )
}
