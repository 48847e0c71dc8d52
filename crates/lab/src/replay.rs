//! Replays steps, as at a prompt or as scripts, in one namespace: what conformance tests compare.
//!
//! The shape of the answer is that of SQLAlchemy's documentation recorded as steps: statements with
//! their parameters as JSON, output, echoed values, exception, warnings.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_core::Value;
use ormlab_core::value::MemoryView;
use ormlab_engine::environment::{Environment, WarningSink};
use ormlab_engine::event::{EventAnswer, EventArgs, EventKind};
use ormlab_engine::parameters::Parameters;
use ormlab_python::eval::Mode;
use ormlab_python::{Raised, Vm, VmOptions};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::document::EngineKind;
use crate::host::{Drivers, Host, HostClock};
use crate::output::Output;
use crate::report::Stream;

/// What to run.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    pub code: String,
    pub kind: StepKind,
}

/// How a step is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// As typed at a prompt: values are echoed. Also for the blocks of a document without a prompt.
    #[serde(alias = "block")]
    Console,
    Script,
}

/// What one step did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepRecord {
    pub sql: Vec<Json>,
    pub stdout: String,
    pub values: Vec<String>,
    pub exception: Option<StepException>,
    pub warnings: Vec<StepWarning>,
}

#[derive(Clone, Debug, Serialize)]
pub struct StepException {
    #[serde(rename = "type")]
    pub type_name: String,
    pub message: String,
    pub code: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct StepWarning {
    pub category: String,
    pub message: String,
}

/// What the step at hand has sent and shown so far.
#[derive(Default)]
struct Recorder {
    sql: RefCell<Vec<Json>>,
    values: RefCell<Vec<String>>,
    warnings: RefCell<Vec<StepWarning>>,
}

impl WarningSink for Recorder {
    fn warn(&self, category: &'static str, message: &str) -> ormlab_core::Result<()> {
        let category = format!("sqlalchemy.exc.{category}");
        self.warnings.borrow_mut().push(StepWarning { category, message: message.to_owned() });
        Ok(())
    }
}

/// Runs the steps in order; one that fails does not stop the next.
pub fn replay(steps: &[Step], host: &Rc<dyn Host>) -> Vec<StepRecord> {
    let output = Rc::new(Output::new(host.clone()));
    let mut options = VmOptions::new(output.clone());
    options.step_budget = host.step_budget();
    let vm = Rc::new(Vm::new(options));
    output.attach(&vm);
    let recorder = Rc::new(Recorder::default());
    let mut environment = Environment::new(Rc::new(Drivers::new(host.clone(), EngineKind::Sqlite)));
    environment.clock = Rc::new(HostClock(host.clone()));
    listen(&environment, &recorder);
    ormlab_sqlalchemy::install(&vm, environment);
    let shown = recorder.clone();
    vm.set_display_hook(Rc::new(move |vm, value| {
        if !value.is_none() {
            let text = vm.repr(value)?.to_string();
            shown.values.borrow_mut().push(text);
        }
        Ok(())
    }));
    silence_echo(&vm);
    let globals = vm.new_globals("__main__");
    let one = |step: &Step| {
        let mode = match step.kind {
            StepKind::Console => Mode::Interactive,
            StepKind::Script => Mode::Exec,
        };
        let outcome =
            vm.compile(&step.code, "<step>", mode).and_then(|code| vm.run(&code, &globals));
        record(&vm, outcome.err().as_deref(), &output, &recorder)
    };
    steps.iter().map(one).collect()
}

/// As where the steps were recorded: the engine's logger has a handler already, so that an engine with
/// `echo=True` prints nothing between what the steps print.
fn silence_echo(vm: &Rc<Vm>) {
    const HANDLER: &str = "import logging\n\
                           logging.getLogger('sqlalchemy.engine.Engine').addHandler(logging.NullHandler())";
    let globals = vm.new_globals("__replay__");
    let code = vm.compile(HANDLER, "<replay>", Mode::Exec);
    // Without `logging` there is no echo to silence.
    let _ = code.and_then(|code| vm.run(&code, &globals));
}

fn record(vm: &Vm, raised: Option<&Raised>, output: &Output, recorder: &Recorder) -> StepRecord {
    let lines = output.take();
    let printed = lines.iter().filter(|line| line.stream == Stream::Stdout);
    StepRecord {
        sql: recorder.sql.take(),
        stdout: printed.map(|line| format!("{}\n", line.text)).collect(),
        values: recorder.values.take(),
        exception: raised.map(|raised| exception(vm, raised)),
        warnings: recorder.warnings.take(),
    }
}

fn exception(vm: &Vm, raised: &Raised) -> StepException {
    let value = raised.value();
    let class = raised.class();
    let type_name = format!("{}.{}", class.module(), class.qualname());
    let code = vm.attr_if_any(&value, "code").ok().flatten();
    StepException {
        message: vm.str(&value).map(|text| text.to_string()).unwrap_or_default(),
        code: code.and_then(|code| code.as_str().map(ToString::to_string)),
        type_name,
    }
}

fn listen(environment: &Environment, recorder: &Rc<Recorder>) {
    let on = |kind: EventKind, entry: fn(&EventArgs<'_>) -> Option<Json>| {
        let recorder = recorder.clone();
        environment.events.listen(
            kind,
            Rc::new(move |_, args| {
                recorder.sql.borrow_mut().extend(entry(args));
                Ok(EventAnswer::Nothing)
            }),
        );
    };
    on(EventKind::BeforeCursorExecute, cursor);
    on(EventKind::Begin, |_| Some(transaction("BEGIN (implicit)")));
    on(EventKind::Commit, |_| Some(transaction("COMMIT")));
    on(EventKind::Rollback, |_| Some(transaction("ROLLBACK")));
}

fn transaction(text: &str) -> Json {
    json!({ "kind": "transaction", "statement": text })
}

fn cursor(args: &EventArgs<'_>) -> Option<Json> {
    let EventArgs::Cursor(event) = args else { return None };
    let parameters = match event.parameters {
        Parameters::One(values) => values.iter().map(plain).collect(),
        Parameters::Many(sets) => {
            sets.iter().map(|set| Json::Array(set.iter().map(plain).collect())).collect()
        }
    };
    Some(json!({
        "kind": "cursor",
        "statement": event.statement,
        "parameters": Json::Array(parameters),
        "executemany": event.executemany,
    }))
}

/// A parameter as the driver receives it, in JSON.
fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => json!(number),
        Value::Float(number) if number.is_finite() => json!(number),
        Value::Float(_) => json!({ "$float": value.repr() }),
        Value::Str(text) => json!(&**text),
        Value::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "$bytes": hex })
        }
        Value::List(items) | Value::Tuple(items) => items.iter().map(plain).collect(),
        Value::Foreign(carried) if MemoryView::of(&**carried).is_some() => {
            let bytes = MemoryView::of(&**carried).cloned().unwrap_or_default();
            plain(&Value::Bytes(bytes))
        }
        other => json!({ "$repr": other.repr(), "$type": other.type_name() }),
    }
}
