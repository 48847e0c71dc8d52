//! What a listener is called with, and what its answer means.

use std::rc::Rc;

use ormlab_core::value::Value;
use ormlab_engine::event::{CursorEvent, ErrorEvent, EventAnswer, EventArgs, EventKind};
use ormlab_engine::{Connection, ParameterSet, Parameters};
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::{context_object, option_dict};
use crate::connection::{connection_object, parameter_sets};
use crate::conversion::{to_object, to_value};
use crate::engine::engine_object;
use crate::error::{to_error, to_raised};
use crate::pool::{FairyObject, RecordObject, cursor_object, dbapi_object};
use crate::statement::statement_object;

/// The names of an event's arguments.
fn names(kind: EventKind) -> &'static [&'static str] {
    match kind {
        EventKind::BeforeExecute => {
            &["conn", "clauseelement", "multiparams", "params", "execution_options"]
        }
        EventKind::AfterExecute => {
            &["conn", "clauseelement", "multiparams", "params", "execution_options", "result"]
        }
        EventKind::BeforeCursorExecute | EventKind::AfterCursorExecute => {
            &["conn", "cursor", "statement", "parameters", "context", "executemany"]
        }
        EventKind::HandleError => &["exception_context"],
        EventKind::SetConnectionExecutionOptions => &["conn", "opts"],
        EventKind::SetEngineExecutionOptions => &["engine", "opts"],
        EventKind::EngineDisposed => &["engine"],
        EventKind::Savepoint => &["conn", "name"],
        EventKind::RollbackSavepoint | EventKind::ReleaseSavepoint => &["conn", "name", "context"],
        EventKind::Checkout => &["dbapi_connection", "connection_record", "connection_proxy"],
        EventKind::Reset => &["dbapi_connection", "connection_record", "reset_state"],
        EventKind::Invalidate | EventKind::SoftInvalidate => {
            &["dbapi_connection", "connection_record", "exception"]
        }
        kind if kind.is_of_pool() => &["dbapi_connection", "connection_record"],
        _ => &["conn"],
    }
}

/// The arguments of a call of the listener.
pub(super) fn of(vm: &Vm, kind: EventKind, event: &EventArgs<'_>, named: bool) -> PyResult<Args> {
    let values = values(vm, kind, event)?;
    if !named {
        return Ok(Args::of(values));
    }
    let mut args = Args::none();
    for (name, value) in names(kind).iter().zip(values) {
        args = args.with(name, value);
    }
    Ok(args)
}

fn values(vm: &Vm, kind: EventKind, event: &EventArgs<'_>) -> PyResult<Vec<Object>> {
    Ok(match event {
        EventArgs::Cursor(cursor) => cursor_values(vm, cursor),
        EventArgs::Execute { connection, statement, sets, options, result } => {
            let (multi, single) = set_objects(vm, sets);
            let pairs: Vec<(Rc<str>, Value)> =
                options.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let mut values = vec![
                connection_object(vm, connection),
                statement_object((*statement).clone()),
                multi,
                single,
                option_dict(vm, &pairs),
            ];
            values.extend(result.map(|result| crate::result::result_object(result.clone())));
            values
        }
        EventArgs::Error(error) => vec![exception_context(vm, error)],
        EventArgs::Connection(connection) => vec![connection_object(vm, connection)],
        EventArgs::Savepoint { connection, name } => {
            let mut values =
                vec![connection_object(vm, connection), (*name).map(Object::from).into()];
            if kind != EventKind::Savepoint {
                values.push(Object::None);
            }
            values
        }
        EventArgs::ConnectionOptions { connection, options } => {
            vec![connection_object(vm, connection), option_dict(vm, options)]
        }
        EventArgs::EngineOptions { engine, options } => {
            vec![engine_object(vm, engine), option_dict(vm, options)]
        }
        EventArgs::EngineDisposed(engine) => vec![engine_object(vm, engine)],
        EventArgs::Pool { record, fairy, error, transaction_was_reset } => {
            let mut values =
                vec![dbapi_object(vm, record), Object::host(RecordObject(Rc::clone(record)))];
            match kind {
                EventKind::Checkout => {
                    values.extend(fairy.map(|fairy| Object::host(FairyObject(fairy.clone()))));
                }
                EventKind::Reset => values.push(reset_state(vm, *transaction_was_reset)),
                EventKind::Invalidate | EventKind::SoftInvalidate => values.push(match error {
                    Some(error) => to_raised(vm, (*error).clone()).value(),
                    None => Object::None,
                }),
                _ => {}
            }
            values
        }
    })
}

fn reset_state(vm: &Vm, was_reset: bool) -> Object {
    let state = vm.new_instance(&crate::names::class(vm, "PoolResetState"), None);
    state.dict().set_text("transaction_was_reset", was_reset);
    state.dict().set_text("terminate_only", false);
    state.dict().set_text("asyncio_safe", true);
    Object::Instance(state)
}

/// The values of a call to the driver, as the DBAPI takes them.
pub(super) fn parameters_object(vm: &Vm, parameters: &Parameters) -> Object {
    let set = |values: &Rc<[Value]>| Object::tuple(values.iter().map(|value| to_object(vm, value)));
    match parameters {
        Parameters::One(values) => set(values),
        Parameters::Many(sets) => Object::list(sets.iter().map(set)),
    }
}

fn cursor_of(vm: &Vm, connection: &Connection) -> Object {
    let _ = vm;
    connection.record().map_or(Object::None, |record| cursor_object(&record))
}

fn cursor_values(vm: &Vm, event: &CursorEvent<'_>) -> Vec<Object> {
    vec![
        connection_object(vm, event.connection),
        cursor_of(vm, event.connection),
        event.statement.into(),
        parameters_object(vm, event.parameters),
        event.context.map(|context| context_object(vm, context)).into(),
        event.executemany.into(),
    ]
}

fn set_object(vm: &Vm, set: &ParameterSet) -> Object {
    Object::dict(set.iter().map(|(name, value)| (Str::from(&**name), to_object(vm, value))))
}

/// `multiparams` and `params`.
fn set_objects(vm: &Vm, sets: &[ParameterSet]) -> (Object, Object) {
    match sets {
        [] => (Object::list([]), Object::dict([])),
        [one] => (Object::list([]), set_object(vm, one)),
        many => (Object::list(many.iter().map(|set| set_object(vm, set))), Object::dict([])),
    }
}

fn exception_context(vm: &Vm, event: &ErrorEvent<'_>) -> Object {
    let context = vm.new_instance(&crate::names::class(vm, "ExceptionContextImpl"), None);
    let raised = to_raised(vm, event.error.clone());
    let orig = raised.instance().dict_if_any().and_then(|dict| dict.get_text("orig"));
    let dict = context.dict();
    dict.set_text("sqlalchemy_exception", raised.value());
    dict.set_text("original_exception", orig.unwrap_or_else(|| raised.value()));
    dict.set_text("chained_exception", Object::None);
    dict.set_text("statement", event.statement.map(Object::from));
    dict.set_text("parameters", event.parameters.map(|given| parameters_object(vm, given)));
    dict.set_text(
        "connection",
        event.connection.map(|connection| connection_object(vm, connection)),
    );
    dict.set_text("engine", event.engine.map(|engine| engine_object(vm, engine)));
    dict.set_text("execution_context", event.context.map(|context| context_object(vm, context)));
    dict.set_text("is_disconnect", event.is_disconnect);
    Object::Instance(context)
}

/// What the answer of a listener means.
pub(super) fn answer(
    vm: &Vm,
    kind: EventKind,
    _: &EventArgs<'_>,
    answer: &Object,
    retval: bool,
) -> PyResult<EventAnswer> {
    match kind {
        EventKind::BeforeExecute if retval => before_execute(vm, answer),
        EventKind::BeforeCursorExecute if retval => before_cursor(vm, answer),
        EventKind::HandleError if !answer.is_none() => {
            let raised = ormlab_python::Raised::new(vm.raised_from(answer)?);
            Ok(EventAnswer::Error(Box::new(to_error(vm, raised))))
        }
        _ => Ok(EventAnswer::Nothing),
    }
}

fn before_execute(vm: &Vm, answer: &Object) -> PyResult<EventAnswer> {
    match vm.collect(answer)?.as_slice() {
        [statement, multi, single] => {
            let statement = crate::coercion::statement(vm, statement)?;
            let many = vm.truth(multi)?;
            let sets = parameter_sets(vm, Some(if many { multi.clone() } else { single.clone() }))?;
            let sets = sets.into_iter().filter(|set| many || !set.is_empty()).collect();
            Ok(EventAnswer::Execute(Box::new(statement), sets))
        }
        _ => Err(vm.value_error("not enough values to unpack (expected 3)")),
    }
}

fn before_cursor(vm: &Vm, answer: &Object) -> PyResult<EventAnswer> {
    let set = |object: &Object| -> PyResult<Rc<[Value]>> {
        vm.collect(object)?.iter().map(|value| to_value(vm, value)).collect()
    };
    match vm.collect(answer)?.as_slice() {
        [sql, parameters] => {
            let sql = crate::arguments::text(vm, sql)?;
            let parameters = match parameters.as_list() {
                Some(list) => {
                    let sets: PyResult<Vec<_>> = list.snapshot().iter().map(set).collect();
                    Parameters::Many(sets?.into())
                }
                None => Parameters::One(set(parameters)?),
            };
            Ok(EventAnswer::Cursor(sql, parameters))
        }
        _ => Err(vm.value_error("not enough values to unpack (expected 2)")),
    }
}
