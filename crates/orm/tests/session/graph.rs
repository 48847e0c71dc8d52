//! Objects that refer to each other: what is written, nulled, deleted with them, in which order.

use ormlab_core::Result;
use ormlab_orm::Instance;

use crate::Scenario;
use crate::lab::{Lab, Outcome, collection, object, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("add_a_graph", add_a_graph),
    ("delete_with_cascade", delete_with_cascade),
    ("delete_nulls_children", delete_nulls_children),
    ("remove_an_orphan", remove_an_orphan),
    ("move_a_child", move_a_child),
    ("replace_a_collection", replace_a_collection),
    ("unset_a_parent", unset_a_parent),
    ("set_a_parent_unloaded", set_a_parent_unloaded),
    ("pending_orphan", pending_orphan),
    ("many_to_many", many_to_many),
    ("self_referential", self_referential),
    ("self_referential_unordered", self_referential_unordered),
    ("post_update", post_update),
    ("delete_in_a_loop", delete_in_a_loop),
];

/// Two users, three posts, two comments.
pub(crate) struct Family {
    pub(crate) ann: Instance,
    pub(crate) bob: Instance,
    pub(crate) one: Instance,
    pub(crate) two: Instance,
    pub(crate) three: Instance,
}

pub(crate) fn family(lab: &Lab) -> Result<Family> {
    let ann = lab.make("User", vec![("name", "ann".into()), ("age", 30.into())])?;
    let bob = lab.make("User", vec![("name", "bob".into())])?;
    let one = lab.make("Post", vec![("title", "one".into()), ("user", (&ann).into())])?;
    let two = lab.make("Post", vec![("title", "two".into())])?;
    collection(&ann, "posts")?.append(&two)?;
    let three = lab.make("Post", vec![("title", "three".into()), ("user", (&bob).into())])?;
    let comments = vec![
        lab.make("Comment", vec![("body", "a".into())])?,
        lab.make("Comment", vec![("body", "b".into())])?,
    ];
    set(&one, "comments", comments)?;
    lab.session.add_all(&[ann.clone(), bob.clone()])?;
    Ok(Family { ann, bob, one, two, three })
}

pub(crate) fn settled(lab: &Lab) -> Result<Family> {
    let family = family(lab)?;
    lab.session.commit()?;
    lab.clear();
    Ok(family)
}

fn add_a_graph(lab: &Lab) -> Outcome {
    family(lab)?;
    lab.session.commit()
}

fn delete_with_cascade(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.session.delete(&f.bob)?;
    lab.note(&["marked".into()]);
    lab.session.commit()?;
    let gone = lab.get("User", 2)?.is_none();
    lab.note(&[if gone { "None".into() } else { "there".into() }]);
    Ok(())
}

fn delete_nulls_children(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.session.delete(&f.one)?;
    lab.session.flush()?;
    let mut shown = Vec::new();
    for comment in lab.all("Comment")? {
        shown.push(show(&comment, "post_id")?);
    }
    lab.note(&[format!("[{}]", shown.join(", "))]);
    lab.session.commit()
}

fn remove_an_orphan(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    collection(&f.ann, "posts")?.remove(&f.two)?;
    let user = object(&f.two, "user")?;
    lab.note(&[user.map_or("None".to_owned(), |user| user.describe())]);
    lab.session.commit()?;
    lab.note(&[truth(lab.has(&f.two))]);
    Ok(())
}

fn move_a_child(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    collection(&f.bob, "posts")?.append(&f.two)?;
    let moved = object(&f.two, "user")?.as_ref() == Some(&f.bob);
    let still = collection(&f.ann, "posts")?.contains(&f.two);
    lab.note(&[truth(moved), truth(still)]);
    lab.session.commit()
}

fn replace_a_collection(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let four = lab.make("Post", vec![("title", "four".into())])?;
    set(&f.ann, "posts", vec![f.one.clone(), four])?;
    lab.session.commit()
}

fn unset_a_parent(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    let first = collection(&f.one, "comments")?.get(0).expect("there are two");
    first.set_object(&first.property("post")?, None)?;
    lab.note(&[collection(&f.one, "comments")?.len().to_string()]);
    lab.session.commit()
}

fn set_a_parent_unloaded(lab: &Lab) -> Outcome {
    let f = settled(lab)?;
    lab.session.expire_all()?;
    let comment = lab.get("Comment", 1)?.expect("it was written");
    set(&comment, "post", &f.three)?;
    lab.session.commit()
}

fn pending_orphan(lab: &Lab) -> Outcome {
    let ann = lab.add("User", vec![("name", "ann".into())])?;
    let post = lab.make("Post", vec![("title", "one".into())])?;
    collection(&ann, "posts")?.append(&post)?;
    lab.note(&[truth(lab.is_new(&post))]);
    collection(&ann, "posts")?.remove(&post)?;
    lab.note(&[truth(lab.is_new(&post))]);
    lab.session.commit()
}

fn many_to_many(lab: &Lab) -> Outcome {
    let red = lab.make("Tag", vec![("name", "red".into())])?;
    let blue = lab.make("Tag", vec![("name", "blue".into())])?;
    let both = vec![red.clone(), blue.clone()];
    let one = lab.make("Post", vec![("title", "one".into()), ("tags", both.into())])?;
    let two = lab.make("Post", vec![("title", "two".into())])?;
    lab.session.add(&one)?;
    lab.session.flush()?;
    collection(&two, "tags")?.append(&red)?;
    lab.session.add(&two)?;
    lab.session.commit()?;
    collection(&one, "tags")?.remove(&red)?;
    collection(&blue, "posts")?.append(&two)?;
    lab.session.commit()?;
    lab.session.delete(&red)?;
    lab.session.commit()?;
    lab.session.delete(&one)?;
    lab.session.commit()
}

fn self_referential(lab: &Lab) -> Outcome {
    let node = |name: &str, parent: Option<&Instance>| {
        let mut values = vec![("name", name.into())];
        values.extend(parent.map(|parent| ("parent", parent.into())));
        lab.make("Node", values)
    };
    let root = node("root", None)?;
    let a = node("a", Some(&root))?;
    let b = node("b", Some(&root))?;
    let c = node("c", Some(&a))?;
    lab.session.add(&root)?;
    lab.session.commit()?;
    set(&b, "parent", &c)?;
    lab.session.commit()?;
    lab.note(&[show(&root, "name")?]);
    lab.session.delete(&a)?;
    lab.session.commit()?;
    lab.note(&[lab.count("Node")?.to_string()]);
    Ok(())
}

fn self_referential_unordered(lab: &Lab) -> Outcome {
    let a = lab.make("Node", vec![("name", "a".into())])?;
    let b = lab.make("Node", vec![("name", "b".into())])?;
    set(&a, "parent", &b)?;
    lab.session.add_all(&[a, b])?;
    lab.session.commit()
}

fn post_update(lab: &Lab) -> Outcome {
    let team = lab.make("Team", vec![("name", "red".into())])?;
    let member =
        |name: &str| lab.make("Member", vec![("name", name.into()), ("team", (&team).into())]);
    let (ann, bob) = (member("ann")?, member("bob")?);
    set(&team, "lead", &ann)?;
    lab.session.add(&team)?;
    lab.session.commit()?;
    set(&team, "lead", &bob)?;
    lab.session.commit()?;
    lab.note(&[show(&ann, "name")?, show(&bob, "name")?, show(&team, "name")?]);
    for instance in [&team, &ann, &bob] {
        lab.session.delete(instance)?;
    }
    lab.session.commit()
}

fn delete_in_a_loop(lab: &Lab) -> Outcome {
    for name in ["ann", "bob"] {
        let comment = lab.make("Comment", vec![("body", name.into())])?;
        let comments = vec![comment];
        let post = lab.make("Post", vec![("title", name.into()), ("comments", comments.into())])?;
        lab.add("User", vec![("name", name.into()), ("posts", vec![post].into())])?;
    }
    lab.session.commit()?;
    for user in lab.all("User")? {
        lab.session.delete(&user)?;
    }
    lab.session.commit()
}
