//! Hooks of sessions, and blocks of transactions.

use std::rc::Rc;

use ormlab_core::{Error, Result};
use ormlab_orm::Session;
use ormlab_orm::event::{Hooks, StateHook};
use ormlab_orm::session::SessionTransaction;

use crate::Scenario;
use crate::lab::{Lab, Lines, Outcome, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] =
    &[("hooks", hooks), ("state_hooks", state_hooks), ("blocks", blocks)];

fn hear(lines: &Lines, name: &'static str) -> impl Fn(&Session) + use<> {
    let lines = lines.clone();
    move |session: &Session| {
        let (new, dirty) = (session.new_instances().len(), session.dirty_instances().len());
        let deleted = session.deleted_instances().len();
        lines.borrow_mut().push(format!("# {name} {new} {dirty} {deleted}"));
    }
}

fn hear_all(lab: &Lab) {
    let events = lab.session.events();
    let lines = lab.shared_lines();
    let before = hear(&lines, "before_flush");
    events.before_flush.listen(Rc::new(move |session: &Session, _| {
        before(session);
        Ok(())
    }));
    let begun = hear(&lines, "after_begin");
    events.after_begin.listen(Rc::new(move |session: &Session, _, _| {
        begun(session);
        Ok(())
    }));
    let plain = [
        (&events.after_flush, "after_flush"),
        (&events.after_flush_postexec, "after_flush_postexec"),
        (&events.before_commit, "before_commit"),
        (&events.after_commit, "after_commit"),
        (&events.after_rollback, "after_rollback"),
    ];
    for (hooks, name) in plain {
        let hear = hear(&lines, name);
        hooks.listen(Rc::new(move |session: &Session| {
            hear(session);
            Ok(())
        }));
    }
    let of_transactions = [
        (&events.after_transaction_create, "after_transaction_create"),
        (&events.after_transaction_end, "after_transaction_end"),
        (&events.after_soft_rollback, "after_soft_rollback"),
    ];
    for (hooks, name) in of_transactions {
        let hear = hear(&lines, name);
        hooks.listen(Rc::new(move |session: &Session, _: &SessionTransaction| {
            hear(session);
            Ok(())
        }));
    }
}

fn hooks(lab: &Lab) -> Outcome {
    hear_all(lab);
    let ann = lab.add("User", vec![("name", "ann".into())])?;
    lab.session.commit()?;
    set(&ann, "age", 1)?;
    lab.session.flush()?;
    lab.session.rollback()?;
    lab.add("User", vec![("name", "ann".into())])?;
    lab.fails(lab.session.commit());
    lab.session.rollback()
}

fn hear_state(lab: &Lab, hooks: &Hooks<StateHook>, name: &'static str) {
    let lines = lab.shared_lines();
    hooks.listen(Rc::new(move |_: &Session, _| {
        lines.borrow_mut().push(format!("# {name}"));
        Ok(())
    }));
}

fn state_hooks(lab: &Lab) -> Outcome {
    let events = lab.session.events();
    for (hooks, name) in [
        (&events.transient_to_pending, "transient_to_pending"),
        (&events.pending_to_transient, "pending_to_transient"),
        (&events.pending_to_persistent, "pending_to_persistent"),
        (&events.loaded_as_persistent, "loaded_as_persistent"),
        (&events.persistent_to_transient, "persistent_to_transient"),
        (&events.persistent_to_deleted, "persistent_to_deleted"),
        (&events.deleted_to_detached, "deleted_to_detached"),
        (&events.deleted_to_persistent, "deleted_to_persistent"),
        (&events.persistent_to_detached, "persistent_to_detached"),
        (&events.detached_to_persistent, "detached_to_persistent"),
        (&events.before_attach, "before_attach"),
        (&events.after_attach, "after_attach"),
    ] {
        hear_state(lab, hooks, name);
    }
    let session = &lab.session;
    let ann = lab.add("User", vec![("name", "ann".into())])?;
    session.rollback()?;
    session.add(&ann)?;
    session.commit()?;
    session.delete(&ann)?;
    session.flush()?;
    session.rollback()?;
    session.expunge(&ann)?;
    session.add(&ann)?;
    session.delete(&ann)?;
    session.commit()
}

/// `with begun:`.
fn block(begun: Result<SessionTransaction>, body: impl FnOnce() -> Result<()>) -> Result<()> {
    let transaction = begun?;
    transaction.enter()?;
    let outcome = body();
    transaction.exit(outcome.is_ok())?;
    outcome
}

fn blocks(lab: &Lab) -> Outcome {
    let session = &lab.session;
    let add = |name: &str| lab.add("User", vec![("name", name.into())]).map(drop);
    block(session.begin(), || add("ann"))?;
    lab.note(&[truth(session.in_transaction())]);
    lab.fails(block(session.begin(), || {
        add("bob")?;
        session.flush()?;
        Err(Error::value_error("broken"))
    }));
    lab.fails(block(session.begin(), || {
        add("cy")?;
        session.commit()?;
        add("di")
    }));
    block(session.begin(), || {
        add("ed")?;
        if let Err(error) = block(session.begin_nested(), || add("ann")) {
            lab.note(&[ormlab_engine::error::class_name(error.kind).to_owned()]);
        }
        add("flo")
    })?;
    session.begin()?;
    lab.fails(session.begin());
    session.rollback()?;
    let mut names = Vec::new();
    for user in lab.all("User")? {
        names.push(format!("'{}'", show(&user, "name")?));
    }
    lab.note(&[format!("[{}]", names.join(", "))]);
    Ok(())
}
