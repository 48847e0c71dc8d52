//! Reading columns of an object again: expired ones, deferred ones, all of them.

use std::rc::Rc;

use ormlab_core::{Error, ErrorKind, Result};
use ormlab_engine::{Cause, Origin};

use super::get::{LoadRequest, key_parameters, read_again};
use super::run::{Run, make_ready};
use super::{Loaded, Prepared, context_of};
use crate::instance::Instance;
use crate::lowering::{Base, PreparedFor};
use crate::passive::Passive;
use crate::property::Property;
use crate::session::Session;

/// `User#1`.
pub(crate) fn owner_name(instance: &Instance) -> Rc<str> {
    let key = instance.key().map(|key| {
        let values = key.values.to_vec();
        values.iter().map(ormlab_core::Value::repr).collect::<Vec<_>>().join(",")
    });
    format!("{}#{}", instance.mapper().name(), key.unwrap_or_default()).into()
}

fn cause(instance: &Instance) -> Rc<Cause> {
    Rc::new(Cause {
        origin: Origin::Refresh,
        owner: Some(owner_name(instance)),
        parent: instance.loaded_by.get(),
        ..Cause::default()
    })
}

/// Reads the given expired attributes again by one SELECT; an error where the row is gone.
pub fn load_expired(instance: &Instance, due: &[Property], passive: Passive) -> Result<()> {
    let Some(session) = instance.session() else {
        return Err(Error::new(
            ErrorKind::DetachedInstance,
            format!(
                "Instance {instance} is not bound to a Session; attribute refresh operation cannot proceed"
            ),
        )
        .with_code("bhk3"));
    };
    read_columns(&session, instance, due.to_vec(), passive)
}

/// A deferred column, with the others of its group.
pub(crate) fn load_deferred(
    instance: &Instance,
    property: &Property,
    passive: Passive,
) -> Result<Loaded> {
    if !instance.has_key() {
        return Ok(Loaded::Empty);
    }
    if !passive.has(Passive::SQL_OK) {
        return Ok(Loaded::NoResult);
    }
    let context = context_of(instance);
    let (_, raises) = context.base.applying.column(property);
    if raises && !passive.has(Passive::NO_RAISE) {
        return Err(Error::invalid_request(format!(
            "'{property}' is not available due to raiseload=True"
        )));
    }
    let Some(session) = instance.session() else {
        return Err(Error::new(
            ErrorKind::DetachedInstance,
            format!(
                "Parent instance {instance} is not bound to a Session; deferred load operation of attribute '{}' cannot proceed",
                property.key
            ),
        )
        .with_code("bhk3"));
    };
    let group = property.as_column().and_then(|column| column.spec.group.clone());
    let mut columns = vec![property.clone()];
    if let Some(group) = group {
        let is_of_group = |other: &Property| {
            other != property
                && !instance.is_loaded(other.slot)
                && other
                    .as_column()
                    .is_some_and(|column| column.spec.group.as_ref() == Some(&group))
        };
        columns.extend(instance.mapper().properties().into_iter().filter(is_of_group));
    }
    read_columns(&session, instance, columns, passive)?;
    Ok(Loaded::WasSet)
}

fn read_columns(
    session: &Session,
    instance: &Instance,
    columns: Vec<Property>,
    passive: Passive,
) -> Result<()> {
    let all = instance.mapper().column_properties();
    // All of them: as if the object were loaded for the first time.
    let is_whole = all.iter().all(|property| columns.contains(property));
    let only = (!is_whole || columns.is_empty()).then_some(columns);
    let autoflush = !passive.has(Passive::NO_AUTOFLUSH);
    let how = How {
        request: &LoadRequest::default(),
        cause: cause(instance),
        autoflush,
        is_asked: false,
    };
    if read(session, instance, only, how)? {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::ObjectDeleted,
        format!("Instance '{instance}' has been deleted, or its row is otherwise not present."),
    ))
}

/// How a row is read again.
struct How<'a> {
    request: &'a LoadRequest,
    cause: Rc<Cause>,
    autoflush: bool,
    /// By `session.refresh`.
    is_asked: bool,
}

/// Whether the row was there.
fn read(
    session: &Session,
    instance: &Instance,
    only: Option<Vec<Property>>,
    how: How<'_>,
) -> Result<bool> {
    let request = how.request;
    let Some(key) = instance.key() else {
        return Err(Error::invalid_request(format!(
            "Instance {instance} cannot be refreshed - it's not  persistent and does not contain a full primary key."
        )));
    };
    let context = context_of(instance);
    let make = || {
        let mut again = read_again(instance, only.clone());
        if !context.base.applying.is_empty() && request.options.is_empty() {
            again.base = Some(Base { path: Vec::new(), ..context.base.clone() });
        }
        again.select = again.select.edit(|data| {
            data.tail.execution.options.clone_from(&request.options);
            data.tail.for_update.clone_from(&request.for_update);
        });
        again.is_asked = how.is_asked;
        Ok(Prepared { ready: make_ready(session, again)?, parameters: Vec::new() })
    };
    let is_plain = request.options.is_empty() && request.for_update.is_none() && !how.is_asked;
    let purpose = match only.as_deref() {
        None => Some(PreparedFor::Again(None)),
        Some([property]) => Some(PreparedFor::Again(Some(property.slot))),
        Some(_) => None,
    };
    let prepared = match purpose.filter(|_| is_plain) {
        Some(purpose) => context.prepared(session, purpose, make)?,
        None => Rc::new(make()?),
    };
    let run = Run {
        refresh: Some(instance.clone()),
        keeps_changes: !how.is_asked,
        autoflush: how.autoflush,
        cause: Some(how.cause),
        ..Run::new(session)
    };
    let run = run.with_parameters(key_parameters(instance.mapper(), &key.values));
    Ok(!run.load(&prepared.ready)?.cells.is_empty())
}

/// Reads attributes of an instance again (`None`: all of them) by one SELECT, without an autoflush; whether
/// there still is a row.
pub fn refresh(
    session: &Session,
    instance: &Instance,
    only: Option<&[Property]>,
    request: &LoadRequest,
) -> Result<bool> {
    let how = How { request, cause: cause(instance), autoflush: false, is_asked: true };
    read(session, instance, only.map(<[Property]>::to_vec), how)
}
