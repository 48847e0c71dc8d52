//! One-to-one, sets, dictionaries, composite keys, single parents.

use ormlab_orm::session::Identity;

use crate::Scenario;
use crate::lab::{Lab, Outcome, collection, object, set, show, truth};

pub(crate) const SCENARIOS: &[(&str, Scenario)] = &[
    ("one_to_one", one_to_one),
    ("a_set", a_set),
    ("passive_deletes", passive_deletes),
    ("a_dictionary", a_dictionary),
    ("composite_keys", composite_keys),
    ("single_parent", single_parent),
    ("twice_in_a_list", twice_in_a_list),
    ("wrong_side", wrong_side),
    ("deep_cascade", deep_cascade),
];

fn one_to_one(lab: &Lab) -> Outcome {
    let profile = |bio: &str| lab.make("Profile", vec![("bio", bio.into())]);
    let first = profile("a")?;
    let player = lab.add("Player", vec![("name", "ann".into()), ("profile", (&first).into())])?;
    lab.session.commit()?;
    set(&player, "profile", &profile("b")?)?;
    lab.session.commit()?;
    player.set_object(&player.property("profile")?, None)?;
    lab.session.commit()?;
    let late = profile("c")?;
    set(&late, "player", &player)?;
    lab.note(&[truth(object(&player, "profile")?.as_ref() == Some(&late))]);
    lab.session.commit()?;
    lab.session.delete(&player)?;
    lab.session.commit()
}

fn a_set(lab: &Lab) -> Outcome {
    let one = lab.make("Badge", vec![("name", "one".into())])?;
    let two = lab.make("Badge", vec![("name", "two".into())])?;
    let values = vec![("name", "ann".into()), ("badges", vec![one.clone()].into())];
    let player = lab.add("Player", values)?;
    lab.session.commit()?;
    collection(&player, "badges")?.append(&two)?;
    collection(&player, "badges")?.append(&two)?;
    let owned = object(&two, "player")?.as_ref() == Some(&player);
    lab.note(&[truth(owned), collection(&player, "badges")?.len().to_string()]);
    lab.session.commit()?;
    collection(&player, "badges")?.discard(&one)?;
    lab.session.commit()?;
    lab.session.delete(&player)?;
    lab.session.commit()?;
    lab.note(&[show(&two, "player_id")?]);
    Ok(())
}

fn passive_deletes(lab: &Lab) -> Outcome {
    let badge = lab.make("Badge", vec![("name", "one".into())])?;
    let values = vec![("name", "ann".into()), ("badges", vec![badge].into())];
    let player = lab.add("Player", values)?;
    lab.session.commit()?;
    lab.note(&[collection(&player, "badges")?.len().to_string()]);
    lab.session.delete(&player)?;
    lab.session.commit()
}

fn a_dictionary(lab: &Lab) -> Outcome {
    let player = lab.make("Player", vec![("name", "ann".into())])?;
    let put = |kind: &str| {
        let note = lab.make("Note", vec![("kind", kind.into())])?;
        collection(&player, "notes")?.set_key(&kind.into(), &note)
    };
    put("a")?;
    lab.session.add(&player)?;
    lab.session.commit()?;
    put("a")?;
    put("b")?;
    let mut keys: Vec<String> =
        collection(&player, "notes")?.keys().iter().map(|key| key.repr()).collect();
    keys.sort();
    lab.note(&[format!("[{}]", keys.join(", "))]);
    lab.session.commit()?;
    let notes = collection(&player, "notes")?;
    let first = notes.get_key(&"a".into()).expect("it was put in");
    notes.remove(&first)?;
    lab.session.commit()
}

fn composite_keys(lab: &Lab) -> Outcome {
    let item = |line: i64, amount: i64| {
        lab.make("Item", vec![("line", line.into()), ("amount", amount.into())])
    };
    let items = vec![item(1, 10)?, item(2, 20)?];
    let order = lab.add("Order", vec![("name", "first".into()), ("items", items.into())])?;
    lab.session.commit()?;
    let mapper = lab.mapper("Item");
    let key = Identity::Values(vec![1.into(), 2.into()]);
    let found = lab.session.get(&mapper, key, &Default::default())?.expect("it was written");
    lab.note(&[show(&found, "amount")?]);
    let items = collection(&order, "items")?;
    set(&items.get(0).expect("there are two"), "amount", 11)?;
    items.append(&item(3, 30)?)?;
    items.delete_at(1)?;
    lab.session.commit()?;
    lab.fails(lab.get("Item", 1));
    let key = Identity::Named(vec![("order_id".into(), 1.into()), ("line".into(), 3.into())]);
    let found = lab.session.get(&mapper, key, &Default::default())?.expect("it was written");
    lab.note(&[show(&found, "amount")?]);
    lab.session.delete(&order)?;
    lab.session.commit()
}

fn single_parent(lab: &Lab) -> Outcome {
    let seat = lab.make("Seat", vec![("label", "a".into())])?;
    let ticket = lab.add("Ticket", vec![("seat", (&seat).into())])?;
    lab.fails(lab.make("Ticket", vec![("seat", (&seat).into())]));
    lab.session.commit()?;
    set(&ticket, "seat", &lab.make("Seat", vec![("label", "b".into())])?)?;
    lab.session.commit()?;
    lab.session.delete(&ticket)?;
    lab.session.commit()
}

fn twice_in_a_list(lab: &Lab) -> Outcome {
    let post = lab.make("Post", vec![("title", "one".into())])?;
    let ann = lab.make("User", vec![("name", "ann".into())])?;
    collection(&ann, "posts")?.append(&post)?;
    collection(&ann, "posts")?.append(&post)?;
    lab.session.add(&ann)?;
    lab.session.commit()?;
    lab.note(&[collection(&ann, "posts")?.len().to_string()]);
    collection(&ann, "posts")?.append(&post)?;
    collection(&ann, "posts")?.remove(&post)?;
    lab.note(&[truth(object(&post, "user")?.as_ref() == Some(&ann))]);
    lab.session.commit()
}

fn wrong_side(lab: &Lab) -> Outcome {
    let ann = lab.make("User", vec![("name", "ann".into())])?;
    let comment = lab.make("Comment", vec![("body", "x".into())])?;
    lab.fails(collection(&ann, "posts")?.append(&comment));
    lab.session.rollback()?;
    let ann = lab.make("User", vec![("name", "ann".into())])?;
    let post = lab.make("Post", vec![("title", "x".into())])?;
    lab.fails(collection(&ann, "posts")?.remove(&post));
    Ok(())
}

fn deep_cascade(lab: &Lab) -> Outcome {
    let comments = vec![lab.make("Comment", vec![("body", "x".into())])?];
    let tags = vec![lab.make("Tag", vec![("name", "t".into())])?];
    let values =
        vec![("title", "one".into()), ("comments", comments.into()), ("tags", tags.into())];
    let posts = vec![lab.make("Post", values)?];
    lab.add("User", vec![("name", "ann".into()), ("posts", posts.into())])?;
    lab.note(&[lab.session.new_instances().len().to_string()]);
    lab.session.commit()?;
    let tag = lab.all("Tag")?.remove(0);
    let bob = lab.make("User", vec![("name", "bob".into())])?;
    let two = lab.make("Post", vec![("title", "two".into()), ("user", (&bob).into())])?;
    collection(&tag, "posts")?.append(&two)?;
    lab.note(&[lab.session.new_instances().len().to_string()]);
    lab.session.commit()
}
