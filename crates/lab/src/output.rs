//! What a script writes, line by line, each with the line of the cell that wrote it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use ormlab_python::{Stream as PythonStream, Vm};

use crate::host::Host;
use crate::report::{PrintedLine, Stream};

/// Takes the output of one run; the interpreter's host.
pub(crate) struct Output {
    host: Rc<dyn Host>,
    vm: RefCell<Weak<Vm>>,
    /// Name of the file whose lines are meant.
    file: RefCell<String>,
    lines: RefCell<Vec<PrintedLine>>,
    /// Lines that have no end yet.
    open: RefCell<Vec<PrintedLine>>,
}

impl Output {
    pub(crate) fn new(host: Rc<dyn Host>) -> Output {
        Output {
            host,
            vm: RefCell::default(),
            file: RefCell::default(),
            lines: RefCell::default(),
            open: RefCell::default(),
        }
    }

    pub(crate) fn attach(&self, vm: &Rc<Vm>) {
        self.vm.replace(Rc::downgrade(vm));
    }

    /// Lines are those of this file from here on.
    pub(crate) fn enter(&self, file: &str) {
        self.file.replace(file.to_owned());
    }

    /// All lines so far, unfinished ones too.
    pub(crate) fn take(&self) -> Vec<PrintedLine> {
        let mut lines = self.lines.take();
        lines.append(&mut self.open.borrow_mut());
        lines
    }

    fn line(&self) -> Option<u32> {
        let vm = self.vm.borrow().upgrade()?;
        let file = self.file.borrow();
        let frames = vm.frames();
        frames.iter().rev().find(|frame| *frame.file == **file).map(|frame| frame.line)
    }

    fn append(&self, stream: Stream, text: &str) {
        let mut open = self.open.borrow_mut();
        match open.iter_mut().find(|line| line.stream == stream) {
            Some(line) => line.text.push_str(text),
            None => open.push(PrintedLine { text: text.to_owned(), line: self.line(), stream }),
        }
    }

    fn end_line(&self, stream: Stream) {
        let mut open = self.open.borrow_mut();
        let line = match open.iter().position(|line| line.stream == stream) {
            Some(at) => open.remove(at),
            None => PrintedLine { text: String::new(), line: self.line(), stream },
        };
        self.lines.borrow_mut().push(line);
    }
}

impl ormlab_python::Host for Output {
    fn write(&self, stream: PythonStream, text: &str) {
        let stream = match stream {
            PythonStream::Stdout => Stream::Stdout,
            PythonStream::Stderr => Stream::Stderr,
        };
        for part in text.split_inclusive('\n') {
            match part.strip_suffix('\n') {
                Some("") => self.end_line(stream),
                Some(line) => {
                    self.append(stream, line);
                    self.end_line(stream);
                }
                None => self.append(stream, part),
            }
        }
    }

    fn now(&self) -> i128 {
        self.host.now()
    }

    fn monotonic(&self) -> f64 {
        self.host.monotonic()
    }

    fn sleep(&self, seconds: f64) {
        self.host.sleep(seconds);
    }
}
