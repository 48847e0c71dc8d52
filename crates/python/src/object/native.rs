//! Functions of Rust, and the builder of classes of Rust.

use std::rc::Rc;

use super::Object;
use super::args::Args;
use super::class::{Class, ClassGetItem, ClassSetAttr, Construct, InitSubclass};
use super::descriptor::{GetSet, Getter, Setter};
use super::dict::Dict;
use super::string::Str;
use crate::exception::PyResult;
use crate::vm::Vm;

/// A function of Rust. Methods get the instance as their first argument.
pub type NativeFn = fn(&Vm, Args) -> PyResult;

/// A function of Rust that carries data.
pub type NativeClosure = Box<dyn Fn(&Vm, Args) -> PyResult>;

/// What a native function runs.
pub enum NativeCall {
    Plain(NativeFn),
    Closure(NativeClosure),
}

/// A function of Rust as a Python value.
pub struct NativeFunction {
    pub name: Str,
    /// The class that it is a method of.
    pub owner: Option<Str>,
    pub module: Option<Str>,
    pub call: NativeCall,
    /// Whether it binds to an instance, as functions of Python do.
    pub binds: bool,
    pub doc: Option<Str>,
}

impl NativeFunction {
    /// A plain function, which does not bind.
    pub fn new(name: &str, call: NativeFn) -> NativeFunction {
        NativeFunction {
            name: Str::intern(name),
            owner: None,
            module: None,
            call: NativeCall::Plain(call),
            binds: false,
            doc: None,
        }
    }

    /// A function that carries data.
    pub fn closure(name: &str, call: impl Fn(&Vm, Args) -> PyResult + 'static) -> NativeFunction {
        NativeFunction {
            call: NativeCall::Closure(Box::new(call)),
            ..NativeFunction::new(name, |_, _| Ok(Object::None))
        }
    }

    /// A function that binds to the instance when it is found on a class.
    pub fn method(owner: &str, name: &str, call: NativeFn) -> NativeFunction {
        NativeFunction {
            owner: Some(Str::intern(owner)),
            binds: true,
            ..NativeFunction::new(name, call)
        }
    }

    /// The same, said to live in a module.
    #[must_use]
    pub fn in_module(mut self, module: &str) -> NativeFunction {
        self.module = Some(Str::intern(module));
        self
    }

    /// As a value.
    pub fn object(self) -> Object {
        Object::Native(Rc::new(self))
    }

    pub(crate) fn invoke(&self, vm: &Vm, args: Args) -> PyResult {
        match &self.call {
            NativeCall::Plain(function) => function(vm, args),
            NativeCall::Closure(closure) => closure(vm, args),
        }
    }
}

/// Builds a class of Rust.
pub struct ClassBuilder {
    module: Str,
    name: Str,
    bases: Vec<Class>,
    namespace: Rc<Dict>,
    metaclass: Option<Class>,
    construct: Option<Construct>,
    init_subclass: Option<InitSubclass>,
    class_getitem: Option<ClassGetItem>,
    class_setattr: Option<ClassSetAttr>,
    is_final: bool,
    immutable: bool,
}

impl ClassBuilder {
    /// A class of this module and name.
    pub fn new(module: &str, name: &str) -> ClassBuilder {
        ClassBuilder {
            module: Str::intern(module),
            name: Str::intern(name),
            bases: Vec::new(),
            namespace: Rc::new(Dict::new()),
            metaclass: None,
            construct: None,
            init_subclass: None,
            class_getitem: None,
            class_setattr: None,
            is_final: false,
            immutable: false,
        }
    }

    /// One more base; without any it is `object`.
    #[must_use]
    pub fn base(mut self, base: &Class) -> ClassBuilder {
        self.bases.push(base.clone());
        self
    }

    /// The class of the class.
    #[must_use]
    pub fn metaclass(mut self, metaclass: &Class) -> ClassBuilder {
        self.metaclass = Some(metaclass.clone());
        self
    }

    /// A method; the instance is the first argument.
    #[must_use]
    pub fn method(self, name: &str, call: NativeFn) -> ClassBuilder {
        let method = NativeFunction::method(&self.name, name, call).object();
        self.attribute(name, method)
    }

    /// A static method.
    #[must_use]
    pub fn static_method(self, name: &str, call: NativeFn) -> ClassBuilder {
        let function =
            NativeFunction { owner: Some(self.name.clone()), ..NativeFunction::new(name, call) };
        self.attribute(name, Object::StaticMethod(Rc::new(function.object())))
    }

    /// A class method; the class is the first argument.
    #[must_use]
    pub fn class_method(self, name: &str, call: NativeFn) -> ClassBuilder {
        let function = NativeFunction::method(&self.name, name, call);
        self.attribute(name, Object::ClassMethod(Rc::new(function.object())))
    }

    /// An attribute that is computed and cannot be set.
    #[must_use]
    pub fn getter(self, name: &str, get: Getter) -> ClassBuilder {
        let getset = GetSet { name: Str::intern(name), get, set: None };
        self.attribute(name, Object::GetSet(Rc::new(getset)))
    }

    /// An attribute that is computed, and set by a function.
    #[must_use]
    pub fn getter_setter(self, name: &str, get: Getter, set: Setter) -> ClassBuilder {
        let getset = GetSet { name: Str::intern(name), get, set: Some(set) };
        self.attribute(name, Object::GetSet(Rc::new(getset)))
    }

    /// A plain attribute.
    #[must_use]
    pub fn attribute(self, name: &str, value: impl Into<Object>) -> ClassBuilder {
        self.namespace.set_text(name, value);
        self
    }

    /// How instances are made; without it `object.__new__` and `__init__` do.
    #[must_use]
    pub fn construct(mut self, construct: Construct) -> ClassBuilder {
        self.construct = Some(construct);
        self
    }

    /// What runs after the body of each subclass.
    #[must_use]
    pub fn init_subclass(mut self, hook: InitSubclass) -> ClassBuilder {
        self.init_subclass = Some(hook);
        self
    }

    /// What `Class[item]` gives.
    #[must_use]
    pub fn class_getitem(mut self, hook: ClassGetItem) -> ClassBuilder {
        self.class_getitem = Some(hook);
        self
    }

    /// What `Class.name = value` does first, of it and of its subclasses.
    #[must_use]
    pub fn class_setattr(mut self, hook: ClassSetAttr) -> ClassBuilder {
        self.class_setattr = Some(hook);
        self
    }

    /// Scripts may not subclass it.
    #[must_use]
    pub fn sealed(mut self) -> ClassBuilder {
        self.is_final = true;
        self
    }

    /// Scripts may not set its attributes, as of the built-in classes.
    #[must_use]
    pub fn immutable(mut self) -> ClassBuilder {
        self.immutable = true;
        self
    }

    /// The class.
    ///
    /// # Panics
    /// If the bases have no common order: a mistake in the program, not of a script.
    pub fn build(mut self, vm: &Vm) -> Class {
        if self.bases.is_empty() {
            self.bases.push(vm.types().object.clone());
        }
        self.build_on(None)
    }

    pub(crate) fn build_on(self, object: Option<&Class>) -> Class {
        let mut bases = self.bases;
        if bases.is_empty() {
            bases.extend(object.cloned());
        }
        let class = Class::new(&self.name, bases, self.namespace)
            .expect("the bases of a class of Rust have a common order");
        class.set_module(&self.module);
        class.set("__module__", self.module.clone());
        if let Some(metaclass) = &self.metaclass {
            class.set_metaclass(metaclass);
        }
        class.change_hooks(|hooks| {
            hooks.construct = self.construct.or(hooks.construct);
            hooks.init_subclass = self.init_subclass.or(hooks.init_subclass);
            hooks.class_getitem = self.class_getitem.or(hooks.class_getitem);
            hooks.class_setattr = self.class_setattr.or(hooks.class_setattr);
            hooks.is_final = self.is_final;
            hooks.immutable = self.immutable;
        });
        class
    }
}
