//! One golden: a script, its recording, and a run of ours in the recording's terms.

use std::fs;
use std::path::{Path, PathBuf};

use ormlab_lab::report::{CellReport, PrintedLine, Stream, TimelineStep};
use ormlab_lab::{Document, Report};
use serde_json::{Value, json};

/// A script with the place of its recording.
pub struct Golden {
    /// `topic/name`.
    pub name: String,
    pub script: PathBuf,
    pub recording: PathBuf,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All goldens, by name.
pub fn all() -> Vec<Golden> {
    let mut found = Vec::new();
    for topic in folders(&root().join("scripts")) {
        collect(&topic, &file_name(&topic), &mut found);
    }
    collect(&root().join("../web/examples"), "examples", &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of scripts is readable");
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

fn file_name(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn collect(folder: &Path, topic: &str, found: &mut Vec<Golden>) {
    let entries = fs::read_dir(folder).expect("a folder of scripts is readable");
    for script in entries.flatten().map(|entry| entry.path()) {
        if script.extension().is_some_and(|extension| extension == "py") {
            let name = format!("{topic}/{}", file_name(&script));
            let recording = root().join("goldens").join(format!("{name}.json"));
            found.push(Golden { name, script, recording });
        }
    }
}

impl Golden {
    pub fn document(&self) -> Document {
        let text = fs::read_to_string(&self.script).expect("the script is readable");
        let mut document = Document::parse(&text);
        document.options.compare_loading = false;
        document.options.measure_fixes = false;
        document
    }

    /// The recorded cells; missing recordings are an error of the test, not a pass.
    pub fn recorded(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.recording)
            .unwrap_or_else(|error| panic!("{}: no recording: {error}", self.name));
        let recording: Value = serde_json::from_str(&text).expect("a recording is JSON");
        recording["cells"].as_array().expect("a recording has cells").clone()
    }
}

/// A report's cells as a recording has them: those that ran.
pub fn cells(report: &Report, document: &Document) -> Vec<Value> {
    let ran = report.cells.iter().filter(|cell| !cell.skipped);
    ran.map(|cell| {
        let offset = document.cells.get(cell.cell).map_or(0, |cell| cell.offset);
        recorded_cell(cell, offset)
    })
    .collect()
}

fn recorded_cell(cell: &CellReport, offset: u32) -> Value {
    json!({
        "kind": cell.kind.name(),
        "offset": offset,
        "stdout": written(&cell.printed, Stream::Stdout),
        "stderr": written(&cell.printed, Stream::Stderr),
        "events": events(cell),
        "exception": exception(cell),
    })
}

fn written(lines: &[PrintedLine], stream: Stream) -> String {
    let lines = lines.iter().filter(|line| line.stream == stream);
    lines.map(|line| format!("{}\n", line.text)).collect()
}

fn events(cell: &CellReport) -> Vec<Value> {
    let mut events = Vec::new();
    let mut steps = cell.timeline.iter().peekable();
    for statement in &cell.statements {
        while let Some(step) = steps.next_if(|step| step.before <= statement.id) {
            events.extend(transaction(step.step));
        }
        events.push(json!({
            "sql": statement.sql,
            "parameters": statement.parameters,
            "executemany": statement.executemany,
        }));
    }
    events.extend(steps.filter_map(|step| transaction(step.step)));
    events
}

fn transaction(step: TimelineStep) -> Option<Value> {
    let name = match step {
        TimelineStep::Begin => "BEGIN",
        TimelineStep::Commit => "COMMIT",
        TimelineStep::Rollback => "ROLLBACK",
        _ => return None,
    };
    Some(json!({ "transaction": name }))
}

fn exception(cell: &CellReport) -> Value {
    let Some(error) = &cell.error else { return Value::Null };
    json!({ "type": error.type_name, "message": error.message, "traceback": error.traceback })
}

/// Where a run differs from its recording, in words; empty where it does not.
pub fn differences(name: &str, recorded: &[Value], found: &[Value]) -> Vec<String> {
    let mut differences = Vec::new();
    if recorded.len() != found.len() {
        differences.push(format!("{name}: {} cells instead of {}", found.len(), recorded.len()));
    }
    for (wanted, got) in recorded.iter().zip(found) {
        for part in ["kind", "offset", "exception", "events", "stdout", "stderr"] {
            if wanted[part] != got[part] {
                differences.push(difference(name, wanted, part, &wanted[part], &got[part]));
            }
        }
    }
    differences
}

fn difference(name: &str, cell: &Value, part: &str, wanted: &Value, got: &Value) -> String {
    let kind = cell["kind"].as_str().unwrap_or_default();
    let lines = |value: &Value| match value {
        Value::String(text) => text.lines().map(str::to_owned).collect::<Vec<_>>(),
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| format!("{key}: {value}")).collect()
        }
        other => vec![other.to_string()],
    };
    let (wanted, got) = (lines(wanted), lines(got));
    let same = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[String], mark: char| {
        lines
            .iter()
            .skip(same)
            .take(4)
            .map(|line| format!("\n    {mark} {line}"))
            .collect::<String>()
    };
    format!(
        "{name} [{kind}] {part}, after {same} equal of {}:{}{}",
        wanted.len(),
        rest(&wanted, '-'),
        rest(&got, '+')
    )
}
