//! Runs a script: `cargo run -p ormlab-python --example python -- FILE`. `STACK` is the size of its stack in
//! megabytes.

use std::io::Write;
use std::rc::Rc;

use ormlab_python::{Host, Mode, Stream, Vm, VmOptions};

struct Terminal;

impl Host for Terminal {
    fn write(&self, stream: Stream, text: &str) {
        match stream {
            Stream::Stdout => drop(std::io::stdout().write_all(text.as_bytes())),
            Stream::Stderr => drop(std::io::stderr().write_all(text.as_bytes())),
        }
    }

    #[allow(clippy::disallowed_types, reason = "runs natively only")]
    fn now(&self) -> i128 {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i128::try_from(since.as_nanos()).unwrap_or_default()
    }

    fn monotonic(&self) -> f64 {
        self.now() as f64 / 1e9
    }

    fn sleep(&self, seconds: f64) {
        std::thread::sleep(std::time::Duration::from_secs_f64(seconds.max(0.0)));
    }
}

fn run(file: &str) -> bool {
    let source = std::fs::read_to_string(file).expect("the file can be read");
    let vm = Vm::new(VmOptions::new(Rc::new(Terminal)));
    let globals = vm.new_globals("__main__");
    let name = std::env::args().nth(2).unwrap_or_else(|| file.to_owned());
    match vm.compile(&source, &name, Mode::Exec).and_then(|code| vm.run(&code, &globals)) {
        Ok(_) => true,
        Err(raised) => {
            eprint!("{}", vm.format_traceback(&raised));
            false
        }
    }
}

fn main() {
    let file = std::env::args().nth(1).expect("a file to run");
    let megabytes = std::env::var("STACK").ok().and_then(|size| size.parse().ok()).unwrap_or(256);
    let thread = std::thread::Builder::new().stack_size(megabytes << 20);
    let ran = thread.spawn(move || run(&file)).expect("a thread can start").join().unwrap_or(false);
    std::process::exit(i32::from(!ran));
}
