//! What a session is called with.

use std::rc::Rc;

use ormlab_core::Value;
use ormlab_core::select::ForUpdate;
use ormlab_orm::{Bind, BindKey, SessionOptions};
use ormlab_python::{Args, Object, PyResult, Vm};

use super::receiver;
use crate::arguments::{flag, given, mapping, maybe_text, text};
use crate::conversion::to_value;
use crate::engine::{self, bind_of};
use crate::error::argument_error;
use crate::orm::class::maybe_mapper;

/// An engine or a connection, if one was given.
pub(super) fn maybe_bind(vm: &Vm, object: Option<Object>) -> PyResult<Option<Bind>> {
    let Some(object) = given(object) else { return Ok(None) };
    Ok(Some(match bind_of(vm, &object)? {
        engine::Bind::Engine(engine) => Bind::Engine(engine),
        engine::Bind::Connection(connection) => Bind::Connection(connection),
        engine::Bind::Mock(_) => return Err(vm.unsupported("a session over a mock engine")),
    }))
}

/// What `Session(…)` is called with.
pub(super) fn options(vm: &Vm, mut args: Args) -> PyResult<SessionOptions> {
    let mut options = SessionOptions {
        autoflush: flag(vm, args.take("autoflush"), true)?,
        autobegin: flag(vm, args.take("autobegin"), true)?,
        expire_on_commit: flag(vm, args.take("expire_on_commit"), true)?,
        join_transaction_mode: maybe_text(vm, args.take("join_transaction_mode"))?,
        ..SessionOptions::default()
    };
    if let Some(resets_only) = args.take("close_resets_only") {
        options.closes_for_good = matches!(resets_only, Object::Bool(false));
    }
    if flag(vm, args.take("twophase"), false)? {
        return Err(vm.unsupported("Session(twophase=True)"));
    }
    if let Some(Object::Bool(false)) = args.take("future") {
        return Err(argument_error(
            vm,
            "The 'future' parameter passed to Session() may only be set to True.",
        ));
    }
    args.take("enable_baked_queries");
    if let Some(given) = given(args.take("execution_options")) {
        options.execution_options = named_values(vm, &given)?;
    }
    if let Some(binds) = given(args.take("binds")) {
        for (key, bind) in mapping(vm, &binds)? {
            if let Some(bind) = maybe_bind(vm, Some(bind))? {
                options.binds.push((bind_key(vm, &key)?, bind));
            }
        }
    }
    let [bind] = args.bind(vm, "Session.__init__", ["bind"], 0)?;
    options.bind = maybe_bind(vm, bind)?;
    Ok(options)
}

/// Values by name.
pub(super) fn named_values(vm: &Vm, object: &Object) -> PyResult<Vec<(Rc<str>, Value)>> {
    let pair = |(key, value): (Object, Object)| -> PyResult<(Rc<str>, Value)> {
        Ok((text(vm, &key)?, to_value(vm, &value)?))
    };
    mapping(vm, object)?.into_iter().map(pair).collect()
}

fn bind_key(vm: &Vm, object: &Object) -> PyResult<BindKey> {
    if let Some(mapper) = object.as_class().and_then(maybe_mapper) {
        return Ok(BindKey::Mapper(mapper));
    }
    if object.as_class().is_some() {
        return Err(vm.unsupported("a bind for a class that is not mapped"));
    }
    crate::schema::table::table_of(vm, object).map(BindKey::Table)
}

/// `session.bind_mapper(User, engine)`.
pub(super) fn bind_mapper(vm: &Vm, mut args: Args) -> PyResult {
    let session = receiver(vm, &mut args)?;
    let [key, bind] = args.bind(vm, "Session.bind_mapper", ["mapper", "bind"], 2)?;
    if let Some(bind) = maybe_bind(vm, bind)? {
        session.add_bind(bind_key(vm, &key.unwrap_or(Object::None))?, bind);
    }
    Ok(Object::None)
}

/// `session.bind_table(users, engine)`.
pub(super) fn bind_table(vm: &Vm, args: Args) -> PyResult {
    bind_mapper(vm, args)
}

/// `with_for_update=`: a flag, or options by name.
pub(super) fn for_update(vm: &Vm, object: Option<Object>) -> PyResult<Option<ForUpdate>> {
    let Some(object) = given(object) else { return Ok(None) };
    if let Object::Bool(flag) = object {
        return Ok(flag.then(ForUpdate::default));
    }
    let mut made = ForUpdate::default();
    for (key, value) in mapping(vm, &object)? {
        let value = vm.truth(&value)?;
        match &*text(vm, &key)? {
            "read" => made.read = value,
            "nowait" => made.nowait = value,
            "skip_locked" => made.skip_locked = value,
            "key_share" => made.key_share = value,
            other => return Err(vm.unsupported(&format!("with_for_update with {other}"))),
        }
    }
    Ok(Some(made))
}
