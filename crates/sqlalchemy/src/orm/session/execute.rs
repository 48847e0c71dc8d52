//! `session.execute`, `session.scalars`, `session.query` and their kin.

use ormlab_core::Statement;
use ormlab_engine::result::CursorResult;
use ormlab_orm::dml::BulkOptions;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Vm};

use super::{receiver, state_of};
use crate::arguments::{flag, mapping, text};
use crate::coercion::{self, Clause, clause};
use crate::connection::{call_options, parameter_sets};
use crate::conversion::{to_object, to_value};
use crate::error::OrRaise;
use crate::orm::class::class_mapper;
use crate::orm::from_statement::FromStatementObject;
use crate::orm::value::instance;
use crate::result::{result_object, scalars_object};

/// Adds the methods.
pub(super) fn methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("execute", |vm, args| Ok(result_object(run(vm, args, "Session.execute")?)))
        .method("scalars", |vm, args| {
            let result = run(vm, args, "Session.scalars")?;
            Ok(scalars_object(result.scalars(0).or_raise(vm)?))
        })
        .method("scalar", |vm, args| {
            let found = run(vm, args, "Session.scalar")?.scalar().or_raise(vm)?;
            Ok(found.map_or(Object::None, |value| to_object(vm, &value)))
        })
        .method("query", query)
        .method("bulk_save_objects", bulk_save_objects)
        .method("bulk_insert_mappings", bulk_insert_mappings)
        .method("bulk_update_mappings", bulk_update_mappings)
}

/// The statement that an object is; plain text is refused as a clause would be.
fn statement(vm: &Vm, object: &Object) -> PyResult<Statement> {
    match (object.as_str(), clause(vm, object)?) {
        (Some(_), _) => Err(coercion::condition(vm, object)
            .map_or_else(|raised| raised, |_| vm.type_error("a statement is required"))),
        (None, Some(Clause::Statement(statement))) => Ok(statement),
        _ => coercion::statement(vm, object),
    }
}

fn run(vm: &Vm, mut args: Args, name: &str) -> PyResult<CursorResult> {
    let session = receiver(vm, &mut args)?;
    let given_options = args.take("execution_options");
    for ignored in ["bind_arguments", "_parent_execute_state", "_add_event"] {
        if args.take(ignored).is_some_and(|given| !given.is_none()) {
            return Err(vm.unsupported(&format!("{name}({ignored}=…)")));
        }
    }
    let [wanted, parameters] = args.bind(vm, name, ["statement", "params"], 1)?;
    let wanted = wanted.unwrap_or(Object::None);
    let sets = parameter_sets(vm, parameters)?;
    let options = call_options(vm, given_options)?;
    if let Some(known) = wanted.downcast_ref::<FromStatementObject>() {
        return known.execute(vm, &session, &sets, &options);
    }
    let wanted = statement(vm, &wanted)?;
    session.execute(&wanted, &sets, &options).or_raise(vm)
}

/// `session.query(*entities)`.
fn query(vm: &Vm, mut args: Args) -> PyResult {
    let this = crate::arguments::receiver(&mut args);
    let state = state_of(vm, &this)?;
    args.no_more_keywords(vm, "Session.query")?;
    if let Some(class) = &state.query_class {
        let entities = Object::tuple(args.positional);
        return vm.call(class, Args::of([entities, this]));
    }
    let session = super::session_object(vm, &state.session);
    crate::orm::query::of_entities(vm, &args.positional, Some(session))
}

fn bulk_options(vm: &Vm, args: &mut Args) -> PyResult<BulkOptions> {
    Ok(BulkOptions {
        return_defaults: flag(vm, args.take("return_defaults"), false)?,
        update_changed_only: flag(vm, args.take("update_changed_only"), true)?,
        preserve_order: flag(vm, args.take("preserve_order"), true)?,
        ..BulkOptions::default()
    })
}

fn bulk_save_objects(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let options = bulk_options(vm, &mut args)?;
    let [objects] = args.bind(vm, "Session.bulk_save_objects", ["objects"], 1)?;
    let objects = vm.collect(&objects.unwrap_or(Object::None))?;
    let all: PyResult<Vec<_>> = objects.iter().map(|object| instance(vm, object)).collect();
    session.bulk_save_objects(&all?, options).or_raise(vm)?;
    Ok(Object::None)
}

fn mappings(vm: &Vm, object: Option<Object>) -> PyResult<Vec<ormlab_orm::dml::Mapping>> {
    let mut all = Vec::new();
    for item in vm.collect(&object.unwrap_or(Object::None))? {
        let mut one = ormlab_orm::dml::Mapping::default();
        for (key, value) in mapping(vm, &item)? {
            one.extend([(text(vm, &key)?, to_value(vm, &value)?)]);
        }
        all.push(one);
    }
    Ok(all)
}

fn bulk_insert_mappings(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let options = BulkOptions {
        return_defaults: flag(vm, args.take("return_defaults"), false)?,
        render_nulls: flag(vm, args.take("render_nulls"), false)?,
        ..BulkOptions::default()
    };
    let [mapper, all] = args.bind(vm, "Session.bulk_insert_mappings", ["mapper", "mappings"], 2)?;
    let mapper = class_mapper(vm, &mapper.unwrap_or(Object::None))?;
    session.bulk_insert_mappings(&mapper, &mappings(vm, all)?, options).or_raise(vm)?;
    Ok(Object::None)
}

fn bulk_update_mappings(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [mapper, all] = args.bind(vm, "Session.bulk_update_mappings", ["mapper", "mappings"], 2)?;
    let mapper = class_mapper(vm, &mapper.unwrap_or(Object::None))?;
    session.bulk_update_mappings(&mapper, &mappings(vm, all)?).or_raise(vm)?;
    Ok(Object::None)
}
