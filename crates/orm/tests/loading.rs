//! Every way of loading sends what the real library sends: `goldens/loading.txt`, recorded by
//! `oracle/loading.py`, holds statements and outcomes of each case by name.

#[path = "loading/cases.rs"]
mod cases;
#[path = "loading/more.rs"]
mod more;
#[path = "loading/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fs;

use ormlab_core::Result;

use world::World;

/// What a case prints at its end, if anything.
pub(crate) type Case = fn(&World) -> Result<Option<String>>;

fn goldens() -> BTreeMap<String, Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens/loading.txt");
    let text = fs::read_to_string(path).expect("the recording is there");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut title = String::new();
    for line in text.lines() {
        match line.strip_prefix("## ") {
            Some(next) => {
                title = next.to_owned();
                found.insert(title.clone(), Vec::new());
            }
            None => found.entry(title.clone()).or_default().push(line.to_owned()),
        }
    }
    found
}

fn outcome(world: &World, case: Case) -> Vec<String> {
    world.start();
    let last = match case(world) {
        Ok(Some(text)) => Some(format!("-> {text}")),
        Ok(None) => None,
        Err(error) => Some(format!("!! {}", error.message.trim())),
    };
    let mut lines = world.sent();
    lines.extend(last);
    lines
}

#[test]
fn loads_as_the_real_library() {
    let goldens = goldens();
    let world = World::new().expect("the world is set up");
    let mut wrong = Vec::new();
    let mut untried: Vec<&String> = goldens.keys().collect();
    for (title, case) in cases::CASES.iter().chain(more::CASES) {
        untried.retain(|name| name != title);
        let expected = goldens.get(*title).unwrap_or_else(|| panic!("no recording of {title}"));
        let actual = outcome(&world, *case);
        if actual != *expected {
            wrong.push(format!(
                "## {title}\nexpected\n  {}\nsent\n  {}",
                expected.join("\n  "),
                actual.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(untried.is_empty(), "recorded but not tried: {untried:?}");
}
