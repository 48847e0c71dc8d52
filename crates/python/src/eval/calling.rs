//! Calls, and the making of functions.

use std::rc::Rc;

use super::arguments;
use super::generator;
use super::machine::{Flow, Machine, pop};
use crate::code::Code;
use crate::code::op::extras;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::descriptor::Super;
use crate::object::function::{CellVar, Function};
use crate::object::host::HostObject;
use crate::object::instance::Instance;
use crate::object::native::NativeFunction;
use crate::object::string::Str;

/// `__exit__` of a host object.
pub(super) fn host_exit(host: &Rc<dyn HostObject>) -> Object {
    let host = Rc::clone(host);
    NativeFunction::closure("__exit__", move |vm, args| {
        let exception = args.get(1).cloned().unwrap_or(Object::None);
        let swallowed = Rc::clone(&host).exit(vm, &exception)?;
        Ok(Object::Bool(swallowed.unwrap_or(false)))
    })
    .object()
}

impl Machine<'_> {
    /// Calls what lies below the arguments: a callable, its first argument or nothing, the arguments.
    pub(super) fn call(&mut self, count: usize) -> PyResult<Flow> {
        let base = self.frame.values.len() - count - 2;
        let has_receiver = !self.frame.values[base + 1].is_unbound();
        let first = if has_receiver { base + 1 } else { base + 2 };
        if let Object::Function(function) = &self.frame.values[base] {
            let function = Rc::clone(function);
            let positional = self.frame.values.drain(first..);
            let callee = arguments::bind(self.vm, &function, positional, Vec::new());
            self.frame.values.truncate(base);
            return self.start(&function, callee?);
        }
        if !has_receiver
            && let Object::Class(class) = &self.frame.values[base]
            && let Some(init) = self.vm.plain_init(class)
        {
            let instance = Object::Instance(Rc::new(Instance::new(class)));
            return self.construct(base, &init, instance);
        }
        let args =
            Args { positional: self.frame.values.drain(first..).collect(), keywords: Vec::new() };
        let callee = std::mem::replace(&mut self.frame.values[base], Object::Unbound);
        self.frame.values.truncate(base);
        self.call_with(&callee, args)
    }

    /// Runs `__init__` of a new instance, which is the result.
    fn construct(&mut self, base: usize, init: &Function, instance: Object) -> PyResult<Flow> {
        self.frame.values[base + 1] = instance.clone();
        let positional = self.frame.values.drain(base + 1..);
        let callee = arguments::bind(self.vm, init, positional, Vec::new());
        self.frame.values.truncate(base);
        let mut callee = callee?;
        callee.constructs = Some(instance);
        self.enter(callee)?;
        Ok(Flow::Entered)
    }

    fn start(
        &mut self,
        function: &Rc<Function>,
        callee: Box<super::frame::Frame>,
    ) -> PyResult<Flow> {
        if function.code.is_generator() {
            self.push(generator::suspended(function, callee));
            return Ok(Flow::Next);
        }
        self.enter(callee)?;
        Ok(Flow::Entered)
    }

    fn call_with(&mut self, callee: &Object, args: Args) -> PyResult<Flow> {
        match callee {
            Object::Function(function) => {
                let Args { positional, keywords } = args;
                let frame = arguments::bind(self.vm, function, positional.into_iter(), keywords)?;
                self.start(function, frame)
            }
            Object::Method(method) => {
                self.call_with(&method.function, args.after(method.receiver.clone()))
            }
            _ => {
                let value = self.vm.call(callee, args)?;
                self.push(value);
                Ok(Flow::Next)
            }
        }
    }

    pub(super) fn call_keywords(&mut self, count: u16, names: u32, code: &Code) -> PyResult<Flow> {
        let Object::Tuple(names) = &code.constants[names as usize] else { return Ok(Flow::Next) };
        let values = self.pop_many(names.len());
        let keywords = names.iter().zip(values);
        let keywords =
            keywords.filter_map(|(name, value)| Some((name.as_str()?.clone(), value))).collect();
        let base = self.frame.values.len() - (usize::from(count) - names.len()) - 2;
        let has_receiver = !self.frame.values[base + 1].is_unbound();
        let first = if has_receiver { base + 1 } else { base + 2 };
        let args = Args { positional: self.frame.values.drain(first..).collect(), keywords };
        let callee = std::mem::replace(&mut self.frame.values[base], Object::Unbound);
        self.frame.values.truncate(base);
        self.call_with(&callee, args)
    }

    pub(super) fn call_spread(&mut self) -> PyResult<Flow> {
        let keywords = pop!(self);
        let positional = pop!(self);
        let Some(iterator) = self.vm.iter_if_any(&positional)? else {
            let name = self.vm.class_name(&positional);
            let callee = self.callee_below(1);
            let message = format!("{callee} argument after * must be an iterable, not {name}");
            return Err(self.vm.type_error(message));
        };
        let positional = self.vm.drain(&iterator)?;
        let keywords = match &keywords {
            Object::Dict(dict) => dict.str_items(),
            _ => Vec::new(),
        };
        let callee = pop!(self);
        self.call_with(&callee, Args { positional: positional.into(), keywords })
    }

    /// Pushes a method and its receiver, without making a bound method where it can be helped.
    pub(super) fn load_method(&mut self, name: &Str) -> PyResult<()> {
        let object = pop!(self);
        if let Some(method) = self.unbound_method(&object, name) {
            self.push(method);
            self.push(object);
            return Ok(());
        }
        let method = self.vm.get_attr(&object, name)?;
        self.push(method);
        self.push(Object::Unbound);
        Ok(())
    }

    fn unbound_method(&self, object: &Object, name: &Str) -> Option<Object> {
        let class = match object {
            Object::Instance(instance) => {
                let class = instance.class();
                if class.quick().getattribute || instance.own(name).is_some() {
                    return None;
                }
                class
            }
            Object::Str(_)
            | Object::List(_)
            | Object::Dict(_)
            | Object::Tuple(_)
            | Object::Set(_) => self.vm.class_of(object),
            _ => return None,
        };
        match class.lookup(name)? {
            function @ Object::Function(_) => Some(function),
            Object::Native(function) if function.binds => Some(Object::Native(function)),
            _ => None,
        }
    }

    pub(super) fn make_function(&mut self, flags: u16, index: u32, code: &Code) -> PyResult<()> {
        let Object::Code(body) = &code.constants[index as usize] else { return Ok(()) };
        let mut take = |flag: u16| if flags & flag == 0 { None } else { self.frame.values.pop() };
        let annotations = take(extras::ANNOTATIONS);
        let kw_defaults = take(extras::KEYWORD_DEFAULTS);
        let defaults = take(extras::DEFAULTS);
        let closure = body.captures.iter().map(|cell| {
            self.frame
                .cells
                .get(*cell as usize)
                .cloned()
                .unwrap_or_else(|| Rc::new(CellVar::default()))
        });
        let function = Function {
            code: Rc::clone(body),
            globals: Rc::clone(&self.frame.globals),
            closure: closure.collect(),
            defaults: match defaults {
                Some(Object::Tuple(items)) => items.to_vec(),
                _ => Vec::new(),
            }
            .into(),
            kw_defaults: match kw_defaults {
                Some(Object::Dict(dict)) => dict.str_items(),
                _ => Vec::new(),
            }
            .into(),
            name: body.name.clone().into(),
            qualname: body.qualname.clone().into(),
            module: self.frame.globals.get_text("__name__").unwrap_or(Object::None).into(),
            doc: Object::from(body.doc.clone()).into(),
            annotations: match annotations {
                Some(Object::Dict(dict)) => Some(dict),
                _ => None,
            }
            .into(),
            dict: None.into(),
        };
        self.push(Object::Function(Rc::new(function)));
        Ok(())
    }

    pub(super) fn implicit_super(&mut self, cell: u32) -> PyResult<()> {
        let class = self.frame.cells[cell as usize].get();
        let Object::Class(after) = class else {
            return Err(self.vm.runtime_error("super(): empty __class__ cell"));
        };
        let object = self.frame.values[0].clone();
        let value = self.vm.make_super(after, object)?;
        self.push(value);
        Ok(())
    }
}

impl crate::vm::Vm {
    /// `super(class, object)`.
    pub(crate) fn make_super(
        &self,
        after: crate::object::class::Class,
        object: Object,
    ) -> PyResult {
        let class = match &object {
            Object::Class(class) if class.is_subclass(&after) => class.clone(),
            object => {
                let class = self.class_of(object);
                if !class.is_subclass(&after) {
                    let message = "super(type, obj): obj must be an instance or subtype of type";
                    return Err(self.type_error(message));
                }
                class
            }
        };
        Ok(Object::Super(Rc::new(Super { after, object, class })))
    }
}
