//! Sessions and flushes send what the original sends: scenarios of `oracle/session.py`, restated.

mod causes;
mod changes;
mod containers;
mod criteria;
mod edits;
mod graph;
mod hooks;
mod lab;
mod life;
mod odd;
mod world;

use std::fmt::Write as _;

use lab::{Lab, Outcome};

type Scenario = fn(&Lab) -> Outcome;

const SCENARIOS: &[&[(&str, Scenario)]] = &[
    changes::SCENARIOS,
    graph::SCENARIOS,
    life::SCENARIOS,
    criteria::SCENARIOS,
    containers::SCENARIOS,
    hooks::SCENARIOS,
    odd::SCENARIOS,
];

/// The recorded lines of a scenario.
fn recorded(name: &str) -> Vec<&'static str> {
    let goldens = include_str!("../goldens/session.txt");
    let mut lines = goldens.lines().skip_while(|line| *line != format!("== {name}"));
    lines.next();
    lines.take_while(|line| !line.is_empty()).collect()
}

fn run(scenario: Scenario) -> Vec<String> {
    let lab = Lab::new();
    if let Err(error) = scenario(&lab) {
        lab.line(format!("!! {error:?}"));
    }
    if let Err(error) = lab.session.close() {
        lab.line(format!("!! {error:?}"));
    }
    lab.lines()
}

fn difference(name: &str, expected: &[&str], found: &[String]) -> String {
    let mut text = format!("\n== {name}\n");
    let mut at = 0;
    while at < expected.len() && at < found.len() && expected[at] == found[at] {
        at += 1;
    }
    for line in &expected[..at] {
        let _ = writeln!(text, "   {line}");
    }
    for line in &expected[at..] {
        let _ = writeln!(text, " - {line}");
    }
    for line in &found[at..] {
        let _ = writeln!(text, " + {line}");
    }
    text
}

#[test]
fn statements_are_those_of_the_original() {
    let mut failures = String::new();
    for (name, scenario) in SCENARIOS.iter().copied().flatten() {
        let expected = recorded(name);
        let found = run(*scenario);
        if expected != found {
            failures += &difference(name, &expected, &found);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_recorded_scenario_is_restated() {
    let goldens = include_str!("../goldens/session.txt");
    let restated: Vec<&str> = SCENARIOS.iter().copied().flatten().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = goldens
        .lines()
        .filter_map(|line| line.strip_prefix("== "))
        .filter(|name| !restated.contains(name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
