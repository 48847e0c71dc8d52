//! Runs the scripts of `tests/scripts/python` and compares with the recordings of CPython.

use std::path::{Path, PathBuf};

use serde_json::Value;

mod runner;

/// What a script did, as a recording has it.
#[derive(Debug, PartialEq)]
struct Outcome {
    stdout: String,
    stderr: String,
    traceback: String,
    message: String,
}

fn run(source: &str) -> Outcome {
    let (mut traceback, mut message) = (String::new(), String::new());
    let host = runner::run(source, |vm, raised| {
        if let Some(raised) = raised {
            message = vm.str(&raised.value()).map(|text| text.to_string()).unwrap_or_default();
            traceback = vm.format_one(raised.instance());
        }
    });
    Outcome {
        stdout: normalise(&host.stdout.borrow()),
        stderr: normalise(&host.stderr.borrow()),
        traceback: normalise(&traceback),
        message: normalise(&message),
    }
}

/// The rules of `tests/oracle/normalise.py` that Python alone needs.
fn normalise(text: &str) -> String {
    let rules = [
        (r"\b0x[0-9a-fA-F]{6,}", "0x…"),
        (r"(cannot import name '[^']*' from '[^']*' )\([^)]*\)", "$1(<PLACE>)"),
        (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ", "<LOGTIME> "),
    ];
    let mut text = text.to_owned();
    for (rule, with) in rules {
        text = regex::Regex::new(rule)
            .expect("the rules are patterns")
            .replace_all(&text, with)
            .into_owned();
    }
    text
}

fn expected(golden: &Path) -> Outcome {
    let golden: Value = serde_json::from_str(
        &std::fs::read_to_string(golden).expect("each script has a recording"),
    )
    .expect("recordings are JSON");
    let cell = &golden["cells"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Outcome {
        stdout: text(&cell["stdout"]),
        stderr: text(&cell["stderr"]),
        traceback: text(&cell["exception"]["traceback"]),
        message: text(&cell["exception"]["message"]),
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(name).join("python")
}

/// The first line that differs.
fn difference(got: &Outcome, wanted: &Outcome) -> String {
    let parts = [
        ("stdout", &got.stdout, &wanted.stdout),
        ("stderr", &got.stderr, &wanted.stderr),
        ("traceback", &got.traceback, &wanted.traceback),
        ("message", &got.message, &wanted.message),
    ];
    for (name, got, wanted) in parts {
        let (mut ours, mut theirs) = (got.lines(), wanted.lines());
        for line in 1.. {
            match (ours.next(), theirs.next()) {
                (None, None) => break,
                (a, b) if a == b => {}
                (a, b) => {
                    let show = |line: Option<&str>| line.unwrap_or("<nothing>").to_owned();

                    return format!(
                        "{name} line {line}:\n  got    {}\n  wanted {}",
                        show(a),
                        show(b)
                    );
                }
            }
        }
    }
    format!("{got:?}\n{wanted:?}")
}

/// Scripts that are about modules which are not there.
const ELSEWHERE: [&str; 1] = ["unknown_name_import"];

#[test]
fn scripts_do_what_cpython_does() {
    runner::with_stack(|| {
        let mut failures = Vec::new();
        let only = std::env::var("SCRIPT").ok();
        let mut scripts: Vec<PathBuf> = std::fs::read_dir(folder("scripts"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        scripts.sort();
        for script in scripts {
            let name = script.file_stem().unwrap().to_str().unwrap().to_owned();
            let skipped = only.as_ref().is_some_and(|only| *only != name);
            if skipped || ELSEWHERE.contains(&name.as_str()) {
                continue;
            }
            let got = run(&std::fs::read_to_string(&script).unwrap());
            let wanted = expected(&folder("goldens").join(format!("{name}.json")));
            if got != wanted {
                let shown = if got.traceback != wanted.traceback { &got.traceback } else { "" };
                failures.push(format!("{name}: {}\n{shown}", difference(&got, &wanted)));
            }
        }
        assert!(
            failures.is_empty(),
            "{} scripts differ\n\n{}",
            failures.len(),
            failures.join("\n")
        );
    });
}
