//! Calls, and the making of instances.

use std::rc::Rc;

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::{Class, Layout};
use crate::object::instance::Instance;
use crate::object::string::Str;

impl Vm {
    /// `callee(...)`.
    pub fn call(&self, callee: &Object, args: Args) -> PyResult {
        match callee {
            Object::Function(function) => self.call_function(function, args),
            Object::Native(function) => function.invoke(self, args),
            Object::Method(method) => {
                self.call(&method.function, args.after(method.receiver.clone()))
            }
            Object::Class(class) => self.call_class(callee, class, args),
            Object::Host(host) if host.is_callable() => Rc::clone(host).call(self, args),
            Object::StaticMethod(inner) => self.call(inner, args),
            Object::Alias(alias) => self.call(&alias.origin, args),
            _ => match self.special(callee, &self.names.call)? {
                Some(custom) => {
                    self.enter_native()?;
                    let result = self.call(&custom, args);
                    self.leave_native();
                    result
                }
                None => {
                    let name = self.class_name(callee);
                    Err(self.type_error(format!("'{name}' object is not callable")))
                }
            },
        }
    }

    /// `object.name(...)`.
    pub fn call_method(&self, object: &Object, name: &str, args: Args) -> PyResult {
        let method = self.attr(object, name)?;
        self.call(&method, args)
    }

    /// `callable(object)`.
    pub fn is_callable(&self, object: &Object) -> bool {
        match object {
            Object::Function(_)
            | Object::Native(_)
            | Object::Method(_)
            | Object::Class(_)
            | Object::StaticMethod(_)
            | Object::Alias(_) => true,
            Object::Host(host) if host.is_callable() => true,
            _ => self.class_of(object).lookup(&self.names.call).is_some(),
        }
    }

    fn call_class(&self, callee: &Object, class: &Class, args: Args) -> PyResult {
        if let Some(metaclass) = class.metaclass()
            && let Some(custom) = metaclass.lookup(&self.names.call)
        {
            let custom = self.bind(custom, callee, &metaclass)?;
            return self.call(&custom, args);
        }
        self.instantiate(class, args)
    }

    /// `type.__call__(class, ...)`: `__new__`, then `__init__`.
    pub fn instantiate(&self, class: &Class, args: Args) -> PyResult {
        if *class == self.types.type_ && args.len() == 1 && args.keywords.is_empty() {
            return Ok(Object::Class(self.class_of(&args.positional[0])));
        }
        let init = class.lookup(&self.names.init).filter(|init| self.is_own_init(class, init));
        let custom_new = match class.lookup(&self.names.new) {
            Some(Object::StaticMethod(inner)) => match &*inner {
                Object::Native(_) => None,
                custom => Some(custom.clone()),
            },
            Some(custom @ Object::Function(_)) => Some(custom),
            _ => None,
        };
        let object = match custom_new {
            Some(new) => {
                let object = self.call(&new, args.clone().after(Object::Class(class.clone())))?;
                if !self.is_instance(&object, class) {
                    return Ok(object);
                }
                object
            }
            None => {
                if !class.quick().constructs && init.is_none() && !args.is_empty() {
                    return Err(self.type_error(format!("{}() takes no arguments", class.name())));
                }
                self.new_object(class, &args)?
            }
        };
        if let Some(init) = init {
            self.initialize(&object, class, init, args)?;
        }
        Ok(object)
    }

    /// Whether `__init__` is to be called: not that of `object`, nor where a hook does its work.
    fn is_own_init(&self, class: &Class, init: &Object) -> bool {
        match init {
            Object::Native(function) => {
                !class.quick().constructs
                    && function.owner.as_ref().is_none_or(|owner| **owner != *"object")
            }
            _ => true,
        }
    }

    fn initialize(&self, object: &Object, class: &Class, init: Object, args: Args) -> PyResult<()> {
        let result = match &init {
            Object::Function(function) => {
                self.call_function(function, args.after(object.clone()))?
            }
            Object::Native(function) if function.binds => {
                function.invoke(self, args.after(object.clone()))?
            }
            _ => {
                let init = self.bind(init, object, class)?;
                self.call(&init, args)?
            }
        };
        if result.is_none() {
            return Ok(());
        }
        Err(self.init_returned(&result))
    }

    pub(crate) fn init_returned(&self, result: &Object) -> Box<crate::exception::Raised> {
        let name = self.class_name(result);
        self.type_error(format!("__init__() should return None, not '{name}'"))
    }

    /// The script's `__init__` of a class whose instances are made in no other special way.
    pub(crate) fn plain_init(
        &self,
        class: &Class,
    ) -> Option<Rc<crate::object::function::Function>> {
        let quick = class.quick();
        if quick.constructs || !quick.plain || quick.may_be_abstract || class.metaclass().is_some()
        {
            return None;
        }
        let Some(Object::StaticMethod(new)) = class.lookup(&self.names.new) else { return None };
        let Some(Object::Function(init)) = class.lookup(&self.names.init) else { return None };
        (matches!(&*new, Object::Native(_)) && !init.code.is_generator()).then_some(init)
    }

    /// `object.__new__(class, ...)`: by the hook of a class of Rust, or bare.
    pub(crate) fn new_object(&self, class: &Class, args: &Args) -> PyResult {
        self.check_abstract(class)?;
        let hooks = class.hooks();
        if let Some(construct) = hooks.construct {
            return construct(self, class, args.clone());
        }
        let instance = Instance::new(class);
        if hooks.layout == Layout::Exception {
            *instance.exception().args.borrow_mut() = args.positional.to_vec();
        }
        Ok(Object::Instance(Rc::new(instance)))
    }

    fn check_abstract(&self, class: &Class) -> PyResult<()> {
        if !class.quick().may_be_abstract {
            return Ok(());
        }
        let Some(Object::FrozenSet(names)) = class.own("__abstractmethods__") else {
            return Ok(());
        };
        let mut names: Vec<Str> =
            names.items().iter().filter_map(Object::as_str).cloned().collect();
        if names.is_empty() {
            return Ok(());
        }
        names.sort();
        let plural = if names.len() == 1 { "" } else { "s" };
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        Err(self.type_error(format!(
            "Can't instantiate abstract class {} with abstract method{plural} {}",
            class.name(),
            names.join(", ")
        )))
    }

    /// A bare instance with data of Rust; `__init__` is not called.
    pub fn new_instance(
        &self,
        class: &Class,
        payload: Option<Rc<dyn std::any::Any>>,
    ) -> Rc<Instance> {
        let instance = Instance::new(class);
        if let Some(payload) = payload {
            instance.set_payload(payload);
        }
        Rc::new(instance)
    }

    /// Whether the `__init__` that a class has was written in a script.
    pub fn has_script_init(&self, class: &Class) -> bool {
        matches!(class.lookup(&self.names.init), Some(Object::Function(_)))
    }
}
