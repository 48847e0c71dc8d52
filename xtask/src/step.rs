//! A step: says what it does, runs a program, says how long it took.
//!
//! What a program prints goes through unchanged, so that its own summary lines stay.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

#[allow(clippy::disallowed_types, reason = "the clock of a native command")]
use std::time::Instant;

/// Why a command ended without success, in words for a terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Failure {
        Failure(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure(error.to_string())
    }
}

/// Runs `work` under a heading and says how long it took.
pub(crate) fn step<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    timed(title, work).0
}

/// As [`step`], and gives the time as well.
#[allow(clippy::disallowed_types, reason = "the clock of a native command")]
pub(crate) fn timed<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> (Outcome<T>, Duration) {
    println!("== {title}");
    let start = Instant::now();
    let outcome = work();
    let time = start.elapsed();
    let word = if outcome.is_ok() { "done in" } else { "FAILED after" };
    println!("== {title}: {word} {:.1} s", time.as_secs_f64());
    (outcome, time)
}

/// A program to run in a folder.
pub(crate) struct Program<'a> {
    name: &'a str,
    arguments: Vec<String>,
    folder: &'a Path,
    environment: Vec<(&'a str, String)>,
}

impl<'a> Program<'a> {
    pub(crate) fn new(name: &'a str, folder: &'a Path) -> Program<'a> {
        Program { name, arguments: Vec::new(), folder, environment: Vec::new() }
    }

    /// Arguments, as words between spaces.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.arguments.extend(words.split_whitespace().map(str::to_owned));
        self
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<Path>) -> Self {
        self.arguments.push(argument.as_ref().to_string_lossy().into_owned());
        self
    }

    pub(crate) fn env(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.name);
        command.args(&self.arguments).current_dir(self.folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn shown(&self) -> String {
        std::iter::once(self.name)
            .chain(self.arguments.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs it, its output going to ours; an error unless it succeeds.
    pub(crate) fn run(&self) -> Outcome {
        println!("$ {}", self.shown());
        let status = self.command().status().map_err(|error| self.not_started(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure(format!("`{}` ended with {status}", self.shown())))
        }
    }

    /// What it prints; `None` if it is not there or fails.
    pub(crate) fn output(&self) -> Option<String> {
        let done = self.command().stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        Failure(format!("`{}` does not start: {error}", self.name))
    }
}
