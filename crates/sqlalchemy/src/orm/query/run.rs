//! Methods of a query that ask the database.

use ormlab_core::Statement;
use ormlab_core::select::SelectItem;
use ormlab_core::statement::SelectBase;
use ormlab_engine::{CursorResult, ExecutionOptions};
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Vm};

use super::generative::{counted, sliced};
use super::{QueryObject, receiver};
use crate::error::{OrRaise, invalid_request};
use crate::names::Names;
use crate::orm::class::class_mapper;
use crate::orm::session::get_options;
use crate::orm::value::{class_of, object_of};
use crate::result::result_object;

/// Adds the methods.
pub(super) fn methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("all", |vm, mut args| rows(vm, &*receiver(vm, &mut args)?))
        .method("first", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let limited = match has_own_rows(&this) {
                true => (*this).clone(),
                false => limited(vm, &this)?,
            };
            vm.call_method(&result(vm, &limited)?, "first", Args::none())
        })
        .method("one", |vm, mut args| exactly(vm, &*receiver(vm, &mut args)?, "one"))
        .method("one_or_none", |vm, mut args| {
            exactly(vm, &*receiver(vm, &mut args)?, "one_or_none")
        })
        .method("scalar", scalar)
        .method("count", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let counted = counted(vm, &this)?;
            let found = execute(vm, &counted)?.scalar().or_raise(vm)?;
            Ok(found.map_or(Object::None, |value| crate::conversion::to_object(vm, &value)))
        })
        .method("get", get)
        .method("delete", delete)
        .method("update", update)
        .getter("statement", |vm, this| {
            let this = receiver(vm, &mut Args::one(this.clone()))?;
            Ok(crate::statement::statement_object(this.plain()))
        })
        .getter("session", |vm, this| {
            let this = receiver(vm, &mut Args::one(this.clone()))?;
            Ok(this.session.clone().into())
        })
        .getter("whereclause", |vm, this| {
            let this = receiver(vm, &mut Args::one(this.clone()))?;
            vm.attr(&this.object(), "whereclause")
        })
        .getter("selectable", |vm, this| {
            let this = receiver(vm, &mut Args::one(this.clone()))?;
            Ok(crate::statement::statement_object(this.plain()))
        })
        .getter("column_descriptions", |vm, this| {
            let this = receiver(vm, &mut Args::one(this.clone()))?;
            vm.attr(&this.object(), "column_descriptions")
        })
}

fn has_own_rows(this: &QueryObject) -> bool {
    this.from.is_some()
}

fn limited(vm: &Vm, this: &QueryObject) -> PyResult<QueryObject> {
    sliced(vm, this, &Object::Int(0), &Object::Int(1))
}

/// Sends the query.
fn execute(vm: &Vm, this: &QueryObject) -> PyResult<CursorResult> {
    let session = this.session(vm)?;
    let sets = if this.parameters.is_empty() { Vec::new() } else { vec![this.parameters.clone()] };
    let options = ExecutionOptions::default();
    if let Some(from) = &this.from {
        let select = this.select(vm)?;
        return ormlab_orm::loading::from_statement(&session, &select, from, &sets, &options)
            .or_raise(vm);
    }
    session.execute(&this.statement, &sets, &options).or_raise(vm)
}

/// Whether rows are single objects: the query is of one entity.
fn is_of_one_entity(this: &QueryObject) -> bool {
    match &this.statement {
        Statement::Select(SelectBase::Select(select)) => {
            matches!(select.items.as_slice(), [SelectItem::Entity(_)])
        }
        _ => false,
    }
}

/// The result in Python: rows, or the objects of the only entity.
fn result(vm: &Vm, this: &QueryObject) -> PyResult {
    let result = execute(vm, this)?;
    if is_of_one_entity(this) {
        return Ok(crate::result::scalars_object(result.scalars(0).or_raise(vm)?));
    }
    Ok(result_object(result))
}

/// All rows in a list.
pub(super) fn rows(vm: &Vm, this: &QueryObject) -> PyResult {
    vm.call_method(&result(vm, this)?, "all", Args::none())
}

fn exactly(vm: &Vm, this: &QueryObject, name: &str) -> PyResult {
    vm.call_method(&result(vm, this)?, name, Args::none())
}

/// The first column of the only row; `None` where there is none.
fn scalar(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let found = exactly(vm, &this, "one_or_none")?;
    if is_of_one_entity(&this) || found.is_none() {
        return Ok(found);
    }
    vm.get_item(&found, &Object::Int(0))
}

/// `query[3]`, `query[1:5]`.
pub(super) fn item(vm: &Vm, this: &QueryObject, key: &Object) -> PyResult {
    if let Object::Slice(slice) = key {
        for bound in [&slice.start, &slice.stop] {
            if bound.as_int().is_some_and(|at| at < 0) {
                return Err(vm.index_error(
                    "negative indexes are not accepted by SQL index / slice operators",
                ));
            }
        }
        let (start, stop) = (slice.start.as_int(), slice.stop.as_int());
        if let (Some(start), Some(stop)) = (start, stop)
            && stop <= start
        {
            return Ok(Object::list([]));
        }
        let rows = rows(vm, &sliced(vm, this, &slice.start, &slice.stop)?)?;
        if slice.step.is_none() {
            return Ok(rows);
        }
        let step = ormlab_python::object::range::Slice {
            start: Object::None,
            stop: Object::None,
            step: slice.step.clone(),
        };
        return vm.get_item(&rows, &Object::Slice(step.into()));
    }
    let at = vm.index(key)?;
    if at < 0 {
        return Err(
            vm.index_error("negative indexes are not accepted by SQL index / slice operators")
        );
    }
    let found = rows(vm, &sliced(vm, this, &Object::Int(at), &Object::Int(at + 1))?)?;
    vm.get_item(&found, &Object::Int(0))
}

/// Says that something is of the 1.x series and what stands in its place.
fn warn_legacy(vm: &Vm, what: &str, instead: &str) -> PyResult<()> {
    let message = format!(
        "{what} is considered legacy as of the 1.x series of SQLAlchemy and becomes a legacy \
         construct in 2.0. {instead} (deprecated since: 2.0) (Background on SQLAlchemy 2.0 at: \
         https://sqlalche.me/e/b8d9)"
    );
    match &Names::of(vm).environment().warnings {
        Some(sink) => sink.warn("LegacyAPIWarning", &message).or_raise(vm),
        None => Ok(()),
    }
}

/// `query.get(key)`.
fn get(vm: &Vm, mut args: Args) -> PyResult {
    warn_legacy(vm, "The Query.get() method", "The method is now available as Session.get()")?;
    let this = receiver(vm, &mut args)?;
    let [key] = args.bind(vm, "Query.get", ["ident"], 1)?;
    let select = this.select(vm)?;
    let [SelectItem::Entity(entity)] = select.items.as_slice() else {
        return Err(invalid_request(vm, "get() can only be used against a single mapped class."));
    };
    if !select.where_criteria.is_empty() {
        return Err(invalid_request(
            vm,
            "Query.get() being called on a Query with existing criterion. ",
        ));
    }
    let mapped = ormlab_orm::MappedEntity::from_core(entity);
    let class = mapped.and_then(|mapped| class_of(&mapped.mapper));
    let mapper = class_mapper(vm, &class.map(Object::from).into())?;
    let mut options = get_options(vm, &mut Args::none())?;
    options.options.clone_from(&select.tail.execution.options);
    let key = crate::orm::session::identity(vm, &key.unwrap_or(Object::None))?;
    let found = this.session(vm)?.get(&mapper, key, &options).or_raise(vm)?;
    Ok(found.map_or(Object::None, |found| object_of(vm, &found)))
}

/// The entity or table that `delete()` and `update()` change, and the criteria.
fn dml_parts(vm: &Vm, this: &QueryObject, name: &str) -> PyResult<(Object, Vec<Object>)> {
    let select = this.select(vm)?;
    let complaint = |what: &str| {
        invalid_request(
            vm,
            format!("Can't call Query.update() or Query.delete() when {what}() has been called"),
        )
    };
    let tail = &select.tail;
    let refused = [
        (tail.limit.is_some(), "limit"),
        (tail.offset.is_some(), "offset"),
        (!tail.order_by.is_empty(), "order_by"),
        (!tail.group_by.is_empty(), "group_by"),
        (select.is_distinct, "distinct"),
        (!select.joins.is_empty(), "join"),
        (!select.froms.is_empty(), "select_from"),
    ];
    if let Some((_, what)) = refused.iter().find(|(refused, _)| *refused) {
        return Err(complaint(what));
    }
    let subject = match select.items.first() {
        Some(SelectItem::Entity(entity)) => {
            let mapped = ormlab_orm::MappedEntity::from_core(entity);
            match mapped.and_then(|mapped| class_of(&mapped.mapper)) {
                Some(class) => Object::from(class),
                None => return Err(vm.unsupported(&format!("Query.{name}() of this entity"))),
            }
        }
        Some(SelectItem::Expr(expr)) => match expr.entity_within() {
            Some(entity) => {
                let mapped = ormlab_orm::MappedEntity::from_core(&entity);
                mapped.and_then(|mapped| class_of(&mapped.mapper)).map(Object::from).into()
            }
            None => return Err(vm.unsupported(&format!("Query.{name}() of columns"))),
        },
        _ => return Err(vm.unsupported(&format!("Query.{name}() of a table"))),
    };
    let criteria =
        select.where_criteria.iter().map(|expr| crate::expr::expr_object(vm, expr)).collect();
    Ok((subject, criteria))
}

fn run_dml(vm: &Vm, this: &QueryObject, statement: &Object, synchronize: Object) -> PyResult {
    let options = Args::none().with("synchronize_session", synchronize);
    let statement = vm.call_method(statement, "execution_options", options)?;
    let session = this.session.clone().unwrap_or(Object::None);
    this.session(vm)?;
    let mut args = Args::one(statement);
    if !this.parameters.is_empty() {
        let pairs = this.parameters.iter();
        let dict =
            pairs.map(|(name, value)| ((&**name).into(), crate::conversion::to_object(vm, value)));
        args.positional.push(Object::dict(dict));
    }
    let result = vm.call_method(&session, "execute", args)?;
    vm.attr(&result, "rowcount")
}

fn function(vm: &Vm, name: &str) -> PyResult {
    vm.attr(&Object::Module(vm.import("sqlalchemy")?), name)
}

/// `query.delete(synchronize_session="auto")`.
fn delete(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    crate::arguments::refuse(vm, &mut args, "Query.delete", &["delete_args"])?;
    let [synchronize] = args.bind(vm, "Query.delete", ["synchronize_session"], 0)?;
    let (subject, criteria) = dml_parts(vm, &this, "delete")?;
    let statement = vm.call(&function(vm, "delete")?, Args::one(subject))?;
    let statement = vm.call_method(&statement, "where", Args::of(criteria))?;
    run_dml(vm, &this, &statement, synchronize.unwrap_or_else(|| "auto".into()))
}

/// `query.update({…}, synchronize_session="auto")`.
fn update(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    crate::arguments::refuse(vm, &mut args, "Query.update", &["update_args"])?;
    let [values, synchronize] =
        args.bind(vm, "Query.update", ["values", "synchronize_session"], 1)?;
    let (subject, criteria) = dml_parts(vm, &this, "update")?;
    let statement = vm.call(&function(vm, "update")?, Args::one(subject))?;
    let statement = vm.call_method(&statement, "where", Args::of(criteria))?;
    let values = values.unwrap_or(Object::None);
    let statement = vm.call_method(&statement, "values", Args::one(values))?;
    run_dml(vm, &this, &statement, synchronize.unwrap_or_else(|| "auto".into()))
}
