//! States of instances: transactions, savepoints, refusals, expiry, detachment, merge.

use ormlab_orm::loading::LoadRequest;

use crate::Scenario;
use crate::graph::settled;
use crate::lab::{Lab, Outcome, collection, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("refused", refused),
    ("rollback_restores", rollback_restores),
    ("savepoints", savepoints),
    ("savepoint_rolled_back_alone", savepoint_rolled_back_alone),
    ("expire_and_refresh", expire_and_refresh),
    ("gone_rows", gone_rows),
    ("get", get),
    ("detached", detached),
    ("refused_states", refused_states),
    ("merge", merge),
    ("row_switch", row_switch),
    ("autoflush", autoflush),
    ("empty_commits", empty_commits),
];

fn found<T>(value: Option<T>) -> String {
    value.map_or("None".to_owned(), |_| "there".to_owned())
}

fn refused(lab: &Lab) -> Outcome {
    lab.add("User", vec![("name", "ann".into())])?;
    lab.session.commit()?;
    let twin = lab.add("User", vec![("name", "ann".into())])?;
    lab.fails(lab.session.commit());
    lab.fails(lab.count("User"));
    lab.session.rollback()?;
    lab.note(&[truth(lab.has(&twin)), show(&twin, "id")?]);
    lab.note(&[lab.count("User")?.to_string()]);
    Ok(())
}

fn rollback_restores(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    set(&f.ann, "name", "changed")?;
    let new = lab.add("User", vec![("name", "new".into())])?;
    lab.session.delete(&f.bob)?;
    lab.session.flush()?;
    lab.note(&[truth(lab.has(&new)), truth(lab.has(&f.bob))]);
    lab.session.rollback()?;
    lab.note(&[truth(lab.has(&new)), truth(lab.has(&f.bob)), show(&new, "id")?]);
    lab.note(&[show(&f.ann, "name")?]);
    Ok(())
}

fn savepoints(lab: &Lab) -> Outcome {
    let ann = lab.add("User", vec![("name", "ann".into())])?;
    let nested = lab.session.begin_nested()?;
    lab.add("User", vec![("name", "bob".into())])?;
    nested.commit()?;
    lab.session.begin_nested()?;
    set(&ann, "name", "changed")?;
    let cy = lab.add("User", vec![("name", "cy".into())])?;
    lab.session.flush()?;
    lab.session.rollback()?;
    lab.note(&[truth(lab.has(&ann)), truth(lab.has(&cy)), truth(lab.session.in_transaction())]);
    lab.fails(show(&ann, "name"));
    Ok(())
}

fn savepoint_rolled_back_alone(lab: &Lab) -> Outcome {
    let ann = lab.add("User", vec![("name", "ann".into()), ("age", 1.into())])?;
    lab.session.flush()?;
    let nested = lab.session.begin_nested()?;
    set(&ann, "age", 2)?;
    lab.session.flush()?;
    nested.rollback()?;
    lab.note(&[show(&ann, "age")?]);
    lab.session.commit()
}

fn expire_and_refresh(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.session.refresh(&f.ann, None, None)?;
    set(&f.ann, "age", 5)?;
    lab.session.refresh(&f.ann, Some(&["age"]), None)?;
    lab.note(&[show(&f.ann, "age")?]);
    lab.session.expire(&f.ann, Some(&["name"]))?;
    lab.note(&[show(&f.ann, "name")?]);
    lab.session.expire(&f.ann, None)?;
    lab.note(&[show(&f.ann, "age")?, show(&f.ann, "name")?]);
    Ok(())
}

fn gone_rows(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.text("DELETE FROM users")?;
    lab.fails(show(&f.ann, "name"));
    let gone = found(lab.get("User", 1)?);
    lab.note(&[gone]);
    Ok(())
}

fn get(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let ann = lab.get("User", 1)?.expect("it was written");
    assert_eq!(ann, f.ann);
    let again = lab.get("User", 1)?;
    let nobody = found(lab.get("User", 99)?);
    lab.note(&[truth(again.as_ref() == Some(&ann)), nobody]);
    lab.session.expire_all()?;
    let again = lab.get("User", 1)?;
    lab.note(&[truth(again.as_ref() == Some(&ann))]);
    let mapper = lab.mapper("User");
    let two = ormlab_orm::session::Identity::Values(vec![1.into(), 2.into()]);
    lab.fails(lab.session.get(&mapper, two, &LoadRequest::default()));
    lab.fails(lab.session.get_one(&mapper, 99, &LoadRequest::default()));
    let fresh = LoadRequest { populate_existing: true, ..LoadRequest::default() };
    let bob = lab.session.get(&mapper, 2, &fresh)?.expect("it was written");
    lab.note(&[show(&bob, "name")?]);
    Ok(())
}

fn detached(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.session.close()?;
    lab.fails(collection(&f.ann, "posts"));
    lab.fails(show(&f.ann, "name"));
    lab.session.add(&f.ann)?;
    let (name, posts) = (show(&f.ann, "name")?, collection(&f.ann, "posts")?.len());
    lab.note(&[name, posts.to_string()]);
    Ok(())
}

fn refused_states(lab: &Lab) -> Outcome {
    let ann = lab.make("User", vec![("name", "ann".into())])?;
    lab.fails(lab.session.delete(&ann));
    lab.fails(lab.session.expunge(&ann));
    lab.fails(lab.session.expire(&ann, None));
    lab.fails(lab.session.refresh(&ann, None, None));
    lab.session.add(&ann)?;
    lab.session.commit()?;
    lab.session.delete(&ann)?;
    lab.session.flush()?;
    lab.fails(lab.session.add(&ann));
    lab.session.commit()?;
    lab.fails(lab.session.add(&ann));
    Ok(())
}

fn merge(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let posts = vec![
        lab.make("Post", vec![("id", 1.into()), ("title", "uno".into())])?,
        lab.make("Post", vec![("title", "neu".into())])?,
    ];
    let values = vec![("id", 1.into()), ("name", "anna".into()), ("posts", posts.into())];
    let copy = lab.make("User", values)?;
    let merged = lab.session.merge(&copy, true, &LoadRequest::default())?;
    lab.note(&[truth(merged == f.ann), truth(lab.has(&copy))]);
    lab.session.commit()?;
    let zed = lab.make("User", vec![("id", 77.into()), ("name", "zed".into())])?;
    let fresh = lab.session.merge(&zed, true, &LoadRequest::default())?;
    lab.note(&[truth(lab.is_new(&fresh))]);
    lab.session.commit()
}

fn row_switch(lab: &Lab) -> Outcome {
    let values = vec![("id", 1.into()), ("name", "ann".into()), ("age", 1.into())];
    let ann = lab.add("User", values)?;
    lab.session.commit()?;
    lab.session.delete(&ann)?;
    lab.add("User", vec![("id", 1.into()), ("name", "anew".into())])?;
    lab.session.commit()?;
    let mut shown = Vec::new();
    for user in lab.all("User")? {
        let parts = (show(&user, "id")?, show(&user, "name")?, show(&user, "age")?);
        shown.push(format!("({}, '{}', {})", parts.0, parts.1, parts.2));
    }
    lab.note(&[format!("[{}]", shown.join(", "))]);
    Ok(())
}

fn autoflush(lab: &Lab) -> Outcome {
    lab.add("User", vec![("name", "ann".into())])?;
    lab.note(&[lab.count("User")?.to_string()]);
    lab.add("User", vec![("name", "bob".into())])?;
    let count = lab.session.without_autoflush(|| lab.count("User"))?;
    lab.note(&[count.to_string()]);
    lab.note(&[lab.all("User")?.len().to_string()]);
    Ok(())
}

fn empty_commits(lab: &Lab) -> Outcome {
    lab.session.commit()?;
    lab.session.rollback()?;
    lab.text("SELECT 1")?;
    lab.session.commit()?;
    lab.session.close()
}
