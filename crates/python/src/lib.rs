//! Python syntax and evaluator with the parts of the standard library that scripts use; knows no SQL.
//!
//! The way in:
//! - [`Vm::new`] with [`VmOptions`] (a [`Host`] writes output and tells the time), then
//!   [`Vm::compile`] and [`Vm::run`] in a namespace from [`Vm::new_globals`]; several texts may share one.
//! - A value is an [`Object`], cheap to clone. Whatever runs Python gives a [`PyResult`]; the error is a
//!   [`Raised`] exception. [`Vm::format_traceback`] prints one as CPython does.
//! - All of Python's protocols are methods of [`Vm`], which take `&self` and may be called from within:
//!   `call`, `attr`/`get_attr`, `set_attr`, `get_item`, `binary`, `compare`, `eq`, `hash`, `truth`, `iterate`,
//!   `collect`, `repr`, `str`, `format`, `is_instance`, …
//! - Functions of Rust are `fn(&Vm, Args) -> PyResult`; [`Args::bind`] takes arguments by name with CPython's
//!   complaints. `vm.type_error("…")` and the like make exceptions to return.
//!
//! Adding values of Rust:
//! - a *host object* (`Object::host(x)`, taken back by `object.downcast::<X>()`) implements [`HostObject`]:
//!   attributes, operators (which may give back any object), items, iteration, descriptors. Its class comes from
//!   [`HostObject::class`]; methods of that class work on it. Dates, decimals and uuids are host objects too.
//! - a *class of Rust* comes from [`ClassBuilder`]: methods, getters, class methods, hooks. Scripts can subclass
//!   it. Instances are [`Instance`]s unless its `construct` hook (the `__new__` of Python) makes something else.
//!   For a class that scripts subclass with an `__init__` of their own, give it a method `__init__` (which may put
//!   a payload on the instance) instead of a `construct` hook.
//!   `init_subclass` runs after the body of each subclass: it sees `class.own_items()` and `__annotations__`.
//! - a class keeps its state with the interpreter: `vm.extension::<MyClasses>()`, one of each Rust type.
//! - a *module* is registered with [`Vm::register_module`] and built when first imported.

pub mod builtins;
pub mod code;
mod compile;
pub mod eval;
pub mod exception;
pub mod format;
pub mod modules;
pub mod object;
mod syntax;
mod traceback;
pub mod vm;

pub use code::{Code, Source, Span};
pub use eval::Mode;
pub use exception::{Place, PyResult, Raised, TracebackEntry};
pub use object::Object;
pub use object::alias::{AliasKind, GenericAlias};
pub use object::args::Args;
pub use object::class::Class;
pub use object::dict::Dict;
pub use object::host::HostObject;
pub use object::instance::Instance;
pub use object::iterator::Iter;
pub use object::list::List;
pub use object::module::Module;
pub use object::native::{ClassBuilder, NativeFn, NativeFunction};
pub use object::set::Set;
pub use object::string::Str;
pub use vm::operator::{BinaryOp, CompareOp, UnaryOp};
pub use vm::{FrameInfo, Host, ModuleFn, Stream, Vm, VmOptions};
