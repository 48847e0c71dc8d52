//! Raised exceptions: the error type of everything that runs Python.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::code::Code;
use crate::object::Object;
use crate::object::class::Class;
use crate::object::dict::Dict;
use crate::object::instance::Instance;
use crate::object::string::Str;

/// The result of whatever runs Python.
pub type PyResult<T = Object> = Result<T, Box<Raised>>;

/// An exception on its way up.
#[derive(Debug)]
pub struct Raised {
    pub(crate) exception: Rc<Instance>,
    /// Whether no `except` may catch it: the budget is spent, or the run was interrupted.
    pub(crate) fatal: bool,
    /// Whether the frame that raises it is in its traceback already.
    pub(crate) again: bool,
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{} object {:?}>", self.class().name(), self.exception().args.borrow())
    }
}

/// What an exception object knows.
#[derive(Default)]
pub struct ExceptionState {
    pub(crate) args: RefCell<Vec<Object>>,
    pub(crate) cause: RefCell<Option<Rc<Instance>>>,
    pub(crate) context: RefCell<Option<Rc<Instance>>>,
    pub(crate) suppress_context: Cell<bool>,
    /// Innermost frame first: it grows while the exception goes up.
    pub(crate) traceback: RefCell<Vec<TracebackEntry>>,
    /// What `NameError` and `AttributeError` know to suggest from.
    pub(crate) subject: RefCell<Subject>,
}

/// What a suggestion is looked for in.
#[derive(Clone, Default)]
pub(crate) enum Subject {
    #[default]
    None,
    /// The name was looked up in code and its globals.
    Name(Str, Rc<Code>, Rc<Dict>),
    /// The attribute was looked up on this.
    Attribute(Str, Object),
}

/// A part of a source: lines from 1, columns in characters from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// One frame of a traceback.
#[derive(Clone)]
pub struct TracebackEntry {
    pub(crate) code: Rc<Code>,
    pub(crate) instruction: u32,
}

impl TracebackEntry {
    /// The file of the frame.
    pub fn file(&self) -> &str {
        &self.code.source.name
    }

    /// The function of the frame; `<module>` at the top level.
    pub fn function(&self) -> &str {
        &self.code.name
    }

    /// Where in the line it was.
    pub fn span(&self) -> Place {
        let source = &self.code.source;
        let span = self.code.span_of(self.instruction);
        Place {
            line: source.line(span.start),
            column: source.column(span.start),
            end_line: source.line(span.end),
            end_column: source.column(span.end),
        }
    }

    /// The line, counted from 1.
    pub fn line(&self) -> u32 {
        self.code.line_of(self.instruction)
    }
}

impl Raised {
    /// An exception to raise.
    pub fn new(exception: Rc<Instance>) -> Box<Raised> {
        Box::new(Raised { exception, fatal: false, again: false })
    }

    /// The exception object.
    pub fn value(&self) -> Object {
        Object::Instance(Rc::clone(&self.exception))
    }

    /// The exception object.
    pub fn instance(&self) -> &Rc<Instance> {
        &self.exception
    }

    /// Its class.
    pub fn class(&self) -> Class {
        self.exception.class()
    }

    /// `args`.
    pub fn args(&self) -> Vec<Object> {
        self.exception.exception().args.borrow().clone()
    }

    /// The frames it went through, outermost first.
    pub fn traceback(&self) -> Vec<TracebackEntry> {
        self.exception.exception().traceback.borrow().iter().rev().cloned().collect()
    }

    /// `__cause__`.
    pub fn cause(&self) -> Option<Rc<Instance>> {
        self.exception.exception().cause.borrow().clone()
    }

    /// Sets `__cause__`, as `raise … from` does.
    pub fn set_cause(&self, cause: Rc<Instance>) {
        self.exception.exception().set_cause(Some(cause));
    }

    /// Whether no `except` may catch it.
    pub fn is_fatal(&self) -> bool {
        self.fatal
    }

    /// Whether it is of this class.
    pub fn is_a(&self, class: &Class) -> bool {
        self.exception.class().is_subclass(class)
    }
}

impl ExceptionState {
    /// `__cause__ = cause`, which hides the context.
    pub fn set_cause(&self, cause: Option<Rc<Instance>>) {
        *self.cause.borrow_mut() = cause;
        self.suppress_context.set(true);
    }

    /// `args`.
    pub fn args(&self) -> Vec<Object> {
        self.args.borrow().clone()
    }

    /// Whether it went through no frame of a script.
    pub fn traceback_is_empty(&self) -> bool {
        self.traceback.borrow().is_empty()
    }
}
