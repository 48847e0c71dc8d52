//! Sessions in `with` blocks, and blocks without autoflush.

use std::cell::Cell;
use std::rc::Rc;

use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Object, PyResult, Vm};

use super::{receiver, session_object, session_of};
use crate::error::OrRaise;

/// Adds the methods.
pub(super) fn methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__enter__", |_, mut args| Ok(crate::arguments::receiver(&mut args)))
        .method("__exit__", |vm, mut args| {
            receiver(vm, &mut args)?.close().or_raise(vm)?;
            Ok(false.into())
        })
        .getter("no_autoflush", |vm, this| {
            Ok(Object::host(NoAutoflush {
                session: session_of(vm, this)?,
                before: Cell::new(true),
            }))
        })
}

/// `with session.no_autoflush:`.
pub(super) struct NoAutoflush {
    session: ormlab_orm::Session,
    before: Cell<bool>,
}

impl HostObject for NoAutoflush {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().object.clone()
    }

    fn enter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        self.before.set(self.session.autoflush.replace(false));
        Ok(Some(session_object(vm, &self.session)))
    }

    fn exit(self: Rc<Self>, _: &Vm, _: &Object) -> PyResult<Option<bool>> {
        self.session.autoflush.set(self.before.get());
        Ok(Some(false))
    }
}

/// `with maker.begin() as session:` — commits at the end, and closes.
pub(super) struct BeginBlock {
    pub session: Object,
}

impl HostObject for BeginBlock {
    fn class(&self, vm: &Vm) -> Class {
        vm.types().object.clone()
    }

    fn enter(self: Rc<Self>, vm: &Vm) -> PyResult<Option<Object>> {
        session_of(vm, &self.session)?.begin().or_raise(vm)?;
        Ok(Some(self.session.clone()))
    }

    fn exit(self: Rc<Self>, vm: &Vm, exception: &Object) -> PyResult<Option<bool>> {
        let session = session_of(vm, &self.session)?;
        let ended = match session.root_transaction() {
            Some(transaction) => super::transaction::end(vm, &transaction, exception.is_none()),
            None => Ok(()),
        };
        session.close().or_raise(vm)?;
        ended?;
        Ok(Some(false))
    }
}
