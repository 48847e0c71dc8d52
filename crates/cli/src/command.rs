//! The commands: what the arguments mean, and doing it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Parser, Subcommand, ValueEnum};
use ormlab_lab::replay::{self, Step};
use ormlab_lab::{Document, EngineKind, Host};
use serde::Deserialize;

use crate::{NativeHost, print};

/// Runs SQLAlchemy scripts and shows what they send to the database.
#[derive(Debug, Parser)]
#[command(name = "ormlab", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a script, or a document with `# %%` cells: what it prints, then the statements it sent.
    Run {
        file: PathBuf,
        /// The database that sqlite:// and stand-in URLs run on.
        #[arg(long, value_enum, default_value = "sqlite")]
        engine: Engine,
        /// Print the whole report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run recorded steps in one namespace and print one JSON object of what each did.
    Replay { file: PathBuf },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Engine {
    Sqlite,
    Gluesql,
}

#[derive(Deserialize)]
struct Steps {
    steps: Vec<Step>,
}

/// Why a command could not be done, for a terminal.
pub type Failure = Box<dyn std::error::Error>;

impl Arguments {
    /// Does what was asked, writing to `out`; false if the script failed.
    pub fn run(&self, out: &mut dyn Write) -> Result<bool, Failure> {
        match &self.command {
            Command::Run { file, engine, json } => run(file, *engine, *json, out),
            Command::Replay { file } => replay_steps(file, out),
        }
    }
}

fn read(file: &PathBuf) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn host() -> Rc<dyn Host> {
    Rc::new(NativeHost::default())
}

fn run(file: &PathBuf, engine: Engine, json: bool, out: &mut dyn Write) -> Result<bool, Failure> {
    let mut document = Document::parse(&read(file)?);
    document.engine = match engine {
        Engine::Sqlite => EngineKind::Sqlite,
        Engine::Gluesql => EngineKind::Gluesql,
    };
    document.options.compare_loading = json;
    document.options.measure_fixes = true;
    let report = ormlab_lab::run(&document, &host());
    if json {
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        print::report(&report, out)?;
    }
    Ok(report.first_error().is_none())
}

fn replay_steps(file: &PathBuf, out: &mut dyn Write) -> Result<bool, Failure> {
    let steps: Steps = serde_json::from_str(&read(file)?)
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let records = replay::replay(&steps.steps, &host());
    serde_json::to_writer(&mut *out, &serde_json::json!({ "steps": records }))?;
    writeln!(out)?;
    Ok(true)
}
