//! Transactions of sessions: begin, commit, rollback, savepoints.

use std::rc::Rc;

use ormlab_orm::session::{SessionTransaction, TransactionState};
use ormlab_python::object::class::Class;
use ormlab_python::object::host::HostObject;
use ormlab_python::object::native::ClassBuilder;
use ormlab_python::{Args, Object, PyResult, Str, Vm};

use super::{receiver, session_object, session_of};
use crate::arguments::flag;
use crate::error::OrRaise;
use crate::names;

/// A transaction of a session as a Python object.
pub(in crate::orm) struct TransactionObject {
    transaction: SessionTransaction,
    session: ormlab_orm::Session,
}

/// The transaction as a Python object.
pub(in crate::orm) fn transaction_object(
    session: &ormlab_orm::Session,
    transaction: &SessionTransaction,
) -> Object {
    Object::host(TransactionObject { transaction: transaction.clone(), session: session.clone() })
}

fn maybe(session: &ormlab_orm::Session, transaction: Option<SessionTransaction>) -> Object {
    transaction.map(|transaction| transaction_object(session, &transaction)).into()
}

/// Adds the methods.
pub(super) fn methods(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("begin", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            let [nested] = args.bind(vm, "Session.begin", ["nested"], 0)?;
            let begun =
                if flag(vm, nested, false)? { session.begin_nested() } else { session.begin() };
            Ok(transaction_object(&session, &begun.or_raise(vm)?))
        })
        .method("begin_nested", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            Ok(transaction_object(&session, &session.begin_nested().or_raise(vm)?))
        })
        .method("commit", |vm, mut args| {
            receiver(vm, &mut args)?.commit().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("rollback", |vm, mut args| {
            receiver(vm, &mut args)?.rollback().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("close", |vm, mut args| {
            receiver(vm, &mut args)?.close().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("reset", |vm, mut args| {
            receiver(vm, &mut args)?.reset().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("invalidate", |vm, _| Err(vm.unsupported("Session.invalidate()")))
        .method("prepare", |vm, _| Err(vm.unsupported("Session.prepare()")))
        .method("in_transaction", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.in_transaction().into())
        })
        .method("in_nested_transaction", |vm, mut args| {
            Ok(receiver(vm, &mut args)?.in_nested_transaction().into())
        })
        .method("get_transaction", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            Ok(maybe(&session, session.root_transaction()))
        })
        .method("get_nested_transaction", |vm, mut args| {
            let session = receiver(vm, &mut args)?;
            Ok(maybe(&session, session.nested_transaction()))
        })
        .getter("is_active", |vm, this| Ok(session_of(vm, this)?.is_active().into()))
}

impl HostObject for TransactionObject {
    fn class(&self, vm: &Vm) -> Class {
        names::class(vm, "SessionTransaction")
    }

    fn get_attr(self: Rc<Self>, vm: &Vm, name: &Str) -> PyResult<Option<Object>> {
        Ok(Some(match name.as_str() {
            "session" => session_object(vm, &self.session),
            "is_active" => self.transaction.is_active().into(),
            "nested" => self.transaction.is_nested().into(),
            "parent" => maybe(&self.session, self.transaction.parent()),
            _ => return Ok(None),
        }))
    }

    fn compare(
        self: Rc<Self>,
        _: &Vm,
        op: ormlab_python::CompareOp,
        other: &Object,
    ) -> PyResult<Option<Object>> {
        use ormlab_python::CompareOp;
        let same = other
            .downcast_ref::<TransactionObject>()
            .is_some_and(|other| other.transaction == self.transaction);
        Ok(match op {
            CompareOp::Eq => Some(same.into()),
            CompareOp::Ne => Some((!same).into()),
            _ => None,
        })
    }

    fn enter(self: Rc<Self>, _: &Vm) -> PyResult<Option<Object>> {
        Ok(Some(Object::Host(self)))
    }

    fn exit(self: Rc<Self>, vm: &Vm, exception: &Object) -> PyResult<Option<bool>> {
        end(vm, &self.transaction, exception.is_none())?;
        Ok(Some(false))
    }
}

/// The end of a `with` block around a transaction.
pub(super) fn end(vm: &Vm, transaction: &SessionTransaction, succeeded: bool) -> PyResult<()> {
    if succeeded && transaction.is_active() {
        if let Err(error) = transaction.commit() {
            if can_roll_back(transaction) {
                transaction.rollback().or_raise(vm)?;
            }
            return Err(error).or_raise(vm);
        }
        return Ok(());
    }
    if can_roll_back(transaction) {
        transaction.rollback().or_raise(vm)?;
    }
    Ok(())
}

fn can_roll_back(transaction: &SessionTransaction) -> bool {
    !matches!(transaction.state(), TransactionState::Committed | TransactionState::Closed)
}

fn own(vm: &Vm, args: &mut Args) -> PyResult<Rc<TransactionObject>> {
    let this = crate::arguments::receiver(args);
    this.downcast().ok_or_else(|| vm.type_error("a SessionTransaction is required"))
}

/// `SessionTransaction`.
pub(super) fn transaction_methods(_: &Vm, builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("commit", |vm, mut args| {
            own(vm, &mut args)?.transaction.commit().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("rollback", |vm, mut args| {
            own(vm, &mut args)?.transaction.rollback().or_raise(vm)?;
            Ok(Object::None)
        })
        .method("close", |vm, mut args| {
            own(vm, &mut args)?.transaction.close().or_raise(vm)?;
            Ok(Object::None)
        })
}
