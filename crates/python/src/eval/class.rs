//! `class` statements, and `type(name, bases, namespace)`.

use std::rc::Rc;

use super::frame::Frame;
use super::machine::{Machine, pop};
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::{Class, Layout};
use crate::object::dict::Dict;
use crate::object::string::Str;
use crate::vm::Vm;

impl Machine<'_> {
    /// `function name bases keywords → class`.
    pub(super) fn build_class(&mut self) -> PyResult<()> {
        let keywords = pop!(self);
        let written = pop!(self);
        let name = pop!(self);
        let Object::Function(body) = pop!(self) else { return Ok(()) };
        let vm = self.vm;
        let written = vm.collect(&written)?;
        let bases = resolve_bases(vm, &written)?;
        let mut keywords = match &keywords {
            Object::Dict(dict) => dict.str_items(),
            _ => Vec::new(),
        };
        let given = keywords.iter().position(|(name, _)| *name == *"metaclass");
        let given = given.map(|place| keywords.remove(place).1);
        let metaclass = choose_metaclass(vm, given, &bases)?;
        let bases = Object::tuple(bases);
        let namespace = prepare(vm, &metaclass, &name, &bases, &keywords)?;
        let Object::Dict(names) = namespace.unwrapped().clone() else {
            return Err(vm.unsupported("a `__prepare__` that gives no dict"));
        };
        let mut frame = Frame::new(vm, &body.code, &body.globals);
        frame.cells.extend(body.closure.iter().cloned());
        frame.namespace = Some(Rc::clone(&names));
        let place = body
            .code
            .cell_names
            .iter()
            .take(body.code.own_cells)
            .position(|name| *name == *"__class__");
        let cell = place.map(|place| Rc::clone(&frame.cells[place]));
        vm.run_frame(frame)?;
        if written.len() != vm.len(&bases)?
            || !written.iter().zip(vm.collect(&bases)?).all(|(a, b)| a.is(&b))
        {
            names.set_text("__orig_bases__", Object::tuple(written));
        }
        let args = Args { positional: [name, bases, namespace].into_iter().collect(), keywords };
        let class = vm.call(&metaclass, args)?;
        if let Some(cell) = cell {
            cell.set(class.clone());
        }
        self.push(class);
        Ok(())
    }
}

/// The built-in class that decides what instances are made of.
fn solid_base(class: &Class) -> Option<Class> {
    let is_solid = |class: &Class| {
        let hooks = class.hooks();
        hooks.immutable && hooks.layout != Layout::Plain
    };
    let solid = class.mro().into_iter().find(is_solid)?;
    // exceptions differ in nothing that matters here
    if solid.hooks().layout == Layout::Exception {
        solid.mro().into_iter().rfind(is_solid)
    } else {
        Some(solid)
    }
}

fn resolve_bases(vm: &Vm, written: &[Object]) -> PyResult<Vec<Object>> {
    let mut bases = Vec::with_capacity(written.len());
    for base in written {
        match base {
            Object::Class(_) => bases.push(base.clone()),
            Object::Alias(alias) => {
                if matches!(alias.origin, Object::Class(_))
                    && !bases.iter().any(|known: &Object| known.is(&alias.origin))
                {
                    bases.push(alias.origin.clone());
                }
            }
            other => {
                let entries = match vm.attr_if_any(other, "__mro_entries__")? {
                    Some(entries) => {
                        vm.call(&entries, Args::one(Object::tuple(written.to_vec())))?
                    }
                    None => {
                        bases.push(other.clone());
                        continue;
                    }
                };
                bases.extend(vm.collect(&entries)?);
            }
        }
    }
    Ok(bases)
}

fn choose_metaclass(vm: &Vm, given: Option<Object>, bases: &[Object]) -> PyResult {
    let mut winner = match given {
        None => vm.types().type_.clone(),
        Some(Object::Class(class)) if class.is_subclass(&vm.types().type_) => class,
        Some(other) => return Ok(other),
    };
    for base in bases {
        let metaclass = vm.class_of(base);
        if !metaclass.is_subclass(&vm.types().type_) {
            // something else than a class: its class decides
            return Ok(Object::Class(metaclass));
        }
        if metaclass.is_subclass(&winner) {
            winner = metaclass;
        } else if !winner.is_subclass(&metaclass) {
            return Err(vm.type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of \
                 the metaclasses of all its bases",
            ));
        }
    }
    Ok(Object::Class(winner))
}

fn prepare(
    vm: &Vm,
    metaclass: &Object,
    name: &Object,
    bases: &Object,
    keywords: &[(Str, Object)],
) -> PyResult {
    if let Object::Class(class) = metaclass
        && (*class == vm.types().type_ || class.get("__prepare__").is_none())
    {
        return Ok(Object::Dict(Rc::new(Dict::new())));
    }
    match vm.attr_if_any(metaclass, "__prepare__")? {
        Some(prepare) => {
            let positional = [name.clone(), bases.clone()].into_iter().collect();
            vm.call(&prepare, Args { positional, keywords: keywords.to_vec() })
        }
        None => Ok(Object::Dict(Rc::new(Dict::new()))),
    }
}

impl Vm {
    /// `type.__new__(metaclass, name, bases, namespace)`, which runs `__set_name__` and
    /// `__init_subclass__`.
    pub fn new_class(
        &self,
        metaclass: &Class,
        name: &str,
        bases: Vec<Class>,
        namespace: &Dict,
        keywords: Vec<(Str, Object)>,
    ) -> PyResult<Class> {
        let bases = if bases.is_empty() { vec![self.types.object.clone()] } else { bases };
        self.check_bases(&bases)?;
        let slots_only = namespace.get_text("__slots__").is_some()
            && bases.iter().all(|base| *base == self.types.object || base.hooks().slots_only);
        let own = Rc::new(namespace.copy());
        let qualname = own.remove_str(&Str::intern("__qualname__"));
        let class = Class::new(name, bases, own).map_err(|message| self.type_error(message))?;
        if let Some(Object::Str(qualname)) = qualname {
            class.set_qualname(&qualname);
        }
        if *metaclass != self.types.type_ {
            class.set_metaclass(metaclass);
        }
        if class.own("__doc__").is_none() {
            class.set("__doc__", Object::None);
        }
        class.change_hooks(|hooks| hooks.slots_only = slots_only);
        self.adapt_namespace(&class);
        self.set_names(&class)?;
        self.init_subclass(&class, keywords)?;
        Ok(class)
    }

    fn check_bases(&self, bases: &[Class]) -> PyResult<()> {
        let mut layout: Option<Class> = None;
        for base in bases {
            if base.hooks().is_final {
                let name = base.full_name();
                return Err(
                    self.type_error(format!("type '{name}' is not an acceptable base type"))
                );
            }
            let Some(own) = solid_base(base) else { continue };
            match &layout {
                Some(known) if known.is_subclass(&own) => {}
                Some(known) if !own.is_subclass(known) => {
                    return Err(self.type_error("multiple bases have instance lay-out conflict"));
                }
                _ => layout = Some(own),
            }
        }
        Ok(())
    }

    /// What a class statement makes of some functions by their name alone.
    fn adapt_namespace(&self, class: &Class) {
        for (name, value) in class.own_items() {
            class.note_special(&name);
            match (&*name, &value) {
                ("__new__", Object::Function(_)) => {
                    class.set_str(&name, Object::StaticMethod(Rc::new(value)));
                }
                ("__init_subclass__" | "__class_getitem__", Object::Function(_)) => {
                    class.set_str(&name, Object::ClassMethod(Rc::new(value)));
                }
                ("__abstractmethods__", _) => class.set_str(&name, value),
                ("__eq__", _) if class.own("__hash__").is_none() => {
                    class.set("__hash__", Object::None)
                }
                (_, Object::Property(property)) => {
                    property.name.borrow_mut().get_or_insert_with(|| name.clone());
                }
                _ => {}
            }
        }
    }

    fn set_names(&self, class: &Class) -> PyResult<()> {
        for (name, value) in class.own_items() {
            match &value {
                Object::Host(host) => Rc::clone(host).set_name(self, class, &name)?,
                Object::Instance(_) => {
                    let args = Args::of([Object::from(class), Object::Str(name.clone())]);
                    if let Err(raised) = self.call_special(&value, "__set_name__", args) {
                        let message = format!(
                            "Error calling __set_name__ on '{}' instance '{name}' in '{}'",
                            self.class_name(&value),
                            class.name()
                        );
                        let wrapper = self.runtime_error(message);
                        wrapper.set_cause(Rc::clone(&raised.exception));
                        return Err(wrapper);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn init_subclass(&self, class: &Class, keywords: Vec<(Str, Object)>) -> PyResult<()> {
        let args = Args { keywords, ..Args::default() };
        let hook = class.hooks().init_subclass;
        match class.lookup_after(class, &self.names.init_subclass) {
            Some(custom)
                if hook.is_none()
                    || !matches!(custom, Object::ClassMethod(ref inner) if matches!(**inner, Object::Native(_))) =>
            {
                let custom = self.bind_to_class(custom, class)?;
                self.call(&custom, args.clone())?;
            }
            _ => {}
        }
        match hook {
            Some(hook) => hook(self, class, args),
            None => Ok(()),
        }
    }
}
