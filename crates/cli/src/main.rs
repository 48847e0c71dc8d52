//! The native command `ormlab`.

use std::io;
use std::process::ExitCode;

use clap::Parser;
use ormlab_cli::command::Arguments;

fn main() -> ExitCode {
    match Arguments::parse().run(&mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("ormlab: {failure}");
            ExitCode::from(2)
        }
    }
}
