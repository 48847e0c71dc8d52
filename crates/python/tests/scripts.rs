//! Runs the scripts of `tests/scripts/python` and compares with the recordings of CPython.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ormlab_python::{Host, Mode, Stream, Vm, VmOptions};
use serde_json::Value;

#[derive(Default)]
struct Captured {
    stdout: RefCell<String>,
    stderr: RefCell<String>,
}

impl Host for Captured {
    fn write(&self, stream: Stream, text: &str) {
        match stream {
            Stream::Stdout => self.stdout.borrow_mut().push_str(text),
            Stream::Stderr => self.stderr.borrow_mut().push_str(text),
        }
    }

    fn now(&self) -> i128 {
        1_700_000_000_000_000_000
    }

    fn monotonic(&self) -> f64 {
        1.0
    }

    fn sleep(&self, _: f64) {}
}

/// What a script did, as a recording has it.
#[derive(Debug, PartialEq)]
struct Outcome {
    stdout: String,
    stderr: String,
    traceback: String,
    message: String,
}

fn run(source: &str) -> Outcome {
    let host = Rc::new(Captured::default());
    let vm = Vm::new(VmOptions::new(Rc::clone(&host) as _));
    let globals = vm.new_globals("__main__");
    let result =
        vm.compile(source, "<script>", Mode::Exec).and_then(|code| vm.run(&code, &globals));
    let (traceback, message) = match result {
        Ok(_) => (String::new(), String::new()),
        Err(raised) => {
            let message = vm.str(&raised.value()).map(|text| text.to_string()).unwrap_or_default();
            let exception = raised.instance();
            (vm.format_one(exception), message)
        }
    };
    let clean = |text: &str| normalise(text);
    Outcome {
        stdout: clean(&host.stdout.borrow()),
        stderr: clean(&host.stderr.borrow()),
        traceback: clean(&traceback),
        message: clean(&message),
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
    // scripts nest calls: the stack of a test thread would be too small for a build without optimisation
    let run_all = || {
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
    };
    std::thread::Builder::new().stack_size(256 << 20).spawn(run_all).unwrap().join().unwrap();
}
