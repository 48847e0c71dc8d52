//! The built-in exceptions, and how Rust raises them.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Vm;
use super::types::Types;
use crate::exception::{PyResult, Raised, Subject};
use crate::object::Object;
use crate::object::class::{Class, Layout};
use crate::object::dict::Dict;
use crate::object::instance::Instance;
use crate::object::string::Str;

/// The built-in exception classes, the often used ones as fields.
pub struct Exceptions {
    pub base: Class,
    pub exception: Class,
    pub type_error: Class,
    pub value_error: Class,
    pub attribute_error: Class,
    pub name_error: Class,
    pub unbound_local: Class,
    pub key_error: Class,
    pub index_error: Class,
    pub zero_division: Class,
    pub overflow: Class,
    pub runtime_error: Class,
    pub not_implemented: Class,
    pub recursion: Class,
    pub stop_iteration: Class,
    pub generator_exit: Class,
    pub assertion: Class,
    pub import_error: Class,
    pub module_not_found: Class,
    pub syntax_error: Class,
    pub os_error: Class,
    pub system_exit: Class,
    pub keyboard_interrupt: Class,
    pub warning: Class,
    all: IndexMap<&'static str, Class>,
}

/// Each class after its base.
const HIERARCHY: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ConnectionError", "OSError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("Warning", "Exception"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
];

fn make(name: &str, base: &Class) -> Class {
    let class =
        Class::new(name, vec![base.clone()], Rc::new(Dict::new())).expect("one base has an order");
    class.change_hooks(|hooks| {
        hooks.layout = Layout::Exception;
        hooks.immutable = true;
    });
    class
}

impl Exceptions {
    pub(crate) fn new(types: &Types) -> Exceptions {
        let base = make("BaseException", &types.object);
        let mut all = IndexMap::from([("BaseException", base.clone())]);
        for (name, parent) in HIERARCHY {
            let class = make(name, &all[parent]);
            all.insert(name, class);
        }
        let class = |name: &str| all[name].clone();
        Exceptions {
            exception: class("Exception"),
            type_error: class("TypeError"),
            value_error: class("ValueError"),
            attribute_error: class("AttributeError"),
            name_error: class("NameError"),
            unbound_local: class("UnboundLocalError"),
            key_error: class("KeyError"),
            index_error: class("IndexError"),
            zero_division: class("ZeroDivisionError"),
            overflow: class("OverflowError"),
            runtime_error: class("RuntimeError"),
            not_implemented: class("NotImplementedError"),
            recursion: class("RecursionError"),
            stop_iteration: class("StopIteration"),
            generator_exit: class("GeneratorExit"),
            assertion: class("AssertionError"),
            import_error: class("ImportError"),
            module_not_found: class("ModuleNotFoundError"),
            syntax_error: class("SyntaxError"),
            os_error: class("OSError"),
            system_exit: class("SystemExit"),
            keyboard_interrupt: class("KeyboardInterrupt"),
            warning: class("Warning"),
            base,
            all,
        }
    }

    /// A class by its name.
    pub fn get(&self, name: &str) -> Option<&Class> {
        self.all.get(name)
    }

    /// All of them, bases first.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Class)> {
        self.all.iter().map(|(name, class)| (*name, class))
    }
}

impl Vm {
    /// An exception of this class with a message: `Err(vm.raise(&class, "…"))`.
    pub fn raise(&self, class: &Class, message: impl Into<Str>) -> Box<Raised> {
        self.raise_with(class, vec![Object::Str(message.into())])
    }

    /// An exception of this class with these arguments. No `__init__` of a script is run.
    pub fn raise_with(&self, class: &Class, args: Vec<Object>) -> Box<Raised> {
        Raised::new(self.exception_instance(class, args))
    }

    /// An exception object that is not raised yet.
    pub fn exception_instance(&self, class: &Class, args: Vec<Object>) -> Rc<Instance> {
        let instance = Instance::new(class);
        *instance.exception().args.borrow_mut() = args;
        Rc::new(instance)
    }

    /// A new class of exceptions.
    pub fn exception_class(&self, module: &str, name: &str, bases: &[&Class]) -> Class {
        let mut builder = crate::object::native::ClassBuilder::new(module, name);
        for base in bases {
            builder = builder.base(base);
        }
        builder.build(self)
    }

    /// A `TypeError`.
    pub fn type_error(&self, message: impl Into<Str>) -> Box<Raised> {
        self.raise(&self.exceptions.type_error, message)
    }

    /// A `ValueError`.
    pub fn value_error(&self, message: impl Into<Str>) -> Box<Raised> {
        self.raise(&self.exceptions.value_error, message)
    }

    /// An `IndexError`.
    pub fn index_error(&self, message: impl Into<Str>) -> Box<Raised> {
        self.raise(&self.exceptions.index_error, message)
    }

    /// A `KeyError` of a key.
    pub fn key_error(&self, key: impl Into<Object>) -> Box<Raised> {
        self.raise_with(&self.exceptions.key_error, vec![key.into()])
    }

    /// A `RuntimeError`.
    pub fn runtime_error(&self, message: impl Into<Str>) -> Box<Raised> {
        self.raise(&self.exceptions.runtime_error, message)
    }

    /// An `OverflowError`.
    pub fn overflow_error(&self, message: impl Into<Str>) -> Box<Raised> {
        self.raise(&self.exceptions.overflow, message)
    }

    /// A `NotImplementedError` saying that this is not supported.
    pub fn unsupported(&self, what: &str) -> Box<Raised> {
        let message = format!("ormlab does not support {what} yet");
        self.raise(&self.exceptions.not_implemented, message)
    }

    /// `'X' object has no attribute 'y'`, with what a suggestion needs.
    pub fn no_attribute(&self, object: &Object, name: &Str) -> Box<Raised> {
        let message = match object {
            Object::Class(class) => {
                format!("type object '{}' has no attribute '{name}'", class.name())
            }
            Object::Module(module) => {
                format!("module '{}' has no attribute '{name}'", module.name())
            }
            _ => format!("'{}' object has no attribute '{name}'", self.class_of(object).name()),
        };
        self.attribute_error(message, object, name)
    }

    /// An `AttributeError` with a message of its own.
    pub fn attribute_error(
        &self,
        message: impl Into<Str>,
        object: &Object,
        name: &Str,
    ) -> Box<Raised> {
        let raised = self.raise(&self.exceptions.attribute_error, message);
        let subject = Subject::Attribute(name.clone(), object.clone());
        *raised.exception.exception().subject.borrow_mut() = subject;
        raised
    }

    /// The exception that an `except` block is handling.
    pub fn handled_exception(&self) -> Option<Rc<Instance>> {
        self.handling.borrow().last().cloned()
    }

    /// `x` as an exception to raise: an instance, or a class that is then called.
    pub fn raised_from(&self, object: &Object) -> PyResult<Rc<Instance>> {
        match object {
            Object::Class(class) if class.is_subclass(&self.exceptions.base) => {
                let made = self.call(object, crate::object::args::Args::none())?;
                self.raised_from(&made)
            }
            Object::Instance(instance) if instance.class().is_subclass(&self.exceptions.base) => {
                Ok(Rc::clone(instance))
            }
            _ => Err(self.type_error("exceptions must derive from BaseException")),
        }
    }
}
