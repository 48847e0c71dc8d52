//! Pools, what they hand out, and the cursors of the DBAPI as listeners see them.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_engine::convert::{from_driver, to_driver};
use ormlab_engine::driver::{DriverResult, DriverValue};
use ormlab_engine::pool::{ConnectionRecord, Pool, PooledConnection};
use ormlab_python::object::class::Class;
use ormlab_python::{Args, ClassBuilder, HostObject, Object, PyResult, Raised, Str, Vm};

use crate::arguments::text;
use crate::connection::info_dict;
use crate::conversion::{to_object, to_value};
use crate::error::OrRaise;
use crate::names::{self, ClassSpec};

/// A pool as a Python object.
pub struct PoolObject(pub Pool);

/// The pool as a Python object.
pub(crate) fn pool_object(pool: Pool) -> Object {
    Object::host(PoolObject(pool))
}

impl HostObject for PoolObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, self.0.class().name())
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        let same = other.downcast_ref::<PoolObject>().is_some_and(|other| other.0.is(&self.0));
        Ok(match op {
            ormlab_python::CompareOp::Eq => Some(same.into()),
            ormlab_python::CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }
}

fn receiver(vm: &Vm, args: &mut Args) -> PyResult<Pool> {
    let this = crate::arguments::receiver(args);
    match this.downcast_ref::<PoolObject>() {
        Some(known) => Ok(known.0.clone()),
        None => Err(vm.type_error("a Pool is required")),
    }
}

fn methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .construct(|vm, class, _| {
            Err(vm.unsupported(&format!(
                "{}(…); give poolclass={} to create_engine",
                class.name(),
                class.name()
            )))
        })
        .method("status", |vm, mut args| Ok(receiver(vm, &mut args)?.status().into()))
        .method("size", |vm, mut args| Ok(receiver(vm, &mut args)?.size().into()))
        .method("checkedin", |vm, mut args| Ok(receiver(vm, &mut args)?.checkedin().into()))
        .method("checkedout", |vm, mut args| Ok(receiver(vm, &mut args)?.checkedout().into()))
        .method("overflow", |vm, mut args| Ok(receiver(vm, &mut args)?.overflow().into()))
        .method("timeout", |vm, mut args| Ok(receiver(vm, &mut args)?.timeout().into()))
        .method("connect", |vm, mut args| {
            let fairy = receiver(vm, &mut args)?.connect().or_raise(vm)?;
            Ok(fairy_object(fairy))
        })
        .method("dispose", |vm, mut args| {
            receiver(vm, &mut args)?.dispose();
            Ok(Object::None)
        })
        .method("recreate", |vm, mut args| Ok(pool_object(receiver(vm, &mut args)?.recreate())))
}

/// A connection of a pool as a Python object.
pub struct FairyObject(pub PooledConnection);

/// The pooled connection as a Python object.
pub(crate) fn fairy_object(fairy: PooledConnection) -> Object {
    Object::host(FairyObject(fairy))
}

impl HostObject for FairyObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "_ConnectionFairy")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let record = self.0.record();
        Ok(Some(match (name.as_str(), record) {
            ("is_valid", _) => self.0.is_valid().into(),
            ("is_detached", _) => self.0.is_detached().into(),
            ("info", Some(record)) => Object::Dict(info_dict(&record.info)),
            ("record_info", Some(record)) => Object::Dict(info_dict(&record.record_info)),
            ("dbapi_connection" | "driver_connection" | "connection", Some(record)) => {
                dbapi_object(vm, &record)
            }
            ("cursor" | "commit" | "rollback", Some(record)) => {
                return vm.get_attr(&dbapi_object(vm, &record), name).map(Some);
            }
            _ => return Ok(None),
        }))
    }
}

fn fairy(vm: &Vm, args: &mut Args) -> PyResult<PooledConnection> {
    let this = crate::arguments::receiver(args);
    match this.downcast_ref::<FairyObject>() {
        Some(known) => Ok(known.0.clone()),
        None => Err(vm.type_error("a pooled connection is required")),
    }
}

fn fairy_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("close", |vm, mut args| {
            fairy(vm, &mut args)?.close(false);
            Ok(Object::None)
        })
        .method("invalidate", |vm, mut args| {
            let fairy = fairy(vm, &mut args)?;
            args.take_first();
            let soft = crate::arguments::flag(vm, args.take("soft"), false)?;
            fairy.invalidate(None, soft);
            Ok(Object::None)
        })
        .method("detach", |vm, mut args| {
            fairy(vm, &mut args)?.detach();
            Ok(Object::None)
        })
}

/// A record of a pool as listeners see it.
pub struct RecordObject(pub Rc<ConnectionRecord>);

impl HostObject for RecordObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "_ConnectionRecord")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "info" => Object::Dict(info_dict(&self.0.info)),
            "record_info" => Object::Dict(info_dict(&self.0.record_info)),
            "dbapi_connection" | "driver_connection" => dbapi_object(vm, &self.0),
            "in_use" => self.0.is_in_use().into(),
            _ => return Ok(None),
        }))
    }
}

/// The driver's connection as the DBAPI shows it.
pub struct DbapiObject(Rc<ConnectionRecord>);

/// The DBAPI's connection of a record, the same object for the same one.
pub(crate) fn dbapi_object(_: &Vm, record: &Rc<ConnectionRecord>) -> Object {
    struct Kept(std::rc::Weak<DbapiObject>);
    let known = record.host.get_as::<Kept>().and_then(|kept| kept.0.upgrade());
    let object = known.unwrap_or_else(|| {
        let made = Rc::new(DbapiObject(Rc::clone(record)));
        record.host.set(Rc::new(Kept(Rc::downgrade(&made))));
        made
    });
    Object::Host(object)
}

impl HostObject for DbapiObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "sqlite3.Connection")
    }

    fn repr(&self, _: &Vm) -> PyResult<Option<String>> {
        Ok(Some(self.0.describe()))
    }
}

fn refused(
    vm: &Vm,
    record: &ConnectionRecord,
    error: &ormlab_engine::driver::DriverError,
) -> Box<Raised> {
    let refusal = ormlab_core::error::Refusal {
        type_name: format!("{}.{}", record.dbapi(), error.kind.class_name()),
        message: error.message.clone(),
    };
    Raised::new(crate::dbapi::exception(vm, &refusal))
}

fn dbapi(vm: &Vm, args: &mut Args) -> PyResult<Rc<DbapiObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a connection of the DBAPI is required"))
}

fn dbapi_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("cursor", |vm, mut args| {
            let record = Rc::clone(&dbapi(vm, &mut args)?.0);
            Ok(Object::host(CursorObject {
                record,
                result: RefCell::default(),
                next: RefCell::new(0),
            }))
        })
        .method("execute", |vm, mut args| {
            let record = Rc::clone(&dbapi(vm, &mut args)?.0);
            let cursor = Object::host(CursorObject {
                record,
                result: RefCell::default(),
                next: RefCell::new(0),
            });
            vm.call_method(&cursor, "execute", args)?;
            Ok(cursor)
        })
        .method("commit", |vm, mut args| {
            let this = dbapi(vm, &mut args)?;
            this.0.commit().map_err(|error| refused(vm, &this.0, &error))?;
            Ok(Object::None)
        })
        .method("rollback", |vm, mut args| {
            let this = dbapi(vm, &mut args)?;
            this.0.rollback().map_err(|error| refused(vm, &this.0, &error))?;
            Ok(Object::None)
        })
        .method("create_function", |vm, _| {
            Err(vm.unsupported("create_function() of the DBAPI's connection"))
        })
        .method("close", |_, _| Ok(Object::None))
}

/// A cursor of the DBAPI.
pub struct CursorObject {
    record: Rc<ConnectionRecord>,
    result: RefCell<DriverResult>,
    next: RefCell<usize>,
}

/// A cursor on the connection of a record.
pub(crate) fn cursor_object(record: &Rc<ConnectionRecord>) -> Object {
    let record = Rc::clone(record);
    Object::host(CursorObject { record, result: RefCell::default(), next: RefCell::new(0) })
}

impl CursorObject {
    fn fetch(&self, vm: &Vm) -> Option<Object> {
        let result = self.result.borrow();
        let index = *self.next.borrow();
        if index >= result.len() {
            return None;
        }
        *self.next.borrow_mut() += 1;
        let width = result.columns.len();
        let row = &result.values[index * width..(index + 1) * width];
        Some(Object::tuple(row.iter().map(|value| to_object(vm, &from_driver(value)))))
    }
}

impl HostObject for CursorObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "Cursor")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        let result = self.result.borrow();
        Ok(Some(match name.as_str() {
            "rowcount" => result.rowcount.into(),
            "lastrowid" => result.lastrowid.into(),
            "connection" => dbapi_object(vm, &self.record),
            "description" if result.columns.is_empty() => Object::None,
            "description" => Object::tuple(result.columns.iter().map(|name| {
                let nothing = std::iter::repeat_n(Object::None, 6);
                Object::tuple(std::iter::once(Object::from(&**name)).chain(nothing))
            })),
            _ => return Ok(None),
        }))
    }

    fn iter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        let this = Rc::clone(&self);
        Ok(Some(ormlab_python::Iter::native("Cursor", move |vm| Ok(this.fetch(vm)))))
    }
}

fn cursor(vm: &Vm, args: &mut Args) -> PyResult<(Object, Rc<CursorObject>)> {
    let this = crate::arguments::receiver(args);
    match this.downcast() {
        Some(cursor) => Ok((this, cursor)),
        None => Err(vm.type_error("a Cursor is required")),
    }
}

fn driver_values(
    vm: &Vm,
    record: &ConnectionRecord,
    object: &Object,
) -> PyResult<Vec<DriverValue>> {
    let value = |(place, object): (usize, &Object)| -> PyResult<DriverValue> {
        let value = to_value(vm, object)?;
        to_driver(record.dbapi(), place + 1, &value).map_err(|error| refused(vm, record, &error))
    };
    vm.collect(object)?.iter().enumerate().map(value).collect()
}

fn cursor_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("execute", |vm, mut args| {
            let (object, this) = cursor(vm, &mut args)?;
            let [sql, parameters] = args.bind(vm, "execute", ["sql", "parameters"], 1)?;
            let sql = text(vm, &sql.unwrap_or(Object::None))?;
            let values = match parameters {
                Some(given) => driver_values(vm, &this.record, &given)?,
                None => Vec::new(),
            };
            let result = this
                .record
                .execute(&sql, &values)
                .map_err(|error| refused(vm, &this.record, &error))?;
            this.result.replace(result);
            this.next.replace(0);
            Ok(object)
        })
        .method("fetchone", |vm, mut args| {
            Ok(cursor(vm, &mut args)?.1.fetch(vm).unwrap_or(Object::None))
        })
        .method("fetchall", |vm, mut args| {
            let (_, this) = cursor(vm, &mut args)?;
            Ok(Object::list(std::iter::from_fn(|| this.fetch(vm))))
        })
        .method("close", |_, _| Ok(Object::None))
}

const IMPL: &str = "sqlalchemy.pool.impl";
const BASE: &str = "sqlalchemy.pool.base";

/// The classes of pools.
pub(crate) const CLASSES: &[ClassSpec] = &[
    ClassSpec::new("Pool", BASE, &[], methods),
    ClassSpec::plain("QueuePool", IMPL, &["Pool"]),
    ClassSpec::plain("AsyncAdaptedQueuePool", IMPL, &["QueuePool"]),
    ClassSpec::plain("SingletonThreadPool", IMPL, &["Pool"]),
    ClassSpec::plain("StaticPool", IMPL, &["Pool"]),
    ClassSpec::plain("NullPool", IMPL, &["Pool"]),
    ClassSpec::plain("AssertionPool", IMPL, &["Pool"]),
    ClassSpec::plain("PoolProxiedConnection", BASE, &[]),
    ClassSpec::new("_ConnectionFairy", BASE, &["PoolProxiedConnection"], fairy_methods),
    ClassSpec::plain("ConnectionPoolEntry", BASE, &[]),
    ClassSpec::plain("_ConnectionRecord", BASE, &["ConnectionPoolEntry"]),
    ClassSpec::new("sqlite3.Connection", "sqlite3", &[], dbapi_methods),
    ClassSpec::new("Cursor", "sqlite3", &[], cursor_methods),
];
