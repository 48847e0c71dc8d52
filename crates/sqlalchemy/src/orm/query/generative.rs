//! Methods of a query that give another one.

use std::rc::Rc;

use ormlab_core::select::{JoinTarget, Select, SelectItem};
use ormlab_core::statement::SelectBase;
use ormlab_core::{FromClause, Statement};
use ormlab_python::object::native::{ClassBuilder, NativeFunction};
use ormlab_python::{Args, CompareOp, Object, PyResult, Vm};

use super::{QueryObject, receiver, statement_of};
use crate::arguments::{flag, maybe_text};
use crate::conversion::options;
use crate::error::{OrRaise, invalid_request};
use crate::expr::expr_object;
use crate::names::Names;

/// Methods that the SELECT has as well, under what name.
const OF_SELECT: &[(&str, &str)] = &[
    ("where", "where"),
    ("having", "having"),
    ("group_by", "group_by"),
    ("distinct", "distinct"),
    ("options", "options"),
    ("add_columns", "add_columns"),
    ("add_entity", "add_columns"),
    ("add_column", "add_columns"),
    ("execution_options", "execution_options"),
    ("with_for_update", "with_for_update"),
    ("prefix_with", "prefix_with"),
    ("suffix_with", "suffix_with"),
    ("with_hint", "with_hint"),
    ("with_statement_hint", "with_statement_hint"),
    ("correlate", "correlate"),
    ("select_from", "select_from"),
    ("set_label_style", "set_label_style"),
    ("add_cte", "add_cte"),
];

/// The same, refused once there is a LIMIT or OFFSET: it would apply before them.
const BEFORE_LIMIT: &[(&str, &str)] =
    &[("filter", "where"), ("order_by", "order_by"), ("join", "join"), ("outerjoin", "outerjoin")];

/// Methods of the SELECT that end a query: they give something that is no query.
const ENDING: &[&str] = &["cte", "scalar_subquery", "lateral", "get_execution_options", "compile"];

const SETS: &[&str] =
    &["union", "union_all", "intersect", "intersect_all", "except_", "except_all"];

fn bound(name: &str, call: impl Fn(&Vm, Args) -> PyResult + 'static) -> Object {
    NativeFunction {
        binds: true,
        owner: Some("Query".into()),
        ..NativeFunction::closure(name, call)
    }
    .object()
}

/// Calls a method of the SELECT.
fn on_select(vm: &Vm, this: &QueryObject, name: &str, args: Args) -> PyResult<QueryObject> {
    let made = vm.call_method(&this.object(), name, args)?;
    Ok(this.with(statement_of(vm, &made)?))
}

fn has_limit(this: &QueryObject) -> bool {
    match &this.statement {
        Statement::Select(SelectBase::Select(select)) => {
            select.tail.limit.is_some() || select.tail.offset.is_some()
        }
        _ => false,
    }
}

fn refuse_after_limit(vm: &Vm, this: &QueryObject, name: &str) -> PyResult<()> {
    if !has_limit(this) {
        return Ok(());
    }
    Err(invalid_request(
        vm,
        format!(
            "Query.{name}() being called on a Query which already has LIMIT or OFFSET applied.  Call {name}() before limit() or offset() are applied."
        ),
    ))
}

/// Adds the methods.
pub(super) fn methods(mut builder: ClassBuilder) -> ClassBuilder {
    for (name, on) in OF_SELECT {
        builder = builder.attribute(
            name,
            bound(name, move |vm, mut args| {
                let this = receiver(vm, &mut args)?;
                Ok(Object::host(on_select(vm, &this, on, args)?))
            }),
        );
    }
    for (name, on) in BEFORE_LIMIT {
        builder = builder.attribute(
            name,
            bound(name, move |vm, mut args| {
                let this = receiver(vm, &mut args)?;
                refuse_after_limit(vm, &this, name)?;
                Ok(Object::host(on_select(vm, &this, on, args)?))
            }),
        );
    }
    for name in ENDING {
        builder = builder.attribute(
            name,
            bound(name, move |vm, mut args| {
                let this = receiver(vm, &mut args)?;
                vm.call_method(&this.object(), name, args)
            }),
        );
    }
    for name in SETS {
        builder = builder.attribute(name, bound(name, move |vm, _| set_operation(vm, name)));
    }
    session_methods(own_methods(builder))
}

fn own_methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("limit", |vm, args| bounded(vm, args, "limit"))
        .method("offset", |vm, args| bounded(vm, args, "offset"))
        .method("slice", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [start, stop] = args.exactly(vm, "slice")?;
            Ok(Object::host(sliced(vm, &this, &start, &stop)?))
        })
        .method("filter_by", filter_by)
        .method("with_entities", with_entities)
        .method("subquery", subquery)
        .method("exists", exists)
        .method("label", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let scalar = vm.call_method(&this.object(), "scalar_subquery", Args::none())?;
            vm.call_method(&scalar, "label", args)
        })
        .method("as_scalar", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            vm.call_method(&this.object(), "scalar_subquery", Args::none())
        })
}

fn session_methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("params", params)
        .method("autoflush", |vm, args| execution_flag(vm, args, "autoflush"))
        .method("yield_per", |vm, args| execution_flag(vm, args, "yield_per"))
        .method("populate_existing", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let args = Args::none().with("populate_existing", true);
            Ok(Object::host(on_select(vm, &this, "execution_options", args)?))
        })
        .method("enable_eagerloads", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [value] = args.bind(vm, "enable_eagerloads", ["value"], 1)?;
            if flag(vm, value, true)? {
                return Ok(Object::host((*this).clone()));
            }
            Err(vm.unsupported("Query.enable_eagerloads(False)"))
        })
        .method("enable_assertions", |vm, mut args| {
            Ok(Object::host((*receiver(vm, &mut args)?).clone()))
        })
        .method("reset_joinpoint", |vm, mut args| {
            Ok(Object::host((*receiver(vm, &mut args)?).clone()))
        })
        .method("with_session", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [session] = args.exactly(vm, "with_session")?;
            Ok(Object::host(QueryObject { session: Some(session), ..(*this).clone() }))
        })
        .method("from_statement", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let [statement] = args.exactly(vm, "from_statement")?;
            let from = crate::coercion::statement(vm, &statement)?;
            Ok(Object::host(QueryObject { from: Some(from), ..(*this).clone() }))
        })
        .method("with_parent", |vm, mut args| {
            let this = receiver(vm, &mut args)?;
            let criterion = crate::orm::option::with_parent(vm, args)?;
            Ok(Object::host(on_select(vm, &this, "where", Args::one(criterion))?))
        })
}

/// `limit(count)`, `offset(count)`.
fn bounded(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = receiver(vm, &mut args)?;
    Ok(Object::host(on_select(vm, &this, name, args)?))
}

/// Rows from `start` to `stop` of what the query gives.
pub(super) fn sliced(
    vm: &Vm,
    this: &QueryObject,
    start: &Object,
    stop: &Object,
) -> PyResult<QueryObject> {
    let made = vm.call_method(&this.object(), "slice", Args::of([start.clone(), stop.clone()]))?;
    Ok(this.with(statement_of(vm, &made)?))
}

/// What `filter_by` names attributes of: what was joined last, or what comes first.
fn entity_zero(vm: &Vm, select: &Select) -> Option<FromClause> {
    let joined = select.joins.last().and_then(|join| match &join.target {
        JoinTarget::From(from) => Some(from.clone()),
        JoinTarget::Relationship(relationship) => Names::of(vm)
            .inspectors()
            .iter()
            .find_map(|inspector| inspector.join_entity(&**relationship))
            .map(FromClause::Entity),
    });
    joined.or_else(|| select.froms.first().cloned()).or_else(|| match select.items.first()? {
        SelectItem::Entity(entity) => Some(FromClause::Entity(Rc::clone(entity))),
        SelectItem::From(from) => Some(from.clone()),
        SelectItem::Expr(expr) => match expr.entity_within() {
            Some(entity) => Some(FromClause::Entity(entity)),
            None => expr.from_objects().into_iter().next(),
        },
        SelectItem::Foreign(_) => None,
    })
}

fn filter_by(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    refuse_after_limit(vm, &this, "filter_by")?;
    let zero = entity_zero(vm, &this.select(vm)?);
    let mut criteria = Vec::new();
    for (name, value) in &args.keywords {
        let found = match &zero {
            Some(FromClause::Entity(entity)) => {
                crate::orm::attribute::entity_attribute(vm, entity, name)?
            }
            Some(from) => from.column(name).map(|column| crate::schema::column_object(vm, &column)),
            None => None,
        };
        let Some(attribute) = found else {
            let shown = match &zero {
                Some(FromClause::Entity(entity)) => entity.selectable().or_raise(vm)?.description(),
                Some(from) => from.description(),
                None => "None".to_owned(),
            };
            let message = format!("Entity namespace for \"{shown}\" has no property \"{name}\"");
            return Err(invalid_request(vm, message));
        };
        criteria.push(vm.compare(CompareOp::Eq, &attribute, value)?);
    }
    Ok(Object::host(on_select(vm, &this, "where", Args::of(criteria))?))
}

fn with_entities(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    Ok(Object::host(on_select(vm, &this, "with_only_columns", args)?))
}

fn subquery(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let with_labels = flag(vm, args.take("with_labels"), false)?;
    crate::arguments::refuse(vm, &mut args, "Query.subquery", &["reduce_columns"])?;
    let [name] = args.bind(vm, "Query.subquery", ["name"], 0)?;
    let name = maybe_text(vm, name)?;
    let select = if with_labels { this.statement.clone() } else { this.plain() };
    let select = match select {
        Statement::Select(SelectBase::Select(select)) if with_labels => {
            select.set_label_style(ormlab_core::select::LabelStyle::TablenamePlusCol).into()
        }
        other => other,
    };
    let object = crate::statement::statement_object(select);
    let args = name.map_or_else(Args::none, |name| Args::one(&*name));
    vm.call_method(&object, "subquery", args)
}

/// `query.exists()`: `EXISTS (SELECT 1 FROM …)`.
fn exists(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let select: Select = this.select(vm)?;
    let one = ormlab_core::Expr::literal_column("1", ormlab_core::SqlType::Integer);
    let select = select
        .with_only_columns(vec![ormlab_core::select::SelectItem::Expr(one)], true)
        .set_label_style(ormlab_core::select::LabelStyle::DisambiguateOnly);
    Ok(expr_object(vm, &select.exists()))
}

fn set_operation(vm: &Vm, name: &str) -> PyResult {
    Err(vm.unsupported(&format!("Query.{name}(); use select() and union()")))
}

fn params(vm: &Vm, mut args: Args) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let mut made = (*this).clone();
    if let Some(mapping) = args.take_first() {
        for (key, value) in crate::arguments::mapping(vm, &mapping)? {
            let key = crate::arguments::text(vm, &key)?;
            made.parameters.push((key, crate::conversion::to_value(vm, &value)?));
        }
    }
    made.parameters.extend(options(vm, &args.keywords)?);
    Ok(Object::host(made))
}

fn execution_flag(vm: &Vm, mut args: Args, name: &str) -> PyResult {
    let this = receiver(vm, &mut args)?;
    let [value] = args.exactly(vm, name)?;
    let args = Args::none().with(name, value);
    Ok(Object::host(on_select(vm, &this, "execution_options", args)?))
}

/// The number of rows that a query would give: `SELECT count(*) FROM (…) AS anon_1`.
pub(super) fn counted(vm: &Vm, this: &QueryObject) -> PyResult<QueryObject> {
    let select = this.select(vm)?;
    let inner = select.subquery(None);
    let count = ormlab_core::Expr::function(
        "count",
        [ormlab_core::Expr::literal_column("*", ormlab_core::SqlType::Null)],
    );
    let item = ormlab_core::select::SelectItem::Expr(count);
    let from = ormlab_core::FromClause::Alias(inner);
    let outer = ormlab_core::select(vec![item]).select_from(from);
    Ok(this.with(outer.into()))
}
