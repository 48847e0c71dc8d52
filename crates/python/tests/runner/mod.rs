//! Runs a text and gives back what it printed.

use std::cell::RefCell;
use std::rc::Rc;

use ormlab_python::{Host, Mode, Raised, Stream, Vm, VmOptions};

#[derive(Default)]
pub(crate) struct Captured {
    pub(crate) stdout: RefCell<String>,
    pub(crate) stderr: RefCell<String>,
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

/// Runs a text as a script; the interpreter is given to whoever asks about the error.
pub(crate) fn run(source: &str, with: impl FnOnce(&Vm, Option<&Raised>)) -> Rc<Captured> {
    let host = Rc::new(Captured::default());
    let vm = Vm::new(VmOptions::new(Rc::clone(&host) as _));
    let globals = vm.new_globals("__main__");
    let result =
        vm.compile(source, "<script>", Mode::Exec).and_then(|code| vm.run(&code, &globals));
    with(&vm, result.as_ref().err().map(|raised| &**raised));
    host
}

/// Runs on a large stack: without optimisation calls take a lot of it.
pub(crate) fn with_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    if let Err(panic) = thread.expect("a thread can start").join() {
        std::panic::resume_unwind(panic);
    }
}
