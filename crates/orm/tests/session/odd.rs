//! What is rarely done and must still come out as it does in the original.

use std::rc::Rc;

use ormlab_core::dml::{DmlKey, DmlValue, insert, update};
use ormlab_core::expr::{Operand, Operator};
use ormlab_core::select::SelectItem;
use ormlab_core::{FromClause, Result, Statement, Value};
use ormlab_engine::{ExecutionOptions, Fetch};
use ormlab_orm::passive::Passive;
use ormlab_orm::session::make_transient;
use ormlab_orm::{Attribute, Instance, instance_of};

use crate::Scenario;
use crate::graph::{family, settled};
use crate::lab::{Lab, Outcome, collection, object, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("two_sessions", two_sessions),
    ("kept_after_commit", kept_after_commit),
    ("transient_again", transient_again),
    ("del_attributes", del_attributes),
    ("histories", histories),
    ("null_keys", null_keys),
    ("foreign_keys_by_hand", foreign_keys_by_hand),
    ("gone_on_refresh", gone_on_refresh),
    ("expunge_cascades", expunge_cascades),
    ("returning", returning),
    ("expired_keys", expired_keys),
    ("changes_then_nothing", changes_then_nothing),
];

fn two_sessions(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let other = lab.another_session();
    lab.fails(other.add(&f.ann));
    lab.session.expunge(&f.ann)?;
    other.add(&f.ann)?;
    lab.note(&[truth(lab.has(&f.ann)), truth(other.contains(&f.ann))]);
    lab.fails(lab.session.delete(&f.ann));
    let copy = lab.make("User", vec![("id", 1.into()), ("name", "x".into())])?;
    make_transient(&copy)?;
    other.close()?;
    let loaded = lab.get("User", 1)?;
    lab.fails(lab.session.add(&f.ann));
    lab.note(&[truth(loaded.as_ref() == Some(&f.ann))]);
    Ok(())
}

fn kept_after_commit(lab: &Lab) -> Outcome {
    lab.session.expire_on_commit.set(false);
    let f = family(lab)?;
    lab.session.commit()?;
    lab.clear();
    let owned = object(&f.one, "user")?.as_ref() == Some(&f.ann);
    let comments = collection(&f.one, "comments")?.len();
    lab.note(&[show(&f.ann, "name")?, truth(owned), comments.to_string()]);
    set(&f.ann, "age", 1)?;
    lab.session.commit()?;
    lab.session.delete(&f.bob)?;
    lab.session.commit()?;
    lab.note(&[truth(lab.has(&f.bob)), truth(lab.has(&f.ann))]);
    lab.fails(lab.session.add(&f.bob));
    Ok(())
}

fn transient_again(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.note(&[show(&f.bob, "name")?, collection(&f.bob, "posts")?.len().to_string()]);
    make_transient(&f.bob)?;
    lab.note(&[truth(lab.has(&f.bob)), show(&f.bob, "id")?, show(&f.bob, "name")?]);
    f.bob.set(&f.bob.property("id")?, Value::Null)?;
    set(&f.bob, "name", "copy")?;
    set(&f.bob, "posts", Vec::new())?;
    lab.session.add(&f.bob)?;
    lab.session.commit()
}

fn del_attributes(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let owned =
        || -> Result<String> { Ok(truth(object(&f.one, "user")?.as_ref() == Some(&f.ann))) };
    let name = show(&f.ann, "name")?;
    lab.note(&[name, owned()?]);
    f.ann.delete(&f.ann.property("age")?)?;
    lab.note(&[show(&f.ann, "age")?]);
    let x = lab.make("User", vec![("name", "x".into())])?;
    lab.fails(x.delete(&x.property("age")?));
    lab.fails(lab.session.commit());
    lab.session.rollback()?;
    lab.note(&[owned()?]);
    f.one.delete(&f.one.property("user")?)?;
    lab.session.commit()
}

fn named(values: &[Attribute]) -> Result<String> {
    let mut shown = Vec::new();
    for value in values {
        shown.push(match value {
            Attribute::Value(value) => value.repr(),
            Attribute::Object(None) => "None".to_owned(),
            Attribute::Object(Some(object)) => {
                let is_post = &*object.mapper().name() == "Post";
                format!("'{}'", show(object, if is_post { "title" } else { "name" })?)
            }
            other => format!("{other:?}"),
        });
    }
    Ok(format!("[{}]", shown.join(", ")))
}

fn note_history(lab: &Lab, instance: &Instance, key: &str) -> Outcome {
    let passive = Passive::NO_INITIALIZE;
    let history = instance.history(&instance.property(key)?, passive)?;
    let (added, unchanged) = (named(&history.added)?, named(&history.unchanged)?);
    lab.note(&[key.to_owned(), added, unchanged, named(&history.deleted)?]);
    Ok(())
}

fn histories(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    note_history(lab, &f.ann, "age")?;
    set(&f.ann, "age", 31)?;
    note_history(lab, &f.ann, "age")?;
    lab.note(&[show(&f.ann, "name")?]);
    set(&f.ann, "name", "anna")?;
    note_history(lab, &f.ann, "name")?;
    set(&f.ann, "name", "ann")?;
    note_history(lab, &f.ann, "name")?;
    collection(&f.ann, "posts")?.remove(&f.one)?;
    let four = lab.make("Post", vec![("title", "four".into())])?;
    collection(&f.ann, "posts")?.append(&four)?;
    note_history(lab, &f.ann, "posts")?;
    note_history(lab, &f.one, "user")?;
    set(&f.one, "user", &f.bob)?;
    note_history(lab, &f.one, "user")?;
    let fresh = lab.make("User", vec![])?;
    note_history(lab, &fresh, "name")?;
    fresh.set(&fresh.property("name")?, Value::Null)?;
    note_history(lab, &fresh, "name")?;
    lab.session.rollback()
}

fn null_keys(lab: &Lab) -> Outcome {
    lab.add("Setting", vec![("value", "x".into())])?;
    lab.fails(lab.session.flush());
    lab.session.rollback()?;
    lab.add("Item", vec![("line", 1.into())])?;
    lab.fails(lab.session.flush());
    Ok(())
}

fn owner_name(post: &Instance) -> Result<String> {
    match object(post, "user")? {
        Some(user) => show(&user, "name"),
        None => Ok("None".to_owned()),
    }
}

fn foreign_keys_by_hand(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    set(&f.one, "user_id", 2)?;
    lab.note(&[owner_name(&f.one)?]);
    lab.session.commit()?;
    lab.note(&[owner_name(&f.one)?]);
    let late = lab.add("Post", vec![("title", "late".into()), ("user_id", 1.into())])?;
    lab.note(&[owner_name(&late)?]);
    lab.session.flush()?;
    lab.note(&[owner_name(&late)?]);
    lab.session.expire(&late, Some(&["user"]))?;
    lab.note(&[owner_name(&late)?]);
    Ok(())
}

fn gone_on_refresh(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.text("DELETE FROM users")?;
    lab.fails(lab.session.refresh(&f.ann, None, None));
    Ok(())
}

fn expunge_cascades(lab: &Lab) -> Outcome {
    let children = vec![lab.make("Node", vec![("name", "a".into())])?];
    let values = vec![("name", "root".into()), ("children", children.into())];
    let node = lab.add("Node", values)?;
    lab.session.commit()?;
    let child = collection(&node, "children")?.get(0).expect("there is one");
    lab.session.expunge(&node)?;
    lab.note(&[truth(lab.has(&node)), truth(lab.has(&child))]);
    lab.session.add(&child)?;
    lab.note(&[truth(lab.has(&node))]);
    Ok(())
}

fn assign(key: &str, value: impl Into<DmlValue>) -> Vec<(DmlKey, DmlValue)> {
    vec![(DmlKey::from(key), value.into())]
}

fn returning(lab: &Lab) -> Outcome {
    let users = FromClause::Entity(lab.entity("User"));
    let entity: Rc<dyn ormlab_core::entity::Entity> = lab.entity("User");
    let all = || vec![SelectItem::Entity(entity.clone())];
    let options = ExecutionOptions::default();
    let rows = [
        vec![(Rc::from("name"), Value::from("ann"))],
        vec![(Rc::from("name"), Value::from("bob"))],
    ];
    let statement = Statement::from(insert(users.clone()).returning(all())?);
    let found = lab.session.scalars(&statement, &rows, &options)?.all()?;
    let found: Vec<Instance> = found.iter().filter_map(instance_of).collect();
    let mut shown = Vec::new();
    for user in &found {
        shown.push(format!("({}, '{}')", show(user, "id")?, show(user, "name")?));
    }
    lab.note(&[format!("[{}]", shown.join(", ")), truth(lab.has(&found[0]))]);
    let column = |key: &str| {
        let property = lab.mapper("User").require(key).expect("users have it");
        lab.entity("User").column(&property).expect("it is a column")
    };
    let columns = vec![SelectItem::Expr(column("id")), SelectItem::Expr(column("name"))];
    let cy = insert(users.clone()).values(assign("name", "cy")).returning(columns)?;
    let rows = lab.session.execute(&cy.into(), &[], &options)?.all()?;
    let mut shown = Vec::new();
    for row in rows {
        shown.push(Value::Tuple(row.values()?.into()).repr());
    }
    lab.note(&[format!("[{}]", shown.join(", "))]);
    let is_cy = column("name").operate(Operator::Eq, Operand::from(Value::from("cy")))?;
    let aged = update(users).where_(is_cy).values(assign("age", 3)).returning(all())?;
    let found = lab.session.scalars(&aged.into(), &[], &options)?.all()?;
    let cy = found.iter().find_map(instance_of).expect("one was updated");
    lab.note(&[show(&cy, "age")?]);
    lab.session.commit()
}

fn identity(instance: &Instance) -> String {
    let values = instance.key().map(|key| key.values.to_vec()).unwrap_or_default();
    Value::Tuple(values.into()).repr()
}

fn expired_keys(lab: &Lab) -> Outcome {
    let setting = lab.add("Setting", vec![("key", "a".into()), ("value", "1".into())])?;
    lab.session.commit()?;
    set(&setting, "key", "b")?;
    lab.note(&[identity(&setting)]);
    set(&setting, "value", "2")?;
    lab.session.flush()?;
    lab.note(&[identity(&setting), show(&setting, "state")?]);
    lab.session.rollback()?;
    let before = identity(&setting);
    lab.note(&[before, show(&setting, "key")?]);
    Ok(())
}

fn changes_then_nothing(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    set(&f.ann, "age", 1)?;
    lab.session.expire(&f.ann, None)?;
    lab.session.commit()?;
    lab.note(&[show(&f.ann, "age")?]);
    set(&f.ann, "age", 2)?;
    lab.session.refresh(&f.ann, None, None)?;
    let dirty = lab.session.dirty_instances().contains(&f.ann);
    lab.note(&[show(&f.ann, "age")?, truth(dirty)]);
    lab.session.commit()
}
