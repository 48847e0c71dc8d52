//! The values of Python. Cheap to clone: everything larger than a number is counted.

use std::rc::Rc;

use num_bigint::BigInt;

pub mod alias;
pub mod args;
pub mod class;
pub mod descriptor;
pub mod dict;
pub mod function;
pub mod generator;
pub mod host;
pub mod instance;
pub mod iterator;
pub mod list;
pub mod module;
pub mod native;
pub mod range;
pub mod set;
pub mod siphash;
pub mod string;
pub(crate) mod trash;
pub mod view;

use alias::GenericAlias;
use class::Class;
use descriptor::{GetSet, Property, Super};
use dict::Dict;
use function::{BoundMethod, Function};
use generator::Generator;
use host::HostObject;
use instance::Instance;
use iterator::Iter;
use list::List;
use module::Module;
use native::NativeFunction;
use range::{Range, Slice};
use set::Set;
use string::Str;
use view::DictView;

use crate::code::Code;

/// A Python value.
#[derive(Clone)]
pub enum Object {
    /// No value at all: a local not yet assigned. Never seen outside the evaluator.
    Unbound,
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i64),
    /// An int outside of `i64`; one inside is always [`Object::Int`].
    BigInt(Rc<BigInt>),
    Float(f64),
    Str(Str),
    Bytes(Rc<[u8]>),
    Tuple(Rc<[Object]>),
    List(Rc<List>),
    Dict(Rc<Dict>),
    Set(Rc<Set>),
    FrozenSet(Rc<Set>),
    Slice(Rc<Slice>),
    Range(Rc<Range>),
    Function(Rc<Function>),
    Method(Rc<BoundMethod>),
    Native(Rc<NativeFunction>),
    Class(Class),
    Instance(Rc<Instance>),
    Module(Rc<Module>),
    Generator(Rc<Generator>),
    Iter(Rc<Iter>),
    View(Rc<DictView>),
    Property(Rc<Property>),
    StaticMethod(Rc<Object>),
    ClassMethod(Rc<Object>),
    GetSet(Rc<GetSet>),
    Super(Rc<Super>),
    Alias(Rc<GenericAlias>),
    Code(Rc<Code>),
    /// A value of Rust that speaks for itself: SQL expressions, dates, decimals, log handlers.
    Host(Rc<dyn HostObject>),
}

impl Object {
    /// A `str`.
    pub fn str(text: impl Into<Str>) -> Object {
        Object::Str(text.into())
    }

    /// A `tuple`.
    pub fn tuple(items: impl IntoIterator<Item = Object>) -> Object {
        Object::Tuple(items.into_iter().collect())
    }

    /// A new `list`.
    pub fn list(items: impl IntoIterator<Item = Object>) -> Object {
        Object::List(Rc::new(List::new(items.into_iter().collect())))
    }

    /// A new `dict` with keys of text.
    pub fn dict(items: impl IntoIterator<Item = (Str, Object)>) -> Object {
        let dict = Dict::new();
        for (key, value) in items {
            dict.set_str(&key, value);
        }
        Object::Dict(Rc::new(dict))
    }

    /// A `bytes`.
    pub fn bytes(bytes: &[u8]) -> Object {
        Object::Bytes(bytes.into())
    }

    /// An `int` of any size.
    pub fn int(value: BigInt) -> Object {
        match i64::try_from(&value) {
            Ok(small) => Object::Int(small),
            Err(_) => Object::BigInt(Rc::new(value)),
        }
    }

    /// A host object.
    pub fn host(value: impl HostObject) -> Object {
        Object::Host(Rc::new(value))
    }

    /// The value itself or, of an instance of a subclass of a built-in class, the built-in value in it.
    pub fn unwrapped(&self) -> &Object {
        match self {
            Object::Instance(instance) if !matches!(instance.value, Object::Unbound) => {
                &instance.value
            }
            _ => self,
        }
    }

    /// The text of a `str` or of an instance of a subclass of it.
    pub fn as_str(&self) -> Option<&Str> {
        match self.unwrapped() {
            Object::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value of an `int` or `bool` that fits.
    pub fn as_int(&self) -> Option<i64> {
        match self.unwrapped() {
            Object::Int(value) => Some(*value),
            Object::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// The value of an `int` or `bool`, whatever its size.
    pub fn as_big_int(&self) -> Option<BigInt> {
        match self.unwrapped() {
            Object::Int(value) => Some(BigInt::from(*value)),
            Object::Bool(value) => Some(BigInt::from(i64::from(*value))),
            Object::BigInt(value) => Some((**value).clone()),
            _ => None,
        }
    }

    /// The value of a `float`.
    pub fn as_float(&self) -> Option<f64> {
        match self.unwrapped() {
            Object::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of a `tuple`.
    pub fn as_tuple(&self) -> Option<&Rc<[Object]>> {
        match self.unwrapped() {
            Object::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The `list`.
    pub fn as_list(&self) -> Option<&Rc<List>> {
        match self.unwrapped() {
            Object::List(list) => Some(list),
            _ => None,
        }
    }

    /// The `dict`.
    pub fn as_dict(&self) -> Option<&Rc<Dict>> {
        match self.unwrapped() {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The class, if this is one.
    pub fn as_class(&self) -> Option<&Class> {
        match self {
            Object::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The instance, if this is one of a class.
    pub fn as_instance(&self) -> Option<&Rc<Instance>> {
        match self {
            Object::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    /// The host object as its Rust type.
    pub fn downcast<T: HostObject>(&self) -> Option<Rc<T>> {
        match self.unwrapped() {
            Object::Host(host) => {
                let any: Rc<dyn std::any::Any> = Rc::clone(host) as _;
                any.downcast().ok()
            }
            _ => None,
        }
    }

    /// The host object as its Rust type, borrowed.
    pub fn downcast_ref<T: HostObject>(&self) -> Option<&T> {
        match self.unwrapped() {
            Object::Host(host) => {
                let any: &dyn std::any::Any = &**host;
                any.downcast_ref()
            }
            _ => None,
        }
    }

    /// Whether this is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Object::None)
    }

    /// Whether this is the absence of a value.
    pub fn is_unbound(&self) -> bool {
        matches!(self, Object::Unbound)
    }

    /// `a is b`.
    pub fn is(&self, other: &Object) -> bool {
        match (self, other) {
            (Object::None, Object::None)
            | (Object::Ellipsis, Object::Ellipsis)
            | (Object::NotImplemented, Object::NotImplemented)
            | (Object::Unbound, Object::Unbound) => true,
            (Object::Bool(a), Object::Bool(b)) => a == b,
            (Object::Int(a), Object::Int(b)) => a == b,
            (Object::Float(a), Object::Float(b)) => a.to_bits() == b.to_bits(),
            (Object::Str(a), Object::Str(b)) => a.is(b) || (a.len() < 2 && a == b),
            (Object::Tuple(a), Object::Tuple(b)) if a.is_empty() && b.is_empty() => true,
            _ => match (self.address(), other.address()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }

    /// Where the value lies, if it has a place of its own.
    pub fn address(&self) -> Option<usize> {
        fn of<T: ?Sized>(rc: &Rc<T>) -> usize {
            Rc::as_ptr(rc).cast::<()>() as usize
        }
        Some(match self {
            Object::Unbound
            | Object::None
            | Object::Ellipsis
            | Object::NotImplemented
            | Object::Bool(_)
            | Object::Int(_)
            | Object::Float(_) => return None,
            Object::BigInt(value) => of(value),
            Object::Str(text) => text.address(),
            Object::Bytes(bytes) => of(bytes),
            Object::Tuple(items) => of(items),
            Object::List(list) => of(list),
            Object::Dict(dict) => of(dict),
            Object::Set(set) | Object::FrozenSet(set) => of(set),
            Object::Slice(slice) => of(slice),
            Object::Range(range) => of(range),
            Object::Function(function) => of(function),
            Object::Method(method) => of(method),
            Object::Native(function) => of(function),
            Object::Class(class) => class.address(),
            Object::Instance(instance) => of(instance),
            Object::Module(module) => of(module),
            Object::Generator(generator) => of(generator),
            Object::Iter(iterator) => of(iterator),
            Object::View(view) => of(view),
            Object::Property(property) => of(property),
            Object::StaticMethod(inner) | Object::ClassMethod(inner) => of(inner),
            Object::GetSet(getset) => of(getset),
            Object::Super(parent) => of(parent),
            Object::Alias(alias) => of(alias),
            Object::Code(code) => of(code),
            Object::Host(host) => of(host),
        })
    }
}

impl From<bool> for Object {
    fn from(value: bool) -> Object {
        Object::Bool(value)
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Object {
        Object::Int(value)
    }
}

impl From<usize> for Object {
    fn from(value: usize) -> Object {
        i64::try_from(value).map_or_else(|_| Object::int(BigInt::from(value)), Object::Int)
    }
}

impl From<f64> for Object {
    fn from(value: f64) -> Object {
        Object::Float(value)
    }
}

impl From<&str> for Object {
    fn from(text: &str) -> Object {
        Object::Str(text.into())
    }
}

impl From<String> for Object {
    fn from(text: String) -> Object {
        Object::Str(text.into())
    }
}

impl From<Str> for Object {
    fn from(text: Str) -> Object {
        Object::Str(text)
    }
}

impl From<Class> for Object {
    fn from(class: Class) -> Object {
        Object::Class(class)
    }
}

impl From<&Class> for Object {
    fn from(class: &Class) -> Object {
        Object::Class(class.clone())
    }
}

impl From<Rc<Instance>> for Object {
    fn from(instance: Rc<Instance>) -> Object {
        Object::Instance(instance)
    }
}

impl From<Rc<Dict>> for Object {
    fn from(dict: Rc<Dict>) -> Object {
        Object::Dict(dict)
    }
}

impl From<Vec<Object>> for Object {
    fn from(items: Vec<Object>) -> Object {
        Object::List(Rc::new(List::new(items)))
    }
}

impl<T: Into<Object>> From<Option<T>> for Object {
    fn from(value: Option<T>) -> Object {
        value.map_or(Object::None, Into::into)
    }
}

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Object::None => write!(f, "None"),
            Object::Bool(value) => write!(f, "{value}"),
            Object::Int(value) => write!(f, "{value}"),
            Object::BigInt(value) => write!(f, "{value}"),
            Object::Float(value) => write!(f, "{value}"),
            Object::Str(text) => write!(f, "{:?}", &**text),
            Object::Tuple(items) => f.debug_list().entries(items.iter()).finish(),
            Object::Class(class) => write!(f, "<class {}>", class.name()),
            Object::Instance(instance) => write!(f, "<{} object>", instance.class().name()),
            other => write!(f, "<object at {:?}>", other.address()),
        }
    }
}
