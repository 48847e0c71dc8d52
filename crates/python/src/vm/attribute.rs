//! Attribute access: instances, classes, descriptors.

use std::rc::Rc;

use super::Vm;
use crate::exception::PyResult;
use crate::object::Object;
use crate::object::args::Args;
use crate::object::class::Class;
use crate::object::descriptor::Property;
use crate::object::function::BoundMethod;
use crate::object::instance::Instance;
use crate::object::string::Str;

impl Vm {
    /// `object.name`.
    pub fn get_attr(&self, object: &Object, name: &Str) -> PyResult {
        match self.find_attr(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// `object.name` for a name known in Rust.
    pub fn attr(&self, object: &Object, name: &str) -> PyResult {
        self.get_attr(object, &Str::intern(name))
    }

    /// `getattr(object, name, None)`, telling apart what is not there.
    pub fn attr_if_any(&self, object: &Object, name: &str) -> PyResult<Option<Object>> {
        self.get_attr_if_any(object, &Str::intern(name))
    }

    /// `object.name`; none where that raises `AttributeError`.
    pub fn get_attr_if_any(&self, object: &Object, name: &Str) -> PyResult<Option<Object>> {
        match self.find_attr(object, name) {
            Err(raised) if raised.is_a(&self.exceptions.attribute_error) && !raised.fatal => {
                Ok(None)
            }
            found => found,
        }
    }

    /// `object.name`; none where nothing has it. May still raise `AttributeError` from a script.
    pub(crate) fn find_attr(&self, object: &Object, name: &Str) -> PyResult<Option<Object>> {
        match object {
            Object::Instance(instance) => self.find_instance_attr(object, instance, name),
            Object::Class(class) => self.find_class_attr(class, name),
            Object::Module(module) => match module.dict().get_str(name) {
                Some(value) => Ok(Some(value)),
                None => self.find_module_attr(object, name),
            },
            Object::Super(parent) => self.find_super_attr(parent, name),
            Object::Host(host) => match Rc::clone(host).get_attr(self, name)? {
                Some(value) => Ok(Some(value)),
                None => self.find_by_class(object, &host.class(self), name),
            },
            Object::Function(function) => {
                let own = function.dict.borrow().as_ref().and_then(|dict| dict.get_str(name));
                match own {
                    Some(value) => Ok(Some(value)),
                    None => self.find_by_class(object, &self.types.function, name),
                }
            }
            Object::Method(method) => match self.find_by_class(object, &self.types.method, name)? {
                Some(value) => Ok(Some(value)),
                None => self.find_attr(&method.function, name),
            },
            Object::StaticMethod(inner) | Object::ClassMethod(inner) => {
                match self.find_by_class(object, &self.class_of(object), name)? {
                    Some(value) => Ok(Some(value)),
                    None => self.find_attr(inner, name),
                }
            }
            Object::Alias(alias) => {
                match self.find_by_class(object, &self.class_of(object), name)? {
                    Some(value) => Ok(Some(value)),
                    None if name.starts_with("__") => Ok(None),
                    None => self.find_attr(&alias.origin, name),
                }
            }
            _ => self.find_by_class(object, &self.class_of(object), name),
        }
    }

    fn find_by_class(
        &self,
        object: &Object,
        class: &Class,
        name: &Str,
    ) -> PyResult<Option<Object>> {
        match class.lookup(name) {
            Some(attribute) => self.bind(attribute, object, class).map(Some),
            None => Ok(None),
        }
    }

    fn find_module_attr(&self, object: &Object, name: &Str) -> PyResult<Option<Object>> {
        if let Object::Module(module) = object {
            if **name == *"__dict__" {
                return Ok(Some(Object::Dict(Rc::clone(module.dict()))));
            }
            if let Some(fallback) = module.dict().get_str(&self.names.getattr) {
                return self.call(&fallback, Args::one(name.clone())).map(Some);
            }
        }
        self.find_by_class(object, &self.types.module, name)
    }

    fn find_instance_attr(
        &self,
        object: &Object,
        instance: &Rc<Instance>,
        name: &Str,
    ) -> PyResult<Option<Object>> {
        if let Some(own) = instance.quick_own(name) {
            return Ok(Some(own));
        }
        let class = instance.class();
        if class.quick().getattribute {
            return self.find_by_getattribute(object, &class, name);
        }
        match self.plain_instance_attr(object, instance, &class, name) {
            Ok(None) => self.ask_getattr(object, &class, name),
            Err(raised) if raised.is_a(&self.exceptions.attribute_error) => {
                match self.ask_getattr(object, &class, name)? {
                    Some(value) => Ok(Some(value)),
                    None => Err(raised),
                }
            }
            found => found,
        }
    }

    fn find_by_getattribute(
        &self,
        object: &Object,
        class: &Class,
        name: &Str,
    ) -> PyResult<Option<Object>> {
        let Some(custom) = class.lookup(&self.names.getattribute) else { return Ok(None) };
        let custom = self.bind(custom, object, class)?;
        match self.call(&custom, Args::one(name.clone())) {
            Err(raised) if raised.is_a(&self.exceptions.attribute_error) => {
                match self.ask_getattr(object, class, name)? {
                    Some(value) => Ok(Some(value)),
                    None => Err(raised),
                }
            }
            found => found.map(Some),
        }
    }

    fn ask_getattr(&self, object: &Object, class: &Class, name: &Str) -> PyResult<Option<Object>> {
        let Some(fallback) = class.lookup(&self.names.getattr) else { return Ok(None) };
        let fallback = self.bind(fallback, object, class)?;
        self.call(&fallback, Args::one(name.clone())).map(Some)
    }

    /// `object.__getattribute__(instance, name)`: descriptors and own attributes, no `__getattr__`.
    pub(crate) fn plain_instance_attr(
        &self,
        object: &Object,
        instance: &Instance,
        class: &Class,
        name: &Str,
    ) -> PyResult<Option<Object>> {
        let Some(attribute) = class.lookup(name) else {
            return Ok(instance.own(name));
        };
        if !self.is_data_descriptor(&attribute)
            && let Some(own) = instance.own(name)
        {
            return Ok(Some(own));
        }
        self.bind(attribute, object, class).map(Some)
    }

    fn find_class_attr(&self, class: &Class, name: &Str) -> PyResult<Option<Object>> {
        let object = Object::Class(class.clone());
        let metaclass = class.metaclass().unwrap_or_else(|| self.types.type_.clone());
        let above = metaclass.lookup(name);
        if let Some(above) = &above {
            let shadows = self.is_data_descriptor(above)
                && !(matches!(above, Object::GetSet(_))
                    && class.own(name).is_some_and(|own| {
                        matches!(own, Object::Property(_) | Object::Str(_)) && **name == *"__doc__"
                    }));
            if shadows {
                return self.bind(above.clone(), &object, &metaclass).map(Some);
            }
        }
        if let Some(attribute) = class.lookup(name) {
            return self.bind_to_class(attribute, class).map(Some);
        }
        match above {
            Some(above) => self.bind(above, &object, &metaclass).map(Some),
            None if metaclass != self.types.type_ => self.ask_getattr(&object, &metaclass, name),
            None => Ok(None),
        }
    }

    fn find_super_attr(
        &self,
        parent: &crate::object::descriptor::Super,
        name: &Str,
    ) -> PyResult<Option<Object>> {
        if **name == *"__class__" {
            return Ok(Some(Object::from(&self.types.super_)));
        }
        let Some(attribute) = parent.class.lookup_after(&parent.after, name) else {
            return Ok(None);
        };
        match &parent.object {
            Object::Class(class) if *class == parent.class => {
                // a class found through super() in a class method: bind to it as a class does
                self.bind_to_class(attribute, class).map(Some)
            }
            object => self.bind(attribute, object, &parent.class).map(Some),
        }
    }

    /// Whether a class attribute goes before the instance's own of that name.
    pub fn is_data_descriptor(&self, attribute: &Object) -> bool {
        match attribute {
            Object::Property(_) | Object::GetSet(_) => true,
            Object::Host(host) => host.is_data_descriptor(),
            Object::Instance(instance) => {
                let class = instance.class();
                matches!(instance.value, Object::Property(_))
                    || class.lookup(&self.names.set).is_some()
                    || class.lookup(&self.names.delete).is_some()
            }
            _ => false,
        }
    }

    /// What an attribute of a class is for an instance of it.
    pub fn bind(&self, attribute: Object, object: &Object, class: &Class) -> PyResult {
        match &attribute {
            Object::Function(_) => Ok(method(attribute, object)),
            Object::Native(function) if function.binds => Ok(method(attribute, object)),
            Object::Property(property) => self.read_property(property, object),
            Object::GetSet(getset) => (getset.get)(self, object),
            Object::StaticMethod(inner) => Ok((**inner).clone()),
            Object::ClassMethod(inner) => self.bind_class_method(inner, class),
            Object::Host(host) => {
                let bound = Rc::clone(host).descr_get(self, Some(object), class)?;
                Ok(bound.unwrap_or(attribute))
            }
            Object::Instance(instance) => {
                if let Object::Property(property) = &instance.value {
                    return self.read_property(property, object);
                }
                let args = [object.clone(), Object::from(class)];
                self.bind_instance(&attribute, &instance.class(), args)
            }
            _ => Ok(attribute),
        }
    }

    fn bind_instance(&self, attribute: &Object, class: &Class, args: [Object; 2]) -> PyResult {
        match class.lookup(&self.names.get) {
            Some(get) => {
                let get = self.bind(get, attribute, class)?;
                self.call(&get, Args::of(args))
            }
            None => Ok(attribute.clone()),
        }
    }

    /// What an attribute of a class is for the class itself.
    pub fn bind_to_class(&self, attribute: Object, class: &Class) -> PyResult {
        match &attribute {
            Object::StaticMethod(inner) => Ok((**inner).clone()),
            Object::ClassMethod(inner) => self.bind_class_method(inner, class),
            Object::Host(host) => {
                Ok(Rc::clone(host).descr_get(self, None, class)?.unwrap_or(attribute))
            }
            Object::Instance(instance) if !matches!(instance.value, Object::Property(_)) => {
                let args = [Object::None, Object::from(class)];
                self.bind_instance(&attribute, &instance.class(), args)
            }
            _ => Ok(attribute),
        }
    }

    fn bind_class_method(&self, inner: &Object, class: &Class) -> PyResult {
        match inner {
            Object::Function(_) | Object::Native(_) => {
                Ok(method(inner.clone(), &Object::from(class)))
            }
            _ => {
                self.bind(inner.clone(), &Object::from(class), &self.class_of(&Object::from(class)))
            }
        }
    }

    fn read_property(&self, property: &Property, object: &Object) -> PyResult {
        if property.fget.is_none() {
            return Err(self.property_lacks(property, object, "getter"));
        }
        self.call(&property.fget, Args::one(object.clone()))
    }

    fn property_lacks(
        &self,
        property: &Property,
        object: &Object,
        what: &str,
    ) -> Box<crate::exception::Raised> {
        let class = self.class_of(object).qualname();
        let message = match &*property.name.borrow() {
            Some(name) => format!("property '{name}' of '{class}' object has no {what}"),
            None => format!("property of '{class}' object has no {what}"),
        };
        self.raise(&self.exceptions.attribute_error, message)
    }

    /// `object.name = value`.
    pub fn set_attr(&self, object: &Object, name: &Str, value: Object) -> PyResult<()> {
        self.change_attr(object, name, Some(value))
    }

    /// `del object.name`.
    pub fn del_attr(&self, object: &Object, name: &Str) -> PyResult<()> {
        self.change_attr(object, name, None)
    }

    fn change_attr(&self, object: &Object, name: &Str, value: Option<Object>) -> PyResult<()> {
        let value = match (object, value) {
            (Object::Instance(instance), Some(value)) => match instance.quick_set(name, value) {
                None => return Ok(()),
                value => value,
            },
            (_, value) => value,
        };
        match object {
            Object::Instance(instance) => {
                let class = instance.class();
                if class.quick().setattr {
                    let hook =
                        if value.is_some() { &self.names.setattr } else { &self.names.delattr };
                    if let Some(custom) = class.lookup(hook) {
                        let custom = self.bind(custom, object, &class)?;
                        let mut args = Args::one(name.clone());
                        args.positional.extend(value);
                        return self.call(&custom, args).map(drop);
                    }
                }
                self.plain_change_attr(object, name, value)
            }
            Object::Class(class) => self.change_class_attr(class, name, value),
            Object::Module(module) => match value {
                Some(value) => {
                    drop(module.dict().set_str(name, value));
                    Ok(())
                }
                None => match module.dict().remove_str(name) {
                    Some(_) => Ok(()),
                    None => Err(self.no_attribute(object, name)),
                },
            },
            Object::Host(host) => {
                if Rc::clone(host).set_attr(self, name, value.as_ref())? {
                    return Ok(());
                }
                self.plain_change_attr(object, name, value)
            }
            _ => self.plain_change_attr(object, name, value),
        }
    }

    /// `object.__setattr__(object, name, value)`: descriptors, then own attributes.
    pub(crate) fn plain_change_attr(
        &self,
        object: &Object,
        name: &Str,
        value: Option<Object>,
    ) -> PyResult<()> {
        let class = self.class_of(object);
        if let Some(attribute) = class.lookup(name)
            && self.write_descriptor(&attribute, object, name, value.as_ref())?
        {
            return Ok(());
        }
        match object {
            Object::Instance(_) if class == self.types.object => {
                Err(self.no_attribute(object, name))
            }
            Object::Instance(instance) => {
                if let Some(slots) = class.quick().slots_only.then(|| class.has_slot(name))
                    && !slots
                {
                    return Err(self.no_attribute(object, name));
                }
                match value {
                    Some(value) => {
                        drop(instance.dict().set_str(name, value));
                        Ok(())
                    }
                    None => match instance.dict_if_any().and_then(|dict| dict.remove_str(name)) {
                        Some(_) => Ok(()),
                        None => Err(self.no_attribute(object, name)),
                    },
                }
            }
            Object::Function(function) => match value {
                Some(value) => {
                    drop(function.dict().set_str(name, value));
                    Ok(())
                }
                None => match function.dict().remove_str(name) {
                    Some(_) => Ok(()),
                    None => Err(self.no_attribute(object, name)),
                },
            },
            _ if class.lookup(name).is_some() => Err(self.attribute_error(
                format!("'{}' object attribute '{name}' is read-only", class.name()),
                &Object::None,
                name,
            )),
            _ => Err(self.no_attribute(object, name)),
        }
    }

    fn write_descriptor(
        &self,
        attribute: &Object,
        object: &Object,
        name: &Str,
        value: Option<&Object>,
    ) -> PyResult<bool> {
        match attribute {
            Object::Property(property) => {
                self.write_property(property, object, value).map(|()| true)
            }
            Object::GetSet(getset) => match getset.set {
                Some(set) => set(self, object, value.cloned()).map(|()| true),
                None => Err(self.attribute_error(
                    format!(
                        "attribute '{name}' of '{}' objects is not writable",
                        self.class_of(object).name()
                    ),
                    &Object::None,
                    name,
                )),
            },
            Object::Host(host) => Rc::clone(host).descr_set(self, object, value),
            Object::Instance(instance) => {
                if let Object::Property(property) = &instance.value {
                    return self.write_property(property, object, value).map(|()| true);
                }
                let hook = if value.is_some() { &self.names.set } else { &self.names.delete };
                let class = instance.class();
                let Some(hook) = class.lookup(hook) else { return Ok(false) };
                let hook = self.bind(hook, attribute, &class)?;
                let mut args = Args::one(object.clone());
                args.positional.extend(value.cloned());
                self.call(&hook, args).map(|_| true)
            }
            _ => Ok(false),
        }
    }

    fn write_property(
        &self,
        property: &Property,
        object: &Object,
        value: Option<&Object>,
    ) -> PyResult<()> {
        let (function, what) = match value {
            Some(_) => (&property.fset, "setter"),
            None => (&property.fdel, "deleter"),
        };
        if function.is_none() {
            return Err(self.property_lacks(property, object, what));
        }
        let mut args = Args::one(object.clone());
        args.positional.extend(value.cloned());
        self.call(function, args).map(drop)
    }

    fn change_class_attr(&self, class: &Class, name: &Str, value: Option<Object>) -> PyResult<()> {
        let object = Object::Class(class.clone());
        let metaclass = self.class_of(&object);
        if metaclass != self.types.type_ {
            let hook = if value.is_some() { &self.names.setattr } else { &self.names.delattr };
            if let Some(custom @ Object::Function(_)) = metaclass.lookup(hook) {
                let mut args = Args::of([object, Object::Str(name.clone())]);
                args.positional.extend(value);
                return self.call(&custom, args).map(drop);
            }
        }
        self.plain_change_class_attr(class, name, value)
    }

    /// `type.__setattr__(class, name, value)`.
    pub(crate) fn plain_change_class_attr(
        &self,
        class: &Class,
        name: &Str,
        value: Option<Object>,
    ) -> PyResult<()> {
        let object = Object::Class(class.clone());
        if class.hooks().immutable {
            let verb = if value.is_some() { "set" } else { "delete" };
            return Err(self.type_error(format!(
                "cannot {verb} '{name}' attribute of immutable type '{}'",
                class.name()
            )));
        }
        if let Some(hook) = class.hooks().class_setattr
            && hook(self, class, name, value.as_ref())?
        {
            return Ok(());
        }
        if let Some(attribute) = self.class_of(&object).lookup(name)
            && self.write_descriptor(&attribute, &object, name, value.as_ref())?
        {
            return Ok(());
        }
        match value {
            Some(value) => {
                class.note_special(name);
                class.set_str(name, value);
                Ok(())
            }
            None => match class.remove(name) {
                Some(_) => Ok(()),
                None => Err(self.no_attribute(&object, name)),
            },
        }
    }

    /// A method that the class of an object has, bound: how operators look up `__add__`.
    pub fn special(&self, object: &Object, name: &Str) -> PyResult<Option<Object>> {
        let class = self.class_of(object);
        match class.lookup(name) {
            Some(attribute) => self.bind(attribute, object, &class).map(Some),
            None => Ok(None),
        }
    }

    /// Calls a method that the class of an object has; none if it has none.
    pub fn call_special(
        &self,
        object: &Object,
        name: &str,
        args: Args,
    ) -> PyResult<Option<Object>> {
        match self.special(object, &Str::intern(name))? {
            Some(method) if !method.is_none() => self.call(&method, args).map(Some),
            _ => Ok(None),
        }
    }
}

fn method(function: Object, receiver: &Object) -> Object {
    Object::Method(Rc::new(BoundMethod { function, receiver: receiver.clone() }))
}
