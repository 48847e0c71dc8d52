//! Events of sessions.

use std::rc::Rc;

use ormlab_orm::Session;
use ormlab_orm::event::{Hooks, SessionEvents, SessionHook, StateHook, TransactionHook};
use ormlab_python::{Object, PyResult, Vm};

use super::{Listener, hang};
use crate::connection::connection_object;
use crate::error::invalid_request;
use crate::names;
use crate::orm::session::{session_object, transaction_object};
use crate::orm::value::{object_of, objects_of};

/// What stands for the unit of work in `before_flush` and `after_flush`.
fn flush_context(vm: &Vm, session: &Session) -> Object {
    let context = vm.new_instance(&names::class(vm, "UOWTransaction"), None);
    context.dict().set_text("session", session_object(vm, session));
    Object::Instance(context)
}

fn on_session(hooks: &Hooks<SessionHook>, listener: Listener) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |session: &Session| {
            listener.hear(&["session"], |vm| vec![session_object(vm, session)]).map(drop)
        }
    });
}

fn on_flush(hooks: &Hooks<SessionHook>, listener: Listener) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |session: &Session| {
            let values = |vm: &Vm| vec![session_object(vm, session), flush_context(vm, session)];
            listener.hear(&["session", "flush_context"], values).map(drop)
        }
    });
}

fn on_state(hooks: &Hooks<StateHook>, listener: Listener) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |session: &Session, instance: &ormlab_orm::Instance| {
            let values = |vm: &Vm| vec![session_object(vm, session), object_of(vm, instance)];
            listener.hear(&["session", "instance"], values).map(drop)
        }
    });
}

fn on_transaction(hooks: &Hooks<TransactionHook>, listener: Listener, name: &'static str) {
    hang!(hooks, listener, {
        let listener = listener.clone();
        move |session: &Session, transaction: &ormlab_orm::session::SessionTransaction| {
            let values = |vm: &Vm| {
                vec![session_object(vm, session), transaction_object(session, transaction)]
            };
            listener.hear(&["session", name], values).map(drop)
        }
    });
}

fn on_before_flush(events: &SessionEvents, listener: Listener) {
    hang!(events.before_flush, listener, {
        let listener = listener.clone();
        move |session: &Session, instances: Option<&[ormlab_orm::Instance]>| {
            let values = |vm: &Vm| {
                let instances = instances.map(|all| Object::from(objects_of(vm, all)));
                vec![session_object(vm, session), flush_context(vm, session), instances.into()]
            };
            listener.hear(&["session", "flush_context", "instances"], values).map(drop)
        }
    });
}

fn on_after_begin(events: &SessionEvents, listener: Listener) {
    hang!(events.after_begin, listener, {
        let listener = listener.clone();
        move |session: &Session,
              transaction: &ormlab_orm::session::SessionTransaction,
              connection: &ormlab_engine::Connection| {
            let values = |vm: &Vm| {
                vec![
                    session_object(vm, session),
                    transaction_object(session, transaction),
                    connection_object(vm, connection),
                ]
            };
            listener.hear(&["session", "transaction", "connection"], values).map(drop)
        }
    });
}

fn states<'a>(events: &'a SessionEvents, name: &str) -> Option<&'a Hooks<StateHook>> {
    Some(match name {
        "before_attach" => &events.before_attach,
        "after_attach" => &events.after_attach,
        "transient_to_pending" => &events.transient_to_pending,
        "pending_to_transient" => &events.pending_to_transient,
        "persistent_to_transient" => &events.persistent_to_transient,
        "pending_to_persistent" => &events.pending_to_persistent,
        "detached_to_persistent" => &events.detached_to_persistent,
        "loaded_as_persistent" => &events.loaded_as_persistent,
        "persistent_to_deleted" => &events.persistent_to_deleted,
        "deleted_to_persistent" => &events.deleted_to_persistent,
        "deleted_to_detached" => &events.deleted_to_detached,
        "persistent_to_detached" => &events.persistent_to_detached,
        _ => return None,
    })
}

/// Adds a listener.
pub(super) fn listen(
    vm: &Vm,
    events: &Rc<SessionEvents>,
    name: &str,
    listener: Listener,
) -> PyResult<()> {
    if let Some(hooks) = states(events, name) {
        on_state(hooks, listener);
        return Ok(());
    }
    match name {
        "before_flush" => on_before_flush(events, listener),
        "after_flush" => on_flush(&events.after_flush, listener),
        "after_flush_postexec" => on_flush(&events.after_flush_postexec, listener),
        "before_commit" => on_session(&events.before_commit, listener),
        "after_commit" => on_session(&events.after_commit, listener),
        "after_rollback" => on_session(&events.after_rollback, listener),
        "after_begin" => on_after_begin(events, listener),
        "after_soft_rollback" => {
            on_transaction(&events.after_soft_rollback, listener, "previous_transaction");
        }
        "after_transaction_create" => {
            on_transaction(&events.after_transaction_create, listener, "transaction");
        }
        "after_transaction_end" => {
            on_transaction(&events.after_transaction_end, listener, "transaction")
        }
        "do_orm_execute" | "after_bulk_update" | "after_bulk_delete" => {
            return Err(vm.unsupported(&format!("the event '{name}' of sessions")));
        }
        _ => {
            return Err(invalid_request(
                vm,
                format!(
                    "No such event '{name}' for target '<class 'sqlalchemy.orm.session.Session'>'"
                ),
            ));
        }
    }
    Ok(())
}
