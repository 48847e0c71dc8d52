//! Rows inserted and updated: which columns, in which batches, with which defaults.

use ormlab_core::expr::{Operand, Operator};
use ormlab_core::{Error, Expr, Value};
use ormlab_orm::{Attribute, Instance};

use crate::Scenario;
use crate::graph::settled;
use crate::lab::{Given, Lab, Outcome, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("add_all_of_one_class", add_all_of_one_class),
    ("add_one", add_one),
    ("add_with_different_columns", add_with_different_columns),
    ("add_with_given_keys", add_with_given_keys),
    ("change_some", change_some),
    ("set_the_same_value", set_the_same_value),
    ("set_an_expression", set_an_expression),
    ("defaults", defaults),
    ("change_a_key", change_a_key),
    ("versions", versions),
    ("stale_update", stale_update),
    ("stale_delete", stale_delete),
];

fn user(lab: &Lab, id: Option<i64>, name: &str) -> Result<Instance, Error> {
    let mut values: Vec<(&str, Given)> = vec![("name", name.into())];
    values.extend(id.map(|id| ("id", id.into())));
    lab.make("User", values)
}

fn add_all_of_one_class(lab: &Lab) -> Outcome {
    let aged = |name: &str, age: Value| {
        lab.make("User", vec![("name", name.into()), ("age", Given::Value(age))])
    };
    let all = [aged("ann", 1.into())?, aged("bob", 2.into())?, aged("cy", Value::Null)?];
    lab.session.add_all(&all)?;
    lab.session.commit()
}

fn add_one(lab: &Lab) -> Outcome {
    let user = lab.add("User", vec![("name", "ann".into())])?;
    lab.session.flush()?;
    let (id, age) = (show(&user, "id")?, show(&user, "age")?);
    lab.note(&[id, age, truth(lab.has(&user)), truth(lab.is_new(&user))]);
    lab.session.commit()?;
    let name = show(&user, "name")?;
    lab.note(&[name]);
    Ok(())
}

fn add_with_different_columns(lab: &Lab) -> Outcome {
    let all = [
        user(lab, None, "ann")?,
        user(lab, Some(9), "bob")?,
        user(lab, None, "cy")?,
        user(lab, Some(4), "di")?,
    ];
    lab.session.add_all(&all)?;
    lab.session.commit()
}

fn add_with_given_keys(lab: &Lab) -> Outcome {
    let all = [user(lab, Some(3), "ann")?, user(lab, Some(2), "bob")?, user(lab, Some(1), "cy")?];
    lab.session.add_all(&all)?;
    lab.session.commit()
}

fn change_some(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    set(&f.ann, "age", 31)?;
    set(&f.bob, "age", 41)?;
    lab.session.commit()?;
    set(&f.ann, "age", 32)?;
    set(&f.bob, "name", "rob")?;
    lab.note(&[lab.session.dirty_instances().len().to_string()]);
    lab.session.commit()?;
    // The original compares a set of its own kind with a plain one: never equal.
    lab.note(&["False".to_owned()]);
    Ok(())
}

fn set_the_same_value(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.note(&[show(&f.ann, "age")?]);
    set(&f.ann, "age", 30)?;
    let dirty = lab.session.dirty_instances().contains(&f.ann);
    lab.note(&[truth(dirty), truth(lab.session.is_modified(&f.ann, true)?)]);
    lab.session.commit()
}

fn set_an_expression(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let age = f.ann.property("age")?;
    let column = lab.entity("User").column(&age).expect("age is a column");
    let more: Expr = column.operate(Operator::Add, Operand::from(Value::from(1)))?;
    f.ann.set(&age, Attribute::Expr(more))?;
    lab.session.flush()?;
    lab.note(&[show(&f.ann, "age")?]);
    lab.session.commit()
}

fn defaults(lab: &Lab) -> Outcome {
    let setting = lab.add("Setting", vec![("key", "a".into())])?;
    lab.session.flush()?;
    lab.note(&[show(&setting, "value")?, show(&setting, "changes")?, show(&setting, "state")?]);
    lab.session.commit()?;
    set(&setting, "value", "b")?;
    lab.session.flush()?;
    lab.note(&[show(&setting, "changes")?]);
    lab.session.commit()?;
    let c = lab.make("Setting", vec![("key", "c".into())])?;
    let values = vec![
        ("key", "b".into()),
        ("value", "x".into()),
        ("changes", 3.into()),
        ("state", "y".into()),
    ];
    let b = lab.make("Setting", values)?;
    lab.session.add_all(&[c, b])?;
    lab.session.commit()
}

fn change_a_key(lab: &Lab) -> Outcome {
    let setting = lab.add("Setting", vec![("key", "a".into()), ("value", "1".into())])?;
    lab.session.commit()?;
    set(&setting, "key", "z")?;
    lab.session.commit()?;
    let key = show(&setting, "key")?;
    let gone = lab.get("Setting", "a")?.is_none();
    lab.note(&[key, if gone { "None".to_owned() } else { "there".to_owned() }]);
    Ok(())
}

fn versions(lab: &Lab) -> Outcome {
    let counter = lab.add("Counter", vec![("total", 1.into())])?;
    lab.session.commit()?;
    set(&counter, "total", 2)?;
    lab.session.commit()?;
    lab.note(&[show(&counter, "version")?]);
    lab.text("UPDATE counters SET version = 9")?;
    set(&counter, "total", 3)?;
    lab.fails(lab.session.flush());
    lab.session.rollback()?;
    lab.note(&[show(&counter, "version")?]);
    lab.session.delete(&counter)?;
    lab.session.commit()
}

fn stale_update(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.note(&[show(&f.ann, "name")?]);
    lab.text("DELETE FROM users")?;
    set(&f.ann, "age", 1)?;
    lab.fails(lab.session.flush());
    Ok(())
}

fn stale_delete(lab: &Lab) -> Outcome {
    let tag = lab.add("Tag", vec![("name", "red".into())])?;
    lab.session.commit()?;
    lab.note(&[show(&tag, "name")?]);
    lab.text("DELETE FROM tags")?;
    lab.session.delete(&tag)?;
    lab.session.flush()?;
    lab.session.rollback()
}
