//! Random edits of a graph of objects, as `oracle/edits.py` recorded them: the same statements, the same tables.

use std::collections::HashMap;

use ormlab_core::{Result, Value};
use ormlab_orm::{Attribute, Instance};

use crate::lab::{Lab, Outcome, collection, set, show};

/// What a recording says of one seed.
struct Recording {
    seed: &'static str,
    lines: Vec<&'static str>,
}

fn recordings() -> Vec<Recording> {
    let mut found: Vec<Recording> = Vec::new();
    for line in include_str!("../goldens/edits.txt").lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("== ") {
            Some(seed) => found.push(Recording { seed, lines: Vec::new() }),
            None => found.last_mut().expect("a seed comes first").lines.push(line),
        }
    }
    found
}

struct Edits {
    lab: Lab,
    things: HashMap<String, Instance>,
}

impl Edits {
    fn thing(&self, name: &str) -> Instance {
        self.things.get(name).cloned().expect("recordings name what they made")
    }

    fn things(&self, names: &str) -> Vec<Instance> {
        names.split(',').filter(|name| !name.is_empty()).map(|name| self.thing(name)).collect()
    }

    fn perform(&mut self, edit: &str) -> Outcome {
        let mut words = edit.split(' ');
        let verb = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let (name, key) = target.split_once('.').unwrap_or((target, ""));
        let value = words.next().unwrap_or_default();
        let session = self.lab.session.clone();
        match verb {
            "new" => {
                let (column, text) = words.next().and_then(|w| w.split_once('=')).expect("column");
                let made = self.lab.make(name, vec![(column, text.into())])?;
                self.things.insert(value.to_owned(), made);
                Ok(())
            }
            "add" => session.add(&self.thing(name)),
            "set" => self.set(name, key, value),
            "link" => {
                let other = (value != "None").then(|| self.thing(value));
                let thing = self.thing(name);
                thing.set_object(&thing.property(key)?, other)
            }
            "assign" => set(&self.thing(name), key, self.things(value)),
            "append" | "remove" => self.change(verb, name, key, value),
            "delete" => session.delete(&self.thing(name)),
            "flush" => session.flush(),
            "commit" => session.commit(),
            "rollback" => session.rollback(),
            "expire" => session.expire(&self.thing(name), None),
            "refresh" => session.refresh(&self.thing(name), None, None),
            "expunge" => session.expunge(&self.thing(name)),
            "count" => {
                let count = collection(&self.thing(name), key)?.len();
                self.lab.note(&[count.to_string()]);
                Ok(())
            }
            "read" => {
                let shown = show(&self.thing(name), key)?;
                self.lab.note(&[shown]);
                Ok(())
            }
            "tables" => self.tables(),
            other => panic!("an edit that is not known: {other}"),
        }
    }

    fn set(&self, name: &str, key: &str, value: &str) -> Outcome {
        let thing = self.thing(name);
        let value = match value.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(value),
        };
        thing.set(&thing.property(key)?, Attribute::Value(value))
    }

    fn change(&self, verb: &str, name: &str, key: &str, other: &str) -> Outcome {
        let items = collection(&self.thing(name), key)?;
        let other = self.thing(other);
        match (verb, items.contains(&other)) {
            ("append", false) => items.append(&other),
            ("remove", true) => items.remove(&other),
            _ => Ok(()),
        }
    }

    fn tables(&self) -> Outcome {
        let mut lines = self.lab.lines();
        for table in ["users", "posts", "comments", "tags", "post_tags", "nodes"] {
            let rows = self.lab.rows(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
            let rows: Vec<String> =
                rows.into_iter().map(|row| Value::Tuple(row.into()).repr()).collect();
            lines.push(format!("{table}: [{}]", rows.join(", ")));
        }
        *self.lab.shared_lines().borrow_mut() = lines;
        Ok(())
    }
}

fn replay(recording: &Recording) -> Vec<String> {
    let mut edits = Edits { lab: Lab::new(), things: HashMap::new() };
    for line in recording.lines.iter().filter_map(|line| line.strip_prefix("> ")) {
        edits.lab.line(format!("> {line}"));
        let outcome: Result<()> = edits.perform(line);
        if outcome.is_err() {
            edits.lab.fails(outcome);
        }
    }
    edits.lab.lines()
}

#[test]
fn random_edits_send_what_the_original_sends() {
    let mut failures = String::new();
    let mut count = 0;
    for recording in recordings() {
        let found = replay(&recording);
        if found != recording.lines {
            count += 1;
            if count <= 3 {
                failures += &crate::difference(recording.seed, &recording.lines, &found);
            }
        }
    }
    assert!(failures.is_empty(), "{count} recordings differ:{failures}");
}
