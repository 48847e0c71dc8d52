//! The interpreter: its state, and the door to everything that runs Python.

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::code::{Code, Span};
use crate::eval::frame::Frame;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::dict::Dict;
use crate::object::instance::Instance;
use crate::object::module::Module;
use crate::object::string::Str;

pub mod arithmetic;
pub mod attribute;
pub mod call;
pub mod class_of;
pub mod compare;
pub mod convert;
pub mod dir;
pub mod exceptions;
pub mod hash;
pub mod import;
pub mod item;
pub mod iterate;
pub mod limits;
pub(crate) mod names;
pub mod operator;
pub mod text;
pub mod types;

use exceptions::Exceptions;
use types::Types;

/// Where text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// What a run needs from outside.
pub trait Host {
    /// Writes text.
    fn write(&self, stream: Stream, text: &str);

    /// Nanoseconds since 1970 in UTC.
    fn now(&self) -> i128;

    /// Seconds on a clock that never goes back.
    fn monotonic(&self) -> f64;

    /// Waits.
    fn sleep(&self, seconds: f64);
}

/// How a run is bounded and what it sees of the world.
pub struct VmOptions {
    pub host: Rc<dyn Host>,
    /// The seed of `random`, and of what else is random.
    pub seed: u64,
    /// How many instructions may run; none for no bound.
    pub step_budget: Option<u64>,
    /// How many calls of Python may be nested.
    pub recursion_limit: usize,
    /// How many calls may be nested through functions of Rust, each of which takes native stack.
    pub native_limit: usize,
    /// How many bytes may be written.
    pub output_limit: usize,
    /// Set from outside to end the run.
    pub interrupt: Rc<Cell<bool>>,
}

impl VmOptions {
    /// The usual bounds.
    pub fn new(host: Rc<dyn Host>) -> VmOptions {
        VmOptions {
            host,
            seed: 0,
            step_budget: None,
            recursion_limit: 1000,
            native_limit: 120,
            output_limit: 16 << 20,
            interrupt: Rc::default(),
        }
    }
}

/// One call that is going on.
pub(crate) struct Activation {
    pub(crate) code: Rc<Code>,
    pub(crate) globals: Rc<Dict>,
    /// The instruction at which it called the next one.
    pub(crate) instruction: u32,
}

/// What a host is told about a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameInfo {
    pub file: Str,
    pub function: Str,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 0.
    pub column: u32,
    pub span: Span,
}

/// Builds a module when it is first imported.
pub type ModuleFn = fn(&Vm) -> PyResult<Rc<Module>>;

/// Shows the value of an expression statement at a prompt.
pub type DisplayHook = Rc<dyn Fn(&Vm, &Object) -> PyResult<()>>;

/// The interpreter. One run of a document has one.
pub struct Vm {
    pub(crate) types: Types,
    pub(crate) exceptions: Exceptions,
    pub(crate) names: names::Names,
    pub(crate) options: VmOptions,
    pub(crate) builtins: Rc<Dict>,
    /// `sys.modules`.
    pub(crate) modules: Rc<Dict>,
    pub(crate) registry: RefCell<FxHashMap<Str, ModuleFn>>,
    pub(crate) activations: RefCell<Vec<Activation>>,
    /// The instruction at which the innermost activation stands.
    pub(crate) instruction: Cell<u32>,
    /// The exceptions that `except` blocks are handling, innermost last.
    pub(crate) handling: RefCell<Vec<Rc<Instance>>>,
    pub(crate) steps: Cell<u64>,
    pub(crate) native_depth: Cell<usize>,
    pub(crate) written: Cell<usize>,
    /// The containers whose repr is being made.
    pub(crate) showing: RefCell<Vec<usize>>,
    pub(crate) display_hook: RefCell<Option<DisplayHook>>,
    /// The locals of the code that asks for them, as a copy.
    pub(crate) shared_locals: RefCell<Option<Rc<Dict>>>,
    /// Frames of calls that have ended, to be used again.
    #[allow(clippy::vec_box, reason = "frames are boxed wherever they go")]
    pub(crate) spare_frames: RefCell<Vec<Box<Frame>>>,
    extensions: RefCell<FxHashMap<TypeId, Rc<dyn Any>>>,
}

impl Vm {
    /// An interpreter with the built-in names and the modules of the standard library registered.
    pub fn new(options: VmOptions) -> Vm {
        let types = Types::new();
        let exceptions = Exceptions::new(&types);
        let vm = Vm {
            types,
            exceptions,
            names: names::Names::new(),
            options,
            builtins: Rc::default(),
            modules: Rc::default(),
            registry: RefCell::default(),
            activations: RefCell::default(),
            instruction: Cell::new(0),
            handling: RefCell::default(),
            steps: Cell::new(0),
            native_depth: Cell::new(0),
            written: Cell::new(0),
            showing: RefCell::default(),
            display_hook: RefCell::default(),
            shared_locals: RefCell::default(),
            spare_frames: RefCell::default(),
            extensions: RefCell::default(),
        };
        crate::builtins::install(&vm);
        crate::modules::register(&vm);
        vm
    }

    /// The built-in classes.
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// The built-in exception classes.
    pub fn exceptions(&self) -> &Exceptions {
        &self.exceptions
    }

    /// The outside.
    pub fn host(&self) -> &dyn Host {
        &*self.options.host
    }

    /// The seed of what is random.
    pub fn seed(&self) -> u64 {
        self.options.seed
    }

    /// The names that every script sees.
    pub fn builtins(&self) -> &Rc<Dict> {
        &self.builtins
    }

    /// State that another crate keeps with the interpreter, one of each type.
    pub fn extension<T: Any + Default>(&self) -> Rc<T> {
        let id = TypeId::of::<T>();
        let known = self.extensions.borrow().get(&id).cloned();
        let any = known.unwrap_or_else(|| {
            let made: Rc<dyn Any> = Rc::new(T::default());
            self.extensions.borrow_mut().entry(id).or_insert(made).clone()
        });
        any.downcast().expect("kept under the id of its type")
    }

    /// State that another crate has set, if it has.
    pub fn extension_if_any<T: Any>(&self) -> Option<Rc<T>> {
        let any = self.extensions.borrow().get(&TypeId::of::<T>()).cloned()?;
        any.downcast().ok()
    }

    /// Sets state that another crate keeps with the interpreter.
    pub fn set_extension<T: Any>(&self, value: Rc<T>) {
        self.extensions.borrow_mut().insert(TypeId::of::<T>(), value);
    }

    /// The frames of scripts that are running, innermost last.
    pub fn frames(&self) -> Vec<FrameInfo> {
        let activations = self.activations.borrow();
        let last = activations.len().saturating_sub(1);
        let info = |(index, activation): (usize, &Activation)| {
            if crate::traceback::is_own(&activation.code.source.name) {
                return None;
            }
            let instruction =
                if index == last { self.instruction.get() } else { activation.instruction };
            let span = activation.code.span_of(instruction);
            Some(FrameInfo {
                file: activation.code.source.name.clone(),
                function: activation.code.name.clone(),
                line: activation.code.source.line(span.start),
                column: activation.code.source.column(span.start),
                span,
            })
        };
        activations.iter().enumerate().filter_map(info).collect()
    }

    /// The file and line of the innermost frame of a script.
    pub fn current_line(&self) -> Option<(Str, u32)> {
        let activations = self.activations.borrow();
        let last = activations.len().checked_sub(1)?;
        let is_script =
            |activation: &Activation| !crate::traceback::is_own(&activation.code.source.name);
        let index = activations.iter().rposition(is_script)?;
        let activation = &activations[index];
        let instruction =
            if index == last { self.instruction.get() } else { activation.instruction };
        Some((activation.code.source.name.clone(), activation.code.line_of(instruction)))
    }

    /// The text of the line at which a frame stands, leaving out frames of files in `folder`;
    /// `out` frames further out than the innermost.
    pub(crate) fn script_line(&self, folder: &str, out: usize) -> Option<String> {
        let activations = self.activations.borrow();
        let last = activations.len().saturating_sub(1);
        let mut own = activations
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, activation)| !activation.code.source.name.starts_with(folder));
        let (at, activation) = own.nth(out)?;
        let instruction = if at == last { self.instruction.get() } else { activation.instruction };
        let source = &activation.code.source;
        Some(source.line_text(activation.code.line_of(instruction)).to_owned())
    }

    /// The globals of the innermost frame.
    pub fn current_globals(&self) -> Option<Rc<Dict>> {
        Some(Rc::clone(&self.activations.borrow().last()?.globals))
    }

    /// Ends the interpreter: lets go of modules, classes and what other crates keep with it. Python has
    /// a collector for circles; here they are broken when a run has ended. Nothing of this thread's
    /// interpreters may be used after.
    pub fn dispose(&self) {
        for module in self.modules.values() {
            if let Object::Module(module) = module {
                module.dict().clear();
            }
        }
        self.modules.clear();
        self.builtins.clear();
        self.handling.take();
        self.display_hook.take();
        // Dropped outside of the borrow: what they hold may look for others.
        let extensions = self.extensions.take();
        drop(extensions);
        crate::object::class::dispose_all();
    }

    /// What shows the values of expression statements in interactive code.
    pub fn set_display_hook(&self, hook: DisplayHook) {
        *self.display_hook.borrow_mut() = Some(hook);
    }
}

impl Drop for Vm {
    /// Functions, modules and classes hold each other: without help no run would give its memory back.
    fn drop(&mut self) {
        let mut classes = vec![self.types.object.clone()];
        let mut place = 0;
        while let Some(class) = classes.get(place).cloned() {
            for sub in class.subclasses() {
                if !classes.contains(&sub) {
                    classes.push(sub);
                }
            }
            place += 1;
        }
        let modules = self.modules.values();
        for module in &modules {
            if let Object::Module(module) = module {
                module.dict().clear();
            }
        }
        self.modules.clear();
        self.builtins.clear();
        self.extensions.get_mut().clear();
        self.shared_locals.get_mut().take();
        self.handling.get_mut().clear();
        for class in classes {
            class.dissolve();
        }
    }
}
